#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "model/dataset.h"
#include "sample/choice.h"

enum { N_REASONS = 5, EACH_BELOW = 24 };

struct row {
    int32_t hospital;
    uint16_t specialty, period;
    uint8_t hard, reason;
    uint32_t cases, persons;
    uint64_t days, cost;
};
/* The rows of one area, in the order of the cube. */
struct rows {
    struct row *item;
    size_t n, cap;
    bool no_memory;
};

/* What all areas share: how a specialty's cases fall on periods, shares adding up to the years. */
struct seasons {
    size_t n_periods, n_specialties;
    double *share; /* [n_specialties * n_periods] */
    double *total; /* [n_specialties] */
};

/* The work of one thread. */
struct worker {
    const struct jh_i_sample *sample;
    const struct seasons *seasons;
    struct jh_i_choice choice;
    uint32_t *count; /* [2 * n_periods], by period and hard */
    struct jh_rng rng;
    struct rows *rows;
};

static void seasons_fill(struct seasons *f, const struct jh_i_sample *s)
{
    static const double quarter[] = {1, 0, -1, 0};
    for (size_t k = 0; k < f->n_specialties; k++)
        for (size_t p = 0; p < f->n_periods; p++) {
            double share = 0.25 * pow(1 + jh_i_params.growth_per_year, (double)p / 4) *
                           (1 + s->specialty[k].winter * quarter[p % 4]);
            f->share[k * f->n_periods + p] = share;
            f->total[k] += share;
        }
}

/* Yearly cases of an area in a specialty, hard and other. */
static double yearly_cases(const struct jh_i_sample *s, size_t area, size_t specialty)
{
    const struct jh_areas *a = &s->dataset->areas;
    const struct jh_i_specialty *sp = &s->specialty[specialty];
    double children = a->attributes.item[0].number[area], old = a->attributes.item[1].number[area];
    double more = jh_i_params.old_age_factor - 1;
    double people =
        sp->children > 0 ? children / 0.17 : (a->population[area] + more * old) / (1 + more * 0.14);
    return sp->per_1000 / 1000 * people;
}

/* Counts of all periods: one Poisson draw thrown onto periods where few are expected, else one for
 * each period; both have the same distribution. */
static void draw_counts(struct worker *w, size_t specialty, double per_year, size_t hard)
{
    size_t n_periods = w->seasons->n_periods;
    const double *share = w->seasons->share + specialty * n_periods;
    double total = w->seasons->total[specialty];
    if (per_year * total > EACH_BELOW) {
        for (size_t p = 0; p < n_periods; p++)
            w->count[2 * p + hard] = (uint32_t)jh_rng_poisson(&w->rng, per_year * share[p]);
        return;
    }
    int64_t n = jh_rng_poisson(&w->rng, per_year * total);
    for (; n > 0; n--) {
        double at = jh_rng_unit(&w->rng) * total;
        size_t p = 0;
        while (p + 1 < n_periods && at >= share[p])
            at -= share[p++];
        w->count[2 * p + hard]++;
    }
}

/* Cumulated shares of the reasons of stays beyond the own prefecture; self takes the rest. */
static void reason_shares(bool hard, bool far, double out[N_REASONS])
{
    const struct jh_i_params *p = &jh_i_params;
    out[JH_REASON_UNKNOWN] = p->unknown_frac;
    out[JH_REASON_TRANSFER] = p->transfer_frac + (hard ? p->transfer_frac_hard : 0);
    out[JH_REASON_EMERGENCY] = p->emergency_frac;
    out[JH_REASON_RESIDENT_ELSEWHERE] = far ? p->elsewhere_frac_far : p->elsewhere_frac;
    out[JH_REASON_SELF] = 1 - out[JH_REASON_UNKNOWN] - out[JH_REASON_TRANSFER] -
                          out[JH_REASON_EMERGENCY] - out[JH_REASON_RESIDENT_ELSEWHERE];
}

/* Small cells get one reason for all their cases: the same shares on the whole, fewer rows. */
static void draw_reasons(
    struct jh_rng *rng, uint32_t n, bool hard, bool far, uint32_t out_count[N_REASONS])
{
    double share[N_REASONS];
    reason_shares(hard, far, share);
    uint32_t block = (double)n <= jh_i_params.reason_block ? n : 1;
    for (; n > 0; n -= block) {
        double at = jh_rng_unit(rng);
        size_t k = 0;
        while (k + 1 < N_REASONS && at >= share[k])
            at -= share[k++];
        out_count[k] += block;
    }
}

static double about_normal(struct jh_rng *rng)
{
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += jh_rng_unit(rng);
    return (sum - 2) * 1.7320508075688772;
}

static double cost_factor(const struct jh_i_sample *s, int32_t hospital)
{
    const struct jh_hospitals *h = &s->dataset->hospitals;
    if ((size_t)hospital >= h->n_inside)
        return jh_i_params.cost_factor_outside;
    return h->grade[hospital] == JH_GRADE_3A ? jh_i_params.cost_factor_3a
                                             : jh_i_params.cost_factor_other;
}

