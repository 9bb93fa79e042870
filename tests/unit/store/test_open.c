/* What is a workspace and what is not, and what is said about it. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "junheng/store.h"

#include "model/dataset.h"
#include "small_dataset.h"
#include "store/sqlite/db.h"

#include "testing.h"

static char dir[100], path[200];
static struct jh_error err;
static struct jh_store *const untouched = (struct jh_store *)(void *)path;

static void set_up(void)
{
    snprintf(dir, sizeof dir, "%s", testing_tmpdir());
    snprintf(path, sizeof path, "%s/w.db", dir);
}

static void run_sql(const char *sql)
{
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void make_workspace(void)
{
    struct jh_store *store = NULL;
    struct jh_dataset *d = small_dataset(&(struct small_size){2, 2, 2, 2, 1, 1, 0, 0});
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
    ck_ok(jh_store_dataset_save(store, d, "2024-01-01", "test", NULL, &err), &err);
    jh_store_close(store);
    jh_dataset_free(d);
}

/* Opening fails with the status and a hint, in both languages, and leaves the output. */
static void refuses(const char *name, enum jh_store_mode mode, enum jh_status status, bool hint)
{
    struct jh_store *store = untouched;
    err = (struct jh_error){0};
    enum jh_status st = jh_store_open(name, mode, &store, &err);
    ck_assert_msg(st == status, "%s: %s %s", name, jh_status_name(st), err.message[JH_LANG_EN]);
    ck_assert_ptr_eq(store, untouched);
    ck_assert_msg((err.hint[JH_LANG_EN][0] != '\0') == hint, "%s", err.message[JH_LANG_EN]);
    ck_assert_str_ne(err.message[JH_LANG_EN], err.message[JH_LANG_ZH]);
}

START_TEST(new_file_is_made_and_opens_again)
{
    struct jh_store *store = NULL;
    struct stat info;
    refuses(path, JH_STORE_READ, JH_E_NOT_FOUND, true);
    ck_assert_int_ne(stat(path, &info), 0);
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
    jh_store_close(store);
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
    jh_store_close(store);
    ck_ok(jh_store_open(path, JH_STORE_READ, &store, &err), &err);
    struct jh_dataset *d = NULL;
    ck_refused(jh_store_dataset_load(store, NULL, &d, &err), JH_E_NOT_FOUND);
    ck_assert_ptr_null(d);
    jh_store_close(store);
    jh_store_close(NULL);
    run_sql("SELECT 1 / (SELECT count(*) FROM schema_version WHERE number = 1)");
}
END_TEST

START_TEST(one_file_is_left)
{
    char beside[220];
    make_workspace();
    snprintf(beside, sizeof beside, "%s-wal", path);
    ck_assert_int_ne(access(beside, F_OK), 0);
}
END_TEST

START_TEST(other_schemes_and_names)
{
    refuses("postgresql://host/db", JH_STORE_WRITE, JH_E_UNSUPPORTED, true);
    refuses("postgres://host/db", JH_STORE_READ, JH_E_UNSUPPORTED, true);
    refuses("", JH_STORE_WRITE, JH_E_ARG, false);
    refuses(dir, JH_STORE_READ, JH_E_STORE, true);
    refuses(dir, JH_STORE_WRITE, JH_E_STORE, true);
    snprintf(path, sizeof path, "%s/absent/w.db", dir);
    refuses(path, JH_STORE_WRITE, JH_E_IO, true);
}
END_TEST

START_TEST(not_a_database)
{
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("area_id,name,population\n", f);
    fclose(f);
    refuses(path, JH_STORE_READ, JH_E_STORE, true);
    refuses(path, JH_STORE_WRITE, JH_E_STORE, true);
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_size, 24000);
}
END_TEST

START_TEST(database_of_another_program)
{
    run_sql("CREATE TABLE t (x)");
    refuses(path, JH_STORE_READ, JH_E_STORE, true);
    refuses(path, JH_STORE_WRITE, JH_E_STORE, true);
    run_sql("INSERT INTO t VALUES (1); DROP TABLE t; PRAGMA application_id = 7");
    refuses(path, JH_STORE_WRITE, JH_E_STORE, true);
}
END_TEST

START_TEST(empty_file_is_an_empty_workspace)
{
    struct jh_store *store = NULL;
    close(open(path, O_CREAT | O_WRONLY, 0644));
    refuses(path, JH_STORE_READ, JH_E_NOT_FOUND, true);
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
    jh_store_close(store);
}
END_TEST

START_TEST(newer_version_is_named)
{
    make_workspace();
    run_sql("PRAGMA user_version = 99");
    refuses(path, JH_STORE_READ, JH_E_STORE, true);
    ck_assert_ptr_nonnull(strstr(err.message[JH_LANG_EN], "99"));
    refuses(path, JH_STORE_WRITE, JH_E_STORE, true);
}
END_TEST

