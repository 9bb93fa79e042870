/*
 * Service of an open set under loads: everybody to the nearest first, then as few and as cheap moves
 * as it takes to bring every pair to its least number of cases and every host and region below its
 * beds, then back where there is room. Quick, feasible where it says so, not always the best.
 */
#include "site/loc.h"

#include <string.h>

#include "base/num.h"

static const double tolerance = 1e-9;

static bool at_least(double load, double least)
{
    return load >= least - tolerance * least;
}

static bool at_most(double beds, double most)
{
    return beds <= most + tolerance * most;
}

struct jh_i_loader *jh_i_loader_new(const struct jh_i_loc *loc, struct jh_arena *arena)
{
    struct jh_i_loader *l = jh_arena_new(arena, 1, struct jh_i_loader);
    if (l == NULL)
        return NULL;
    *l = (struct jh_i_loader){.loc = loc,
        .host_of = jh_arena_new(arena, loc->n_clients, int32_t),
        .cost_of = jh_arena_new(arena, loc->n_clients, double),
        .load = jh_arena_new(arena, jh_i_loc_n_pairs(loc), double),
        .host_beds = jh_arena_new(arena, loc->n_hosts, double),
        .group_beds = jh_arena_new(arena, loc->load.n_groups, double),
        .kind_cost = jh_arena_new(arena, loc->n_kinds, double),
        .key = jh_arena_new(arena, 2 * loc->n_clients, struct jh_i_key),
        .saved = jh_arena_new(arena, loc->n_clients, int32_t),
        .best = jh_arena_new(arena, loc->n_clients, int32_t),
        .failed = SIZE_MAX};
    bool ok = l->host_of != NULL && l->cost_of != NULL && l->load != NULL && l->host_beds != NULL &&
              l->group_beds != NULL && l->kind_cost != NULL && l->key != NULL && l->saved != NULL &&
              l->best != NULL;
    return ok ? l : NULL;
}

/* ---- what a move does ---- */

static double built(const struct jh_i_loc *loc, size_t pair, double load)
{
    return fmax(0, load * loc->load.beds[pair / loc->n_hosts] - loc->load.there[pair]);
}

/* Cases into (sign 1) or out of (-1) a pair. */
static void put(struct jh_i_loader *l, size_t pair, double cases, double sign)
{
    const struct jh_i_loc *loc = l->loc;
    size_t host = pair % loc->n_hosts;
    double before = l->load[pair], after = fmax(0, before + sign * cases);
    l->load[pair] = after;
    if (!loc->load.any_beds)
        return;
    l->host_beds[host] += sign * cases * loc->load.beds[pair / loc->n_hosts];
    if (loc->load.group[host] >= 0)
        l->group_beds[loc->load.group[host]] += built(loc, pair, after) - built(loc, pair, before);
}

static bool has_room(const struct jh_i_loader *l, size_t pair, double cases)
{
    const struct jh_i_loc *loc = l->loc;
    size_t host = pair % loc->n_hosts;
    int32_t group = loc->load.group[host];
    if (!loc->load.any_beds)
        return true;
    if (!at_most(l->host_beds[host] + cases * loc->load.beds[pair / loc->n_hosts],
            loc->load.host_max[host]))
        return false;
    double more = built(loc, pair, l->load[pair] + cases) - built(loc, pair, l->load[pair]);
    return group < 0 || more <= 0 ||
           at_most(l->group_beds[group] + more, loc->load.group_max[group]);
}

static bool can_spare(const struct jh_i_loader *l, size_t pair, double cases)
{
    return at_least(l->load[pair] - cases, l->loc->load.least[pair]);
}

static void move(struct jh_i_loader *l, size_t kind, size_t client, size_t to, double cost)
{
    const struct jh_i_loc *loc = l->loc;
    size_t base = kind * loc->n_hosts;
    double cases = loc->load.client[client];
    if (l->host_of[client] >= 0)
        put(l, base + (size_t)l->host_of[client], cases, -1);
    put(l, base + to, cases, 1);
    l->host_of[client] = (int32_t)to;
    l->cost_of[client] = loc->client_weight[client] * cost;
}

/* ---- the steps ---- */

static bool serve_nearest(struct jh_i_loader *l, const struct jh_i_state *state, size_t kind)
{
    const struct jh_i_loc *loc = l->loc;
    memset(l->load + kind * loc->n_hosts, 0, loc->n_hosts * sizeof *l->load);
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
        l->host_of[c] = -1;
        if (state->service[c].near < 0)
            return false;
        move(l, kind, c, (size_t)state->service[c].near, state->service[c].near_cost);
    }
    l->work += loc->kind_start[kind + 1] - loc->kind_start[kind];
    return true;
}

