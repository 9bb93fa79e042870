#include "zone/net.h"

#include <string.h>

#include "base/fail.h"
#include "base/num.h"

static bool net_alloc(
    struct jh_arena *arena, size_t n, size_t n_flows, size_t n_map, struct jh_zone_net *net)
{
    *net = (struct jh_zone_net){.n = n,
        .flow_start = jh_arena_new(arena, n + 1, size_t),
        .flow_to = jh_arena_new(arena, n_flows, int32_t),
        .flow = jh_arena_new(arena, n_flows, double),
        .degree = jh_arena_new(arena, n, double),
        .within = jh_arena_new(arena, n, double),
        .population = jh_arena_new(arena, n, double),
        .residents = jh_arena_new(arena, n, double),
        .fixed = jh_arena_new(arena, n, int32_t),
        .map_start = jh_arena_new(arena, n + 1, size_t),
        .map_to = jh_arena_new(arena, n_map, int32_t)};
    return net->flow_start != NULL && net->flow_to != NULL && net->flow != NULL &&
           net->degree != NULL && net->within != NULL && net->population != NULL &&
           net->residents != NULL && net->fixed != NULL && net->map_start != NULL &&
           net->map_to != NULL;
}

/* Directed flows between chosen units as rows by destination: the other half of the undirected. */
struct reverse {
    size_t *start;
    int32_t *from; /* ascending within a row */
    double *cases;
};

static bool reverse_make(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const int32_t *index_of, size_t n, struct reverse *r)
{
    size_t total = flow->start[flow->n];
    r->start = jh_arena_new(arena, n + 2, size_t);
    r->from = jh_arena_new(arena, total, int32_t);
    r->cases = jh_arena_new(arena, total, double);
    if (r->start == NULL || r->from == NULL || r->cases == NULL)
        return false;
    for (size_t u = 0; u < flow->n; u++)
        for (size_t e = flow->start[u]; e < flow->start[u + 1]; e++)
            if (index_of[u] >= 0 && index_of[flow->to[e]] >= 0)
                r->start[index_of[flow->to[e]] + 2]++;
    for (size_t i = 0; i < n; i++)
        r->start[i + 2] += r->start[i + 1];
    for (size_t u = 0; u < flow->n; u++)
        for (size_t e = flow->start[u]; e < flow->start[u + 1]; e++)
            if (index_of[u] >= 0 && index_of[flow->to[e]] >= 0) {
                size_t at = r->start[index_of[flow->to[e]] + 1]++;
                r->from[at] = index_of[u];
                r->cases[at] = flow->cases[e];
            }
    return true;
}

/* The next entry of a row under construction; one that repeats the last is added to it. */
static void put_flow(struct jh_zone_net *net, size_t row, size_t *end, int32_t to, double cases)
{
    if (!(cases > 0))
        return;
    if (*end > net->flow_start[row] && net->flow_to[*end - 1] == to) {
        net->flow[*end - 1] += cases;
        return;
    }
    net->flow_to[*end] = to;
    net->flow[(*end)++] = cases;
}

/* Both halves of a unit's flows, each ascending, merged into one row. */
static void fill_flows(const struct jh_zone_flow *flow, const int32_t *index_of,
    const struct reverse *reverse, size_t u, struct jh_zone_net *net)
{
    int32_t i = index_of[u];
    size_t end = net->flow_start[i], b = reverse->start[i];
    net->residents[i] = flow->outside[u];
    for (size_t e = flow->start[u]; e < flow->start[u + 1]; e++) {
        int32_t j = index_of[flow->to[e]];
        net->residents[i] += flow->cases[e];
        if (j < 0)
            continue;
        net->degree[i] += flow->cases[e];
        if (j == i)
            net->within[i] += flow->cases[e];
        for (; b < reverse->start[i + 1] && reverse->from[b] < j; b++)
            if (reverse->from[b] != i)
                put_flow(net, (size_t)i, &end, reverse->from[b], reverse->cases[b]);
        if (j != i)
            put_flow(net, (size_t)i, &end, j, flow->cases[e]);
    }
    for (; b < reverse->start[i + 1]; b++)
        if (reverse->from[b] != i)
            put_flow(net, (size_t)i, &end, reverse->from[b], reverse->cases[b]);
    for (b = reverse->start[i]; b < reverse->start[i + 1]; b++)
        net->degree[i] += reverse->cases[b];
    net->flow_start[i + 1] = end;
}

static void fill_map(
    const struct jh_graph *adjacency, const int32_t *index_of, size_t u, struct jh_zone_net *net)
{
    int32_t i = index_of[u];
    size_t end = net->map_start[i];
    for (size_t e = adjacency->start[u]; e < adjacency->start[u + 1]; e++)
        if (index_of[adjacency->to[e]] >= 0)
            net->map_to[end++] = index_of[adjacency->to[e]];
    net->map_start[i + 1] = end;
}

