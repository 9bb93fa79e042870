#include "junheng/zone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "zone/check.h"
#include "zone/net.h"
#include "zone/number.h"
#include "zone/parts.h"

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

struct zone_size {
    double people;
    int32_t first, zone;
};

static int size_cmp(const void *p, const void *q)
{
    const struct zone_size *a = p, *b = q;
    if (a->people != b->people)
        return a->people > b->people ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

/* Zones numbered by descending population, then by first unit. */
static enum jh_status number_by_size(struct jh_arena *arena, size_t n, const double *population,
    size_t n_zones, int32_t *zone_of, struct jh_error *err)
{
    struct zone_size *size = jh_arena_new(arena, n_zones, struct zone_size);
    int32_t *rank = jh_arena_new(arena, n_zones, int32_t);
    if (size == NULL || rank == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t z = 0; z < n_zones; z++)
        size[z] = (struct zone_size){0, -1, (int32_t)z};
    for (size_t u = 0; u < n; u++) {
        struct zone_size *s = &size[zone_of[u]];
        s->people += population[u];
        s->first = s->first < 0 ? (int32_t)u : s->first;
    }
    qsort(size, n_zones, sizeof *size, size_cmp);
    for (size_t z = 0; z < n_zones; z++)
        rank[size[z].zone] = (int32_t)z;
    for (size_t u = 0; u < n; u++)
        zone_of[u] = rank[zone_of[u]];
    return JH_OK;
}

static enum jh_status check_options(
    const struct jh_zone_options *o, const double *population, size_t n, struct jh_error *err)
{
    if (!(o->min_population >= 0 && isfinite(o->min_population)))
        return jh_fail(err, JH_E_DOMAIN,
            "the minimum population of a zone must be at least 0, got %g", o->min_population);
    if (!(o->resolution >= 0 && isfinite(o->resolution)))
        return jh_fail(
            err, JH_E_DOMAIN, "the resolution must be at least 0, got %g", o->resolution);
    if (o->n_zones > n)
        return jh_fail(err, JH_E_INFEASIBLE, "%zu zones wanted of %zu units", o->n_zones, n);
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += population[i];
    double wanted = o->min_population * (double)(o->n_zones > 0 ? o->n_zones : 1);
    if (n > 0 && wanted > total) {
        enum jh_status st = jh_fail(err, JH_E_INFEASIBLE,
            "zones of at least %.0f people need %.0f, the territory has %.0f", o->min_population,
            wanted, total);
        jh_hint(err, "Ask for fewer zones or for fewer people per zone.");
        return st;
    }
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
    JH_TRY(st, check_options(options, population, n, err));
    JH_TRY(st, jh_i_zone_parts(&arena, adjacency, population, options, &parts, err));
    group_of = jh_arena_new(&arena, parts.n_main, int32_t);
    if (group_of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_zone_net_make(
                   &arena, flow, adjacency, population, parts.n_main, parts.index_of, &net, err));
    if (n > 0)
        JH_TRY(st, jh_i_zone_number(&net, options, run, group_of, &n_zones, err));
    for (size_t u = 0; u < n; u++)
        zone_of[u] = parts.index_of[u] >= 0 ? group_of[parts.index_of[u]] : JH_NONE;
    JH_TRY(st, jh_i_zone_join_islands(&arena, flow, point, &parts, n_zones, zone_of, err));
    JH_TRY(st, number_by_size(&arena, n, population, n_zones, zone_of, err));
    memcpy(out_zone_of, zone_of, n * sizeof *zone_of);
    *out_n_zones = n_zones;
    *out_n_islands = n - parts.n_main;
out:
    jh_arena_release(&arena);
    return st;
}
