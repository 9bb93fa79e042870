/*
 * Shapes for pages: corners on a fine grid, each sent once.
 */
#ifndef JH_SERVER_MAP_GRID_H
#define JH_SERVER_MAP_GRID_H

#include <stdbool.h>

#include "io/json.h"
#include "junheng/model.h"

/** Corners of shapes as whole steps from a first place. */
struct srv_grid {
    double lon, lat, step_lon, step_lat;
    size_t n_corners;
    int32_t *x, *y; /* [n_corners], in the order of their first use */
    size_t
        n_rings; /* of all shapes; rings that the grid makes to less than a triangle are left out */
    size_t *item_start; /* [n_items + 1], rings of each */
    size_t *ring_start; /* [n_rings + 1], corners of each ring, not closed */
    int32_t *corner;    /* numbers of corners */
};

/** What is laid: n items, each with a shape (by shape_of; NULL: its own number; negative: none) and
 *  a place, which counts where there are no shapes. */
struct srv_grid_items {
    size_t n;
    const struct jh_shapes *shapes; /* NULL: none */
    const int32_t *shape_of;
    const struct jh_point *point;
};

/**
 * Lay shapes on the finest grid that keeps them small. Corners that two shapes share stay shared.
 *
 * @return JH_OK; JH_E_NOMEM. Release in any case.
 */
enum jh_status srv_grid_lay(
    const struct srv_grid_items *items, struct srv_grid *out, struct jh_error *err) JH_CHECKED;
void srv_grid_release(struct srv_grid *grid);

/** "grid" and "points": where the grid lies, steps from corner to corner. */
void srv_grid_put(struct jh_json_writer *w, const struct srv_grid *grid);
/** The rings of item i as an array; all are told in their order, *next counts corners told so far. */
void srv_grid_put_item(
    struct jh_json_writer *w, const struct srv_grid *grid, size_t i, int32_t *next);
int64_t srv_grid_x(const struct srv_grid *grid, struct jh_point point);
int64_t srv_grid_y(const struct srv_grid *grid, struct jh_point point);

#endif
