/* Scenarios as JSON: groups of keys are nested objects; "group.key" in one name is accepted too. */
#include "io/plan/scenario_json.h"

#include <stdio.h>
#include <string.h>

#include "junheng/io.h"

#include "base/buf.h"
#include "base/fail.h"
#include "base/suggest.h"
#include "io/json.h"
#include "plan/scenario.h"

enum { MAX_BYTES = 4 << 20, MAX_DEPTH = 8 };

/* ---- Reading ---------------------------------------------------------------------------------- */

/* The key's name with dots, appended. */
static void put_name(struct jh_buf *out, const struct jh_json_at *at)
{
    if (at->up != NULL) {
        put_name(out, at->up);
        jh_buf_puts(out, ".");
    }
    jh_buf_puts(out, at->key);
}

/* True where `name` is `group` or stands below it. */
static bool is_within(const char *name, const char *group)
{
    size_t len = strlen(group);
    return strncmp(name, group, len) == 0 && (name[len] == '\0' || name[len] == '.');
}

enum jh_status jh_i_scenario_find(
    const char *name, const struct jh_scenario_key **out_key, struct jh_error *err)
{
    size_t n;
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    struct jh_suggest suggest;
    jh_suggest_begin(&suggest, name);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(keys[i].name, name) == 0) {
            *out_key = &keys[i];
            return JH_OK;
        }
        jh_suggest_offer(&suggest, keys[i].name);
    }
    enum jh_status st = jh_fail(err, JH_E_ARG, "unknown scenario key \"%s\"", name);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    else
        jh_hint(err, "The manual lists the keys of a scenario.");
    return st;
}

/* Keys stand below the name. */
static bool is_group(const char *name)
{
    size_t n;
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    for (size_t i = 0; i < n; i++)
        if (is_within(keys[i].name, name) && strcmp(keys[i].name, name) != 0)
            return true;
    return false;
}

/* One member: a key, or a group to walk into. */
static enum jh_status read_member(struct jh_scenario *scenario, const struct jh_json_at *at,
    const struct jh_json *value, struct jh_error *err)
{
    struct jh_buf name;
    jh_buf_init(&name, MAX_BYTES);
    put_name(&name, at);
    enum jh_status st;
    JH_TRY(st, jh_buf_status(&name, err));
    if (!is_group(name.data)) {
        const struct jh_scenario_key *key = NULL;
        st = jh_i_scenario_find(name.data, &key, err);
        st = st == JH_OK ? jh_i_scenario_apply(scenario, key, at, value, err)
                         : jh_i_json_placed(st, at, err);
    } else if (value != NULL && jh_json_kind(value) != JH_JSON_OBJECT) {
        st = jh_i_json_placed(jh_fail(err, JH_E_ARG, "%s must be an object", name.data), at, err);
    } else {
        struct jh_json_member m = {0};
        while (st == JH_OK && jh_json_next(value, &m)) {
            const struct jh_json_at member_at = {at, m.key, 0};
            st = read_member(scenario, &member_at, m.value, err);
        }
    }
out:
    jh_buf_release(&name);
    return st;
}

enum jh_status jh_scenario_parse(
    const char *json, size_t len, struct jh_scenario *out_scenario, struct jh_error *err)
{
    struct jh_json *root = NULL;
    enum jh_status st =
        jh_json_parse(json, len, (struct jh_json_limits){MAX_BYTES, MAX_DEPTH}, &root, err);
    if (st == JH_OK)
        st = jh_i_scenario_read(root, out_scenario, err);
    jh_json_free(root);
    return st;
}

