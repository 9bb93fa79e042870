#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/choice.h"
#include "junheng/sample.h"
#include "testing.h"

static struct jh_error err;

struct world {
    struct jh_dataset *dataset;
    struct jh_flow_table table;
    struct jh_choice_model model;
    int32_t *unit_of_area, *unit_of_hospital; /* one unit for each area, then each hospital */
    size_t n_units;
    struct jh_choice_effect *effect;
};

static struct jh_choice_options fit_options(void)
{
    struct jh_choice_options o = jh_choice_options_default();
    o.held_out_frac = 0;
    o.without_elsewhere = true;
    o.n_alternatives = 0;
    return o;
}

/* Units: areas, with their hospitals in none, so that all care is outflow and hospitals count. */
static void make_units(struct world *w)
{
    size_t n_areas = w->dataset->areas.n, n_hospitals = w->dataset->hospitals.n;
    w->n_units = n_areas + n_hospitals;
    w->unit_of_area = calloc(n_areas, sizeof *w->unit_of_area);
    w->unit_of_hospital = calloc(n_hospitals, sizeof *w->unit_of_hospital);
    w->effect = calloc(w->n_units * JH_N_CHOICE_EFFECTS, sizeof *w->effect);
    for (size_t a = 0; a < n_areas; a++)
        w->unit_of_area[a] = a < w->dataset->areas.n_inside ? (int32_t)a : JH_NONE;
    for (size_t h = 0; h < n_hospitals; h++)
        w->unit_of_hospital[h] = (int32_t)(n_areas + h);
}

static struct world make(int64_t n_areas, int64_t n_hospitals, int64_t n_specialties, uint64_t seed)
{
    struct jh_sample_options o = {n_areas, n_hospitals, n_specialties, 4, seed};
    struct jh_choice_options fit = fit_options();
    struct world w = {0};
    ck_ok(jh_sample_make(&o, NULL, &w.dataset, NULL, &err), &err);
    ck_ok(jh_flow_reduce(w.dataset, NULL, &w.table, &err), &err);
    ck_ok(jh_choice_fit(w.dataset, &w.table, &fit, NULL, &w.model, &err), &err);
    make_units(&w);
    return w;
}

static void release(struct world *w)
{
    jh_choice_model_release(&w->model);
    jh_flow_table_release(&w->table);
    jh_dataset_free(w->dataset);
    free(w->unit_of_area);
    free(w->unit_of_hospital);
    free(w->effect);
}

static enum jh_status predict(struct world *w, size_t n, const struct jh_choice_change *change,
    size_t n_draws, const struct jh_run *run)
{
    return jh_choice_predict(w->dataset, &w->table, &w->model, n, change, w->n_units,
        w->unit_of_area, w->unit_of_hospital, n_draws, run, w->effect, &err);
}

static struct jh_choice_effect effect(
    const struct world *w, size_t unit, enum jh_choice_effect_kind kind)
{
    return w->effect[unit * JH_N_CHOICE_EFFECTS + (size_t)kind];
}

static struct jh_choice_effect load(const struct world *w, int32_t hospital)
{
    return effect(w, w->dataset->areas.n + (size_t)hospital, JH_CHOICE_EFFECT_TREATED);
}

static double total_load(const struct world *w, bool after)
{
    struct jh_sum sum = {0};
    for (size_t h = 0; h < w->dataset->hospitals.n; h++) {
        struct jh_choice_effect e = load(w, (int32_t)h);
        jh_sum_add(&sum, after ? e.after : e.before);
    }
    return jh_sum_value(&sum);
}

/* The busiest hospital of a specialty with a capability inside; -1: the first that does not treat. */
static int32_t find_hospital(const struct world *w, int32_t specialty, bool treats)
{
    size_t n = w->dataset->hospitals.n_inside;
    double *cases = calloc(w->dataset->hospitals.n, sizeof *cases);
    int32_t best = JH_NONE;
    for (size_t r = 0; r < w->table.n; r++)
        if (w->table.specialty[r] == specialty)
            cases[w->table.hospital[r]] += w->table.cases[r];
    for (size_t h = 0; h < n; h++) {
        if (treats ? cases[h] > 0 && (best == JH_NONE || cases[h] > cases[best])
                   : !(cases[h] > 0) && best == JH_NONE)
            best = (int32_t)h;
    }
    free(cases);
    return best;
}

