/* State machines: sound or not, and one step of them. */
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "junheng/programme.h"

int32_t jh_machine_find(const struct jh_machine *machine, const char *state)
{
    for (size_t k = 0; k < machine->n_states; k++)
        if (strcmp(machine->state[k].id, state) == 0)
            return (int32_t)k;
    return -1;
}

int32_t jh_machine_move_from(const struct jh_machine *machine, int32_t state, const char *move)
{
    for (size_t k = 0; k < machine->n_moves; k++)
        if (machine->move[k].from == state && strcmp(machine->move[k].id, move) == 0)
            return (int32_t)k;
    return -1;
}

static enum jh_status check_ids(const struct jh_machine *m, struct jh_error *err)
{
    if (m->n_states == 0 || m->initial < 0 || (size_t)m->initial >= m->n_states)
        return jh_fail(err, JH_E_DATA, "machine %s has no initial state", m->id);
    for (size_t k = 0; k < m->n_states; k++)
        if (jh_machine_find(m, m->state[k].id) != (int32_t)k)
            return jh_fail(err, JH_E_DATA, "machine %s has state %s twice", m->id, m->state[k].id);
    for (size_t k = 0; k < m->n_moves; k++) {
        const struct jh_machine_move *v = &m->move[k];
        if (v->from < 0 || v->to < 0 || (size_t)v->from >= m->n_states ||
            (size_t)v->to >= m->n_states)
            return jh_fail(err, JH_E_DATA, "move %s of machine %s leads nowhere", v->id, m->id);
        if (jh_machine_move_from(m, v->from, v->id) != (int32_t)k)
            return jh_fail(err, JH_E_DATA, "machine %s has move %s twice from state %s", m->id,
                v->id, m->state[v->from].id);
        if (strcmp(v->id, JH_MOVE_UNDO) == 0 || strcmp(v->id, JH_MOVE_IMPORT) == 0)
            return jh_fail(err, JH_E_DATA, "machine %s must not define move %s", m->id, v->id);
    }
    return JH_OK;
}

/* Spread marks along the moves (against them where backwards) until nothing changes. */
static void spread(const struct jh_machine *m, bool backwards, uint8_t *mark)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t k = 0; k < m->n_moves; k++) {
            const int32_t a = backwards ? m->move[k].to : m->move[k].from;
            const int32_t b = backwards ? m->move[k].from : m->move[k].to;
            if (mark[a] != 0 && mark[b] == 0) {
                mark[b] = 1;
                changed = true;
            }
        }
    }
}

