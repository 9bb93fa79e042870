#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/dataset/read_areas.h"
#include "io/dataset/read_tables.h"

struct zone_reader {
    struct jh_import *import;
    struct jh_rows rows;
    struct jh_names ids;
    size_t cap;
    const char **name, **centre_city; /* [cap], "" where not given */
    int32_t *of_area;                 /* [n_inside], JH_NONE: in no zone */
    int64_t *line;                    /* [n_inside], where the area was put into it */
};

static enum jh_status grow(struct zone_reader *r, struct jh_error *err)
{
    size_t cap = r->cap * 2 + 64;
    const char **name = jh_i_realloc(r->name, cap, sizeof *name);
    if (name != NULL)
        r->name = name;
    const char **city = jh_i_realloc(r->centre_city, cap, sizeof *city);
    if (city != NULL)
        r->centre_city = city;
    if (name == NULL || city == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    r->cap = cap;
    return JH_OK;
}

/* A zone's name or centre city: the first one counts, others are reported. */
static enum jh_status take_text(
    struct zone_reader *r, int column, const char **inout, struct jh_error *err)
{
    const struct jh_cell *cell = &r->rows.cell[column];
    if (cell->len == 0)
        return JH_OK;
    if ((*inout)[0] == '\0') {
        *inout = jh_i_cell_keep(r->import->arena, cell);
        return *inout != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    if (strlen(*inout) != cell->len || memcmp(*inout, cell->text, cell->len) != 0)
        jh_i_rows_report(&r->rows, JH_RULE_ZONE_NAMES_DIFFER, column,
            "another row calls it %s; the first name is kept", *inout);
    return JH_OK;
}

static void check_area(struct zone_reader *r, int32_t area)
{
    const struct jh_cell *zone = &r->rows.cell[JH_ZONES_ID];
    if ((size_t)area >= r->import->areas->n_inside) {
        jh_i_rows_report(&r->rows, JH_RULE_UNKNOWN_ID, JH_ZONES_AREA,
            "the area lies beyond the territory; zones hold areas of the territory only");
        return;
    }
    if (r->of_area[area] == JH_NONE)
        return;
    const char *other = r->ids.id[r->of_area[area]];
    if (strlen(other) == zone->len && memcmp(other, zone->text, zone->len) == 0)
        jh_i_rows_report(&r->rows, JH_RULE_DUPLICATE_ROW, JH_ZONES_AREA,
            "line %lld says the same; remove one", (long long)r->line[area]);
    else
        jh_i_rows_report(&r->rows, JH_RULE_TWO_ZONES, JH_ZONES_AREA,
            "line %lld puts the area into zone %s; an area lies in one zone",
            (long long)r->line[area], other);
}

static enum jh_status take_row(struct zone_reader *r, struct jh_error *err)
{
    int32_t area;
    uint32_t zone;
    bool is_new;
    const struct jh_cell *id = &r->rows.cell[JH_ZONES_ID];
    enum jh_status st = jh_i_rows_area(&r->rows, JH_ZONES_AREA, false, &area, err);
    if (st == JH_OK && area >= 0)
        check_area(r, area);
    if (st != JH_OK || r->rows.rejected)
        return st;
    JH_TRY(st, jh_i_names_put(&r->ids, r->import->arena, id->text, id->len, &zone, &is_new, err));
    if (zone >= r->cap)
        JH_TRY(st, grow(r, err));
    if (is_new)
        r->name[zone] = r->centre_city[zone] = "";
    JH_TRY(st, take_text(r, JH_ZONES_NAME, &r->name[zone], err));
    JH_TRY(st, take_text(r, JH_ZONES_CENTRE_CITY, &r->centre_city[zone], err));
    r->of_area[area] = (int32_t)zone;
    r->line[area] = jh_i_rows_line(&r->rows);
out:
    return st;
}

static enum jh_status report_areas_without_zone(struct zone_reader *r, struct jh_error *err)
{
    struct jh_import_areas *areas = r->import->areas;
    for (size_t i = 0; i < areas->n; i++) {
        const struct jh_import_area *area = &areas->item[i];
        if (area->index < 0 || area->outside || r->of_area[area->index] >= 0)
            continue;
        enum jh_status st = jh_i_rows_seek(&areas->rows, area->mark, err);
        if (st != JH_OK)
            return st;
        jh_i_rows_report(&areas->rows, JH_RULE_NO_ZONE, JH_AREAS_ID,
            "no row of zones.csv names the area; it is planned in no zone");
    }
    return JH_OK;
}

static enum jh_status build(struct zone_reader *r, struct jh_error *err)
{
    struct jh_arena *arena = r->import->arena;
    size_t n = r->ids.n, n_inside = r->import->areas->n_inside;
    struct jh_zones out = {.n = n,
        .id = jh_arena_new(arena, n, const char *),
        .name = jh_arena_new(arena, n, const char *),
        .centre_city = jh_arena_new(arena, n, const char *),
        .of_area = jh_arena_new(arena, n_inside, int32_t)};
    if (out.id == NULL || out.name == NULL || out.centre_city == NULL || out.of_area == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        out.id[k] = r->ids.id[k];
        out.name[k] = r->name[k];
        out.centre_city[k] = r->centre_city[k];
    }
    memcpy(out.of_area, r->of_area, n_inside * sizeof *out.of_area);
    r->import->dataset->zones = out;
    return JH_OK;
}

static enum jh_status read_table(struct zone_reader *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_inside = r->import->areas->n_inside;
    r->of_area = jh_arena_new(&r->import->scratch, n_inside, int32_t);
    r->line = jh_arena_new(&r->import->scratch, n_inside, int64_t);
    if (r->of_area == NULL || r->line == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n_inside; i++)
        r->of_area[i] = JH_NONE;
    bool more = true;
    while (st == JH_OK && more) {
        st = jh_i_rows_next(&r->rows, &more, err);
        if (st == JH_OK && more)
            st = take_row(r, err);
    }
    if (st != JH_OK || r->ids.n == 0)
        return st;
    JH_TRY(st, report_areas_without_zone(r, err));
    JH_TRY(st, build(r, err));
out:
    return st;
}

enum jh_status jh_i_read_zones(struct jh_import *import, struct jh_error *err)
{
    struct zone_reader r = {.import = import};
    enum jh_status st = jh_i_rows_open(import, JH_TABLE_ZONES, &r.rows, err);
    if (st == JH_OK && r.rows.usable)
        st = read_table(&r, err);
    jh_i_rows_close(&r.rows);
    jh_i_names_release(&r.ids);
    jh_i_free(r.name);
    jh_i_free(r.centre_city);
    return st;
}
