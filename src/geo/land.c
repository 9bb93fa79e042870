#include <math.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/num.h"
#include "geo/mesh.h"

/* A triangle is water where its longest side exceeds this many times the scale around it. */
#define REACH_SCALES 2.0
/* Corners of a disc. */
#define DISC 12

struct edge {
    int32_t a, b;
};
struct pieces {
    GEOSGeometry **item;
    size_t n;
};

static int edge_cmp(const void *p, const void *q)
{
    const struct edge *x = p, *y = q;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static double length_of(const struct jh_mesh *m, int32_t a, int32_t b)
{
    return hypot(m->x[a] - m->x[b], m->y[a] - m->y[b]);
}

static bool is_land(const struct jh_mesh *m, const int32_t *corner, int n)
{
    double longest = 0, scale = 0;
    for (int k = 0; k < n; k++) {
        longest = fmax(longest, length_of(m, corner[k], corner[(k + 1) % n]));
        scale = fmax(scale, m->scale_m[corner[k]]);
    }
    return longest <= REACH_SCALES * scale;
}

static enum jh_status add_piece(
    struct jh_geos *geos, struct pieces *pieces, GEOSGeometry *made, struct jh_error *err)
{
    if (made == NULL)
        return jh_i_geos_fail(geos, err);
    pieces->item[pieces->n++] = made;
    return JH_OK;
}

/* The pieces from `first` on as one geometry, which takes them even if it fails. */
static GEOSGeometry *collect(struct jh_geos *geos, struct pieces *pieces, size_t first)
{
    unsigned n = (unsigned)(pieces->n - first);
    pieces->n = first;
    return GEOSGeom_createCollection_r(
        geos->handle, GEOS_GEOMETRYCOLLECTION, pieces->item + first, n);
}

/* Disc around a, or the hull of the discs around a and b: border cells become areas, not needles. */
static enum jh_status add_capsule(struct jh_geos *geos, const struct jh_mesh *m, int32_t a,
    int32_t b, struct pieces *pieces, struct jh_error *err)
{
    double xy[4 * DISC];
    for (int k = 0; k < 2 * DISC; k++) {
        int32_t i = k < DISC ? a : b;
        double angle = 2 * JH_PI * k / DISC;
        xy[2 * k] = m->x[i] + m->margin_m[i] * cos(angle);
        xy[2 * k + 1] = m->y[i] + m->margin_m[i] * sin(angle);
    }
    GEOSGeometry *line = jh_i_geos_line(geos, xy, 2 * DISC);
    GEOSGeometry *hull = line == NULL ? NULL : GEOSConvexHull_r(geos->handle, line);
    GEOSGeom_destroy_r(geos->handle, line);
    return add_piece(geos, pieces, hull, err);
}

/* Kept triangles melted together, without their holes (inner lakes belong to the cells around). */
static enum jh_status add_triangles(struct jh_geos *geos, const struct jh_mesh *m,
    const uint8_t *kept, struct pieces *pieces, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t first = pieces->n;
    int n_parts = 0;
    GEOSGeometry *all = NULL, *melted = NULL;
    for (size_t t = 0; t < m->n_triangles; t++) {
        const int32_t *c = m->triangle[t];
        if (!kept[t])
            continue;
        double xy[8] = {m->x[c[0]], m->y[c[0]], m->x[c[1]], m->y[c[1]], m->x[c[2]], m->y[c[2]],
            m->x[c[0]], m->y[c[0]]};
        JH_TRY(st, add_piece(geos, pieces, jh_i_geos_polygon(geos, xy, 4), err));
    }
    if (pieces->n == first)
        goto out;
    all = collect(geos, pieces, first);
    melted = all == NULL ? NULL : GEOSCoverageUnion_r(geos->handle, all);
    /* Triangles of places on a circle may overlap by rounding: slower, but then possible. */
    if (melted == NULL && all != NULL)
        melted = GEOSUnaryUnion_r(geos->handle, all);
    n_parts = melted == NULL ? -1 : GEOSGetNumGeometries_r(geos->handle, melted);
    if (n_parts < 0)
        st = jh_i_geos_fail(geos, err);
    for (int i = 0; i < n_parts; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, melted, i);
        const GEOSGeometry *ring = GEOSGetExteriorRing_r(geos->handle, part);
        GEOSGeometry *shell = ring == NULL ? NULL : GEOSGeom_clone_r(geos->handle, ring);
        JH_TRY(
            st, add_piece(geos, pieces,
                    shell == NULL ? NULL : GEOSGeom_createPolygon_r(geos->handle, shell, NULL, 0),
                    err));
    }
out:
    GEOSGeom_destroy_r(geos->handle, melted);
    GEOSGeom_destroy_r(geos->handle, all);
    return st;
}

