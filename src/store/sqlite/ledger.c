/* The ledger and the blocks of computed indicators. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "store/sqlite/db.h"

static enum jh_status append(struct jh_store *store, size_t n, const struct jh_store_entry *entry,
    int64_t expect_last, struct jh_error *err)
{
    int64_t last = 0;
    enum jh_status st = jh_i_db_scalar(store, JH_Q_LEDGER_LAST, &last, err);
    if (st == JH_OK && expect_last >= 0 && last != expect_last) {
        st = jh_fail(err, JH_E_CONFLICT, "somebody else has written to the ledger meanwhile");
        jh_hint(err, "Look at the new state and try again.");
    }
    for (size_t i = 0; i < n && st == JH_OK; i++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_LEDGER_PUT);
        jh_i_db_text(&call, entry[i].kind);
        jh_i_db_text(&call, entry[i].subject);
        jh_i_db_text(&call, entry[i].at);
        jh_i_db_text(&call, entry[i].actor);
        jh_i_db_text(&call, entry[i].body);
        st = jh_i_db_run(&call, NULL, err);
    }
    return st;
}

/* Commit what went well, take back what did not. */
static enum jh_status finish(struct jh_store *store, enum jh_status st, struct jh_error *err)
{
    if (st == JH_OK)
        st = jh_i_db_do(store, JH_Q_COMMIT, err);
    if (st != JH_OK && !sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_ROLLBACK, NULL), "the first failure is told");
    return st;
}

enum jh_status jh_store_ledger_append(struct jh_store *store, size_t n,
    const struct jh_store_entry *entry, int64_t expect_last, int64_t *out_last,
    struct jh_error *err)
{
    enum jh_status st = jh_i_db_do(store, JH_Q_BEGIN_WRITE, err);
    if (st != JH_OK)
        return st;
    st = append(store, n, entry, expect_last, err);
    const int64_t last = sqlite3_last_insert_rowid(store->db);
    st = finish(store, st, err);
    if (st == JH_OK && out_last != NULL)
        *out_last = last;
    return st;
}

/* Texts of a list, one after the other in one block behind the rows. */
struct texts {
    char *at; /* NULL: only measuring */
    size_t n_bytes;
};

static const char *take_text(struct texts *t, const struct jh_db_call *call, int column)
{
    const size_t len = (size_t)sqlite3_column_bytes(call->stmt, column);
    const void *text = sqlite3_column_text(call->stmt, column);
    char *copy = t->at;
    t->n_bytes += len + 1;
    if (copy == NULL)
        return NULL;
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    t->at += len + 1;
    return copy;
}

/* Which rows of the ledger: a query and its texts. */
struct asked {
    enum jh_query query;
    const char *text[2]; /* NULL: no more */
};

/* One pass over the ledger: measures with out == NULL, else fills [n]. */
static enum jh_status walk_ledger(struct jh_store *store, const struct asked *asked,
    struct texts *t, struct jh_store_entry *out, size_t *inout_n, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, asked->query);
    for (size_t k = 0; k < 2 && asked->text[k] != NULL; k++)
        jh_i_db_text(&call, asked->text[k]);
    for (size_t i = 0;; i++) {
        bool row = false;
        enum jh_status st = jh_i_db_next(&call, &row, err);
        if (st != JH_OK)
            return st;
        if (!row) {
            *inout_n = i;
            return JH_OK;
        }
        const struct jh_store_entry e = {jh_i_db_get_int(&call, 0), take_text(t, &call, 1),
            take_text(t, &call, 2), take_text(t, &call, 3), take_text(t, &call, 4),
            take_text(t, &call, 5)};
        if (out != NULL)
            out[i] = e;
    }
}

static enum jh_status list_ledger(struct jh_store *store, const struct asked *asked,
    struct jh_store_entry **out_entries, size_t *out_n, struct jh_error *err)
{
    struct texts t = {NULL, 0};
    struct jh_store_entry *list = NULL;
    size_t n = 0;
    enum jh_status st;
    /* Both passes must see the same rows. */
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_READ, err));
    JH_TRY(st, walk_ledger(store, asked, &t, NULL, &n, err));
    list = jh_i_calloc(n * sizeof *list + t.n_bytes, 1);
    if (list == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    t.at = (char *)(list + n);
    JH_TRY(st, walk_ledger(store, asked, &t, list, &n, err));
    *out_entries = list;
    *out_n = n;
    list = NULL;
out:
    if (!sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_COMMIT, NULL), "nothing was written");
    jh_i_free(list);
    return st;
}

enum jh_status jh_store_ledger_list(struct jh_store *store, const char *kind,
    struct jh_store_entry **out_entries, size_t *out_n, struct jh_error *err)
{
    const struct asked asked = {kind != NULL ? JH_Q_LEDGER_LIST_KIND : JH_Q_LEDGER_LIST, {kind}};
    return list_ledger(store, &asked, out_entries, out_n, err);
}

enum jh_status jh_store_ledger_list_other(struct jh_store *store, const char *kind,
    struct jh_store_entry **out_entries, size_t *out_n, struct jh_error *err)
{
    const struct asked asked = {JH_Q_LEDGER_LIST_OTHER, {kind}};
    return list_ledger(store, &asked, out_entries, out_n, err);
}

