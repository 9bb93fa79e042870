/*
 * What a prediction works on: the choices of areas in specialties where something changes.
 */
#ifndef JH_CHOICE_PREDICT_H
#define JH_CHOICE_PREDICT_H

#include "junheng/choice.h"

/** A hospital that an area uses today, or that it gains. */
struct jh_i_predict_row {
    int32_t hospital;
    double cases, elsewhere; /* per year; cases without those elsewhere; 0 where gained */
    double minutes_before, minutes_now; /* infinite: not known */
    size_t x;                           /* into x, where changed or gained */
    bool changed, gained, closed;
};
/** Choices of an area in a specialty. */
struct jh_i_predict_group {
    int32_t area, specialty;
    size_t begin, n;           /* rows */
    size_t set_begin, set_n;   /* x of its choice set, where it gains a hospital */
    double cases, timed_cases; /* without those elsewhere; of these with a travel time */
};
/** x counts in blocks of JH_N_CHOICE_TERMS: differences of changed rows, terms of gained ones. */
struct jh_i_predict_groups {
    size_t n, n_rows, n_x;
    size_t cap, cap_rows, cap_x;
    size_t longest; /* most rows of a group */
    struct jh_i_predict_group *group;
    struct jh_i_predict_row *row;
    double *x;
};

/** Check changes and gather the groups that they touch. Release also after a failure. */
enum jh_status jh_i_predict_groups_make(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_model *model, size_t n_changes,
    const struct jh_choice_change *change, const struct jh_run *run,
    struct jh_i_predict_groups *out, struct jh_error *err) JH_CHECKED;
void jh_i_predict_groups_release(struct jh_i_predict_groups *groups);

/** Scratch of one draw. */
struct jh_i_predict_scratch {
    double *weight, *base; /* [longest] */
};
struct jh_rng;
/**
 * New flows of one group under the coefficients beta [JH_N_CHOICE_TERMS] (0: not in the model).
 *
 * @param rng        NULL: expected flows; else today's shares and a year's cases are drawn.
 * @param years      Of data behind today's shares.
 * @param out_cases, out_elsewhere  [group->n].
 */
void jh_i_predict_group(const struct jh_i_predict_groups *groups,
    const struct jh_i_predict_group *group, const double *beta, double years, struct jh_rng *rng,
    const struct jh_i_predict_scratch *scratch, double *out_cases, double *out_elsewhere);

#endif
