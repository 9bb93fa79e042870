/* Jobs: asked for, listed, watched, cancelled. */
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "io/plan/scenario_json.h"

#include "server/routes.h"

enum { BODY_MAX = 1 << 20 };

static enum jh_status job_id(
    const struct srv_request *request, int64_t *out_id, struct jh_error *err)
{
    const char *text = request->part[0];
    if (jh_num_parse_i64(text, strlen(text), out_id) && *out_id > 0)
        return JH_OK;
    return jh_fail(err, JH_E_NOT_FOUND, "there is no job \"%.60s\"", text);
}

/* 202 with the job's address; the body is the job. */
enum jh_status srv_reply_job(
    struct srv *srv, struct srv_job_task *task, struct srv_reply *reply, struct jh_error *err)
{
    struct jh_json_writer w;
    struct jh_buf text;
    int64_t id = 0;
    enum jh_status st = srv_jobs_add(&srv->jobs, task, &id, err);
    if (st != JH_OK)
        return st;
    jh_buf_init(&text, 256);
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    jh_json_int(&w, "job", id);
    jh_json_close_object(&w);
    snprintf(reply->location, sizeof reply->location, "/api/v1/jobs/%lld", (long long)id);
    st = srv_reply_text(reply, 202, SRV_JSON, &text, err);
    jh_buf_release(&text);
    return st;
}

static enum jh_status read_task(
    const struct jh_json *root, struct srv_job_task *task, struct jh_error *err)
{
    const char *command = jh_json_as_text(jh_json_get(root, "command"));
    struct jh_json_member m = {0};
    while (jh_json_next(root, &m))
        if (strcmp(m.key, "command") != 0 && strcmp(m.key, "scenario") != 0) {
            enum jh_status st = jh_fail(err, JH_E_ARG, "unknown member \"%.60s\"", m.key);
            jh_where(err, "/%s", m.key);
            return st;
        }
    if (command == NULL || strcmp(command, "plan") != 0) {
        enum jh_status st = jh_fail(err, JH_E_ARG, "the command of a job must be plan");
        jh_where(err, "/command");
        return st;
    }
    const struct jh_json *scenario = jh_json_get(root, "scenario");
    task->kind = SRV_JOB_PLAN;
    task->scenario = jh_scenario_default();
    return scenario == NULL ? JH_OK : jh_i_scenario_read(scenario, &task->scenario, err);
}

static enum jh_status add(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_json_limits limits = {BODY_MAX, 16};
    struct jh_json *root = NULL;
    struct srv_job_task task = {.kind = SRV_JOB_PLAN};
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_json_parse(request->body, request->body_len, limits, &root, err));
    JH_TRY(st, read_task(root, &task, err));
    st = srv_reply_job(srv, &task, reply, err);
out:
    srv_job_task_release(&task);
    jh_json_free(root);
    return st == JH_E_DATA ? JH_E_ARG : st;
}

static enum jh_status list(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_json_writer w;
    struct jh_buf text;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    srv_jobs_put_all(&srv->jobs, "rows", request->lang, &w);
    jh_json_close_object(&w);
    enum jh_status st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
    jh_buf_release(&text);
    return st;
}

static enum jh_status one(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_json_writer w;
    struct jh_buf text;
    uint64_t version = 0;
    int64_t id = 0;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    jh_json_begin(&w, &text, false);
    JH_TRY(st, job_id(request, &id, err));
    JH_TRY(st, srv_jobs_put(&srv->jobs, id, request->lang, true, &w, &version, NULL, err));
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_buf_release(&text);
    return st;
}

static enum jh_status cancel(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const char *keep = srv_parameter(&request->target, "keep");
    int64_t id = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, job_id(request, &id, err));
    JH_TRY(st, srv_jobs_cancel(&srv->jobs, id, keep != NULL && strcmp(keep, "0") != 0, err));
    st = one(srv, request, reply, err);
    reply->status = 202;
out:
    return st;
}

static enum jh_status report(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_buf text;
    int64_t id = 0;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    JH_TRY(st, job_id(request, &id, err));
    JH_TRY(st, srv_jobs_report(&srv->jobs, id, request->lang, &text, err));
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_buf_release(&text);
    return st;
}

/* The stream is made where connections are: here only whether there is such a job. */
static enum jh_status events(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    int64_t id = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, job_id(request, &id, err));
    JH_TRY(st, one(srv, request, reply, err));
    srv_blob_free(reply->blob);
    reply->blob = NULL;
    reply->event_job = id;
    reply->cache_control = "no-store";
out:
    return st;
}

const struct srv_route srv_routes_jobs[] = {
    {.method = SRV_POST,
        .pattern = "/api/v1/jobs",
        .handler = add,
        .body_max = BODY_MAX,
        .body_type = "application/json",
        .summary = "make a plan: {\"command\":\"plan\",\"scenario\":{...}}"},
    {.method = SRV_GET,
        .pattern = "/api/v1/jobs",
        .handler = list,
        .summary = "the jobs, last one first"},
    {.method = SRV_GET, .pattern = "/api/v1/jobs/{id}", .handler = one, .summary = "one job"},
    {.method = SRV_DELETE,
        .pattern = "/api/v1/jobs/{id}",
        .handler = cancel,
        .summary = "cancel a job; with keep=1 stop it with the best plan found so far"},
    {.method = SRV_GET,
        .pattern = "/api/v1/jobs/{id}/findings",
        .handler = report,
        .summary = "the data report of an import, landed or not"},
    {.method = SRV_GET,
        .pattern = "/api/v1/jobs/{id}/events",
        .handler = events,
        .summary = "the job as it goes on: server-sent events, each with the whole job"},
    {.pattern = NULL},
};
