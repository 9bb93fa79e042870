#include "geo/grid.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "geo/vector.h"

/* Rows of equal latitude over the box of the points, each cut into cells of about equal width: about
 * as many cells as points. */
struct jh_grid {
    size_t n_rows, n_cells;
    size_t *row_start;        /* [n_rows + 1], first cell of a row */
    size_t *cell_start;       /* [n_cells + 2], first entry of a cell */
    int32_t *index;           /* [n_known], entries by cell, ascending within a cell */
    struct jh_vector *vector; /* [n_known], of the entry */
    double lat_min_deg, lon_min_deg, height_deg, width_deg, row_deg;
    size_t n_known;
};

static double wrapped_lon(double lon_deg)
{
    double w = lon_deg - 360 * floor((lon_deg + 180) / 360);
    return w < 180 ? w : -180;
}

/* Slice number of an offset into `width` cut into n slices; beyond the ends, the end slices. */
static size_t slice_of(double offset, double width, size_t n)
{
    double slice = floor(offset / width * (double)n);
    return !(slice > 0) ? 0 : slice >= (double)n ? n - 1 : (size_t)slice;
}

static size_t row_of(const struct jh_grid *g, double lat_deg)
{
    return slice_of(lat_deg - g->lat_min_deg, g->height_deg, g->n_rows);
}

static size_t cell_of(const struct jh_grid *g, struct jh_point p)
{
    size_t row = row_of(g, p.lat_deg), first = g->row_start[row];
    return first + slice_of(wrapped_lon(p.lon_deg) - g->lon_min_deg, g->width_deg,
                       g->row_start[row + 1] - first);
}

static void choose_rows(struct jh_grid *g, size_t n, const struct jh_point *point)
{
    double lat_min = 90, lat_max = -90, lon_min = 180, lon_max = -180;
    for (size_t i = 0; i < n; i++) {
        if (!jh_point_known(point[i]))
            continue;
        double lon = wrapped_lon(point[i].lon_deg);
        lat_min = fmin(lat_min, point[i].lat_deg);
        lat_max = fmax(lat_max, point[i].lat_deg);
        lon_min = fmin(lon_min, lon);
        lon_max = fmax(lon_max, lon);
        g->n_known++;
    }
    g->height_deg = fmax(lat_max - lat_min, 0.02);
    g->width_deg = fmax(lon_max - lon_min, 0.02);
    g->lat_min_deg = lat_min;
    g->lon_min_deg = lon_min;
    double side = sqrt(g->height_deg * g->width_deg / (double)(g->n_known + 1));
    g->n_rows = (size_t)(g->height_deg / fmax(side, 0.01)) + 1;
    g->row_deg = g->height_deg / (double)g->n_rows;
}

/* Width of a cell follows the widest latitude of its row. */
static size_t columns_of_row(const struct jh_grid *g, size_t row)
{
    double south = g->lat_min_deg + (double)row * g->row_deg, north = south + g->row_deg;
    double widest = south * north <= 0 ? 0 : fmin(fmin(fabs(south), fabs(north)), 90);
    return (size_t)(g->width_deg * cos(widest * (JH_PI / 180)) / g->row_deg) + 1;
}

