/*
 * The planner against enumeration: small random territories under random mixes of all rules and
 * objectives. The answer must be proven and equal, and "no answer" must be told by both.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "junheng/site.h"

#include "base/rng.h"

#include "testing.h"

/* Seeds that once showed a fault. */
static const uint64_t regression_seeds[] = {18684};

enum { N_CASES = 1000, MAX_AREAS = 9, MAX_HOSTS = 7, MAX_KINDS = 3, MAX_ZONES = 3, MAX_FREE = 13 };

struct world {
    float minutes[MAX_AREAS * MAX_HOSTS];
    double demand[MAX_AREAS * MAX_KINDS];
    int32_t zone_of_area[MAX_AREAS], zone_of_host[MAX_HOSTS];
    uint8_t state[MAX_HOSTS * MAX_KINDS], must[MAX_HOSTS];
    double host_cost[MAX_HOSTS], pair_cost[MAX_HOSTS * MAX_KINDS];
    struct jh_site_problem p;
};

static int32_t pick(struct jh_rng *rng, int32_t low, int32_t high)
{
    return low + (int32_t)jh_rng_below(rng, (uint64_t)(high - low + 1));
}

static int32_t maybe(struct jh_rng *rng, double chance, int32_t low, int32_t high)
{
    return jh_rng_unit(rng) < chance ? pick(rng, low, high) : -1;
}

static void draw_states(struct world *w, struct jh_rng *rng, size_t n_pairs)
{
    size_t n_free = 0;
    double exists = jh_rng_unit(rng) < 0.3 ? 0.1 : 0;
    for (size_t i = 0; i < n_pairs; i++) {
        double u = jh_rng_unit(rng);
        w->state[i] = JH_SITE_NO;
        if (u < exists)
            w->state[i] = JH_SITE_EXISTING;
        else if (u > 0.97)
            w->state[i] = JH_SITE_MUST;
        else if (u > 0.25 && n_free++ < MAX_FREE)
            w->state[i] = JH_SITE_MAY;
    }
}

static void draw_costs(struct world *w, struct jh_rng *rng, bool budget)
{
    struct jh_site_problem *p = &w->p;
    double each = pick(rng, 0, 8), one = pick(rng, 1, 4), spread = jh_rng_unit(rng) < 0.5 ? 0 : 3;
    p->rules.budget = budget ? (double)pick(rng, 1, 40) : -1;
    for (size_t h = 0; h < p->n_hosts; h++)
        w->host_cost[h] = each + spread * jh_rng_unit(rng);
    for (size_t i = 0; i < p->n_hosts * p->n_specialties; i++)
        w->pair_cost[i] = one + spread * jh_rng_unit(rng);
    p->host_cost = w->host_cost;
    p->pair_cost = jh_rng_unit(rng) < 0.8 ? w->pair_cost : NULL;
}

