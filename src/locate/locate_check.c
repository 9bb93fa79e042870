/*
 * The checker: rules and objective of an answer from its sites alone. Shares no code with the
 * search but the cost of a pair.
 */
#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "locate/locate_internal.h"

static enum jh_status check_open(const struct jh_locate_problem *problem, size_t n_open,
    const int32_t *open, struct jh_error *err)
{
    size_t n_counted = 0, n_needed = 0, n_had = 0;
    for (size_t k = 0; k < n_open; k++) {
        if (open[k] < 0 || (size_t)open[k] >= problem->n_sites || (k > 0 && open[k] <= open[k - 1]))
            return jh_fail(err, JH_E_ARG, "open sites must ascend and exist");
        enum jh_locate_state s = jh_i_locate_state(problem, (size_t)open[k]);
        if (s == JH_LOCATE_NO)
            return jh_fail(err, JH_E_INFEASIBLE, "a forbidden site is open");
        n_counted += s != JH_LOCATE_EXISTING;
        n_had += s == JH_LOCATE_EXISTING || s == JH_LOCATE_MUST;
    }
    for (size_t j = 0; j < problem->n_sites; j++) {
        enum jh_locate_state s = jh_i_locate_state(problem, j);
        n_needed += s == JH_LOCATE_EXISTING || s == JH_LOCATE_MUST;
    }
    if (n_had != n_needed)
        return jh_fail(err, JH_E_INFEASIBLE, "a fixed site is not open");
    if (problem->model != JH_LOCATE_LSCP && n_counted != (size_t)problem->p)
        return jh_fail(
            err, JH_E_INFEASIBLE, "%zu sites are open instead of %d", n_counted, (int)problem->p);
    return JH_OK;
}

static double nearest(const struct jh_locate_problem *problem, size_t i, size_t n_open,
    const int32_t *open, size_t *n_within)
{
    double least = JH_INF;
    *n_within = 0;
    for (size_t k = 0; k < n_open; k++) {
        double cost = jh_i_locate_cost(problem, i, (size_t)open[k]);
        least = cost < least ? cost : least;
        *n_within += cost <= problem->radius;
    }
    return least;
}

/* One client's part of the objective. */
static enum jh_status add_client(const struct jh_locate_problem *problem, double cost,
    size_t n_within, double weight, struct jh_sum *sum, double *most, struct jh_error *err)
{
    switch (problem->model) {
    case JH_LOCATE_PMEDIAN:
    case JH_LOCATE_CPMP:
        if (isinf(cost) && weight > 0)
            return jh_fail(err, JH_E_INFEASIBLE, "a client has no open site within its pairs");
        if (weight > 0)
            jh_sum_add(sum, weight * cost);
        return JH_OK;
    case JH_LOCATE_PCENTER:
        if (isinf(cost) && weight > 0)
            return jh_fail(err, JH_E_INFEASIBLE, "a client has no open site within its pairs");
        *most = weight > 0 && cost > *most ? cost : *most;
        return JH_OK;
    case JH_LOCATE_MCLP:
        jh_sum_add(sum, n_within > 0 ? weight : 0);
        return JH_OK;
    case JH_LOCATE_LSCP:
        return n_within > 0 ? JH_OK
                            : jh_fail(err, JH_E_INFEASIBLE, "a client is not within the radius");
    }
    return JH_OK;
}

static enum jh_status check_loads(const struct jh_locate_problem *problem, size_t n_open,
    const int32_t *open, const int32_t *assignment, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_sum *load = jh_i_calloc(problem->n_sites, sizeof *load);
    uint8_t *is_open = jh_i_calloc(problem->n_sites, 1);
    if (load == NULL || is_open == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t k = 0; k < n_open; k++)
        is_open[open[k]] = 1;
    for (size_t i = 0; i < problem->n_demand; i++) {
        int32_t j = assignment[i];
        if (j < 0 || (size_t)j >= problem->n_sites || !is_open[j])
            JH_TRY(st, jh_fail(err, JH_E_INFEASIBLE, "a client is assigned to a closed site"));
        jh_sum_add(&load[j], problem->load[i]);
    }
    for (size_t j = 0; j < problem->n_sites; j++) {
        if (jh_sum_value(&load[j]) > problem->capacity[j] * (1 + 1e-12))
            JH_TRY(st, jh_fail(err, JH_E_INFEASIBLE, "load %g of site %zu is above its capacity %g",
                           jh_sum_value(&load[j]), j + 1, problem->capacity[j]));
    }
out:
    jh_i_free(load);
    jh_i_free(is_open);
    return st;
}

enum jh_status jh_locate_check(const struct jh_locate_problem *problem, size_t n_open,
    const int32_t *open, const int32_t *assignment, double *out_objective, double *out_backup,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_sum sum = {0}, twice = {0};
    double most = 0;
    JH_TRY(st, check_open(problem, n_open, open, err));
    if (problem->model == JH_LOCATE_CPMP)
        JH_TRY(st, check_loads(problem, n_open, open, assignment, err));
    for (size_t i = 0; i < problem->n_demand; i++) {
        size_t n_within = 0;
        double w = jh_i_locate_weight(problem, i);
        double cost = problem->model == JH_LOCATE_CPMP
                          ? jh_i_locate_cost(problem, i, (size_t)assignment[i])
                          : nearest(problem, i, n_open, open, &n_within);
        JH_TRY(st, add_client(problem, cost, n_within, w, &sum, &most, err));
        jh_sum_add(&twice, n_within > 1 ? w : 0);
    }
    *out_objective = jh_sum_value(&sum);
    if (problem->model == JH_LOCATE_PCENTER)
        *out_objective = most;
    if (problem->model == JH_LOCATE_LSCP) {
        size_t n = 0;
        for (size_t k = 0; k < n_open; k++)
            n += jh_i_locate_state(problem, (size_t)open[k]) != JH_LOCATE_EXISTING;
        *out_objective = (double)n;
    }
    if (out_backup != NULL)
        *out_backup = jh_sum_value(&twice);
out:
    return st;
}
