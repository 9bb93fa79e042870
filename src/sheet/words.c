#include "sheet/words.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "sheet/text.h"

void jh_i_words_init(struct jh_words *words)
{
    *words = (struct jh_words){0};
    jh_arena_init(&words->arena, 0);
    jh_strmap_init(&words->field);
    jh_strmap_init(&words->units);
}

void jh_i_words_release(struct jh_words *words)
{
    jh_strmap_release(&words->field);
    jh_strmap_release(&words->units);
    for (int i = 0; i < JH_N_WORD_LISTS; i++)
        jh_i_free(words->list[i].text);
    jh_i_free(words->unit);
    jh_i_free(words->alias);
    jh_i_free(words->word);
    jh_arena_release(&words->arena);
}

static enum jh_status add_to_list(
    struct jh_words *w, enum jh_word_list list, const char *text, struct jh_error *err)
{
    if (w->list[list].n == w->list[list].cap) {
        const size_t cap = w->list[list].cap * 2 + 16;
        const char **grown = jh_i_realloc(w->list[list].text, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        w->list[list].text = grown;
        w->list[list].cap = cap;
    }
    w->list[list].text[w->list[list].n++] = text;
    return JH_OK;
}

static enum jh_status add_unit(
    struct jh_words *w, struct jh_unit unit, const char *text, struct jh_error *err)
{
    uint32_t at;
    bool is_new;
    if (w->n_units == w->cap_units) {
        const size_t cap = w->cap_units * 2 + 64;
        struct jh_unit *grown = jh_i_realloc(w->unit, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        w->unit = grown;
        w->cap_units = cap;
    }
    unit.text = text;
    w->unit[w->n_units] = unit;
    enum jh_status st =
        jh_strmap_put(&w->units, text, strlen(text), (uint32_t)w->n_units, &at, &is_new, err);
    w->n_units += st == JH_OK && is_new;
    return st;
}

/* One row of the table, its names already looked up. */
struct row {
    enum { ROW_FIELD, ROW_WORD, ROW_UNIT, ROW_ALIAS } what;
    const char *full; /* of an alias */
    size_t full_len;
    enum jh_sheet_field field;
    enum jh_word_list list;
    struct jh_unit unit;
};

static bool same(const char *text, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(text, word, len) == 0;
}

static bool find_unit(const char *name, size_t len, struct jh_unit *out)
{
    static const char *const dims[] = {[JH_DIM_PEOPLE] = "people",
        "beds",
        "money",
        "stay",
        "time",
        "length",
        "share",
        "plain",
        "other"};
    const char *colon = memchr(name, ':', len);
    if (colon == NULL || !jh_num_parse(colon + 1, len - (size_t)(colon + 1 - name), &out->factor) ||
        !(out->factor > 0))
        return false;
    for (int d = JH_DIM_PEOPLE; d <= JH_DIM_OTHER; d++)
        if (same(name, (size_t)(colon - name), dims[d])) {
            out->dimension = (enum jh_dimension)d;
            return true;
        }
    return false;
}

static bool find_row(
    const char *what, size_t what_len, const char *name, size_t name_len, struct row *out)
{
    static const char *const lists[JH_N_WORD_LISTS] = {"total", "subtotal", "part", "note",
        "missing", "hidden", "error", "modifier", "yes", "no", "grade", "key"};
    *out = (struct row){0};
    if (same(what, what_len, "field")) {
        out->what = ROW_FIELD;
        for (int f = 1; f < JH_N_FLDS; f++)
            if (same(name, name_len, jh_i_sheet_fields[f].id))
                out->field = (enum jh_sheet_field)f;
        return out->field != JH_FLD_NONE;
    }
    if (same(what, what_len, "unit")) {
        out->what = ROW_UNIT;
        return find_unit(name, name_len, &out->unit);
    }
    if (same(what, what_len, "alias")) {
        out->what = ROW_ALIAS;
        out->full = name;
        out->full_len = name_len;
        return name_len > 0;
    }
    out->what = ROW_WORD;
    for (int i = 0; i < JH_N_WORD_LISTS && same(what, what_len, "word"); i++)
        if (same(name, name_len, lists[i])) {
            out->list = (enum jh_word_list)i;
            return true;
        }
    return false;
}

static enum jh_status add_alias(
    struct jh_words *w, const struct row *row, const char *key, struct jh_error *err)
{
    if (w->n_aliases == w->cap_aliases) {
        const size_t cap = w->cap_aliases * 2 + 64;
        struct jh_word_alias *grown = jh_i_realloc(w->alias, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        w->alias = grown;
        w->cap_aliases = cap;
    }
    char *raw = jh_arena_strndup(&w->arena, row->full, row->full_len);
    const char *full = raw != NULL ? jh_i_fold_key(&w->arena, raw) : NULL;
    if (full == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    w->alias[w->n_aliases++] = (struct jh_word_alias){full, key};
    return JH_OK;
}

static enum jh_status add_field(
    struct jh_words *w, enum jh_sheet_field field, const char *key, struct jh_error *err)
{
    uint32_t at;
    bool is_new;
    enum jh_status st =
        jh_strmap_put(&w->field, key, strlen(key), (uint32_t)field, &at, &is_new, err);
    if (st != JH_OK || !is_new)
        return st;
    if (w->n_fields == w->cap_fields) {
        const size_t cap = w->cap_fields * 2 + 256;
        struct jh_word_field *grown = jh_i_realloc(w->word, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        w->word = grown;
        w->cap_fields = cap;
    }
    w->word[w->n_fields++] = (struct jh_word_field){key, field};
    return JH_OK;
}

static enum jh_status add_word(
    struct jh_words *w, const struct row *row, const char *text, size_t len, struct jh_error *err)
{
    char *raw = jh_arena_strndup(&w->arena, text, len), *key;
    if (raw == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    key = row->what == ROW_FIELD || row->what == ROW_ALIAS ? jh_i_fold_key(&w->arena, raw)
                                                           : jh_i_fold_tight(&w->arena, raw);
    if (key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (key[0] == '\0')
        return JH_OK;
    if (row->what == ROW_WORD)
        return add_to_list(w, row->list, key, err);
    if (row->what == ROW_UNIT)
        return add_unit(w, row->unit, key, err);
    return row->what == ROW_ALIAS ? add_alias(w, row, key, err)
                                  : add_field(w, row->field, key, err);
}

static enum jh_status add_line(
    struct jh_words *w, const char *line, size_t len, struct jh_error *err)
{
    struct row row;
    const char *end = line + len, *tab = memchr(line, '\t', len);
    const char *second = tab != NULL ? memchr(tab + 1, '\t', (size_t)(end - tab - 1)) : NULL;
    if (len == 0 || line[0] == '#')
        return JH_OK;
    if (second == NULL)
        return jh_fail(err, JH_E_DATA, "a row of the table of words needs three columns");
    if (!find_row(line, (size_t)(tab - line), tab + 1, (size_t)(second - tab - 1), &row))
        return jh_fail(err, JH_E_DATA, "the table of words knows no %.60s", line);
    for (const char *p = second + 1; p <= end;) {
        const char *bar = memchr(p, '|', (size_t)(end - p));
        const char *stop = bar != NULL ? bar : end;
        enum jh_status st = add_word(w, &row, p, (size_t)(stop - p), err);
        if (st != JH_OK)
            return st;
        p = stop + 1;
    }
    return JH_OK;
}

enum jh_status jh_i_words_add(
    struct jh_words *words, const char *name, const char *text, size_t len, struct jh_error *err)
{
    long long number = 0;
    for (const char *p = text, *end = text + len; p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = (size_t)((stop != NULL ? stop : end) - p);
        const size_t whole = n;
        if (n > 0 && p[n - 1] == '\r')
            n--;
        number++;
        enum jh_status st = add_line(words, p, n, err);
        if (st != JH_OK) {
            jh_where(err, "%s:%lld", name, number);
            return st;
        }
        p += whole + 1;
    }
    return JH_OK;
}

enum jh_sheet_field jh_i_words_field(const struct jh_words *words, const char *key)
{
    uint32_t value;
    return jh_strmap_get(&words->field, key, strlen(key), &value) ? (enum jh_sheet_field)value
                                                                  : JH_FLD_NONE;
}

const struct jh_unit *jh_i_words_unit(const struct jh_words *words, const char *folded)
{
    uint32_t value;
    return jh_strmap_get(&words->units, folded, strlen(folded), &value) ? &words->unit[value]
                                                                        : NULL;
}

bool jh_i_words_is(const struct jh_words *words, enum jh_word_list list, const char *folded)
{
    for (size_t i = 0; i < words->list[list].n; i++)
        if (strcmp(words->list[list].text[i], folded) == 0)
            return true;
    return false;
}

bool jh_i_words_begins(const struct jh_words *words, enum jh_word_list list, const char *folded)
{
    for (size_t i = 0; i < words->list[list].n; i++)
        if (jh_i_starts(folded, words->list[list].text[i]))
            return true;
    return false;
}

bool jh_i_words_holds(const struct jh_words *words, enum jh_word_list list, const char *folded)
{
    for (size_t i = 0; i < words->list[list].n; i++)
        if (strstr(folded, words->list[list].text[i]) != NULL)
            return true;
    return false;
}
