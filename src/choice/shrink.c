#include "choice/shrink.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "choice/dense.h"

#define MAX         JH_I_SHRINK_MAX
#define LEAST_OWN   1e-9
#define LEAST_SHAPE 0.02
#define MOST_SHAPE  1e7 /* as good as no spread at all */
#define GOLDEN      0.6180339887498949
enum { MOST_STEPS = 60, SECTIONS = 60, ROWS_PER_COLUMN = 3 };

static bool counts(const struct jh_i_shrink_data *d, size_t i)
{
    return d->exposure[i] > 0;
}

/* Columns that vary, that do not follow from others, and that some case speaks for. */
static void select_columns(const struct jh_i_shrink_data *d, bool *kept)
{
    double gram[MAX * MAX], factor[MAX * MAX], mean[MAX] = {0};
    size_t n_rows = 0, n = 0, at[MAX];
    bool spoken[MAX] = {false};
    for (size_t i = 0; i < d->n; i++)
        for (size_t k = 0; k < d->width && counts(d, i); k++) {
            n_rows += k == 0;
            mean[k] += d->z[i * d->width + k];
            spoken[k] = spoken[k] || (d->cases[i] > 0 && d->z[i * d->width + k] != 0);
        }
    kept[0] = true;
    for (size_t k = 1; k < d->width; k++) {
        kept[k] = false;
        if (!spoken[k] || (n + 2) * ROWS_PER_COLUMN > n_rows)
            continue;
        at[n] = k;
        memset(gram, 0, sizeof gram);
        for (size_t i = 0; i < d->n; i++)
            for (size_t a = 0; a <= n && counts(d, i); a++)
                for (size_t b = 0; b <= a; b++)
                    gram[a * (n + 1) + b] +=
                        (d->z[i * d->width + at[a]] - mean[at[a]] / (double)n_rows) *
                        (d->z[i * d->width + at[b]] - mean[at[b]] / (double)n_rows);
        kept[k] = gram[n * (n + 1) + n] > LEAST_OWN &&
                  jh_i_cholesky(n + 1, gram, LEAST_OWN, factor) == n + 1;
        n += kept[k];
    }
}

static double predictor(const struct jh_i_shrink_data *d, size_t i, const double *g)
{
    double v = 0;
    for (size_t k = 0; k < d->width; k++)
        v += d->z[i * d->width + k] * g[k];
    return v;
}

/* Log-likelihood under shape k; information (lower triangle) and gradient over the kept columns. */
static double evaluate(const struct jh_i_shrink_data *d, const bool *kept, const double *g,
    double k, double *gradient, double *information)
{
    struct jh_sum sum = {0};
    size_t at[MAX], n = 0;
    for (size_t c = 0; c < d->width; c++)
        if (kept[c])
            at[n++] = c;
    memset(gradient, 0, n * sizeof *gradient);
    memset(information, 0, n * n * sizeof *information);
    for (size_t i = 0; i < d->n; i++) {
        if (!counts(d, i))
            continue;
        double m = d->exposure[i] * exp(predictor(d, i, g)), y = d->cases[i];
        jh_sum_add(&sum, jh_log_gamma(y + k) - jh_log_gamma(k) + (y > 0 ? y * log(m) : 0) -
                             y * log(k) - (y + k) * log1p(m / k));
        double score = (y - m) * k / (k + m), weight = m * k / (k + m);
        for (size_t a = 0; a < n; a++) {
            double z = d->z[i * d->width + at[a]];
            gradient[a] += score * z;
            for (size_t b = 0; b <= a; b++)
                information[a * n + b] += weight * z * d->z[i * d->width + at[b]];
        }
    }
    return jh_sum_value(&sum);
}

static size_t number_kept(const bool *kept, size_t width)
{
    size_t n = 0;
    for (size_t k = 0; k < width; k++)
        n += kept[k];
    return n;
}

/* Best coefficients at one shape, by scoring from those given; returns the likelihood. */
static double climb(
    const struct jh_i_shrink_data *d, const bool *kept, double shape, double *g, double *factor)
{
    double gradient[MAX], information[MAX * MAX], tried[MAX];
    double likelihood = evaluate(d, kept, g, shape, gradient, information);
    size_t n = number_kept(kept, d->width);
    for (int step = 0; step < MOST_STEPS; step++) {
        double decrement = 0, move[MAX];
        if (jh_i_cholesky(n, information, 1e-13, factor) != n)
            break;
        memcpy(move, gradient, sizeof move);
        jh_i_cholesky_solve(n, factor, move);
        for (size_t a = 0; a < n; a++)
            decrement += gradient[a] * move[a];
        if (!(decrement > 1e-10))
            break;
        double found = -JH_INF, length = 1;
        for (int halving = 0; halving < 30 && !(found >= likelihood); halving++, length /= 2) {
            for (size_t c = 0, a = 0; c < d->width; c++)
                tried[c] = g[c] + (kept[c] ? length * move[a++] : 0);
            found = evaluate(d, kept, tried, shape, gradient, information);
        }
        if (!(found >= likelihood))
            break;
        memcpy(g, tried, d->width * sizeof *g);
        likelihood = found;
    }
    return likelihood;
}

