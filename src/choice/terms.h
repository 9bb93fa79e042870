/*
 * The utility of a hospital for an area, term by term.
 */
#ifndef JH_CHOICE_TERMS_H
#define JH_CHOICE_TERMS_H

#include "junheng/choice.h"

struct jh_i_choice_terms {
    const struct jh_dataset *dataset;
    bool provinces; /* the regions form several */
    /* [areas.n], share that the insurance of an area's people pays in the own prefecture, the own
     * province, elsewhere; NULL: not given */
    const double *paid[3];
};

struct jh_i_choice_terms jh_i_choice_terms_of(const struct jh_dataset *dataset);
/** Terms that the options ask for: bits 1 << term. */
uint32_t jh_i_choice_terms_wanted(
    const struct jh_i_choice_terms *terms, const struct jh_choice_options *options);
/** Terms that differ between areas for one and the same hospital. */
uint32_t jh_i_choice_terms_of_pairs(const struct jh_i_choice_terms *terms);
/** All terms of one alternative. */
void jh_i_choice_terms_fill(const struct jh_i_choice_terms *terms, size_t area, int32_t hospital,
    int32_t specialty, double minutes, double out[JH_N_CHOICE_TERMS]);
/** The terms of place alone, for a hospital that moves into another region (regions.n: none). */
void jh_i_choice_terms_move(const struct jh_i_choice_terms *terms, size_t area, int32_t hospital,
    size_t region, double out[JH_N_CHOICE_TERMS]);
/** Lowest region of a hospital; regions.n where it has none. */
size_t jh_i_choice_region(const struct jh_dataset *dataset, int32_t hospital);

#endif
