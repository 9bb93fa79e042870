/*
 * Siting by choice against enumeration: small random territories under random rules, home the
 * territory or the own zone. The answer must be proven and equal; bounds of stopped searches hold.
 */
#include "junheng/home.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "testing.h"

enum {
    N_CASES = 400,
    N_LOAD_CASES = 200,
    MAX_FREE_LOADS = 8,
    MAX_AREAS = 8,
    MAX_HOSTS = 7,
    MAX_KINDS = 3,
    MAX_ZONES = 3,
    MAX_FREE = 12
};
enum { MAX_GROUPS = MAX_AREAS * MAX_KINDS };

struct world {
    float minutes[MAX_AREAS * MAX_HOSTS];
    double demand[MAX_AREAS * MAX_KINDS], cost[MAX_HOSTS];
    int32_t zone_of_area[MAX_AREAS], zone_of_host[MAX_HOSTS];
    uint8_t state[MAX_HOSTS * MAX_KINDS];
    double leaving[MAX_GROUPS], kept[MAX_GROUPS], weight[MAX_GROUPS * MAX_HOSTS];
    int32_t zone[MAX_GROUPS], specialty[MAX_GROUPS], host[MAX_GROUPS * MAX_HOSTS];
    size_t start[MAX_GROUPS + 1];
    double cases[MAX_GROUPS], today[MAX_GROUPS * MAX_HOSTS], staying[MAX_HOSTS * MAX_KINDS];
    double least[MAX_HOSTS * MAX_KINDS], beds[MAX_KINDS], there[MAX_HOSTS * MAX_KINDS];
    double host_beds[MAX_HOSTS], region_beds[2];
    int32_t region[MAX_HOSTS];
    struct jh_site_problem p;
    struct jh_site_home home;
};

static struct jh_error err;

static int32_t pick(struct jh_rng *rng, int32_t low, int32_t high)
{
    return low + (int32_t)jh_rng_below(rng, (uint64_t)(high - low + 1));
}
static int32_t maybe(struct jh_rng *rng, double chance, int32_t low, int32_t high)
{
    return jh_rng_unit(rng) < chance ? pick(rng, low, high) : -1;
}

static void draw_home(struct world *w, struct jh_rng *rng)
{
    const struct jh_site_problem *p = &w->p;
    size_t n = 0, rows = 0;
    for (size_t a = 0; a < p->n_areas; a++)
        for (size_t k = 0; k < p->n_specialties; k++) {
            if (jh_rng_unit(rng) < 0.15)
                continue;
            w->zone[n] = w->zone_of_area[a];
            w->specialty[n] = (int32_t)k;
            w->leaving[n] = 100 * jh_rng_unit(rng);
            w->kept[n] = 100 * jh_rng_unit(rng);
            for (size_t h = 0; h < p->n_hosts; h++) {
                uint8_t state = w->state[h * p->n_specialties + k];
                if (state == JH_SITE_NO || state == JH_SITE_EXISTING || jh_rng_unit(rng) < 0.3)
                    continue;
                bool own = w->zone_of_host[h] == w->zone[n];
                w->host[rows] = (int32_t)h;
                w->weight[rows++] = (own ? 2 : 0.6) * jh_rng_unit(rng);
            }
            w->start[++n] = rows;
        }
    w->home = (struct jh_site_home){.n_groups = n,
        .leaving = w->leaving,
        .kept = w->kept,
        .zone = w->zone,
        .specialty = w->specialty,
        .start = w->start,
        .host = w->host,
        .weight = w->weight,
        .own_zone = jh_rng_unit(rng) < 0.4};
}

