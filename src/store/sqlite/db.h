/*
 * The connection: prepared queries, binding and reading of values, transactions, and the one place
 * that turns SQLite's result codes into errors that say what to do.
 */
#ifndef JH_STORE_DB_H
#define JH_STORE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "junheng/store.h"

#include "base/arena.h"
#include "store/sqlite/queries.h"

struct jh_store {
    sqlite3 *db;
    char *path;
    enum jh_store_mode mode;
    struct jh_query_text query[JH_N_QUERIES];
    sqlite3_stmt *stmt[JH_N_QUERIES]; /* prepared on first use */
};

/** Connect, no more; the schema is the caller's. `out_store` is closed with jh_store_close(). */
enum jh_status jh_i_db_connect(const char *path, enum jh_store_mode mode, bool immutable,
    struct jh_store **out_store, struct jh_error *err) JH_CHECKED;
/** Whether it is a workspace of this program or an older one; JH_E_STORE. */
enum jh_status jh_i_db_is_workspace(struct jh_store *store, struct jh_error *err) JH_CHECKED;
/** Fail with SQLite's result code. */
enum jh_status jh_i_db_fail(struct jh_store *store, int rc, struct jh_error *err);
enum jh_status jh_i_db_fail_damaged(struct jh_store *store, struct jh_error *err);

/** A query with its values bound one after the other; the first failure sticks until it is run.
 *  Texts and blobs are borrowed until then. */
struct jh_db_call {
    struct jh_store *store;
    sqlite3_stmt *stmt; /* NULL: preparing failed */
    int n_bound, rc;
};
struct jh_db_call jh_i_db_call(struct jh_store *store, enum jh_query query);
void jh_i_db_int(struct jh_db_call *call, int64_t value);
void jh_i_db_num(struct jh_db_call *call, double value);      /* NaN: NULL */
void jh_i_db_index(struct jh_db_call *call, int64_t index);   /* JH_NONE: NULL */
void jh_i_db_text(struct jh_db_call *call, const char *text); /* NULL: "" */
void jh_i_db_blob(struct jh_db_call *call, const void *data, size_t len);
/** Run to the end; *out_n_changed (may be NULL): rows inserted, changed or deleted. */
enum jh_status jh_i_db_run(
    struct jh_db_call *call, int64_t *out_n_changed, struct jh_error *err) JH_CHECKED;
/** The next row: *out_row false at the end, where the query is reset. */
enum jh_status jh_i_db_next(
    struct jh_db_call *call, bool *out_row, struct jh_error *err) JH_CHECKED;
/** Leave a query before its end. */
void jh_i_db_reset(struct jh_db_call *call);
/** Run a query without values and rows. */
enum jh_status jh_i_db_do(
    struct jh_store *store, enum jh_query query, struct jh_error *err) JH_CHECKED;
/** The integer of the only row. */
enum jh_status jh_i_db_scalar(
    struct jh_store *store, enum jh_query query, int64_t *out, struct jh_error *err) JH_CHECKED;

/** Values of the present row. Not given: NaN, JH_NONE. */
int64_t jh_i_db_get_int(const struct jh_db_call *call, int column);
double jh_i_db_get_num(const struct jh_db_call *call, int column);
int32_t jh_i_db_get_index(const struct jh_db_call *call, int column);
/** A copy in the arena; NULL when memory runs out. */
const char *jh_i_db_get_text(const struct jh_db_call *call, int column, struct jh_arena *arena);

#endif
