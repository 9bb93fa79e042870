/*
 * A set of 64-bit hashes: was this seen before? At most 16 bytes each in memory; above a limit,
 * sorted runs in an unnamed file that is gone with the process.
 */
#ifndef JH_RECORDS_DEDUP_H
#define JH_RECORDS_DEDUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

#define JH_DEDUP_RUNS_MAX 8
struct jh_dedup_run {
    uint64_t *hash; /* [n] ascending, mapped */
    size_t n;
};
struct jh_dedup {
    size_t n, cap; /* in memory; cap without the slack behind it */
    uint64_t *slot;
    size_t limit_bytes;
    const char *dir; /* where runs go; borrowed */
    size_t n_runs;
    struct jh_dedup_run run[JH_DEDUP_RUNS_MAX];
    uint64_t n_spilled; /* hashes written to runs so far, merging not counted */
};
#define JH_DEDUP_LIMIT ((size_t)200 << 20)
/** dir is borrowed. limit_bytes 0: JH_DEDUP_LIMIT. */
void jh_i_dedup_init(struct jh_dedup *set, size_t limit_bytes, const char *dir);
void jh_i_dedup_release(struct jh_dedup *set);
/** Insert; *out_new false: it was there. JH_E_NOMEM; JH_E_IO: the file cannot be written. */
enum jh_status jh_i_dedup_put(
    struct jh_dedup *set, uint64_t hash, bool *out_new, struct jh_error *err) JH_CHECKED;
/** Begin to fetch what putting a hash will look at. */
static inline void jh_i_dedup_fetch(const struct jh_dedup *set, uint64_t hash)
{
    if (set->slot != NULL)
        __builtin_prefetch(&set->slot[(hash >> 32) * set->cap >> 32], 1);
}

#endif
