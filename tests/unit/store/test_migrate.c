/* Workspaces of every earlier schema are brought up to date, whole, with what they hold; so are their
 * backups. tools/schema_fixture.py writes the dump of a version before a new migration lands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "junheng/store.h"

#include "base/embedded.h"
#include "model/dataset.h"

#include "testing.h"

#define SMALL_FINGERPRINT "1260b3574d4b5c498045b9636175e677" /* of tests/cli/small */

static char path[200], copy[200];
static struct jh_error err;

static void set_up(void)
{
    snprintf(path, sizeof path, "%s/w.db", testing_tmpdir());
    snprintf(copy, sizeof copy, "%s/backup.db", testing_tmpdir());
}

static int newest(void)
{
    int n = 0;
    for (size_t i = 0; i < jh_i_n_embedded; i++)
        n += strncmp(jh_i_embedded[i].path, "sql/migrations/sqlite/", 22) == 0;
    return n;
}

static bool make_old(int version)
{
    char name[300];
    snprintf(name, sizeof name, "%s/tests/unit/store/schema/%04d.sql", JH_SOURCE_DIR, version);
    FILE *f = fopen(name, "rb");
    if (f == NULL)
        return false;
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    rewind(f);
    char *sql = calloc(size + 1, 1);
    ck_assert_uint_eq(fread(sql, 1, size, f), size);
    fclose(f);
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
    free(sql);
    return true;
}

/* The dataset and the plan of all dumps are the same. */
static void check_up_to_date(const char *workspace)
{
    struct jh_store *store = NULL;
    struct jh_dataset *d = NULL;
    char *scenario = NULL, *plan = NULL;
    int64_t version = 0;
    ck_ok(jh_store_open(workspace, JH_STORE_WRITE, &store, &err), &err);
    ck_ok(jh_store_version(workspace, &version, &err), &err);
    ck_assert_int_eq(version, newest());
    ck_ok(jh_store_dataset_load(store, NULL, &d, &err), &err);
    ck_assert_str_eq(d->fingerprint, SMALL_FINGERPRINT);
    ck_ok(jh_store_plan_load(store, 0, &scenario, &plan, &err), &err);
    ck_assert_ptr_nonnull(strstr(plan, "\"" SMALL_FINGERPRINT "\""));
    jh_store_free(scenario);
    jh_store_free(plan);
    jh_dataset_free(d);
    jh_store_close(store);
}

START_TEST(every_version_is_brought_up_to_date)
{
    int64_t version = 0;
    bool there = make_old(_i);
    ck_assert_msg(there || _i == newest(),
        "no dump of schema version %d: run tools/schema_fixture.py with the program before", _i);
    if (!there)
        return;
    ck_ok(jh_store_version(path, &version, &err), &err);
    ck_assert_int_eq(version, _i);
    check_up_to_date(path);
    check_up_to_date(path);
}
END_TEST

START_TEST(backup_of_every_version_is_restored)
{
    int64_t version = 0;
    if (!make_old(_i))
        return;
    ck_ok(jh_store_backup_file(path, copy, NULL, &err), &err);
    ck_ok(jh_store_version(copy, &version, &err), &err);
    ck_assert_int_eq(version, _i); /* as it was */
    ck_refused(jh_store_restore(copy, path, false, NULL, &err), JH_E_CONFLICT);
    ck_ok(jh_store_restore(copy, path, true, NULL, &err), &err);
    check_up_to_date(path);
    unlink(path);
    ck_ok(jh_store_restore(copy, path, false, NULL, &err), &err);
    check_up_to_date(path);
}
END_TEST

/* What others commit while the copy is made stays out; they are not held up. */
static bool write_meanwhile(void *ctx)
{
    struct jh_store *other = ctx;
    struct jh_store_entry entry = {
        .kind = "note", .subject = "s", .at = "2026-01-01", .actor = "a", .body = "{}"};
    ck_ok(jh_store_ledger_append(other, 1, &entry, -1, NULL, &err), &err);
    return false;
}

START_TEST(others_write_while_it_is_copied)
{
    struct jh_store *store = NULL, *other = NULL;
    ck_assert(make_old(newest() - 1));
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &other, &err), &err);
    struct jh_run run = {.should_stop = write_meanwhile, .ctx = other};
    ck_ok(jh_store_backup(store, copy, &run, &err), &err);
    jh_store_close(other);
    jh_store_close(store);
    check_up_to_date(copy);
}
END_TEST

START_TEST(damage_is_told_and_leaves_what_was_there)
{
    char part[210];
    struct jh_store *store = NULL;
    ck_assert(make_old(newest() - 1));
    ck_ok(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
    ck_ok(jh_store_backup(store, copy, NULL, &err), &err);
    jh_store_close(store);
    FILE *f = fopen(path, "r+b"); /* pages in the middle */
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    fseek(f, size / 2, SEEK_SET);
    for (long i = 0; i < size / 4; i++)
        fputc('x', f);
    fclose(f);
    ck_refused(jh_store_backup_file(path, copy, NULL, &err), JH_E_STORE);
    snprintf(part, sizeof part, "%s.part", copy);
    ck_assert_int_ne(access(part, F_OK), 0);
    ck_ok(jh_store_restore(copy, path, true, NULL, &err), &err);
    check_up_to_date(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("migrate");
    TCase *tcase = tcase_create("core");
    tcase_add_checked_fixture(tcase, set_up, NULL);
    tcase_add_loop_test(tcase, every_version_is_brought_up_to_date, 1, newest() + 1);
    tcase_add_loop_test(tcase, backup_of_every_version_is_restored, 1, newest() + 1);
    tcase_add_test(tcase, others_write_while_it_is_copied);
    tcase_add_test(tcase, damage_is_told_and_leaves_what_was_there);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
