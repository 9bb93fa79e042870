/*
 * Rational agent access model: the balance of travel and crowding.
 */
#include "access/raam.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

/* A site as one area sees it: cost before its own people come, and people who raise it by 1. */
struct offer {
    double cost, room;
    size_t pair;
};
struct raam {
    const struct jh_i_access_job *job;
    double *demand, *room; /* [n_sites] people, rho S_j; room 0: no supply */
    struct offer *offer;   /* [most pairs of an area] */
    double *flow;          /* [pairs->n] */
};

static int by_cost(const void *a, const void *b)
{
    const struct offer *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return x->pair < y->pair ? -1 : 1;
}

static bool usable(const struct raam *r, size_t pair)
{
    const struct jh_travel_pairs *pairs = r->job->pairs;
    return (double)pairs->minutes[pair] <= r->job->reach_min && r->room[pairs->hospital[pair]] > 0;
}

static double cost_of(const struct raam *r, size_t pair)
{
    const struct jh_travel_pairs *pairs = r->job->pairs;
    size_t j = (size_t)pairs->hospital[pair];
    return r->demand[j] / r->room[j] + (double)pairs->minutes[pair] / r->job->tau_min;
}

/* Take the area's people home, then pour them over the cheapest sites until all cost the same. */
static void answer_best(struct raam *r, size_t area)
{
    const struct jh_travel_pairs *pairs = r->job->pairs;
    double people = r->job->people[area], level = 0, room = 0, filled = 0;
    size_t n = 0, n_used = 0;
    for (size_t k = pairs->start[area]; k < pairs->start[area + 1]; k++) {
        size_t j = (size_t)pairs->hospital[k];
        if (!usable(r, k))
            continue;
        r->demand[j] = fmax(r->demand[j] - r->flow[k], 0);
        r->flow[k] = 0;
        r->offer[n++] = (struct offer){cost_of(r, k), r->room[j], k};
    }
    if (n == 0)
        return;
    qsort(r->offer, n, sizeof *r->offer, by_cost);
    /* level = cost at which the first n_used offers together hold the people */
    do {
        room += r->offer[n_used].room;
        filled += r->offer[n_used].room * r->offer[n_used].cost;
        level = (people + filled) / room;
        n_used++;
    } while (n_used < n && r->offer[n_used].cost < level);
    for (size_t o = 0; o < n_used; o++) {
        size_t k = r->offer[o].pair;
        r->flow[k] = fmax(r->offer[o].room * (level - r->offer[o].cost), 0);
        r->demand[pairs->hospital[k]] += r->flow[k];
    }
}

/* Demand anew from the flows: no rounding adds up over sweeps. Then what could be saved, as a share. */
static double gap(struct raam *r)
{
    const struct jh_travel_pairs *pairs = r->job->pairs;
    struct jh_sum excess = {0, 0}, all = {0, 0};
    for (size_t j = 0; j < r->job->n_sites; j++)
        r->demand[j] = 0;
    for (size_t k = 0; k < pairs->n; k++)
        r->demand[pairs->hospital[k]] += r->flow[k];
    for (size_t i = 0; i < pairs->n_areas; i++) {
        double least = JH_INF;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++)
            least = usable(r, k) ? fmin(least, cost_of(r, k)) : least;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++)
            if (r->flow[k] > 0) {
                jh_sum_add(&excess, r->flow[k] * (cost_of(r, k) - least));
                jh_sum_add(&all, r->flow[k] * cost_of(r, k));
            }
    }
    return jh_sum_value(&all) > 0 ? jh_sum_value(&excess) / jh_sum_value(&all) : 0;
}

static void mean_costs(const struct raam *r, double *out_cost)
{
    const struct jh_travel_pairs *pairs = r->job->pairs;
    for (size_t i = 0; i < pairs->n_areas; i++) {
        double least = JH_INF, sum = 0, people = 0;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++) {
            if (!usable(r, k))
                continue;
            least = fmin(least, cost_of(r, k));
            sum += r->flow[k] * cost_of(r, k);
            people += r->flow[k];
        }
        out_cost[i] = people > 0 ? sum / people : least;
    }
}

static enum jh_status settle(struct raam *r, struct jh_error *err)
{
    double left = gap(r);
    for (size_t sweep = 0; sweep < JH_I_RAAM_SWEEPS; sweep++) {
        for (size_t i = 0; i < r->job->pairs->n_areas; i++)
            answer_best(r, i);
        left = gap(r);
        if (left <= JH_I_RAAM_GAP)
            return JH_OK;
    }
    enum jh_status st = jh_fail(err, JH_E_NO_CONVERGENCE,
        "patients' choice did not settle in %d rounds, %g of all cost could be saved",
        JH_I_RAAM_SWEEPS, left);
    jh_hint(err, "Shorten the reach, or raise the minutes that weigh as mean crowding.");
    return st;
}

/* rho S_j; without people crowding is 0 whatever the room. */
static void make_room(struct raam *r)
{
    const struct jh_i_access_job *job = r->job;
    struct jh_sum people = {0, 0}, supply = {0, 0};
    for (size_t i = 0; i < job->pairs->n_areas; i++)
        jh_sum_add(&people, job->people[i]);
    for (size_t j = 0; j < job->n_sites; j++)
        if (job->supply[j] > 0)
            jh_sum_add(&supply, job->supply[j]);
    double all = jh_sum_value(&people) > 0 ? jh_sum_value(&people) : 1;
    for (size_t j = 0; j < job->n_sites; j++)
        r->room[j] = job->supply[j] > 0 ? job->supply[j] / jh_sum_value(&supply) * all : 0;
}

enum jh_status jh_i_raam(
    const struct jh_i_access_job *job, double *out_flow, double *out_cost, struct jh_error *err)
{
    const struct jh_travel_pairs *pairs = job->pairs;
    struct raam r = {.job = job, .flow = out_flow};
    enum jh_status st = JH_OK;
    size_t most = 0;
    for (size_t i = 0; i < pairs->n_areas; i++) {
        size_t n = pairs->start[i + 1] - pairs->start[i];
        most = n > most ? n : most;
    }
    r.demand = jh_i_calloc(job->n_sites, sizeof *r.demand);
    r.room = jh_i_calloc(job->n_sites, sizeof *r.room);
    r.offer = jh_i_calloc(most, sizeof *r.offer);
    if (r.demand == NULL || r.room == NULL || r.offer == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t k = 0; k < pairs->n; k++)
        out_flow[k] = 0;
    make_room(&r);
    JH_TRY(st, settle(&r, err));
    mean_costs(&r, out_cost);
out:
    jh_i_free(r.demand);
    jh_i_free(r.room);
    jh_i_free(r.offer);
    return st;
}

enum jh_status jh_i_access_raam(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double *flow = jh_i_calloc(job->pairs->n, sizeof *flow);
    if (flow == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    st = jh_i_raam(job, flow, out_access, err);
    jh_i_free(flow);
    return st;
}
