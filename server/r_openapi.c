/* The interface described by its own tables: as OpenAPI 3.1, and as a page for people. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "base/fail.h"
#include "base/msg.h"
#include "io/json.h"
#include "version.h"

#include "cli/commands.h"
#include "cli/dispatch.h"
#include "cli/help.h"

#include "server/commands.h"
#include "server/routes.h"

static const char *const method_names[] = {
    [SRV_GET] = "get", [SRV_POST] = "post", [SRV_PUT] = "put", [SRV_DELETE] = "delete"};
static const char *const method_heads[] = {
    [SRV_GET] = "GET", [SRV_POST] = "POST", [SRV_PUT] = "PUT", [SRV_DELETE] = "DELETE"};

/* Parameters of the server itself: name, whether of paged answers alone, message key. */
static const struct {
    const char *name;
    bool paged;
    const char *help;
} own_parameters[] = {
    {"lang", false, "language of texts and errors: zh or en; else that of Accept-Language"},
    {"format", true, "json, csv or xlsx"},
    {"columns", true, "JSON: these columns alone, with commas between them"},
    {"digits", true, "JSON: so many digits of numbers that are not whole"},
    {"limit", true, "at most so many rows"},
    {"offset", true, "leave out so many rows before them"},
};

static bool documented(const struct srv_route *route)
{
    return strncmp(route->pattern, "/", 1) == 0;
}

/* ---- OpenAPI ---------------------------------------------------------------------------------- */

static void put_parameter(struct jh_json_writer *w, const char *name, const char *where,
    const char *type, const char *help, enum jh_lang lang)
{
    jh_json_open_object(w, NULL);
    jh_json_text(w, "name", name);
    jh_json_text(w, "in", where);
    if (strcmp(where, "path") == 0)
        jh_json_bool(w, "required", true);
    if (help != NULL)
        jh_json_text(w, "description", jh_tr(lang, help));
    jh_json_open_object(w, "schema");
    jh_json_text(w, "type", type);
    jh_json_close_object(w);
    jh_json_close_object(w);
}

static void put_option(struct jh_json_writer *w, const struct cli_option *option, enum jh_lang lang)
{
    static const char *const types[] = {[CLI_FLAG] = "boolean",
        [CLI_TEXT] = "string",
        [CLI_INT] = "integer",
        [CLI_REAL] = "number",
        [CLI_CHOICE] = "string"};
    bool ranged = (option->kind == CLI_INT || option->kind == CLI_REAL) &&
                  !(option->min == 0 && option->max == 0);
    jh_json_open_object(w, NULL);
    jh_json_text(w, "name", option->name);
    jh_json_text(w, "in", "query");
    jh_json_text(w, "description", jh_tr(lang, option->help));
    jh_json_open_object(w, "schema");
    jh_json_text(w, "type", types[option->kind]);
    if (option->kind == CLI_CHOICE)
        srv_choices_put(w, "enum", option->choices);
    if (ranged && isfinite(option->min))
        jh_json_num(w, "minimum", option->min);
    if (ranged && isfinite(option->max))
        jh_json_num(w, "maximum", option->max);
    if (option->kind == CLI_CHOICE && option->default_text != NULL)
        jh_json_text(w, "default", option->default_text);
    jh_json_close_object(w);
    jh_json_close_object(w);
}

static void put_own_parameters(
    struct jh_json_writer *w, const struct srv_route *route, enum jh_lang lang)
{
    char name[64];
    for (const char *p = strchr(route->pattern, '{'); p != NULL; p = strchr(p + 1, '{')) {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(p + 1, "}"), p + 1);
        if (!route->paged)
            put_parameter(w, name, "path", "string", NULL, lang);
    }
    for (size_t i = 0; i < sizeof own_parameters / sizeof *own_parameters; i++)
        if (route->paged || !own_parameters[i].paged)
            put_parameter(
                w, own_parameters[i].name, "query", "string", own_parameters[i].help, lang);
    if (route->method != SRV_GET)
        put_parameter(w, "X-Junheng", "header", "string",
            "1: needed by every request that changes something", lang);
}

static void put_responses(struct jh_json_writer *w, const struct srv_route *route)
{
    bool job = route->method == SRV_POST && route->keep == SRV_KEEP_NO && !route->needs_data;
    jh_json_open_object(w, "responses");
    jh_json_open_object(w, job || route->method == SRV_DELETE ? "202" : "200");
    jh_json_text(w, "description", "OK");
    jh_json_close_object(w);
    jh_json_open_object(w, "default");
    jh_json_text(w, "description", "application/problem+json");
    jh_json_open_object(w, "content");
    jh_json_open_object(w, "application/problem+json");
    jh_json_open_object(w, "schema");
    jh_json_text(w, "$ref", "#/components/schemas/Problem");
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_close_object(w);
}

