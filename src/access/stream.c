/*
 * Accessibility of points by the distance model without holding their pairs.
 */
#include <string.h>

#include "access/decay.h"
#include "access/job.h"
#include "access/rows.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "geo/vector.h"

/* Sums over points are made in this many fixed pieces, added in order. */
#define N_PIECES 16
/* Sites weighed at once. */
#define BLOCK 256
/* Points are in no order in memory: their figures are fetched this many ahead. */
#define AHEAD 8
/* Cells of points and of sites, as a share of the reach. */
#define POINT_CELL   0.15
#define SITE_CELL    0.25
#define CELLS_LEAST  2048
#define CELLS_MOST   65536
#define ERROR_ENOUGH 1e-6

/* The weight of a pair by the straight line through the unit sphere: linear in cells of its length, or
 * in steps. */
struct weights {
    bool steps;
    size_t n_steps;
    float limit[JH_I_DECAY_STEPS], step[JH_I_DECAY_STEPS]; /* squared lengths, ascending */
    float reach;                                           /* the same, of the reach */
    float scale, n_cells;                                  /* length * scale = cell */
    struct cell {
        float at, more; /* weight = at + more * (how far into the cell) */
    } * cell;           /* [n_cells + 1] the last: 0 */
    double error;
};

struct stream {
    const double *people;
    struct jh_i_rows points, sites;
    double reach_rad;
    struct weights weights;
    double *piece; /* [N_PIECES * n_sites] demand, in the order of rows */
    double *ratio; /* [n_sites] what each site gives per weight, in the order of rows */
    uint64_t n_pairs;
};

/* --- weights --- */

static double exact_weight(const struct jh_i_access_job *job, const struct jh_travel_model *model,
    double length, int power)
{
    double minutes = jh_travel_model_min(model, jh_i_vector_arc_m(length * length));
    double w = jh_i_decay_weight(&job->decay, minutes);
    return power == 2 ? w * w : w;
}

/* Straight length on the unit sphere that the model covers in that many minutes. */
static double length_of(const struct jh_travel_model *model, double minutes)
{
    double arc = jh_travel_model_reach_m(model, minutes) / JH_EARTH_RADIUS_M;
    return 2 * sin(fmin(arc, JH_PI) / 2);
}

/* The same squared; below 0 where no trip is that short. */
static float limit_of(const struct jh_travel_model *model, double minutes)
{
    double length = length_of(model, minutes);
    return jh_travel_model_min(model, 0) > minutes ? -1 : (float)(length * length);
}

static void fill_steps(const struct jh_i_access_job *job, const struct jh_travel_model *model,
    int power, struct weights *w)
{
    const struct jh_i_decay *d = &job->decay;
    w->n_steps = d->n_steps > 0 ? d->n_steps : d->shape == JH_DECAY_STEP ? 3 : 1;
    for (size_t k = 0; k < w->n_steps; k++) {
        double minutes = d->n_steps > 0 ? fmin(d->step_min[k], job->reach_min)
                                        : job->reach_min * (double)(k + 1) / (double)w->n_steps;
        double inside = jh_i_decay_weight(d, minutes);
        w->limit[k] = limit_of(model, minutes);
        w->step[k] = (float)(power == 2 ? inside * inside : inside);
    }
}

/* @return the most that the middle and the quarters of any cell are off. */
static double fill_cells(const struct jh_i_access_job *job, const struct jh_travel_model *model,
    int power, double length, size_t n, struct cell *cell)
{
    double worst = 0, left = exact_weight(job, model, 0, power);
    for (size_t c = 0; c < n; c++) {
        double right = exact_weight(job, model, length * (double)(c + 1) / (double)n, power);
        if (c + 1 == n && !(right > 0)) /* the end, past the reach by rounding */
            right = exact_weight(job, model, length * (1 - 1e-12), power);
        cell[c] = (struct cell){(float)left, (float)(right - left)};
        for (int k = 1; k < 4; k++) {
            double at = length * ((double)c + k / 4.0) / (double)n;
            double off =
                fabs(exact_weight(job, model, at, power) - left - k / 4.0 * (right - left));
            worst = off > worst ? off : worst;
        }
        left = right;
    }
    cell[n] = (struct cell){0, 0};
    return worst;
}

