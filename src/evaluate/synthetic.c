/* Synthetic control: the nearest point of a simplex by pairwise Frank-Wolfe steps, and placebos. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "junheng/evaluate.h"

enum { MAX_STEPS = 200000 };
static const double gap_frac = 1e-10; /* of the sum of squares: nearer to the best is not sought */
static const double loose = 1e5;      /* of that, after the last step */

/* minimise |r|^2, r = y - sum w_j x_j, over the first n_pre periods; donor `skip` is not one. */
struct fit {
    size_t n, n_periods, n_pre, skip;
    const double *y, *donor;
    double *weight;   /* [n] */
    double *residual; /* [n_pre] */
    double *gradient; /* [n], of |r|^2 / 2 */
    double gap;
};

static const double *row(const struct fit *f, size_t j)
{
    return f->donor + j * f->n_periods;
}

/* Gradients; the best and the worst donor with weight. Returns the duality gap of |r|^2. */
static double look(struct fit *f, size_t *out_best, size_t *out_worst)
{
    double mean = 0;
    size_t best = SIZE_MAX, worst = SIZE_MAX;
    for (size_t j = 0; j < f->n; j++) {
        if (j == f->skip)
            continue;
        double g = 0;
        for (size_t t = 0; t < f->n_pre; t++)
            g -= row(f, j)[t] * f->residual[t];
        f->gradient[j] = g;
        mean += f->weight[j] * g;
        if (best == SIZE_MAX || g < f->gradient[best])
            best = j;
        if (f->weight[j] > 0 && (worst == SIZE_MAX || g > f->gradient[worst]))
            worst = j;
    }
    *out_best = best;
    *out_worst = worst;
    return 2 * (mean - f->gradient[best]);
}

/* Move weight from the worst to the best donor as far as it pays. */
static bool step(struct fit *f, size_t best, size_t worst)
{
    const double *a = row(f, best), *b = row(f, worst);
    double square = 0, slope = f->gradient[worst] - f->gradient[best];
    for (size_t t = 0; t < f->n_pre; t++)
        square += (a[t] - b[t]) * (a[t] - b[t]);
    if (!(slope > 0) || !(square > 0))
        return false;
    double move = slope / square;
    const bool all = move >= f->weight[worst];
    move = all ? f->weight[worst] : move;
    f->weight[best] += move;
    f->weight[worst] = all ? 0 : f->weight[worst] - move;
    for (size_t t = 0; t < f->n_pre; t++)
        f->residual[t] -= move * (a[t] - b[t]);
    return true;
}

static void refresh(struct fit *f)
{
    for (size_t t = 0; t < f->n_pre; t++) {
        struct jh_sum sum = {f->y[t], 0};
        for (size_t j = 0; j < f->n; j++)
            jh_sum_add(&sum, -f->weight[j] * row(f, j)[t]);
        f->residual[t] = jh_sum_value(&sum);
    }
}

/* Begin at the nearest single donor. */
static void begin(struct fit *f)
{
    double least = JH_INF, total = 0;
    size_t nearest = 0;
    for (size_t j = 0; j < f->n; j++) {
        double d = 0;
        for (size_t t = 0; t < f->n_pre; t++)
            d += (f->y[t] - row(f, j)[t]) * (f->y[t] - row(f, j)[t]);
        if (j != f->skip && d < least) {
            least = d;
            nearest = j;
        }
    }
    for (size_t t = 0; t < f->n_pre; t++)
        total += f->y[t] * f->y[t];
    memset(f->weight, 0, f->n * sizeof *f->weight);
    f->weight[nearest] = 1;
    f->gap = gap_frac * total;
}

static enum jh_status solve(struct fit *f, struct jh_error *err)
{
    begin(f);
    const double wanted = f->gap;
    refresh(f);
    for (int k = 0; k < MAX_STEPS; k++) {
        size_t best, worst;
        if (k % 1000 == 999)
            refresh(f); /* rounding does not pile up */
        f->gap = look(f, &best, &worst);
        if (f->gap <= wanted || !step(f, best, worst)) {
            refresh(f);
            f->gap = fmax(look(f, &best, &worst), 0);
            return JH_OK;
        }
    }
    size_t best, worst;
    refresh(f);
    f->gap = fmax(look(f, &best, &worst), 0);
    /* Many donors, few periods: flat, and slow at the end. How near it came is told. */
    if (f->gap <= wanted * loose)
        return JH_OK;
    return jh_fail(err, JH_E_NO_CONVERGENCE, "synthetic control: weights did not settle");
}

