/*
 * The geometry library behind one small door: a context whose errors become statuses.
 * Geometries belong to whoever made them; every call names its context.
 */
#ifndef JH_GEO_GEOS_H
#define JH_GEO_GEOS_H

#include <stddef.h>

#include <geos_c.h>

#include "junheng/status.h"

struct jh_geos {
    GEOSContextHandle_t handle;
    char message[200]; /* of its last error */
};

/** The struct must stay where it is until jh_i_geos_release() (the library keeps its address). */
enum jh_status jh_i_geos_init(struct jh_geos *geos, struct jh_error *err) JH_CHECKED;
void jh_i_geos_release(struct jh_geos *geos);
/** The failure of the last call as a status. */
enum jh_status jh_i_geos_fail(const struct jh_geos *geos, struct jh_error *err);

/** Line through n points x0 y0 x1 y1 ...; NULL on failure. */
GEOSGeometry *jh_i_geos_line(struct jh_geos *geos, const double *xy, size_t n);
/** Polygon of one closed ring; NULL on failure. */
GEOSGeometry *jh_i_geos_polygon(struct jh_geos *geos, const double *xy, size_t n);
/** Coordinates of a ring or line, borrowed; 0 on failure. */
size_t jh_i_geos_length(struct jh_geos *geos, const GEOSGeometry *ring);
enum jh_status jh_i_geos_copy(struct jh_geos *geos, const GEOSGeometry *ring, double *out_xy,
    struct jh_error *err) JH_CHECKED;

#endif
