#include "choice/sets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#define AREAS_AT_ONCE 128 /* of the travel matrix */

/* What all areas share. */
struct making {
    const struct jh_dataset *dataset;
    const struct jh_flow_table *table;
    const struct jh_choice_options *options;
    size_t n_hospitals, n_specialties; /* hospitals that may be chosen: a prefix of the dataset's */
    uint8_t *offers;                   /* [n_hospitals * n_specialties] */
    float *minutes;                    /* [AREAS_AT_ONCE * n_hospitals] */
};

/* The sets of one area. */
struct area_sets {
    size_t *count; /* [n_specialties] */
    int32_t *hospital;
    float *minutes;
    double *cases, *left_out; /* left_out [n_specialties] */
    bool failed;
};

struct near {
    float minutes;
    int32_t hospital;
};

static int by_minutes(const void *a, const void *b)
{
    const struct near *p = a, *q = b;
    if (p->minutes != q->minutes)
        return p->minutes < q->minutes ? -1 : 1;
    return (p->hospital > q->hospital) - (p->hospital < q->hospital);
}

/* Cases of a row of the table that the question is about. */
static double cases_of(const struct making *m, size_t row)
{
    const struct jh_flow_table *t = m->table;
    bool hard = t->hard != NULL, without = m->options->without_elsewhere && t->elsewhere != NULL;
    double cases = t->cases[row] - (without ? t->elsewhere[row] : 0);
    double of_hard = hard ? t->hard[row] : 0;
    if (hard && without && t->hard_elsewhere != NULL)
        of_hard -= t->hard_elsewhere[row];
    double wanted = m->options->cases == JH_CHOICE_ALL    ? cases
                    : m->options->cases == JH_CHOICE_HARD ? of_hard
                                                          : cases - of_hard;
    return wanted > 0 ? wanted : 0;
}

/* A hospital offers what its capabilities say and what it treats. */
static enum jh_status find_offers(struct making *m, struct jh_error *err)
{
    const struct jh_capabilities *c = &m->dataset->capabilities;
    const struct jh_flow_table *t = m->table;
    m->offers = jh_i_calloc(m->n_hospitals * m->n_specialties, 1);
    if (m->offers == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < c->n; i++)
        if ((size_t)c->hospital[i] < m->n_hospitals)
            m->offers[(size_t)c->hospital[i] * m->n_specialties + (size_t)c->specialty[i]] = 1;
    for (size_t i = 0; i < t->n; i++)
        if ((size_t)t->hospital[i] < m->n_hospitals && t->cases[i] > 0)
            m->offers[(size_t)t->hospital[i] * m->n_specialties + t->specialty[i]] = 1;
    return JH_OK;
}

/* Scratch of one thread. */
struct worker {
    struct near *near; /* [n_hospitals], those that may be in a set, then in order of time */
    size_t n_near;
    struct near *heap;  /* [n_hospitals], the others, nearest on top */
    int32_t *first_row; /* [n_hospitals], in the table; JH_NONE: no flow of the area */
    size_t *missing;    /* [n_specialties], hospitals still to be filled in */
};

/* Taken whatever the distance. */
static bool is_wanted(const struct making *m, const struct worker *w, int32_t hospital)
{
    bool exporter = m->dataset->hospitals.role[hospital] == JH_ROLE_EXPORTER;
    return w->first_row[hospital] != JH_NONE || (exporter && m->options->n_alternatives > 0);
}

static void sift_down(struct near *heap, size_t n, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && by_minutes(&heap[child + 1], &heap[child]) < 0)
            child++;
        if (by_minutes(&heap[at], &heap[child]) <= 0)
            return;
        struct near t = heap[at];
        heap[at] = heap[child];
        heap[child] = t;
    }
}

