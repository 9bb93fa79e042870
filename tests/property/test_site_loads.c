/*
 * The planner under volumes, beds and budgets against enumeration of open sets and of who is served
 * where. The answer must be proven and equal; "no answer" must be told by both.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "junheng/site.h"

#include "base/rng.h"

#include "testing.h"

enum { N_CASES = 1000, MAX_AREAS = 6, MAX_HOSTS = 4, MAX_KINDS = 2, MAX_FREE = 8 };

/* Seeds that once showed a fault. */
static const uint64_t regression_seeds[] = {0};

struct world {
    float minutes[MAX_AREAS * MAX_HOSTS];
    double demand[MAX_AREAS * MAX_KINDS];
    int32_t zone_of_area[MAX_AREAS], zone_of_host[MAX_HOSTS], region_of_host[MAX_HOSTS];
    uint8_t state[MAX_HOSTS * MAX_KINDS];
    double host_cost[MAX_HOSTS], pair_cost[MAX_HOSTS * MAX_KINDS];
    double least[MAX_HOSTS * MAX_KINDS], there[MAX_HOSTS * MAX_KINDS];
    double beds_per_case[MAX_KINDS], host_beds[MAX_HOSTS], region_beds[2];
    struct jh_site_problem p;
};

static int32_t pick(struct jh_rng *rng, int32_t low, int32_t high)
{
    return low + (int32_t)jh_rng_below(rng, (uint64_t)(high - low + 1));
}

static bool chance(struct jh_rng *rng, double p)
{
    return jh_rng_unit(rng) < p;
}

static int32_t maybe(struct jh_rng *rng, double p, int32_t low, int32_t high)
{
    return chance(rng, p) ? pick(rng, low, high) : -1;
}

static void draw_loads(struct world *w, struct jh_rng *rng)
{
    struct jh_site_problem *p = &w->p;
    size_t n_pairs = p->n_hosts * p->n_specialties;
    double total = 0;
    for (size_t i = 0; i < p->n_areas * p->n_specialties; i++)
        total += w->demand[i];
    double mean = total / (double)p->n_specialties;
    double least = mean * (0.1 + 0.5 * jh_rng_unit(rng));
    if (chance(rng, 0.7)) {
        p->least_cases = w->least;
        for (size_t i = 0; i < n_pairs; i++)
            w->least[i] = w->state[i] == JH_SITE_EXISTING ? least * jh_rng_unit(rng) : least;
    }
    if (p->least_cases != NULL && chance(rng, 0.6))
        return;
    p->beds_per_case = w->beds_per_case;
    for (size_t k = 0; k < p->n_specialties; k++)
        w->beds_per_case[k] = chance(rng, 0.1) ? 0 : 0.02 * (1 + jh_rng_unit(rng));
    if (chance(rng, 0.6)) {
        p->host_beds_max = w->host_beds;
        double most = total * 0.03 * (0.3 + 0.9 * jh_rng_unit(rng));
        for (size_t h = 0; h < p->n_hosts; h++)
            w->host_beds[h] = chance(rng, 0.2) ? (double)INFINITY : most;
    }
    if (p->host_beds_max == NULL || chance(rng, 0.4)) {
        p->n_regions = 2;
        p->region_of_host = w->region_of_host;
        p->region_beds_max = w->region_beds;
        p->beds_there = w->there;
        for (size_t h = 0; h < p->n_hosts; h++)
            w->region_of_host[h] = pick(rng, -1, 1);
        for (size_t r = 0; r < 2; r++)
            w->region_beds[r] = total * 0.03 * jh_rng_unit(rng);
        for (size_t i = 0; i < n_pairs; i++)
            w->there[i] = chance(rng, 0.5) ? 0 : total * 0.01 * jh_rng_unit(rng);
    }
}