static void draw(struct world *w, uint64_t seed)
{
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 0);
    memset(w, 0, sizeof *w);
    size_t n = (size_t)pick(&rng, 1, MAX_AREAS), m = (size_t)pick(&rng, 1, MAX_HOSTS);
    size_t s = (size_t)pick(&rng, 1, MAX_KINDS), z = (size_t)pick(&rng, 0, MAX_ZONES), n_free = 0;
    for (size_t i = 0; i < n * m; i++)
        w->minutes[i] = (float)(60 * jh_rng_unit(&rng));
    for (size_t i = 0; i < n * s; i++)
        w->demand[i] = jh_rng_unit(&rng) < 0.3 ? 0 : 100 * jh_rng_unit(&rng);
    for (size_t i = 0; i < n; i++)
        w->zone_of_area[i] = pick(&rng, jh_rng_unit(&rng) < 0.1 || z == 0 ? -1 : 0, (int32_t)z - 1);
    for (size_t h = 0; h < m; h++) {
        w->zone_of_host[h] = pick(&rng, jh_rng_unit(&rng) < 0.1 || z == 0 ? -1 : 0, (int32_t)z - 1);
        w->cost[h] = pick(&rng, 1, 5);
    }
    for (size_t i = 0; i < m * s; i++) {
        double u = jh_rng_unit(&rng);
        w->state[i] = u < 0.04                          ? JH_SITE_EXISTING
                      : u > 0.97                        ? JH_SITE_MUST
                      : u > 0.25 && n_free++ < MAX_FREE ? JH_SITE_MAY
                                                        : JH_SITE_NO;
    }
    w->p = (struct jh_site_problem){.n_areas = n,
        .n_hosts = m,
        .n_specialties = s,
        .n_zones = z,
        .minutes = w->minutes,
        .demand = w->demand,
        .zone_of_area = w->zone_of_area,
        .zone_of_host = w->zone_of_host,
        .state = w->state,
        .rules = jh_site_rules_default()};
    w->p.rules.centres_max = maybe(&rng, 0.7, 1, 4);
    w->p.rules.centres_per_zone_min = jh_rng_unit(&rng) < 0.4 ? 1 : 0;
    w->p.rules.centres_per_zone_max = maybe(&rng, 0.3, 1, 2);
    w->p.rules.specialties_max = maybe(&rng, 0.3, 2, 7);
    w->p.rules.per_specialty_max = maybe(&rng, 0.3, 1, 3);
    w->p.rules.host_specialties_max = maybe(&rng, 0.3, 1, 2);
    w->p.rules.one_per_zone = jh_rng_unit(&rng) < 0.7;
    w->p.rules.assign_in_zone = jh_rng_unit(&rng) < 0.5;
    w->p.rules.budget = jh_rng_unit(&rng) < 0.3 ? pick(&rng, 2, 15) : -1;
    w->p.host_cost = w->cost;
    draw_home(w, &rng);
}

/* Hosts treat some of each group's cases; what exists has no weight but its share. */
static void draw_treated(struct world *w, struct jh_rng *rng)
{
    const size_t n_pairs = w->p.n_hosts * w->p.n_specialties;
    for (size_t g = 0; g < w->home.n_groups; g++) {
        w->cases[g] = w->leaving[g] + w->kept[g] + 1;
        for (size_t r = w->start[g]; r < w->start[g + 1]; r++)
            w->today[r] = w->cases[g] * 0.2 * jh_rng_unit(rng);
    }
    for (size_t i = 0; i < n_pairs; i++)
        w->staying[i] = jh_rng_unit(rng) < 0.3 ? 10 * jh_rng_unit(rng) : 0;
    w->home.cases = w->cases;
    w->home.today = w->today;
    w->home.staying = w->staying;
}

