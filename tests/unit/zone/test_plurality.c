#include "junheng/zone.h"

#include <string.h>

#include "base/num.h"
#include "testing.h"
#include "zone_maps.h"

enum { MOST = 64 };

static enum jh_status run_plurality(const struct zone_map *map, struct jh_zone_options options,
    int32_t *zone_of, size_t *n_zones, size_t *n_islands, struct jh_error *err)
{
    return jh_zone_plurality(&map->flow, NULL, &map->adjacency, map->population, map->point,
        &options, zone_of, n_zones, n_islands, err);
}

static void check_zones(const struct zone_map *map, struct jh_zone_options options, size_t n_wanted,
    const int32_t *wanted)
{
    int32_t zone_of[MOST];
    size_t n_zones = 77, n_islands = 77;
    struct jh_error err = {0};
    ck_ok(run_plurality(map, options, zone_of, &n_zones, &n_islands, &err), &err);
    ck_assert_uint_eq(n_zones, n_wanted);
    ck_assert_uint_eq(n_islands, 0);
    for (size_t u = 0; u < map->n; u++)
        ck_assert_msg(zone_of[u] == wanted[u], "unit %zu is in zone %d", u, (int)zone_of[u]);
    zone_map_check(map, n_zones, zone_of);
}

/* A row of six; hospitals in units 1 and 4. */
START_TEST(the_town_used_most)
{
    struct zone_map map = zone_map_grid(6, 1);
    const double cases[36] = {[0 * 6 + 1] = 50,
        [0 * 6 + 4] = 50, /* of equals the first */
        [1 * 6 + 1] = 90,
        [1 * 6 + 4] = 10,
        [2 * 6 + 1] = 30,
        [2 * 6 + 4] = 31, /* by one case */
        [3 * 6 + 1] = 10,
        [3 * 6 + 4] = 20,
        [4 * 6 + 4] = 70,
        [5 * 6 + 4] = 5};
    const int32_t wanted[6] = {1, 1, 0, 0, 0, 0};
    zone_map_flows(&map, cases);
    check_zones(&map, (struct jh_zone_options){0}, 2, wanted);
    zone_map_release(&map);
}
END_TEST

/* The far end uses the town at the other end; a unit without any case lies between. */
START_TEST(units_apart_from_their_town_are_joined_to_neighbours)
{
    struct zone_map map = zone_map_grid(7, 1);
    const double cases[49] = {[0 * 7 + 0] = 100,
        [1 * 7 + 0] = 60,
        [2 * 7 + 3] = 10,
        [3 * 7 + 3] = 100,
        [5 * 7 + 3] = 9,
        [5 * 7 + 0] = 10,  /* zone of 0, which is far away */
        [6 * 7 + 0] = 50}; /* ... and uses no other */
    const int32_t wanted[7] = {1, 1, 0, 0, 0, 0, 0};
    zone_map_flows(&map, cases);
    check_zones(&map, (struct jh_zone_options){0}, 2, wanted);
    zone_map_release(&map);
}
END_TEST

/* Towns 2 and 3 of a row of four: the people of 2 use 3; unit 1, which used 2 most, goes to 0. */
START_TEST(a_town_its_own_people_leave_is_no_centre)
{
    struct zone_map map = zone_map_grid(4, 1);
    const double cases[16] = {[0 * 4 + 0] = 100,
        [1 * 4 + 0] = 20,
        [1 * 4 + 2] = 60,
        [1 * 4 + 3] = 10,
        [2 * 4 + 2] = 40,
        [2 * 4 + 3] = 60,
        [3 * 4 + 3] = 100};
    const int32_t wanted[4] = {1, 1, 0, 0}; /* by people */
    zone_map_flows(&map, cases);
    check_zones(&map, (struct jh_zone_options){0}, 2, wanted);
    zone_map_release(&map);
}
END_TEST

/* Three towns in a row, each with its home; localization 0.9, 0.5 and 0.6. */
static struct zone_map three_towns(void)
{
    struct zone_map map = zone_map_grid(3, 1);
    const double cases[9] = {90, 10, 0, 20, 50, 30, 15, 25, 60};
    zone_map_flows(&map, cases);
    map.population[0] = 3000;
    map.population[1] = 2000;
    map.population[2] = 1000;
    return map;
}

