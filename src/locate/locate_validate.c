/*
 * The public door: what a problem must be like, and counts that show at once that it has no answer.
 */
#include <math.h>

#include "base/fail.h"
#include "base/num.h"

#include "locate/locate_internal.h"

static enum jh_status check_numbers(
    const char *name, size_t n, const double *x, double least, struct jh_error *err)
{
    for (size_t i = 0; x != NULL && i < n; i++) {
        if (!(x[i] >= least) || isinf(x[i])) {
            enum jh_status st =
                jh_fail(err, JH_E_DOMAIN, "a finite number was expected, got %g", x[i]);
            if (x[i] < least)
                st = jh_fail(err, JH_E_DOMAIN, "must not be below 0, got %g", x[i]);
            jh_where(err, "%s[%zu]", name, i);
            return st;
        }
    }
    return JH_OK;
}

static enum jh_status check_pairs(const struct jh_locate_problem *problem, struct jh_error *err)
{
    const size_t *start = problem->pair_start;
    for (size_t i = 0; i < problem->n_demand; i++) {
        if (start[i] > start[i + 1] || start[0] != 0) {
            enum jh_status st = jh_fail(err, JH_E_ARG, "starts of lists must ascend from 0");
            jh_where(err, "pair_start[%zu]", i);
            return st;
        }
        for (size_t k = start[i]; k < start[i + 1]; k++) {
            bool ascends = k == start[i] || problem->pair_site[k - 1] < problem->pair_site[k];
            if (problem->pair_site[k] < 0 || (size_t)problem->pair_site[k] >= problem->n_sites ||
                !ascends) {
                enum jh_status st =
                    jh_fail(err, JH_E_ARG, "sites of a client must ascend and exist");
                jh_where(err, "pair_site[%zu]", k);
                return st;
            }
        }
    }
    return check_numbers("pair_cost", start[problem->n_demand], problem->pair_cost, 0, err);
}

static enum jh_status check_matrix(const struct jh_locate_problem *problem, struct jh_error *err)
{
    for (size_t k = 0; k < problem->n_demand * problem->n_sites; k++) {
        if (!(problem->cost[k] >= 0)) {
            enum jh_status st =
                jh_fail(err, JH_E_DOMAIN, "must not be below 0, got %g", problem->cost[k]);
            jh_where(err, "cost[%zu]", k);
            return st;
        }
    }
    return JH_OK;
}

static enum jh_status check_costs(const struct jh_locate_problem *problem, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool pairs = problem->pair_start != NULL && problem->pair_site != NULL &&
                 problem->pair_cost != NULL,
         points = problem->demand_xy != NULL && problem->site_xy != NULL;
    if ((problem->cost != NULL) + pairs + points != 1)
        return jh_fail(err, JH_E_ARG, "costs must come in exactly one form");
    if (problem->cost != NULL) {
        st = check_matrix(problem, err);
    } else if (pairs) {
        st = check_pairs(problem, err);
    } else {
        JH_TRY(st,
            check_numbers("demand_xy", 2 * problem->n_demand, problem->demand_xy, -JH_INF, err));
        st = check_numbers("site_xy", 2 * problem->n_sites, problem->site_xy, -JH_INF, err);
    }
out:
    return st;
}

/* p against what is fixed and what may open. */
static enum jh_status check_count(const struct jh_locate_problem *problem, struct jh_error *err)
{
    int64_t n_must = 0, n_may = 0, n_existing = 0;
    for (size_t j = 0; j < problem->n_sites; j++) {
        enum jh_locate_state s = jh_i_locate_state(problem, j);
        if ((unsigned)s > JH_LOCATE_EXISTING) {
            jh_ignore(jh_fail(err, JH_E_ARG, "no such state of a site: %d", (int)s), "below");
            jh_where(err, "state[%zu]", j);
            return JH_E_ARG;
        }
        n_must += s == JH_LOCATE_MUST;
        n_may += s == JH_LOCATE_MAY;
        n_existing += s == JH_LOCATE_EXISTING;
    }
    if (problem->model == JH_LOCATE_LSCP)
        return JH_OK;
    if (problem->p < 0 || (problem->p == 0 && n_existing == 0))
        return jh_fail(err, JH_E_DOMAIN, "p must be at least 1, got %d", (int)problem->p);
    if (problem->p < n_must) {
        jh_ignore(jh_fail(err, JH_E_INFEASIBLE, "sites fixed open: %lld; p is %d",
                      (long long)n_must, (int)problem->p),
            "below");
        jh_hint(err, "Raise p or fix fewer sites.");
        return JH_E_INFEASIBLE;
    }
    if (problem->p > n_must + n_may) {
        jh_ignore(jh_fail(err, JH_E_INFEASIBLE, "p is %d; sites that may open: %lld",
                      (int)problem->p, (long long)(n_must + n_may)),
            "below");
        jh_hint(err, "Lower p or allow more sites.");
        return JH_E_INFEASIBLE;
    }
    return JH_OK;
}

static enum jh_status check_model(const struct jh_locate_problem *problem, struct jh_error *err)
{
    bool cover = problem->model == JH_LOCATE_MCLP || problem->model == JH_LOCATE_LSCP;
    if ((unsigned)problem->model > JH_LOCATE_CPMP)
        return jh_fail(err, JH_E_ARG, "no such problem: %d", (int)problem->model);
    if (cover && !(problem->radius >= 0))
        return jh_fail(err, JH_E_DOMAIN, "radius must not be below 0, got %g", problem->radius);
    if (problem->model == JH_LOCATE_CPMP && (problem->load == NULL || problem->capacity == NULL))
        return jh_fail(err, JH_E_ARG, "loads and capacities are needed");
    if (!(problem->gap_frac >= 0))
        return jh_fail(err, JH_E_DOMAIN, "gap must not be below 0, got %g", problem->gap_frac);
    return JH_OK;
}

enum jh_status jh_i_locate_validate(const struct jh_locate_problem *problem, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (problem->n_sites == 0 || problem->n_sites > INT32_MAX / 4 ||
        problem->n_demand > INT32_MAX / 4)
        return jh_fail(err, JH_E_ARG, "number of sites or clients out of range");
    JH_TRY(st, check_model(problem, err));
    JH_TRY(st, check_costs(problem, err));
    JH_TRY(st, check_numbers("weight", problem->n_demand, problem->weight, 0, err));
    JH_TRY(st, check_numbers("load", problem->n_demand, problem->load, 0, err));
    JH_TRY(st, check_numbers("capacity", problem->n_sites, problem->capacity, 0, err));
    st = check_count(problem, err);
out:
    return st;
}
