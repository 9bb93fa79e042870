#include "records/apply.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "model/codes.h"
#include "model/dataset.h"

enum {
    MONTHS_BEFORE = 1990 * 12,
    PROVINCES = 100,
    SOURCES_MAX = 256,
    SPECIALTIES_MAX = UINT16_MAX
};

struct apply {
    struct jh_dataset *d;
    const struct jh_intake_result *r;
    const struct jh_apply_options *o;
    struct jh_arena *arena;
    int months;
    uint16_t *specialty_of;     /* [r->n_specialties] */
    bool *specialty_used;       /* [r->n_specialties] */
    int32_t area_of[PROVINCES]; /* of provinces beyond */
    size_t n_periods;
    int32_t *order;          /* [n_periods] month of each period's start, ascending */
    uint16_t *period_of_old; /* [periods.n] */
    uint8_t source;
    bool *dropped; /* [flows.n] */
    size_t n_dropped;
};

enum jh_status jh_i_apply_months(
    const struct jh_dataset *dataset, int *out_months, struct jh_error *err)
{
    if (dataset->flows.n == 0) {
        *out_months = 0;
        return JH_OK;
    }
    if (!dataset->periods.given) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "the flows of the dataset state no period");
        jh_hint(err, "Give flows.csv a column period, or import the dataset without flows.");
        return st;
    }
    *out_months = (int)lround(dataset->periods.length_years * 12);
    return JH_OK;
}

static struct jh_cell_key key_at(const struct apply *a, size_t i)
{
    return jh_i_cell_unpack(jh_i_cube_key(&a->r->cube, i));
}

/* ---- Looking (nothing changes yet) ------------------------------------------------------------ */

static int by_number(const void *x, const void *y)
{
    const int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
    return a < b ? -1 : a > b;
}

static uint16_t find_order(const struct apply *a, int32_t order)
{
    const int32_t *at = bsearch(&order, a->order, a->n_periods, sizeof order, by_number);
    return (uint16_t)(at - a->order);
}

/* Periods of both, ascending, each once. */
static enum jh_status plan_periods(struct apply *a, struct jh_error *err)
{
    const struct jh_periods *p = &a->d->periods;
    const size_t n_old = a->d->flows.n > 0 ? p->n : 0;
    bool seen[110 * 12] = {false};
    size_t n = 0;
    a->order = jh_arena_new(a->arena, n_old + 110 * 12, int32_t);
    a->period_of_old = jh_arena_new(a->arena, p->n, uint16_t);
    if (a->order == NULL || a->period_of_old == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n_old; i++) {
        int months;
        if (!jh_i_period_parse(p->id[i], &months, &a->order[n]))
            return jh_fail(err, JH_E_DATA, "period \"%s\" of the dataset cannot be read", p->id[i]);
        n++;
    }
    for (size_t i = 0; i < a->r->cube.n; i++) {
        const uint16_t month = key_at(a, i).period;
        if (!seen[month])
            a->order[n++] = MONTHS_BEFORE + month;
        seen[month] = true;
    }
    if (n > 0)
        qsort(a->order, n, sizeof *a->order, by_number);
    for (size_t i = 0; i < n; i++)
        if (a->n_periods == 0 || a->order[i] != a->order[a->n_periods - 1])
            a->order[a->n_periods++] = a->order[i];
    for (size_t i = 0; i < n_old; i++) {
        int months;
        int32_t order;
        if (jh_i_period_parse(p->id[i], &months, &order))
            a->period_of_old[i] = find_order(a, order);
    }
    return JH_OK;
}

static enum jh_status plan_specialties(struct apply *a, struct jh_error *err)
{
    const struct jh_specialties *s = &a->d->specialties;
    const size_t n = a->r->n_specialties;
    a->specialty_of = jh_arena_new(a->arena, n, uint16_t);
    a->specialty_used = jh_arena_new(a->arena, n, bool);
    if (a->specialty_of == NULL || a->specialty_used == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < a->r->cube.n; i++)
        a->specialty_used[key_at(a, i).specialty] = true;
    if (a->d->flows.n > 0 && s->n == 1 && strcmp(s->id[0], "all") == 0) {
        enum jh_status st = jh_fail(err, JH_E_DATA,
            "the flows of the dataset are not split by specialty, those of the records are");
        jh_hint(err, "Import the dataset without those flows, or with specialties.");
        return st;
    }
    return JH_OK;
}

