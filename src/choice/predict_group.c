/*
 * The incremental logit of one area and specialty.
 */
#include <math.h>

#include "base/rng.h"
#include "choice/predict.h"

#define N_TERMS JH_N_CHOICE_TERMS

static double utility(const double *x, const double *beta)
{
    double v = 0;
    for (size_t k = 0; k < N_TERMS; k++)
        v += x[k] * beta[k];
    return v;
}

/* Spread n cases by weight; out may be weight. The last weight above 0 takes what is left, so that
 * no case is lost. */
static void draw(struct jh_rng *rng, int64_t n, size_t n_rows, const double *weight, double *out)
{
    double left = 0;
    size_t last = 0;
    for (size_t i = 0; i < n_rows; i++) {
        left += weight[i];
        last = weight[i] > 0 ? i : last;
    }
    for (size_t i = 0; i < n_rows; i++) {
        double w = weight[i];
        int64_t k = 0;
        if (i == last)
            k = n;
        else if (w > 0 && n > 0)
            k = jh_rng_binomial(rng, n, fmin(w / left, 1));
        out[i] = (double)k;
        n -= k;
        left -= w;
    }
}

/* Today's cases, or a draw of what they might have been in as many years of data. */
static void set_base(const struct jh_i_predict_row *row, const struct jh_i_predict_group *group,
    double years, struct jh_rng *rng, double *base)
{
    int64_t n = llround(group->cases * years);
    for (size_t i = 0; i < group->n; i++)
        base[i] = row[i].cases;
    if (rng == NULL || n <= 0)
        return;
    draw(rng, n, group->n, base, base);
    for (size_t i = 0; i < group->n; i++)
        base[i] *= group->cases / (double)n;
}

/* Weight of a hospital that the area gains: exp(V) times the calibration of the area. */
static double weight_of_gained(const struct jh_i_predict_groups *groups,
    const struct jh_i_predict_group *group, const struct jh_i_predict_row *row, const double *beta)
{
    double v = utility(groups->x + N_TERMS * row->x, beta), sum = 0;
    double scale = group->timed_cases > 0 ? group->timed_cases : fmax(group->cases, 1);
    for (size_t k = 0; k < group->set_n; k++)
        sum += exp(utility(groups->x + N_TERMS * (group->set_begin + k), beta) - v);
    return sum > 0 ? scale / sum : 0;
}

static double weigh(const struct jh_i_predict_groups *groups,
    const struct jh_i_predict_group *group, const double *beta, const double *base, double *weight)
{
    const struct jh_i_predict_row *row = groups->row + group->begin;
    double sum = 0;
    for (size_t i = 0; i < group->n; i++) {
        if (row[i].closed)
            weight[i] = 0;
        else if (row[i].gained)
            weight[i] = weight_of_gained(groups, group, &row[i], beta);
        else if (row[i].changed)
            weight[i] = base[i] * exp(utility(groups->x + N_TERMS * row[i].x, beta));
        else
            weight[i] = base[i];
        sum += weight[i];
    }
    return sum;
}

/* People who live elsewhere leave only what closes: for the other hospitals they use, else for those
 * of the others. */
static void move_elsewhere(
    const struct jh_i_predict_row *row, size_t n, const double *weight, double sum, double *out)
{
    double kept = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        all += row[i].elsewhere;
        kept += row[i].closed ? 0 : row[i].elsewhere;
    }
    for (size_t i = 0; i < n; i++) {
        if (kept >= all)
            out[i] = row[i].elsewhere;
        else if (kept > 0)
            out[i] = row[i].closed ? 0 : row[i].elsewhere * (all / kept);
        else
            out[i] = sum > 0 ? all * weight[i] / sum : 0;
    }
}

void jh_i_predict_group(const struct jh_i_predict_groups *groups,
    const struct jh_i_predict_group *group, const double *beta, double years, struct jh_rng *rng,
    const struct jh_i_predict_scratch *scratch, double *out_cases, double *out_elsewhere)
{
    const struct jh_i_predict_row *row = groups->row + group->begin;
    int64_t n = llround(group->cases);
    set_base(row, group, years, rng, scratch->base);
    double sum = weigh(groups, group, beta, scratch->base, scratch->weight);
    if (!(sum > 0)) { /* the draw left nobody at what stays open */
        set_base(row, group, years, NULL, scratch->base);
        sum = weigh(groups, group, beta, scratch->base, scratch->weight);
    }
    move_elsewhere(row, group->n, scratch->weight, sum, out_elsewhere);
    if (rng != NULL && n > 0 && sum > 0) {
        draw(rng, n, group->n, scratch->weight, out_cases);
        for (size_t i = 0; i < group->n; i++)
            out_cases[i] *= group->cases / (double)n;
        return;
    }
    for (size_t i = 0; i < group->n; i++)
        out_cases[i] = sum > 0 ? group->cases * (scratch->weight[i] / sum) : 0;
}
