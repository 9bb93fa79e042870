#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/dataset/read_areas.h"

static enum jh_status add_region(
    struct jh_import_areas *areas, const struct jh_import_region *region, struct jh_error *err)
{
    if (areas->n_regions == areas->cap_regions) {
        size_t cap = areas->cap_regions * 2 + 64;
        struct jh_import_region *grown = jh_i_realloc(areas->region, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        areas->region = grown;
        areas->cap_regions = cap;
    }
    uint32_t at;
    bool is_new;
    enum jh_status st = jh_strmap_put(&areas->region_ids, region->id, strlen(region->id),
        (uint32_t)areas->n_regions, &at, &is_new, err);
    if (st == JH_OK && is_new)
        areas->region[areas->n_regions++] = *region;
    return st;
}

static int32_t region_of(const struct jh_import_areas *areas, const char *id)
{
    uint32_t at;
    return id[0] != '\0' && jh_strmap_get(&areas->region_ids, id, strlen(id), &at) ? (int32_t)at
                                                                                   : JH_NONE;
}

static enum jh_status take_region(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    struct jh_rows *rows = &areas->region_rows;
    const struct jh_cell *cell = rows->cell;
    struct jh_import_region region = {.mark = jh_i_rows_mark(rows),
        .area = JH_NONE,
        .has_row = true,
        .id = jh_i_cell_keep(import->arena, &cell[JH_REGIONS_ID]),
        .name = jh_i_cell_keep(import->arena, &cell[JH_REGIONS_NAME]),
        .level = jh_i_cell_keep(import->arena, &cell[JH_REGIONS_LEVEL]),
        .parent = jh_i_cell_keep(import->arena, &cell[JH_REGIONS_PARENT]),
        .above = JH_NONE,
        .index = JH_NONE};
    if (region.id == NULL || region.name == NULL || region.level == NULL || region.parent == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    int32_t first = region_of(areas, region.id);
    if (first >= 0) {
        jh_i_rows_report(rows, JH_RULE_DUPLICATE_ID, JH_REGIONS_ID,
            "the id stands in line %lld already; ids must differ",
            (long long)jh_i_rows_mark_line(rows, areas->region[first].mark));
        return JH_OK;
    }
    return add_region(areas, &region, err);
}

enum jh_status jh_i_read_regions(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    struct jh_rows *rows = &areas->region_rows;
    enum jh_status st = jh_i_rows_open(import, JH_TABLE_REGIONS, rows, err);
    rows->rejected_ids = &areas->rejected_region_ids;
    bool more = rows->usable;
    while (st == JH_OK && more) {
        st = jh_i_rows_next(rows, &more, err);
        if (st == JH_OK && more)
            st = take_region(import, err);
    }
    return st;
}

/* Areas that others name as their parent become regions, unless regions.csv has them already. */
static enum jh_status take_areas_above(struct jh_import_areas *areas, struct jh_error *err)
{
    for (size_t i = 0; i < areas->n; i++) {
        uint32_t at;
        const char *parent = areas->item[i].parent;
        if (parent[0] != '\0' && jh_strmap_get(&areas->ids, parent, strlen(parent), &at))
            areas->item[at].above = true;
    }
    for (size_t i = 0; i < areas->n; i++) {
        const struct jh_import_area *area = &areas->item[i];
        if (!area->above)
            continue;
        struct jh_import_region region = {.mark = area->mark,
            .area = (int32_t)i,
            .has_row = true,
            .id = area->id,
            .name = area->name,
            .level = area->level,
            .parent = area->parent,
            .above = JH_NONE,
            .index = JH_NONE};
        enum jh_status st = add_region(areas, &region, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

static enum jh_status make_region(
    struct jh_import_areas *areas, const char *id, struct jh_error *err)
{
    struct jh_import_region region = {.area = JH_NONE,
        .id = id,
        .name = id,
        .level = "",
        .parent = "",
        .above = JH_NONE,
        .index = JH_NONE};
    return id[0] != '\0' ? add_region(areas, &region, err) : JH_OK;
}

/* Without regions.csv the parent ids are all that is known of the regions. */
static enum jh_status make_regions(struct jh_import_areas *areas, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < areas->n && st == JH_OK; i++)
        if (!areas->item[i].outside)
            st = make_region(areas, areas->item[i].parent, err);
    for (size_t i = 0; i < areas->n_regions && st == JH_OK; i++)
        st = make_region(areas, areas->region[i].parent, err);
    return st;
}

/* Come back to the row of a region, to report it; *out_column is its parent_id. */
static enum jh_status seek_region(struct jh_import *import, const struct jh_import_region *region,
    struct jh_rows **out_rows, int *out_column, struct jh_error *err)
{
    *out_rows = region->area >= 0 ? &import->areas->rows : &import->areas->region_rows;
    *out_column = region->area >= 0 ? (int)JH_AREAS_PARENT : (int)JH_REGIONS_PARENT;
    return jh_i_rows_seek(*out_rows, region->mark, err);
}

static enum jh_status reject_cycle(struct jh_import *import, size_t on_cycle, struct jh_error *err)
{
    struct jh_import_region *region = import->areas->region;
    size_t i = on_cycle;
    do {
        struct jh_rows *rows;
        int column;
        enum jh_status st = seek_region(import, &region[i], &rows, &column, err);
        if (st != JH_OK)
            return st;
        jh_i_rows_report(
            rows, JH_RULE_CYCLE, column, "going up from here leads back here; correct parent_id");
        region[i].rejected = true;
        i = (size_t)region[i].above;
    } while (i != on_cycle);
    return JH_OK;
}

/* Walk up from every region, each step once; who meets the own walk again is on a cycle. */
static enum jh_status find_cycles(struct jh_import *import, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = import->areas->n_regions;
    struct jh_import_region *region = import->areas->region;
    size_t *walk = jh_i_calloc(n, sizeof *walk); /* the walk that came here first, from 1 */
    if (walk == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n && st == JH_OK; i++) {
        int32_t at = (int32_t)i;
        while (at >= 0 && walk[at] == 0) {
            walk[at] = i + 1;
            at = region[at].above;
        }
        if (at >= 0 && walk[at] == i + 1)
            st = reject_cycle(import, (size_t)at, err);
    }
    jh_i_free(walk);
    return st;
}

static enum jh_status link_above(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    for (size_t i = 0; i < areas->n_regions; i++) {
        struct jh_import_region *region = &areas->region[i];
        region->above = region_of(areas, region->parent);
        if (region->above >= 0 || region->parent[0] == '\0')
            continue;
        struct jh_rows *rows;
        int column;
        enum jh_status st = seek_region(import, region, &rows, &column, err);
        if (st != JH_OK)
            return st;
        uint32_t unused;
        if (jh_strmap_get(
                &areas->rejected_region_ids, region->parent, strlen(region->parent), &unused)) {
            jh_i_rows_report(rows, JH_RULE_LINK_DROPPED, column,
                "the row of the region above was rejected; correct that first");
        } else {
            jh_i_rows_report(rows, JH_RULE_UNKNOWN_ID, column,
                "regions.csv lists no such region; correct the id or add the region");
            region->rejected = true;
        }
    }
    return JH_OK;
}

static enum jh_status link_areas(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    for (size_t i = 0; i < areas->n; i++) {
        struct jh_import_area *area = &areas->item[i];
        if (area->above || area->parent[0] == '\0')
            continue;
        int32_t at = region_of(areas, area->parent);
        if (at >= 0 && !areas->region[at].rejected) {
            area->region = at;
            continue;
        }
        if (area->outside)
            continue;
        uint32_t unused;
        bool dropped = at >= 0 || jh_strmap_get(&areas->rejected_region_ids, area->parent,
                                      strlen(area->parent), &unused);
        enum jh_status st = jh_i_rows_seek(&areas->rows, area->mark, err);
        if (st != JH_OK)
            return st;
        if (dropped) {
            jh_i_rows_report(&areas->rows, JH_RULE_LINK_DROPPED, JH_AREAS_PARENT,
                "the row of the region above was rejected; correct that first");
        } else {
            jh_i_rows_report(&areas->rows, JH_RULE_UNKNOWN_ID, JH_AREAS_PARENT,
                "regions.csv lists no such region; correct the id or add the region");
            area->rejected = true;
        }
    }
    return JH_OK;
}

enum jh_status jh_i_link_regions(struct jh_import *import, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, take_areas_above(import->areas, err));
    if (!import->areas->region_rows.usable)
        JH_TRY(st, make_regions(import->areas, err));
    JH_TRY(st, link_above(import, err));
    JH_TRY(st, find_cycles(import, err));
    JH_TRY(st, link_areas(import, err));
out:
    return st;
}

enum jh_status jh_i_build_regions(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_areas *areas = import->areas;
    size_t n = 0;
    bool given = false;
    for (size_t i = 0; i < areas->n_regions; i++)
        if (!areas->region[i].rejected)
            areas->region[i].index = (int32_t)n++;
    struct jh_regions out = {.n = n,
        .id = jh_arena_new(import->arena, n, const char *),
        .name = jh_arena_new(import->arena, n, const char *),
        .level = jh_arena_new(import->arena, n, const char *),
        .parent = jh_arena_new(import->arena, n, int32_t)};
    if (out.id == NULL || out.name == NULL || out.level == NULL || out.parent == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < areas->n_regions; i++) {
        const struct jh_import_region *region = &areas->region[i];
        if (region->rejected)
            continue;
        given |= region->has_row;
        out.id[region->index] = region->id;
        out.name[region->index] = region->name[0] != '\0' ? region->name : region->id;
        out.level[region->index] = region->level;
        out.parent[region->index] =
            region->above >= 0 ? areas->region[region->above].index : JH_NONE;
    }
    out.given = given;
    import->dataset->regions = out;
    return JH_OK;
}
