/*
 * Units with undirected flows and neighbours on the map: one level of the hierarchy that the
 * Leiden algorithm climbs. Everything lives in the caller's arena.
 */
#ifndef JH_ZONE_NET_H
#define JH_ZONE_NET_H

#include "base/arena.h"
#include "junheng/zone.h"

/** Modularity of zones c with resolution g: sum of within[c] / W - g * (degree[c] / 2W)^2, where
 *  W = all cases, within = cases treated in their own zone, degree = cases of its residents plus
 *  cases treated in it. Only cases between the net's units count. */
struct jh_zone_net {
    size_t n;
    size_t *flow_start;                   /* [n + 1] */
    int32_t *flow_to;                     /* [flow_start[n]], never the unit itself */
    double *flow;                         /* cases in both directions, > 0 */
    double *degree, *within, *population; /* [n] */
    double *residents;                    /* [n] cases of residents, wherever treated */
    int32_t *fixed;                       /* [n] fixed part within it, or JH_NONE */
    size_t n_fixed;    /* fixed parts, each in one unit; two never share a zone */
    size_t *map_start; /* [n + 1]; without a map those of the flows */
    int32_t *map_to;
    bool has_map;
    double cases; /* W */
};

/**
 * Net of the units with index_of[unit] >= 0, which becomes their index (0..n-1, ascending).
 *
 * @param adjacency NULL: without a map.
 * @param fixed     [units] JH_NONE or a number that no other of the net's units has; NULL: none.
 */
enum jh_status jh_i_zone_net_make(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population, const int32_t *fixed, size_t n,
    const int32_t *index_of, struct jh_zone_net *out, struct jh_error *err) JH_CHECKED;

/** Net whose units are the groups 0..n_groups-1 of another, none with two fixed parts. */
enum jh_status jh_i_zone_net_merge(struct jh_arena *arena, const struct jh_zone_net *net,
    size_t n_groups, const int32_t *group_of, struct jh_zone_net *out,
    struct jh_error *err) JH_CHECKED;

double jh_i_zone_net_modularity(const struct jh_zone_net *net, size_t n_groups,
    const int32_t *group_of, double resolution, double *scratch /* [n_groups] */);

#endif
