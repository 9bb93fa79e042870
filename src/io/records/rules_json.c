#include "io/records/rules_json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"

enum { MAX_BYTES = 1 << 20, MAX_DEPTH = 8, SPECIALTIES_MAX = 1000 };

static enum jh_status fail_at(const char *where, size_t i, struct jh_error *err)
{
    jh_where(err, "%s/%zu", where, i);
    return JH_E_DATA;
}

static enum jh_status take_ranges(struct jh_arena *arena, const struct jh_json *list,
    const char *where, size_t *out_n, struct jh_icd_range **out, struct jh_error *err)
{
    const size_t n = jh_json_length(list);
    if (list != NULL && jh_json_kind(list) != JH_JSON_ARRAY) {
        jh_fail(err, JH_E_DATA, "expected a list of ranges such as C00-C97");
        return fail_at(where, 0, err);
    }
    struct jh_icd_range *range = jh_arena_new(arena, n, struct jh_icd_range);
    if (range == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const char *text = jh_json_as_text(jh_json_item(list, i));
        if (text == NULL || !jh_i_icd_range_parse(text, &range[i])) {
            jh_fail(err, JH_E_DATA, "\"%s\" is no range of ICD-10 codes", text != NULL ? text : "");
            return fail_at(where, i, err);
        }
    }
    *out_n = n;
    *out = range;
    return JH_OK;
}

static enum jh_status take_departments(struct jh_arena *arena, const struct jh_json *list,
    struct jh_specialty_rule *rule, struct jh_error *err)
{
    const size_t n = jh_json_length(list);
    int(*range)[2] = jh_arena_alloc(arena, n, sizeof *range);
    if (range == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const char *text = jh_json_as_text(jh_json_item(list, i));
        if (text == NULL || !jh_i_department_range_parse(text, &range[i][0], &range[i][1])) {
            jh_fail(err, JH_E_DATA, "\"%s\" is no department", text != NULL ? text : "");
            return fail_at("department", i, err);
        }
    }
    rule->n_departments = n;
    rule->department = range;
    return JH_OK;
}

static enum jh_status take_age(
    const struct jh_json *value, const char *key, int *out, struct jh_error *err)
{
    int64_t age = -1;
    if (value != NULL && (!jh_json_as_int(value, &age) || age < 0 || age > 200)) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "%s must be a whole number from 0 to 200", key);
        return st;
    }
    *out = (int)age;
    return JH_OK;
}

static enum jh_status find_specialty(
    struct jh_rules *rules, const char *name, uint16_t *out, struct jh_error *err)
{
    size_t i = 0;
    while (i < rules->n_specialties && strcmp(rules->specialty[i], name) != 0)
        i++;
    if (i == SPECIALTIES_MAX)
        return jh_fail(err, JH_E_LIMIT, "more than %d specialties", SPECIALTIES_MAX);
    if (i == rules->n_specialties) {
        rules->specialty[i] = jh_arena_strdup(&rules->arena, name);
        if (rules->specialty[i] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        rules->n_specialties++;
    }
    *out = (uint16_t)i;
    return JH_OK;
}

static enum jh_status take_rule(struct jh_rules *rules, const struct jh_json *item,
    struct jh_specialty_rule *rule, struct jh_error *err)
{
    static const char *const keys[] = {
        "specialty", "icd", "with", "min_age", "max_age", "department", "note"};
    enum jh_status st = JH_OK;
    struct jh_arena *arena = &rules->arena;
    struct jh_json_member m = {0};
    const char *name = jh_json_as_text(jh_json_get(item, "specialty"));
    if (name == NULL || name[0] == '\0')
        return jh_fail(err, JH_E_DATA, "a rule needs a specialty");
    while (jh_json_next(item, &m)) {
        bool known = false;
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            known |= strcmp(keys[i], m.key) == 0;
        if (!known)
            return jh_fail(err, JH_E_DATA, "unknown key \"%s\"", m.key);
    }
    JH_TRY(st, find_specialty(rules, name, &rule->specialty, err));
    JH_TRY(st, take_ranges(arena, jh_json_get(item, "icd"), "icd", &rule->n_icd, &rule->icd, err));
    JH_TRY(
        st, take_ranges(arena, jh_json_get(item, "with"), "with", &rule->n_with, &rule->with, err));
    JH_TRY(st, take_departments(arena, jh_json_get(item, "department"), rule, err));
    JH_TRY(st, take_age(jh_json_get(item, "min_age"), "min_age", &rule->min_age, err));
    JH_TRY(st, take_age(jh_json_get(item, "max_age"), "max_age", &rule->max_age, err));
out:
    return st;
}

static enum jh_status take_list(struct jh_rules *rules, const struct jh_json *list,
    const char *name, struct jh_rule_list *out, struct jh_error *err)
{
    const size_t n = jh_json_length(list);
    if (n > JH_RULES_MAX)
        return jh_fail(err, JH_E_LIMIT, "more than %d specialty rules", JH_RULES_MAX);
    out->rule = jh_arena_new(&rules->arena, n, struct jh_specialty_rule);
    if (out->rule == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        enum jh_status st = take_rule(rules, jh_json_item(list, i), &out->rule[i], err);
        if (st != JH_OK) {
            jh_where(err, "/%s/%zu", name, i);
            return st;
        }
    }
    out->n = n;
    return JH_OK;
}

static enum jh_status take_hard(struct jh_rules *rules, const struct jh_json *hard, size_t *out_n,
    struct jh_icd_range **out_range, struct jh_error *err)
{
    double weight = -1;
    int64_t level = 0;
    const struct jh_json *w = jh_json_get(hard, "drg_weight"),
                         *l = jh_json_get(hard, "operation_level");
    if (w != NULL && (!jh_json_as_num(w, &weight) || !(weight >= 0) || weight > 1e6)) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "drg_weight must be a number of 0 or more");
        jh_where(err, "/hard/drg_weight");
        return st;
    }
    if (l != NULL && (!jh_json_as_int(l, &level) || level < 1 || level > 4)) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "operation_level must be 1 to 4");
        jh_where(err, "/hard/operation_level");
        return st;
    }
    rules->hard_weight = w != NULL ? (int64_t)floor(weight * 10000 + 0.5) : -1;
    rules->hard_op_level = (int)level;
    return take_ranges(&rules->arena, jh_json_get(hard, "icd"), "/hard/icd", out_n, out_range, err);
}

