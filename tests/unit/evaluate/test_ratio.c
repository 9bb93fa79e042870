#include <math.h>

#include "base/num.h"
#include "evaluate/dist.h"
#include "junheng/evaluate.h"
#include "testing.h"

static struct jh_error err;

/* Three groups; the third has no reference. Expected 100 * 2/400 + 200 * 30/1000 = 0.5 + 6. */
static const double cases[] = {100, 200, 40}, deaths[] = {1, 11, 3};
static const double ref_cases[] = {400, 1000, 0}, ref_deaths[] = {2, 30, 0};

START_TEST(by_hand)
{
    struct jh_eval_ratio r;
    ck_ok(jh_eval_standardise(
              JH_EVAL_COUNT, 3, cases, deaths, NULL, ref_cases, ref_deaths, 0.95, &r, &err),
        &err);
    ck_assert_double_eq(r.observed, 12);
    ck_assert_double_eq_tol(r.expected, 6.5, 1e-12);
    ck_assert_double_eq(r.uncovered_cases, 40);
    ck_assert_double_eq_tol(r.crude_ratio, 12.0 / 300 / (32.0 / 1400), 1e-12);
    /* poisson.test(12, T = 8.4)$conf.int in R 4.2.2, times 8.4 / 6.5. */
    ck_assert_double_eq_tol(r.low, 0.738163703419311 * 8.4 / 6.5, 1e-9);
    ck_assert_double_eq_tol(r.high, 2.495426791449637 * 8.4 / 6.5, 1e-9);
    ck_assert(r.p_value < 0.1 && r.p_value > 0.02);
}
END_TEST

START_TEST(means)
{
    struct jh_eval_ratio r;
    const double days[] = {500, 800, 90}, squares[] = {2600, 3600, 300};
    const double ref_days[] = {1600, 4500, 0};
    ck_ok(jh_eval_standardise(
              JH_EVAL_MEAN, 3, cases, days, squares, ref_cases, ref_days, 0.95, &r, &err),
        &err);
    ck_assert_double_eq_tol(r.expected, 100 * 4.0 + 200 * 4.5, 1e-12);
    /* Var of sums: (2600 - 2500) * 100 / 99 + (3600 - 3200) * 200 / 199. */
    double se = sqrt(10000.0 / 99 + 80000.0 / 199) / 1300;
    ck_assert_double_eq_tol(r.high, 1 + 1.95996398454005 * se, 1e-9);
    ck_ok(jh_eval_standardise(
              JH_EVAL_MEAN, 3, cases, days, NULL, ref_cases, ref_days, 0.95, &r, &err),
        &err);
    ck_assert(isnan(r.low) && isnan(r.p_value));
}
END_TEST

START_TEST(limits)
{
    double low, high;
    ck_ok(jh_eval_funnel(10, 0.95, &low, &high, &err), &err);
    /* F(3) = 0.010336, F(4) = 0.029253; F(16) = 0.972958, F(17) = 0.985722 at mean 10. */
    ck_assert_double_eq_tol(
        low * 10, 4 - (0.0292526881 - 0.025) / (0.0292526881 - 0.0103360507), 1e-6);
    ck_assert_double_eq_tol(
        high * 10, 17 - (0.9857223863 - 0.975) / (0.9857223863 - 0.9729583901), 1e-6);
    ck_ok(jh_eval_funnel(1e6, 0.998, &low, &high, &err), &err);
    ck_assert_double_eq_tol(high, 1 + 3.0902323 / 1000, 1e-5);
    ck_refused(jh_eval_funnel(0, 0.95, &low, &high, &err), JH_E_ARG);
    ck_assert_double_eq_tol(jh_eval_gap_closed(10, 7, 6), 0.75, 1e-12);
    ck_assert_double_eq_tol(jh_eval_gap_closed(10, 12, 6), -0.5, 1e-12);
    ck_assert(isnan(jh_eval_gap_closed(6, 7, 6)));
}
END_TEST

