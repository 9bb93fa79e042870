/*
 * Leiden on a net: local moving, refinement, aggregation, every zone connected on the map.
 */
#ifndef JH_ZONE_LEIDEN_H
#define JH_ZONE_LEIDEN_H

#include "base/rng.h"
#include "zone/net.h"

struct jh_zone_moves {
    double resolution;
    int inner_rounds; /* at most, on each further level: cheap there, and worth more than on all units */
    bool keep_number;        /* no zone may appear or vanish */
    double min_population;   /* no zone may lose people below it */
    double min_localization; /* nor share of its residents' cases */
};

/**
 * Improve a partition until nothing improves or max_rounds are done. Zones of the given partition
 * must be connected on the map; so are those of the result.
 *
 * @param group_of    [net->n], 0..*n_groups-1, in and out; numbered by first unit.
 * @param scratch     Rewound before return.
 */
enum jh_status jh_i_zone_leiden(struct jh_arena *scratch, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, int max_rounds, struct jh_rng *rng, size_t *n_groups,
    int32_t *group_of, struct jh_error *err) JH_CHECKED;

/**
 * The first half of a round: units move, groups are refined into parts.
 *
 * @param renumber [net->n], scratch; group_of as above; part_of [net->n], out, 0..*n_parts-1.
 */
enum jh_status jh_i_zone_level_parts(struct jh_arena *arena, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, struct jh_rng *rng, int32_t *renumber, int32_t *group_of,
    size_t *n_parts, int32_t *part_of, struct jh_error *err) JH_CHECKED;

/** Number the groups by their first unit; returns how many. scratch [max group + 1]. */
size_t jh_i_zone_renumber(size_t n, int32_t *group_of, int32_t *scratch);

#endif
