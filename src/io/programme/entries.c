#include "io/programme/entries.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"
#include "io/json.h"

enum { BODY_MAX = 1 << 27 };
static const struct jh_json_limits limits = {.max_bytes = BODY_MAX, .max_depth = 6};

enum { INDICATOR, PERIOD, UNIT, NUMERATOR, DENOMINATOR, VALUE, SOURCE, NOTE, N_COLUMNS };
static const char *const names[N_COLUMNS] = {
    "indicator", "period", "unit_id", "numerator", "denominator", "value", "source", "note"};

void jh_i_entries_release(struct jh_entry_batches *batches)
{
    for (size_t k = 0; k < batches->n; k++)
        jh_buf_release(&batches->batch[k].body);
    jh_i_free(batches->batch);
    *batches = (struct jh_entry_batches){0};
}

static enum jh_status find_columns(
    const struct jh_sheet *s, size_t column[N_COLUMNS], struct jh_error *err)
{
    for (size_t c = 0; c < N_COLUMNS; c++)
        column[c] = jh_i_sheet_find(s, names[c]);
    for (size_t c = INDICATOR; c <= UNIT; c++)
        if (column[c] == SIZE_MAX)
            return jh_i_sheet_need(s, names[c], &column[c], err);
    if (column[VALUE] == SIZE_MAX && column[NUMERATOR] == SIZE_MAX)
        return jh_i_sheet_need(s, names[NUMERATOR], &column[NUMERATOR], err);
    return JH_OK;
}

static enum jh_status check_indicator(const struct jh_sheet *s, size_t row, size_t column,
    const struct jh_catalogue *catalogue, struct jh_error *err)
{
    const char *id = jh_i_sheet_text(s, row, column);
    const size_t k = jh_i_catalogue_find(catalogue, id);
    if (k == SIZE_MAX)
        return jh_i_sheet_placed(
            s, row, column, jh_fail(err, JH_E_DATA, "there is no indicator \"%.60s\"", id), err);
    if (catalogue->indicator[k].compute != JH_COMPUTE_ENTERED)
        return jh_i_sheet_placed(s, row, column,
            jh_fail(err, JH_E_DATA, "indicator %.60s is computed, not entered", id), err);
    return JH_OK;
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

static enum jh_status take_row(const struct jh_sheet *s, const size_t column[N_COLUMNS], size_t row,
    const struct jh_catalogue *catalogue, struct jh_entry_batches *b, struct jh_error *err)
{
    const struct jh_indicator *x;
    struct jh_entry_batch *batch = NULL;
    struct jh_json_writer w;
    double top, bottom, value;
    enum jh_status st;
    JH_TRY(st, check_indicator(s, row, column[INDICATOR], catalogue, err));
    x = &catalogue->indicator[jh_i_catalogue_find(
        catalogue, jh_i_sheet_text(s, row, column[INDICATOR]))];
    JH_TRY(st, jh_i_sheet_number(s, row, column[NUMERATOR], &top, err));
    JH_TRY(st, jh_i_sheet_number(s, row, column[DENOMINATOR], &bottom, err));
    JH_TRY(st, jh_i_sheet_number(s, row, column[VALUE], &value, err));
    if (isnan(top) && !isnan(value)) {
        bottom = isnan(bottom) ? 1 : bottom;
        top = value / x->scale * bottom;
    }
    bottom = isnan(bottom) && !isnan(top) ? 1 : bottom;
    JH_TRY(st, batch_of(b, x->id, jh_i_sheet_text(s, row, column[PERIOD]), &batch, err));
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
    jh_json_text(&w, NULL, jh_i_sheet_text(s, row, column[UNIT]));
    jh_json_num(&w, NULL, top);
    jh_json_num(&w, NULL, bottom);
    jh_json_text(&w, NULL, jh_i_sheet_text(s, row, column[SOURCE]));
    jh_json_text(&w, NULL, jh_i_sheet_text(s, row, column[NOTE]));
    jh_json_close_array(&w);
    batch->n_values++;
out:
    return st;
}

enum jh_status jh_i_entries_of_sheet(const struct jh_sheet *sheet,
    const struct jh_catalogue *catalogue, struct jh_entry_batches *out, struct jh_error *err)
{
    size_t column[N_COLUMNS];
    struct jh_strmap seen;
    struct jh_arena keys;
    *out = (struct jh_entry_batches){0};
    jh_strmap_init(&seen);
    jh_arena_init(&keys, 0);
    enum jh_status st = find_columns(sheet, column, err);
    for (size_t r = 0; r < sheet->n_rows && st == JH_OK; r++) {
        const char *part[3];
        uint32_t value;
        bool fresh = false;
        for (size_t k = 0; k < 3; k++)
            part[k] = jh_i_sheet_text(sheet, r, column[k]);
        const size_t len = strlen(part[0]) + strlen(part[1]) + strlen(part[2]) + 3;
        char *key = jh_arena_alloc(&keys, len, 1);
        if (key == NULL) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            break;
        }
        snprintf(key, len, "%s\1%s\1%s", part[0], part[1], part[2]);
        st = jh_strmap_put(&seen, key, strlen(key), 0, &value, &fresh, err);
        if (st == JH_OK && (part[1][0] == '\0' || part[2][0] == '\0'))
            st = jh_i_sheet_placed(sheet, r, part[1][0] == '\0' ? column[PERIOD] : column[UNIT],
                jh_fail(err, JH_E_DATA, "a value is missing"), err);
        else if (st == JH_OK && !fresh)
            st = jh_i_sheet_placed(sheet, r, column[UNIT],
                jh_fail(err, JH_E_DATA, "%.60s and %.60s stand twice", part[0], part[2]), err);
        if (st == JH_OK)
            st = take_row(sheet, column, r, catalogue, out, err);
    }
    for (size_t k = 0; k < out->n && st == JH_OK; k++) {
        jh_buf_puts(&out->batch[k].body, "]}");
        st = jh_buf_status(&out->batch[k].body, err);
    }
    jh_strmap_release(&seen);
    jh_arena_release(&keys);
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