START_TEST(other_migrations_are_refused)
{
    make_workspace();
    run_sql("UPDATE schema_version SET tag = 'x'");
    refuses(path, JH_STORE_READ, JH_E_STORE, true);
    refuses(path, JH_STORE_WRITE, JH_E_STORE, true);
    run_sql("DELETE FROM schema_version");
    refuses(path, JH_STORE_READ, JH_E_STORE, true);
}
END_TEST

START_TEST(truncated_file_is_damaged)
{
    make_workspace();
    ck_assert_int_eq(truncate(path, 3 * 16384 + 5), 0);
    struct jh_store *store = NULL;
    struct jh_dataset *d = NULL;
    enum jh_status st = jh_store_open(path, JH_STORE_READ, &store, &err);
    if (st == JH_OK)
        st = jh_store_dataset_load(store, NULL, &d, &err);
    ck_assert_int_eq(st, JH_E_STORE);
    ck_assert_str_ne(err.hint[JH_LANG_EN], "");
    jh_store_close(store);
}
END_TEST

/* Files that nobody may write are to be seen as such by root, too. */
static void become_nobody(void)
{
    if (geteuid() == 0)
        ck_assert_int_eq(seteuid(65534), 0);
}

static void become_oneself(void)
{
    ck_assert_int_eq(seteuid(getuid()), 0);
}

START_TEST(readonly_folder_reads_but_does_not_write)
{
    make_workspace();
    ck_assert_int_eq(chmod(path, 0444), 0);
    ck_assert_int_eq(chmod(dir, 0555), 0);
    become_nobody();
    struct jh_store *store = NULL;
    struct jh_dataset *d = NULL;
    ck_ok(jh_store_open(path, JH_STORE_READ, &store, &err), &err);
    ck_ok(jh_store_dataset_load(store, NULL, &d, &err), &err);
    ck_assert_uint_eq(d->areas.n, 2);
    jh_dataset_free(d);
    jh_store_close(store);
    refuses(path, JH_STORE_WRITE, JH_E_IO, true);
    snprintf(path, sizeof path, "%s/new.db", dir);
    refuses(path, JH_STORE_WRITE, JH_E_IO, true);
    become_oneself();
}
END_TEST

START_TEST(unreadable_file)
{
    make_workspace();
    ck_assert_int_eq(chmod(path, 0), 0);
    ck_assert_int_eq(chmod(dir, 0755), 0);
    become_nobody();
    refuses(path, JH_STORE_READ, JH_E_IO, false);
    become_oneself();
}
END_TEST

START_TEST(reading_does_not_write)
{
    make_workspace();
    struct jh_store *store = NULL;
    struct jh_dataset *d = small_dataset(&(struct small_size){1, 1, 1, 1, 1, 1, 0, 0});
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    ck_ok(jh_store_open(path, JH_STORE_READ, &store, &err), &err);
    ck_refused(jh_store_dataset_save(store, d, "", "", NULL, &err), JH_E_IO);
    jh_store_close(store);
    jh_dataset_free(d);
}
END_TEST

START_TEST(second_writer_is_told_to_wait)
{
    make_workspace();
    struct jh_store *store = NULL;
    struct jh_dataset *d = small_dataset(&(struct small_size){1, 1, 1, 1, 1, 1, 0, 0});
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
    sqlite3_busy_timeout(store->db, 10);
    sqlite3 *other = NULL;
    ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    ck_refused(jh_store_dataset_save(store, d, "", "", NULL, &err), JH_E_CONFLICT);
    ck_assert_str_ne(err.hint[JH_LANG_EN], "");
    sqlite3_close(other);
    ck_ok(jh_store_dataset_save(store, d, "", "", NULL, &err), &err);
    jh_store_close(store);
    jh_dataset_free(d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("open");
    TCase *tc = tcase_create("open");
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, new_file_is_made_and_opens_again);
    tcase_add_test(tc, one_file_is_left);
    tcase_add_test(tc, other_schemes_and_names);
    tcase_add_test(tc, not_a_database);
    tcase_add_test(tc, database_of_another_program);
    tcase_add_test(tc, empty_file_is_an_empty_workspace);
    tcase_add_test(tc, newer_version_is_named);
    tcase_add_test(tc, other_migrations_are_refused);
    tcase_add_test(tc, truncated_file_is_damaged);
    tcase_add_test(tc, readonly_folder_reads_but_does_not_write);
    tcase_add_test(tc, unreadable_file);
    tcase_add_test(tc, reading_does_not_write);
    tcase_add_test(tc, second_writer_is_told_to_wait);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
