#include "io/dataset/read_areas.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

/* ---- Reading ---------------------------------------------------------------------------------- */

/* "outside" and "outside:CODE" name residents from elsewhere. */
static bool is_origin(const char *text, size_t len)
{
    return len >= 7 && memcmp(text, "outside", 7) == 0 && (len == 7 || text[7] == ':');
}

static enum jh_status add_area(
    struct jh_import_areas *areas, const struct jh_import_area *area, struct jh_error *err)
{
    if (areas->n == areas->cap) {
        size_t cap = areas->cap * 2 + 256;
        struct jh_import_area *grown = jh_i_realloc(areas->item, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        areas->item = grown;
        areas->cap = cap;
    }
    uint32_t at;
    bool is_new;
    enum jh_status st = jh_strmap_put(
        &areas->ids, area->id, strlen(area->id), (uint32_t)areas->n, &at, &is_new, err);
    if (st == JH_OK && is_new)
        areas->item[areas->n++] = *area;
    return st;
}

static enum jh_status take_area(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    struct jh_rows *rows = &areas->rows;
    const struct jh_cell *cell = rows->cell;
    const struct jh_cell *level = &cell[JH_AREAS_LEVEL];
    struct jh_import_area area = {.mark = jh_i_rows_mark(rows),
        .id = jh_i_cell_keep(import->arena, &cell[JH_AREAS_ID]),
        .name = jh_i_cell_keep(import->arena, &cell[JH_AREAS_NAME]),
        .level = jh_i_cell_keep(import->arena, level),
        .parent = jh_i_cell_keep(import->arena, &cell[JH_AREAS_PARENT]),
        .point = {cell[JH_AREAS_LON].number, cell[JH_AREAS_LAT].number},
        .place_basis = cell[JH_AREAS_PLACE_BASIS].code,
        .population = cell[JH_AREAS_POPULATION].number,
        .region = JH_NONE,
        .index = JH_NONE};
    if (area.id == NULL || area.name == NULL || area.level == NULL || area.parent == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    area.outside = strcmp(area.level, "outside") == 0;
    uint32_t first;
    if (jh_strmap_get(&areas->ids, area.id, strlen(area.id), &first))
        jh_i_rows_report(rows, JH_RULE_DUPLICATE_ID, JH_AREAS_ID,
            "the id stands in line %lld already; ids must differ",
            (long long)jh_i_rows_mark_line(rows, areas->item[first].mark));
    if (is_origin(area.id, strlen(area.id)) && !area.outside)
        jh_i_rows_report(rows, JH_RULE_RESERVED_ID, JH_AREAS_ID,
            "ids that begin with outside mean residents from elsewhere; use another id, or level "
            "outside");
    if (rows->rejected)
        return jh_i_rows_keep_rejected(rows, err);
    enum jh_status st = add_area(areas, &area, err);
    return st == JH_OK ? jh_i_extras_take(&areas->extras, rows, areas->n - 1, import->arena, err)
                       : st;
}

static enum jh_status read_rows(struct jh_import *import, struct jh_error *err)
{
    struct jh_rows *rows = &import->areas->rows;
    enum jh_status st = jh_i_rows_open(import, JH_TABLE_AREAS, rows, err);
    rows->rejected_ids = &import->areas->rejected_ids;
    bool more = rows->usable;
    if (st == JH_OK && more)
        st = jh_i_extras_open(&import->areas->extras, rows, err);
    while (st == JH_OK && more) {
        st = jh_i_rows_next(rows, &more, err);
        if (st == JH_OK && more)
            st = take_area(import, err);
    }
    return st;
}

/* ---- Checking --------------------------------------------------------------------------------- */

static enum jh_status find_box(struct jh_import_areas *areas, struct jh_error *err)
{
    struct jh_point *point = jh_i_calloc(areas->n, sizeof *point);
    double *scratch = jh_i_calloc(areas->n, sizeof *scratch);
    enum jh_status st = JH_OK;
    if (point == NULL || scratch == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    } else {
        size_t n = 0;
        for (size_t i = 0; i < areas->n; i++)
            if (!areas->item[i].above && !areas->item[i].outside)
                point[n++] = areas->item[i].point;
        areas->box = jh_i_place_box(n, point, scratch);
    }
    jh_i_free(point);
    jh_i_free(scratch);
    return st;
}

void jh_i_rows_check_place(struct jh_rows *rows, const struct jh_place_box *box, int lon, int lat,
    struct jh_point point, bool inside)
{
    bool has_lon = point.lon_deg == point.lon_deg, has_lat = point.lat_deg == point.lat_deg;
    if (has_lon != has_lat)
        jh_i_rows_report(
            rows, JH_RULE_HALF_A_PLACE, has_lon ? lon : lat, "give both lon and lat, or neither");
    if (!has_lon || !has_lat)
        return;
    switch (jh_i_place_judge(box, point)) {
    case JH_PLACE_FINE:
        break;
    case JH_PLACE_IMPOSSIBLE:
        jh_i_rows_report(rows, JH_RULE_IMPOSSIBLE_PLACE, fabs(point.lat_deg) > 90 ? lat : lon,
            "lon must lie between -180 and 180, lat between -90 and 90 (degrees, WGS 84)");
        break;
    case JH_PLACE_SWAPPED:
        jh_i_rows_report(rows, JH_RULE_SWAPPED_PLACE, lon,
            "lon and lat look swapped: turned round, the place lies among the others");
        break;
    case JH_PLACE_FAR:
        if (inside)
            jh_i_rows_report(rows, JH_RULE_FAR_PLACE, lon,
                "the place lies far from all others; check lon and lat");
        break;
    }
}

static void check_area(
    struct jh_rows *rows, struct jh_import_areas *areas, const struct jh_import_area *area)
{
    if (area->above) {
        jh_i_rows_report(rows, JH_RULE_AREA_ABOVE, JH_AREAS_ID,
            "other areas lie below it: it is taken as a region, its own figures are not used");
        return;
    }
    jh_i_rows_check_place(
        rows, &areas->box, JH_AREAS_LON, JH_AREAS_LAT, area->point, !area->outside);
    if (area->outside)
        return;
    if (area->population != area->population)
        jh_i_rows_report(rows, JH_RULE_MISSING_POPULATION, JH_AREAS_POPULATION,
            "an area of the territory needs its population");
    if (area->point.lon_deg != area->point.lon_deg && area->point.lat_deg != area->point.lat_deg)
        jh_i_rows_report(rows, JH_RULE_NO_PLACE, JH_AREAS_ID,
            "the area has no lon and lat; travel times to it cannot be modelled");
}

static enum jh_status check_areas(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    for (size_t i = 0; i < areas->n; i++) {
        struct jh_import_area *area = &areas->item[i];
        bool complete =
            area->outside || (area->population == area->population && jh_point_known(area->point));
        if (area->rejected)
            continue;
        if (!area->above && complete &&
            (!jh_point_known(area->point) ||
                jh_i_place_judge(&areas->box, area->point) == JH_PLACE_FINE))
            continue; /* nothing to say: spare the way back to its row */
        enum jh_status st = jh_i_rows_seek(&areas->rows, area->mark, err);
        if (st != JH_OK)
            return st;
        check_area(&areas->rows, areas, area);
        area->rejected |= areas->rows.rejected;
    }
    return JH_OK;
}

/* Inside areas first, both in the order of the file. */
static void number_areas(struct jh_import_areas *areas)
{
    size_t n = 0;
    for (int outside = 0; outside < 2; outside++) {
        for (size_t i = 0; i < areas->n; i++) {
            struct jh_import_area *area = &areas->item[i];
            if (area->rejected || area->above || area->outside != (outside == 1))
                continue;
            area->index = (int32_t)n++;
            areas->any_point |= outside == 0 && jh_point_known(area->point);
        }
        if (outside == 0)
            areas->n_inside = n;
    }
    areas->n_indexed = n;
}

enum jh_status jh_i_read_areas(struct jh_import *import, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, jh_i_read_regions(import, err));
    JH_TRY(st, read_rows(import, err));
    JH_TRY(st, jh_i_link_regions(import, err));
    JH_TRY(st, find_box(import->areas, err));
    JH_TRY(st, check_areas(import, err));
    number_areas(import->areas);
out:
    return st;
}

void jh_i_areas_release(struct jh_import_areas *areas)
{
    jh_i_rows_close(&areas->rows);
    jh_i_rows_close(&areas->region_rows);
    jh_strmap_release(&areas->ids);
    jh_strmap_release(&areas->region_ids);
    jh_strmap_release(&areas->rejected_ids);
    jh_strmap_release(&areas->rejected_region_ids);
    jh_i_extras_release(&areas->extras);
    jh_i_free(areas->item);
    jh_i_free(areas->region);
}

/* ---- Looking up ------------------------------------------------------------------------------- */

static enum jh_status add_origin(
    struct jh_import *import, const struct jh_cell *cell, int32_t *out_index, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    const char *id = jh_i_cell_keep(import->arena, cell);
    if (id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    struct jh_import_area area = {.id = id,
        .name = id,
        .level = "outside",
        .parent = "",
        .point = {JH_NAN, JH_NAN},
        .population = JH_NAN,
        .outside = true,
        .region = JH_NONE,
        .index = (int32_t)areas->n_indexed};
    enum jh_status st = add_area(areas, &area, err);
    if (st == JH_OK)
        *out_index = (int32_t)areas->n_indexed++;
    return st;
}

enum jh_status jh_i_rows_area(
    struct jh_rows *rows, int column, bool origins, int32_t *out_index, struct jh_error *err)
{
    struct jh_import_areas *areas = rows->import->areas;
    const struct jh_cell *cell = &rows->cell[column];
    uint32_t at;
    *out_index = JH_NONE;
    if (jh_strmap_get(&areas->ids, cell->text, cell->len, &at)) {
        const struct jh_import_area *area = &areas->item[at];
        *out_index = area->index;
        if (area->rejected)
            jh_i_rows_report(rows, JH_RULE_REJECTED_ID, column,
                "the row of this area was rejected; correct that first");
        else if (area->above)
            jh_i_rows_report(rows, JH_RULE_NOT_A_LEAF, column,
                "other areas lie below this one; name one of those");
        return JH_OK;
    }
    if (origins && is_origin(cell->text, cell->len))
        return add_origin(rows->import, cell, out_index, err);
    if (jh_strmap_get(&areas->rejected_ids, cell->text, cell->len, &at))
        jh_i_rows_report(rows, JH_RULE_REJECTED_ID, column,
            "the row of this area was rejected; correct that first");
    else if (jh_i_lost_zeros(&areas->ids, cell->text, cell->len))
        jh_i_rows_report(rows, JH_RULE_UNKNOWN_ID, column,
            "a spreadsheet took the zeros in front away; make the column text and write the id in "
            "full");
    else
        jh_i_rows_report(rows, JH_RULE_UNKNOWN_ID, column,
            "areas.csv lists no such area; correct the id or add the area");
    return JH_OK;
}

/* ---- Building --------------------------------------------------------------------------------- */

enum jh_status jh_i_build_areas(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    struct jh_arena *arena = import->arena;
    size_t n = areas->n_indexed;
    enum jh_status st = jh_i_build_regions(import, err);
    if (st != JH_OK)
        return st;
    struct jh_areas out = {.n = n,
        .n_inside = areas->n_inside,
        .id = jh_arena_new(arena, n, const char *),
        .name = jh_arena_new(arena, n, const char *),
        .point = jh_arena_new(arena, n, struct jh_point),
        .place_basis = jh_arena_new(arena, n, uint8_t),
        .population = jh_arena_new(arena, n, double),
        .region = jh_arena_new(arena, n, int32_t)};
    size_t *row_of = jh_arena_new(&import->scratch, n, size_t);
    if (out.id == NULL || out.name == NULL || out.point == NULL || out.place_basis == NULL ||
        out.population == NULL || out.region == NULL || row_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < areas->n; i++) {
        const struct jh_import_area *area = &areas->item[i];
        int32_t k = area->index;
        if (k < 0)
            continue;
        bool placed = jh_point_known(area->point);
        out.id[k] = area->id;
        out.name[k] = area->name[0] != '\0' ? area->name : area->id;
        out.point[k] = area->point;
        out.place_basis[k] = (uint8_t)(!placed                              ? JH_PLACE_NONE
                                       : area->place_basis != JH_PLACE_NONE ? area->place_basis
                                                                            : JH_PLACE_GIVEN);
        out.population[k] = area->population == area->population ? area->population : 0;
        out.region[k] = area->region >= 0 ? areas->region[area->region].index : JH_NONE;
        row_of[k] = i;
    }
    import->dataset->areas = out;
    return jh_i_extras_build(
        &areas->extras, n, row_of, arena, &import->dataset->areas.attributes, err);
}
