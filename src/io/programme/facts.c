#include "io/programme/facts.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/json.h"
#include "io/programme/fields.h"

static const struct jh_json_limits limits = {.max_bytes = (size_t)1 << 26, .max_depth = 8};

void jh_i_facts_init(struct jh_facts *facts)
{
    *facts = (struct jh_facts){0};
    jh_arena_init(&facts->arena, 0);
}

void jh_i_facts_release(struct jh_facts *facts)
{
    jh_i_free(facts->fact);
    jh_arena_release(&facts->arena);
    *facts = (struct jh_facts){0};
}

enum jh_status jh_i_facts_add(struct jh_facts *facts, enum jh_fact_kind kind, const char *subject,
    struct jh_fact **out_fact, const char ***out_values, struct jh_error *err)
{
    if (facts->n == facts->cap) {
        const size_t cap = facts->cap == 0 ? 64 : 2 * facts->cap;
        struct jh_fact *fact = jh_i_realloc(facts->fact, cap, sizeof *fact);
        if (fact == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        facts->fact = fact;
        facts->cap = cap;
    }
    const char **value = jh_arena_new(&facts->arena, jh_form_of(kind)->n_fields, const char *);
    const char *copy = jh_arena_strdup(&facts->arena, subject);
    if (value == NULL || copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    facts->fact[facts->n] =
        (struct jh_fact){.kind = kind, .subject = copy, .at = "", .actor = "", .value = value};
    if (out_fact != NULL)
        *out_fact = &facts->fact[facts->n];
    if (out_values != NULL)
        *out_values = value;
    facts->n++;
    return JH_OK;
}

/* One more extra; the list is made anew each time: there are few. */
static enum jh_status add_extra(struct jh_facts *facts, struct jh_fact *fact, const char *name,
    const char *value, struct jh_error *err)
{
    struct jh_extra *extra = jh_arena_new(&facts->arena, fact->n_extras + 1, struct jh_extra);
    if (extra == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (fact->n_extras > 0)
        memcpy(extra, fact->extra, fact->n_extras * sizeof *extra);
    extra[fact->n_extras].name = jh_arena_strdup(&facts->arena, name);
    extra[fact->n_extras].value = value;
    if (extra[fact->n_extras].name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    fact->extra = extra;
    fact->n_extras++;
    return JH_OK;
}

enum jh_status jh_i_facts_set(
    struct jh_facts *facts, const char *name, const char *value, struct jh_error *err)
{
    struct jh_fact *fact = &facts->fact[facts->n - 1];
    const size_t f = jh_field_find(jh_form_of(fact->kind), name);
    const char *copy = jh_arena_strdup(&facts->arena, value);
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (f == SIZE_MAX)
        return add_extra(facts, fact, name, copy, err);
    /* The arena's array is ours; the fact shows it read-only to others. */
    ((const char **)(uintptr_t)fact->value)[f] = copy;
    return JH_OK;
}

enum jh_status jh_i_facts_say(
    struct jh_facts *facts, const char *name, const char *value, struct jh_error *err)
{
    const struct jh_form *form = jh_form_of(facts->fact[facts->n - 1].kind);
    size_t f;
    const char *meant = NULL;
    /* What a plan predicted has a name for each specialty. */
    if (strncmp(name, "predicted_", strlen("predicted_")) == 0)
        return jh_i_facts_set(facts, name, value, err);
    enum jh_status st = jh_i_field_need(form, name, &f, err);
    if (st == JH_OK)
        st = jh_i_field_value(&facts->arena, &form->field[f], value, &meant, err);
    return st == JH_OK ? jh_i_facts_set(facts, form->field[f].name, meant, err) : st;
}

void jh_i_facts_fill(struct jh_facts *facts, const struct jh_fact *common)
{
    for (size_t i = 0; i < facts->n; i++) {
        const char **value = (const char **)(uintptr_t)facts->fact[i].value;
        if (facts->fact[i].kind != common->kind)
            continue;
        for (size_t f = 0; f < jh_form_of(common->kind)->n_fields; f++)
            if (value[f] == NULL)
                value[f] = common->value[f];
    }
}

void jh_i_fact_write(const struct jh_fact *fact, struct jh_buf *out)
{
    const struct jh_form *kind = jh_form_of(fact->kind);
    struct jh_json_writer w;
    jh_json_begin(&w, out, false);
    jh_json_open_object(&w, NULL);
    for (size_t f = 0; f < kind->n_fields; f++)
        if (fact->value[f] != NULL)
            jh_json_text(&w, kind->field[f].name, fact->value[f]);
    if (fact->n_extras > 0) {
        jh_json_open_object(&w, "extra");
        for (size_t k = 0; k < fact->n_extras; k++)
            jh_json_text(&w, fact->extra[k].name, fact->extra[k].value);
        jh_json_close_object(&w);
    }
    jh_json_close_object(&w);
}

static enum jh_status take_members(
    struct jh_facts *facts, const struct jh_json *object, struct jh_error *err)
{
    struct jh_json_member m = {0};
    while (jh_json_next(object, &m)) {
        const char *text = jh_json_as_text(m.value);
        enum jh_status st;
        if (jh_json_kind(m.value) == JH_JSON_OBJECT)
            st = take_members(facts, m.value, err);
        else if (text != NULL)
            st = jh_i_facts_set(facts, m.key, text, err);
        else
            st = jh_fail(err, JH_E_DATA, "\"%.60s\" of a fact is no text", m.key);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

enum jh_status jh_i_fact_parse(struct jh_facts *facts, int64_t id, const char *kind,
    const char *subject, const char *at, const char *actor, const char *body, bool *out_known,
    struct jh_error *err)
{
    const enum jh_fact_kind number = jh_form_find(kind);
    struct jh_json *root = NULL;
    struct jh_fact *fact;
    enum jh_status st;
    *out_known = number != JH_N_FACT_KINDS;
    if (!*out_known)
        return JH_OK;
    JH_TRY(st, jh_json_parse(body, strlen(body), limits, &root, err));
    JH_TRY(st, jh_i_facts_add(facts, number, subject, &fact, NULL, err));
    fact->id = id;
    fact->at = jh_arena_strdup(&facts->arena, at);
    fact->actor = jh_arena_strdup(&facts->arena, actor);
    if (fact->at == NULL || fact->actor == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    st = take_members(facts, root, err);
out:
    if (st == JH_E_DATA)
        jh_where(err, "ledger %lld", (long long)id);
    jh_json_free(root);
    return st;
}
