/* Random maps: against every partition of small ones, and what must hold of any. */
#include <stdlib.h>
#include <string.h>

#include "testing.h"
#include "zone_maps.h"

enum { SMALL = 7, SEEDS = 60 };

/* Best modularity of all partitions into connected zones, by number of zones. */
struct best {
    double q[SMALL + 1];
};

static double score(const struct zone_map *map, size_t n_zones, const int32_t *zone_of,
    double min_population, bool *ok)
{
    struct jh_zone_indices x;
    struct jh_error err = {0};
    ck_ok(jh_zone_judge(&map->flow, &map->adjacency, map->population, n_zones, zone_of, &x, &err),
        &err);
    *ok = x.n_components == n_zones && x.min_population >= min_population;
    return x.modularity;
}

/* Restricted growth strings: every partition once. */
static void enumerate(const struct zone_map *map, size_t i, int32_t *zone_of, size_t n_zones,
    double min_population, struct best *best)
{
    if (i == map->n) {
        bool ok;
        double q = score(map, n_zones, zone_of, min_population, &ok);
        if (ok && q > best->q[n_zones])
            best->q[n_zones] = q;
        return;
    }
    for (size_t z = 0; z <= n_zones; z++) {
        zone_of[i] = (int32_t)z;
        enumerate(map, i + 1, zone_of, z == n_zones ? n_zones + 1 : n_zones, min_population, best);
    }
}

static struct zone_map random_map(uint64_t seed, size_t n, struct jh_rng *rng)
{
    jh_rng_init(rng, seed, 0);
    struct zone_map map = zone_map_random(rng, n, n / 2);
    double *cases = calloc(n * n, sizeof *cases);
    for (size_t i = 0; i < n * n; i++) {
        bool near = false;
        for (size_t e = map.adjacency.start[i / n]; e < map.adjacency.start[i / n + 1]; e++)
            near = near || map.adjacency.to[e] == (int32_t)(i % n);
        cases[i] = (double)jh_rng_below(rng, i / n == i % n ? 50 : near ? 40 : 8);
    }
    zone_map_flows(&map, cases);
    free(cases);
    for (size_t i = 0; i < n; i++)
        map.population[i] = (double)(100 + jh_rng_below(rng, 900));
    return map;
}

START_TEST(comes_close_to_the_best_of_all_partitions)
{
    size_t n_runs = 0, n_best = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct jh_rng rng;
        struct zone_map map = random_map(seed, SMALL, &rng);
        int32_t zone_of[SMALL];
        struct best best;
        for (size_t k = 0; k <= SMALL; k++)
            best.q[k] = -1;
        enumerate(&map, 0, zone_of, 0, 0, &best);
        for (size_t k = 0; k <= SMALL; k++)
            best.q[0] = best.q[k] > best.q[0] ? best.q[k] : best.q[0];
        for (size_t wanted = 0; wanted <= SMALL; wanted++) {
            struct jh_zone_options options = {.n_zones = wanted, .resolution = 1};
            struct jh_run run = {.seed = seed};
            struct jh_error err = {0};
            size_t n_zones, n_islands;
            bool ok;
            ck_ok(jh_zone_leiden(&map.flow, &map.adjacency, map.population, map.point, &options,
                      &run, zone_of, &n_zones, &n_islands, &err),
                &err);
            ck_assert(wanted == 0 || n_zones == wanted);
            ck_assert_uint_eq(n_islands, 0);
            zone_map_check(&map, n_zones, zone_of);
            double q = score(&map, n_zones, zone_of, 0, &ok);
            ck_assert_msg(ok, "seed %d wanted %zu got %zu", (int)seed, wanted, n_zones);
            ck_assert_double_le(q, best.q[wanted] + 1e-12);
            ck_assert_msg(q > best.q[wanted] - 0.05, "seed %d, %zu zones: %g of %g", (int)seed,
                wanted, q, best.q[wanted]);
            n_runs++;
            n_best += q > best.q[wanted] - 1e-9;
        }
        zone_map_release(&map);
    }
    ck_assert_msg(n_best * 100 >= n_runs * 95, "best in %zu of %zu", n_best, n_runs);
}
END_TEST

START_TEST(minimum_population_is_met)
{
    size_t n_possible = 0, n_found = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct jh_rng rng;
        struct zone_map map = random_map(seed, SMALL, &rng);
        int32_t zone_of[SMALL];
        double total = 0;
        for (size_t i = 0; i < SMALL; i++)
            total += map.population[i];
        for (size_t wanted = 0; wanted <= 4; wanted++) {
            double min = total / (double)(wanted + 2);
            struct jh_zone_options options = {.n_zones = wanted, .min_population = min};
            struct jh_error err = {0};
            struct best best;
            size_t n_zones, n_islands;
            bool ok;
            for (size_t k = 0; k <= SMALL; k++)
                best.q[k] = -1;
            enumerate(&map, 0, zone_of, 0, min, &best);
            enum jh_status st = jh_zone_leiden(&map.flow, &map.adjacency, map.population, map.point,
                &options, NULL, zone_of, &n_zones, &n_islands, &err);
            if (wanted == 0)
                ck_ok(st, &err);
            n_possible += wanted > 0 && best.q[wanted] > -1;
            if (st != JH_OK) {
                ck_assert_int_eq(st, JH_E_INFEASIBLE);
                continue;
            }
            n_found += wanted > 0;
            zone_map_check(&map, n_zones, zone_of);
            (void)score(&map, n_zones, zone_of, min, &ok);
            ck_assert_msg(ok, "seed %d wanted %zu got %zu", (int)seed, wanted, n_zones);
        }
        zone_map_release(&map);
    }
    ck_assert_msg(n_found * 100 >= n_possible * 95, "found %zu of %zu", n_found, n_possible);
}
END_TEST

/* Larger maps with hospitals, any number of zones: connected, exact, everybody in one. */
START_TEST(every_zone_is_one_piece)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct jh_rng rng;
        jh_rng_init(&rng, seed, 1);
        struct zone_map map =
            seed % 2 == 0 ? zone_map_grid(14, 12) : zone_map_random(&rng, 150, 90);
        zone_map_gravity(&map, &rng, 20);
        int32_t zone_of[200];
        for (size_t wanted = 0; wanted <= 40; wanted += 8) {
            struct jh_zone_options options = {
                .n_zones = wanted, .min_population = wanted % 16 == 0 ? 5000 : 0};
            struct jh_run run = {.seed = seed};
            struct jh_error err = {0};
            size_t n_zones, n_islands;
            ck_ok(jh_zone_leiden(&map.flow, &map.adjacency, map.population, map.point, &options,
                      &run, zone_of, &n_zones, &n_islands, &err),
                &err);
            ck_assert(wanted == 0 || n_zones == wanted);
            zone_map_check(&map, n_zones, zone_of);
            bool ok;
            (void)score(&map, n_zones, zone_of, options.min_population, &ok);
            ck_assert_msg(ok, "seed %d wanted %zu got %zu", (int)seed, wanted, n_zones);
        }
        zone_map_release(&map);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("zone_partitions");
    TCase *tc = tcase_create("zone_partitions");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, comes_close_to_the_best_of_all_partitions);
    tcase_add_test(tc, minimum_population_is_met);
    tcase_add_test(tc, every_zone_is_one_piece);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
