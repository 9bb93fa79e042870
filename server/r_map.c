/* The map: shapes of areas, places of areas and hospitals. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "geo/cells.h"
#include "io/json.h"
#include "model/codes.h"

#include "server/map_grid.h"
#include "server/routes.h"

enum { DECIMALS = 5 };

/* Shape i of these is that of area i (boundaries) or of cell_of[i]; NULL: nothing to draw. */
struct shapes {
    const struct jh_shapes *shape;
    struct jh_shapes cells;
    int32_t *cell_of; /* NULL: boundaries */
};

static enum jh_status take_shapes(
    const struct jh_dataset *dataset, struct shapes *out, struct jh_error *err)
{
    size_t n = dataset->areas.n_inside;
    const struct jh_shapes *given = &dataset->boundaries;
    if (n > 0 && given->n >= n && given->point_start[given->ring_start[n]] > 0) {
        out->shape = given;
        return JH_OK;
    }
    bool any = false;
    for (size_t a = 0; a < n; a++)
        any |= jh_point_known(dataset->areas.point[a]);
    if (!any)
        return JH_OK;
    out->cell_of = jh_i_calloc(n, sizeof *out->cell_of);
    if (out->cell_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = jh_i_geo_cells(n, dataset->areas.point, &out->cells, out->cell_of, err);
    if (st == JH_OK)
        out->shape = &out->cells;
    return st;
}

static void put_point(struct jh_json_writer *w, struct jh_point point)
{
    jh_json_open_array(w, NULL);
    jh_json_fixed(w, NULL, point.lon_deg, DECIMALS);
    jh_json_fixed(w, NULL, point.lat_deg, DECIMALS);
    jh_json_close_array(w);
}

static void put_place(struct jh_json_writer *w, struct jh_point point)
{
    if (jh_point_known(point)) {
        jh_json_fixed(w, "lon", point.lon_deg, DECIMALS);
        jh_json_fixed(w, "lat", point.lat_deg, DECIMALS);
    } else {
        jh_json_null(w, "lon");
        jh_json_null(w, "lat");
    }
}

static void put_rings(struct jh_json_writer *w, const struct shapes *shapes, size_t area)
{
    jh_json_open_array(w, "rings");
    int32_t s = shapes->cell_of != NULL ? shapes->cell_of[area] : (int32_t)area;
    if (shapes->shape != NULL && s >= 0)
        for (size_t r = shapes->shape->ring_start[s]; r < shapes->shape->ring_start[s + 1]; r++) {
            jh_json_open_array(w, NULL);
            for (size_t i = shapes->shape->point_start[r]; i < shapes->shape->point_start[r + 1];
                 i++)
                put_point(w, shapes->shape->point[i]);
            jh_json_close_array(w);
        }
    jh_json_close_array(w);
}

static const char *id_or_null(const char *const *id, int32_t i)
{
    return i != JH_NONE ? id[i] : NULL;
}

static void put_areas(
    struct jh_json_writer *w, const struct jh_dataset *dataset, const struct shapes *shapes)
{
    const struct jh_areas *areas = &dataset->areas;
    jh_json_open_array(w, "areas");
    for (size_t a = 0; a < areas->n; a++) {
        bool outside = a >= areas->n_inside;
        jh_json_open_object(w, NULL);
        jh_json_text(w, "id", areas->id[a]);
        jh_json_text(w, "name", areas->name[a]);
        jh_json_text(w, "region_id", id_or_null(dataset->regions.id, areas->region[a]));
        jh_json_bool(w, "outside", outside);
        jh_json_num(w, "population", areas->population[a]);
        put_place(w, areas->point[a]);
        if (outside) {
            jh_json_open_array(w, "rings");
            jh_json_close_array(w);
        } else {
            put_rings(w, shapes, a);
        }
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void put_hospitals(
    struct jh_json_writer *w, const struct jh_dataset *dataset, enum jh_lang lang)
{
    const struct jh_hospitals *h = &dataset->hospitals;
    jh_json_open_array(w, "hospitals");
    for (size_t i = 0; i < h->n; i++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "id", h->id[i]);
        jh_json_text(w, "name", h->name[i]);
        put_place(w, h->point[i]);
        jh_json_text(w, "area_id", id_or_null(dataset->areas.id, h->area[i]));
        jh_json_text(w, "grade", jh_i_grade_text(lang, h->grade[i]));
        jh_json_text(w, "sponsor", jh_i_sponsor_text(lang, h->sponsor[i]));
        jh_json_text(w, "kind", jh_i_kind_text(lang, h->kind[i]));
        jh_json_num(w, "beds", h->beds[i]);
        jh_json_text(w, "role", jh_i_role_code(h->role[i]));
        jh_json_bool(w, "outside", i >= h->n_inside);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

/* ---- On a grid, in columns ---------------------------------------------------------------------- */

static void put_texts(struct jh_json_writer *w, const char *key, size_t n, const char *const *text)
{
    jh_json_open_array(w, key);
    for (size_t i = 0; i < n; i++)
        jh_json_text(w, NULL, text[i]);
    jh_json_close_array(w);
}

static void put_indices(struct jh_json_writer *w, const char *key, size_t n, const int32_t *index)
{
    jh_json_open_array(w, key);
    for (size_t i = 0; i < n; i++)
        jh_json_int(w, NULL, index[i]);
    jh_json_close_array(w);
}

static void put_numbers(struct jh_json_writer *w, const char *key, size_t n, const double *number)
{
    jh_json_open_array(w, key);
    for (size_t i = 0; i < n; i++)
        jh_json_num(w, NULL, number[i]);
    jh_json_close_array(w);
}

static void put_steps(
    struct jh_json_writer *w, const struct srv_grid *grid, size_t n, const struct jh_point *point)
{
    for (int axis = 0; axis < 2; axis++) {
        jh_json_open_array(w, axis == 0 ? "lon" : "lat");
        for (size_t i = 0; i < n; i++)
            if (jh_point_known(point[i]))
                jh_json_int(
                    w, NULL, axis == 0 ? srv_grid_x(grid, point[i]) : srv_grid_y(grid, point[i]));
            else
                jh_json_null(w, NULL);
        jh_json_close_array(w);
    }
}

static void put_area_columns(
    struct jh_json_writer *w, const struct jh_areas *a, const struct srv_grid *grid)
{
    jh_json_open_object(w, "areas");
    jh_json_int(w, "n_inside", (int64_t)a->n_inside);
    put_texts(w, "id", a->n, a->id);
    put_texts(w, "name", a->n, a->name);
    put_indices(w, "region", a->n, a->region);
    put_numbers(w, "population", a->n, a->population);
    put_steps(w, grid, a->n, a->point);
    jh_json_close_object(w);
}

static void put_codes(struct jh_json_writer *w, const char *key, size_t n, const uint8_t *code,
    const char *(*text)(enum jh_lang, uint8_t), enum jh_lang lang)
{
    jh_json_open_array(w, key);
    for (size_t i = 0; i < n; i++)
        jh_json_text(w, NULL, text(lang, code[i]));
    jh_json_close_array(w);
}

static const char *role_text(enum jh_lang lang, uint8_t role)
{
    (void)lang;
    return jh_i_role_code(role);
}

static void put_hospital_columns(struct jh_json_writer *w, const struct jh_hospitals *h,
    const struct srv_grid *grid, enum jh_lang lang)
{
    jh_json_open_object(w, "hospitals");
    jh_json_int(w, "n_inside", (int64_t)h->n_inside);
    put_texts(w, "id", h->n, h->id);
    put_texts(w, "name", h->n, h->name);
    put_indices(w, "area", h->n, h->area);
    put_codes(w, "grade", h->n, h->grade, jh_i_grade_text, lang);
    put_codes(w, "sponsor", h->n, h->sponsor, jh_i_sponsor_text, lang);
    put_codes(w, "kind", h->n, h->kind, jh_i_kind_text, lang);
    put_codes(w, "role", h->n, h->role, role_text, lang);
    put_numbers(w, "beds", h->n, h->beds);
    put_steps(w, grid, h->n, h->point);
    jh_json_close_object(w);
}

static enum jh_status put_on_grid(struct jh_json_writer *w, const struct jh_dataset *dataset,
    const struct shapes *shapes, enum jh_lang lang, struct jh_error *err)
{
    const struct jh_areas *areas = &dataset->areas;
    const struct srv_grid_items items = {
        areas->n_inside, shapes->shape, shapes->cell_of, areas->point};
    struct srv_grid grid = {0};
    int32_t next = 0;
    enum jh_status st = srv_grid_lay(&items, &grid, err);
    if (st != JH_OK)
        goto out;
    srv_grid_put(w, &grid);
    jh_json_open_array(w, "rings");
    for (size_t a = 0; a < areas->n_inside; a++)
        srv_grid_put_item(w, &grid, a, &next);
    jh_json_close_array(w);
    put_area_columns(w, areas, &grid);
    put_hospital_columns(w, &dataset->hospitals, &grid, lang);
out:
    srv_grid_release(&grid);
    return st;
}

static void put_regions(struct jh_json_writer *w, const struct jh_regions *regions)
{
    jh_json_open_array(w, "regions");
    for (size_t r = 0; r < regions->n; r++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "id", regions->id[r]);
        jh_json_text(w, "name", regions->name[r]);
        jh_json_text(w, "level", regions->level[r]);
        jh_json_text(w, "parent_id", id_or_null(regions->id, regions->parent[r]));
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

/* "source, 审图号 number" as the two that it was made of. */
static enum jh_status put_source(struct jh_json_writer *w, const char *text, struct jh_error *err)
{
    static const char mark[] = "审图号";
    const char *number = strstr(text, mark);
    size_t len = number != NULL ? (size_t)(number - text) : strlen(text);
    struct jh_buf source;
    while (number != NULL && len > 0 && strchr(", ", text[len - 1]) != NULL)
        len--;
    jh_buf_init(&source, 1 << 20);
    jh_buf_add(&source, text, len);
    enum jh_status st = jh_buf_status(&source, err);
    if (number != NULL)
        number += sizeof mark - 1 + strspn(number + sizeof mark - 1, " :");
    if (st == JH_OK) {
        jh_json_text(w, "source", len > 0 ? source.data : NULL);
        jh_json_text(w, "review_number", number);
    }
    jh_buf_release(&source);
    return st;
}

static enum jh_status map(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_dataset *dataset = request->data->dataset;
    struct shapes shapes = {.shape = NULL};
    bool imported;
    struct jh_json_writer w;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    (void)srv;
    const char *form = srv_parameter(&request->target, "form");
    const bool on_grid = form != NULL && strcmp(form, "grid") == 0;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    if (form != NULL && !on_grid) {
        st = jh_fail(err, JH_E_ARG, "--%s must be one of %s, got \"%.60s\"", "form", "grid", form);
        goto out;
    }
    JH_TRY(st, take_shapes(dataset, &shapes, err));
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "crs", "wgs84");
    imported = shapes.shape != NULL && shapes.cell_of == NULL;
    jh_json_text(&w, "boundaries", imported ? "imported" : "computed");
    JH_TRY(st, put_source(&w, imported ? dataset->boundaries_source : "", err));
    put_regions(&w, &dataset->regions);
    if (on_grid) {
        JH_TRY(st, put_on_grid(&w, dataset, &shapes, request->lang, err));
    } else {
        put_areas(&w, dataset, &shapes);
        put_hospitals(&w, dataset, request->lang);
    }
    jh_json_close_object(&w);
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_shapes_release(&shapes.cells);
    jh_i_free(shapes.cell_of);
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_map[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/map",
        .handler = map,
        .needs_data = true,
        .keep = SRV_KEEP_DATASET,
        .summary = "shapes and places of areas and hospitals; form=grid: small, for pages"},
    {.pattern = NULL},
};