START_TEST(nothing_changed_is_today)
{
    struct world w = make(12, 50, 2, 3);
    int32_t h = find_hospital(&w, 0, true);
    struct jh_choice_change same = jh_choice_change_none(h, 0);
    same.quality =
        w.dataset->capabilities.quality[jh_capability_find(&w.dataset->capabilities, h, 0)];
    for (size_t n = 0; n < 2; n++) {
        ck_ok(predict(&w, n, &same, 20, NULL), &err);
        for (size_t i = 0; i < w.n_units * JH_N_CHOICE_EFFECTS; i++) {
            struct jh_choice_effect e = w.effect[i];
            if (isnan(e.before)) {
                ck_assert(isnan(e.after));
                continue;
            }
            ck_assert(e.before == e.after && e.low == e.after && e.high == e.after);
        }
    }
    release(&w);
}
END_TEST

/* Opening, closing, growing: no case is lost; better hospitals gain, others lose. */
START_TEST(conserves_and_is_monotone)
{
    struct world w = make(16, 60, 3, (uint64_t)_i + 1);
    int32_t h = find_hospital(&w, 1, true), other = find_hospital(&w, 2, false);
    struct jh_choice_change change[3] = {
        jh_choice_change_none(h, 0), jh_choice_change_none(h, 1), jh_choice_change_none(other, 2)};
    size_t n = other == JH_NONE ? 2 : 3;
    double before = 0;
    change[0].closes = true;
    change[1].quality_added = 0.1;
    change[1].beds = 900;
    change[2].opens = true;
    change[2].quality = 0.8;
    change[2].beds = 200;
    ck_ok(predict(&w, n, change, 0, NULL), &err);
    before = total_load(&w, false);
    ck_assert_double_eq_tol(total_load(&w, true), before, 1e-9 * before);
    ck_assert(isnan(load(&w, h).low));
    if (n == 3) {
        ck_ok(predict(&w, 1, &change[2], 0, NULL), &err);
        ck_assert_double_gt(load(&w, other).after, load(&w, other).before);
    }
    double last = 0;
    for (int step = 0; step < 5; step++) {
        change[1] = jh_choice_change_none(h, 1);
        change[1].quality_added = 0.05 * step;
        ck_ok(predict(&w, 1, &change[1], 0, NULL), &err);
        ck_assert_double_ge(load(&w, h).after, last);
        last = load(&w, h).after;
        for (size_t o = 0; o < w.dataset->hospitals.n; o++)
            if ((int32_t)o != h)
                ck_assert_double_le(load(&w, (int32_t)o).after, load(&w, (int32_t)o).before);
    }
    ck_ok(predict(&w, 1, &change[0], 0, NULL), &err);
    for (size_t o = 0; o < w.dataset->hospitals.n; o++)
        if ((int32_t)o != h)
            ck_assert_double_ge(
                load(&w, (int32_t)o).after, load(&w, (int32_t)o).before * (1 - 1e-12));
    release(&w);
}
END_TEST

