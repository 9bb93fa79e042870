#include "io/programme/entries.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "base/strmap.h"
#include "io/json.h"

enum { BODY_MAX = 1 << 27 };
static const struct jh_json_limits limits = {.max_bytes = BODY_MAX, .max_depth = 6};

enum { INDICATOR, PERIOD, UNIT, NUMERATOR, DENOMINATOR, VALUE, SOURCE, NOTE, N_COLUMNS };
static const char *const names[N_COLUMNS] = {
    "indicator", "period", "unit_id", "numerator", "denominator", "value", "source", "note"};
/* Message keys of the same in other languages. */
static const char *const labels[N_COLUMNS] = {
    "indicator", "period", "unit", "numerator", "denominator", "value", "source", "remark"};

void jh_i_entries_release(struct jh_entry_batches *batches)
{
    for (size_t k = 0; k < batches->n; k++)
        jh_buf_release(&batches->batch[k].body);
    jh_i_free(batches->batch);
    jh_arena_release(&batches->arena);
    *batches = (struct jh_entry_batches){0};
}

static enum jh_status find_columns(
    const struct jh_sheet *s, size_t column[N_COLUMNS], struct jh_error *err)
{
    for (size_t c = 0; c < N_COLUMNS; c++) {
        column[c] = jh_i_sheet_find(s, names[c]);
        if (column[c] == SIZE_MAX)
            column[c] = jh_i_sheet_find(s, jh_tr(JH_LANG_ZH, labels[c]));
    }
    for (size_t c = INDICATOR; c <= UNIT; c++)
        if (column[c] == SIZE_MAX)
            return jh_i_sheet_need(s, names[c], &column[c], err);
    if (column[VALUE] == SIZE_MAX && column[NUMERATOR] == SIZE_MAX)
        return jh_i_sheet_need(s, names[NUMERATOR], &column[NUMERATOR], err);
    return JH_OK;
}

static enum jh_status find_indicator(const struct jh_sheet *s, size_t row, size_t column,
    const struct jh_catalogue *catalogue, const struct jh_indicator **out, struct jh_error *err)
{
    const char *id = jh_i_sheet_text(s, row, column);
    size_t k = jh_i_catalogue_find(catalogue, id);
    for (size_t i = 0; i < catalogue->n && k == SIZE_MAX; i++)
        for (int lang = 0; lang < JH_N_LANGS; lang++)
            if (catalogue->indicator[i].name[lang] != NULL &&
                strcmp(catalogue->indicator[i].name[lang], id) == 0)
                k = i;
    if (k == SIZE_MAX) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "there is no indicator \"%.60s\"", id);
        jh_hint(err, "Run junheng monitor catalogue for all of them.");
        return jh_i_sheet_placed(s, row, column, st, err);
    }
    *out = &catalogue->indicator[k];
    if ((*out)->compute != JH_COMPUTE_ENTERED)
        return jh_i_sheet_placed(s, row, column,
            jh_fail(err, JH_E_DATA, "indicator %.60s is computed, not entered", id), err);
    return JH_OK;
}

/* Units by level and id or name: "1\1name" -> position in `id`. */
struct known_units {
    const struct jh_dataset *dataset; /* NULL: any unit */
    struct jh_strmap map;
    struct jh_arena arena;
    struct jh_units units[JH_UNIT_PROJECT];
};