enum jh_status jh_i_zone_net_make(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population, const int32_t *fixed, size_t n,
    const int32_t *index_of, struct jh_zone_net *out, struct jh_error *err)
{
    struct reverse reverse;
    if (!reverse_make(arena, flow, index_of, n, &reverse) ||
        !net_alloc(arena, n, 2 * flow->start[flow->n],
            adjacency != NULL ? adjacency->start[adjacency->n] : 0, out))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    out->has_map = adjacency != NULL;
    for (size_t u = 0; u < flow->n; u++) {
        int32_t i = index_of[u];
        if (i < 0)
            continue;
        fill_flows(flow, index_of, &reverse, u, out);
        if (out->has_map)
            fill_map(adjacency, index_of, u, out);
        out->population[i] = population[u];
        out->fixed[i] = fixed != NULL ? fixed[u] : JH_NONE;
        out->n_fixed += out->fixed[i] != JH_NONE;
    }
    if (!out->has_map) {
        out->map_start = out->flow_start;
        out->map_to = out->flow_to;
    }
    for (size_t i = 0; i < n; i++)
        out->cases += out->degree[i] / 2;
    return JH_OK;
}

/* Units by group, and what a row of the merged net has so far. */
struct merging {
    size_t *start;    /* [n_groups + 2] */
    int32_t *member;  /* [units] */
    size_t *at;       /* [n_groups] place in the row of the flows, from 1; 0: none */
    int32_t *touched; /* [n_groups] last group that touched it, from 1 */
};

static bool merging_make(struct jh_arena *arena, const struct jh_zone_net *net, size_t n_groups,
    const int32_t *group_of, struct merging *m)
{
    *m = (struct merging){jh_arena_new(arena, n_groups + 2, size_t),
        jh_arena_new(arena, net->n, int32_t), jh_arena_new(arena, n_groups, size_t),
        jh_arena_new(arena, n_groups, int32_t)};
    if (m->start == NULL || m->member == NULL || m->at == NULL || m->touched == NULL)
        return false;
    for (size_t i = 0; i < net->n; i++)
        m->start[group_of[i] + 2]++;
    for (size_t g = 0; g < n_groups; g++)
        m->start[g + 2] += m->start[g + 1];
    for (size_t i = 0; i < net->n; i++)
        m->member[m->start[group_of[i] + 1]++] = (int32_t)i;
    return true;
}

static void merge_unit(const struct jh_zone_net *net, const int32_t *group_of, size_t i, int32_t g,
    struct merging *m, struct jh_zone_net *out)
{
    size_t end = out->flow_start[g + 1], map_end = out->map_start[g + 1];
    out->degree[g] += net->degree[i];
    out->within[g] += net->within[i];
    out->population[g] += net->population[i];
    out->residents[g] += net->residents[i];
    if (net->fixed[i] != JH_NONE)
        out->fixed[g] = net->fixed[i];
    for (size_t e = net->flow_start[i]; e < net->flow_start[i + 1]; e++) {
        int32_t h = group_of[net->flow_to[e]];
        if (h == g) {
            out->within[g] += net->flow[e] / 2; /* seen from both ends */
        } else if (m->at[h] > out->flow_start[g]) {
            out->flow[m->at[h] - 1] += net->flow[e];
        } else {
            out->flow_to[end] = h;
            out->flow[end++] = net->flow[e];
            m->at[h] = end;
        }
    }
    out->flow_start[g + 1] = end;
    if (!net->has_map)
        return;
    for (size_t e = net->map_start[i]; e < net->map_start[i + 1]; e++) {
        int32_t h = group_of[net->map_to[e]];
        if (h == g || m->touched[h] == g + 1)
            continue;
        m->touched[h] = g + 1;
        out->map_to[map_end++] = h;
    }
    out->map_start[g + 1] = map_end;
}

enum jh_status jh_i_zone_net_merge(struct jh_arena *arena, const struct jh_zone_net *net,
    size_t n_groups, const int32_t *group_of, struct jh_zone_net *out, struct jh_error *err)
{
    struct merging m;
    if (!merging_make(arena, net, n_groups, group_of, &m) ||
        !net_alloc(arena, n_groups, net->flow_start[net->n],
            net->has_map ? net->map_start[net->n] : 0, out))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    out->has_map = net->has_map;
    out->n_fixed = net->n_fixed;
    out->cases = net->cases;
    for (size_t g = 0; g < n_groups; g++) {
        out->fixed[g] = JH_NONE;
        out->flow_start[g + 1] = out->flow_start[g];
        out->map_start[g + 1] = out->map_start[g];
        for (size_t k = m.start[g]; k < m.start[g + 1]; k++)
            merge_unit(net, group_of, (size_t)m.member[k], (int32_t)g, &m, out);
    }
    if (!out->has_map) {
        out->map_start = out->flow_start;
        out->map_to = out->flow_to;
    }
    return JH_OK;
}

double jh_i_zone_net_modularity(const struct jh_zone_net *net, size_t n_groups,
    const int32_t *group_of, double resolution, double *scratch)
{
    if (!(net->cases > 0))
        return 0;
    struct jh_sum q = {0};
    memset(scratch, 0, n_groups * sizeof *scratch);
    for (size_t i = 0; i < net->n; i++) {
        double within = net->within[i];
        scratch[group_of[i]] += net->degree[i] / (2 * net->cases);
        for (size_t e = net->flow_start[i]; e < net->flow_start[i + 1]; e++)
            if (group_of[net->flow_to[e]] == group_of[i])
                within += net->flow[e] / 2;
        jh_sum_add(&q, within / net->cases);
    }
    for (size_t g = 0; g < n_groups; g++)
        jh_sum_add(&q, -resolution * scratch[g] * scratch[g]);
    return jh_sum_value(&q);
}
