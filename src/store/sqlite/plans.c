/* Plans: kept, listed and given back as they came. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "store/sqlite/db.h"
#include "version.h"

enum jh_status jh_store_plan_save(struct jh_store *store, const char *name, const char *created_at,
    const char *data_fingerprint, int64_t seed, int64_t iterations, const char *scenario_json,
    const char *plan_json, int64_t *out_id, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_PLAN_PUT);
    jh_i_db_text(&call, name);
    jh_i_db_text(&call, created_at);
    jh_i_db_text(&call, data_fingerprint);
    jh_i_db_int(&call, seed);
    jh_i_db_int(&call, iterations);
    jh_i_db_text(&call, JH_VERSION);
    jh_i_db_text(&call, scenario_json);
    jh_i_db_text(&call, plan_json);
    enum jh_status st = jh_i_db_run(&call, NULL, err);
    if (st == JH_OK)
        *out_id = sqlite3_last_insert_rowid(store->db);
    return st;
}

static size_t text_bytes(const struct jh_db_call *call, int column)
{
    return (size_t)sqlite3_column_bytes(call->stmt, column) + 1;
}

/* Copy a column's text to *at and step over it. */
static const char *put_text(const struct jh_db_call *call, int column, char **at)
{
    const void *text = sqlite3_column_text(call->stmt, column);
    char *copy = *at;
    size_t len = text_bytes(call, column) - 1;
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    *at += len + 1;
    return copy;
}

static enum jh_status fail_no_plan(struct jh_store *store, int64_t id, struct jh_error *err)
{
    if (id != 0)
        return jh_fail(
            err, JH_E_NOT_FOUND, "workspace %s holds no plan %lld", store->path, (long long)id);
    enum jh_status st = jh_fail(err, JH_E_NOT_FOUND, "workspace %s holds no plan", store->path);
    jh_hint(err, "Make a plan first.");
    return st;
}

enum jh_status jh_store_plan_load(struct jh_store *store, int64_t id, char **out_scenario_json,
    char **out_plan_json, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, id == 0 ? JH_Q_PLAN_GET_LATEST : JH_Q_PLAN_GET);
    char *scenario = NULL, *plan = NULL, *at;
    bool row = false;
    enum jh_status st;
    if (id != 0)
        jh_i_db_int(&call, id);
    JH_TRY(st, jh_i_db_next(&call, &row, err));
    if (!row)
        return fail_no_plan(store, id, err);
    scenario = jh_i_calloc(text_bytes(&call, 0), 1);
    plan = jh_i_calloc(text_bytes(&call, 1), 1);
    if (scenario == NULL || plan == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    at = scenario;
    put_text(&call, 0, &at);
    at = plan;
    put_text(&call, 1, &at);
    *out_scenario_json = scenario;
    *out_plan_json = plan;
    scenario = plan = NULL;
out:
    jh_i_db_reset(&call);
    jh_i_free(scenario);
    jh_i_free(plan);
    return st;
}

enum { FIRST_TEXT = 1, LAST_TEXT = 5 };

static enum jh_status measure_list(
    struct jh_store *store, size_t *out_n, size_t *out_bytes, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_PLAN_LIST);
    bool row = true;
    *out_n = *out_bytes = 0;
    for (;;) {
        enum jh_status st = jh_i_db_next(&call, &row, err);
        if (st != JH_OK || !row)
            return st;
        ++*out_n;
        for (int column = FIRST_TEXT; column <= LAST_TEXT; column++)
            *out_bytes += text_bytes(&call, column);
    }
}

/* Texts lie behind the rows, so that one block holds the list. */
static enum jh_status fill_list(
    struct jh_store *store, size_t n, struct jh_store_plan *plans, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_PLAN_LIST);
    char *at = (char *)(plans + n);
    for (size_t i = 0; i < n; i++) {
        bool row = false;
        enum jh_status st = jh_i_db_next(&call, &row, err);
        if (st != JH_OK)
            return st;
        if (!row)
            return jh_i_db_fail_damaged(store, err);
        plans[i].id = jh_i_db_get_int(&call, 0);
        plans[i].name = put_text(&call, 1, &at);
        plans[i].created_at = put_text(&call, 2, &at);
        plans[i].fingerprint = put_text(&call, 3, &at);
        plans[i].version = put_text(&call, 4, &at);
        plans[i].result_json = put_text(&call, 5, &at);
    }
    jh_i_db_reset(&call);
    return JH_OK;
}

enum jh_status jh_store_plan_list(
    struct jh_store *store, struct jh_store_plan **out_plans, size_t *out_n, struct jh_error *err)
{
    enum jh_status st;
    size_t n = 0, bytes = 0;
    struct jh_store_plan *plans = NULL;
    /* Both passes must see the same list. */
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_READ, err));
    JH_TRY(st, measure_list(store, &n, &bytes, err));
    plans = jh_i_calloc(n * sizeof *plans + bytes, 1);
    if (plans == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, fill_list(store, n, plans, err));
    *out_plans = plans;
    *out_n = n;
    plans = NULL;
out:
    if (!sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_COMMIT, NULL), "nothing was written");
    jh_i_free(plans);
    return st;
}