/* Sides of exactly one kept triangle; for places in a line the steps between them. */
static size_t border_edges(const struct jh_mesh *m, const uint8_t *kept, struct edge *edge)
{
    size_t n = 0, n_border = 0;
    for (size_t t = 0; t < m->n_triangles; t++)
        for (int k = 0; kept[t] && k < 3; k++) {
            int32_t a = m->triangle[t][k], b = m->triangle[t][(k + 1) % 3];
            edge[n++] = a < b ? (struct edge){a, b} : (struct edge){b, a};
        }
    if (m->n_triangles == 0)
        for (int32_t i = 1; (size_t)i < m->n; i++) {
            int32_t pair[2] = {i - 1, i};
            if (is_land(m, pair, 2))
                edge[n++] = (struct edge){i - 1, i};
        }
    qsort(edge, n, sizeof *edge, edge_cmp);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && edge_cmp(&edge[i], &edge[j]) == 0; j++)
            continue;
        if (j == i + 1)
            edge[n_border++] = edge[i];
    }
    return n_border;
}

static enum jh_status add_all(struct jh_geos *geos, struct jh_arena *arena, const struct jh_mesh *m,
    struct pieces *pieces, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_border = 0;
    uint8_t *kept = jh_arena_new(arena, m->n_triangles, uint8_t);
    uint8_t *joined = jh_arena_new(arena, m->n, uint8_t);
    struct edge *edge = jh_arena_new(arena, 3 * m->n_triangles + m->n, struct edge);
    pieces->item = jh_arena_new(arena, 4 * m->n_triangles + 2 * m->n + 1, GEOSGeometry *);
    if (kept == NULL || joined == NULL || edge == NULL || pieces->item == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t t = 0; t < m->n_triangles; t++) {
        kept[t] = is_land(m, m->triangle[t], 3);
        for (int k = 0; k < 3 && kept[t]; k++)
            joined[m->triangle[t][k]] = 1;
    }
    JH_TRY(st, add_triangles(geos, m, kept, pieces, err));
    n_border = border_edges(m, kept, edge);
    for (size_t e = 0; e < n_border; e++) {
        JH_TRY(st, add_capsule(geos, m, edge[e].a, edge[e].b, pieces, err));
        joined[edge[e].a] = joined[edge[e].b] = 1;
    }
    for (size_t i = 0; i < m->n; i++)
        if (!joined[i])
            JH_TRY(st, add_capsule(geos, m, (int32_t)i, (int32_t)i, pieces, err));
out:
    return st;
}

enum jh_status jh_i_mesh_land(struct jh_geos *geos, struct jh_arena *arena,
    const struct jh_mesh *mesh, GEOSGeometry **out_land, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct pieces pieces = {0};
    GEOSGeometry *all = NULL, *land = NULL;
    JH_TRY(st, add_all(geos, arena, mesh, &pieces, err));
    all = collect(geos, &pieces, 0);
    land = all == NULL ? NULL : GEOSUnaryUnion_r(geos->handle, all);
    if (land == NULL)
        st = jh_i_geos_fail(geos, err);
    else
        *out_land = land;
out:
    for (size_t i = 0; i < pieces.n; i++)
        GEOSGeom_destroy_r(geos->handle, pieces.item[i]);
    GEOSGeom_destroy_r(geos->handle, all);
    return st;
}
