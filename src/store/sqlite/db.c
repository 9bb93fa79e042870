#include "store/sqlite/db.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"

enum { BUSY_TIMEOUT_MS = 5000, PATH_MAX_BYTES = 1 << 16 };

/* The file's URI, for the one option that only URIs can carry. */
static void put_immutable_uri(struct jh_buf *out, const char *path)
{
    jh_buf_puts(out, "file:");
    for (const char *p = path; *p != '\0'; p++) {
        if (*p == '%' || *p == '?' || *p == '#')
            jh_buf_printf(out, "%%%02X", (unsigned)(unsigned char)*p);
        else
            jh_buf_add(out, p, 1);
    }
    jh_buf_puts(out, "?immutable=1");
}

enum jh_status jh_i_db_connect(const char *path, enum jh_store_mode mode, bool immutable,
    struct jh_store **out_store, struct jh_error *err)
{
    /* Readers may have to undo what a killed writer left: they open for writing, too, where the file
     * allows it, and queries are kept from writing. */
    int flags = mode == JH_STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                : immutable            ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
                                       : SQLITE_OPEN_READWRITE;
    int rc;
    enum jh_status st;
    struct jh_buf uri;
    jh_buf_init(&uri, PATH_MAX_BYTES);
    struct jh_store *store = jh_i_calloc(1, sizeof *store);
    if (store == NULL || (store->path = jh_i_calloc(strlen(path) + 1, 1)) == NULL) {
        jh_store_close(store);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    memcpy(store->path, path, strlen(path));
    store->mode = mode;
    JH_TRY(st, jh_i_query_texts(store->query, err));
    if (immutable) {
        put_immutable_uri(&uri, path);
        JH_TRY(st, jh_buf_status(&uri, err));
    }
    rc = sqlite3_open_v2(
        immutable ? uri.data : path, &store->db, flags | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc != SQLITE_OK) {
        st = jh_i_db_fail(store, rc, err);
        goto out;
    }
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    *out_store = store;
    store = NULL;
out:
    jh_buf_release(&uri);
    jh_store_close(store);
    return st;
}

void jh_store_close(struct jh_store *store)
{
    if (store == NULL)
        return;
    for (int q = 0; q < JH_N_QUERIES; q++)
        sqlite3_finalize(store->stmt[q]);
    sqlite3_close(store->db);
    jh_i_free(store->path);
    jh_i_free(store);
}

static enum jh_status fail_full(const char *path, struct jh_error *err)
{
    enum jh_status st = jh_fail(err, JH_E_IO, "no space left to write workspace %s", path);
    jh_hint(err, "Free disk space and try again; the workspace still holds what it held before.");
    return st;
}

static enum jh_status fail_readonly(const char *path, struct jh_error *err)
{
    enum jh_status st = jh_fail(err, JH_E_IO, "workspace %s cannot be written", path);
    jh_hint(err, "Check the permissions of the file and of its folder.");
    return st;
}

static enum jh_status fail_io(struct jh_store *store, int rc, struct jh_error *err)
{
    int cause = sqlite3_system_errno(store->db);
    if (rc == SQLITE_IOERR_NOMEM)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (cause == EFBIG || cause == ENOSPC || cause == EDQUOT)
        return fail_full(store->path, err);
    return jh_fail(err, JH_E_IO, "workspace %s: %s", store->path, sqlite3_errstr(rc));
}

enum jh_status jh_i_db_fail_damaged(struct jh_store *store, struct jh_error *err)
{
    enum jh_status st = jh_fail(err, JH_E_STORE, "workspace %s is damaged", store->path);
    jh_hint(err, "Restore a backup, or import the data again into a new workspace.");
    return st;
}

enum jh_status jh_i_db_fail(struct jh_store *store, int rc, struct jh_error *err)
{
    enum jh_status st;
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        st = jh_fail(
            err, JH_E_CONFLICT, "workspace %s is being written by another program", store->path);
        jh_hint(err, "Try again when the other program is done.");
        return st;
    case SQLITE_FULL:
        return fail_full(store->path, err);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return fail_readonly(store->path, err);
    case SQLITE_CANTOPEN:
        if (store->mode == JH_STORE_WRITE)
            return fail_readonly(store->path, err);
        return jh_fail(err, JH_E_IO, "workspace %s cannot be opened", store->path);
    case SQLITE_NOTADB:
        st = jh_fail(err, JH_E_STORE, "%s is not a workspace", store->path);
        jh_hint(err, "Name another file, or leave the name out for the default workspace.");
        return st;
    case SQLITE_CORRUPT:
        return jh_i_db_fail_damaged(store, err);
    case SQLITE_IOERR:
        return fail_io(store, rc, err);
    default:
        return jh_fail(err, JH_E_STORE, "workspace %s: %s", store->path, sqlite3_errmsg(store->db));
    }
}