static void add_row(struct worker *w, struct row row)
{
    struct rows *r = w->rows;
    const struct jh_i_specialty *sp = &w->sample->specialty[row.specialty];
    if (r->no_memory)
        return;
    if (r->n == r->cap) {
        size_t cap = r->cap == 0 ? 1024 : r->cap + r->cap / 2;
        struct row *grown = jh_i_realloc(r->item, cap, sizeof *grown);
        r->no_memory = grown == NULL;
        if (r->no_memory)
            return;
        r->item = grown;
        r->cap = cap;
    }
    double n = (double)row.cases, spread = jh_i_params.noise / sqrt(n);
    double persons = floor(n * jh_i_params.persons_per_case + jh_rng_unit(&w->rng));
    double stay = sp->stay_days * (row.hard ? jh_i_params.stay_factor_hard : 1);
    double cost = sp->cost_yuan * (row.hard ? jh_i_params.cost_factor_hard : 1);
    cost *= cost_factor(w->sample, row.hospital);
    row.persons = (uint32_t)fmax(1, persons);
    row.days = (uint64_t)fmax(n, round(n * stay * (1 + spread * about_normal(&w->rng))));
    row.cost = (uint64_t)fmax(n * 200, round(n * cost * (1 + spread * about_normal(&w->rng))));
    r->item[r->n++] = row;
}

/* Rows of the counts drawn for one alternative; the counts are zero again afterwards. */
static void emit(struct worker *w, const struct jh_i_alternative *a)
{
    for (size_t k = 0; k < 2 * w->seasons->n_periods; k++) {
        uint32_t n = w->count[k], by_reason[N_REASONS] = {0};
        if (n == 0)
            continue;
        w->count[k] = 0;
        if (a->beyond_prefecture)
            draw_reasons(&w->rng, n, k % 2 == 1, a->beyond_province, by_reason);
        else
            by_reason[JH_REASON_UNKNOWN] = n;
        for (size_t reason = 0; reason < N_REASONS; reason++)
            if (by_reason[reason] > 0)
                add_row(w, (struct row){.hospital = a->hospital,
                               .specialty = (uint16_t)a->specialty,
                               .period = (uint16_t)(k / 2),
                               .hard = k % 2,
                               .reason = (uint8_t)reason,
                               .cases = by_reason[reason]});
    }
}

/* Residents of a place. Stays outside of people from outside are nobody's record here. */
static enum jh_status draw_residents(struct worker *w, size_t area, struct jh_error *err)
{
    const struct jh_i_sample *s = w->sample;
    bool inside = area < s->dataset->areas.n_inside;
    enum jh_status st = jh_i_choice_make(s, area, &w->choice, err);
    for (size_t i = 0; st == JH_OK && i < w->choice.n; i++) {
        const struct jh_i_alternative *a = &w->choice.item[i];
        if (!inside && (size_t)a->hospital >= s->dataset->hospitals.n_inside)
            continue;
        size_t k = (size_t)a->specialty;
        double cases = yearly_cases(s, area, k), hard = s->specialty[k].hard_frac;
        draw_counts(w, k, cases * (1 - hard) * a->share[0], 0);
        draw_counts(w, k, cases * hard * a->share[1], 1);
        emit(w, a);
    }
    return st;
}

/* People from far origins, who come for the hospitals that reach far. */
static void draw_visitors(struct worker *w)
{
    const struct jh_i_sample *s = w->sample;
    const struct jh_capabilities *c = &s->dataset->capabilities;
    size_t n_origins = 0;
    for (size_t a = s->dataset->areas.n_inside; a < s->dataset->areas.n; a++)
        n_origins += !jh_point_known(s->dataset->areas.point[a]);
    for (size_t row = 0; row < c->n; row++) {
        struct jh_i_alternative a = {.hospital = c->hospital[row],
            .specialty = c->specialty[row],
            .beyond_prefecture = true,
            .beyond_province = true};
        if ((size_t)a.hospital >= s->dataset->hospitals.n_inside ||
            !s->hospital[a.hospital].reaches_far)
            continue;
        double cases = jh_i_params.visitors_per_bed * c->beds[row] / (double)n_origins;
        double hard = jh_i_params.visitors_hard_frac;
        draw_counts(w, (size_t)a.specialty, cases * (1 - hard), 0);
        draw_counts(w, (size_t)a.specialty, cases * hard, 1);
        emit(w, &a);
    }
}

static enum jh_status draw_area(struct worker *w, size_t area, struct rows *rows)
{
    enum jh_status st = JH_OK;
    w->rows = rows;
    jh_rng_init(&w->rng, w->sample->options.seed, JH_I_STREAM_FLOWS + area);
    if (jh_point_known(w->sample->dataset->areas.point[area]))
        st = draw_residents(w, area, NULL);
    else
        draw_visitors(w);
    return rows->no_memory ? JH_E_NOMEM : st;
}

