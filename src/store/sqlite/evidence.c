/* Files that prove what the ledger says. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/fingerprint.h"
#include "store/sqlite/db.h"

_Static_assert(JH_STORE_HASH_LEN == JH_FINGERPRINT_LEN, "a hash is a fingerprint");

static void hash_of(const void *data, size_t len, char out[JH_FINGERPRINT_LEN])
{
    struct jh_fingerprint fp;
    jh_fingerprint_init(&fp);
    jh_fingerprint_add(&fp, data, len);
    jh_fingerprint_final(&fp, out);
}

enum jh_status jh_store_file_add(struct jh_store *store, const struct jh_store_file *file,
    const void *data, size_t len, char out_hash[JH_STORE_HASH_LEN], bool *out_new,
    struct jh_error *err)
{
    char hash[JH_FINGERPRINT_LEN];
    int64_t n_changed = 0;
    hash_of(data, len, hash);
    struct jh_db_call call = jh_i_db_call(store, JH_Q_EVIDENCE_PUT);
    jh_i_db_text(&call, hash);
    jh_i_db_text(&call, file->name);
    jh_i_db_text(&call, file->media_type);
    jh_i_db_int(&call, (int64_t)len);
    jh_i_db_text(&call, file->at);
    jh_i_db_text(&call, file->actor);
    jh_i_db_blob(&call, data, len);
    enum jh_status st = jh_i_db_run(&call, &n_changed, err);
    if (st != JH_OK)
        return st;
    memcpy(out_hash, hash, sizeof hash);
    if (out_new != NULL)
        *out_new = n_changed > 0;
    return JH_OK;
}

/* The files as a growing list whose texts live in an arena, until they are put into one block. */
struct gathered {
    struct jh_arena arena;
    struct jh_store_file *file;
    size_t n, cap, n_bytes; /* of texts */
};

static enum jh_status gather(struct jh_store *store, struct gathered *g, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_EVIDENCE_LIST);
    for (;;) {
        bool row = false;
        enum jh_status st = jh_i_db_next(&call, &row, err);
        if (st != JH_OK || !row)
            return st;
        if (g->n == g->cap) {
            const size_t cap = g->cap == 0 ? 64 : 2 * g->cap;
            struct jh_store_file *more = jh_i_realloc(g->file, cap, sizeof *more);
            if (more == NULL) {
                jh_i_db_reset(&call);
                return jh_fail(err, JH_E_NOMEM, "out of memory");
            }
            g->file = more;
            g->cap = cap;
        }
        const struct jh_store_file f = {jh_i_db_get_text(&call, 0, &g->arena),
            jh_i_db_get_text(&call, 1, &g->arena), jh_i_db_get_text(&call, 2, &g->arena),
            jh_i_db_get_text(&call, 4, &g->arena), jh_i_db_get_text(&call, 5, &g->arena),
            jh_i_db_get_int(&call, 3)};
        if (f.hash == NULL || f.name == NULL || f.media_type == NULL || f.at == NULL ||
            f.actor == NULL) {
            jh_i_db_reset(&call);
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        }
        g->n_bytes += strlen(f.hash) + strlen(f.name) + strlen(f.media_type) + strlen(f.at) +
                      strlen(f.actor) + 5;
        g->file[g->n++] = f;
    }
}

static const char *move_text(char **at, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = *at;
    memcpy(copy, text, size);
    *at += size;
    return copy;
}

enum jh_status jh_store_file_list(
    struct jh_store *store, struct jh_store_file **out_files, size_t *out_n, struct jh_error *err)
{
    struct gathered g = {.n = 0};
    struct jh_store_file *list;
    char *at;
    enum jh_status st;
    jh_arena_init(&g.arena, 0);
    JH_TRY(st, gather(store, &g, err));
    list = jh_i_calloc(g.n * sizeof *list + g.n_bytes + 1, 1);
    if (list == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    at = (char *)(list + g.n);
    for (size_t i = 0; i < g.n; i++) {
        const struct jh_store_file *f = &g.file[i];
        list[i] = (struct jh_store_file){move_text(&at, f->hash), move_text(&at, f->name),
            move_text(&at, f->media_type), move_text(&at, f->at), move_text(&at, f->actor),
            f->n_bytes};
    }
    *out_files = list;
    *out_n = g.n;
out:
    jh_i_free(g.file);
    jh_arena_release(&g.arena);
    return st;
}

static char *copy_column(const struct jh_db_call *call, int column, size_t *out_len)
{
    const void *data = sqlite3_column_blob(call->stmt, column);
    *out_len = (size_t)sqlite3_column_bytes(call->stmt, column);
    char *copy = jh_i_calloc(*out_len + 1, 1);
    if (copy != NULL && *out_len > 0)
        memcpy(copy, data, *out_len);
    return copy;
}

enum jh_status jh_store_file_load(struct jh_store *store, const char *hash, char **out_data,
    size_t *out_len, char **out_name, char **out_media_type, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_EVIDENCE_GET);
    char now[JH_FINGERPRINT_LEN], *data = NULL, *name = NULL, *type = NULL;
    size_t len = 0, n;
    bool row = false;
    jh_i_db_text(&call, hash);
    enum jh_status st = jh_i_db_next(&call, &row, err);
    if (st != JH_OK)
        return st;
    if (!row)
        return jh_fail(err, JH_E_NOT_FOUND, "there is no file with the hash %.60s", hash);
    data = copy_column(&call, 0, &len);
    name = copy_column(&call, 1, &n);
    type = copy_column(&call, 2, &n);
    jh_i_db_reset(&call);
    if (data == NULL || name == NULL || type == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    hash_of(data, len, now);
    if (strcmp(now, hash) != 0) {
        st = jh_i_db_fail_damaged(store, err);
        goto out;
    }
    *out_data = data;
    *out_len = len;
    *out_name = name;
    *out_media_type = type;
    data = name = type = NULL;
out:
    jh_i_free(data);
    jh_i_free(name);
    jh_i_free(type);
    return st;
}