struct jh_db_call jh_i_db_call(struct jh_store *store, enum jh_query query)
{
    struct jh_db_call call = {.store = store, .rc = SQLITE_OK};
    if (store->stmt[query] == NULL)
        call.rc = sqlite3_prepare_v3(store->db, store->query[query].text,
            (int)store->query[query].len, SQLITE_PREPARE_PERSISTENT, &store->stmt[query], NULL);
    call.stmt = store->stmt[query];
    if (call.rc == SQLITE_OK && call.stmt == NULL)
        call.rc = SQLITE_MISUSE;
    return call;
}

/* The position of the next value, or 0 after a failure. */
static int next_value(struct jh_db_call *call)
{
    return call->rc == SQLITE_OK ? ++call->n_bound : 0;
}

void jh_i_db_int(struct jh_db_call *call, int64_t value)
{
    int at = next_value(call);
    if (at > 0)
        call->rc = sqlite3_bind_int64(call->stmt, at, value);
}

void jh_i_db_num(struct jh_db_call *call, double value)
{
    int at = next_value(call);
    if (at > 0)
        call->rc = isnan(value) ? sqlite3_bind_null(call->stmt, at)
                                : sqlite3_bind_double(call->stmt, at, value);
}

void jh_i_db_index(struct jh_db_call *call, int64_t index)
{
    int at = next_value(call);
    if (at > 0)
        call->rc = index < 0 ? sqlite3_bind_null(call->stmt, at)
                             : sqlite3_bind_int64(call->stmt, at, index);
}

void jh_i_db_text(struct jh_db_call *call, const char *text)
{
    int at = next_value(call);
    if (at > 0)
        call->rc = sqlite3_bind_text64(call->stmt, at, text != NULL ? text : "",
            text != NULL ? strlen(text) : 0, SQLITE_STATIC, SQLITE_UTF8);
}

void jh_i_db_blob(struct jh_db_call *call, const void *data, size_t len)
{
    int at = next_value(call);
    if (at > 0)
        call->rc = sqlite3_bind_blob64(call->stmt, at, data, len, SQLITE_STATIC);
}

void jh_i_db_reset(struct jh_db_call *call)
{
    if (call->stmt == NULL)
        return;
    sqlite3_reset(call->stmt);
    sqlite3_clear_bindings(call->stmt);
}

enum jh_status jh_i_db_next(struct jh_db_call *call, bool *out_row, struct jh_error *err)
{
    int rc = call->rc != SQLITE_OK ? call->rc : sqlite3_step(call->stmt);
    if (rc == SQLITE_ROW) {
        *out_row = true;
        return JH_OK;
    }
    enum jh_status st = rc == SQLITE_DONE ? JH_OK : jh_i_db_fail(call->store, rc, err);
    jh_i_db_reset(call);
    if (st == JH_OK)
        *out_row = false;
    return st;
}

enum jh_status jh_i_db_run(struct jh_db_call *call, int64_t *out_n_changed, struct jh_error *err)
{
    bool row = true;
    while (row) {
        enum jh_status st = jh_i_db_next(call, &row, err);
        if (st != JH_OK)
            return st;
    }
    if (out_n_changed != NULL)
        *out_n_changed = sqlite3_changes64(call->store->db);
    return JH_OK;
}

enum jh_status jh_i_db_do(struct jh_store *store, enum jh_query query, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, query);
    return jh_i_db_run(&call, NULL, err);
}

enum jh_status jh_i_db_scalar(
    struct jh_store *store, enum jh_query query, int64_t *out, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, query);
    bool row = false;
    enum jh_status st = jh_i_db_next(&call, &row, err);
    if (st != JH_OK)
        return st;
    if (!row)
        return jh_i_db_fail_damaged(store, err);
    *out = jh_i_db_get_int(&call, 0);
    jh_i_db_reset(&call);
    return JH_OK;
}

int64_t jh_i_db_get_int(const struct jh_db_call *call, int column)
{
    return sqlite3_column_int64(call->stmt, column);
}

double jh_i_db_get_num(const struct jh_db_call *call, int column)
{
    if (sqlite3_column_type(call->stmt, column) == SQLITE_NULL)
        return JH_NAN;
    return sqlite3_column_double(call->stmt, column);
}

int32_t jh_i_db_get_index(const struct jh_db_call *call, int column)
{
    if (sqlite3_column_type(call->stmt, column) == SQLITE_NULL)
        return JH_NONE;
    int64_t index = sqlite3_column_int64(call->stmt, column);
    return index >= 0 && index <= INT32_MAX ? (int32_t)index : JH_NONE;
}

const char *jh_i_db_get_text(const struct jh_db_call *call, int column, struct jh_arena *arena)
{
    const unsigned char *text = sqlite3_column_text(call->stmt, column);
    int len = sqlite3_column_bytes(call->stmt, column);
    return jh_arena_strndup(arena, text != NULL ? (const char *)text : "", (size_t)len);
}
