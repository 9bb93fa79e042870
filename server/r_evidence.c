/* Files that prove what the register says: saved, never shown. */
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "io/programme/evidence.h"
#include "junheng/store.h"

#include "server/routes.h"

/* No page may be made of what somebody sent. */
static const char policy[] = "default-src 'none'; sandbox";

/* attachment with the name twice: plain letters for old programs, RFC 5987 for the others. */
static void name_answer(struct srv_reply *reply, const char *name)
{
    static const char hex[] = "0123456789ABCDEF";
    char plain[JH_EVIDENCE_NAME_MAX], coded[3 * JH_EVIDENCE_NAME_MAX];
    size_t n_plain = 0, n = 0;
    for (const unsigned char *p = (const unsigned char *)name;
         *p != '\0' && n_plain + 1 < sizeof plain; p++) {
        const bool letter = (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ||
                            (*p >= 'a' && *p <= 'z') || *p == '.' || *p == '-' || *p == '_';
        plain[n_plain++] = letter ? (char)*p : '_';
        if (letter) {
            coded[n++] = (char)*p;
        } else {
            coded[n++] = '%';
            coded[n++] = hex[*p >> 4];
            coded[n++] = hex[*p & 15];
        }
    }
    plain[n_plain] = coded[n] = '\0';
    snprintf(reply->disposition, sizeof reply->disposition,
        "attachment; filename=\"%s\"; filename*=UTF-8''%s", plain, coded);
}

static enum jh_status evidence(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_store *store = NULL;
    char *data = NULL, *name = NULL, *type = NULL;
    size_t len = 0;
    struct jh_buf bytes;
    enum jh_status st;
    jh_buf_init(&bytes, SRV_MAX_ANSWER);
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_file_load(store, request->part[0], &data, &len, &name, &type, err));
    jh_buf_add(&bytes, data, len);
    JH_TRY(st, jh_buf_status(&bytes, err));
    name_answer(reply, name);
    reply->policy = policy;
    st = srv_reply_text(reply, 200, "application/octet-stream", &bytes, err);
out:
    jh_buf_release(&bytes);
    jh_store_free(data);
    jh_store_free(name);
    jh_store_free(type);
    jh_store_close(store);
    return st;
}

const struct srv_route srv_routes_evidence[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/evidence/{hash}",
        .handler = evidence,
        .summary = "a file kept as evidence, to be saved; sent with POST programme/attach/files"},
    {.pattern = NULL},
};
