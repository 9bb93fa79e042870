#include "geo/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "geo/laea.h"
#include "geo/mesh.h"

struct site {
    double x, y;
    int32_t point;
};

/* Shapes under construction; ends of rings and shapes are pushed as they close. */
struct builder {
    struct jh_shapes shapes;
    size_t n_rings, n_points, cap_rings, cap_points;
};

static enum jh_status grow(
    void **array, size_t *cap, size_t needed, size_t size, struct jh_error *err)
{
    if (needed <= *cap)
        return JH_OK;
    size_t wanted = needed > *cap * 2 ? needed + 16 : *cap * 2;
    void *bigger = jh_i_realloc(*array, wanted, size);
    if (bigger == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *array = bigger;
    *cap = wanted;
    return JH_OK;
}

static enum jh_status builder_init(struct builder *b, size_t n_shapes, struct jh_error *err)
{
    b->shapes.n = n_shapes;
    b->shapes.ring_start = jh_i_calloc(n_shapes + 1, sizeof(size_t));
    b->shapes.point_start = jh_i_calloc(1, sizeof(size_t));
    b->shapes.point = jh_i_calloc(1, sizeof(struct jh_point));
    b->cap_rings = b->cap_points = 1;
    if (b->shapes.ring_start == NULL || b->shapes.point_start == NULL || b->shapes.point == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

static enum jh_status add_ring(
    struct builder *b, const struct jh_laea *laea, const double *xy, size_t n, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    void *rings = b->shapes.point_start, *points = b->shapes.point;
    st = grow(&rings, &b->cap_rings, b->n_rings + 2, sizeof(size_t), err);
    b->shapes.point_start = rings;
    if (st == JH_OK)
        st = grow(&points, &b->cap_points, b->n_points + n, sizeof(struct jh_point), err);
    b->shapes.point = points;
    if (st != JH_OK)
        return st;
    b->shapes.point_start[b->n_rings++] = b->n_points;
    for (size_t i = 0; i < n; i++)
        b->shapes.point[b->n_points++] = jh_i_laea_inverse(laea, xy[2 * i], xy[2 * i + 1]);
    b->shapes.point_start[b->n_rings] = b->n_points;
    return JH_OK;
}

static enum jh_status add_geometry_ring(struct builder *b, struct jh_geos *geos,
    const struct jh_laea *laea, const GEOSGeometry *ring, struct jh_error *err)
{
    size_t n = jh_i_geos_length(geos, ring);
    if (n == 0)
        return jh_i_geos_fail(geos, err);
    double *xy = jh_i_calloc(n, 2 * sizeof *xy);
    if (xy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = jh_i_geos_copy(geos, ring, xy, err);
    if (st == JH_OK)
        st = add_ring(b, laea, xy, n, err);
    jh_i_free(xy);
    return st;
}

static enum jh_status add_polygon(struct builder *b, struct jh_geos *geos,
    const struct jh_laea *laea, const GEOSGeometry *polygon, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int n_holes = GEOSGetNumInteriorRings_r(geos->handle, polygon);
    JH_TRY(st, add_geometry_ring(b, geos, laea, GEOSGetExteriorRing_r(geos->handle, polygon), err));
    for (int h = 0; h < n_holes; h++)
        JH_TRY(st, add_geometry_ring(
                       b, geos, laea, GEOSGetInteriorRingN_r(geos->handle, polygon, h), err));
out:
    return st;
}

/* Keep the half of a convex ring that is nearer to (x, y) than to (u, v). Sutherland-Hodgman with
 * one line; ring and out are open; returns the number of corners. */
static size_t nearer_half(
    const double *ring, size_t n, double x, double y, double u, double v, double *out)
{
    double dx = u - x, dy = v - y, middle = ((u + x) * dx + (v + y) * dy) / 2;
    size_t n_out = 0;
    for (size_t i = 0; i < n; i++) {
        const double *p = ring + 2 * i, *q = ring + 2 * ((i + 1) % n);
        double a = p[0] * dx + p[1] * dy - middle, b = q[0] * dx + q[1] * dy - middle;
        if (a <= 0) {
            out[2 * n_out] = p[0];
            out[2 * n_out++ + 1] = p[1];
        }
        if ((a < 0 && b > 0) || (a > 0 && b < 0)) {
            double t = a / (a - b);
            out[2 * n_out] = p[0] + t * (q[0] - p[0]);
            out[2 * n_out++ + 1] = p[1] + t * (q[1] - p[1]);
        }
    }
    return n_out;
}

/* Voronoi cell of place i within a box, closed, in ring[0]; two rings of scratch. All neighbours
 * and theirs cut it: that stays right where the mesh lacks a sliver along the hull. */
static size_t voronoi_cell(const struct jh_mesh *mesh, int32_t i, const double box[4],
    int32_t *near, size_t cap, double *ring[2])
{
    const double corners[8] = {box[0], box[1], box[2], box[1], box[2], box[3], box[0], box[3]};
    double x = mesh->x[i], y = mesh->y[i];
    size_t n = 4, n_near = jh_i_mesh_ring2(mesh, i, near, cap);
    memcpy(ring[0], corners, sizeof corners);
    for (size_t k = 0; k < n_near; k++) {
        n = nearer_half(ring[0], n, x, y, mesh->x[near[k]], mesh->y[near[k]], ring[1]);
        double *swap = ring[0];
        ring[0] = ring[1];
        ring[1] = swap;
    }
    ring[0][2 * n] = ring[0][0];
    ring[0][2 * n + 1] = ring[0][1];
    return n + 1;
}

/* The part with the place in it; without one (it lies on a border) the largest. */
static const GEOSGeometry *part_of(struct jh_geos *geos, const GEOSGeometry *g, double x, double y)
{
    const GEOSGeometry *best = NULL;
    double best_area = 0;
    int n = GEOSGetNumGeometries_r(geos->handle, g);
    double xy[4] = {x, y, x, y};
    GEOSGeometry *place = n > 1 ? jh_i_geos_line(geos, xy, 2) : NULL;
    for (int k = 0; k < n; k++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, g, k);
        double area = 0;
        if (GEOSGeomTypeId_r(geos->handle, part) != GEOS_POLYGON ||
            GEOSArea_r(geos->handle, part, &area) != 1)
            continue;
        if (place != NULL && GEOSIntersects_r(geos->handle, part, place) == 1)
            area = JH_INF;
        if (area > best_area) {
            best = part;
            best_area = area;
        }
    }
    GEOSGeom_destroy_r(geos->handle, place);
    return best;
}

static enum jh_status add_cell(struct builder *b, struct jh_geos *geos, const struct jh_laea *laea,
    const GEOSGeometry *land, const GEOSPreparedGeometry *prepared, const double *ring, size_t n,
    double x, double y, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    GEOSGeometry *cut = NULL, *cell = n < 4 ? NULL : jh_i_geos_polygon(geos, ring, n);
    const GEOSGeometry *part = NULL;
    if (cell == NULL)
        return n < 4 ? JH_OK : jh_i_geos_fail(geos, err);
    if (GEOSPreparedContains_r(geos->handle, prepared, cell) == 1) {
        st = add_ring(b, laea, ring, n, err);
        goto out;
    }
    cut = GEOSIntersection_r(geos->handle, cell, land);
    if (cut == NULL) {
        st = jh_i_geos_fail(geos, err);
        goto out;
    }
    part = part_of(geos, cut, x, y);
    if (part != NULL)
        st = add_polygon(b, geos, laea, part, err);
out:
    GEOSGeom_destroy_r(geos->handle, cut);
    GEOSGeom_destroy_r(geos->handle, cell);
    return st;
}

static enum jh_status add_cells(struct builder *b, struct jh_geos *geos, struct jh_arena *arena,
    const struct jh_laea *laea, const struct jh_mesh *mesh, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    GEOSGeometry *land = NULL;
    const GEOSPreparedGeometry *prepared = NULL;
    size_t n = mesh->n;
    double box[4];
    int32_t *near = jh_arena_new(arena, n, int32_t);
    double *ring[2] = {
        jh_arena_new(arena, 2 * (n + 8), double), jh_arena_new(arena, 2 * (n + 8), double)};
    if (near == NULL || ring[0] == NULL || ring[1] == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_i_mesh_land(geos, arena, mesh, &land, err));
    prepared = GEOSPrepare_r(geos->handle, land);
    if (prepared == NULL || GEOSGeom_getXMin_r(geos->handle, land, &box[0]) != 1 ||
        GEOSGeom_getYMin_r(geos->handle, land, &box[1]) != 1 ||
        GEOSGeom_getXMax_r(geos->handle, land, &box[2]) != 1 ||
        GEOSGeom_getYMax_r(geos->handle, land, &box[3]) != 1) {
        st = jh_i_geos_fail(geos, err);
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        size_t corners = voronoi_cell(mesh, (int32_t)i, box, near, n, ring);
        b->shapes.ring_start[i] = b->n_rings;
        JH_TRY(st,
            add_cell(b, geos, laea, land, prepared, ring[0], corners, mesh->x[i], mesh->y[i], err));
    }
    b->shapes.ring_start[n] = b->n_rings;
out:
    GEOSPreparedGeom_destroy_r(geos->handle, prepared);
    GEOSGeom_destroy_r(geos->handle, land);
    return st;
}

static int site_cmp(const void *p, const void *q)
{
    const struct site *a = p, *b = q;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    if (a->y != b->y)
        return a->y < b->y ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

/* Distinct places in order, in metres rounded to centimetres: what is nearer is one place. */
static size_t find_places(size_t n, const struct jh_point *point, const struct jh_laea *laea,
    struct site *site, double *x, double *y, int32_t *cell_of)
{
    size_t n_known = 0, n_places = 0;
    for (size_t i = 0; i < n; i++) {
        cell_of[i] = -1;
        if (!jh_point_known(point[i]))
            continue;
        struct site *s = &site[n_known++];
        jh_i_laea_forward(laea, point[i], &s->x, &s->y);
        s->x = nearbyint(s->x * 100) / 100;
        s->y = nearbyint(s->y * 100) / 100;
        s->point = (int32_t)i;
    }
    qsort(site, n_known, sizeof *site, site_cmp);
    for (size_t k = 0; k < n_known; k++) {
        if (k == 0 || site[k].x != site[k - 1].x || site[k].y != site[k - 1].y) {
            x[n_places] = site[k].x;
            y[n_places++] = site[k].y;
        }
        cell_of[site[k].point] = (int32_t)(n_places - 1);
    }
    return n_places;
}

enum jh_status jh_i_geo_cells(size_t n, const struct jh_point *point, struct jh_shapes *out_cells,
    int32_t *out_cell_of, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct jh_geos geos = {0};
    struct builder b = {0};
    struct jh_mesh mesh;
    struct jh_laea laea = jh_i_laea(n, point);
    size_t n_places = 0;
    if (n > INT32_MAX / 8)
        return jh_fail(err, JH_E_LIMIT, "%zu points are more than cells can be made for", n);
    jh_arena_init(&arena, 0);
    struct site *site = jh_arena_new(&arena, n, struct site);
    double *x = jh_arena_new(&arena, n, double), *y = jh_arena_new(&arena, n, double);
    int32_t *cell_of = jh_arena_new(&arena, n, int32_t);
    if (site == NULL || x == NULL || y == NULL || cell_of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_geos_init(&geos, err));
    n_places = find_places(n, point, &laea, site, x, y, cell_of);
    JH_TRY(st, builder_init(&b, n_places, err));
    if (n_places > 0) {
        JH_TRY(st, jh_i_mesh_make(&geos, &arena, n_places, x, y, &mesh, err));
        JH_TRY(st, add_cells(&b, &geos, &arena, &laea, &mesh, err));
    }
    memcpy(out_cell_of, cell_of, n * sizeof *cell_of);
    *out_cells = b.shapes;
    b.shapes = (struct jh_shapes){0};
out:
    jh_shapes_release(&b.shapes);
    jh_i_geos_release(&geos);
    jh_arena_release(&arena);
    return st;
}
