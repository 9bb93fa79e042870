/* Files of records in the dataset, and imports of them: under way, ended, broken off. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "store/sqlite/dataset.h"

/* A text of the present row on the heap. */
static enum jh_status copy_text(
    const struct jh_db_call *call, int column, char **out, struct jh_error *err)
{
    struct jh_arena arena;
    char *kept = NULL;
    jh_arena_init(&arena, 0);
    const char *text = jh_i_db_get_text(call, column, &arena);
    if (text != NULL)
        kept = jh_i_calloc(strlen(text) + 1, 1);
    if (kept != NULL)
        memcpy(kept, text, strlen(text));
    jh_arena_release(&arena);
    if (kept == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out = kept;
    return JH_OK;
}

enum jh_status jh_store_record_file_find(struct jh_store *store, const char *fingerprint,
    bool *out_found, char **out_name, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_RECORD_FILE_FIND);
    char *name = NULL;
    bool row;
    jh_i_db_text(&call, fingerprint);
    enum jh_status st = jh_i_db_next(&call, &row, err);
    if (st != JH_OK)
        return st;
    if (row) {
        if (out_name != NULL)
            st = copy_text(&call, 0, &name, err);
        jh_i_db_reset(&call);
    }
    if (st != JH_OK)
        return st;
    *out_found = row;
    if (out_name != NULL)
        *out_name = name;
    return JH_OK;
}

enum jh_status jh_store_record_import_begin(struct jh_store *store, int64_t process,
    const char *started_at, const char *files, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_RECORD_IMPORT_PUT);
    jh_i_db_int(&call, process);
    jh_i_db_text(&call, started_at);
    jh_i_db_text(&call, files);
    return jh_i_db_run(&call, NULL, err);
}

enum jh_status jh_store_record_import_left(
    struct jh_store *store, struct jh_store_record_import *out_import, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_RECORD_IMPORT_GET);
    struct jh_store_record_import import = {0};
    bool row;
    enum jh_status st = jh_i_db_next(&call, &row, err);
    if (st != JH_OK)
        return st;
    if (row) {
        import.process = jh_i_db_get_int(&call, 0);
        st = copy_text(&call, 1, &import.started_at, err);
        if (st == JH_OK)
            st = copy_text(&call, 2, &import.files, err);
        jh_i_db_reset(&call);
    }
    if (st != JH_OK) {
        jh_i_free(import.started_at);
        return st;
    }
    *out_import = import;
    return JH_OK;
}

enum jh_status jh_store_record_import_end(struct jh_store *store, struct jh_error *err)
{
    return jh_i_db_do(store, JH_Q_RECORD_IMPORT_CLEAR, err);
}

enum jh_status jh_store_records_save(struct jh_store *store, const struct jh_dataset *dataset,
    size_t n_files, const struct jh_store_record_file *file, const char *imported_at,
    const char *imported_from, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_WRITE, err));
    JH_TRY(st, jh_i_dataset_replace(store, dataset, imported_at, imported_from, run, err));
    for (size_t i = 0; i < n_files; i++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_RECORD_FILE_PUT);
        jh_i_db_text(&call, file[i].fingerprint);
        jh_i_db_text(&call, file[i].name);
        jh_i_db_text(&call, file[i].source);
        jh_i_db_text(&call, file[i].profile);
        jh_i_db_text(&call, imported_at);
        JH_TRY(st, jh_i_db_run(&call, NULL, err));
    }
    JH_TRY(st, jh_i_db_do(store, JH_Q_RECORD_IMPORT_CLEAR, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_COMMIT, err));
out:
    /* Some failures, such as a full disk, have rolled back already. */
    if (st != JH_OK && !sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_ROLLBACK, NULL), "the first failure is told");
    return st;
}
