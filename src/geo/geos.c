#include "geo/geos.h"

#include <stdio.h>

#include "base/fail.h"

static void keep_message(const char *message, void *ctx)
{
    struct jh_geos *geos = ctx;
    snprintf(geos->message, sizeof geos->message, "%s", message);
}

enum jh_status jh_i_geos_init(struct jh_geos *geos, struct jh_error *err)
{
    geos->message[0] = '\0';
    geos->handle = GEOS_init_r();
    if (geos->handle == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    GEOSContext_setErrorMessageHandler_r(geos->handle, keep_message, geos);
    return JH_OK;
}

void jh_i_geos_release(struct jh_geos *geos)
{
    if (geos->handle != NULL)
        GEOS_finish_r(geos->handle);
    geos->handle = NULL;
}

enum jh_status jh_i_geos_fail(const struct jh_geos *geos, struct jh_error *err)
{
    return jh_fail(
        err, JH_E_INTERNAL, "geometry library: %s", geos->message[0] != '\0' ? geos->message : "?");
}

static GEOSCoordSequence *sequence(struct jh_geos *geos, const double *xy, size_t n)
{
    return n > 0xffffffffU ? NULL
                           : GEOSCoordSeq_copyFromBuffer_r(geos->handle, xy, (unsigned)n, 0, 0);
}

GEOSGeometry *jh_i_geos_line(struct jh_geos *geos, const double *xy, size_t n)
{
    GEOSCoordSequence *s = sequence(geos, xy, n);
    return s == NULL ? NULL : GEOSGeom_createLineString_r(geos->handle, s);
}

GEOSGeometry *jh_i_geos_polygon(struct jh_geos *geos, const double *xy, size_t n)
{
    GEOSCoordSequence *s = sequence(geos, xy, n);
    GEOSGeometry *ring = s == NULL ? NULL : GEOSGeom_createLinearRing_r(geos->handle, s);
    return ring == NULL ? NULL : GEOSGeom_createPolygon_r(geos->handle, ring, NULL, 0);
}

size_t jh_i_geos_length(struct jh_geos *geos, const GEOSGeometry *ring)
{
    int n = ring == NULL ? -1 : GEOSGetNumCoordinates_r(geos->handle, ring);
    return n > 0 ? (size_t)n : 0;
}

enum jh_status jh_i_geos_copy(
    struct jh_geos *geos, const GEOSGeometry *ring, double *out_xy, struct jh_error *err)
{
    const GEOSCoordSequence *s = GEOSGeom_getCoordSeq_r(geos->handle, ring);
    if (s == NULL || GEOSCoordSeq_copyToBuffer_r(geos->handle, s, out_xy, 0, 0) != 1)
        return jh_i_geos_fail(geos, err);
    return JH_OK;
}