/* Root mean square gaps on both sides; gap [n_periods]. */
static void judge(const struct fit *f, double *gap, double out_rmspe[2], double *out_effect)
{
    double square[2] = {0, 0}, sum = 0;
    for (size_t t = 0; t < f->n_periods; t++) {
        struct jh_sum s = {f->y[t], 0};
        for (size_t j = 0; j < f->n; j++)
            if (f->weight[j] > 0)
                jh_sum_add(&s, -f->weight[j] * row(f, j)[t]);
        gap[t] = jh_sum_value(&s);
        square[t >= f->n_pre] += gap[t] * gap[t];
        sum += t >= f->n_pre ? gap[t] : 0;
    }
    out_rmspe[0] = sqrt(square[0] / (double)f->n_pre);
    out_rmspe[1] = sqrt(square[1] / (double)(f->n_periods - f->n_pre));
    *out_effect = sum / (double)(f->n_periods - f->n_pre);
}

static double ratio_of(const double rmspe[2])
{
    return rmspe[0] > 0 ? rmspe[1] / rmspe[0] : rmspe[1] > 0 ? JH_INF : JH_NAN;
}

static enum jh_status placebos(struct fit *f, double max_fit, const struct jh_run *run, double *gap,
    double *ratio, struct jh_eval_synthetic *r, struct jh_error *err)
{
    size_t n_large = 0;
    for (size_t j = 0; j < f->n; j++) {
        double rmspe[2], effect;
        if (jh_run_stopped(run))
            return jh_fail(err, JH_E_CANCELLED, "stopped");
        f->y = row(f, j);
        f->skip = j;
        enum jh_status st = solve(f, err);
        if (st != JH_OK)
            return st;
        judge(f, gap, rmspe, &effect);
        ratio[j] = ratio_of(rmspe);
        if (max_fit > 0 && rmspe[0] > max_fit * r->rmspe_before)
            ratio[j] = JH_NAN;
        if (isnan(ratio[j]))
            continue;
        r->n_placebos++;
        n_large += ratio[j] >= r->ratio;
        jh_run_progress(run, "placebos", (double)(j + 1) / (double)f->n);
    }
    r->p_value = (1 + (double)n_large) / (1 + (double)r->n_placebos);
    return JH_OK;
}

static enum jh_status check(size_t n_donors, size_t n_periods, const double *value,
    const double *donor, size_t interruption, bool with_placebos, struct jh_error *err)
{
    if (n_donors == 0 || (with_placebos && n_donors < 2))
        return jh_fail(err, JH_E_ARG, "%zu donors are too few", n_donors);
    if (interruption == 0 || interruption >= n_periods)
        return jh_fail(err, JH_E_ARG, "interruption at period %zu of a series of %zu", interruption,
            n_periods);
    for (size_t t = 0; t < n_periods; t++)
        if (!isfinite(value[t]))
            return jh_fail(err, JH_E_DATA, "period %zu of the unit has no value", t);
    for (size_t k = 0; k < n_donors * n_periods; k++)
        if (!isfinite(donor[k]))
            return jh_fail(err, JH_E_DATA, "period %zu of donor %zu has no value", k % n_periods,
                k / n_periods);
    return JH_OK;
}

enum jh_status jh_eval_synthetic(size_t n_donors, size_t n_periods, const double *value,
    const double *donor, size_t interruption, double max_fit, const struct jh_run *run,
    double *out_weight, double *out_gap, double *out_placebo, struct jh_eval_synthetic *out,
    struct jh_error *err)
{
    struct jh_eval_synthetic r = {.p_value = JH_NAN};
    struct fit f = {.n = n_donors,
        .n_periods = n_periods,
        .n_pre = interruption,
        .skip = SIZE_MAX,
        .y = value,
        .donor = donor};
    double *block = NULL, *chosen, *ratio, *gap, *scratch, rmspe[2];
    enum jh_status st;
    JH_TRY(st, check(n_donors, n_periods, value, donor, interruption, out_placebo != NULL, err));
    block = jh_i_calloc(4 * n_donors + 2 * n_periods + interruption, sizeof *block);
    if (block == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    f.weight = block;
    f.gradient = f.weight + n_donors;
    f.residual = f.gradient + n_donors;
    chosen = f.residual + interruption;
    ratio = chosen + n_donors;
    gap = ratio + n_donors;
    scratch = gap + n_periods;
    JH_TRY(st, solve(&f, err));
    judge(&f, gap, rmspe, &r.effect);
    memcpy(chosen, f.weight, n_donors * sizeof *chosen);
    r.rmspe_before = rmspe[0];
    r.rmspe_after = rmspe[1];
    r.ratio = ratio_of(rmspe);
    r.optimality_gap = f.gap;
    if (out_placebo != NULL)
        JH_TRY(st, placebos(&f, max_fit, run, scratch, ratio, &r, err));
    memcpy(out_weight, chosen, n_donors * sizeof *chosen);
    if (out_gap != NULL)
        memcpy(out_gap, gap, n_periods * sizeof *gap);
    if (out_placebo != NULL)
        memcpy(out_placebo, ratio, n_donors * sizeof *ratio);
    *out = r;
out:
    jh_i_free(block);
    return st;
}
