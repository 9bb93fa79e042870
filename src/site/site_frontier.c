/*
 * Trade-offs: the same problem under rising limits of centres or budget. Each answer starts the next
 * search, and answers and bounds speak for their neighbours: what a smaller limit allows a larger one
 * allows, and what a larger one cannot reach a smaller one cannot.
 */
#include "site/site_internal.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

static void set_limit(struct jh_site_problem *p, enum jh_site_axis axis, double limit)
{
    if (axis == JH_SITE_BY_BUDGET)
        p->rules.budget = limit;
    else
        p->rules.centres_max = limit < (double)INT32_MAX ? (int32_t)limit : INT32_MAX;
}

/* 1: less is better. */
static double sign_of(const struct jh_site_problem *p)
{
    return jh_i_site_told(p, 1);
}

/* One trace. */
struct trace {
    const struct jh_site_problem *problem;
    enum jh_site_axis axis;
    size_t n;
    const struct jh_site_frontier_start *start;
    const struct jh_run *run;
    struct jh_site_frontier_point *point; /* [n] */
    struct jh_error *clash;               /* [n]; NULL: not wanted */
    uint8_t *open;                        /* [n_specialties * n_hosts] of the last answer */
    bool has_open;
};

static struct jh_site_problem problem_at(const struct trace *t, size_t k)
{
    struct jh_site_problem p = *t->problem;
    set_limit(&p, t->axis, t->point[k].limit);
    return p;
}

static void take(struct trace *t, size_t k, const struct jh_site_solution *s)
{
    struct jh_site_frontier_point *to = &t->point[k];
    const double sign = sign_of(t->problem), bound = to->bound;
    *to = (struct jh_site_frontier_point){.limit = to->limit,
        .status = s->status,
        .objective = s->objective,
        .bound = sign * s->bound > sign * bound ? s->bound : bound,
        .gap_frac = JH_NAN,
        .iterations = to->iterations,
        .n_centres = s->n_centres,
        .n_centre_specialties = s->n,
        .cost = s->cost,
        .travel_case_min = s->travel_case_min,
        .coverage_cases = s->coverage_cases,
        .worst_tenth_min = s->worst_tenth_min,
        .total_cases = s->total_cases,
        .not_nearest_cases = s->not_nearest_cases};
    memset(t->open, 0, t->problem->n_hosts * t->problem->n_specialties);
    for (size_t i = 0; i < s->n; i++)
        t->open[(size_t)s->choice[i].specialty * t->problem->n_hosts + (size_t)s->choice[i].host] =
            1;
    t->has_open = true;
}

/* The answer of a smaller limit under this one. */
static void inherit(struct jh_site_frontier_point *to, const struct jh_site_frontier_point *from)
{
    const struct jh_site_frontier_point own = *to;
    *to = *from;
    to->limit = own.limit;
    to->bound = own.bound;
    to->iterations = own.iterations;
    to->status = JH_SITE_FEASIBLE;
}

static bool has_answer(const struct jh_site_frontier_point *point)
{
    return !isnan(point->objective);
}

/* The search under one limit, from the answer before. */
static enum jh_status solve_point(struct trace *t, size_t k, struct jh_error *err)
{
    struct jh_site_solution s = {0};
    struct jh_i_site_call call = {.start = t->has_open ? t->open : NULL, .bare = true};
    struct jh_run run = t->run != NULL ? *t->run : (struct jh_run){0};
    const struct jh_site_problem p = problem_at(t, k);
    const int64_t *steps = t->start != NULL ? t->start->iterations : NULL;
    if (steps != NULL && steps[k] >= 0)
        run.iteration_limit = steps[k] > 0 ? steps[k] : -1;
    jh_run_lap(t->run, 1 / (double)t->n);
    enum jh_status st =
        jh_i_site_solve(&p, &run, &call, &s, t->clash != NULL ? &t->clash[k] : NULL);
    t->point[k].iterations = call.iterations;
    if (st == JH_E_INFEASIBLE) {
        t->point[k].status = JH_SITE_INFEASIBLE;
        t->point[k].bound = sign_of(&p) * JH_INF;
        return JH_OK;
    }
    if (st == JH_OK)
        take(t, k, &s);
    jh_site_solution_release(&s);
    if (st == JH_E_NOMEM)
        return jh_fail(err, st, "out of memory");
    return JH_OK; /* stopped before an answer: the bound of everything open stays */
}

