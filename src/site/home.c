/*
 * Siting by choice: the first answer, answers from the dual, fixing at the root, what is told.
 */
#include "junheng/home.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "site/home_solve.h"
#include "site/site_internal.h"

#define STREAM_HOME 0x686f6d65
#define TOLERANCE   1e-9
enum {
    ROOT_STEPS = 30,   /* dual steps between answers at the root */
    ROOT_ROUNDS = 20,  /* of them at most */
    BUILD_NODES = 200, /* of the builder */
    START_ITERATIONS = 300
};

/* ---- the door ---- */

static enum jh_status check_home(
    const struct jh_site_problem *p, const struct jh_site_home *h, struct jh_error *err)
{
    for (size_t g = 0; g < h->n_groups; g++) {
        if (h->zone[g] < -1 || h->zone[g] >= (int32_t)p->n_zones || h->specialty[g] < 0 ||
            h->specialty[g] >= (int32_t)p->n_specialties || h->start[g] > h->start[g + 1])
            return jh_fail(err, JH_E_ARG, "group %zu is of no zone or specialty", g);
        if (!(h->leaving[g] >= 0) || !isfinite(h->leaving[g]))
            return jh_fail(
                err, JH_E_DOMAIN, "leaving cases must be 0 or more, got %g", h->leaving[g]);
        if (h->own_zone && (h->kept == NULL || !(h->kept[g] >= 0) || !isfinite(h->kept[g])))
            return jh_fail(err, JH_E_DOMAIN, "cases kept at home are missing or below 0");
        for (size_t r = h->start[g]; r < h->start[g + 1]; r++)
            if (h->host[r] < 0 || (size_t)h->host[r] >= p->n_hosts || !(h->weight[r] >= 0) ||
                !isfinite(h->weight[r]))
                return jh_fail(err, JH_E_DOMAIN, "weights must be 0 or more, got %g of host %d",
                    h->weight[r], h->host[r]);
    }
    return JH_OK;
}

static enum jh_status check_treated(
    const struct jh_site_problem *p, const struct jh_site_home *h, struct jh_error *err)
{
    if (!jh_i_home_loads_wanted(p))
        return JH_OK;
    if (h->cases == NULL || h->today == NULL || h->staying == NULL)
        return jh_fail(err, JH_E_ARG, "least cases and beds need the cases that hosts treat");
    for (size_t g = 0; g < h->n_groups; g++)
        if (!(h->cases[g] > 0) || !isfinite(h->cases[g]))
            return jh_fail(err, JH_E_DOMAIN, "cases must be above 0, got %g", h->cases[g]);
    for (size_t r = 0; r < h->start[h->n_groups]; r++)
        if (!(h->today[r] >= 0) || !isfinite(h->today[r]))
            return jh_fail(err, JH_E_DOMAIN, "cases must be 0 or more, got %g", h->today[r]);
    for (size_t i = 0; i < p->n_hosts * p->n_specialties; i++)
        if (!(h->staying[i] >= 0) || !isfinite(h->staying[i]))
            return jh_fail(err, JH_E_DOMAIN, "cases must be 0 or more, got %g", h->staying[i]);
    return JH_OK;
}

/* Kinds that the zone must have itself, or some zone, and that nobody has yet. */
static bool find_needed(struct jh_i_home_solving *s, uint8_t *needed, uint8_t *wanted)
{
    const struct jh_site_problem *p = s->problem;
    uint8_t *one = jh_arena_new(&s->arena, p->n_specialties, uint8_t);
    if (one == NULL)
        return false;
    for (size_t z = 0; z < p->n_zones; z++) {
        (void)jh_i_site_zone_minimum(p, z, one);
        memcpy(needed + z * p->n_specialties, one, p->n_specialties);
    }
    for (size_t h = 0; h < p->n_hosts; h++)
        for (size_t k = 0; k < p->n_specialties && p->zone_of_host[h] >= 0; k++)
            if (p->state[h * p->n_specialties + k] == JH_SITE_EXISTING)
                needed[(size_t)p->zone_of_host[h] * p->n_specialties + k] = 0;
    for (size_t i = 0; i < p->n_areas * p->n_specialties; i++)
        wanted[i % p->n_specialties] |= p->demand[i] > 0;
    for (size_t i = 0; i < p->n_hosts * p->n_specialties; i++)
        if (p->state[i] == JH_SITE_EXISTING)
            wanted[i % p->n_specialties] = 0;
    return true;
}

