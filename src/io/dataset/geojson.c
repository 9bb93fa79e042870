#include "io/dataset/geojson.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/json.h"

/* ---- Scanning --------------------------------------------------------------------------------- */

enum { AT_START, IN_COLLECTION, IN_FEATURES, AT_END };

void jh_i_geojson_init(struct jh_geojson_scan *scan, const char *text, size_t len)
{
    *scan = (struct jh_geojson_scan){.at = text, .end = text + len, .state = AT_START};
}

static char peek(struct jh_geojson_scan *scan)
{
    while (scan->at < scan->end && strchr(" \t\r\n", *scan->at) != NULL && *scan->at != '\0')
        scan->at++;
    return scan->at < scan->end ? *scan->at : '\0';
}

static bool take(struct jh_geojson_scan *scan, char wanted)
{
    if (peek(scan) != wanted)
        return false;
    scan->at++;
    return true;
}

/* Past a text: at its opening quote. */
static bool skip_text(struct jh_geojson_scan *scan)
{
    for (const char *p = scan->at + 1; p < scan->end; p++) {
        if (*p == '\\')
            p++;
        else if (*p == '"') {
            scan->at = p + 1;
            return true;
        }
    }
    return false;
}

/* Past any value: brackets are matched, what lies between is left to the parser. */
static bool skip_value(struct jh_geojson_scan *scan)
{
    size_t depth = 0;
    char c = peek(scan);
    if (c == '\0' || strchr(",:]}", c) != NULL)
        return false;
    while (scan->at < scan->end) {
        c = *scan->at;
        if (c == '"') {
            if (!skip_text(scan))
                return false;
        } else {
            if (depth == 0 && strchr(",]} \t\r\n", c) != NULL)
                return true;
            depth += c == '[' || c == '{';
            depth -= c == ']' || c == '}';
            scan->at++;
        }
        if (depth == 0 && (c == '"' || c == ']' || c == '}'))
            return true;
    }
    return depth == 0;
}

static bool scan_item(struct jh_geojson_scan *scan, struct jh_geojson_item *out)
{
    (void)peek(scan);
    out->text = scan->at;
    bool whole = skip_value(scan);
    out->len = (size_t)(scan->at - out->text);
    return whole;
}

/* "key": with the key cut to what the caller compares. */
static bool scan_key(struct jh_geojson_scan *scan, struct jh_geojson_item *out)
{
    if (peek(scan) != '"')
        return false;
    const char *text = scan->at + 1;
    if (!skip_text(scan))
        return false;
    size_t len = (size_t)(scan->at - 1 - text);
    len = len < sizeof out->key ? len : sizeof out->key - 1;
    memcpy(out->key, text, len);
    out->key[len] = '\0';
    return take(scan, ':');
}

static bool next(struct jh_geojson_scan *scan, bool *out_more, struct jh_geojson_item *out)
{
    *out_more = true;
    for (;;) {
        bool first = false;
        if (scan->state == AT_START) {
            if (!take(scan, '{'))
                return false;
            scan->state = IN_COLLECTION;
            first = true;
        }
        if (scan->state == IN_FEATURES) {
            if (take(scan, ']')) {
                scan->state = IN_COLLECTION;
                continue;
            }
            if (scan->in_features && !take(scan, ','))
                return false;
            scan->in_features = true;
            out->is_feature = true;
            return scan_item(scan, out);
        }
        if (scan->state == AT_END || take(scan, '}')) {
            *out_more = false;
            scan->state = AT_END;
            return peek(scan) == '\0' && scan->at == scan->end;
        }
        if (!first && !take(scan, ','))
            return false;
        if (!scan_key(scan, out))
            return false;
        if (strcmp(out->key, "features") != 0 || !take(scan, '[')) {
            out->is_feature = false;
            return scan_item(scan, out);
        }
        scan->state = IN_FEATURES;
        scan->in_features = false;
    }
}

enum jh_status jh_i_geojson_next(
    struct jh_geojson_scan *scan, bool *out_more, struct jh_geojson_item *out, struct jh_error *err)
{
    return next(scan, out_more, out) ? JH_OK : jh_fail(err, JH_E_DATA, "no GeoJSON");
}