static enum jh_status find_source(struct apply *a, bool *out_new, struct jh_error *err)
{
    const struct jh_sources *s = &a->d->sources;
    size_t i = 0;
    while (i < s->n && strcmp(s->id[i], a->o->source) != 0)
        i++;
    *out_new = i == s->n;
    if (i == SOURCES_MAX)
        return jh_fail(err, JH_E_LIMIT, "more than %d sources; check the column", SOURCES_MAX);
    a->source = (uint8_t)i;
    return JH_OK;
}

/* Rows of the source about the same hospitals and periods. */
static enum jh_status plan_replacement(struct apply *a, bool new_source, struct jh_error *err)
{
    const struct jh_flows *f = &a->d->flows;
    const size_t n_pairs = a->d->hospitals.n * a->n_periods;
    enum jh_status st = JH_OK;
    bool *ours = jh_i_calloc(n_pairs, sizeof *ours);
    a->dropped = jh_i_calloc(f->n, sizeof *a->dropped);
    if (ours == NULL || a->dropped == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < a->r->cube.n; i++) {
        const struct jh_cell_key key = key_at(a, i);
        ours[(size_t)key.hospital * a->n_periods + find_order(a, MONTHS_BEFORE + key.period)] =
            true;
    }
    for (size_t i = 0; i < f->n && !new_source; i++) {
        if ((f->source != NULL ? f->source[i] : 0) != a->source ||
            !ours[(size_t)f->hospital[i] * a->n_periods + a->period_of_old[f->period[i]]])
            continue;
        a->dropped[i] = true;
        if (a->n_dropped++ > 0 || a->o->replace)
            continue;
        st = jh_fail(err, JH_E_CONFLICT, "source %s already has cases of hospital %s in %s",
            a->o->source, a->d->hospitals.id[f->hospital[i]], a->d->periods.id[f->period[i]]);
        jh_hint(
            err, "Say --replace to put these records in their place, or name another --source.");
        goto out;
    }
out:
    jh_i_free(ours);
    return st;
}

/* ---- Changing --------------------------------------------------------------------------------- */

