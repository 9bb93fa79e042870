#include "io/sheets/place_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/dataset/geojson.h"
#include "io/text.h"
#include "sheet/parts.h"

#define nowhere ((struct jh_point){JH_NAN, JH_NAN})

static enum jh_status add(struct jh_place_file *f, struct jh_place_row row, struct jh_error *err)
{
    if (f->n == f->cap) {
        const size_t cap = f->cap * 2 + 256;
        struct jh_place_row *grown = jh_i_realloc(f->row, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        f->row = grown;
        f->cap = cap;
    }
    row.id = jh_arena_strdup(&f->arena, row.id);
    row.name = jh_arena_strdup(&f->arena, row.name);
    if (row.id == NULL || row.name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    f->row[f->n++] = row;
    return JH_OK;
}

/* ---- Boundaries -------------------------------------------------------------------------------- */

/* Middle of the area that rings enclose (even-odd: holes turn the other way or are small). */
static struct jh_point middle(const struct jh_rings *rings)
{
    struct jh_sum area = {0}, x = {0}, y = {0};
    struct jh_point origin = rings->n_points > 0 ? rings->point[0] : nowhere;
    for (size_t r = 0; r < rings->n; r++) {
        const size_t end = r + 1 < rings->n ? rings->first[r + 1] : rings->n_points;
        for (size_t i = rings->first[r]; i + 1 < end; i++) {
            const double ax = rings->point[i].lon_deg - origin.lon_deg,
                         ay = rings->point[i].lat_deg - origin.lat_deg,
                         bx = rings->point[i + 1].lon_deg - origin.lon_deg,
                         by = rings->point[i + 1].lat_deg - origin.lat_deg;
            const double cross = ax * by - bx * ay;
            jh_sum_add(&area, cross / 2);
            jh_sum_add(&x, (ax + bx) * cross / 6);
            jh_sum_add(&y, (ay + by) * cross / 6);
        }
    }
    const double a = jh_sum_value(&area);
    if (!(fabs(a) > 0))
        return origin;
    return (struct jh_point){
        origin.lon_deg + jh_sum_value(&x) / a, origin.lat_deg + jh_sum_value(&y) / a};
}

static const char *property(
    const struct jh_json *feature, size_t n, const char *const *key, struct jh_arena *arena)
{
    const struct jh_json *properties = jh_json_get(feature, "properties");
    for (size_t i = 0; i < n; i++) {
        const struct jh_json *value = jh_json_get(properties, key[i]);
        const char *text = jh_json_as_text(value);
        int64_t number;
        if (text != NULL && text[0] != '\0')
            return text;
        if (text == NULL && jh_json_as_int(value, &number)) {
            char room[32];
            snprintf(room, sizeof room, "%lld", (long long)number);
            const char *copy = jh_arena_strdup(arena, room);
            return copy != NULL ? copy : "";
        }
    }
    return "";
}

static enum jh_status take_feature(struct jh_place_file *f, const struct jh_geojson_item *item,
    enum jh_crs crs, struct jh_error *err)
{
    static const char *const ids[] = {"area_id", "adcode", "code", "ADCODE", "gb", "id"},
                             *const names[] = {"name", "NAME", "名称", "县区"};
    const struct jh_json_limits limits = {(size_t)64 << 20, 16};
    struct jh_json *feature = NULL;
    struct jh_rings rings = {0};
    enum jh_status st = jh_json_parse(item->text, item->len, limits, &feature, err);
    if (st != JH_OK)
        return st;
    const struct jh_json *geometry = jh_json_get(feature, "geometry");
    struct jh_place_row row = {.id = property(feature, 6, ids, &f->arena),
        .name = property(feature, 4, names, &f->arena),
        .point = nowhere};
    const char *type = jh_json_as_text(jh_json_get(geometry, "type"));
    const struct jh_json *pair = jh_json_get(geometry, "coordinates");
    if (type != NULL && strcmp(type, "Point") == 0) {
        jh_json_as_num(jh_json_item(pair, 0), &row.point.lon_deg);
        jh_json_as_num(jh_json_item(pair, 1), &row.point.lat_deg);
    } else if (geometry != NULL && jh_i_rings_add(&rings, geometry) == JH_GEOMETRY_FINE) {
        row.point = middle(&rings);
    }
    row.point = jh_i_crs_to_wgs84(crs, row.point);
    if (jh_point_known(row.point) && (row.id[0] != '\0' || row.name[0] != '\0'))
        st = add(f, row, err);
    jh_i_rings_release(&rings);
    jh_json_free(feature);
    return st;
}

static enum jh_status read_boundaries(
    struct jh_place_file *f, const char *path, enum jh_crs crs, struct jh_error *err)
{
    struct jh_text text = {0};
    struct jh_text_fault fault;
    struct jh_geojson_scan scan;
    struct jh_geojson_item item;
    bool more = true;
    enum jh_status st = jh_i_text_open(path, &text, &fault, err);
    if (st != JH_OK)
        return st;
    f->is_boundaries = true;
    jh_i_geojson_init(&scan, text.data, text.len);
    while (st == JH_OK) {
        st = jh_i_geojson_next(&scan, &more, &item, err);
        if (st != JH_OK || !more)
            break;
        if (item.is_feature)
            st = take_feature(f, &item, crs, err);
    }
    if (st == JH_E_DATA)
        st = jh_fail(err, JH_E_DATA, "%s is no GeoJSON", path);
    jh_i_text_release(&text);
    return st;
}

/* ---- Gazetteers -------------------------------------------------------------------------------- */

static enum jh_status take_sheet(
    struct jh_place_file *f, const struct jh_understood *u, enum jh_crs crs, struct jh_error *err)
{
    const size_t lon = jh_i_got_column(u, JH_FLD_LON), lat = jh_i_got_column(u, JH_FLD_LAT),
                 id = jh_i_got_column(u, JH_FLD_AREA_ID), name = jh_i_got_column(u, JH_FLD_AREA);
    enum jh_status st = JH_OK;
    if (lon == SIZE_MAX || lat == SIZE_MAX || (id == SIZE_MAX && name == SIZE_MAX))
        return JH_OK;
    for (size_t r = 0; r < u->n_rows && st == JH_OK; r++) {
        struct jh_point p = {jh_i_got_number(u, r, lon), jh_i_got_number(u, r, lat)};
        if (u->row[r].class != JH_ROW_DATA || !jh_point_known(p))
            continue;
        const char *code = id != SIZE_MAX ? jh_grid_at(u->grid, r, id) : "";
        const int32_t at =
            name != SIZE_MAX && u->column[name].name != NULL ? u->column[name].name[r] : -1;
        if (code[0] == '\0' && at >= 0 && u->name[at].id != NULL)
            code = u->name[at].id;
        st = add(f,
            (struct jh_place_row){code, name != SIZE_MAX ? jh_grid_at(u->grid, r, name) : "",
                jh_i_crs_to_wgs84(crs, p)},
            err);
    }
    return st;
}

static enum jh_status read_gazetteer(struct jh_place_file *f, const char *path, enum jh_crs crs,
    const struct jh_run *run, struct jh_error *err)
{
    const struct jh_sheets_options options = {0};
    struct jh_sheets s = {0};
    enum jh_status st = jh_i_sheets_read(1, &path, &options, run, &s, err);
    if (st != JH_OK)
        return st;
    for (size_t i = 0; i < s.n && st == JH_OK; i++)
        if (!s.sheet[i].left_out && s.sheet[i].u.has_header)
            st = take_sheet(f, &s.sheet[i].u, crs, err);
    jh_i_sheets_release(&s);
    if (st == JH_OK && f->n == 0) {
        st = jh_fail(err, JH_E_DATA, "%s holds no places", path);
        jh_hint(err, "It needs columns with a name or code, a longitude and a latitude.");
    }
    return st;
}

enum jh_status jh_i_place_file_read(const char *path, enum jh_crs crs, const struct jh_run *run,
    struct jh_place_file *out, struct jh_error *err)
{
    struct jh_place_file f = {0};
    const size_t n = strlen(path);
    const bool json = (n > 8 && strcasecmp(path + n - 8, ".geojson") == 0) ||
                      (n > 5 && strcasecmp(path + n - 5, ".json") == 0);
    jh_arena_init(&f.arena, 0);
    enum jh_status st =
        json ? read_boundaries(&f, path, crs, err) : read_gazetteer(&f, path, crs, run, err);
    if (st != JH_OK) {
        jh_i_place_file_release(&f);
        return st;
    }
    *out = f;
    return JH_OK;
}

void jh_i_place_file_release(struct jh_place_file *file)
{
    jh_i_free(file->row);
    jh_arena_release(&file->arena);
    *file = (struct jh_place_file){0};
}

struct jh_point jh_i_place_file_find(
    const struct jh_place_file *file, const char *id, const char *name)
{
    const struct jh_place_row *found = NULL;
    size_t n = 0;
    for (size_t i = 0; i < file->n; i++)
        if (id[0] != '\0' && strncmp(file->row[i].id, id, strlen(id)) == 0 &&
            (file->row[i].id[strlen(id)] == '\0' || strlen(id) == 6))
            return file->row[i].point;
    for (size_t i = 0; i < file->n && name[0] != '\0'; i++)
        if (strcmp(file->row[i].name, name) == 0) {
            found = &file->row[i];
            n++;
        }
    return n == 1 ? found->point : nowhere;
}
