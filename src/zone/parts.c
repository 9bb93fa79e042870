#include "zone/parts.h"

#include <math.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/num.h"
#include "geo/grid.h"

struct part {
    double people;
    size_t n_units, n_fixed;
    int32_t first; /* unit */
};

static int part_cmp(const void *p, const void *q)
{
    const struct part *a = p, *b = q;
    if (a->people != b->people)
        return a->people > b->people ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

/* Connected parts of the map; part_of gets the number of discovery. */
static size_t find_parts(const struct jh_graph *adjacency, const double *population,
    const int32_t *fixed, int32_t *todo, int32_t *part_of, struct part *part)
{
    size_t n_parts = 0;
    for (size_t u = 0; u < adjacency->n; u++)
        part_of[u] = -1;
    for (size_t s = 0; s < adjacency->n; s++) {
        if (part_of[s] >= 0)
            continue;
        struct part *p = &part[n_parts];
        *p = (struct part){.first = (int32_t)s};
        size_t n = 0;
        todo[n++] = (int32_t)s;
        part_of[s] = (int32_t)n_parts;
        while (n > 0) {
            int32_t u = todo[--n];
            p->people += population[u];
            p->n_units++;
            p->n_fixed += fixed != NULL && fixed[u] != JH_NONE;
            for (size_t e = adjacency->start[u]; e < adjacency->start[u + 1]; e++)
                if (part_of[adjacency->to[e]] < 0) {
                    part_of[adjacency->to[e]] = (int32_t)n_parts;
                    todo[n++] = adjacency->to[e];
                }
        }
        n_parts++;
    }
    return n_parts;
}

/* Zones a part can hold. */
static size_t capacity(const struct part *p, const struct jh_zone_options *o)
{
    double by_people = o->min_population > 0 ? floor(p->people / o->min_population) : JH_INF;
    size_t n = by_people < (double)p->n_units ? (size_t)by_people : p->n_units;
    return n > p->n_fixed ? n : p->n_fixed;
}

/* Which of the sorted parts are main ones: those with anything fixed, then those of several units,
 * then, if these cannot hold the zones wanted (one, where none are), single units. */
static size_t choose_main(
    const struct part *part, size_t n_parts, const struct jh_zone_options *o, uint8_t *is_main)
{
    size_t wanted = o->n_zones > 0 ? o->n_zones : 1, n_main = 0, room = 0;
    bool single_only = true;
    for (size_t p = 0; p < n_parts; p++)
        single_only = single_only && part[p].n_units == 1;
    for (size_t p = 0; p < n_parts; p++) {
        if (part[p].n_fixed == 0)
            continue;
        is_main[p] = 1;
        n_main += part[p].n_fixed;
        room += capacity(&part[p], o);
    }
    for (int pass = 0; pass < 2; pass++)
        for (size_t p = 0; p < n_parts; p++) {
            bool several = part[p].n_units > 1;
            bool more = pass == 0 ? several : room < wanted || (single_only && o->n_zones == 0);
            if (is_main[p] || !more || capacity(&part[p], o) == 0 ||
                (o->n_zones > 0 && n_main >= o->n_zones))
                continue;
            is_main[p] = 1;
            n_main++;
            room += capacity(&part[p], o);
        }
    if (n_main == 0 && n_parts > 0) /* no part has enough people: the largest gathers the others */
        is_main[0] = 1;
    return room;
}

enum jh_status jh_i_zone_parts(struct jh_arena *arena, const struct jh_graph *adjacency,
    const double *population, const struct jh_zone_options *options, struct jh_zone_parts *out,
    struct jh_error *err)
{
    size_t n = adjacency->n;
    int32_t *todo = jh_arena_new(arena, n, int32_t);
    struct part *part = jh_arena_new(arena, n, struct part);
    uint8_t *is_main = jh_arena_new(arena, n, uint8_t);
    int32_t *rank = jh_arena_new(arena, n, int32_t);
    out->part_of = jh_arena_new(arena, n, int32_t);
    out->index_of = jh_arena_new(arena, n, int32_t);
    if (todo == NULL || part == NULL || is_main == NULL || rank == NULL || out->part_of == NULL ||
        out->index_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    out->n = find_parts(adjacency, population, options->fixed, todo, out->part_of, part);
    out->n_main = 0;
    qsort(part, out->n, sizeof *part, part_cmp);
    for (size_t p = 0; p < out->n; p++)
        rank[out->part_of[part[p].first]] = (int32_t)p;
    size_t room = choose_main(part, out->n, options, is_main);
    for (size_t u = 0; u < n; u++) {
        out->part_of[u] = rank[out->part_of[u]];
        out->index_of[u] = is_main[out->part_of[u]] ? (int32_t)out->n_main++ : -1;
    }
    if (options->n_zones > room) {
        enum jh_status st = jh_fail(err, JH_E_INFEASIBLE,
            "%zu zones wanted, but %zu units with enough people allow %zu at most",
            options->n_zones, n, room);
        jh_hint(err, "Ask for fewer zones or for fewer people per zone.");
        return st;
    }
    return JH_OK;
}

struct main_units {
    const int32_t *index_of;
};

static bool is_main_unit(const void *ctx, int32_t unit)
{
    const struct main_units *m = ctx;
    return m->index_of[unit] >= 0;
}

/* Zone of the main unit nearest to any unit of the island, or -1. */
static int32_t nearest_zone(const struct jh_grid *grid, const struct jh_point *point,
    const struct jh_zone_parts *parts, size_t n, int32_t island, const int32_t *zone_of)
{
    double best = JH_INF;
    int32_t zone = -1;
    struct main_units mains = {parts->index_of};
    for (size_t u = 0; u < n; u++) {
        double dist_m = JH_INF;
        if (parts->part_of[u] != island || !jh_point_known(point[u]))
            continue;
        int32_t near = jh_grid_nearest(grid, point[u], is_main_unit, &mains, &dist_m);
        if (near >= 0 && dist_m < best) {
            best = dist_m;
            zone = zone_of[near];
        }
    }
    return zone;
}

static int32_t most_used_zone(const struct jh_zone_flow *flow, const struct jh_zone_parts *parts,
    int32_t island, size_t n_zones, const int32_t *zone_of, double *cases)
{
    int32_t best = -1;
    for (size_t z = 0; z < n_zones; z++)
        cases[z] = 0;
    for (size_t u = 0; u < flow->n; u++)
        for (size_t e = flow->start[u]; parts->part_of[u] == island && e < flow->start[u + 1]; e++)
            if (parts->index_of[flow->to[e]] >= 0)
                cases[zone_of[flow->to[e]]] += flow->cases[e];
    for (size_t z = 0; z < n_zones; z++)
        if (cases[z] > 0 && (best < 0 || cases[z] > cases[best]))
            best = (int32_t)z;
    return best;
}

enum jh_status jh_i_zone_join_islands(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_point *point, const struct jh_zone_parts *parts, size_t n_zones,
    int32_t *zone_of, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_grid *grid = NULL;
    double *cases = jh_arena_new(arena, n_zones, double);
    if (cases == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_grid_new(flow->n, point, &grid, err));
    for (size_t u = 0; u < flow->n; u++) {
        int32_t island = parts->part_of[u];
        if (parts->index_of[u] >= 0 || zone_of[u] >= 0)
            continue;
        int32_t zone = most_used_zone(flow, parts, island, n_zones, zone_of, cases);
        if (zone < 0)
            zone = nearest_zone(grid, point, parts, flow->n, island, zone_of);
        for (size_t v = u; v < flow->n; v++)
            if (parts->part_of[v] == island)
                zone_of[v] = zone >= 0 ? zone : 0;
    }
out:
    jh_grid_free(grid);
    return st;
}
