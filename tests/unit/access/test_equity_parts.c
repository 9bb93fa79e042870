#include <math.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/access.h"
#include "testing.h"

static struct jh_error err;

/* People 1, 1 in group 0 with 1 and 3, 2 in group 1 with 4 each, 4 in none with 1 each: mean 2. */
START_TEST(by_hand)
{
    const double value[] = {1, 3, 4, 1}, people[] = {1, 1, 2, 4};
    const int32_t group[] = {0, 0, 1, JH_NONE};
    struct jh_equity_part part[3];
    ck_ok(jh_equity_parts(4, value, people, 2, group, part, &err), &err);
    ck_assert_double_eq(part[0].people, 2);
    ck_assert_double_eq(part[0].mean, 2);
    ck_assert_double_eq_tol(part[0].gini, .25, 1e-15);
    ck_assert_double_eq_tol(part[0].between, 0, 1e-15);
    /* s = 4/16, T = .5 (.5 ln .5 + 1.5 ln 1.5) */
    ck_assert_double_eq_tol(part[0].within, .25 * .5 * (.5 * log(.5) + 1.5 * log(1.5)), 1e-15);
    ck_assert_double_eq_tol(part[1].between, .5 * log(2), 1e-15);
    ck_assert_double_eq_tol(part[1].within, 0, 1e-15);
    ck_assert_double_eq_tol(part[2].between, .25 * log(.5), 1e-15);
}
END_TEST

START_TEST(parts_sum_to_theil)
{
    enum { N = 60, GROUPS = 5 };
    double value[N], people[N], sum = 0, between = 0;
    int32_t group[N];
    struct jh_equity_part part[GROUPS + 1];
    struct jh_equity e;
    struct jh_rng rng;
    jh_rng_init(&rng, (uint64_t)_i, 0);
    for (int i = 0; i < N; i++) {
        value[i] = jh_rng_unit(&rng) < .1 ? 0 : jh_rng_unit(&rng) < .1 ? JH_INF : jh_rng_unit(&rng);
        people[i] = (double)jh_rng_below(&rng, 100);
        group[i] = (int32_t)jh_rng_below(&rng, GROUPS + 1) - 1;
    }
    ck_ok(jh_equity(N, value, people, GROUPS, group, &e, &err), &err);
    ck_ok(jh_equity_parts(N, value, people, GROUPS, group, part, &err), &err);
    for (int g = 0; g <= GROUPS; g++) {
        sum += part[g].between + part[g].within;
        between += part[g].between;
    }
    ck_assert_double_eq_tol(sum, e.theil, 1e-12);
    ck_assert_double_eq_tol(between, e.theil_between, 1e-12);
}
END_TEST

START_TEST(edges)
{
    const double zero[] = {0, 0}, people[] = {1, 1}, negative[] = {-1, 0};
    const int32_t group[] = {0, JH_NONE}, wrong[] = {0, 3};
    struct jh_equity_part part[2] = {{.people = -9}};
    ck_refused(jh_equity_parts(2, negative, people, 1, group, part, &err), JH_E_DOMAIN);
    ck_refused(jh_equity_parts(2, zero, people, 1, wrong, part, &err), JH_E_ARG);
    ck_assert_double_eq(part[0].people, -9);
    ck_ok(jh_equity_parts(2, zero, people, 1, group, part, &err), &err);
    ck_assert(isnan(part[0].between) && isnan(part[1].within));
    ck_ok(jh_equity_parts(0, NULL, NULL, 1, NULL, part, &err), &err);
    ck_assert_double_eq(part[0].people, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("equity_parts");
    TCase *tc = tcase_create("equity_parts");
    tcase_add_test(tc, by_hand);
    tcase_add_loop_test(tc, parts_sum_to_theil, 0, 10);
    tcase_add_test(tc, edges);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
