/* Interrupted time series: segmented regression with errors that persist. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "evaluate/linear.h"
#include "evaluate/persistent.h"

enum { INTERCEPT, SLOPE, LEVEL, TURN, COS, SIN, MAX_K };
_Static_assert((int)MAX_K <= (int)JH_I_PERSISTENT_MAX, "room for all coefficients");

struct jh_eval_series_options jh_eval_series_options_default(void)
{
    return (struct jh_eval_series_options){
        .lag = -1, .small_sample = true, .level = 0.95, .errors = JH_EVAL_REML};
}

/* A fit on its way. Rows of x of periods not collected are 0. */
struct fit {
    size_t n, k, n_used, interruption, season;
    const double *value;
    double *x; /* [n * MAX_K] */
    double *e; /* [n] residuals, NaN: not collected */
    double beta[MAX_K], bread[MAX_K * MAX_K], v[MAX_K * MAX_K];
    struct jh_i_persistent ar; /* n 0: Newey and West */
    double *scratch;           /* of ar */
};

static void regressors(const struct fit *f, size_t t, bool interrupted, double x[MAX_K])
{
    const bool post = interrupted && t >= f->interruption;
    memset(x, 0, MAX_K * sizeof *x);
    x[INTERCEPT] = 1;
    x[SLOPE] = (double)t;
    x[LEVEL] = post;
    x[TURN] = post ? (double)(t - f->interruption) : 0;
    if (f->season > 0) {
        const double angle = 2 * JH_PI * (double)t / (double)f->season;
        x[COS] = cos(angle);
        x[SIN] = sin(angle);
    }
}

static double dot(size_t k, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++)
        sum += a[i] * b[i];
    return sum;
}

static enum jh_status solve(struct fit *f, struct jh_error *err)
{
    double right[MAX_K] = {0}, scale[MAX_K];
    for (size_t t = 0; t < f->n; t++) {
        double *x = f->x + t * MAX_K;
        if (isnan(f->value[t]))
            continue;
        regressors(f, t, true, x);
        for (size_t i = 0; i < f->k; i++) {
            right[i] += x[i] * f->value[t];
            for (size_t j = 0; j < f->k; j++)
                f->bread[i * f->k + j] += x[i] * x[j];
        }
    }
    if (jh_i_sweep_inverse(f->k, f->bread, scale, NULL) < f->k)
        return jh_fail(err, JH_E_DOMAIN, "too few periods to tell level, slope and season apart");
    for (size_t i = 0; i < f->k; i++)
        f->beta[i] = dot(f->k, f->bread + i * f->k, right);
    for (size_t t = 0; t < f->n; t++)
        f->e[t] = f->value[t] - dot(f->k, f->x + t * MAX_K, f->beta);
    return JH_OK;
}

/* Newey and West (1987): sum over lags of Bartlett weights times autocovariances of x e. */
static void newey_west(struct fit *f, int32_t lag, bool small_sample)
{
    double meat[MAX_K * MAX_K] = {0}, half[MAX_K * MAX_K] = {0};
    const size_t k = f->k;
    for (size_t l = 0; l <= (size_t)lag && l < f->n; l++) {
        const double weight = l == 0 ? 1 : 1 - (double)l / ((double)lag + 1);
        for (size_t t = l; t < f->n; t++) {
            if (isnan(f->e[t]) || isnan(f->e[t - l]))
                continue;
            const double *a = f->x + t * MAX_K, *b = f->x + (t - l) * MAX_K;
            const double w = weight * f->e[t] * f->e[t - l];
            for (size_t i = 0; i < k; i++)
                for (size_t j = 0; j < k; j++)
                    meat[i * k + j] += w * (l == 0 ? a[i] * b[j] : a[i] * b[j] + b[i] * a[j]);
        }
    }
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            for (size_t m = 0; m < k; m++)
                half[i * k + j] += f->bread[i * k + m] * meat[m * k + j];
    const double factor = small_sample ? (double)f->n_used / (double)(f->n_used - k) : 1;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++) {
            double sum = 0;
            for (size_t m = 0; m < k; m++)
                sum += half[i * k + m] * f->bread[m * k + j];
            f->v[i * k + j] = factor * sum;
        }
}

