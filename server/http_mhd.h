/*
 * What the files that speak to libmicrohttpd share; nobody else includes it.
 */
#ifndef JH_SERVER_HTTP_MHD_H
#define JH_SERVER_HTTP_MHD_H

#include <microhttpd.h>

#include "server/http.h"

struct srv_guard;
struct srv_stream;

struct srv_http {
    struct srv *srv;
    struct MHD_Daemon *daemon;
    int socket;
    uint16_t port;
    pthread_mutex_t lock; /* of the list of streams that sleep until there is news */
    struct srv_stream *sleeping;
    pthread_t ticker;
    pthread_cond_t ending;
    bool ticking;
    unsigned idle_s;          /* a connection on which nothing moves for so long is ended */
    pthread_mutex_t guarding; /* of the list of connections */
    struct srv_guard *guards;
};

/* ---- Slow callers (http_mhd_guard.c) ---------------------------------------------------------- */

/** What is being waited for. */
enum srv_guard_step {
    SRV_GUARD_HEAD, /* the next request */
    SRV_GUARD_BODY, /* the body of this one */
    SRV_GUARD_OURS  /* the answer: not the caller's fault */
};
/** A connection begins or ends (MHD_NotifyConnectionCallback). */
void srv_guard_connection(void *http, struct MHD_Connection *connection, void **socket_context,
    enum MHD_ConnectionNotificationCode code);
void srv_guard_note(struct srv_http *http, struct MHD_Connection *connection,
    enum srv_guard_step step, size_t body_bytes);
/** End the connections of those who take too long. */
void srv_guard_sweep(struct srv_http *http);

/* ---- Streams of events (http_mhd_stream.c) ---------------------------------------------------- */

/** A response that tells every change of a job until it has ended. NULL: out of memory. */
struct MHD_Response *srv_stream_response(
    struct srv_http *http, struct MHD_Connection *connection, int64_t job, enum jh_lang lang);
/** Wakes them now and then, too, so that callers who have gone are noticed. */
enum jh_status srv_ticker_start(struct srv_http *http, struct jh_error *err) JH_CHECKED;
void srv_ticker_end(struct srv_http *http);

/* ---- Files sent (http_mhd_upload.c) ----------------------------------------------------------- */

struct srv_sink;
/** Where the body of a request goes: form data with files, or one file. */
enum jh_status srv_sink_new(const struct srv_folders *folders, struct MHD_Connection *connection,
    const struct srv_request *request, size_t max_bytes, struct srv_sink **out_sink,
    struct jh_error *err) JH_CHECKED;
/** More of the body; the first failure sticks. */
void srv_sink_add(struct srv_sink *sink, const char *data, size_t len);
/** The body is complete; *out_upload is the sink's. */
enum jh_status srv_sink_end(
    struct srv_sink *sink, struct srv_upload **out_upload, struct jh_error *err) JH_CHECKED;
void srv_sink_free(struct srv_sink *sink);

#endif