/* Bring one pair to its least number of cases. */
static bool fill_up(struct jh_i_loader *l, size_t kind, size_t host)
{
    const struct jh_i_loc *loc = l->loc;
    size_t base = kind * loc->n_hosts, pair = base + host, n = 0;
    const int32_t *client_of = loc->client_of + kind * loc->n_lists;
    double least = loc->load.least[pair];
    for (size_t e = loc->host_start[host]; e < loc->host_start[host + 1]; e++) {
        int32_t c = client_of[loc->host_list[e]];
        if (c < 0 || l->host_of[c] == (int32_t)host || !(loc->load.client[c] > 0))
            continue;
        double more = loc->client_weight[c] * loc->host_cost[e] - l->cost_of[c];
        l->key[n++] = (struct jh_i_key){-more / loc->load.client[c], c};
    }
    l->work += loc->host_start[host + 1] - loc->host_start[host] + 4 * n;
    jh_i_sort_keys(l->key, l->key + loc->n_clients, n);
    for (size_t k = 0; k < n && !at_least(l->load[pair], least); k++) {
        size_t c = (size_t)l->key[k].host;
        double cases = loc->load.client[c];
        if (can_spare(l, base + (size_t)l->host_of[c], cases) && has_room(l, pair, cases))
            move(l, kind, c, host, jh_i_loc_cost(loc, (size_t)loc->client_list[c], host));
    }
    return at_least(l->load[pair], least);
}

/* Cheapest other open host that has room for the client; SIZE_MAX: none. */
static size_t other_host(
    const struct jh_i_loader *l, const uint8_t *open, size_t kind, size_t client, double *out_cost)
{
    const struct jh_i_loc *loc = l->loc;
    size_t list = (size_t)loc->client_list[client], base = kind * loc->n_hosts;
    for (size_t e = loc->list_start[list]; e < loc->list_start[list + 1]; e++) {
        size_t host = (size_t)loc->list_host[e];
        if (!open[base + host] || l->host_of[client] == (int32_t)host ||
            !has_room(l, base + host, loc->load.client[client]))
            continue;
        *out_cost = loc->list_cost[e];
        return host;
    }
    return SIZE_MAX;
}

/* The beds of this host are beyond its own limit or its region's. */
static bool is_over(const struct jh_i_loader *l, size_t host)
{
    int32_t group = l->loc->load.group[host];
    return !at_most(l->host_beds[host], l->loc->load.host_max[host]) ||
           (group >= 0 && !at_most(l->group_beds[group], l->loc->load.group_max[group]));
}

/* Send cases elsewhere, cheapest for each bed first, until the host is within its beds. */
static void unburden(struct jh_i_loader *l, const uint8_t *open, size_t host)
{
    const struct jh_i_loc *loc = l->loc;
    size_t n = 0;
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        if (!open[kind * loc->n_hosts + host] || !(loc->load.beds[kind] > 0))
            continue;
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
            double cost = 0, beds = loc->load.client[c] * loc->load.beds[kind];
            if (l->host_of[c] != (int32_t)host || !(beds > 0) ||
                other_host(l, open, kind, c, &cost) == SIZE_MAX)
                continue;
            double more = loc->client_weight[c] * cost - l->cost_of[c];
            l->key[n++] = (struct jh_i_key){-more / beds, (int32_t)c};
        }
    }
    l->work += 8 * n;
    jh_i_sort_keys(l->key, l->key + loc->n_clients, n);
    for (size_t k = 0; k < n && is_over(l, host); k++) {
        size_t c = (size_t)l->key[k].host, kind = 0;
        double cost = 0;
        while (c >= loc->kind_start[kind + 1])
            kind++;
        size_t to = other_host(l, open, kind, c, &cost);
        if (to != SIZE_MAX && can_spare(l, kind * loc->n_hosts + host, loc->load.client[c]))
            move(l, kind, c, to, cost);
    }
}

