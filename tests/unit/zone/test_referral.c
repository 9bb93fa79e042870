/* Service areas, then referral regions: by hand, against a second reading of the rules, invariants. */
#include "junheng/zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "testing.h"
#include "zone_maps.h"

enum { MOST = 24 };

struct answer {
    int32_t service_of[MOST], zone_of[MOST];
    size_t n_services, n_zones, n_islands;
};

static enum jh_status run_referral(const struct zone_map *map, const struct zone_map *hard,
    double min_cases, struct jh_zone_options options, struct answer *a, struct jh_error *err)
{
    return jh_zone_referral(&map->flow, &hard->flow, min_cases, &map->adjacency, map->population,
        map->point, &options, a->service_of, &a->n_services, a->zone_of, &a->n_zones, &a->n_islands,
        err);
}

static void check_zones(const struct zone_map *map, const struct zone_map *hard, double min_cases,
    struct jh_zone_options options, size_t n_wanted, const int32_t *wanted)
{
    struct answer a;
    struct jh_error err = {0};
    ck_ok(run_referral(map, hard, min_cases, options, &a, &err), &err);
    ck_assert_uint_eq(a.n_zones, n_wanted);
    ck_assert_uint_eq(a.n_islands, 0);
    for (size_t u = 0; u < map->n; u++)
        ck_assert_msg(a.zone_of[u] == wanted[u], "unit %zu is in zone %d", u, (int)a.zone_of[u]);
    zone_map_check(map, a.n_zones, a.zone_of);
}

/*
 * A row of nine, towns 1, 4 and 7 with the units beside each. For hard cases the people of the west
 * (units 0 to 2) go to town 4 mostly, those of the east have a centre of their own. Of hard cases town
 * 1 treats 6, town 4 treats 20 + 40 + 11, town 7 treats 5 + 12.
 */
static void row_of_nine(struct zone_map *map, struct zone_map *hard)
{
    double cases[81] = {0};
    for (int u = 0; u < 9; u++)
        cases[u * 9 + u / 3 * 3 + 1] = 80;
    cases[0 * 9 + 4] = 20;
    *map = zone_map_grid(9, 1);
    *hard = zone_map_grid(9, 1);
    zone_map_flows(map, cases);
    memset(cases, 0, sizeof cases);
    cases[1 * 9 + 1] = 6;
    cases[0 * 9 + 4] = 20;
    cases[2 * 9 + 7] = 5;
    cases[3 * 9 + 4] = 40;
    cases[8 * 9 + 7] = 12;
    cases[6 * 9 + 4] = 11;
    zone_map_flows(hard, cases);
    for (int u = 0; u < 9; u++) /* the middle has most people, the east fewest */
        map->population[u] = u / 3 == 1 ? 3000 : u / 3 == 0 ? 2000 : 1000;
}

START_TEST(service_areas_go_where_their_hard_cases_go)
{
    struct zone_map map, hard;
    struct answer a;
    struct jh_error err = {0};
    const int32_t services[9] = {1, 1, 1, 0, 0, 0, 2, 2, 2}, two[9] = {0, 0, 0, 0, 0, 0, 1, 1, 1},
                  one[9] = {0};
    row_of_nine(&map, &hard);
    ck_ok(run_referral(&map, &hard, 10, (struct jh_zone_options){0}, &a, &err), &err);
    ck_assert_uint_eq(a.n_services, 3);
    ck_assert_mem_eq(a.service_of, services, sizeof services);
    check_zones(&map, &hard, 10, (struct jh_zone_options){0}, 2, two);
    check_zones(&map, &hard, 0, (struct jh_zone_options){0}, 2, two); /* the west leaves its own */
    check_zones(&map, &hard, 17, (struct jh_zone_options){0}, 2, two);
    check_zones(&map, &hard, 17.5, (struct jh_zone_options){0}, 1, one); /* town 7 is none */
    zone_map_release(&map);
    zone_map_release(&hard);
}
END_TEST

START_TEST(minima_pool_regions_with_their_neighbours)
{
    struct zone_map map, hard;
    const int32_t two[9] = {0, 0, 0, 0, 0, 0, 1, 1, 1}, one[9] = {0};
    row_of_nine(&map, &hard);
    check_zones(&map, &hard, 10, (struct jh_zone_options){.min_population = 3000}, 2, two);
    check_zones(&map, &hard, 10, (struct jh_zone_options){.min_population = 3001}, 1, one);
    check_zones(&map, &hard, 10, (struct jh_zone_options){.n_zones = 1}, 1, one);
    /* all cases of both stay at home: hard cases do not count twice */
    check_zones(&map, &hard, 10, (struct jh_zone_options){.min_localization = 1}, 2, two);
    zone_map_release(&map);
    zone_map_release(&hard);
}
END_TEST

