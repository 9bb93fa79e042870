/*
 * Common borders: every segment is laid against the near segments of other shapes; what runs
 * beside it within the tolerance is border. No noding, so gaps and overlaps do no harm.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "geo/cells.h"
#include "geo/laea.h"

/* Rounding of coordinates never parts a common border. */
#define EXACT_M 0.001
/* Segments that cross at more than 45 degrees run across, not beside, each other. */
#define PARALLEL_COS 0.70710678118654752

struct segment {
    double x, y, ux, uy, length; /* from (x, y) in direction (ux, uy), metres */
    int32_t shape;
};
/* Segments by grid cell, in compressed rows: a segment stands in every cell it passes. */
struct raster {
    double x0, y0, size;
    size_t nx, ny;
    size_t *start;
    uint32_t *item;
};
struct interval {
    int32_t shape;
    double from, to;
};
struct border {
    int32_t a, b;
    double length;
};
struct list {
    void *item;
    size_t n, cap;
};

static enum jh_status push(struct list *list, const void *item, size_t size, struct jh_error *err)
{
    if (list->n == list->cap) {
        size_t cap = list->cap * 2 + 64;
        void *bigger = jh_i_realloc(list->item, cap, size);
        if (bigger == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        list->item = bigger;
        list->cap = cap;
    }
    memcpy((char *)list->item + list->n++ * size, item, size);
    return JH_OK;
}

static size_t read_segments(const struct jh_shapes *shapes, struct segment *out)
{
    size_t n = 0, n_points = shapes->point_start[shapes->ring_start[shapes->n]];
    struct jh_laea laea = jh_i_laea(n_points, shapes->point);
    for (size_t s = 0; s < shapes->n; s++)
        for (size_t r = shapes->ring_start[s]; r < shapes->ring_start[s + 1]; r++)
            for (size_t p = shapes->point_start[r]; p + 1 < shapes->point_start[r + 1]; p++) {
                double x, y, u, v;
                jh_i_laea_forward(&laea, shapes->point[p], &x, &y);
                jh_i_laea_forward(&laea, shapes->point[p + 1], &u, &v);
                double length = hypot(u - x, v - y);
                if (length > 0)
                    out[n++] = (struct segment){
                        x, y, (u - x) / length, (v - y) / length, length, (int32_t)s};
            }
    return n;
}

/* Grid cells of the k-th of `pieces` equal parts of a segment, widened by the tolerance. */
static void piece_cells(const struct raster *g, const struct segment *s, size_t k, size_t pieces,
    double snap, size_t out[4])
{
    double from = s->length * (double)k / (double)pieces;
    double to = s->length * (double)(k + 1) / (double)pieces;
    double x = s->x + s->ux * from, u = s->x + s->ux * to;
    double y = s->y + s->uy * from, v = s->y + s->uy * to;
    double low[2] = {fmin(x, u) - snap - g->x0, fmin(y, v) - snap - g->y0};
    double high[2] = {fmax(x, u) + snap - g->x0, fmax(y, v) + snap - g->y0};
    for (int d = 0; d < 2; d++) {
        double last = (double)((d == 0 ? g->nx : g->ny) - 1);
        out[d] = (size_t)fmin(fmax(low[d] / g->size, 0), last);
        out[2 + d] = (size_t)fmin(fmax(high[d] / g->size, 0), last);
    }
}

static size_t n_pieces(const struct raster *g, const struct segment *s)
{
    return (size_t)(s->length / g->size) + 1;
}

static void walk(struct raster *g, const struct segment *segment, size_t n, double snap, bool fill)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0, pieces = n_pieces(g, &segment[i]); k < pieces; k++) {
            size_t c[4];
            piece_cells(g, &segment[i], k, pieces, snap, c);
            for (size_t y = c[1]; y <= c[3]; y++)
                for (size_t x = c[0]; x <= c[2]; x++) {
                    size_t *at = &g->start[y * g->nx + x + (fill ? 0 : 1)];
                    if (fill)
                        g->item[*at] = (uint32_t)i;
                    (*at)++;
                }
        }
}

