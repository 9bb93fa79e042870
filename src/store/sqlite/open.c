/* Opening: is it a workspace, of which version, and what brings it up to date. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/fail.h"
#include "base/fingerprint.h"
#include "store/sqlite/db.h"

enum { APPLICATION_ID = 0x4a485753 /* "JHWS" */, PATH_MAX_BYTES = 1 << 16 };

static const char folder[] = "sql/migrations/sqlite/";

/* The migration of that number (1, 2, ...), or NULL beyond the last: files sort by number. */
static const struct jh_embedded *migration(int64_t number)
{
    int64_t i = 0;
    for (size_t k = 0; k < jh_i_n_embedded; k++)
        if (strncmp(jh_i_embedded[k].path, folder, sizeof folder - 1) == 0 && ++i == number)
            return &jh_i_embedded[k];
    return NULL;
}

static void migration_tag(const struct jh_embedded *file, char out[JH_FINGERPRINT_LEN])
{
    struct jh_fingerprint fp;
    jh_fingerprint_init(&fp);
    jh_fingerprint_text(&fp, file->data);
    jh_fingerprint_final(&fp, out);
}

static enum jh_status fail_foreign(const char *path, struct jh_error *err)
{
    enum jh_status st = jh_fail(err, JH_E_STORE, "%s is not a workspace", path);
    jh_hint(err, "Name another file, or leave the name out for the default workspace.");
    return st;
}

static enum jh_status fail_newer(const char *path, int64_t version, struct jh_error *err)
{
    int64_t newest = 0;
    while (migration(newest + 1) != NULL)
        newest++;
    enum jh_status st = jh_fail(err, JH_E_STORE,
        "workspace %s is of a newer program: schema version %lld, this program knows %lld", path,
        (long long)version, (long long)newest);
    jh_hint(err, "Use the program that wrote it, or a newer one.");
    return st;
}

/* Version of the schema: 0 for an empty file; a file of another program is refused. */
static enum jh_status read_version(
    struct jh_store *store, int64_t *out_version, struct jh_error *err)
{
    int64_t application = 0, version = 0, n_objects = 0;
    enum jh_status st;
    JH_TRY(st, jh_i_db_scalar(store, JH_Q_APPLICATION_ID, &application, err));
    JH_TRY(st, jh_i_db_scalar(store, JH_Q_USER_VERSION, &version, err));
    JH_TRY(st, jh_i_db_scalar(store, JH_Q_OBJECT_COUNT, &n_objects, err));
    if (application != APPLICATION_ID && (application != 0 || version != 0 || n_objects != 0))
        return fail_foreign(store->path, err);
    if (version > 0 && migration(version) == NULL)
        return fail_newer(store->path, version, err);
    *out_version = version;
out:
    return st;
}

enum jh_status jh_i_db_is_workspace(struct jh_store *store, struct jh_error *err)
{
    int64_t version = 0;
    enum jh_status st = read_version(store, &version, err);
    return st == JH_OK && version == 0 ? fail_foreign(store->path, err) : st;
}

/* Every migration applied must be, to the letter, the one that this program knows. */
static enum jh_status check_tags(struct jh_store *store, int64_t version, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_SCHEMA_VERSION_LIST);
    int64_t number = 0;
    for (;;) {
        bool row = false;
        enum jh_status st = jh_i_db_next(&call, &row, err);
        if (st != JH_OK)
            return st;
        if (!row)
            break;
        char tag[JH_FINGERPRINT_LEN] = "";
        const struct jh_embedded *file = migration(++number);
        if (file != NULL)
            migration_tag(file, tag);
        const char *found = (const char *)sqlite3_column_text(call.stmt, 2);
        if (jh_i_db_get_int(&call, 0) == number && found != NULL && strcmp(found, tag) == 0)
            continue;
        jh_i_db_reset(&call);
        st = jh_fail(
            err, JH_E_STORE, "workspace %s was made by another build of this program", store->path);
        jh_hint(err, "Use the program that wrote it, or import the data into a new workspace.");
        return st;
    }
    return number == version ? JH_OK : jh_i_db_fail_damaged(store, err);
}

static enum jh_status migrate_step(
    struct jh_store *store, int64_t number, const struct jh_embedded *file, struct jh_error *err)
{
    char tag[JH_FINGERPRINT_LEN];
    int rc = sqlite3_exec(store->db, file->data, NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return jh_i_db_fail(store, rc, err);
    migration_tag(file, tag);
    struct jh_db_call call = jh_i_db_call(store, JH_Q_SCHEMA_VERSION_PUT);
    jh_i_db_int(&call, number);
    jh_i_db_text(&call, file->path + sizeof folder - 1);
    jh_i_db_text(&call, tag);
    return jh_i_db_run(&call, NULL, err);
}

/* Apply what is missing, all of it or nothing: who is killed in between leaves no workspace of a
 * version that nobody released. Another program may have done so in the meantime. */
static enum jh_status migrate(struct jh_store *store, int64_t *out_version, struct jh_error *err)
{
    enum jh_status st;
    int64_t version = 0;
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_WRITE, err));
    JH_TRY(st, read_version(store, &version, err));
    for (const struct jh_embedded *file; (file = migration(version + 1)) != NULL; version++)
        JH_TRY(st, migrate_step(store, version + 1, file, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_COMMIT, err));
    *out_version = version;
