/* England as it is: 6,791 areas, 137 hospital trusts, one specialty, no grades, 42 health regions. */
#include <string.h>

#include "junheng/io.h"

#include "testing.h"

static const char *dir;
static struct jh_dataset *data;
static struct jh_error err;

/* In the child of each test: OpenMP's threads do not survive a fork. */
static void setup(void)
{
    const struct jh_import_options options = {.accept_partial = false};
    struct jh_findings findings = {0};
    ck_ok(jh_dataset_read(1, &dir, &options, NULL, &findings, &data, &err), &err);
    jh_findings_release(&findings);
}
static void teardown(void)
{
    jh_dataset_free(data);
}

static bool warned(const struct jh_plan *plan, const char *text)
{
    for (size_t i = 0; i < plan->warnings.n; i++)
        if (strstr(plan->warnings.item[i].text[JH_LANG_EN], text) != NULL)
            return true;
    return false;
}

START_TEST(twenty_centres)
{
    struct jh_scenario scenario = jh_scenario_default();
    struct jh_plan *plan = NULL;
    const struct jh_run run = {.iteration_limit = 50}; /* a short search is enough here */
    scenario.centres_max_total = 20;
    scenario.centres_per_zone_min = 0;
    ck_ok(jh_plan_make(data, &scenario, &run, &plan, &err), &err);
    ck_assert_uint_eq(plan->n_centres, 20);
    ck_assert_int_eq(plan->scenario.assign, JH_ASSIGN_ANYWHERE);
    ck_assert_double_le(plan->gap_frac, 0.2);
    ck_assert_uint_eq(plan->n_eligible, 137);
    ck_assert(warned(plan, "areas in no zone: 1 with 2224 people"));
    ck_assert(warned(plan, "stays outside the territory are not collected"));
    jh_plan_free(plan);
}
END_TEST

START_TEST(twenty_centres_cannot_serve_42_zones)
{
    struct jh_scenario scenario = jh_scenario_default();
    struct jh_plan *plan = NULL;
    scenario.centres_max_total = 20;
    ck_refused(jh_plan_make(data, &scenario, NULL, &plan, &err), JH_E_INFEASIBLE);
    ck_assert_str_eq(
        err.message[JH_LANG_EN], "42 zones need 42 centres, but centres.max_total is 20");
    ck_assert_str_ne(err.hint[JH_LANG_ZH], "");
}
END_TEST

START_TEST(a_centre_in_every_zone)
{
    const struct jh_scenario scenario = jh_scenario_default();
    struct jh_plan *plan = NULL;
    ck_ok(jh_plan_make(data, &scenario, NULL, &plan, &err), &err);
    ck_assert_uint_eq(plan->n_centres, 42);
    ck_assert_int_eq(plan->status, JH_SITE_OPTIMAL);
    ck_assert_ptr_nonnull(plan->access_after);
    jh_plan_free(plan);
}
END_TEST

int main(void)
{
    dir = testing_shared("england");
    if (dir == NULL)
        return 77;
    Suite *suite = suite_create("plan_england");
    TCase *tc = tcase_create("plan_england");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, twenty_centres);
    tcase_add_test(tc, twenty_centres_cannot_serve_42_zones);
    tcase_add_test(tc, a_centre_in_every_zone);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
