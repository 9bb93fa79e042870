/* Stored plans and their documents. */
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "junheng/store.h"

#include "server/documents.h"
#include "server/routes.h"

/* A report holds its own styles and pictures, and may load nothing. */
static const char report_policy[] =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin "
    "allow-modals allow-popups";

static enum jh_status plan_id(
    const struct srv_request *request, int64_t *out_id, struct jh_error *err)
{
    const char *text = request->part[0];
    if (jh_num_parse_i64(text, strlen(text), out_id) && *out_id > 0)
        return JH_OK;
    return jh_fail(err, JH_E_NOT_FOUND, "there is no plan \"%.60s\"", text);
}

static enum jh_status one(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_store *store = NULL;
    char *scenario = NULL, *plan = NULL;
    struct jh_buf text;
    int64_t id = 0;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, (size_t)1 << 31);
    JH_TRY(st, plan_id(request, &id, err));
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_plan_load(store, id, &scenario, &plan, err));
    jh_buf_puts(&text, plan);
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_store_close(store);
    jh_store_free(scenario);
    jh_store_free(plan);
    jh_buf_release(&text);
    return st;
}

/* A document by its name; saved under a name of its own where `save` says so. */
static enum jh_status document(struct srv *srv, const struct srv_request *request, const char *name,
    const char *type, bool save, struct srv_reply *reply, struct jh_error *err)
{
    struct jh_buf text;
    int64_t id = 0;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, (size_t)1 << 28);
    JH_TRY(st, plan_id(request, &id, err));
    JH_TRY(st, srv_document_get(srv, id, request->lang, name, &text, err));
    if (save) {
        const char *slash = strrchr(name, '/');
        snprintf(reply->disposition, sizeof reply->disposition,
            "attachment; filename=\"plan-%lld-%.40s\"", (long long)id,
            slash != NULL ? slash + 1 : name);
    }
    st = srv_reply_text(reply, 200, type, &text, err);
out:
    jh_buf_release(&text);
    return st;
}

static enum jh_status report(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    reply->policy = report_policy;
    return document(srv, request, "report.html", "text/html; charset=utf-8", false, reply, err);
}

static enum jh_status workbook(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    return document(srv, request, "plan.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true, reply, err);
}

static enum jh_status map(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    return document(srv, request, "map.geojson", "application/geo+json", true, reply, err);
}

static enum jh_status docx(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    return document(srv, request, "plan.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true, reply,
        err);
}

static enum jh_status slides(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    return document(srv, request, "slides.pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", true, reply,
        err);
}

static enum jh_status large_map(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    return document(srv, request, "map.pdf", "application/pdf", true, reply, err);
}

static enum jh_status table(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    char name[80];
    snprintf(name, sizeof name, "tables/%.60s.csv", request->part[1]);
    return document(srv, request, name, "text/csv; charset=utf-8", true, reply, err);
}

const struct srv_route srv_routes_plans[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}",
        .handler = one,
        .summary = "a stored plan: plan.json"},
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/report.html",
        .handler = report,
        .summary = "the report of a plan"},
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/plan.xlsx",
        .handler = workbook,
        .summary = "the workbook of a plan"},
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/plan.docx",
        .handler = docx,
        .summary = "the Word document of a plan"},
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/slides.pptx",
        .handler = slides,
        .summary = "the slides of a plan"},
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/map.pdf",
        .handler = large_map,
        .summary = "the plan on one large map"},
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/map.geojson",
        .handler = map,
        .summary = "the map of a plan"},
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/tables/{name}.csv",
        .handler = table,
        .summary = "one table of a plan"},
    {.pattern = NULL},
};
