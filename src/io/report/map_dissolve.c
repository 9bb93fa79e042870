#include "io/report/map_dissolve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "junheng/model.h"

/* A side of a polygon; after counting, a piece of border between two groups. */
struct edge {
    int32_t a, b;     /* vertices, a < b */
    int32_t group[2]; /* first: of the polygon */
};
/* The border network: vertices numbered, edges sorted, edges of each vertex. */
struct network {
    size_t n_edges, n_vertices;
    struct edge *edge;
    struct jh_xy *vertex;
    size_t *start;   /* [n_vertices + 1] */
    int32_t *of;     /* edges of vertex v: of[start[v]] .. of[start[v + 1] - 1] */
    uint8_t *walked; /* [n_edges] */
};

static int by_xy(const void *p, const void *q)
{
    const struct jh_xy *a = p, *b = q;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    return a->y < b->y ? -1 : a->y > b->y;
}

static int by_edge(const void *p, const void *q)
{
    const struct edge *a = p, *b = q;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return a->group[0] < b->group[0] ? -1 : a->group[0] > b->group[0];
}

static int32_t vertex_at(const struct network *net, struct jh_xy xy)
{
    const struct jh_xy *found = bsearch(&xy, net->vertex, net->n_vertices, sizeof xy, by_xy);
    return (int32_t)(found - net->vertex);
}

/* Distinct points of all polygons, sorted. */
static enum jh_status number_vertices(
    const struct jh_polygons *p, struct network *net, struct jh_error *err)
{
    size_t n = p->point_start[p->ring_start[p->n]], kept = 0;
    net->vertex = jh_i_calloc(n, sizeof *net->vertex);
    if (net->vertex == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (n > INT32_MAX / 2)
        return jh_fail(err, JH_E_LIMIT, "too many points on the map: %zu", n);
    if (n > 0)
        memcpy(net->vertex, p->point, n * sizeof *net->vertex);
    qsort(net->vertex, n, sizeof *net->vertex, by_xy);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || by_xy(&net->vertex[kept - 1], &net->vertex[i]) != 0)
            net->vertex[kept++] = net->vertex[i];
    net->n_vertices = kept;
    return JH_OK;
}

static void add_edge(struct network *net, struct jh_xy from, struct jh_xy to, int32_t group)
{
    if (from.x == to.x && from.y == to.y)
        return;
    int32_t a = vertex_at(net, from), b = vertex_at(net, to);
    net->edge[net->n_edges++] = (struct edge){a < b ? a : b, a < b ? b : a, {group, JH_NONE}};
}

static void add_polygon(
    const struct jh_polygons *p, size_t polygon, int32_t group, struct network *net)
{
    for (size_t r = p->ring_start[polygon]; r < p->ring_start[polygon + 1]; r++) {
        size_t first = p->point_start[r], end = p->point_start[r + 1];
        for (size_t i = first; i + 1 < end; i++)
            add_edge(net, p->point[i], p->point[i + 1], group);
        if (end > first)
            add_edge(net, p->point[end - 1], p->point[first], group);
    }
}

/* Keep of every edge the groups that it bounds (those that use it an odd number of times), two and
 * two. Sorted input; writes in place. */
static void keep_borders(struct network *net)
{
    size_t kept = 0, n = net->n_edges;
    for (size_t i = 0; i < n;) {
        struct edge at = net->edge[i];
        int32_t pending = JH_NONE;
        bool has_pending = false;
        while (i < n && net->edge[i].a == at.a && net->edge[i].b == at.b) {
            int32_t group = net->edge[i].group[0];
            size_t uses = 0;
            while (i < n && net->edge[i].a == at.a && net->edge[i].b == at.b &&
                   net->edge[i].group[0] == group) {
                uses++;
                i++;
            }
            if (uses % 2 == 0)
                continue;
            if (has_pending)
                net->edge[kept++] = (struct edge){at.a, at.b, {pending, group}};
            has_pending = !has_pending;
            pending = group;
        }
        if (has_pending)
            net->edge[kept++] = (struct edge){at.a, at.b, {JH_NONE, pending}};
    }
    net->n_edges = kept;
}

static enum jh_status index_edges(struct network *net, struct jh_error *err)
{
    net->start = jh_i_calloc(net->n_vertices + 2, sizeof *net->start);
    net->of = jh_i_calloc(net->n_edges * 2, sizeof *net->of);
    net->walked = jh_i_calloc(net->n_edges, 1);
    if (net->start == NULL || net->of == NULL || net->walked == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t *fill = net->start + 1; /* shifted: becomes start after filling */
    for (size_t e = 0; e < net->n_edges; e++) {
        fill[net->edge[e].a + 1]++;
        fill[net->edge[e].b + 1]++;
    }
    for (size_t v = 0; v < net->n_vertices; v++)
        fill[v + 1] += fill[v];
    for (size_t e = 0; e < net->n_edges; e++) {
        net->of[fill[net->edge[e].a]++] = (int32_t)e;
        net->of[fill[net->edge[e].b]++] = (int32_t)e;
    }
    return JH_OK;
}

static enum jh_status make_network(
    const struct jh_polygons *p, const int32_t *group, struct network *net, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, number_vertices(p, net, err));
    net->edge = jh_i_calloc(p->point_start[p->ring_start[p->n]], sizeof *net->edge);
    if (net->edge == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < p->n; i++)
        if (group[i] != JH_NONE)
            add_polygon(p, i, group[i], net);
    qsort(net->edge, net->n_edges, sizeof *net->edge, by_edge);
    keep_borders(net);
    st = index_edges(net, err);
out:
    return st;
}

