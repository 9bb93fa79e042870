/*
 * Discharge records into the flow cube: one streaming pass over the reader's batches, in parallel,
 * with the same result for any number of threads.
 */
#ifndef JH_RECORDS_INTAKE_H
#define JH_RECORDS_INTAKE_H

#include "junheng/run.h"

#include "base/keyed_hash.h"
#include "records/cube.h"
#include "records/gazetteer.h"
#include "records/reader.h"
#include "records/rules.h"
#include "records/tally.h"

/** Postcode -> area of the dataset. Keys are borrowed. */
struct jh_postcodes {
    struct jh_strmap map; /* code -> area index */
};

struct jh_intake_options {
    bool quality; /* all rules and distributions; else only those that refuse */
    bool dedup;   /* leave out duplicates and count persons */
    bool mix;     /* also count by hospital and group of diseases (DRG): not for keeping */
    unsigned char salt[JH_HASH_KEY_LEN];  /* for hashes of records and persons; random, forgotten */
    const char *spill_dir;                /* where hashes go above the limit */
    size_t dedup_limit_bytes;             /* 0: 200 MiB */
    const struct jh_postcodes *postcodes; /* NULL: none */
    int months_per_period;                /* of the cube: 1, 3, 12; 0: months, or as aggregated */
};

/** A hospital that the files name and the dataset does not have. */
struct jh_unknown_hospital {
    const char *text;
    uint64_t n;
};
#define JH_UNKNOWN_HOSPITALS_MAX 10000

/** A row that could not be read, and where. */
struct jh_intake_fault {
    uint64_t sequence; /* of its batch */
    size_t file;       /* index into the reader's files */
    struct jh_i_rec_fault fault;
};
#define JH_INTAKE_FAULTS_MAX 20 /* the first of them are kept */

/** A record that was refused, where it is and why. */
struct jh_intake_refusal {
    uint64_t sequence; /* of its batch */
    size_t file;       /* index into the reader's files */
    int64_t line;      /* 1-based; 0: none was refused */
    size_t rule;       /* of the quality rules */
};

struct jh_intake_result {
    struct jh_cube cube; /* sorted; areas from areas.n on: 100 + province beyond the dataset */
    /** With `mix`: cells of hospital, group and period, sorted; jh_i_mix_group() tells the group.
     *  Cases without a group are not in it. Empty where the file has no column of groups. */
    struct jh_cube mix;
    int months_per_period; /* 1, 3 or 12; the cube's period: its first month since January 1990 */
    size_t n_specialties;
    const char **specialty;
    bool has[JH_N_MEASURES], has_hard, has_reason; /* the file tells */
    struct jh_tally tally;                         /* sorted */
    bool rule_active[JH_QUALITY_RULES_MAX];
    uint64_t n_rows, n_taken, n_refused, n_duplicates;
    uint64_t n_hard, n_other, n_former;
    uint64_t n_cases,
        n_told[JH_N_MEASURES]; /* cases taken, and those whose record tells a measure */
    uint64_t home[JH_N_HOME_WAYS][JH_N_HOME_STATUSES]; /* by way: what it gave where it was asked */
    uint64_t second[JH_RULES_MAX];                     /* cases of each second specialty */
    struct jh_i_rec_totals totals;
    size_t n_faults;
    struct jh_intake_fault fault[JH_INTAKE_FAULTS_MAX]; /* in the order of the input */
    struct jh_intake_refusal first_refused;             /* in the order of the input */
    size_t n_unknown;
    struct jh_unknown_hospital *unknown; /* most frequent first */
    struct jh_arena arena;
};
void jh_i_intake_result_release(struct jh_intake_result *result);

/** Longest code of a group: letters and digits. */
#define JH_MIX_CODE_MAX 5
/** The group of a cell of `mix`. */
void jh_i_mix_group(const struct jh_cell_key *key, char out[JH_MIX_CODE_MAX + 1]);

/** Areas of cells beyond the dataset: areas.n + province (two digits). */
static inline int32_t jh_i_area_beyond(const struct jh_dataset *dataset, uint8_t province)
{
    return (int32_t)dataset->areas.n + province;
}

/**
 * Read all records of an open reader into a cube.
 *
 * @param dataset  Areas and hospitals that records refer to. Borrowed, as all others.
 * @param out_result  Release with jh_i_intake_result_release(); untouched on failure.
 * @return JH_OK; JH_E_DATA: a needed column is missing; what jh_i_rec_run() returns; JH_E_NOMEM.
 *
 * Deterministic: of duplicates the first in the order of the input counts (of packed files, which are
 * read side by side, a block of each in turn). Memory: the cube, twice
 * while it is merged, the hashes' limit, and counts by hospital and month for each thread.
 */
enum jh_status jh_i_intake_run(struct jh_i_rec_reader *reader, const struct jh_profile *profile,
    const struct jh_rules *rules, const struct jh_dataset *dataset,
    const struct jh_intake_options *options, const struct jh_run *run,
    struct jh_intake_result *out_result, struct jh_error *err) JH_CHECKED;

#endif