enum jh_status jh_i_scenario_read(
    const struct jh_json *root, struct jh_scenario *out_scenario, struct jh_error *err)
{
    struct jh_scenario scenario = jh_scenario_default();
    struct jh_json_member m = {0};
    enum jh_status st = JH_OK;
    if (jh_json_kind(root) != JH_JSON_OBJECT) {
        st = jh_fail(err, JH_E_ARG, "a scenario must be a JSON object");
        goto out;
    }
    while (jh_json_next(root, &m)) {
        const struct jh_json_at at = {NULL, m.key, 0};
        JH_TRY(st, read_member(&scenario, &at, m.value, err));
    }
    JH_TRY(st, jh_i_scenario_check(&scenario, err));
    *out_scenario = scenario;
    scenario = jh_scenario_default();
out:
    jh_scenario_release(&scenario);
    return st;
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static void write_texts(struct jh_json_writer *w, const char *name, const struct jh_texts *texts)
{
    jh_json_open_array(w, name);
    for (size_t i = 0; i < texts->n; i++)
        jh_json_text(w, NULL, texts->item[i]);
    jh_json_close_array(w);
}

static void write_picks(
    struct jh_json_writer *w, const char *name, size_t n, const struct jh_scenario_pick *picks)
{
    jh_json_open_array(w, name);
    for (size_t i = 0; i < n; i++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "hospital_id", picks[i].hospital_id);
        if (picks[i].specialty[0] != '\0')
            jh_json_text(w, "specialty", picks[i].specialty);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

/* One objective of weight 1 is its name. */
static void write_weights(
    struct jh_json_writer *w, const char *name, const double weight[JH_N_OBJECTIVES])
{
    const struct jh_i_objective *rows = jh_i_scenario_objectives();
    size_t n = 0, last = 0;
    for (size_t i = 0; i < JH_N_OBJECTIVES; i++)
        if (weight[i] != 0) {
            n++;
            last = i;
        }
    if (n == 1 && weight[last] == 1) {
        jh_json_text(w, name, rows[last].name);
        return;
    }
    jh_json_open_object(w, name);
    for (size_t i = 0; i < JH_N_OBJECTIVES; i++)
        if (weight[i] != 0)
            jh_json_num(w, rows[i].name, weight[i]);
    jh_json_close_object(w);
}

static void write_choice(
    struct jh_json_writer *w, const char *name, const char *choices, const void *field)
{
    unsigned number;
    size_t len = 0;
    char text[32];
    memcpy(&number, field, sizeof number);
    const char *choice = jh_i_choice(choices, number, &len);
    if (choice == NULL || len >= sizeof text) {
        w->out->status = JH_E_INTERNAL;
        return;
    }
    memcpy(text, choice, len);
    text[len] = '\0';
    jh_json_text(w, name, text);
}

void jh_i_scenario_write_value(struct jh_json_writer *w, const char *name,
    const struct jh_scenario *scenario, const struct jh_scenario_key *key)
{
    const char *field = (const char *)scenario + key->offset;
    int64_t i;
    double x;
    bool b;
    const char *text;
    struct jh_texts texts;
    switch (key->kind) {
    case JH_KEY_TEXT:
        memcpy(&text, field, sizeof text);
        jh_json_text(w, name, text);
        break;
    case JH_KEY_INT:
        memcpy(&i, field, sizeof i);
        if (i < 0)
            jh_json_null(w, name);
        else
            jh_json_int(w, name, i);
        break;
    case JH_KEY_REAL:
        memcpy(&x, field, sizeof x);
        jh_json_num(w, name, x);
        break;
    case JH_KEY_BOOL:
        memcpy(&b, field, sizeof b);
        jh_json_bool(w, name, b);
        break;
    case JH_KEY_CHOICE:
        write_choice(w, name, key->choices, field);
        break;
    case JH_KEY_TEXTS:
        memcpy(&texts, field, sizeof texts);
        write_texts(w, name, &texts);
        break;
    case JH_KEY_PICKS:
        if (strcmp(key->name, "fixed") == 0)
            write_picks(w, name, scenario->n_fixed, scenario->fixed);
        else
            write_picks(w, name, scenario->n_forbidden, scenario->forbidden);
        break;
    case JH_KEY_WEIGHTS:
        write_weights(w, name, scenario->objective);
        break;
    }
}

/* Length of the group's name in "group.key"; 0: no group. */
static size_t group_len(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot != NULL ? (size_t)(dot - name) : 0;
}

void jh_i_scenario_write(
    struct jh_json_writer *w, const char *name, const struct jh_scenario *scenario)
{
    size_t n, open_len = 0;
    const char *open = "";
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    jh_json_open_object(w, name);
    for (size_t i = 0; i < n; i++) {
        size_t len = group_len(keys[i].name);
        if (len != open_len || memcmp(open, keys[i].name, len) != 0) {
            if (open_len > 0)
                jh_json_close_object(w);
            if (len > 0) {
                char group[64];
                snprintf(group, sizeof group, "%.*s", (int)len, keys[i].name);
                jh_json_open_object(w, group);
            }
            open = keys[i].name;
            open_len = len;
        }
        jh_i_scenario_write_value(w, keys[i].name + len + (len > 0), scenario, &keys[i]);
    }
    if (open_len > 0)
        jh_json_close_object(w);
    jh_json_close_object(w);
}

enum jh_status jh_scenario_to_json(
    const struct jh_scenario *scenario, struct jh_buf *out, struct jh_error *err)
{
    struct jh_json_writer w;
    jh_json_begin(&w, out, true);
    jh_i_scenario_write(&w, NULL, scenario);
    return jh_buf_status(out, err);
}
