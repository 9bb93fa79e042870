#include <math.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/evaluate.h"
#include "testing.h"

static struct jh_error err;

enum { DONORS = 5, T = 10, AT = 8 };
static double donor[DONORS * T], value[T];

static void make_values(void)
{
    for (int j = 1; j <= DONORS; j++)
        for (int t = 1; t <= T; t++)
            donor[(j - 1) * T + t - 1] = 5 + j + 0.2 * j * t + 3 * cos(t * (j + 0.7));
    for (int t = 0; t < T; t++)
        value[t] = 0.5 * donor[t] + 0.3 * donor[3 * T + t] + 0.2 * donor[2 * T + t] +
                   ((t + 1) * 3 % 4) * 0.25 - (t >= AT ? 2 + 0.5 * (t - AT) : 0);
}

/* R 4.2.2, quadprog 1.5-8: solve.QP(X'X, X'y, sum w = 1, w >= 0). */
START_TEST(like_quadprog)
{
    const double want[DONORS] = {0.4186921364458059, 0.0527721937024691, 0.1776055020982801,
        0.2831126376428761, 0.0678175301105687};
    double weight[DONORS], gap[T], ratio[DONORS];
    struct jh_eval_synthetic r;
    make_values();
    ck_ok(jh_eval_synthetic(DONORS, T, value, donor, AT, 0, NULL, weight, gap, ratio, &r, &err),
        &err);
    double sum = 0;
    for (int j = 0; j < DONORS; j++) {
        ck_assert_double_eq_tol(weight[j], want[j], 1e-5);
        ck_assert(weight[j] >= 0);
        sum += weight[j];
    }
    ck_assert_double_eq_tol(sum, 1, 1e-12);
    ck_assert_double_eq_tol(r.rmspe_before, 0.219098635903833, 1e-8);
    ck_assert_double_eq_tol(r.rmspe_after, 2.633439684389902, 1e-5);
    ck_assert_double_eq_tol(r.effect, -2.619675290189820, 1e-5);
    ck_assert_double_eq_tol(r.effect, (gap[8] + gap[9]) / 2, 1e-12);
    ck_assert(r.optimality_gap >= 0 && r.optimality_gap < 1e-6);
    ck_assert_uint_eq(r.n_placebos, DONORS);
    size_t large = 0;
    for (int j = 0; j < DONORS; j++)
        large += ratio[j] >= r.ratio;
    ck_assert_double_eq_tol(r.p_value, (1.0 + (double)large) / 6, 1e-12);
}
END_TEST

/* No point of the simplex that a random walk finds is better. */
START_TEST(nothing_better)
{
    double weight[DONORS];
    struct jh_eval_synthetic r;
    struct jh_rng rng;
    make_values();
    ck_ok(jh_eval_synthetic(DONORS, T, value, donor, AT, 0, NULL, weight, NULL, NULL, &r, &err),
        &err);
    ck_assert(isnan(r.p_value));
    jh_rng_init(&rng, 5, 0);
    for (int k = 0; k < 20000; k++) {
        double w[DONORS], sum = 0, square = 0;
        for (int j = 0; j < DONORS; j++)
            sum += w[j] = k % 2 ? jh_rng_unit(&rng) : weight[j] + 0.01 * jh_rng_unit(&rng);
        for (int t = 0; t < AT; t++) {
            double e = value[t];
            for (int j = 0; j < DONORS; j++)
                e -= w[j] / sum * donor[j * T + t];
            square += e * e;
        }
        ck_assert(sqrt(square / AT) >= r.rmspe_before - 1e-9);
    }
}
END_TEST

START_TEST(exact_twin_and_refusals)
{
    double weight[DONORS] = {9}, ratio[DONORS];
    struct jh_eval_synthetic r = {.effect = 4};
    make_values();
    ck_refused(jh_eval_synthetic(1, T, value, donor, AT, 0, NULL, weight, NULL, ratio, &r, &err),
        JH_E_ARG);
    ck_refused(jh_eval_synthetic(DONORS, T, value, donor, T, 0, NULL, weight, NULL, NULL, &r, &err),
        JH_E_ARG);
    donor[3] = JH_NAN;
    ck_refused(
        jh_eval_synthetic(DONORS, T, value, donor, AT, 0, NULL, weight, NULL, NULL, &r, &err),
        JH_E_DATA);
    ck_assert(r.effect == 4 && weight[0] == 9);
    make_values();
    for (int t = 0; t < T; t++)
        value[t] = donor[2 * T + t] - (t >= AT ? 1 : 0);
    ck_ok(jh_eval_synthetic(DONORS, T, value, donor, AT, 5, NULL, weight, NULL, ratio, &r, &err),
        &err);
    ck_assert_double_eq(weight[2], 1);
    ck_assert_double_eq_tol(r.effect, -1, 1e-12);
    ck_assert(isinf(r.ratio) && r.n_placebos == 0); /* none fits as well */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("synthetic");
    TCase *tc = tcase_create("synthetic");
    tcase_add_test(tc, like_quadprog);
    tcase_add_test(tc, nothing_better);
    tcase_add_test(tc, exact_twin_and_refusals);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
