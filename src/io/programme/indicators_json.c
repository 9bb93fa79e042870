#include "io/programme/indicators_json.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "io/programme/machines_json.h"

static const struct jh_json_limits limits = {.max_bytes = (size_t)1 << 26, .max_depth = 16};

void jh_i_catalogue_release(struct jh_catalogue *catalogue)
{
    jh_arena_release(&catalogue->arena);
    *catalogue = (struct jh_catalogue){0};
}

size_t jh_i_catalogue_find(const struct jh_catalogue *catalogue, const char *id)
{
    for (size_t k = 0; k < catalogue->n; k++)
        if (strcmp(catalogue->indicator[k].id, id) == 0)
            return k;
    return SIZE_MAX;
}

/* Words and what they stand for. */
struct word {
    const char *text;
    unsigned number;
};
static const struct word places[] = {
#define JH_X(name, number, text) {text, number},
    JH_WHERE_MAP(JH_X)
#undef JH_X
        {NULL, 0}};
static const struct word computes[] = {
#define JH_X(name, number, text) {text, number},
    JH_COMPUTE_MAP(JH_X)
#undef JH_X
        {NULL, 0}};
static const struct word whos[] = {{"residents", 0}, {"treated", 1}, {NULL, 0}};
static const struct word filters[] = {
    {"", 0}, {"hard", 1}, {"not_hard", 2}, {"not_elsewhere", 3}, {NULL, 0}};
static const struct word directions[] = {{"watch", 0}, {"up", 1}, {"down", 2}, {NULL, 0}};
static const struct word levels[] = {
    {"area", 0}, {"region", 1}, {"hospital", 2}, {"project", 4}, {NULL, 0}};
static const struct word marks[] = {{"S", 0}, {"S-doc", 1}, {"I", 2}, {"B", 3}, {NULL, 0}};
static const struct word measures[] = {{"cases", 0}, {"persons", 1}, {"days", 2}, {"cost", 3},
    {"weight", 4}, {"deaths", 5}, {"op3", 6}, {"op4", 7}, {NULL, 0}};

static enum jh_status find_word(
    const struct word *words, const char *text, unsigned *out, struct jh_error *err)
{
    for (; words->text != NULL; words++)
        if (strcmp(words->text, text) == 0) {
            *out = words->number;
            return JH_OK;
        }
    return jh_fail(err, JH_E_DATA, "an indicator cannot have \"%.60s\"", text);
}

static const char *raw(const struct jh_json *object, const char *key)
{
    const char *text = jh_json_as_text(jh_json_get(object, key));
    return text != NULL ? text : "";
}

/* A list of words as bits. */
static enum jh_status bits_of(
    const struct jh_json *list, const struct word *words, uint32_t *out, struct jh_error *err)
{
    for (size_t k = 0; k < jh_json_length(list); k++) {
        const char *text = jh_json_as_text(jh_json_item(list, k));
        unsigned bit = 0;
        enum jh_status st = find_word(words, text != NULL ? text : "", &bit, err);
        if (st != JH_OK)
            return st;
        *out |= 1u << bit;
    }
    return *out != 0 ? JH_OK : jh_fail(err, JH_E_DATA, "a list of an indicator is empty");
}

static enum jh_status read_term(
    const struct jh_json *json, struct jh_term *out, struct jh_error *err)
{
    unsigned who = 0, filter = 0;
    int64_t one;
    enum jh_status st;
    out->specialty = JH_NONE;
    if (jh_json_as_text(json) != NULL && strcmp(jh_json_as_text(json), "population") == 0) {
        out->kind = JH_TERM_POPULATION;
        return JH_OK;
    }
    if (jh_json_as_int(json, &one)) {
        out->kind = JH_TERM_ONE;
        return one == 1 ? JH_OK : jh_fail(err, JH_E_DATA, "a term of an indicator is no count");
    }
    JH_TRY(st, find_word(whos, raw(json, "who"), &who, err));
    JH_TRY(st, find_word(filters, raw(json, "filter"), &filter, err));
    JH_TRY(st, bits_of(jh_json_get(json, "places"), places, &out->places, err));
    JH_TRY(st, bits_of(jh_json_get(json, "measures"), measures, &out->measures, err));
    out->kind = JH_TERM_CUBE;
    out->who = (enum jh_term_who)who;
    out->filter = (enum jh_term_filter)filter;
out:
    return st;
}