static void draw(struct world *w, uint64_t seed)
{
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 1);
    memset(w, 0, sizeof *w);
    size_t n = (size_t)pick(&rng, 1, MAX_AREAS), m = (size_t)pick(&rng, 1, MAX_HOSTS);
    size_t s = (size_t)pick(&rng, 1, MAX_KINDS), z = (size_t)pick(&rng, 0, 2), n_free = 0;
    bool whole = chance(&rng, 0.3);
    for (size_t i = 0; i < n * m; i++)
        w->minutes[i] = chance(&rng, 0.05) ? INFINITY
                        : whole            ? (float)pick(&rng, 0, 20)
                                           : (float)(60 * jh_rng_unit(&rng));
    for (size_t i = 0; i < n * s; i++)
        w->demand[i] = chance(&rng, 0.15) ? 0 : whole ? pick(&rng, 1, 5) : 100 * jh_rng_unit(&rng);
    for (size_t i = 0; i < n; i++)
        w->zone_of_area[i] = pick(&rng, chance(&rng, 0.2) || z == 0 ? -1 : 0, (int32_t)z - 1);
    for (size_t h = 0; h < m; h++) {
        w->zone_of_host[h] = pick(&rng, chance(&rng, 0.2) || z == 0 ? -1 : 0, (int32_t)z - 1);
        w->host_cost[h] = pick(&rng, 0, 5);
    }
    for (size_t i = 0; i < m * s; i++) {
        double u = jh_rng_unit(&rng);
        w->state[i] = u < 0.1 ? JH_SITE_EXISTING : u > 0.95 ? JH_SITE_MUST : JH_SITE_NO;
        if (u >= 0.2 && u <= 0.95 && n_free++ < MAX_FREE)
            w->state[i] = JH_SITE_MAY;
        w->pair_cost[i] = pick(&rng, 1, 4);
    }
    const struct jh_site_objective objectives[] = {{.travel = 1}, {.coverage = 1, .reach_min = 15},
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
        .rules = {.centres_max = maybe(&rng, 0.5, 1, 3),
            .centres_per_zone_min = chance(&rng, 0.3) ? 1 : 0,
            .centres_per_zone_max = maybe(&rng, 0.2, 1, 2),
            .specialties_max = maybe(&rng, 0.3, 2, 5),
            .per_specialty_max = maybe(&rng, 0.2, 1, 3),
            .host_specialties_max = maybe(&rng, 0.2, 1, 2),
            .one_per_zone = chance(&rng, 0.4),
            .assign_in_zone = chance(&rng, 0.3),
            .budget = maybe(&rng, 0.3, 4, 20)},
        .objective = objectives[jh_rng_below(&rng, n * s <= 6 ? 5 : 3)],
        .host_cost = w->host_cost,
        .pair_cost = w->pair_cost};
    draw_loads(w, &rng);
}

static bool is_cost(const struct jh_site_problem *p)
{
    return p->objective.travel > 0 || p->objective.worst_tenth > 0;
}

/* ---- enumeration ---- */

struct search {
    const struct world *w;
    struct jh_site_solution s;
    struct jh_site_choice choice[MAX_HOSTS * MAX_KINDS];
    int32_t assigned[MAX_AREAS * MAX_KINDS];
    uint8_t open[MAX_HOSTS * MAX_KINDS];
    double rest[MAX_AREAS * MAX_KINDS + 1]; /* least cost of all demands from here on */
    double best;
    size_t most[MAX_KINDS]; /* centre specialties of each specialty in any answer found */
};

static double cost_at(const struct world *w, size_t at, size_t host)
{
    const struct jh_site_problem *p = &w->p;
    size_t area = at / p->n_specialties;
    double m = (double)w->minutes[area * p->n_hosts + host];
    if (p->rules.assign_in_zone && w->zone_of_area[area] >= 0 &&
        w->zone_of_area[area] != w->zone_of_host[host])
        return (double)INFINITY;
    if (!isfinite(m))
        return m;
    return w->demand[at] *
           (p->objective.travel * m - (p->objective.coverage > 0 && m <= p->objective.reach_min
                                              ? p->objective.coverage
                                              : 0));
}

static void serve(struct search *q, size_t at, double cost)
{
    const struct jh_site_problem *p = &q->w->p;
    if (!(cost + q->rest[at] < q->best - 1e-9))
        return;
    if (at == p->n_areas * p->n_specialties) {
        double objective;
        if (jh_site_check(p, &q->s, &objective, NULL) != JH_OK)
            return;
        q->best = fmin(q->best, is_cost(p) ? objective : -objective);
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            size_t n = 0;
            for (size_t h = 0; h < p->n_hosts; h++)
                n += q->open[h * p->n_specialties + kind];
            q->most[kind] = n > q->most[kind] ? n : q->most[kind];
        }
        return;
    }
    q->assigned[at] = -1;
    if (!(q->w->demand[at] > 0)) {
        serve(q, at + 1, cost);
        return;
    }
    for (size_t h = 0; h < p->n_hosts; h++) {
        double here = cost_at(q->w, at, h);
        if (!q->open[h * p->n_specialties + at % p->n_specialties] || !isfinite(here))
            continue;
        q->assigned[at] = (int32_t)h;
        serve(q, at + 1, cost + here);
    }
}

