/* What is told about the dataset without loading it. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "store/sqlite/db.h"

enum { N_TEXTS = 4 };

enum jh_status jh_store_dataset_about(
    struct jh_store *store, struct jh_store_dataset **out_about, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_DATASET_ABOUT);
    struct jh_store_dataset *about = NULL;
    const char *text[N_TEXTS];
    size_t bytes = 0;
    char *at;
    bool row = false;
    enum jh_status st;
    JH_TRY(st, jh_i_db_next(&call, &row, err));
    if (!row) {
        st = jh_fail(err, JH_E_NOT_FOUND, "workspace %s holds no dataset", store->path);
        jh_hint(err, "Import a dataset first.");
        return st;
    }
    for (int i = 0; i < N_TEXTS; i++)
        bytes += (size_t)sqlite3_column_bytes(call.stmt, i) + 1;
    about = jh_i_calloc(sizeof *about + bytes, 1);
    if (about == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    at = (char *)(about + 1);
    for (int i = 0; i < N_TEXTS; i++) {
        size_t len = (size_t)sqlite3_column_bytes(call.stmt, i);
        if (len > 0)
            memcpy(at, sqlite3_column_text(call.stmt, i), len);
        text[i] = at;
        at += len + 1;
    }
    *about = (struct jh_store_dataset){text[0], text[1], text[2], text[3]};
    *out_about = about;
out:
    jh_i_db_reset(&call);
    return st;
}