/* The west uses the far east for hard cases; the middle, a centre, lies between and takes it in. */
START_TEST(regions_are_contiguous)
{
    struct zone_map map, hard;
    double cases[81] = {[0 * 9 + 7] = 50, [3 * 9 + 4] = 30, [6 * 9 + 7] = 30};
    const int32_t two[9] = {0, 0, 0, 0, 0, 0, 1, 1, 1};
    row_of_nine(&map, &hard);
    zone_map_flows(&hard, cases);
    check_zones(&map, &hard, 10, (struct jh_zone_options){0}, 2, two);
    zone_map_release(&map);
    zone_map_release(&hard);
}
END_TEST

/* Nobody of the middle is a hard case: its people leave for nowhere, so it may be the centre. */
START_TEST(a_centre_needs_no_cases_of_its_own)
{
    struct zone_map map, hard;
    double cases[81] = {[0 * 9 + 4] = 20, [6 * 9 + 4] = 20, [6 * 9 + 7] = 5};
    const int32_t one[9] = {0};
    row_of_nine(&map, &hard);
    zone_map_flows(&hard, cases);
    check_zones(&map, &hard, 5, (struct jh_zone_options){0}, 1, one);
    cases[8 * 9 + 7] = 30;
    const int32_t two[9] = {0, 0, 0, 0, 0, 0, 1, 1, 1};
    zone_map_flows(&hard, cases);
    check_zones(&map, &hard, 5, (struct jh_zone_options){0}, 2, two);
    zone_map_release(&map);
    zone_map_release(&hard);
}
END_TEST

START_TEST(what_cannot_be_met_is_refused)
{
    struct zone_map map, hard;
    const double none[81] = {0};
    struct answer a = {.n_services = 77, .n_zones = 77, .n_islands = 77, .zone_of = {7}};
    struct jh_error err = {0};
    row_of_nine(&map, &hard);
    ck_refused(run_referral(&map, &hard, 1000, (struct jh_zone_options){0}, &a, &err), JH_E_DATA);
    ck_assert(err.hint[JH_LANG_ZH][0] != '\0');
    ck_refused(run_referral(&map, &hard, 10, (struct jh_zone_options){.n_zones = 4}, &a, &err),
        JH_E_INFEASIBLE);
    ck_refused(run_referral(&map, &hard, 10, (struct jh_zone_options){.n_zones = 3}, &a, &err),
        JH_E_INFEASIBLE);
    ck_refused(run_referral(&map, &hard, -1, (struct jh_zone_options){0}, &a, &err), JH_E_DOMAIN);
    zone_map_flows(&hard, none);
    ck_refused(run_referral(&map, &hard, 0, (struct jh_zone_options){0}, &a, &err), JH_E_DATA);
    ck_assert(a.n_services == 77 && a.n_zones == 77 && a.n_islands == 77 && a.zone_of[0] == 7);
    zone_map_release(&map);
    zone_map_release(&hard);
}
END_TEST

START_TEST(islands_are_counted_in_both_steps)
{
    struct zone_map map = zone_map_islands(4), hard = zone_map_islands(4);
    /* 0 and 1 have towns, 2 and 3 none; only 0 treats hard cases, those of 1 among them */
    const double cases[16] = {[0 * 4 + 0] = 10, [1 * 4 + 1] = 10, [2 * 4 + 1] = 3, [3 * 4 + 0] = 2};
    const double severe[16] = {[0 * 4 + 0] = 10, [1 * 4 + 0] = 10};
    struct answer a;
    struct jh_error err = {0};
    zone_map_flows(&map, cases);
    zone_map_flows(&hard, severe);
    ck_ok(run_referral(&map, &hard, 10, (struct jh_zone_options){0}, &a, &err), &err);
    ck_assert_uint_eq(a.n_services, 2);
    ck_assert_uint_eq(a.n_zones, 1);
    ck_assert_uint_eq(a.n_islands, 3); /* 2 and 3 at first, 1 (and with it 2) later */
    zone_map_release(&map);
    zone_map_release(&hard);
}
END_TEST

/* ---- A second reading of the rules, on dense tables and without any minima -------------------- */

struct dense {
    size_t n;
    double use[MOST][MOST];
    bool touch[MOST][MOST];
};

static int reread_favourite(const struct dense *d, const bool *town, size_t u)
{
    int best = -1;
    for (size_t t = 0; t < d->n; t++)
        if (town[t] && d->use[u][t] > 0 && (best < 0 || d->use[u][t] > d->use[u][best]))
            best = (int)t;
    return best;
}