static void put_body(struct jh_json_writer *w, const struct srv_route *route)
{
    if (route->body_max == 0)
        return;
    jh_json_open_object(w, "requestBody");
    jh_json_open_object(w, "content");
    jh_json_open_object(w, route->upload              ? "multipart/form-data"
                           : route->body_type != NULL ? route->body_type
                                                      : "*/*");
    jh_json_open_object(w, "schema");
    jh_json_text(w, "type", "object");
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_close_object(w);
}

static void put_operation(struct jh_json_writer *w, const struct srv_route *route,
    const struct cli_command *command, const struct cli_args *args, enum jh_lang lang)
{
    jh_json_open_object(w, method_names[route->method]);
    jh_json_text(w, "summary", jh_tr(lang, command != NULL ? command->summary : route->summary));
    if (command != NULL && command->details[0] != '\0')
        jh_json_text(w, "description", jh_tr(lang, command->details));
    jh_json_open_array(w, "parameters");
    put_own_parameters(w, route, lang);
    for (size_t i = 0; args != NULL && i < args->n_options; i++)
        if (srv_option_served(&args->option[i]))
            put_option(w, &args->option[i], lang);
    jh_json_close_array(w);
    put_body(w, route);
    put_responses(w, route);
    jh_json_close_object(w);
}

/* A path of its own for every command. */
static enum jh_status put_commands(struct jh_json_writer *w, const struct srv_route *route,
    enum jh_lang lang, struct jh_error *err)
{
    for (size_t i = 0; i < cli_n_commands; i++) {
        struct cli_args args = {0};
        char path[96];
        if (cli_commands[i]->served == CLI_SERVED_NO)
            continue;
        enum jh_status st = cli_command_args(cli_commands[i], 0, &args, err);
        if (st != JH_OK)
            return st;
        snprintf(path, sizeof path, "/api/v1/%s", cli_commands[i]->name);
        const struct cli_option *file = srv_option_of_body(&args);
        jh_json_open_object(w, path);
        put_operation(w, route, cli_commands[i], &args, lang);
        if (file != NULL) /* the next row is the one with a body */
            put_operation(w, route + 1, cli_commands[i], &args, lang);
        jh_json_close_object(w);
        cli_args_release(&args);
    }
    return JH_OK;
}

/* All methods of one address stand together; routes of one table do so already. */
static enum jh_status put_paths(struct jh_json_writer *w, enum jh_lang lang, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t t = 0; t < srv_n_route_tables; t++) {
        const char *present = NULL;
        for (const struct srv_route *route = srv_route_tables[t]; route->pattern != NULL; route++) {
            if (!documented(route))
                continue;
            if (route->paged) {
                if (route->method != SRV_GET)
                    continue;
                JH_TRY(st, put_commands(w, route, lang, err));
                continue;
            }
            if (present != NULL && strcmp(present, route->pattern) != 0)
                jh_json_close_object(w);
            if (present == NULL || strcmp(present, route->pattern) != 0)
                jh_json_open_object(w, route->pattern);
            present = route->pattern;
            put_operation(w, route, NULL, NULL, lang);
        }
        if (present != NULL)
            jh_json_close_object(w);
    }
out:
    return st;
}

static void put_problem_schema(struct jh_json_writer *w)
{
    static const char *const members[] = {"type", "code", "title", "detail", "hint", "where"};
    jh_json_open_object(w, "components");
    jh_json_open_object(w, "schemas");
    jh_json_open_object(w, "Problem");
    jh_json_text(w, "type", "object");
    jh_json_open_object(w, "properties");
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        jh_json_open_object(w, members[i]);
        jh_json_text(w, "type", "string");
        jh_json_close_object(w);
    }
    jh_json_open_object(w, "status");
    jh_json_text(w, "type", "integer");
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_close_object(w);
}

static enum jh_status openapi(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_json_writer w;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    (void)srv;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    jh_json_begin(&w, &text, true);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "openapi", "3.1.0");
    jh_json_open_object(&w, "info");
    jh_json_text(&w, "title", "Junheng 均衡");
    jh_json_text(&w, "version", JH_VERSION);
    jh_json_text(&w, "description", jh_tr(request->lang, cli_purpose));
    jh_json_close_object(&w);
    jh_json_open_object(&w, "paths");
    JH_TRY(st, put_paths(&w, request->lang, err));
    jh_json_close_object(&w);
    put_problem_schema(&w);
    jh_json_close_object(&w);
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_buf_release(&text);
    return st;
}

/* ---- For people ------------------------------------------------------------------------------- */

static void put_html(struct jh_buf *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        switch (*p) {
        case '&':
            jh_buf_puts(out, "&amp;");
            break;
        case '<':
            jh_buf_puts(out, "&lt;");
            break;
        case '>':
            jh_buf_puts(out, "&gt;");
            break;
        default:
            jh_buf_add(out, p, 1);
        }
}

static void put_head(struct jh_buf *out, enum srv_method method, const char *path,
    const char *summary, enum jh_lang lang)
{
    jh_buf_printf(out, "<h3><b>%s</b> ", method_heads[method]);
    put_html(out, path);
    jh_buf_puts(out, "</h3>\n<p>");
    put_html(out, jh_tr(lang, summary));
    jh_buf_puts(out, "</p>\n");
}