static bool prepare_loads(struct jh_i_home_solving *s, const struct jh_site_problem *problem)
{
    if (!jh_i_home_loads_wanted(problem))
        return true;
    s->loads = s->search.loads = jh_arena_new(&s->arena, 1, struct jh_i_home_loads);
    return s->loads != NULL && jh_i_home_loads_init(s->loads, problem, &s->home, &s->arena);
}

static enum jh_status prepare(struct jh_i_home_solving *s, const struct jh_site_problem *problem,
    const struct jh_site_home *home, const struct jh_run *run, struct jh_error *err)
{
    const size_t n_pairs = jh_i_loc_n_pairs(&s->loc);
    uint8_t *needed =
        jh_arena_new(&s->arena, s->problem->n_zones * s->problem->n_specialties, uint8_t);
    uint8_t *wanted = jh_arena_new(&s->arena, s->problem->n_specialties, uint8_t);
    s->clock = (struct jh_i_clock){.run = run, .limit = jh_run_steps(run)};
    jh_rng_init(&s->rng, jh_run_seed(run), STREAM_HOME);
    s->fix = jh_arena_new(&s->arena, n_pairs + s->loc.n_hosts, int8_t);
    s->other_fix = jh_arena_new(&s->arena, n_pairs + s->loc.n_hosts, int8_t);
    s->free_fix = jh_arena_new(&s->arena, n_pairs, int8_t);
    s->score = jh_arena_new(&s->arena, n_pairs, double);
    s->best_open = jh_arena_new(&s->arena, n_pairs, uint8_t);
    s->builder = jh_i_builder_new(&s->loc, &s->arena);
    if (needed == NULL || wanted == NULL || s->fix == NULL || s->other_fix == NULL ||
        s->free_fix == NULL || s->score == NULL || s->best_open == NULL || s->builder == NULL ||
        !jh_i_state_init(&s->state, &s->loc, &s->arena) ||
        !jh_i_home_init(&s->home, home, &s->loc, &s->arena) ||
        !jh_i_home_search_init(&s->search, &s->home, &s->state, &s->arena) ||
        !prepare_loads(s, problem) || !find_needed(s, needed, wanted) ||
        !jh_i_home_dual_init(&s->dual, &s->home, needed, wanted, s->loads, &s->arena))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    s->dual.fix = s->fix;
    s->best = -JH_INF;
    s->bound = JH_INF;
    return JH_OK;
}

/* Is there still a candidate for a kind, in a zone (SIZE_MAX: anywhere)? */
static bool any_candidate(const struct jh_i_home_solving *s, size_t zone, size_t kind)
{
    for (size_t h = 0; h < s->loc.n_hosts; h++)
        if ((zone == SIZE_MAX || s->loc.zone[h] == (int32_t)zone) &&
            s->loc.state[kind * s->loc.n_hosts + h] != JH_I_NO)
            return true;
    return false;
}

static enum jh_status no_candidate(size_t zone, size_t kind, struct jh_error *err)
{
    jh_fail(err, JH_E_INFEASIBLE,
        "no eligible host gets the least volume and stays below the ceilings of beds, as patients "
        "choose");
    jh_hint(err,
        "Lower centre_specialties.min_volume, raise the ceilings of beds, or make more hosts "
        "eligible.");
    if (zone == SIZE_MAX)
        jh_where(err, "specialty[%zu]", kind);
    else
        jh_where(err, "zone[%zu]/specialty[%zu]", zone, kind);
    return JH_E_INFEASIBLE;
}

