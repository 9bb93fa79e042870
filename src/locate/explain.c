/*
 * Why there is no answer, where that shows without a search.
 */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "locate/locate_internal.h"

static enum jh_status no_site_of(
    const struct jh_locate_problem *problem, size_t client, struct jh_error *err)
{
    char number[JH_NUM_TEXT_MAX];
    const char *name = number;
    jh_num_format((double)client + 1, number);
    if (problem->client_name != NULL)
        name = problem->client_name[client];
    if (problem->model == JH_LOCATE_LSCP) {
        jh_ignore(jh_fail(err, JH_E_INFEASIBLE, "client %s has no site within the radius %g", name,
                      problem->radius),
            "below");
        jh_hint(err, "Raise the radius or allow more sites.");
    } else if (problem->model == JH_LOCATE_CPMP) {
        jh_ignore(jh_fail(err, JH_E_INFEASIBLE,
                      "client %s has no site that may open with room for its load %g", name,
                      problem->load[client]),
            "below");
        jh_hint(err, "Raise capacities, allow more sites or list more pairs.");
    } else {
        jh_ignore(
            jh_fail(err, JH_E_INFEASIBLE, "client %s has no site that may open", name), "below");
        jh_hint(err, "Allow more sites or list more pairs.");
    }
    return JH_E_INFEASIBLE;
}

static bool can_serve(
    const struct jh_locate_problem *problem, size_t client, size_t site, double cost)
{
    if (isinf(cost) || jh_i_locate_state(problem, site) == JH_LOCATE_NO)
        return false;
    if (problem->model == JH_LOCATE_LSCP)
        return jh_i_locate_within(cost, problem->radius);
    return problem->model != JH_LOCATE_CPMP ||
           jh_i_locate_fits(problem->load[client], problem->capacity[site]);
}

static bool has_site(const struct jh_locate_problem *problem, size_t client)
{
    const bool listed = problem->pair_start != NULL;
    size_t first = listed ? problem->pair_start[client] : 0;
    size_t end = listed ? problem->pair_start[client + 1] : problem->n_sites;
    bool any = false;
    for (size_t k = first; k < end && !any; k++) {
        size_t j = listed ? (size_t)problem->pair_site[k] : k;
        double cost = listed ? problem->pair_cost[k] : jh_i_locate_cost(problem, client, j);
        any = can_serve(problem, client, j, cost);
    }
    return any;
}

enum jh_status jh_i_locate_explain_sites(
    const struct jh_locate_problem *problem, struct jh_error *err)
{
    const bool all = problem->model == JH_LOCATE_LSCP || problem->model == JH_LOCATE_CPMP;
    for (size_t i = 0; i < problem->n_demand; i++) {
        bool asks = all || jh_i_locate_weight(problem, i) > 0;
        if (asks && !has_site(problem, i))
            return no_site_of(problem, i, err);
    }
    return JH_OK;
}

static int greatest_first(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

enum jh_status jh_i_locate_explain_loads(
    const struct jh_locate_problem *problem, struct jh_error *err)
{
    struct jh_sum load = {0}, room = {0};
    size_t n = 0, left = (size_t)problem->p;
    double *free_capacity = jh_i_calloc(problem->n_sites, sizeof *free_capacity);
    if (free_capacity == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t j = 0; j < problem->n_sites; j++) {
        enum jh_locate_state s = jh_i_locate_state(problem, j);
        if (s == JH_LOCATE_MAY)
            free_capacity[n++] = problem->capacity[j];
        else if (s != JH_LOCATE_NO)
            jh_sum_add(&room, problem->capacity[j]);
        left -= s == JH_LOCATE_MUST;
    }
    qsort(free_capacity, n, sizeof *free_capacity, greatest_first);
    for (size_t k = 0; k < n && k < left; k++)
        jh_sum_add(&room, free_capacity[k]);
    jh_i_free(free_capacity);
    for (size_t i = 0; i < problem->n_demand; i++)
        jh_sum_add(&load, problem->load[i]);
    if (jh_sum_value(&load) <= jh_sum_value(&room) * (1 + 1e-9))
        return JH_OK;
    jh_ignore(jh_fail(err, JH_E_INFEASIBLE,
                  "loads come to %g, the greatest capacities of that many sites to %g",
                  jh_sum_value(&load), jh_sum_value(&room)),
        "below");
    jh_hint(err, "Raise p or capacities, or allow more sites.");
    return JH_E_INFEASIBLE;
}
