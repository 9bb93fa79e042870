#include "zone/net.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

/* Rows under construction: numbers of one row are summed in `sum`, then written in order. */
struct rows {
    double *sum;      /* [n_columns] */
    uint8_t *touched; /* [n_columns] */
    int32_t *column;  /* [n_columns], of this row */
    size_t n;
};

static int column_cmp(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static bool rows_init(struct jh_arena *arena, size_t n_columns, struct rows *rows)
{
    rows->n = 0;
    rows->sum = jh_arena_new(arena, n_columns, double);
    rows->touched = jh_arena_new(arena, n_columns, uint8_t);
    rows->column = jh_arena_new(arena, n_columns, int32_t);
    return rows->sum != NULL && rows->touched != NULL && rows->column != NULL;
}

static void rows_add(struct rows *rows, int32_t column, double value)
{
    if (!rows->touched[column]) {
        rows->touched[column] = 1;
        rows->sum[column] = 0;
        rows->column[rows->n++] = column;
    }
    rows->sum[column] += value;
}

/* Write the row after the last one; value may be NULL. Returns the new end. */
static size_t rows_end(struct rows *rows, size_t end, int32_t *to, double *value)
{
    qsort(rows->column, rows->n, sizeof *rows->column, column_cmp);
    for (size_t k = 0; k < rows->n; k++) {
        to[end] = rows->column[k];
        if (value != NULL)
            value[end] = rows->sum[rows->column[k]];
        end++;
        rows->touched[rows->column[k]] = 0;
    }
    rows->n = 0;
    return end;
}

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
        .map_start = jh_arena_new(arena, n + 1, size_t),
        .map_to = jh_arena_new(arena, n_map, int32_t)};
    return net->flow_start != NULL && net->flow_to != NULL && net->flow != NULL &&
           net->degree != NULL && net->within != NULL && net->population != NULL &&
           net->map_start != NULL && net->map_to != NULL;
}

/* Directed flows between chosen units as rows by destination: the other half of the undirected. */
struct reverse {
    size_t *start;
    int32_t *from;
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

static void fill_unit(const struct jh_zone_flow *flow, const struct jh_graph *adjacency,
    const int32_t *index_of, const struct reverse *reverse, size_t u, struct rows *rows,
    struct jh_zone_net *net)
{
    int32_t i = index_of[u];
    for (size_t e = flow->start[u]; e < flow->start[u + 1]; e++) {
        int32_t j = index_of[flow->to[e]];
        if (j < 0)
            continue;
        net->degree[i] += flow->cases[e];
        if (j == i)
            net->within[i] += flow->cases[e];
        else
            rows_add(rows, j, flow->cases[e]);
    }
    for (size_t e = reverse->start[i]; e < reverse->start[i + 1]; e++) {
        net->degree[i] += reverse->cases[e];
        if (reverse->from[e] != i)
            rows_add(rows, reverse->from[e], reverse->cases[e]);
    }
    net->flow_start[i + 1] = rows_end(rows, net->flow_start[i], net->flow_to, net->flow);
    for (size_t e = adjacency->start[u]; e < adjacency->start[u + 1]; e++)
        if (index_of[adjacency->to[e]] >= 0)
            rows_add(rows, index_of[adjacency->to[e]], 0);
    net->map_start[i + 1] = rows_end(rows, net->map_start[i], net->map_to, NULL);
}

enum jh_status jh_i_zone_net_make(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population, size_t n, const int32_t *index_of,
    struct jh_zone_net *out, struct jh_error *err)
{
    struct rows rows;
    struct reverse reverse;
    if (!rows_init(arena, n, &rows) || !reverse_make(arena, flow, index_of, n, &reverse) ||
        !net_alloc(arena, n, 2 * flow->start[flow->n], adjacency->start[adjacency->n], out))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < flow->n; u++) /* indices ascend with units */
        if (index_of[u] >= 0) {
            fill_unit(flow, adjacency, index_of, &reverse, u, &rows, out);
            out->population[index_of[u]] = population[u];
        }
    for (size_t i = 0; i < n; i++)
        out->cases += out->degree[i] / 2;
    return JH_OK;
}

enum jh_status jh_i_zone_net_merge(struct jh_arena *arena, const struct jh_zone_net *net,
    size_t n_groups, const int32_t *group_of, struct jh_zone_net *out, struct jh_error *err)
{
    struct rows flows, map;
    size_t *start = jh_arena_new(arena, n_groups + 2, size_t);
    int32_t *member = jh_arena_new(arena, net->n, int32_t);
    if (!rows_init(arena, n_groups, &flows) || !rows_init(arena, n_groups, &map) || start == NULL ||
        member == NULL ||
        !net_alloc(arena, n_groups, net->flow_start[net->n], net->map_start[net->n], out))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < net->n; i++)
        start[group_of[i] + 2]++;
    for (size_t g = 0; g < n_groups; g++)
        start[g + 2] += start[g + 1];
    for (size_t i = 0; i < net->n; i++)
        member[start[group_of[i] + 1]++] = (int32_t)i;
    for (size_t g = 0; g < n_groups; g++) {
        for (size_t k = start[g]; k < start[g + 1]; k++) {
            int32_t i = member[k];
            out->degree[g] += net->degree[i];
            out->within[g] += net->within[i];
            out->population[g] += net->population[i];
            for (size_t e = net->flow_start[i]; e < net->flow_start[i + 1]; e++) {
                int32_t h = group_of[net->flow_to[e]];
                if (h == (int32_t)g)
                    out->within[g] += net->flow[e] / 2; /* seen from both ends */
                else
                    rows_add(&flows, h, net->flow[e]);
            }
            for (size_t e = net->map_start[i]; e < net->map_start[i + 1]; e++)
                if (group_of[net->map_to[e]] != (int32_t)g)
                    rows_add(&map, group_of[net->map_to[e]], 0);
        }
        out->flow_start[g + 1] = rows_end(&flows, out->flow_start[g], out->flow_to, out->flow);
        out->map_start[g + 1] = rows_end(&map, out->map_start[g], out->map_to, NULL);
    }
    out->cases = net->cases;
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
