/* Allocations of a plan refused one at a time: out of memory, nothing left behind, no plan. */
#include "plan_case.h"
#include "testing.h"

enum { CALLS_MAX = 100000, AT_ONCE = 12, SHARE = 6 };

/* All of the first calls, then ever fewer of the many later ones. */
static size_t after(size_t nth)
{
    return nth < AT_ONCE ? nth + 1 : nth + nth / SHARE;
}

static void refuse_all(const struct jh_scenario *scenario)
{
    struct jh_dataset *data = plan_case();
    struct jh_run run = {.n_threads = 1};
    bool refused = true;
    for (size_t nth = 1; refused && nth < CALLS_MAX; nth = after(nth)) {
        struct jh_plan *plan = NULL;
        struct jh_error err = {0};
        long live = testing_alloc_live();
        testing_alloc_refuse(nth);
        enum jh_status st = jh_plan_make(data, scenario, &run, &plan, &err);
        refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_msg(st == JH_OK || st == JH_E_NOMEM, "call %zu: %s", nth, jh_status_name(st));
        ck_assert((plan != NULL) == (st == JH_OK));
        jh_plan_free(plan);
        ck_assert_int_eq(testing_alloc_live(), live);
    }
    ck_assert(!refused);
    jh_dataset_free(data);
}

START_TEST(plan_by_hand)
{
    const struct jh_scenario scenario = plan_case_scenario();
    refuse_all(&scenario);
}
END_TEST

START_TEST(plan_with_money_and_a_frontier)
{
    struct jh_scenario scenario = plan_case_scenario();
    scenario.top_specialties = 0;
    scenario.assign = JH_ASSIGN_ANYWHERE;
    scenario.budget_per_host = 10;
    scenario.budget_per_specialty = 1;
    scenario.budget_total = 40;
    scenario.frontier = JH_FRONTIER_BUDGET;
    scenario.frontier_points = 3;
    refuse_all(&scenario);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan_oom");
    TCase *tc = tcase_create("allocations refused");
    tcase_add_test(tc, plan_by_hand);
    tcase_add_test(tc, plan_with_money_and_a_frontier);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