/* Clients back to nearer hosts where the loads allow it. */
static bool bring_back(struct jh_i_loader *l, const struct jh_i_state *state, size_t kind)
{
    const struct jh_i_loc *loc = l->loc;
    size_t base = kind * loc->n_hosts;
    bool any = false;
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
        size_t list = (size_t)loc->client_list[c];
        double cases = loc->load.client[c];
        if (l->host_of[c] == state->service[c].near)
            continue;
        for (size_t e = loc->list_start[list]; e < loc->list_start[list + 1]; e++) {
            size_t host = (size_t)loc->list_host[e];
            if (!(loc->client_weight[c] * loc->list_cost[e] < l->cost_of[c]))
                break;
            l->work++;
            if (!state->open[base + host] || !can_spare(l, base + (size_t)l->host_of[c], cases) ||
                !has_room(l, base + host, cases))
                continue;
            move(l, kind, c, host, loc->list_cost[e]);
            any = true;
            break;
        }
    }
    return any;
}

static bool fill_all(struct jh_i_loader *l, const uint8_t *open, size_t kind)
{
    const struct jh_i_loc *loc = l->loc;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        size_t pair = kind * loc->n_hosts + host;
        if (open[pair] && !at_least(l->load[pair], loc->load.least[pair]) &&
            !fill_up(l, kind, host)) {
            l->failed = pair;
            return false;
        }
    }
    return true;
}

static double sum_up(struct jh_i_loader *l, size_t kind)
{
    struct jh_sum sum = {0, 0};
    for (size_t c = l->loc->kind_start[kind]; c < l->loc->kind_start[kind + 1]; c++)
        jh_sum_add(&sum, l->cost_of[c]);
    return l->kind_cost[kind] = jh_sum_value(&sum);
}

double jh_i_loader_run_kind(struct jh_i_loader *l, const struct jh_i_state *state, size_t kind)
{
    if (l->loc->load.any_beds)
        return jh_i_loader_run(l, state);
    l->failed = SIZE_MAX;
    l->kind_cost[kind] = JH_INF;
    if (!serve_nearest(l, state, kind) || !fill_all(l, state->open, kind))
        return JH_INF;
    for (int pass = 0; pass < 3 && bring_back(l, state, kind); pass++)
        ;
    return sum_up(l, kind);
}

static double run_with_beds(struct jh_i_loader *l, const struct jh_i_state *state)
{
    const struct jh_i_loc *loc = l->loc;
    double cost = 0;
    memset(l->host_beds, 0, loc->n_hosts * sizeof *l->host_beds);
    memset(l->group_beds, 0, loc->load.n_groups * sizeof *l->group_beds);
    l->failed = SIZE_MAX;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        l->kind_cost[kind] = JH_INF;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        if (!serve_nearest(l, state, kind))
            return JH_INF;
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (is_over(l, host))
            unburden(l, state->open, host);
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        if (!fill_all(l, state->open, kind))
            return JH_INF;
    for (int pass = 0; pass < 3; pass++) {
        bool any = false;
        for (size_t kind = 0; kind < loc->n_kinds; kind++)
            any |= bring_back(l, state, kind);
        if (!any)
            break;
    }
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (is_over(l, host))
            return JH_INF;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        cost += sum_up(l, kind);
    return cost;
}

double jh_i_loader_run(struct jh_i_loader *l, const struct jh_i_state *state)
{
    double cost = 0;
    if (l->loc->load.any_beds)
        return run_with_beds(l, state);
    size_t failed = SIZE_MAX;
    for (size_t kind = 0; kind < l->loc->n_kinds; kind++) {
        cost += jh_i_loader_run_kind(l, state, kind);
        failed = failed == SIZE_MAX ? l->failed : failed;
    }
    l->failed = failed;
    return cost;
}

bool jh_i_loads_kept(const struct jh_i_loc *loc, const uint8_t *open, const int32_t *host_of,
    double *load, double *host_beds, double *group_beds)
{
    memset(load, 0, jh_i_loc_n_pairs(loc) * sizeof *load);
    memset(host_beds, 0, loc->n_hosts * sizeof *host_beds);
    memset(group_beds, 0, loc->load.n_groups * sizeof *group_beds);
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++)
            load[kind * loc->n_hosts + (size_t)host_of[c]] += loc->load.client[c];
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++) {
        size_t host = pair % loc->n_hosts;
        if (!open[pair])
            continue;
        if (!at_least(load[pair], loc->load.least[pair]))
            return false;
        host_beds[host] += load[pair] * loc->load.beds[pair / loc->n_hosts];
        if (loc->load.group[host] >= 0)
            group_beds[loc->load.group[host]] += built(loc, pair, load[pair]);
    }
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (!at_most(host_beds[host], loc->load.host_max[host]))
            return false;
    for (size_t g = 0; g < loc->load.n_groups; g++)
        if (!at_most(group_beds[g], loc->load.group_max[g]))
            return false;
    return true;
}
