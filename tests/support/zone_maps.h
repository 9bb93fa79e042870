/*
 * Small maps with flows for the tests of zones.
 */
#ifndef JH_TEST_ZONE_MAPS_H
#define JH_TEST_ZONE_MAPS_H

#include "base/rng.h"
#include "junheng/zone.h"

struct zone_map {
    size_t n;
    struct jh_zone_flow flow;
    struct jh_graph adjacency;
    double *population;
    struct jh_point *point;
};

/** w * h units on a grid (rook neighbours), every unit a place of its own; no flows yet. */
struct zone_map zone_map_grid(size_t w, size_t h);
/** n units joined by a random tree and some more borders. */
struct zone_map zone_map_random(struct jh_rng *rng, size_t n, size_t n_more);
/** n units without any border. */
struct zone_map zone_map_islands(size_t n);
/** Set the flow of a pair; cases[n * n] row-major become the map's flows (zeros left out). */
void zone_map_flows(struct zone_map *map, const double *cases);
/** Every unit sends its people to the hospitals in some units, fewer the farther they are. */
void zone_map_gravity(struct zone_map *map, struct jh_rng *rng, size_t n_hospitals);
void zone_map_release(struct zone_map *map);

/** Fails the test unless zones are 0..n_zones-1, none empty, connected, largest first. */
void zone_map_check(const struct zone_map *map, size_t n_zones, const int32_t *zone_of);

#endif
