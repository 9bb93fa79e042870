#include "server/dispatch.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

#include "server/page.h"
#include "server/problem.h"
#include "server/warm.h"

/* Of the caller's, not of the question's: they do not change what is answered. */
static const char *const transport_parameters[] = {"lang", "limit", "offset", NULL};

void srv_request_release(struct srv_request *request)
{
    for (size_t i = 0; i < SRV_MAX_PARTS; i++)
        jh_i_free(request->part[i]);
    srv_data_free(request->data);
    srv_target_release(&request->target);
    memset(request, 0, sizeof *request);
}

void srv_reply_release(struct srv_reply *reply)
{
    srv_blob_free(reply->blob);
    memset(reply, 0, sizeof *reply);
}

enum jh_status srv_reply_text(struct srv_reply *reply, int status, const char *type,
    struct jh_buf *text, struct jh_error *err)
{
    struct srv_blob *blob = NULL;
    enum jh_status st = srv_blob_make(type, text, &blob, err);
    if (st != JH_OK)
        return st;
    srv_blob_free(reply->blob);
    reply->blob = blob;
    reply->status = status;
    return JH_OK;
}

static void refuse_with(struct srv_reply *reply, const struct srv_request *request, int http_status,
    const struct jh_error *err)
{
    struct jh_json_writer w;
    struct jh_buf text;
    const char *allow = reply->allow;
    srv_reply_release(reply);
    reply->allow = allow;
    jh_buf_init(&text, 1 << 16);
    jh_json_begin(&w, &text, false);
    srv_problem_put(&w, NULL, http_status, err, request->lang);
    if (srv_reply_text(
            reply, http_status, "application/problem+json; charset=utf-8", &text, NULL) != JH_OK)
        reply->status = 500; /* without memory there is no text either */
    reply->cache_control = "no-store";
    jh_buf_release(&text);
}

void srv_refuse(struct srv_reply *reply, const struct srv_request *request, enum jh_status status,
    const struct jh_error *err)
{
    struct jh_error told = *err;
    const int chosen = reply->status;
    /* To the command line a missing plan is a failure of files; here it is what it was. */
    if (status != JH_E_IO || told.status != JH_E_NOT_FOUND)
        told.status = status;
    refuse_with(reply, request, chosen >= 400 ? chosen : srv_http_status(told.status), &told);
}

/* Compare a path with a pattern; *part are set for each {} where it fits. */
static bool fits(const char *pattern, const char *path, struct srv_request *request)
{
    const char *start[SRV_MAX_PARTS];
    size_t len[SRV_MAX_PARTS], n = 0;
    if (strcmp(pattern, "*") == 0)
        return true;
    while (*pattern != '\0') {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        start[n] = path;
        len[n] = strcspn(path, "/");
        if (len[n] == 0)
            return false;
        path += len[n++];
        pattern = strchr(pattern, '}') + 1;
        /* "{id}.csv": the part ends before the rest of the pattern */
        size_t tail = strcspn(pattern, "/{");
        if (tail > 0 && len[n - 1] > tail) {
            len[n - 1] -= tail;
            path -= tail;
        }
    }
    if (*path != '\0')
        return false;
    for (size_t i = 0; i < n; i++) {
        request->part[i] = jh_i_calloc(len[i] + 1, 1);
        if (request->part[i] == NULL)
            return false;
        memcpy(request->part[i], start[i], len[i]);
    }
    return true;
}

static void forget_parts(struct srv_request *request)
{
    for (size_t i = 0; i < SRV_MAX_PARTS; i++) {
        jh_i_free(request->part[i]);
        request->part[i] = NULL;
    }
}

/* The first route that fits; *out_other: one fits the path with another method. */
static const struct srv_route *find_route(
    struct srv_request *request, const struct srv_route **out_other)
{
    for (size_t t = 0; t < srv_n_route_tables; t++)
        for (const struct srv_route *route = srv_route_tables[t]; route->pattern != NULL; route++) {
            if (!fits(route->pattern, request->target.path, request))
                continue;
            if (route->method == request->method)
                return route;
            forget_parts(request);
            *out_other = route;
        }
    return NULL;
}

static const char *method_name(enum srv_method method)
{
    switch (method) {
    case SRV_GET:
        return "GET, HEAD";
    case SRV_POST:
        return "POST";
    case SRV_PUT:
        return "PUT";
    case SRV_DELETE:
        return "DELETE";
    case SRV_OTHER:
        break;
    }
    return "";
}

static bool body_type_fits(const struct srv_route *route, const char *type)
{
    if (route->body_type == NULL)
        return true;
    size_t len = strlen(route->body_type);
    return type != NULL && strncmp(type, route->body_type, len) == 0 &&
           (type[len] == '\0' || type[len] == ';' || type[len] == ' ');
}

/* What a request must have whatever its route: 0, or the status to refuse it with. */
static int check_request(const struct srv_request *request, size_t body_len, struct jh_error *err)
{
    const struct srv_route *route = request->route;
    if (request->method != SRV_GET && !request->unsafe_allowed) {
        jh_fail(err, JH_E_ARG, "the header X-Junheng is missing");
        jh_hint(err, "Send \"X-Junheng: 1\" with every request that changes something.");
        return 403;
    }
    if (body_len > route->body_max) {
        jh_fail(err, JH_E_LIMIT, "the body is too large: %llu bytes, %llu are taken",
            (unsigned long long)body_len, (unsigned long long)route->body_max);
        return 413;
    }
    if (body_len > 0 && !body_type_fits(route, request->content_type)) {
        jh_fail(err, JH_E_ARG, "the body must be %s", route->body_type);
        return 415;
    }
    return 0;
}

