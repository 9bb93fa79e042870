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
    return p->objective.travel > 0 || p->objective.worst_tenth > 0 ? 1 : -1;
}

static void take(struct jh_site_frontier_point *to, const struct jh_site_solution *s)
{
    to->status = s->status;
    to->objective = s->objective;
    to->bound = s->bound;
    to->iterations = s->iterations;
    to->n_centres = s->n_centres;
    to->n_centre_specialties = s->n;
    to->cost = s->cost;
    to->travel_case_min = s->travel_case_min;
    to->coverage_cases = s->coverage_cases;
    to->worst_tenth_min = s->worst_tenth_min;
    to->total_cases = s->total_cases;
    to->not_nearest_cases = s->not_nearest_cases;
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

/* One after the other, each from the answer before. */
static enum jh_status solve_all(const struct jh_site_problem *problem, enum jh_site_axis axis,
    size_t n, struct jh_site_frontier_point *point, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_site_problem p = *problem;
    const size_t n_pairs = p.n_hosts * p.n_specialties;
    uint8_t *start = jh_i_calloc(n_pairs, 1);
    bool started = false;
    if (start == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        struct jh_site_solution s = {0};
        set_limit(&p, axis, point[k].limit);
        jh_run_progress(run, "tracing the trade-off", (double)k / (double)n);
        st = jh_i_site_solve(&p, run, started ? start : NULL, false, &s, err);
        if (st == JH_E_INFEASIBLE || st == JH_E_CANCELLED) {
            point[k].status = st == JH_E_INFEASIBLE ? JH_SITE_INFEASIBLE : JH_SITE_FEASIBLE;
            if (st == JH_E_INFEASIBLE)
                point[k].bound = sign_of(&p) * JH_INF;
            st = JH_OK;
            continue;
        }
        if (st != JH_OK)
            break;
        take(&point[k], &s);
        memset(start, 0, n_pairs);
        for (size_t i = 0; i < s.n; i++)
            start[(size_t)s.choice[i].specialty * p.n_hosts + (size_t)s.choice[i].host] = 1;
        started = true;
        jh_site_solution_release(&s);
    }
    jh_i_free(start);
    return st;
}

enum jh_status jh_site_frontier(const struct jh_site_problem *problem, enum jh_site_axis axis,
    size_t n_points, const double *limit, const struct jh_run *run,
    struct jh_site_frontier_point *out_point, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_site_frontier_point *point = jh_i_calloc(n_points, sizeof *point);
    if (point == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_i_site_check_input(problem, err));
    for (size_t k = 0; k < n_points; k++) {
        if (!(limit[k] >= 0) || !isfinite(limit[k]) || (k > 0 && !(limit[k] > limit[k - 1]))) {
            st = jh_fail(err, JH_E_ARG, "limits must rise from 0, got %g", limit[k]);
            goto out;
        }
        point[k] = (struct jh_site_frontier_point){.limit = limit[k],
            .objective = JH_NAN,
            .bound = -sign_of(problem) * JH_INF,
            .gap_frac = JH_NAN};
    }
    JH_TRY(st, solve_all(problem, axis, n_points, point, run, err));
    for (size_t k = 1; k < n_points; k++) {
        double sign = sign_of(problem);
        if (has_answer(&point[k - 1]) &&
            (!has_answer(&point[k]) || sign * point[k - 1].objective < sign * point[k].objective))
            inherit(&point[k], &point[k - 1]);
    }
    for (size_t k = n_points; k-- > 0;) {
        double sign = sign_of(problem);
        if (k + 1 < n_points && sign * point[k].bound < sign * point[k + 1].bound)
            point[k].bound = point[k + 1].bound;
        if (!has_answer(&point[k]))
            continue;
        if (sign * point[k].bound >= sign * point[k].objective - 1e-9 * fabs(point[k].objective)) {
            point[k].bound = point[k].objective;
            point[k].status = JH_SITE_OPTIMAL;
        }
        double difference = fabs(point[k].objective - point[k].bound);
        point[k].gap_frac = difference == 0 ? 0 : difference / fabs(point[k].objective);
    }
    if (n_points > 0)
        memcpy(out_point, point, n_points * sizeof *point);
out:
    jh_i_free(point);
    return st;
}
