/*
 * A window on the rows of an answer: ?limit= and ?offset=.
 */
#ifndef JH_SERVER_PAGE_H
#define JH_SERVER_PAGE_H

#include "server/serve.h"

struct srv_window {
    bool given;
    size_t offset, limit;
};

enum jh_status srv_window_read(const struct srv_target *target, struct srv_window *out_window,
    struct jh_error *err) JH_CHECKED;
/**
 * Cut the rows of a command's JSON answer, which stand one on a line, and say what was cut:
 * {"command", "page":{"offset","limit","total"}, "rows":[...], "summary":{...}}.
 */
enum jh_status srv_window_cut(
    const struct srv_window *window, struct srv_reply *reply, struct jh_error *err) JH_CHECKED;

#endif
