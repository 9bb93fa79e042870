#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/dataset/columns.h"
#include "io/dataset/keys.h"
#include "io/dataset/read_areas.h"
#include "io/dataset/read_hospitals.h"
#include "io/dataset/read_tables.h"
#include "model/codes.h"
#include "model/dataset.h"

enum {
    CACHED_ID_MAX = 48,
    N_COLUMNS = 8 + JH_N_MEASURES,
    WORDS_MAX = UINT16_MAX,
    PERIODS_MAX = 1200
};

struct flow_period {
    int32_t order;
    uint16_t rank; /* among all, ascending */
    char id[16];
};

/*
 * Rows are read once; only where some of them turn out to be wrong beside others (the same key
 * twice, `all` beside single specialties) they are read again to say which.
 */
struct flow_reader {
    struct jh_import *import;
    struct jh_rows rows;
    struct jh_flows *flows; /* the dataset's */
    size_t cap;

    struct jh_names specialties, period_words;
    uint16_t *period_of_word;
    size_t n_periods;
    struct flow_period *period;
    int months; /* of every period; 0: none met yet */
    int64_t months_line;

    char cached_id[CACHED_ID_MAX]; /* the area of the row before: rows come sorted mostly */
    size_t cached_len;
    int32_t cached_area;

    size_t n_all, n_single; /* rows of specialty `all` and of others */
    uint32_t all;           /* its index */
    bool again, reject_all; /* second reading */
    struct jh_keys twice;
};

/* ---- Columns ---------------------------------------------------------------------------------- */

static void list_columns(struct flow_reader *r, struct jh_growing_column out[N_COLUMNS])
{
    struct jh_flows *f = r->flows;
    const bool *has = r->rows.has;
    const struct jh_growing_column fixed[8] = {{&f->area, sizeof *f->area, true},
        {&f->hospital, sizeof *f->hospital, true}, {&f->specialty, sizeof *f->specialty, true},
        {&f->period, sizeof *f->period, true}, {&f->hard, sizeof *f->hard, has[JH_FLOWS_HARD]},
        {&f->reason, sizeof *f->reason, has[JH_FLOWS_REASON]},
        {&f->basis, sizeof *f->basis, has[JH_FLOWS_BASIS]}, {&f->source, sizeof *f->source, true}};
    memcpy(out, fixed, sizeof fixed);
    for (int m = 0; m < JH_N_MEASURES; m++)
        out[8 + m] = (struct jh_growing_column){
            &f->measure[m], sizeof *f->measure[m], has[JH_FLOWS_CASES + m]};
}

static enum jh_status resize(struct flow_reader *r, size_t cap, struct jh_error *err)
{
    struct jh_growing_column column[N_COLUMNS];
    list_columns(r, column);
    r->cap = cap;
    return jh_i_columns_resize(N_COLUMNS, column, cap, err);
}

/* ---- One row ---------------------------------------------------------------------------------- */

static enum jh_status take_area(struct flow_reader *r, int32_t *out, struct jh_error *err)
{
    const struct jh_cell *cell = &r->rows.cell[JH_FLOWS_AREA];
    if (cell->len == r->cached_len && memcmp(cell->text, r->cached_id, cell->len) == 0) {
        *out = r->cached_area;
        return JH_OK;
    }
    enum jh_status st = jh_i_rows_area(&r->rows, JH_FLOWS_AREA, true, out, err);
    if (st == JH_OK && *out >= 0 && cell->len <= CACHED_ID_MAX) {
        memcpy(r->cached_id, cell->text, cell->len);
        r->cached_len = cell->len;
        r->cached_area = *out;
    }
    return st;
}