static enum jh_status check_candidates(const struct jh_i_home_solving *s, struct jh_error *err)
{
    const size_t n = s->loc.n_kinds;
    for (size_t at = 0; at < s->loc.n_zones * n; at++)
        if (s->dual.needed[at] && !any_candidate(s, at / n, at % n))
            return no_candidate(at / n, at % n, err);
    for (size_t kind = 0; kind < n; kind++)
        if (s->dual.wanted[kind] && !any_candidate(s, SIZE_MAX, kind))
            return no_candidate(SIZE_MAX, kind, err);
    return JH_OK;
}

/* Pairs that can never keep the rules on loads are no candidates. */
static enum jh_status rule_out(struct jh_i_home_solving *s, struct jh_error *err)
{
    if (s->loads != NULL && !jh_i_home_loads_rule_out(s->loads, s->fix)) {
        jh_fail(err, JH_E_INFEASIBLE,
            "fixed or existing centre specialties break the least volumes or the ceilings of beds");
        jh_hint(err, "Relax centre_specialties.min_volume or the ceilings of beds, or fix fewer.");
        return JH_E_INFEASIBLE;
    }
    for (size_t pair = 0; pair < s->home.n_pairs; pair++) {
        if (s->fix[pair] < 0)
            s->loc.state[pair] = JH_I_NO;
        s->free_fix[pair] = s->loc.state[pair] >= JH_I_MUST ? 1
                            : s->loc.state[pair] == JH_I_NO ? -1
                                                            : 0;
    }
    return s->loads != NULL ? check_candidates(s, err) : JH_OK;
}

static enum jh_status clash_of_loads(struct jh_error *err)
{
    jh_fail(err, JH_E_INFEASIBLE,
        "no choice keeps the least volumes and the ceilings of beds together with the other rules");
    jh_hint(err,
        "Lower centre_specialties.min_volume, raise the ceilings of beds, or ask for fewer centres "
        "or specialties.");
    return JH_E_INFEASIBLE;
}

/* ---- answers ---- */

double jh_i_home_cut(const struct jh_i_home_solving *s)
{
    return s->best == -JH_INF ? s->best : s->best + TOLERANCE * fmax(1, fabs(s->best));
}

/* What the steps of the dual aim at. */
double jh_i_home_goal(const struct jh_i_home_solving *s)
{
    return s->best > -JH_INF ? s->best : 0.9 * s->reference;
}

/* What stands in the state, made better, is kept if it is the best. */
void jh_i_home_polish(struct jh_i_home_solving *s)
{
    jh_i_home_search_run(&s->search, &s->clock);
    double value = jh_i_home_value_sum(&s->search.value);
    s->reference = value;
    if (value > s->best && (s->loads == NULL || !(s->loads->broken > 0))) {
        s->best = value;
        memcpy(s->best_open, s->state.open, jh_i_loc_n_pairs(&s->loc));
    }
}

/* By the averaged choice of the dual, with some chance after the first time. */
void jh_i_home_answer(struct jh_i_home_solving *s, bool chance)
{
    for (size_t pair = 0; pair < s->home.n_pairs; pair++) {
        double some = chance ? 0.5 * jh_rng_unit(&s->rng) : 0;
        s->score[pair] = s->dual.mean[pair] * (1 + some) + (s->dual.chosen[pair] ? 0.1 : 0);
    }
    if (jh_i_builder_run(s->builder, s->free_fix, s->score, false, BUILD_NODES, &s->state) ==
        JH_I_BUILT)
        jh_i_home_polish(s);
}

/* No answer to the rules on counts: of all candidates, or of those that the rules on loads leave. */
static enum jh_status explain(
    struct jh_i_home_solving *s, const struct jh_run *run, struct jh_error *err)
{
    struct jh_site_solution any = {0};
    uint32_t rules = UINT32_MAX;
    if (s->loads == NULL)
        return jh_i_site_explain(s->problem, run, true, &rules, err);
    enum jh_status st =
        jh_site_solve(s->problem, &(struct jh_run){.iteration_limit = 1}, &any, err);
    jh_site_solution_release(&any);
    return st == JH_OK || st == JH_E_CANCELLED ? clash_of_loads(err) : st;
}