static double reread_share(const struct dense *d, size_t t)
{
    double all = 0;
    for (size_t k = 0; k < d->n; k++)
        all += d->use[t][k];
    return all > 0 ? d->use[t][t] / all : 0;
}

static double treated(const struct dense *d, size_t t)
{
    double all = 0;
    for (size_t u = 0; u < d->n; u++)
        all += d->use[u][t];
    return all;
}

/* Towns whose own people do not use another one most. */
static void reread_towns(const struct dense *d, double least, bool *town)
{
    size_t n_towns = 0;
    for (size_t t = 0; t < d->n; t++)
        n_towns += town[t] = treated(d, t) > 0 && treated(d, t) >= least;
    while (n_towns > 1) {
        int drop = -1;
        for (size_t t = 0; t < d->n; t++) {
            int favourite = reread_favourite(d, town, t);
            if (!town[t] || favourite == (int)t || favourite < 0)
                continue;
            if (drop < 0 || reread_share(d, t) < reread_share(d, (size_t)drop) ||
                (reread_share(d, t) == reread_share(d, (size_t)drop) &&
                    treated(d, t) <= treated(d, (size_t)drop)))
                drop = (int)t;
        }
        if (drop < 0)
            break;
        town[drop] = false;
        n_towns--;
    }
}

/* Town of each unit; the map is in one piece. */
static void reread(const struct dense *d, double least, int *town_of)
{
    bool town[MOST], changed = true;
    int choice[MOST];
    reread_towns(d, least, town);
    for (size_t u = 0; u < d->n; u++) {
        choice[u] = town[u] ? (int)u : reread_favourite(d, town, u);
        town_of[u] = town[u] ? (int)u : -1;
    }
    while (changed) { /* settled: joined to the town through units of the same choice */
        changed = false;
        for (size_t u = 0; u < d->n; u++)
            for (size_t v = 0; v < d->n && town_of[u] < 0; v++)
                if (d->touch[u][v] && choice[u] >= 0 && town_of[v] == choice[u]) {
                    town_of[u] = choice[u];
                    changed = true;
                }
    }
    for (changed = true; changed;) { /* rounds on the same map */
        int next[MOST];
        changed = false;
        for (size_t u = 0; u < d->n; u++) {
            double most = -1;
            next[u] = town_of[u];
            for (size_t t = 0; t < d->n && town_of[u] < 0; t++) {
                double used = 0;
                bool touches = false;
                for (size_t v = 0; v < d->n; v++) {
                    used += town_of[v] == (int)t ? d->use[u][v] : 0;
                    touches = touches || (d->touch[u][v] && town_of[v] == (int)t);
                }
                if (touches && used > most) {
                    most = used;
                    next[u] = (int)t;
                }
            }
            changed = changed || next[u] != town_of[u];
        }
        memcpy(town_of, next, d->n * sizeof *next);
    }
}

static void draw_together(const struct dense *d, const int *group, size_t n, struct dense *out)
{
    memset(out, 0, sizeof *out);
    out->n = n;
    for (size_t u = 0; u < d->n; u++)
        for (size_t v = 0; v < d->n; v++) {
            out->use[group[u]][group[v]] += d->use[u][v];
            out->touch[group[u]][group[v]] |= d->touch[u][v] && group[u] != group[v];
        }
}

static bool same_division(size_t n, const int32_t *a, const int *b)
{
    for (size_t u = 0; u < n; u++)
        for (size_t v = 0; v < u; v++)
            if ((a[u] == a[v]) != (b[u] == b[v]))
                return false;
    return true;
}

/* Odd numbers of cases, so that sums hardly ever tie. */
static void fill(
    struct zone_map *map, struct jh_rng *rng, struct dense *d, size_t n_towns, int most)
{
    double cases[MOST * MOST] = {0};
    d->n = map->n;
    memset(d->use, 0, sizeof d->use);
    memset(d->touch, 0, sizeof d->touch);
    for (size_t u = 0; u < map->n; u++) {
        for (size_t k = 0; k < n_towns; k++) {
            size_t t = k * map->n / n_towns;
            bool home = u * n_towns / map->n == k;
            d->use[u][t] = cases[u * map->n + t] =
                (double)jh_rng_below(rng, (uint64_t)(home ? 8 * most : most)) +
                1e-3 * (double)jh_rng_below(rng, 997);
        }
        for (size_t e = map->adjacency.start[u]; e < map->adjacency.start[u + 1]; e++)
            d->touch[u][map->adjacency.to[e]] = true;
    }
    zone_map_flows(map, cases);
}

/* Ties between zones that a unit uses alike fall to the longer border: all are of one length here. */
static bool none_used_alike(const struct dense *d)
{
    for (size_t u = 0; u < d->n; u++) {
        double all = 0;
        for (size_t t = 0; t < d->n; t++)
            all += d->use[u][t];
        if (all <= 0)
            return false;
    }
    return true;
}

