/*
 * The cube reduced to one row per (area, hospital, specialty): basis, sources, periods decided once.
 */
#include "junheng/flow.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#define NO_SOURCE  UINT16_MAX
#define NAMES_MAX  4096 /* bytes of joined source ids */
#define ROWS_CHUNK 16   /* areas a thread takes at a time */

/* What a side's rows state; bit (side * N_KNOWN + kind) of the mask. */
enum known { KNOWN_REASON, KNOWN_HARD, KNOWN_PERSONS, KNOWN_COST, KNOWN_DAYS, N_KNOWN };

/* Everything decided before rows are read. */
struct reduction {
    const struct jh_dataset *dataset;
    const struct jh_flows *flows;
    const uint8_t *specialty; /* chosen ones or NULL */
    bool by_basis;
    enum jh_basis basis;
    uint16_t *speaker[JH_N_SIDES]; /* [periods.n], source index or NO_SOURCE */
};

static bool has_basis(const struct reduction *r, size_t i)
{
    return !r->by_basis || r->flows->basis[i] == (uint8_t)r->basis;
}

static enum jh_side side_of(const struct reduction *r, int32_t hospital)
{
    return (size_t)hospital < r->dataset->hospitals.n_inside ? JH_SIDE_INSIDE : JH_SIDE_OUTSIDE;
}

static uint16_t source_of(const struct reduction *r, size_t i)
{
    return r->flows->source != NULL ? r->flows->source[i] : 0;
}

static bool row_counts(const struct reduction *r, size_t i, enum jh_side side)
{
    return has_basis(r, i) && r->speaker[side][r->flows->period[i]] == source_of(r, i) &&
           (r->specialty == NULL || r->specialty[r->flows->specialty[i]] != 0);
}

/* Set by_basis and basis; count the cells that state none beside others that do. */
static enum jh_status choose_basis(
    struct reduction *r, enum jh_basis wanted, uint64_t *out_n_unstated, struct jh_error *err)
{
    static const enum jh_basis order[] = {
        JH_BASIS_RESIDENCE, JH_BASIS_INSURANCE, JH_BASIS_REGISTRATION};
    unsigned present = 0;
    uint64_t n_unstated = 0;
    const uint8_t *basis = r->flows->basis;
    size_t n = basis != NULL ? r->flows->n : 0;
#pragma omp parallel for reduction(| : present) reduction(+ : n_unstated)                          \
    num_threads(jh_run_threads(NULL))
    for (size_t i = 0; i < n; i++) {
        present |= 1u << basis[i];
        n_unstated += basis[i] == JH_BASIS_NONE;
    }
    r->basis = wanted;
    for (size_t k = 0; k < sizeof order / sizeof *order && r->basis == JH_BASIS_NONE; k++)
        if ((present >> order[k] & 1) != 0)
            r->basis = order[k];
    r->by_basis = r->basis != JH_BASIS_NONE;
    if (r->by_basis && (present >> r->basis & 1) == 0) {
        jh_fail(err, JH_E_DATA, "no flow states the home area by the wanted basis");
        jh_hint(err, "Leave the basis open, or import flows with that basis.");
        return JH_E_DATA;
    }
    *out_n_unstated = r->by_basis ? n_unstated : 0;
    return JH_OK;
}

/* present[source * n_periods + period] = 1 where the source holds any row of the chosen basis. */
static void find_present(const struct reduction *r, size_t n_periods, uint8_t *present)
{
    size_t n = r->flows->n;
#pragma omp parallel for num_threads(jh_run_threads(NULL))
    for (size_t i = 0; i < n; i++) {
        if (!has_basis(r, i))
            continue;
        uint8_t *slot = &present[source_of(r, i) * n_periods + r->flows->period[i]];
        uint8_t seen;
#pragma omp atomic read
        seen = *slot;
        if (seen == 0) {
#pragma omp atomic write
            *slot = 1;
        }
    }
}

static bool source_covers(const struct jh_sources *sources, size_t source, enum jh_side side)
{
    return side == JH_SIDE_INSIDE ? sources->covers_inside[source]
                                  : sources->covers_outside[source];
}

