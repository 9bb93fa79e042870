/*
 * Logit by maximum likelihood: Newton's method on a prepared model, standard errors, prediction.
 */
#include "choice/logit.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "choice/dense.h"

#define ITERATIONS_DEFAULT  200
#define HALVINGS_MAX        50
#define COLLINEAR           1e-10 /* share of a column's spread that the others leave over */
#define DECREMENT_DONE      1e-10 /* twice the log-likelihood still to be won */
#define STEP_RUNAWAY        1e-3  /* in standardised units, with nothing to be won: separation */
#define DISSIMILARITY_LEAST 1e-3  /* steps stop here */
#define DISSIMILARITY_FAR   20    /* an estimate above it is none */

/* One maximisation. */
struct search {
    struct jh_i_logit *model;
    const struct jh_logit_data *data;
    const struct jh_logit_options *options;
    bool nested;
    size_t width; /* parameters moved */
    int n_threads;
    int64_t iteration, iteration_limit;
    bool ridged;               /* the last step needed a ridge */
    double *theta, *trial;     /* [width] */
    double *step;              /* [width] */
    double *factor, *negative; /* [width^2] */
    struct jh_i_logit_sums now, next;
};

struct jh_logit_options jh_logit_options_default(void)
{
    return (struct jh_logit_options){.reference = JH_NONE};
}

