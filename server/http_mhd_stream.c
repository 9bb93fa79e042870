/* Server-sent events: each tells the whole state of a job. A stream without news sleeps. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "io/json.h"

#include "server/http_mhd.h"

enum { BLOCK = 4096, TICK_S = 2, EVENT_MAX_BYTES = 1 << 20 };
static const double quiet_s = 9.5;

struct srv_stream {
    struct srv_stream *next; /* asleep */
    struct srv_http *http;
    struct MHD_Connection *connection;
    int64_t job;
    enum jh_lang lang;
    uint64_t version; /* told last; 0: nothing yet */
    bool told_end;
    double sent_s;
    struct jh_buf text; /* what is being sent */
    size_t at;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Put what is new into text, which is empty; nothing where there is no news. */
static void compose(struct srv_stream *s)
{
    struct jh_json_writer w;
    uint64_t version = 0;
    jh_buf_reset(&s->text);
    s->at = 0;
    if (s->version == 0)
        jh_buf_puts(&s->text, "retry: 2000\n");
    jh_buf_puts(&s->text, "data: ");
    jh_json_begin(&w, &s->text, false);
    enum jh_status st =
        srv_jobs_put(&s->http->srv->jobs, s->job, s->lang, false, &w, &version, &s->told_end, NULL);
    jh_buf_puts(&s->text, "\n\n");
    if (st != JH_OK) /* forgotten meanwhile */
        s->told_end = true;
    bool fresh = st == JH_OK && version + 1 != s->version;
    s->version = version + 1;
    if (fresh && jh_buf_status(&s->text, NULL) == JH_OK)
        return;
    jh_buf_reset(&s->text);
    if (now_s() - s->sent_s > quiet_s)
        jh_buf_puts(&s->text, ":\n\n");
}

static ssize_t read_stream(void *ctx, uint64_t position, char *out, size_t size)
{
    struct srv_stream *s = ctx;
    struct srv_http *http = s->http;
    ssize_t n = 0;
    (void)position;
    /* News between looking and falling asleep must not be missed: who wakes takes this lock. */
    pthread_mutex_lock(&http->lock);
    if (s->at == s->text.len && !s->told_end)
        compose(s);
    if (s->at < s->text.len) {
        size_t left = s->text.len - s->at;
        n = (ssize_t)(left < size ? left : size);
        memcpy(out, s->text.data + s->at, (size_t)n);
        s->at += (size_t)n;
        s->sent_s = now_s();
    } else if (s->told_end || atomic_load(&http->srv->stopping)) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        s->next = http->sleeping;
        http->sleeping = s;
        MHD_suspend_connection(s->connection);
    }
    pthread_mutex_unlock(&http->lock);
    return n;
}

static void free_stream(void *ctx)
{
    struct srv_stream *s = ctx;
    pthread_mutex_lock(&s->http->lock);
    for (struct srv_stream **at = &s->http->sleeping; *at != NULL; at = &(*at)->next)
        if (*at == s) {
            *at = s->next;
            break;
        }
    pthread_mutex_unlock(&s->http->lock);
    jh_buf_release(&s->text);
    jh_i_free(s);
}

struct MHD_Response *srv_stream_response(
    struct srv_http *http, struct MHD_Connection *connection, int64_t job, enum jh_lang lang)
{
    struct srv_stream *s = jh_i_calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->http = http;
    s->connection = connection;
    s->job = job;
    s->lang = lang;
    s->sent_s = now_s();
    jh_buf_init(&s->text, EVENT_MAX_BYTES);
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_stream, s, free_stream);
    if (response == NULL) {
        free_stream(s);
        return NULL;
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    return response;
}

void srv_streams_wake(void *ctx)
{
    struct srv_http *http = ctx;
    pthread_mutex_lock(&http->lock);
    while (http->sleeping != NULL) {
        struct srv_stream *s = http->sleeping;
        http->sleeping = s->next;
        MHD_resume_connection(s->connection);
    }
    pthread_mutex_unlock(&http->lock);
}

static void *tick(void *ctx)
{
    struct srv_http *http = ctx;
    pthread_mutex_lock(&http->lock);
    while (http->ticking) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += TICK_S;
        pthread_cond_timedwait(&http->ending, &http->lock, &until);
        pthread_mutex_unlock(&http->lock);
        srv_streams_wake(http);
        srv_guard_sweep(http);
        pthread_mutex_lock(&http->lock);
    }
    pthread_mutex_unlock(&http->lock);
    return NULL;
}

enum jh_status srv_ticker_start(struct srv_http *http, struct jh_error *err)
{
    http->ticking = true;
    if (pthread_create(&http->ticker, NULL, tick, http) == 0)
        return JH_OK;
    http->ticking = false;
    return jh_fail(err, JH_E_NOMEM, "cannot start a thread");
}

void srv_ticker_end(struct srv_http *http)
{
    pthread_mutex_lock(&http->lock);
    bool ticking = http->ticking;
    http->ticking = false;
    pthread_cond_signal(&http->ending);
    pthread_mutex_unlock(&http->lock);
    if (ticking)
        pthread_join(http->ticker, NULL);
    srv_streams_wake(http);
}
