/*
 * What more centres or more money would buy: the frontier of the scenario, traced with a limited
 * number of steps and an equal part of the time limit for each point. Each point keeps how many steps it
 * made, so that a replay traces it alike. The point of the plan's own limit is the plan.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

enum { LEAST_STEPS = 1000, MOST_LEAST_STEPS = 20000, MOST_STEPS = 3000, MORE_FACTOR = 10 };

static bool for_home(const struct jh_i_plan_work *w)
{
    return w->scenario->objective[JH_OBJECTIVE_HOME] > 0;
}

/* A quarter of the main search's, at least what a second or so allows, so that small ones come to their end.
 * Steps of home are smaller, and the worst tenth is many searches in one. */
static int64_t steps_of_point(const struct jh_i_plan_work *w)
{
    const bool more = for_home(w) || w->scenario->objective[JH_OBJECTIVE_WORST_TENTH] > 0;
    const double size = (double)w->n_areas * (double)w->n_hosts * (double)w->n_specialties + 1000;
    const int64_t least = (int64_t)fmax(LEAST_STEPS, fmin(MOST_LEAST_STEPS, 2e8 / size));
    int64_t steps = w->plan->iterations / 4;
    steps = steps > MOST_STEPS ? MOST_STEPS : steps;
    return (steps < least ? least : steps) * (more ? MORE_FACTOR : 1);
}

