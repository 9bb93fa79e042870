/* The program's own commands, run in this process on the shared dataset. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/msg.h"

#include "cli/dispatch.h"

#include "server/commands.h"
#include "server/dispatch.h"
#include "server/routes.h"

static enum jh_status run_command(
    struct srv_asked *asked, enum cli_format format, struct jh_buf *out, struct jh_error *err)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    if (file == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    asked->cli.format = format;
    asked->cli.out = file;
    enum jh_status st = asked->cli.command->run(&asked->cli, &asked->args, err);
    if (fclose(file) != 0 && st == JH_OK)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    if (st == JH_OK) {
        jh_buf_add(out, text, len);
        st = jh_buf_status(out, err);
    }
    free(text);
    return st;
}

static enum jh_status wanted_format(
    const struct srv_request *request, enum cli_format *out_format, struct jh_error *err)
{
    const char *format = srv_parameter(&request->target, "format");
    bool csv =
        format != NULL ? strcmp(format, "csv") == 0 : srv_header_lists(request->accept, "text/csv");
    if (format != NULL && !csv && strcmp(format, "json") != 0)
        return jh_fail(
            err, JH_E_ARG, "--%s must be one of %s, got \"%.60s\"", "format", "json|csv", format);
    *out_format = csv ? CLI_FORMAT_CSV : CLI_FORMAT_JSON;
    return JH_OK;
}

static enum jh_status answer(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct cli_command *command = srv_command_find(request->part[0]);
    enum cli_format format = CLI_FORMAT_JSON;
    struct srv_asked asked = {0};
    struct jh_buf text;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    if (command == NULL) {
        st = jh_fail(err, JH_E_NOT_FOUND, "nothing has this address");
        goto out;
    }
    JH_TRY(st, wanted_format(request, &format, err));
    JH_TRY(st, srv_asked_init(&asked, srv, request, command, err));
    JH_TRY(st, run_command(&asked, format, &text, err));
    reply->dont_keep = command->served == CLI_SERVED_WORKSPACE;
    if (format == CLI_FORMAT_CSV)
        snprintf(reply->disposition, sizeof reply->disposition, "attachment; filename=\"%s.csv\"",
            command->name);
    st = srv_reply_text(
        reply, 200, format == CLI_FORMAT_CSV ? "text/csv; charset=utf-8" : SRV_JSON, &text, err);
out:
    srv_asked_release(&asked);
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_command[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/{command}",
        .handler = answer,
        .needs_data = true,
        .keep = SRV_KEEP_DATASET,
        .summary = "a command of the program; its options are parameters"},
    {.pattern = NULL},
};
