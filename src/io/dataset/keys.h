/*
 * A sorted set of 128-bit keys: which rows are there twice, and where the first one stands.
 */
#ifndef JH_IO_KEYS_H
#define JH_IO_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

struct jh_key {
    uint64_t high, low;
    int64_t line; /* of the first row with it; 0: not met yet */
};
struct jh_keys {
    size_t n, cap;
    struct jh_key *item;
};

/** Append a key not smaller than the last; equal ones are kept once. Zeroed keys are empty. */
enum jh_status jh_i_keys_append(
    struct jh_keys *keys, uint64_t high, uint64_t low, struct jh_error *err) JH_CHECKED;
/** The key, or NULL. O(log n). */
struct jh_key *jh_i_keys_find(const struct jh_keys *keys, uint64_t high, uint64_t low);
void jh_i_keys_release(struct jh_keys *keys);

#endif
