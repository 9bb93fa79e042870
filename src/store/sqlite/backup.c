/* Copies of a workspace: made while others write, checked before they count, put back whole. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/run.h"
#include "store/sqlite/db.h"

enum { PAGES_AT_ONCE = 2048, PATH_MAX_BYTES = 1 << 16 };

/* Every page, index and reference. */
static enum jh_status check_whole(struct jh_store *store, struct jh_error *err)
{
    bool row = false;
    struct jh_db_call call = jh_i_db_call(store, JH_Q_INTEGRITY_CHECK);
    enum jh_status st = jh_i_db_next(&call, &row, err);
    if (st != JH_OK)
        return st;
    const char *said = row ? (const char *)sqlite3_column_text(call.stmt, 0) : NULL;
    bool good = said != NULL && strcmp(said, "ok") == 0;
    jh_i_db_reset(&call);
    if (!good)
        return jh_i_db_fail_damaged(store, err);
    call = jh_i_db_call(store, JH_Q_FOREIGN_KEY_CHECK);
    st = jh_i_db_next(&call, &row, err);
    jh_i_db_reset(&call);
    return st == JH_OK && row ? jh_i_db_fail_damaged(store, err) : st;
}

/* All pages of one database into another; what others write meanwhile stays out. */
static enum jh_status copy_pages(
    struct jh_store *from, struct jh_store *to, const struct jh_run *run, struct jh_error *err)
{
    int rc = SQLITE_OK;
    sqlite3_backup *copy = sqlite3_backup_init(to->db, "main", from->db, "main");
    if (copy == NULL)
        return jh_i_db_fail(to, sqlite3_extended_errcode(to->db), err);
    do {
        rc = sqlite3_backup_step(copy, PAGES_AT_ONCE);
        int total = sqlite3_backup_pagecount(copy), left = sqlite3_backup_remaining(copy);
        if (rc == SQLITE_OK)
            jh_run_progress(
                run, "copying the workspace", total > 0 ? 1 - (double)left / (double)total : 0);
    } while (rc == SQLITE_OK && !jh_run_stopped(run));
    bool stopped = rc == SQLITE_OK;
    int end = sqlite3_backup_finish(copy);
    if (stopped)
        return jh_fail(err, JH_E_CANCELLED, "stopped");
    rc = rc == SQLITE_DONE ? end : rc;
    return rc == SQLITE_OK ? JH_OK : jh_i_db_fail(to, rc, err);
}

/* The copy read anew from the disk. */
static enum jh_status check_file(const char *path, struct jh_error *err)
{
    struct jh_store *copy = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_db_connect(path, JH_STORE_READ, true, &copy, err));
    JH_TRY(st, jh_i_db_is_workspace(copy, err));
    st = check_whole(copy, err);
out:
    jh_store_close(copy);
    return st;
}

static enum jh_status copy_into(
    struct jh_store *store, const char *path, const struct jh_run *run, struct jh_error *err)
{
    struct jh_store *copy = NULL;
    enum jh_status st = JH_OK;
    unlink(path); /* what an interrupted backup left */
    JH_TRY(st, jh_i_db_connect(path, JH_STORE_WRITE, false, &copy, err));
    JH_TRY(st, jh_i_db_do(copy, JH_Q_SET_SYNCHRONOUS, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_READ, err));
    st = copy_pages(store, copy, run, err);
    jh_ignore(jh_i_db_do(store, JH_Q_ROLLBACK, NULL), "nothing was written");
    JH_TRY(st, st);
    st = jh_i_db_do(copy, JH_Q_SET_ONE_FILE, err); /* no second file beside it */
out:
    jh_store_close(copy);
    return st;
}

enum jh_status jh_store_backup(
    struct jh_store *store, const char *path, const struct jh_run *run, struct jh_error *err)
{
    struct jh_buf part;
    struct stat here, there;
    enum jh_status st = JH_OK;
    jh_buf_init(&part, PATH_MAX_BYTES);
    jh_buf_printf(&part, "%s.part", path);
    JH_TRY(st, jh_buf_status(&part, err));
    if (stat(store->path, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev &&
        here.st_ino == there.st_ino) {
        st = jh_fail(err, JH_E_ARG, "the backup would take the place of the workspace itself");
        goto out;
    }
    JH_TRY(st, copy_into(store, part.data, run, err));
    JH_TRY(st, check_file(part.data, err));
    if (rename(part.data, path) != 0)
        st = jh_fail(err, JH_E_IO, "cannot write %s: %s", path, strerror(errno));
out:
    if (st != JH_OK && part.data != NULL)
        unlink(part.data);
    jh_buf_release(&part);
    return st;
}

enum jh_status jh_store_backup_file(
    const char *workspace, const char *path, const struct jh_run *run, struct jh_error *err)
{
    struct jh_store *store = NULL;
    int64_t version = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_version(workspace, &version, err));
    JH_TRY(st, jh_i_db_connect(workspace, JH_STORE_READ, false, &store, err));
    st = jh_store_backup(store, path, run, err);
out:
    jh_store_close(store);
    return st;
}

enum jh_status jh_store_restore(const char *backup, const char *path, bool replace,
    const struct jh_run *run, struct jh_error *err)
{
    struct jh_store *from = NULL, *to = NULL;
    enum jh_status st = JH_OK;
    bool is_new = access(path, F_OK) != 0;
    if (access(backup, F_OK) != 0)
        return jh_fail(err, JH_E_NOT_FOUND, "there is no file %s", backup);
    if (!is_new && !replace) {
        st = jh_fail(err, JH_E_CONFLICT, "there is a workspace %s already", path);
        jh_hint(err, "Say --replace to put the backup in its place, or name another workspace.");
        return st;
    }
    JH_TRY(st, check_file(backup, err));
    JH_TRY(st, jh_i_db_connect(backup, JH_STORE_READ, true, &from, err));
    JH_TRY(st, jh_i_db_connect(path, JH_STORE_WRITE, false, &to, err));
    if (!is_new)
        JH_TRY(st, jh_i_db_is_workspace(to, err));
    JH_TRY(st, jh_i_db_do(to, JH_Q_SET_SYNCHRONOUS, err));
    JH_TRY(st, copy_pages(from, to, run, err));
    jh_store_close(to);
    to = NULL;
    st = jh_store_open(path, JH_STORE_WRITE, &to, err); /* up to date, whatever made the backup */
out:
    jh_store_close(from);
    jh_store_close(to);
    if (st != JH_OK && is_new)
        unlink(path);
    return st;
}