/* Cells as wide as the mean segment, so that each segment stands in a few. */
static enum jh_status raster_make(struct jh_arena *arena, const struct segment *segment, size_t n,
    double snap, struct raster *g, struct jh_error *err)
{
    double x1 = -JH_INF, y1 = -JH_INF, total = 0;
    g->x0 = g->y0 = JH_INF;
    for (size_t i = 0; i < n; i++) {
        const struct segment *s = &segment[i];
        g->x0 = fmin(g->x0, fmin(s->x, s->x + s->ux * s->length));
        g->y0 = fmin(g->y0, fmin(s->y, s->y + s->uy * s->length));
        x1 = fmax(x1, fmax(s->x, s->x + s->ux * s->length));
        y1 = fmax(y1, fmax(s->y, s->y + s->uy * s->length));
        total += s->length;
    }
    double area = (x1 - g->x0 + 1) * (y1 - g->y0 + 1), count = (double)n;
    /* Never more than some eight cells per segment, however empty the map. */
    g->size = fmax(fmax(total / count, 2 * snap), sqrt(area / (8 * count)));
    g->nx = (size_t)((x1 - g->x0) / g->size) + 1;
    g->ny = (size_t)((y1 - g->y0) / g->size) + 1;
    size_t cells = g->nx * g->ny;
    g->start = jh_arena_new(arena, cells + 1, size_t);
    if (g->start == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    walk(g, segment, n, snap, false);
    for (size_t c = 0; c < cells; c++)
        g->start[c + 1] += g->start[c];
    g->item = jh_arena_new(arena, g->start[cells], uint32_t);
    if (g->item == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    walk(g, segment, n, snap, true);
    memmove(g->start + 1, g->start, cells * sizeof *g->start);
    g->start[0] = 0;
    return JH_OK;
}

/* The stretch of s (metres along it) beside t: within snap of t's line and facing t. */
static bool beside(
    const struct segment *s, const struct segment *t, double snap, struct interval *out)
{
    double cosine = s->ux * t->ux + s->uy * t->uy, sine = s->ux * t->uy - s->uy * t->ux;
    if (fabs(cosine) < PARALLEL_COS)
        return false;
    double dx = t->x - s->x, dy = t->y - s->y, begin = dx * s->ux + dy * s->uy;
    double end = begin + cosine * t->length, across = s->ux * dy - s->uy * dx;
    double from = fmax(0, fmin(begin, end)), to = fmin(s->length, fmax(begin, end));
    /* Distance of s's point at q from t's line, measured across s: across + (q - begin) * slope. */
    double slope = sine / cosine;
    if (fabs(slope) * s->length < 1e-3 * snap) {
        if (fabs(across + ((from + to) / 2 - begin) * slope) > snap)
            return false;
    } else {
        double p = begin + (-snap - across) / slope, q = begin + (snap - across) / slope;
        from = fmax(from, fmin(p, q));
        to = fmin(to, fmax(p, q));
    }
    *out = (struct interval){t->shape, from, to};
    return to > from;
}

static int interval_cmp(const void *p, const void *q)
{
    const struct interval *a = p, *b = q;
    if (a->shape != b->shape)
        return a->shape < b->shape ? -1 : 1;
    return a->from < b->from ? -1 : a->from > b->from;
}

static int border_cmp(const void *p, const void *q)
{
    const struct border *a = p, *b = q;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return a->length < b->length ? -1 : a->length > b->length;
}

/* Lengths of the union of each shape's stretches along one segment, seen from shape a. */
static enum jh_status add_stretches(
    struct list *found, int32_t a, struct list *borders, struct jh_error *err)
{
    struct interval *v = found->item;
    qsort(v, found->n, sizeof *v, interval_cmp);
    for (size_t i = 0, j; i < found->n; i = j) {
        double covered = 0, reach = -JH_INF;
        for (j = i; j < found->n && v[j].shape == v[i].shape; j++) {
            covered += fmax(0, v[j].to - fmax(v[j].from, reach));
            reach = fmax(reach, v[j].to);
        }
        struct border b = {a, v[i].shape, covered / 2};
        enum jh_status st = push(borders, &b, sizeof b, err);
        if (st != JH_OK)
            return st;
        b = (struct border){v[i].shape, a, covered / 2}; /* both sides see it: halves add up */
        st = push(borders, &b, sizeof b, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

static enum jh_status find_borders(const struct raster *g, const struct segment *segment, size_t n,
    double snap, struct list *borders, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct list found = {0};
    for (size_t i = 0; i < n; i++) {
        found.n = 0;
        for (size_t k = 0, pieces = n_pieces(g, &segment[i]); k < pieces; k++) {
            size_t c[4];
            piece_cells(g, &segment[i], k, pieces, 0, c);
            for (size_t y = c[1]; y <= c[3]; y++)
                for (size_t e = g->start[y * g->nx + c[0]]; e < g->start[y * g->nx + c[2] + 1];
                     e++) {
                    const struct segment *t = &segment[g->item[e]];
                    struct interval v;
                    if (t->shape != segment[i].shape && beside(&segment[i], t, snap, &v))
                        JH_TRY(st, push(&found, &v, sizeof v, err));
                }
        }
        if (found.n > 0)
            JH_TRY(st, add_stretches(&found, segment[i].shape, borders, err));
    }
out:
    jh_i_free(found.item);
    return st;
}

/* Sorted pairs into rows; touching corners are no border. */
static enum jh_status make_graph(
    size_t n, struct list *borders, double least, struct jh_graph *out, struct jh_error *err)
{
    struct border *b = borders->item;
    size_t kept = 0;
    if (borders->n > 0)
        qsort(b, borders->n, sizeof *b, border_cmp);
    for (size_t i = 0, j; i < borders->n; i = j) {
        double length = 0;
        for (j = i; j < borders->n && b[j].a == b[i].a && b[j].b == b[i].b; j++)
            length += b[j].length;
        if (length > least)
            b[kept++] = (struct border){b[i].a, b[i].b, length};
    }
    struct jh_graph graph = {.n = n,
        .start = jh_i_calloc(n + 1, sizeof *graph.start),
        .to = jh_i_calloc(kept, sizeof *graph.to),
        .border_m = jh_i_calloc(kept, sizeof *graph.border_m)};
    if (graph.start == NULL || graph.to == NULL || graph.border_m == NULL) {
        jh_graph_release(&graph);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < kept; i++) {
        graph.start[b[i].a + 1]++;
        graph.to[i] = b[i].b;
        graph.border_m[i] = b[i].length;
    }
    for (size_t i = 0; i < n; i++)
        graph.start[i + 1] += graph.start[i];
    *out = graph;
    return JH_OK;
}

enum jh_status jh_i_geo_contiguity(
    const struct jh_shapes *shapes, double snap_m, struct jh_graph *out_graph, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct list borders = {0};
    struct raster raster = {0};
    double snap = fmax(snap_m, EXACT_M);
    size_t n = 0,
           n_points = shapes->n == 0 ? 0 : shapes->point_start[shapes->ring_start[shapes->n]];
    if (n_points > UINT32_MAX || shapes->n > INT32_MAX)
        return jh_fail(err, JH_E_LIMIT, "boundaries have too many points: %zu", n_points);
    jh_arena_init(&arena, 0);
    struct segment *segment = jh_arena_new(&arena, n_points, struct segment);
    if (segment == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    n = n_points == 0 ? 0 : read_segments(shapes, segment);
    if (n > 0) {
        JH_TRY(st, raster_make(&arena, segment, n, snap, &raster, err));
        JH_TRY(st, find_borders(&raster, segment, n, snap, &borders, err));
    }
    JH_TRY(st, make_graph(shapes->n, &borders, 2 * snap, out_graph, err));
out:
    jh_i_free(borders.item);
    jh_arena_release(&arena);
    return st;
}

enum jh_status jh_i_geo_cell_graph(size_t n, const int32_t *cell_of, const struct jh_graph *cells,
    struct jh_graph *out_graph, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct list borders = {0};
    struct jh_arena arena;
    jh_arena_init(&arena, 0);
    size_t *start = jh_arena_new(&arena, cells->n + 2, size_t);
    int32_t *member = jh_arena_new(&arena, n, int32_t);
    if (start == NULL || member == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    /* Members by cell; start[c + 1] is the running end of cell c while filling. */
    for (size_t i = 0; i < n; i++)
        if (cell_of[i] >= 0)
            start[cell_of[i] + 2]++;
    for (size_t c = 0; c < cells->n; c++)
        start[c + 2] += start[c + 1];
    for (size_t i = 0; i < n; i++)
        if (cell_of[i] >= 0)
            member[start[cell_of[i] + 1]++] = (int32_t)i;
    for (size_t i = 0; i < n; i++) {
        int32_t c = cell_of[i];
        if (c < 0)
            continue;
        for (size_t k = start[c]; k < start[c + 1]; k++) {
            struct border b = {(int32_t)i, member[k], 0};
            if (member[k] != (int32_t)i)
                JH_TRY(st, push(&borders, &b, sizeof b, err));
        }
        for (size_t e = cells->start[c]; e < cells->start[c + 1]; e++)
            for (size_t k = start[cells->to[e]]; k < start[cells->to[e] + 1]; k++) {
                struct border b = {(int32_t)i, member[k], cells->border_m[e]};
                JH_TRY(st, push(&borders, &b, sizeof b, err));
            }
    }
    JH_TRY(st, make_graph(n, &borders, -1, out_graph, err));
out:
    jh_i_free(borders.item);
    jh_arena_release(&arena);
    return st;
}
