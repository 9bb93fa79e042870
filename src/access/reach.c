/*
 * Accessibility that does not look at who else comes: time to sites, supply within reach.
 */
#include <stdlib.h>

#include "access/decay.h"
#include "access/job.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

double jh_i_access_weight(const struct jh_i_access_job *job, size_t pair, int power)
{
    double w = jh_i_decay_weight(&job->decay, (double)job->pairs->minutes[pair]);
    return power == 2 ? w * w : w;
}

enum jh_status jh_i_access_nearest(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    const struct jh_travel_pairs *pairs = job->pairs;
    (void)err;
#pragma omp parallel for num_threads(jh_run_threads(NULL))
    for (size_t i = 0; i < pairs->n_areas; i++) {
        double least = JH_INF;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++) {
            double minutes = (double)pairs->minutes[k];
            if (minutes < least && minutes <= job->reach_min)
                least = minutes;
        }
        out_access[i] = least;
    }
    return JH_OK;
}

static int by_minutes(const void *a, const void *b)
{
    const float *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* minutes: room for all pairs of an area. */
static double mean_of_nearest(const struct jh_i_access_job *job, size_t area, float *minutes)
{
    const struct jh_travel_pairs *pairs = job->pairs;
    struct jh_sum sum = {0, 0};
    size_t n = 0;
    for (size_t k = pairs->start[area]; k < pairs->start[area + 1]; k++)
        if ((double)pairs->minutes[k] <= job->reach_min)
            minutes[n++] = pairs->minutes[k];
    if (n < job->k)
        return JH_INF;
    qsort(minutes, n, sizeof *minutes, by_minutes);
    for (size_t r = 0; r < job->k; r++)
        jh_sum_add(&sum, (double)minutes[r]);
    return jh_sum_value(&sum) / (double)job->k;
}

enum jh_status jh_i_access_k_nearest(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    const struct jh_travel_pairs *pairs = job->pairs;
    float *minutes = jh_i_calloc(pairs->n, sizeof *minutes);
    if (minutes == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
#pragma omp parallel for num_threads(jh_run_threads(NULL))
    for (size_t i = 0; i < pairs->n_areas; i++)
        out_access[i] = mean_of_nearest(job, i, &minutes[pairs->start[i]]);
    jh_i_free(minutes);
    return JH_OK;
}

void jh_i_access_gather(
    const struct jh_i_access_job *job, const double *value, int power, double *out)
{
    const struct jh_travel_pairs *pairs = job->pairs;
#pragma omp parallel for num_threads(jh_run_threads(NULL))
    for (size_t i = 0; i < pairs->n_areas; i++) {
        double sum = 0;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++) {
            double v = value[pairs->hospital[k]];
            sum += isnan(v) ? 0 : v * jh_i_access_weight(job, k, power);
        }
        out[i] = sum;
    }
}

enum jh_status jh_i_access_cumulative(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    (void)err;
    jh_i_access_gather(job, job->supply, 1, out_access);
    return JH_OK;
}

/* Share of the reaches from..reach that hold a trip of that many minutes. */
static double share_of_reaches(const struct jh_i_access_job *job, double minutes)
{
    if (minutes > job->reach_min)
        return 0;
    return minutes <= job->from_min ? 1
                                    : (job->reach_min - minutes) / (job->reach_min - job->from_min);
}

enum jh_status jh_i_access_interval(
    const struct jh_i_access_job *job, double *out_access, struct jh_error *err)
{
    const struct jh_travel_pairs *pairs = job->pairs;
    (void)err;
#pragma omp parallel for num_threads(jh_run_threads(NULL))
    for (size_t i = 0; i < pairs->n_areas; i++) {
        double sum = 0;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++) {
            double s = job->supply[pairs->hospital[k]];
            sum += isnan(s) ? 0 : s * share_of_reaches(job, (double)pairs->minutes[k]);
        }
        out_access[i] = sum;
    }
    return JH_OK;
}
