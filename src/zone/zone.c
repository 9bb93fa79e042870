#include "junheng/zone.h"

#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "zone/check.h"
#include "zone/net.h"
#include "zone/number.h"
#include "zone/parts.h"
#include "zone/units.h"
#include "zone/weak.h"

void jh_zone_flow_release(struct jh_zone_flow *flow)
{
    if (flow == NULL)
        return;
    jh_i_free(flow->start);
    jh_i_free(flow->to);
    jh_i_free(flow->cases);
    jh_i_free(flow->outside);
    jh_i_free(flow->inflow);
    *flow = (struct jh_zone_flow){0};
}

/* Without a map nothing lies apart. */
static enum jh_status one_part(
    struct jh_arena *arena, size_t n, struct jh_zone_parts *out, struct jh_error *err)
{
    *out = (struct jh_zone_parts){.n = n > 0,
        .part_of = jh_arena_new(arena, n, int32_t),
        .n_main = n,
        .index_of = jh_arena_new(arena, n, int32_t)};
    if (out->part_of == NULL || out->index_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < n; u++)
        out->index_of[u] = (int32_t)u;
    return JH_OK;
}

/* What Leiden sees: units, or units whose fixed parts are drawn together into one each. */
struct sight {
    struct jh_zone_flow flow;
    struct jh_graph graph;
    double *population;
    struct jh_point *point;
    int32_t *fixed;   /* [flow.n] */
    int32_t *unit_of; /* [units] */
};

static void sight_release(struct sight *s)
{
    jh_zone_flow_release(&s->flow);
    jh_graph_release(&s->graph);
}

/* Fixed parts numbered without gaps; how many. */
static enum jh_status count_fixed(
    size_t n, const int32_t *fixed, uint8_t *seen, size_t *out_n, struct jh_error *err)
{
    size_t n_fixed = 0;
    for (size_t u = 0; u < n; u++) {
        if (fixed[u] == JH_NONE)
            continue;
        if (fixed[u] < 0 || (size_t)fixed[u] >= n)
            return jh_fail(
                err, JH_E_ARG, "unit %zu is of fixed part %d of at most %zu", u, (int)fixed[u], n);
        seen[fixed[u]] = 1;
        n_fixed = (size_t)fixed[u] + 1 > n_fixed ? (size_t)fixed[u] + 1 : n_fixed;
    }
    for (size_t f = 0; f < n_fixed; f++)
        if (!seen[f])
            return jh_fail(err, JH_E_ARG, "nothing is fixed of zone %zu of %zu", f, n_fixed);
    *out_n = n_fixed;
    return JH_OK;
}

/* Where a drawn unit lies: where most of its people do, as far as that is known. */
static void place_units(const double *population, const struct jh_point *point,
    const int32_t *fixed, size_t n_units, double *most, struct sight *s)
{
    for (size_t k = 0; k < s->flow.n; k++)
        most[k] = -1;
    for (size_t u = 0; u < n_units; u++) {
        int32_t k = s->unit_of[u];
        s->fixed[k] = fixed[u];
        s->population[k] += population[u];
        if (most[k] < 0 || (jh_point_known(point[u]) && population[u] > most[k])) {
            s->point[k] = point[u];
            most[k] = jh_point_known(point[u]) ? population[u] : 0;
        }
    }
}

/* Draw the units of each fixed part together. */
static enum jh_status draw_together(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population, const struct jh_point *point,
    const int32_t *fixed, size_t n_zones, struct sight *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = flow->n, n_fixed = 0, n_drawn = 0;
    uint8_t *seen = jh_arena_new(arena, n, uint8_t);
    int32_t *unit_of_part = jh_arena_new(arena, n, int32_t);
    out->unit_of = jh_arena_new(arena, n, int32_t);
    out->population = jh_arena_new(arena, n, double);
    out->point = jh_arena_new(arena, n, struct jh_point);
    out->fixed = jh_arena_new(arena, n, int32_t);
    double *most = jh_arena_new(arena, n, double);
    if (most == NULL || seen == NULL || unit_of_part == NULL || out->unit_of == NULL ||
        out->population == NULL || out->point == NULL || out->fixed == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, count_fixed(n, fixed, seen, &n_fixed, err));
    if (n_zones > 0 && n_zones < n_fixed) {
        st = jh_fail(
            err, JH_E_INFEASIBLE, "%zu zones wanted, but %zu parts are fixed", n_zones, n_fixed);
        goto out;
    }
    for (size_t f = 0; f < n_fixed; f++)
        unit_of_part[f] = -1;
    for (size_t u = 0; u < n; u++) {
        int32_t *k = fixed[u] != JH_NONE ? &unit_of_part[fixed[u]] : &out->unit_of[u];
        if (fixed[u] == JH_NONE || *k < 0)
            *k = (int32_t)n_drawn++;
        out->unit_of[u] = *k;
    }
    JH_TRY(st, jh_i_zone_group_flow(flow, n_drawn, out->unit_of, &out->flow, err));
    if (adjacency != NULL)
        JH_TRY(st, jh_i_zone_group_graph(adjacency, n_drawn, out->unit_of, &out->graph, err));
    place_units(population, point, fixed, n, most, out);
out:
    return st;
}