static enum jh_status make_weights(const struct jh_i_access_job *job,
    const struct jh_travel_model *model, int power, struct weights *w, struct jh_error *err)
{
    double length = length_of(model, job->reach_min);
    w->reach = limit_of(model, job->reach_min);
    w->steps = job->decay.shape == JH_DECAY_BINARY || job->decay.shape == JH_DECAY_STEP;
    if (w->steps) {
        fill_steps(job, model, power, w);
        return JH_OK;
    }
    w->cell = jh_i_calloc(CELLS_MOST + 1, sizeof *w->cell);
    if (w->cell == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t n = CELLS_LEAST;
    w->error = fill_cells(job, model, power, length, n, w->cell);
    while (w->error > ERROR_ENOUGH && n < CELLS_MOST) {
        n *= 2;
        w->error = fill_cells(job, model, power, length, n, w->cell);
    }
    w->n_cells = (float)n;
    w->scale = length > 0 ? (float)((double)n / length) : 0;
    return JH_OK;
}

/* --- a cell of points and up to BLOCK sites around it --- */

struct block {
    size_t n;
    float x[BLOCK], y[BLOCK], z[BLOCK], weight[BLOCK], far[BLOCK];
    int32_t index[BLOCK];
    double of_site[BLOCK]; /* demand of this cell's points, or what the site gives */
    int32_t at[BLOCK];     /* where the site is in the order of rows */
};

static void weigh_steps(const struct weights *w, struct block *b)
{
    memset(b->weight, 0, b->n * sizeof *b->weight);
    for (size_t s = w->n_steps; s-- > 0;) {
        const float limit = w->limit[s], step = w->step[s];
#pragma omp simd
        for (size_t k = 0; k < b->n; k++)
            b->weight[k] = b->far[k] <= limit ? step : b->weight[k];
    }
}

static void weigh_cells(const struct weights *w, struct block *b)
{
    const float scale = w->scale, most = w->n_cells;
#pragma omp simd
    for (size_t k = 0; k < b->n; k++) {
        float at = __builtin_sqrtf(b->far[k]) * scale;
        at = at < most ? at : most;
        b->index[k] = (int32_t)at;
        b->far[k] = at - (float)b->index[k];
    }
    for (size_t k = 0; k < b->n; k++) {
        const struct cell cell = w->cell[b->index[k]];
        b->weight[k] = cell.at + cell.more * b->far[k];
    }
}

/* Weights of the block's sites for one point; how many are within reach. */
static size_t weigh(const struct stream *s, size_t point, struct block *b)
{
    const float x = s->points.x[point], y = s->points.y[point], z = s->points.z[point];
    const float limit = s->weights.reach;
    int32_t n_near = 0;
#pragma omp simd reduction(+ : n_near)
    for (size_t k = 0; k < b->n; k++) {
        float dx = x - b->x[k], dy = y - b->y[k], dz = z - b->z[k];
        b->far[k] = dx * dx + dy * dy + dz * dz;
        n_near += b->far[k] <= limit;
    }
    if (s->weights.steps)
        weigh_steps(&s->weights, b);
    else
        weigh_cells(&s->weights, b);
    return (size_t)n_near;
}

/* What a pass does with one cell of points and one block of sites. */
typedef size_t block_fn(
    const struct stream *s, size_t from, size_t to, struct block *b, double *out);

static size_t add_demand(
    const struct stream *s, size_t from, size_t to, struct block *b, double *demand)
{
    size_t n_near = 0;
    for (size_t k = 0; k < b->n; k++)
        b->of_site[k] = 0;
    for (size_t i = from; i < to; i++) {
        const double people = s->people[s->points.place[i]];
        if (i + AHEAD < s->points.n)
            __builtin_prefetch(&s->people[s->points.place[i + AHEAD]], 0);
        n_near += weigh(s, i, b);
#pragma omp simd
        for (size_t k = 0; k < b->n; k++)
            b->of_site[k] += people * (double)b->weight[k];
    }
    for (size_t k = 0; k < b->n; k++)
        demand[b->at[k]] += b->of_site[k];
    return n_near;
}

static size_t add_access(
    const struct stream *s, size_t from, size_t to, struct block *b, double *access)
{
    size_t n_near = 0;
    for (size_t k = 0; k < b->n; k++)
        b->of_site[k] = s->ratio[b->at[k]];
    for (size_t i = from; i < to; i++) {
        double sum = 0;
        if (i + AHEAD < s->points.n)
            __builtin_prefetch(&access[s->points.place[i + AHEAD]], 1);
        n_near += weigh(s, i, b);
        for (size_t k = 0; k < b->n; k++)
            sum += b->of_site[k] * (double)b->weight[k];
        access[s->points.place[i]] += sum;
    }
    return n_near;
}

/* All sites around a cell of points, block by block. */
static size_t visit(const struct stream *s, size_t cell, struct block *b, block_fn *fn, double *out)
{
    const struct jh_i_rows *sites = &s->sites;
    size_t from = (size_t)s->points.start[cell], to = (size_t)s->points.start[cell + 1];
    size_t first, last, n_near = 0;
    if (from == to)
        return 0;
    const struct jh_i_box box = jh_i_rows_box(&s->points, cell);
    if (!jh_i_rows_span(sites, &box, s->reach_rad, &first, &last))
        return 0;
    b->n = 0;
    for (size_t row = first; row <= last; row++) {
        int32_t at, end;
        jh_i_rows_run(sites, row, &box, s->reach_rad, &at, &end);
        for (; at < end; at++) {
            b->x[b->n] = sites->x[at];
            b->y[b->n] = sites->y[at];
            b->z[b->n] = sites->z[at];
            b->at[b->n++] = at;
            if (b->n == BLOCK) {
                n_near += fn(s, from, to, b, out);
                b->n = 0;
            }
        }
    }
    return n_near + (b->n > 0 ? fn(s, from, to, b, out) : 0);
}

/* --- passes --- */

/* The cell with which a piece begins: pieces of about the same number of points. */
static size_t piece_start(const struct stream *s, size_t piece)
{
    size_t low = 0, high = s->points.n_rows * s->points.n_columns;
    size_t wanted = s->points.n * piece / N_PIECES;
    if (piece == N_PIECES)
        return high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((size_t)s->points.start[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* demand: each piece has its own [n_sites]; access: all write their own points. */
static void pass(
    struct stream *s, block_fn *fn, double *out, size_t stride, const struct jh_run *run)
{
    uint64_t n_near[N_PIECES] = {0};
#pragma omp parallel for schedule(dynamic, 1) num_threads(jh_run_threads(run))
    for (size_t p = 0; p < N_PIECES; p++) {
        struct block b;
        size_t end = piece_start(s, p + 1);
        for (size_t cell = piece_start(s, p); cell < end; cell++)
            n_near[p] += visit(s, cell, &b, fn, out + p * stride);
    }
    s->n_pairs = 0;
    for (size_t p = 0; p < N_PIECES; p++)
        s->n_pairs += n_near[p];
}

static void make_ratios(struct stream *s, const double *supply, bool shared)
{
    for (size_t j = 0; j < s->sites.n; j++) {
        double demand = 0, mine = supply[s->sites.place[j]];
        for (size_t p = 0; p < N_PIECES && shared; p++)
            demand += s->piece[p * s->sites.n + j];
        mine = mine > 0 ? mine : 0;
        s->ratio[j] = !shared ? mine : demand > 0 ? mine / demand : 0;
    }
}

static enum jh_status check_places(
    const char *name, size_t n, const struct jh_point *point, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(point[i].lon_deg) <= 180 && fabs(point[i].lat_deg) <= 90)) {
            jh_fail(err, JH_E_DATA, "%s has no place on the map", name);
            jh_where(err, "%s[%zu]", name, i);
            return JH_E_DATA;
        }
    return JH_OK;
}

/* Which methods are sums over pairs: whether people share, in which power weights count at last. */
static const struct {
    enum jh_access_method method;
    bool shared, totals;
    int power;
} sums[] = {
    {JH_ACCESS_CUMULATIVE, false, false, 1},
    {JH_ACCESS_GRAVITY, false, false, 1},
    {JH_ACCESS_2SFCA, true, false, 1},
    {JH_ACCESS_E2SFCA, true, false, 1},
    {JH_ACCESS_GRAVITY_COMPETITION, true, false, 1},
    {JH_ACCESS_M2SFCA, true, false, 2},
    {JH_ACCESS_AVAILABILITY, true, true, 1},
};
#define N_SUMS (sizeof sums / sizeof *sums)

enum jh_status jh_access_points(size_t n_points, const struct jh_point *point, const double *people,
    size_t n_sites, const struct jh_point *site, const double *supply,
    const struct jh_travel_model *model, const struct jh_access_options *options,
    const struct jh_run *run, double *out_access, struct jh_access_stream *out_stream,
    struct jh_error *err)
{
    const struct jh_travel_model standard = jh_travel_model_default();
    const struct jh_travel_pairs bare = {.n_areas = n_points};
    struct stream s = {.people = people};
    struct jh_i_access_job job = {0};
    enum jh_status st = JH_OK;
    size_t how = 0;
    while (how < N_SUMS && sums[how].method != options->method)
        how++;
    if (how == N_SUMS)
        return jh_fail(err, JH_E_UNSUPPORTED, "the method %s needs the pairs held",
            jh_access_method_name(options->method));
    model = model != NULL ? model : &standard;
    JH_TRY(st, jh_i_access_job_make(&bare, n_sites, supply, people, options, &job, err));
    JH_TRY(st, check_places("point", n_points, point, err));
    JH_TRY(st, check_places("site", n_sites, site, err));
    s.reach_rad = jh_travel_model_reach_m(model, job.reach_min) / JH_EARTH_RADIUS_M;
    JH_TRY(st, jh_i_rows_make(n_points, point, POINT_CELL * s.reach_rad, &s.points, err));
    JH_TRY(st, jh_i_rows_make(n_sites, site, SITE_CELL * s.reach_rad, &s.sites, err));
    s.piece = jh_i_calloc(n_sites, N_PIECES * sizeof *s.piece);
    s.ratio = jh_i_calloc(n_sites, sizeof *s.ratio);
    if (s.piece == NULL || s.ratio == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, make_weights(&job, model, 1, &s.weights, err));
    if (sums[how].shared)
        pass(&s, add_demand, s.piece, n_sites, run);
    if (jh_run_stopped(run)) {
        st = jh_fail(err, JH_E_CANCELLED, "stopped");
        goto out;
    }
    make_ratios(&s, supply, sums[how].shared);
    if (sums[how].power == 2) {
        jh_i_free(s.weights.cell);
        s.weights = (struct weights){.steps = false};
        JH_TRY(st, make_weights(&job, model, 2, &s.weights, err));
    }
    for (size_t i = 0; i < n_points; i++)
        out_access[i] = 0;
    pass(&s, add_access, out_access, 0, run);
    for (size_t i = 0; sums[how].totals && i < n_points; i++)
        out_access[i] *= people[i];
    if (out_stream != NULL)
        *out_stream = (struct jh_access_stream){s.n_pairs, s.weights.error};
out:
    jh_i_free(s.piece);
    jh_i_free(s.ratio);
    jh_i_free(s.weights.cell);
    jh_i_rows_release(&s.points);
    jh_i_rows_release(&s.sites);
    return st;
}
