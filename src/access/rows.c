#include "access/rows.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "geo/vector.h"

#define RAD   (JH_PI / 180)
#define AHEAD 16   /* places are in no order in memory: fetched this many ahead */
#define SLACK 1e-6 /* radians: more than single precision loses */

void jh_i_rows_release(struct jh_i_rows *rows)
{
    jh_i_free(rows->start);
    jh_i_free(rows->x);
    jh_i_free(rows->y);
    jh_i_free(rows->z);
    jh_i_free(rows->place);
    *rows = (struct jh_i_rows){0};
}

static size_t whole(double value, double most)
{
    return !(value > 1) ? 1 : value < most ? (size_t)value : (size_t)most;
}

static void measure(struct jh_i_rows *r, const struct jh_point *point, double cell)
{
    double south = JH_INF, north = -JH_INF, west = JH_INF, east = -JH_INF;
    for (size_t i = 0; i < r->n; i++) {
        south = fmin(south, point[i].lat_deg);
        north = fmax(north, point[i].lat_deg);
        west = fmin(west, point[i].lon_deg);
        east = fmax(east, point[i].lon_deg);
    }
    double middle = cos((south + north) / 2 * RAD), most = 4 * (double)r->n + 1;
    double tall = r->n > 0 ? (north - south) * RAD + SLACK : SLACK;
    double broad = r->n > 0 ? (east - west) * RAD + SLACK : SLACK;
    r->n_rows = whole(ceil(tall / cell), most);
    r->n_columns = whole(ceil(broad * fmax(middle, 0.01) / cell), most / (double)r->n_rows);
    r->lat0 = r->n > 0 ? south * RAD : 0;
    r->lon0 = r->n > 0 ? west * RAD : 0;
    r->row_h = tall / (double)r->n_rows;
    r->column_w = broad / (double)r->n_columns;
}

static size_t step_of(double value, double origin, double width, size_t n)
{
    double at = (value - origin) / width;
    return !(at > 0) ? 0 : at < (double)n ? (size_t)at : n - 1;
}

static size_t cell_of(const struct jh_i_rows *r, struct jh_point p)
{
    return step_of(p.lat_deg * RAD, r->lat0, r->row_h, r->n_rows) * r->n_columns +
           step_of(p.lon_deg * RAD, r->lon0, r->column_w, r->n_columns);
}

static void fill(struct jh_i_rows *r, const struct jh_point *point)
{
    size_t n_cells = r->n_rows * r->n_columns;
    for (size_t i = 0; i < r->n; i++)
        r->start[cell_of(r, point[i]) + 1]++;
    for (size_t c = 0; c < n_cells; c++)
        r->start[c + 1] += r->start[c];
    for (size_t i = 0; i < r->n; i++) /* the start of a cell becomes its end */
        r->place[r->start[cell_of(r, point[i])]++] = (int32_t)i;
    for (size_t c = n_cells; c > 0; c--)
        r->start[c] = r->start[c - 1];
    r->start[0] = 0;
#pragma omp parallel for
    for (size_t at = 0; at < r->n; at++) {
        if (at + AHEAD < r->n)
            __builtin_prefetch(&point[r->place[at + AHEAD]]);
        struct jh_vector v = jh_i_vector(point[r->place[at]]);
        r->x[at] = (float)v.x;
        r->y[at] = (float)v.y;
        r->z[at] = (float)v.z;
    }
}

enum jh_status jh_i_rows_make(size_t n, const struct jh_point *point, double cell_rad,
    struct jh_i_rows *out, struct jh_error *err)
{
    struct jh_i_rows r = {.n = n};
    if (n > INT32_MAX / 8)
        return jh_fail(err, JH_E_LIMIT, "%zu places are too many", n);
    measure(&r, point, fmax(cell_rad, SLACK));
    r.start = jh_i_calloc(r.n_rows * r.n_columns + 2, sizeof *r.start);
    r.x = jh_i_calloc(n, sizeof *r.x);
    r.y = jh_i_calloc(n, sizeof *r.y);
    r.z = jh_i_calloc(n, sizeof *r.z);
    r.place = jh_i_calloc(n, sizeof *r.place);
    if (r.start == NULL || r.x == NULL || r.y == NULL || r.z == NULL || r.place == NULL) {
        jh_i_rows_release(&r);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    fill(&r, point);
    *out = r;
    return JH_OK;
}

struct jh_i_box jh_i_rows_box(const struct jh_i_rows *r, size_t cell)
{
    double south = r->lat0 + (double)(cell / r->n_columns) * r->row_h;
    double west = r->lon0 + (double)(cell % r->n_columns) * r->column_w;
    return (struct jh_i_box){
        south - SLACK, south + r->row_h + SLACK, west - SLACK, west + r->column_w + SLACK};
}

bool jh_i_rows_span(const struct jh_i_rows *r, const struct jh_i_box *box, double reach_rad,
    size_t *out_first, size_t *out_last)
{
    double south = box->south - reach_rad, north = box->north + reach_rad;
    if (r->n == 0 || north < r->lat0 || south > r->lat0 + (double)r->n_rows * r->row_h)
        return false;
    *out_first = step_of(south, r->lat0, r->row_h, r->n_rows);
    *out_last = step_of(north, r->lat0, r->row_h, r->n_rows);
    return true;
}

static double least_cos(double south, double north)
{
    return fmax(fmin(cos(south), cos(north)), 0);
}

/* sin(d/2)^2 = sin(dlat/2)^2 + cos cos' sin(dlon/2)^2: the widest dlon for d within reach. */
void jh_i_rows_run(const struct jh_i_rows *r, size_t row, const struct jh_i_box *box,
    double reach_rad, int32_t *out_from, int32_t *out_to)
{
    const int32_t *start = r->start + row * r->n_columns;
    double low = r->lat0 + (double)row * r->row_h - SLACK, high = low + r->row_h + 2 * SLACK;
    double away = box->north < low ? low - box->north : box->south > high ? box->south - high : 0;
    double across = sin(fmin(reach_rad + SLACK, JH_PI) / 2), up = sin(away / 2);
    double left = across * across - up * up;
    double product = least_cos(box->south, box->north) * least_cos(low, high);
    *out_from = start[0];
    *out_to = start[r->n_columns];
    if (!(left < product)) /* around a pole: the whole row */
        return;
    double wide = left > 0 ? 2 * asin(sqrt(left / product)) : 0;
    double west = box->west - wide - SLACK, east = box->east + wide + SLACK;
    if (west < -JH_PI || east > JH_PI)
        return;
    double from = (west - r->lon0) / r->column_w, to = (east - r->lon0) / r->column_w;
    if (to < 0 || from >= (double)r->n_columns) {
        *out_to = *out_from;
        return;
    }
    *out_from = start[from > 0 ? (size_t)from : 0];
    *out_to = start[to < (double)r->n_columns - 1 ? (size_t)to + 1 : r->n_columns];
}
