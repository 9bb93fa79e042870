/*
 * Estimators at the size of the country, and their bias and coverage where the effect is known.
 * `bench_evaluate` prints both; `bench_evaluate speed` the first alone.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "junheng/evaluate.h"

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Areas with effects of their own, a common wave, errors that persist; effect 2 + 0.5 a period. */
static void simulate(struct jh_rng *rng, size_t n_units, size_t n_periods, int n_groups,
    double *value, int32_t *opened)
{
    for (size_t i = 0; i < n_units; i++) {
        const int group = (int)jh_rng_below(rng, (uint64_t)n_groups + 1);
        const double own = 5 * jh_rng_normal(rng);
        double error = jh_rng_normal(rng);
        opened[i] = group == n_groups
                        ? JH_EVAL_NEVER
                        : (int32_t)(n_periods / 4) + group * (int32_t)(n_periods / 2) / n_groups;
        for (size_t t = 0; t < n_periods; t++) {
            error = 0.5 * error + jh_rng_normal(rng);
            value[i * n_periods + t] = own + sin((double)t / 3) + error;
            if (opened[i] >= 0 && t >= (size_t)opened[i])
                value[i * n_periods + t] += 2 + 0.5 * (double)(t - (size_t)opened[i]);
        }
    }
}

static int speed(void)
{
    enum { UNITS = 2900, PERIODS = 60, GROUPS = 30 };
    double *value = jh_i_calloc(UNITS * PERIODS, sizeof *value);
    int32_t *opened = jh_i_calloc(UNITS, sizeof *opened);
    struct jh_rng rng;
    struct jh_error err;
    jh_rng_init(&rng, 1, 0);
    simulate(&rng, UNITS, PERIODS, GROUPS, value, opened);
    struct jh_eval_panel p = {
        .n_units = UNITS, .n_periods = PERIODS, .value = value, .opened = opened};
    struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
    struct jh_eval_staggered r;
    double begin = now_s();
    if (jh_eval_staggered(&p, &o, NULL, &r, &err) != JH_OK)
        return 1;
    printf("staggered %dx%d groups %zu cells %zu seconds %.2f checksum %.9g\n", UNITS, PERIODS,
        r.n_groups, r.n_cells, now_s() - begin, r.by_group.estimate);
    jh_eval_staggered_release(&r);
    struct jh_eval_did did;
    begin = now_s();
    if (jh_eval_twfe(&p, true, 0.95, &did, &err) != JH_OK)
        return 1;
    printf("twfe %dx%d seconds %.2f checksum %.9g\n", UNITS, PERIODS, now_s() - begin,
        did.effect.estimate);
    jh_i_free(value);
    jh_i_free(opened);
    return 0;
}

/* Sum of estimates, of squares, of intervals that hold the truth. */
struct tally {
    const char *name;
    double truth, sum, square;
    int n, covered;
};

static void count(struct tally *t, const struct jh_eval_estimate *e)
{
    t->sum += e->estimate;
    t->square += e->std_error;
    t->n++;
    t->covered += e->low <= t->truth && t->truth <= e->high;
}

static void tell(const struct tally *t)
{
    printf("%-16s runs %d truth %.3f mean %.3f bias %+.4f mean error %.4f coverage %.3f\n", t->name,
        t->n, t->truth, t->sum / t->n, t->sum / t->n - t->truth, t->square / t->n,
        (double)t->covered / t->n);
}

static int coverage(void)
{
    enum { UNITS = 120, PERIODS = 16, GROUPS = 3, RUNS = 500 };
    double *value = jh_i_calloc(UNITS * PERIODS, sizeof *value);
    int32_t *opened = jh_i_calloc(UNITS, sizeof *opened);
    struct jh_error err;
    struct tally event[] = {{.name = "staggered +0", .truth = 2},
        {.name = "staggered +3", .truth = 3.5}, {.name = "staggered -2", .truth = 0}};
    for (int run = 0; run < RUNS; run++) {
        struct jh_rng rng;
        jh_rng_init(&rng, 100, (uint64_t)run);
        simulate(&rng, UNITS, PERIODS, GROUPS, value, opened);
        struct jh_eval_panel p = {
            .n_units = UNITS, .n_periods = PERIODS, .value = value, .opened = opened};
        struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
        struct jh_eval_staggered r;
        o.n_bootstrap = 0;
        if (jh_eval_staggered(&p, &o, NULL, &r, &err) != JH_OK)
            return 1;
        for (size_t k = 0; k < r.n_events; k++)
            for (int e = 0; e < 3; e++)
                if (r.event[k].event == (e == 0 ? 0 : e == 1 ? 3 : -2))
                    count(&event[e], &r.event[k].effect);
        jh_eval_staggered_release(&r);
    }
    for (int e = 0; e < 3; e++)
        tell(&event[e]);
    jh_i_free(value);
    jh_i_free(opened);
    return 0;
}

