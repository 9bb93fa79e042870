/*
 * Regression on time with errors that persist: e_t = r e_(t-1) + u_t, by restricted likelihood, with
 * errors of combinations as Kenward and Roger give them.
 */
#ifndef JH_EVALUATE_PERSISTENT_H
#define JH_EVALUATE_PERSISTENT_H

#include <stddef.h>

#include "junheng/evaluate.h"

enum { JH_I_PERSISTENT_MAX = 8 }; /* coefficients */

/** A series on its way. Rows are the periods collected; all arrays are borrowed. */
struct jh_i_persistent {
    size_t n, k, stride;
    const double *x;        /* [n * stride], the first k of each row count */
    const double *y;        /* [n] */
    const double *step;     /* [n] periods since the row before; the first is not looked at */
    double *white, *weight; /* [n * (k + 1)], [2 * n] scratch */
    /* What jh_i_persistent_fit() finds: atanh of the persistence, log of the variance of u, their
     * covariance, coefficients. */
    double z, log_variance, covariance[4];
    double beta[JH_I_PERSISTENT_MAX];
};
/** @return JH_OK; JH_E_DOMAIN: the regressors are dependent. */
enum jh_status jh_i_persistent_fit(struct jh_i_persistent *p, struct jh_error *err) JH_CHECKED;
/** A combination c [k] of the coefficients: its variance v with what the estimation of the persistence
 *  adds, v + 2 L (Kenward and Roger 1997, doi 10.2307/2533558), t with Satterthwaite's degrees of
 *  freedom (at least 2). */
struct jh_eval_estimate jh_i_persistent_combine(
    struct jh_i_persistent *p, const double *c, double level, double *out_df);

#endif
