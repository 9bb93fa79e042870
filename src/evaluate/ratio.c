/* A centre beside its exporter: indirect standardisation, gap closed. */
#include <math.h>

#include "base/fail.h"
#include "base/num.h"
#include "evaluate/dist.h"
#include "evaluate/linear.h"

static bool amount(double x)
{
    return x >= 0 && x < JH_INF;
}

static enum jh_status check(size_t n, const double *cases, const double *sum, const double *squares,
    const double *reference_cases, const double *reference_sum, struct jh_error *err)
{
    for (size_t g = 0; g < n; g++)
        if (!amount(cases[g]) || !amount(sum[g]) || !amount(reference_cases[g]) ||
            !amount(reference_sum[g]) || (squares != NULL && !amount(squares[g])))
            return jh_fail(err, JH_E_DATA, "stratum %zu has a figure that is no amount", g);
    return JH_OK;
}

/* Exact limits of a count, as ratio to what was expected. */
static void count_interval(struct jh_eval_ratio *r, double level)
{
    const double tail = (1 - level) / 2, o = r->observed;
    r->low = o > 0 ? jh_i_chi2_quantile(tail, 2 * o) / 2 / r->expected : 0;
    r->high = jh_i_chi2_quantile(1 - tail, 2 * (o + 1)) / 2 / r->expected;
    /* Twice the smaller tail, at most 1. */
    const double lower = jh_i_chi2_upper(2 * r->expected, 2 * (o + 1));
    const double upper = o > 0 ? jh_i_chi2_lower(2 * r->expected, 2 * o) : 1;
    r->p_value = fmin(1, 2 * fmin(lower, upper));
}

enum jh_status jh_eval_standardise(enum jh_eval_kind kind, size_t n, const double *cases,
    const double *sum, const double *sum_squares, const double *reference_cases,
    const double *reference_sum, double level, struct jh_eval_ratio *out, struct jh_error *err)
{
    struct jh_eval_ratio r = {.low = JH_NAN, .high = JH_NAN, .p_value = JH_NAN};
    double variance = 0, ref_cases = 0, ref_sum = 0;
    enum jh_status st = jh_i_eval_check_level(level, err);
    if (st == JH_OK)
        st = check(n, cases, sum, sum_squares, reference_cases, reference_sum, err);
    if (st != JH_OK)
        return st;
    for (size_t g = 0; g < n; g++) {
        if (reference_cases[g] <= 0) {
            r.uncovered_cases += cases[g];
            continue;
        }
        r.covered_cases += cases[g];
        r.observed += sum[g];
        r.expected += cases[g] * reference_sum[g] / reference_cases[g];
        ref_cases += reference_cases[g];
        ref_sum += reference_sum[g];
        if (sum_squares != NULL && cases[g] > 1)
            variance +=
                fmax(0, sum_squares[g] - sum[g] * sum[g] / cases[g]) * cases[g] / (cases[g] - 1);
    }
    if (!(r.expected > 0))
        return jh_fail(err, JH_E_DOMAIN, "the reference expects nothing of these cases");
    r.ratio = r.observed / r.expected;
    r.crude_ratio = ref_sum > 0 && r.covered_cases > 0
                        ? r.observed / r.covered_cases / (ref_sum / ref_cases)
                        : JH_NAN;
    if (kind == JH_EVAL_COUNT) {
        count_interval(&r, level);
    } else if (sum_squares != NULL && variance > 0) {
        const double se = sqrt(variance) / r.expected;
        const struct jh_eval_estimate e = jh_i_eval_estimate(r.ratio - 1, se, 0, level);
        r.low = 1 + e.low;
        r.high = 1 + e.high;
        r.p_value = e.p_value;
    }
    *out = r;
    return JH_OK;
}

double jh_eval_gap_closed(double baseline, double now, double benchmark)
{
    const double gap = fabs(baseline - benchmark);
    return gap > 0 ? 1 - fabs(now - benchmark) / gap : JH_NAN;
}
