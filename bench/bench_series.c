/*
 * Interrupted series where the effect is known: bias and coverage of the intervals over 500 runs, by
 * length, persistence and kind of error, for both ways to reckon with persistence.
 */
#include <math.h>
#include <stdio.h>

#include "base/rng.h"
#include "junheng/evaluate.h"

enum { RUNS = 500, MOST = 120 };

/* e_t = first e_(t-1) + second e_(t-2) + u_t + moving u_(t-1). */
static const struct {
    const char *name;
    int n;
    double first, second, moving;
} cases[] = {
    {"24 periods, independent", 24, 0, 0, 0},
    {"24 periods, persistence 0.4", 24, 0.4, 0, 0},
    {"48 periods, persistence 0.4", 48, 0.4, 0, 0},
    {"96 periods, independent", 96, 0, 0, 0},
    {"96 periods, persistence 0.4", 96, 0.4, 0, 0},
    {"96 periods, persistence 0.7", 96, 0.7, 0, 0},
    {"96 periods, persistence -0.3", 96, -0.3, 0, 0},
    {"96 periods, second order 0.3, 0.3", 96, 0.3, 0.3, 0},
    {"96 periods, moving average 0.6", 96, 0, 0, 0.6},
};

struct tally {
    double sum, half;
    int n, covered;
};

static void count(struct tally *t, const struct jh_eval_estimate *e, double truth)
{
    t->sum += e->estimate - truth;
    t->half += (e->high - e->low) / 2;
    t->n++;
    t->covered += e->low <= truth && truth <= e->high;
}

static int run_case(size_t k, struct tally jump[2], struct tally last[2])
{
    const int n = cases[k].n, at = n / 2;
    for (int run = 0; run < RUNS; run++) {
        struct jh_rng rng;
        double y[MOST], e1 = 0, e2 = 0, u1 = 0;
        jh_rng_init(&rng, 300 + k, (uint64_t)run);
        for (int t = -50; t < n; t++) { /* the first fifty forget how it began */
            const double u = jh_rng_normal(&rng);
            const double e = cases[k].first * e1 + cases[k].second * e2 + u + cases[k].moving * u1;
            e2 = e1;
            e1 = e;
            u1 = u;
            if (t >= 0)
                y[t] = 10 + 0.1 * t + e - (t >= at ? 3 + 0.05 * (t - at) : 0);
        }
        for (int way = 0; way < 2; way++) {
            struct jh_eval_series_options o = jh_eval_series_options_default();
            struct jh_eval_series r;
            struct jh_error err;
            o.errors = (enum jh_eval_errors)way;
            if (jh_eval_series((size_t)n, y, (size_t)at, &o, NULL, NULL, &r, &err) != JH_OK)
                return 1;
            count(&jump[way], &r.level_change, -3);
            count(&last[way], &r.last_effect, -3 - 0.05 * (n - 1 - at));
        }
    }
    return 0;
}

int main(void)
{
    static const char *const ways[] = {"persistent", "newey-west"};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct tally jump[2] = {{0}}, last[2] = {{0}};
        if (run_case(k, jump, last) != 0)
            return 1;
        for (int way = 0; way < 2; way++)
            printf(
                "%-34s %-10s jump bias %+.3f half width %.2f coverage %.3f  last effect bias %+.3f "
                "coverage %.3f\n",
                cases[k].name, ways[way], jump[way].sum / jump[way].n, jump[way].half / jump[way].n,
                (double)jump[way].covered / jump[way].n, last[way].sum / last[way].n,
                (double)last[way].covered / last[way].n);
    }
    return 0;
}