/* The shape with the best likelihood, between rates that hardly follow their attributes and rates
 * that do exactly. */
static double find_shape(const struct jh_i_shrink_data *d, const bool *kept, double *g)
{
    double factor[MAX * MAX], low = log(LEAST_SHAPE), high = log(MOST_SHAPE);
    double a = high - GOLDEN * (high - low), b = low + GOLDEN * (high - low);
    double at_a = climb(d, kept, exp(a), g, factor), at_b = climb(d, kept, exp(b), g, factor);
    for (int i = 0; i < SECTIONS && high - low > 1e-6; i++) {
        bool left = at_a > at_b;
        high = left ? b : high;
        low = left ? low : a;
        if (left) {
            b = a;
            at_b = at_a;
            a = high - GOLDEN * (high - low);
            at_a = climb(d, kept, exp(a), g, factor);
        } else {
            a = b;
            at_a = at_b;
            b = low + GOLDEN * (high - low);
            at_b = climb(d, kept, exp(b), g, factor);
        }
    }
    return exp((low + high) / 2);
}

/* Second derivative of ln gamma: the variance of the logarithm of a gamma variable. */
static double trigamma(double x)
{
    double sum = 0;
    for (; x < 12; x++)
        sum += 1 / (x * x);
    double y = 1 / (x * x);
    return sum + 1 / x + y / 2 + y / x * (1.0 / 6 - y * (1.0 / 30 - y / 42));
}

static void tell(const struct jh_i_shrink_data *d, const struct jh_i_shrink_fit *fit,
    double *out_expected, double *out_shrunk, double *out_std_error)
{
    const double k = fit->shape;
    for (size_t i = 0; i < d->n; i++) {
        double expected = predictor(d, i, fit->coefficient);
        double y = counts(d, i) ? d->cases[i] : 0, m = counts(d, i) ? d->exposure[i] : 0;
        out_expected[i] = expected;
        out_shrunk[i] = expected + log1p(y / k) - log1p(m * exp(expected) / k);
        out_std_error[i] = sqrt(trigamma(y + k));
    }
}

enum jh_status jh_i_shrink(const struct jh_i_shrink_data *data, struct jh_i_shrink_fit *out,
    double *out_expected, double *out_shrunk, double *out_std_error, struct jh_error *err)
{
    struct jh_i_shrink_fit fit = {.shape = JH_NAN};
    double cases = 0, exposure = 0, factor[MAX * MAX], inverse[MAX * MAX];
    for (size_t i = 0; i < data->n; i++) {
        cases += counts(data, i) ? data->cases[i] : 0;
        exposure += data->exposure[i];
    }
    if (!(cases > 0))
        return jh_fail(err, JH_E_DATA, "no cases with a choice between hospitals");
    select_columns(data, fit.kept);
    fit.coefficient[0] = log(cases / exposure);
    fit.shape = find_shape(data, fit.kept, fit.coefficient);
    (void)climb(data, fit.kept, fit.shape, fit.coefficient, factor);
    double gradient[MAX], information[MAX * MAX];
    (void)evaluate(data, fit.kept, fit.coefficient, fit.shape, gradient, information);
    size_t n = number_kept(fit.kept, data->width), a = 0;
    if (jh_i_cholesky(n, information, 1e-13, factor) != n)
        return jh_fail(err, JH_E_DATA, "the attributes of hospitals do not tell their constants");
    jh_i_cholesky_inverse(n, factor, inverse);
    for (size_t k = 0; k < data->width; k++) {
        size_t b = 0;
        for (size_t l = 0; l < data->width && fit.kept[k]; l++)
            if (fit.kept[l])
                fit.covariance[k * data->width + l] = inverse[a * n + b++];
        a += fit.kept[k];
    }
    fit.spread = sqrt(trigamma(fit.shape));
    tell(data, &fit, out_expected, out_shrunk, out_std_error);
    *out = fit;
    return JH_OK;
}
