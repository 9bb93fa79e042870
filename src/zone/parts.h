/*
 * Parts of the map that do not touch: which may have zones of their own, and which are islands
 * that join a zone across the water.
 */
#ifndef JH_ZONE_PARTS_H
#define JH_ZONE_PARTS_H

#include "base/arena.h"
#include "junheng/zone.h"

struct jh_zone_parts {
    size_t n;          /* parts, by descending population */
    int32_t *part_of;  /* [units] */
    size_t n_main;     /* units outside islands */
    int32_t *index_of; /* [units], 0..n_main-1 ascending; islands -1 */
};

/**
 * Main parts: those of several units and enough people, at most as many as zones are wanted; single
 * units only where there are not enough others. All the rest are islands.
 */
enum jh_status jh_i_zone_parts(struct jh_arena *arena, const struct jh_graph *adjacency,
    const double *population, const struct jh_zone_options *options, struct jh_zone_parts *out,
    struct jh_error *err) JH_CHECKED;

/**
 * Each island joins, as a whole, the zone it sends most cases to, else the zone of the main unit
 * nearest to it, else zone 0.
 *
 * @param zone_of [units], set for main units, filled in for islands.
 */
enum jh_status jh_i_zone_join_islands(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_point *point, const struct jh_zone_parts *parts, size_t n_zones,
    int32_t *zone_of, struct jh_error *err) JH_CHECKED;

#endif
