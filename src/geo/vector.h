/*
 * Unit vectors of points: great-circle distances over many pairs without trigonometry per pair.
 * Whoever compares distances or times bit by bit must take them all from here.
 */
#ifndef JH_GEO_VECTOR_H
#define JH_GEO_VECTOR_H

#include <math.h>

#include "base/num.h"
#include "junheng/geo.h"

/** Mean Earth radius, IUGG: (2a + b) / 3 of GRS 80. */
#define JH_EARTH_RADIUS_M 6371008.8

struct jh_vector {
    double x, y, z;
};

/** Of a known point; NaN coordinates give a NaN vector. */
static inline struct jh_vector jh_i_vector(struct jh_point p)
{
    double lon = p.lon_deg * (JH_PI / 180), lat = p.lat_deg * (JH_PI / 180);
    return (struct jh_vector){cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)};
}

/** Square of the straight line between two points of the unit sphere: 0..4. */
static inline double jh_i_vector_chord2(struct jh_vector a, struct jh_vector b)
{
    double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
}

/** Great-circle metres of a squared chord. */
static inline double jh_i_vector_arc_m(double chord2)
{
    double half = sqrt(chord2) / 2;
    return 2 * JH_EARTH_RADIUS_M * asin(half < 1 ? half : 1);
}

#endif
