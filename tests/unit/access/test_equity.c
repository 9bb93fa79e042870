#include <math.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/access.h"
#include "junheng/model.h"
#include "testing.h"

static struct jh_error err;

START_TEST(by_hand)
{
    /* People 1, 1, 2 with 0, 1, 2 each: mean 1.25. Lorenz points (.25, 0), (.5, .2), (1, 1); area
     * .25*0/2 + .25*.2/2 + .5*1.2/2 = .325, Gini = 1 - 2 * .325 = .35.
     * Theil = .25*.8*ln .8 + .5*1.6*ln 1.6 = .33137418. */
    const double value[] = {2, 0, JH_NAN, 1, JH_INF}, people[] = {2, 1, 7, 1, 3};
    struct jh_equity e;
    ck_ok(jh_equity(5, value, people, 0, NULL, &e, &err), &err);
    ck_assert_double_eq_tol(e.mean, 1.25, 1e-15);
    ck_assert_double_eq_tol(e.gini, 0.35, 1e-15);
    ck_assert_double_eq_tol(e.theil, 0.2 * log(0.8) + 0.8 * log(1.6), 1e-15);
    ck_assert(isnan(e.theil_between) && isnan(e.theil_within));
    ck_assert_uint_eq(e.n_left_out, 2);
    ck_assert_double_eq(e.people_left_out, 10);
    /* squares off the mean: 1.5625, .0625, 2 * .5625 over 4; tenths of .4 people: 0 and 2 */
    ck_assert_double_eq_tol(e.variation, sqrt(2.75 / 4) / 1.25, 1e-15);
    ck_assert(e.lowest_tenth == 0 && isnan(e.tenths_ratio));
    ck_assert_double_eq_tol(e.highest_tenth, 2, 1e-15);
}
END_TEST

START_TEST(groups_by_hand)
{
    /* Group 0: 1, 3 (mean 2); group 1: 4, 4; mean 3; one person each. */
    const double value[] = {1, 4, 3, 4}, people[] = {1, 1, 1, 1};
    const int32_t group[] = {0, 1, 0, JH_NONE};
    struct jh_equity e;
    ck_ok(jh_equity(4, value, people, 2, group, &e, &err), &err);
    ck_assert_double_eq_tol(
        e.theil_between, 4.0 / 12 * log(2.0 / 3) + 2 * (4.0 / 12 * log(4.0 / 3)), 1e-15);
    ck_assert_double_eq_tol(e.theil_within, 4.0 / 12 * (0.25 * log(0.5) + 0.75 * log(1.5)), 1e-15);
    ck_assert_double_eq_tol(e.theil, e.theil_between + e.theil_within, 1e-15);
}
END_TEST

START_TEST(tenths_divide_an_area)
{
    /* 10 people: the lowest tenth is half a person of 1 and half of 3, the highest one of 5. */
    const double value[] = {5, 1, 3}, people[] = {4.5, 0.5, 5};
    struct jh_equity e;
    ck_ok(jh_equity(3, value, people, 0, NULL, &e, &err), &err);
    ck_assert_double_eq_tol(e.lowest_tenth, 2, 1e-15);
    ck_assert_double_eq_tol(e.tenths_ratio, 2.5, 1e-15);
}
END_TEST

START_TEST(splitting_an_area_changes_nothing)
{
    struct jh_rng rng;
    jh_rng_init(&rng, 5, (uint64_t)_i);
    double value[40], people[40], value2[80], people2[80];
    for (size_t i = 0; i < 40; i++) {
        value[i] = value2[i] = value2[i + 40] = 10 * jh_rng_unit(&rng);
        people[i] = 1000 * jh_rng_unit(&rng);
        people2[i] = people[i] / 4;
        people2[i + 40] = 3 * people[i] / 4;
    }
    struct jh_equity a, b;
    ck_ok(jh_equity(40, value, people, 0, NULL, &a, &err), &err);
    ck_ok(jh_equity(80, value2, people2, 0, NULL, &b, &err), &err);
    ck_assert_double_eq_tol(a.gini, b.gini, 1e-12);
    ck_assert_double_eq_tol(a.theil, b.theil, 1e-12);
    ck_assert_double_eq_tol(a.variation, b.variation, 1e-12);
    ck_assert_double_eq_tol(a.tenths_ratio, b.tenths_ratio, 1e-9);
    /* Gini by its definition: half the relative mean difference. */
    double difference = 0, n = 0;
    for (size_t i = 0; i < 40; i++)
        for (size_t k = 0; k < 40; k++) {
            difference += people[i] * people[k] * fabs(value[i] - value[k]);
            n += people[i] * people[k];
        }
    ck_assert_double_eq_tol(a.gini, difference / n / (2 * a.mean), 1e-12);
}
END_TEST

START_TEST(edges)
{
    const double value[] = {0, 0}, people[] = {1, 2}, equal[] = {5, 5}, negative[] = {1, -1};
    const int32_t group[] = {0, 2};
    struct jh_equity e = {.mean = -9};
    ck_refused(jh_equity(2, negative, people, 0, NULL, &e, &err), JH_E_DOMAIN);
    ck_refused(jh_equity(2, equal, negative, 0, NULL, &e, &err), JH_E_DOMAIN);
    ck_refused(jh_equity(2, equal, people, 2, group, &e, &err), JH_E_ARG);
    ck_assert_double_eq(e.mean, -9);
    ck_ok(jh_equity(0, NULL, NULL, 0, NULL, &e, &err), &err);
    ck_assert(isnan(e.mean) && isnan(e.gini));
    ck_ok(jh_equity(2, value, people, 0, NULL, &e, &err), &err);
    ck_assert(e.mean == 0 && isnan(e.gini) && isnan(e.theil));
    ck_ok(jh_equity(2, equal, people, 0, NULL, &e, &err), &err);
    ck_assert_double_eq_tol(e.gini, 0, 1e-15);
    ck_assert_double_eq_tol(e.theil, 0, 1e-15);
    ck_ok(jh_equity(1, equal, people, 0, NULL, &e, &err), &err);
    ck_assert_double_eq(e.mean, 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("equity");
    TCase *tc = tcase_create("equity");
    tcase_add_test(tc, by_hand);
    tcase_add_test(tc, groups_by_hand);
    tcase_add_test(tc, tenths_divide_an_area);
    tcase_add_loop_test(tc, splitting_an_area_changes_nothing, 0, 5);
    tcase_add_test(tc, edges);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
