/*
 * Zones around parts that are fixed or centres that are named: grown over the map, then improved.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "zone/check.h"
#include "zone/net.h"
#include "zone/parts.h"
#include "zone/units.h"

#define PASSES_MOST 50

struct growing {
    const struct jh_graph *map;
    const struct jh_zone_net *net;
    const int32_t *seed_of;
    size_t n_zones;
    double resolution;
    int32_t *zone_of, *next; /* [n] */
    double *linked;          /* [n_zones] cases between a unit and zones */
    double *border;          /* [n_zones] metres */
    double *degree;          /* [n_zones] */
    int32_t *queue;          /* [n] */
    uint8_t *seen;           /* [n] */
};

static void link_up(struct growing *g, size_t unit)
{
    memset(g->linked, 0, g->n_zones * sizeof *g->linked);
    memset(g->border, 0, g->n_zones * sizeof *g->border);
    for (size_t e = g->net->flow_start[unit]; e < g->net->flow_start[unit + 1]; e++) {
        int32_t zone = g->zone_of[g->net->flow_to[e]];
        if (zone != JH_NONE)
            g->linked[zone] += g->net->flow[e];
    }
    for (size_t e = g->map->start[unit]; e < g->map->start[unit + 1]; e++) {
        int32_t zone = g->zone_of[g->map->to[e]];
        if (zone != JH_NONE)
            g->border[zone] += g->map->border_m[e] > 0 ? g->map->border_m[e] : 1;
    }
}

/* In rounds, all of one round on the same map: each free unit that touches zones joins the one it
 * shares most cases with; of equals the one with the longer border, then the first. */
static void grow(struct growing *g)
{
    size_t n_joined = 1;
    while (n_joined > 0) {
        n_joined = 0;
        for (size_t u = 0; u < g->map->n; u++) {
            g->next[u] = g->zone_of[u];
            if (g->zone_of[u] != JH_NONE)
                continue;
            link_up(g, u);
            for (size_t z = 0; z < g->n_zones; z++) {
                int32_t best = g->next[u];
                if (!(g->border[z] > 0))
                    continue;
                if (best == JH_NONE || g->linked[z] > g->linked[best] ||
                    (g->linked[z] == g->linked[best] && g->border[z] > g->border[best]))
                    g->next[u] = (int32_t)z;
            }
            n_joined += g->next[u] != JH_NONE;
        }
        memcpy(g->zone_of, g->next, g->map->n * sizeof *g->zone_of);
    }
}

/* Whether those neighbours of a unit that are in its zone stay connected in it without the unit. */
static bool may_leave(struct growing *g, size_t unit)
{
    const struct jh_graph *map = g->map;
    int32_t zone = g->zone_of[unit];
    size_t n_wanted = 0, n_queue = 0, at = 0;
    for (size_t e = map->start[unit]; e < map->start[unit + 1]; e++) {
        if (g->zone_of[map->to[e]] != zone)
            continue;
        if (n_wanted++ == 0)
            g->queue[n_queue++] = map->to[e];
    }
    if (n_wanted == 0)
        return false; /* its last unit, or one that touches none of it */
    memset(g->seen, 0, map->n);
    g->seen[unit] = g->seen[g->queue[0]] = 1;
    while (at < n_queue) {
        size_t v = (size_t)g->queue[at++];
        for (size_t e = map->start[v]; e < map->start[v + 1]; e++) {
            int32_t to = map->to[e];
            if (g->seen[to] || g->zone_of[to] != zone)
                continue;
            g->seen[to] = 1;
            g->queue[n_queue++] = to;
        }
    }
    for (size_t e = map->start[unit]; e < map->start[unit + 1]; e++)
        if (g->zone_of[map->to[e]] == zone && !g->seen[map->to[e]])
            return false;
    return true;
}

/* Units move to the touching zone with which modularity gains most, while any does. */
static bool improve_once(struct growing *g)
{
    double twice = 2 * g->net->cases;
    bool any = false;
    for (size_t u = 0; u < g->map->n; u++) {
        int32_t from = g->zone_of[u], to = from;
        if (g->seed_of[u] != JH_NONE || from == JH_NONE)
            continue;
        link_up(g, u);
        double own = g->net->degree[u], best = 1e-9;
        for (size_t z = 0; z < g->n_zones; z++) {
            if ((int32_t)z == from || !(g->border[z] > 0))
                continue;
            double gain = g->linked[z] - g->linked[from] -
                          g->resolution * own * (g->degree[z] - (g->degree[from] - own)) / twice;
            if (gain > best) {
                best = gain;
                to = (int32_t)z;
            }
        }
        if (to == from || !may_leave(g, u))
            continue;
        g->zone_of[u] = to;
        g->degree[from] -= own;
        g->degree[to] += own;
        any = true;
    }
    return any;
}

