#include "junheng/travel.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"
#include "model/travel_chosen.h"

struct jh_travel_options jh_travel_options_default(void)
{
    return (struct jh_travel_options){JH_TRAVEL_MIXED, jh_travel_model_default()};
}

static enum jh_status check_model(const struct jh_travel_model *m, struct jh_error *err)
{
    const struct {
        const char *name;
        double value, least;
    } rows[] = {{"detour", m->detour, 1}, {"speed_min_kmh", m->speed_min_kmh, 1e-3},
        {"speed_max_kmh", m->speed_max_kmh, m->speed_min_kmh},
        {"speed_half_km", m->speed_half_km, 1e-6}, {"terminal_min", m->terminal_min, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!(rows[i].value >= rows[i].least && isfinite(rows[i].value)))
            return jh_fail(err, JH_E_DOMAIN, "travel model: %s must be at least %g, got %g",
                rows[i].name, rows[i].least, rows[i].value);
    return JH_OK;
}

static enum jh_status check_indices(
    const char *what, size_t n, const int32_t *index, size_t n_all, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (index[i] < 0 || (size_t)index[i] >= n_all) {
            enum jh_status st =
                jh_fail(err, JH_E_ARG, "index %d is not among %zu", index[i], n_all);
            jh_where(err, "%s[%zu]", what, i);
            return st;
        }
    return n <= INT32_MAX ? JH_OK : jh_fail(err, JH_E_LIMIT, "too many hospitals or areas chosen");
}

enum jh_status jh_i_chosen_init(struct jh_i_chosen *chosen, const struct jh_dataset *dataset,
    const struct jh_travel_options *options, size_t n_areas, const int32_t *area,
    size_t n_hospitals, const int32_t *hospital, struct jh_error *err)
{
    enum jh_status st;
    struct jh_i_chosen c = {.n = n_hospitals};
    JH_TRY(st, check_model(&options->model, err));
    JH_TRY(st, check_indices("area", n_areas, area, dataset->areas.n, err));
    JH_TRY(st, check_indices("hospital", n_hospitals, hospital, dataset->hospitals.n, err));
    c.vector = jh_i_calloc(n_hospitals, sizeof *c.vector);
    c.next = jh_i_calloc(n_hospitals, sizeof *c.next);
    c.first = jh_i_calloc(dataset->hospitals.n, sizeof *c.first);
    if (c.vector == NULL || c.next == NULL || c.first == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t h = 0; h < dataset->hospitals.n; h++)
        c.first[h] = -1;
    for (size_t i = n_hospitals; i > 0; i--) {
        size_t h = (size_t)hospital[i - 1];
        c.vector[i - 1] = jh_i_vector(dataset->hospitals.point[h]);
        c.n_unplaced += !jh_point_known(dataset->hospitals.point[h]);
        c.next[i - 1] = c.first[h];
        c.first[h] = (int32_t)(i - 1);
    }
    *chosen = c;
    c = (struct jh_i_chosen){0};
out:
    jh_i_chosen_release(&c);
    return st;
}

void jh_i_chosen_release(struct jh_i_chosen *chosen)
{
    jh_i_free(chosen->vector);
    jh_i_free(chosen->next);
    jh_i_free(chosen->first);
    *chosen = (struct jh_i_chosen){0};
}

/* One row of the matrix; returns how many pairs are listed. */
static size_t fill_row(const struct jh_dataset *dataset, const struct jh_travel_options *options,
    const struct jh_i_chosen *chosen, int32_t area, float *row)
{
    struct jh_vector here = jh_i_vector(dataset->areas.point[area]);
    for (size_t i = 0; i < chosen->n; i++)
        row[i] = options->mode == JH_TRAVEL_LISTED
                     ? (float)JH_INF
                     : jh_i_modelled_min(&options->model, here, chosen->vector[i]);
    size_t n_listed = 0, from, to;
    jh_i_listed_rows(dataset, options->mode, area, &from, &to);
    for (size_t k = from; k < to; k++)
        for (int32_t i = chosen->first[dataset->travel.hospital[k]]; i >= 0; i = chosen->next[i]) {
            row[i] = dataset->travel.minutes[k];
            n_listed += row[i] < (float)JH_INF;
        }
    return n_listed;
}

enum jh_status jh_travel_matrix(const struct jh_dataset *dataset,
    const struct jh_travel_options *options, size_t n_areas, const int32_t *area,
    size_t n_hospitals, const int32_t *hospital, const struct jh_run *run, float *out_minutes,
    struct jh_travel_counts *out_counts, struct jh_error *err)
{
    struct jh_i_chosen chosen;
    enum jh_status st =
        jh_i_chosen_init(&chosen, dataset, options, n_areas, area, n_hospitals, hospital, err);
    if (st != JH_OK)
        return st;
    uint64_t listed = 0, unknown = 0;
#pragma omp parallel for schedule(static) num_threads(jh_run_threads(run))                         \
    reduction(+ : listed, unknown) if (n_areas * n_hospitals > 1 << 15)
    for (size_t a = 0; a < n_areas; a++) {
        float *row = out_minutes + a * n_hospitals;
        listed += fill_row(dataset, options, &chosen, area[a], row);
        for (size_t i = 0; i < n_hospitals; i++)
            unknown += !(row[i] < (float)JH_INF);
    }
    if (out_counts != NULL)
        *out_counts = (struct jh_travel_counts){
            listed, (uint64_t)n_areas * n_hospitals - listed - unknown, unknown};
    jh_i_chosen_release(&chosen);
    return JH_OK;
}

double jh_travel_minutes(const struct jh_dataset *dataset, const struct jh_travel_options *options,
    int32_t area, int32_t hospital)
{
    size_t low, high, end;
    jh_i_listed_rows(dataset, options->mode, area, &low, &high);
    end = high;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (dataset->travel.hospital[mid] < hospital)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < end && dataset->travel.hospital[low] == hospital)
        return (double)dataset->travel.minutes[low];
    if (options->mode == JH_TRAVEL_LISTED)
        return JH_INF;
    return (double)jh_i_modelled_min(&options->model, jh_i_vector(dataset->areas.point[area]),
        jh_i_vector(dataset->hospitals.point[hospital]));
}
