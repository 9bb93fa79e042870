/*
 * Grid index over points: everything within a radius, and the nearest.
 */
#ifndef JH_GEO_GRID_H
#define JH_GEO_GRID_H

#include "junheng/geo.h"

struct jh_grid;

/** Index the known ones of n points (borrowed for the life of the grid). */
enum jh_status jh_grid_new(size_t n, const struct jh_point *point, struct jh_grid **out_grid,
    struct jh_error *err) JH_CHECKED;
void jh_grid_free(struct jh_grid *grid);
/** Indices of points within radius_m of centre, ascending by index, at most cap of them written;
 *  returns how many there are. Exact (great circle). */
size_t jh_grid_within(const struct jh_grid *grid, struct jh_point centre, double radius_m,
    int32_t *out_index, size_t cap);
/** Nearest indexed point for which accept (NULL: all) is true; -1 if none. Ties: lowest index. */
int32_t jh_grid_nearest(const struct jh_grid *grid, struct jh_point centre,
    bool (*accept)(const void *ctx, int32_t index), const void *ctx, double *out_dist_m);

#endif
