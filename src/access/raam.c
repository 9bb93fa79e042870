/*
 * Rational agent access model: the balance of travel and crowding.
 */
#include "access/raam.h"

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
    /* Pairs worth looking at, by area as the pairs are: used, or not much dearer than what is. All are
     * looked at again every now and then. */
    size_t *near;   /* [pairs->n] */
    size_t *n_near; /* [n_areas] */
};
/* Rounds between two in which all pairs are looked at, and how much dearer counts as near. */
#define NEAR_ROUNDS 40
#define NEAR_FRAC   0.05

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

/* Leave out offers dearer than the level at which the others hold the people, until none is: what is
 * left stands in front. The level only falls, so nothing left out comes back. */
static double find_level(double people, struct offer *offer, size_t *n)
{
    for (;;) {
        double room = 0, filled = 0;
        size_t n_used = 0;
        for (size_t o = 0; o < *n; o++) {
            room += offer[o].room;
            filled += offer[o].room * offer[o].cost;
        }
        double level = (people + filled) / room;
        for (size_t o = 0; o < *n; o++)
            if (offer[o].cost < level)
                offer[n_used++] = offer[o];
        if (n_used == *n || n_used == 0)
            return level;
        *n = n_used;
    }
}

/* Take the area's people home, then pour them over the cheapest sites until all cost the same.
 * @return that cost, INFINITY without a site. */
static double answer_best(struct raam *r, size_t area, size_t n_pairs, const size_t *pair)
{
    const struct jh_travel_pairs *pairs = r->job->pairs;
    size_t n = 0;
    for (size_t o = 0; o < n_pairs; o++) {
        size_t k = pair[o], j = (size_t)pairs->hospital[k];
        if (r->flow[k] > 0)
            r->demand[j] = fmax(r->demand[j] - r->flow[k], 0);
        r->flow[k] = 0;
        r->offer[n++] = (struct offer){cost_of(r, k), r->room[j], k};
    }
    if (n == 0)
        return JH_INF;
    double level = find_level(r->job->people[area], r->offer, &n);
    for (size_t o = 0; o < n; o++) {
        size_t k = r->offer[o].pair;
        r->flow[k] = fmax(r->offer[o].room * (level - r->offer[o].cost), 0);
        r->demand[pairs->hospital[k]] += r->flow[k];
    }
    return level;
}

static void answer_all(struct raam *r)
{
    const struct jh_travel_pairs *pairs = r->job->pairs;
    for (size_t i = 0; i < pairs->n_areas; i++) {
        size_t *near = r->near + pairs->start[i], n = 0;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++)
            if (usable(r, k))
                near[n++] = k;
        double level = answer_best(r, i, n, near);
        r->n_near[i] = 0;
        for (size_t o = 0; o < n; o++)
            if (r->flow[near[o]] > 0 || cost_of(r, near[o]) < level * (1 + NEAR_FRAC))
                near[r->n_near[i]++] = near[o];
    }
}

static void answer_near(struct raam *r)
{
    const struct jh_travel_pairs *pairs = r->job->pairs;
    for (size_t i = 0; i < pairs->n_areas; i++)
        (void)answer_best(r, i, r->n_near[i], r->near + pairs->start[i]);
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
        if (sweep % NEAR_ROUNDS != 0) {
            answer_near(r);
            continue;
        }
        answer_all(r);
        left = gap(r);
        bool patient = sweep * r->job->pairs->n_areas < JH_I_RAAM_PATIENCE;
        if (left <= (patient ? JH_I_RAAM_GAP : JH_I_RAAM_GAP_LARGE))
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
    r.near = jh_i_calloc(pairs->n, sizeof *r.near);
    r.n_near = jh_i_calloc(pairs->n_areas, sizeof *r.n_near);
    if (r.demand == NULL || r.room == NULL || r.offer == NULL || r.near == NULL ||
        r.n_near == NULL) {
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
    jh_i_free(r.near);
    jh_i_free(r.n_near);
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