/* R 4.2.2: pbinom(k, 100, 0.2) and ppois(k, 20), interpolated by hand. */
START_TEST(limits_of_rates)
{
    double low = 9, high = 9;
    ck_ok(jh_eval_funnel_rate(JH_EVAL_BINOMIAL, 0.2, 100, 0.95, &low, &high, &err), &err);
    ck_assert_double_eq_tol(low, 0.119742232715069, 1e-9);
    ck_assert_double_eq_tol(high, 0.276476085033592, 1e-9);
    ck_ok(jh_eval_funnel_rate(JH_EVAL_POISSON, 0.2, 100, 0.998, &low, &high, &err), &err);
    ck_assert_double_eq_tol(low, 0.071691871077704, 1e-9);
    ck_assert_double_eq_tol(high, 0.347135285737985, 1e-9);
    /* Large numbers: the normal limits. Small ones: never beyond 0 and 1. */
    ck_ok(jh_eval_funnel_rate(JH_EVAL_BINOMIAL, 0.3, 1e8, 0.95, &low, &high, &err), &err);
    ck_assert_double_eq_tol(high, 0.3 + 1.959964 * sqrt(0.21 / 1e8), 1e-7);
    ck_ok(jh_eval_funnel_rate(JH_EVAL_BINOMIAL, 0.99, 2, 0.998, &low, &high, &err), &err);
    ck_assert(low >= 0 && low < 0.99 && high <= 1 && high > 0.99);
    low = 9;
    ck_refused(jh_eval_funnel_rate(JH_EVAL_BINOMIAL, 1, 10, 0.95, &low, &high, &err), JH_E_ARG);
    ck_refused(jh_eval_funnel_rate(JH_EVAL_POISSON, 0, 10, 0.95, &low, &high, &err), JH_E_ARG);
    ck_refused(jh_eval_funnel_rate(JH_EVAL_BINOMIAL, 0.5, 0, 0.95, &low, &high, &err), JH_E_ARG);
    ck_assert_double_eq(low, 9);
}
END_TEST

START_TEST(dispersion)
{
    /* z of 0.1 at 100 and 0.2: 0.02 / 0.04 and so on. */
    const double top[] = {24, 16, 20, JH_NAN, 5}, bottom[] = {100, 100, 100, 100, 0};
    ck_assert_double_eq_tol(
        jh_eval_dispersion(JH_EVAL_BINOMIAL, 0.2, 5, top, bottom), 2.0 / 3, 1e-12);
    ck_assert_double_eq_tol(
        jh_eval_dispersion(JH_EVAL_POISSON, 0.2, 3, top, bottom), 2 * 0.0016 / 0.002 / 3, 1e-12);
    double wild[20], many[20];
    for (int i = 0; i < 20; i++) {
        wild[i] = i == 0 ? 100 : i < 3 ? 24 : i > 17 ? 16 : 20;
        many[i] = 100;
    }
    /* Two a side are drawn in to the third: 24 thrice on top, 16 and 20 below. */
    ck_assert_double_eq_tol(
        jh_eval_dispersion(JH_EVAL_BINOMIAL, 0.2, 20, wild, many), 3.0 / 20, 1e-12);
    ck_assert(isnan(jh_eval_dispersion(JH_EVAL_BINOMIAL, 0.2, 1, top, bottom)));
    ck_assert(isnan(jh_eval_dispersion(JH_EVAL_BINOMIAL, 0, 3, top, bottom)));
}
END_TEST

START_TEST(refused)
{
    struct jh_eval_ratio r = {.observed = 5};
    const double bad[] = {1, -1, 1}, none[] = {0, 0, 0};
    ck_refused(jh_eval_standardise(
                   JH_EVAL_COUNT, 3, bad, deaths, NULL, ref_cases, ref_deaths, 0.95, &r, &err),
        JH_E_DATA);
    ck_refused(jh_eval_standardise(
                   JH_EVAL_COUNT, 3, cases, deaths, NULL, none, ref_deaths, 0.95, &r, &err),
        JH_E_DOMAIN);
    ck_refused(jh_eval_standardise(
                   JH_EVAL_COUNT, 0, cases, deaths, NULL, ref_cases, ref_deaths, 0.95, &r, &err),
        JH_E_DOMAIN);
    ck_assert_double_eq(r.observed, 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ratio");
    TCase *tc = tcase_create("ratio");
    tcase_add_test(tc, by_hand);
    tcase_add_test(tc, means);
    tcase_add_test(tc, limits);
    tcase_add_test(tc, limits_of_rates);
    tcase_add_test(tc, dispersion);
    tcase_add_test(tc, refused);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
