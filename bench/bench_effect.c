/*
 * Intervals of predictions against the truth: territories whose people choose by the fictional
 * territory's own logit (hard cases and others mixed), a change, and the year after it drawn anew.
 *   bench_effect [RUNS [AREAS HOSPITALS]]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/choice.h"
#include "junheng/sample.h"
#include "sample/params.h"

#define N_CHANGES 4   /* hospitals that gain quality at once */
#define RISE      0.2 /* of quality */
#define DRAWS     200
#define YEARS     2 /* of data before the change */

static void stop_on(enum jh_status st, const struct jh_error *err)
{
    if (st == JH_OK)
        return;
    fprintf(stderr, "%s\n", err->message[JH_LANG_EN]);
    exit(1);
}

struct world {
    struct jh_dataset *d;
    struct jh_flow_table t;
    struct jh_travel_options travel;
    int32_t changed[N_CHANGES];
};

/* Utility of the fictional territory; NaN: not open. */
static double utility(const struct world *w, int32_t area, int32_t h, bool hard, double rise)
{
    const struct jh_i_params *p = &jh_i_params;
    const struct jh_areas *areas = &w->d->areas;
    int64_t row = jh_capability_find(&w->d->capabilities, h, 0);
    double minutes = jh_travel_minutes(w->d, &w->travel, area, h);
    if (row < 0 || !isfinite(minutes))
        return JH_NAN;
    bool inside = (size_t)h < w->d->hospitals.n_inside;
    int32_t at = w->d->hospitals.area[h];
    bool same = inside && at != JH_NONE && areas->region[at] == areas->region[area];
    double quality = w->d->capabilities.quality[row];
    for (int k = 0; k < N_CHANGES; k++)
        quality += w->changed[k] == h ? rise : 0;
    return p->size_weight * log(w->d->capabilities.beds[row]) +
           (p->quality_weight + (hard ? p->quality_weight_hard : 0)) * quality -
           (p->time_weight - (hard ? p->time_relief_hard : 0)) * log(fmax(minutes, 1)) -
           (same ? 0 : p->border_weight) - (inside ? 0 : p->leaving_weight);
}

static double open_utility(const struct world *w, size_t area, size_t row, bool hard, double rise)
{
    return w->t.specialty[row] == 0 ? utility(w, (int32_t)area, w->t.hospital[row], hard, rise)
                                    : JH_NAN;
}

/* Spread the cases of the first specialty of every area over the hospitals that it uses, by the
 * truth; those of other specialties stay. out, out_hard [rows]. */
static void draw(const struct world *w, struct jh_rng *rng, const double *cases, double rise,
    double years, double *out, double *out_hard)
{
    const struct jh_flow_table *t = &w->t;
    for (size_t r = 0; r < t->n; r++) {
        bool drawn = r < t->start[w->d->areas.n_inside] && t->specialty[r] == 0;
        out[r] = drawn ? 0 : cases[r];
        out_hard[r] = 0;
    }
    for (size_t a = 0; a < w->d->areas.n_inside; a++) {
        double all = 0;
        for (size_t r = t->start[a]; r < t->start[a + 1]; r++)
            all += t->specialty[r] == 0 ? cases[r] : 0;
        for (int hard = 0; hard < 2; hard++) {
            double sum = 0, share = hard ? 0.2 : 0.8;
            int64_t left = llround(all * share * years);
            for (size_t r = t->start[a]; r < t->start[a + 1]; r++) {
                double v = open_utility(w, a, r, hard, rise);
                sum += isnan(v) ? 0 : exp(v);
            }
            for (size_t r = t->start[a]; r < t->start[a + 1]; r++) {
                double v = open_utility(w, a, r, hard, rise);
                double weight = isnan(v) ? 0 : exp(v);
                int64_t k = left > 0 && sum > 0 && weight > 0
                                ? jh_rng_binomial(rng, left, fmin(weight / sum, 1))
                                : 0;
                left -= k;
                sum -= weight;
                out[r] += (double)k / years;
                out_hard[r] += hard ? (double)k / years : 0;
            }
        }
    }
}

/* The busiest hospitals inside, every third of them. */
static void choose(struct world *w)
{
    double *cases = calloc(w->d->hospitals.n, sizeof *cases);
    for (size_t r = 0; r < w->t.n; r++)
        cases[w->t.hospital[r]] += w->t.specialty[r] == 0 ? w->t.cases[r] : 0;
    for (int k = 0; k < 3 * N_CHANGES; k++) {
        size_t best = 0;
        for (size_t h = 0; h < w->d->hospitals.n_inside; h++)
            best = cases[h] > cases[best] ? h : best;
        if (k % 3 == 2)
            w->changed[k / 3] = (int32_t)best;
        cases[best] = -1;
    }
    free(cases);
}

struct tally {
    size_t n, n_held;
};
static void count(struct tally *tally, const struct jh_choice_effect *e, double seen)
{
    tally->n++;
    tally->n_held += seen >= e->low && seen <= e->high;
}

