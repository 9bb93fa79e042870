/*
 * Leiden under all rules at once (touching, exact number, minima, fixed parts) against every
 * partition of small random maps.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "testing.h"
#include "zone_maps.h"

enum { LEAST_UNITS = 5, MOST_UNITS = 10, SEEDS = 40, KINDS = 5 };

struct rules {
    struct jh_zone_options options;
    int32_t fixed[MOST_UNITS];
    size_t n_fixed;
};

struct truth {
    const struct zone_map *map;
    const struct rules *rules;
    int32_t zone_of[MOST_UNITS], best[MOST_UNITS];
    double q; /* best of all that obey */
    bool any;
};

static bool fixed_apart(const struct rules *r, size_t n, const int32_t *zone_of)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i && r->fixed[i] != JH_NONE; j++)
            if (r->fixed[j] != JH_NONE &&
                (r->fixed[i] == r->fixed[j]) != (zone_of[i] == zone_of[j]))
                return false;
    return true;
}

/* Each zone in one piece; where a fixed part lies in pieces, these count as joined. */
static bool in_one_piece(const struct truth *t, size_t n_zones, const int32_t *zone_of)
{
    const struct jh_graph *g = &t->map->adjacency;
    int32_t piece[MOST_UNITS];
    size_t n = t->map->n, n_pieces = 0;
    for (size_t i = 0; i < n; i++)
        piece[i] = (int32_t)i;
    for (size_t pass = 0; pass < n; pass++)
        for (size_t i = 0; i < n; i++) {
            for (size_t e = g->start[i]; e < g->start[i + 1]; e++)
                if (zone_of[g->to[e]] == zone_of[i] && piece[g->to[e]] < piece[i])
                    piece[i] = piece[g->to[e]];
            for (size_t j = 0; j < n && t->rules->fixed[i] != JH_NONE; j++)
                if (t->rules->fixed[j] == t->rules->fixed[i] && piece[j] < piece[i])
                    piece[i] = piece[j];
        }
    for (size_t i = 0; i < n; i++)
        n_pieces += piece[i] == (int32_t)i;
    return n_pieces == n_zones;
}

static bool local_enough(
    const struct zone_map *map, size_t n_zones, const int32_t *zone_of, double least)
{
    double all[MOST_UNITS] = {0}, home[MOST_UNITS] = {0};
    const struct jh_zone_flow *f = &map->flow;
    for (size_t i = 0; i < map->n; i++) {
        all[zone_of[i]] += f->outside[i];
        for (size_t e = f->start[i]; e < f->start[i + 1]; e++) {
            all[zone_of[i]] += f->cases[e];
            home[zone_of[i]] += zone_of[f->to[e]] == zone_of[i] ? f->cases[e] : 0;
        }
    }
    for (size_t z = 0; z < n_zones; z++)
        if (!(home[z] >= least * all[z] * (1 - 1e-12)))
            return false;
    return true;
}

static bool obeys(const struct truth *t, size_t n_zones, const int32_t *zone_of, double *out_q)
{
    const struct jh_zone_options *o = &t->rules->options;
    struct jh_zone_indices x;
    struct jh_error err = {0};
    if ((o->n_zones > 0 && n_zones != o->n_zones) || !fixed_apart(t->rules, t->map->n, zone_of) ||
        !in_one_piece(t, n_zones, zone_of))
        return false;
    ck_ok(jh_zone_judge(&t->map->flow, NULL, t->map->population, n_zones, zone_of, &x, &err), &err);
    *out_q = x.modularity;
    return x.min_population >= o->min_population &&
           (o->min_localization == 0 ||
               local_enough(t->map, n_zones, zone_of, o->min_localization));
}

/* Restricted growth strings: every partition once. */
static void enumerate(struct truth *t, size_t i, size_t n_zones)
{
    if (i == t->map->n) {
        double q;
        if (obeys(t, n_zones, t->zone_of, &q) && (!t->any || q > t->q)) {
            t->any = true;
            t->q = q;
            memcpy(t->best, t->zone_of, sizeof t->best);
        }
        return;
    }
    for (size_t z = 0; z <= n_zones; z++) {
        t->zone_of[i] = (int32_t)z;
        enumerate(t, i + 1, z == n_zones ? n_zones + 1 : n_zones);
    }
}