enum jh_status jh_machine_check(const struct jh_machine *m, struct jh_error *err)
{
    uint8_t *reached, *ends;
    enum jh_status st = check_ids(m, err);
    if (st != JH_OK)
        return st;
    reached = jh_i_calloc(2 * m->n_states, 1);
    if (reached == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    ends = reached + m->n_states;
    reached[m->initial] = 1;
    for (size_t k = 0; k < m->n_states; k++)
        ends[k] = m->state[k].final;
    spread(m, false, reached);
    spread(m, true, ends);
    for (size_t k = 0; k < m->n_states && st == JH_OK; k++) {
        if (reached[k] == 0)
            st = jh_fail(
                err, JH_E_DATA, "machine %s never comes to state %s", m->id, m->state[k].id);
        else if (ends[k] == 0)
            st = jh_fail(
                err, JH_E_DATA, "machine %s cannot end from state %s", m->id, m->state[k].id);
    }
    jh_i_free(reached);
    return st;
}

void jh_position_begin(struct jh_position *position, const struct jh_machine *machine)
{
    *position = (struct jh_position){.state = machine->initial};
}

void jh_position_release(struct jh_position *position)
{
    jh_i_free(position->before);
    *position = (struct jh_position){0};
}

static bool said(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* name_zh: the move in Chinese. */
static enum jh_status check_needs(
    uint32_t needs, const struct jh_move *move, const char *name_zh, struct jh_error *err)
{
    static const char missing[] = "move %s needs a %s";
    const struct {
        uint32_t bit;
        const char *name, *text;
    } all[] = {{JH_NEEDS_DOCUMENT, "document", move->document},
        {JH_NEEDS_EVIDENCE, "evidence", move->evidence}, {JH_NEEDS_REASON, "reason", move->reason},
        {JH_NEEDS_BATCH, "batch", move->batch}};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if ((needs & all[k].bit) != 0 && !said(all[k].text)) {
            enum jh_status st = jh_fail(err, JH_E_ARG, missing, move->id, all[k].name);
            jh_reword(err, JH_LANG_ZH, missing, name_zh, jh_tr(JH_LANG_ZH, all[k].name));
            return st;
        }
    return JH_OK;
}

static enum jh_status fail_forbidden(
    const struct jh_machine *m, int32_t state, const struct jh_move *move, struct jh_error *err)
{
    static const char forbidden[] = "move %.60s is not allowed from state %s";
    const char *name = move->id;
    struct jh_buf list, list_zh;
    jh_buf_init(&list, 1 << 16);
    jh_buf_init(&list_zh, 1 << 16);
    for (size_t k = 0; k < m->n_moves && err != NULL; k++) {
        if (strcmp(m->move[k].id, move->id) == 0)
            name = m->move[k].name[JH_LANG_ZH];
        if (m->move[k].from != state)
            continue;
        jh_buf_printf(&list, "%s%s", list.len > 0 ? ", " : "", m->move[k].id);
        /* The command takes the id. */
        jh_buf_printf(&list_zh, "%s%s（%s）", list_zh.len > 0 ? "、" : "",
            m->move[k].name[JH_LANG_ZH], m->move[k].id);
    }
    enum jh_status st = jh_fail(err, JH_E_CONFLICT, forbidden, move->id, m->state[state].id);
    jh_reword(err, JH_LANG_ZH, forbidden, name, m->state[state].name[JH_LANG_ZH]);
    if (list.len > 0) {
        jh_hint(err, "Allowed from here: %s.", list.data);
        jh_rehint(err, JH_LANG_ZH, "Allowed from here: %s.", list_zh.data);
    }
    jh_buf_release(&list);
    jh_buf_release(&list_zh);
    return st;
}

/* Remember the state that is left. */
static enum jh_status push(struct jh_position *p, struct jh_error *err)
{
    if (p->n == p->cap) {
        const size_t cap = p->cap == 0 ? 8 : 2 * p->cap;
        int32_t *before = jh_i_realloc(p->before, cap, sizeof *before);
        if (before == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        p->before = before;
        p->cap = cap;
    }
    p->before[p->n++] = p->state;
    return JH_OK;
}

static enum jh_status undo(struct jh_position *p, const struct jh_move *move, struct jh_error *err)
{
    enum jh_status st = check_needs(JH_NEEDS_REASON, move, jh_tr(JH_LANG_ZH, "undo"), err);
    if (st != JH_OK)
        return st;
    if (p->n == 0)
        return jh_fail(err, JH_E_CONFLICT, "there is no move to undo");
    p->state = p->before[--p->n];
    return JH_OK;
}

enum jh_status jh_position_move(struct jh_position *position, const struct jh_machine *machine,
    const struct jh_move *move, struct jh_error *err)
{
    int32_t to;
    enum jh_status st = JH_OK;
    if (strcmp(move->id, JH_MOVE_UNDO) == 0)
        return undo(position, move, err);
    if (strcmp(move->id, JH_MOVE_IMPORT) == 0) {
        to = move->state != NULL ? jh_machine_find(machine, move->state) : -1;
        if (position->n > 0 || position->state != machine->initial)
            return jh_fail(err, JH_E_CONFLICT, "a state is imported before all moves only");
        if (to < 0)
            return jh_fail(err, JH_E_ARG, "machine %s has no state \"%.60s\"", machine->id,
                move->state != NULL ? move->state : "");
    } else {
        const int32_t row = jh_machine_move_from(machine, position->state, move->id);
        if (row < 0)
            return fail_forbidden(machine, position->state, move, err);
        st = check_needs(machine->move[row].needs, move, machine->move[row].name[JH_LANG_ZH], err);
        to = machine->move[row].to;
    }
    if (st == JH_OK)
        st = push(position, err);
    if (st == JH_OK)
        position->state = to;
    return st;
}
