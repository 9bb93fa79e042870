/*
 * Geometry of RFC 7946.
 */
#ifndef JH_IO_GEOJSON_H
#define JH_IO_GEOJSON_H

#include "io/json.h"
#include "junheng/model.h"

/** "geometry" of a place; null where it is not known. */
void jh_i_geojson_point(struct jh_json_writer *w, struct jh_point p);
/** "geometry" of an area: its shape, else its place. */
enum jh_status jh_i_geojson_area(struct jh_json_writer *w, const struct jh_dataset *dataset,
    size_t area, struct jh_error *err) JH_CHECKED;

#endif