START_TEST(a_second_reading_of_the_rules_agrees)
{
    size_t n_checked = 0, n_regions = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct jh_rng rng;
        jh_rng_init(&rng, seed, 0);
        struct zone_map map = zone_map_random(&rng, 20, 12);
        struct zone_map hard = zone_map_islands(map.n);
        struct dense all, severe, services, referrals;
        struct answer a;
        struct jh_error err = {0};
        int town_of[MOST], group[MOST], number[MOST], region_of[MOST], of_unit[MOST];
        size_t n_groups = 0;
        double least = (double)jh_rng_below(&rng, 150);
        fill(&map, &rng, &all, 9, 100);
        fill(&hard, &rng, &severe, 4, 20);
        reread(&all, 0, town_of);
        for (size_t u = 0; u < map.n; u++)
            number[u] = town_of[u] == (int)u ? (int)n_groups++ : -1;
        for (size_t u = 0; u < map.n; u++)
            group[u] = number[town_of[u]];
        draw_together(&all, group, n_groups, &services);
        draw_together(&severe, group, n_groups, &referrals);
        enum jh_status st = run_referral(&map, &hard, least, (struct jh_zone_options){0}, &a, &err);
        if (st == JH_OK && none_used_alike(&referrals)) {
            memcpy(referrals.touch, services.touch, sizeof services.touch);
            reread(&referrals, least, region_of);
            for (size_t u = 0; u < map.n; u++)
                of_unit[u] = region_of[group[u]];
            ck_assert_uint_eq(a.n_services, n_groups);
            ck_assert(same_division(map.n, a.service_of, town_of));
            ck_assert_msg(same_division(map.n, a.zone_of, of_unit), "seed %d", (int)seed);
            zone_map_check(&map, a.n_zones, a.zone_of);
            n_checked++;
            n_regions += a.n_zones;
        }
        zone_map_release(&hard);
        zone_map_release(&map);
    }
    ck_assert_uint_ge(n_checked, 250);
    ck_assert_uint_ge(n_regions, n_checked + 60); /* not one region all the time */
}
END_TEST

/* Of any map: regions are whole service areas, in one piece each, with the minima met. */
START_TEST(regions_keep_what_they_promise)
{
    size_t n_met = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct jh_rng rng;
        jh_rng_init(&rng, seed, 1);
        struct zone_map map = zone_map_random(&rng, 20, 12);
        struct zone_map hard = zone_map_islands(map.n);
        struct dense all, severe;
        struct answer a, again;
        struct jh_error err = {0};
        struct jh_zone_indices x;
        fill(&map, &rng, &all, 9, 100);
        fill(&hard, &rng, &severe, 4, 20);
        struct jh_zone_options options = {
            .min_population = 1 + map.population[0] * 4, .min_localization = 0.4};
        enum jh_status st = run_referral(&map, &hard, 10, options, &a, &err);
        ck_assert(st == JH_OK || st == JH_E_INFEASIBLE || st == JH_E_DATA);
        if (st == JH_OK) {
            ck_ok(run_referral(&map, &hard, 10, options, &again, &err), &err);
            ck_assert_mem_eq(a.zone_of, again.zone_of, map.n * sizeof *a.zone_of);
            for (size_t u = 0; u < map.n; u++)
                for (size_t v = 0; v < u; v++)
                    ck_assert(a.service_of[u] != a.service_of[v] || a.zone_of[u] == a.zone_of[v]);
            zone_map_check(&map, a.n_zones, a.zone_of);
            ck_ok(jh_zone_judge(
                      &map.flow, &map.adjacency, map.population, a.n_zones, a.zone_of, &x, &err),
                &err);
            ck_assert_double_ge(x.min_population, options.min_population);
            ck_assert_double_ge(x.localization_index, options.min_localization);
            n_met++;
        }
        zone_map_release(&hard);
        zone_map_release(&map);
    }
    ck_assert_uint_ge(n_met, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("referral");
    TCase *tc = tcase_create("referral");
    tcase_add_test(tc, service_areas_go_where_their_hard_cases_go);
    tcase_add_test(tc, minima_pool_regions_with_their_neighbours);
    tcase_add_test(tc, regions_are_contiguous);
    tcase_add_test(tc, a_centre_needs_no_cases_of_its_own);
    tcase_add_test(tc, what_cannot_be_met_is_refused);
    tcase_add_test(tc, islands_are_counted_in_both_steps);
    tcase_add_test(tc, a_second_reading_of_the_rules_agrees);
    tcase_add_test(tc, regions_keep_what_they_promise);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