static void draw_loads(struct world *w, struct jh_rng *rng)
{
    const size_t n_pairs = w->p.n_hosts * w->p.n_specialties;
    draw_treated(w, rng);
    for (size_t i = 0, n_free = 0; i < n_pairs; i++) /* fewer, as each set costs more to check */
        if (w->state[i] == JH_SITE_MAY && ++n_free > MAX_FREE_LOADS)
            w->state[i] = JH_SITE_NO;
    if (jh_rng_unit(rng) < 0.6) {
        for (size_t i = 0; i < n_pairs; i++)
            w->least[i] = w->state[i] == JH_SITE_EXISTING ? 0 : pick(rng, 0, 160);
        w->p.least_cases = w->least;
    }
    for (size_t k = 0; k < w->p.n_specialties; k++)
        w->beds[k] = 0.02 * pick(rng, 0, 4);
    for (size_t h = 0; h < w->p.n_hosts; h++) {
        w->host_beds[h] = jh_rng_unit(rng) < 0.5 ? JH_INF : pick(rng, 2, 16);
        w->region[h] = pick(rng, -1, 1);
    }
    for (size_t i = 0; i < n_pairs; i++)
        w->there[i] = pick(rng, 0, 3);
    w->region_beds[0] = pick(rng, 0, 20);
    w->region_beds[1] = pick(rng, 0, 20);
    w->p.beds_per_case = w->beds;
    w->p.beds_there = w->there;
    if (jh_rng_unit(rng) < 0.5)
        w->p.host_beds_max = w->host_beds;
    if (jh_rng_unit(rng) < 0.5) {
        w->p.n_regions = 2;
        w->p.region_of_host = w->region;
        w->p.region_beds_max = w->region_beds;
    }
}

/* The rules on counts alone. */
static struct jh_site_problem counts_of(const struct world *w)
{
    struct jh_site_problem p = w->p;
    p.objective.travel = 1;
    p.least_cases = p.beds_per_case = p.host_beds_max = p.region_beds_max = p.beds_there = NULL;
    return p;
}

/* Most cases over all subsets; -INFINITY: none keeps the rules. */
static double enumerate(const struct world *w)
{
    const struct jh_site_problem p = counts_of(w);
    double treated[MAX_HOSTS * MAX_KINDS];
    size_t n_pairs = p.n_hosts * p.n_specialties, n_free = 0, free_pair[MAX_FREE + 1];
    struct jh_site_choice choice[MAX_HOSTS * MAX_KINDS];
    double best = -JH_INF;
    for (size_t i = 0; i < n_pairs; i++)
        if (w->state[i] == JH_SITE_MAY)
            free_pair[n_free++] = i;
    for (unsigned set = 0; set < 1u << n_free; set++) {
        struct jh_site_solution s = {.choice = choice};
        size_t k = 0;
        for (size_t i = 0; i < n_pairs; i++) {
            bool open = w->state[i] >= JH_SITE_MUST;
            if (k < n_free && free_pair[k] == i)
                open = set >> k++ & 1;
            if (open)
                choice[s.n++] = (struct jh_site_choice){.host = (int32_t)(i / p.n_specialties),
                    .specialty = (int32_t)(i % p.n_specialties)};
        }
        double travel;
        if (jh_site_check(&p, &s, &travel, NULL) == JH_OK &&
            (w->home.cases == NULL ||
                jh_site_home_check(&w->p, &w->home, &s, treated, NULL) == JH_OK))
            best = fmax(best, jh_site_home_cases(&p, &w->home, &s));
    }
    return best;
}

static void compare(uint64_t first, bool loads)
{
    const uint64_t n = loads ? N_LOAD_CASES : N_CASES;
    struct world w;
    int n_feasible = 0;
    for (uint64_t seed = first; seed < first + n; seed++) {
        struct jh_site_solution s = {0};
        struct jh_rng rng;
        jh_rng_init(&rng, seed, 1);
        draw(&w, seed);
        if (loads)
            draw_loads(&w, &rng);
        double best = enumerate(&w);
        enum jh_status st = jh_site_solve_home(&w.p, &w.home, NULL, &s, &err);
        if (best == -JH_INF) {
            ck_assert_msg(st == JH_E_INFEASIBLE, "seed %d: %s", (int)seed, jh_status_name(st));
            continue;
        }
        n_feasible++;
        ck_assert_msg(st == JH_OK, "seed %d: %s %s", (int)seed, jh_status_name(st), err.message[0]);
        double tolerance = 1e-7 * fmax(1, fabs(best)), travel;
        const struct jh_site_problem p = counts_of(&w);
        double treated[MAX_HOSTS * MAX_KINDS];
        ck_assert_msg(fabs(s.objective - best) <= tolerance, "seed %d: %.9g where %.9g is best",
            (int)seed, s.objective, best);
        ck_assert_msg(s.status == JH_SITE_OPTIMAL, "seed %d: bound %.9g", (int)seed, s.bound);
        ck_assert_double_eq_tol(jh_site_home_cases(&w.p, &w.home, &s), s.objective, tolerance);
        ck_ok(jh_site_check(&p, &s, &travel, &err), &err);
        if (loads)
            ck_ok(jh_site_home_check(&w.p, &w.home, &s, treated, &err), &err);
        jh_site_solution_release(&s);
    }
    ck_assert_int_gt(n_feasible, (int)(loads ? n / 4 : n / 3));
}

