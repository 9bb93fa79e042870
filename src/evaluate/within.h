/*
 * Least squares with unit and period effects, several regressors, clustered errors.
 */
#ifndef JH_EVALUATE_WITHIN_H
#define JH_EVALUATE_WITHIN_H

#include "junheng/evaluate.h"

/** n_x regressors, each [n_units * n_periods]; changed: their effects are taken out. */
struct jh_within {
    size_t n_x;
    double *x;          /* [n_x * n_units * n_periods] */
    double *beta;       /* [n_x], 0 for dependent ones */
    double *covariance; /* [n_x * n_x], clustered */
    uint8_t *kept;      /* [n_x] */
    size_t n_obs, n_clusters, rank;
};

/** Room for n_x regressors, zeroed; release in every case. */
enum jh_status jh_i_within_init(struct jh_within *w, const struct jh_eval_panel *panel, size_t n_x,
    struct jh_error *err) JH_CHECKED;
void jh_i_within_release(struct jh_within *w);
enum jh_status jh_i_within_fit(const struct jh_eval_panel *panel, bool small_sample,
    struct jh_within *w, struct jh_error *err) JH_CHECKED;

#endif
