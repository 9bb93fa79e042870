/*
 * Sorting tables kept as columns: an order first, then every column permuted by it.
 */
#ifndef JH_MODEL_ROWS_H
#define JH_MODEL_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

/** A column of n cells of 1, 2, 4 or 8 bytes; as a part of a key: unsigned, at most 4 bytes. */
struct jh_column {
    void *data;
    size_t width;
};

/**
 * Stable order of rows by (group, key[0], key[1], ...): grouped by counting, then radix within each
 * group on all cores.
 *
 * @param group     [n], 0..n_groups-1.
 * @param key       [n_keys] columns of non-negative integers, most significant first.
 * @param out_order [n], row at each place, or untouched when *out_sorted.
 * @param out_start [n_groups + 1], first place of each group.
 * @param out_sorted True: the rows are in order already.
 * @return JH_OK; JH_E_NOMEM; JH_E_LIMIT: more than 2^32 - 1 rows. Cost: O(n).
 */
enum jh_status jh_i_rows_order(size_t n, size_t n_groups, const int32_t *group, size_t n_keys,
    const struct jh_column *key, uint32_t *out_order, size_t *out_start, bool *out_sorted,
    struct jh_error *err) JH_CHECKED;

/** Put the cells of every column in that order; columns whose data are NULL are skipped. */
enum jh_status jh_i_rows_permute(size_t n, const uint32_t *order, size_t n_columns,
    const struct jh_column *column, struct jh_error *err) JH_CHECKED;

#endif