static void draw(struct world *w, uint64_t seed)
{
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 0);
    memset(w, 0, sizeof *w);
    size_t n = (size_t)pick(&rng, 1, MAX_AREAS), m = (size_t)pick(&rng, 1, MAX_HOSTS);
    size_t s = (size_t)pick(&rng, 1, MAX_KINDS), z = (size_t)pick(&rng, 0, MAX_ZONES);
    bool whole = jh_rng_unit(&rng) < 0.3;
    double lost = jh_rng_unit(&rng) < 0.3 ? 0.1 : 0;
    for (size_t i = 0; i < n * m; i++)
        w->minutes[i] = jh_rng_unit(&rng) < lost ? INFINITY
                        : whole                  ? (float)pick(&rng, 0, 20)
                                                 : (float)(60 * jh_rng_unit(&rng));
    for (size_t i = 0; i < n * s; i++)
        w->demand[i] = jh_rng_unit(&rng) < 0.2 ? 0
                       : whole                 ? pick(&rng, 1, 5)
                                               : 100 * jh_rng_unit(&rng);
    for (size_t i = 0; i < n; i++)
        w->zone_of_area[i] = pick(&rng, jh_rng_unit(&rng) < 0.2 || z == 0 ? -1 : 0, (int32_t)z - 1);
    for (size_t h = 0; h < m; h++) {
        w->zone_of_host[h] = pick(&rng, jh_rng_unit(&rng) < 0.2 || z == 0 ? -1 : 0, (int32_t)z - 1);
        w->must[h] = jh_rng_unit(&rng) < 0.05;
    }
    draw_states(w, &rng, m * s);
    struct jh_site_objective objectives[] = {{.travel = 1}, {.coverage = 1, .reach_min = 15},
        {.travel = 0.5, .coverage = 10, .reach_min = 15}, {.worst_tenth = 1},
        {.travel = 0.5, .coverage = 3, .reach_min = 15, .worst_tenth = 20}};
    w->p = (struct jh_site_problem){.n_areas = n,
        .n_hosts = m,
        .n_specialties = s,
        .n_zones = z,
        .minutes = w->minutes,
        .demand = w->demand,
        .zone_of_area = w->zone_of_area,
        .zone_of_host = w->zone_of_host,
        .state = w->state,
        .host_must = w->must,
        .rules = {.centres_max = maybe(&rng, 0.6, 1, 4),
            .centres_per_zone_min = jh_rng_unit(&rng) < 0.3 ? 1 : 0,
            .centres_per_zone_max = maybe(&rng, 0.3, 1, 2),
            .specialties_max = maybe(&rng, 0.4, 2, 7),
            .per_specialty_max = maybe(&rng, 0.3, 1, 3),
            .host_specialties_max = maybe(&rng, 0.4, 1, 2),
            .one_per_zone = jh_rng_unit(&rng) < 0.5,
            .assign_in_zone = jh_rng_unit(&rng) < 0.4},
        .objective = objectives[jh_rng_below(&rng, 5)]};
    draw_costs(w, &rng, jh_rng_unit(&rng) < 0.4);
}

static bool is_cost(const struct jh_site_problem *p)
{
    return p->objective.travel > 0 || p->objective.worst_tenth > 0;
}

/* Best over all subsets; minimised; INFINITY: none keeps the rules. */
static double enumerate(const struct world *w)
{
    const struct jh_site_problem *p = &w->p;
    size_t n_pairs = p->n_hosts * p->n_specialties, n_free = 0, free_pair[MAX_FREE + 1];
    struct jh_site_choice choice[MAX_HOSTS * MAX_KINDS];
    double best = (double)INFINITY;
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
                choice[s.n++] = (struct jh_site_choice){.host = (int32_t)(i / p->n_specialties),
                    .specialty = (int32_t)(i % p->n_specialties)};
        }
        double objective;
        if (jh_site_check(p, &s, &objective, NULL) != JH_OK)
            continue;
        best = fmin(best, is_cost(p) ? objective : -objective);
    }
    return best;
}

static bool stop_at_once(void *ctx)
{
    return --*(int *)ctx <= 0;
}

/* Zones that only the number of centres and the budget couple. */
static void set_apart(struct world *w, uint64_t seed)
{
    struct jh_site_problem *p = &w->p;
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 1);
    p->n_zones = (size_t)pick(&rng, 2, MAX_ZONES);
    for (size_t i = 0; i < p->n_areas; i++)
        w->zone_of_area[i] = pick(&rng, 0, (int32_t)p->n_zones - 1);
    for (size_t h = 0; h < p->n_hosts; h++)
        w->zone_of_host[h] = pick(&rng, 0, (int32_t)p->n_zones - 1);
    p->rules.specialties_max = p->rules.per_specialty_max = -1;
    p->rules.one_per_zone = p->rules.assign_in_zone = true;
    p->rules.budget = pick(&rng, 4, 30);
    bool odd = jh_rng_unit(&rng) < 0.1, same = jh_rng_unit(&rng) < 0.3; /* odd: of no grain */
    for (size_t h = 0; h < p->n_hosts && !odd; h++)
        w->host_cost[h] = same ? 5 : 0.5 * pick(&rng, 0, 12);
    for (size_t i = 0; i < p->n_hosts * p->n_specialties && !odd; i++)
        w->pair_cost[i] = same ? 1 : 0.25 * pick(&rng, 0, 9);
}

