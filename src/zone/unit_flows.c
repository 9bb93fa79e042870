#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "model/zone_of.h"
#include "zone/units.h"

/* One value of a row under construction. */
struct cell {
    int32_t to;
    double value;
};

static int cell_cmp(const void *p, const void *q)
{
    int32_t a = ((const struct cell *)p)->to, b = ((const struct cell *)q)->to;
    return (a > b) - (a < b);
}

/* Sums by column: a row is gathered in any order and written in order. */
struct gather {
    struct cell *cell; /* [n_columns] */
    int32_t *at;       /* [n_columns], index into cell; valid where cell[at].to is the column */
    size_t n;
};

static void gather_add(struct gather *g, int32_t to, double value)
{
    int32_t at = g->at[to];
    if ((size_t)at >= g->n || g->cell[at].to != to) {
        at = g->at[to] = (int32_t)g->n++;
        g->cell[at] = (struct cell){to, 0};
    }
    g->cell[at].value += value;
}

static size_t gather_end(struct gather *g, size_t end, int32_t *to, double *value)
{
    qsort(g->cell, g->n, sizeof *g->cell, cell_cmp);
    for (size_t k = 0; k < g->n; k++) {
        to[end] = g->cell[k].to;
        value[end++] = g->cell[k].value;
    }
    g->n = 0;
    return end;
}

