/*
 * Cells of area points and contiguity of shapes (GEOS behind it).
 */
#ifndef JH_GEO_CELLS_H
#define JH_GEO_CELLS_H

#include "junheng/geo.h"

/**
 * Voronoi cells of points in a local equal-area projection, clipped to their (slightly buffered)
 * concave hull. Coincident points share one cell: cell_of[i] names the shape of point i.
 *
 * @param n          Number of points, >= 1.
 * @param point      [n]; unknown points get cell -1.
 * @param out_cells  Shapes, one per distinct place; release with jh_shapes_release().
 * @param out_cell_of [n], index into out_cells or -1.
 */
enum jh_status jh_i_geo_cells(size_t n, const struct jh_point *point, struct jh_shapes *out_cells,
    int32_t *out_cell_of, struct jh_error *err) JH_CHECKED;

/**
 * Which shapes share a border (more than a single point), with its length. Tolerates the small
 * gaps and overlaps of published boundary files (snap_m, 0 = exact).
 */
enum jh_status jh_i_geo_contiguity(const struct jh_shapes *shapes, double snap_m,
    struct jh_graph *out_graph, struct jh_error *err) JH_CHECKED;

/**
 * Contiguity of points from their cells: coincident points are neighbours of each other and of
 * each other's neighbours. Unknown points have none.
 */
enum jh_status jh_i_geo_cell_graph(size_t n, const int32_t *cell_of, const struct jh_graph *cells,
    struct jh_graph *out_graph, struct jh_error *err) JH_CHECKED;

#endif
