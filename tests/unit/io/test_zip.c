#include "io/zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/office/package.h"
#include "testing.h"

static struct jh_arena arena;
static struct jh_error err;
static struct jh_buf archive;

static void setup(void)
{
    jh_arena_init(&arena, 0);
    jh_buf_init(&archive, 1 << 24);
    err = (struct jh_error){0};
}
static void teardown(void)
{
    jh_arena_release(&arena);
    jh_buf_release(&archive);
}

static void make(size_t n, const char *const name[], const char *const text[])
{
    struct jh_i_package package;
    jh_i_package_init(&package, &arena);
    for (size_t i = 0; i < n; i++)
        ck_ok(jh_i_package_put(&package, name[i], text[i], strlen(text[i]), &err), &err);
    jh_buf_reset(&archive);
    ck_ok(jh_i_package_zip(&package, &archive, &err), &err);
}

static bool is_csv(void *ctx, const char *base_name)
{
    (void)ctx;
    size_t len = strlen(base_name);
    return len > 4 && strcmp(base_name + len - 4, ".csv") == 0;
}

static const struct jh_zip_limits wide = {10, 1 << 20};

static enum jh_status unpack(const char *dir, struct jh_zip_limits limits, size_t *out_n)
{
    return jh_i_zip_unpack(
        (const unsigned char *)archive.data, archive.len, dir, limits, is_csv, NULL, out_n, &err);
}

static bool has(const char *dir, const char *name, const char *text)
{
    char path[512], got[64] = "";
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    size_t n = fread(got, 1, sizeof got - 1, file);
    fclose(file);
    return n == strlen(text) && memcmp(got, text, n) == 0;
}

START_TEST(wanted_files_under_their_base_names)
{
    static const char *const name[] = {
        "data/areas.csv", "../../flows.csv", "notes.txt", "data/.hidden.csv", "C:\\x\\zones.csv"};
    static const char *const text[] = {"a", "b", "c", "d", "e"};
    const char *dir = testing_tmpdir();
    size_t n = 0;
    make(5, name, text);
    ck_ok(unpack(dir, wide, &n), &err);
    ck_assert_uint_eq(n, 3);
    ck_assert(has(dir, "areas.csv", "a"));
    ck_assert(has(dir, "flows.csv", "b")); /* beside the others, not where it pointed to */
    ck_assert(has(dir, "zones.csv", "e"));
    ck_assert(!has(dir, "notes.txt", "c"));
    ck_assert(!has(dir, ".hidden.csv", "d"));
    ck_assert(jh_i_zip_holds((const unsigned char *)archive.data, archive.len, "notes.txt"));
    ck_assert(!jh_i_zip_holds((const unsigned char *)archive.data, archive.len, "areas.csv"));
}
END_TEST

START_TEST(two_files_of_one_name)
{
    static const char *const name[] = {"a/x.csv", "b/x.csv"}, *const text[] = {"1", "2"};
    size_t n = 7;
    make(2, name, text);
    ck_refused(unpack(testing_tmpdir(), wide, &n), JH_E_DATA);
    ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(limits_hold)
{
    static const char *const name[] = {"x.csv", "y.csv"};
    char *zeros = calloc(200001, 1);
    memset(zeros, '0', 200000);
    const char *const text[] = {zeros, "2"};
    const char *dir = testing_tmpdir();
    size_t n = 0;
    make(2, name, text);
    ck_assert_uint_lt(archive.len, 2000); /* a small bomb */
    ck_refused(unpack(dir, (struct jh_zip_limits){10, 199999}, &n), JH_E_LIMIT);
    ck_refused(unpack(testing_tmpdir(), (struct jh_zip_limits){1, 1 << 20}, &n), JH_E_LIMIT);
    ck_assert(!has(dir, "x.csv", "0"));
    free(zeros);
}
END_TEST

START_TEST(damaged_at_every_byte)
{
    static const char *const name[] = {"x.csv"}, *const text[] = {"area_id,name\n1,one\n1,one\n"};
    make(1, name, text);
    size_t whole = archive.len, n_good = 0;
    for (size_t at = 0; at < whole; at++) {
        const char *dir = at % 8 == 0 ? testing_tmpdir() : NULL;
        char path[512];
        size_t n = 0;
        if (dir == NULL)
            continue;
        archive.data[at] ^= 0x5a;
        /* refused, or whole: never a file with other bytes */
        if (unpack(dir, wide, &n) == JH_OK && n == 1) {
            snprintf(path, sizeof path, "%s/x.csv", dir);
            n_good += has(dir, "x.csv", text[0]);
            ck_assert(has(dir, "x.csv", text[0]) || access(path, F_OK) != 0);
        }
        archive.data[at] ^= 0x5a;
    }
    ck_assert_uint_lt(n_good, whole / 8);
    for (size_t len = 0; len < whole; len += 5) {
        size_t n = 0;
        archive.len = len;
        ck_assert_int_ne(unpack("/nowhere", wide, &n), JH_OK);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("zip");
    TCase *t = tcase_create("zip");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, wanted_files_under_their_base_names);
    tcase_add_test(t, two_files_of_one_name);
    tcase_add_test(t, limits_hold);
    tcase_add_test(t, damaged_at_every_byte);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return testing_main(suite());
}
