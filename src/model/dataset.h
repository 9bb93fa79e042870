/*
 * Making a dataset: the one place that allocates it, sorts it and computes what is derived.
 */
#ifndef JH_MODEL_DATASET_H
#define JH_MODEL_DATASET_H

#include "junheng/model.h"

#include "base/arena.h"
#include "base/fingerprint.h"

/** An empty dataset with an arena of its own (out_arena is borrowed from it) for all its arrays.
 *  Large columns (flows, travel) may be allocated with jh_i_calloc and handed over by
 *  jh_i_dataset_own(), which frees them with the dataset. */
enum jh_status jh_i_dataset_new(
    struct jh_dataset **out_dataset, struct jh_arena **out_arena, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_dataset_own(
    struct jh_dataset *dataset, void *block, struct jh_error *err) JH_CHECKED;

/** Its arena, for whoever completes a dataset made elsewhere. */
struct jh_arena *jh_i_dataset_arena(struct jh_dataset *dataset);

/** Sort flows by their key in place (all columns) and set flows.start. Stable, radix, O(n). */
enum jh_status jh_i_dataset_sort_flows(struct jh_dataset *dataset, struct jh_error *err) JH_CHECKED;

/** Keep only some rows of flows; what is derived is derived anew. wanted [flows.n]. */
enum jh_status jh_i_dataset_keep_flows(
    struct jh_dataset *dataset, const bool *wanted, struct jh_error *err) JH_CHECKED;

/** The same for capabilities, by (hospital, specialty), and sets capabilities.start. */
enum jh_status jh_i_dataset_sort_capabilities(
    struct jh_dataset *dataset, struct jh_error *err) JH_CHECKED;
/** The same for listed travel times, by (area, hospital), and sets travel.start; area [travel.n]
 *  is permuted along. */
enum jh_status jh_i_dataset_sort_travel(
    struct jh_dataset *dataset, int32_t *area, struct jh_error *err) JH_CHECKED;

/**
 * Derive what was not given: hospitals' areas (nearest inside area point; inside hospitals only),
 * hospitals' points (their area's), has_* flags, the single specialty "all", period "" and source
 * "" where there are none, source coverage where no source states it (a source covers a side for
 * which it has rows), and the fingerprint. Flows, capabilities and travel must be sorted; absent
 * ones need no `start`. May be called again after a change.
 */
enum jh_status jh_i_dataset_finish(struct jh_dataset *dataset, struct jh_error *err) JH_CHECKED;

/**
 * The fingerprint over all content but the title: every row becomes a tuple of ids and numbers, its
 * 128-bit hash is added up with the others of its table, the sums are hashed. So the order of rows
 * (and of areas, hospitals, specialties) is immaterial; the order of sources, which decides whose
 * figure counts, is not. Derived places of hospitals are left out.
 */
enum jh_status jh_i_dataset_fingerprint(const struct jh_dataset *dataset,
    char out[JH_FINGERPRINT_LEN], struct jh_error *err) JH_CHECKED;

#endif
