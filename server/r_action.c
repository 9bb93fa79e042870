/*
 * Commands whose first operand says what to do: the register, its indicators, its effects. What only
 * reads is asked for with GET, what writes is sent with POST; files go with their own address.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/dispatch.h"

#include "server/commands.h"
#include "server/routes.h"

enum { BODY_MAX = 1 << 20, MOST_WORDS = 2000 };
#define UPLOAD_MAX ((size_t)64 << 20)

enum use {
    READS = 1,
    WRITES = 2,
    TAKES_FILES = 4,    /* the files sent are operands */
    MAKES_DOCUMENT = 8, /* --out is a file that is the answer */
    FILLS_FOLDER = 16   /* --out is a folder; the file in it is the answer */
};
struct action {
    const char *name;
    unsigned uses;
};

static const struct action of_programme[] = {
    {"list", READS},
    {"show", READS},
    {"history", READS},
    {"files", READS},
    {"machines", READS},
    {"kinds", READS},
    {"alarms", READS},
    {"schedule", READS},
    {"money", READS},
    {"batches", READS},
    {"exporters", READS},
    {"year", READS},
    {"year-report", READS | FILLS_FOLDER},
    {"chase", READS},
    {"consolidate", READS},
    {"template", READS | FILLS_FOLDER},
    {"add", WRITES},
    {"move", WRITES},
    {"from-plan", WRITES},
    {"announced", WRITES},
    {"publish", WRITES},
    {"import", TAKES_FILES},
    {"collect", TAKES_FILES},
    {"attach", TAKES_FILES},
    {NULL, 0},
};
static const struct action of_monitor[] = {
    {"catalogue", READS},
    {"values", READS},
    {"targets", READS},
    {"actions", READS},
    {"projects", READS},
    {"predicted", READS},
    {"score", READS},
    {"capability", READS},
    {"sheet", READS | MAKES_DOCUMENT},
    {"propose", WRITES},
    {"split", WRITES},
    {"store", WRITES},
    {"enter", TAKES_FILES},
    {NULL, 0},
};
static const struct action of_evaluate[] = {
    {"did", READS | TAKES_FILES},
    {"event-study", READS | TAKES_FILES},
    {"staggered", READS | TAKES_FILES},
    {"series", READS | TAKES_FILES},
    {"synthetic", READS | TAKES_FILES},
    {"compare", READS | TAKES_FILES},
    {"funnel", READS | TAKES_FILES},
    {NULL, 0},
};
static const struct {
    const struct cli_command *command;
    const struct action *action;
} commands[] = {{&cli_cmd_programme, of_programme}, {&cli_cmd_monitor, of_monitor},
    {&cli_cmd_evaluate, of_evaluate}};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

/* One action on its way. */
struct acting {
    const struct cli_command *command;
    const struct action *action;
    struct jh_arena arena;
    struct jh_json *body;
    char *folder; /* of the document; NULL: none */
    size_t n;
    const char *word[MOST_WORDS];
};

/* Which command and action an address "/api/v1/COMMAND/ACTION..." means. */
static enum jh_status find_action(
    const struct srv_request *request, unsigned use, struct acting *a, struct jh_error *err)
{
    const char *path = request->target.path + strlen("/api/v1/");
    for (size_t c = 0; c < N_COMMANDS; c++) {
        const size_t len = strlen(commands[c].command->name);
        if (strncmp(path, commands[c].command->name, len) != 0 || path[len] != '/')
            continue;
        a->command = commands[c].command;
        for (const struct action *x = commands[c].action; x->name != NULL; x++)
            if (strcmp(x->name, request->part[0]) == 0 && (x->uses & use) != 0) {
                a->action = x;
                return JH_OK;
            }
    }
    return jh_fail(err, JH_E_NOT_FOUND, "nothing has this address");
}

