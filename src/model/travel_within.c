#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"
#include "geo/grid.h"
#include "model/travel_chosen.h"

enum { CHUNK = 64 };

struct pair {
    int32_t position;
    float minutes;
};

/* The pairs of CHUNK areas, in order. */
struct chunk {
    struct pair *pair;
    size_t n, cap;
};

struct work {
    const struct jh_dataset *dataset;
    const struct jh_travel_options *options;
    const int32_t *area;
    size_t n_areas, n_chunks;
    struct jh_i_chosen chosen;
    struct jh_point *point; /* [chosen.n] */
    struct jh_grid *grid;   /* over point; NULL: only listed times */
    double reach_min, radius_m;
    struct chunk *chunk; /* [n_chunks] */
    size_t *start;       /* [n_areas + 1], at a + 1 the number of pairs of a, then their sums */
};

/* Of one thread. */
struct scratch {
    struct pair *pair;  /* [chosen.n] */
    int32_t *near;      /* [chosen.n] */
    uint8_t *is_listed; /* [chosen.n], zero between areas */
};

static int by_position(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    return (a->position > b->position) - (a->position < b->position);
}

static void sort_pairs(size_t n, struct pair *pair)
{
    for (size_t i = 1; i < n; i++)
        if (pair[i - 1].position > pair[i].position) {
            qsort(pair, n, sizeof *pair, by_position);
            return;
        }
}

/* Listed pairs of the area: marks them, keeps those within reach, corrects what stays unknown. */
static size_t take_listed(
    const struct work *w, int32_t area, bool placed, struct scratch *s, uint64_t *unknown)
{
    const struct jh_travel *travel = &w->dataset->travel;
    size_t from, to, n = 0;
    jh_i_listed_rows(w->dataset, w->options->mode, area, &from, &to);
    for (size_t k = from; k < to; k++)
        for (int32_t i = w->chosen.first[travel->hospital[k]]; i >= 0; i = w->chosen.next[i]) {
            float minutes = travel->minutes[k];
            bool modelled = placed && jh_point_known(w->point[i]);
            bool listed = minutes < (float)JH_INF;
            s->is_listed[i] = 1;
            *unknown = *unknown + (modelled && !listed) - (!modelled && listed);
            if (listed && (double)minutes <= w->reach_min)
                s->pair[n++] = (struct pair){i, minutes};
        }
    return n;
}

static void unmark_listed(const struct work *w, int32_t area, struct scratch *s)
{
    size_t from, to;
    jh_i_listed_rows(w->dataset, w->options->mode, area, &from, &to);
    for (size_t k = from; k < to; k++)
        for (int32_t i = w->chosen.first[w->dataset->travel.hospital[k]]; i >= 0;
             i = w->chosen.next[i])
            s->is_listed[i] = 0;
}

static size_t take_modelled(const struct work *w, int32_t area, struct scratch *s, size_t n)
{
    struct jh_point at = w->dataset->areas.point[area];
    struct jh_vector here = jh_i_vector(at);
    size_t n_near = jh_grid_within(w->grid, at, w->radius_m, s->near, w->chosen.n);
    for (size_t k = 0; k < n_near; k++) {
        int32_t i = s->near[k];
        float minutes = jh_i_modelled_min(&w->options->model, here, w->chosen.vector[i]);
        if (s->is_listed[i] == 0 && (double)minutes <= w->reach_min)
            s->pair[n++] = (struct pair){i, minutes};
    }
    return n;
}

static bool append(struct chunk *chunk, size_t n, const struct pair *pair)
{
    if (chunk->n + n > chunk->cap) {
        size_t cap = 2 * chunk->cap + n;
        struct pair *grown = jh_i_realloc(chunk->pair, cap, sizeof *grown);
        if (grown == NULL)
            return false;
        chunk->pair = grown;
        chunk->cap = cap;
    }
    if (n > 0)
        memcpy(chunk->pair + chunk->n, pair, n * sizeof *pair);
    chunk->n += n;
    return true;
}

/* False: out of memory. */
static bool do_chunk(
    const struct work *w, size_t c, struct scratch *s, struct jh_travel_counts *counts)
{
    size_t end = (c + 1) * CHUNK < w->n_areas ? (c + 1) * CHUNK : w->n_areas;
    for (size_t a = c * CHUNK; a < end; a++) {
        bool placed = w->grid != NULL && jh_point_known(w->dataset->areas.point[w->area[a]]);
        uint64_t unknown = placed ? w->chosen.n_unplaced : w->chosen.n;
        size_t n_listed = take_listed(w, w->area[a], placed, s, &unknown), n = n_listed;
        if (placed)
            n = take_modelled(w, w->area[a], s, n);
        unmark_listed(w, w->area[a], s);
        sort_pairs(n, s->pair);
        if (!append(&w->chunk[c], n, s->pair))
            return false;
        w->start[a + 1] = n;
        counts->listed += n_listed;
        counts->modelled += n - n_listed;
        counts->unknown += unknown;
    }
    return true;
}

static bool scratch_init(struct scratch *s, size_t n)
{
    *s = (struct scratch){jh_i_calloc(n, sizeof *s->pair), jh_i_calloc(n, sizeof *s->near),
        jh_i_calloc(n, sizeof *s->is_listed)};
    return s->pair != NULL && s->near != NULL && s->is_listed != NULL;
}

