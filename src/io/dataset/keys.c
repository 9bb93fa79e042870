#include "io/dataset/keys.h"

#include "base/alloc.h"
#include "base/fail.h"

enum jh_status jh_i_keys_append(
    struct jh_keys *keys, uint64_t high, uint64_t low, struct jh_error *err)
{
    if (keys->n > 0 && keys->item[keys->n - 1].high == high && keys->item[keys->n - 1].low == low)
        return JH_OK;
    if (keys->n == keys->cap) {
        size_t cap = keys->cap * 2 + 64;
        struct jh_key *item = jh_i_realloc(keys->item, cap, sizeof *item);
        if (item == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        keys->item = item;
        keys->cap = cap;
    }
    keys->item[keys->n++] = (struct jh_key){.high = high, .low = low};
    return JH_OK;
}

struct jh_key *jh_i_keys_find(const struct jh_keys *keys, uint64_t high, uint64_t low)
{
    size_t first = 0, end = keys->n;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        struct jh_key *key = &keys->item[middle];
        if (key->high == high && key->low == low)
            return key;
        if (key->high < high || (key->high == high && key->low < low))
            first = middle + 1;
        else
            end = middle;
    }
    return NULL;
}

void jh_i_keys_release(struct jh_keys *keys)
{
    jh_i_free(keys->item);
    *keys = (struct jh_keys){0};
}