START_TEST(the_weakest_zone_joins_first)
{
    struct zone_map map = three_towns();
    const int32_t three[3] = {0, 1, 2}, east[3] = {0, 1, 1}, one[3] = {0, 0, 0};
    check_zones(&map, (struct jh_zone_options){0}, 3, three);
    check_zones(&map, (struct jh_zone_options){.n_zones = 3}, 3, three);
    check_zones(&map, (struct jh_zone_options){.min_localization = 0.5}, 3, three);
    /* 0.5 is the weakest and sends 30 to the east, 20 to the west; together (50+30+25+60)/200 */
    check_zones(&map, (struct jh_zone_options){.n_zones = 2}, 2, east);
    check_zones(&map, (struct jh_zone_options){.min_localization = 0.55}, 2, east);
    check_zones(&map, (struct jh_zone_options){.min_localization = 165.0 / 200}, 2, east);
    check_zones(&map, (struct jh_zone_options){.min_localization = 0.83}, 1, one);
    /* the smallest: unit 2, which touches unit 1 only */
    check_zones(&map, (struct jh_zone_options){.min_population = 1001}, 2, east);
    zone_map_release(&map);
}
END_TEST

START_TEST(what_cannot_be_met_is_refused)
{
    struct zone_map map = three_towns();
    const struct jh_zone_options bad[] = {{.n_zones = 4}, {.n_zones = 3, .min_population = 1500},
        {.n_zones = 2, .min_localization = 0.84}, {.n_zones = 3, .min_localization = 0.55}};
    int32_t zone_of[3] = {7, 7, 7};
    size_t n_zones = 77, n_islands = 77;
    struct jh_error err = {0};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        ck_refused(
            run_plurality(&map, bad[k], zone_of, &n_zones, &n_islands, &err), JH_E_INFEASIBLE);
        ck_assert(err.hint[JH_LANG_ZH][0] != '\0' || k == 0);
    }
    ck_refused(run_plurality(&map, (struct jh_zone_options){.min_localization = 1.5}, zone_of,
                   &n_zones, &n_islands, &err),
        JH_E_DOMAIN);
    const double none[9] = {0};
    zone_map_flows(&map, none);
    ck_refused(
        run_plurality(&map, (struct jh_zone_options){0}, zone_of, &n_zones, &n_islands, &err),
        JH_E_DATA);
    ck_assert_int_eq(zone_of[0], 7);
    ck_assert_uint_eq(n_zones, 77);
    zone_map_release(&map);
}
END_TEST

START_TEST(islands_join_the_zone_they_use_most)
{
    struct zone_map map = zone_map_islands(4);
    const double cases[16] = {[0 * 4 + 0] = 10, [1 * 4 + 1] = 10, [2 * 4 + 1] = 3, [2 * 4 + 0] = 2};
    int32_t zone_of[4];
    size_t n_zones, n_islands;
    struct jh_error err = {0};
    zone_map_flows(&map, cases);
    ck_ok(run_plurality(&map, (struct jh_zone_options){0}, zone_of, &n_zones, &n_islands, &err),
        &err);
    ck_assert_uint_eq(n_zones, 2);
    ck_assert_uint_eq(n_islands, 2);
    ck_assert_int_eq(zone_of[2], zone_of[1]);
    ck_assert_int_ne(zone_of[0], zone_of[1]);
    ck_assert(zone_of[3] == 0 || zone_of[3] == 1);
    zone_map_release(&map);
}
END_TEST

/* Random maps: every zone in one piece, all people in one; minima met; the same twice. */
START_TEST(zones_keep_what_they_promise)
{
    struct jh_rng rng;
    struct jh_error err = {0};
    jh_rng_init(&rng, 5, 0);
    for (int k = 0; k < 200; k++) {
        struct zone_map map = zone_map_random(&rng, 40, 25);
        int32_t zone_of[MOST], again[MOST];
        size_t n_zones, n_islands, n_again;
        zone_map_gravity(&map, &rng, 9);
        ck_ok(run_plurality(&map, (struct jh_zone_options){0}, zone_of, &n_zones, &n_islands, &err),
            &err);
        zone_map_check(&map, n_zones, zone_of);
        struct jh_zone_options options = {.n_zones = 1 + n_zones / 2};
        for (int pass = 0; pass < 2; pass++)
            ck_ok(run_plurality(&map, options, pass ? again : zone_of, pass ? &n_again : &n_zones,
                      &n_islands, &err),
                &err);
        ck_assert_uint_eq(n_zones, options.n_zones);
        zone_map_check(&map, n_zones, zone_of);
        ck_assert(memcmp(zone_of, again, map.n * sizeof *again) == 0);
        zone_map_release(&map);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plurality");
    TCase *tc = tcase_create("plurality");
    tcase_add_test(tc, the_town_used_most);
    tcase_add_test(tc, units_apart_from_their_town_are_joined_to_neighbours);
    tcase_add_test(tc, a_town_its_own_people_leave_is_no_centre);
    tcase_add_test(tc, the_weakest_zone_joins_first);
    tcase_add_test(tc, what_cannot_be_met_is_refused);
    tcase_add_test(tc, islands_join_the_zone_they_use_most);
    tcase_add_test(tc, zones_keep_what_they_promise);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
