#include "io/report/map_geometry.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "geo/cells.h"

/* Shapes of areas as they are, or cells of their points; area_of[shape]. */
static enum jh_status take_boundaries(struct jh_map *map, struct jh_error *err)
{
    const struct jh_shapes *shapes = &map->dataset->boundaries;
    size_t n = map->dataset->areas.n_inside;
    map->area_of = jh_i_calloc(n, sizeof *map->area_of);
    map->ring_start = jh_i_calloc(n + 1, sizeof *map->ring_start);
    if (map->area_of == NULL || map->ring_start == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n; a++)
        map->area_of[a] = (int32_t)a;
    memcpy(map->ring_start, shapes->ring_start, (n + 1) * sizeof *map->ring_start);
    map->n = n;
    map->from_boundaries = true;
    return JH_OK;
}

static enum jh_status take_cells(struct jh_map *map, struct jh_shapes *cells, struct jh_error *err)
{
    const struct jh_areas *areas = &map->dataset->areas;
    int32_t *cell_of = jh_i_calloc(areas->n_inside, sizeof *cell_of);
    enum jh_status st = JH_OK;
    if (cell_of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_geo_cells(areas->n_inside, areas->point, cells, cell_of, err));
    map->area_of = jh_i_calloc(cells->n, sizeof *map->area_of);
    map->ring_start = jh_i_calloc(cells->n + 1, sizeof *map->ring_start);
    if (map->area_of == NULL || map->ring_start == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t a = areas->n_inside; a-- > 0;)
        if (cell_of[a] >= 0)
            map->area_of[cell_of[a]] = (int32_t)a;
    memcpy(map->ring_start, cells->ring_start, (cells->n + 1) * sizeof *map->ring_start);
    map->n = cells->n;
out:
    jh_i_free(cell_of);
    return st;
}

static void set_bounds(struct jh_map *map, size_t shape)
{
    double *b = &map->bounds[4 * shape];
    b[0] = b[2] = JH_INF;
    b[1] = b[3] = -JH_INF;
    size_t first = map->point_start[map->ring_start[shape]];
    size_t end = map->point_start[map->ring_start[shape + 1]];
    for (size_t i = first; i < end; i++) {
        b[0] = fmin(b[0], map->x_m[i]);
        b[1] = fmax(b[1], map->x_m[i]);
        b[2] = fmin(b[2], map->y_m[i]);
        b[3] = fmax(b[3], map->y_m[i]);
    }
}

