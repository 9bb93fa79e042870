/* A 3 x 3 case computed by hand; hospital 3 is outside, area 3 is another province.
 *
 *            h0   h1   h2   h3 | all        units: counties, or zones {0,1} and {2}
 *   area 0   60   20   10   10 | 100
 *   area 1    5   70   15   10 | 100
 *   area 2    0   20  160   20 | 200
 *   outside   3    -    7    - |
 */
#include <math.h>

#include "flow_case.h"
#include "testing.h"

static const struct flow_row rows[] = {
    {.area = 0, .hospital = 0, .cases = 60, .hard = 1, .persons = 50},
    {.area = 0, .hospital = 1, .cases = 20, .persons = 18},
    {.area = 0, .hospital = 2, .cases = 10, .hard = 1, .persons = 9},
    {.area = 0, .hospital = 3, .cases = 10, .hard = 1, .persons = 8},
    {.area = 1, .hospital = 0, .cases = 5, .persons = 5},
    {.area = 1, .hospital = 1, .cases = 70, .persons = 60},
    {.area = 1, .hospital = 2, .cases = 15, .persons = 15},
    {.area = 1, .hospital = 3, .cases = 10, .reason = JH_REASON_RESIDENT_ELSEWHERE, .persons = 9},
    {.area = 2, .hospital = 1, .cases = 20, .persons = 20},
    {.area = 2, .hospital = 2, .cases = 160, .persons = 150},
    {.area = 2, .hospital = 3, .cases = 20, .reason = JH_REASON_TRANSFER, .persons = 18},
    {.area = 3, .hospital = 0, .cases = 3, .persons = 3},
    {.area = 3, .hospital = 2, .cases = 7, .persons = 7},
};
#define N_ROWS (sizeof rows / sizeof *rows)

static const int32_t county_area[] = {0, 1, 2, JH_NONE}, county_hospital[] = {0, 1, 2, JH_NONE};
static const int32_t zone_area[] = {0, 0, 1, JH_NONE}, zone_hospital[] = {0, 0, 1, JH_NONE};
static const int32_t whole_area[] = {0, 0, 0, JH_NONE}, whole_hospital[] = {0, 0, 0, JH_NONE};
static struct flow_case c;
static struct jh_flow_table t;
static struct jh_error err;
static struct jh_flow_rates r[3 * 3];

static void setup(void)
{
    flow_case_init(&c, N_ROWS, rows);
    c.d.flows.hard = c.hard;
    c.d.flows.reason = c.reason;
    c.d.flows.measure[JH_MEASURE_PERSONS] = c.persons;
    ck_ok(jh_flow_reduce(&c.d, NULL, &t, &err), &err);
}

static void teardown(void)
{
    jh_flow_table_release(&t);
}

static void rates(size_t n, const int32_t *of_area, const int32_t *of_hospital)
{
    ck_ok(jh_flow_rates_by_unit(&c.d, &t, n, of_area, of_hospital, NULL, r, &err), &err);
}

START_TEST(counties_by_hand)
{
    rates(3, county_area, county_hospital);
    const struct jh_flow_rates *a = &r[2], *b = &r[5];
    ck_assert_double_eq(a->cases, 100);
    ck_assert_double_eq(a->local_cases, 60);
    ck_assert_double_eq(a->outflow_cases, 40);
    ck_assert_double_eq(a->inflow_cases, 8);
    ck_assert_double_eq(a->treated_cases, 68);
    ck_assert_double_eq(a->split[0], 60);
    ck_assert_double_eq(a->split[1], 20);
    ck_assert_double_eq(a->split[2], 10);
    ck_assert_double_eq(a->split[3], 10);
    ck_assert_double_eq(a->hard_cases, 80);
    ck_assert_double_eq(a->hard_outflow, 20);
    ck_assert_double_eq(a->persons_outflow, 35);
    ck_assert(isnan(a->cost_outflow));
    ck_assert_double_eq(b->cases_excl, 90);
    ck_assert_double_eq(b->outflow_excl, 20);
    ck_assert_double_eq(r[4].cases, 0); /* specialty 1 has no flows */
}
END_TEST

