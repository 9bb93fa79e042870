#include "junheng/zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "testing.h"
#include "zone_maps.h"

enum { MAX = 400 };

static enum jh_status run_leiden(const struct zone_map *map, struct jh_zone_options options,
    const struct jh_run *run, int32_t *zone_of, size_t *n_zones, size_t *n_islands,
    struct jh_error *err)
{
    return jh_zone_leiden(&map->flow, &map->adjacency, map->population, map->point, &options, run,
        zone_of, n_zones, n_islands, err);
}

START_TEST(no_unit_and_one_unit)
{
    for (size_t n = 0; n < 2; n++) {
        struct zone_map map = zone_map_grid(n, 1);
        int32_t zone_of[1] = {7};
        size_t n_zones = 99, n_islands = 99;
        struct jh_error err = {0};
        ck_ok(run_leiden(&map, (struct jh_zone_options){.n_zones = n}, NULL, zone_of, &n_zones,
                  &n_islands, &err),
            &err);
        ck_assert_uint_eq(n_zones, n);
        ck_assert_uint_eq(n_islands, 0);
        ck_assert_int_eq(zone_of[0], n == 0 ? 7 : 0);
        zone_map_release(&map);
    }
}
END_TEST

/* Two towns with a hospital each at the ends of a row. */
START_TEST(a_row_falls_apart_where_flows_part)
{
    enum { N = 7 };
    struct zone_map map = zone_map_grid(N, 1);
    double cases[N * N] = {0};
    int32_t zone_of[N];
    size_t n_zones, n_islands;
    struct jh_error err = {0};
    for (int i = 0; i < N; i++) {
        cases[i * N + 0] = i < 4 ? 90 : 10;
        cases[i * N + N - 1] = i < 4 ? 10 : 90;
    }
    zone_map_flows(&map, cases);
    for (size_t wanted = 0; wanted <= 2; wanted += 2) {
        ck_ok(run_leiden(&map, (struct jh_zone_options){.n_zones = wanted}, NULL, zone_of, &n_zones,
                  &n_islands, &err),
            &err);
        ck_assert_uint_eq(n_zones, 2);
        for (int i = 0; i < N; i++)
            ck_assert_int_eq(zone_of[i], i < 4 ? 0 : 1);
    }
    zone_map_release(&map);
}
END_TEST

/* Both ends of a row use one hospital at the western end; the middle uses its own: flows alone
 * would join the ends, the map forbids it. */
START_TEST(flows_do_not_jump_over_others)
{
    enum { N = 9 };
    struct zone_map map = zone_map_grid(N, 1);
    double cases[N * N] = {0};
    int32_t zone_of[N];
    size_t n_zones, n_islands;
    struct jh_error err = {0};
    for (int i = 0; i < N; i++)
        cases[i * N + (i < 3 || i >= 6 ? 0 : 4)] = 100;
    zone_map_flows(&map, cases);
    ck_ok(run_leiden(&map, (struct jh_zone_options){0}, NULL, zone_of, &n_zones, &n_islands, &err),
        &err);
    zone_map_check(&map, n_zones, zone_of);
    ck_assert_int_ne(zone_of[0], zone_of[4]);
    ck_assert_int_ne(zone_of[0], zone_of[8]);
    zone_map_release(&map);
}
END_TEST

START_TEST(islands_join_where_their_people_go)
{
    enum { N = 8 };
    struct zone_map map = zone_map_grid(N - 2, 1); /* six in a row, then two islands */
    struct zone_map islands = zone_map_islands(N);
    double cases[N * N] = {0};
    int32_t zone_of[N];
    size_t n_zones, n_islands;
    struct jh_error err = {0};
    for (int i = 0; i < N - 2; i++)
        cases[i * N + (i < 3 ? 0 : 5)] = 100;
    cases[6 * N + 0] = 40; /* the first island sails far */
    cases[6 * N + 5] = 30;
    zone_map_flows(&islands, cases); /* the second sends nobody: nearest */
    memcpy(islands.adjacency.start, map.adjacency.start, (N - 1) * sizeof(size_t));
    memcpy(islands.adjacency.to, map.adjacency.to, map.adjacency.start[N - 2] * sizeof(int32_t));
    islands.adjacency.start[N - 1] = islands.adjacency.start[N] = map.adjacency.start[N - 2];
    ck_ok(run_leiden(&islands, (struct jh_zone_options){.n_zones = 2}, NULL, zone_of, &n_zones,
              &n_islands, &err),
        &err);
    ck_assert_uint_eq(n_zones, 2);
    ck_assert_uint_eq(n_islands, 2);
    ck_assert_int_eq(zone_of[6], zone_of[0]);
    ck_assert_int_eq(zone_of[7], zone_of[5]);
    ck_assert_int_ne(zone_of[0], zone_of[5]);
    zone_map_check(&islands, n_zones, zone_of);
    zone_map_release(&map);
    zone_map_release(&islands);
}
END_TEST

