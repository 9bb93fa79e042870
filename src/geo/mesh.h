/*
 * Delaunay mesh of distinct places in the plane: neighbours, local spacing, Voronoi cells and the
 * land that the places cover. Shared by the files that make cells.
 */
#ifndef JH_GEO_MESH_H
#define JH_GEO_MESH_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "geo/geos.h"

struct jh_mesh {
    size_t n;
    const double *x, *y; /* [n], metres, ascending by (x, y), all distinct; borrowed */
    size_t n_triangles;
    int32_t (*triangle)[3];
    size_t *start;    /* [n + 1]; neighbours of i: to[start[i]] .. to[start[i + 1] - 1] */
    int32_t *to;      /* ascending within a row */
    double *scale_m;  /* [n], usual distance of neighbouring places around i */
    double *margin_m; /* [n], how far the land reaches beyond place i */
    int32_t *stamp;   /* [n], scratch of jh_i_mesh_ring2() */
};

/** All arrays from the arena. n >= 1. */
enum jh_status jh_i_mesh_make(struct jh_geos *geos, struct jh_arena *arena, size_t n,
    const double *x, const double *y, struct jh_mesh *out_mesh, struct jh_error *err) JH_CHECKED;

/** Neighbours of i and their neighbours, without i, into out [at most cap]; returns how many. */
size_t jh_i_mesh_ring2(const struct jh_mesh *mesh, int32_t i, int32_t *out, size_t cap);

/** Land: kept triangles, their border widened by the places' margins, and discs of places alone.
 *  New geometry. */
enum jh_status jh_i_mesh_land(struct jh_geos *geos, struct jh_arena *arena,
    const struct jh_mesh *mesh, GEOSGeometry **out_land, struct jh_error *err) JH_CHECKED;

#endif