static enum jh_status know(
    struct known_units *k, unsigned level, const char *text, size_t unit, struct jh_error *err)
{
    const size_t size = strlen(text) + 8;
    char *key = jh_arena_alloc(&k->arena, size, 1);
    uint32_t value;
    bool fresh;
    if (key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    snprintf(key, size, "%u\1%s", level, text);
    return jh_strmap_put(&k->map, key, strlen(key), (uint32_t)unit, &value, &fresh, err);
}

/* Ids first, so that a name that is another's id does not count; a name of two is nobody's. */
static enum jh_status know_units(struct known_units *k, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (unsigned level = 0; k->dataset != NULL && level < JH_UNIT_PROJECT; level++) {
        struct jh_units *u = &k->units[level];
        JH_TRY(st, jh_units_make(k->dataset, (enum jh_unit_level)level, u, err));
        for (size_t i = 0; i < u->n; i++)
            JH_TRY(st, know(k, level, u->id[i], i, err));
        for (size_t i = 0; i < u->n; i++) {
            size_t same = 0;
            while (same < u->n && (same == i || strcmp(u->name[same], u->name[i]) != 0))
                same++;
            if (same == u->n && u->name[i][0] != '\0')
                JH_TRY(st, know(k, level, u->name[i], i, err));
        }
    }
out:
    return st;
}

static void forget_units(struct known_units *k)
{
    for (unsigned level = 0; level < JH_UNIT_PROJECT; level++)
        jh_units_release(&k->units[level]);
    jh_strmap_release(&k->map);
    jh_arena_release(&k->arena);
}

static enum jh_status find_unit(const struct jh_sheet *s, size_t row, size_t column,
    const struct jh_indicator *x, const struct known_units *k, const char **out,
    struct jh_error *err)
{
    const char *text = jh_i_sheet_text(s, row, column);
    struct jh_buf key;
    uint32_t found;
    bool known = false;
    jh_buf_init(&key, 1 << 16);
    *out = text;
    for (unsigned level = 0; k->dataset != NULL && level < JH_UNIT_PROJECT && !known; level++) {
        jh_buf_reset(&key);
        jh_buf_printf(&key, "%u\1%s", level, text);
        known = (x->levels >> level & 1) != 0 && key.data != NULL &&
                jh_strmap_get(&k->map, key.data, key.len, &found);
        if (known)
            *out = k->units[level].id[found];
    }
    jh_buf_release(&key);
    if (known || k->dataset == NULL)
        return JH_OK;
    enum jh_status st =
        jh_fail(err, JH_E_DATA, "indicator %.60s has no unit \"%.60s\"", x->id, text);
    jh_hint(err, "Units are those of the dataset: ids, or names that only one has.");
    return jh_i_sheet_placed(s, row, column, st, err);
}

/* 2024年, 2024年7月, 2024年3季度, 2024-7, 2024Q3, 2024 as 2024, 2024-07, 2024Q3. */
static enum jh_status find_period(const struct jh_sheet *s, size_t row, size_t column,
    struct jh_arena *arena, const char **out, struct jh_error *err)
{
    const char *text = jh_i_sheet_text(s, row, column);
    char period[16] = "";
    int year = 0, part = 0, used = 0;
    if (sscanf(text, "%4d年%2d月%n", &year, &part, &used) == 2 && text[used] == '\0' && used > 0)
        snprintf(period, sizeof period, "%04d-%02d", year % 10000, part % 100);
    else if (sscanf(text, "%4d年%1d季度%n", &year, &part, &used) == 2 && used > 0 &&
             text[used] == '\0' && part <= 4)
        snprintf(period, sizeof period, "%04dQ%d", year % 10000, part % 10);
    else if (sscanf(text, "%4dQ%1d%n", &year, &part, &used) == 2 && text[used] == '\0' && part <= 4)
        snprintf(period, sizeof period, "%04dQ%d", year % 10000, part % 10);
    else if (sscanf(text, "%4d-%2d%n", &year, &part, &used) == 2 && text[used] == '\0')
        snprintf(period, sizeof period, "%04d-%02d", year % 10000, part % 100);
    else if (sscanf(text, "%4d%n", &year, &used) == 1 &&
             (text[used] == '\0' || strcmp(text + used, "年") == 0)) {
        snprintf(period, sizeof period, "%04d", year % 10000);
        part = 1;
    }
    if (period[0] == '\0' || year < 1900 || part < 1 || part > 12) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "\"%.60s\" is no period", text);
        jh_hint(err, "Write a year (2024), a quarter (2024Q3) or a month (2024-07).");
        return jh_i_sheet_placed(s, row, column, st, err);
    }
    *out = jh_arena_strdup(arena, period);
    return *out != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* The batch of a row: rows of a batch need not stand together. */