START_TEST(islands_alone_can_be_zones)
{
    struct zone_map map = zone_map_islands(5);
    int32_t zone_of[5];
    size_t n_zones, n_islands;
    struct jh_error err = {0};
    for (size_t wanted = 0; wanted <= 5; wanted++) {
        ck_ok(run_leiden(&map, (struct jh_zone_options){.n_zones = wanted}, NULL, zone_of, &n_zones,
                  &n_islands, &err),
            &err);
        ck_assert_uint_eq(n_zones, wanted == 0 ? 5 : wanted);
        ck_assert_uint_eq(n_islands, 5 - n_zones);
    }
    zone_map_release(&map);
}
END_TEST

START_TEST(says_why_it_cannot_be)
{
    struct zone_map map = zone_map_grid(4, 2);
    const struct jh_zone_options bad[] = {{.n_zones = 9}, {.n_zones = 3, .min_population = 5000},
        {.n_zones = 8, .min_population = 1001}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int32_t zone_of[8] = {-7, -7, -7, -7, -7, -7, -7, -7};
        size_t n_zones = 99, n_islands = 99;
        struct jh_error err = {0};
        ck_refused(
            run_leiden(&map, bad[i], NULL, zone_of, &n_zones, &n_islands, &err), JH_E_INFEASIBLE);
        ck_assert_str_ne(err.message[JH_LANG_ZH], err.message[JH_LANG_EN]);
        ck_assert(n_zones == 99 && n_islands == 99 && zone_of[0] == -7);
    }
    const struct jh_zone_options wrong[] = {
        {.min_population = -1}, {.min_population = JH_NAN}, {.resolution = -1}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int32_t zone_of[8];
        size_t n_zones, n_islands;
        struct jh_error err = {0};
        ck_refused(
            run_leiden(&map, wrong[i], NULL, zone_of, &n_zones, &n_islands, &err), JH_E_DOMAIN);
    }
    zone_map_release(&map);
}
END_TEST

START_TEST(units_without_cases_get_a_zone_too)
{
    struct zone_map map = zone_map_grid(6, 6);
    int32_t zone_of[36];
    size_t n_zones, n_islands;
    struct jh_error err = {0};
    for (size_t wanted = 0; wanted <= 36; wanted += 6) {
        ck_ok(run_leiden(&map, (struct jh_zone_options){.n_zones = wanted}, NULL, zone_of, &n_zones,
                  &n_islands, &err),
            &err);
        if (wanted > 0)
            ck_assert_uint_eq(n_zones, wanted);
        zone_map_check(&map, n_zones, zone_of);
    }
    zone_map_release(&map);
}
END_TEST

static bool stop_at_once(void *ctx)
{
    (void)ctx;
    return true;
}

/* The friendships of the karate club, members from 1 (Zachary 1977, J Anthropol Res 33(4):452-473). */
static const uint8_t zachary[78][2] = {{1, 2}, {1, 3}, {1, 4}, {1, 5}, {1, 6}, {1, 7}, {1, 8},
    {1, 9}, {1, 11}, {1, 12}, {1, 13}, {1, 14}, {1, 18}, {1, 20}, {1, 22}, {1, 32}, {2, 3}, {2, 4},
    {2, 8}, {2, 14}, {2, 18}, {2, 20}, {2, 22}, {2, 31}, {3, 4}, {3, 8}, {3, 9}, {3, 10}, {3, 14},
    {3, 28}, {3, 29}, {3, 33}, {4, 8}, {4, 13}, {4, 14}, {5, 7}, {5, 11}, {6, 7}, {6, 11}, {6, 17},
    {7, 17}, {9, 31}, {9, 33}, {9, 34}, {10, 34}, {14, 34}, {15, 33}, {15, 34}, {16, 33}, {16, 34},
    {19, 33}, {19, 34}, {20, 34}, {21, 33}, {21, 34}, {23, 33}, {23, 34}, {24, 26}, {24, 28},
    {24, 30}, {24, 33}, {24, 34}, {25, 26}, {25, 28}, {25, 32}, {26, 32}, {27, 30}, {27, 34},
    {28, 34}, {29, 32}, {29, 34}, {30, 33}, {30, 34}, {31, 33}, {31, 34}, {32, 33}, {32, 34},
    {33, 34}};