static void serve_set(struct search *q)
{
    const struct jh_site_problem *p = &q->w->p;
    size_t n = p->n_areas * p->n_specialties;
    q->rest[n] = 0;
    for (size_t at = n; at-- > 0;) {
        double low = q->w->demand[at] > 0 ? (double)INFINITY : 0;
        for (size_t h = 0; h < p->n_hosts && q->w->demand[at] > 0; h++)
            if (q->open[h * p->n_specialties + at % p->n_specialties])
                low = fmin(low, cost_at(q->w, at, h));
        q->rest[at] = q->rest[at + 1] + low;
    }
    serve(q, 0, 0);
}

/* The open set as choices, then its best service. */
static void serve_open(struct search *q)
{
    const struct jh_site_problem *p = &q->w->p;
    q->s = (struct jh_site_solution){.choice = q->choice, .assigned = q->assigned};
    for (size_t i = 0; i < p->n_hosts * p->n_specialties; i++)
        if (q->open[i])
            q->choice[q->s.n++] = (struct jh_site_choice){.host = (int32_t)(i / p->n_specialties),
                .specialty = (int32_t)(i % p->n_specialties)};
    serve_set(q);
}

static double enumerate(const struct world *w, size_t most[MAX_KINDS])
{
    const struct jh_site_problem *p = &w->p;
    size_t n_pairs = p->n_hosts * p->n_specialties, n_free = 0, free_pair[MAX_FREE + 1];
    struct search q = {.w = w, .best = (double)INFINITY};
    for (size_t i = 0; i < n_pairs; i++)
        if (w->state[i] == JH_SITE_MAY)
            free_pair[n_free++] = i;
    for (unsigned set = 0; set < 1u << n_free; set++) {
        size_t k = 0;
        for (size_t i = 0; i < n_pairs; i++) {
            bool open = w->state[i] >= JH_SITE_MUST;
            if (k < n_free && free_pair[k] == i)
                open = set >> k++ & 1;
            q.open[i] = open;
        }
        serve_open(&q);
    }
    memcpy(most, q.most, sizeof q.most);
    return q.best;
}

/* The best answer with host `to` (SIZE_MAX: none) in the place of a choice, in its specialty alone or in
 * all of the host; INFINITY: not possible. */
static double exchange(const struct world *w, const struct jh_site_solution *s,
    const struct jh_site_choice *from, size_t to, bool whole)
{
    const size_t n = w->p.n_specialties;
    struct search q = {.w = w, .best = (double)INFINITY};
    for (size_t k = 0; k < s->n; k++)
        q.open[(size_t)s->choice[k].host * n + (size_t)s->choice[k].specialty] = 1;
    for (size_t k = 0; k < s->n; k++) {
        const struct jh_site_choice *c = &s->choice[k];
        if (c->host != from->host || (c->specialty != from->specialty && !whole))
            continue;
        size_t out = (size_t)c->host * n + (size_t)c->specialty;
        if (w->state[out] != JH_SITE_MAY)
            return (double)INFINITY;
        q.open[out] = 0;
        if (to == SIZE_MAX)
            continue;
        size_t in = to * n + (size_t)c->specialty;
        if (q.open[in] || w->state[in] == JH_SITE_NO)
            return (double)INFINITY;
        q.open[in] = 1;
    }
    serve_open(&q);
    return q.best;
}

