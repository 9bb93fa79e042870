/*
 * HTTP over a socket of this machine. What a connection says becomes a srv_request; the library that
 * speaks HTTP is known to http_mhd.c alone.
 */
#ifndef JH_SERVER_HTTP_H
#define JH_SERVER_HTTP_H

#include <stdint.h>

#include "server/serve.h"

struct srv_http;

/** Listen on a loopback address ("127.0.0.1:8080", "[::1]:0", "localhost:8080"; port 0: any free one).
 *  A connection on which nothing
 *  moves for idle_s seconds is ended. JH_E_ARG: no such address, or not of loopback; JH_E_IO: the port is taken. */
enum jh_status srv_http_start(struct srv *srv, const char *listen, unsigned idle_s,
    struct srv_http **out_http, struct jh_error *err) JH_CHECKED;
uint16_t srv_http_port(const struct srv_http *http);
/** No new connections; what is being answered is finished. The pool must have ended. */
void srv_http_quiesce(struct srv_http *http);
void srv_http_stop(struct srv_http *http);
/** There is news about jobs: tell all who watch. ctx: the struct srv_http. */
void srv_streams_wake(void *ctx);

/** Parse such an address. */
struct srv_address {
    bool v6;
    uint16_t port;
};
enum jh_status srv_address_parse(
    const char *listen, struct srv_address *out, struct jh_error *err) JH_CHECKED;

#endif
