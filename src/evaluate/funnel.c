/* Limits of funnel plots, for ratios and for rates, and how far units scatter beyond them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "evaluate/dist.h"
#include "evaluate/linear.h"

/* A count with its distribution. size NaN: Poisson. */
struct counted {
    double mean, size;
};

static double below(const struct counted *c, double count)
{
    return isnan(c->size) ? jh_i_poisson_cdf(count, c->mean)
                          : jh_i_binomial_cdf(count, c->size, c->mean / c->size);
}

/* The (fractional) count below which a share p lies: Spiegelhalter's interpolation, r - alpha with
 * alpha = (F(r) - p) / (F(r) - F(r - 1)), r the smallest count with F(r) >= p. */
static double limit(const struct counted *c, double p)
{
    double low = -1, high = ceil(c->mean) + 1;
    while (below(c, high) < p)
        high *= 2;
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        if (below(c, middle) < p)
            low = middle;
        else
            high = middle;
    }
    const double at = below(c, high), before = below(c, high - 1);
    return high - (at > before ? (at - p) / (at - before) : 0);
}

enum jh_status jh_eval_funnel(
    double expected, double level, double *out_low, double *out_high, struct jh_error *err)
{
    enum jh_status st = jh_i_eval_check_level(level, err);
    if (st != JH_OK)
        return st;
    if (!(expected > 0 && expected < 1e12))
        return jh_fail(err, JH_E_ARG, "a funnel needs an expected count above 0, got %g", expected);
    const struct counted c = {expected, JH_NAN};
    *out_low = fmax(0, limit(&c, (1 - level) / 2)) / expected;
    *out_high = limit(&c, (1 + level) / 2) / expected;
    return JH_OK;
}

static bool good_target(enum jh_eval_rate kind, double target)
{
    return target > 0 && target < (kind == JH_EVAL_BINOMIAL ? 1 : 1e12);
}

enum jh_status jh_eval_funnel_rate(enum jh_eval_rate kind, double target, double denominator,
    double level, double *out_low, double *out_high, struct jh_error *err)
{
    enum jh_status st = jh_i_eval_check_level(level, err);
    if (st != JH_OK)
        return st;
    if (!good_target(kind, target))
        return jh_fail(err, JH_E_ARG, "no funnel stands around a rate of %g", target);
    if (!(denominator > 0 && denominator * target < 1e12))
        return jh_fail(err, JH_E_ARG, "a funnel needs a denominator above 0, got %g", denominator);
    const struct counted c = {
        target * denominator, kind == JH_EVAL_BINOMIAL ? denominator : JH_NAN};
    const double low = limit(&c, (1 - level) / 2), high = limit(&c, (1 + level) / 2);
    *out_low = fmax(0, low) / denominator;
    *out_high = kind == JH_EVAL_BINOMIAL ? fmin(1, high / denominator) : high / denominator;
    return JH_OK;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double jh_eval_dispersion(enum jh_eval_rate kind, double target, size_t n, const double *numerator,
    const double *denominator)
{
    struct jh_sum sum = {0, 0};
    size_t m = 0;
    double *z = good_target(kind, target) ? jh_i_calloc(n, sizeof *z) : NULL;
    if (z == NULL)
        return JH_NAN;
    for (size_t i = 0; i < n; i++) {
        if (!(denominator[i] > 0) || isnan(numerator[i]))
            continue;
        const double spread = target * (kind == JH_EVAL_BINOMIAL ? 1 - target : 1);
        z[m++] = (numerator[i] / denominator[i] - target) / sqrt(spread / denominator[i]);
    }
    qsort(z, m, sizeof *z, by_size);
    const size_t tenth = m / 10;
    for (size_t i = 0; i < m; i++) {
        const double drawn = z[i < tenth ? tenth : i >= m - tenth ? m - tenth - 1 : i];
        jh_sum_add(&sum, drawn * drawn);
    }
    jh_i_free(z);
    return m < 2 ? JH_NAN : jh_sum_value(&sum) / (double)m;
}