/* What is said of a choice holds against all exchanges. */
static void check_evidence(const struct world *w, const struct jh_site_solution *s, size_t k)
{
    const struct jh_site_choice *c = &s->choice[k];
    const struct jh_site_problem *p = &w->p;
    const bool same_zone = p->rules.one_per_zone || p->rules.assign_in_zone;
    const double own = is_cost(p) ? s->objective : -s->objective, slack = 1e-6 * (1 + fabs(own));
    double best[2] = {(double)INFINITY, (double)INFINITY};
    for (size_t to = 0; to < p->n_hosts; to++) {
        bool used = false;
        for (size_t i = 0; i < s->n; i++)
            used = used || s->choice[i].host == (int32_t)to;
        if (to == (size_t)c->host || (same_zone && w->zone_of_host[c->host] >= 0 &&
                                         w->zone_of_host[c->host] != w->zone_of_host[to]))
            continue;
        best[0] = fmin(best[0], exchange(w, s, c, to, false) - own);
        if (!used)
            best[1] = fmin(best[1], exchange(w, s, c, to, true) - own);
    }
    ck_assert_msg(c->next_least <= best[0] + slack, "least %g, but %g", c->next_least, best[0]);
    ck_assert(c->next_least <= c->next_cost);
    if (c->next_host >= 0)
        ck_assert_msg(c->next_cost >= best[c->next_whole] - slack, "next at %g, but %g",
            c->next_cost, best[c->next_whole]);
    double without = exchange(w, s, c, SIZE_MAX, false) - own;
    ck_assert_msg(c->marginal_least <= without + slack && c->marginal >= without - slack,
        "without %g, told %g to %g", without, c->marginal_least, c->marginal);
    if (p->objective.worst_tenth == 0) { /* so small a search comes to its end */
        ck_assert(c->next_least == c->next_cost || c->next_cost == (double)INFINITY);
        ck_assert(c->marginal_least == c->marginal);
        if (c->next_host >= 0)
            ck_assert(fabs(c->next_cost - best[c->next_whole]) <= slack);
    }
}

static bool is_free(const struct world *w, const struct jh_site_choice *c)
{
    return w->state[(size_t)c->host * w->p.n_specialties + (size_t)c->specialty] == JH_SITE_MAY;
}

START_TEST(equals_enumeration)
{
    struct world w;
    draw(&w, _i < N_CASES ? (uint64_t)_i : regression_seeds[_i - N_CASES]);
    struct jh_error err = {0};
    struct jh_site_solution s = {0};
    size_t most[MAX_KINDS];
    double best = enumerate(&w, most), checked;
    enum jh_status st = jh_site_solve(&w.p, NULL, &s, &err);
    for (size_t kind = 0; kind < w.p.n_specialties; kind++)
        ck_assert_msg(most[kind] <= jh_site_carries(&w.p, kind), "seed %d: carries %zu, not %zu",
            _i, most[kind], jh_site_carries(&w.p, kind));
    if (best == (double)INFINITY) {
        ck_assert_msg(st == JH_E_INFEASIBLE, "seed %d: got %s", _i, jh_status_name(st));
        ck_assert(err.message[JH_LANG_EN][0] != '\0' && err.hint[JH_LANG_EN][0] != '\0');
        return;
    }
    ck_assert_msg(st == JH_OK, "seed %d: %s", _i, err.message[JH_LANG_EN]);
    double sign = is_cost(&w.p) ? 1 : -1;
    ck_assert_msg(fabs(sign * s.objective - best) <= 1e-7 * (1 + fabs(best)),
        "seed %d: %.9g instead of %.9g", _i, sign * s.objective, best);
    ck_assert_msg(s.status == JH_SITE_OPTIMAL, "seed %d: gap %g", _i, s.gap_frac);
    enum jh_status kept = jh_site_check(&w.p, &s, &checked, &err);
    ck_assert_msg(kept == JH_OK, "seed %d: %s", _i, err.message[JH_LANG_EN]);
    ck_assert(fabs(checked - s.objective) <= 1e-9 * (1 + fabs(checked)));
    for (size_t k = 0; k < s.n; k++)
        ck_assert_msg(
            s.choice[k].next_cost >= -1e-7 * (1 + fabs(best)) &&
                (s.choice[k].marginal >= -1e-7 * (1 + fabs(best)) || !is_free(&w, &s.choice[k])),
            "seed %d: next costs %g, without %g", _i, s.choice[k].next_cost, s.choice[k].marginal);
    for (size_t k = 0; k < s.n; k++)
        if (is_free(&w, &s.choice[k]))
            check_evidence(&w, &s, k);
    jh_site_solution_release(&s);
}
END_TEST

/* Point by point what single searches say, and never worse with more. Stopped at its first step each
 * still has a bound; with an answer known it is taken; and as many steps lead to the same points. */