/* The periods collected, one after the other, by restricted likelihood. */
static enum jh_status fit_persistent(struct fit *f, struct jh_error *err)
{
    const size_t n = f->n_used, k = f->k;
    size_t row = 0, before = 0;
    f->scratch = jh_i_calloc(n, (MAX_K + 2 + k + 1 + 2) * sizeof *f->scratch);
    if (f->scratch == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    double *x = f->scratch, *y = x + n * MAX_K, *step = y + n, *white = step + n;
    for (size_t t = 0; t < f->n; t++) {
        if (isnan(f->value[t]))
            continue;
        memcpy(x + row * MAX_K, f->x + t * MAX_K, MAX_K * sizeof *x);
        y[row] = f->value[t];
        step[row] = (double)(t - before);
        before = t;
        row++;
    }
    f->ar = (struct jh_i_persistent){.n = n,
        .k = k,
        .stride = MAX_K,
        .x = x,
        .y = y,
        .step = step,
        .white = white,
        .weight = white + n * (k + 1)};
    enum jh_status st = jh_i_persistent_fit(&f->ar, err);
    if (st != JH_OK)
        return st;
    memcpy(f->beta, f->ar.beta, k * sizeof *f->beta);
    for (size_t t = 0; t < f->n; t++)
        f->e[t] = f->value[t] - dot(k, f->x + t * MAX_K, f->beta);
    return JH_OK;
}

/* A linear combination of the coefficients. */
static struct jh_eval_estimate combine(struct fit *f, const double *c, double level)
{
    double variance = 0, df;
    if (f->ar.n > 0)
        return jh_i_persistent_combine(&f->ar, c, level, &df);
    for (size_t i = 0; i < f->k; i++)
        variance += c[i] * dot(f->k, f->v + i * f->k, c);
    return jh_i_eval_estimate(
        dot(f->k, c, f->beta), sqrt(fmax(variance, 0)), (double)(f->n_used - f->k), level);
}

static struct jh_eval_estimate coefficient(struct fit *f, size_t which, double level)
{
    double c[MAX_K] = {0};
    c[which] = 1;
    return combine(f, c, level);
}

static void describe(
    struct fit *f, const struct jh_eval_series_options *o, struct jh_eval_series *r)
{
    const double after = (double)(f->n - f->interruption);
    double last[MAX_K] = {0}, mean[MAX_K] = {0}, sse = 0, sst = 0, steps = 0, y = 0;
    last[LEVEL] = mean[LEVEL] = 1;
    last[TURN] = after - 1;
    mean[TURN] = (after - 1) / 2;
    r->intercept = coefficient(f, INTERCEPT, o->level);
    r->slope = coefficient(f, SLOPE, o->level);
    r->level_change = coefficient(f, LEVEL, o->level);
    r->slope_change = coefficient(f, TURN, o->level);
    r->last_effect = combine(f, last, o->level);
    r->mean_effect = combine(f, mean, o->level);
    for (size_t t = 0; t < f->n; t++)
        y += isnan(f->value[t]) ? 0 : f->value[t] / (double)f->n_used;
    for (size_t t = 0; t < f->n; t++) {
        if (isnan(f->e[t]))
            continue;
        sse += f->e[t] * f->e[t];
        sst += (f->value[t] - y) * (f->value[t] - y);
        if (t > 0 && !isnan(f->e[t - 1]))
            steps += (f->e[t] - f->e[t - 1]) * (f->e[t] - f->e[t - 1]);
    }
    r->durbin_watson = sse > 0 ? steps / sse : JH_NAN;
    r->r_squared = sst > 0 ? 1 - sse / sst : JH_NAN;
}

static enum jh_status check(size_t n, const double *value, size_t interruption,
    const struct jh_eval_series_options *o, size_t out_used[2], struct jh_error *err)
{
    if (interruption == 0 || interruption >= n)
        return jh_fail(
            err, JH_E_ARG, "interruption at period %zu of a series of %zu", interruption, n);
    if (o->lag < -1 || o->season == 1 || (unsigned)o->errors > JH_EVAL_NEWEY_WEST)
        return jh_fail(err, JH_E_ARG, "lag %d, season %zu", (int)o->lag, o->season);
    out_used[0] = out_used[1] = 0;
    for (size_t t = 0; t < n; t++) {
        if (isinf(value[t]))
            return jh_fail(err, JH_E_DATA, "period %zu has an infinite value", t);
        if (!isnan(value[t]))
            out_used[t >= interruption]++;
    }
    if (out_used[0] < 2 || out_used[1] < 2)
        return jh_fail(err, JH_E_DOMAIN, "%zu values before and %zu after are too few for trends",
            out_used[0], out_used[1]);
    return jh_i_eval_check_level(o->level, err);
}

enum jh_status jh_eval_series(size_t n, const double *value, size_t interruption,
    const struct jh_eval_series_options *options, double *out_fitted, double *out_continued,
    struct jh_eval_series *out_series, struct jh_error *err)
{
    struct fit f = {.n = n, .value = value, .interruption = interruption};
    struct jh_eval_series r = {.n_after = n - interruption, .persistence = JH_NAN, .lag = -1};
    size_t used[2];
    enum jh_status st;
    JH_TRY(st, check(n, value, interruption, options, used, err));
    f.season = options->season;
    f.k = f.season == 0 ? COS : f.season == 2 ? SIN : MAX_K; /* sin(pi t) = 0 */
    f.n_used = r.n = used[0] + used[1];
    f.x = jh_i_calloc(n, MAX_K * sizeof *f.x);
    f.e = jh_i_calloc(n, sizeof *f.e);
    if (f.x == NULL || f.e == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (f.n_used <= f.k) {
        st = jh_fail(
            err, JH_E_DOMAIN, "%zu values are too few for %.0f parameters", f.n_used, (double)f.k);
        goto out;
    }
    JH_TRY(st, solve(&f, err));
    if (options->errors == JH_EVAL_NEWEY_WEST) {
        r.lag = options->lag >= 0 ? options->lag
                                  : (int32_t)floor(4 * pow((double)f.n_used / 100, 2.0 / 9));
        newey_west(&f, r.lag, options->small_sample);
    } else {
        JH_TRY(st, fit_persistent(&f, err));
        r.persistence = tanh(f.ar.z);
    }
    describe(&f, options, &r);
    for (size_t t = 0; t < n; t++) {
        double x[MAX_K];
        regressors(&f, t, true, x);
        if (out_fitted != NULL)
            out_fitted[t] = dot(f.k, x, f.beta);
        regressors(&f, t, false, x);
        if (out_continued != NULL)
            out_continued[t] = dot(f.k, x, f.beta);
    }
    *out_series = r;
out:
    jh_i_free(f.x);
    jh_i_free(f.e);
    jh_i_free(f.scratch);
    return st;
}