/* ---- Rings ------------------------------------------------------------------------------------ */

static bool add_point(struct jh_rings *rings, struct jh_point point)
{
    if (rings->n_points == rings->cap_points) {
        size_t cap = rings->cap_points * 2 + 1024;
        struct jh_point *grown = jh_i_realloc(rings->point, cap, sizeof *grown);
        if (grown == NULL)
            return false;
        rings->point = grown;
        rings->cap_points = cap;
    }
    rings->point[rings->n_points++] = point;
    return true;
}

static bool add_first(struct jh_rings *rings)
{
    if (rings->n == rings->cap) {
        size_t cap = rings->cap * 2 + 256;
        size_t *grown = jh_i_realloc(rings->first, cap, sizeof *grown);
        if (grown == NULL)
            return false;
        rings->first = grown;
        rings->cap = cap;
    }
    rings->first[rings->n++] = rings->n_points;
    return true;
}

static bool same(struct jh_point a, struct jh_point b)
{
    return a.lon_deg == b.lon_deg && a.lat_deg == b.lat_deg;
}

static enum jh_geometry_fault add_ring(struct jh_rings *rings, const struct jh_json *corners)
{
    size_t first = rings->n_points, n = jh_json_length(corners);
    if (!add_first(rings))
        return JH_GEOMETRY_NO_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const struct jh_json *corner = jh_json_item(corners, i);
        struct jh_point p;
        if (!jh_json_as_num(jh_json_item(corner, 0), &p.lon_deg) ||
            !jh_json_as_num(jh_json_item(corner, 1), &p.lat_deg))
            return JH_GEOMETRY_BAD_CORNER;
        if (!(fabs(p.lon_deg) <= 180 && fabs(p.lat_deg) <= 90))
            return JH_GEOMETRY_IMPOSSIBLE;
        if (!add_point(rings, p))
            return JH_GEOMETRY_NO_MEMORY;
    }
    bool closed = n > 1 && same(rings->point[first], rings->point[rings->n_points - 1]);
    if (n < (closed ? 4 : 3))
        return JH_GEOMETRY_FEW_CORNERS;
    return closed || add_point(rings, rings->point[first]) ? JH_GEOMETRY_FINE
                                                           : JH_GEOMETRY_NO_MEMORY;
}

static enum jh_geometry_fault add_polygon(struct jh_rings *rings, const struct jh_json *polygon)
{
    enum jh_geometry_fault fault = JH_GEOMETRY_FINE;
    for (size_t i = 0; i < jh_json_length(polygon) && fault == JH_GEOMETRY_FINE; i++)
        fault = add_ring(rings, jh_json_item(polygon, i));
    return fault;
}

enum jh_geometry_fault jh_i_rings_add(struct jh_rings *rings, const struct jh_json *geometry)
{
    const char *type = jh_json_as_text(jh_json_get(geometry, "type"));
    const struct jh_json *coordinates = jh_json_get(geometry, "coordinates");
    size_t n = rings->n, n_points = rings->n_points;
    enum jh_geometry_fault fault = JH_GEOMETRY_FINE;
    if (type == NULL || jh_json_kind(coordinates) != JH_JSON_ARRAY)
        fault = JH_GEOMETRY_MISSING;
    else if (strcmp(type, "Polygon") == 0)
        fault = add_polygon(rings, coordinates);
    else if (strcmp(type, "MultiPolygon") == 0)
        for (size_t i = 0; i < jh_json_length(coordinates) && fault == JH_GEOMETRY_FINE; i++)
            fault = add_polygon(rings, jh_json_item(coordinates, i));
    else
        fault = JH_GEOMETRY_OTHER;
    if (fault != JH_GEOMETRY_FINE) {
        rings->n = n;
        rings->n_points = n_points;
    }
    return fault;
}

void jh_i_rings_release(struct jh_rings *rings)
{
    jh_i_free(rings->first);
    jh_i_free(rings->point);
    *rings = (struct jh_rings){0};
}
