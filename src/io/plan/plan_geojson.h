/* The map of a plan as GeoJSON (RFC 7946). */
#ifndef JH_IO_PLAN_GEOJSON_H
#define JH_IO_PLAN_GEOJSON_H

#include "junheng/plan.h"

struct jh_buf;

/** Areas with zone and figures (their boundary, else their point), then centres. */
enum jh_status jh_i_plan_geojson(
    const struct jh_plan *plan, struct jh_buf *out, struct jh_error *err) JH_CHECKED;

#endif
