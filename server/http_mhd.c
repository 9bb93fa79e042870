/* HTTP through libmicrohttpd: a pool of epoll threads that never wait for an answer to be computed. */
#include "server/http_mhd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"

#include "server/dispatch.h"

enum { MAX_CONNECTIONS = 20000, CONNECTION_BYTES = 32768, SPARE_FILES = 64 };

static const char default_policy[] =
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'";

enum state { ARRIVED, READING, WAITING, READY };

/* One request and its answer. */
struct exchange {
    struct srv_task task; /* first: the pool hands it back */
    struct srv_http *http;
    struct MHD_Connection *connection;
    char *uri;
    struct timespec start;
    enum state state;
    struct srv_request request;
    struct srv_reply reply;
    struct jh_buf body;
    struct srv_sink *sink; /* where the route takes files */
    size_t announced, sent_bytes;
};

/* The first thing known of a request is its raw line; the exchange lives from here to done(). */
static void *begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct exchange *x = jh_i_calloc(1, sizeof *x);
    size_t len = strlen(uri);
    if (x == NULL)
        return NULL;
    x->uri = jh_i_calloc(len + 1, 1);
    if (x->uri == NULL) {
        jh_i_free(x);
        return NULL;
    }
    memcpy(x->uri, uri, len);
    x->http = cls;
    x->connection = connection;
    clock_gettime(CLOCK_MONOTONIC, &x->start);
    return x;
}

static enum srv_method method_of(const char *method)
{
    static const struct {
        const char *name;
        enum srv_method method;
    } names[] = {{"GET", SRV_GET}, {"HEAD", SRV_GET}, {"POST", SRV_POST}, {"PUT", SRV_PUT},
        {"DELETE", SRV_DELETE}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, method) == 0)
            return names[i].method;
    return SRV_OTHER;
}

static const char *header(struct exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

/* Headers and address; false: refused, the reply is made. */
static bool read_head(struct exchange *x, const char *method)
{
    struct srv *srv = x->http->srv;
    struct srv_request *r = &x->request;
    struct jh_error err = {0};
    int64_t announced = 0;
    const char *length = header(x, MHD_HTTP_HEADER_CONTENT_LENGTH);
    const char *unsafe = header(x, "X-Junheng");
    r->method = method_of(method);
    r->lang = srv_language(header(x, MHD_HTTP_HEADER_ACCEPT_LANGUAGE), srv->lang);
    r->host = header(x, MHD_HTTP_HEADER_HOST);
    r->accept = header(x, MHD_HTTP_HEADER_ACCEPT);
    r->content_type = header(x, MHD_HTTP_HEADER_CONTENT_TYPE);
    r->if_match = header(x, MHD_HTTP_HEADER_IF_MATCH);
    r->if_none_match = header(x, MHD_HTTP_HEADER_IF_NONE_MATCH);
    r->gzip = srv_header_lists(header(x, MHD_HTTP_HEADER_ACCEPT_ENCODING), "gzip");
    r->unsafe_allowed = unsafe != NULL && strcmp(unsafe, "1") == 0;
    x->reply.lang = r->lang;
    enum jh_status st = srv_target_parse(x->uri, &r->target, &err);
    if (st != JH_OK) {
        srv_refuse(&x->reply, r, st, &err);
        return false;
    }
    if (length != NULL && !jh_num_parse_i64(length, strlen(length), &announced))
        announced = INT64_MAX;
    x->announced = (size_t)announced;
    return srv_accept(srv, r, x->announced, &x->reply);
}

/* Where the body goes; false: refused, the reply is made. */
static bool open_body(struct exchange *x)
{
    const struct srv_route *route = x->request.route;
    struct jh_error err = {0};
    jh_buf_init(&x->body, route->upload ? 0 : route->body_max);
    if (!route->upload)
        return true;
    enum jh_status st = srv_sink_new(
        &x->http->srv->folders, x->connection, &x->request, route->body_max, &x->sink, &err);
    if (st != JH_OK)
        srv_refuse(&x->reply, &x->request, st, &err);
    return st == JH_OK;
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0')
        MHD_add_response_header(response, name, value);
}

static void free_blob(void *blob)
{
    srv_blob_free(blob);
}

/* A kept answer may be there in compressed form alone: make it plain for who needs that. */
static bool make_plain(struct srv_reply *reply)
{
    struct jh_buf text;
    struct srv_blob *plain = NULL;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    bool good = srv_blob_text(reply->blob, &text, NULL) == JH_OK &&
                srv_blob_make(reply->blob->type, &text, &plain, NULL) == JH_OK;
    jh_buf_release(&text);
    if (!good)
        return false;
    srv_blob_free(reply->blob);
    reply->blob = plain;
    return true;
}

/* The body as the caller takes it. */
static struct MHD_Response *make_response(struct exchange *x)
{
    if (x->reply.blob != NULL && x->reply.blob->data == NULL && !x->request.gzip &&
        !x->reply.not_modified_only && !make_plain(&x->reply))
        return NULL;
    struct srv_blob *blob = x->reply.blob;
    struct MHD_Response *response;
    char tag[JH_FINGERPRINT_LEN + 8];
    bool gz = blob != NULL && x->request.gzip && blob->gz_len > 0;
    if (x->reply.event_job > 0)
        return srv_stream_response(x->http, x->connection, x->reply.event_job, x->request.lang);
    if (blob == NULL || x->reply.not_modified_only) {
        response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    } else {
        const char *data = gz ? blob->gz : blob->data;
        x->sent_bytes = gz ? blob->gz_len : blob->len;
        union {
            const char *in;
            void *out;
        } bytes = {data};
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            x->sent_bytes, bytes.out, free_blob, srv_blob_share(blob));
        if (response == NULL)
            srv_blob_free(blob);
    }
    if (response == NULL || blob == NULL)
        return response;
    if (!x->reply.not_modified_only)
        add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, blob->type);
    if (gz && !x->reply.not_modified_only)
        add_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    snprintf(tag, sizeof tag, "\"%s%s\"", blob->tag, gz ? "-gz" : "");
    if (x->reply.status == 200 || x->reply.status == 304)
        add_header(response, MHD_HTTP_HEADER_ETAG, tag);
    return response;
}

