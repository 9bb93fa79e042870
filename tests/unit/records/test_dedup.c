#include <stdlib.h>

#include "base/rng.h"
#include "records/dedup.h"
#include "testing.h"

static struct jh_error err;

/* Against a sorted list: every hash twice, in random order, with and without runs on disk. */
static void check(size_t n, size_t limit_bytes)
{
    struct jh_dedup set;
    struct jh_rng rng;
    size_t n_new = 0;
    uint64_t *hash = calloc(n, sizeof *hash);
    ck_assert_ptr_nonnull(hash);
    jh_i_dedup_init(&set, limit_bytes, testing_tmpdir());
    jh_rng_init(&rng, n, limit_bytes);
    for (size_t i = 0; i < n; i++)
        hash[i] = jh_rng_u64(&rng);
    for (size_t i = 0; i < 2 * n; i++) {
        bool is_new;
        if (jh_i_dedup_put(&set, hash[i % n], &is_new, &err) != JH_OK || is_new != (i < n))
            ck_abort_msg("hash %zu", i); /* ck_assert is slow */
        n_new += is_new;
    }
    ck_assert_uint_eq(n_new, n);
    ck_assert(limit_bytes == 0 || set.n_spilled > 0);
    ck_assert_uint_le(set.cap * sizeof(uint64_t), JH_DEDUP_LIMIT);
    jh_i_dedup_release(&set);
    free(hash);
}

START_TEST(in_memory)
{
    check(1, 0);
    check(1000, 0);
    check(300000, 0);
}
END_TEST

START_TEST(on_disk)
{
    check(300000, (size_t)400 << 10);
    check(1000000, (size_t)130 << 10);
}
END_TEST

START_TEST(zero_is_a_hash_like_others)
{
    struct jh_dedup set;
    bool is_new;
    jh_i_dedup_init(&set, 0, "/nonexistent");
    ck_ok(jh_i_dedup_put(&set, 0, &is_new, &err), &err);
    ck_assert(is_new);
    ck_ok(jh_i_dedup_put(&set, 0, &is_new, &err), &err);
    ck_assert(!is_new);
    ck_ok(jh_i_dedup_put(&set, UINT64_MAX, &is_new, &err), &err);
    ck_assert(is_new);
    jh_i_dedup_release(&set);
}
END_TEST

/* At most 16 bytes a record once there are many. */
START_TEST(stays_small)
{
    struct jh_dedup set;
    struct jh_rng rng;
    bool is_new;
    jh_i_dedup_init(&set, 0, ".");
    jh_rng_init(&rng, 1, 1);
    for (size_t i = 1; i <= 2000000; i++) {
        if (jh_i_dedup_put(&set, jh_rng_u64(&rng), &is_new, &err) != JH_OK ||
            (i > 100000 && set.cap * sizeof(uint64_t) > 16 * i))
            ck_abort_msg("hash %zu: %zu places", i, set.cap);
    }
    jh_i_dedup_release(&set);
}
END_TEST

START_TEST(no_room_is_told)
{
    struct jh_dedup set;
    struct jh_rng rng;
    bool is_new;
    enum jh_status st = JH_OK;
    jh_i_dedup_init(&set, (size_t)130 << 10, "/nonexistent");
    jh_rng_init(&rng, 1, 1);
    for (size_t i = 0; i < 100000 && st == JH_OK; i++)
        st = jh_i_dedup_put(&set, jh_rng_u64(&rng), &is_new, &err);
    ck_refused(st, JH_E_IO);
    jh_i_dedup_release(&set);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dedup");
    TCase *tc = tcase_create("dedup");
    tcase_add_test(tc, in_memory);
    tcase_add_test(tc, on_disk);
    tcase_add_test(tc, zero_is_a_hash_like_others);
    tcase_add_test(tc, stays_small);
    tcase_add_test(tc, no_room_is_told);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