/* zone_of: [flow->n], out. */
static enum jh_status find_zones(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population, const struct jh_point *point,
    const struct jh_zone_options *options, const struct jh_run *run, int32_t *zone_of,
    size_t *out_n_zones, size_t *out_n_islands, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_zone_parts parts;
    struct jh_zone_net net;
    size_t n = flow->n, n_zones = 0;
    int32_t *group_of = NULL;
    if (adjacency != NULL)
        JH_TRY(st, jh_i_zone_parts(arena, adjacency, population, options, &parts, err));
    else
        JH_TRY(st, one_part(arena, n, &parts, err));
    group_of = jh_arena_new(arena, parts.n_main, int32_t);
    if (group_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_i_zone_net_make(arena, flow, adjacency, population, options->fixed, parts.n_main,
                   parts.index_of, &net, err));
    if (n > 0)
        JH_TRY(st, jh_i_zone_number(&net, options, run, group_of, &n_zones, err));
    for (size_t u = 0; u < n; u++)
        zone_of[u] = parts.index_of[u] >= 0 ? group_of[parts.index_of[u]] : JH_NONE;
    JH_TRY(st, jh_i_zone_join_islands(arena, flow, point, &parts, n_zones, zone_of, err));
    if (n > 0 && adjacency != NULL && options->min_localization > 0)
        JH_TRY(st, jh_i_zone_merge_weak(
                       arena, flow, adjacency, population, options, &n_zones, zone_of, err));
    *out_n_zones = n_zones;
    *out_n_islands = n - parts.n_main;
out:
    return st;
}

enum jh_status jh_zone_leiden(const struct jh_zone_flow *flow, const struct jh_graph *adjacency,
    const double *population, const struct jh_point *point, const struct jh_zone_options *options,
    const struct jh_run *run, int32_t *out_zone_of, size_t *out_n_zones, size_t *out_n_islands,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct sight sight = {.unit_of = NULL};
    size_t n = flow->n, n_zones = 0, n_islands = 0;
    jh_arena_init(&arena, 0);
    int32_t *zone_of = jh_arena_new(&arena, n, int32_t), *all = jh_arena_new(&arena, n, int32_t);
    if (zone_of == NULL || all == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_zone_check(flow, adjacency, population, err));
    JH_TRY(st, jh_i_zone_check_options(options, population, n, err));
    if (options->fixed == NULL) {
        JH_TRY(st, find_zones(&arena, flow, adjacency, population, point, options, run, all,
                       &n_zones, &n_islands, err));
    } else {
        struct jh_zone_options drawn = *options;
        JH_TRY(st, draw_together(&arena, flow, adjacency, population, point, options->fixed,
                       options->n_zones, &sight, err));
        drawn.fixed = sight.fixed;
        JH_TRY(st,
            find_zones(&arena, &sight.flow, adjacency != NULL ? &sight.graph : NULL,
                sight.population, sight.point, &drawn, run, zone_of, &n_zones, &n_islands, err));
        for (size_t u = 0; u < n; u++)
            all[u] = zone_of[sight.unit_of[u]];
    }
    JH_TRY(st, jh_i_zone_by_size(&arena, n, population, n_zones, all, err));
    memcpy(out_zone_of, all, n * sizeof *all);
    *out_n_zones = n_zones;
    *out_n_islands = n_islands;
out:
    sight_release(&sight);
    jh_arena_release(&arena);
    return st;
}
