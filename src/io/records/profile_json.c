#include "io/records/profile_json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "base/fail.h"
#include "base/suggest.h"
#include "io/json.h"

enum { MAX_BYTES = 1 << 20, MAX_DEPTH = 8 };

const char *const jh_i_builtin_profiles[JH_N_BUILTIN_PROFILES] = {"hqms", "n041"};

/* ---- Words ------------------------------------------------------------------------------------ */

static enum jh_status fail_word(
    const char *key, const char *found, const char *words, struct jh_error *err)
{
    enum jh_status st = found != NULL ? jh_fail(err, JH_E_DATA, "%s must be one of %s, got \"%s\"",
                                            key, words, found)
                                      : jh_fail(err, JH_E_DATA, "%s must be one of %s", key, words);
    jh_where(err, "/%s", key);
    return st;
}

/* Position of a member's text among words separated by '|'; `missing` where it is absent. */
static enum jh_status take_word(const struct jh_json *root, const char *key, const char *words,
    int missing, int *out, struct jh_error *err)
{
    const struct jh_json *value = jh_json_get(root, key);
    if (value == NULL) {
        *out = missing;
        return missing >= 0 ? JH_OK : fail_word(key, NULL, words, err);
    }
    const char *text = jh_json_as_text(value);
    size_t len = text != NULL ? strlen(text) : 0;
    int i = 0;
    for (const char *p = words; text != NULL && p != NULL; i++) {
        if (strncmp(p, text, len) == 0 && (p[len] == '|' || p[len] == '\0') && len > 0) {
            *out = i;
            return JH_OK;
        }
        p = strchr(p, '|');
        p = p != NULL ? p + 1 : NULL;
    }
    return fail_word(key, text, words, err);
}

