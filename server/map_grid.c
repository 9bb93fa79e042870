#include "server/map_grid.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "junheng/geo.h"

/* Steps across the longer side, halved until the corners are few enough to send. */
enum { FINEST = 16384, COARSEST = 1024, CORNERS_MAX = 150000 };

struct extent {
    double lon0, lon1, lat0, lat1;
};

static void include(struct extent *e, struct jh_point p)
{
    if (!jh_point_known(p))
        return;
    e->lon0 = fmin(e->lon0, p.lon_deg);
    e->lon1 = fmax(e->lon1, p.lon_deg);
    e->lat0 = fmin(e->lat0, p.lat_deg);
    e->lat1 = fmax(e->lat1, p.lat_deg);
}

static void place(struct srv_grid *g, const struct extent *e, int n_steps)
{
    double width = fmax(e->lon1 - e->lon0, e->lat1 - e->lat0);
    width = width > 0 && isfinite(width) ? width : 1;
    g->lon = isfinite(e->lon0) ? e->lon0 : 0;
    g->lat = isfinite(e->lat0) ? e->lat0 : 0;
    g->step_lon = g->step_lat = width / n_steps;
}

int64_t srv_grid_x(const struct srv_grid *g, struct jh_point p)
{
    return llround((p.lon_deg - g->lon) / g->step_lon);
}

int64_t srv_grid_y(const struct srv_grid *g, struct jh_point p)
{
    return llround((p.lat_deg - g->lat) / g->step_lat);
}

/* ---- Numbers of corners: open addressing by place --------------------------------------------- */

struct table {
    size_t cap;    /* a power of two */
    int32_t *slot; /* number + 1; 0: free */
};

static size_t hash_of(int32_t x, int32_t y)
{
    uint64_t h = ((uint64_t)(uint32_t)x << 32 | (uint32_t)y) * 0x9E3779B97F4A7C15u;
    return (size_t)(h ^ h >> 29);
}

/* The number of the corner at that place; a new one gets the next. */
static int32_t number_of(struct srv_grid *g, struct table *t, int32_t x, int32_t y)
{
    size_t at = hash_of(x, y) & (t->cap - 1);
    for (; t->slot[at] != 0; at = (at + 1) & (t->cap - 1)) {
        int32_t there = t->slot[at] - 1;
        if (g->x[there] == x && g->y[there] == y)
            return there;
    }
    g->x[g->n_corners] = x;
    g->y[g->n_corners] = y;
    t->slot[at] = (int32_t)++g->n_corners;
    return (int32_t)g->n_corners - 1;
}

/* ---- Laying ------------------------------------------------------------------------------------ */

/* One ring, its first corner not again at its end; returns how many corners it has. */
static size_t lay_ring(
    struct srv_grid *g, struct table *t, const struct jh_point *point, size_t n, int32_t *corner)
{
    size_t k = 0;
    const size_t before = g->n_corners;
    for (size_t i = 0; i < n; i++) {
        int32_t at =
            number_of(g, t, (int32_t)srv_grid_x(g, point[i]), (int32_t)srv_grid_y(g, point[i]));
        if (k == 0 || corner[k - 1] != at)
            corner[k++] = at;
    }
    while (k > 1 && corner[k - 1] == corner[0])
        k--;
    /* What is left of nothing is not told, nor are corners of it alone. */
    if (k < 3 && g->n_corners == before)
        return 0;
    return k;
}

static int32_t shape_of(const struct srv_grid_items *items, size_t i)
{
    if (items->shapes == NULL)
        return -1;
    return items->shape_of != NULL ? items->shape_of[i] : (int32_t)i;
}

static void lay_all(struct srv_grid *g, struct table *t, const struct srv_grid_items *items)
{
    const struct jh_shapes *s = items->shapes;
    size_t n_corner = 0;
    g->n_corners = g->n_rings = 0;
    memset(t->slot, 0, t->cap * sizeof *t->slot);
    for (size_t i = 0; i < items->n; i++) {
        int32_t shape = shape_of(items, i);
        for (size_t r = shape >= 0 ? s->ring_start[shape] : 0;
             shape >= 0 && r < s->ring_start[shape + 1]; r++) {
            size_t from = s->point_start[r], n = s->point_start[r + 1] - from;
            size_t k = lay_ring(g, t, s->point + from, n, g->corner + n_corner);
            if (k == 0)
                continue;
            n_corner += k;
            g->ring_start[++g->n_rings] = n_corner;
        }
        g->item_start[i + 1] = g->n_rings;
    }
}

