#include "junheng/zone.h"

#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "zone/check.h"
#include "zone/net.h"
#include "zone/number.h"
#include "zone/parts.h"
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

enum jh_status jh_zone_leiden(const struct jh_zone_flow *flow, const struct jh_graph *adjacency,
    const double *population, const struct jh_point *point, const struct jh_zone_options *options,
    const struct jh_run *run, int32_t *out_zone_of, size_t *out_n_zones, size_t *out_n_islands,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct jh_zone_parts parts;
    struct jh_zone_net net;
    size_t n = flow->n, n_zones = 0;
    jh_arena_init(&arena, 0);
    int32_t *zone_of = jh_arena_new(&arena, n, int32_t), *group_of = NULL;
    if (zone_of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_zone_check(flow, adjacency, population, err));
    JH_TRY(st, jh_i_zone_check_options(options, population, n, err));
    if (adjacency != NULL)
        JH_TRY(st, jh_i_zone_parts(&arena, adjacency, population, options, &parts, err));
    else
        JH_TRY(st, one_part(&arena, n, &parts, err));
    group_of = jh_arena_new(&arena, parts.n_main, int32_t);
    if (group_of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_zone_net_make(&arena, flow, adjacency, population, NULL, parts.n_main,
                   parts.index_of, &net, err));
    if (n > 0)
        JH_TRY(st, jh_i_zone_number(&net, options, run, group_of, &n_zones, err));
    for (size_t u = 0; u < n; u++)
        zone_of[u] = parts.index_of[u] >= 0 ? group_of[parts.index_of[u]] : JH_NONE;
    JH_TRY(st, jh_i_zone_join_islands(&arena, flow, point, &parts, n_zones, zone_of, err));
    if (n > 0 && options->min_localization > 0)
        JH_TRY(st, jh_i_zone_merge_weak(
                       &arena, flow, adjacency, population, options, &n_zones, zone_of, err));
    JH_TRY(st, jh_i_zone_by_size(&arena, n, population, n_zones, zone_of, err));
    memcpy(out_zone_of, zone_of, n * sizeof *zone_of);
    *out_n_zones = n_zones;
    *out_n_islands = n - parts.n_main;
out:
    jh_arena_release(&arena);
    return st;
}
