/*
 * The fictional territory: a dataset drawn from a stated choice model.
 */
#ifndef JH_SAMPLE_H
#define JH_SAMPLE_H

#include "junheng/model.h"
#include "junheng/run.h"

#ifdef __cplusplus
extern "C" {
#endif

struct jh_sample_options {
    int64_t n_areas, n_hospitals, n_specialties, n_periods; /* inside areas and hospitals */
    uint64_t seed;
};
/** 158 areas, 420 hospitals, 14 specialties, 8 quarters, seed 1. */
JH_API struct jh_sample_options jh_sample_options_default(void);

/**
 * Draw a territory. Same options, same bytes. out_truth_json (allocated, free with free()) holds
 * the parameters of the choice model that the flows were drawn from.
 */
JH_API enum jh_status jh_sample_make(const struct jh_sample_options *options,
    const struct jh_run *run, struct jh_dataset **out_dataset, char **out_truth_json,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