static void scratch_release(struct scratch *s)
{
    jh_i_free(s->pair);
    jh_i_free(s->near);
    jh_i_free(s->is_listed);
}

static enum jh_status find_all(const struct work *w, const struct jh_run *run,
    struct jh_travel_counts *out_counts, struct jh_error *err)
{
    uint64_t listed = 0, modelled = 0, unknown = 0;
    bool no_memory = false, stopped = false;
#pragma omp parallel num_threads(jh_run_threads(run)) reduction(+ : listed, modelled, unknown)     \
    reduction(|| : no_memory)
    {
        struct scratch s;
        struct jh_travel_counts counts = {0};
        no_memory = !scratch_init(&s, w->chosen.n);
#pragma omp for schedule(dynamic)
        for (size_t c = 0; c < w->n_chunks; c++) {
            bool stop;
#pragma omp critical(jh_travel_within_stop)
            stop = stopped = stopped || jh_run_stopped(run);
            if (!no_memory && !stop)
                no_memory = !do_chunk(w, c, &s, &counts);
        }
        scratch_release(&s);
        listed += counts.listed;
        modelled += counts.modelled;
        unknown += counts.unknown;
    }
    if (no_memory)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (stopped)
        return jh_fail(err, JH_E_CANCELLED, "travel times were cancelled");
    *out_counts = (struct jh_travel_counts){listed, modelled, unknown};
    return JH_OK;
}

/* Join the chunks; takes w->start. */
static enum jh_status join(struct work *w, struct jh_travel_pairs *out, struct jh_error *err)
{
    for (size_t a = 0; a < w->n_areas; a++)
        w->start[a + 1] += w->start[a];
    size_t n = w->start[w->n_areas], at = 0;
    int32_t *hospital = jh_i_calloc(n, sizeof *hospital);
    float *minutes = jh_i_calloc(n, sizeof *minutes);
    if (hospital == NULL || minutes == NULL) {
        jh_i_free(hospital);
        jh_i_free(minutes);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t c = 0; c < w->n_chunks; c++) {
        for (size_t i = 0; i < w->chunk[c].n; i++, at++) {
            hospital[at] = w->chunk[c].pair[i].position;
            minutes[at] = w->chunk[c].pair[i].minutes;
        }
        jh_i_free(w->chunk[c].pair);
        w->chunk[c].pair = NULL;
    }
    out->n_areas = w->n_areas;
    out->n = n;
    out->start = w->start;
    out->hospital = hospital;
    out->minutes = minutes;
    w->start = NULL;
    return JH_OK;
}

static enum jh_status prepare(struct work *w, const int32_t *hospital, struct jh_error *err)
{
    w->n_chunks = (w->n_areas + CHUNK - 1) / CHUNK;
    w->start = jh_i_calloc(w->n_areas + 1, sizeof *w->start);
    w->chunk = jh_i_calloc(w->n_chunks, sizeof *w->chunk);
    w->point = jh_i_calloc(w->chosen.n, sizeof *w->point);
    if (w->start == NULL || w->chunk == NULL || w->point == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < w->chosen.n; i++)
        w->point[i] = w->dataset->hospitals.point[hospital[i]];
    if (w->options->mode == JH_TRAVEL_LISTED)
        return JH_OK;
    /* Minutes are kept as float: a hair beyond the exact reach may round into it. */
    w->radius_m = jh_travel_model_reach_m(&w->options->model, w->reach_min * (1 + 1e-6)) + 1;
    return jh_grid_new(w->chosen.n, w->point, &w->grid, err);
}

enum jh_status jh_travel_within(const struct jh_dataset *dataset,
    const struct jh_travel_options *options, size_t n_areas, const int32_t *area,
    size_t n_hospitals, const int32_t *hospital, double reach_min, const struct jh_run *run,
    struct jh_travel_pairs *out_pairs, struct jh_error *err)
{
    enum jh_status st;
    struct jh_travel_pairs pairs = {0};
    struct work w = {.dataset = dataset,
        .options = options,
        .area = area,
        .n_areas = n_areas,
        .reach_min = reach_min};
    if (!(reach_min > 0))
        return jh_fail(err, JH_E_DOMAIN, "reach must be above 0 minutes, got %g", reach_min);
    JH_TRY(st,
        jh_i_chosen_init(&w.chosen, dataset, options, n_areas, area, n_hospitals, hospital, err));
    JH_TRY(st, prepare(&w, hospital, err));
    JH_TRY(st, find_all(&w, run, &pairs.counts, err));
    JH_TRY(st, join(&w, &pairs, err));
    *out_pairs = pairs;
out:
    jh_i_chosen_release(&w.chosen);
    jh_grid_free(w.grid);
    jh_i_free(w.point);
    jh_i_free(w.start);
    for (size_t c = 0; w.chunk != NULL && c < w.n_chunks; c++)
        jh_i_free(w.chunk[c].pair);
    jh_i_free(w.chunk);
    return st;
}

void jh_travel_pairs_release(struct jh_travel_pairs *pairs)
{
    if (pairs == NULL)
        return;
    jh_i_free(pairs->start);
    jh_i_free(pairs->hospital);
    jh_i_free(pairs->minutes);
    *pairs = (struct jh_travel_pairs){0};
}