START_TEST(zones_and_territory_by_hand)
{
    rates(2, zone_area, zone_hospital);
    ck_assert_double_eq(r[2].local_cases, 155);
    ck_assert_double_eq(r[2].outflow_cases, 45);
    ck_assert_double_eq(r[2].inflow_cases, 23);
    ck_assert_double_eq(r[5].local_cases, 160);
    ck_assert_double_eq(r[2].split[0], 130);
    ck_assert_double_eq(r[2].split[1], 25);
    rates(1, whole_area, whole_hospital);
    ck_assert_double_eq(r[2].outflow_cases, 40);
    ck_assert_double_eq(r[2].outflow_excl, 30);
    ck_assert_double_eq(r[2].inflow_cases, 10);
}
END_TEST

START_TEST(cases_are_conserved)
{
    const size_t n_units[] = {3, 2, 1};
    const int32_t *of_area[] = {county_area, zone_area, whole_area};
    const int32_t *of_hospital[] = {county_hospital, zone_hospital, whole_hospital};
    for (size_t g = 0; g < 3; g++) {
        double all = 0, treated = 0;
        rates(n_units[g], of_area[g], of_hospital[g]);
        for (size_t u = 0; u < n_units[g]; u++) {
            const struct jh_flow_rates *x = &r[u * 3 + 2];
            ck_assert_double_eq(x->cases, x->local_cases + x->outflow_cases);
            ck_assert_double_eq(x->treated_cases, x->local_cases + x->inflow_cases);
            ck_assert_double_eq(x->cases, x->split[0] + x->split[1] + x->split[2] + x->split[3]);
            all += x->cases;
            treated += x->treated_cases;
        }
        ck_assert_double_eq(all, 400);
        ck_assert_double_eq(treated, 370); /* 360 of residents, 10 from outside */
    }
}
END_TEST

START_TEST(outside_not_collected_is_never_zero)
{
    jh_flow_table_release(&t);
    c.covers_outside[0] = false;
    ck_ok(jh_flow_reduce(&c.d, NULL, &t, &err), &err);
    rates(1, whole_area, whole_hospital);
    ck_assert(!jh_flow_outside_known(&r[2]));
    ck_assert(isnan(r[2].outflow_cases) && isnan(r[2].outflow_excl));
    ck_assert(isnan(r[2].split[3]) && isnan(r[2].hard_outflow) && isnan(r[2].persons_outflow));
    ck_assert(isnan(r[0].split[3]) && isnan(r[1].outflow_cases));
    ck_assert_double_eq(r[2].cases, 360);
    ck_assert_double_eq(r[2].inflow_cases, 10);
    rates(2, zone_area, zone_hospital); /* between zones is collected */
    ck_assert_double_eq(r[2].outflow_cases, 25);
    ck_assert(!jh_flow_outside_known(&r[2]));
}
END_TEST

START_TEST(flags_missing_on_one_side_are_nan_where_they_matter)
{
    jh_flow_table_release(&t);
    for (size_t i = 0; i < N_ROWS; i++)
        if (c.hospital[i] == 3) {
            c.hard[i] = JH_HARD_UNKNOWN;
            c.reason[i] = JH_REASON_UNKNOWN;
        } else {
            c.reason[i] = JH_REASON_SELF;
        }
    ck_ok(jh_flow_reduce(&c.d, NULL, &t, &err), &err);
    rates(1, whole_area, whole_hospital);
    ck_assert(isnan(r[2].hard_outflow) && isnan(r[2].hard_cases) && isnan(r[2].outflow_excl));
    ck_assert_double_eq(r[2].outflow_cases, 40);
}
END_TEST

START_TEST(provinces_inside_the_territory)
{
    /* Regions 0 and 1 become prefectures of provinces 2 and 3. */
    c.d.regions.n = 4;
    c.region_parent[0] = 2;
    c.region_parent[1] = 3;
    c.region_parent[2] = c.region_parent[3] = JH_NONE;
    rates(3, county_area, county_hospital);
    ck_assert_double_eq(r[2].split[2], 0);
    ck_assert_double_eq(r[2].split[3], 20);
    c.region_parent[3] = 2; /* one province again */
    rates(3, county_area, county_hospital);
    ck_assert_double_eq(r[2].split[2], 10);
    c.d.regions.n = 0;
    for (size_t a = 0; a < 3; a++)
        c.region_of_area[a] = JH_NONE;
    rates(3, county_area, county_hospital);
    ck_assert(isnan(r[2].split[1]));
    ck_assert_double_eq(r[2].split[2], 30);
}
END_TEST

