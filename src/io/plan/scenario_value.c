/* One scenario key from one JSON value: kinds, ranges, choices. */
#include "io/plan/scenario_json.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "model/codes.h"
#include "plan/scenario.h"

/* What every setter gets. */
struct setting {
    struct jh_scenario *scenario;
    const struct jh_scenario_key *key;
    const struct jh_json_at *at;
    const struct jh_json *value;
    void *target; /* the field */
};

/* Append to where, cut at its end; '~' and '/' in names as RFC 6901 says. */
static void append_step(struct jh_error *err, const struct jh_json_at *at)
{
    if (at == NULL)
        return;
    append_step(err, at->up);
    size_t len = strlen(err->where);
    if (at->key == NULL) {
        snprintf(err->where + len, sizeof err->where - len, "/%zu", at->index);
        return;
    }
    snprintf(err->where + len, sizeof err->where - len, "/");
    for (const char *p = at->key; *p != '\0'; p++) {
        const char plain[] = {*p, '\0'};
        const char *text = *p == '~' ? "~0" : *p == '/' ? "~1" : plain;
        len = strlen(err->where);
        snprintf(err->where + len, sizeof err->where - len, "%s", text);
    }
}

enum jh_status jh_i_json_placed(
    enum jh_status status, const struct jh_json_at *at, struct jh_error *err)
{
    if (err != NULL) {
        err->where[0] = '\0';
        append_step(err, at);
    }
    return status;
}

const char *jh_i_choice(const char *choices, size_t i, size_t *out_len)
{
    const char *p = choices;
    for (; i > 0; i--) {
        p = strchr(p, '|');
        if (p == NULL)
            return NULL;
        p++;
    }
    *out_len = strcspn(p, "|");
    return p;
}

static enum jh_status check_range(const struct setting *s, double x, struct jh_error *err)
{
    const struct jh_scenario_key *key = s->key;
    char low[JH_NUM_TEXT_MAX], high[JH_NUM_TEXT_MAX], found[JH_NUM_TEXT_MAX];
    if (!(x < key->min) && !(x > key->max))
        return JH_OK;
    jh_num_format(key->min, low);
    jh_num_format(key->max, high);
    jh_num_format(x, found);
    if (isnan(key->max))
        jh_ignore(jh_fail(err, JH_E_ARG, "%s must be at least %s, got %s", key->name, low, found),
            "returned below");
    else
        jh_ignore(jh_fail(err, JH_E_ARG, "%s must be between %s and %s, got %s", key->name, low,
                      high, found),
            "returned below");
    return jh_i_json_placed(JH_E_ARG, s->at, err);
}

static enum jh_status set_int(const struct setting *s, struct jh_error *err)
{
    int64_t x;
    if (!jh_json_as_int(s->value, &x))
        return jh_i_json_placed(
            jh_fail(err, JH_E_ARG, "%s must be a whole number", s->key->name), s->at, err);
    enum jh_status st = check_range(s, (double)x, err);
    if (st == JH_OK)
        memcpy(s->target, &x, sizeof x);
    return st;
}

static enum jh_status set_real(const struct setting *s, struct jh_error *err)
{
    double x;
    if (!jh_json_as_num(s->value, &x))
        return jh_i_json_placed(
            jh_fail(err, JH_E_ARG, "%s must be a number", s->key->name), s->at, err);
    enum jh_status st = check_range(s, x, err);
    if (st == JH_OK)
        memcpy(s->target, &x, sizeof x);
    return st;
}

static enum jh_status set_bool(const struct setting *s, struct jh_error *err)
{
    bool x;
    if (!jh_json_as_bool(s->value, &x))
        return jh_i_json_placed(
            jh_fail(err, JH_E_ARG, "%s must be true or false", s->key->name), s->at, err);
    memcpy(s->target, &x, sizeof x);
    return JH_OK;
}

static enum jh_status fail_choice(
    const struct setting *s, const struct jh_json_at *at, const char *found, struct jh_error *err)
{
    char list[200];
    size_t n = 0;
    for (const char *p = s->key->choices; *p != '\0' && n + 3 < sizeof list; p++) {
        list[n++] = *p == '|' ? ',' : *p;
        if (*p == '|')
            list[n++] = ' ';
    }
    list[n] = '\0';
    return jh_i_json_placed(jh_fail(err, JH_E_ARG, "%s must be one of %s, got \"%s\"", s->key->name,
                                list, found != NULL ? found : "?"),
        at, err);
}

