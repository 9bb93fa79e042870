#include "zone/check.h"

#include <math.h>

#include "base/fail.h"

static enum jh_status check_numbers(
    const char *what, size_t n, const double *value, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!(value[i] >= 0 && isfinite(value[i]))) {
            enum jh_status st = jh_fail(
                err, JH_E_DOMAIN, "numbers must be finite and not negative, got %g", value[i]);
            jh_where(err, "%s[%zu]", what, i);
            return st;
        }
    return JH_OK;
}

static enum jh_status check_targets(
    const char *what, size_t n, const size_t *start, const int32_t *to, struct jh_error *err)
{
    for (size_t e = 0; e < start[n]; e++)
        if (to[e] < 0 || (size_t)to[e] >= n) {
            enum jh_status st = jh_fail(err, JH_E_ARG, "no unit %d among %zu", (int)to[e], n);
            jh_where(err, "%s[%zu]", what, e);
            return st;
        }
    return JH_OK;
}

enum jh_status jh_i_zone_check(const struct jh_zone_flow *flow, const struct jh_graph *adjacency,
    const double *population, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = flow->n;
    if (n > INT32_MAX)
        return jh_fail(err, JH_E_LIMIT, "%zu units are more than zones can be made of", n);
    JH_TRY(st, check_numbers("population", n, population, err));
    JH_TRY(st, check_numbers("cases", flow->start[n], flow->cases, err));
    JH_TRY(st, check_numbers("outside", n, flow->outside, err));
    if (flow->inflow != NULL)
        JH_TRY(st, check_numbers("inflow", n, flow->inflow, err));
    JH_TRY(st, check_targets("flow", n, flow->start, flow->to, err));
    if (adjacency == NULL)
        return JH_OK;
    if (adjacency->n != n)
        return jh_fail(err, JH_E_ARG, "contiguity of %zu units for flows of %zu", adjacency->n, n);
    JH_TRY(st, check_targets("adjacency", n, adjacency->start, adjacency->to, err));
out:
    return st;
}