static int rising(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Even steps from low to high and the plan's own limit, whole ones for centres; returns how many. */
static size_t even_steps(double low, double high, double own, bool whole, size_t n, double *limit)
{
    size_t to = 0;
    for (size_t k = 0; k < n; k++) {
        double at = n > 1 ? low + (high - low) * (double)k / (double)(n - 1) : high;
        limit[k] = whole ? floor(at + 0.5) : at;
    }
    if (own >= low && own <= high) { /* in the place of the nearest */
        size_t best = 0;
        for (size_t k = 1; k < n; k++)
            if (fabs(limit[k] - own) < fabs(limit[best] - own))
                best = k;
        limit[best] = own;
    }
    qsort(limit, n, sizeof *limit, rising);
    for (size_t k = 0; k < n; k++)
        if (to == 0 || limit[k] > limit[to - 1])
            limit[to++] = limit[k];
    return to;
}

/* Centres that have to be, to as many again as the plan has. */
static size_t steps_of_centres(const struct jh_i_plan_work *w, size_t n, double *limit)
{
    double open = 0, own = (double)w->scenario->centres_max_total;
    for (size_t k = 0; k < w->n_hosts; k++) {
        bool any = w->host_must[k] != 0;
        for (size_t s = 0; s < w->n_specialties; s++)
            any = any || w->state[k * w->n_specialties + s] >= JH_SITE_MUST;
        open += any;
    }
    double zones = (double)w->n_zones * (double)w->scenario->centres_per_zone_min;
    double low = fmax(1, fmax(open, zones));
    double high = fmin(fmax(2 * own, low + (double)n - 1), (double)w->n_hosts);
    return even_steps(low, fmax(low, high), own, true, n, limit);
}

/* Up to what the plan would cost without a budget, or half as much again as the budget. */
static enum jh_status steps_of_budget(struct jh_i_plan_work *w, struct jh_site_problem problem,
    size_t n, double *limit, size_t *out_n, struct jh_error *err)
{
    const double own = w->scenario->budget_total;
    const struct jh_run run = jh_i_plan_search_on(w, 0.25, steps_of_point(w), w->again.unlimited);
    struct jh_site_solution free = {0};
    struct jh_error why = {.status = JH_OK};
    problem.rules.budget = -1;
    enum jh_status st = for_home(w) ? jh_i_plan_home_again(w, &problem.rules, &run, &free, &why)
                                    : jh_site_solve(&problem, &run, &free, &why);
    if (st == JH_E_NOMEM)
        return jh_fail(err, st, "out of memory");
    w->plan->steps.unlimited = st == JH_OK ? free.iterations : 0;
    double high = st == JH_OK ? free.cost : 0;
    jh_site_solution_release(&free);
    if (own > 0)
        high = fmin(fmax(high, own), 1.5 * own);
    *out_n = even_steps(high / (double)n, high, isnan(own) ? -1 : own, false, n, limit);
    return JH_OK;
}

/* most: no answer brings more home. */
static void fill_point(enum jh_status st, const struct jh_site_solution *s, double most,
    struct jh_site_frontier_point *point)
{
    const double none = JH_NAN, limit = point->limit;
    *point = (struct jh_site_frontier_point){.limit = limit,
        .status = st == JH_E_INFEASIBLE ? JH_SITE_INFEASIBLE : JH_SITE_FEASIBLE,
        .objective = none,
        .gap_frac = none,
        .bound = st == JH_E_INFEASIBLE ? -JH_INF : most,
        .iterations = st == JH_E_INFEASIBLE ? -1 : 0}; /* proven: as many as it took */
    if (st != JH_OK)
        return;
    *point = (struct jh_site_frontier_point){.limit = limit,
        .status = s->status,
        .objective = s->objective,
        .bound = fmin(s->bound, most),
        .iterations = s->iterations,
        .n_centres = s->n_centres,
        .n_centre_specialties = s->n,
        .cost = s->cost,
        .travel_case_min = s->travel_case_min,
        .coverage_cases = s->coverage_cases,
        .worst_tenth_min = s->worst_tenth_min,
        .total_cases = s->total_cases,
        .not_nearest_cases = s->not_nearest_cases};
}

/* Answers hold for larger limits too, bounds for smaller ones. */
static void carry_over(size_t n, struct jh_site_frontier_point *point)
{
    for (size_t k = 1; k < n; k++)
        if (point[k - 1].objective > point[k].objective || isnan(point[k].objective)) {
            struct jh_site_frontier_point own = point[k];
            point[k] = point[k - 1];
            point[k].limit = own.limit;
            point[k].bound = own.bound;
            point[k].iterations = own.iterations;
        }
    for (size_t k = n; k-- > 0;) {
        if (k + 1 < n)
            point[k].bound = fmin(point[k].bound, point[k + 1].bound);
        if (isnan(point[k].objective)) {
            if (point[k].bound == -JH_INF)
                point[k].status = JH_SITE_INFEASIBLE;
            continue;
        }
        bool proven = point[k].bound - point[k].objective <= 1e-9 * fabs(point[k].objective);
        point[k].status = proven ? JH_SITE_OPTIMAL : JH_SITE_FEASIBLE;
        point[k].bound = proven ? point[k].objective : point[k].bound;
        point[k].gap_frac =
            proven ? 0 : (point[k].bound - point[k].objective) / fabs(point[k].objective);
    }
}

static double own_limit(const struct jh_i_plan_work *w, bool budget)
{
    return budget ? w->scenario->budget_total : (double)w->scenario->centres_max_total;
}

static int64_t steps_made(const struct jh_i_plan_work *w, size_t k)
{
    return k < w->again.n_frontier ? w->again.frontier[k] : -1;
}

/* Cases brought home against centres or money. */
static enum jh_status trace_home(struct jh_i_plan_work *w, struct jh_site_rules rules, bool budget,
    size_t n, const double *limit, struct jh_error *clash, struct jh_error *err)
{
    double most = 0;
    for (size_t i = 0; i < w->home.n; i++)
        most += w->home.leaving[i];
    for (size_t k = 0; k < n; k++) {
        struct jh_site_solution s = {0};
        struct jh_site_frontier_point *point = &w->plan->frontier[k];
        enum jh_status st = JH_OK;
        point->limit = limit[k];
        if (limit[k] == own_limit(w, budget)) {
            fill_point(st, &w->solution, most, point);
            continue;
        }
        if (budget)
            rules.budget = limit[k];
        else
            rules.centres_max = (int32_t)limit[k];
        const struct jh_run run =
            jh_i_plan_search_on(w, 1 / (double)n, steps_of_point(w), steps_made(w, k));
        st = jh_i_plan_home_again(w, &rules, &run, &s, &clash[k]);
        if (st == JH_E_NOMEM)
            return jh_fail(err, st, "out of memory");
        fill_point(st, &s, most, point);
        jh_site_solution_release(&s);
    }
    carry_over(n, w->plan->frontier);
    return JH_OK;
}

/* Travel, coverage, the worst tenth and weighted mixes. */
static enum jh_status trace(struct jh_i_plan_work *w, const struct jh_site_problem *problem,
    bool budget, size_t n, const double *limit, struct jh_error *clash, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    double offset = 0;
    int64_t *steps = JH_I_NEW(&w->scratch, n, int64_t, err);
    if (steps == NULL)
        return JH_E_NOMEM;
    for (size_t k = 0; k < n; k++)
        steps[k] = steps_made(w, k);
    struct jh_run run = w->run; /* laps are taken point by point */
    run.bounds = NULL;
    run.iteration_limit = steps_of_point(w);
    const struct jh_site_frontier_start start = {.known = &w->solution,
        .known_limit = own_limit(w, budget),
        .iterations = w->again.n_frontier == n ? steps : NULL};
    enum jh_status st = jh_site_frontier(problem, budget ? JH_SITE_BY_BUDGET : JH_SITE_BY_CENTRES,
        n, limit, &start, &run, plan->frontier, clash, err);
    (void)jh_i_plan_objective(w, w->demand, &offset);
    for (size_t k = 0; k < n && st == JH_OK; k++) {
        struct jh_site_frontier_point *point = &plan->frontier[k];
        point->objective += offset;
        point->bound += offset;
        if (!isnan(point->gap_frac) && point->gap_frac > 0)
            point->gap_frac = fabs(point->objective - point->bound) / fabs(point->objective);
    }
    return st;
}

/* The rules that clash under each limit that is too small, in the words of the data. */
static enum jh_status keep_clashes(struct jh_i_plan_work *w, struct jh_site_problem problem,
    bool budget, size_t n, struct jh_error *clash, struct jh_error *err)
{
    w->plan->frontier_clash = JH_I_NEW(w->keep, n, struct jh_note, err);
    if (w->plan->frontier_clash == NULL)
        return JH_E_NOMEM;
    for (size_t k = 0; k < n; k++) {
        if (w->plan->frontier[k].status != JH_SITE_INFEASIBLE)
            continue;
        if (budget)
            problem.rules.budget = w->plan->frontier[k].limit;
        else
            problem.rules.centres_max = (int32_t)w->plan->frontier[k].limit;
        jh_i_plan_name_clash(w, &problem, &clash[k]);
        for (int lang = 0; lang < JH_N_LANGS; lang++) {
            size_t size = strlen(clash[k].message[lang]) + 1;
            char *text = JH_I_NEW(w->keep, size, char, err);
            if (text == NULL)
                return JH_E_NOMEM;
            memcpy(text, clash[k].message[lang], size);
            w->plan->frontier_clash[k].text[lang] = text;
        }
    }
    return JH_OK;
}

enum jh_status jh_i_plan_frontier(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    const struct jh_scenario *sc = w->scenario;
    enum jh_status st = JH_OK;
    size_t n = (size_t)sc->frontier_points;
    if (sc->frontier == JH_FRONTIER_NONE)
        return JH_OK;
    const bool budget = sc->frontier == JH_FRONTIER_BUDGET;
    if (budget && w->host_cost == NULL) {
        st = jh_fail(err, JH_E_ARG, "a trade-off of the budget needs costs");
        jh_hint(err,
            "Set budget.per_host or budget.per_specialty, or give hospitals.csv the columns "
            "centre_cost or specialty_cost.");
        return st;
    }
    const struct jh_site_problem problem = jh_i_plan_problem(w, w->demand);
    double *limit = JH_I_NEW(&w->scratch, n, double, err);
    struct jh_error *clash = JH_I_NEW(&w->scratch, n, struct jh_error, err);
    plan->frontier = JH_I_NEW(w->keep, n, struct jh_site_frontier_point, err);
    if (limit == NULL || clash == NULL || plan->frontier == NULL)
        return JH_E_NOMEM;
    if (budget)
        JH_TRY(st, steps_of_budget(w, problem, n, limit, &n, err));
    else
        n = steps_of_centres(w, n, limit);
    JH_TRY(st, for_home(w) ? trace_home(w, problem.rules, budget, n, limit, clash, err)
                           : trace(w, &problem, budget, n, limit, clash, err));
    JH_TRY(st, keep_clashes(w, problem, budget, n, clash, err));
    plan->n_frontier = n;
out:
    return st;
}