static enum jh_status put(struct acting *a, const char *text, struct jh_error *err)
{
    if (a->n == MOST_WORDS)
        return jh_fail(err, JH_E_LIMIT, "the address of the request is too long");
    a->word[a->n] = jh_arena_strdup(&a->arena, text);
    return a->word[a->n++] != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* "--name=value", "/folder/name" and the like. */
static enum jh_status put_joined(struct acting *a, const char *first, const char *second,
    const char *third, const char *fourth, struct jh_error *err)
{
    struct jh_buf text;
    jh_buf_init(&text, BODY_MAX + 4096);
    jh_buf_printf(&text, "%s%s%s%s", first, second, third, fourth);
    enum jh_status st = jh_buf_status(&text, err);
    if (st == JH_OK)
        st = put(a, text.data, err);
    jh_buf_release(&text);
    return st;
}

/* Options of the body: what may be given from afar, as parameters are. */
static enum jh_status put_options(struct acting *a, struct jh_error *err)
{
    const struct jh_json *options = jh_json_get(a->body, "options");
    struct jh_json_member m = {0};
    struct cli_args args = {0};
    enum jh_status st;
    JH_TRY(st, cli_command_args(a->command, 0, &args, err));
    while (jh_json_next(options, &m)) {
        size_t i = 0;
        const char *text = jh_json_as_text(m.value);
        char number[JH_NUM_TEXT_MAX];
        double value;
        while (i < args.n_options && strcmp(args.option[i].name, m.key) != 0)
            i++;
        if (i == args.n_options || !srv_option_served(&args.option[i])) {
            st = jh_fail(err, JH_E_ARG, "the server does not take the option %.60s", m.key);
            goto out;
        }
        if (text == NULL && jh_json_as_num(m.value, &value)) {
            jh_num_format(value, number);
            text = number;
        }
        if (text != NULL)
            JH_TRY(st, put_joined(a, "--", m.key, "=", text, err));
    }
out:
    cli_args_release(&args);
    return st;
}

static enum jh_status put_operands(
    struct acting *a, const struct srv_request *request, struct jh_error *err)
{
    const struct jh_json *list = jh_json_get(a->body, "operands");
    enum jh_status st;
    JH_TRY(st, put(a, "--", err));
    JH_TRY(st, put(a, a->action->name, err));
    for (size_t i = 0; i < request->target.n; i++)
        if (strcmp(request->target.parameter[i].name, "operand") == 0)
            JH_TRY(st, put(a, request->target.parameter[i].value, err));
    for (size_t k = 0; k < jh_json_length(list); k++) {
        const char *text = jh_json_as_text(jh_json_item(list, k));
        if (text == NULL) {
            st = jh_fail(err, JH_E_ARG, "operands must be texts");
            goto out;
        }
        JH_TRY(st, put(a, text, err));
    }
out:
    return st;
}

/* The files sent, after the operands that say what they are for (a cycle); those of an import come
 * first, for there they are the first operand. */
static enum jh_status put_files(
    struct acting *a, const struct srv_request *request, struct jh_error *err)
{
    const bool first = strcmp(a->action->name, "collect") != 0;
    const char *rest[MOST_WORDS];
    size_t n_rest = 0, from = 0;
    enum jh_status st = JH_OK;
    while (strcmp(a->word[from], "--") != 0)
        from++;
    from += 2;
    while (first && a->n > from)
        rest[n_rest++] = a->word[--a->n];
    DIR *dir = opendir(request->upload->folder);
    for (struct dirent *e; dir != NULL && st == JH_OK && (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.')
            st = put_joined(a, request->upload->folder, "/", e->d_name, "", err);
    if (dir != NULL)
        closedir(dir);
    while (st == JH_OK && n_rest > 0)
        a->word[a->n++] = rest[--n_rest];
    return st;
}

static enum jh_status put_out(struct acting *a, struct srv *srv, struct jh_error *err)
{
    enum jh_status st;
    if ((a->action->uses & (MAKES_DOCUMENT | FILLS_FOLDER)) == 0)
        return JH_OK;
    JH_TRY(st, srv_folder_new(&srv->folders, &a->folder, err));
    st = put_joined(a, "--out=", a->folder,
        (a->action->uses & MAKES_DOCUMENT) != 0 ? "/sheet.xlsx" : "", "", err);
out:
    return st;
}

static const char sheet_type[] =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
static const char word_type[] =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

static bool is_word(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL && strcmp(dot, ".docx") == 0;
}

/* The one file of the folder is the answer. */
static enum jh_status send_document(
    const struct acting *a, struct srv_reply *reply, struct jh_error *err)
{
    struct jh_buf path, data;
    bool word;
    enum jh_status st;
    jh_buf_init(&path, 1 << 16);
    jh_buf_init(&data, SRV_MAX_ANSWER);
    DIR *dir = opendir(a->folder);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.' && path.len == 0)
            jh_buf_printf(&path, "%s/%s", a->folder, e->d_name);
    if (dir != NULL)
        closedir(dir);
    if (path.len == 0) {
        st = jh_fail(err, JH_E_NOT_FOUND, "nothing has this address");
        goto out;
    }
    JH_TRY(st, cli_file_read(path.data, SRV_MAX_ANSWER, &data, err));
    word = is_word(path.data);
    snprintf(reply->disposition, sizeof reply->disposition, "attachment; filename=\"%s%s\"",
        a->action->name, word ? ".docx" : ".xlsx");
    st = srv_reply_text(reply, 200, word ? word_type : sheet_type, &data, err);
out:
    jh_buf_release(&path);
    jh_buf_release(&data);
    return st;
}

/* Files are called as they were sent, not as they were kept meanwhile. */
static void drop_folder(char *text, const char *folder)
{
    const size_t len = strlen(folder);
    for (char *at = strstr(text, folder); at != NULL; at = strstr(at, folder)) {
        const char *rest = at + len + (at[len] == '/');
        memmove(at, rest, strlen(rest) + 1);
    }
}

static void name_as_sent(const struct srv_request *request, struct jh_error *err)
{
    const char *folder = request->upload != NULL ? request->upload->folder : NULL;
    if (folder == NULL || folder[0] == '\0' || err == NULL)
        return;
    drop_folder(err->where, folder);
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        drop_folder(err->message[lang], folder);
        drop_folder(err->hint[lang], folder);
    }
}

static enum jh_status act(struct srv *srv, const struct srv_request *request, unsigned use,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_json_limits limits = {BODY_MAX, 4};
    struct srv_asked asked = {0};
    struct acting a = {.n = 0};
    size_t form = 0;
    enum jh_status st;
    jh_arena_init(&a.arena, (size_t)8 << 20);
    JH_TRY(st, find_action(request, use, &a, err));
    if (request->body_len > 0)
        JH_TRY(st, jh_json_parse(request->body, request->body_len, limits, &a.body, err));
    JH_TRY(st, srv_form_wanted(request, &form, err));
    JH_TRY(st, put_options(&a, err));
    JH_TRY(st, put_out(&a, srv, err));
    JH_TRY(st, put_operands(&a, request, err));
    if (use == TAKES_FILES)
        JH_TRY(st, put_files(&a, request, err));
    JH_TRY(st, srv_asked_action(&asked, srv, request, a.command, a.n, a.word, err));
    reply->dont_keep = true;
    JH_TRY(st, srv_asked_answer(srv, &asked, form, reply, err));
    if (a.folder != NULL)
        st = send_document(&a, reply, err);
out:
    srv_asked_release(&asked);
    if (a.folder != NULL)
        srv_folder_remove(a.folder);
    jh_i_free(a.folder);
    jh_json_free(a.body);
    jh_arena_release(&a.arena);
    if (st != JH_OK && use == TAKES_FILES)
        name_as_sent(request, err);
    /* A body that cannot be read is the caller's mistake. */
    return st == JH_E_DATA && use != TAKES_FILES ? JH_E_ARG : st;
}

static enum jh_status reads(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    return act(srv, request, READS, reply, err);
}

static enum jh_status writes(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    return act(srv, request, WRITES, reply, err);
}

static enum jh_status takes(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    if (request->upload->n_files == 0)
        return jh_fail(err, JH_E_ARG, "no file was sent");
    return act(srv, request, TAKES_FILES, reply, err);
}

#define READING(command, data)                                                                     \
    {                                                                                              \
        .method = SRV_GET, .pattern = "/api/v1/" command "/{action}", .handler = reads,            \
        .needs_data = data,                                                                        \
        .summary = "an action of the command that only reads; operands as ?operand="               \
    }
#define TAKING(command, data)                                                                      \
    {                                                                                              \
        .method = SRV_POST, .pattern = "/api/v1/" command "/{action}/files", .handler = takes,     \
        .needs_data = data, .upload = true, .body_max = UPLOAD_MAX,                                \
        .summary = "an action of the command on the files that are sent"                           \
    }
#define WRITING(command, data)                                                                     \
    {                                                                                              \
        .method = SRV_POST, .pattern = "/api/v1/" command "/{action}", .handler = writes,          \
        .needs_data = data, .body_max = BODY_MAX, .body_type = "application/json",                 \
        .summary = "an action of the command that writes: {\"operands\": [], \"options\": {}}"     \
    }

const struct srv_route srv_routes_action[] = {
    READING("programme", false),
    WRITING("programme", false),
    TAKING("programme", false),
    READING("monitor", true),
    WRITING("monitor", true),
    TAKING("monitor", true),
    READING("evaluate", true),
    TAKING("evaluate", false),
    {.pattern = NULL},
};
