#include "io/programme/panel_csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"

void jh_i_panel_csv_release(struct jh_panel_table *table)
{
    jh_i_sheet_release(&table->sheet);
    *table = (struct jh_panel_table){0};
}

static size_t find(size_t n, const char **id, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(id[i], text) == 0)
            return i;
    return SIZE_MAX;
}

size_t jh_i_panel_period(const struct jh_panel_table *table, const char *id)
{
    return find(table->panel.n_periods, table->period_id, id);
}

size_t jh_i_panel_unit(const struct jh_panel_table *table, const char *id)
{
    return find(table->panel.n_units, table->unit_id, id);
}

enum { UNIT, PERIOD, VALUE, DENOMINATOR, OPENED, WEIGHT, CLUSTER, N_COLUMNS };

/* A panel being filled. */
struct filling {
    struct jh_panel_table *table;
    struct jh_strmap units, periods, clusters;
    size_t column[N_COLUMNS];
    double *value, *weight;
    int32_t *opened, *cluster;
    uint8_t *seen; /* [n_units * n_periods] */
    size_t *first; /* [n_units], row that the unit stands in first */
};

static enum jh_status find_columns(
    struct filling *f, const struct jh_panel_columns *c, struct jh_error *err)
{
    const char *const name[N_COLUMNS] = {
        c->unit, c->period, c->value, c->denominator, c->opened, c->weight, c->cluster};
    for (size_t k = 0; k < N_COLUMNS; k++) {
        f->column[k] = SIZE_MAX;
        if (name[k] == NULL)
            continue;
        enum jh_status st = jh_i_sheet_need(&f->table->sheet, name[k], &f->column[k], err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

/* The distinct texts of a column in order of appearance; their number in the map. */
static enum jh_status distinct(struct jh_sheet *s, size_t column, struct jh_strmap *map,
    const char ***out_id, size_t *out_n, struct jh_error *err)
{
    const char **id = jh_arena_new(&s->arena, s->n_rows, const char *);
    size_t n = 0;
    if (id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < s->n_rows; r++) {
        const char *text = jh_i_sheet_text(s, r, column);
        uint32_t value;
        bool fresh;
        if (text[0] == '\0')
            return jh_i_sheet_placed(
                s, r, column, jh_fail(err, JH_E_DATA, "a value is missing"), err);
        enum jh_status st =
            jh_strmap_put(map, text, strlen(text), (uint32_t)n, &value, &fresh, err);
        if (st != JH_OK)
            return st;
        if (fresh)
            id[n++] = text;
    }
    *out_id = id;
    *out_n = n;
    return JH_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Periods in ascending order, their numbers anew. */
static enum jh_status sort_periods(struct filling *f, struct jh_error *err)
{
    struct jh_panel_table *t = f->table;
    uint32_t value;
    bool fresh;
    qsort(t->period_id, t->panel.n_periods, sizeof *t->period_id, by_text);
    jh_strmap_release(&f->periods);
    jh_strmap_init(&f->periods);
    for (size_t k = 0; k < t->panel.n_periods; k++) {
        enum jh_status st = jh_strmap_put(&f->periods, t->period_id[k], strlen(t->period_id[k]),
            (uint32_t)k, &value, &fresh, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

static enum jh_status make_room(struct filling *f, struct jh_error *err)
{
    struct jh_eval_panel *p = &f->table->panel;
    struct jh_arena *arena = &f->table->sheet.arena;
    const size_t n = p->n_units * p->n_periods;
    if (n > JH_SHEET_CELLS_MAX)
        return jh_fail(
            err, JH_E_LIMIT, "%zu units and %zu periods are too many", p->n_units, p->n_periods);
    f->value = jh_arena_new(arena, n, double);
    f->weight = jh_arena_new(arena, p->n_units, double);
    f->opened = jh_arena_new(arena, p->n_units, int32_t);
    f->cluster = jh_arena_new(arena, p->n_units, int32_t);
    f->seen = jh_arena_new(arena, n, uint8_t);
    f->first = jh_arena_new(arena, p->n_units, size_t);
    if (f->value == NULL || f->weight == NULL || f->opened == NULL || f->cluster == NULL ||
        f->seen == NULL || f->first == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++)
        f->value[k] = JH_NAN;
    for (size_t i = 0; i < p->n_units; i++)
        f->first[i] = SIZE_MAX;
    return JH_OK;
}

/* What a unit has once: the rows must agree. */
static enum jh_status take_unit(struct filling *f, size_t r, size_t unit, struct jh_error *err)
{
    const struct jh_sheet *s = &f->table->sheet;
    static const size_t same[] = {OPENED, WEIGHT, CLUSTER};
    if (f->first[unit] != SIZE_MAX) {
        for (size_t k = 0; k < sizeof same / sizeof *same; k++) {
            const size_t c = f->column[same[k]];
            if (strcmp(jh_i_sheet_text(s, r, c), jh_i_sheet_text(s, f->first[unit], c)) != 0)
                return jh_i_sheet_placed(s, r, c,
                    jh_fail(err, JH_E_DATA, "\"%.60s\" here, \"%.60s\" in an earlier row of %.60s",
                        jh_i_sheet_text(s, r, c), jh_i_sheet_text(s, f->first[unit], c),
                        f->table->unit_id[unit]),
                    err);
        }
        return JH_OK;
    }
    f->first[unit] = r;
    const char *opened = jh_i_sheet_text(s, r, f->column[OPENED]);
    const char *last = f->table->period_id[f->table->panel.n_periods - 1];
    uint32_t number = 0;
    f->opened[unit] = JH_EVAL_NEVER;
    if (jh_strmap_get(&f->periods, opened, strlen(opened), &number))
        f->opened[unit] = (int32_t)number;
    else if (opened[0] != '\0' && strcmp(opened, last) < 0)
        return jh_i_sheet_placed(s, r, f->column[OPENED],
            jh_fail(err, JH_E_DATA, "no period is called \"%.60s\"", opened), err);
    if (f->column[CLUSTER] != SIZE_MAX) {
        const char *cluster = jh_i_sheet_text(s, r, f->column[CLUSTER]);
        bool fresh;
        enum jh_status st = jh_strmap_put(
            &f->clusters, cluster, strlen(cluster), (uint32_t)f->clusters.n, &number, &fresh, err);
        if (st != JH_OK)
            return st;
        f->cluster[unit] = (int32_t)number;
    }
    return jh_i_sheet_number(s, r, f->column[WEIGHT], &f->weight[unit], err);
}

static enum jh_status take_row(struct filling *f, size_t r, struct jh_error *err)
{
    const struct jh_sheet *s = &f->table->sheet;
    const char *unit_id = jh_i_sheet_text(s, r, f->column[UNIT]);
    const char *period_id = jh_i_sheet_text(s, r, f->column[PERIOD]);
    uint32_t unit = 0, period = 0;
    double value, below = 1;
    enum jh_status st = JH_OK;
    if (!jh_strmap_get(&f->units, unit_id, strlen(unit_id), &unit) ||
        !jh_strmap_get(&f->periods, period_id, strlen(period_id), &period))
        return jh_fail(err, JH_E_INTERNAL, "a name that was read is not known");
    const size_t cell = unit * f->table->panel.n_periods + period;
    if (f->seen[cell] != 0)
        return jh_i_sheet_placed(s, r, SIZE_MAX,
            jh_fail(err, JH_E_DATA, "%.60s and %.60s stand twice", unit_id, period_id), err);
    f->seen[cell] = 1;
    JH_TRY(st, take_unit(f, r, unit, err));
    JH_TRY(st, jh_i_sheet_number(s, r, f->column[VALUE], &value, err));
    if (f->column[DENOMINATOR] != SIZE_MAX)
        JH_TRY(st, jh_i_sheet_number(s, r, f->column[DENOMINATOR], &below, err));
    f->value[cell] = below > 0 ? value / below : JH_NAN;
out:
    return st;
}

/* Covariates of each unit, from its first row. */
static enum jh_status take_covariates(struct filling *f, const char *names, struct jh_error *err)
{
    struct jh_panel_table *t = f->table;
    size_t n = 1, at = 0;
    if (names == NULL || names[0] == '\0')
        return JH_OK;
    for (const char *c = names; *c != '\0'; c++)
        n += *c == ',';
    double *x = jh_arena_new(&t->sheet.arena, t->panel.n_units * n, double);
    char *name = jh_arena_strdup(&t->sheet.arena, names);
    if (x == NULL || name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (; name != NULL; at++) {
        char *comma = strchr(name, ',');
        size_t column;
        if (comma != NULL)
            *comma = '\0';
        enum jh_status st = jh_i_sheet_need(&t->sheet, name, &column, err);
        for (size_t r = 0; r < t->sheet.n_rows && st == JH_OK; r++) {
            const char *unit = jh_i_sheet_text(&t->sheet, r, f->column[UNIT]);
            uint32_t i = 0;
            if (!jh_strmap_get(&f->units, unit, strlen(unit), &i) || f->first[i] == r)
                st = jh_i_sheet_number(&t->sheet, r, column, &x[i * n + at], err);
            else if (strcmp(jh_i_sheet_text(&t->sheet, r, column),
                         jh_i_sheet_text(&t->sheet, f->first[i], column)) != 0)
                st = jh_i_sheet_placed(&t->sheet, r, column,
                    jh_fail(err, JH_E_DATA, "%.60s differs between rows of %.60s", name, unit),
                    err);
        }
        if (st != JH_OK)
            return st;
        name = comma != NULL ? comma + 1 : NULL;
    }
    t->panel.covariate = x;
    t->panel.n_covariates = n;
    return JH_OK;
}

enum jh_status jh_i_panel_csv_read(const char *path, const struct jh_panel_columns *columns,
    const struct jh_run *run, struct jh_panel_table *out, struct jh_error *err)
{
    struct jh_panel_table t = {0};
    struct filling f = {.table = &t};
    enum jh_status st = jh_i_sheet_read(path, NULL, run, &t.sheet, err);
    if (st != JH_OK)
        return st;
    jh_strmap_init(&f.units);
    jh_strmap_init(&f.periods);
    jh_strmap_init(&f.clusters);
    JH_TRY(st, find_columns(&f, columns, err));
    if (t.sheet.n_rows == 0) {
        st = jh_fail(err, JH_E_DATA, "%s is empty", path);
        goto out;
    }
    JH_TRY(st, distinct(&t.sheet, f.column[UNIT], &f.units, &t.unit_id, &t.panel.n_units, err));
    JH_TRY(st,
        distinct(&t.sheet, f.column[PERIOD], &f.periods, &t.period_id, &t.panel.n_periods, err));
    JH_TRY(st, sort_periods(&f, err));
    JH_TRY(st, make_room(&f, err));
    for (size_t r = 0; r < t.sheet.n_rows; r++)
        JH_TRY(st, take_row(&f, r, err));
    JH_TRY(st, take_covariates(&f, columns->covariates, err));
    t.panel.value = f.value;
    t.panel.opened = f.opened;
    t.panel.weight = columns->weight != NULL ? f.weight : NULL;
    t.panel.cluster = columns->cluster != NULL ? f.cluster : NULL;
    *out = t;
    t = (struct jh_panel_table){0};
out:
    jh_strmap_release(&f.units);
    jh_strmap_release(&f.periods);
    jh_strmap_release(&f.clusters);
    jh_i_panel_csv_release(&t);
    return st;
}
