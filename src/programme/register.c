/* Facts laid over each other: what is known of every thing now. */
#include "programme/register.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"

enum jh_status jh_register_new(size_t n_machines, const struct jh_machine *machine,
    struct jh_register **out_register, struct jh_error *err)
{
    struct jh_register *reg = jh_i_calloc(1, sizeof *reg);
    if (reg == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    reg->n_machines = n_machines;
    reg->machine = machine;
    jh_arena_init(&reg->arena, 0);
    jh_strmap_init(&reg->index);
    *out_register = reg;
    return JH_OK;
}

void jh_register_set_targets(struct jh_register *reg, const struct jh_machine *machine)
{
    reg->target = machine;
}

void jh_register_free(struct jh_register *reg)
{
    if (reg == NULL)
        return;
    for (size_t k = 0; k < reg->n * reg->n_machines; k++)
        jh_position_release(&reg->position[k]);
    jh_i_free(reg->position);
    jh_i_free(reg->entity);
    jh_i_free(reg->move);
    jh_strmap_release(&reg->index);
    jh_arena_release(&reg->arena);
    jh_i_free(reg);
}

size_t jh_register_count(const struct jh_register *reg)
{
    return reg->n;
}

const struct jh_entity *jh_register_at(const struct jh_register *reg, size_t i)
{
    return i < reg->n ? &reg->entity[i] : NULL;
}

/* The key of an entity, in the arena; NULL: out of memory. */
static char *make_key(
    struct jh_arena *arena, enum jh_fact_kind kind, const char *subject, const char *item)
{
    const size_t len = strlen(subject) + strlen(item) + 8;
    char *key = jh_arena_alloc(arena, len, 1);
    if (key != NULL)
        snprintf(key, len, "%d\1%s\1%s", (int)kind, subject, item);
    return key;
}

static bool lookup(const struct jh_register *reg, const char *key, size_t *out)
{
    uint32_t found;
    if (!jh_strmap_get(&reg->index, key, strlen(key), &found))
        return false;
    *out = found;
    return true;
}

const struct jh_entity *jh_register_find(
    const struct jh_register *reg, enum jh_fact_kind kind, const char *subject, const char *item)
{
    struct jh_arena scratch;
    size_t at = SIZE_MAX;
    jh_arena_init(&scratch, 0);
    const char *key = make_key(&scratch, kind, subject, item);
    if (key != NULL && !lookup(reg, key, &at))
        at = SIZE_MAX;
    jh_arena_release(&scratch);
    return at < reg->n ? &reg->entity[at] : NULL;
}

bool jh_i_register_next(const struct jh_register *reg, enum jh_fact_kind kind, const char *subject,
    size_t *inout_i, const struct jh_entity **out)
{
    while (*inout_i < reg->n) {
        const struct jh_entity *e = &reg->entity[(*inout_i)++];
        if (e->kind == kind && (subject == NULL || strcmp(e->subject, subject) == 0)) {
            *out = e;
            return true;
        }
    }
    return false;
}

const char *jh_entity_text(const struct jh_entity *entity, const char *field)
{
    const size_t f = jh_field_find(jh_form_of(entity->kind), field);
    return f != SIZE_MAX ? entity->value[f] : "";
}

double jh_entity_number(const struct jh_entity *entity, const char *field)
{
    const char *text = jh_entity_text(entity, field);
    double value = JH_NAN;
    return jh_num_parse(text, strlen(text), &value) ? value : JH_NAN;
}

const char *jh_entity_extra(const struct jh_entity *entity, const char *name)
{
    for (size_t k = 0; k < entity->n_extras; k++)
        if (strcmp(entity->extra[k].name, name) == 0)
            return entity->extra[k].value;
    return "";
}

int32_t jh_register_state(const struct jh_register *reg, const char *project, size_t machine)
{
    const struct jh_entity *e = jh_register_find(reg, JH_FACT_PROJECT, project, "");
    if (e == NULL || machine >= reg->n_machines)
        return -1;
    return reg->position[(size_t)(e - reg->entity) * reg->n_machines + machine].state;
}

bool jh_register_reached(const struct jh_register *reg, const char *project, const char *machine,
    const char *state, int64_t *out_day)
{
    size_t m = 0, depth = 0;
    bool found = false;
    while (m < reg->n_machines && strcmp(reg->machine[m].id, machine) != 0)
        m++;
    const int32_t wanted = m < reg->n_machines ? jh_machine_find(&reg->machine[m], state) : -1;
    if (wanted < 0 || jh_register_state(reg, project, m) < 0)
        return false;
    /* The way there, without what was taken back: from the last move to the first. */
    for (size_t k = reg->n_moves; k-- > 0 && !found;) {
        const struct jh_made_move *made = &reg->move[k];
        if (strcmp(made->project, project) != 0 || strcmp(made->machine, machine) != 0)
            continue;
        if (strcmp(made->move, JH_MOVE_UNDO) == 0)
            depth++;
        else if (depth > 0)
            depth--;
        else
            found = made->to == wanted && jh_day_parse(made->date, out_day);
    }
    return found;
}

bool jh_register_last_move(const struct jh_register *reg, const char *project, const char *machine,
    struct jh_last_move *out)
{
    for (size_t k = reg->n_moves; k-- > 0;)
        if (strcmp(reg->move[k].project, project) == 0 &&
            strcmp(reg->move[k].machine, machine) == 0) {
            *out = reg->move[k].last;
            return true;
        }
    return false;
}

static bool chosen(const char *choices, const char *value)
{
    const size_t len = strlen(value);
    while (*choices != '\0') {
        const size_t n = strcspn(choices, "|");
        if (n == len && memcmp(choices, value, n) == 0)
            return true;
        choices += n + (choices[n] == '|');
    }
    return false;
}

/* "national|provincial" in Chinese. */
static void name_choices(const struct jh_field *f, char out[200])
{
    const char *choices = f->choices;
    size_t len = 0;
    out[0] = '\0';
    while (*choices != '\0' && len < 160) {
        char word[64];
        const size_t n = strcspn(choices, "|");
        snprintf(word, sizeof word, "%.*s", (int)n, choices);
        const int put = snprintf(out + len, 200 - len, "%s%s", len > 0 ? "|" : "",
            jh_tr(JH_LANG_ZH, jh_choice_label(f, word)));
        len = put > 0 && len + (size_t)put < 200 ? len + (size_t)put : 199;
        choices += n + (choices[n] == '|');
    }
}

enum jh_status jh_field_check(const struct jh_field *f, const char *value, struct jh_error *err)
{
    static const char wrong_number[] = "%s must be a number from 0, got \"%.60s\"";
    static const char wrong_date[] = "%s must be a date like 2026-03-31, got \"%.60s\"";
    static const char wrong_choice[] = "%s must be one of %s, got \"%.60s\"";
    const char *label = jh_tr(JH_LANG_ZH, f->label);
    double number;
    int64_t day;
    char names[200];
    if (value[0] == '\0')
        return JH_OK;
    if (f->type == JH_FIELD_NUMBER &&
        (!jh_num_parse(value, strlen(value), &number) || number < 0)) {
        enum jh_status st = jh_fail(err, JH_E_DATA, wrong_number, f->name, value);
        jh_reword(err, JH_LANG_ZH, wrong_number, label, value);
        jh_hint(err, "Write the number alone: no unit, no comma, no %%.");
        return st;
    }
    if (f->type == JH_FIELD_DATE && !jh_day_parse(value, &day)) {
        enum jh_status st = jh_fail(err, JH_E_DATA, wrong_date, f->name, value);
        jh_reword(err, JH_LANG_ZH, wrong_date, label, value);
        return st;
    }
    if (f->type == JH_FIELD_CHOICE && !chosen(f->choices, value)) {
        enum jh_status st = jh_fail(err, JH_E_DATA, wrong_choice, f->name, f->choices, value);
        name_choices(f, names);
        jh_reword(err, JH_LANG_ZH, wrong_choice, label, names, value);
        return st;
    }
    return JH_OK;
}

static enum jh_status check_fields(
    const struct jh_fact *fact, const struct jh_entity *known, struct jh_error *err)
{
    const struct jh_form *kind = jh_form_of(fact->kind);
    for (size_t f = 0; f < kind->n_fields; f++) {
        const char *value = fact->value[f];
        enum jh_status st = JH_OK;
        if (value == NULL && known != NULL && fact->kind != JH_FACT_MOVE)
            continue;
        if (value != NULL && value[0] != '\0') {
            st = jh_field_check(&kind->field[f], value, err);
        } else if (kind->field[f].required) {
            st = jh_fail(err, JH_E_DATA, "%s is missing", kind->field[f].name);
            jh_reword(err, JH_LANG_ZH, "%s is missing", jh_tr(JH_LANG_ZH, kind->field[f].label));
        }
        if (st != JH_OK) {
            jh_where(err, "%s", fact->subject);
            return st;
        }
    }
    return JH_OK;
}

/* What a fact says of a field: its own word, else the earlier one. */
static const char *after(
    const struct jh_fact *fact, const struct jh_entity *known, const char *name)
{
    const size_t f = jh_field_find(jh_form_of(fact->kind), name);
    if (f == SIZE_MAX)
        return "";
    return fact->value[f] != NULL ? fact->value[f] : known != NULL ? known->value[f] : "";
}

/* Words of a choice in Chinese messages; the English message names the values as they are stored. */
static const char *in_chinese(const char *word)
{
    return jh_tr(JH_LANG_ZH, word);
}

static enum jh_status fail_reasonless(const char *subject, const char *state, struct jh_error *err)
{
    static const char text[] = "%s is set to %s without a reason";
    enum jh_status st = jh_fail(err, JH_E_DATA, text, subject, state);
    jh_reword(err, JH_LANG_ZH, text, subject, in_chinese(state));
    return st;
}

/* A target's state changes by the moves of its machine, what was agreed only with a reason. */
static enum jh_status check_target(const struct jh_register *reg, const struct jh_fact *fact,
    const struct jh_entity *known, struct jh_error *err)
{
    const struct jh_machine *m = reg->target;
    const struct jh_form *form = jh_form_of(JH_FACT_TARGET);
    const char *said = fact->value[jh_field_find(form, "state")];
    const char *reason = fact->value[jh_field_find(form, "reason")];
    const char *value = fact->value[jh_field_find(form, "value")];
    const bool reasoned = reason != NULL && reason[0] != '\0';
    if (m == NULL || known == NULL)
        return JH_OK;
    const char *before = jh_entity_text(known, "state");
    const int32_t from = jh_machine_find(m, before[0] != '\0' ? before : "proposed");
    const int32_t to = said != NULL ? jh_machine_find(m, said) : from;
    if (from != to) {
        for (size_t k = 0; k < m->n_moves; k++)
            if (m->move[k].from == from && m->move[k].to == to)
                return (m->move[k].needs & JH_NEEDS_REASON) == 0 || reasoned
                           ? JH_OK
                           : fail_reasonless(fact->subject, said, err);
        static const char no_way[] = "target %s cannot go from %s to %s";
        enum jh_status st = jh_fail(err, JH_E_CONFLICT, no_way, fact->subject, before, said);
        jh_reword(err, JH_LANG_ZH, no_way, fact->subject, in_chinese(before), in_chinese(said));
        return st;
    }
    if (from != m->initial && value != NULL && strcmp(value, jh_entity_text(known, "value")) != 0 &&
        !reasoned) {
        static const char agreed[] = "target %s is %s: it changes with a reason";
        enum jh_status st = jh_fail(err, JH_E_CONFLICT, agreed, fact->subject, before);
        jh_reword(err, JH_LANG_ZH, agreed, fact->subject, in_chinese(before));
        return st;
    }
    return JH_OK;
}

/* Nothing is struck off or done without evidence, nothing waived without a reason. */
static enum jh_status check_ending(
    const struct jh_fact *fact, const struct jh_entity *known, struct jh_error *err)
{
    const char *state = after(fact, known, "state");
    if (strcmp(state, "struck_off") == 0 && after(fact, known, "evidence")[0] == '\0')
        return jh_fail(err, JH_E_DATA, "%s is struck off without evidence", fact->subject);
    /* A locked target changes by a word why, and never in silence. */
    if (fact->kind == JH_FACT_TARGET && known != NULL &&
        strcmp(jh_entity_text(known, "state"), "locked") == 0 &&
        (fact->value[jh_field_find(jh_form_of(fact->kind), "reason")] == NULL ||
            fact->value[jh_field_find(jh_form_of(fact->kind), "state")] == NULL))
        return jh_fail(err, JH_E_CONFLICT, "target %s is locked", fact->subject);
    if ((strcmp(state, "waived") == 0 || strcmp(state, "refused") == 0 ||
            strcmp(state, "cancelled") == 0 || strcmp(state, "returned") == 0) &&
        after(fact, known, "reason")[0] == '\0')
        return fail_reasonless(fact->subject, state, err);
    return JH_OK;
}

/* Facts about a project or a cycle need one. */
static enum jh_status check_subject(
    const struct jh_register *reg, const struct jh_fact *fact, struct jh_error *err)
{
    const struct jh_form *owner = jh_form_owner(fact->kind);
    if (fact->subject == NULL || fact->subject[0] == '\0')
        return jh_fail(err, JH_E_DATA, "the id is missing");
    if (owner == NULL || jh_register_find(reg, jh_form_find(owner->id), fact->subject, "") != NULL)
        return JH_OK;
    static const char unknown[] = "there is no %s \"%.60s\"";
    enum jh_status st = jh_fail(err, JH_E_NOT_FOUND, unknown, owner->id, fact->subject);
    jh_reword(err, JH_LANG_ZH, unknown, jh_tr(JH_LANG_ZH, owner->label), fact->subject);
    return st;
}

/* Room for one more entity and one more move. */
static enum jh_status reserve(struct jh_register *reg, struct jh_error *err)
{
    if (reg->n == reg->cap) {
        const size_t cap = reg->cap == 0 ? 64 : 2 * reg->cap;
        struct jh_entity *entity = jh_i_realloc(reg->entity, cap, sizeof *entity);
        if (entity == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        reg->entity = entity;
        struct jh_position *position =
            jh_i_realloc(reg->position, cap * (reg->n_machines + 1), sizeof *position);
        if (position == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        reg->position = position;
        reg->cap = cap;
    }
    if (reg->n_moves == reg->cap_moves) {
        const size_t cap = reg->cap_moves == 0 ? 64 : 2 * reg->cap_moves;
        struct jh_made_move *made = jh_i_realloc(reg->move, cap, sizeof *made);
        if (made == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        reg->move = made;
        reg->cap_moves = cap;
    }
    return JH_OK;
}

static const char *copy(struct jh_arena *arena, const char *text)
{
    return text == NULL || text[0] == '\0' ? "" : jh_arena_strdup(arena, text);
}

/* The entity as the fact leaves it, all in the arena. */
static enum jh_status lay_over(struct jh_register *reg, const struct jh_fact *fact,
    const struct jh_entity *known, struct jh_entity *out, struct jh_error *err)
{
    const struct jh_form *kind = jh_form_of(fact->kind);
    const size_t n_old = known != NULL ? known->n_extras : 0;
    bool fine = true;
    *out = known != NULL ? *known : (struct jh_entity){.kind = fact->kind};
    out->value = jh_arena_new(&reg->arena, kind->n_fields, const char *);
    out->extra = jh_arena_new(&reg->arena, n_old + fact->n_extras, struct jh_extra);
    if (out->value == NULL || out->extra == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t f = 0; f < kind->n_fields; f++) {
        out->value[f] = fact->value[f] != NULL ? copy(&reg->arena, fact->value[f])
                        : known != NULL        ? known->value[f]
                                               : "";
        fine = fine && out->value[f] != NULL;
    }
    if (n_old > 0)
        memcpy(out->extra, known->extra, n_old * sizeof *out->extra);
    for (size_t k = 0; k < fact->n_extras; k++) {
        size_t at = 0;
        while (at < out->n_extras && strcmp(out->extra[at].name, fact->extra[k].name) != 0)
            at++;
        out->extra[at].name = copy(&reg->arena, fact->extra[k].name);
        out->extra[at].value = copy(&reg->arena, fact->extra[k].value);
        fine = fine && out->extra[at].name != NULL && out->extra[at].value != NULL;
        out->n_extras += at == out->n_extras ? 1 : 0;
    }
    out->last_at = copy(&reg->arena, fact->at);
    out->last_actor = copy(&reg->arena, fact->actor);
    out->last_row = fact->id;
    if (known == NULL) {
        out->subject = copy(&reg->arena, fact->subject);
        out->item = kind->has_item ? out->value[0] : "";
        out->first_at = out->last_at;
    }
    out->n_versions++;
    fine = fine && out->last_at != NULL && out->last_actor != NULL && out->subject != NULL;
    return fine ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status take_entity(
    struct jh_register *reg, const struct jh_fact *fact, struct jh_error *err)
{
    const struct jh_form *kind = jh_form_of(fact->kind);
    const char *item = kind->has_item && fact->value[0] != NULL ? fact->value[0] : "";
    const struct jh_entity *known = NULL;
    struct jh_entity made;
    size_t at = SIZE_MAX;
    uint32_t stored;
    bool fresh;
    enum jh_status st;
    char *key = make_key(&reg->arena, fact->kind, fact->subject, item);
    if (key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (lookup(reg, key, &at))
        known = &reg->entity[at];
    JH_TRY(st, check_fields(fact, known, err));
    JH_TRY(st, check_ending(fact, known, err));
    if (fact->kind == JH_FACT_TARGET)
        JH_TRY(st, check_target(reg, fact, known, err));
    JH_TRY(st, reserve(reg, err));
    known = at != SIZE_MAX ? &reg->entity[at] : NULL; /* the array may have moved */
    JH_TRY(st, lay_over(reg, fact, known, &made, err));
    if (known == NULL) {
        JH_TRY(st,
            jh_strmap_put(&reg->index, key, strlen(key), (uint32_t)reg->n, &stored, &fresh, err));
        at = reg->n++;
        for (size_t m = 0; m < reg->n_machines; m++)
            jh_position_begin(&reg->position[at * reg->n_machines + m], &reg->machine[m]);
    }
    reg->entity[at] = made;
out:
    return st;
}

static enum jh_status take_move(
    struct jh_register *reg, const struct jh_fact *fact, struct jh_error *err)
{
    enum { MACHINE, MOVE, DATE, DOCUMENT, EVIDENCE, REASON, BATCH, STATE };
    const char *const *v = fact->value;
    size_t m = 0;
    enum jh_status st = check_fields(fact, NULL, err);
    if (st == JH_OK)
        st = reserve(reg, err);
    if (st != JH_OK)
        return st;
    while (m < reg->n_machines && strcmp(reg->machine[m].id, v[MACHINE]) != 0)
        m++;
    if (m == reg->n_machines)
        return jh_fail(err, JH_E_NOT_FOUND, "there is no machine \"%.60s\"", v[MACHINE]);
    const struct jh_entity *project = jh_register_find(reg, JH_FACT_PROJECT, fact->subject, "");
    struct jh_made_move made = {project->subject, reg->machine[m].id, copy(&reg->arena, v[MOVE]),
        copy(&reg->arena, v[DATE]), -1,
        {fact->id, copy(&reg->arena, fact->at), copy(&reg->arena, fact->actor)}};
    if (made.move == NULL || made.date == NULL || made.last.at == NULL || made.last.actor == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    const struct jh_move move = {v[MOVE], v[STATE], v[DOCUMENT], v[EVIDENCE], v[REASON], v[BATCH]};
    struct jh_position *position =
        &reg->position[(size_t)(project - reg->entity) * reg->n_machines + m];
    st = jh_position_move(position, &reg->machine[m], &move, err);
    made.to = position->state;
    if (st == JH_OK)
        reg->move[reg->n_moves++] = made;
    else
        jh_where(err, "%s", fact->subject);
    return st;
}

enum jh_status jh_register_apply(
    struct jh_register *reg, const struct jh_fact *fact, struct jh_error *err)
{
    enum jh_status st = check_subject(reg, fact, err);
    if (st != JH_OK)
        return st;
    return fact->kind == JH_FACT_MOVE ? take_move(reg, fact, err) : take_entity(reg, fact, err);
}