bool srv_accept(
    struct srv *srv, struct srv_request *request, size_t body_len, struct srv_reply *reply)
{
    struct jh_error err = {0};
    const struct srv_route *other = NULL;
    int refused = 0;
    const char *lang = srv_parameter(&request->target, "lang");
    if (lang != NULL && (strcmp(lang, "zh") == 0 || strcmp(lang, "en") == 0))
        request->lang = lang[0] == 'z' ? JH_LANG_ZH : JH_LANG_EN;
    reply->lang = request->lang;
    if (atomic_load(&srv->stopping)) {
        jh_fail(&err, JH_E_CANCELLED, "the server is stopping");
        refused = 503;
    } else if (!srv_host_is_loopback(request->host)) {
        jh_fail(&err, JH_E_ARG, "the Host header must name this machine: localhost or 127.0.0.1");
        refused = 403;
    } else if ((request->route = find_route(request, &other)) == NULL && other != NULL) {
        jh_fail(&err, JH_E_ARG, "this method does not fit the address");
        reply->allow = method_name(other->method);
        refused = 405;
    } else if (request->route == NULL) {
        jh_fail(&err, JH_E_NOT_FOUND, "nothing has this address");
        refused = 404;
    } else {
        refused = check_request(request, body_len, &err);
    }
    if (refused != 0)
        refuse_with(reply, request, refused, &err);
    reply->lang = request->lang;
    return refused == 0;
}

/* What answers are kept under. */
static enum jh_status key_of(
    const struct srv_request *request, struct jh_buf *out_key, struct jh_error *err)
{
    jh_buf_init(out_key, 2 * SRV_MAX_TARGET);
    jh_buf_printf(out_key, "%s\n%d\n%s\n", request->data->about->fingerprint, (int)request->lang,
        srv_header_lists(request->accept, "text/csv") ? "csv" : "");
    srv_target_canonical(&request->target, transport_parameters, out_key);
    return jh_buf_status(out_key, err);
}

bool srv_tag_matches(const char *header, const char *tag)
{
    if (strcmp(header, "*") == 0)
        return true;
    size_t len = strlen(tag);
    for (const char *p = strchr(header, '"'); p != NULL; p = strchr(p + 1, '"'))
        if (strncmp(p + 1, tag, len) == 0 && (p[1 + len] == '"' || p[1 + len] == '-'))
            return true;
    return false;
}

/* An answer that is ready: 304 where the caller has it. */
static void finish(const struct srv_request *request, struct srv_reply *reply)
{
    reply->lang = request->lang;
    if (reply->cache_control == NULL)
        reply->cache_control = "no-cache";
    if (request->method == SRV_GET && reply->status == 200 && reply->blob != NULL &&
        request->if_none_match != NULL &&
        srv_tag_matches(request->if_none_match, reply->blob->tag)) {
        reply->status = 304;
        reply->not_modified_only = true;
    }
}

static bool from_cache(struct srv *srv, const struct srv_request *request, struct srv_reply *reply)
{
    struct jh_buf key;
    if (request->route->keep != SRV_KEEP_DATASET)
        return false;
    if (key_of(request, &key, NULL) == JH_OK)
        reply->blob = srv_cache_get(&srv->cache, key.data, key.len);
    jh_buf_release(&key);
    reply->status = 200;
    return reply->blob != NULL;
}

static bool windowed(const struct srv_request *request)
{
    return request->route->paged && (srv_parameter(&request->target, "limit") != NULL ||
                                        srv_parameter(&request->target, "offset") != NULL);
}

bool srv_answer_at_once(struct srv *srv, struct srv_request *request, struct srv_reply *reply)
{
    struct jh_error err = {0};
    if (request->route->needs_data) {
        request->data = srv_data_peek(&srv->current, srv->workspace);
        if (request->data == NULL || windowed(request) || !from_cache(srv, request, reply))
            return false;
        finish(request, reply);
        return true;
    }
    if (!request->route->at_once)
        return false;
    enum jh_status st = request->route->handler(srv, request, reply, &err);
    if (st != JH_OK)
        srv_refuse(reply, request, st, &err);
    finish(request, reply);
    return true;
}

/* Run the handler; where its answer can be kept, once for all who ask the same at the same time. */
static enum jh_status make_answer(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_buf key;
    bool keep;
    if (request->route->keep != SRV_KEEP_DATASET)
        return request->route->handler(srv, request, reply, err);
    enum jh_status st = JH_OK;
    JH_TRY(st, key_of(request, &key, err));
    reply->blob = srv_cache_begin(&srv->cache, key.data, key.len);
    if (reply->blob != NULL) {
        reply->status = 200;
        goto out;
    }
    st = request->route->handler(srv, request, reply, err);
    keep = st == JH_OK && reply->status == 200 && !reply->dont_keep;
    srv_cache_end(&srv->cache, key.data, key.len, keep ? reply->blob : NULL);
out:
    jh_buf_release(&key);
    return st;
}

void srv_answer(struct srv *srv, struct srv_request *request, struct srv_reply *reply)
{
    struct jh_error err = {0};
    struct srv_window window = {0};
    enum jh_status st = JH_OK;
    if (request->route->paged)
        JH_TRY(st, srv_window_read(&request->target, &window, &err));
    if (request->route->needs_data && request->data == NULL)
        JH_TRY(st, srv_data_take(&srv->current, srv->workspace, &request->data, &err));
    JH_TRY(st, make_answer(srv, request, reply, &err));
    if (window.given && reply->blob != NULL && strncmp(reply->blob->type, SRV_JSON, 16) == 0)
        st = srv_window_cut(&window, reply, &err);
    if (request->data != NULL)
        srv_warm(srv, request->data);
out:
    if (st != JH_OK)
        srv_refuse(reply, request, st, &err);
    finish(request, reply);
}