START_TEST(refuses_unknown_units)
{
    const int32_t bad[] = {0, 1, 3, JH_NONE};
    r[0].cases = -5;
    ck_refused(jh_flow_rates_by_unit(&c.d, &t, 3, bad, county_hospital, NULL, r, &err), JH_E_ARG);
    ck_assert_str_eq(err.where, "unit_of_area[2]");
    ck_assert_double_eq(r[0].cases, -5);
}
END_TEST

START_TEST(hospitals_by_hand)
{
    struct jh_flow_hospital h[4 * 3];
    ck_ok(jh_flow_by_hospital(&c.d, &t, 2, zone_area, zone_hospital, h, &err), &err);
    ck_assert_double_eq(h[2].cases, 68);
    ck_assert_double_eq(h[2].local_cases, 65);
    ck_assert_double_eq(h[2].outside_cases, 3);
    ck_assert_double_eq(h[2].relevance, 65.0 / 200);
    ck_assert_double_eq(h[8].inflow_cases, 32);
    ck_assert_double_eq(h[11].cases, 40);
    ck_assert_double_eq(h[11].local_cases, 0);
    ck_assert(isnan(h[11].relevance));
    ck_assert(isnan(h[7].relevance)); /* nobody of zone 1 has specialty 1 */
}
END_TEST

START_TEST(od_table_by_hand)
{
    struct jh_flow_od *od = NULL;
    size_t n = 0;
    ck_ok(
        jh_flow_od_table(&c.d, &t, 2, zone_area, 2, zone_hospital, false, 0, &od, &n, &err), &err);
    /* outside: 1 -> 7, 0 -> 3; zone 0: 0 155, 1 25, outside 20; zone 1: 1 160, outside 20, 0 20 */
    ck_assert_uint_eq(n, 8);
    ck_assert_int_eq(od[0].origin, JH_NONE);
    ck_assert_double_eq(od[0].cases, 7);
    ck_assert_int_eq(od[2].origin, 0);
    ck_assert_double_eq(od[2].cases, 155);
    ck_assert_double_eq(od[2].relevance, 0.775);
    ck_assert_double_eq(od[2].commitment, 155.0 / 178);
    ck_assert_int_eq(od[6].destination, JH_NONE); /* tie with zone 0: outside first */
    double all = 0, relevance = 0;
    for (size_t i = 0; i < n; i++) {
        all += od[i].cases;
        relevance += od[i].origin == 1 ? od[i].relevance : 0;
    }
    ck_assert_double_eq(all, 410);
    ck_assert_double_eq_tol(relevance, 1, 1e-12);
    jh_flow_od_free(od);
    ck_ok(jh_flow_od_table(
              &c.d, &t, 2, zone_area, 4, (const int32_t[]){0, 1, 2, 3}, true, 1, &od, &n, &err),
        &err);
    ck_assert_uint_eq(n, 3);
    ck_assert_int_eq(od[1].destination, 1);
    ck_assert_double_eq(od[1].cases, 90);
    ck_assert_double_eq(od[1].relevance, 0.45);
    ck_assert_int_eq(od[1].specialty, 0);
    jh_flow_od_free(od);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow_rates");
    TCase *tc = tcase_create("flow_rates");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, counties_by_hand);
    tcase_add_test(tc, zones_and_territory_by_hand);
    tcase_add_test(tc, cases_are_conserved);
    tcase_add_test(tc, outside_not_collected_is_never_zero);
    tcase_add_test(tc, flags_missing_on_one_side_are_nan_where_they_matter);
    tcase_add_test(tc, provinces_inside_the_territory);
    tcase_add_test(tc, refuses_unknown_units);
    tcase_add_test(tc, hospitals_by_hand);
    tcase_add_test(tc, od_table_by_hand);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