/* Leave only two hospitals to one area, a quality coefficient of 2 and a change of 0.3. */
START_TEST(two_hospitals_by_hand)
{
    struct world w = make(4, 30, 1, 2);
    struct jh_flow_table *t = &w.table;
    size_t end = t->start[w.dataset->areas.n], kept = 0, first = 0, second = 0;
    for (size_t r = 0; r < end; r++) {
        bool keep = r >= t->start[0] && r < t->start[1] && kept < 2 &&
                    (size_t)t->hospital[r] < w.dataset->hospitals.n_inside;
        t->cases[r] = keep ? (kept == 0 ? 30 : 70) : 0;
        t->elsewhere[r] = 0;
        t->hard[r] = 0;
        if (keep && kept++ == 0)
            first = r;
        else if (keep)
            second = r;
    }
    ck_assert_uint_eq(kept, 2);
    int32_t h = t->hospital[first], other = t->hospital[second];
    struct jh_choice_change change = jh_choice_change_none(h, 0);
    for (size_t k = 0; k < JH_N_CHOICE_TERMS; k++)
        w.model.specialty[0].estimate[k] = JH_NAN;
    w.model.specialty[0].estimate[JH_CHOICE_QUALITY] = 2;
    change.quality_added = 0.3;
    ck_ok(predict(&w, 1, &change, 0, NULL), &err);
    double wanted = 100 * 30 * exp(0.6) / (30 * exp(0.6) + 70);
    ck_assert_double_eq_tol(load(&w, h).after, wanted, 1e-9);
    ck_assert_double_eq_tol(load(&w, other).after, 100 - wanted, 1e-9);
    struct jh_travel_options travel = w.model.options.travel;
    double m1 = jh_travel_minutes(w.dataset, &travel, 0, h),
           m2 = jh_travel_minutes(w.dataset, &travel, 0, other);
    ck_assert_double_eq_tol(
        effect(&w, 0, JH_CHOICE_EFFECT_SAVED).after, (wanted - 30) * (m2 - m1) / 60, 1e-9);
    /* minutes alone: only hours change while the model has no term for time */
    change = jh_choice_change_none(h, 0);
    change.minutes_added = 6;
    ck_ok(predict(&w, 1, &change, 0, NULL), &err);
    ck_assert_double_eq_tol(load(&w, h).after, 30, 1e-9);
    /* the other closes */
    change = jh_choice_change_none(other, 0);
    change.closes = true;
    ck_ok(predict(&w, 1, &change, 0, NULL), &err);
    ck_assert_double_eq_tol(load(&w, h).after, 100, 1e-9);
    release(&w);
}
END_TEST

START_TEST(seeded_whatever_the_threads)
{
    struct world w = make(16, 50, 2, 4);
    int32_t h = find_hospital(&w, 0, true);
    struct jh_choice_change change = jh_choice_change_none(h, 0);
    struct jh_run one = {.n_threads = 1, .seed = 7}, two = {.n_threads = 2, .seed = 7},
                  other = {.n_threads = 2, .seed = 8};
    size_t bytes = w.n_units * JH_N_CHOICE_EFFECTS * sizeof *w.effect;
    struct jh_choice_effect *a = malloc(bytes);
    change.quality_added = 0.1;
    ck_ok(predict(&w, 1, &change, 70, &one), &err);
    memcpy(a, w.effect, bytes);
    struct jh_choice_effect e = load(&w, h);
    ck_assert_double_lt(e.low, e.after);
    ck_assert_double_gt(e.high, e.after);
    ck_ok(predict(&w, 1, &change, 70, &two), &err);
    ck_assert_mem_eq(a, w.effect, bytes);
    ck_ok(predict(&w, 1, &change, 70, &other), &err);
    ck_assert(load(&w, h).after == e.after && load(&w, h).low != e.low);
    free(a);
    release(&w);
}
END_TEST

/* A territory whose people choose by one known logit, before and after a change of quality. */
static void redraw(struct world *w, struct jh_rng *rng, const double *beta, double quality_added,
    int32_t better, double *out_load)
{
    struct jh_flow_table *t = &w->table;
    const struct jh_capabilities *c = &w->dataset->capabilities;
    for (size_t a = 0; a < w->dataset->areas.n_inside; a++) {
        size_t begin = t->start[a], n = t->start[a + 1] - begin;
        double *weight = calloc(n, sizeof *weight), sum = 0;
        int64_t left = 2000;
        for (size_t i = 0; i < n; i++) {
            int32_t h = t->hospital[begin + i];
            double minutes = jh_travel_minutes(w->dataset, &w->model.options.travel, (int32_t)a, h);
            int64_t row = jh_capability_find(c, h, 0);
            if (!isfinite(minutes) || row < 0)
                continue;
            double quality = c->quality[row] + (h == better ? quality_added : 0);
            weight[i] = exp(
                beta[0] * log(fmax(minutes, 1)) + beta[1] * log(c->beds[row]) + beta[2] * quality);
            sum += weight[i];
        }
        for (size_t i = 0; i < n; i++) {
            int64_t k =
                left > 0 && sum > 0 ? jh_rng_binomial(rng, left, fmin(weight[i] / sum, 1)) : 0;
            left -= k;
            sum -= weight[i];
            if (t->hospital[begin + i] == better && out_load != NULL)
                *out_load += (double)k;
            if (out_load == NULL) {
                t->cases[begin + i] = (double)k;
                t->elsewhere[begin + i] = t->hard[begin + i] = 0;
            }
        }
        free(weight);
    }
}