static enum jh_status set_choice(const struct setting *s, struct jh_error *err)
{
    const char *text = jh_json_as_text(s->value), *choice;
    size_t len;
    for (size_t i = 0; (choice = jh_i_choice(s->key->choices, i, &len)) != NULL; i++) {
        if (text == NULL || strlen(text) != len || memcmp(text, choice, len) != 0)
            continue;
        const unsigned number = (unsigned)i;
        static_assert(sizeof number == sizeof(enum jh_zone_unit), "choices are stored as int");
        memcpy(s->target, &number, sizeof number);
        return JH_OK;
    }
    return fail_choice(s, s->at, text, err);
}

/* A copy of a text that must be there and not be empty. */
static enum jh_status take_text(const struct setting *s, const struct jh_json *value,
    const struct jh_json_at *at, bool may_be_empty, const char **out, struct jh_error *err)
{
    const char *text = jh_json_as_text(value);
    struct jh_arena *arena = NULL;
    if (text == NULL || (text[0] == '\0' && !may_be_empty))
        return jh_i_json_placed(jh_fail(err, JH_E_ARG, "%s must be a text", s->key->name), at, err);
    enum jh_status st = jh_i_scenario_arena(s->scenario, &arena, err);
    if (st != JH_OK)
        return st;
    const char *copy = jh_arena_strdup(arena, text);
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out = copy;
    return JH_OK;
}

static enum jh_status set_text(const struct setting *s, struct jh_error *err)
{
    const char *text = NULL;
    enum jh_status st = take_text(s, s->value, s->at, true, &text, err);
    if (st == JH_OK)
        memcpy(s->target, &text, sizeof text);
    return st;
}

static enum jh_status list_arena(
    const struct setting *s, struct jh_arena **out_arena, struct jh_error *err)
{
    if (jh_json_kind(s->value) != JH_JSON_ARRAY)
        return jh_i_json_placed(
            jh_fail(err, JH_E_ARG, "%s must be a list", s->key->name), s->at, err);
    return jh_i_scenario_arena(s->scenario, out_arena, err);
}

/* Terms that data may spell in several ways: choices are the first of them. */
static bool is_known(const struct jh_scenario_key *key, const char *text)
{
    static const struct {
        const char *name;
        bool (*parse)(const char *text, uint8_t *out);
    } coded[] = {{"hosts.sponsors", jh_i_sponsor_parse}, {"hosts.kinds", jh_i_kind_parse}};
    uint8_t code;
    for (size_t i = 0; i < sizeof coded / sizeof *coded; i++)
        if (strcmp(key->name, coded[i].name) == 0)
            return coded[i].parse(text, &code);
    return true;
}

static enum jh_status set_texts(const struct setting *s, struct jh_error *err)
{
    struct jh_arena *arena = NULL;
    enum jh_status st = list_arena(s, &arena, err);
    if (st != JH_OK)
        return st;
    size_t n = jh_json_length(s->value);
    const char **item = jh_arena_new(arena, n, const char *);
    if (item == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const struct jh_json_at at = {s->at, NULL, i};
        st = take_text(s, jh_json_item(s->value, i), &at, false, &item[i], err);
        if (st != JH_OK)
            return st;
        if (!is_known(s->key, item[i]))
            return fail_choice(s, &at, item[i], err);
    }
    const struct jh_texts texts = {n, item};
    memcpy(s->target, &texts, sizeof texts);
    return JH_OK;
}

/* {"hospital_id": "H1", "specialty": "..."}, or "H1" alone. */
static enum jh_status take_pick(const struct setting *s, const struct jh_json *value,
    const struct jh_json_at *at, struct jh_scenario_pick *out, struct jh_error *err)
{
    *out = (struct jh_scenario_pick){.specialty = ""};
    if (jh_json_kind(value) == JH_JSON_TEXT)
        return take_text(s, value, at, false, &out->hospital_id, err);
    if (jh_json_kind(value) != JH_JSON_OBJECT)
        return jh_i_json_placed(
            jh_fail(
                err, JH_E_ARG, "%s must list objects with hospital_id and specialty", s->key->name),
            at, err);
    struct jh_json_member m = {0};
    while (jh_json_next(value, &m)) {
        const struct jh_json_at member_at = {at, m.key, 0};
        enum jh_status st;
        if (strcmp(m.key, "hospital_id") == 0)
            st = take_text(s, m.value, &member_at, false, &out->hospital_id, err);
        else if (strcmp(m.key, "specialty") == 0)
            st = m.value == NULL ? JH_OK
                                 : take_text(s, m.value, &member_at, true, &out->specialty, err);
        else
            st = jh_i_json_placed(
                jh_fail(err, JH_E_ARG, "unknown key \"%s\" in %s", m.key, s->key->name), &member_at,
                err);
        if (st != JH_OK)
            return st;
    }
    if (out->hospital_id == NULL)
        return jh_i_json_placed(
            jh_fail(err, JH_E_ARG, "hospital_id missing in %s", s->key->name), at, err);
    return JH_OK;
}

