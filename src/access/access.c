/*
 * Accessibility of care by area.
 */
#include "junheng/access.h"

#include <string.h>

#include "access/decay.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

/* Sums over areas are made in this many fixed pieces, added in order: any number of threads gives
 * the same result. */
#define N_PIECES 16

/* One call, its defaults resolved. */
struct access_job {
    const struct jh_travel_pairs *pairs;
    size_t n_sites;
    const double *supply, *people;
    enum jh_decay decay;
    double reach_min, parameter;
};
typedef enum jh_status access_fn(
    const struct access_job *job, double *out_access, struct jh_error *err);

static double weight(const struct access_job *job, size_t pair)
{
    return jh_i_decay_weight(
        job->decay, (double)job->pairs->minutes[pair], job->reach_min, job->parameter);
}

static enum jh_status nearest(
    const struct access_job *job, double *out_access, struct jh_error *err)
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

/* out[i] = sum over sites in reach of value * weight. */
static void gather(const struct access_job *job, const double *value, double *out)
{
    const struct jh_travel_pairs *pairs = job->pairs;
#pragma omp parallel for num_threads(jh_run_threads(NULL))
    for (size_t i = 0; i < pairs->n_areas; i++) {
        double sum = 0;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++) {
            double v = value[pairs->hospital[k]];
            sum += isnan(v) ? 0 : v * weight(job, k);
        }
        out[i] = sum;
    }
}

static enum jh_status cumulative(
    const struct access_job *job, double *out_access, struct jh_error *err)
{
    (void)err;
    gather(job, job->supply, out_access);
    return JH_OK;
}

/* demand[j] = sum over areas in reach of people * weight; piece: [N_PIECES * n_sites], zeroed. */
static void count_demand(const struct access_job *job, double *piece, double *demand)
{
    const struct jh_travel_pairs *pairs = job->pairs;
#pragma omp parallel for schedule(dynamic, 1) num_threads(jh_run_threads(NULL))
    for (size_t p = 0; p < N_PIECES; p++) {
        double *sum = &piece[p * job->n_sites];
        size_t end = pairs->n_areas * (p + 1) / N_PIECES;
        for (size_t i = pairs->n_areas * p / N_PIECES; i < end; i++)
            for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++)
                sum[pairs->hospital[k]] += job->people[i] * weight(job, k);
    }
    for (size_t p = 0; p < N_PIECES; p++)
        for (size_t j = 0; j < job->n_sites; j++)
            demand[j] += piece[p * job->n_sites + j];
}

static enum jh_status two_step(
    const struct access_job *job, double *out_access, struct jh_error *err)
{
    double *ratio = jh_i_calloc(job->n_sites, sizeof *ratio);
    double *piece = jh_i_calloc(job->n_sites, N_PIECES * sizeof *piece);
    enum jh_status st = JH_OK;
    if (ratio == NULL || piece == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    count_demand(job, piece, ratio);
    for (size_t j = 0; j < job->n_sites; j++)
        ratio[j] = ratio[j] > 0 && !isnan(job->supply[j]) ? job->supply[j] / ratio[j] : 0;
    gather(job, ratio, out_access);
out:
    jh_i_free(ratio);
    jh_i_free(piece);
    return st;
}

/* Listed by enum jh_access_method. */
static access_fn *const methods[] = {
    [JH_ACCESS_NEAREST] = nearest,
    [JH_ACCESS_CUMULATIVE] = cumulative,
    [JH_ACCESS_2SFCA] = two_step,
    [JH_ACCESS_E2SFCA] = two_step,
};
static const struct {
    const char *name, *unit;
} labels[] = {
#define JH_X(name, number, id, unit) {id, unit},
    JH_ACCESS_METHOD_MAP(JH_X)
#undef JH_X
};
#define N_METHODS (sizeof methods / sizeof *methods)
_Static_assert(sizeof labels / sizeof *labels == N_METHODS, "a method without a function");

static enum jh_status check_quantities(
    const char *name, size_t n, const double *value, bool nan_allowed, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!(value[i] >= 0 && value[i] < JH_INF) && !(nan_allowed && isnan(value[i]))) {
            jh_fail(err, JH_E_DOMAIN, "%s must be 0 or more and finite, got %g", name, value[i]);
            jh_where(err, "%s[%zu]", name, i);
            return JH_E_DOMAIN;
        }
    return JH_OK;
}

static enum jh_status check_options(const struct jh_access_options *o, struct jh_error *err)
{
    if ((size_t)o->method >= N_METHODS)
        return jh_fail(err, JH_E_ARG, "unknown method of accessibility %d", (int)o->method);
    if (!jh_i_decay_known(o->decay))
        return jh_fail(err, JH_E_ARG, "unknown decay %d", (int)o->decay);
    if (!(o->reach_min > 0 && o->reach_min < JH_INF))
        return jh_fail(
            err, JH_E_DOMAIN, "reach must be above 0 minutes and finite, got %g", o->reach_min);
    bool in_range = o->parameter > 0 && o->parameter < JH_INF;
    if (o->decay == JH_DECAY_STEP)
        in_range = in_range && o->parameter <= 1;
    if (!isnan(o->parameter) && !in_range)
        return jh_fail(
            err, JH_E_DOMAIN, "parameter %g is out of range for this decay", o->parameter);
    return JH_OK;
}

enum jh_status jh_access(const struct jh_travel_pairs *pairs, size_t n_sites, const double *supply,
    const double *people, const struct jh_access_options *options, double *out_access,
    struct jh_error *err)
{
    bool stepped = options->method == JH_ACCESS_E2SFCA && options->decay == JH_DECAY_BINARY;
    struct access_job job = {pairs, n_sites, supply, people,
        stepped ? JH_DECAY_STEP : options->decay, options->reach_min, options->parameter};
    enum jh_status st = JH_OK;
    JH_TRY(st, check_options(options, err));
    JH_TRY(st, check_quantities("supply", n_sites, supply, true, err));
    JH_TRY(st, check_quantities("people", pairs->n_areas, people, false, err));
    for (size_t k = 0; k < pairs->n; k++)
        if (pairs->hospital[k] < 0 || (size_t)pairs->hospital[k] >= n_sites)
            return jh_fail(
                err, JH_E_ARG, "site number %d is outside 0 to %zu", pairs->hospital[k], n_sites);
    job.parameter = jh_i_decay_parameter(job.decay, job.reach_min, job.parameter);
    st = methods[options->method](&job, out_access, err);
out:
    return st;
}

struct jh_access_options jh_access_options_default(void)
{
    return (struct jh_access_options){JH_ACCESS_2SFCA, JH_DECAY_BINARY, 60, JH_NAN};
}

const char *jh_access_method_name(enum jh_access_method method)
{
    return (size_t)method < N_METHODS ? labels[method].name : "";
}

const char *jh_access_method_unit(enum jh_access_method method)
{
    return (size_t)method < N_METHODS ? labels[method].unit : "";
}

bool jh_access_method_parse(const char *name, enum jh_access_method *out)
{
    for (size_t i = 0; i < N_METHODS; i++)
        if (strcmp(labels[i].name, name) == 0) {
            *out = (enum jh_access_method)i;
            return true;
        }
    return false;
}