static struct zone_map random_map(uint64_t seed, size_t n, struct jh_rng *rng)
{
    jh_rng_init(rng, seed, 7);
    struct zone_map map = zone_map_random(rng, n, n / 2);
    double cases[MOST_UNITS * MOST_UNITS] = {0};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            cases[i * n + j] = (double)jh_rng_below(rng, i == j ? 50 : 8);
        for (size_t e = map.adjacency.start[i]; e < map.adjacency.start[i + 1]; e++)
            cases[i * n + (size_t)map.adjacency.to[e]] += (double)jh_rng_below(rng, 40);
    }
    zone_map_flows(&map, cases);
    for (size_t i = 0; i < n; i++)
        map.population[i] = (double)(100 + jh_rng_below(rng, 900));
    return map;
}

/* Kinds: centres; centres and more zones; a part of two units; minima; all of it. */
static void draw_rules(const struct zone_map *map, int kind, struct jh_rng *rng, struct rules *r)
{
    size_t n = map->n, k = 2 + jh_rng_below(rng, 2);
    double people = 0;
    int32_t order[MOST_UNITS];
    *r = (struct rules){.options = {.resolution = 1}};
    for (size_t i = 0; i < n; i++) {
        people += map->population[i];
        r->fixed[i] = JH_NONE;
        order[i] = (int32_t)i;
    }
    jh_rng_shuffle(rng, order, n);
    r->n_fixed = kind == 3 ? 0 : k;
    for (size_t f = 0; f < r->n_fixed; f++)
        r->fixed[order[f]] = (int32_t)f;
    if (kind == 2 || kind == 4)
        r->fixed[order[k]] = (int32_t)jh_rng_below(rng, k);
    r->options.n_zones = k + (kind == 1);
    if (kind >= 3) {
        r->options.min_population = people / (double)(k + 2);
        r->options.min_localization = 0.3;
    }
}

START_TEST(comes_close_to_the_best_under_all_rules)
{
    const int kind = _i;
    size_t n_possible = 0, n_found = 0, n_best = 0;
    double lost = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct jh_rng rng;
        size_t n = LEAST_UNITS + seed % (MOST_UNITS - LEAST_UNITS + 1), n_zones = 0, n_islands = 0;
        struct zone_map map = random_map(seed, n, &rng);
        struct rules rules;
        struct jh_run run = {.seed = seed};
        struct jh_error err = {0};
        int32_t zone_of[MOST_UNITS];
        double q = 0;
        draw_rules(&map, kind, &rng, &rules);
        rules.options.fixed = rules.n_fixed > 0 ? rules.fixed : NULL;
        struct truth t = {.map = &map, .rules = &rules};
        enumerate(&t, 0, 0);
        enum jh_status st = jh_zone_leiden(&map.flow, &map.adjacency, map.population, map.point,
            &rules.options, &run, zone_of, &n_zones, &n_islands, &err);
        n_possible += t.any;
        if (st == JH_OK) {
            ck_assert_msg(obeys(&t, n_zones, zone_of, &q), "kind %d seed %d: a rule is broken",
                kind, (int)seed);
            ck_assert_double_le(q, t.q + 1e-12);
            n_found++;
            n_best += q > t.q - 1e-9;
            lost += t.q - q;
        } else {
            ck_assert_int_eq(st, JH_E_INFEASIBLE);
        }
        zone_map_release(&map);
    }
    ck_assert_msg(
        n_found * 100 >= n_possible * 90, "kind %d: %zu of %zu found", kind, n_found, n_possible);
    ck_assert_msg(n_best * 100 >= n_found * 90, "kind %d: best in %zu of %zu, %g lost", kind,
        n_best, n_found, lost / (double)n_found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("zone_rules");
    TCase *tc = tcase_create("zone_rules");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, comes_close_to_the_best_under_all_rules, 0, KINDS);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
