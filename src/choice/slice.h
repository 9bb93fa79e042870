/*
 * Choices of some areas in one specialty, as rows of a logit, and how well a model tells them.
 */
#ifndef JH_CHOICE_SLICE_H
#define JH_CHOICE_SLICE_H

#include "choice/sets.h"
#include "choice/terms.h"

/** Everything a specialty's model is made of. */
struct jh_i_fitting {
    const struct jh_dataset *dataset;
    const struct jh_choice_options *options;
    const struct jh_run *run;
    struct jh_i_choice_terms terms;
    struct jh_i_choice_sets sets;
    double years;
    uint8_t *held;               /* [n_areas], 1: held out */
    struct jh_choice_area *area; /* [n_areas], sums over specialties */
};

enum jh_i_part { JH_I_PART_ALL, JH_I_PART_KEPT, JH_I_PART_HELD };
struct jh_i_slice {
    size_t n_cases, n_rows, width;
    size_t *start;
    int32_t *area;                               /* [n_cases] */
    int32_t *alternative;                        /* [n_rows] */
    int32_t *nest;                               /* [n_rows], enum jh_choice_nest */
    double *x, *chosen, *share;                  /* [n_rows * width], [n_rows], [n_rows] */
    int32_t *cluster;                            /* [n_cases] */
    enum jh_choice_term term[JH_N_CHOICE_TERMS]; /* [width] */
    const char *name[JH_N_CHOICE_TERMS];
};

/**
 * bits: the terms to keep, 1 << term.
 *
 * @param select Of these only the terms that vary within cases and do not follow from those before.
 */
enum jh_status jh_i_slice_make(const struct jh_i_fitting *f, size_t specialty, enum jh_i_part part,
    uint32_t bits, bool select, struct jh_i_slice *out, struct jh_error *err) JH_CHECKED;
void jh_i_slice_release(struct jh_i_slice *s);

/** Indices of a slice whose share holds the predicted shares. */
enum jh_status jh_i_slice_judge(const struct jh_i_fitting *f, const struct jh_i_slice *s,
    struct jh_choice_indices *out, struct jh_error *err) JH_CHECKED;
/** Add a slice to the sums by area. */
void jh_i_slice_to_areas(const struct jh_i_fitting *f, const struct jh_i_slice *s);

#endif
