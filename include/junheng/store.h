/*
 * The workspace: one SQLite file with datasets, plans and (later) programme and network.
 */
#ifndef JH_STORE_H
#define JH_STORE_H

#include <stdbool.h>

#include "junheng/model.h"
#include "junheng/run.h"

#ifdef __cplusplus
extern "C" {
#endif

struct jh_store;

enum jh_store_mode { JH_STORE_READ = 0, JH_STORE_WRITE = 1 };
/**
 * Open a workspace; with JH_STORE_WRITE it is made or migrated where needed.
 *
 * @return JH_OK; JH_E_NOT_FOUND (reading, no such file); JH_E_IO; JH_E_STORE (not a workspace, or
 * of a newer program: err says which version); JH_E_UNSUPPORTED ("postgresql://").
 */
JH_API enum jh_status jh_store_open(const char *path, enum jh_store_mode mode,
    struct jh_store **out_store, struct jh_error *err) JH_CHECKED;
JH_API void jh_store_close(struct jh_store *store);
/** Version of the schema of a workspace file, whatever program made it; nothing is changed.
 *  JH_E_NOT_FOUND; JH_E_STORE: no workspace, or of a newer program. */
JH_API enum jh_status jh_store_version(
    const char *path, int64_t *out_version, struct jh_error *err) JH_CHECKED;

/**
 * Copy the workspace into a file, while others may go on reading and writing. The copy is read anew
 * and checked page by page before it takes its name; a file of that name is replaced.
 *
 * @return JH_OK; JH_E_STORE: the workspace, and so its copy, is damaged; JH_E_IO; JH_E_CANCELLED.
 */
JH_API enum jh_status jh_store_backup(struct jh_store *store, const char *path,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;
/** The same of a workspace by its name, of an older program too. */
JH_API enum jh_status jh_store_backup_file(const char *workspace, const char *path,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;
/**
 * Make the workspace what a backup holds: checked before, whole or not at all, brought up to date.
 *
 * @param replace  False: JH_E_CONFLICT where the workspace is there already.
 * @return JH_OK; JH_E_NOT_FOUND; JH_E_STORE: no workspace, damaged, or of a newer program;
 * JH_E_CONFLICT: the workspace is being written; JH_E_IO; JH_E_CANCELLED.
 */
JH_API enum jh_status jh_store_restore(const char *backup, const char *path, bool replace,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;

/** Replace the dataset by this one, whole or not at all (one transaction). */
JH_API enum jh_status jh_store_dataset_save(struct jh_store *store,
    const struct jh_dataset *dataset, const char *imported_at, const char *imported_from,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;
/** Replace the boundaries of the dataset, which is there otherwise as it is, and its fingerprint; the
 *  data report stays with it. One transaction. JH_E_CONFLICT: it is another dataset by now. */
JH_API enum jh_status jh_store_boundaries_save(struct jh_store *store,
    const struct jh_dataset *dataset, const char *old_fingerprint, struct jh_error *err) JH_CHECKED;
/** Load it; JH_E_NOT_FOUND where nothing was imported yet. */
JH_API enum jh_status jh_store_dataset_load(struct jh_store *store, const struct jh_run *run,
    struct jh_dataset **out_dataset, struct jh_error *err) JH_CHECKED;

/** The same in two thirds of the memory: measures of flows whose values are all whole come as
 *  flows.whole in place of flows.measure. */
JH_API enum jh_status jh_store_dataset_load_lean(struct jh_store *store, const struct jh_run *run,
    struct jh_dataset **out_dataset, struct jh_error *err) JH_CHECKED;

/** What is told about the dataset without loading it. Texts are owned by it: one block. */
struct jh_store_dataset {
    const char *name, *fingerprint, *imported_at, *imported_from;
};
/** Free with jh_store_free(); JH_E_NOT_FOUND where nothing was imported yet. */
JH_API enum jh_status jh_store_dataset_about(
    struct jh_store *store, struct jh_store_dataset **out_about, struct jh_error *err) JH_CHECKED;

/** A stored plan without its body but the part "result" of it, as JSON. Texts are owned by the list. */
struct jh_store_plan {
    int64_t id;
    const char *name, *created_at, *fingerprint, *version, *result_json;
};
/** Keep a plan: scenario and body are JSON. */
JH_API enum jh_status jh_store_plan_save(struct jh_store *store, const char *name,
    const char *created_at, const char *data_fingerprint, int64_t seed, int64_t iterations,
    const char *scenario_json, const char *plan_json, int64_t *out_id,
    struct jh_error *err) JH_CHECKED;
/** Body and scenario of a plan, allocated; free each with jh_store_free(). id 0: the latest. */
JH_API enum jh_status jh_store_plan_load(struct jh_store *store, int64_t id,
    char **out_scenario_json, char **out_plan_json, struct jh_error *err) JH_CHECKED;
JH_API enum jh_status jh_store_plan_list(struct jh_store *store, struct jh_store_plan **out_plans,
    size_t *out_n, struct jh_error *err) JH_CHECKED;
/** A row of the ledger; texts are owned by the list. body is JSON. */
struct jh_store_entry {
    int64_t id;
    const char *kind, *subject, *at, *actor, *body;
};
/**
 * Append rows to the ledger, all or none. Nothing in it is ever changed or deleted.
 *
 * @param entry        [n]; id is ignored.
 * @param expect_last  The id of the last row that the caller has seen; -1: does not matter.
 * @param out_last     The id of the last row appended; NULL: not wanted.
 * @return JH_OK; JH_E_CONFLICT: somebody else has written since; JH_E_STORE; JH_E_NOMEM.
 */
JH_API enum jh_status jh_store_ledger_append(struct jh_store *store, size_t n,
    const struct jh_store_entry *entry, int64_t expect_last, int64_t *out_last,
    struct jh_error *err) JH_CHECKED;
/** All rows in order, or those of one kind (NULL: all). Free the list with jh_store_free(). */
JH_API enum jh_status jh_store_ledger_list(struct jh_store *store, const char *kind,
    struct jh_store_entry **out_entries, size_t *out_n, struct jh_error *err) JH_CHECKED;
/** All rows but those of one kind, in order. */
JH_API enum jh_status jh_store_ledger_list_other(struct jh_store *store, const char *kind,
    struct jh_store_entry **out_entries, size_t *out_n, struct jh_error *err) JH_CHECKED;
/** Rows of one kind and subject, in order. */
JH_API enum jh_status jh_store_ledger_list_of(struct jh_store *store, const char *kind,
    const char *subject, struct jh_store_entry **out_entries, size_t *out_n,
    struct jh_error *err) JH_CHECKED;
/** Ids and subjects of the rows of one kind, by subject; their other texts are empty. */
JH_API enum jh_status jh_store_ledger_heads(struct jh_store *store, const char *kind,
    struct jh_store_entry **out_entries, size_t *out_n, struct jh_error *err) JH_CHECKED;
/** Id of the last row; 0: none. */
JH_API enum jh_status jh_store_ledger_last(
    struct jh_store *store, int64_t *out_last, struct jh_error *err) JH_CHECKED;

/** A file that proves something; rows of the ledger name it by its hash. Texts are the list's. */
struct jh_store_file {
    const char *hash, *name, *media_type, *at, *actor; /* at, actor: of its coming */
    int64_t n_bytes;
};
#define JH_STORE_HASH_LEN 33 /* 32 hex digits (BLAKE2b of 16 bytes, as b2sum -l 128) and NUL */
/** Keep a file; hash and n_bytes of `file` are ignored. The same bytes are kept once, as they came
 *  first: *out_new (may be NULL) false. */
JH_API enum jh_status jh_store_file_add(struct jh_store *store, const struct jh_store_file *file,
    const void *data, size_t len, char out_hash[JH_STORE_HASH_LEN], bool *out_new,
    struct jh_error *err) JH_CHECKED;
/** All of them as they came, without their bytes. Free the list with jh_store_free(). */
JH_API enum jh_status jh_store_file_list(struct jh_store *store, struct jh_store_file **out_files,
    size_t *out_n, struct jh_error *err) JH_CHECKED;
/** Bytes (a NUL behind them), name and media type, each to be freed with jh_store_free().
 *  @return JH_OK; JH_E_NOT_FOUND; JH_E_STORE: its bytes do not have that hash any more; JH_E_NOMEM. */
JH_API enum jh_status jh_store_file_load(struct jh_store *store, const char *hash, char **out_data,
    size_t *out_len, char **out_name, char **out_media_type, struct jh_error *err) JH_CHECKED;

/** Computed values of one indicator and period for all units. */
struct jh_store_block {
    const char *indicator, *period, *fingerprint, *computed_at;
    size_t n_units;
    const double *numerator, *denominator; /* [n_units] */
    const uint8_t *flags;                  /* [n_units] */
};
/** Keep blocks, replacing those of the same indicator and period; `clear` forgets all others. */
JH_API enum jh_status jh_store_blocks_save(struct jh_store *store, size_t n,
    const struct jh_store_block *block, bool clear, struct jh_error *err) JH_CHECKED;
/** Blocks of one indicator (NULL: all), by indicator and period. Free the list with
 *  jh_store_free(). */
JH_API enum jh_status jh_store_blocks_load(struct jh_store *store, const char *indicator,
    struct jh_store_block **out_blocks, size_t *out_n, struct jh_error *err) JH_CHECKED;

/** A file of records that the dataset's flows were counted from. */
struct jh_store_record_file {
    const char *fingerprint, *name, *source, *profile;
};
/** An import under way, or one that never ended. Texts: free with jh_store_free(). */
struct jh_store_record_import {
    int64_t process; /* 0: none */
    char *started_at, *files;
};
/** Whether the file is in the dataset already; *out_name (may be NULL) what it was called then, free
 *  with jh_store_free(). */
JH_API enum jh_status jh_store_record_file_find(struct jh_store *store, const char *fingerprint,
    bool *out_found, char **out_name, struct jh_error *err) JH_CHECKED;
/** Note that an import begins; what an earlier one left is told first by _left(). */
JH_API enum jh_status jh_store_record_import_begin(struct jh_store *store, int64_t process,
    const char *started_at, const char *files, struct jh_error *err) JH_CHECKED;
JH_API enum jh_status jh_store_record_import_left(struct jh_store *store,
    struct jh_store_record_import *out_import, struct jh_error *err) JH_CHECKED;
JH_API enum jh_status jh_store_record_import_end(
    struct jh_store *store, struct jh_error *err) JH_CHECKED;
/** Save the dataset with the files that went into it and end the import, in one transaction. Files of
 *  earlier imports stay listed. (jh_store_dataset_save() forgets all of them.) */
JH_API enum jh_status jh_store_records_save(struct jh_store *store,
    const struct jh_dataset *dataset, size_t n_files, const struct jh_store_record_file *file,
    const char *imported_at, const char *imported_from, const struct jh_run *run,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_store_free(void *memory);

/** A document of a plan in a language, by a name such as "report.html"; replaces what is there. */
JH_API enum jh_status jh_store_document_save(struct jh_store *store, int64_t plan_id,
    enum jh_lang lang, const char *name, const void *data, size_t len,
    struct jh_error *err) JH_CHECKED;
/** Allocated, a NUL behind it; free with jh_store_free(). JH_E_NOT_FOUND: not kept. */
JH_API enum jh_status jh_store_document_load(struct jh_store *store, int64_t plan_id,
    enum jh_lang lang, const char *name, char **out_data, size_t *out_len,
    struct jh_error *err) JH_CHECKED;

/** The data report of the present dataset as JSON, one text a language. */
JH_API enum jh_status jh_store_report_save(struct jh_store *store, const char *data_fingerprint,
    const char *const report_json[JH_N_LANGS], struct jh_error *err) JH_CHECKED;
/** Allocated; free with jh_store_free(). JH_E_NOT_FOUND: none of the dataset with that fingerprint. */
JH_API enum jh_status jh_store_report_load(struct jh_store *store, const char *data_fingerprint,
    enum jh_lang lang, char **out_json, struct jh_error *err) JH_CHECKED;

/** A job of the server. state: queued, running, done, failed, cancelled, interrupted; times as in
 *  plans, "" where not yet; input and result are JSON objects. */
struct jh_store_job {
    int64_t id;
    const char *kind, *state, *input_json, *result_json, *created_at, *started_at, *ended_at;
};
JH_API enum jh_status jh_store_job_add(struct jh_store *store, const char *kind,
    const char *input_json, const char *created_at, int64_t *out_id,
    struct jh_error *err) JH_CHECKED;
JH_API enum jh_status jh_store_job_start(
    struct jh_store *store, int64_t id, const char *started_at, struct jh_error *err) JH_CHECKED;
JH_API enum jh_status jh_store_job_end(struct jh_store *store, int64_t id, const char *state,
    const char *result_json, const char *ended_at, struct jh_error *err) JH_CHECKED;
/** Jobs that a dead server left queued or running become interrupted. */
JH_API enum jh_status jh_store_job_interrupt_all(
    struct jh_store *store, const char *ended_at, struct jh_error *err) JH_CHECKED;
/** The latest n jobs, last one first; the job's texts live during the call. */
typedef enum jh_status jh_store_job_fn(
    void *ctx, const struct jh_store_job *job, struct jh_error *err);
JH_API enum jh_status jh_store_job_list(struct jh_store *store, size_t n, jh_store_job_fn *take,
    void *ctx, struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
