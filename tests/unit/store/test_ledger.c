#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "base/num.h"
#include "junheng/store.h"
#include "store/sqlite/db.h"
#include "testing.h"

static struct jh_store *store;
static struct jh_error err;

static void set_up(void)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/w.db", testing_tmpdir());
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
}

static void tear_down(void)
{
    jh_store_close(store);
}

static const struct jh_store_entry rows[] = {
    {0, "project", "P1", "2026-01-02T00:00:00Z", "王", "{\"name\":\"甲\"}"},
    {0, "move", "P1", "2026-01-03T00:00:00Z", "李", "{}"},
};

START_TEST(only_grows)
{
    struct jh_store_entry *list;
    size_t n;
    int64_t last = 0;
    ck_ok(jh_store_ledger_list(store, NULL, &list, &n, &err), &err);
    ck_assert_uint_eq(n, 0);
    jh_store_free(list);
    ck_ok(jh_store_ledger_append(store, 2, rows, 0, &last, &err), &err);
    ck_assert_int_eq(last, 2);
    ck_refused(jh_store_ledger_append(store, 1, rows, 1, &last, &err), JH_E_CONFLICT);
    ck_ok(jh_store_ledger_append(store, 1, rows, -1, &last, &err), &err);
    ck_ok(jh_store_ledger_list(store, NULL, &list, &n, &err), &err);
    ck_assert_uint_eq(n, 3);
    ck_assert_str_eq(list[1].actor, "李");
    ck_assert_str_eq(list[2].body, rows[0].body);
    ck_assert_int_eq(list[2].id, 3);
    jh_store_free(list);
    ck_ok(jh_store_ledger_list(store, "move", &list, &n, &err), &err);
    ck_assert(n == 1 && strcmp(list[0].subject, "P1") == 0);
    jh_store_free(list);
    ck_assert_int_ne(sqlite3_exec(store->db, "DELETE FROM ledger", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_ne(
        sqlite3_exec(store->db, "UPDATE ledger SET actor = ''", NULL, NULL, NULL), SQLITE_OK);
}
END_TEST

START_TEST(all_or_none)
{
    const struct jh_store_entry bad[] = {rows[0], {0, "move", "P1", "", "", "no json"}};
    struct jh_store_entry *list;
    size_t n;
    ck_refused(jh_store_ledger_append(store, 2, bad, -1, NULL, &err), JH_E_STORE);
    ck_ok(jh_store_ledger_list(store, NULL, &list, &n, &err), &err);
    ck_assert_uint_eq(n, 0);
    jh_store_free(list);
}
END_TEST

START_TEST(blocks)
{
    const double num[] = {1, JH_NAN, 3}, den[] = {10, 20, 30};
    const uint8_t flags[] = {0, 1, 2};
    const struct jh_store_block b[] = {{"b", "2024", "f", "t", 3, num, den, flags},
        {"a", "2024", "f", "t", 1, den, num, flags}, {"c", "2024", "f", "t", 0, num, den, flags}};
    struct jh_store_block *list;
    size_t n;
    ck_ok(jh_store_blocks_save(store, 3, b, false, &err), &err);
    ck_ok(jh_store_blocks_save(store, 1, b, false, &err), &err);
    ck_ok(jh_store_blocks_load(store, NULL, &list, &n, &err), &err);
    ck_assert_uint_eq(n, 3);
    ck_assert_str_eq(list[1].indicator, "b");
    ck_assert_int_eq(memcmp(list[1].numerator, num, sizeof num), 0);
    ck_assert_int_eq(memcmp(list[1].flags, flags, sizeof flags), 0);
    ck_assert_double_eq(list[0].numerator[0], 10);
    jh_store_free(list);
    ck_ok(jh_store_blocks_save(store, 1, b, true, &err), &err);
    ck_ok(jh_store_blocks_load(store, NULL, &list, &n, &err), &err);
    ck_assert_uint_eq(n, 1);
    jh_store_free(list);
}
END_TEST

static const struct jh_store_file pdf = {.name = "批复.pdf",
    .media_type = "application/pdf",
    .at = "2026-01-02T00:00:00Z",
    .actor = "王"};

START_TEST(evidence_stays)
{
    char hash[JH_STORE_HASH_LEN], again[JH_STORE_HASH_LEN], *data = NULL, *name = NULL,
                                                            *type = NULL;
    struct jh_store_file *list;
    size_t n = 9, len = 0;
    bool is_new = false;
    ck_ok(jh_store_file_list(store, &list, &n, &err), &err);
    ck_assert_uint_eq(n, 0);
    jh_store_free(list);
    ck_ok(jh_store_file_add(store, &pdf, "abc\0d", 5, hash, &is_new, &err), &err);
    ck_assert(is_new);
    struct jh_store_file other = pdf;
    other.name = "other.pdf";
    ck_ok(jh_store_file_add(store, &other, "abc\0d", 5, again, &is_new, &err), &err);
    ck_assert(!is_new && strcmp(hash, again) == 0);
    ck_ok(jh_store_file_add(store, &other, "abc", 3, again, NULL, &err), &err);
    /* printf abc | b2sum -l 128 */
    ck_assert_str_eq(again, "cf4ab791c62b8d2b2109c90275287816");
    ck_ok(jh_store_file_list(store, &list, &n, &err), &err);
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(list[0].name, "批复.pdf"); /* as it came first */
    ck_assert_str_eq(list[0].actor, "王");
    ck_assert_int_eq(list[0].n_bytes, 5);
    jh_store_free(list);
    ck_ok(jh_store_file_load(store, hash, &data, &len, &name, &type, &err), &err);
    ck_assert(len == 5 && memcmp(data, "abc\0d", 6) == 0);
    ck_assert_str_eq(name, "批复.pdf");
    ck_assert_str_eq(type, "application/pdf");
    jh_store_free(data);
    jh_store_free(name);
    jh_store_free(type);
    data = NULL;
    ck_refused(jh_store_file_load(store, "0", &data, &len, &name, &type, &err), JH_E_NOT_FOUND);
    ck_assert_ptr_null(data);
    ck_refused(jh_store_file_add(store, &pdf, NULL, 0, hash, NULL, &err), JH_E_STORE);
    ck_assert_int_ne(
        sqlite3_exec(store->db, "DELETE FROM evidence_file", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_ne(
        sqlite3_exec(store->db, "UPDATE evidence_file SET name = 'x'", NULL, NULL, NULL),
        SQLITE_OK);
    /* Bytes changed behind its back are noticed. */
    ck_assert_int_eq(sqlite3_exec(store->db,
                         "DROP TRIGGER evidence_no_update; UPDATE evidence_file SET data = "
                         "CAST('xbc' AS BLOB) WHERE n_bytes = 3",
                         NULL, NULL, NULL),
        SQLITE_OK);
    ck_refused(jh_store_file_load(store, again, &data, &len, &name, &type, &err), JH_E_STORE);
}
END_TEST

START_TEST(evidence_is_in_the_backup)
{
    char hash[JH_STORE_HASH_LEN], path[200], *data = NULL, *name = NULL, *type = NULL;
    struct jh_store *copy = NULL;
    size_t len = 0;
    ck_ok(jh_store_file_add(store, &pdf, "abc", 3, hash, NULL, &err), &err);
    snprintf(path, sizeof path, "%s/copy.db", testing_tmpdir());
    ck_ok(jh_store_backup(store, path, NULL, &err), &err);
    ck_ok(jh_store_open(path, JH_STORE_READ, &copy, &err), &err);
    ck_ok(jh_store_file_load(copy, hash, &data, &len, &name, &type, &err), &err);
    ck_assert(len == 3 && strcmp(data, "abc") == 0);
    jh_store_free(data);
    jh_store_free(name);
    jh_store_free(type);
    jh_store_close(copy);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ledger");
    TCase *tc = tcase_create("ledger");
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, only_grows);
    tcase_add_test(tc, all_or_none);
    tcase_add_test(tc, blocks);
    tcase_add_test(tc, evidence_stays);
    tcase_add_test(tc, evidence_is_in_the_backup);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
