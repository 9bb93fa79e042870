/*
 * The transportation problem of one specialty: rows (centre specialties) each take one column
 * (exporter) or none, columns carry so many rows, the sum of worths is greatest. In integers: exact.
 */
#ifndef JH_PAIR_TRANSPORT_H
#define JH_PAIR_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

/** A cell that may not be taken. */
#define JH_I_NEVER INT64_MIN

/** All arrays are the caller's. Worths: JH_I_NEVER or at most 2^40 in size. */
struct jh_i_transport {
    size_t n_rows, n_columns;
    const int64_t *worth;    /* [n_rows * n_columns] */
    const int32_t *capacity; /* [n_columns], >= 0 */
    int32_t *taken;          /* [n_rows], column or -1: the solution */
    /* Scratch. */
    int32_t *load;              /* [n_columns] */
    int64_t *dist;              /* [n_columns + 1] */
    int32_t *from_node, *mover; /* [n_columns + 1] */
};

/** Solve from nothing; returns the sum of worths taken. */
int64_t jh_i_transport_solve(struct jh_i_transport *t);

/** What the optimum loses where `row` may not take the column it has, and the column it then gets
 *  (-1: none). The solution stays as it is. */
int64_t jh_i_transport_loss(struct jh_i_transport *t, size_t row, int32_t *out_column);

#endif