out:
    if (st != JH_OK && !sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_ROLLBACK, NULL), "the first failure is told");
    return st;
}

static enum jh_status prepare_writing(struct jh_store *store, int64_t version, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, jh_i_db_do(store, JH_Q_SET_WAL, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_SET_SYNCHRONOUS, err));
    if (migration(version + 1) != NULL)
        JH_TRY(st, migrate(store, &version, err));
    JH_TRY(st, check_tags(store, version, err));
out:
    return st;
}

static enum jh_status prepare_reading(struct jh_store *store, int64_t version, struct jh_error *err)
{
    enum jh_status st;
    if (version == 0) {
        st = jh_fail(err, JH_E_NOT_FOUND, "workspace %s is empty", store->path);
        jh_hint(err, "Import a dataset first.");
        return st;
    }
    if (migration(version + 1) != NULL) {
        st = jh_fail(err, JH_E_STORE, "workspace %s is of an older program", store->path);
        jh_hint(err, "Any command that writes, such as import, brings it up to date.");
        return st;
    }
    return check_tags(store, version, err);
}

/* Readers of a file in WAL mode write beside it. Where they may not, and no writer left anything
 * beside it, the file is complete and can be read as it is. */
static enum jh_status is_frozen(const char *path, bool *out_frozen, struct jh_error *err)
{
    struct jh_buf text;
    struct stat wal;
    enum jh_status st;
    jh_buf_init(&text, PATH_MAX_BYTES);
    jh_buf_puts(&text, path);
    char *slash = text.data != NULL ? strrchr(text.data, '/') : NULL;
    if (slash != NULL)
        slash[slash == text.data] = '\0';
    bool writable = text.data != NULL &&
                    faccessat(AT_FDCWD, slash != NULL ? text.data : ".", W_OK, AT_EACCESS) == 0;
    jh_buf_reset(&text);
    jh_buf_printf(&text, "%s-wal", path);
    JH_TRY(st, jh_buf_status(&text, err));
    *out_frozen = !writable && (stat(text.data, &wal) != 0 || wal.st_size == 0);
out:
    jh_buf_release(&text);
    return st;
}

static enum jh_status check_path(const char *path, enum jh_store_mode mode, struct jh_error *err)
{
    struct stat info;
    enum jh_status st;
    if (strncmp(path, "postgresql://", 13) == 0 || strncmp(path, "postgres://", 11) == 0) {
        st = jh_fail(
            err, JH_E_UNSUPPORTED, "PostgreSQL workspaces are not supported by this version");
        jh_hint(err, "Name a file instead, such as junheng.db.");
        return st;
    }
    if (path[0] == '\0')
        return jh_fail(err, JH_E_ARG, "the name of the workspace is empty");
    if (stat(path, &info) != 0) {
        if (mode == JH_STORE_WRITE)
            return JH_OK;
        st = jh_fail(err, JH_E_NOT_FOUND, "there is no workspace %s", path);
        jh_hint(err, "Import a dataset first, or name another workspace.");
        return st;
    }
    return S_ISREG(info.st_mode) ? JH_OK : fail_foreign(path, err);
}

/* Nothing committed in it: a file that this call made and could not make a workspace of. */
static bool is_stillborn(struct jh_store *store)
{
    int64_t version = 0;
    return store != NULL && read_version(store, &version, NULL) == JH_OK && version == 0;
}

enum jh_status jh_store_open(
    const char *path, enum jh_store_mode mode, struct jh_store **out_store, struct jh_error *err)
{
    struct jh_store *store = NULL;
    enum jh_status st;
    bool frozen = false, is_new = false;
    int64_t version = 0;
    JH_TRY(st, check_path(path, mode, err));
    is_new = access(path, F_OK) != 0;
    if (mode == JH_STORE_READ)
        JH_TRY(st, is_frozen(path, &frozen, err));
    JH_TRY(st, jh_i_db_connect(path, mode, frozen, &store, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_SET_FOREIGN_KEYS, err));
    if (mode == JH_STORE_READ)
        JH_TRY(st, jh_i_db_do(store, JH_Q_SET_QUERY_ONLY, err));
    JH_TRY(st, read_version(store, &version, err));
    if (mode == JH_STORE_WRITE)
        JH_TRY(st, prepare_writing(store, version, err));
    else
        JH_TRY(st, prepare_reading(store, version, err));
    *out_store = store;
    store = NULL;
out:
    is_new = is_new && st != JH_OK && is_stillborn(store);
    jh_store_close(store);
    if (is_new)
        unlink(path);
    return st;
}

enum jh_status jh_store_version(const char *path, int64_t *out_version, struct jh_error *err)
{
    struct jh_store *store = NULL;
    bool frozen = false;
    int64_t version = 0;
    enum jh_status st;
    JH_TRY(st, check_path(path, JH_STORE_READ, err));
    JH_TRY(st, is_frozen(path, &frozen, err));
    JH_TRY(st, jh_i_db_connect(path, JH_STORE_READ, frozen, &store, err));
    JH_TRY(st, read_version(store, &version, err));
    *out_version = version;
out:
    jh_store_close(store);
    return st;
}

void jh_store_free(void *memory)
{
    jh_i_free(memory);
}
