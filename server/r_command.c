/* The program's own commands, run in this process on the shared dataset. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "io/xlsx_table.h"

#include "cli/cell.h"
#include "cli/data.h"

#include "server/commands.h"
#include "server/dispatch.h"
#include "server/routes.h"

enum { MAX_COLUMNS = 100, BODY_MAX = 4 << 20 };
static const char xlsx_type[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/* How a table is sent, and how it is asked for. */
static const struct {
    const char *name, *type;
    enum cli_format format;
} forms[] = {
    {"json", SRV_JSON, CLI_FORMAT_JSON},
    {"csv", "text/csv; charset=utf-8", CLI_FORMAT_CSV},
    {"xlsx", xlsx_type, CLI_FORMAT_CSV},
};
enum { FORM_JSON, FORM_CSV, FORM_XLSX, N_FORMS };

enum jh_status srv_form_wanted(
    const struct srv_request *request, size_t *out_form, struct jh_error *err)
{
    const char *format = srv_parameter(&request->target, "format");
    *out_form = srv_header_lists(request->accept, "text/csv") ? FORM_CSV : FORM_JSON;
    if (format == NULL)
        return JH_OK;
    for (size_t i = 0; i < N_FORMS; i++)
        if (strcmp(forms[i].name, format) == 0) {
            *out_form = i;
            return JH_OK;
        }
    return jh_fail(
        err, JH_E_ARG, "--%s must be one of %s, got \"%.60s\"", "format", "json|csv|xlsx", format);
}

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
        /* What only does something prints nothing. */
        if (len == 0 && format == CLI_FORMAT_JSON)
            jh_buf_printf(
                out, "{\"command\":\"%s\",\"rows\":[],\"summary\":{}}\n", asked->cli.command->name);
        st = jh_buf_status(out, err);
    }
    free(text);
    return st;
}

/* ---- Workbooks -------------------------------------------------------------------------------- */

/* The columns of the table that a command prints, kept as it begins. */
struct columns {
    size_t n;
    struct cli_column column[MAX_COLUMNS];
};

static void note_columns(void *ctx, size_t n, const struct cli_column *column)
{
    struct columns *columns = ctx;
    columns->n = n < MAX_COLUMNS ? n : MAX_COLUMNS;
    memcpy(columns->column, column, columns->n * sizeof *column);
}

