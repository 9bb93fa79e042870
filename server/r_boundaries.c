/* The user's boundaries: taken in, dropped. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

#include "server/routes.h"

#define UPLOAD_MAX_BYTES ((size_t)1 << 30)

/* A parameter as a text of the task's own; NULL where it is not given. */
static enum jh_status take_text(
    const struct srv_request *request, const char *name, char **out, struct jh_error *err)
{
    const char *value = srv_parameter(&request->target, name);
    size_t len = value != NULL ? strlen(value) : 0;
    if (len == 0)
        return JH_OK;
    *out = jh_i_calloc(len + 1, 1);
    if (*out == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memcpy(*out, value, len + 1);
    return JH_OK;
}

static enum jh_status upload(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct srv_job_task task = {.kind = SRV_JOB_BOUNDARIES};
    struct srv_upload *upload = request->upload;
    enum jh_status st = JH_OK;
    if (upload->n_files == 0) {
        st = jh_fail(err, JH_E_ARG, "no file was sent");
        jh_hint(
            err, "Send a form with files, or one file as the body with ?name=counties.geojson.");
        return st;
    }
    JH_TRY(st, take_text(request, "source", &task.source, err));
    JH_TRY(st, take_text(request, "review_number", &task.review_number, err));
    JH_TRY(st, take_text(request, "property", &task.property, err));
    task.folder = upload->folder;
    task.from = upload->names.data;
    upload->folder = NULL;
    memset(&upload->names, 0, sizeof upload->names);
    st = srv_reply_job(srv, &task, reply, err);
out:
    srv_job_task_release(&task);
    return st;
}

static enum jh_status drop(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct srv_job_task task = {.kind = SRV_JOB_BOUNDARIES};
    (void)request;
    return srv_reply_job(srv, &task, reply, err);
}

const struct srv_route srv_routes_boundaries[] = {
    {.method = SRV_POST,
        .pattern = "/api/v1/boundaries",
        .handler = upload,
        .upload = true,
        .body_max = UPLOAD_MAX_BYTES,
        .summary = "take boundaries of the areas: a form with the file, or the file as the body "
                   "with ?name=; source= and review_number= stand on every map, property= names "
                   "the areas"},
    {.method = SRV_DELETE,
        .pattern = "/api/v1/boundaries",
        .handler = drop,
        .summary = "drop the boundaries: maps show cells again"},
    {.pattern = NULL},
};