/* Without a map the zones are communities: the most modularity that the club has is .419790 (Brandes
 * et al. 2008, IEEE Trans Knowl Data Eng 20(2):172-188, by integer programming). */
START_TEST(finds_the_factions_of_the_karate_club)
{
    enum { N = 34 };
    struct zone_map map = zone_map_islands(N);
    double cases[N * N] = {0};
    int32_t zone_of[N];
    size_t n_zones, n_islands, n_best = 0;
    struct jh_error err = {0};
    struct jh_zone_indices x;
    for (size_t e = 0; e < sizeof zachary / sizeof *zachary; e++)
        cases[(zachary[e][0] - 1) * N + zachary[e][1] - 1] = 1;
    zone_map_flows(&map, cases);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct jh_run run = {.seed = seed};
        struct jh_zone_options options = {0};
        ck_ok(jh_zone_leiden(&map.flow, NULL, map.population, map.point, &options, &run, zone_of,
                  &n_zones, &n_islands, &err),
            &err);
        ck_ok(jh_zone_judge(&map.flow, NULL, map.population, n_zones, zone_of, &x, &err), &err);
        ck_assert_uint_eq(n_islands, 0);
        ck_assert_double_gt(x.modularity, 0.415);
        ck_assert_double_lt(x.modularity, 0.419790);
        n_best += x.modularity > 0.419789;
    }
    ck_assert_uint_ge(n_best, 15);
    zone_map_release(&map);
}
END_TEST

START_TEST(stops_when_asked)
{
    struct zone_map map = zone_map_grid(5, 5);
    struct jh_run run = {.should_stop = stop_at_once};
    int32_t zone_of[25];
    size_t n_zones, n_islands;
    struct jh_error err = {0};
    ck_refused(run_leiden(&map, (struct jh_zone_options){.n_zones = 3}, &run, zone_of, &n_zones,
                   &n_islands, &err),
        JH_E_CANCELLED);
    zone_map_release(&map);
}
END_TEST

START_TEST(threads_change_nothing)
{
    struct zone_map map = zone_map_grid(20, 20);
    struct jh_rng rng;
    jh_rng_init(&rng, 5, 0);
    zone_map_gravity(&map, &rng, 30);
    int32_t first[MAX], again[MAX];
    size_t n_first = 0, n_again = 0, n_islands;
    struct jh_error err = {0};
    struct jh_zone_options options = {.n_zones = 9, .min_population = 100000};
    for (uint64_t seed = 0; seed < 3; seed++)
        for (int threads = 1; threads <= 3; threads++) {
            struct jh_run run = {.seed = seed, .n_threads = threads};
            ck_ok(run_leiden(&map, options, &run, threads == 1 ? first : again,
                      threads == 1 ? &n_first : &n_again, &n_islands, &err),
                &err);
            if (threads == 1)
                continue;
            ck_assert_uint_eq(n_first, n_again);
            ck_assert_mem_eq(first, again, sizeof first);
        }
    zone_map_release(&map);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("leiden");
    TCase *tc = tcase_create("leiden");
    tcase_add_test(tc, no_unit_and_one_unit);
    tcase_add_test(tc, a_row_falls_apart_where_flows_part);
    tcase_add_test(tc, flows_do_not_jump_over_others);
    tcase_add_test(tc, islands_join_where_their_people_go);
    tcase_add_test(tc, islands_alone_can_be_zones);
    tcase_add_test(tc, says_why_it_cannot_be);
    tcase_add_test(tc, units_without_cases_get_a_zone_too);
    tcase_add_test(tc, finds_the_factions_of_the_karate_club);
    tcase_add_test(tc, stops_when_asked);
    tcase_add_test(tc, threads_change_nothing);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
