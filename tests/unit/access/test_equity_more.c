#include <math.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/access.h"
#include "testing.h"

static struct jh_error err;

/* People 1, 1, 2 with 0, 1, 2 each: mean 1.25; incomes 30, 10, 20; two areas without one or the other.
 * By hand: docs/methods/equity.md. */
static const double value[] = {0, JH_INF, 1, 2, 5}, people[] = {1, 4, 1, 2, 8};
static const double income[] = {30, 5, 10, 20, (double)NAN};

START_TEST(by_income)
{
    struct jh_equity_income e;
    ck_ok(jh_equity_income(5, value, people, income, JH_NAN, JH_NAN, &e, &err), &err);
    ck_assert_double_eq_tol(e.palma, 0, 1e-15);
    ck_assert_double_eq_tol(e.concentration, -0.15, 1e-15);
    ck_assert_double_eq_tol(e.erreygers, -0.375, 1e-15);
    ck_assert_double_eq_tol(e.wagstaff, -0.4, 1e-15);
    ck_assert_uint_eq(e.n_left_out, 2);
    ck_assert_double_eq(e.people_left_out, 12);
    ck_ok(jh_equity_income(5, value, people, income, 0, 5, &e, &err), &err);
    ck_assert_double_eq_tol(e.erreygers, -0.15, 1e-15);
    /* Upside down: the poorest 40 % have .6 of 1 and 1 of 0: (1 * 0 + .6 * 2) / 1.6; the richest 1. */
    const double other[] = {-30, 5, -10, -20, -1};
    ck_ok(jh_equity_income(4, value, people, other, JH_NAN, JH_NAN, &e, &err), &err);
    ck_assert_double_eq_tol(e.palma, 1 / 0.75, 1e-14);
    ck_assert_double_eq_tol(e.concentration, 0.15, 1e-15);
}
END_TEST

START_TEST(below_a_line)
{
    double fgt[3] = {-1, -1, -1};
    ck_refused(jh_equity_shortfall(4, value, people, 0, fgt, &err), JH_E_DOMAIN);
    ck_assert_double_eq(fgt[0], -1);
    ck_ok(jh_equity_shortfall(4, value, people, 2, fgt, &err), &err);
    ck_assert_double_eq_tol(fgt[0], 0.5, 1e-15);
    ck_assert_double_eq_tol(fgt[1], 0.375, 1e-15);
    ck_assert_double_eq_tol(fgt[2], 0.3125, 1e-15);
    ck_ok(jh_equity_shortfall(0, NULL, NULL, 2, fgt, &err), &err);
    ck_assert(isnan(fgt[0]) && isnan(fgt[1]) && isnan(fgt[2]));
}
END_TEST

START_TEST(curve_by_hand)
{
    static const double x[] = {0, 0.25, 0.5, 1}, y[] = {0, 0, 0.2, 1};
    double people_frac[6], value_frac[6];
    size_t n = 9;
    ck_ok(jh_equity_lorenz(4, value, people, &n, people_frac, value_frac, &err), &err);
    ck_assert_uint_eq(n, 4);
    for (size_t i = 0; i < n; i++) {
        ck_assert_double_eq_tol(people_frac[i], x[i], 1e-15);
        ck_assert_double_eq_tol(value_frac[i], y[i], 1e-15);
    }
    ck_ok(jh_equity_lorenz(1, value, people, &n, people_frac, value_frac, &err), &err);
    ck_assert_uint_eq(n, 0);
}
END_TEST

/* By income = figure the concentration index is the Gini; the curve's trapezoids too; order and
 * ties do not matter. */
START_TEST(agrees_with_gini)
{
    struct jh_rng rng;
    double v[50], p[50], w[50], q[50], k[50], m[50], x[51], y[51], area = 0;
    jh_rng_init(&rng, 9, (uint64_t)_i);
    for (size_t i = 0; i < 50; i++) {
        v[i] = w[49 - i] = (double)jh_rng_below(&rng, 20);
        p[i] = q[49 - i] = 1000 * jh_rng_unit(&rng);
        k[i] = m[49 - i] = (double)jh_rng_below(&rng, 6);
    }
    struct jh_equity e;
    struct jh_equity_income a, b;
    size_t n = 0;
    ck_ok(jh_equity(50, v, p, 0, NULL, &e, &err), &err);
    ck_ok(jh_equity_income(50, v, p, v, JH_NAN, JH_NAN, &a, &err), &err);
    ck_assert_double_eq_tol(a.concentration, e.gini, 1e-12);
    ck_ok(jh_equity_lorenz(50, v, p, &n, x, y, &err), &err);
    for (size_t i = 1; i < n; i++)
        area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]);
    ck_assert_double_eq_tol(1 - area, e.gini, 1e-12);
    ck_ok(jh_equity_income(50, v, p, k, JH_NAN, JH_NAN, &a, &err), &err);
    ck_ok(jh_equity_income(50, w, q, m, JH_NAN, JH_NAN, &b, &err), &err);
    ck_assert_double_eq_tol(a.concentration, b.concentration, 1e-12);
    ck_assert_double_eq_tol(a.palma, b.palma, 1e-12);
}
END_TEST

START_TEST(edges)
{
    const double bad[] = {-1}, one[] = {1};
    struct jh_equity_income e = {.palma = -9};
    ck_refused(jh_equity_income(1, bad, one, one, JH_NAN, JH_NAN, &e, &err), JH_E_DOMAIN);
    ck_refused(jh_equity_income(1, one, one, one, 2, 3, &e, &err), JH_E_DOMAIN);
    ck_assert_double_eq(e.palma, -9);
    ck_ok(jh_equity_income(0, NULL, NULL, NULL, JH_NAN, JH_NAN, &e, &err), &err);
    ck_assert(isnan(e.palma) && isnan(e.concentration));
    ck_ok(jh_equity_income(1, one, one, one, JH_NAN, JH_NAN, &e, &err), &err);
    ck_assert_double_eq_tol(e.palma, 1, 1e-15);
    ck_assert(e.concentration == 0 && isnan(e.erreygers) && isnan(e.wagstaff));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("equity_more");
    TCase *tc = tcase_create("equity_more");
    tcase_add_test(tc, by_income);
    tcase_add_test(tc, below_a_line);
    tcase_add_test(tc, curve_by_hand);
    tcase_add_loop_test(tc, agrees_with_gini, 0, 10);
    tcase_add_test(tc, edges);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
