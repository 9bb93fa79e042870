/*
 * Every allocation of a search refused in turn: out of memory or an answer found without, nothing left
 * behind, nothing written on failure.
 */
#include <math.h>
#include <string.h>

#include "junheng/site.h"

#include "testing.h"

enum { N_AREAS = 6, N_HOSTS = 4, N_KINDS = 2, N_ZONES = 2, N_LIMITS = 3, CALLS_MAX = 20000 };

static const float minutes[N_AREAS * N_HOSTS] = {
    5, 20, 60, 70, 10, 15, 50, 60, 20, 5, 40, 50, 60, 50, 5, 20, 70, 40, 10, 15, 80, 60, 20, 5};
static const double demand[N_AREAS * N_KINDS] = {10, 20, 30, 10, 20, 20, 40, 10, 10, 10, 30, 30};
static const int32_t zone_of_area[N_AREAS] = {0, 0, 0, 1, 1, 1};
static const int32_t zone_of_host[N_HOSTS] = {0, 0, 1, 1};
static const uint8_t state[N_HOSTS * N_KINDS] = {1, 1, 1, 1, 1, 1, 1, 1};
static const double host_cost[N_HOSTS] = {3, 2, 3, 2},
                    pair_cost[N_HOSTS * N_KINDS] = {1, 1, 1, 1, 1, 1, 1, 1};
static const double least[N_HOSTS * N_KINDS] = {35, 35, 35, 35, 35, 35, 35, 35};
static const double beds_per_case[N_KINDS] = {1, 1}, host_beds[N_HOSTS] = {120, 120, 120, 120};

static struct jh_site_problem problem(void)
{
    struct jh_site_problem p = {.n_areas = N_AREAS,
        .n_hosts = N_HOSTS,
        .n_specialties = N_KINDS,
        .n_zones = N_ZONES,
        .minutes = minutes,
        .demand = demand,
        .zone_of_area = zone_of_area,
        .zone_of_host = zone_of_host,
        .state = state,
        .rules = jh_site_rules_default(),
        .objective = {.travel = 1},
        .host_cost = host_cost,
        .pair_cost = pair_cost};
    p.rules.centres_max = 3;
    return p;
}

/* Returns how many calls were refused before the search went through. */
static size_t refuse_all(const struct jh_site_problem *p, enum jh_status wanted)
{
    struct jh_site_solution untouched, solution;
    struct jh_run run = {.n_threads = 1};
    memset(&untouched, 0x5a, sizeof untouched);
    for (size_t nth = 1; nth < CALLS_MAX; nth++) {
        struct jh_error err = {0};
        long live = testing_alloc_live();
        solution = untouched;
        testing_alloc_refuse(nth);
        enum jh_status st = jh_site_solve(p, &run, &solution, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        if (st == JH_OK)
            jh_site_solution_release(&solution);
        else
            ck_assert_mem_eq(&solution, &untouched, sizeof solution);
        ck_assert_int_eq(testing_alloc_live(), live);
        if (!refused) {
            ck_assert_int_eq(st, wanted);
            return nth - 1;
        }
        ck_assert_msg(st == JH_E_NOMEM || st == wanted, "call %zu: %s", nth, jh_status_name(st));
    }
    ck_abort_msg("never went through");
    return 0;
}

START_TEST(zones_apart)
{
    struct jh_site_problem p = problem();
    ck_assert_uint_gt(refuse_all(&p, JH_OK), 10);
}
END_TEST

START_TEST(service_anywhere_under_all_rules)
{
    struct jh_site_problem p = problem();
    p.rules.assign_in_zone = p.rules.one_per_zone = false;
    p.rules.budget = 13;
    p.rules.specialties_max = 5;
    p.least_cases = least;
    p.beds_per_case = beds_per_case;
    p.host_beds_max = host_beds;
    ck_assert_uint_gt(refuse_all(&p, JH_OK), 10);
}
END_TEST

START_TEST(worst_tenth)
{
    struct jh_site_problem p = problem();
    p.rules.assign_in_zone = p.rules.one_per_zone = false;
    p.objective.worst_tenth = 1;
    ck_assert_uint_gt(refuse_all(&p, JH_OK), 10);
}
END_TEST

START_TEST(rules_that_clash)
{
    struct jh_site_problem p = problem();
    p.rules.assign_in_zone = p.rules.one_per_zone = false;
    p.rules.budget = 5; /* both zones need a centre */
    p.rules.centres_per_zone_min = 1;
    refuse_all(&p, JH_E_INFEASIBLE);
    p.rules.budget = 13;
    p.least_cases = least;
    p.beds_per_case = beds_per_case;
    p.host_beds_max = (const double[N_HOSTS]){30, 30, 30, 30};
    refuse_all(&p, JH_E_INFEASIBLE);
}
END_TEST

START_TEST(frontier)
{
    struct jh_site_problem p = problem();
    const double limit[N_LIMITS] = {4, 9, 20};
    struct jh_site_frontier_point untouched[N_LIMITS], point[N_LIMITS];
    struct jh_run run = {.n_threads = 1};
    p.rules.assign_in_zone = false;
    memset(untouched, 0x5a, sizeof untouched);
    for (size_t nth = 1; nth < CALLS_MAX; nth++) {
        struct jh_error err = {0};
        long live = testing_alloc_live();
        memcpy(point, untouched, sizeof point);
        testing_alloc_refuse(nth);
        enum jh_status st =
            jh_site_frontier(&p, JH_SITE_BY_BUDGET, N_LIMITS, limit, NULL, &run, point, NULL, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(testing_alloc_live(), live);
        if (st != JH_OK)
            ck_assert_mem_eq(point, untouched, sizeof point);
        if (!refused) {
            ck_assert_int_eq(st, JH_OK);
            return;
        }
        ck_assert_msg(st == JH_E_NOMEM || st == JH_OK, "call %zu: %s", nth, jh_status_name(st));
    }
    ck_abort_msg("never went through");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site_oom");
    TCase *tc = tcase_create("every allocation refused");
    tcase_add_test(tc, zones_apart);
    tcase_add_test(tc, service_anywhere_under_all_rules);
    tcase_add_test(tc, worst_tenth);
    tcase_add_test(tc, rules_that_clash);
    tcase_add_test(tc, frontier);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