enum jh_status jh_store_ledger_list_of(struct jh_store *store, const char *kind,
    const char *subject, struct jh_store_entry **out_entries, size_t *out_n, struct jh_error *err)
{
    const struct asked asked = {JH_Q_LEDGER_LIST_SUBJECT, {kind, subject}};
    return list_ledger(store, &asked, out_entries, out_n, err);
}

enum jh_status jh_store_ledger_heads(struct jh_store *store, const char *kind,
    struct jh_store_entry **out_entries, size_t *out_n, struct jh_error *err)
{
    const struct asked asked = {JH_Q_LEDGER_HEADS, {kind}};
    return list_ledger(store, &asked, out_entries, out_n, err);
}

enum jh_status jh_store_ledger_last(struct jh_store *store, int64_t *out_last, struct jh_error *err)
{
    return jh_i_db_scalar(store, JH_Q_LEDGER_LAST, out_last, err);
}

enum { VALUE_BYTES = 2 * sizeof(double) + 1 };

static enum jh_status put_block(
    struct jh_store *store, const struct jh_store_block *b, struct jh_error *err)
{
    const size_t bytes = b->n_units * sizeof(double);
    unsigned char *data = jh_i_calloc(b->n_units, VALUE_BYTES);
    if (data == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (b->n_units > 0) {
        memcpy(data, b->numerator, bytes);
        memcpy(data + bytes, b->denominator, bytes);
        memcpy(data + 2 * bytes, b->flags, b->n_units);
    }
    struct jh_db_call call = jh_i_db_call(store, JH_Q_INDICATOR_BLOCK_PUT);
    jh_i_db_text(&call, b->indicator);
    jh_i_db_text(&call, b->period);
    jh_i_db_text(&call, b->fingerprint);
    jh_i_db_text(&call, b->computed_at);
    jh_i_db_int(&call, (int64_t)b->n_units);
    jh_i_db_blob(&call, data, b->n_units * VALUE_BYTES);
    enum jh_status st = jh_i_db_run(&call, NULL, err);
    jh_i_free(data);
    return st;
}

enum jh_status jh_store_blocks_save(struct jh_store *store, size_t n,
    const struct jh_store_block *block, bool clear, struct jh_error *err)
{
    enum jh_status st = jh_i_db_do(store, JH_Q_BEGIN_WRITE, err);
    if (st != JH_OK)
        return st;
    if (clear)
        st = jh_i_db_do(store, JH_Q_INDICATOR_BLOCK_CLEAR, err);
    for (size_t i = 0; i < n && st == JH_OK; i++)
        st = put_block(store, &block[i], err);
    return finish(store, st, err);
}

/* One pass over the blocks; data [n_values] follows the rows: numerators, denominators, flags. */
static enum jh_status walk_blocks(struct jh_store *store, const char *indicator, struct texts *t,
    struct jh_store_block *out, unsigned char *data, size_t *inout_n, size_t *out_bytes,
    struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(
        store, indicator != NULL ? JH_Q_INDICATOR_BLOCK_OF : JH_Q_INDICATOR_BLOCK_LIST);
    if (indicator != NULL)
        jh_i_db_text(&call, indicator);
    *out_bytes = 0;
    for (size_t i = 0;; i++) {
        bool row = false;
        enum jh_status st = jh_i_db_next(&call, &row, err);
        if (st != JH_OK)
            return st;
        if (!row) {
            *inout_n = i;
            return JH_OK;
        }
        struct jh_store_block b = {take_text(t, &call, 0), take_text(t, &call, 1),
            take_text(t, &call, 2), take_text(t, &call, 3), (size_t)jh_i_db_get_int(&call, 4), NULL,
            NULL, NULL};
        const void *blob = sqlite3_column_blob(call.stmt, 5);
        const size_t len = (size_t)sqlite3_column_bytes(call.stmt, 5);
        if (len != b.n_units * VALUE_BYTES || b.n_units > ((size_t)1 << 31))
            return jh_i_db_fail_damaged(store, err);
        /* Rounded up, so that every block's numbers are aligned. */
        const size_t room = (len + sizeof(double) - 1) / sizeof(double) * sizeof(double);
        if (out != NULL) {
            unsigned char *mine = data + *out_bytes;
            if (len > 0)
                memcpy(mine, blob, len);
            b.numerator = (const double *)(const void *)mine;
            b.denominator = b.numerator + b.n_units;
            b.flags = mine + 2 * b.n_units * sizeof(double);
            out[i] = b;
        }
        *out_bytes += room;
    }
}

enum jh_status jh_store_blocks_load(struct jh_store *store, const char *indicator,
    struct jh_store_block **out_blocks, size_t *out_n, struct jh_error *err)
{
    struct texts t = {NULL, 0};
    struct jh_store_block *list = NULL;
    unsigned char *data;
    size_t n = 0, bytes = 0;
    enum jh_status st;
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_READ, err));
    JH_TRY(st, walk_blocks(store, indicator, &t, NULL, NULL, &n, &bytes, err));
    list = jh_i_calloc(n * sizeof *list + bytes + t.n_bytes, 1);
    if (list == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    data = (unsigned char *)(list + n);
    t.at = (char *)data + bytes;
    JH_TRY(st, walk_blocks(store, indicator, &t, list, data, &n, &bytes, err));
    *out_blocks = list;
    *out_n = n;
    list = NULL;
out:
    if (!sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_COMMIT, NULL), "nothing was written");
    jh_i_free(list);
    return st;
}
