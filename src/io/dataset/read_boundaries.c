#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/utf8.h"
#include "io/dataset/boundaries_text.h"
#include "io/dataset/geojson.h"
#include "io/dataset/read_areas.h"
#include "io/dataset/read_tables.h"
#include "io/json.h"
#include "io/text.h"

enum { DEPTH_MAX = 12, ID_MAX = 256 };

struct boundary_reader {
    struct jh_import *import;
    const struct jh_input *input;
    struct jh_text text;
    struct jh_rings rings;
    int64_t *first, *end; /* [n areas], rings of each area; first -1: none */
    const char *source, *review_number;
    const char *seen, *line_start; /* for positions */
    int64_t line;
};

/* Line and column of a place; places are asked for in ascending order. */
static void position(struct boundary_reader *r, const char *at, int64_t *line, int64_t *column)
{
    for (; r->seen < at; r->seen++)
        if (*r->seen == '\n') {
            r->line++;
            r->line_start = r->seen + 1;
        }
    *line = r->line;
    *column = (int64_t)jh_i_utf8_count(r->line_start, (size_t)(at - r->line_start)) + 1;
}

/* Nothing of a file that is no GeoJSON can be trusted. */
static void refuse_file(struct boundary_reader *r, const char *at)
{
    int64_t line, column;
    position(r, at, &line, &column);
    jh_i_report(r->import, JH_RULE_BAD_BOUNDARIES, r->input->label, line, column, NULL,
        "no GeoJSON from here on; export the boundaries as a FeatureCollection");
    r->import->fatal = true;
}

static void refuse_feature(
    struct boundary_reader *r, const char *at, const char *id, enum jh_geometry_fault fault)
{
    int64_t line, column;
    struct jh_import *import = r->import;
    const char *file = r->input->label;
    position(r, at, &line, &column);
    switch (fault) {
    case JH_GEOMETRY_MISSING:
        jh_i_report(import, JH_RULE_BAD_BOUNDARIES, file, line, column, id,
            "the geometry has no type or no coordinates; export the feature anew");
        break;
    case JH_GEOMETRY_OTHER:
        jh_i_report(import, JH_RULE_BAD_BOUNDARIES, file, line, column, id,
            "a boundary must be a Polygon or a MultiPolygon");
        break;
    case JH_GEOMETRY_BAD_CORNER:
        jh_i_report(import, JH_RULE_BAD_BOUNDARIES, file, line, column, id,
            "a corner is no pair of numbers; export the feature anew");
        break;
    case JH_GEOMETRY_IMPOSSIBLE:
        jh_i_report(import, JH_RULE_BAD_BOUNDARIES, file, line, column, id,
            "coordinates are not on Earth; export the boundaries in WGS 84 degrees");
        break;
    case JH_GEOMETRY_FEW_CORNERS:
        jh_i_report(import, JH_RULE_BAD_BOUNDARIES, file, line, column, id,
            "a ring has fewer than three corners; export the feature anew");
        break;
    case JH_GEOMETRY_FINE:
    case JH_GEOMETRY_NO_MEMORY:
        break;
    }
}

static bool id_of(const struct jh_json *feature, char out[ID_MAX])
{
    const struct jh_json *id = jh_json_get(jh_json_get(feature, "properties"), "area_id");
    const char *text = jh_json_as_text(id);
    int64_t number;
    if (text == NULL && jh_json_as_int(id, &number)) {
        snprintf(out, ID_MAX, "%lld", (long long)number);
        return true;
    }
    if (text == NULL || strlen(text) >= ID_MAX)
        return false;
    memcpy(out, text, strlen(text) + 1);
    return true;
}

static enum jh_status take_geometry(struct boundary_reader *r, const struct jh_json *feature,
    const char *at, const char *id, struct jh_error *err)
{
    const struct jh_import_areas *areas = r->import->areas;
    uint32_t item;
    int64_t line, column;
    int32_t area = JH_NONE;
    if (jh_strmap_get(&areas->ids, id, strlen(id), &item))
        area = areas->item[item].index;
    if (area < 0) {
        position(r, at, &line, &column);
        jh_i_report(r->import, JH_RULE_BOUNDARY_OF_NO_AREA, r->input->label, line, column, id,
            "areas.csv lists no such area; the boundary is not used");
        return JH_OK;
    }
    if (r->first[area] >= 0) {
        position(r, at, &line, &column);
        jh_i_report(r->import, JH_RULE_DUPLICATE_ID, r->input->label, line, column, id,
            "the area has a boundary already; join its parts into one MultiPolygon");
        return JH_OK;
    }
    const struct jh_json *geometry = jh_json_get(feature, "geometry");
    if (geometry == NULL)
        return JH_OK;
    size_t first = r->rings.n;
    enum jh_geometry_fault fault = jh_i_rings_add(&r->rings, geometry);
    if (fault == JH_GEOMETRY_NO_MEMORY)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (fault != JH_GEOMETRY_FINE) {
        refuse_feature(r, at, id, fault);
        return JH_OK;
    }
    r->first[area] = (int64_t)first;
    r->end[area] = (int64_t)r->rings.n;
    return JH_OK;
}