static enum jh_status alloc_rows(struct jh_grid *g, struct jh_error *err)
{
    g->row_start = jh_i_calloc(g->n_rows + 1, sizeof *g->row_start);
    if (g->row_start == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < g->n_rows; r++)
        g->row_start[r + 1] = g->row_start[r] + columns_of_row(g, r);
    g->n_cells = g->row_start[g->n_rows];
    g->cell_start = jh_i_calloc(g->n_cells + 2, sizeof *g->cell_start);
    g->index = jh_i_calloc(g->n_known, sizeof *g->index);
    g->vector = jh_i_calloc(g->n_known, sizeof *g->vector);
    if (g->cell_start == NULL || g->index == NULL || g->vector == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

/* Counting sort of the points into their cells; cell_start runs ahead by one while filling. */
static void fill(struct jh_grid *g, size_t n, const struct jh_point *point)
{
    for (size_t i = 0; i < n; i++)
        if (jh_point_known(point[i]))
            g->cell_start[cell_of(g, point[i]) + 2]++;
    for (size_t c = 0; c < g->n_cells; c++)
        g->cell_start[c + 1] += g->cell_start[c];
    for (size_t i = 0; i < n; i++) {
        if (!jh_point_known(point[i]))
            continue;
        size_t at = g->cell_start[cell_of(g, point[i]) + 1]++;
        g->index[at] = (int32_t)i;
        g->vector[at] = jh_i_vector(point[i]);
    }
}

enum jh_status jh_grid_new(
    size_t n, const struct jh_point *point, struct jh_grid **out_grid, struct jh_error *err)
{
    if (n > INT32_MAX)
        return jh_fail(err, JH_E_LIMIT, "%zu points are more than a grid can index", n);
    struct jh_grid *g = jh_i_calloc(1, sizeof *g);
    if (g == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st;
    choose_rows(g, n, point);
    JH_TRY(st, alloc_rows(g, err));
    fill(g, n, point);
    *out_grid = g;
    g = NULL;
out:
    jh_grid_free(g);
    return st;
}

void jh_grid_free(struct jh_grid *grid)
{
    if (grid == NULL)
        return;
    jh_i_free(grid->row_start);
    jh_i_free(grid->cell_start);
    jh_i_free(grid->index);
    jh_i_free(grid->vector);
    jh_i_free(grid);
}

/* Half width in longitude of a cap: asin(sin angle / cos lat); all around where it holds a pole. */
static double cap_half_width_deg(double lat_deg, double angle_deg)
{
    if (fabs(lat_deg) + angle_deg >= 89.9999)
        return 180;
    double s = sin(angle_deg * (JH_PI / 180)) / cos(lat_deg * (JH_PI / 180));
    return s < 1 ? asin(s) * (180 / JH_PI) : 180;
}

typedef void visit_fn(void *ctx, int32_t index, double chord2);

/* A cap to visit: entries within radius_m, and perhaps a hair more, as the visitor decides. */
struct cap {
    struct jh_vector centre;
    double chord2_max, west_deg, east_deg;
    visit_fn *visit;
    void *ctx;
};

static void visit_cells(const struct jh_grid *g, const struct cap *cap, size_t from, size_t to)
{
    for (size_t k = g->cell_start[from]; k < g->cell_start[to]; k++) {
        double chord2 = jh_i_vector_chord2(cap->centre, g->vector[k]);
        if (chord2 <= cap->chord2_max)
            cap->visit(cap->ctx, g->index[k], chord2);
    }
}

/* The cap's stretch of longitudes, seen also one turn to the west and to the east. */
static void visit_row(const struct jh_grid *g, const struct cap *cap, size_t row)
{
    size_t first = g->row_start[row], n = g->row_start[row + 1] - first;
    if (cap->east_deg - cap->west_deg + 2 * g->width_deg / (double)n >= 360) {
        visit_cells(g, cap, first, first + n);
        return;
    }
    for (int turn = -1; turn <= 1; turn++) {
        double west = cap->west_deg + 360 * turn - g->lon_min_deg;
        double east = cap->east_deg + 360 * turn - g->lon_min_deg;
        if (east >= 0 && west <= g->width_deg)
            visit_cells(g, cap, first + slice_of(west, g->width_deg, n),
                first + slice_of(east, g->width_deg, n) + 1);
    }
}

static void visit_cap(
    const struct jh_grid *g, struct jh_point centre, double radius_m, visit_fn *visit, void *ctx)
{
    double angle = fmin(radius_m / JH_EARTH_RADIUS_M, JH_PI), half_chord = sin(angle / 2);
    double angle_deg = angle * (180 / JH_PI) + 1e-9, lon = wrapped_lon(centre.lon_deg);
    double half_width = cap_half_width_deg(centre.lat_deg, angle_deg) + 1e-9;
    struct cap cap = {.centre = jh_i_vector(centre),
        .chord2_max = angle >= JH_PI ? 5 : 4 * half_chord * half_chord * (1 + 1e-9) + 1e-18,
        .west_deg = lon - half_width,
        .east_deg = lon + half_width,
        .visit = visit,
        .ctx = ctx};
    size_t last = row_of(g, centre.lat_deg + angle_deg);
    for (size_t r = row_of(g, centre.lat_deg - angle_deg); r <= last; r++)
        visit_row(g, &cap, r);
}

/* The cap lowest indices found so far, as a heap with the greatest on top. */
struct collector {
    int32_t *heap;
    size_t cap, n, n_found;
    double radius_m;
};

static void sift_down(int32_t *heap, size_t n, size_t i)
{
    int32_t x = heap[i];
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= n)
            break;
        if (child + 1 < n && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= x)
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = x;
}

static void collect(void *ctx, int32_t index, double chord2)
{
    struct collector *c = ctx;
    if (jh_i_vector_arc_m(chord2) > c->radius_m)
        return;
    c->n_found++;
    if (c->n < c->cap) {
        c->heap[c->n++] = index;
        if (c->n == c->cap)
            for (size_t i = c->n / 2; i > 0; i--)
                sift_down(c->heap, c->n, i - 1);
    } else if (c->cap > 0 && index < c->heap[0]) {
        c->heap[0] = index;
        sift_down(c->heap, c->n, 0);
    }
}

static void sort_heap(int32_t *heap, size_t n, bool is_heap)
{
    if (!is_heap)
        for (size_t i = n / 2; i > 0; i--)
            sift_down(heap, n, i - 1);
    for (size_t end = n; end > 1; end--) {
        int32_t top = heap[0];
        heap[0] = heap[end - 1];
        sift_down(heap, end - 1, 0);
        heap[end - 1] = top;
    }
}

size_t jh_grid_within(const struct jh_grid *grid, struct jh_point centre, double radius_m,
    int32_t *out_index, size_t cap)
{
    if (!jh_point_known(centre) || !(radius_m >= 0) || grid->n_known == 0)
        return 0;
    struct collector c = {.heap = out_index, .cap = cap, .radius_m = radius_m};
    visit_cap(grid, centre, radius_m, collect, &c);
    sort_heap(c.heap, c.n, c.n == c.cap);
    return c.n_found;
}

struct nearest {
    bool (*accept)(const void *ctx, int32_t index);
    const void *ctx;
    double chord2;
    int32_t index;
};

static void keep_nearest(void *ctx, int32_t index, double chord2)
{
    struct nearest *best = ctx;
    if (best->index >= 0 &&
        (chord2 > best->chord2 || (!(chord2 < best->chord2) && index > best->index)))
        return;
    if (best->accept != NULL && !best->accept(best->ctx, index))
        return;
    best->index = index;
    best->chord2 = chord2;
}

/* Caps of growing radius until one holds an accepted point nearer than its edge. */
int32_t jh_grid_nearest(const struct jh_grid *grid, struct jh_point centre,
    bool (*accept)(const void *ctx, int32_t index), const void *ctx, double *out_dist_m)
{
    if (!jh_point_known(centre) || grid->n_known == 0)
        return -1;
    double whole_m = JH_PI * JH_EARTH_RADIUS_M;
    for (double radius_m = grid->row_deg * 111195;; radius_m *= 2) {
        struct nearest best = {.accept = accept, .ctx = ctx, .index = -1};
        visit_cap(grid, centre, radius_m, keep_nearest, &best);
        double dist_m = best.index >= 0 ? jh_i_vector_arc_m(best.chord2) : JH_INF;
        if (dist_m <= radius_m || (best.index >= 0 && radius_m >= whole_m)) {
            if (out_dist_m != NULL)
                *out_dist_m = dist_m;
            return best.index;
        }
        if (radius_m >= whole_m)
            return -1;
    }
}