static enum jh_status add_texts(struct jh_arena *arena, const char ***inout, size_t n_old,
    size_t n_more, const char *const *more, struct jh_error *err)
{
    const char **grown = jh_arena_new(arena, n_old + n_more, const char *);
    if (grown == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (n_old > 0)
        memcpy(grown, *inout, n_old * sizeof *grown);
    for (size_t i = 0; i < n_more; i++) {
        grown[n_old + i] = jh_arena_strdup(arena, more[i]);
        if (grown[n_old + i] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    *inout = grown;
    return JH_OK;
}

static enum jh_status add_source(struct apply *a, bool is_new, struct jh_error *err)
{
    struct jh_sources *s = &a->d->sources;
    enum jh_status st = JH_OK;
    const bool placeholder = a->d->flows.n == 0 && s->n == 1 && s->id[0][0] == '\0';
    const size_t n_old = placeholder ? 0 : s->n;
    if (is_new) {
        bool *inside = jh_arena_new(a->arena, n_old + 1, bool),
             *outside = jh_arena_new(a->arena, n_old + 1, bool);
        if (inside == NULL || outside == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        if (n_old > 0) {
            memcpy(inside, s->covers_inside, n_old);
            memcpy(outside, s->covers_outside, n_old);
        }
        JH_TRY(st, add_texts(a->arena, &s->id, n_old, 1, &a->o->source, err));
        s->covers_inside = inside;
        s->covers_outside = outside;
        s->n = n_old + 1;
        a->source = (uint8_t)n_old;
    }
    s->covers_inside[a->source] |= a->o->covers_inside;
    s->covers_outside[a->source] |= a->o->covers_outside;
out:
    return st;
}

static enum jh_status add_specialties(
    struct apply *a, struct jh_apply_result *out, struct jh_error *err)
{
    struct jh_specialties *s = &a->d->specialties;
    enum jh_status st = JH_OK;
    if (a->d->flows.n == 0 && a->d->capabilities.n == 0 && s->n == 1 &&
        strcmp(s->id[0], "all") == 0)
        s->n = 0;
    for (size_t i = 0; i < a->r->n_specialties; i++) {
        size_t k = 0;
        if (!a->specialty_used[i])
            continue;
        while (k < s->n && strcmp(s->id[k], a->r->specialty[i]) != 0)
            k++;
        if (k == SPECIALTIES_MAX)
            return jh_fail(err, JH_E_LIMIT, "more than %d specialties", SPECIALTIES_MAX);
        if (k == s->n) {
            JH_TRY(st, add_texts(a->arena, &s->id, s->n, 1, &a->r->specialty[i], err));
            s->n++;
            out->n_new_specialties++;
        }
        a->specialty_of[i] = (uint16_t)k;
    }
out:
    return st;
}

static enum jh_status set_periods(struct apply *a, struct jh_error *err)
{
    struct jh_periods *p = &a->d->periods;
    const char **id = jh_arena_new(a->arena, a->n_periods, const char *);
    if (id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < a->n_periods; i++) {
        char text[24];
        const int year = a->order[i] / 12, month = a->order[i] % 12 + 1;
        if (a->months == 12)
            snprintf(text, sizeof text, "%04d", year);
        else if (a->months == 3)
            snprintf(text, sizeof text, "%04dQ%d", year, (month + 2) / 3);
        else
            snprintf(text, sizeof text, "%04d-%02d", year, month);
        id[i] = jh_arena_strdup(a->arena, text);
        if (id[i] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    *p = (struct jh_periods){
        .n = a->n_periods, .id = id, .length_years = a->months / 12.0, .given = true};
    return JH_OK;
}

/* Pointers to columns of any type, read and written as bytes. */
static void *load(const void *at)
{
    void *p;
    memcpy(&p, at, sizeof p);
    return p;
}

static void store(void *at, void *p)
{
    memcpy(at, &p, sizeof p);
}

/* Grow one array of the areas in the arena; new cells are zeroed. */
static bool grow(struct jh_arena *arena, void *array, size_t n_old, size_t n_new, size_t size)
{
    void *old = load(array), *grown = jh_arena_alloc(arena, n_new, size);
    if (grown == NULL)
        return false;
    if (old == NULL)
        return true; /* absent stays absent */
    memcpy(grown, old, n_old * size);
    store(array, grown);
    return true;
}

static enum jh_status grow_areas(struct apply *a, size_t n_more, struct jh_error *err)
{
    struct jh_areas *areas = &a->d->areas;
    struct jh_shapes *b = &a->d->boundaries;
    const size_t n = areas->n, m = n + n_more;
    bool good = grow(a->arena, &areas->id, n, m, sizeof *areas->id) &&
                grow(a->arena, &areas->name, n, m, sizeof *areas->name) &&
                grow(a->arena, &areas->point, n, m, sizeof *areas->point) &&
                grow(a->arena, &areas->place_basis, n, m, sizeof *areas->place_basis) &&
                grow(a->arena, &areas->population, n, m, sizeof *areas->population) &&
                grow(a->arena, &areas->region, n, m, sizeof *areas->region) &&
                grow(a->arena, &a->d->travel.start, n + 1, m + 1, sizeof *a->d->travel.start);
    for (size_t i = 0; i < areas->attributes.n && good; i++) {
        struct jh_attribute *at = &areas->attributes.item[i];
        good = grow(a->arena, &at->number, n, m, sizeof *at->number) &&
               grow(a->arena, &at->text, n, m, sizeof *at->text);
        for (size_t k = n; k < m && good; k++) {
            if (at->number != NULL)
                at->number[k] = JH_NAN;
            if (at->text != NULL)
                at->text[k] = "";
        }
    }
    if (b->n > 0 && good) {
        const size_t last = b->ring_start[n];
        size_t *start = jh_i_calloc(m + 1, sizeof *start);
        good = start != NULL;
        if (good) {
            memcpy(start, b->ring_start, (n + 1) * sizeof *start);
            for (size_t k = n + 1; k <= m; k++)
                start[k] = last;
        }
        enum jh_status st = good ? jh_i_dataset_own(a->d, start, err) : JH_E_NOMEM;
        if (st != JH_OK) {
            jh_i_free(start);
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        }
        b->ring_start = start;
        b->n = m;
    }
    if (!good)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = n; k < m; k++) {
        areas->point[k] = (struct jh_point){JH_NAN, JH_NAN};
        areas->region[k] = JH_NONE;
        if (a->d->travel.start != NULL)
            a->d->travel.start[k + 1] = a->d->travel.start[n];
    }
    areas->n = m;
    return JH_OK;
}

/* Origins beyond the dataset: "outside:33", found or made. */
static enum jh_status add_origins(
    struct apply *a, struct jh_apply_result *out, struct jh_error *err)
{
    const size_t n_before = a->d->areas.n;
    bool used[PROVINCES] = {false};
    char id[PROVINCES][16];
    size_t n_new = 0;
    for (size_t i = 0; i < a->r->cube.n; i++) {
        const int32_t area = key_at(a, i).area;
        if ((size_t)area >= n_before)
            used[(size_t)area - n_before] = true;
    }
    for (int p = 0; p < PROVINCES; p++) {
        size_t k = 0;
        snprintf(id[p], sizeof id[p], p > 0 ? "outside:%02d" : "outside", p);
        while (used[p] && k < n_before && strcmp(a->d->areas.id[k], id[p]) != 0)
            k++;
        a->area_of[p] = (int32_t)k;
        if (used[p] && k == n_before)
            a->area_of[p] = (int32_t)(n_before + n_new++);
    }
    if (n_new == 0)
        return JH_OK;
    enum jh_status st = grow_areas(a, n_new, err);
    for (int p = 0; p < PROVINCES && st == JH_OK; p++) {
        if (!used[p] || (size_t)a->area_of[p] < n_before)
            continue;
        const char *text = jh_arena_strdup(a->arena, id[p]);
        if (text == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        a->d->areas.id[a->area_of[p]] = a->d->areas.name[a->area_of[p]] = text;
    }
    out->n_new_areas = n_new;
    return st;
}

/* ---- Rows ------------------------------------------------------------------------------------- */

struct column {
    void *data; /* where the pointer to it stands */
    size_t size;
    bool wanted;
};

/* A column long enough for all rows; old rows that stay move to the front. */
static enum jh_status remake(
    struct apply *a, const struct column *c, size_t n_new, struct jh_error *err)
{
    const size_t n_old = a->d->flows.n;
    if (!c->wanted) {
        store(c->data, NULL);
        return JH_OK;
    }
    unsigned char *made = jh_i_calloc(n_old - a->n_dropped + n_new, c->size);
    if (made == NULL || jh_i_dataset_own(a->d, made, err) != JH_OK) {
        jh_i_free(made);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    const unsigned char *old = load(c->data);
    for (size_t i = 0, k = 0; i < n_old && old != NULL; i++)
        if (!a->dropped[i])
            memcpy(made + k++ * c->size, old + i * c->size, c->size);
    store(c->data, made);
    return JH_OK;
}

/* What an old row says in a column that it did not have. */
static void fill_unknown(struct apply *a, size_t n_kept, bool hard, const bool *measures)
{
    struct jh_flows *f = &a->d->flows;
    if (hard)
        memset(f->hard, JH_HARD_UNKNOWN, n_kept);
    for (int m = 0; m < JH_N_MEASURES; m++)
        for (size_t i = 0; i < n_kept && measures[m]; i++)
            f->measure[m][i] = JH_NAN;
}

static void put_cell(struct apply *a, size_t at, size_t i)
{
    static const double unit[JH_N_MEASURES] = {[JH_MEASURE_CASES] = 1,
        [JH_MEASURE_PERSONS] = 1,
        [JH_MEASURE_DAYS] = 1,
        [JH_MEASURE_COST] = 100,
        [JH_MEASURE_WEIGHT] = 10000,
        [JH_MEASURE_DEATHS] = 1,
        [JH_MEASURE_OP3] = 1,
        [JH_MEASURE_OP4] = 1};
    struct jh_flows *f = &a->d->flows;
    const struct jh_cube_cell cell = jh_i_cube_at(&a->r->cube, i);
    const struct jh_cell_key key = jh_i_cell_unpack(cell.key);
    f->area[at] = key.area;
    f->hospital[at] = key.hospital;
    f->specialty[at] = a->specialty_of[key.specialty];
    f->period[at] = find_order(a, MONTHS_BEFORE + key.period);
    f->source[at] = a->source;
    f->basis[at] = key.basis;
    if (f->hard != NULL)
        f->hard[at] = key.hard;
    if (f->reason != NULL)
        f->reason[at] = key.reason;
    for (int m = 0; m < JH_N_MEASURES; m++)
        if (f->measure[m] != NULL)
            f->measure[m][at] =
                (cell.told & JH_TOLD(m)) != 0 ? (double)cell.measure[m] / unit[m] : JH_NAN;
}

static enum jh_status put_rows(struct apply *a, size_t n_areas_before, struct jh_error *err)
{
    struct jh_flows *f = &a->d->flows;
    enum jh_status st = JH_OK;
    const size_t n_new = a->r->cube.n, n_kept = f->n - a->n_dropped;
    const bool hard = f->hard == NULL && a->r->has_hard;
    bool added[JH_N_MEASURES];
    struct column column[8 + JH_N_MEASURES] = {{&f->area, sizeof *f->area, true},
        {&f->hospital, sizeof *f->hospital, true}, {&f->specialty, sizeof *f->specialty, true},
        {&f->period, sizeof *f->period, true}, {&f->hard, 1, f->hard != NULL || a->r->has_hard},
        {&f->reason, 1, f->reason != NULL || a->r->has_reason}, {&f->basis, 1, true},
        {&f->source, 1, true}};
    for (int m = 0; m < JH_N_MEASURES; m++) {
        added[m] = f->measure[m] == NULL && a->r->has[m];
        column[8 + m] =
            (struct column){&f->measure[m], sizeof(double), f->measure[m] != NULL || a->r->has[m]};
    }
    for (size_t c = 0; c < 8 + JH_N_MEASURES; c++)
        JH_TRY(st, remake(a, &column[c], n_new, err));
    fill_unknown(a, n_kept, hard, added);
    for (size_t i = 0; i < n_kept; i++)
        f->period[i] = a->period_of_old[f->period[i]];
    for (size_t i = 0; i < n_new; i++) {
        put_cell(a, n_kept + i, i);
        if ((size_t)f->area[n_kept + i] >= n_areas_before)
            f->area[n_kept + i] = a->area_of[(size_t)f->area[n_kept + i] - n_areas_before];
    }
    f->n = n_kept + n_new;
    f->start = NULL;
out:
    return st;
}

enum jh_status jh_i_apply(struct jh_dataset *dataset, const struct jh_intake_result *result,
    const struct jh_apply_options *options, struct jh_apply_result *out_result,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_apply_result out = {0};
    struct apply a = {.d = dataset,
        .r = result,
        .o = options,
        .arena = jh_i_dataset_arena(dataset),
        .months = result->months_per_period};
    const size_t n_areas_before = dataset->areas.n;
    bool new_source = false;
    JH_TRY(st, plan_periods(&a, err));
    JH_TRY(st, plan_specialties(&a, err));
    JH_TRY(st, find_source(&a, &new_source, err));
    JH_TRY(st, plan_replacement(&a, new_source, err));
    JH_TRY(st, add_source(&a, new_source, err));
    JH_TRY(st, add_specialties(&a, &out, err));
    JH_TRY(st, add_origins(&a, &out, err));
    JH_TRY(st, put_rows(&a, n_areas_before, err));
    JH_TRY(st, set_periods(&a, err));
    JH_TRY(st, jh_i_dataset_sort_flows(dataset, err));
    JH_TRY(st, jh_i_dataset_finish(dataset, err));
    out.n_cells = result->cube.n;
    out.n_replaced = a.n_dropped;
    *out_result = out;
out:
    jh_i_free(a.dropped);
    return st;
}
