/*
 * Groups of neighbouring hospitals: a small system beside that of all constants, so that what concerns
 * whole regions need not travel hospital by hospital.
 */
#ifndef JH_CHOICE_GRAVITY_COARSE_H
#define JH_CHOICE_GRAVITY_COARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Predicted cases, row by row and in sums. */
struct jh_i_gravity_shares {
    size_t n_origins, n_hospitals;
    const size_t *start;     /* [n_origins + 1] */
    const int32_t *hospital; /* [rows] */
    const double *told;      /* [rows] */
    const double *total;     /* [n_origins] */
    const double *expected;  /* [n_hospitals] */
};

struct jh_i_gravity_coarse {
    size_t n;          /* groups; 0: none, and nothing is added */
    bool ready;        /* factor holds */
    int32_t *group_of; /* [n_hospitals], -1: none */
    double *matrix, *factor, *room;
};

/** Group hospitals by the origin that sends them most, origins by their order (neighbours mostly stand
 *  together). systems: right sides at once. False: out of memory. */
bool jh_i_gravity_coarse_make(
    struct jh_i_gravity_coarse *coarse, const struct jh_i_gravity_shares *shares, size_t systems);
void jh_i_gravity_coarse_release(struct jh_i_gravity_coarse *coarse);
/** The groups' system at these shares. */
void jh_i_gravity_coarse_set(
    struct jh_i_gravity_coarse *coarse, const struct jh_i_gravity_shares *shares);
/** Add its answer to rest to eased, both [n_hospitals * systems]. */
void jh_i_gravity_coarse_add(const struct jh_i_gravity_coarse *coarse, size_t n_hospitals,
    size_t systems, const double *rest, double *eased);

#endif
