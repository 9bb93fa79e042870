#include "io/programme/machines_json.h"

#include <string.h>

#include "base/embedded.h"
#include "base/fail.h"
#include "io/json.h"

static const struct jh_json_limits limits = {.max_bytes = (size_t)1 << 26, .max_depth = 16};

enum jh_status jh_i_embedded_json(const char *path, struct jh_json **out, struct jh_error *err)
{
    const struct jh_embedded *file = jh_embedded_find(path);
    if (file == NULL)
        return jh_fail(err, JH_E_INTERNAL, "the program does not carry %s", path);
    enum jh_status st = jh_json_parse(file->data, file->len, limits, out, err);
    if (st != JH_OK)
        jh_where(err, "%s", path);
    return st;
}

void jh_i_machines_release(struct jh_machines *machines)
{
    jh_arena_release(&machines->arena);
    *machines = (struct jh_machines){0};
}

/* A text member, copied; "" where absent; NULL: out of memory. */
static const char *text_of(struct jh_machines *m, const struct jh_json *object, const char *key)
{
    const char *text = jh_json_as_text(jh_json_get(object, key));
    return text == NULL ? "" : jh_arena_strdup(&m->arena, text);
}

static enum jh_status names_of(struct jh_machines *m, const struct jh_json *object,
    const char **out_id, const char *out_name[JH_N_LANGS], struct jh_error *err)
{
    *out_id = text_of(m, object, "id");
    out_name[JH_LANG_EN] = text_of(m, object, "en");
    out_name[JH_LANG_ZH] = text_of(m, object, "zh");
    if (*out_id == NULL || out_name[JH_LANG_EN] == NULL || out_name[JH_LANG_ZH] == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if ((*out_id)[0] == '\0' || out_name[JH_LANG_EN][0] == '\0' || out_name[JH_LANG_ZH][0] == '\0')
        return jh_fail(err, JH_E_DATA, "a state or move of a machine has no id or name");
    return JH_OK;
}

static enum jh_status read_states(
    struct jh_machines *m, const struct jh_json *json, struct jh_machine *out, struct jh_error *err)
{
    const struct jh_json *list = jh_json_get(json, "states");
    struct jh_machine_state *state;
    out->n_states = jh_json_length(list);
    state = jh_arena_new(&m->arena, out->n_states, struct jh_machine_state);
    if (state == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < out->n_states; k++) {
        const struct jh_json *one = jh_json_item(list, k);
        enum jh_status st = names_of(m, one, &state[k].id, state[k].name, err);
        if (st != JH_OK)
            return st;
        jh_json_as_bool(jh_json_get(one, "final"), &state[k].final);
    }
    out->state = state;
    const char *initial = jh_json_as_text(jh_json_get(json, "initial"));
    out->initial = initial != NULL ? jh_machine_find(out, initial) : -1;
    return JH_OK;
}

static enum jh_status needs_of(const struct jh_json *list, uint32_t *out, struct jh_error *err)
{
    static const struct {
        const char *name;
        uint32_t bit;
    } known[] = {
#define JH_X(name, bit, text) {text, bit},
        JH_NEEDS_MAP(JH_X)
#undef JH_X
    };
    for (size_t k = 0; k < jh_json_length(list); k++) {
        const char *text = jh_json_as_text(jh_json_item(list, k));
        size_t i = 0;
        while (i < sizeof known / sizeof *known && strcmp(text != NULL ? text : "", known[i].name))
            i++;
        if (i == sizeof known / sizeof *known)
            return jh_fail(
                err, JH_E_DATA, "a move cannot need \"%.60s\"", text != NULL ? text : "");
        *out |= known[i].bit;
    }
    return JH_OK;
}

static enum jh_status read_moves(
    struct jh_machines *m, const struct jh_json *json, struct jh_machine *out, struct jh_error *err)
{
    const struct jh_json *list = jh_json_get(json, "moves");
    struct jh_machine_move *move;
    size_t n = 0;
    for (size_t k = 0; k < jh_json_length(list); k++)
        n += jh_json_length(jh_json_get(jh_json_item(list, k), "from"));
    move = jh_arena_new(&m->arena, n, struct jh_machine_move);
    if (move == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < jh_json_length(list); k++) {
        const struct jh_json *one = jh_json_item(list, k), *from = jh_json_get(one, "from");
        const char *to = jh_json_as_text(jh_json_get(one, "to"));
        struct jh_machine_move v = {.to = to != NULL ? jh_machine_find(out, to) : -1};
        enum jh_status st = names_of(m, one, &v.id, v.name, err);
        if (st == JH_OK)
            st = needs_of(jh_json_get(one, "needs"), &v.needs, err);
        if (st != JH_OK)
            return st;
        for (size_t f = 0; f < jh_json_length(from); f++) {
            const char *id = jh_json_as_text(jh_json_item(from, f));
            v.from = id != NULL ? jh_machine_find(out, id) : -1;
            move[out->n_moves++] = v;
        }
    }
    out->move = move;
    return JH_OK;
}

static enum jh_status read_all(
    struct jh_machines *m, const struct jh_json *root, struct jh_error *err)
{
    const struct jh_json *list = jh_json_get(root, "machines");
    m->n = jh_json_length(list);
    m->machine = jh_arena_new(&m->arena, m->n, struct jh_machine);
    if (m->machine == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < m->n; k++) {
        struct jh_machine *one = &m->machine[k];
        enum jh_status st = names_of(m, jh_json_item(list, k), &one->id, one->name, err);
        if (st == JH_OK)
            st = read_states(m, jh_json_item(list, k), one, err);
        if (st == JH_OK)
            st = read_moves(m, jh_json_item(list, k), one, err);
        if (st == JH_OK)
            st = jh_machine_check(one, err);
        if (st != JH_OK)
            return st;
        const char *of = jh_json_as_text(jh_json_get(jh_json_item(list, k), "of"));
        if (of != NULL && strcmp(of, "target") == 0 && k + 1 == m->n) {
            m->target = one;
            m->n--;
        }
    }
    return m->n > 0 ? JH_OK : jh_fail(err, JH_E_DATA, "there is no machine");
}

enum jh_status jh_i_machines_parse(const char *json, struct jh_machines *out, struct jh_error *err)
{
    struct jh_json *root = NULL;
    *out = (struct jh_machines){0};
    jh_arena_init(&out->arena, 0);
    enum jh_status st = json != NULL ? jh_json_parse(json, strlen(json), limits, &root, err)
                                     : jh_i_embedded_json(JH_MACHINES_FILE, &root, err);
    if (st == JH_OK)
        st = read_all(out, root, err);
    jh_json_free(root);
    return st;
}
