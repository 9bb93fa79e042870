/*
 * Small dense symmetric systems; lower triangles, row-major.
 */
#ifndef JH_CHOICE_DENSE_H
#define JH_CHOICE_DENSE_H

#include <stddef.h>

/**
 * Cholesky factor of a (lower triangle of n x n) into out (may be a). A pivot of at most least_frac
 * of its diagonal counts as 0.
 *
 * @return n: done; else the first row that depends on those before it (or is not positive).
 */
size_t jh_i_cholesky(size_t n, const double *a, double least_frac, double *out);
/** Solve L L' x = b in place. */
void jh_i_cholesky_solve(size_t n, const double *factor, double *x);
/** (L L')^-1, full matrix. */
void jh_i_cholesky_inverse(size_t n, const double *factor, double *out);

#endif