/* Count a hospital for the specialties it offers that still miss some; false: it serves none. */
static bool fills(const struct making *m, struct worker *w, int32_t hospital, size_t *n_open)
{
    const uint8_t *offers = m->offers + (size_t)hospital * m->n_specialties;
    bool any = false;
    for (size_t s = 0; s < m->n_specialties; s++)
        if (offers[s] && w->missing[s] > 0) {
            any = true;
            *n_open -= --w->missing[s] == 0;
        }
    return any;
}

/* The nearest others, as many as some specialty still misses. */
static void add_nearest(const struct making *m, struct worker *w, size_t n_others)
{
    size_t n_open = 0;
    for (size_t s = 0; s < m->n_specialties; s++) {
        size_t n = 0;
        for (size_t i = 0; i < w->n_near; i++)
            n += m->offers[(size_t)w->near[i].hospital * m->n_specialties + s];
        w->missing[s] = m->options->n_alternatives > n ? m->options->n_alternatives - n : 0;
        n_open += w->missing[s] > 0;
    }
    for (size_t i = n_others / 2; i-- > 0 && n_open > 0;)
        sift_down(w->heap, n_others, i);
    while (n_others > 0 && n_open > 0) {
        struct near next = w->heap[0];
        w->heap[0] = w->heap[--n_others];
        sift_down(w->heap, n_others, 0);
        if (fills(m, w, next.hospital, &n_open))
            w->near[w->n_near++] = next;
    }
}

/* The hospitals that any set of the area may hold, nearest first. */
static void find_near(const struct making *m, size_t area, const float *minutes, struct worker *w)
{
    const struct jh_flow_table *t = m->table;
    size_t n_others = 0;
    w->n_near = 0;
    for (size_t h = 0; h < m->n_hospitals; h++)
        w->first_row[h] = JH_NONE;
    for (size_t r = t->start[area + 1]; r-- > t->start[area];)
        if ((size_t)t->hospital[r] < m->n_hospitals)
            w->first_row[t->hospital[r]] = (int32_t)(r - t->start[area]);
    for (size_t h = 0; h < m->n_hospitals; h++) {
        struct near one = {minutes[h], (int32_t)h};
        if (!isfinite(minutes[h]))
            continue;
        if (is_wanted(m, w, (int32_t)h))
            w->near[w->n_near++] = one;
        else
            w->heap[n_others++] = one;
    }
    if (m->options->n_alternatives > 0)
        add_nearest(m, w, n_others);
    qsort(w->near, w->n_near, sizeof *w->near, by_minutes);
}

static double cases_at(
    const struct making *m, const struct worker *w, size_t area, int32_t hospital, size_t specialty)
{
    const struct jh_flow_table *t = m->table;
    if (w->first_row[hospital] == JH_NONE)
        return 0;
    for (size_t r = t->start[area] + (size_t)w->first_row[hospital];
         r < t->start[area + 1] && t->hospital[r] == hospital; r++)
        if (t->specialty[r] == specialty)
            return cases_of(m, r);
    return 0;
}

/* Walk the set of a specialty; out NULL: count only. */
static size_t walk(const struct making *m, const struct worker *w, size_t area, size_t specialty,
    struct area_sets *out, size_t at)
{
    size_t n_wanted = 0, n = 0;
    for (size_t i = 0; i < w->n_near; i++) {
        int32_t h = w->near[i].hospital;
        n_wanted += m->offers[(size_t)h * m->n_specialties + specialty] && is_wanted(m, w, h);
    }
    size_t n_fill =
        m->options->n_alternatives > n_wanted ? m->options->n_alternatives - n_wanted : 0;
    for (size_t i = 0; i < w->n_near; i++) {
        int32_t h = w->near[i].hospital;
        bool wanted = is_wanted(m, w, h);
        if (!m->offers[(size_t)h * m->n_specialties + specialty] || (!wanted && n_fill == 0))
            continue;
        n_fill -= !wanted;
        if (out != NULL) {
            out->hospital[at + n] = h;
            out->minutes[at + n] = w->near[i].minutes;
            out->cases[at + n] = cases_at(m, w, area, h, specialty);
        }
        n++;
    }
    return n;
}

