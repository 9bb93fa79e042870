/* Two zones, two specialties, by hand:
 *              zone 0 {areas 0,1}            zone 1 {area 2}
 *   specialty 0  cases 100, leaving 30 (.30)   cases 900, leaving 90 (.10)
 *   specialty 1  cases  50, leaving 40 (.80)   cases 100, leaving 50 (.50)
 * A tenth of the cases is 100 and 15: in both the better zone 1 alone holds it; benchmarks .10, .50.
 */
#include <math.h>

#include "base/num.h"
#include "flow_case.h"
#include "testing.h"

static const struct flow_row rows[] = {
    {.area = 0, .hospital = 0, .specialty = 0, .cases = 70, .cost = 700},
    {.area = 0, .hospital = 2, .specialty = 0, .cases = 30, .cost = 900},
    {.area = 1, .hospital = 1, .specialty = 1, .cases = 10, .cost = 10},
    {.area = 1, .hospital = 3, .specialty = 1, .cases = 40, .cost = 800},
    {.area = 2, .hospital = 2, .specialty = 0, .cases = 810, .cost = 1},
    {.area = 2, .hospital = 2, .specialty = 1, .cases = 50, .cost = 1},
    {.area = 2, .hospital = 3, .specialty = 0, .cases = 90, .cost = 1},
    {.area = 2, .hospital = 3, .specialty = 1, .cases = 50, .cost = 2},
};
static int32_t zone_of_area[] = {0, 0, 1};
static const int32_t zone_of_hospital[] = {0, 0, 1, JH_NONE};
static struct flow_case c;
static struct jh_leaving l[4];
static struct jh_error err;

static void leaving(void)
{
    struct jh_flow_table t;
    struct jh_zones zones = {.n = 2, .of_area = zone_of_area};
    ck_ok(jh_flow_reduce(&c.d, NULL, &t, &err), &err);
    ck_ok(jh_flow_leaving(&c.d, &t, &zones, zone_of_hospital, l, &err), &err);
    jh_flow_table_release(&t);
}

static void setup(void)
{
    flow_case_init(&c, sizeof rows / sizeof *rows, rows);
    c.d.flows.measure[JH_MEASURE_COST] = c.cost;
}

START_TEST(all_rankings_by_hand)
{
    leaving();
    ck_assert_double_eq(l[0].value[JH_RANKING_CASES], 30);
    ck_assert_double_eq(l[1].value[JH_RANKING_CASES], 40);
    ck_assert_int_eq(l[0].rank[JH_RANKING_CASES], 2);
    ck_assert_int_eq(l[1].rank[JH_RANKING_CASES], 1);
    ck_assert_double_eq(l[0].benchmark_rate, 0.1);
    ck_assert_double_eq(l[1].benchmark_rate, 0.5);
    ck_assert_double_eq(l[0].value[JH_RANKING_EXCESS], 20);
    ck_assert_double_eq(l[1].value[JH_RANKING_EXCESS], 15);
    ck_assert_int_eq(l[0].rank[JH_RANKING_EXCESS], 1);
    ck_assert_double_eq(l[2].value[JH_RANKING_EXCESS], 0);
    ck_assert_int_eq(l[2].rank[JH_RANKING_EXCESS], 1); /* tie: by specialty */
    ck_assert_int_eq(l[3].rank[JH_RANKING_EXCESS], 2);
    ck_assert_int_eq(l[0].rank[JH_RANKING_COST], 1);
    ck_assert_int_eq(l[0].rank[JH_RANKING_PERSONS], 0);
    ck_assert(isnan(l[0].value[JH_RANKING_HARD]));
    /* Hospital beds (none stated by specialty): 200 beds / 100 cases, 200 / 50. */
    ck_assert_double_eq(l[0].value[JH_RANKING_SHORTAGE], 2000);
    ck_assert_int_eq(l[0].rank[JH_RANKING_SHORTAGE], 1);
}
END_TEST

START_TEST(specialty_beds_before_hospital_beds)
{
    int32_t hospital[] = {0, 1, 2}, specialty[] = {1, 0, 0};
    double beds[] = {5, 60, JH_NAN};
    c.d.capabilities.n = 3;
    c.d.capabilities.hospital = hospital;
    c.d.capabilities.specialty = specialty;
    c.d.capabilities.beds = beds;
    leaving();
    ck_assert_double_eq(l[0].value[JH_RANKING_SHORTAGE], 600);
    ck_assert_double_eq(l[1].value[JH_RANKING_SHORTAGE], 100);
    ck_assert_int_eq(l[1].rank[JH_RANKING_SHORTAGE], 1);
    ck_assert_double_eq(l[2].value[JH_RANKING_SHORTAGE], 0);
}
END_TEST

START_TEST(without_outside_only_stays_between_zones_count)
{
    c.covers_outside[0] = false;
    leaving();
    ck_assert_double_eq(l[0].value[JH_RANKING_CASES], 30);
    ck_assert_double_eq(l[1].value[JH_RANKING_CASES], 0);
    memset(c.beds, 0xff, sizeof c.beds); /* NaN */
    leaving();
    ck_assert(isnan(l[0].value[JH_RANKING_SHORTAGE]));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow_leaving");
    TCase *tc = tcase_create("flow_leaving");
    tcase_add_checked_fixture(tc, setup, NULL);
    tcase_add_test(tc, all_rankings_by_hand);
    tcase_add_test(tc, specialty_beds_before_hospital_beds);
    tcase_add_test(tc, without_outside_only_stays_between_zones_count);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
