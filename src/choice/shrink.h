/*
 * Rates of many hospitals drawn towards what their attributes tell: few cases say little.
 */
#ifndef JH_CHOICE_SHRINK_H
#define JH_CHOICE_SHRINK_H

#include <stdbool.h>
#include <stddef.h>

#include "junheng/status.h"

#define JH_I_SHRINK_MAX 12 /* columns */

struct jh_i_shrink_data {
    size_t n, width;
    const double *z;        /* [n * width], row-major; the first column is 1 */
    const double *cases;    /* [n] */
    const double *exposure; /* [n], cases at rate 1; 0: says nothing, is told from its attributes */
};
struct jh_i_shrink_fit {
    bool kept[JH_I_SHRINK_MAX];                           /* [width] */
    double coefficient[JH_I_SHRINK_MAX];                  /* 0 where not kept */
    double covariance[JH_I_SHRINK_MAX * JH_I_SHRINK_MAX]; /* width columns */
    double shape;  /* of the gamma distribution of a rate about what its attributes tell */
    double spread; /* of its logarithm */
};

/**
 * cases ~ Poisson(exposure rate), rate ~ Gamma(mean exp(z g), shape k): negative binomial regression
 * by maximum likelihood, k by golden section on the likelihood profiled over g.
 *
 * Left out: columns that do not vary, that follow from those before, that are 0 wherever there are
 * cases; and all beyond a third of the rows that say something.
 *
 * @param out_shrunk, out_std_error [n], logarithm of the posterior mean, standard deviation of the
 * rate's logarithm in the posterior.
 * @param out_expected [n], z g.
 * @return JH_OK; JH_E_DATA: no cases; JH_E_NOMEM.
 */
enum jh_status jh_i_shrink(const struct jh_i_shrink_data *data, struct jh_i_shrink_fit *out,
    double *out_expected, double *out_shrunk, double *out_std_error,
    struct jh_error *err) JH_CHECKED;

#endif