static enum jh_status take_text(
    struct boundary_reader *r, const struct jh_json *value, const char **out, struct jh_error *err)
{
    const char *text = jh_json_as_text(value);
    *out = jh_arena_strdup(r->import->arena, text != NULL ? text : "");
    return *out != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status take_item(
    struct boundary_reader *r, const struct jh_geojson_item *item, struct jh_error *err)
{
    struct jh_json *value = NULL;
    int64_t line, column;
    bool is_source = !item->is_feature && strcmp(item->key, "source") == 0;
    bool is_number = !item->is_feature && strcmp(item->key, "review_number") == 0;
    if (!item->is_feature && !is_source && !is_number)
        return JH_OK;
    struct jh_json_limits limits = {.max_bytes = item->len, .max_depth = DEPTH_MAX};
    enum jh_status st = jh_json_parse(item->text, item->len, limits, &value, NULL);
    if (st == JH_E_DATA || st == JH_E_LIMIT) {
        position(r, item->text, &line, &column);
        jh_i_report(r->import, JH_RULE_BAD_BOUNDARIES, r->input->label, line, column, NULL,
            "the feature is no valid JSON; export it anew");
        return JH_OK;
    }
    if (st != JH_OK)
        return jh_fail(err, st, "out of memory");
    char id[ID_MAX];
    if (is_source) {
        st = take_text(r, value, &r->source, err);
    } else if (is_number) {
        st = take_text(r, value, &r->review_number, err);
    } else if (id_of(value, id)) {
        st = take_geometry(r, value, item->text, id, err);
    } else {
        position(r, item->text, &line, &column);
        jh_i_report(r->import, JH_RULE_BAD_BOUNDARIES, r->input->label, line, column, NULL,
            "the feature has no property area_id; name the area it belongs to");
    }
    jh_json_free(value);
    return st;
}

static enum jh_status read_features(struct boundary_reader *r, struct jh_error *err)
{
    struct jh_geojson_scan scan;
    bool more = true, any = false;
    enum jh_status st = JH_OK;
    r->seen = r->line_start = r->text.data;
    r->line = 1;
    jh_i_geojson_init(&scan, r->text.data, r->text.len);
    for (size_t n = 0; st == JH_OK && more; n++) {
        struct jh_geojson_item item;
        if (jh_i_geojson_next(&scan, &more, &item, NULL) != JH_OK) {
            refuse_file(r, scan.at);
            return JH_OK;
        }
        if (!more)
            break;
        any |= item.is_feature;
        st = take_item(r, &item, err);
        if (st == JH_OK && n % 64 == 0)
            st = jh_i_import_tick(r->import, 0, err);
    }
    if (st == JH_OK && !any)
        refuse_file(r, scan.at);
    return st;
}

static enum jh_status report_areas_without(struct boundary_reader *r, struct jh_error *err)
{
    struct jh_import_areas *areas = r->import->areas;
    for (size_t i = 0; i < areas->n; i++) {
        const struct jh_import_area *area = &areas->item[i];
        if (area->index < 0 || area->outside || r->first[area->index] >= 0)
            continue;
        enum jh_status st = jh_i_rows_seek(&areas->rows, area->mark, err);
        if (st != JH_OK)
            return st;
        jh_i_rows_report(&areas->rows, JH_RULE_NO_BOUNDARY, JH_AREAS_ID,
            "boundaries.geojson has no feature for the area");
    }
    return JH_OK;
}

static enum jh_status build(struct boundary_reader *r, struct jh_error *err)
{
    struct jh_arena *arena = r->import->arena;
    size_t n = r->import->dataset->areas.n, n_points = 0, n_rings = 0;
    struct jh_shapes out = {.n = n,
        .ring_start = jh_arena_new(arena, n + 1, size_t),
        .point_start = jh_arena_new(arena, r->rings.n + 1, size_t),
        .point = jh_arena_new(arena, r->rings.n_points, struct jh_point)};
    if (out.ring_start == NULL || out.point_start == NULL || out.point == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t area = 0; area < n; area++) {
        for (int64_t k = r->first[area]; r->first[area] >= 0 && k < r->end[area]; k++) {
            size_t ring = (size_t)k, from = r->rings.first[ring];
            size_t end = ring + 1 < r->rings.n ? r->rings.first[ring + 1] : r->rings.n_points;
            memcpy(out.point + n_points, r->rings.point + from, (end - from) * sizeof *out.point);
            n_points += end - from;
            out.point_start[++n_rings] = n_points;
        }
        out.ring_start[area + 1] = n_rings;
    }
    r->import->dataset->boundaries = out;
    return jh_i_boundaries_text(
        arena, r->source, r->review_number, &r->import->dataset->boundaries_source, err);
}

static enum jh_status read_file(struct boundary_reader *r, struct jh_error *err)
{
    enum jh_status st;
    bool readable;
    size_t n = r->import->dataset->areas.n;
    JH_TRY(st, jh_i_input_open(r->import, r->input, &r->text, &readable, err));
    if (!readable) {
        r->import->fatal = true;
        return JH_OK;
    }
    r->first = jh_arena_new(&r->import->scratch, n, int64_t);
    r->end = jh_arena_new(&r->import->scratch, n, int64_t);
    if (r->first == NULL || r->end == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++)
        r->first[i] = -1;
    JH_TRY(st, read_features(r, err));
    if (r->rings.n == 0)
        return JH_OK;
    JH_TRY(st, report_areas_without(r, err));
    JH_TRY(st, build(r, err));
out:
    return st;
}

enum jh_status jh_i_read_boundaries(struct jh_import *import, struct jh_error *err)
{
    struct boundary_reader r = {
        .import = import, .input = &import->boundaries, .source = "", .review_number = ""};
    if (!import->boundaries.there)
        return JH_OK;
    enum jh_status st = read_file(&r, err);
    jh_i_text_release(&r.text);
    jh_i_rings_release(&r.rings);
    return st;
}