static enum jh_status take_all(
    struct jh_rules *rules, const struct jh_json *root, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_hard = 0;
    struct jh_icd_range *hard = NULL;
    const char *other = jh_json_as_text(jh_json_get(root, "other"));
    if (jh_json_length(jh_json_get(root, "main")) == 0)
        return jh_fail(err, JH_E_DATA, "main must list specialty rules");
    rules->specialty = jh_arena_new(&rules->arena, SPECIALTIES_MAX, const char *);
    if (rules->specialty == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, take_list(rules, jh_json_get(root, "main"), "main", &rules->main, err));
    JH_TRY(st, take_list(rules, jh_json_get(root, "second"), "second", &rules->second, err));
    JH_TRY(st, find_specialty(rules, other != NULL ? other : "其他", &rules->other, err));
    JH_TRY(st, take_hard(rules, jh_json_get(root, "hard"), &n_hard, &hard, err));
    st = jh_i_rules_compile(rules, n_hard, hard, err);
out:
    return st;
}

enum jh_status jh_i_rules_parse(
    const char *json, size_t len, struct jh_rules *out_rules, struct jh_error *err)
{
    const struct jh_json_limits limits = {MAX_BYTES, MAX_DEPTH};
    struct jh_json *root = NULL;
    struct jh_rules rules = {0};
    enum jh_status st = JH_OK;
    jh_arena_init(&rules.arena, 0);
    JH_TRY(st, jh_json_parse(json, len, limits, &root, err));
    JH_TRY(st, take_all(&rules, root, err));
    *out_rules = rules;
    rules = (struct jh_rules){0};
out:
    jh_json_free(root);
    jh_i_rules_release(&rules);
    return st;
}

enum jh_status jh_i_rules_load(const char *path, struct jh_rules *out_rules, struct jh_error *err)
{
    if (path == NULL) {
        const struct jh_embedded *file = jh_embedded_find("data/rules/specialty.json");
        return file != NULL ? jh_i_rules_parse(file->data, file->len, out_rules, err)
                            : jh_fail(err, JH_E_INTERNAL, "the program carries no %s", "rules");
    }
    struct jh_buf text;
    char block[4096];
    size_t n;
    jh_buf_init(&text, MAX_BYTES);
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return jh_fail(err, JH_E_IO, "cannot read %s: %s", path, strerror(errno));
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        jh_buf_add(&text, block, n);
    enum jh_status st = ferror(f)
                            ? jh_fail(err, JH_E_IO, "cannot read %s: %s", path, strerror(errno))
                            : jh_buf_status(&text, err);
    fclose(f);
    if (st == JH_OK)
        st = jh_i_rules_parse(text.data != NULL ? text.data : "", text.len, out_rules, err);
    jh_buf_release(&text);
    return st;
}
