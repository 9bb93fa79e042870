/* Boundaries that the user brings for a dataset that is there already. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/strmap.h"
#include "io/dataset/boundaries_file.h"
#include "io/dataset/boundaries_text.h"
#include "io/dataset/geojson.h"
#include "io/json.h"
#include "io/text.h"
#include "junheng/io.h"
#include "model/dataset.h"

enum { DEPTH_MAX = 12, CODE_MAX = 64, PROPERTIES_MAX = 200 };

/* ---- Which property names the area ------------------------------------------------------------ */

struct property {
    char name[CODE_MAX];
    size_t n_ids, n_names; /* values that are the id, the name of an area */
};

struct reader {
    struct jh_dataset *dataset;
    struct jh_strmap ids, names;
    bool *shared_name; /* [n areas] another area is called so, too */
    struct jh_text text;
    size_t n_properties;
    struct property property[PROPERTIES_MAX];
    const char *key; /* the property that counts */
    bool by_name;
    struct jh_rings rings;
    size_t n_parts, cap_parts;
    struct part {
        uint32_t area;
        size_t first, end; /* rings */
    } * part;
    struct jh_boundaries_report report;
};

static const char *as_code(const struct jh_json *value, char room[CODE_MAX])
{
    const char *text = jh_json_as_text(value);
    int64_t number = 0;
    if (text != NULL || !jh_json_as_int(value, &number))
        return text;
    snprintf(room, CODE_MAX, "%lld", (long long)number);
    return room;
}

/* Codes of the national base map begin with the country's 156; twelve-digit ones end in zeros. */
static bool find_id(const struct reader *r, const char *code, uint32_t *out)
{
    char cut[CODE_MAX];
    size_t len = strlen(code);
    if (jh_strmap_get(&r->ids, code, len, out))
        return true;
    if (len == 9 && strncmp(code, "156", 3) == 0)
        return jh_strmap_get(&r->ids, code + 3, 6, out);
    if (len == 12 && strcmp(code + 6, "000000") == 0) {
        snprintf(cut, sizeof cut, "%.6s", code);
        return jh_strmap_get(&r->ids, cut, 6, out);
    }
    return false;
}

static bool find_name(const struct reader *r, const char *name, uint32_t *out)
{
    return jh_strmap_get(&r->names, name, strlen(name), out) && !r->shared_name[*out];
}

static enum jh_status list_areas(struct reader *r, struct jh_error *err)
{
    const struct jh_areas *areas = &r->dataset->areas;
    enum jh_status st = JH_OK;
    jh_strmap_init(&r->ids);
    jh_strmap_init(&r->names);
    r->shared_name = jh_i_calloc(areas->n, sizeof *r->shared_name);
    if (r->shared_name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < areas->n; a++) {
        const char *id = areas->id[a], *name = areas->name[a];
        uint32_t there;
        bool is_new;
        JH_TRY(st, jh_strmap_put(&r->ids, id, strlen(id), (uint32_t)a, &there, &is_new, err));
        JH_TRY(st, jh_strmap_put(&r->names, name, strlen(name), (uint32_t)a, &there, &is_new, err));
        if (!is_new)
            r->shared_name[there] = true;
    }
out:
    return st;
}

static void count_properties(struct reader *r, const struct jh_json *feature)
{
    struct jh_json_member m = {0};
    char room[CODE_MAX];
    uint32_t area;
    while (jh_json_next(jh_json_get(feature, "properties"), &m)) {
        const char *code = as_code(m.value, room);
        size_t i = 0;
        if (code == NULL || strlen(m.key) >= CODE_MAX)
            continue;
        while (i < r->n_properties && strcmp(r->property[i].name, m.key) != 0)
            i++;
        if (i == PROPERTIES_MAX)
            continue;
        if (i == r->n_properties)
            memcpy(r->property[r->n_properties++].name, m.key, strlen(m.key) + 1);
        r->property[i].n_ids += find_id(r, code, &area);
        r->property[i].n_names += find_name(r, code, &area);
    }
}

