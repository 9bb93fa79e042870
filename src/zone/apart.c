/*
 * Which units lie apart from the rest of their zone: islands and exclaves.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "zone/check.h"

/* Connected parts of zones: number and people of each. */
struct part {
    double people;
    int32_t zone;
};

static void flood(const struct jh_graph *map, const int32_t *zone_of, size_t from, int32_t number,
    int32_t *part_of, int32_t *queue)
{
    size_t n = 0, at = 0;
    queue[n++] = (int32_t)from;
    part_of[from] = number;
    while (at < n) {
        size_t u = (size_t)queue[at++];
        for (size_t e = map->start[u]; e < map->start[u + 1]; e++) {
            int32_t to = map->to[e];
            if (part_of[to] != JH_NONE || zone_of[to] != zone_of[from])
                continue;
            part_of[to] = number;
            queue[n++] = to;
        }
    }
}

enum jh_status jh_zone_apart(const struct jh_graph *adjacency, const double *population,
    size_t n_zones, const int32_t *zone_of, uint8_t *out_apart, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = adjacency->n, n_parts = 0;
    struct jh_arena arena;
    jh_arena_init(&arena, 0);
    int32_t *part_of = jh_arena_new(&arena, n, int32_t), *queue = jh_arena_new(&arena, n, int32_t);
    int32_t *main_part = jh_arena_new(&arena, n_zones, int32_t);
    struct part *part = jh_arena_new(&arena, n, struct part);
    if (part_of == NULL || queue == NULL || main_part == NULL || part == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t u = 0; u < n; u++) {
        part_of[u] = JH_NONE;
        if (zone_of[u] != JH_NONE && (zone_of[u] < 0 || (size_t)zone_of[u] >= n_zones)) {
            st = jh_fail(err, JH_E_ARG, "unit %zu is in zone %d of %zu", u, zone_of[u], n_zones);
            goto out;
        }
    }
    for (size_t u = 0; u < n; u++) {
        if (zone_of[u] == JH_NONE)
            continue;
        if (part_of[u] == JH_NONE) {
            part[n_parts].zone = zone_of[u];
            flood(adjacency, zone_of, u, (int32_t)n_parts++, part_of, queue);
        }
        part[part_of[u]].people += population[u];
    }
    for (size_t z = 0; z < n_zones; z++)
        main_part[z] = JH_NONE;
    for (size_t p = 0; p < n_parts; p++) {
        int32_t *best = &main_part[part[p].zone];
        if (*best == JH_NONE || part[p].people > part[*best].people)
            *best = (int32_t)p;
    }
    for (size_t u = 0; u < n; u++) {
        bool alone = adjacency->start[u] == adjacency->start[u + 1];
        bool off = zone_of[u] != JH_NONE && main_part[zone_of[u]] != part_of[u];
        out_apart[u] = alone && n > 1 ? JH_ZONE_ISLAND : off ? JH_ZONE_EXCLAVE : JH_ZONE_TOGETHER;
    }
out:
    jh_arena_release(&arena);
    return st;
}
