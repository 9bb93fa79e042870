/*
 * Choices with a constant for every hospital: balancing inside a Newton step, no matrix over
 * hospitals.
 */
#ifndef JH_CHOICE_GRAVITY_H
#define JH_CHOICE_GRAVITY_H

#include "junheng/choice.h"

#define JH_I_GRAVITY_MAX 17 /* columns */

/** Rows of origin i: start[i]..start[i+1]-1. Borrowed. */
struct jh_i_gravity_data {
    size_t n_origins, n_hospitals;
    const size_t *start;
    const int32_t *hospital;         /* [rows] */
    const double *x;                 /* [rows * stride] */
    size_t stride, width;            /* columns in x; of them wanted */
    size_t column[JH_I_GRAVITY_MAX]; /* [width] */
    const double *chosen;            /* [rows] */
    bool clustered;                  /* standard errors by origin */
};
struct jh_i_gravity_fit {
    bool kept[JH_I_GRAVITY_MAX]; /* [width], identified beside the constants */
    double estimate[JH_I_GRAVITY_MAX];
    double covariance[JH_I_GRAVITY_MAX * JH_I_GRAVITY_MAX]; /* width columns */
    double *cases;                                          /* [n_hospitals], D */
    double *
        exposure; /* [n_hospitals], cases that it would have with constant 0, the others as fitted */
    size_t n_iterations;
};

/**
 * Maximum likelihood of T_ij ~ multinomial(O_i, exp(x_ij b + c_j)). A few sweeps of
 * balancing (predicted cases of every hospital equal those seen), then Newton's method on b and c
 * together: what the constants add to a step is found by conjugate gradients, whose product with the
 * information of the constants is one pass over the rows, so no matrix over hospitals is kept.
 *
 * @return JH_OK; JH_E_DATA: no cases with a choice; JH_E_NO_CONVERGENCE; JH_E_CANCELLED; JH_E_NOMEM.
 * Release with jh_i_gravity_fit_release().
 */
enum jh_status jh_i_gravity_estimate(const struct jh_i_gravity_data *data, const struct jh_run *run,
    struct jh_i_gravity_fit *out, struct jh_error *err) JH_CHECKED;
void jh_i_gravity_fit_release(struct jh_i_gravity_fit *fit);

#endif
