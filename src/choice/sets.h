/*
 * Choice sets of areas by specialty, with the travel times and cases of their hospitals.
 */
#ifndef JH_CHOICE_SETS_H
#define JH_CHOICE_SETS_H

#include "junheng/choice.h"

/** Set of (area, specialty): rows start[area * n_specialties + specialty] and up to the next. */
struct jh_i_choice_sets {
    size_t n_areas, n_specialties;
    size_t *start;          /* [n_areas * n_specialties + 1] */
    int32_t *hospital;      /* [rows], nearest first */
    float *minutes;         /* [rows], finite */
    double *cases;          /* [rows], per year */
    double *cases_left_out; /* [n_specialties], per year */
};

/** options checked. Release with jh_i_choice_sets_release(). */
enum jh_status jh_i_choice_sets_make(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_options *options,
    const struct jh_run *run, struct jh_i_choice_sets *out, struct jh_error *err) JH_CHECKED;
void jh_i_choice_sets_release(struct jh_i_choice_sets *sets);

#endif
