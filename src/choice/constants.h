/*
 * The model of a specialty with a constant for every hospital, shrunk towards its attributes.
 */
#ifndef JH_CHOICE_CONSTANTS_H
#define JH_CHOICE_CONSTANTS_H

#include "choice/slice.h"

struct jh_i_constants {
    size_t n;          /* hospitals of any choice set of the specialty */
    int32_t *hospital; /* [n], rising */
    int32_t *place_of; /* [hospitals.n], JH_NONE: in no set */
    double *cases;     /* [n], in the slice, all years */
    double *constant, *expected, *shrunk, *std_error, *revealed; /* [n] */
    double spread;
    uint32_t bits; /* terms that were estimated */
    double estimate[JH_N_CHOICE_TERMS], covariance[JH_N_CHOICE_TERMS * JH_N_CHOICE_TERMS];
    size_t n_iterations;
};

/** Fit the choices of a slice made of all wanted terms. Release with jh_i_constants_release(). */
enum jh_status jh_i_constants_fit(const struct jh_i_fitting *f, size_t specialty,
    const struct jh_i_slice *s, struct jh_i_constants *out, struct jh_error *err) JH_CHECKED;
void jh_i_constants_release(struct jh_i_constants *c);

/** Predicted shares of a slice of the same terms into s->share. */
void jh_i_constants_tell(
    const struct jh_i_fitting *f, const struct jh_i_constants *c, struct jh_i_slice *s);

#endif