static enum MHD_Result send_reply(struct exchange *x)
{
    struct MHD_Response *response = make_response(x);
    if (response == NULL)
        return MHD_NO;
    const struct srv_reply *reply = &x->reply;
    const struct {
        const char *name, *value;
    } headers[] = {
        {MHD_HTTP_HEADER_CACHE_CONTROL, reply->cache_control},
        {MHD_HTTP_HEADER_CONTENT_LANGUAGE, reply->lang == JH_LANG_ZH ? "zh-CN" : "en"},
        {MHD_HTTP_HEADER_VARY, "Accept, Accept-Encoding, Accept-Language"},
        {MHD_HTTP_HEADER_LOCATION, reply->location},
        {MHD_HTTP_HEADER_CONTENT_DISPOSITION, reply->disposition},
        {MHD_HTTP_HEADER_ALLOW, reply->allow},
        {MHD_HTTP_HEADER_RETRY_AFTER, reply->status == 503 ? "1" : NULL},
        {"Content-Security-Policy", reply->policy != NULL ? reply->policy : default_policy},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        add_header(response, headers[i].name, headers[i].value);
    enum MHD_Result queued = MHD_queue_response(x->connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* In a thread of the pool: the connection sleeps meanwhile. */
static void run_task(struct srv_task *task)
{
    struct exchange *x = (struct exchange *)task;
    srv_answer(x->http->srv, &x->request, &x->reply);
    x->state = READY;
    MHD_resume_connection(x->connection);
}

static enum MHD_Result answer(struct exchange *x)
{
    struct srv *srv = x->http->srv;
    struct jh_error err = {0};
    if (x->sink != NULL) {
        enum jh_status st = srv_sink_end(x->sink, &x->request.upload, &err);
        if (st != JH_OK) {
            srv_refuse(&x->reply, &x->request, st, &err);
            return send_reply(x);
        }
    }
    x->request.body = x->body.data != NULL ? x->body.data : "";
    x->request.body_len = x->body.len;
    if (jh_buf_status(&x->body, &err) != JH_OK) {
        srv_refuse(&x->reply, &x->request, JH_E_LIMIT, &err);
        return send_reply(x);
    }
    if (srv_answer_at_once(srv, &x->request, &x->reply))
        return send_reply(x);
    x->task.run = run_task;
    x->state = WAITING;
    MHD_suspend_connection(x->connection);
    if (!srv_pool_add(&srv->pool, &x->task)) {
        jh_fail(&err, JH_E_CANCELLED, "too many requests are waiting");
        srv_refuse(&x->reply, &x->request, JH_E_CANCELLED, &err);
        x->state = READY;
        MHD_resume_connection(x->connection);
    }
    return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *data_len, void **context)
{
    struct exchange *x = *context;
    (void)cls;
    (void)connection;
    (void)url;
    (void)version;
    if (x == NULL)
        return MHD_NO;
    switch (x->state) {
    case ARRIVED:
        if (!read_head(x, method) || !open_body(x))
            return send_reply(x);
        srv_guard_note(x->http, x->connection, SRV_GUARD_BODY, x->announced);
        x->state = READING;
        return MHD_YES;
    case READING:
        if (*data_len > 0) {
            if (x->sink != NULL) /* too much: refused at the end */
                srv_sink_add(x->sink, data, *data_len);
            else
                jh_buf_add(&x->body, data, *data_len);
            *data_len = 0;
            return MHD_YES;
        }
        srv_guard_note(x->http, x->connection, SRV_GUARD_OURS, 0);
        return answer(x);
    case READY:
        return send_reply(x);
    case WAITING:
        return MHD_YES;
    }
    return MHD_NO;
}

/* "127.0.0.1 [2024-05-01T08:00:00Z] "GET /x" 200 1234 5.6 ms"; nothing in it can forge a line. */
static void log_access(const struct exchange *x)
{
    static const char *const names[] = {"GET", "POST", "PUT", "DELETE", "OTHER"};
    struct timespec now;
    struct tm utc;
    char at[32] = "", uri[200];
    size_t n = 0;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double ms = 1e3 * (double)(now.tv_sec - x->start.tv_sec) +
                1e-6 * (double)(now.tv_nsec - x->start.tv_nsec);
    time_t wall = time(NULL);
    if (gmtime_r(&wall, &utc) != NULL)
        strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", &utc);
    for (const char *p = x->uri; *p != '\0' && n + 1 < sizeof uri; p++)
        uri[n++] = *p > 0x20 && *p < 0x7f && *p != '"' && *p != '\\' ? *p : '?';
    uri[n] = '\0';
    fprintf(stderr, "%s \"%s %s\" %d %zu %.1f ms\n", at, names[x->request.method], uri,
        x->reply.status, x->sent_bytes, ms);
}

static void done(void *cls, struct MHD_Connection *connection, void **context,
    enum MHD_RequestTerminationCode code)
{
    struct exchange *x = *context;
    (void)cls;
    (void)code;
    if (x == NULL)
        return;
    srv_guard_note(x->http, connection, SRV_GUARD_HEAD, 0);
    if (!x->http->srv->quiet)
        log_access(x);
    srv_request_release(&x->request);
    srv_reply_release(&x->reply);
    jh_buf_release(&x->body);
    srv_sink_free(x->sink);
    jh_i_free(x->uri);
    jh_i_free(x);
    *context = NULL;
}

static enum jh_status fail_listen(const char *listen, int number, struct jh_error *err)
{
    enum jh_status st =
        jh_fail(err, JH_E_IO, "cannot listen on %.60s: %s", listen, strerror(number));
    jh_hint(err, "Choose another port with --listen; port 0 takes any free one.");
    return st;
}

static enum jh_status open_socket(
    struct srv_http *http, const char *listen_on, struct jh_error *err)
{
    struct srv_address address = {0};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    enum jh_status st = srv_address_parse(listen_on, &address, err);
    if (st != JH_OK)
        return st;
    v4.sin_port = v6.sin6_port = htons(address.port);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    v6.sin6_addr = in6addr_loopback;
    struct sockaddr *at = address.v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    socklen_t size = address.v6 ? sizeof v6 : sizeof v4;
    const int on = 1;
    http->socket = socket(at->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (http->socket < 0 ||
        setsockopt(http->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(http->socket, at, size) != 0 || listen(http->socket, 1024) != 0 ||
        getsockname(http->socket, at, &size) != 0)
        return fail_listen(listen_on, errno, err);
    http->port = ntohs(address.v6 ? v6.sin6_port : v4.sin_port);
    return JH_OK;
}

/* As many connections as the system lets one program have. */
static unsigned connection_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 256;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 && getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 256;
    if (limit.rlim_cur > MAX_CONNECTIONS + SPARE_FILES)
        return MAX_CONNECTIONS;
    return limit.rlim_cur > 2 * SPARE_FILES ? (unsigned)limit.rlim_cur - SPARE_FILES : SPARE_FILES;
}

static unsigned n_listeners(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 2 ? 2 : n > 8 ? 8 : (unsigned)n;
}

enum jh_status srv_http_start(struct srv *srv, const char *listen_on, unsigned idle_s,
    struct srv_http **out_http, struct jh_error *err)
{
    struct srv_http *http = jh_i_calloc(1, sizeof *http);
    enum jh_status st = JH_OK;
    if (http == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    http->srv = srv;
    http->socket = -1;
    http->idle_s = idle_s;
    pthread_mutex_init(&http->guarding, NULL);
    pthread_mutex_init(&http->lock, NULL);
    pthread_cond_init(&http->ending, NULL);
    JH_TRY(st, open_socket(http, listen_on, err));
    http->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0,
        NULL, NULL, on_request, http, MHD_OPTION_LISTEN_SOCKET, http->socket,
        MHD_OPTION_THREAD_POOL_SIZE, n_listeners(), MHD_OPTION_CONNECTION_LIMIT, connection_limit(),
        MHD_OPTION_CONNECTION_TIMEOUT, http->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_BYTES, MHD_OPTION_URI_LOG_CALLBACK, begin, http,
        MHD_OPTION_NOTIFY_COMPLETED, done, http, MHD_OPTION_NOTIFY_CONNECTION, srv_guard_connection,
        http, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (http->daemon == NULL) {
        st = fail_listen(listen_on, errno, err);
        goto out;
    }
    JH_TRY(st, srv_ticker_start(http, err));
    *out_http = http;
    http = NULL;
out:
    if (http != NULL && http->daemon != NULL)
        MHD_stop_daemon(http->daemon);
    if (http != NULL && http->socket >= 0)
        close(http->socket);
    jh_i_free(http);
    return st;
}

uint16_t srv_http_port(const struct srv_http *http)
{
    return http->port;
}

void srv_http_quiesce(struct srv_http *http)
{
    MHD_quiesce_daemon(http->daemon);
}

void srv_http_stop(struct srv_http *http)
{
    if (http == NULL)
        return;
    srv_ticker_end(http);
    MHD_stop_daemon(http->daemon);
    close(http->socket);
    jh_i_free(http);
}
