/*
 * Making a dataset: the one place that allocates it, sorts it and computes what is derived.
 */
#ifndef JH_MODEL_DATASET_H
#define JH_MODEL_DATASET_H

#include "junheng/model.h"

#include "base/arena.h"

/** An empty dataset with an arena of its own (out_arena is borrowed from it) for all its arrays.
 *  Large columns (flows, travel) may be allocated with jh_i_calloc and handed over by
 *  jh_i_dataset_own(), which frees them with the dataset. */
enum jh_status jh_i_dataset_new(
    struct jh_dataset **out_dataset, struct jh_arena **out_arena, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_dataset_own(
    struct jh_dataset *dataset, void *block, struct jh_error *err) JH_CHECKED;

/** Sort flows by their key in place (all columns) and set flows.start. Stable, radix, O(n). */
enum jh_status jh_i_dataset_sort_flows(struct jh_dataset *dataset, struct jh_error *err) JH_CHECKED;

/** Derive what was not given: hospitals' areas (nearest inside area point), hospitals' points
 *  (their area's), has_* flags, source coverage where no source states it (a source covers a side
 *  for which it has rows), and the fingerprint. Flows must be sorted. */
enum jh_status jh_i_dataset_finish(struct jh_dataset *dataset, struct jh_error *err) JH_CHECKED;

#endif
