#include "model/rows.h"

#include <assert.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

enum {
    N_KEYS_MAX = 8,
    DIGIT_BITS = 11,
    N_DIGITS = 1 << DIGIT_BITS,
    SMALL = 48,
    PARALLEL_FROM = 1 << 15
};

struct item {
    uint64_t key;
    uint32_t row;
};

/* Keys packed into at most 64 bits; more rounds where they are wider, least significant first. */
struct packing {
    size_t n_keys, n_rounds;
    const struct jh_column *key;
    int bits[N_KEYS_MAX];         /* of each key */
    size_t first[N_KEYS_MAX + 1]; /* round r packs keys first[r + 1] .. first[r] - 1 */
    int round_bits[N_KEYS_MAX];
};

static uint32_t cell(const struct jh_column *c, size_t row)
{
    switch (c->width) {
    case 1:
        return ((const uint8_t *)c->data)[row];
    case 2:
        return ((const uint16_t *)c->data)[row];
    default:
        return ((const uint32_t *)c->data)[row];
    }
}

static int bits_of(size_t n, const struct jh_column *c)
{
    uint32_t all = 0;
#pragma omp parallel for reduction(| : all) if (n > PARALLEL_FROM)
    for (size_t i = 0; i < n; i++)
        all |= cell(c, i);
    int bits = 0;
    while (bits < 32 && all >> bits != 0)
        bits++;
    return bits;
}

static void pack(struct packing *p, size_t n)
{
    size_t k = p->n_keys;
    p->first[0] = k;
    while (k > 0) {
        int bits = bits_of(n, &p->key[k - 1]);
        p->bits[k - 1] = bits;
        if (p->n_rounds == 0 || p->round_bits[p->n_rounds - 1] + bits > 64)
            p->n_rounds++;
        p->round_bits[p->n_rounds - 1] += bits;
        p->first[p->n_rounds] = --k;
    }
}

static uint64_t key_of(const struct packing *p, size_t round, size_t row)
{
    uint64_t key = 0;
    for (size_t k = p->first[round + 1]; k < p->first[round]; k++)
        key = key << p->bits[k] | cell(&p->key[k], row);
    return key;
}

static bool in_order(size_t n, const int32_t *group, size_t n_keys, const struct jh_column *key)
{
    for (size_t i = 1; i < n; i++) {
        if (group[i - 1] != group[i]) {
            if (group[i - 1] > group[i])
                return false;
            continue;
        }
        for (size_t k = 0; k < n_keys; k++) {
            uint32_t a = cell(&key[k], i - 1), b = cell(&key[k], i);
            if (a > b)
                return false;
            if (a < b)
                break;
        }
    }
    return true;
}

static void insertion_sort(size_t n, struct item *item)
{
    for (size_t i = 1; i < n; i++) {
        struct item x = item[i];
        size_t j = i;
        for (; j > 0 && item[j - 1].key > x.key; j--)
            item[j] = item[j - 1];
        item[j] = x;
    }
}

