/* Whether the server is there. */
#include "base/buf.h"

#include "server/routes.h"

static enum jh_status health(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_buf text;
    (void)srv;
    (void)request;
    jh_buf_init(&text, 64);
    jh_buf_puts(&text, "{\"status\":\"ok\"}\n");
    reply->cache_control = "no-store";
    enum jh_status st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_health[] = {
    {.method = SRV_GET,
        .pattern = "/healthz",
        .handler = health,
        .at_once = true,
        .summary = "whether the server is there"},
    {.pattern = NULL},
};