static enum jh_status set_picks(const struct setting *s, struct jh_error *err)
{
    struct jh_arena *arena = NULL;
    enum jh_status st = list_arena(s, &arena, err);
    if (st != JH_OK)
        return st;
    size_t n = jh_json_length(s->value);
    struct jh_scenario_pick *picks = jh_arena_new(arena, n, struct jh_scenario_pick);
    if (picks == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const struct jh_json_at at = {s->at, NULL, i};
        st = take_pick(s, jh_json_item(s->value, i), &at, &picks[i], err);
        if (st != JH_OK)
            return st;
    }
    memcpy(s->target, &picks, sizeof picks);
    *jh_i_scenario_n_picks(s->scenario, s->key) = n;
    return JH_OK;
}

/* Put one objective's weight in its place. */
static enum jh_status take_weight(const struct setting *s, const char *name, double weight,
    const struct jh_json_at *at, double weights[JH_N_OBJECTIVES], struct jh_error *err)
{
    const struct jh_i_objective *rows = jh_i_scenario_objectives();
    size_t i = 0;
    while (i < JH_N_OBJECTIVES && strcmp(rows[i].name, name) != 0)
        i++;
    if (i == JH_N_OBJECTIVES)
        return fail_choice(s, at, name, err);
    if (!rows[i].supported)
        return jh_i_json_placed(jh_fail(err, JH_E_UNSUPPORTED,
                                    "objective \"%s\" is not supported by this version", name),
            at, err);
    weights[i] = weight;
    return JH_OK;
}

static enum jh_status set_weights(const struct setting *s, struct jh_error *err)
{
    double weights[JH_N_OBJECTIVES] = {0}, sum = 0;
    const char *name = jh_json_as_text(s->value);
    if (name != NULL) {
        enum jh_status st = take_weight(s, name, 1, s->at, weights, err);
        if (st != JH_OK)
            return st;
    } else if (jh_json_kind(s->value) != JH_JSON_OBJECT) {
        return jh_i_json_placed(
            jh_fail(
                err, JH_E_ARG, "%s must be a name or an object of names and weights", s->key->name),
            s->at, err);
    }
    struct jh_json_member m = {0};
    while (jh_json_next(s->value, &m)) {
        const struct jh_json_at at = {s->at, m.key, 0};
        double weight = 0;
        if (!jh_json_as_num(m.value, &weight) || weight < 0)
            return jh_i_json_placed(
                jh_fail(err, JH_E_ARG, "weights of %s must be numbers from 0", s->key->name), &at,
                err);
        enum jh_status st = take_weight(s, m.key, weight, &at, weights, err);
        if (st != JH_OK)
            return st;
    }
    for (size_t i = 0; i < JH_N_OBJECTIVES; i++)
        sum += weights[i];
    if (!(sum > 0))
        return jh_i_json_placed(
            jh_fail(err, JH_E_ARG, "%s needs a weight above 0", s->key->name), s->at, err);
    memcpy(s->target, weights, sizeof weights);
    return JH_OK;
}

static void set_default(const struct setting *s)
{
    const struct jh_scenario standard = jh_scenario_default();
    memcpy(s->target, (const char *)&standard + s->key->offset, jh_i_scenario_size(s->key->kind));
    if (s->key->kind == JH_KEY_PICKS)
        *jh_i_scenario_n_picks(s->scenario, s->key) = 0;
}

enum jh_status jh_i_scenario_apply(struct jh_scenario *scenario, const struct jh_scenario_key *key,
    const struct jh_json_at *at, const struct jh_json *value, struct jh_error *err)
{
    typedef enum jh_status setter(const struct setting *, struct jh_error *);
    static setter *const setters[] = {
        [JH_KEY_TEXT] = set_text,
        [JH_KEY_INT] = set_int,
        [JH_KEY_REAL] = set_real,
        [JH_KEY_BOOL] = set_bool,
        [JH_KEY_CHOICE] = set_choice,
        [JH_KEY_TEXTS] = set_texts,
        [JH_KEY_PICKS] = set_picks,
        [JH_KEY_WEIGHTS] = set_weights,
    };
    const struct setting s = {scenario, key, at, value, (char *)scenario + key->offset};
    if (value == NULL) {
        set_default(&s);
        return JH_OK;
    }
    return setters[key->kind](&s, err);
}