static enum jh_status project(
    struct jh_map *map, const struct jh_shapes *shapes, struct jh_error *err)
{
    size_t n_rings = map->ring_start[map->n], n_points = shapes->point_start[n_rings];
    map->point_start = jh_i_calloc(n_rings + 1, sizeof *map->point_start);
    map->x_m = jh_i_calloc(n_points, sizeof *map->x_m);
    map->y_m = jh_i_calloc(n_points, sizeof *map->y_m);
    map->bounds = jh_i_calloc(map->n, 4 * sizeof *map->bounds);
    if (map->point_start == NULL || map->x_m == NULL || map->y_m == NULL || map->bounds == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memcpy(map->point_start, shapes->point_start, (n_rings + 1) * sizeof *map->point_start);
    for (size_t i = 0; i < n_points; i++)
        jh_i_laea_forward(&map->projection, shapes->point[i], &map->x_m[i], &map->y_m[i]);
    for (size_t s = 0; s < map->n; s++)
        set_bounds(map, s);
    return JH_OK;
}

enum jh_status jh_i_map_init(
    const struct jh_dataset *dataset, struct jh_map *out_map, struct jh_error *err)
{
    struct jh_map map = {.dataset = dataset};
    struct jh_shapes cells = {.n = 0};
    const struct jh_shapes *shapes = &dataset->boundaries;
    enum jh_status st = JH_OK;
    bool any_place = false;
    for (size_t a = 0; a < dataset->areas.n_inside; a++)
        any_place |= jh_point_known(dataset->areas.point[a]);
    bool bounded = shapes->n >= dataset->areas.n_inside && dataset->areas.n_inside > 0 &&
                   shapes->point_start[shapes->ring_start[dataset->areas.n_inside]] > 0;
    if (!any_place && !bounded) {
        *out_map = map;
        return JH_OK;
    }
    if (bounded) {
        map.projection = jh_i_laea(
            shapes->point_start[shapes->ring_start[dataset->areas.n_inside]], shapes->point);
        JH_TRY(st, take_boundaries(&map, err));
    } else {
        map.projection = jh_i_laea(dataset->areas.n_inside, dataset->areas.point);
        JH_TRY(st, take_cells(&map, &cells, err));
        shapes = &cells;
    }
    JH_TRY(st, project(&map, shapes, err));
    *out_map = map;
out:
    jh_shapes_release(&cells);
    if (st != JH_OK)
        jh_i_map_release(&map);
    return st;
}

void jh_i_map_release(struct jh_map *map)
{
    void *blocks[] = {
        map->ring_start, map->point_start, map->x_m, map->y_m, map->area_of, map->bounds};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        jh_i_free(blocks[i]);
    memset(map, 0, sizeof *map);
}

struct jh_view jh_i_map_view(
    const struct jh_map *map, const uint8_t *show, double width, double max_height, double margin)
{
    double box[4] = {JH_INF, -JH_INF, JH_INF, -JH_INF};
    for (size_t s = 0; s < map->n; s++) {
        if (show != NULL && show[map->area_of[s]] == 0)
            continue;
        const double *b = &map->bounds[4 * s];
        box[0] = fmin(box[0], b[0]);
        box[1] = fmax(box[1], b[1]);
        box[2] = fmin(box[2], b[2]);
        box[3] = fmax(box[3], b[3]);
    }
    if (!(box[0] <= box[1]))
        box[0] = box[1] = box[2] = box[3] = 0;
    double wide = fmax(box[1] - box[0], 1000), high = fmax(box[3] - box[2], 1000);
    double scale = fmin((width - 2 * margin) / wide, (max_height - 2 * margin) / high);
    struct jh_view view = {.scale = scale, .width = width, .height = high * scale + 2 * margin};
    view.west_m = (box[0] + box[1]) / 2 - width / 2 / scale;
    view.north_m = (box[2] + box[3]) / 2 + view.height / 2 / scale;
    return view;
}

static void to_picture(
    const struct jh_view *view, double x_m, double y_m, double *out_x, double *out_y)
{
    *out_x = (x_m - view->west_m) * view->scale;
    *out_y = (view->north_m - y_m) * view->scale;
}

void jh_i_map_place(const struct jh_map *map, const struct jh_view *view, struct jh_point point,
    double *out_x, double *out_y)
{
    double x_m, y_m;
    jh_i_laea_forward(&map->projection, point, &x_m, &y_m);
    to_picture(view, x_m, y_m, out_x, out_y);
}

static bool touches(const struct jh_map *map, const struct jh_view *view, size_t shape)
{
    const double *b = &map->bounds[4 * shape];
    double east = view->west_m + view->width / view->scale;
    double south = view->north_m - view->height / view->scale;
    return b[0] <= east && b[1] >= view->west_m && b[2] <= view->north_m && b[3] >= south;
}

static void fill_polygons(
    const struct jh_map *map, const struct jh_view *view, struct jh_polygons *p, int32_t *area_of)
{
    size_t n_rings = 0, n_points = 0;
    p->n = 0;
    for (size_t s = 0; s < map->n; s++) {
        if (!touches(map, view, s))
            continue;
        for (size_t r = map->ring_start[s]; r < map->ring_start[s + 1]; r++) {
            size_t first = n_points;
            for (size_t i = map->point_start[r]; i < map->point_start[r + 1]; i++) {
                double x, y;
                to_picture(view, map->x_m[i], map->y_m[i], &x, &y);
                struct jh_xy xy = {
                    (int32_t)lround(x * JH_MAP_GRID), (int32_t)lround(y * JH_MAP_GRID)};
                if (n_points > first && p->point[n_points - 1].x == xy.x &&
                    p->point[n_points - 1].y == xy.y)
                    continue;
                p->point[n_points++] = xy;
            }
            p->point_start[++n_rings] = n_points;
        }
        area_of[p->n] = map->area_of[s];
        p->ring_start[++p->n] = n_rings;
    }
}

enum jh_status jh_i_map_polygons(const struct jh_map *map, const struct jh_view *view,
    struct jh_arena *arena, struct jh_polygons *out, int32_t **out_area_of, struct jh_error *err)
{
    size_t n_shapes = 0, n_rings = 0, n_points = 0;
    for (size_t s = 0; s < map->n; s++)
        if (touches(map, view, s)) {
            n_shapes++;
            n_rings += map->ring_start[s + 1] - map->ring_start[s];
            n_points +=
                map->point_start[map->ring_start[s + 1]] - map->point_start[map->ring_start[s]];
        }
    struct jh_polygons p = {0, jh_arena_new(arena, n_shapes + 1, size_t),
        jh_arena_new(arena, n_rings + 1, size_t), jh_arena_new(arena, n_points + 1, struct jh_xy)};
    int32_t *area_of = jh_arena_new(arena, n_shapes + 1, int32_t);
    if (p.ring_start == NULL || p.point_start == NULL || p.point == NULL || area_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    fill_polygons(map, view, &p, area_of);
    *out = p;
    *out_area_of = area_of;
    return JH_OK;
}