static void make_area(const struct making *m, size_t area, const float *minutes, struct worker *w,
    struct area_sets *out)
{
    const struct jh_flow_table *t = m->table;
    size_t total = 0, at = 0;
    find_near(m, area, minutes, w);
    out->count = jh_i_calloc(m->n_specialties, sizeof *out->count);
    out->left_out = jh_i_calloc(m->n_specialties, sizeof *out->left_out);
    out->failed = out->count == NULL || out->left_out == NULL;
    for (size_t s = 0; s < m->n_specialties && !out->failed; s++)
        total += out->count[s] = walk(m, w, area, s, NULL, 0);
    out->hospital = jh_i_calloc(total, sizeof *out->hospital);
    out->minutes = jh_i_calloc(total, sizeof *out->minutes);
    out->cases = jh_i_calloc(total, sizeof *out->cases);
    out->failed =
        out->failed || out->hospital == NULL || out->minutes == NULL || out->cases == NULL;
    for (size_t s = 0; s < m->n_specialties && !out->failed; s++)
        at += walk(m, w, area, s, out, at);
    for (size_t r = t->start[area]; r < t->start[area + 1] && !out->failed; r++)
        if ((size_t)t->hospital[r] >= m->n_hospitals || !isfinite(minutes[t->hospital[r]]))
            out->left_out[t->specialty[r]] += cases_of(m, r);
}

static void area_release(struct area_sets *a)
{
    jh_i_free(a->count);
    jh_i_free(a->hospital);
    jh_i_free(a->minutes);
    jh_i_free(a->cases);
    jh_i_free(a->left_out);
}

/* Sets of areas [begin, end), whose minutes stand in m->minutes. */
static bool make_block(
    const struct making *m, size_t begin, size_t end, int n_threads, struct area_sets *area)
{
    bool failed = false;
#pragma omp parallel num_threads(n_threads) reduction(|| : failed)
    {
        struct worker w = {.near = jh_i_calloc(m->n_hospitals, sizeof *w.near),
            .heap = jh_i_calloc(m->n_hospitals, sizeof *w.heap),
            .first_row = jh_i_calloc(m->n_hospitals, sizeof *w.first_row),
            .missing = jh_i_calloc(m->n_specialties, sizeof *w.missing)};
        failed = w.near == NULL || w.heap == NULL || w.first_row == NULL || w.missing == NULL;
#pragma omp for schedule(dynamic)
        for (size_t a = begin; a < end; a++) {
            if (failed)
                continue;
            make_area(m, a, m->minutes + (a - begin) * m->n_hospitals, &w, &area[a]);
            failed = area[a].failed;
        }
        jh_i_free(w.near);
        jh_i_free(w.heap);
        jh_i_free(w.first_row);
        jh_i_free(w.missing);
    }
    return !failed;
}

static enum jh_status make_areas(
    struct making *m, const struct jh_run *run, struct area_sets *area, struct jh_error *err)
{
    size_t n_areas = m->dataset->areas.n_inside;
    int32_t *hospital = jh_i_calloc(m->n_hospitals, sizeof *hospital);
    int32_t *chosen = jh_i_calloc(n_areas, sizeof *chosen);
    enum jh_status st = JH_OK;
    m->minutes = jh_i_calloc(AREAS_AT_ONCE * m->n_hospitals, sizeof *m->minutes);
    if (hospital == NULL || chosen == NULL || m->minutes == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t h = 0; h < m->n_hospitals; h++)
        hospital[h] = (int32_t)h;
    for (size_t a = 0; a < n_areas; a++)
        chosen[a] = (int32_t)a;
    for (size_t begin = 0; begin < n_areas; begin += AREAS_AT_ONCE) {
        size_t end = begin + AREAS_AT_ONCE < n_areas ? begin + AREAS_AT_ONCE : n_areas;
        struct jh_travel_counts counts;
        if (jh_run_stopped(run))
            JH_TRY(st, jh_fail(err, JH_E_CANCELLED, "estimation was stopped"));
        JH_TRY(st, jh_travel_matrix(m->dataset, &m->options->travel, end - begin, chosen + begin,
                       m->n_hospitals, hospital, run, m->minutes, &counts, err));
        if (!make_block(m, begin, end, jh_run_threads(run), area))
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    }
out:
    jh_i_free(hospital);
    jh_i_free(chosen);
    return st;
}