static void run_once(uint64_t seed, struct jh_sample_options o, struct tally tally[3])
{
    struct world w = {.travel = jh_travel_options_default()};
    struct jh_choice_options options = jh_choice_options_default();
    struct jh_choice_model model[2];
    struct jh_error err;
    struct jh_rng rng;
    o.seed = seed;
    jh_rng_init(&rng, seed, 4242);
    stop_on(jh_sample_make(&o, NULL, &w.d, NULL, &err), &err);
    stop_on(jh_flow_reduce(w.d, NULL, &w.t, &err), &err);
    choose(&w);
    const size_t n = w.d->hospitals.n, n_areas = w.d->areas.n;
    double *today = calloc(w.t.n, sizeof *today), *after = calloc(w.t.n, sizeof *after);
    double *hard = calloc(w.t.n, sizeof *hard), *unused = calloc(w.t.n, sizeof *unused);
    draw(&w, &rng, w.t.cases, 0, YEARS, today, hard);
    draw(&w, &rng, w.t.cases, RISE, 1, after, unused);
    for (size_t r = 0; r < w.t.n; r++) {
        w.t.cases[r] = today[r];
        if (w.t.elsewhere != NULL)
            w.t.elsewhere[r] = 0;
        w.t.hard[r] = hard[r];
        if (w.t.hard_elsewhere != NULL)
            w.t.hard_elsewhere[r] = 0;
    }
    w.t.years = YEARS;
    options.n_alternatives = 0;
    options.held_out_frac = 0;
    options.clustered = true;
    for (int k = 0; k < 2; k++) {
        options.cases = k == 0 ? JH_CHOICE_NOT_HARD : JH_CHOICE_HARD;
        stop_on(jh_choice_fit(w.d, &w.t, &options, NULL, &model[k], &err), &err);
    }
    struct jh_choice_change change[N_CHANGES];
    for (int k = 0; k < N_CHANGES; k++) {
        change[k] = jh_choice_change_none(w.changed[k], 0);
        change[k].quality_added = RISE;
    }
    int32_t *one = calloc(n_areas, sizeof *one), *inside = calloc(n, sizeof *inside);
    int32_t *nowhere = calloc(n_areas, sizeof *nowhere), *own = calloc(n, sizeof *own);
    struct jh_choice_effect whole[JH_N_CHOICE_EFFECTS];
    struct jh_choice_effect *each = calloc(n * JH_N_CHOICE_EFFECTS, sizeof *each);
    for (size_t a = 0; a < n_areas; a++) {
        one[a] = a < w.d->areas.n_inside ? 0 : JH_NONE;
        nowhere[a] = JH_NONE;
    }
    for (size_t h = 0; h < n; h++) {
        inside[h] = h < w.d->hospitals.n_inside ? 0 : JH_NONE;
        own[h] = (int32_t)h;
    }
    const struct jh_choice_view views[] = {
        {1, one, inside, false, false, true, whole}, {n, nowhere, own, false, false, true, each}};
    const struct jh_run run = {.seed = seed};
    stop_on(jh_choice_predict_views(
                w.d, &w.t, &model[0], &model[1], N_CHANGES, change, 2, views, DRAWS, &run, &err),
        &err);
    double outflow = 0, *load = calloc(n, sizeof *load);
    for (size_t r = 0; r < w.t.n; r++) {
        bool resident = r < w.t.start[w.d->areas.n_inside];
        load[w.t.hospital[r]] += after[r];
        outflow += resident && (size_t)w.t.hospital[r] >= w.d->hospitals.n_inside ? after[r] : 0;
    }
    for (int k = 0; k < N_CHANGES; k++)
        count(&tally[0],
            &each[(size_t)w.changed[k] * JH_N_CHOICE_EFFECTS + JH_CHOICE_EFFECT_TREATED],
            load[w.changed[k]]);
    count(&tally[1], &whole[JH_CHOICE_EFFECT_OUTFLOW], outflow);
    for (size_t h = 0; h < n; h++) { /* those that lose most */
        const struct jh_choice_effect *e =
            &each[h * JH_N_CHOICE_EFFECTS + JH_CHOICE_EFFECT_TREATED];
        if (e->after < 0.98 * e->before && e->before > 200)
            count(&tally[2], e, load[h]);
    }
    free(today);
    free(after);
    free(one);
    free(inside);
    free(nowhere);
    free(own);
    free(each);
    free(load);
    free(hard);
    free(unused);
    jh_choice_model_release(&model[0]);
    jh_choice_model_release(&model[1]);
    jh_flow_table_release(&w.t);
    jh_dataset_free(w.d);
}

int main(int argc, char **argv)
{
    struct jh_sample_options o = jh_sample_options_default();
    long n_runs = argc > 1 ? strtol(argv[1], NULL, 10) : 50;
    o.n_areas = argc > 2 ? strtol(argv[2], NULL, 10) : 60;
    o.n_hospitals = argc > 3 ? strtol(argv[3], NULL, 10) : 160;
    o.n_specialties = 4; /* choice sets come from all of them */
    o.n_periods = 1;
    static const char *const names[] = {
        "cases of hospitals that gain quality", "leaving cases", "cases of hospitals that lose"};
    struct tally tally[3] = {{0, 0}};
    bool good = true;
    for (long seed = 1; seed <= n_runs; seed++)
        run_once((uint64_t)seed, o, tally);
    for (int k = 0; k < 3; k++) {
        double share = tally[k].n > 0 ? (double)tally[k].n_held / (double)tally[k].n : 0;
        printf("effect %s: %zu of %zu within their intervals (%.1f %%)\n", names[k],
            tally[k].n_held, tally[k].n, 100 * share);
        good = good && share >= 0.86;
    }
    return good ? 0 : 1;
}
