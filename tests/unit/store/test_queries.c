/* Every named query prepares, and has the parameters and columns that its comment promises. */
#include "store/sqlite/queries.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "junheng/store.h"

#include "base/fail.h"
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

/* Number of items after `label` in the comment: "id TEXT, n INTEGER" is 2, "-" is 0. */
static int promised(const struct jh_query_text *block, const char *label, const char *end)
{
    const char *at = strstr(block->text, label);
    ck_assert_msg(at != NULL && at < block->text + block->len, "no %s", label);
    at += strlen(label);
    const char *stop = strpbrk(at, end);
    if (strncmp(at, " -", 2) == 0)
        return 0;
    int n = 1;
    for (; at < stop; at++)
        n += *at == ',';
    return n;
}

START_TEST(blocks_and_enum_agree)
{
    struct jh_query_walk walk = {0};
    int n = 0;
    for (; jh_i_query_walk(&walk); n++) {
        int n_found = 0;
        for (enum jh_query q = 0; q < JH_N_QUERIES; q++)
            n_found += strlen(jh_i_query_name(q)) == walk.name_len &&
                       memcmp(jh_i_query_name(q), walk.name, walk.name_len) == 0;
        ck_assert_msg(n_found == 1, "%.*s found %d times", (int)walk.name_len, walk.name, n_found);
    }
    ck_assert_int_eq(n, JH_N_QUERIES);
}
END_TEST

START_TEST(query_keeps_its_comment)
{
    const struct jh_query_text *block = &store->query[_i];
    const char *name = jh_i_query_name((enum jh_query)_i), *tail = NULL;
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(store->db, block->text, (int)block->len, &stmt, &tail);
    ck_assert_msg(rc == SQLITE_OK, "%s: %s", name, sqlite3_errmsg(store->db));
    ck_assert_msg(
        sqlite3_bind_parameter_count(stmt) == promised(block, "in:", ";\n"), "%s: in", name);
    ck_assert_msg(sqlite3_column_count(stmt) == promised(block, "out:", ";\n"), "%s: out", name);
    /* One statement, then nothing but white space and comments. */
    sqlite3_stmt *more = NULL;
    ck_assert_int_eq(
        sqlite3_prepare_v2(store->db, tail, (int)(block->text + block->len - tail), &more, NULL),
        SQLITE_OK);
    ck_assert_msg(more == NULL, "%s: more than one statement", name);
    sqlite3_finalize(stmt);
}
END_TEST

/* Queries with one row for each of many (areas, blocks) must not scan what they need one row of. */
START_TEST(hot_queries_use_indexes)
{
    static const enum jh_query hot[] = {JH_Q_AREA_PUT, JH_Q_HOSPITAL_PUT, JH_Q_CAPABILITY_PUT,
        JH_Q_BOUNDARY_PUT, JH_Q_REGION_SET_PARENT, JH_Q_HOSPITAL_SET_CAMPUS, JH_Q_COLUMN_FIND,
        JH_Q_BLOCK_LIST, JH_Q_ATTRIBUTE_VALUE_LIST, JH_Q_PLAN_GET, JH_Q_PLAN_GET_LATEST};
    for (size_t i = 0; i < sizeof hot / sizeof *hot; i++) {
        const struct jh_query_text *block = &store->query[hot[i]];
        sqlite3_stmt *stmt = NULL;
        char *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %.*s", (int)block->len, block->text);
        ck_assert_int_eq(sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *step = (const char *)sqlite3_column_text(stmt, 3);
            bool scan = strncmp(step, "SCAN", 4) == 0 && strcmp(step, "SCAN plan") != 0;
            bool sort = strstr(step, "TEMP B-TREE") != NULL;
            ck_assert_msg(!scan && !sort, "%s: %s", jh_i_query_name(hot[i]), step);
        }
        sqlite3_finalize(stmt);
        sqlite3_free(text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("queries");
    TCase *tc = tcase_create("queries");
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, blocks_and_enum_agree);
    tcase_add_loop_test(tc, query_keeps_its_comment, 0, JH_N_QUERIES);
    tcase_add_test(tc, hot_queries_use_indexes);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
