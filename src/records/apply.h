/*
 * The cube of an intake put into a dataset, beside what other sources say.
 */
#ifndef JH_RECORDS_APPLY_H
#define JH_RECORDS_APPLY_H

#include "records/intake.h"

struct jh_apply_options {
    const char *source;
    bool covers_inside, covers_outside;
    bool replace; /* what the source already says of these hospitals and periods */
};
struct jh_apply_result {
    size_t n_cells, n_replaced; /* rows put in; rows of the source taken out for them */
    size_t n_new_areas, n_new_specialties;
};

/** Months of the dataset's periods, 0: it has no flows, any length will do. JH_E_DATA: its flows
 *  state no period. */
enum jh_status jh_i_apply_months(
    const struct jh_dataset *dataset, int *out_months, struct jh_error *err) JH_CHECKED;

/**
 * Put the cells in as rows of one source. Origins beyond the dataset become areas `outside:NN`;
 * specialties, periods and the source are added where they are not there. Nothing is added up with
 * other sources.
 *
 * @return JH_OK; JH_E_CONFLICT: the source already has cases of one of the hospitals in one of the
 * periods, and replace is not set (the dataset is as it was); JH_E_DATA: periods or specialties do not
 * fit (dito); JH_E_LIMIT; JH_E_NOMEM (the dataset is then good for nothing but to be freed).
 */
enum jh_status jh_i_apply(struct jh_dataset *dataset, const struct jh_intake_result *result,
    const struct jh_apply_options *options, struct jh_apply_result *out_result,
    struct jh_error *err) JH_CHECKED;

#endif
