/* Sheets as offices send them: what is understood, cell by cell. Nothing is kept. */
#include "base/buf.h"
#include "base/fail.h"
#include "io/sheets/import.h"

#include "server/routes.h"
#include "server/sheets.h"

enum { ROWS_SHOWN = 5000 };
#define SHEETS_MAX_BYTES ((size_t)256 << 20)

static enum jh_status understand(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_sheets_options options = {0};
    struct srv_sheet_files files = {0};
    struct srv_data *data = NULL;
    struct jh_sheets sheets = {0};
    struct jh_buf text;
    bool based;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    if (request->upload->n_files == 0)
        return jh_fail(err, JH_E_ARG, "no file was sent");
    JH_TRY(st, srv_sheets_sort(request->upload->folder, &files, err));
    st = srv_data_take(&srv->current, srv->workspace, &data, err);
    if (st != JH_OK && st != JH_E_NOT_FOUND)
        goto out;
    options.recipe_path = files.recipe;
    JH_TRY(st, jh_i_sheets_open(files.n, files.path, &options, data != NULL ? data->dataset : NULL,
                   NULL, &sheets, &based, err));
    /* files called like tables need no understanding: the page imports them as they are */
    jh_buf_printf(&text, "{\"tables\":%s,\"understood\":",
        files.recipe == NULL && !jh_i_sheets_are(files.n, files.path) ? "true" : "false");
    jh_i_sheets_json(&sheets, request->lang, ROWS_SHOWN, &text);
    jh_buf_puts(&text, "}");
    JH_TRY(st, jh_buf_status(&text, err));
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_i_sheets_release(&sheets);
    srv_data_free(data);
    srv_sheets_release(&files);
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_sheets[] = {
    {.method = SRV_POST,
        .pattern = "/api/v1/sheets",
        .handler = understand,
        .upload = true,
        .body_max = SHEETS_MAX_BYTES,
        .summary = "what is understood of sheets as offices send them: a form with the files, and "
                   "recipe.json with the answers so far; nothing is imported"},
    {.pattern = NULL},
};