static enum jh_status solve_all(struct trace *t, struct jh_error *err)
{
    const struct jh_site_frontier_start *start = t->start;
    enum jh_status st = JH_OK;
    for (size_t k = 0; k < t->n && st == JH_OK; k++) {
        jh_run_progress(t->run, "tracing the trade-off", (double)k / (double)t->n);
        if (start != NULL && start->known != NULL && start->known_limit == t->point[k].limit)
            take(t, k, start->known);
        else
            st = solve_point(t, k, err);
    }
    return st;
}

/* Answers hold for larger limits, bounds for smaller ones. */
static void carry(struct trace *t)
{
    const double sign = sign_of(t->problem);
    struct jh_site_frontier_point *point = t->point;
    for (size_t k = 1; k < t->n; k++)
        if (has_answer(&point[k - 1]) &&
            (!has_answer(&point[k]) || sign * point[k - 1].objective < sign * point[k].objective))
            inherit(&point[k], &point[k - 1]);
    for (size_t k = t->n; k-- > 0;) {
        if (k + 1 < t->n && sign * point[k].bound < sign * point[k + 1].bound)
            point[k].bound = point[k + 1].bound;
        if (!has_answer(&point[k])) {
            if (point[k].bound == sign * JH_INF)
                point[k].status = JH_SITE_INFEASIBLE;
            continue;
        }
        if (sign * point[k].bound >= sign * point[k].objective - 1e-9 * fabs(point[k].objective)) {
            point[k].bound = point[k].objective;
            point[k].status = JH_SITE_OPTIMAL;
        }
        double difference = fabs(point[k].objective - point[k].bound);
        point[k].gap_frac = difference == 0 ? 0 : difference / fabs(point[k].objective);
    }
}

/* What clashes under a limit clashes under a smaller one, too: the search for the rules begins with the
 * largest limit. It takes steps alone, no clock, and ends when somebody ends the run. */
static enum jh_status explain(struct trace *t, struct jh_error *err)
{
    uint32_t rules = UINT32_MAX;
    struct jh_run run = t->run != NULL ? *t->run : (struct jh_run){0};
    run.should_stop = run.cut_short;
    for (size_t k = t->n; k-- > 0 && t->clash != NULL;) {
        struct jh_error *why = &t->clash[k];
        if (t->point[k].status != JH_SITE_INFEASIBLE) {
            *why = (struct jh_error){.status = JH_OK};
            continue;
        }
        if (why->status == JH_E_INFEASIBLE) /* shows at once */
            continue;
        const struct jh_site_problem p = problem_at(t, k);
        if (jh_i_site_clash(&p, why) != JH_OK)
            continue;
        if (jh_i_site_explain(&p, &run, false, &rules, why) == JH_E_NOMEM)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

static enum jh_status check_limits(size_t n, const double *limit, struct jh_error *err)
{
    for (size_t k = 0; k < n; k++)
        if (!(limit[k] >= 0) || !isfinite(limit[k]) || (k > 0 && !(limit[k] > limit[k - 1])))
            return jh_fail(err, JH_E_ARG, "limits must rise from 0, got %g", limit[k]);
    return JH_OK;
}

enum jh_status jh_site_frontier(const struct jh_site_problem *problem, enum jh_site_axis axis,
    size_t n_points, const double *limit, const struct jh_site_frontier_start *start,
    const struct jh_run *run, struct jh_site_frontier_point *out_point, struct jh_error *out_clash,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double best = 0;
    struct trace t = {.problem = problem,
        .axis = axis,
        .n = n_points,
        .start = start,
        .run = run,
        .point = jh_i_calloc(n_points, sizeof *t.point),
        .clash = out_clash != NULL ? jh_i_calloc(n_points, sizeof *t.clash) : NULL,
        .open = jh_i_calloc(problem->n_hosts * problem->n_specialties, 1)};
    if (t.point == NULL || t.open == NULL || (out_clash != NULL && t.clash == NULL)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_site_check_input(problem, err));
    JH_TRY(st, check_limits(n_points, limit, err));
    JH_TRY(st, jh_i_site_best_case(problem, &best, err));
    for (size_t k = 0; k < n_points; k++)
        t.point[k] = (struct jh_site_frontier_point){.limit = limit[k],
            .status = JH_SITE_FEASIBLE,
            .objective = JH_NAN,
            .bound = jh_i_site_told(problem, best),
            .gap_frac = JH_NAN};
    JH_TRY(st, solve_all(&t, err));
    carry(&t);
    JH_TRY(st, explain(&t, err));
    for (size_t k = 0; k < n_points; k++) {
        out_point[k] = t.point[k];
        if (out_clash != NULL && t.point[k].status == JH_SITE_INFEASIBLE)
            out_clash[k] = t.clash[k];
    }
out:
    jh_i_free(t.point);
    jh_i_free(t.clash);
    jh_i_free(t.open);
    return st;
}