/* Does a line end at this vertex? True unless exactly two edges with the same groups meet. */
static bool is_node(const struct network *net, int32_t v)
{
    size_t first = net->start[v];
    if (net->start[v + 1] - first != 2)
        return true;
    const struct edge *e = &net->edge[net->of[first]], *f = &net->edge[net->of[first + 1]];
    return e->group[0] != f->group[0] || e->group[1] != f->group[1];
}

/* Walk from v along edge e to the next node (or around); points into line, returns how many. */
static size_t walk(struct network *net, int32_t v, int32_t e, struct jh_xy *line)
{
    size_t n = 0;
    line[n++] = net->vertex[v];
    for (;;) {
        net->walked[e] = 1;
        v = net->edge[e].a == v ? net->edge[e].b : net->edge[e].a;
        line[n++] = net->vertex[v];
        if (is_node(net, v))
            return n;
        int32_t next = net->of[net->start[v]];
        if (next == e)
            next = net->of[net->start[v] + 1];
        if (net->walked[next])
            return n;
        e = next;
    }
}

static double off_line(struct jh_xy p, struct jh_xy a, struct jh_xy b)
{
    double dx = (double)b.x - a.x, dy = (double)b.y - a.y;
    double px = (double)p.x - a.x, py = (double)p.y - a.y;
    double length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(px - t * dx, py - t * dy);
}

/* Douglas & Peucker (1973) with a stack of spans; keep[] marks what stays. */
static void simplify_span(const struct jh_xy *line, size_t first, size_t last, double tolerance,
    uint8_t *keep, size_t (*stack)[2])
{
    size_t depth = 0;
    stack[depth][0] = first;
    stack[depth++][1] = last;
    keep[first] = keep[last] = 1;
    while (depth > 0) {
        depth--;
        size_t a = stack[depth][0], b = stack[depth][1], far = a;
        double most = tolerance;
        for (size_t i = a + 1; i < b; i++) {
            double off = off_line(line[i], line[a], line[b]);
            if (off > most) {
                most = off;
                far = i;
            }
        }
        if (far == a)
            continue;
        keep[far] = 1;
        stack[depth][0] = a;
        stack[depth++][1] = far;
        stack[depth][0] = far;
        stack[depth++][1] = b;
    }
}

/* Simplify in place; a closed line keeps its farthest point so that it stays an area. */
static size_t simplify(
    struct jh_xy *line, size_t n, double tolerance, uint8_t *keep, size_t (*stack)[2])
{
    size_t middle = 0, kept = 0;
    memset(keep, 0, n);
    if (by_xy(&line[0], &line[n - 1]) == 0) {
        double most = -1;
        for (size_t i = 1; i + 1 < n; i++) {
            double off = hypot((double)line[i].x - line[0].x, (double)line[i].y - line[0].y);
            if (off > most) {
                most = off;
                middle = i;
            }
        }
    }
    simplify_span(line, 0, middle > 0 ? middle : n - 1, tolerance, keep, stack);
    if (middle > 0)
        simplify_span(line, middle, n - 1, tolerance, keep, stack);
    for (size_t i = 0; i < n; i++)
        if (keep[i])
            line[kept++] = line[i];
    return kept;
}

/* Scratch for lines, as long as the longest can be. */
struct scratch {
    struct jh_xy *line;
    uint8_t *keep;
    size_t (*stack)[2];
};

static void add_arc(struct network *net, int32_t v, int32_t e, double tolerance, struct scratch *s,
    size_t *n_points, struct jh_borders *out)
{
    size_t n = simplify(s->line, walk(net, v, e, s->line), tolerance, s->keep, s->stack);
    memcpy(&out->point[*n_points], s->line, n * sizeof *s->line);
    *n_points += n;
    out->group[out->n][0] = net->edge[e].group[0];
    out->group[out->n][1] = net->edge[e].group[1];
    out->start[++out->n] = *n_points;
}