/* A first answer: by the worth of each pair alone, else from siting by travel. */
static enum jh_status first_answer(
    struct jh_i_home_solving *s, const struct jh_run *run, struct jh_error *err)
{
    for (size_t pair = 0; pair < s->home.n_pairs; pair++) {
        s->score[pair] = 0;
        for (size_t r = s->home.start[pair]; r < s->home.start[pair + 1]; r++)
            if (s->home.at_home[r])
                s->score[pair] +=
                    jh_i_home_of_group(&s->home, (size_t)s->home.group[r], s->home.weight[r], 0);
    }
    if (jh_i_builder_run(s->builder, s->free_fix, s->score, false, BUILD_NODES, &s->state) ==
        JH_I_BUILT) {
        jh_i_home_polish(s);
        return JH_OK;
    }
    struct jh_run start = run != NULL ? *run : (struct jh_run){0};
    struct jh_i_loc_answer answer = {.open = jh_i_calloc(s->home.n_pairs, 1),
        .assigned = jh_i_calloc(s->loc.n_clients, sizeof *answer.assigned)};
    start.iteration_limit = START_ITERATIONS;
    start.bounds = NULL;
    enum jh_status st = answer.open != NULL && answer.assigned != NULL
                            ? jh_i_loc_solve(&s->loc, &start, &answer, err)
                            : jh_fail(err, JH_E_NOMEM, "out of memory");
    if (st == JH_OK && answer.status == JH_I_LOC_INFEASIBLE)
        st = explain(s, run, err);
    else if (st == JH_OK && answer.status == JH_I_LOC_UNKNOWN)
        st = jh_fail(err, JH_E_CANCELLED, "stopped before any answer was found");
    if (st == JH_OK) {
        jh_i_state_set(&s->state, answer.open);
        jh_i_home_polish(s);
    }
    jh_i_free(answer.open);
    jh_i_free(answer.assigned);
    return st;
}

void jh_i_home_tell(const struct jh_i_home_solving *s)
{
    if (s->best > -JH_INF)
        jh_run_bounds(s->clock.run, s->best, s->bound);
}

/* ---- root ---- */

static void solve_root(struct jh_i_home_solving *s)
{
    double factor = 1;
    jh_i_home_dual_start(&s->dual, &s->search.value);
    for (int round = 0; round < ROOT_ROUNDS && !s->clock.stopped; round++) {
        jh_i_home_dual_restart(&s->dual, factor);
        if (!jh_i_home_dual_run(
                &s->dual, ROOT_STEPS, jh_i_home_goal(s), jh_i_home_cut(s), &s->clock)) {
            s->bound = s->best; /* nothing better is left */
            return;
        }
        double before = s->bound;
        s->bound = fmin(s->bound, s->dual.bound);
        jh_i_home_answer(s, round > 0);
        jh_i_home_tell(s);
        if (s->bound <= jh_i_home_cut(s) || s->clock.stopped)
            return;
        size_t n = jh_i_home_dual_fix(&s->dual, jh_i_home_cut(s), s->fix);
        if (n > 0 && s->loads != NULL && !jh_i_home_loads_rule_out(s->loads, s->fix)) {
            s->bound = s->best;
            return;
        }
        factor = fmin(factor, fmax(s->dual.factor * 2, 0.01));
        if (n == 0 && before - s->bound < 1e-5 * fabs(s->bound) && round > 3)
            return;
    }
}

/* ---- the answer ---- */