/* Shares stay shares and are shown in percent; other scales are applied, as text does. */
static enum jh_status describe(const struct cli_column *column, enum jh_lang lang,
    struct jh_arena *arena, struct jh_xlsx_column *out, struct jh_error *err)
{
    static const char *const formats[] = {
        "#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"};
    bool share = column->scale == 100 && column->unit != NULL && strcmp(column->unit, "%") == 0;
    const char *head = column->head != NULL ? jh_tr(lang, column->head) : column->name;
    const char *unit = column->unit == NULL || share ? "" : jh_tr(lang, column->unit);
    size_t size = strlen(head) + strlen(unit) + 4;
    char *title = jh_arena_alloc(arena, size, 1);
    if (title == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    snprintf(title, size, unit[0] != '\0' ? "%s (%s)" : "%s%s", head, unit);
    int decimals = column->decimals < 0 ? 0 : column->decimals > 4 ? 4 : column->decimals;
    *out = (struct jh_xlsx_column){.title = title,
        .format = share                  ? "0.0%"
                  : column->head == NULL ? "General"
                                         : formats[decimals],
        .scale = share || column->scale == 0 ? 1 : column->scale};
    return JH_OK;
}

/* From the command's CSV text to a workbook, by way of a file. */
static enum jh_status make_workbook(struct srv *srv, struct srv_asked *asked,
    const struct columns *columns, const struct jh_buf *csv, struct jh_buf *out,
    struct jh_error *err)
{
    struct jh_xlsx_column described[MAX_COLUMNS];
    struct jh_buf path;
    char *folder = NULL;
    enum jh_status st = JH_OK;
    jh_buf_init(&path, 1 << 16);
    for (size_t c = 0; c < columns->n; c++)
        JH_TRY(
            st, describe(&columns->column[c], asked->cli.lang, &asked->arena, &described[c], err));
    JH_TRY(st, srv_folder_new(&srv->folders, &folder, err));
    jh_buf_printf(&path, "%s/table.xlsx", folder);
    JH_TRY(st, jh_buf_status(&path, err));
    JH_TRY(st, jh_i_xlsx_write(asked->cli.command->name, columns->n, described, csv->data, csv->len,
                   path.data, err));
    st = cli_file_read(path.data, SRV_MAX_ANSWER, out, err);
out:
    if (folder != NULL)
        srv_folder_remove(folder);
    jh_i_free(folder);
    jh_buf_release(&path);
    return st;
}

/* ---- Answers ---------------------------------------------------------------------------------- */

/* Every word of "a,b" must be a column. */
static enum jh_status check_columns(
    const char *list, const struct columns *columns, struct jh_error *err)
{
    for (const char *p = list; p != NULL && *p != '\0';) {
        size_t len = strcspn(p, ","), c = 0;
        while (c < columns->n && (strncmp(columns->column[c].name, p, len) != 0 ||
                                     columns->column[c].name[len] != '\0'))
            c++;
        if (c == columns->n)
            return jh_fail(err, JH_E_ARG, "there is no column \"%.*s\"", (int)len, p);
        p += len + (p[len] == ',');
    }
    return JH_OK;
}

enum jh_status srv_asked_answer(struct srv *srv, struct srv_asked *asked, size_t form,
    struct srv_reply *reply, struct jh_error *err)
{
    struct columns columns = {.n = 0};
    struct jh_buf text, workbook;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    jh_buf_init(&workbook, SRV_MAX_ANSWER);
    asked->cli.on_columns = note_columns;
    asked->cli.on_columns_ctx = &columns;
    JH_TRY(st, run_command(asked, forms[form].format, &text, err));
    JH_TRY(st, check_columns(asked->cli.columns, &columns, err));
    if (form == FORM_XLSX)
        JH_TRY(st, make_workbook(srv, asked, &columns, &text, &workbook, err));
    if (form != FORM_JSON)
        snprintf(reply->disposition, sizeof reply->disposition, "attachment; filename=\"%s.%s\"",
            asked->cli.command->name, forms[form].name);
    st = srv_reply_text(reply, 200, forms[form].type, form == FORM_XLSX ? &workbook : &text, err);
out:
    jh_buf_release(&text);
    jh_buf_release(&workbook);
    return st;
}

static enum jh_status answer(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct cli_command *command = srv_command_find(request->part[0]);
    struct srv_asked asked = {0};
    size_t form = FORM_JSON;
    enum jh_status st = JH_OK;
    if (command == NULL)
        return jh_fail(err, JH_E_NOT_FOUND, "nothing has this address");
    JH_TRY(st, srv_form_wanted(request, &form, err));
    JH_TRY(st, srv_asked_init(&asked, srv, request, command, err));
    reply->dont_keep = command->served == CLI_SERVED_WORKSPACE;
    st = srv_asked_answer(srv, &asked, form, reply, err);
    if (st != JH_OK)
        srv_asked_tidy(&asked, err);
out:
    srv_asked_release(&asked);
    return st;
}

const struct srv_route srv_routes_command[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/{command}",
        .handler = answer,
        .needs_data = true,
        .keep = SRV_KEEP_DATASET,
        .paged = true,
        .summary = "a command of the program; its options are parameters"},
    {.method = SRV_POST,
        .pattern = "/api/v1/{command}",
        .handler = answer,
        .needs_data = true,
        .paged = true,
        .body_max = BODY_MAX,
        .summary = "a command that reads a file, which is the body"},
    {.pattern = NULL},
};