static enum jh_status search_allocate(struct search *s, struct jh_error *err)
{
    size_t n = s->model->n_parameters, squares = n * n;
    s->theta = jh_i_calloc(n, sizeof(double));
    s->trial = jh_i_calloc(n, sizeof(double));
    s->step = jh_i_calloc(n, sizeof(double));
    s->factor = jh_i_calloc(squares, sizeof(double));
    s->negative = jh_i_calloc(squares, sizeof(double));
    s->now.g = jh_i_calloc(n, sizeof(double));
    s->now.h = jh_i_calloc(squares, sizeof(double));
    s->next.g = jh_i_calloc(n, sizeof(double));
    s->next.h = jh_i_calloc(squares, sizeof(double));
    bool ok = s->theta != NULL && s->trial != NULL && s->step != NULL && s->factor != NULL &&
              s->negative != NULL && s->now.g != NULL && s->now.h != NULL && s->next.g != NULL &&
              s->next.h != NULL;
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static void search_release(struct search *s)
{
    jh_i_free(s->theta);
    jh_i_free(s->trial);
    jh_i_free(s->step);
    jh_i_free(s->factor);
    jh_i_free(s->negative);
    jh_i_free(s->now.g);
    jh_i_free(s->now.h);
    jh_i_free(s->next.g);
    jh_i_free(s->next.h);
}

static void negate(struct search *s)
{
    for (size_t i = 0; i < s->width * s->width; i++)
        s->negative[i] = -s->now.h[i];
}

static enum jh_status not_identified(const struct search *s, size_t parameter, struct jh_error *err)
{
    int32_t index = s->model->index[parameter];
    enum jh_status st;
    if (s->model->kind[parameter] == JH_LOGIT_VARIABLE)
        st = jh_fail(err, JH_E_DATA,
            "variable %.60s follows from the variables before it within cases",
            s->data->variable_name[index]);
    else
        st = jh_fail(err, JH_E_DATA,
            "the constant of alternative %.60s follows from the variables within cases",
            s->data->alternative_name[index]);
    jh_hint(err, "Leave one of the collinear variables (or the constants) out.");
    return st;
}

static enum jh_status separated(const struct search *s, struct jh_error *err)
{
    size_t worst = 0;
    for (size_t k = 1; k < s->model->n_beta; k++)
        if (fabs(s->step[k]) > fabs(s->step[worst]))
            worst = k;
    int32_t index = s->model->index[worst];
    enum jh_status st;
    if (s->model->kind[worst] == JH_LOGIT_VARIABLE)
        st = jh_fail(err, JH_E_DATA,
            "separation: variable %.60s tells chosen from other alternatives, its estimate is "
            "infinite",
            s->data->variable_name[index]);
    else
        st = jh_fail(err, JH_E_DATA,
            "separation: the constant of alternative %.60s has no finite estimate",
            s->data->alternative_name[index]);
    jh_hint(err, "Leave the variable out, or merge alternatives that are hardly ever chosen.");
    return st;
}

/* Where the likelihood keeps rising towards no dissimilarity at all, or an endless one. */
static enum jh_status no_maximum(const struct search *s, struct jh_error *err)
{
    for (size_t k = s->model->n_beta; k < s->width; k++) {
        double l = s->theta[k];
        if (l > 100 * DISSIMILARITY_LEAST && l < DISSIMILARITY_FAR)
            continue;
        int32_t index = s->model->index[k];
        enum jh_status st = jh_fail(err, JH_E_NO_CONVERGENCE,
            "no maximum: the dissimilarity of nest %.60s runs away (%.3g)",
            index == JH_NONE ? "*" : s->options->nest_name[index], l);
        jh_hint(err, "The data do not support these nests: try others, or --common-nest.");
        return st;
    }
    return jh_fail(err, JH_E_NO_CONVERGENCE, "no maximum found after %lld iterations",
        (long long)s->iteration);
}

/* Newton direction into step; a ridge where the likelihood is not concave. Returns the decrement. */
static double direction(struct search *s)
{
    double ridge = 0, largest = 0, decrement = 0;
    negate(s);
    for (size_t k = 0; k < s->width; k++)
        largest = fmax(largest, fabs(s->negative[k * s->width + k]));
    s->ridged = false;
    while (jh_i_cholesky(s->width, s->negative, 0, s->factor) < s->width) {
        double more = ridge > 0 ? 9 * ridge : fmax(1e-4 * largest, 1e-300);
        for (size_t k = 0; k < s->width; k++)
            s->negative[k * s->width + k] += more;
        ridge += more;
        s->ridged = true;
    }
    memcpy(s->step, s->now.g, s->width * sizeof *s->step);
    jh_i_cholesky_solve(s->width, s->factor, s->step);
    for (size_t k = 0; k < s->width; k++)
        decrement += s->step[k] * s->now.g[k];
    return decrement;
}

static bool trial_allowed(const struct search *s)
{
    for (size_t k = s->model->n_beta; k < s->width; k++)
        if (!(s->trial[k] >= DISSIMILARITY_LEAST))
            return false;
    return true;
}

/* Evaluate theta + length * step into next; false: not allowed. */
static bool try_length(struct search *s, double length)
{
    for (size_t k = 0; k < s->width; k++)
        s->trial[k] = s->theta[k] + length * s->step[k];
    if (!trial_allowed(s))
        return false;
    jh_i_logit_evaluate(s->model, s->nested, s->trial, s->n_threads, &s->next);
    return isfinite(s->next.log_likelihood);
}

static void accept(struct search *s)
{
    struct jh_i_logit_sums sums = s->now;
    double *theta = s->theta;
    s->now = s->next;
    s->next = sums;
    s->theta = s->trial;
    s->trial = theta;
    s->iteration++;
}

/* Halve the step until the likelihood rises enough (Armijo); false: it does not. */
static bool advance(struct search *s, double decrement)
{
    double noise = 1e-13 * fabs(s->now.log_likelihood), length = 1;
    for (int i = 0; i < HALVINGS_MAX; i++, length /= 2)
        if (try_length(s, length) &&
            s->next.log_likelihood >= s->now.log_likelihood + 1e-4 * length * decrement - noise) {
            accept(s);
            return true;
        }
    return false;
}

static double largest_step(const struct search *s)
{
    double largest = 0;
    for (size_t k = 0; k < s->width; k++)
        largest = fmax(largest, fabs(s->step[k]));
    return largest;
}

static enum jh_status maximise(struct search *s, const struct jh_run *run, struct jh_error *err)
{
    jh_i_logit_evaluate(s->model, s->nested, s->theta, s->n_threads, &s->now);
    while (s->iteration < s->iteration_limit) {
        if (jh_run_stopped(run))
            return jh_fail(err, JH_E_CANCELLED, "estimation was stopped");
        double decrement = direction(s);
        if (decrement < DECREMENT_DONE) {
            if (s->ridged || largest_step(s) > STEP_RUNAWAY)
                return s->nested ? no_maximum(s, err) : separated(s, err);
            /* One last full step: it costs a pass and squares the error away. */
            if (try_length(s, 1))
                accept(s);
            return JH_OK;
        }
        if (!advance(s, decrement))
            return no_maximum(s, err);
    }
    return no_maximum(s, err);
}

/* Without choices made of the model, every direction must tell the alternatives apart. */
static enum jh_status check_identified(struct search *s, struct jh_error *err)
{
    jh_i_logit_evaluate(s->model, false, s->theta, s->n_threads, &s->now);
    negate(s);
    size_t bad = jh_i_cholesky(s->width, s->negative, COLLINEAR, s->factor);
    return bad < s->width ? not_identified(s, bad, err) : JH_OK;
}

static enum jh_status estimate(struct search *s, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    s->width = s->model->n_beta;
    JH_TRY(st, check_identified(s, err));
    JH_TRY(st, maximise(s, run, err));
    if (s->model->n_dissimilarities > 0) {
        s->nested = true;
        s->width = s->model->n_parameters;
        for (size_t k = s->model->n_beta; k < s->width; k++)
            s->theta[k] = 1;
        JH_TRY(st, maximise(s, run, err));
    }
    negate(s);
    if (jh_i_cholesky(s->width, s->negative, 0, s->factor) < s->width)
        st = no_maximum(s, err);
out:
    return st;
}

/* covariance := (G / (G - 1)) H^-1 (sum of score score') H^-1, scores summed by cluster. */
static enum jh_status cluster_covariance(struct search *s, double *covariance, size_t n_clusters,
    size_t *out_n_used, struct jh_error *err)
{
    size_t n = s->width, n_used = 0;
    double correction;
    double *score = jh_i_calloc(n_clusters, n * sizeof *score);
    uint8_t *used = jh_i_calloc(n_clusters, sizeof *used);
    double *spread = s->next.h; /* free by now */
    enum jh_status st = JH_OK;
    if (score == NULL || used == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t i = 0; i < s->model->n_cases; i++) {
        size_t c = (size_t)s->model->cluster[i];
        n_used += !used[c];
        used[c] = 1;
        jh_i_logit_score(s->model, i, s->theta, score + c * n);
    }
    if (n_used < 2) {
        st = jh_fail(err, JH_E_DATA, "clustered standard errors need at least two clusters");
        goto out;
    }
    memset(spread, 0, n * n * sizeof *spread);
    for (size_t c = 0; c < n_clusters; c++) {
        double *g = score + c * n;
        jh_i_cholesky_solve(n, s->factor, g);
        for (size_t a = 0; a < n; a++)
            for (size_t b = 0; b < n; b++)
                spread[a * n + b] += g[a] * g[b];
    }
    correction = (double)n_used / (double)(n_used - 1);
    for (size_t i = 0; i < n * n; i++)
        covariance[i] = spread[i] * correction;
    *out_n_used = n_used;
out:
    jh_i_free(score);
    jh_i_free(used);
    return st;
}

static double scale_of(const struct jh_i_logit *model, size_t k)
{
    return k < model->n_beta ? model->scale[k] : 1;
}

/* Every alternative of a case alike likely. */
static double null_log_likelihood(const struct jh_i_logit *model)
{
    struct jh_sum null = {0};
    for (size_t i = 0; i < model->n_cases; i++)
        jh_sum_add(&null, -model->weight[i] * model->total[i] *
                              log((double)(model->start[i + 1] - model->start[i])));
    return jh_sum_value(&null) * model->mass;
}

/* Back to the caller's units and weights. */
static enum jh_status conclude(struct search *s, struct jh_logit_fit *fit, struct jh_error *err)
{
    const struct jh_i_logit *model = s->model;
    size_t n = s->width;
    enum jh_status st = JH_OK;
    bool clustered = model->cluster != NULL;
    jh_i_cholesky_inverse(n, s->factor, fit->covariance);
    if (clustered)
        JH_TRY(
            st, cluster_covariance(s, fit->covariance, s->data->n_clusters, &fit->n_clusters, err));
    fit->utility_consistent = true;
    for (size_t a = 0; a < n; a++) {
        fit->kind[a] = model->kind[a];
        fit->index[a] = model->index[a];
        fit->estimate[a] = s->theta[a] / scale_of(model, a);
        for (size_t b = 0; b < n; b++)
            fit->covariance[a * n + b] /=
                scale_of(model, a) * scale_of(model, b) * (clustered ? 1 : model->mass);
        fit->std_error[a] = sqrt(fit->covariance[a * n + a]);
        if (fit->kind[a] == JH_LOGIT_DISSIMILARITY && fit->estimate[a] > 1)
            fit->utility_consistent = false;
    }
    fit->n_parameters = n;
    fit->n_variables = s->data->n_variables;
    fit->n_constants = model->n_beta - s->data->n_variables;
    fit->n_dissimilarities = model->n_dissimilarities;
    fit->log_likelihood = s->now.log_likelihood * model->mass;
    fit->null_log_likelihood = null_log_likelihood(model);
    fit->n_cases = model->n_cases;
    fit->n_iterations = (size_t)s->iteration;
out:
    return st;
}

static enum jh_status fit_allocate(size_t n, struct jh_logit_fit *fit, struct jh_error *err)
{
    fit->kind = jh_i_calloc(n, sizeof *fit->kind);
    fit->index = jh_i_calloc(n, sizeof *fit->index);
    fit->estimate = jh_i_calloc(n, sizeof *fit->estimate);
    fit->std_error = jh_i_calloc(n, sizeof *fit->std_error);
    fit->covariance = jh_i_calloc(n * n, sizeof *fit->covariance);
    bool ok = fit->kind != NULL && fit->index != NULL && fit->estimate != NULL &&
              fit->std_error != NULL && fit->covariance != NULL;
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

void jh_logit_fit_release(struct jh_logit_fit *fit)
{
    jh_i_free(fit->kind);
    jh_i_free(fit->index);
    jh_i_free(fit->estimate);
    jh_i_free(fit->std_error);
    jh_i_free(fit->covariance);
    *fit = (struct jh_logit_fit){0};
}

enum jh_status jh_logit_estimate(const struct jh_logit_data *data,
    const struct jh_logit_options *options, const struct jh_run *run, struct jh_logit_fit *out_fit,
    struct jh_error *err)
{
    struct jh_logit_options standard = jh_logit_options_default();
    struct jh_i_logit model = {0};
    struct jh_logit_fit fit = {0};
    struct search s = {.model = &model,
        .data = data,
        .options = options != NULL ? options : &standard,
        .n_threads = jh_run_threads(run),
        .iteration_limit =
            run != NULL && run->iteration_limit > 0 ? run->iteration_limit : ITERATIONS_DEFAULT};
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_logit_check(data, s.options, true, err));
    JH_TRY(st, jh_i_logit_prepare(data, s.options, &model, err));
    JH_TRY(st, search_allocate(&s, err));
    JH_TRY(st, fit_allocate(model.n_parameters, &fit, err));
    JH_TRY(st, estimate(&s, run, err));
    JH_TRY(st, conclude(&s, &fit, err));
    *out_fit = fit;
    fit = (struct jh_logit_fit){0};
out:
    jh_logit_fit_release(&fit);
    search_release(&s);
    jh_i_logit_release(&model);
    return st;
}
