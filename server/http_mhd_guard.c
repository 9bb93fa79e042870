/*
 * Callers who keep a connection busy without getting anywhere: a head sent byte by byte, a body that
 * trickles. The library ends connections on which nothing moves; these end those that move too slowly.
 */
#include <sys/socket.h>
#include <time.h>

#include "base/alloc.h"

#include "server/http_mhd.h"

enum { HEAD_TIMES = 2, BODY_TIMES = 3 };
static const double slowest_bytes_s = 32768;

/* A connection; on the list from its beginning to its end. */
struct srv_guard {
    struct srv_guard *next, **at;
    int socket;
    double since_s;   /* what is being waited for, since when */
    double allowed_s; /* and how long that may take */
    bool ours;        /* the caller has done his part */
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void await_head(const struct srv_http *http, struct srv_guard *guard)
{
    guard->since_s = now_s();
    guard->allowed_s = HEAD_TIMES * (double)http->idle_s;
    guard->ours = false;
}

void srv_guard_connection(void *ctx, struct MHD_Connection *connection, void **socket_context,
    enum MHD_ConnectionNotificationCode code)
{
    struct srv_http *http = ctx;
    struct srv_guard *guard = *socket_context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    pthread_mutex_lock(&http->guarding);
    if (code == MHD_CONNECTION_NOTIFY_STARTED && info != NULL) {
        guard = jh_i_calloc(1, sizeof *guard);
        if (guard != NULL) { /* without memory it goes unwatched */
            guard->socket = info->connect_fd;
            guard->next = http->guards;
            guard->at = &http->guards;
            if (guard->next != NULL)
                guard->next->at = &guard->next;
            http->guards = guard;
            await_head(http, guard);
        }
        *socket_context = guard;
    } else if (code == MHD_CONNECTION_NOTIFY_CLOSED && guard != NULL) {
        *guard->at = guard->next;
        if (guard->next != NULL)
            guard->next->at = guard->at;
        jh_i_free(guard);
        *socket_context = NULL;
    }
    pthread_mutex_unlock(&http->guarding);
}

void srv_guard_note(struct srv_http *http, struct MHD_Connection *connection,
    enum srv_guard_step step, size_t body_bytes)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct srv_guard *guard = info != NULL ? info->socket_context : NULL;
    if (guard == NULL)
        return;
    pthread_mutex_lock(&http->guarding);
    switch (step) {
    case SRV_GUARD_HEAD:
        await_head(http, guard);
        break;
    case SRV_GUARD_BODY:
        guard->since_s = now_s();
        guard->allowed_s = BODY_TIMES * (double)http->idle_s + (double)body_bytes / slowest_bytes_s;
        break;
    case SRV_GUARD_OURS:
        guard->ours = true;
        break;
    }
    pthread_mutex_unlock(&http->guarding);
}

void srv_guard_sweep(struct srv_http *http)
{
    double now = now_s();
    pthread_mutex_lock(&http->guarding);
    for (struct srv_guard *guard = http->guards; guard != NULL; guard = guard->next)
        if (!guard->ours && now - guard->since_s > guard->allowed_s)
            shutdown(guard->socket, SHUT_RDWR);
    pthread_mutex_unlock(&http->guarding);
}
