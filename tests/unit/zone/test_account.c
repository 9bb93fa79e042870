#include "junheng/zone.h"

#include <math.h>

#include "base/num.h"
#include "small_dataset.h"
#include "testing.h"

enum { AREAS = 4 };

/* Four squares of a tenth of a degree in a row on the equator, zones of two; a hospital in areas 0
 * and 3, the second without beds stated. */
START_TEST(facts_by_hand)
{
    struct jh_error err = {0};
    struct small_size size = {.n_areas = AREAS,
        .n_areas_inside = AREAS,
        .n_hospitals = 2,
        .n_hospitals_inside = 2,
        .n_specialties = 1,
        .n_periods = 1,
        .n_flows = 2 * AREAS,
        .n_travel = 2};
    struct jh_dataset *ds = small_dataset(&size);
    struct jh_flow_table table = {0};
    struct jh_zone_account account;
    struct jh_zoning zoning;
    size_t ring_start[AREAS + 1], point_start[AREAS + 1];
    struct jh_point point[5 * AREAS];
    const double cases[AREAS][2] = {{90, 10}, {60, 40}, {20, 80}, {0.5, 99.5}};
    for (int i = 0; i < AREAS; i++) {
        ds->areas.point[i] = (struct jh_point){10.05 + 0.1 * i, 0.05};
        for (int h = 0; h < 2; h++) {
            ds->flows.area[2 * i + h] = i;
            ds->flows.hospital[2 * i + h] = h;
            ds->flows.measure[JH_MEASURE_CASES][2 * i + h] = cases[i][h];
        }
        ring_start[i] = (size_t)i;
        point_start[i] = 5 * (size_t)i;
        for (int k = 0; k < 5; k++)
            point[5 * i + k] =
                (struct jh_point){10 + 0.1 * (i + (k == 1 || k == 2)), k == 2 || k == 3 ? 0.1 : 0};
    }
    ring_start[AREAS] = AREAS;
    point_start[AREAS] = 5 * AREAS;
    ds->hospitals.area[0] = 0;
    ds->hospitals.area[1] = 3;
    ds->hospitals.beds[0] = 300;
    int32_t from[2] = {0, 1}; /* 0 -> 0 in 10, 1 -> 0 in 40 minutes; others not listed */
    for (int t = 0; t < 2; t++) {
        ds->travel.hospital[t] = 0;
        ds->travel.minutes[t] = t == 0 ? 10 : 40;
    }
    ck_ok(jh_i_dataset_sort_flows(ds, &err), &err);
    ck_ok(jh_i_dataset_sort_travel(ds, from, &err), &err);
    ck_ok(jh_i_dataset_finish(ds, &err), &err);
    ck_ok(jh_flow_reduce(ds, NULL, &table, &err), &err);
    struct jh_zone_request request = {.method = JH_ZONE_DARTMOUTH, .unit = JH_ZONE_UNIT_AREA};
    ck_ok(jh_zoning_make(ds, &table, &request, true, NULL, &zoning, &err), &err);
    ck_assert_uint_eq(zoning.zones.n, 2);
    ds->boundaries = (struct jh_shapes){AREAS, ring_start, point_start, point};
    struct jh_travel_options travel = jh_travel_options_default();
    travel.mode = JH_TRAVEL_LISTED;
    ck_ok(jh_zone_account_make(ds, &table, &zoning, &travel, &account, &err), &err);
    const struct jh_zone_fact *west = &account.zone[0], *east = &account.zone[1];
    ck_assert_uint_eq(west->n_areas, 2);
    ck_assert_uint_eq(west->n_hospitals, 1);
    ck_assert_double_eq(west->beds, 300);
    ck_assert(isnan(east->beds));
    ck_assert_double_eq_tol(west->localization_index, 150.0 / 200, 1e-12);
    ck_assert_double_eq_tol(east->localization_index, 179.5 / 200, 1e-12);
    /* degrees 200 + 170.5 and 200 + 229.5, across 50 + 20.5 */
    ck_assert_double_eq_tol(west->conductance, 70.5 / 370.5, 1e-12);
    ck_assert_double_eq_tol(account.conductance_max, 70.5 / 370.5, 1e-12);
    ck_assert_double_eq_tol(east->conductance, 70.5 / 370.5, 1e-12); /* same sides */
    ck_assert_double_eq_tol(west->inside_minutes, (90 * 10 + 60 * 40) / 150.0, 1e-9);
    ck_assert(isnan(east->inside_minutes));
    ck_assert_double_eq_tol(account.inside_minutes, west->inside_minutes, 1e-12);
    /* two squares: perimeter 6, area 2 */
    ck_assert_double_eq_tol(west->compactness, 6 / (3.54 * sqrt(2)), 1e-4);
    ck_assert_double_eq_tol(account.compactness, 6 / (3.54 * sqrt(2)), 1e-4);
    ck_assert_uint_eq(account.n_without_hospital, 0);
    jh_zone_account_release(&account);
    ds->boundaries = (struct jh_shapes){0};
    jh_zoning_release(&zoning);
    jh_flow_table_release(&table);
    jh_dataset_free(ds);
}
END_TEST

START_TEST(agreement_by_hand)
{
    const double people[6] = {1, 1, 1, 1, 1, 1};
    const int32_t a[6] = {0, 0, 0, 1, 1, 1}, b[6] = {1, 1, 0, 0, 2, 2}, c[6] = {1, 1, 1, 0, 0, 0};
    const int32_t gap[6] = {0, 0, 0, 1, 1, JH_NONE};
    double rand;
    int32_t match[3];
    uint8_t kept[6];
    struct jh_error err = {0};
    ck_ok(jh_zone_agree(6, people, 2, a, 2, c, &rand, match, kept, &err), &err);
    ck_assert_double_eq(rand, 1);
    ck_assert_int_eq(match[0], 1);
    for (int u = 0; u < 6; u++)
        ck_assert_uint_eq(kept[u], 1);
    /* pairs together in both 2, in a 6, in b 3, of 15: (2 - 1.2) / (4.5 - 1.2) */
    ck_ok(jh_zone_agree(6, people, 2, a, 3, b, &rand, match, kept, &err), &err);
    ck_assert_double_eq_tol(rand, 0.8 / 3.3, 1e-12);
    ck_assert_int_eq(match[0], 1);
    ck_assert_int_eq(match[1], 2);
    const uint8_t wanted[6] = {1, 1, 0, 0, 1, 1};
    for (int u = 0; u < 6; u++)
        ck_assert_uint_eq(kept[u], wanted[u]);
    ck_ok(jh_zone_agree(6, people, 2, a, 2, gap, &rand, match, kept, &err), &err);
    ck_assert_double_eq(rand, 1);
    ck_assert_uint_eq(kept[5], 0);
    rand = 77;
    ck_refused(jh_zone_agree(6, people, 2, a, 1, b, &rand, match, kept, &err), JH_E_ARG);
    ck_assert_double_eq(rand, 77);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("account");
    TCase *tc = tcase_create("account");
    tcase_add_test(tc, facts_by_hand);
    tcase_add_test(tc, agreement_by_hand);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