static enum jh_status trace(
    struct network *net, double tolerance, struct jh_borders *out, struct jh_error *err)
{
    size_t n = net->n_edges, n_points = 0;
    struct scratch s = {jh_i_calloc(n + 1, sizeof *s.line), jh_i_calloc(n + 1, 1),
        jh_i_calloc(n + 2, sizeof *s.stack)};
    enum jh_status st = JH_OK;
    out->start = jh_i_calloc(n + 1, sizeof *out->start);
    out->point = jh_i_calloc(2 * n, sizeof *out->point);
    out->group = jh_i_calloc(n, sizeof *out->group);
    if (s.line == NULL || s.keep == NULL || s.stack == NULL || out->start == NULL ||
        out->point == NULL || out->group == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    /* Lines between nodes first, then what closes without one. */
    for (int pass = 0; pass < 2; pass++)
        for (size_t v = 0; v < net->n_vertices; v++) {
            if (pass == 0 && !is_node(net, (int32_t)v))
                continue;
            for (size_t k = net->start[v]; k < net->start[v + 1]; k++)
                if (!net->walked[net->of[k]])
                    add_arc(net, (int32_t)v, net->of[k], tolerance, &s, &n_points, out);
        }
out:
    jh_i_free(s.line);
    jh_i_free(s.keep);
    jh_i_free(s.stack);
    return st;
}

enum jh_status jh_i_dissolve(const struct jh_polygons *polygons, const int32_t *group,
    double tolerance, struct jh_borders *out, struct jh_error *err)
{
    struct network net = {.n_edges = 0};
    struct jh_borders borders = {.n = 0};
    enum jh_status st = JH_OK;
    JH_TRY(st, make_network(polygons, group, &net, err));
    JH_TRY(st, trace(&net, tolerance, &borders, err));
    *out = borders;
out:
    jh_i_free(net.edge);
    jh_i_free(net.vertex);
    jh_i_free(net.start);
    jh_i_free(net.of);
    jh_i_free(net.walked);
    if (st != JH_OK)
        jh_i_borders_release(&borders);
    return st;
}

void jh_i_borders_release(struct jh_borders *borders)
{
    jh_i_free(borders->start);
    jh_i_free(borders->point);
    jh_i_free(borders->group);
    memset(borders, 0, sizeof *borders);
}

static void put_step(struct jh_buf *out, const char *command, int32_t x, int32_t y)
{
    jh_buf_printf(out, y < 0 ? "%s%d%d" : "%s%d %d", command, x, y);
}

/* Lines to the points of an arc after its first, relative. */
static void put_arc(const struct jh_borders *b, size_t arc, bool backwards, struct jh_buf *out)
{
    size_t first = b->start[arc], n = b->start[arc + 1] - first;
    for (size_t i = 1; i < n; i++) {
        const struct jh_xy *from = &b->point[backwards ? first + n - i : first + i - 1];
        const struct jh_xy *to = &b->point[backwards ? first + n - 1 - i : first + i];
        int32_t dx = to->x - from->x, dy = to->y - from->y;
        put_step(out, i == 1 ? "l" : dx < 0 ? "" : " ", dx, dy);
    }
}

/* End of an arc at a place. */
struct arc_end {
    struct jh_xy at;
    size_t arc;
    bool last;
};

static int by_end(const void *p, const void *q)
{
    const struct arc_end *a = p, *b = q;
    int order = by_xy(&a->at, &b->at);
    if (order != 0)
        return order;
    if (a->arc != b->arc)
        return a->arc < b->arc ? -1 : 1;
    return (int)a->last - (int)b->last;
}

/* An unused arc that ends at this place; NULL: none. */
static const struct arc_end *arc_from(
    const struct arc_end *end, size_t n, struct jh_xy at, const uint8_t *used)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (by_xy(&end[mid].at, &at) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < n && by_xy(&end[lo].at, &at) == 0; lo++)
        if (!used[end[lo].arc])
            return &end[lo];
    return NULL;
}

static size_t collect_ends(const struct jh_borders *b, int32_t group, struct arc_end *end)
{
    size_t n = 0;
    for (size_t k = 0; k < b->n; k++)
        if (b->group[k][0] == group || b->group[k][1] == group) {
            end[n++] = (struct arc_end){b->point[b->start[k]], k, false};
            end[n++] = (struct arc_end){b->point[b->start[k + 1] - 1], k, true};
        }
    qsort(end, n, sizeof *end, by_end);
    return n;
}

enum jh_status jh_i_borders_fill(
    const struct jh_borders *borders, int32_t group, struct jh_buf *out, struct jh_error *err)
{
    struct arc_end *end = jh_i_calloc(2 * borders->n, sizeof *end);
    uint8_t *used = jh_i_calloc(borders->n, 1);
    size_t n = 0;
    enum jh_status st = JH_OK;
    if (end == NULL || used == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    n = collect_ends(borders, group, end);
    for (size_t i = 0; i < n; i++) {
        if (used[end[i].arc])
            continue;
        put_step(out, "M", end[i].at.x, end[i].at.y);
        const struct arc_end *from = &end[i];
        while (from != NULL) {
            used[from->arc] = 1;
            put_arc(borders, from->arc, from->last, out);
            size_t other =
                from->last ? borders->start[from->arc] : borders->start[from->arc + 1] - 1;
            from = arc_from(end, n, borders->point[other], used);
        }
        jh_buf_puts(out, "z");
    }
out:
    jh_i_free(end);
    jh_i_free(used);
    return st;
}

void jh_i_borders_lines(const struct jh_borders *borders, bool outer, struct jh_buf *out)
{
    for (size_t k = 0; k < borders->n; k++) {
        if ((borders->group[k][0] == JH_NONE) != outer)
            continue;
        struct jh_xy at = borders->point[borders->start[k]];
        put_step(out, "M", at.x, at.y);
        put_arc(borders, k, false, out);
    }
}