static enum jh_status batch_of(struct jh_entry_batches *b, const char *indicator,
    const char *period, struct jh_entry_batch **out, struct jh_error *err)
{
    for (size_t k = b->n; k-- > 0;)
        if (strcmp(b->batch[k].indicator, indicator) == 0 &&
            strcmp(b->batch[k].period, period) == 0) {
            *out = &b->batch[k];
            return JH_OK;
        }
    struct jh_entry_batch *grown = jh_i_realloc(b->batch, b->n + 1, sizeof *grown);
    if (grown == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    b->batch = grown;
    *out = &b->batch[b->n++];
    **out = (struct jh_entry_batch){.indicator = indicator, .period = period};
    jh_buf_init(&(*out)->body, BODY_MAX);
    return JH_OK;
}

/* What a row is about. */
struct about {
    const struct jh_indicator *x;
    const char *period, *unit;
};

static enum jh_status take_row(const struct jh_sheet *s, const size_t column[N_COLUMNS], size_t row,
    const struct about *about, struct jh_entry_batches *b, struct jh_error *err)
{
    const struct jh_indicator *x = about->x;
    struct jh_entry_batch *batch = NULL;
    struct jh_json_writer w;
    double top, bottom, value;
    enum jh_status st;
    JH_TRY(st, jh_i_sheet_number(s, row, column[NUMERATOR], &top, err));
    JH_TRY(st, jh_i_sheet_number(s, row, column[DENOMINATOR], &bottom, err));
    JH_TRY(st, jh_i_sheet_number(s, row, column[VALUE], &value, err));
    if (isnan(top) && !isnan(value)) {
        bottom = isnan(bottom) ? 1 : bottom;
        top = value / x->scale * bottom;
    }
    bottom = isnan(bottom) && !isnan(top) ? 1 : bottom;
    if (bottom < 0) {
        st = jh_fail(err, JH_E_DATA, "%s must be a number from 0, got \"%.60s\"",
            names[DENOMINATOR], jh_i_sheet_text(s, row, column[DENOMINATOR]));
        st = jh_i_sheet_placed(s, row, column[DENOMINATOR], st, err);
        goto out;
    }
    JH_TRY(st, batch_of(b, x->id, about->period, &batch, err));
    /* One value: ["unit", numerator, denominator, "source", "note"]. */
    if (batch->n_values == 0) {
        jh_buf_puts(&batch->body, "{\"period\":");
        jh_json_begin(&w, &batch->body, false);
        jh_json_text(&w, NULL, batch->period);
        jh_buf_puts(&batch->body, ",\"values\":[");
    }
    jh_buf_puts(&batch->body, batch->n_values > 0 ? "," : "");
    jh_json_begin(&w, &batch->body, false);
    jh_json_open_array(&w, NULL);
    jh_json_text(&w, NULL, about->unit);
    jh_json_num(&w, NULL, top);
    jh_json_num(&w, NULL, bottom);
    jh_json_text(&w, NULL, jh_i_sheet_text(s, row, column[SOURCE]));
    jh_json_text(&w, NULL, jh_i_sheet_text(s, row, column[NOTE]));
    jh_json_close_array(&w);
    batch->n_values++;
out:
    return st;
}

/* A unit stands once in an indicator and period. */
static enum jh_status check_once(const struct jh_sheet *s, size_t row, size_t column,
    const struct about *about, struct jh_strmap *seen, struct jh_arena *keys, struct jh_error *err)
{
    const size_t len = strlen(about->x->id) + strlen(about->period) + strlen(about->unit) + 3;
    char *key = jh_arena_alloc(keys, len, 1);
    uint32_t value;
    bool fresh = false;
    if (key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    snprintf(key, len, "%s\1%s\1%s", about->x->id, about->period, about->unit);
    enum jh_status st = jh_strmap_put(seen, key, strlen(key), 0, &value, &fresh, err);
    if (st == JH_OK && !fresh)
        st = jh_i_sheet_placed(s, row, column,
            jh_fail(err, JH_E_DATA, "%.60s and %.60s stand twice", about->x->id, about->unit), err);
    return st;
}

enum jh_status jh_i_entries_of_sheet(const struct jh_sheet *sheet,
    const struct jh_catalogue *catalogue, const struct jh_dataset *dataset,
    struct jh_entry_batches *out, struct jh_error *err)
{
    size_t column[N_COLUMNS];
    struct jh_strmap seen;
    struct known_units units = {.dataset = dataset};
    *out = (struct jh_entry_batches){0};
    jh_arena_init(&out->arena, 0);
    jh_strmap_init(&seen);
    jh_strmap_init(&units.map);
    jh_arena_init(&units.arena, 0);
    enum jh_status st = find_columns(sheet, column, err);
    if (st == JH_OK)
        st = know_units(&units, err);
    for (size_t r = 0; r < sheet->n_rows && st == JH_OK; r++) {
        struct about about = {NULL, "", ""};
        JH_TRY(st, find_indicator(sheet, r, column[INDICATOR], catalogue, &about.x, err));
        for (size_t c = PERIOD; c <= UNIT; c++)
            if (jh_i_sheet_text(sheet, r, column[c])[0] == '\0') {
                st = jh_i_sheet_placed(
                    sheet, r, column[c], jh_fail(err, JH_E_DATA, "a value is missing"), err);
                goto out;
            }
        JH_TRY(st, find_period(sheet, r, column[PERIOD], &out->arena, &about.period, err));
        JH_TRY(st, find_unit(sheet, r, column[UNIT], about.x, &units, &about.unit, err));
        JH_TRY(st, check_once(sheet, r, column[UNIT], &about, &seen, &units.arena, err));
        st = take_row(sheet, column, r, &about, out, err);
    }
    for (size_t k = 0; k < out->n && st == JH_OK; k++) {
        jh_buf_puts(&out->batch[k].body, "]}");
        st = jh_buf_status(&out->batch[k].body, err);
    }
out:
    jh_strmap_release(&seen);
    forget_units(&units);
    return st;
}

enum jh_status jh_i_entry_period(const char *body, char out[64], struct jh_error *err)
{
    struct jh_json *root = NULL;
    enum jh_status st = jh_json_parse(body, strlen(body), limits, &root, err);
    const char *text = jh_json_as_text(jh_json_get(root, "period"));
    if (st == JH_OK)
        snprintf(out, 64, "%s", text != NULL ? text : "");
    jh_json_free(root);
    return st;
}

static void apply_value(const struct jh_json *row, const struct jh_strmap *map,
    struct jh_value_block *block, size_t *inout_n_unknown)
{
    const char *unit = jh_json_as_text(jh_json_item(row, 0));
    uint32_t u;
    if (unit == NULL || !jh_strmap_get(map, unit, strlen(unit), &u)) {
        ++*inout_n_unknown;
        return;
    }
    block->numerator[u] = block->denominator[u] = JH_NAN;
    jh_json_as_num(jh_json_item(row, 1), &block->numerator[u]);
    jh_json_as_num(jh_json_item(row, 2), &block->denominator[u]);
    block->flags[u] = JH_VALUE_ENTERED;
    if (isnan(block->numerator[u]) || isnan(block->denominator[u]))
        block->flags[u] |= JH_VALUE_MISSING;
}

enum jh_status jh_i_entry_apply(const char *body, const char *period, const struct jh_units *units,
    struct jh_value_block *block, bool *out_period, size_t *inout_n_unknown, struct jh_error *err)
{
    struct jh_json *root = NULL;
    struct jh_strmap map;
    const struct jh_json *rows;
    const char *mine;
    uint32_t value;
    bool fresh;
    enum jh_status st;
    jh_strmap_init(&map);
    JH_TRY(st, jh_json_parse(body, strlen(body), limits, &root, err));
    mine = jh_json_as_text(jh_json_get(root, "period"));
    *out_period = mine != NULL && strcmp(mine, period) == 0;
    if (!*out_period)
        goto out;
    for (size_t u = 0; u < units->n; u++)
        JH_TRY(st, jh_strmap_put(
                       &map, units->id[u], strlen(units->id[u]), (uint32_t)u, &value, &fresh, err));
    rows = jh_json_get(root, "values");
    for (size_t k = 0; k < jh_json_length(rows); k++)
        apply_value(jh_json_item(rows, k), &map, block, inout_n_unknown);
out:
    jh_strmap_release(&map);
    jh_json_free(root);
    return st;
}
