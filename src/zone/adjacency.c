#include "junheng/zone.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "geo/cells.h"
#include "zone/units.h"

static bool has_shape(const struct jh_shapes *shapes, int32_t i)
{
    return shapes->ring_start[i] < shapes->ring_start[i + 1];
}

/* Neighbours by boundaries; where one of two areas has none, by cells. */
static enum jh_status combine(const struct jh_shapes *shapes, const struct jh_graph *borders,
    const struct jh_graph *cells, struct jh_graph *out, struct jh_error *err)
{
    size_t n = borders->n, n_most = borders->start[n] + cells->start[n], end = 0;
    struct jh_graph g = {.n = n,
        .start = jh_i_calloc(n + 1, sizeof *g.start),
        .to = jh_i_calloc(n_most, sizeof *g.to),
        .border_m = jh_i_calloc(n_most, sizeof *g.border_m)};
    if (g.start == NULL || g.to == NULL || g.border_m == NULL) {
        jh_graph_release(&g);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        size_t b = borders->start[i], c = cells->start[i];
        while (b < borders->start[i + 1] || c < cells->start[i + 1]) {
            bool from_borders = c == cells->start[i + 1] ||
                                (b < borders->start[i + 1] && borders->to[b] <= cells->to[c]);
            const struct jh_graph *from = from_borders ? borders : cells;
            size_t e = from_borders ? b++ : c++;
            if (!from_borders && has_shape(shapes, (int32_t)i) && has_shape(shapes, from->to[e]))
                continue;
            g.to[end] = from->to[e];
            g.border_m[end++] = from->border_m[e];
        }
        g.start[i + 1] = end;
    }
    *out = g;
    return JH_OK;
}

static enum jh_status from_cells(const struct jh_areas *areas, struct jh_graph *out_graph,
    int32_t *out_coincident, size_t *out_n_coincident, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = areas->n_inside, n_coincident = 0;
    struct jh_shapes cells = {0};
    struct jh_graph cell_graph = {0};
    int32_t *cell_of = jh_i_calloc(n, sizeof *cell_of), *members = jh_i_calloc(n, sizeof *members);
    if (cell_of == NULL || members == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_geo_cells(n, areas->point, &cells, cell_of, err));
    JH_TRY(st, jh_i_geo_contiguity(&cells, 0, &cell_graph, err));
    JH_TRY(st, jh_i_geo_cell_graph(n, cell_of, &cell_graph, out_graph, err));
    for (size_t i = 0; i < n; i++)
        if (cell_of[i] >= 0)
            members[cell_of[i]]++;
    for (size_t i = 0; i < n; i++)
        if (cell_of[i] >= 0 && members[cell_of[i]] > 1)
            out_coincident[n_coincident++] = (int32_t)i;
    *out_n_coincident = n_coincident;
out:
    jh_shapes_release(&cells);
    jh_graph_release(&cell_graph);
    jh_i_free(cell_of);
    jh_i_free(members);
    return st;
}

enum jh_status jh_zone_adjacency(const struct jh_dataset *dataset, struct jh_graph *out_graph,
    enum jh_contiguity *out_source, int32_t *out_coincident, size_t *out_n_coincident,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_shapes inside = dataset->boundaries; /* borrowed: the first shapes are the inside's */
    struct jh_graph borders = {0}, cells = {0}, graph = {0};
    size_t n = dataset->areas.n_inside, n_shapes = 0, n_coincident = 0;
    inside.n = inside.n > n ? n : inside.n;
    for (size_t i = 0; i < inside.n; i++)
        n_shapes += has_shape(&inside, (int32_t)i);
    if (n_shapes < n || n == 0)
        JH_TRY(st, from_cells(&dataset->areas, &cells, out_coincident, &n_coincident, err));
    if (n_shapes > 0)
        JH_TRY(st, jh_i_geo_contiguity(&inside, JH_ZONE_SNAP_M, &borders, err));
    if (n_shapes > 0 && n_shapes < n) {
        JH_TRY(st, combine(&inside, &borders, &cells, &graph, err));
    } else {
        struct jh_graph *whole = n_shapes > 0 ? &borders : &cells;
        graph = *whole;
        *whole = (struct jh_graph){0};
    }
    *out_graph = graph;
    *out_source = n_shapes > 0 ? JH_CONTIGUITY_BOUNDARIES : JH_CONTIGUITY_CELLS;
    *out_n_coincident = n_coincident;
out:
    jh_graph_release(&borders);
    jh_graph_release(&cells);
    return st;
}