START_TEST(frontier_equals_single_searches)
{
    struct world w;
    draw(&w, (uint64_t)_i);
    enum jh_site_axis axis = _i % 2 ? JH_SITE_BY_BUDGET : JH_SITE_BY_CENTRES;
    const double limits[2][4] = {{1, 2, 3, 4}, {3, 7, 12, 30}}, sign = is_cost(&w.p) ? 1 : -1;
    struct jh_site_frontier_point point[4], early[4], again[4], with[4];
    struct jh_error err = {0}, clash[4] = {{0}};
    const struct jh_run few = {.iteration_limit = 1 + 29 * (_i % 10) * (_i % 10)};
    struct jh_site_solution known = {0};
    int64_t steps[4];
    ck_ok(jh_site_frontier(&w.p, axis, 4, limits[axis], NULL, NULL, point, clash, &err), &err);
    ck_ok(jh_site_frontier(&w.p, axis, 4, limits[axis], NULL, &few, early, NULL, &err), &err);
    for (size_t k = 0; k < 4; k++)
        steps[k] = early[k].iterations;
    struct jh_site_frontier_start start = {.iterations = steps};
    ck_ok(jh_site_frontier(&w.p, axis, 4, limits[axis], &start, NULL, again, NULL, &err), &err);
    for (size_t k = 0; k < 4; k++) {
        struct jh_site_solution s = {0};
        if (axis == JH_SITE_BY_BUDGET)
            w.p.rules.budget = limits[axis][k];
        else
            w.p.rules.centres_max = (int32_t)limits[axis][k];
        enum jh_status st = jh_site_solve(&w.p, NULL, &s, NULL);
        ck_assert((st == JH_E_INFEASIBLE) == (point[k].status == JH_SITE_INFEASIBLE));
        ck_assert((st == JH_E_INFEASIBLE) == (clash[k].message[JH_LANG_EN][0] != '\0'));
        ck_assert_int_eq(again[k].iterations, early[k].iterations);
        ck_assert(again[k].status == early[k].status && again[k].bound == early[k].bound &&
                  (again[k].objective == early[k].objective || isnan(early[k].objective)));
        if (st == JH_OK) {
            const double slack = 1e-7 * (1 + fabs(s.objective));
            ck_assert_msg(fabs(s.objective - point[k].objective) <= slack,
                "seed %d point %zu: %g instead of %g", _i, k, point[k].objective, s.objective);
            ck_assert_msg(
                isfinite(early[k].bound) && sign * early[k].bound <= sign * s.objective + slack,
                "seed %d point %zu: bound %g of %g", _i, k, early[k].bound, s.objective);
        }
        if (known.choice == NULL && st == JH_OK) {
            known = s;
            start =
                (struct jh_site_frontier_start){.known = &known, .known_limit = limits[axis][k]};
            continue;
        }
        jh_site_solution_release(&s);
    }
    if (known.choice != NULL) {
        ck_ok(jh_site_frontier(&w.p, axis, 4, limits[axis], &start, NULL, with, NULL, &err), &err);
        for (size_t k = 0; k < 4; k++)
            ck_assert(with[k].status == point[k].status &&
                      (isnan(point[k].objective) || fabs(with[k].objective - point[k].objective) <=
                                                        1e-7 * (1 + fabs(point[k].objective))));
    }
    jh_site_solution_release(&known);
}
END_TEST

static bool stop_at_once(void *ctx)
{
    return --*(int *)ctx <= 0;
}

START_TEST(bound_holds_when_stopped_early)
{
    struct world w;
    draw(&w, (uint64_t)_i);
    size_t most[MAX_KINDS];
    double best = enumerate(&w, most);
    for (int steps = 1; steps < 80; steps += 7) {
        int left = steps;
        struct jh_run run = {.should_stop = stop_at_once, .ctx = &left, .n_threads = 1};
        struct jh_site_solution s = {0};
        enum jh_status st = jh_site_solve(&w.p, &run, &s, NULL);
        if (st != JH_OK) {
            ck_assert(st == JH_E_CANCELLED || best == (double)INFINITY);
            continue;
        }
        double sign = is_cost(&w.p) ? 1 : -1, slack = 1e-7 * (1 + fabs(best)), checked;
        ck_assert_msg(
            sign * s.bound <= best + slack, "seed %d: bound %g past %g", _i, sign * s.bound, best);
        ck_assert(jh_site_check(&w.p, &s, &checked, NULL) == JH_OK);
        ck_assert(sign * s.objective >= best - slack);
        jh_site_solution_release(&s);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site_loads");
    TCase *tc = tcase_create("site_loads");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, equals_enumeration, 0,
        N_CASES + (int)(sizeof regression_seeds / sizeof *regression_seeds));
    tcase_add_loop_test(tc, frontier_equals_single_searches, 0, 60);
    tcase_add_loop_test(tc, bound_holds_when_stopped_early, 0, 100);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
