/* What the server keeps: jobs, the data report, documents of plans. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "store/sqlite/db.h"

static const char *lang_code(enum jh_lang lang)
{
    return lang == JH_LANG_ZH ? "zh" : "en";
}

/* The bytes of column 0 of the only row, copied; JH_E_NOT_FOUND where there is no row. */
static enum jh_status take_bytes(
    struct jh_db_call *call, char **out_data, size_t *out_len, struct jh_error *err)
{
    char *copy = NULL;
    bool row = false;
    enum jh_status st = jh_i_db_next(call, &row, err);
    if (st != JH_OK)
        return st;
    if (!row)
        return jh_fail(err, JH_E_NOT_FOUND, "the workspace keeps no such thing");
    const void *data = sqlite3_column_blob(call->stmt, 0);
    size_t len = (size_t)sqlite3_column_bytes(call->stmt, 0);
    copy = jh_i_calloc(len + 1, 1);
    if (copy == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    } else {
        if (len > 0)
            memcpy(copy, data, len);
        *out_data = copy;
        *out_len = len;
    }
    jh_i_db_reset(call);
    return st;
}

enum jh_status jh_store_document_save(struct jh_store *store, int64_t plan_id, enum jh_lang lang,
    const char *name, const void *data, size_t len, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_PLAN_DOCUMENT_PUT);
    jh_i_db_int(&call, plan_id);
    jh_i_db_text(&call, lang_code(lang));
    jh_i_db_text(&call, name);
    jh_i_db_blob(&call, data, len);
    return jh_i_db_run(&call, NULL, err);
}

enum jh_status jh_store_document_load(struct jh_store *store, int64_t plan_id, enum jh_lang lang,
    const char *name, char **out_data, size_t *out_len, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_PLAN_DOCUMENT_GET);
    jh_i_db_int(&call, plan_id);
    jh_i_db_text(&call, lang_code(lang));
    jh_i_db_text(&call, name);
    return take_bytes(&call, out_data, out_len, err);
}

enum jh_status jh_store_report_save(struct jh_store *store, const char *data_fingerprint,
    const char *const report_json[JH_N_LANGS], struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (int lang = 0; lang < JH_N_LANGS && st == JH_OK; lang++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_DATA_REPORT_PUT);
        jh_i_db_text(&call, lang_code((enum jh_lang)lang));
        jh_i_db_text(&call, data_fingerprint);
        jh_i_db_text(&call, report_json[lang]);
        st = jh_i_db_run(&call, NULL, err);
    }
    return st;
}

enum jh_status jh_store_report_load(struct jh_store *store, const char *data_fingerprint,
    enum jh_lang lang, char **out_json, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_DATA_REPORT_GET);
    size_t len = 0;
    jh_i_db_text(&call, lang_code(lang));
    jh_i_db_text(&call, data_fingerprint);
    return take_bytes(&call, out_json, &len, err);
}

enum jh_status jh_store_job_add(struct jh_store *store, const char *kind, const char *input_json,
    const char *created_at, int64_t *out_id, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_JOB_PUT);
    jh_i_db_text(&call, kind);
    jh_i_db_text(&call, input_json);
    jh_i_db_text(&call, created_at);
    enum jh_status st = jh_i_db_run(&call, NULL, err);
    if (st == JH_OK)
        *out_id = sqlite3_last_insert_rowid(store->db);
    return st;
}

enum jh_status jh_store_job_start(
    struct jh_store *store, int64_t id, const char *started_at, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_JOB_START);
    jh_i_db_int(&call, id);
    jh_i_db_text(&call, started_at);
    return jh_i_db_run(&call, NULL, err);
}

enum jh_status jh_store_job_end(struct jh_store *store, int64_t id, const char *state,
    const char *result_json, const char *ended_at, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_JOB_END);
    jh_i_db_int(&call, id);
    jh_i_db_text(&call, state);
    jh_i_db_text(&call, result_json);
    jh_i_db_text(&call, ended_at);
    return jh_i_db_run(&call, NULL, err);
}

enum jh_status jh_store_job_interrupt_all(
    struct jh_store *store, const char *ended_at, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_JOB_INTERRUPT);
    jh_i_db_text(&call, ended_at);
    return jh_i_db_run(&call, NULL, err);
}

enum jh_status jh_store_job_list(
    struct jh_store *store, size_t n, jh_store_job_fn *take, void *ctx, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_JOB_LIST);
    enum jh_status st;
    jh_i_db_int(&call, (int64_t)n);
    for (;;) {
        bool row = false;
        const char *text[7];
        JH_TRY(st, jh_i_db_next(&call, &row, err));
        if (!row)
            break;
        for (int i = 0; i < 7; i++)
            text[i] = (const char *)sqlite3_column_text(call.stmt, i + 1);
        const struct jh_store_job job = {jh_i_db_get_int(&call, 0), text[0], text[1], text[2],
            text[3], text[4], text[5], text[6]};
        JH_TRY(st, take(ctx, &job, err));
    }
out:
    jh_i_db_reset(&call);
    return st;
}