/* One pass on the digit at `shift`; false: all keys share that digit, nothing was moved. */
static bool radix_pass(size_t n, const struct item *from, struct item *to, int shift)
{
    size_t place[N_DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++)
        place[from[i].key >> shift & (N_DIGITS - 1)]++;
    if (place[from[0].key >> shift & (N_DIGITS - 1)] == n)
        return false;
    for (size_t d = 0; d < N_DIGITS; d++) {
        size_t count = place[d];
        place[d] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[place[from[i].key >> shift & (N_DIGITS - 1)]++] = from[i];
    return true;
}

static struct item *sorted_items(size_t n, struct item *item, struct item *spare, int bits)
{
    if (n <= SMALL) {
        insertion_sort(n, item);
        return item;
    }
    for (int shift = 0; shift < bits; shift += DIGIT_BITS)
        if (radix_pass(n, item, spare, shift)) {
            struct item *t = item;
            item = spare;
            spare = t;
        }
    return item;
}

/* Sort the items of one group, whose keys are those of round 0; spare has room for them. */
static void sort_group(
    const struct packing *p, size_t n, struct item *item, struct item *spare, uint32_t *out_order)
{
    for (size_t r = 0; r < p->n_rounds; r++) {
        for (size_t i = 0; r > 0 && i < n; i++)
            item[i].key = key_of(p, r, item[i].row);
        struct item *sorted = sorted_items(n, item, spare, p->round_bits[r]);
        if (sorted != item && n > 0)
            memcpy(item, sorted, n * sizeof *item);
    }
    for (size_t i = 0; i < n; i++)
        out_order[i] = item[i].row;
}

static enum jh_status sort_groups(const struct packing *p, size_t n_groups, const size_t *start,
    struct item *item, uint32_t *out_order, struct jh_error *err)
{
    size_t largest = 0;
    for (size_t g = 0; g < n_groups; g++)
        if (start[g + 1] - start[g] > largest)
            largest = start[g + 1] - start[g];
    bool failed = false;
#pragma omp parallel if (start[n_groups] > PARALLEL_FROM)
    {
        struct item *spare = jh_i_calloc(largest, sizeof *spare);
        if (spare == NULL) {
#pragma omp atomic write
            failed = true;
        }
#pragma omp for schedule(dynamic, 16)
        for (size_t g = 0; g < n_groups; g++)
            if (spare != NULL)
                sort_group(
                    p, start[g + 1] - start[g], item + start[g], spare, out_order + start[g]);
        jh_i_free(spare);
    }
    return failed ? jh_fail(err, JH_E_NOMEM, "out of memory") : JH_OK;
}

/* Rows with their keys thrown into their groups: columns are read in order, once. */
static void scatter(const struct packing *p, size_t n, size_t n_groups, const int32_t *group,
    size_t *inout_start, struct item *out_item)
{
    for (size_t i = 0; i < n; i++)
        out_item[inout_start[group[i]]++] =
            (struct item){p->n_rounds > 0 ? key_of(p, 0, i) : 0, (uint32_t)i};
    memmove(inout_start + 1, inout_start, n_groups * sizeof *inout_start);
    inout_start[0] = 0;
}

enum jh_status jh_i_rows_order(size_t n, size_t n_groups, const int32_t *group, size_t n_keys,
    const struct jh_column *key, uint32_t *out_order, size_t *out_start, bool *out_sorted,
    struct jh_error *err)
{
    assert(n_keys <= N_KEYS_MAX);
    if (n > UINT32_MAX)
        return jh_fail(err, JH_E_LIMIT, "%zu rows are more than can be sorted", n);
    memset(out_start, 0, (n_groups + 1) * sizeof *out_start);
    for (size_t i = 0; i < n; i++) {
        assert(group[i] >= 0 && (size_t)group[i] < n_groups);
        out_start[group[i] + 1]++;
    }
    for (size_t g = 0; g < n_groups; g++)
        out_start[g + 1] += out_start[g];
    *out_sorted = in_order(n, group, n_keys, key);
    if (*out_sorted)
        return JH_OK;
    struct item *item = jh_i_calloc(n, sizeof *item);
    if (item == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    struct packing p = {.n_keys = n_keys, .key = key};
    pack(&p, n);
    scatter(&p, n, n_groups, group, out_start, item);
    enum jh_status st = sort_groups(&p, n_groups, out_start, item, out_order, err);
    jh_i_free(item);
    return st;
}

/* clang-format off */
#define PERMUTE(type)                                                                              \
    do {                                                                                           \
        type *to = spare;                                                                          \
        const type *from = c->data;                                                                \
        _Pragma("omp parallel for if (n > PARALLEL_FROM)") for (size_t i = 0; i < n; i++) to[i] = from[order[i]];         \
    } while (0)
/* clang-format on */

static void permute(size_t n, const uint32_t *order, const struct jh_column *c, void *spare)
{
    switch (c->width) {
    case 1:
        PERMUTE(uint8_t);
        break;
    case 2:
        PERMUTE(uint16_t);
        break;
    case 4:
        PERMUTE(uint32_t);
        break;
    default:
        PERMUTE(uint64_t);
        break;
    }
    memcpy(c->data, spare, n * c->width);
}

enum jh_status jh_i_rows_permute(size_t n, const uint32_t *order, size_t n_columns,
    const struct jh_column *column, struct jh_error *err)
{
    void *spare = jh_i_calloc(n, sizeof(uint64_t));
    if (spare == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t c = 0; c < n_columns; c++)
        if (column[c].data != NULL)
            permute(n, order, &column[c], spare);
    jh_i_free(spare);
    return JH_OK;
}
