#include "evaluate/persistent.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "evaluate/linear.h"

enum { MAX_K = JH_I_PERSISTENT_MAX, GRID = 60, GOLDEN = 40 };
/* Persistence from -0.964 to 0.989: nearer to 1 level, trend and drift cannot be told apart. */
static const double z_low = -2, z_high = 2.6, step_z = 1e-3;

/* Generalised least squares at one persistence; the variance of u is 1. */
struct at {
    double inverse[MAX_K * MAX_K], right[MAX_K], beta[MAX_K];
    double rss, log_det; /* of the covariance of y and of X' V^-1 X */
    size_t rank;
};

/* Rows made independent (Prais and Winsten 1954; gaps by the power of the persistence). */
static void whiten(const struct jh_i_persistent *p, double r, double *log_det)
{
    const size_t k = p->k, w = k + 1;
    *log_det = 0;
    for (size_t t = 0; t < p->n; t++) {
        const double power = t > 0 ? pow(r, p->step[t]) : 0;
        const double variance = (1 - power * power) / (1 - r * r), scale = 1 / sqrt(variance);
        double *out = p->white + t * w;
        const double *x = p->x + t * p->stride;
        for (size_t i = 0; i < k; i++)
            out[i] = scale * (x[i] - (t > 0 ? power * (x - p->stride)[i] : 0));
        out[k] = scale * (p->y[t] - (t > 0 ? power * p->y[t - 1] : 0));
        *log_det += log(variance);
    }
}

static void solve_at(const struct jh_i_persistent *p, double z, struct at *a)
{
    const size_t k = p->k, w = k + 1;
    double scale[MAX_K], det;
    memset(a, 0, sizeof *a);
    whiten(p, tanh(z), &det);
    for (size_t t = 0; t < p->n; t++) {
        const double *row = p->white + t * w;
        for (size_t i = 0; i < k; i++) {
            a->right[i] += row[i] * row[k];
            for (size_t j = 0; j < k; j++)
                a->inverse[i * k + j] += row[i] * row[j];
        }
    }
    /* The determinant by Cholesky's pivots, before the inverse takes its place. */
    double l[MAX_K * MAX_K];
    memcpy(l, a->inverse, sizeof l);
    for (size_t j = 0; j < k; j++) {
        for (size_t i = 0; i < j; i++)
            l[j * k + j] -= l[j * k + i] * l[j * k + i];
        if (!(l[j * k + j] > 0))
            return; /* rank stays 0 */
        det += log(l[j * k + j]);
        l[j * k + j] = sqrt(l[j * k + j]);
        for (size_t r = j + 1; r < k; r++) {
            for (size_t i = 0; i < j; i++)
                l[r * k + j] -= l[r * k + i] * l[j * k + i];
            l[r * k + j] /= l[j * k + j];
        }
    }
    a->log_det = det;
    a->rank = jh_i_sweep_inverse(k, a->inverse, scale, NULL);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            a->beta[i] += a->inverse[i * k + j] * a->right[j];
    for (size_t t = 0; t < p->n; t++) {
        double e = p->white[t * w + k];
        for (size_t i = 0; i < k; i++)
            e -= p->white[t * w + i] * a->beta[i];
        a->rss += e * e;
    }
}

/* Restricted log likelihood but for a constant (Patterson and Thompson 1971). */
static double likelihood(const struct jh_i_persistent *p, double z, double log_variance)
{
    struct at a;
    solve_at(p, z, &a);
    const double df = (double)(p->n - p->k);
    return a.rank < p->k ? -JH_INF
                         : -0.5 * (df * log_variance + a.rss * exp(-log_variance) + a.log_det);
}

/* The same with the variance that fits best. */
static double profile(const struct jh_i_persistent *p, double z)
{
    struct at a;
    solve_at(p, z, &a);
    const double df = (double)(p->n - p->k);
    return a.rank < p->k ? -JH_INF : -0.5 * (df * log(fmax(a.rss, 1e-300) / df) + a.log_det);
}

static double best_z(const struct jh_i_persistent *p)
{
    const double golden = 0.6180339887498949, width = (z_high - z_low) / GRID;
    double best = -JH_INF, at = 0;
    for (int g = 0; g <= GRID; g++) {
        const double z = z_low + width * g, value = profile(p, z);
        if (value > best) {
            best = value;
            at = z;
        }
    }
    double low = fmax(at - width, z_low), high = fmin(at + width, z_high);
    for (int i = 0; i < GOLDEN; i++) {
        const double a = high - golden * (high - low), b = low + golden * (high - low);
        if (profile(p, a) > profile(p, b))
            high = b;
        else
            low = a;
    }
    return (low + high) / 2;
}