static enum jh_status keep(
    struct jh_arena *arena, const char *text, const char **out, struct jh_error *err)
{
    *out = jh_arena_strdup(arena, text);
    return *out != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* A text or an array of texts. */
static enum jh_status take_texts(struct jh_arena *arena, const struct jh_json *value,
    const char *where, size_t *out_n, const char ***out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const bool many = jh_json_kind(value) == JH_JSON_ARRAY;
    const size_t n = many ? jh_json_length(value) : 1;
    const char **text = jh_arena_new(arena, n, const char *);
    if (text == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const char *one = jh_json_as_text(many ? jh_json_item(value, i) : value);
        char name[JH_PROFILE_NAME_MAX];
        if (one == NULL || one[0] == '\0' || !jh_i_profile_name_at(one, 0, name)) {
            st = jh_fail(err, JH_E_DATA, "expected a name of a column or several of them");
            jh_where(err, "%s", where);
            return st;
        }
        JH_TRY(st, keep(arena, one, &text[i], err));
    }
    *out_n = n;
    *out = text;
out:
    return st;
}

/* ---- Columns ---------------------------------------------------------------------------------- */

static enum jh_status find_field(const char *name, enum jh_field *out, struct jh_error *err)
{
    struct jh_suggest suggest;
    int field = jh_i_field_find(name);
    if (field >= 0) {
        *out = (enum jh_field)field;
        return JH_OK;
    }
    jh_suggest_begin(&suggest, name);
    for (int i = 0; i < JH_N_FIELDS; i++)
        jh_suggest_offer(&suggest, jh_i_fields[i].name);
    enum jh_status st = jh_fail(err, JH_E_DATA, "unknown field \"%s\"", name);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    return st;
}

static enum jh_status take_map(struct jh_profile *p, struct jh_profile_column *column,
    const struct jh_json *map, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_field_info *info = &jh_i_fields[column->field];
    struct jh_json_member m = {0};
    struct jh_value_map *out = &column->map;
    const size_t n = jh_json_length(map);
    if (jh_json_kind(map) != JH_JSON_OBJECT) {
        st = jh_fail(err, JH_E_DATA, "a value map must be an object");
        goto out;
    }
    out->from = jh_arena_new(&p->arena, n, const char *);
    out->to = jh_arena_new(&p->arena, n, const char *);
    if (out->from == NULL || out->to == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    while (jh_json_next(map, &m)) {
        const char *to = jh_json_as_text(m.value);
        if (to == NULL ||
            (to[0] != '\0' && info->kind == JH_KIND_OF_CODE && jh_i_code_of(info->list, to) == 0)) {
            st = jh_fail(
                err, JH_E_DATA, "\"%s\" is no code of %s", to != NULL ? to : "", info->name);
            goto out;
        }
        JH_TRY(st, keep(&p->arena, m.key, &out->from[out->n], err));
        JH_TRY(st, keep(&p->arena, to, &out->to[out->n], err));
        out->n++;
    }
out:
    if (st == JH_E_DATA)
        jh_where(err, "/columns/%s/map", info->name);
    return st;
}

static enum jh_status take_column(struct jh_profile *p, const struct jh_json_member *m,
    struct jh_profile_column *column, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    char where[JH_PROFILE_NAME_MAX];
    const struct jh_json *names = m->value;
    snprintf(where, sizeof where, "/columns/%.64s", m->key);
    st = find_field(m->key, &column->field, err);
    if (st != JH_OK) {
        jh_where(err, "%s", where);
        return st;
    }
    if (jh_json_kind(m->value) == JH_JSON_OBJECT) {
        struct jh_json_member inner = {0};
        while (jh_json_next(m->value, &inner))
            if (strcmp(inner.key, "column") != 0 && strcmp(inner.key, "map") != 0) {
                st = jh_fail(err, JH_E_DATA, "unknown key \"%s\"", inner.key);
                jh_where(err, "%s", where);
                return st;
            }
        names = jh_json_get(m->value, "column");
    }
    JH_TRY(st, take_texts(&p->arena, names, where, &column->n_names, &column->name, err));
    if (jh_json_get(m->value, "map") != NULL)
        JH_TRY(st, take_map(p, column, jh_json_get(m->value, "map"), err));
out:
    return st;
}

static enum jh_status take_columns(
    struct jh_profile *p, const struct jh_json *root, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_json *columns = jh_json_get(root, "columns");
    struct jh_json_member m = {0};
    if (jh_json_kind(columns) != JH_JSON_OBJECT || jh_json_length(columns) == 0) {
        st = jh_fail(err, JH_E_DATA, "columns must be an object: field to column");
        jh_where(err, "/columns");
        return st;
    }
    p->column = jh_arena_new(&p->arena, jh_json_length(columns), struct jh_profile_column);
    if (p->column == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    while (jh_json_next(columns, &m)) {
        JH_TRY(st, take_column(p, &m, &p->column[p->n_columns], err));
        p->n_columns++;
    }
out:
    return st;
}

static bool has_field(const struct jh_profile *p, enum jh_field field)
{
    for (size_t i = 0; i < p->n_columns; i++)
        if (p->column[i].field == field)
            return true;
    return false;
}

static enum jh_status take_required(
    struct jh_profile *p, const struct jh_json *root, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_json *list = jh_json_get(root, "required");
    const enum jh_field always[2] = {JH_FIELD_HOSPITAL,
        p->kind == JH_PROFILE_RECORDS ? JH_FIELD_DISCHARGE_DATE : JH_FIELD_CASES};
    for (size_t i = 0; i < jh_json_length(list); i++) {
        const char *name = jh_json_as_text(jh_json_item(list, i));
        enum jh_field field = JH_FIELD_HOSPITAL;
        st = find_field(name != NULL ? name : "", &field, err);
        if (st == JH_OK && !has_field(p, field))
            st = jh_fail(
                err, JH_E_DATA, "%s is required, but columns does not say where it is", name);
        if (st != JH_OK) {
            jh_where(err, "/required/%zu", i);
            return st;
        }
        p->required[field] = true;
    }
    for (size_t i = 0; i < 2; i++) {
        p->required[always[i]] = true;
        if (!has_field(p, always[i])) {
            st = jh_fail(
                err, JH_E_DATA, "columns must say where %s is", jh_i_fields[always[i]].name);
            jh_where(err, "/columns");
            return st;
        }
    }
    return st;
}

static enum jh_status take_home(
    struct jh_profile *p, const struct jh_json *root, struct jh_error *err)
{
    const struct jh_json *list = jh_json_get(root, "home");
    for (size_t i = 0; i < jh_json_length(list); i++) {
        const char *name = jh_json_as_text(jh_json_item(list, i));
        int way = 0;
        while (way < JH_N_HOME_WAYS &&
               (name == NULL || strcmp(name, jh_i_home_way_name((enum jh_home_way)way)) != 0))
            way++;
        if (way == JH_N_HOME_WAYS || p->n_home == JH_N_HOME_WAYS) {
            enum jh_status st =
                fail_word("home", name, "area_code|address|postcode|id_card|insurance_area", err);
            jh_where(err, "/home/%zu", i);
            return st;
        }
        p->home[p->n_home++] = (enum jh_home_way)way;
    }
    if (p->n_home > 0)
        return JH_OK;
    enum jh_status st =
        jh_fail(err, JH_E_DATA, "home must list ways to tell the home area, in their order");
    jh_where(err, "/home");
    return st;
}

/* ---- The whole -------------------------------------------------------------------------------- */

static enum jh_status take_titles(
    struct jh_profile *p, const struct jh_json *root, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    static const char *const langs[JH_N_LANGS] = {"en", "zh"};
    const struct jh_json *title = jh_json_get(root, "title");
    const char *name = jh_json_as_text(jh_json_get(root, "name")), *source = NULL;
    if (name == NULL || name[0] == '\0') {
        st = jh_fail(err, JH_E_DATA, "a profile needs a name");
        jh_where(err, "/name");
        return st;
    }
    JH_TRY(st, keep(&p->arena, name, &p->name, err));
    for (int i = 0; i < JH_N_LANGS; i++) {
        const char *text = jh_json_as_text(jh_json_get(title, langs[i]));
        if (text == NULL)
            text = jh_json_as_text(title);
        JH_TRY(st, keep(&p->arena, text != NULL ? text : name, &p->title[i], err));
    }
    source = jh_json_as_text(jh_json_get(root, "source"));
    st = keep(&p->arena, source != NULL && source[0] != '\0' ? source : "records", &p->source, err);
out:
    return st;
}

static enum jh_status check_keys(const struct jh_json *root, struct jh_error *err)
{
    static const char *const keys[] = {"name", "title", "kind", "source", "basis", "covers",
        "money", "home", "recognise", "required", "columns", "note"};
    struct jh_json_member m = {0};
    struct jh_suggest suggest;
    if (jh_json_kind(root) != JH_JSON_OBJECT)
        return jh_fail(err, JH_E_DATA, "a profile must be a JSON object");
    while (jh_json_next(root, &m)) {
        bool known = false;
        jh_suggest_begin(&suggest, m.key);
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            known |= strcmp(keys[i], m.key) == 0;
            jh_suggest_offer(&suggest, keys[i]);
        }
        if (known)
            continue;
        enum jh_status st = jh_fail(err, JH_E_DATA, "unknown key \"%s\"", m.key);
        jh_where(err, "/%.100s", m.key);
        if (suggest.best != NULL)
            jh_hint(err, "Did you mean %s?", suggest.best);
        return st;
    }
    return JH_OK;
}

static enum jh_status take_all(
    struct jh_profile *p, const struct jh_json *root, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int kind, basis, covers, money;
    JH_TRY(st, check_keys(root, err));
    JH_TRY(st, take_titles(p, root, err));
    JH_TRY(st, take_word(root, "kind", "records|aggregate", 0, &kind, err));
    JH_TRY(st, take_word(root, "basis", "residence|registration|insurance", 0, &basis, err));
    JH_TRY(st, take_word(root, "covers", "inside|outside|all", 0, &covers, err));
    JH_TRY(st, take_word(root, "money", "yuan|fen", 0, &money, err));
    p->kind = (enum jh_profile_kind)kind;
    p->basis = (enum jh_basis)(basis + JH_BASIS_RESIDENCE);
    p->covers_inside = covers != 1;
    p->covers_outside = covers != 0;
    p->money_in_fen = money == 1;
    JH_TRY(st, take_columns(p, root, err));
    JH_TRY(st, take_required(p, root, err));
    JH_TRY(st, take_home(p, root, err));
    if (jh_json_length(jh_json_get(root, "recognise")) > 0)
        st = take_texts(&p->arena, jh_json_get(root, "recognise"), "/recognise", &p->n_recognise,
            &p->recognise, err);
out:
    return st;
}

enum jh_status jh_i_profile_parse(
    const char *json, size_t len, struct jh_profile *out_profile, struct jh_error *err)
{
    const struct jh_json_limits limits = {MAX_BYTES, MAX_DEPTH};
    struct jh_json *root = NULL;
    struct jh_profile p = {0};
    enum jh_status st = JH_OK;
    jh_arena_init(&p.arena, 0);
    JH_TRY(st, jh_json_parse(json, len, limits, &root, err));
    JH_TRY(st, take_all(&p, root, err));
    *out_profile = p;
    p = (struct jh_profile){0};
out:
    jh_json_free(root);
    jh_i_profile_release(&p);
    return st;
}

/* ---- Where profiles are ----------------------------------------------------------------------- */

static const struct jh_embedded *find_builtin(const char *name)
{
    char path[64];
    for (int i = 0; i < JH_N_BUILTIN_PROFILES; i++)
        if (strcmp(jh_i_builtin_profiles[i], name) == 0) {
            snprintf(path, sizeof path, "data/profiles/%s.json", name);
            return jh_embedded_find(path);
        }
    return NULL;
}

enum jh_status jh_i_profile_text(const char *name_or_path, struct jh_buf *out, struct jh_error *err)
{
    const struct jh_embedded *builtin = find_builtin(name_or_path);
    char block[4096];
    size_t n;
    if (builtin != NULL) {
        jh_buf_add(out, builtin->data, builtin->len);
        return jh_buf_status(out, err);
    }
    FILE *f = fopen(name_or_path, "rb");
    if (f == NULL) {
        enum jh_status st = jh_fail(err, errno == ENOENT ? JH_E_NOT_FOUND : JH_E_IO,
            "no profile %s: %s", name_or_path, strerror(errno));
        jh_hint(err, "Name hqms, n041 or a JSON file.");
        return st;
    }
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        jh_buf_add(out, block, n);
    const bool failed = ferror(f) != 0;
    fclose(f);
    if (failed)
        return jh_fail(err, JH_E_IO, "cannot read %s: %s", name_or_path, strerror(errno));
    return jh_buf_status(out, err);
}

enum jh_status jh_i_profile_load(
    const char *name_or_path, struct jh_profile *out_profile, struct jh_error *err)
{
    struct jh_buf text;
    jh_buf_init(&text, MAX_BYTES);
    enum jh_status st = jh_i_profile_text(name_or_path, &text, err);
    if (st == JH_OK)
        st = jh_i_profile_parse(text.data != NULL ? text.data : "", text.len, out_profile, err);
    jh_buf_release(&text);
    return st;
}

enum jh_status jh_i_profile_recognise(size_t n_columns, const char *const *columns,
    struct jh_profile *out_profile, struct jh_error *err)
{
    for (int i = 0; i < JH_N_BUILTIN_PROFILES; i++) {
        struct jh_profile p;
        enum jh_status st = jh_i_profile_load(jh_i_builtin_profiles[i], &p, err);
        if (st != JH_OK)
            return st;
        if (jh_i_profile_recognises(&p, n_columns, columns)) {
            *out_profile = p;
            return JH_OK;
        }
        jh_i_profile_release(&p);
    }
    enum jh_status st = jh_fail(err, JH_E_NOT_FOUND, "the columns are of no known scheme");
    jh_hint(err, "Name a profile with --profile; docs/profiles.md says how to write one.");
    return st;
}