static enum jh_status read_texts(struct jh_catalogue *c, const struct jh_json *json,
    struct jh_indicator *x, struct jh_error *err)
{
    const struct {
        const char *key, **slot;
        bool required;
    } texts[] = {{"id", &x->id, true}, {"version", &x->version, true},
        {"zh", &x->name[JH_LANG_ZH], true}, {"en", &x->name[JH_LANG_EN], true},
        {"definition_zh", &x->definition[JH_LANG_ZH], true},
        {"definition_en", &x->definition[JH_LANG_EN], true},
        {"numerator_zh", &x->numerator[JH_LANG_ZH], true},
        {"numerator_en", &x->numerator[JH_LANG_EN], true},
        {"denominator_zh", &x->denominator[JH_LANG_ZH], true},
        {"denominator_en", &x->denominator[JH_LANG_EN], true}, {"unit", &x->unit, false},
        {"period", &x->period, true}, {"basis", &x->basis, true}, {"source", &x->source, true},
        {"mark", &x->mark, true}, {"valid_from", &x->valid_from, false},
        {"valid_to", &x->valid_to, false}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        const char *text = raw(json, texts[k].key);
        if (texts[k].required && text[0] == '\0')
            return jh_fail(
                err, JH_E_DATA, "indicator %.60s has no %s", raw(json, "id"), texts[k].key);
        *texts[k].slot = jh_arena_strdup(&c->arena, text);
        if (*texts[k].slot == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

static enum jh_status read_inputs(struct jh_catalogue *c, const struct jh_json *list,
    struct jh_indicator *x, struct jh_error *err)
{
    for (size_t k = 0; k < jh_json_length(list); k++) {
        const char *id = jh_json_as_text(jh_json_item(list, k));
        if (k >= JH_INDICATOR_INPUTS || id == NULL || jh_i_catalogue_find(c, id) == SIZE_MAX)
            return jh_fail(
                err, JH_E_DATA, "indicator %.60s has an input that is not before it", x->id);
        x->input[k] = jh_arena_strdup(&c->arena, id);
        if (x->input[k] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

static enum jh_status read_one(struct jh_catalogue *c, const struct jh_json *json,
    struct jh_indicator *x, struct jh_error *err)
{
    unsigned compute = 0, direction = 0, mark = 0;
    enum jh_status st;
    JH_TRY(st, read_texts(c, json, x, err));
    if (jh_i_catalogue_find(c, x->id) != SIZE_MAX)
        return jh_fail(err, JH_E_DATA, "indicator %.60s stands twice", x->id);
    JH_TRY(st, find_word(computes, raw(json, "compute"), &compute, err));
    JH_TRY(st, find_word(directions, raw(json, "direction"), &direction, err));
    JH_TRY(st, find_word(marks, x->mark, &mark, err));
    JH_TRY(st, bits_of(jh_json_get(json, "levels"), levels, &x->levels, err));
    if ((x->levels >> JH_UNIT_REGION & 1) != 0) /* what holds for prefectures holds above them */
        x->levels |= 1u << JH_UNIT_PROVINCE;
    x->compute = (enum jh_compute)compute;
    x->direction = (enum jh_direction)direction;
    x->scale = 1;
    jh_json_as_num(jh_json_get(json, "scale"), &x->scale);
    jh_json_as_num(jh_json_get(json, "min_count"), &x->min_count);
    jh_json_as_bool(jh_json_get(json, "by_specialty"), &x->by_specialty);
    if (x->compute == JH_COMPUTE_CUBE || x->compute == JH_COMPUTE_INDEX) {
        JH_TRY(st, read_term(jh_json_get(json, "top"), &x->top, err));
        JH_TRY(st, read_term(jh_json_get(json, "bottom"), &x->bottom, err));
    }
    st = read_inputs(c, jh_json_get(json, "inputs"), x, err);
out:
    return st;
}

/* "id@specialty" rows behind the indicator. */
static enum jh_status expand(struct jh_catalogue *c, const struct jh_indicator *x,
    const struct jh_specialties *s, struct jh_error *err)
{
    for (size_t k = 0; s != NULL && s->n > 1 && k < s->n; k++) {
        struct jh_indicator one = *x;
        for (int part = 0; part <= JH_N_LANGS; part++) {
            const char *stem = part == JH_N_LANGS ? x->id : x->name[part];
            const size_t len = strlen(stem) + strlen(s->id[k]) + 8;
            char *text = jh_arena_alloc(&c->arena, len, 1);
            if (text == NULL)
                return jh_fail(err, JH_E_NOMEM, "out of memory");
            snprintf(text, len, part == JH_N_LANGS ? "%s@%s" : "%s: %s", stem, s->id[k]);
            if (part == JH_N_LANGS)
                one.id = text;
            else
                one.name[part] = text;
        }
        one.top.specialty = one.bottom.specialty = (int32_t)k;
        c->indicator[c->n++] = one;
    }
    return JH_OK;
}

enum jh_status jh_i_catalogue_parse(const char *json, const struct jh_specialties *specialties,
    struct jh_catalogue *out, struct jh_error *err)
{
    struct jh_json *root = NULL;
    *out = (struct jh_catalogue){0};
    jh_arena_init(&out->arena, 0);
    enum jh_status st = json != NULL ? jh_json_parse(json, strlen(json), limits, &root, err)
                                     : jh_i_embedded_json(JH_INDICATORS_FILE, &root, err);
    const struct jh_json *list = jh_json_get(root, "indicators");
    const size_t n = jh_json_length(list), n_s = specialties != NULL ? specialties->n : 0;
    if (st == JH_OK && n == 0)
        st = jh_fail(err, JH_E_DATA, "the catalogue has no indicators");
    if (st == JH_OK) {
        out->indicator = jh_arena_new(&out->arena, n * (n_s + 1), struct jh_indicator);
        if (out->indicator == NULL)
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t k = 0; k < n && st == JH_OK; k++) {
        struct jh_indicator x = {0};
        st = read_one(out, jh_json_item(list, k), &x, err);
        if (st != JH_OK)
            break;
        out->indicator[out->n++] = x;
        if (x.by_specialty)
            st = expand(out, &x, specialties, err);
    }
    jh_json_free(root);
    return st;
}

enum jh_status jh_i_lights_parse(struct jh_lights *out, struct jh_error *err)
{
    struct jh_json *root = NULL;
    struct jh_lights l = {JH_NAN, JH_NAN};
    enum jh_status st = jh_i_embedded_json(JH_LIGHTS_FILE, &root, err);
    if (st == JH_OK && (!jh_json_as_num(jh_json_get(root, "green"), &l.green_frac) ||
                           !jh_json_as_num(jh_json_get(root, "yellow"), &l.yellow_frac) ||
                           !(l.green_frac >= l.yellow_frac)))
        st = jh_fail(err, JH_E_DATA, "the bands of the lights are no numbers in order");
    if (st == JH_OK)
        *out = l;
    jh_json_free(root);
    return st;
}

static enum jh_status read_rows(const struct jh_json *list, struct jh_arena *arena,
    struct jh_score_row **out_rows, size_t *out_n, struct jh_error *err)
{
    const size_t n = jh_json_length(list);
    struct jh_score_row *rows = jh_arena_new(arena, n, struct jh_score_row);
    if (rows == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        const struct jh_json *one = jh_json_item(list, k);
        rows[k].id = jh_arena_strdup(arena, raw(one, "id"));
        rows[k].name[JH_LANG_EN] = jh_arena_strdup(arena, raw(one, "en"));
        rows[k].name[JH_LANG_ZH] = jh_arena_strdup(arena, raw(one, "zh"));
        if (rows[k].id == NULL || rows[k].name[JH_LANG_EN] == NULL ||
            rows[k].name[JH_LANG_ZH] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        jh_json_as_num(jh_json_get(one, "weight"), &rows[k].weight);
        jh_json_as_num(jh_json_get(one, "most"), &rows[k].most);
        jh_json_as_bool(jh_json_get(one, "veto"), &rows[k].veto);
    }
    *out_rows = rows;
    *out_n = n;
    return JH_OK;
}

enum jh_status jh_i_scores_parse(const char *json, const char *sheet, struct jh_arena *arena,
    struct jh_score_row **out_rows, size_t *out_n, struct jh_error *err)
{
    struct jh_json *root = NULL;
    enum jh_status st = json != NULL ? jh_json_parse(json, strlen(json), limits, &root, err)
                                     : jh_i_embedded_json(JH_SCORES_FILE, &root, err);
    const struct jh_json *list = jh_json_get(root, "sheets"), *found = NULL;
    for (size_t k = 0; k < jh_json_length(list) && found == NULL; k++)
        if (sheet == NULL || strcmp(raw(jh_json_item(list, k), "id"), sheet) == 0)
            found = jh_json_item(list, k);
    if (st == JH_OK && found == NULL)
        st = jh_fail(
            err, JH_E_NOT_FOUND, "there is no score sheet \"%.60s\"", sheet != NULL ? sheet : "");
    if (st == JH_OK)
        st = read_rows(jh_json_get(found, "criteria"), arena, out_rows, out_n, err);
    jh_json_free(root);
    return st;
}
