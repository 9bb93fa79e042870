#include "evaluate/within.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "evaluate/linear.h"

enum { MAX_SWEEPS = 10000 };
static const double settled = 1e-13; /* of the largest value: a sweep that moves less is the last */

enum jh_status jh_i_within_init(
    struct jh_within *w, const struct jh_eval_panel *panel, size_t n_x, struct jh_error *err)
{
    size_t n = panel->n_units * panel->n_periods;
    *w = (struct jh_within){.n_x = n_x};
    w->x = jh_i_calloc(n * n_x, sizeof *w->x);
    w->beta = jh_i_calloc(n_x, sizeof *w->beta);
    w->covariance = jh_i_calloc(n_x * n_x, sizeof *w->covariance);
    w->kept = jh_i_calloc(n_x, 1);
    if (w->x == NULL || w->beta == NULL || w->covariance == NULL || w->kept == NULL) {
        jh_i_within_release(w);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

void jh_i_within_release(struct jh_within *w)
{
    jh_i_free(w->x);
    jh_i_free(w->beta);
    jh_i_free(w->covariance);
    jh_i_free(w->kept);
    *w = (struct jh_within){0};
}

static double unit_weight(const struct jh_eval_panel *p, size_t i)
{
    return p->weight != NULL ? p->weight[i] : 1;
}

/* One sweep: take unit means, then period means, out of v. Returns the largest mean taken. */
static double demean(const struct jh_eval_panel *p, double *v, double *sum, double *mass)
{
    size_t n_t = p->n_periods;
    double moved = 0;
    memset(sum, 0, n_t * sizeof *sum);
    memset(mass, 0, n_t * sizeof *mass);
    for (size_t i = 0; i < p->n_units; i++) {
        const double *y = p->value + i * n_t;
        double *row = v + i * n_t, total = 0, w = unit_weight(p, i);
        size_t n = 0;
        for (size_t t = 0; t < n_t; t++)
            if (!isnan(y[t])) {
                total += row[t];
                n++;
            }
        double mean = n > 0 ? total / (double)n : 0;
        moved = fmax(moved, fabs(mean));
        for (size_t t = 0; t < n_t; t++)
            if (!isnan(y[t])) {
                row[t] -= mean;
                sum[t] += w * row[t];
                mass[t] += w;
            }
    }
    for (size_t t = 0; t < n_t; t++) {
        sum[t] = mass[t] > 0 ? sum[t] / mass[t] : 0;
        moved = fmax(moved, fabs(sum[t]));
    }
    for (size_t i = 0; i < p->n_units; i++)
        for (size_t t = 0; t < n_t; t++)
            if (!isnan(p->value[i * n_t + t]))
                v[i * n_t + t] -= sum[t];
    return moved;
}

/* Take unit and period effects out of v: alternating projections, one sweep where all is there. */
static enum jh_status project(
    const struct jh_eval_panel *p, double *v, double *scratch, struct jh_error *err)
{
    double largest = 0;
    for (size_t k = 0; k < p->n_units * p->n_periods; k++)
        if (!isnan(p->value[k]))
            largest = fmax(largest, fabs(v[k]));
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++)
        if (demean(p, v, scratch, scratch + p->n_periods) <= settled * largest)
            return JH_OK;
    return jh_fail(err, JH_E_NO_CONVERGENCE, "unit and period effects cannot be told apart");
}

/* a += X'X, b += X'y, weighted. */
static void normal_equations(
    const struct jh_eval_panel *p, const struct jh_within *w, const double *y, double *a, double *b)
{
    size_t n_t = p->n_periods, size = p->n_units * n_t;
    for (size_t j = 0; j < w->n_x; j++) {
        const double *xj = w->x + j * size;
        for (size_t k = 0; k <= j; k++) {
            const double *xk = w->x + k * size;
            double sum = 0;
            for (size_t i = 0; i < p->n_units; i++) {
                double part = 0;
                for (size_t t = i * n_t; t < (i + 1) * n_t; t++)
                    part += isnan(p->value[t]) ? 0 : xj[t] * xk[t];
                sum += unit_weight(p, i) * part;
            }
            a[j * w->n_x + k] = a[k * w->n_x + j] = sum;
        }
        for (size_t i = 0; i < p->n_units; i++) {
            double part = 0;
            for (size_t t = i * n_t; t < (i + 1) * n_t; t++)
                part += isnan(p->value[t]) ? 0 : xj[t] * y[t];
            b[j] += unit_weight(p, i) * part;
        }
    }
}

/* meat = sum over clusters of s s', s = sum of w x e; score: [n_units * n_x] zeroed. */
static void meat(const struct jh_eval_panel *p, const struct jh_within *w, const double *y,
    double *score, double *out)
{
    size_t n_t = p->n_periods, size = p->n_units * n_t, k = w->n_x;
    for (size_t i = 0; i < p->n_units; i++) {
        double *s = score + k * (p->cluster != NULL ? (size_t)p->cluster[i] : i);
        for (size_t t = i * n_t; t < (i + 1) * n_t; t++) {
            if (isnan(p->value[t]))
                continue;
            double e = y[t];
            for (size_t j = 0; j < k; j++)
                e -= w->beta[j] * w->x[j * size + t];
            for (size_t j = 0; j < k; j++)
                s[j] += unit_weight(p, i) * e * w->x[j * size + t];
        }
    }
    memset(out, 0, k * k * sizeof *out);
    for (size_t c = 0; c < p->n_units; c++)
        for (size_t i = 0; i < k; i++)
            for (size_t j = 0; j < k; j++)
                out[i * k + j] += score[c * k + i] * score[c * k + j];
}

/* covariance = bread meat bread * factor; scratch [k * k]. */
static void sandwich(size_t k, const double *bread, const double *middle, double factor,
    double *scratch, double *out)
{
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++) {
            scratch[i * k + j] = 0;
            for (size_t l = 0; l < k; l++)
                scratch[i * k + j] += bread[i * k + l] * middle[l * k + j];
        }
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++) {
            double sum = 0;
            for (size_t l = 0; l < k; l++)
                sum += scratch[i * k + l] * bread[l * k + j];
            out[i * k + j] = factor * sum;
        }
}