static void measure(
    const struct srv_grid_items *items, size_t *out_n_rings, size_t *out_n_points, struct extent *e)
{
    const struct jh_shapes *s = items->shapes;
    *out_n_rings = *out_n_points = 0;
    for (size_t i = 0; i < items->n; i++) {
        int32_t shape = shape_of(items, i);
        if (shape < 0)
            continue;
        size_t from = s->ring_start[shape], to = s->ring_start[shape + 1];
        *out_n_rings += to - from;
        *out_n_points += s->point_start[to] - s->point_start[from];
        for (size_t p = s->point_start[from]; p < s->point_start[to]; p++)
            include(e, s->point[p]);
    }
    for (size_t i = 0; i < items->n && *out_n_points == 0; i++)
        include(e, items->point[i]);
}

enum jh_status srv_grid_lay(
    const struct srv_grid_items *items, struct srv_grid *out, struct jh_error *err)
{
    struct extent e = {JH_INF, -JH_INF, JH_INF, -JH_INF};
    struct table table = {.cap = 1024};
    size_t n_rings, n_points;
    enum jh_status st = JH_OK;
    measure(items, &n_rings, &n_points, &e);
    while (table.cap < 2 * n_points)
        table.cap *= 2;
    *out = (struct srv_grid){.x = jh_i_calloc(n_points, sizeof *out->x),
        .y = jh_i_calloc(n_points, sizeof *out->y),
        .item_start = jh_i_calloc(items->n + 1, sizeof *out->item_start),
        .ring_start = jh_i_calloc(n_rings + 1, sizeof *out->ring_start),
        .corner = jh_i_calloc(n_points, sizeof *out->corner)};
    table.slot = jh_i_calloc(table.cap, sizeof *table.slot);
    if (out->x == NULL || out->y == NULL || out->item_start == NULL || out->ring_start == NULL ||
        out->corner == NULL || table.slot == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (int steps = FINEST; steps >= COARSEST; steps /= 2) {
        place(out, &e, steps);
        lay_all(out, &table, items);
        if (out->n_corners <= CORNERS_MAX)
            break;
    }
out:
    jh_i_free(table.slot);
    return st;
}

void srv_grid_release(struct srv_grid *g)
{
    jh_i_free(g->x);
    jh_i_free(g->y);
    jh_i_free(g->item_start);
    jh_i_free(g->ring_start);
    jh_i_free(g->corner);
    *g = (struct srv_grid){0};
}

/* ---- Telling ----------------------------------------------------------------------------------- */

void srv_grid_put(struct jh_json_writer *w, const struct srv_grid *g)
{
    int32_t x = 0, y = 0;
    jh_json_open_object(w, "grid");
    jh_json_num(w, "lon", g->lon);
    jh_json_num(w, "lat", g->lat);
    jh_json_num(w, "step_lon", g->step_lon);
    jh_json_num(w, "step_lat", g->step_lat);
    jh_json_close_object(w);
    jh_json_open_array(w, "points");
    for (size_t i = 0; i < g->n_corners; i++) {
        jh_json_int(w, NULL, g->x[i] - x);
        jh_json_int(w, NULL, g->y[i] - y);
        x = g->x[i];
        y = g->y[i];
    }
    jh_json_close_array(w);
}

void srv_grid_put_item(struct jh_json_writer *w, const struct srv_grid *g, size_t i, int32_t *next)
{
    jh_json_open_array(w, NULL);
    for (size_t r = g->item_start[i]; r < g->item_start[i + 1]; r++) {
        jh_json_open_array(w, NULL);
        for (size_t k = g->ring_start[r]; k < g->ring_start[r + 1]; k++) {
            jh_json_int(w, NULL, *next - g->corner[k]);
            *next += g->corner[k] == *next;
        }
        jh_json_close_array(w);
    }
    jh_json_close_array(w);
}
