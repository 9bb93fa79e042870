/*
 * Coordinates as Chinese maps give them: GCJ-02 (shifted by law) and BD-09 (shifted once more), to
 * WGS 84 and back.
 */
#ifndef JH_GEO_CRS_H
#define JH_GEO_CRS_H

#include <stdbool.h>

#include "junheng/geo.h"

enum jh_crs { JH_CRS_WGS84, JH_CRS_GCJ02, JH_CRS_BD09 };
/** "wgs84", "gcj02", "bd09"; false: none of them. */
bool jh_i_crs_find(const char *name, enum jh_crs *out);

/**
 * A point in WGS 84. The shift has no closed inverse: it is found by iteration, to about a
 * millimetre. Points outside the box in which the shift is applied (72 to 138 E, 0.8 to 56 N) stay.
 * Source: the published series of the shift (SRGCJ), Krasovsky 1940 ellipsoid; BD-09 as published
 * with Baidu's coordinates. Tested against: tests/unit/geo/test_crs.c.
 */
struct jh_point jh_i_crs_to_wgs84(enum jh_crs crs, struct jh_point p);
/** The other way. */
struct jh_point jh_i_crs_from_wgs84(enum jh_crs crs, struct jh_point p);

#endif