/* Members of groups in compressed rows: start[n_groups + 1], member[n]. */
static bool list_members(
    size_t n, size_t n_groups, const int32_t *group_of, size_t **out_start, int32_t **out_member)
{
    size_t *start = jh_i_calloc(n_groups + 2, sizeof *start);
    int32_t *member = jh_i_calloc(n, sizeof *member);
    *out_start = start;
    *out_member = member;
    if (start == NULL || member == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        start[group_of[i] + 2]++;
    for (size_t g = 0; g < n_groups; g++)
        start[g + 2] += start[g + 1];
    for (size_t i = 0; i < n; i++)
        member[start[group_of[i] + 1]++] = (int32_t)i;
    return true;
}

enum jh_status jh_i_zone_flow(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    size_t n_groups, const int32_t *group_of_area, struct jh_zone_flow *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_areas *areas = &dataset->areas;
    size_t *start = NULL, n = areas->n_inside, end = 0;
    int32_t *member = NULL, *to = jh_i_calloc(dataset->hospitals.n, sizeof *to);
    struct gather row = {
        jh_i_calloc(n_groups, sizeof *row.cell), jh_i_calloc(n_groups, sizeof *row.at), 0};
    struct jh_zone_flow flow = {.n = n_groups,
        .start = jh_i_calloc(n_groups + 1, sizeof *flow.start),
        .to = jh_i_calloc(table->n, sizeof *flow.to),
        .cases = jh_i_calloc(table->n, sizeof *flow.cases),
        .outside = jh_i_calloc(n_groups, sizeof *flow.outside),
        .inflow = jh_i_calloc(n_groups, sizeof *flow.inflow)};
    if (!list_members(n, n_groups, group_of_area, &start, &member) || to == NULL ||
        row.cell == NULL || row.at == NULL || flow.start == NULL || flow.to == NULL ||
        flow.cases == NULL || flow.outside == NULL || flow.inflow == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    jh_i_zone_of_hospitals(dataset, group_of_area, to);
    for (size_t g = 0; g < n_groups; g++) {
        for (size_t k = start[g]; k < start[g + 1]; k++)
            for (size_t e = table->start[member[k]]; e < table->start[member[k] + 1]; e++) {
                int32_t h = to[table->hospital[e]];
                if (h >= 0)
                    gather_add(&row, h, table->cases[e]);
                else
                    flow.outside[g] += table->cases[e];
            }
        end = flow.start[g + 1] = gather_end(&row, end, flow.to, flow.cases);
    }
    for (size_t e = table->start[n]; e < table->start[areas->n]; e++)
        if (to[table->hospital[e]] >= 0)
            flow.inflow[to[table->hospital[e]]] += table->cases[e];
    *out = flow;
    flow = (struct jh_zone_flow){0};
out:
    jh_zone_flow_release(&flow);
    jh_i_free(start);
    jh_i_free(member);
    jh_i_free(to);
    jh_i_free(row.cell);
    jh_i_free(row.at);
    return st;
}

enum jh_status jh_i_zone_group_flow(const struct jh_zone_flow *flow, size_t n_groups,
    const int32_t *group_of, struct jh_zone_flow *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t *start = NULL, end = 0, total = flow->start[flow->n];
    int32_t *member = NULL;
    struct gather row = {
        jh_i_calloc(n_groups, sizeof *row.cell), jh_i_calloc(n_groups, sizeof *row.at), 0};
    struct jh_zone_flow made = {.n = n_groups,
        .start = jh_i_calloc(n_groups + 1, sizeof *made.start),
        .to = jh_i_calloc(total, sizeof *made.to),
        .cases = jh_i_calloc(total, sizeof *made.cases),
        .outside = jh_i_calloc(n_groups, sizeof *made.outside),
        .inflow = jh_i_calloc(n_groups, sizeof *made.inflow)};
    if (!list_members(flow->n, n_groups, group_of, &start, &member) || row.cell == NULL ||
        row.at == NULL || made.start == NULL || made.to == NULL || made.cases == NULL ||
        made.outside == NULL || made.inflow == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t g = 0; g < n_groups; g++) {
        for (size_t k = start[g]; k < start[g + 1]; k++) {
            int32_t u = member[k];
            made.outside[g] += flow->outside[u];
            made.inflow[g] += flow->inflow != NULL ? flow->inflow[u] : 0;
            for (size_t e = flow->start[u]; e < flow->start[u + 1]; e++)
                gather_add(&row, group_of[flow->to[e]], flow->cases[e]);
        }
        end = made.start[g + 1] = gather_end(&row, end, made.to, made.cases);
    }
    *out = made;
    made = (struct jh_zone_flow){0};
out:
    jh_zone_flow_release(&made);
    jh_i_free(start);
    jh_i_free(member);
    jh_i_free(row.cell);
    jh_i_free(row.at);
    return st;
}

enum jh_status jh_i_zone_group_graph(const struct jh_graph *graph, size_t n_groups,
    const int32_t *group_of, struct jh_graph *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t *start = NULL, end = 0, n_edges = graph->start[graph->n];
    int32_t *member = NULL;
    struct gather row = {
        jh_i_calloc(n_groups, sizeof *row.cell), jh_i_calloc(n_groups, sizeof *row.at), 0};
    struct jh_graph made = {.n = n_groups,
        .start = jh_i_calloc(n_groups + 1, sizeof *made.start),
        .to = jh_i_calloc(n_edges, sizeof *made.to),
        .border_m = jh_i_calloc(n_edges, sizeof *made.border_m)};
    if (!list_members(graph->n, n_groups, group_of, &start, &member) || row.cell == NULL ||
        row.at == NULL || made.start == NULL || made.to == NULL || made.border_m == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t g = 0; g < n_groups; g++) {
        for (size_t k = start[g]; k < start[g + 1]; k++)
            for (size_t e = graph->start[member[k]]; e < graph->start[member[k] + 1]; e++)
                if (group_of[graph->to[e]] != (int32_t)g)
                    gather_add(&row, group_of[graph->to[e]],
                        graph->border_m != NULL ? graph->border_m[e] : 0);
        end = made.start[g + 1] = gather_end(&row, end, made.to, made.border_m);
    }
    *out = made;
    made = (struct jh_graph){0};
out:
    jh_graph_release(&made);
    jh_i_free(start);
    jh_i_free(member);
    jh_i_free(row.cell);
    jh_i_free(row.at);
    return st;
}
