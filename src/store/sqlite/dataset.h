/*
 * Saving and loading a dataset, shared by dataset_save.c, dataset_load.c and their parts.
 */
#ifndef JH_STORE_DATASET_H
#define JH_STORE_DATASET_H

#include "junheng/run.h"

#include "store/sqlite/blocks.h"
#include "store/sqlite/db.h"

/** Put a dataset in the place of the one before; the transaction is the caller's. */
enum jh_status jh_i_dataset_replace(struct jh_store *store, const struct jh_dataset *dataset,
    const char *imported_at, const char *imported_from, const struct jh_run *run,
    struct jh_error *err) JH_CHECKED;

/** The flow cube and travel times, column by column. */
enum jh_status jh_i_columns_save(struct jh_store *store, const struct jh_dataset *dataset,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;
/** lean: whole measures as flows.whole. Fills dataset->flows and dataset->travel; their numbers of rows are set. Checks every index. */
enum jh_status jh_i_columns_load(struct jh_store *store, struct jh_dataset *dataset,
    struct jh_arena *arena, bool lean, const struct jh_run *run, struct jh_error *err) JH_CHECKED;

/** Attributes of n areas ("area") or hospitals ("hospital"); first_key: the first free key. */
enum jh_status jh_i_attributes_save(struct jh_store *store, const char *owner, size_t n,
    const struct jh_attributes *attributes, int64_t first_key, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_attributes_load(struct jh_store *store, const char *owner, size_t n,
    struct jh_arena *arena, struct jh_attributes *out_attributes, struct jh_error *err) JH_CHECKED;

enum jh_status jh_i_boundaries_save(
    struct jh_store *store, const struct jh_shapes *shapes, struct jh_error *err) JH_CHECKED;
/** shapes->n is set to the number of areas. */
enum jh_status jh_i_boundaries_load(struct jh_store *store, struct jh_arena *arena, size_t n_areas,
    struct jh_shapes *out_shapes, struct jh_error *err) JH_CHECKED;

/** n zeroed items of the arena into *out. */
enum jh_status jh_i_store_array(
    struct jh_arena *arena, size_t n, size_t size, void *out, struct jh_error *err) JH_CHECKED;

#endif
