/*
 * Points, distances, neighbourhoods, cells and the distance model of travel time.
 */
#ifndef JH_GEO_H
#define JH_GEO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** WGS 84 degrees; both NaN: no place known. */
struct jh_point {
    double lon_deg, lat_deg;
};

/** True where the point has a place. */
static inline bool jh_point_known(struct jh_point p)
{
    return p.lon_deg == p.lon_deg && p.lat_deg == p.lat_deg;
}

/**
 * Great-circle distance in metres (haversine, mean Earth radius 6,371,008.8 m, IUGG).
 * Both points must be known. Pure.
 */
JH_API double jh_geo_distance_m(struct jh_point a, struct jh_point b);

/**
 * The documented distance model of travel time, used where no travel time is listed:
 * road = great circle * detour; speed(road) = min + (max - min) * road / (road + half);
 * minutes = terminal + 60 * road / speed. Strictly increasing in the distance.
 */
struct jh_travel_model {
    double detour;        /* road length / great circle, >= 1 */
    double speed_min_kmh; /* speed of the shortest trips, > 0 */
    double speed_max_kmh; /* speed that the longest trips approach, >= speed_min_kmh */
    double speed_half_km; /* road length at which speed is half way between, > 0 */
    double terminal_min;  /* minutes added to every trip: parking, walking, waiting, >= 0 */
};
/** detour 1.3, 25 to 95 km/h, half way at 40 km, 5 minutes terminal: defaults of this project. */
JH_API struct jh_travel_model jh_travel_model_default(void);
/** Minutes for a great-circle distance >= 0 in metres. Pure. */
JH_API double jh_travel_model_min(const struct jh_travel_model *model, double dist_m);
/** The greatest great-circle distance in metres that takes at most `minutes`; 0 if none does. */
JH_API double jh_travel_model_reach_m(const struct jh_travel_model *model, double minutes);

/**
 * Polygons of n shapes: shape i has rings ring_start[i] .. ring_start[i+1]-1, ring r has points
 * point_start[r] .. point_start[r+1]-1 (closed: first = last). Filled by the even-odd rule.
 */
struct jh_shapes {
    size_t n;
    size_t *ring_start;  /* [n + 1] */
    size_t *point_start; /* [ring_start[n] + 1] */
    struct jh_point *point;
};
JH_API void jh_shapes_release(struct jh_shapes *shapes);

/** Symmetric graph in compressed rows: neighbours of i are to[start[i]] .. to[start[i+1]-1]. */
struct jh_graph {
    size_t n;
    size_t *start;    /* [n + 1] */
    int32_t *to;      /* [start[n]], ascending within a row */
    double *border_m; /* [start[n]], length of the shared border in metres */
};
JH_API void jh_graph_release(struct jh_graph *graph);

#ifdef __cplusplus
}
#endif
#endif
