#include "evaluate/linear.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "evaluate/dist.h"

static const double dependent_frac = 1e-10; /* of a diagonal: less counts as 0 */

/* Sweep row k of the symmetric a. */
static void sweep(size_t n, double *a, size_t k)
{
    double d = a[k * n + k];
    for (size_t j = 0; j < n; j++)
        a[k * n + j] /= d;
    for (size_t i = 0; i < n; i++) {
        double b = a[i * n + k];
        if (i == k || b == 0)
            continue;
        for (size_t j = 0; j < n; j++)
            a[i * n + j] -= b * a[k * n + j];
        a[i * n + k] = -b / d;
    }
    a[k * n + k] = 1 / d;
}

/* a_ij * s_i * s_j. */
static void rescale(size_t n, double *a, const double *s)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            a[i * n + j] *= s[i] * s[j];
}

size_t jh_i_sweep_inverse(size_t n, double *a, double *scale, uint8_t *kept)
{
    size_t rank = 0;
    for (size_t k = 0; k < n; k++)
        scale[k] = a[k * n + k] > 0 ? 1 / sqrt(a[k * n + k]) : 0;
    rescale(n, a, scale);
    for (size_t k = 0; k < n; k++) {
        /* What is left of the diagonal is its part not explained by the rows swept before. */
        bool take = a[k * n + k] > dependent_frac;
        if (take)
            sweep(n, a, k);
        if (kept != NULL)
            kept[k] = take;
        rank += take;
        if (!take)
            for (size_t i = 0; i < n; i++)
                a[k * n + i] = a[i * n + k] = 0;
    }
    rescale(n, a, scale);
    return rank;
}

struct jh_eval_estimate jh_i_eval_estimate(
    double estimate, double std_error, double df, double level)
{
    struct jh_eval_estimate e = {estimate, std_error, JH_NAN, JH_NAN, JH_NAN};
    if (!(std_error > 0))
        return e;
    double z = estimate / std_error;
    double reach = df > 0 ? jh_i_t_critical(level, df) : jh_i_normal_quantile(0.5 + level / 2);
    e.low = estimate - reach * std_error;
    e.high = estimate + reach * std_error;
    e.p_value = df > 0 ? jh_i_t_two_sided(z, df) : erfc(fabs(z) / sqrt(2.0));
    return e;
}

enum jh_status jh_i_eval_check_level(double level, struct jh_error *err)
{
    if (!(level > 0 && level < 1))
        return jh_fail(err, JH_E_ARG, "the level must lie between 0 and 1, got %g", level);
    return JH_OK;
}

enum jh_status jh_i_eval_check_panel(const struct jh_eval_panel *p, struct jh_error *err)
{
    if (p->n_units == 0 || p->n_periods < 2 || p->n_periods > INT32_MAX / 2 ||
        p->n_units > INT32_MAX / p->n_periods)
        return jh_fail(err, JH_E_ARG, "a panel needs units and two periods, got %zu and %zu",
            p->n_units, p->n_periods);
    for (size_t i = 0; i < p->n_units; i++) {
        if (p->opened[i] < JH_EVAL_NEVER)
            return jh_fail(err, JH_E_ARG, "unit %zu opens in period %d", i, (int)p->opened[i]);
        if (p->cluster != NULL && (p->cluster[i] < 0 || (size_t)p->cluster[i] >= p->n_units))
            return jh_fail(err, JH_E_ARG, "unit %zu is in cluster %d", i, (int)p->cluster[i]);
        if (p->weight != NULL && !(p->weight[i] > 0 && p->weight[i] < JH_INF))
            return jh_fail(err, JH_E_ARG, "unit %zu has weight %g", i, p->weight[i]);
        for (size_t c = 0; c < p->n_covariates; c++)
            if (!isfinite(p->covariate[i * p->n_covariates + c]))
                return jh_fail(err, JH_E_DATA, "covariate %zu of unit %zu is no number", c, i);
        for (size_t t = 0; t < p->n_periods; t++)
            if (isinf(p->value[i * p->n_periods + t]))
                return jh_fail(err, JH_E_DATA, "unit %zu has an infinite value", i);
    }
    return JH_OK;
}

size_t jh_i_eval_clusters(const struct jh_eval_panel *panel, uint8_t *scratch)
{
    size_t n = 0;
    if (panel->cluster == NULL)
        return panel->n_units;
    memset(scratch, 0, panel->n_units);
    for (size_t i = 0; i < panel->n_units; i++) {
        n += scratch[panel->cluster[i]] == 0;
        scratch[panel->cluster[i]] = 1;
    }
    return n;
}
