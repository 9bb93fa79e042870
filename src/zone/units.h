/*
 * Units that zones are made of (whole regions or single areas), flows and contiguity between them.
 */
#ifndef JH_ZONE_UNITS_H
#define JH_ZONE_UNITS_H

#include "base/arena.h"
#include "junheng/zone.h"

/* Gaps and overlaps of published boundaries are smaller, common borders longer. */
#define JH_ZONE_SNAP_M 50.0

struct jh_zone_units {
    size_t n;
    int32_t *of_area;       /* [areas.n_inside] */
    const char **name;      /* [n], of the region or area */
    double *population;     /* [n] */
    struct jh_point *point; /* [n], of its most populous area with a place */
};

/** By region: the lowest regions with areas; areas in no region are units of their own. */
enum jh_status jh_i_zone_units(struct jh_arena *arena, const struct jh_dataset *dataset,
    enum jh_zone_unit unit, struct jh_zone_units *out, struct jh_error *err) JH_CHECKED;

/** Flows between groups of inside areas; release with jh_zone_flow_release(). */
enum jh_status jh_i_zone_flow(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    size_t n_groups, const int32_t *group_of_area, struct jh_zone_flow *out,
    struct jh_error *err) JH_CHECKED;

/** The same between groups of units; release likewise. */
enum jh_status jh_i_zone_group_flow(const struct jh_zone_flow *flow, size_t n_groups,
    const int32_t *group_of, struct jh_zone_flow *out, struct jh_error *err) JH_CHECKED;

/** Contiguity of groups: two touch where any of their members do; borders add up. */
enum jh_status jh_i_zone_group_graph(const struct jh_graph *graph, size_t n_groups,
    const int32_t *group_of, struct jh_graph *out, struct jh_error *err) JH_CHECKED;

#endif
