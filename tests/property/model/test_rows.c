#include "model/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "testing.h"

struct row {
    int32_t group;
    uint32_t wide, wider;
    uint16_t middle;
    uint8_t narrow;
    uint32_t at; /* place before sorting: stability */
};

static int by_key(const void *x, const void *y)
{
    const struct row *a = x, *b = y;
#define COMPARE(f)                                                                                 \
    if (a->f != b->f)                                                                              \
    return a->f < b->f ? -1 : 1
    COMPARE(group);
    COMPARE(wide);
    COMPARE(middle);
    COMPARE(narrow);
    COMPARE(wider);
    COMPARE(at);
#undef COMPARE
    return 0;
}

static uint32_t draw(struct jh_rng *rng, uint64_t below)
{
    return (uint32_t)jh_rng_below(rng, below);
}

/* Few and many groups; narrow keys of one round and keys of more than 64 bits. */
START_TEST(equals_qsort)
{
    struct jh_rng rng;
    jh_rng_init(&rng, (uint64_t)_i, 7);
    size_t n = _i == 0 ? 0 : 1 + draw(&rng, 1u << (_i % 17)), n_groups = 1 + draw(&rng, 300);
    uint64_t widest = _i % 3 == 0 ? 5 : _i % 3 == 1 ? 70000 : 1ull << 32;
    struct row *row = jh_i_calloc(n, sizeof *row);
    int32_t *group = jh_i_calloc(n, sizeof *group);
    uint32_t *wide = jh_i_calloc(n, 4), *wider = jh_i_calloc(n, 4), *order = jh_i_calloc(n, 4);
    uint16_t *middle = jh_i_calloc(n, 2);
    uint8_t *narrow = jh_i_calloc(n, 1);
    uint64_t *at = jh_i_calloc(n, 8);
    size_t *start = jh_i_calloc(n_groups + 1, sizeof *start);
    for (size_t i = 0; i < n; i++) {
        row[i] = (struct row){(int32_t)draw(&rng, n_groups), draw(&rng, widest), draw(&rng, widest),
            (uint16_t)draw(&rng, widest < 65536 ? widest : 65536), (uint8_t)draw(&rng, 4),
            (uint32_t)i};
        group[i] = row[i].group;
        wide[i] = row[i].wide;
        wider[i] = row[i].wider;
        middle[i] = row[i].middle;
        narrow[i] = row[i].narrow;
        at[i] = i;
    }
    struct jh_column key[] = {{wide, 4}, {middle, 2}, {narrow, 1}, {wider, 4}};
    struct jh_column all[] = {
        {group, 4}, {wide, 4}, {middle, 2}, {narrow, 1}, {wider, 4}, {at, 8}, {NULL, 8}};
    struct jh_error err;
    bool sorted = false;
    ck_ok(jh_i_rows_order(n, n_groups, group, 4, key, order, start, &sorted, &err), &err);
    if (!sorted)
        ck_ok(jh_i_rows_permute(n, order, 7, all, &err), &err);
    qsort(row, n, sizeof *row, by_key);
    for (size_t i = 0; i < n; i++) {
        ck_assert_uint_eq(at[i], row[i].at);
        ck_assert_uint_eq(wider[i], row[i].wider);
        ck_assert_uint_eq(narrow[i], row[i].narrow);
        ck_assert(start[group[i]] <= i && i < start[group[i] + 1]);
    }
    ck_assert_uint_eq(start[n_groups], n);
    ck_ok(jh_i_rows_order(n, n_groups, group, 4, key, order, start, &sorted, &err), &err);
    ck_assert(sorted);
    void *blocks[] = {row, group, wide, wider, order, middle, narrow, at, start};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        jh_i_free(blocks[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rows");
    TCase *tc = tcase_create("rows");
    tcase_add_loop_test(tc, equals_qsort, 0, 60);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