/* The one asked for; else the one whose values are ids most often; else names. */
static enum jh_status choose_property(struct reader *r, const char *asked, struct jh_error *err)
{
    const struct property *ids = NULL, *names = NULL;
    for (size_t i = 0; i < r->n_properties; i++) {
        const struct property *p = &r->property[i];
        if (asked != NULL && strcmp(p->name, asked) != 0)
            continue;
        if (p->n_ids > (ids != NULL ? ids->n_ids : 0))
            ids = p;
        if (p->n_names > (names != NULL ? names->n_names : 0))
            names = p;
    }
    if (ids == NULL && names == NULL) {
        enum jh_status st = jh_fail(err, JH_E_DATA,
            "no property of the boundaries holds ids or names of the dataset's areas");
        jh_hint(err, "One property of each feature must be the area_id, or the name, of its area.");
        return st;
    }
    r->by_name = ids == NULL || (names != NULL && names->n_names > 2 * ids->n_ids);
    r->key = r->by_name ? names->name : ids->name;
    return JH_OK;
}

/* ---- Shapes ----------------------------------------------------------------------------------- */

static enum jh_status take_feature(
    struct reader *r, const struct jh_json *feature, struct jh_error *err)
{
    char room[CODE_MAX];
    const char *code = as_code(jh_json_get(jh_json_get(feature, "properties"), r->key), room);
    const struct jh_json *geometry = jh_json_get(feature, "geometry");
    uint32_t area;
    size_t first = r->rings.n;
    if (code == NULL || geometry == NULL ||
        !(r->by_name ? find_name(r, code, &area) : find_id(r, code, &area)))
        return JH_OK;
    enum jh_geometry_fault fault = jh_i_rings_add(&r->rings, geometry);
    if (fault == JH_GEOMETRY_NO_MEMORY)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (fault == JH_GEOMETRY_IMPOSSIBLE) {
        enum jh_status st =
            jh_fail(err, JH_E_DATA, "the coordinates of %.60s are not degrees on Earth", code);
        jh_hint(err, "Give the coordinate system with the file (.prj), or export it in WGS 84.");
        return st;
    }
    if (fault != JH_GEOMETRY_FINE) {
        r->report.n_bad++;
        return JH_OK;
    }
    if (r->n_parts == r->cap_parts) {
        size_t cap = r->cap_parts * 2 + 64;
        struct part *part = jh_i_realloc(r->part, cap, sizeof *part);
        if (part == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        r->part = part;
        r->cap_parts = cap;
    }
    r->part[r->n_parts++] = (struct part){area, first, r->rings.n};
    r->report.n_used++;
    return JH_OK;
}

/* Every feature once: first to count properties, then to take shapes. */
static enum jh_status walk(struct reader *r, bool taking, struct jh_error *err)
{
    struct jh_geojson_scan scan;
    struct jh_geojson_item item;
    bool more = true;
    enum jh_status st = JH_OK;
    jh_i_geojson_init(&scan, r->text.data, r->text.len);
    while (st == JH_OK && more) {
        struct jh_json *value = NULL;
        if (jh_i_geojson_next(&scan, &more, &item, NULL) != JH_OK)
            return jh_fail(err, JH_E_DATA, "the boundaries are no GeoJSON");
        if (!more || !item.is_feature)
            continue;
        struct jh_json_limits limits = {.max_bytes = item.len, .max_depth = DEPTH_MAX};
        JH_TRY(st, jh_json_parse(item.text, item.len, limits, &value, err));
        r->report.n_features += taking;
        if (taking)
            st = take_feature(r, value, err);
        else
            count_properties(r, value);
        jh_json_free(value);
    }
out:
    return st;
}

static int by_area(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    if (x->area != y->area)
        return x->area < y->area ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static enum jh_status build(struct reader *r, struct jh_error *err)
{
    struct jh_arena *arena = jh_i_dataset_arena(r->dataset);
    const size_t n = r->dataset->areas.n;
    struct jh_shapes out = {.n = n,
        .ring_start = jh_arena_new(arena, n + 1, size_t),
        .point_start = jh_arena_new(arena, r->rings.n + 1, size_t),
        .point = jh_arena_new(arena, r->rings.n_points, struct jh_point)};
    size_t n_rings = 0, n_points = 0, k = 0;
    if (out.ring_start == NULL || out.point_start == NULL || out.point == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (r->n_parts > 0)
        qsort(r->part, r->n_parts, sizeof *r->part, by_area);
    for (size_t area = 0; area < n; area++) {
        const size_t before = n_rings;
        for (; k < r->n_parts && r->part[k].area == area; k++)
            for (size_t ring = r->part[k].first; ring < r->part[k].end; ring++) {
                size_t from = r->rings.first[ring];
                size_t end = ring + 1 < r->rings.n ? r->rings.first[ring + 1] : r->rings.n_points;
                memcpy(
                    out.point + n_points, r->rings.point + from, (end - from) * sizeof *out.point);
                n_points += end - from;
                out.point_start[++n_rings] = n_points;
            }
        out.ring_start[area + 1] = n_rings;
        r->report.n_without += area < r->dataset->areas.n_inside && n_rings == before;
    }
    r->dataset->boundaries = out;
    return JH_OK;
}

/* A map with holes would be worse than cells. */
static enum jh_status check_complete(const struct reader *r, struct jh_error *err)
{
    const struct jh_dataset *d = r->dataset;
    if (r->report.n_without == 0)
        return JH_OK;
    size_t a = 0;
    while (d->boundaries.ring_start[a + 1] > d->boundaries.ring_start[a])
        a++;
    enum jh_status st = jh_fail(err, JH_E_DATA,
        "%zu areas have no boundary in the file, the first of them %.60s %.60s",
        r->report.n_without, d->areas.id[a], d->areas.name[a]);
    jh_hint(err, "Give a file with every area of the dataset; its property %.60s was compared.",
        r->key);
    return st;
}

static enum jh_status set_texts(
    struct reader *r, const struct jh_boundaries_options *options, struct jh_error *err)
{
    struct jh_arena *arena = jh_i_dataset_arena(r->dataset);
    char fingerprint[JH_FINGERPRINT_LEN];
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_boundaries_text(arena, options->source, options->review_number,
                   &r->dataset->boundaries_source, err));
    JH_TRY(st, jh_i_dataset_fingerprint(r->dataset, fingerprint, err));
    r->dataset->fingerprint = jh_arena_strdup(arena, fingerprint);
    if (r->dataset->fingerprint == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
out:
    return st;
}

static enum jh_status read_geojson(struct reader *r, const char *path,
    const struct jh_boundaries_options *options, struct jh_error *err)
{
    struct jh_text_fault fault = {0};
    const struct jh_shapes before = r->dataset->boundaries;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_text_open(path, &r->text, &fault, err));
    JH_TRY(st, list_areas(r, err));
    JH_TRY(st, walk(r, false, err));
    JH_TRY(st, choose_property(r, options->id_property, err));
    JH_TRY(st, walk(r, true, err));
    JH_TRY(st, build(r, err));
    st = check_complete(r, err);
    if (st == JH_OK)
        st = set_texts(r, options, err);
    if (st != JH_OK)
        r->dataset->boundaries = before;
out:
    return st;
}

/* ---- All --------------------------------------------------------------------------------------- */

enum jh_status jh_boundaries_read(const char *path, const struct jh_boundaries_options *options,
    const struct jh_run *run, struct jh_dataset *dataset, struct jh_boundaries_report *out_report,
    struct jh_error *err)
{
    struct jh_i_boundaries_file file = {.path = NULL};
    struct reader *r = jh_i_calloc(1, sizeof *r);
    enum jh_status st = JH_OK;
    if (r == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    r->dataset = dataset;
    JH_TRY(st, jh_i_boundaries_file_open(path, run, &file, err));
    JH_TRY(st, read_geojson(r, file.path, options, err));
    snprintf(r->report.property, sizeof r->report.property, "%s", r->key);
    *out_report = r->report;
out:
    jh_i_boundaries_file_close(&file);
    jh_i_text_release(&r->text);
    jh_i_rings_release(&r->rings);
    jh_strmap_release(&r->ids);
    jh_strmap_release(&r->names);
    jh_i_free(r->shared_name);
    jh_i_free(r->part);
    jh_i_free(r);
    return st;
}

enum jh_status jh_boundaries_remove(struct jh_dataset *dataset, struct jh_error *err)
{
    const struct jh_boundaries_options none = {.source = NULL};
    struct reader r = {.dataset = dataset};
    dataset->boundaries = (struct jh_shapes){.n = 0};
    return set_texts(&r, &none, err);
}
