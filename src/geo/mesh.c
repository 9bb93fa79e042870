#include "geo/mesh.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* A place alone on the map has no spacing: its cell is this wide. */
#define LONE_SPACING_M 10000.0

static int place_cmp(const struct jh_mesh *mesh, size_t i, double x, double y)
{
    if (mesh->x[i] != x)
        return mesh->x[i] < x ? -1 : 1;
    return (mesh->y[i] > y) - (mesh->y[i] < y);
}

/* The library returns coordinates, not numbers: exact, so they can be looked up. */
static int32_t place_at(const struct jh_mesh *mesh, double x, double y)
{
    size_t low = 0, high = mesh->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (place_cmp(mesh, mid, x, y) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < mesh->n && place_cmp(mesh, low, x, y) == 0 ? (int32_t)low : -1;
}

static enum jh_status read_triangles(struct jh_geos *geos, struct jh_arena *arena,
    const GEOSGeometry *all, struct jh_mesh *mesh, struct jh_error *err)
{
    int n = GEOSGetNumGeometries_r(geos->handle, all);
    if (n < 0)
        return jh_i_geos_fail(geos, err);
    mesh->triangle = jh_arena_alloc(arena, (size_t)n, sizeof *mesh->triangle);
    if (mesh->triangle == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int t = 0; t < n; t++) {
        const GEOSGeometry *g = GEOSGetGeometryN_r(geos->handle, all, t);
        const GEOSGeometry *ring = g == NULL ? NULL : GEOSGetExteriorRing_r(geos->handle, g);
        if (jh_i_geos_length(geos, ring) != 4)
            return jh_i_geos_fail(geos, err);
        double xy[8];
        enum jh_status st = jh_i_geos_copy(geos, ring, xy, err);
        if (st != JH_OK)
            return st;
        int32_t *corner = mesh->triangle[mesh->n_triangles];
        for (int k = 0; k < 3; k++)
            corner[k] = place_at(mesh, xy[2 * k], xy[2 * k + 1]);
        mesh->n_triangles += corner[0] >= 0 && corner[1] >= 0 && corner[2] >= 0;
    }
    return JH_OK;
}

static enum jh_status triangulate(
    struct jh_geos *geos, struct jh_arena *arena, struct jh_mesh *mesh, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    GEOSGeometry *line = NULL, *all = NULL;
    double *xy = jh_arena_new(arena, 2 * mesh->n, double);
    if (xy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < mesh->n; i++) {
        xy[2 * i] = mesh->x[i];
        xy[2 * i + 1] = mesh->y[i];
    }
    line = jh_i_geos_line(geos, xy, mesh->n);
    all = line == NULL ? NULL : GEOSDelaunayTriangulation_r(geos->handle, line, 0, 0);
    st = all == NULL ? jh_i_geos_fail(geos, err) : read_triangles(geos, arena, all, mesh, err);
    GEOSGeom_destroy_r(geos->handle, all);
    GEOSGeom_destroy_r(geos->handle, line);
    return st;
}

static int int32_cmp(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static int double_cmp(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void link_pair(const struct jh_mesh *mesh, size_t *fill, int32_t a, int32_t b)
{
    if (fill == NULL) {
        mesh->start[a + 1]++;
        mesh->start[b + 1]++;
    } else {
        mesh->to[fill[a]++] = b;
        mesh->to[fill[b]++] = a;
    }
}

/* Edges of triangles, and each place with the next in order: places in a line have no triangles,
 * and one more neighbour never harms a Voronoi cell. */
static void link_all(const struct jh_mesh *mesh, size_t *fill)
{
    for (size_t t = 0; t < mesh->n_triangles; t++) {
        const int32_t *c = mesh->triangle[t];
        link_pair(mesh, fill, c[0], c[1]);
        link_pair(mesh, fill, c[1], c[2]);
        link_pair(mesh, fill, c[2], c[0]);
    }
    for (size_t i = 1; i < mesh->n; i++)
        link_pair(mesh, fill, (int32_t)(i - 1), (int32_t)i);
}

static enum jh_status make_neighbours(
    struct jh_arena *arena, struct jh_mesh *mesh, struct jh_error *err)
{
    size_t n = mesh->n, kept = 0;
    mesh->start = jh_arena_new(arena, n + 1, size_t);
    mesh->to = jh_arena_new(arena, 6 * mesh->n_triangles + 2 * n, int32_t);
    size_t *fill = jh_arena_new(arena, n, size_t);
    if (mesh->start == NULL || mesh->to == NULL || fill == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    link_all(mesh, NULL);
    for (size_t i = 0; i < n; i++) {
        mesh->start[i + 1] += mesh->start[i];
        fill[i] = mesh->start[i];
    }
    link_all(mesh, fill);
    for (size_t i = 0, from = 0, to; i < n; i++, from = to) {
        size_t first = kept;
        to = mesh->start[i + 1];
        qsort(mesh->to + from, to - from, sizeof *mesh->to, int32_cmp);
        for (size_t e = from; e < to; e++)
            if (kept == first || mesh->to[kept - 1] != mesh->to[e])
                mesh->to[kept++] = mesh->to[e];
        mesh->start[i] = first;
    }
    mesh->start[n] = kept;
    return JH_OK;
}

static double distance(const struct jh_mesh *mesh, int32_t a, int32_t b)
{
    return hypot(mesh->x[a] - mesh->x[b], mesh->y[a] - mesh->y[b]);
}

size_t jh_i_mesh_ring2(const struct jh_mesh *mesh, int32_t i, int32_t *out, size_t cap)
{
    size_t n = 0;
    mesh->stamp[i] = i + 1;
    for (size_t e = mesh->start[i]; e < mesh->start[i + 1]; e++) {
        int32_t j = mesh->to[e];
        if (mesh->stamp[j] != i + 1 && n < cap)
            out[n++] = j;
        mesh->stamp[j] = i + 1;
    }
    for (size_t k = 0, first = n; k < first; k++)
        for (size_t e = mesh->start[out[k]]; e < mesh->start[out[k] + 1]; e++) {
            int32_t j = mesh->to[e];
            if (mesh->stamp[j] != i + 1 && n < cap)
                out[n++] = j;
            mesh->stamp[j] = i + 1;
        }
    return n;
}

/*
 * Spacing of a place: distance of its third nearest neighbour. Scale: what nine in ten of the
 * places around it do not exceed, so that an island far out does not count and a town's dense
 * blocks do not pass for the whole country. Margin: half of the smaller one.
 */
static enum jh_status make_scales(
    struct jh_arena *arena, struct jh_mesh *mesh, struct jh_error *err)
{
    size_t n = mesh->n, cap = n + 1;
    double *spacing = jh_arena_new(arena, n, double), *list = jh_arena_new(arena, cap, double);
    int32_t *ring = jh_arena_new(arena, cap, int32_t);
    mesh->scale_m = jh_arena_new(arena, n, double);
    mesh->margin_m = jh_arena_new(arena, n, double);
    mesh->stamp = jh_arena_new(arena, n, int32_t);
    if (spacing == NULL || list == NULL || ring == NULL || mesh->scale_m == NULL ||
        mesh->margin_m == NULL || mesh->stamp == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        size_t first = mesh->start[i], count = mesh->start[i + 1] - first;
        for (size_t k = 0; k < count; k++)
            list[k] = distance(mesh, (int32_t)i, mesh->to[first + k]);
        qsort(list, count, sizeof *list, double_cmp);
        spacing[i] = count == 0 ? LONE_SPACING_M : list[count < 3 ? count - 1 : 2];
    }
    for (size_t i = 0; i < n; i++) {
        size_t count = jh_i_mesh_ring2(mesh, (int32_t)i, ring, n);
        for (size_t k = 0; k < count; k++)
            list[k] = spacing[ring[k]];
        list[count++] = spacing[i];
        qsort(list, count, sizeof *list, double_cmp);
        mesh->scale_m[i] = list[(count - 1) * 9 / 10];
        mesh->margin_m[i] = fmin(spacing[i], mesh->scale_m[i]) / 2;
    }
    memset(mesh->stamp, 0, n * sizeof *mesh->stamp);
    return JH_OK;
}

enum jh_status jh_i_mesh_make(struct jh_geos *geos, struct jh_arena *arena, size_t n,
    const double *x, const double *y, struct jh_mesh *out_mesh, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_mesh mesh = {.n = n, .x = x, .y = y};
    if (n >= 3)
        JH_TRY(st, triangulate(geos, arena, &mesh, err));
    JH_TRY(st, make_neighbours(arena, &mesh, err));
    JH_TRY(st, make_scales(arena, &mesh, err));
    *out_mesh = mesh;
out:
    return st;
}