START_TEST(equals_enumeration)
{
    compare(0, false);
}
END_TEST

START_TEST(equals_enumeration_under_loads)
{
    compare(5000, true);
}
END_TEST

START_TEST(stopped_bounds_hold)
{
    struct world w;
    for (uint64_t seed = 1000; seed < 1000 + N_CASES / 2; seed++) {
        struct jh_site_solution s = {0};
        const struct jh_run run = {.iteration_limit = 12};
        struct jh_rng rng;
        jh_rng_init(&rng, seed, 1);
        draw(&w, seed);
        if (seed % 2 == 0)
            draw_loads(&w, &rng);
        double best = enumerate(&w);
        if (jh_site_solve_home(&w.p, &w.home, &run, &s, NULL) != JH_OK)
            continue;
        ck_assert_double_ge(s.bound, best - 1e-7 * fmax(1, fabs(best)));
        ck_assert_double_le(s.objective, best + 1e-7 * fmax(1, fabs(best)));
        jh_site_solution_release(&s);
    }
}
END_TEST

/* Host 0 or 1 for one area: leaving 50 of 100; weights 0.5 and 1: 50 * 1 / 2 = 25 come home; with
 * host 0 it is 50 * 0.5 / 1.5. */
START_TEST(worked_by_hand)
{
    const float minutes[] = {10, 20};
    const double demand[] = {100}, leaving[] = {50}, weight[] = {0.5, 1};
    const int32_t zone[] = {0, 0}, specialty[] = {0}, host[] = {0, 1};
    const uint8_t state[] = {JH_SITE_MAY, JH_SITE_MAY};
    const size_t start[] = {0, 2};
    struct jh_site_solution s = {0};
    struct jh_site_problem p = {
        1, 2, 1, 1, minutes, demand, zone, zone, state, NULL, .rules = jh_site_rules_default()};
    p.rules.centres_max = 1;
    const struct jh_site_home home = {.n_groups = 1,
        .leaving = leaving,
        .zone = zone,
        .specialty = specialty,
        .start = start,
        .host = host,
        .weight = weight};
    ck_ok(jh_site_solve_home(&p, &home, NULL, &s, &err), &err);
    ck_assert_int_eq(s.choice[0].host, 1);
    ck_assert_double_eq_tol(s.objective, 25, 1e-12);
    ck_assert_int_eq(s.choice[0].next_host, 0);
    ck_assert_double_eq_tol(s.choice[0].next_cost, 25 - 50 * 0.5 / 1.5, 1e-12);
    ck_assert_double_eq_tol(s.travel_case_min, 2000, 1e-9);
    jh_site_solution_release(&s);
}
END_TEST

START_TEST(refuses_wrong_figures)
{
    struct world w;
    struct jh_site_solution s = {.n = 7};
    draw(&w, 3);
    ck_assert_uint_gt(w.home.n_groups, 0);
    w.leaving[0] = -1;
    ck_refused(jh_site_solve_home(&w.p, &w.home, NULL, &s, &err), JH_E_DOMAIN);
    w.leaving[0] = 1;
    w.specialty[0] = 99;
    ck_refused(jh_site_solve_home(&w.p, &w.home, NULL, &s, &err), JH_E_ARG);
    ck_assert_uint_eq(s.n, 7);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("home_brute");
    TCase *tc = tcase_create("home_brute");
    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, equals_enumeration);
    tcase_add_test(tc, equals_enumeration_under_loads);
    tcase_add_test(tc, stopped_bounds_hold);
    tcase_add_test(tc, worked_by_hand);
    tcase_add_test(tc, refuses_wrong_figures);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
