/*
 * One group and period with covariates: the doubly robust difference in differences.
 */
#ifndef JH_EVALUATE_DOUBLY_H
#define JH_EVALUATE_DOUBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Units of one comparison. */
struct jh_doubly {
    size_t n, k;            /* units; covariates with the constant */
    const double *x;        /* [n * k], first column 1 */
    const double *change;   /* [n] */
    const double *weight;   /* [n] > 0 */
    const uint8_t *treated; /* [n] */
};
/** Doubles of scratch for n units and k columns. */
size_t jh_i_doubly_room(size_t n, size_t k);
/**
 * ATT by Sant'Anna and Zhao (2020), doi 10.1016/j.jeconom.2020.06.003, equation 3.1 (panel, logit
 * by maximum likelihood, outcomes by least squares over the comparison): right where either the
 * propensity or the outcome model is. Influence by their theorem 1: att^ - att = mean(influence).
 *
 * @param influence [n].  @param room [jh_i_doubly_room()].
 * @return false: no overlap (a comparison unit with a propensity above 0.999), or no convergence.
 */
bool jh_i_doubly_robust(
    const struct jh_doubly *d, double *room, double *out_att, double *influence);

#endif
