/* Data in: files or the sample; and the report of what was loaded. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "junheng/store.h"

#include "cli/commands.h"
#include "cli/dispatch.h"
#include "cli/sample.h"

#include "server/commands.h"
#include "server/routes.h"

enum { SAMPLE_BODY_MAX = 4096 };
#define UPLOAD_MAX_BYTES ((size_t)2 << 30)

static enum jh_status upload(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const char *partial = srv_parameter(&request->target, "accept-partial");
    struct srv_job_task task = {.kind = SRV_JOB_IMPORT};
    struct srv_upload *upload = request->upload;
    if (upload->n_files == 0) {
        enum jh_status st = jh_fail(err, JH_E_ARG, "no file was sent");
        jh_hint(err, "Send a form with files, or one file as the body with ?name=areas.csv.");
        return st;
    }
    task.accept_partial = partial != NULL && strcmp(partial, "0") != 0;
    task.folder = upload->folder;
    task.from = upload->names.data;
    upload->folder = NULL;
    memset(&upload->names, 0, sizeof upload->names);
    return srv_reply_job(srv, &task, reply, err);
}

/* {"areas": 40, "seed": 7} as the options of `sample`. */
static enum jh_status put_words(const struct jh_json *root, struct jh_arena *arena,
    const char **word, size_t *n, struct jh_error *err)
{
    struct jh_json_member m = {0};
    while (jh_json_next(root, &m)) {
        char number[JH_NUM_TEXT_MAX];
        double x = JH_NAN;
        size_t size = strlen(m.key) + sizeof number + 4;
        char *text = jh_arena_alloc(arena, size, 1);
        if (text == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        if (!jh_json_as_num(m.value, &x)) {
            enum jh_status st = jh_fail(err, JH_E_ARG, "--%.60s must be a number", m.key);
            jh_where(err, "/%s", m.key);
            return st;
        }
        jh_num_format(x, number);
        snprintf(text, size, "--%s=%s", m.key, number);
        word[(*n)++] = text;
    }
    return JH_OK;
}

static enum jh_status read_sample(
    const struct jh_json *root, struct jh_sample_options *out, struct jh_error *err)
{
    struct cli_args args = {0};
    struct jh_arena arena;
    struct cli cli = {.lang = JH_LANG_EN};
    const char **word;
    size_t n = 0, consumed = 0;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 1 << 20);
    word = jh_arena_new(&arena, jh_json_length(root), const char *);
    if (word == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, put_words(root, &arena, word, &n, err));
    JH_TRY(st, cli_command_args(&cli_cmd_sample, 0, &args, err));
    JH_TRY(st, cli_args_parse(&args, n, word, false, &consumed, err));
    cli.seed_given = cli_get(&args, "seed")->given;
    cli.run.seed = (uint64_t)cli_get(&args, "seed")->integer;
    *out = cli_sample_wanted(&cli, &args);
out:
    cli_args_release(&args);
    jh_arena_release(&arena);
    return st;
}

static enum jh_status sample(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_json_limits limits = {SAMPLE_BODY_MAX, 4};
    struct srv_job_task task = {.kind = SRV_JOB_SAMPLE};
    struct jh_json *root = NULL;
    enum jh_status st = JH_OK;
    if (request->body_len > 0)
        JH_TRY(st, jh_json_parse(request->body, request->body_len, limits, &root, err));
    JH_TRY(st, read_sample(root, &task.sample, err));
    st = srv_reply_job(srv, &task, reply, err);
out:
    jh_json_free(root);
    return st == JH_E_DATA ? JH_E_ARG : st;
}

static enum jh_status findings(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_store *store = NULL;
    struct jh_buf text;
    char *json = NULL;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_READ, &store, err));
    st =
        jh_store_report_load(store, request->data->dataset->fingerprint, request->lang, &json, err);
    if (st == JH_E_NOT_FOUND) /* imported by an older program */
        jh_buf_puts(&text, "{\"rows\":[],\"errors\":null,\"warnings\":null}");
    else if (st == JH_OK)
        jh_buf_puts(&text, json);
    else
        goto out;
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_store_close(store);
    jh_store_free(json);
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_data[] = {
    {.method = SRV_POST,
        .pattern = "/api/v1/data",
        .handler = upload,
        .upload = true,
        .body_max = UPLOAD_MAX_BYTES,
        .summary = "import files: a form (multipart/form-data), or one file as the body with "
                   "?name=; a zip archive, CSV files or a workbook"},
    {.method = SRV_POST,
        .pattern = "/api/v1/data/sample",
        .handler = sample,
        .body_max = SAMPLE_BODY_MAX,
        .body_type = "application/json",
        .summary = "make and load the fictional territory; options of sample as members"},
    {.method = SRV_GET,
        .pattern = "/api/v1/findings",
        .handler = findings,
        .needs_data = true,
        .summary = "the data report of the dataset"},
    {.pattern = NULL},
};