static enum jh_status join(const struct making *m, const struct area_sets *area,
    struct jh_i_choice_sets *out, struct jh_error *err)
{
    size_t n_areas = m->dataset->areas.n_inside, n_sets = n_areas * m->n_specialties, at = 0;
    struct jh_i_choice_sets sets = {.n_areas = n_areas, .n_specialties = m->n_specialties};
    sets.start = jh_i_calloc(n_sets + 1, sizeof *sets.start);
    sets.cases_left_out = jh_i_calloc(m->n_specialties, sizeof *sets.cases_left_out);
    if (sets.start == NULL || sets.cases_left_out == NULL)
        goto no_memory;
    for (size_t a = 0; a < n_areas; a++)
        for (size_t s = 0; s < m->n_specialties; s++) {
            size_t k = a * m->n_specialties + s;
            sets.start[k + 1] = sets.start[k] + area[a].count[s];
            sets.cases_left_out[s] += area[a].left_out[s];
        }
    sets.hospital = jh_i_calloc(sets.start[n_sets], sizeof *sets.hospital);
    sets.minutes = jh_i_calloc(sets.start[n_sets], sizeof *sets.minutes);
    sets.cases = jh_i_calloc(sets.start[n_sets], sizeof *sets.cases);
    if (sets.hospital == NULL || sets.minutes == NULL || sets.cases == NULL)
        goto no_memory;
    for (size_t a = 0; a < n_areas; a++) {
        size_t n = sets.start[(a + 1) * m->n_specialties] - sets.start[a * m->n_specialties];
        memcpy(sets.hospital + at, area[a].hospital, n * sizeof *sets.hospital);
        memcpy(sets.minutes + at, area[a].minutes, n * sizeof *sets.minutes);
        memcpy(sets.cases + at, area[a].cases, n * sizeof *sets.cases);
        at += n;
    }
    *out = sets;
    return JH_OK;
no_memory:
    jh_i_choice_sets_release(&sets);
    return jh_fail(err, JH_E_NOMEM, "out of memory");
}

enum jh_status jh_i_choice_sets_make(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_options *options,
    const struct jh_run *run, struct jh_i_choice_sets *out, struct jh_error *err)
{
    struct making m = {.dataset = dataset,
        .table = table,
        .options = options,
        .n_hospitals =
            table->outside_collected ? dataset->hospitals.n : dataset->hospitals.n_inside,
        .n_specialties = dataset->specialties.n};
    size_t n_areas = dataset->areas.n_inside;
    struct area_sets *area = jh_i_calloc(n_areas, sizeof *area);
    enum jh_status st = JH_OK;
    if (area == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, find_offers(&m, err));
    JH_TRY(st, make_areas(&m, run, area, err));
    st = join(&m, area, out, err);
out:
    for (size_t a = 0; a < n_areas; a++)
        area_release(&area[a]);
    jh_i_free(area);
    jh_i_free(m.offers);
    jh_i_free(m.minutes);
    return st;
}

void jh_i_choice_sets_release(struct jh_i_choice_sets *sets)
{
    jh_i_free(sets->start);
    jh_i_free(sets->hospital);
    jh_i_free(sets->minutes);
    jh_i_free(sets->cases);
    jh_i_free(sets->cases_left_out);
    *sets = (struct jh_i_choice_sets){0};
}
