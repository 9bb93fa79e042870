/*
 * GeoJSON (RFC 7946) feature by feature: only one feature is in memory as a document at a time.
 */
#ifndef JH_IO_GEOJSON_H
#define JH_IO_GEOJSON_H

#include <stdint.h>

#include "junheng/geo.h"

struct jh_json;

struct jh_geojson_scan {
    const char *begin, *at, *end;
    bool in_features; /* between two features */
    int state;        /* private */
};
/** A member of the collection: a feature, or another member with its key. */
struct jh_geojson_item {
    bool is_feature;
    char key[32];     /* of another member, cut */
    const char *text; /* [len], where it stands */
    size_t len;
};

/** text is borrowed, valid UTF-8. */
void jh_i_geojson_init(struct jh_geojson_scan *scan, const char *text, size_t len);
/** The next feature or member of the collection; *out_more false at the end.
 *  JH_E_DATA: no JSON object; `scan->at` is where it stops making sense. */
enum jh_status jh_i_geojson_next(struct jh_geojson_scan *scan, bool *out_more,
    struct jh_geojson_item *out, struct jh_error *err) JH_CHECKED;

/** Rings gathered from polygons; zeroed is empty. */
struct jh_rings {
    size_t n, cap, n_points, cap_points;
    size_t *first; /* [n], index of the first point of each ring */
    struct jh_point *point;
};
/** What keeps a geometry from being used. */
enum jh_geometry_fault {
    JH_GEOMETRY_FINE,
    JH_GEOMETRY_NO_MEMORY,
    JH_GEOMETRY_MISSING,    /* no type, or no coordinates */
    JH_GEOMETRY_OTHER,      /* neither Polygon nor MultiPolygon */
    JH_GEOMETRY_BAD_CORNER, /* a corner that is no pair of numbers */
    JH_GEOMETRY_IMPOSSIBLE, /* coordinates that are not on Earth */
    JH_GEOMETRY_FEW_CORNERS /* a ring of fewer than three */
};
/** Append the rings of a Polygon or MultiPolygon; open rings are closed. Nothing is added where
 *  there is a fault. */
enum jh_geometry_fault jh_i_rings_add(struct jh_rings *rings, const struct jh_json *geometry);
void jh_i_rings_release(struct jh_rings *rings);

#endif