static enum jh_status add_period(
    struct flow_reader *r, int32_t order, uint16_t *out, struct jh_error *err)
{
    size_t i = 0;
    while (i < r->n_periods && r->period[i].order != order)
        i++;
    if (i == PERIODS_MAX) {
        jh_i_rows_report(&r->rows, JH_RULE_TOO_MANY_VALUES, JH_FLOWS_PERIOD,
            "more than %d periods; check the column", PERIODS_MAX);
        i = 0;
    } else if (i == r->n_periods) {
        struct flow_period *grown = jh_i_realloc(r->period, i + 1, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        struct flow_period *period = &grown[i];
        r->period = grown;
        period->order = order;
        int year = order / 12, month = order % 12 + 1;
        if (r->months == 12)
            snprintf(period->id, sizeof period->id, "%04d", year);
        else if (r->months == 3)
            snprintf(period->id, sizeof period->id, "%04dQ%d", year, (month + 2) / 3);
        else
            snprintf(period->id, sizeof period->id, "%04d-%02d", year, month);
        r->n_periods++;
    }
    *out = (uint16_t)i;
    return JH_OK;
}

/* 45292, 2024-01-01, 2024/1/1 0:00, 1/1/2024, Jan-24. */
static bool is_sheet_date(const char *text)
{
    size_t n_digits = 0, n_separators = 0, n_letters = 0;
    for (const char *p = text; *p != '\0' && *p != ' ' && *p != 'T'; p++) {
        n_digits += *p >= '0' && *p <= '9';
        n_separators += *p == '-' || *p == '/';
        n_letters += (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
    }
    if (n_separators == 2)
        return n_digits >= 4 && n_letters <= 3;
    if (n_separators == 1)
        return n_letters == 3;
    return n_digits == 5 && n_letters == 0 && strlen(text) == 5;
}

static enum jh_status take_new_period(
    struct flow_reader *r, const struct jh_cell *cell, uint16_t *out, struct jh_error *err)
{
    char text[64];
    int months;
    int32_t order;
    size_t len = cell->len < sizeof text ? cell->len : 0;
    memcpy(text, cell->text, len);
    text[len] = '\0';
    if (cell->len == 0) {
        jh_i_rows_report(
            &r->rows, JH_RULE_MISSING_VALUE, JH_FLOWS_PERIOD, "%s must not be empty", "period");
        return JH_OK;
    }
    if (!jh_i_period_parse(text, &months, &order)) {
        if (is_sheet_date(text))
            jh_i_rows_report(&r->rows, JH_RULE_BAD_PERIOD, JH_FLOWS_PERIOD,
                "a spreadsheet made a date of it; make the column text and write 2023, 2023Q1 or "
                "2023-01");
        else
            jh_i_rows_report(&r->rows, JH_RULE_BAD_PERIOD, JH_FLOWS_PERIOD,
                "write periods as 2023, 2023Q1 or 2023-01");
        return JH_OK;
    }
    if (r->months != 0 && months != r->months) {
        jh_i_rows_report(&r->rows, JH_RULE_MIXED_PERIODS, JH_FLOWS_PERIOD,
            "periods are of another length in line %lld; use years, quarters or months throughout",
            (long long)r->months_line);
        return JH_OK;
    }
    if (r->rows.rejected)
        return JH_OK;
    if (r->months == 0) {
        r->months = months;
        r->months_line = jh_i_rows_line(&r->rows);
    }
    uint32_t word;
    bool is_new;
    enum jh_status st = jh_i_names_put(
        &r->period_words, &r->import->scratch, cell->text, cell->len, &word, &is_new, err);
    if (st != JH_OK)
        return st;
    uint16_t *grown = jh_i_realloc(r->period_of_word, r->period_words.n, sizeof *grown);
    if (grown == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    r->period_of_word = grown;
    st = add_period(r, order, &grown[word], err);
    *out = grown[word];
    return st;
}

static enum jh_status take_period(struct flow_reader *r, uint16_t *out, struct jh_error *err)
{
    const struct jh_cell *cell = &r->rows.cell[JH_FLOWS_PERIOD];
    uint32_t word;
    *out = 0;
    if (!r->rows.has[JH_FLOWS_PERIOD])
        return JH_OK;
    if (jh_strmap_get(&r->period_words.map, cell->text, cell->len, &word)) {
        *out = r->period_of_word[word];
        return JH_OK;
    }
    return take_new_period(r, cell, out, err);
}

static enum jh_status take_specialty(struct flow_reader *r, uint16_t *out, struct jh_error *err)
{
    static const struct jh_cell all = {.text = "all", .len = 3};
    const struct jh_cell *cell =
        r->rows.has[JH_FLOWS_SPECIALTY] ? &r->rows.cell[JH_FLOWS_SPECIALTY] : &all;
    uint32_t index;
    bool is_new;
    if (cell->len == 0) {
        jh_i_rows_report(&r->rows, JH_RULE_MISSING_VALUE, JH_FLOWS_SPECIALTY,
            "%s must not be empty", "specialty");
        return JH_OK;
    }
    if (r->rows.rejected)
        return JH_OK;
    enum jh_status st = jh_i_names_put(
        &r->specialties, r->import->arena, cell->text, cell->len, &index, &is_new, err);
    if (st != JH_OK)
        return st;
    if (index >= WORDS_MAX) {
        jh_i_rows_report(&r->rows, JH_RULE_TOO_MANY_VALUES, JH_FLOWS_SPECIALTY,
            "more than %d specialties; check the column", WORDS_MAX);
        return JH_OK;
    }
    *out = (uint16_t)index;
    return JH_OK;
}

static enum jh_status take_source(struct flow_reader *r, uint8_t *out, struct jh_error *err)
{
    struct jh_import_sources *sources = &r->import->sources;
    const struct jh_cell *cell = &r->rows.cell[JH_FLOWS_SOURCE];
    uint32_t index = 0;
    bool is_new;
    *out = 0;
    if (!r->rows.has[JH_FLOWS_SOURCE] || r->rows.rejected)
        return JH_OK;
    if (cell->len == 0)
        jh_i_rows_report(
            &r->rows, JH_RULE_MISSING_VALUE, JH_FLOWS_SOURCE, "%s must not be empty", "source");
    else if (sources->given && !jh_strmap_get(&sources->names.map, cell->text, cell->len, &index))
        jh_i_rows_report(&r->rows, JH_RULE_UNKNOWN_ID, JH_FLOWS_SOURCE,
            "sources.csv lists no such source; correct the id or add the source");
    else if (!sources->given) {
        enum jh_status st = jh_i_names_put(
            &sources->names, r->import->arena, cell->text, cell->len, &index, &is_new, err);
        if (st != JH_OK)
            return st;
    }
    if (index > UINT8_MAX)
        jh_i_rows_report(&r->rows, JH_RULE_TOO_MANY_VALUES, JH_FLOWS_SOURCE,
            "more than %d sources; check the column", UINT8_MAX + 1);
    *out = (uint8_t)index;
    return JH_OK;
}

static void key_of(const struct jh_flows *f, size_t i, uint64_t *out_high, uint64_t *out_low)
{
    *out_high = (uint64_t)(uint32_t)f->area[i] << 32 | (uint32_t)f->hospital[i];
    *out_low = (uint64_t)f->specialty[i] << 48 | (uint64_t)f->period[i] << 32 |
               (uint64_t)(f->hard != NULL ? f->hard[i] : 0) << 24 |
               (uint64_t)(f->reason != NULL ? f->reason[i] : 0) << 16 |
               (uint64_t)(f->basis != NULL ? f->basis[i] : 0) << 8 | f->source[i];
}

/* What only shows beside other rows; true: the row at hand, already at place n, is refused. */
static bool refuse_beside_others(struct flow_reader *r, size_t n)
{
    r->rows.muted = false;
    if (r->reject_all && r->flows->specialty[n] == r->all)
        jh_i_rows_report(&r->rows, JH_RULE_ALL_BESIDE_OTHERS, JH_FLOWS_SPECIALTY,
            "the total would count the cases of the single specialties twice; remove these rows");
    uint64_t high, low;
    key_of(r->flows, n, &high, &low);
    struct jh_key *key = jh_i_keys_find(&r->twice, high, low);
    if (key != NULL && key->line > 0)
        jh_i_rows_report(&r->rows, JH_RULE_DUPLICATE_ROW, JH_FLOWS_AREA,
            "line %lld holds the same area, hospital and splits; add the rows up or remove one",
            (long long)key->line);
    if (key != NULL && key->line == 0)
        key->line = jh_i_rows_line(&r->rows);
    r->rows.muted = true;
    return r->rows.rejected;
}

static enum jh_status take_flow(struct flow_reader *r, struct jh_error *err)
{
    struct jh_flows *f = r->flows;
    const struct jh_cell *cell = r->rows.cell;
    size_t n = f->n;
    int32_t area, hospital;
    uint16_t specialty = 0, period = 0;
    uint8_t source;
    enum jh_status st;
    JH_TRY(st, take_area(r, &area, err));
    hospital = jh_i_rows_hospital(&r->rows, JH_FLOWS_HOSPITAL);
    JH_TRY(st, take_period(r, &period, err));
    JH_TRY(st, take_specialty(r, &specialty, err));
    JH_TRY(st, take_source(r, &source, err));
    if (r->rows.rejected)
        return JH_OK;
    if (n == r->cap)
        JH_TRY(st, resize(r, r->cap * 2 + 4096, err));
    f->area[n] = area;
    f->hospital[n] = hospital;
    f->specialty[n] = specialty;
    f->period[n] = period;
    f->source[n] = source;
    if (f->hard != NULL)
        f->hard[n] =
            cell[JH_FLOWS_HARD].len > 0 ? cell[JH_FLOWS_HARD].code : (uint8_t)JH_HARD_UNKNOWN;
    if (f->reason != NULL)
        f->reason[n] = cell[JH_FLOWS_REASON].code;
    if (f->basis != NULL)
        f->basis[n] = cell[JH_FLOWS_BASIS].code;
    for (int m = 0; m < JH_N_MEASURES; m++)
        if (f->measure[m] != NULL)
            f->measure[m][n] = cell[JH_FLOWS_CASES + m].number;
    if (r->again && refuse_beside_others(r, n))
        return JH_OK;
    r->n_all += specialty == r->all;
    r->n_single += specialty != r->all;
    f->n++;
out:
    return st;
}

/* ---- The whole table -------------------------------------------------------------------------- */

static enum jh_status read_rows(struct flow_reader *r, struct jh_error *err)
{
    bool more = true;
    enum jh_status st = JH_OK;
    r->flows->n = 0;
    r->n_all = r->n_single = 0;
    r->rows.muted = r->again;
    while (st == JH_OK && more) {
        st = jh_i_rows_next(&r->rows, &more, err);
        if (st == JH_OK && more)
            st = take_flow(r, err);
    }
    return st;
}

static enum jh_status find_duplicates(struct flow_reader *r, struct jh_error *err)
{
    const struct jh_flows *f = r->flows;
    uint64_t high = UINT64_MAX, low = UINT64_MAX;
    for (size_t i = 0; i < f->n; i++) {
        uint64_t next_high, next_low;
        key_of(f, i, &next_high, &next_low);
        if (next_high == high && next_low == low) {
            enum jh_status st = jh_i_keys_append(&r->twice, high, low, err);
            if (st != JH_OK)
                return st;
        }
        high = next_high;
        low = next_low;
    }
    return JH_OK;
}

static enum jh_status read_sorted(struct flow_reader *r, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, read_rows(r, err));
    JH_TRY(st, jh_i_build_areas(r->import, err));
    JH_TRY(st, jh_i_dataset_sort_flows(r->import->dataset, err));
    JH_TRY(st, find_duplicates(r, err));
    r->reject_all = r->n_all > 0 && r->n_single > 0;
    if (r->twice.n == 0 && !r->reject_all)
        return JH_OK;
    r->again = true;
    jh_i_rows_rewind(&r->rows);
    JH_TRY(st, read_rows(r, err));
    JH_TRY(st, jh_i_dataset_sort_flows(r->import->dataset, err));
out:
    return st;
}

/* Specialties that have rows, in order of appearance, become the dataset's. */
static enum jh_status settle_specialties(
    struct flow_reader *r, bool *out_changed, struct jh_error *err)
{
    struct jh_flows *f = r->flows;
    enum jh_status st = JH_OK;
    uint16_t *rank = jh_i_calloc(r->specialties.n, sizeof *rank);
    if (rank == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < f->n; i++)
        rank[f->specialty[i]] = 1;
    for (size_t k = 0; k < r->specialties.n && st == JH_OK; k++) {
        uint32_t index;
        bool is_new;
        const char *id = r->specialties.id[k];
        if (rank[k] == 0)
            continue;
        st = jh_i_names_put(
            &r->import->specialties, r->import->arena, id, strlen(id), &index, &is_new, err);
        rank[k] = (uint16_t)index;
        *out_changed |= index != k;
    }
    if (st == JH_OK && *out_changed)
        for (size_t i = 0; i < f->n; i++)
            f->specialty[i] = rank[f->specialty[i]];
    jh_i_free(rank);
    return st;
}

static enum jh_status settle_periods(struct flow_reader *r, bool *out_changed, struct jh_error *err)
{
    struct jh_flows *f = r->flows;
    const char **id = jh_arena_new(r->import->arena, r->n_periods, const char *);
    bool changed = false;
    if (id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < r->n_periods; i++) {
        uint16_t rank = 0;
        for (size_t k = 0; k < r->n_periods; k++)
            rank = (uint16_t)(rank + (r->period[k].order < r->period[i].order));
        r->period[i].rank = rank;
        changed |= rank != i;
        id[rank] = jh_arena_strdup(r->import->arena, r->period[i].id);
        if (id[rank] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    if (changed)
        for (size_t i = 0; i < f->n; i++)
            f->period[i] = r->period[f->period[i]].rank;
    *out_changed |= changed;
    r->import->dataset->periods = (struct jh_periods){.n = r->n_periods,
        .id = id,
        .length_years = (r->months != 0 ? r->months : 12) / 12.0,
        .given = r->n_periods > 0};
    return JH_OK;
}

static enum jh_status report_areas_without_flows(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    const struct jh_flows *f = &import->dataset->flows;
    for (size_t i = 0; i < areas->n; i++) {
        const struct jh_import_area *area = &areas->item[i];
        if (area->index < 0 || area->outside || f->start[area->index] < f->start[area->index + 1])
            continue;
        enum jh_status st = jh_i_rows_seek(&areas->rows, area->mark, err);
        if (st != JH_OK)
            return st;
        jh_i_rows_report(&areas->rows, JH_RULE_AREA_WITHOUT_FLOWS, JH_AREAS_ID,
            "no row of flows.csv names the area; its residents count as never treated");
    }
    return JH_OK;
}

static bool sources_fit(const struct flow_reader *r)
{
    const struct jh_import_sources *sources = &r->import->sources;
    if (!sources->given || sources->names.n == 1 || r->rows.has[JH_FLOWS_SOURCE])
        return true;
    jh_i_report(r->import, JH_RULE_MISSING_COLUMN, r->rows.input->label, 1, 0, NULL,
        "sources.csv lists several sources, so flows.csv needs the column source");
    r->import->fatal = true;
    return false;
}

/* Specialties that datapackage.json names keep its order; "all" has a number from the start. */
static enum jh_status declare_specialties(struct flow_reader *r, struct jh_error *err)
{
    const struct jh_names *declared = &r->import->declared_specialties;
    enum jh_status st = JH_OK;
    bool is_new;
    uint32_t unused;
    for (size_t i = 0; i < declared->n && st == JH_OK; i++)
        st = jh_i_names_put(&r->specialties, r->import->arena, declared->id[i],
            strlen(declared->id[i]), &unused, &is_new, err);
    return st == JH_OK
               ? jh_i_names_put(&r->specialties, r->import->arena, "all", 3, &r->all, &is_new, err)
               : st;
}

static enum jh_status read_table(struct flow_reader *r, struct jh_error *err)
{
    enum jh_status st;
    bool changed = false;
    JH_TRY(st, declare_specialties(r, err));
    JH_TRY(st, resize(r, 4096, err));
    JH_TRY(st, read_sorted(r, err));
    JH_TRY(st, resize(r, r->flows->n, err));
    JH_TRY(st, settle_specialties(r, &changed, err));
    JH_TRY(st, settle_periods(r, &changed, err));
    if (changed)
        JH_TRY(st, jh_i_dataset_sort_flows(r->import->dataset, err));
    r->import->split = r->n_single > 0;
    if (r->flows->n > 0)
        JH_TRY(st, report_areas_without_flows(r->import, err));
out:
    return st;
}

static void release(struct flow_reader *r)
{
    jh_i_rows_close(&r->rows);
    jh_i_names_release(&r->specialties);
    jh_i_names_release(&r->period_words);
    jh_i_keys_release(&r->twice);
    jh_i_free(r->period_of_word);
    jh_i_free(r->period);
}

enum jh_status jh_i_read_flows(struct jh_import *import, struct jh_error *err)
{
    struct flow_reader r = {.import = import, .flows = &import->dataset->flows};
    const uint64_t n_errors = import->findings->n_errors; /* before this table */
    enum jh_status st = jh_i_rows_open(import, JH_TABLE_FLOWS, &r.rows, err);
    if (st == JH_OK && r.rows.usable && sources_fit(&r)) {
        struct jh_growing_column column[N_COLUMNS];
        list_columns(&r, column);
        st = read_table(&r, err);
        if (st == JH_OK)
            st = jh_i_columns_own(N_COLUMNS, column, import->dataset, err);
        else
            jh_i_columns_free(N_COLUMNS, column);
    } else if (st == JH_OK) {
        st = jh_i_build_areas(import, err);
    }
    /* Flows that were refused are there: what is wrong with them is told already. */
    if (st == JH_OK && import->dataset->flows.n == 0 && import->findings->n_errors == n_errors)
        jh_i_report(import, JH_RULE_NO_FLOWS, import->table[JH_TABLE_FLOWS].label, 0, 0, NULL,
            "without flows there are no rates, no demand and no plan; add flows.csv");
    release(&r);
    return st;
}