static void put_row(struct jh_buf *out, const char *name, const char *text)
{
    jh_buf_puts(out, "<tr><td>");
    put_html(out, name);
    jh_buf_puts(out, "</td><td>");
    put_html(out, text);
    jh_buf_puts(out, "</td></tr>\n");
}

static enum jh_status put_command_docs(
    struct jh_buf *out, const struct cli_command *command, enum jh_lang lang, struct jh_error *err)
{
    struct cli_args args = {0};
    struct jh_buf help;
    char path[96];
    enum jh_status st = cli_command_args(command, 0, &args, err);
    if (st != JH_OK)
        return st;
    jh_buf_init(&help, 1 << 16);
    snprintf(path, sizeof path, "/api/v1/%s", command->name);
    put_head(out, SRV_GET, path, command->summary, lang);
    jh_buf_puts(out, "<table>\n");
    for (size_t i = 0; i < args.n_options; i++) {
        if (!srv_option_served(&args.option[i]))
            continue;
        jh_buf_reset(&help);
        cli_option_text(&help, lang, &args.option[i]);
        put_row(out, args.option[i].name, help.data != NULL ? help.data : "");
    }
    jh_buf_puts(out, "</table>\n");
    jh_buf_release(&help);
    cli_args_release(&args);
    return JH_OK;
}

static void put_introduction(struct jh_buf *out, enum jh_lang lang)
{
    static const char *const paragraphs[] = {
        "Every reading command of the program is a question here: its options are parameters, its "
        "table is the answer. Errors are application/problem+json in the language asked for.",
        "Answers about the dataset carry an ETag; ask again with If-None-Match and unchanged ones "
        "cost nothing.",
    };
    jh_buf_printf(out,
        "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>Junheng 均衡 API</title>\n<link rel=\"stylesheet\" href=\"/api/docs.css\">\n"
        "</head>\n<body>\n<h1>Junheng 均衡 API</h1>\n",
        lang == JH_LANG_ZH ? "zh-CN" : "en");
    for (size_t i = 0; i < sizeof paragraphs / sizeof *paragraphs; i++) {
        jh_buf_puts(out, "<p>");
        put_html(out, jh_tr(lang, paragraphs[i]));
        jh_buf_puts(out, "</p>\n");
    }
    jh_buf_printf(out, "<p><a href=\"/api/openapi.json?lang=%s\">OpenAPI 3.1</a></p>\n<table>\n",
        lang == JH_LANG_ZH ? "zh" : "en");
    for (size_t i = 0; i < sizeof own_parameters / sizeof *own_parameters; i++)
        put_row(out, own_parameters[i].name, jh_tr(lang, own_parameters[i].help));
    put_row(out, "X-Junheng", jh_tr(lang, "1: needed by every request that changes something"));
    jh_buf_puts(out, "</table>\n");
}

static enum jh_status docs(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    enum jh_lang lang = request->lang;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    (void)srv;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    put_introduction(&text, lang);
    jh_buf_printf(&text, "<h2>%s</h2>\n", jh_tr(lang, "Resources"));
    for (size_t t = 0; t < srv_n_route_tables; t++)
        for (const struct srv_route *route = srv_route_tables[t]; route->pattern != NULL; route++)
            if (documented(route) && !route->paged)
                put_head(&text, route->method, route->pattern, route->summary, lang);
    jh_buf_printf(&text, "<h2>%s</h2>\n", jh_tr(lang, "Questions"));
    for (size_t i = 0; i < cli_n_commands; i++)
        if (cli_commands[i]->served != CLI_SERVED_NO)
            JH_TRY(st, put_command_docs(&text, cli_commands[i], lang, err));
    jh_buf_puts(&text, "</body>\n</html>\n");
    st = srv_reply_text(reply, 200, "text/html; charset=utf-8", &text, err);
out:
    jh_buf_release(&text);
    return st;
}

static enum jh_status style(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_embedded *file = jh_embedded_find("data/embed/serve/docs.css");
    (void)srv;
    (void)request;
    if (file == NULL)
        return jh_fail(err, JH_E_INTERNAL, "a file of the program is missing");
    reply->status = 200;
    return srv_blob_borrow("text/css; charset=utf-8", "docs-" JH_VERSION, file->data, file->len,
        NULL, 0, &reply->blob, err);
}

const struct srv_route srv_routes_openapi[] = {
    {.method = SRV_GET,
        .pattern = "/api/openapi.json",
        .handler = openapi,
        .summary = "this interface as OpenAPI 3.1"},
    {.method = SRV_GET,
        .pattern = "/api/docs",
        .handler = docs,
        .summary = "this interface as a page"},
    {.method = SRV_GET,
        .pattern = "/api/docs.css",
        .handler = style,
        .at_once = true,
        .summary = "the looks of that page"},
    {.pattern = NULL},
};