static enum jh_status draw_all(const struct jh_i_sample *s, const struct seasons *seasons,
    struct rows *rows, struct jh_error *err)
{
    bool no_memory = false, stopped = false;
#pragma omp parallel num_threads(jh_run_threads(s->run)) reduction(|| : no_memory)
    {
        struct worker w = {.sample = s, .seasons = seasons};
        w.count = jh_i_calloc(2 * seasons->n_periods, sizeof *w.count);
        no_memory = w.count == NULL;
#pragma omp for schedule(dynamic)
        for (size_t a = 0; a < s->dataset->areas.n; a++) {
            bool stop;
#pragma omp critical(jh_sample_stop)
            stop = stopped = stopped || jh_run_stopped(s->run);
            if (!no_memory && !stop)
                no_memory = draw_area(&w, a, &rows[a]) != JH_OK;
        }
        jh_i_choice_release(&w.choice);
        jh_i_free(w.count);
    }
    if (no_memory)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return stopped ? jh_fail(err, JH_E_CANCELLED, "making the sample was cancelled") : JH_OK;
}

/* A column of the cube, owned by the dataset. */
static void *column(
    struct jh_dataset *d, size_t n, size_t size, enum jh_status *st, struct jh_error *err)
{
    void *block = *st == JH_OK ? jh_i_calloc(n, size) : NULL;
    if (block == NULL) {
        *st = *st == JH_OK ? jh_fail(err, JH_E_NOMEM, "out of memory") : *st;
        return NULL;
    }
    *st = jh_i_dataset_own(d, block, err);
    if (*st != JH_OK)
        jh_i_free(block);
    return *st == JH_OK ? block : NULL;
}

static void fill_area(struct jh_dataset *d, size_t area, size_t at, const struct rows *rows)
{
    struct jh_flows *f = &d->flows;
    for (size_t i = 0; i < rows->n; i++, at++) {
        const struct row *r = &rows->item[i];
        f->area[at] = (int32_t)area;
        f->hospital[at] = r->hospital;
        f->specialty[at] = r->specialty;
        f->period[at] = r->period;
        f->hard[at] = r->hard;
        f->reason[at] = r->reason;
        f->basis[at] = JH_BASIS_RESIDENCE;
        f->source[at] = (size_t)r->hospital >= d->hospitals.n_inside;
        f->measure[JH_MEASURE_CASES][at] = (double)r->cases;
        f->measure[JH_MEASURE_PERSONS][at] = (double)r->persons;
        f->measure[JH_MEASURE_DAYS][at] = (double)r->days;
        f->measure[JH_MEASURE_COST][at] = (double)r->cost;
    }
}

/* Join the areas' rows into the cube; each area's are freed on the way. */
static enum jh_status join(struct jh_i_sample *s, struct rows *rows, struct jh_error *err)
{
    struct jh_dataset *d = s->dataset;
    struct jh_flows *f = &d->flows;
    enum jh_status st = JH_OK;
    f->start = jh_i_sample_keep(s, d->areas.n + 1, sizeof *f->start);
    if (f->start == NULL)
        return jh_i_sample_status(s, err);
    for (size_t a = 0; a < d->areas.n; a++)
        f->start[a + 1] = f->start[a] + rows[a].n;
    size_t n = f->start[d->areas.n];
    f->area = column(d, n, sizeof *f->area, &st, err);
    f->hospital = column(d, n, sizeof *f->hospital, &st, err);
    f->specialty = column(d, n, sizeof *f->specialty, &st, err);
    f->period = column(d, n, sizeof *f->period, &st, err);
    f->hard = column(d, n, 1, &st, err);
    f->reason = column(d, n, 1, &st, err);
    f->basis = column(d, n, 1, &st, err);
    f->source = column(d, n, 1, &st, err);
    for (int m = JH_MEASURE_CASES; m <= JH_MEASURE_COST; m++)
        f->measure[m] = column(d, n, sizeof(double), &st, err);
    if (st != JH_OK)
        return st;
    f->n = n;
#pragma omp parallel for schedule(dynamic) num_threads(jh_run_threads(s->run))
    for (size_t a = 0; a < d->areas.n; a++) {
        fill_area(d, a, f->start[a], &rows[a]);
        jh_i_free(rows[a].item);
        rows[a].item = NULL;
    }
    return JH_OK;
}

enum jh_status jh_i_sample_flows(struct jh_i_sample *s, struct jh_error *err)
{
    enum jh_status st;
    size_t n_areas = s->dataset->areas.n;
    struct seasons f = {
        .n_periods = s->dataset->periods.n, .n_specialties = s->dataset->specialties.n};
    struct rows *rows = jh_i_calloc(n_areas, sizeof *rows);
    f.share = jh_i_sample_scratch(s, f.n_specialties * f.n_periods, sizeof *f.share);
    f.total = jh_i_sample_scratch(s, f.n_specialties, sizeof *f.total);
    if (rows == NULL || s->no_memory) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    seasons_fill(&f, s);
    JH_TRY(st, draw_all(s, &f, rows, err));
    JH_TRY(st, join(s, rows, err));
    JH_TRY(st, jh_i_dataset_sort_flows(s->dataset, err));
out:
    for (size_t a = 0; rows != NULL && a < n_areas; a++)
        jh_i_free(rows[a].item);
    jh_i_free(rows);
    return st;
}