/* For each side and chosen period the first covering source with rows of that period. */
static enum jh_status choose_speakers(
    struct reduction *r, const uint8_t *period, struct jh_error *err)
{
    const struct jh_sources *sources = &r->dataset->sources;
    size_t n_periods = r->dataset->periods.n;
    enum jh_status st = JH_OK;
    uint8_t *present = jh_i_calloc(sources->n * n_periods, 1);
    r->speaker[0] = jh_i_calloc(n_periods, sizeof(uint16_t));
    r->speaker[1] = jh_i_calloc(n_periods, sizeof(uint16_t));
    if (present == NULL || r->speaker[0] == NULL || r->speaker[1] == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    find_present(r, n_periods, present);
    for (size_t side = 0; side < JH_N_SIDES; side++)
        for (size_t p = 0; p < n_periods; p++) {
            r->speaker[side][p] = NO_SOURCE;
            if (period != NULL && period[p] == 0)
                continue;
            for (size_t s = 0; s < sources->n && r->speaker[side][p] == NO_SOURCE; s++)
                if (present[s * n_periods + p] != 0 &&
                    source_covers(sources, s, (enum jh_side)side))
                    r->speaker[side][p] = (uint16_t)s;
        }
out:
    jh_i_free(present);
    return st;
}

/* Ids of the sources that speak for a side, joined by '+'. */
static enum jh_status name_sources(
    const struct reduction *r, size_t side, char **out_names, struct jh_error *err)
{
    const struct jh_sources *sources = &r->dataset->sources;
    enum jh_status st = JH_OK;
    struct jh_buf buf;
    jh_buf_init(&buf, NAMES_MAX);
    jh_buf_puts(&buf, "");
    for (size_t s = 0; s < sources->n; s++) {
        bool speaks = false;
        for (size_t p = 0; p < r->dataset->periods.n; p++)
            speaks |= r->speaker[side][p] == s;
        if (speaks) {
            jh_buf_puts(&buf, buf.len > 0 ? "+" : "");
            jh_buf_puts(&buf, sources->id[s]);
        }
    }
    JH_TRY(st, jh_buf_status(&buf, err));
    *out_names = jh_i_calloc(buf.len + 1, 1);
    if (*out_names == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (buf.len > 0)
        memcpy(*out_names, buf.data, buf.len);
out:
    jh_buf_release(&buf);
    return st;
}

/* Number of distinct (hospital, specialty) of an area among rows that count. */
static size_t count_area(const struct reduction *r, size_t area)
{
    const struct jh_flows *f = r->flows;
    size_t n = 0;
    int64_t last = -1;
    for (size_t i = f->start[area]; i < f->start[area + 1]; i++) {
        int64_t key = (int64_t)f->hospital[i] << 16 | f->specialty[i];
        if (key != last && row_counts(r, i, side_of(r, f->hospital[i]))) {
            last = key;
            n++;
        }
    }
    return n;
}

static void add_measure(const struct jh_flows *f, enum jh_measure measure, size_t i, double scale,
    enum known kind, unsigned shift, double *sum, unsigned *known)
{
    double value = jh_flows_has(f, measure) ? jh_flows_value(f, measure, i) : JH_NAN;
    if (!isnan(value)) {
        *sum += value * scale;
        *known |= 1u << (shift + kind);
    }
}

/* What the rows of a specialty state is noted for it and for all. */
static void note(struct jh_flow_table *t, uint16_t specialty, unsigned *known, unsigned *all)
{
    if (*known == 0)
        return;
    *all |= *known;
    uint16_t there, bits = (uint16_t)*known;
#pragma omp atomic read
    there = t->stated[specialty];
    if ((there & bits) != bits) {
#pragma omp atomic
        t->stated[specialty] |= bits;
    }
    *known = 0;
}

/* Write the rows of an area from position `at`; returns what its sides state. */
static unsigned fill_area(
    const struct reduction *r, size_t area, size_t at, struct jh_flow_table *t)
{
    const struct jh_flows *f = r->flows;
    unsigned known = 0, all = 0;
    int64_t last = -1;
    size_t k = at;
    for (size_t i = f->start[area]; i < f->start[area + 1]; i++) {
        int32_t h = f->hospital[i];
        enum jh_side side = side_of(r, h);
        if (!row_counts(r, i, side))
            continue;
        int64_t key = (int64_t)h << 16 | f->specialty[i];
        if (key != last) {
            if (last >= 0)
                note(t, t->specialty[k], &known, &all);
            k = last < 0 ? at : k + 1;
            last = key;
            t->hospital[k] = h;
            t->specialty[k] = f->specialty[i];
        }
        double scale = 1 / t->side_years[side];
        double cases = jh_flows_value(f, JH_MEASURE_CASES, i) * scale;
        unsigned shift = (unsigned)side * N_KNOWN;
        bool hard = f->hard != NULL && f->hard[i] == JH_HARD_YES;
        bool elsewhere = f->reason != NULL && f->reason[i] == JH_REASON_RESIDENT_ELSEWHERE;
        t->cases[k] += cases;
        if (f->hard != NULL) {
            t->hard[k] += hard ? cases : 0;
            known |= f->hard[i] != JH_HARD_UNKNOWN ? 1u << (shift + KNOWN_HARD) : 0;
        }
        if (f->reason != NULL) {
            t->elsewhere[k] += elsewhere ? cases : 0;
            known |= f->reason[i] != JH_REASON_UNKNOWN ? 1u << (shift + KNOWN_REASON) : 0;
        }
        if (t->hard_elsewhere != NULL)
            t->hard_elsewhere[k] += hard && elsewhere ? cases : 0;
        add_measure(f, JH_MEASURE_PERSONS, i, scale, KNOWN_PERSONS, shift,
            t->persons != NULL ? &t->persons[k] : NULL, &known);
        add_measure(f, JH_MEASURE_COST, i, scale, KNOWN_COST, shift,
            t->cost != NULL ? &t->cost[k] : NULL, &known);
        add_measure(f, JH_MEASURE_DAYS, i, scale, KNOWN_DAYS, shift,
            t->days != NULL ? &t->days[k] : NULL, &known);
    }
    if (last >= 0)
        note(t, t->specialty[k], &known, &all);
    return all;
}

static enum jh_status allocate(
    const struct jh_flows *f, size_t n, struct jh_flow_table *t, struct jh_error *err)
{
    bool hard = f->hard != NULL, reason = f->reason != NULL;
    struct {
        double **column;
        bool wanted;
    } columns[] = {
        {&t->cases, true},
        {&t->elsewhere, reason},
        {&t->hard, hard},
        {&t->hard_elsewhere, hard && reason},
        {&t->persons, jh_flows_has(f, JH_MEASURE_PERSONS)},
        {&t->cost, jh_flows_has(f, JH_MEASURE_COST)},
        {&t->days, jh_flows_has(f, JH_MEASURE_DAYS)},
    };
    bool ok = true;
    t->n = n;
    t->hospital = jh_i_calloc(n, sizeof *t->hospital);
    t->specialty = jh_i_calloc(n, sizeof *t->specialty);
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        if (columns[c].wanted) {
            *columns[c].column = jh_i_calloc(n, sizeof(double));
            ok = ok && *columns[c].column != NULL;
        }
    if (!ok || t->hospital == NULL || t->specialty == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

static void drop(double **column)
{
    jh_i_free(*column);
    *column = NULL;
}

/* Turn the mask of what was stated into flags; columns that no side states go. */
static void keep_known(unsigned known, struct jh_flow_table *t)
{
    struct {
        bool *has;
        double **column;
    } kinds[N_KNOWN] = {
        [KNOWN_REASON] = {t->has_reason, &t->elsewhere},
        [KNOWN_HARD] = {t->has_hard, &t->hard},
        [KNOWN_PERSONS] = {t->has_persons, &t->persons},
        [KNOWN_COST] = {t->has_cost, &t->cost},
        [KNOWN_DAYS] = {t->has_days, &t->days},
    };
    for (unsigned kind = 0; kind < N_KNOWN; kind++) {
        for (unsigned side = 0; side < JH_N_SIDES; side++)
            kinds[kind].has[side] = (known >> (side * N_KNOWN + kind) & 1) != 0;
        if (!kinds[kind].has[0] && !kinds[kind].has[1])
            drop(kinds[kind].column);
    }
    if (t->hard == NULL || t->elsewhere == NULL)
        drop(&t->hard_elsewhere);
}

/* Years chosen, years by side, names of sources. */
static enum jh_status describe(
    const struct reduction *r, const uint8_t *period, struct jh_flow_table *t, struct jh_error *err)
{
    const struct jh_periods *periods = &r->dataset->periods;
    enum jh_status st = JH_OK;
    size_t n_chosen = 0, n_spoken[JH_N_SIDES] = {0, 0};
    for (size_t p = 0; p < periods->n; p++) {
        n_chosen += period == NULL || period[p] != 0;
        for (size_t side = 0; side < JH_N_SIDES; side++)
            n_spoken[side] += r->speaker[side][p] != NO_SOURCE;
    }
    t->years = (double)n_chosen * periods->length_years;
    for (size_t side = 0; side < JH_N_SIDES; side++)
        t->side_years[side] = (double)n_spoken[side] * periods->length_years;
    t->inside_collected = n_spoken[JH_SIDE_INSIDE] > 0;
    t->outside_collected = n_spoken[JH_SIDE_OUTSIDE] > 0;
    t->basis = r->basis;
    if (n_chosen == 0)
        return jh_fail(err, JH_E_ARG, "no period is chosen");
    JH_TRY(st, name_sources(r, JH_SIDE_INSIDE, &t->inside_source, err));
    JH_TRY(st, name_sources(r, JH_SIDE_OUTSIDE, &t->outside_source, err));
out:
    return st;
}

enum jh_status jh_flow_reduce(const struct jh_dataset *dataset, const struct jh_flow_query *query,
    struct jh_flow_table *out_table, struct jh_error *err)
{
    static const struct jh_flow_query everything = {JH_BASIS_NONE, NULL, NULL};
    const struct jh_flow_query *q = query != NULL ? query : &everything;
    struct reduction r = {.dataset = dataset, .flows = &dataset->flows, .specialty = q->specialty};
    struct jh_flow_table t = {.n = 0};
    size_t n_areas = dataset->areas.n;
    unsigned known = 0;
    enum jh_status st = JH_OK;
    struct jh_sum total = {0, 0};
    JH_TRY(st, choose_basis(&r, q->basis, &t.n_rows_unstated_basis, err));
    JH_TRY(st, choose_speakers(&r, q->period, err));
    JH_TRY(st, describe(&r, q->period, &t, err));
    t.start = jh_i_calloc(n_areas + 1, sizeof *t.start);
    if (t.start == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (r.flows->n > 0) {
#pragma omp parallel for schedule(dynamic, ROWS_CHUNK) num_threads(jh_run_threads(NULL))
        for (size_t a = 0; a < n_areas; a++)
            t.start[a + 1] = count_area(&r, a);
    }
    for (size_t a = 0; a < n_areas; a++)
        t.start[a + 1] += t.start[a];
    JH_TRY(st, allocate(r.flows, t.start[n_areas], &t, err));
    t.stated = jh_i_calloc(dataset->specialties.n, sizeof *t.stated);
    if (t.stated == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (t.n > 0) {
#pragma omp parallel for schedule(dynamic, ROWS_CHUNK) reduction(|                                 \
                                                                 : known)                          \
    num_threads(jh_run_threads(NULL))
        for (size_t a = 0; a < n_areas; a++)
            known |= fill_area(&r, a, t.start[a], &t);
    }
    keep_known(known, &t);
    for (size_t k = 0; k < t.n; k++)
        jh_sum_add(&total, t.cases[k]);
    t.total_cases = jh_sum_value(&total);
    *out_table = t;
out:
    jh_i_free(r.speaker[0]);
    jh_i_free(r.speaker[1]);
    if (st != JH_OK)
        jh_flow_table_release(&t);
    return st;
}

/* ---- A part of what was reduced ---------------------------------------------------------------- */

static enum jh_status copy_bytes(
    const void *from, size_t n_bytes, void *out_copy, struct jh_error *err)
{
    void *copy = jh_i_calloc(n_bytes, 1);
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memcpy(copy, from, n_bytes);
    memcpy(out_copy, &copy, sizeof copy);
    return JH_OK;
}

/* Rows of chosen specialties, by area; out->start is set. */
static void count_chosen(
    size_t n_areas, const struct jh_flow_table *whole, const uint8_t *chosen, size_t *start)
{
    for (size_t a = 0; a < n_areas; a++) {
        size_t n = 0;
        for (size_t i = whole->start[a]; i < whole->start[a + 1]; i++)
            n += chosen[whole->specialty[i]] != 0;
        start[a + 1] = start[a] + n;
    }
}

static enum jh_status pick_numbers(const struct jh_flow_table *whole, const uint8_t *chosen,
    size_t n, const double *from, double **out, struct jh_error *err)
{
    size_t k = 0;
    if (from == NULL)
        return JH_OK;
    *out = jh_i_calloc(n, sizeof **out);
    if (*out == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < whole->n; i++)
        if (chosen[whole->specialty[i]] != 0)
            (*out)[k++] = from[i];
    return JH_OK;
}

enum jh_status jh_flow_pick(const struct jh_dataset *dataset, const struct jh_flow_table *whole,
    const uint8_t *specialty, struct jh_flow_table *out_table, struct jh_error *err)
{
    const size_t n_areas = dataset->areas.n, n_specialties = dataset->specialties.n;
    struct jh_flow_table t = *whole;
    struct jh_sum total = {0, 0};
    unsigned known = 0;
    size_t k = 0;
    enum jh_status st = JH_OK;
    t.start = NULL;
    t.hospital = NULL;
    t.specialty = t.stated = NULL;
    t.cases = t.elsewhere = t.hard = t.hard_elsewhere = t.persons = t.cost = t.days = NULL;
    t.inside_source = t.outside_source = NULL;
    t.start = jh_i_calloc(n_areas + 1, sizeof *t.start);
    if (t.start == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    count_chosen(n_areas, whole, specialty, t.start);
    t.n = t.start[n_areas];
    t.hospital = jh_i_calloc(t.n, sizeof *t.hospital);
    t.specialty = jh_i_calloc(t.n, sizeof *t.specialty);
    if (t.hospital == NULL || t.specialty == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < whole->n; i++)
        if (specialty[whole->specialty[i]] != 0) {
            t.hospital[k] = whole->hospital[i];
            t.specialty[k++] = whole->specialty[i];
        }
    JH_TRY(st, copy_bytes(whole->stated, n_specialties * sizeof *t.stated, &t.stated, err));
    JH_TRY(st,
        copy_bytes(whole->inside_source, strlen(whole->inside_source) + 1, &t.inside_source, err));
    JH_TRY(st, copy_bytes(whole->outside_source, strlen(whole->outside_source) + 1,
                   &t.outside_source, err));
    JH_TRY(st, pick_numbers(whole, specialty, t.n, whole->cases, &t.cases, err));
    JH_TRY(st, pick_numbers(whole, specialty, t.n, whole->elsewhere, &t.elsewhere, err));
    JH_TRY(st, pick_numbers(whole, specialty, t.n, whole->hard, &t.hard, err));
    JH_TRY(st, pick_numbers(whole, specialty, t.n, whole->hard_elsewhere, &t.hard_elsewhere, err));
    JH_TRY(st, pick_numbers(whole, specialty, t.n, whole->persons, &t.persons, err));
    JH_TRY(st, pick_numbers(whole, specialty, t.n, whole->cost, &t.cost, err));
    JH_TRY(st, pick_numbers(whole, specialty, t.n, whole->days, &t.days, err));
    for (size_t s = 0; s < n_specialties; s++) {
        t.stated[s] = specialty[s] != 0 ? t.stated[s] : 0;
        known |= t.stated[s];
    }
    keep_known(known, &t);
    for (size_t i = 0; i < t.n; i++)
        jh_sum_add(&total, t.cases[i]);
    t.total_cases = jh_sum_value(&total);
    *out_table = t;
out:
    if (st != JH_OK)
        jh_flow_table_release(&t);
    return st;
}

void jh_flow_table_release(struct jh_flow_table *table)
{
    if (table == NULL)
        return;
    void *blocks[] = {table->start, table->hospital, table->specialty, table->cases,
        table->elsewhere, table->hard, table->hard_elsewhere, table->persons, table->cost,
        table->days, table->inside_source, table->outside_source, table->stated};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        jh_i_free(blocks[i]);
    memset(table, 0, sizeof *table);
}
