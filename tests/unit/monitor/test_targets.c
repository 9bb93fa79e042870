#include <math.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/monitor.h"
#include "testing.h"

static struct jh_error err;

START_TEST(by_hand)
{
    /* Hamilton: 10 over 1.5, 2.5, 6 = 1.5, 2.5, 6 -> 1 + 2 + 6, the tie goes to the earlier. */
    const double w[] = {1.5, 2.5, 6};
    int64_t part[3];
    ck_ok(jh_target_split(10, 3, w, NULL, part, &err), &err);
    ck_assert(part[0] == 2 && part[1] == 2 && part[2] == 6);
    const double none[] = {0, 0, 0};
    ck_ok(jh_target_split(10, 3, none, NULL, part, &err), &err);
    ck_assert(part[0] == 4 && part[1] == 3 && part[2] == 3);
    const int64_t fixed[] = {-1, 7, -1};
    ck_ok(jh_target_split(10, 3, w, fixed, part, &err), &err);
    ck_assert(part[0] == 1 && part[1] == 7 && part[2] == 2);
    ck_ok(jh_target_split(0, 3, w, NULL, part, &err), &err);
    ck_assert(part[0] == 0 && part[1] == 0 && part[2] == 0);
}
END_TEST

START_TEST(refused)
{
    const double w[] = {1, 2}, bad[] = {1, JH_NAN};
    const int64_t over[] = {11, -1}, all[] = {4, 5};
    int64_t part[2] = {7, 7};
    ck_refused(jh_target_split(10, 0, w, NULL, part, &err), JH_E_ARG);
    ck_refused(jh_target_split(-1, 2, w, NULL, part, &err), JH_E_ARG);
    ck_refused(jh_target_split(10, 2, bad, NULL, part, &err), JH_E_DATA);
    ck_refused(jh_target_split(10, 2, w, over, part, &err), JH_E_INFEASIBLE);
    ck_refused(jh_target_split(10, 2, w, all, part, &err), JH_E_INFEASIBLE);
    ck_refused(jh_target_split((int64_t)1 << 60, 2, w, NULL, part, &err), JH_E_LIMIT);
    ck_assert(part[0] == 7 && part[1] == 7);
}
END_TEST

/* A million random splits: the parts make up the whole, none is below 0, each within one of its
 * exact share, fixed ones as they were. */
START_TEST(sums_are_exact)
{
    struct jh_rng rng;
    jh_rng_init(&rng, 9, 0);
    for (int k = 0; k < 1000000; k++) {
        double w[24], mass = 0;
        int64_t fixed[24], part[24], sum = 0, left;
        const size_t n = 1 + jh_rng_below(&rng, 24);
        const int scale = (int)jh_rng_below(&rng, 50);
        const int64_t total = (int64_t)(jh_rng_u64(&rng) >> (12 + scale));
        left = total;
        for (size_t i = 0; i < n; i++) {
            w[i] = jh_rng_below(&rng, 5) == 0 ? 0 : exp(8 * jh_rng_normal(&rng));
            fixed[i] = -1;
            if (i > 0 && left > 0 && jh_rng_below(&rng, 6) == 0) {
                fixed[i] = (int64_t)jh_rng_below(&rng, (uint64_t)left + 1);
                left -= fixed[i];
            } else {
                mass += w[i];
            }
        }
        if (jh_target_split(total, n, w, fixed, part, &err) != JH_OK)
            ck_abort_msg("case %d: %s", k, err.message[0]);
        for (size_t i = 0; i < n; i++) {
            sum += part[i];
            if (part[i] < 0 || (fixed[i] >= 0 && part[i] != fixed[i]))
                ck_abort_msg("case %d: part %zu", k, i);
            if (fixed[i] < 0 && mass > 0 && total < 1000000000 &&
                fabs((double)part[i] - w[i] / mass * (double)left) > 1.001)
                ck_abort_msg("case %d: part %zu is far from its share", k, i);
        }
        if (sum != total)
            ck_abort_msg("case %d: %lld of %lld", k, (long long)sum, (long long)total);
    }
}
END_TEST

START_TEST(progress_and_lights)
{
    /* From 40 % down to 30 %; at 36 % it has gone 40 % of the way. */
    double p = jh_target_progress(JH_DIRECTION_DOWN, 40, 36, 30);
    ck_assert_double_eq_tol(p, 0.4, 1e-12);
    ck_assert_int_eq(jh_target_light(p, 0.5, 1, 0.8), JH_LIGHT_YELLOW);
    ck_assert_int_eq(jh_target_light(p, 0.4, 1, 0.8), JH_LIGHT_GREEN);
    ck_assert_int_eq(jh_target_light(p, 1, 1, 0.8), JH_LIGHT_RED);
    ck_assert_int_eq(jh_target_light(JH_NAN, 1, 1, 0.8), JH_LIGHT_NONE);
    ck_assert_double_eq_tol(jh_target_progress(JH_DIRECTION_UP, JH_NAN, 50, 200), 0.25, 1e-12);
    ck_assert_double_eq_tol(jh_target_progress(JH_DIRECTION_DOWN, JH_NAN, 50, 25), 0.5, 1e-12);
    ck_assert(isnan(jh_target_progress(JH_DIRECTION_UP, 1, JH_NAN, 2)));
    ck_assert_double_eq_tol(jh_target_forecast(30, 0.25, 0, 0), 120, 1e-12);
    ck_assert_double_eq_tol(jh_target_forecast(30, 0.25, 20, 100), 150, 1e-12);
    ck_assert(isnan(jh_target_forecast(JH_NAN, 0.25, 20, 100)));
}
END_TEST

START_TEST(scores)
{
    struct jh_criterion c[] = {
        {60, 100, 80, false}, {40, 10, 5, false}, {20, 100, JH_NAN, false}, {0, 1, 0, false}};
    struct jh_score s;
    ck_ok(jh_score_sum(4, c, &s, &err), &err);
    ck_assert_double_eq_tol(s.total, 68, 1e-12); /* (60 x .8 + 40 x .5) / 100 */
    ck_assert_double_eq_tol(s.scored_weight_frac, 100.0 / 120, 1e-12);
    c[3].veto = true;
    ck_ok(jh_score_sum(4, c, &s, &err), &err);
    ck_assert(s.vetoed && s.total == 0);
    c[0].points = 101;
    ck_refused(jh_score_sum(4, c, &s, &err), JH_E_DATA);
    c[0].most = 0;
    ck_refused(jh_score_sum(4, c, &s, &err), JH_E_ARG);
    ck_ok(jh_score_sum(0, c, &s, &err), &err);
    ck_assert(isnan(s.total));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("targets");
    TCase *tc = tcase_create("targets");
    tcase_add_test(tc, by_hand);
    tcase_add_test(tc, refused);
    tcase_add_test(tc, sums_are_exact);
    tcase_add_test(tc, progress_and_lights);
    tcase_add_test(tc, scores);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
