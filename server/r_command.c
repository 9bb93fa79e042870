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

/* Parameters that are the server's own. */
static const char *const own[] = {"lang", "format", NULL};

static bool is_own(const char *name)
{
    for (const char *const *p = own; *p != NULL; p++)
        if (strcmp(*p, name) == 0)
            return true;
    return false;
}

/* "--name=value" as on the command line; flags: "", 1 and true set them, 0 and false do not. */
static enum jh_status put_word(const struct cli_args *args, const struct srv_parameter *parameter,
    struct jh_arena *arena, const char **word, size_t *n, struct jh_error *err)
{
    size_t i = cli_args_find(args, parameter->name);
    const char *value = parameter->value;
    bool known = i < args->n_options;
    if (known && !srv_option_served(&args->option[i]))
        return jh_fail(err, JH_E_ARG, "the server does not take the option %.60s", parameter->name);
    bool flag = known && args->option[i].kind == CLI_FLAG;
    if (flag && (strcmp(value, "0") == 0 || strcmp(value, "false") == 0))
        return JH_OK;
    if (flag && (value[0] == '\0' || strcmp(value, "1") == 0 || strcmp(value, "true") == 0))
        value = NULL;
    size_t size = strlen(parameter->name) + (value != NULL ? strlen(value) : 0) + 4;
    char *text = jh_arena_alloc(arena, size, 1);
    if (text == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    snprintf(text, size, "--%s%s%s", parameter->name, value != NULL ? "=" : "",
        value != NULL ? value : "");
    word[(*n)++] = text;
    return JH_OK;
}

/* Options from parameters, as the command line reads them. */
static enum jh_status parse_options(const struct srv_target *target, struct jh_arena *arena,
    struct cli_args *args, struct jh_error *err)
{
    size_t n = 0, consumed = 0;
    enum jh_status st = JH_OK;
    const char **word = jh_arena_new(arena, target->n, const char *);
    if (word == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < target->n; i++)
        if (!is_own(target->parameter[i].name))
            JH_TRY(st, put_word(args, &target->parameter[i], arena, word, &n, err));
    st = cli_args_parse(args, n, word, false, &consumed, err);
out:
    return st;
}

/* What stops a run: the server's end, or the time that its command allows. */
struct stop {
    struct srv *srv;
    struct cli *cli;
};

static bool should_stop(void *ctx)
{
    const struct stop *stop = ctx;
    return atomic_load(&stop->srv->stopping) || cli_progress_should_stop(&stop->cli->progress);
}

static enum jh_status run_command(struct srv *srv, const struct srv_request *request,
    const struct cli_command *command, const struct cli_args *args, enum cli_format format,
    struct jh_buf *out, struct jh_error *err)
{
    const struct cli_value *seed = cli_get(args, "seed");
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    if (file == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    struct cli cli = {.lang = request->lang,
        .format = format,
        .quiet = true,
        .seed_given = seed->given,
        .workspace = srv->workspace,
        .dataset = request->data->dataset,
        .command = command,
        .out = file,
        .diagnostics = stderr,
        .run = {.should_stop = should_stop, .seed = (uint64_t)seed->integer}};
    struct stop stop = {srv, &cli};
    cli.run.ctx = &stop;
    cli_progress_init(&cli.progress, NULL, request->lang);
    enum jh_status st = command->run(&cli, args, err);
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
    struct cli_args args = {0};
    struct jh_arena arena;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 1 << 20);
    jh_buf_init(&text, SRV_MAX_ANSWER);
    if (command == NULL) {
        st = jh_fail(err, JH_E_NOT_FOUND, "nothing has this address");
        goto out;
    }
    JH_TRY(st, wanted_format(request, &format, err));
    JH_TRY(st, cli_command_args(command, 0, &args, err));
    JH_TRY(st, parse_options(&request->target, &arena, &args, err));
    JH_TRY(st, run_command(srv, request, command, &args, format, &text, err));
    reply->dont_keep = command->served == CLI_SERVED_WORKSPACE;
    if (format == CLI_FORMAT_CSV)
        snprintf(reply->disposition, sizeof reply->disposition, "attachment; filename=\"%s.csv\"",
            command->name);
    st = srv_reply_text(
        reply, 200, format == CLI_FORMAT_CSV ? "text/csv; charset=utf-8" : SRV_JSON, &text, err);
out:
    cli_args_release(&args);
    jh_arena_release(&arena);
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