/* Covariance of (log variance, z) from the curvature; all 0 where the likelihood has no top. */
static void measure_curvature(struct jh_i_persistent *p)
{
    const double h = step_z, s = p->log_variance, z = p->z;
    const double mid = likelihood(p, z, s);
    const double ss = (likelihood(p, z, s + h) - 2 * mid + likelihood(p, z, s - h)) / (h * h);
    const double zz = (likelihood(p, z + h, s) - 2 * mid + likelihood(p, z - h, s)) / (h * h);
    const double sz = (likelihood(p, z + h, s + h) - likelihood(p, z - h, s + h) -
                          likelihood(p, z + h, s - h) + likelihood(p, z - h, s - h)) /
                      (4 * h * h);
    const double det = ss * zz - sz * sz;
    memset(p->covariance, 0, sizeof p->covariance);
    if (!(ss < 0 && det > 0))
        return;
    p->covariance[0] = -zz / det;
    p->covariance[1] = p->covariance[2] = sz / det;
    p->covariance[3] = -ss / det;
}

enum jh_status jh_i_persistent_fit(struct jh_i_persistent *p, struct jh_error *err)
{
    struct at a;
    solve_at(p, 0, &a);
    if (a.rank < p->k)
        return jh_fail(err, JH_E_DOMAIN, "too few periods to tell level, slope and season apart");
    p->z = best_z(p);
    solve_at(p, p->z, &a);
    p->log_variance = log(fmax(a.rss, 1e-300) / (double)(p->n - p->k));
    memcpy(p->beta, a.beta, sizeof p->beta);
    measure_curvature(p);
    return JH_OK;
}

/* c' (X' V^-1 X)^-1 c at a persistence, and the weights of the values in c' beta. */
static double unit_variance(struct jh_i_persistent *p, double z, const double *c, double *weight)
{
    const size_t k = p->k, w = k + 1;
    double half[MAX_K] = {0}, variance = 0;
    struct at a;
    solve_at(p, z, &a);
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++)
            half[i] += a.inverse[i * k + j] * c[j];
        variance += c[i] * half[i];
    }
    if (weight == NULL)
        return variance;
    /* V^-1 X is the whitening turned back on the whitened rows. */
    const double r = tanh(z);
    memset(weight, 0, p->n * sizeof *weight);
    for (size_t t = 0; t < p->n; t++) {
        const double power = t > 0 ? pow(r, p->step[t]) : 0;
        const double scale = sqrt((1 - r * r) / (1 - power * power));
        double row = 0;
        for (size_t i = 0; i < k; i++)
            row += p->white[t * w + i] * half[i];
        weight[t] += scale * row;
        if (t > 0)
            weight[t - 1] -= scale * power * row;
    }
    return variance;
}

/* d' V d with V of persistence r and variance of u 1, in one pass. */
static double quadratic(const struct jh_i_persistent *p, double r, const double *d)
{
    double before = 0, sum = 0; /* before: sum over earlier s of d_s r^(t - s) */
    for (size_t t = 0; t < p->n; t++) {
        before *= t > 0 ? pow(r, p->step[t]) : 0;
        sum += d[t] * (d[t] + 2 * before);
        before += d[t];
    }
    return sum / (1 - r * r);
}

struct jh_eval_estimate jh_i_persistent_combine(
    struct jh_i_persistent *p, const double *c, double level, double *out_df)
{
    const double h = step_z, variance_u = exp(p->log_variance);
    const double most = (double)(p->n - p->k);
    double estimate = 0, df = 2, *moved = p->weight, *down = p->weight + p->n;
    for (size_t i = 0; i < p->k; i++)
        estimate += c[i] * p->beta[i];
    const double v = variance_u * unit_variance(p, p->z, c, NULL);
    const double above = unit_variance(p, p->z + h, c, moved);
    const double below = unit_variance(p, p->z - h, c, down);
    const double slope = variance_u * (above - below) / (2 * h);
    /* How the values' weights move with the persistence: what its estimation adds. */
    for (size_t t = 0; t < p->n; t++)
        moved[t] = (moved[t] - down[t]) / (2 * h);
    const double added = p->covariance[3] * variance_u * quadratic(p, tanh(p->z), moved);
    const double of_v = v * v * p->covariance[0] + 2 * v * slope * p->covariance[1] +
                        slope * slope * p->covariance[3];
    if (of_v > 0)
        df = fmax(2, fmin(most, 2 * v * v / of_v));
    *out_df = df;
    return jh_i_eval_estimate(estimate, sqrt(fmax(v + 2 * added, 0)), df, level);
}
