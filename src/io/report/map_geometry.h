/*
 * The territory in the plane: shapes of its areas (published boundaries, else cells of their
 * points), projected once; views of it as integer polygons.
 */
#ifndef JH_IO_MAP_GEOMETRY_H
#define JH_IO_MAP_GEOMETRY_H

#include "base/arena.h"
#include "geo/laea.h"
#include "io/report/map_dissolve.h"
#include "junheng/model.h"

/** Grid units in one unit of the picture. */
#define JH_MAP_GRID 4

struct jh_map {
    const struct jh_dataset *dataset; /* borrowed */
    struct jh_laea projection;
    bool from_boundaries;
    size_t n;            /* shapes; 0: no area has a place, nothing can be drawn */
    size_t *ring_start;  /* [n + 1] */
    size_t *point_start; /* [rings + 1] */
    double *x_m, *y_m;   /* [points], metres east and north */
    int32_t *area_of;    /* [n], the first area of each shape */
    double *bounds;      /* [n * 4] least and greatest x, then y, of each shape */
};

enum jh_status jh_i_map_init(
    const struct jh_dataset *dataset, struct jh_map *out_map, struct jh_error *err) JH_CHECKED;
void jh_i_map_release(struct jh_map *map);

/** A window on the map: picture x = (x_m - west_m) * scale, y = (north_m - y_m) * scale. */
struct jh_view {
    double west_m, north_m, scale; /* units per metre */
    double width, height;
};
/**
 * The view that shows the chosen areas as large as fits.
 *
 * @param show    [n_inside] 1 = to be shown; NULL: all.
 * @param margin  Picture units left free around them.
 */
struct jh_view jh_i_map_view(
    const struct jh_map *map, const uint8_t *show, double width, double max_height, double margin);
/** Place of a known point in the picture. */
void jh_i_map_place(const struct jh_map *map, const struct jh_view *view, struct jh_point point,
    double *out_x, double *out_y);
/** Shapes that the view touches as polygons on its grid; arrays owned by the caller's arena. */
enum jh_status jh_i_map_polygons(const struct jh_map *map, const struct jh_view *view,
    struct jh_arena *arena, struct jh_polygons *out, int32_t **out_area_of,
    struct jh_error *err) JH_CHECKED;

#endif