static void equal_enumeration(struct world *w, int seed)
{
    struct jh_error err = {0};
    struct jh_site_solution s = {0};
    double best = enumerate(w), checked;
    enum jh_status st = jh_site_solve(&w->p, NULL, &s, &err);
    if (best == (double)INFINITY) {
        ck_assert_msg(st == JH_E_INFEASIBLE, "seed %d: got %s", seed, jh_status_name(st));
        ck_assert(err.message[JH_LANG_EN][0] != '\0' && err.hint[JH_LANG_EN][0] != '\0');
        ck_assert(s.choice == NULL);
        return;
    }
    ck_assert_msg(st == JH_OK, "seed %d: %s", seed, err.message[JH_LANG_EN]);
    double sign = is_cost(&w->p) ? 1 : -1;
    ck_assert_msg(fabs(sign * s.objective - best) <= 1e-7 * (1 + fabs(best)),
        "seed %d: %.9g instead of %.9g", seed, sign * s.objective, best);
    ck_assert_int_eq(s.status, JH_SITE_OPTIMAL);
    ck_ok(jh_site_check(&w->p, &s, &checked, &err), &err);
    ck_assert(fabs(checked - s.objective) <= 1e-9 * (1 + fabs(checked)));
    for (size_t k = 0; k < s.n; k++)
        ck_assert_msg(s.choice[k].next_cost >= -1e-7 * (1 + fabs(best)), "seed %d: next costs %g",
            seed, s.choice[k].next_cost);
    jh_site_solution_release(&s);
}

START_TEST(equals_enumeration)
{
    struct world w;
    draw(&w, _i < N_CASES ? (uint64_t)_i : regression_seeds[_i - N_CASES]);
    equal_enumeration(&w, _i);
}
END_TEST

START_TEST(equals_enumeration_zones_apart)
{
    struct world w;
    draw(&w, (uint64_t)_i);
    set_apart(&w, (uint64_t)_i);
    equal_enumeration(&w, _i);
}
END_TEST

START_TEST(bound_holds_when_stopped_early)
{
    struct world w;
    draw(&w, (uint64_t)_i);
    if (_i % 3 == 2)
        set_apart(&w, (uint64_t)_i);
    double best = enumerate(&w);
    for (int steps = 1; steps < 40; steps += 3) {
        int left = steps;
        struct jh_run run = {.should_stop = stop_at_once, .ctx = &left, .n_threads = 1};
        struct jh_site_solution s = {0};
        enum jh_status st = jh_site_solve(&w.p, &run, &s, NULL);
        if (st != JH_OK) {
            ck_assert(st == JH_E_CANCELLED || best == (double)INFINITY);
            continue;
        }
        double sign = is_cost(&w.p) ? 1 : -1, slack = 1e-7 * (1 + fabs(best));
        ck_assert_msg(
            sign * s.bound <= best + slack, "seed %d: bound %g past %g", _i, sign * s.bound, best);
        ck_assert(sign * s.objective >= best - slack);
        jh_site_solution_release(&s);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site_brute");
    TCase *tc = tcase_create("site_brute");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, equals_enumeration, 0,
        N_CASES + (int)(sizeof regression_seeds / sizeof *regression_seeds));
    tcase_add_loop_test(tc, equals_enumeration_zones_apart, 0, N_CASES / 2);
    tcase_add_loop_test(tc, bound_holds_when_stopped_early, 0, 60);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
