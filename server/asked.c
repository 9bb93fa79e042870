/* A command asked for through parameters. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/dispatch.h"

#include "server/commands.h"

enum { DIGITS_MAX = 17 };

/* Parameters that are the server's own. */
static const char *const own[] = {
    "lang", "format", "limit", "offset", "columns", "digits", "operand", NULL};

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

/* Options from parameters, as the command line reads them; then the words that follow them. */
static enum jh_status parse_options(const struct srv_target *target, const char *body,
    size_t n_words, const char *const *words, struct jh_arena *arena, struct cli_args *args,
    struct jh_error *err)
{
    size_t n = 0, consumed = 0;
    enum jh_status st = JH_OK;
    const char **word = jh_arena_new(arena, target->n + 1 + n_words, const char *);
    if (word == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (body != NULL)
        word[n++] = body;
    for (size_t i = 0; i < target->n; i++)
        if (!is_own(target->parameter[i].name) &&
            (n_words == 0 || strcmp(target->parameter[i].name, "name") != 0)) /* of a file sent */
            JH_TRY(st, put_word(args, &target->parameter[i], arena, word, &n, err));
    for (size_t i = 0; i < n_words; i++)
        word[n++] = words[i];
    st = cli_args_parse(args, n, word, false, &consumed, err);
out:
    return st;
}

/* What stops a run: the server's end, or the time that its command allows. */
static bool should_stop(void *ctx)
{
    struct srv_asked *asked = ctx;
    return atomic_load(&asked->srv->stopping) || cli_progress_should_stop(&asked->cli.progress);
}

static void begin_lap(void *ctx, double share_frac)
{
    cli_progress_lap(&((struct srv_asked *)ctx)->cli.progress, share_frac);
}

/* The body as the file that the command reads. */
static enum jh_status keep_body(struct srv_asked *asked, const struct srv_request *request,
    const char **out_word, struct jh_error *err)
{
    const struct cli_option *option = srv_option_of_body(&asked->args);
    char *word;
    size_t size;
    enum jh_status st = JH_OK;
    if (option == NULL)
        return jh_fail(err, JH_E_ARG, "this question takes no body");
    JH_TRY(st, srv_folder_new(&asked->srv->folders, &asked->folder, err));
    JH_TRY(st, cli_file_write(asked->folder, "body", request->body, err));
    size = strlen(asked->folder) + strlen(option->name) + 16;
    word = jh_arena_alloc(&asked->arena, size, 1);
    if (word == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    snprintf(word, size, "--%s=%s/body", option->name, asked->folder);
    *out_word = word;
out:
    return st;
}

void srv_asked_tidy(const struct srv_asked *asked, struct jh_error *err)
{
    size_t len = asked->folder != NULL ? strlen(asked->folder) : 0;
    if (len > 0 && strncmp(err->where, asked->folder, len) == 0)
        memmove(err->where, err->where + len + 1, strlen(err->where + len));
}

static enum jh_status prepare(struct srv_asked *asked, struct srv *srv,
    const struct srv_request *request, const struct cli_command *command, size_t n_words,
    const char *const *words, struct jh_error *err)
{
    const struct cli_value *seed;
    const struct jh_flow_table *flows = NULL;
    const char *digits_text = srv_parameter(&request->target, "digits");
    int64_t digits = 0;
    const char *body = NULL;
    enum jh_status st = JH_OK;
    memset(asked, 0, sizeof *asked);
    asked->srv = srv;
    jh_arena_init(&asked->arena, 1 << 20);
    JH_TRY(st, cli_command_args(command, n_words, &asked->args, err));
    if (request->body_len > 0 && n_words == 0)
        JH_TRY(st, keep_body(asked, request, &body, err));
    JH_TRY(st,
        parse_options(&request->target, body, n_words, words, &asked->arena, &asked->args, err));
    if (request->data != NULL && n_words == 0)
        JH_TRY(st, srv_flows_take(request->data, &flows, err));
    if (digits_text != NULL && (!jh_num_parse_i64(digits_text, strlen(digits_text), &digits) ||
                                   digits < 1 || digits > DIGITS_MAX)) {
        st = jh_fail(err, JH_E_ARG, "%s must be a whole number from %lld to %lld, got \"%.60s\"",
            "digits", 1LL, (long long)DIGITS_MAX, digits_text);
        goto out;
    }
    seed = cli_get(&asked->args, "seed");
    asked->cli = (struct cli){.lang = request->lang,
        .format = CLI_FORMAT_JSON,
        .quiet = true,
        .seed_given = seed->given,
        .workspace = srv->workspace,
        .dataset = request->data != NULL ? request->data->dataset : NULL,
        .flows = flows,
        .columns = srv_parameter(&request->target, "columns"),
        .digits = (int)digits,
        .command = command,
        .out = stdout,
        .diagnostics = stderr,
        .run = {.should_stop = should_stop,
            .lap = begin_lap,
            .ctx = asked,
            .seed = (uint64_t)seed->integer}};
    cli_progress_init(&asked->cli.progress, NULL, request->lang);
    return JH_OK;
out:
    srv_asked_release(asked);
    return st;
}

enum jh_status srv_asked_init(struct srv_asked *asked, struct srv *srv,
    const struct srv_request *request, const struct cli_command *command, struct jh_error *err)
{
    return prepare(asked, srv, request, command, 0, NULL, err);
}

enum jh_status srv_asked_action(struct srv_asked *asked, struct srv *srv,
    const struct srv_request *request, const struct cli_command *command, size_t n_words,
    const char *const *words, struct jh_error *err)
{
    return prepare(asked, srv, request, command, n_words, words, err);
}

void srv_asked_release(struct srv_asked *asked)
{
    if (asked->folder != NULL)
        srv_folder_remove(asked->folder);
    jh_i_free(asked->folder);
    cli_args_release(&asked->args);
    jh_arena_release(&asked->arena);
    memset(asked, 0, sizeof *asked);
}
