/*
 * Lambert azimuthal equal-area projection of the sphere around the middle of a set of points.
 * Snyder (1987), USGS Professional Paper 1395, eq. 24-2 to 24-4, in vector form.
 */
#ifndef JH_GEO_LAEA_H
#define JH_GEO_LAEA_H

#include <stddef.h>

#include "geo/vector.h"

struct jh_laea {
    struct jh_vector centre, east, north;
};

/** Around the mean direction of the known ones of n points (any direction if they cancel out). */
static inline struct jh_laea jh_i_laea(size_t n, const struct jh_point *point)
{
    struct jh_vector m = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        if (!jh_point_known(point[i]))
            continue;
        struct jh_vector v = jh_i_vector(point[i]);
        m = (struct jh_vector){m.x + v.x, m.y + v.y, m.z + v.z};
    }
    double length = sqrt(m.x * m.x + m.y * m.y + m.z * m.z), flat = hypot(m.x, m.y);
    struct jh_laea p = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    if (!(length > 1e-9))
        return p;
    p.centre = (struct jh_vector){m.x / length, m.y / length, m.z / length};
    if (flat > 1e-12 * length)
        p.east = (struct jh_vector){-m.y / flat, m.x / flat, 0};
    struct jh_vector c = p.centre, e = p.east;
    p.north =
        (struct jh_vector){c.y * e.z - c.z * e.y, c.z * e.x - c.x * e.z, c.x * e.y - c.y * e.x};
    return p;
}

/** Metres east and north of the centre. */
static inline void jh_i_laea_forward(
    const struct jh_laea *p, struct jh_point point, double *out_x_m, double *out_y_m)
{
    struct jh_vector v = jh_i_vector(point), c = p->centre, e = p->east, n = p->north;
    double towards = 1 + v.x * c.x + v.y * c.y + v.z * c.z;
    /* The antipode has no image; a point within metres of it lands on the rim. */
    double k = JH_EARTH_RADIUS_M * sqrt(2 / (towards > 1e-12 ? towards : 1e-12));
    *out_x_m = k * (v.x * e.x + v.y * e.y + v.z * e.z);
    *out_y_m = k * (v.x * n.x + v.y * n.y + v.z * n.z);
}

static inline struct jh_point jh_i_laea_inverse(const struct jh_laea *p, double x_m, double y_m)
{
    double x = x_m / JH_EARTH_RADIUS_M, y = y_m / JH_EARTH_RADIUS_M, r2 = x * x + y * y;
    double a = 1 - r2 / 2, b = sqrt(r2 < 4 ? 1 - r2 / 4 : 0);
    struct jh_vector c = p->centre, e = p->east, n = p->north;
    struct jh_vector v = {a * c.x + b * (x * e.x + y * n.x), a * c.y + b * (x * e.y + y * n.y),
        a * c.z + b * (x * e.z + y * n.z)};
    return (struct jh_point){
        atan2(v.y, v.x) * (180 / JH_PI), atan2(v.z, hypot(v.x, v.y)) * (180 / JH_PI)};
}

#endif
