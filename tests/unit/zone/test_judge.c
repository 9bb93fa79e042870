#include "junheng/zone.h"

#include <math.h>

#include "base/num.h"
#include "testing.h"
#include "zone_maps.h"

/* Three units in a row; worked by hand. */
START_TEST(indices_of_three_units)
{
    struct zone_map map = zone_map_grid(3, 1);
    const double cases[9] = {60, 20, 0, 10, 30, 10, 5, 5, 40};
    const int32_t zone_of[3] = {0, 0, 1};
    double inflow[3] = {0, 20, 0};
    struct jh_zone_indices x;
    struct jh_error err = {0};
    zone_map_flows(&map, cases);
    map.flow.outside[0] = 20;
    map.population[0] = 100;
    map.population[1] = 200;
    map.population[2] = 100;
    map.flow.inflow = inflow;
    ck_ok(jh_zone_judge(&map.flow, &map.adjacency, map.population, 2, zone_of, &x, &err), &err);
    /* zone 0: residents 60+20+10+30+10 inside, 20 beyond; local 120; treated 130 + 20
     * zone 1: residents 50; local 40; treated 50; all cases between units 180 */
    ck_assert_double_eq_tol(x.localization_index, 160.0 / 200, 1e-15);
    ck_assert_double_eq_tol(x.lofi, 160.0 / 200, 1e-15);
    double a = 260.0 / 360, b = 100.0 / 360;
    ck_assert_double_eq_tol(x.modularity, 160.0 / 180 - a * a - b * b, 1e-15);
    ck_assert_double_eq_tol(x.population_cv, 100.0 / 200, 1e-15);
    ck_assert_double_eq(x.min_population, 100);
    ck_assert_double_eq(x.max_population, 300);
    ck_assert_uint_eq(x.n_zones, 2);
    ck_assert_uint_eq(x.n_components, 2);
    map.flow.inflow = NULL;
    zone_map_release(&map);
}
END_TEST

START_TEST(counts_parts)
{
    struct zone_map map = zone_map_grid(4, 1);
    struct jh_zone_indices x;
    struct jh_error err = {0};
    const struct {
        int32_t zone_of[4];
        size_t n_components;
    } cases[] = {{{0, 0, 1, 1}, 2}, {{0, 1, 0, 1}, 4}, {{0, 0, -1, 0}, 2}, {{-1, -1, -1, -1}, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_ok(
            jh_zone_judge(&map.flow, &map.adjacency, map.population, 2, cases[i].zone_of, &x, &err),
            &err);
        ck_assert_uint_eq(x.n_components, cases[i].n_components);
    }
    ck_ok(jh_zone_judge(&map.flow, NULL, map.population, 2, cases[0].zone_of, &x, &err), &err);
    ck_assert_uint_eq(x.n_components, 0);
    zone_map_release(&map);
    /* an island that belongs to a zone elsewhere is no gap, two that make a zone are one */
    map = zone_map_islands(4);
    ck_ok(jh_zone_judge(&map.flow, &map.adjacency, map.population, 2, cases[0].zone_of, &x, &err),
        &err);
    ck_assert_uint_eq(x.n_components, 4);
    zone_map_release(&map);
}
END_TEST

START_TEST(nothing_collected_is_not_zero)
{
    struct zone_map map = zone_map_grid(2, 1);
    struct jh_zone_indices x;
    struct jh_error err = {0};
    ck_ok(jh_zone_judge(&map.flow, &map.adjacency, map.population, 1, (int32_t[2]){0, 0}, &x, &err),
        &err);
    ck_assert(isnan(x.localization_index) && isnan(x.lofi));
    ck_assert_double_eq(x.population_cv, 0);
    ck_ok(
        jh_zone_judge(&map.flow, &map.adjacency, map.population, 0, (int32_t[2]){-1, -1}, &x, &err),
        &err);
    ck_assert(isnan(x.population_cv) && isnan(x.min_population));
    zone_map_release(&map);
}
END_TEST

START_TEST(refuses_what_does_not_fit)
{
    struct zone_map map = zone_map_grid(2, 1);
    struct jh_zone_indices x = {.n_zones = 77};
    struct jh_error err = {0};
    int32_t zone_of[2] = {0, 1};
    zone_map_flows(&map, (double[4]){1, 1, 1, 1});
    ck_refused(
        jh_zone_judge(&map.flow, &map.adjacency, map.population, 1, zone_of, &x, &err), JH_E_ARG);
    map.flow.cases[3] = -1;
    ck_refused(jh_zone_judge(&map.flow, &map.adjacency, map.population, 2, zone_of, &x, &err),
        JH_E_DOMAIN);
    ck_assert_str_eq(err.where, "cases[3]");
    map.flow.cases[3] = 1;
    map.population[1] = JH_NAN;
    ck_refused(jh_zone_judge(&map.flow, &map.adjacency, map.population, 2, zone_of, &x, &err),
        JH_E_DOMAIN);
    map.population[1] = 1;
    map.adjacency.n = 1;
    ck_refused(
        jh_zone_judge(&map.flow, &map.adjacency, map.population, 2, zone_of, &x, &err), JH_E_ARG);
    ck_assert_uint_eq(x.n_zones, 77);
    zone_map_release(&map);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("judge");
    TCase *tc = tcase_create("judge");
    tcase_add_test(tc, indices_of_three_units);
    tcase_add_test(tc, counts_parts);
    tcase_add_test(tc, nothing_collected_is_not_zero);
    tcase_add_test(tc, refuses_what_does_not_fit);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