static enum jh_status check_seeds(
    size_t n, const int32_t *seed_of, size_t n_zones, uint8_t *seen, struct jh_error *err)
{
    for (size_t u = 0; u < n; u++) {
        if (seed_of[u] == JH_NONE)
            continue;
        if (seed_of[u] < 0 || (size_t)seed_of[u] >= n_zones)
            return jh_fail(err, JH_E_ARG, "unit %zu is in zone %d of %zu", u, seed_of[u], n_zones);
        seen[seed_of[u]] = 1;
    }
    for (size_t z = 0; z < n_zones; z++)
        if (!seen[z])
            return jh_fail(err, JH_E_ARG, "nothing is fixed of zone %zu of %zu", z, n_zones);
    return JH_OK;
}

/* Parts of the map without anything fixed join across, as islands do. */
static enum jh_status join_rest(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const struct jh_point *point, struct growing *g,
    size_t *out_n_islands, struct jh_error *err)
{
    const size_t n = flow->n;
    struct jh_zone_parts parts = {
        .part_of = jh_arena_new(arena, n, int32_t), .index_of = jh_arena_new(arena, n, int32_t)};
    if (parts.part_of == NULL || parts.index_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < n; u++)
        parts.part_of[u] = JH_NONE;
    for (size_t u = 0; u < n; u++) {
        size_t at = 0, n_queue = 0;
        parts.index_of[u] = g->zone_of[u] != JH_NONE ? (int32_t)parts.n_main++ : JH_NONE;
        if (parts.part_of[u] != JH_NONE)
            continue;
        g->queue[n_queue++] = (int32_t)u;
        parts.part_of[u] = (int32_t)parts.n;
        while (at < n_queue) {
            size_t v = (size_t)g->queue[at++];
            for (size_t e = adjacency->start[v]; e < adjacency->start[v + 1]; e++)
                if (parts.part_of[adjacency->to[e]] == JH_NONE) {
                    parts.part_of[adjacency->to[e]] = (int32_t)parts.n;
                    g->queue[n_queue++] = adjacency->to[e];
                }
        }
        parts.n++;
    }
    *out_n_islands = n - parts.n_main;
    if (*out_n_islands == 0)
        return JH_OK;
    return jh_i_zone_join_islands(arena, flow, point, &parts, g->n_zones, g->zone_of, err);
}

enum jh_status jh_zone_seeded(const struct jh_zone_flow *flow, const struct jh_graph *adjacency,
    const double *population, const struct jh_point *point, size_t n_zones, const int32_t *seed_of,
    double resolution, int32_t *out_zone_of, size_t *out_n_islands, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct jh_zone_net net;
    size_t n = flow->n, n_islands = 0;
    jh_arena_init(&arena, 0);
    struct growing g = {.map = adjacency,
        .net = &net,
        .seed_of = seed_of,
        .n_zones = n_zones,
        .resolution = resolution > 0 ? resolution : 1,
        .zone_of = jh_arena_new(&arena, n, int32_t),
        .next = jh_arena_new(&arena, n, int32_t),
        .linked = jh_arena_new(&arena, n_zones, double),
        .border = jh_arena_new(&arena, n_zones, double),
        .degree = jh_arena_new(&arena, n_zones, double),
        .queue = jh_arena_new(&arena, n, int32_t),
        .seen = jh_arena_new(&arena, n > n_zones ? n : n_zones, uint8_t)};
    int32_t *self = jh_arena_new(&arena, n, int32_t);
    if (g.zone_of == NULL || g.next == NULL || g.linked == NULL || g.border == NULL ||
        g.degree == NULL || g.queue == NULL || g.seen == NULL || self == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_zone_check(flow, adjacency, population, err));
    JH_TRY(st, check_seeds(n, seed_of, n_zones, g.seen, err));
    for (size_t u = 0; u < n; u++) {
        self[u] = (int32_t)u;
        g.zone_of[u] = seed_of[u];
    }
    JH_TRY(st, jh_i_zone_net_make(&arena, flow, adjacency, population, NULL, n, self, &net, err));
    if (n_zones > 0 && n > 0) {
        grow(&g);
        for (size_t u = 0; u < n; u++)
            if (g.zone_of[u] != JH_NONE)
                g.degree[g.zone_of[u]] += net.degree[u];
        for (int k = 0; k < PASSES_MOST && net.cases > 0 && improve_once(&g); k++)
            continue;
        JH_TRY(st, join_rest(&arena, flow, adjacency, point, &g, &n_islands, err));
        memcpy(out_zone_of, g.zone_of, n * sizeof *out_zone_of);
    }
    *out_n_islands = n_islands;
out:
    jh_arena_release(&arena);
    return st;
}