/* The open pairs as what must be: everything that follows is siting's. */
static enum jh_status report(
    struct jh_i_home_solving *s, struct jh_site_solution *out, struct jh_error *err)
{
    struct jh_site_problem fixed = *s->problem;
    const size_t n = fixed.n_hosts * fixed.n_specialties;
    uint8_t *state = jh_arena_new(&s->arena, n, uint8_t);
    if (state == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        size_t pair = i % fixed.n_specialties * fixed.n_hosts + i / fixed.n_specialties;
        state[i] = s->problem->state[i] == JH_SITE_EXISTING ? JH_SITE_EXISTING
                   : s->best_open[pair]                     ? JH_SITE_MUST
                                                            : JH_SITE_NO;
    }
    fixed.state = state;
    enum jh_status st = jh_site_solve(&fixed, NULL, out, err);
    if (st != JH_OK)
        return st;
    jh_i_state_set(&s->state, s->best_open);
    jh_i_home_value_set(&s->search.value, s->best_open);
    if (s->loads != NULL)
        jh_i_home_loads_set(s->loads, s->best_open, &s->search.value);
    for (size_t i = 0; i < out->n; i++) {
        struct jh_site_choice *c = &out->choice[i];
        size_t pair = (size_t)c->specialty * fixed.n_hosts + (size_t)c->host;
        bool whole;
        c->marginal = jh_i_home_search_marginal(&s->search, pair);
        c->next_cost = jh_i_home_search_next(&s->search, pair, &c->next_host, &whole);
        c->next_whole = whole;
        c->marginal_least = c->marginal; /* every exchange was tried, as patients choose */
        c->next_least = c->next_cost;
        if (s->loads != NULL)
            c->beds = s->loads->beds[c->specialty] * s->loads->load[pair];
    }
    bool proven = s->bound <= jh_i_home_cut(s);
    out->status = proven ? JH_SITE_OPTIMAL : JH_SITE_FEASIBLE;
    out->objective = s->best;
    out->bound = proven ? s->best : s->bound;
    out->gap_frac = proven ? 0 : fabs(out->bound - out->objective) / fabs(out->objective);
    out->iterations = s->clock.n;
    return JH_OK;
}

/* Least cases and beds speak of what patients choose: not for the core's service. */
static void drop_loads(struct jh_site_problem *p)
{
    p->least_cases = p->beds_per_case = p->host_beds_max = p->region_beds_max = p->beds_there =
        NULL;
    p->region_of_host = NULL;
    p->n_regions = 0;
}

enum jh_status jh_site_solve_home(const struct jh_site_problem *problem,
    const struct jh_site_home *home, const struct jh_run *run,
    struct jh_site_solution *out_solution, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_site_problem by_travel = *problem;
    struct jh_site_solution solution = {0};
    struct jh_i_home_solving s = {.problem = &by_travel};
    by_travel.objective =
        (struct jh_site_objective){.travel = 1, .reach_min = problem->objective.reach_min};
    const struct jh_i_site_cost cost = jh_i_site_plain_cost(&by_travel.objective);
    jh_i_loc_init(&s.loc);
    jh_arena_init(&s.arena, 0);
    JH_TRY(st, jh_i_site_check_input(&by_travel, err));
    drop_loads(&by_travel);
    JH_TRY(st, check_home(&by_travel, home, err));
    JH_TRY(st, check_treated(problem, home, err));
    JH_TRY(st, jh_i_site_clash(&by_travel, err));
    JH_TRY(st, jh_i_site_prepare(&by_travel, &cost, &s.loc, err));
    JH_TRY(st, prepare(&s, problem, home, run, err));
    JH_TRY(st, rule_out(&s, err));
    JH_TRY(st, first_answer(&s, run, err));
    solve_root(&s);
    if (s.bound > jh_i_home_cut(&s) && !s.clock.stopped)
        JH_TRY(st, jh_i_home_branch(&s, err));
    if (s.best == -JH_INF) {
        st = s.clock.stopped ? jh_fail(err, JH_E_CANCELLED, "stopped before any answer was found")
                             : clash_of_loads(err);
        goto out;
    }
    JH_TRY(st, report(&s, &solution, err));
    *out_solution = solution;
out:
    if (st != JH_OK)
        jh_site_solution_release(&solution);
    jh_i_home_drop_nodes(&s);
    jh_arena_release(&s.arena);
    jh_i_loc_release(&s.loc);
    return st;
}