/* Openings where a covariate is high, trends that follow the covariate: only those alike compare. */
static void simulate_alike(struct jh_rng *rng, size_t n_units, size_t n_periods, double *value,
    int32_t *opened, double *covariate)
{
    for (size_t i = 0; i < n_units; i++) {
        const double x = jh_rng_normal(rng);
        const double own = jh_rng_normal(rng);
        covariate[i] = x;
        opened[i] = jh_rng_unit(rng) < 1 / (1 + exp(0.5 - 0.8 * x)) ? (int32_t)(n_periods / 2)
                                                                    : JH_EVAL_NEVER;
        for (size_t t = 0; t < n_periods; t++)
            value[i * n_periods + t] = own + 0.3 * x * (double)t + jh_rng_normal(rng) +
                                       (opened[i] >= 0 && t >= (size_t)opened[i] ? 2 : 0);
    }
}

/* One unit that follows a mix of its donors; effect 4. */
static int synthetic_run(struct jh_rng *rng, struct tally *t, int *n_small)
{
    enum { DONORS = 20, PERIODS = 30, FROM = 20 };
    double y[PERIODS], donor[DONORS * PERIODS], weight[DONORS], ratio[DONORS];
    struct jh_eval_synthetic r;
    struct jh_error err;
    for (int p = 0; p < PERIODS; p++)
        y[p] = 0;
    for (int d = 0; d < DONORS; d++) {
        double walk = 20 + 5 * jh_rng_normal(rng);
        for (int p = 0; p < PERIODS; p++) {
            walk += jh_rng_normal(rng);
            donor[d * PERIODS + p] = walk + 0.3 * jh_rng_normal(rng);
            y[p] += d < 4 ? walk / 4 : 0;
        }
    }
    for (int p = 0; p < PERIODS; p++)
        y[p] += 0.3 * jh_rng_normal(rng) + (p >= FROM ? 4 : 0);
    if (jh_eval_synthetic(
            DONORS, PERIODS, y, donor, FROM, 0, NULL, weight, NULL, ratio, &r, &err) != JH_OK)
        return 1;
    t->sum += r.effect;
    t->square += r.rmspe_before;
    t->n++;
    *n_small += r.p_value < 0.1;
    return 0;
}

static int coverage_others(void)
{
    enum { UNITS = 200, PERIODS = 10, RUNS = 500 };
    double *value = jh_i_calloc(UNITS * PERIODS, sizeof *value);
    double *x = jh_i_calloc(UNITS, sizeof *x);
    int32_t *opened = jh_i_calloc(UNITS, sizeof *opened);
    struct tally t[] = {{.name = "doubly robust +4", .truth = 2},
        {.name = "without covariate", .truth = 2}, {.name = "twfe", .truth = 2},
        {.name = "event study +0", .truth = 2}, {.name = "event study -3", .truth = 0},
        {.name = "synthetic", .truth = 4}};
    int n_small = 0;
    struct jh_error err;
    for (int run = 0; run < RUNS; run++) {
        struct jh_rng rng;
        jh_rng_init(&rng, 200, (uint64_t)run);
        simulate_alike(&rng, UNITS, PERIODS, value, opened, x);
        struct jh_eval_panel p = {
            .n_units = UNITS, .n_periods = PERIODS, .value = value, .opened = opened};
        struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
        o.n_bootstrap = 0;
        o.universal_base = true;
        for (int with = 1; with >= 0; with--) {
            struct jh_eval_staggered r;
            p.n_covariates = (size_t)with;
            p.covariate = x;
            if (jh_eval_staggered(&p, &o, NULL, &r, &err) != JH_OK)
                return 1;
            for (size_t k = 0; k < r.n_events; k++)
                if (r.event[k].event == 4)
                    count(&t[1 - with], &r.event[k].effect);
            jh_eval_staggered_release(&r);
        }
        /* The same without the covariate's trend, for the regressions. */
        for (size_t i = 0; i < UNITS; i++)
            for (size_t k = 0; k < PERIODS; k++)
                value[i * PERIODS + k] -= 0.3 * x[i] * (double)k;
        struct jh_eval_did did;
        struct jh_eval_event event[4 + 4 + 1];
        struct jh_eval_pretrend before;
        p.n_covariates = 0;
        if (jh_eval_twfe(&p, true, 0.95, &did, &err) != JH_OK)
            return 1;
        count(&t[2], &did.effect);
        if (jh_eval_event_study(&p, 4, 4, true, 0.95, event, &before, &did, &err) != JH_OK)
            return 1;
        count(&t[3], &event[4].effect);
        count(&t[4], &event[1].effect);
        if (synthetic_run(&rng, &t[5], &n_small) != 0)
            return 1;
    }
    for (size_t k = 0; k < 5; k++)
        tell(&t[k]);
    printf("%-16s runs %d truth %.3f mean %.3f bias %+.4f misfit before %.4f p < 0.1 in %.3f\n",
        t[5].name, t[5].n, t[5].truth, t[5].sum / t[5].n, t[5].sum / t[5].n - t[5].truth,
        t[5].square / t[5].n, (double)n_small / t[5].n);
    jh_i_free(value);
    jh_i_free(x);
    jh_i_free(opened);
    return 0;
}

int main(int argc, char **argv)
{
    if (speed() != 0)
        return 1;
    if (argc > 1 && strcmp(argv[1], "speed") == 0)
        return 0;
    return coverage() != 0 || coverage_others() != 0;
}