START_TEST(agrees_with_the_truth)
{
    const double beta[] = {-1.8, 0.7, 3};
    size_t n_within = 0, n = 12;
    for (uint64_t seed = 1; seed <= n; seed++) {
        struct world w = make(20, 60, 1, seed);
        struct jh_choice_options fit = fit_options();
        struct jh_rng rng;
        double seen = 0;
        jh_rng_init(&rng, seed, 100);
        int32_t h = find_hospital(&w, 0, true);
        for (size_t r = w.table.start[w.dataset->areas.n_inside]; r < w.table.n; r++)
            w.table.cases[r] = w.table.elsewhere[r] = 0; /* visitors */
        redraw(&w, &rng, beta, 0, h, NULL);
        redraw(&w, &rng, beta, 0.15, h, &seen);
        w.table.years = 1;
        jh_choice_model_release(&w.model);
        ck_ok(jh_choice_fit(w.dataset, &w.table, &fit, NULL, &w.model, &err), &err);
        struct jh_choice_change change = jh_choice_change_none(h, 0);
        change.quality_added = 0.15;
        ck_ok(predict(&w, 1, &change, 100, NULL), &err);
        struct jh_choice_effect e = load(&w, h);
        n_within += seen >= e.low && seen <= e.high;
        printf("before %g after %g (%g to %g), seen %g\n", e.before, e.after, e.low, e.high, seen);
        release(&w);
    }
    ck_assert_uint_ge(n_within, n - 3);
}
END_TEST

START_TEST(refuses)
{
    struct world w = make(8, 40, 2, 1);
    int32_t h = find_hospital(&w, 0, true);
    struct jh_choice_change change[2] = {jh_choice_change_none(h, 0), jh_choice_change_none(h, 0)};
    w.effect[0].before = 42;
    change[0].quality = change[1].quality = 0.5;
    ck_refused(predict(&w, 2, change, 0, NULL), JH_E_ARG);
    change[0].opens = true;
    ck_refused(predict(&w, 1, change, 0, NULL), JH_E_ARG);
    change[0] = jh_choice_change_none(h, 7);
    ck_refused(predict(&w, 1, change, 0, NULL), JH_E_ARG);
    change[0] = jh_choice_change_none(h, 0);
    change[0].quality = -1;
    ck_refused(predict(&w, 1, change, 0, NULL), JH_E_DOMAIN);
    change[0] = jh_choice_change_none(h, 0);
    change[0].beds = 0;
    ck_refused(predict(&w, 1, change, 0, NULL), JH_E_DOMAIN);
    change[0].beds = 100;
    w.model.specialty[0].estimate[JH_CHOICE_LN_BEDS] = JH_NAN;
    ck_refused(predict(&w, 1, change, 0, NULL), JH_E_DATA);
    w.model.options.cases = JH_CHOICE_HARD;
    ck_refused(predict(&w, 1, change, 0, NULL), JH_E_UNSUPPORTED);
    ck_assert(w.effect[0].before == 42);
    release(&w);
}
END_TEST

START_TEST(survives_exhaustion)
{
    struct world w = make(4, 20, 1, 1);
    struct jh_run run = {.n_threads = 1};
    struct jh_choice_change change = jh_choice_change_none(find_hospital(&w, 0, true), 0);
    long live = testing_alloc_live();
    change.quality_added = 0.1;
    for (size_t nth = 1;; nth++) {
        testing_alloc_refuse(nth);
        enum jh_status st = predict(&w, 1, &change, 3, &run);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        ck_assert_int_eq(testing_alloc_live(), live);
        if (!refused)
            break;
    }
    release(&w);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("choice_predict");
    TCase *tcase = tcase_create("choice_predict");
    tcase_add_test(tcase, nothing_changed_is_today);
    tcase_add_loop_test(tcase, conserves_and_is_monotone, 0, 3);
    tcase_add_test(tcase, two_hospitals_by_hand);
    tcase_add_test(tcase, seeded_whatever_the_threads);
    tcase_add_test(tcase, agrees_with_the_truth);
    tcase_add_test(tcase, refuses);
    tcase_add_test(tcase, survives_exhaustion);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