static size_t count_obs(const struct jh_eval_panel *p)
{
    size_t n = 0;
    for (size_t k = 0; k < p->n_units * p->n_periods; k++)
        if (!isnan(p->value[k]))
            n++;
    return n;
}

enum jh_status jh_i_within_fit(
    const struct jh_eval_panel *panel, bool small_sample, struct jh_within *w, struct jh_error *err)
{
    const size_t size = panel->n_units * panel->n_periods, k = w->n_x;
    enum jh_status st = JH_OK;
    double factor = 1, *a, *b, *c, *right, *scale, *periods;
    double *y = jh_i_calloc(size, sizeof *y);
    double *score = jh_i_calloc(panel->n_units * (k + 1), sizeof *score);
    double *small = jh_i_calloc(3 * k * k + 2 * k + 2 * panel->n_periods, sizeof *small);
    if (y == NULL || score == NULL || small == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    a = small;
    b = a + k * k;
    c = b + k * k;
    right = c + k * k;
    scale = right + k;
    periods = scale + k;
    memcpy(y, panel->value, size * sizeof *y);
    JH_TRY(st, project(panel, y, periods, err));
    for (size_t j = 0; j < k; j++)
        JH_TRY(st, project(panel, w->x + j * size, periods, err));
    normal_equations(panel, w, y, a, right);
    w->rank = jh_i_sweep_inverse(k, a, scale, w->kept);
    for (size_t i = 0; i < k; i++) {
        w->beta[i] = 0;
        for (size_t j = 0; j < k; j++)
            w->beta[i] += a[i * k + j] * right[j];
    }
    meat(panel, w, y, score, b);
    w->n_obs = count_obs(panel);
    w->n_clusters = jh_i_eval_clusters(panel, (uint8_t *)score);
    if (w->n_clusters < 2) {
        st = jh_fail(err, JH_E_DOMAIN, "clustered errors need two clusters");
        goto out;
    }
    if (small_sample) {
        double g = (double)w->n_clusters, n = (double)w->n_obs,
               used = (double)(w->rank + panel->n_periods);
        if (n <= used) {
            st = jh_fail(
                err, JH_E_DOMAIN, "%zu values are too few for %.0f parameters", w->n_obs, used);
            goto out;
        }
        factor = g / (g - 1) * (n - 1) / (n - used);
    }
    sandwich(k, a, b, factor, c, w->covariance);
out:
    jh_i_free(y);
    jh_i_free(score);
    jh_i_free(small);
    return st;
}
