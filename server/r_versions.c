/* Versions of a plan, opinions on it, and what differs from another plan. */
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/json.h"
#include "io/plan/plan_compare.h"
#include "junheng/store.h"

#include "cli/plan_ledger.h"

#include "server/routes.h"

enum { BODY_MAX = 64 << 10 };

/* A plan's page of the ledger, and the tag of what it says. */
struct page {
    struct jh_store *store;
    struct cli_plan_ledger ledger;
    int64_t plan;
    struct srv_blob *blob;
};

static enum jh_status number_of(const char *text, int64_t *out, struct jh_error *err)
{
    if (text != NULL && jh_num_parse_i64(text, strlen(text), out) && *out > 0)
        return JH_OK;
    return jh_fail(err, JH_E_NOT_FOUND, "there is no plan \"%.60s\"", text != NULL ? text : "");
}

static void put_versions(struct jh_json_writer *w, const struct page *page)
{
    const struct cli_plan_ledger *l = &page->ledger;
    jh_json_open_object(w, NULL);
    jh_json_int(w, "plan", page->plan);
    jh_json_text(w, "stage", cli_plan_stage_of(l, page->plan));
    jh_json_open_array(w, "stages");
    for (size_t i = 0; i < l->n_stages; i++) {
        if (l->stage[i].plan != page->plan)
            continue;
        jh_json_open_object(w, NULL);
        jh_json_text(w, "stage", l->stage[i].stage);
        jh_json_text(w, "at", l->stage[i].at);
        jh_json_text(w, "by", l->stage[i].actor);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    jh_json_open_array(w, "opinions");
    for (size_t i = 0; i < l->n_opinions; i++) {
        const struct cli_plan_opinion *o = &l->opinion[i];
        if (o->plan != page->plan)
            continue;
        jh_json_open_object(w, NULL);
        jh_json_int(w, "id", o->id);
        jh_json_text(w, "unit", o->unit);
        jh_json_text(w, "opinion", o->opinion);
        jh_json_text(w, "decision", o->decision);
        jh_json_text(w, "reason", o->reason);
        jh_json_text(w, "effect", o->effect);
        jh_json_text(w, "at", o->at);
        jh_json_text(w, "by", o->actor);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    jh_json_close_object(w);
}

static enum jh_status read_page(struct page *page, struct jh_error *err)
{
    struct jh_json_writer w;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    cli_plan_ledger_release(&page->ledger);
    srv_blob_free(page->blob);
    page->blob = NULL;
    JH_TRY(st, cli_plan_ledger_read(page->store, &page->ledger, err));
    jh_json_begin(&w, &text, false);
    put_versions(&w, page);
    st = srv_blob_make(SRV_JSON, &text, &page->blob, err);
out:
    jh_buf_release(&text);
    return st;
}

static enum jh_status open_page(struct srv *srv, const struct srv_request *request,
    enum jh_store_mode mode, struct page *page, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, number_of(request->part[0], &page->plan, err));
    JH_TRY(st, jh_store_open(srv->workspace, mode, &page->store, err));
    JH_TRY(st, cli_plan_exists(page->store, page->plan, err));
    st = read_page(page, err);
out:
    return st;
}

static void close_page(struct page *page)
{
    cli_plan_ledger_release(&page->ledger);
    jh_store_close(page->store);
    srv_blob_free(page->blob);
}

/* The page as the answer, which takes it. */
static enum jh_status show(struct page *page, struct srv_reply *reply)
{
    reply->status = 200;
    reply->blob = page->blob;
    page->blob = NULL;
    return JH_OK;
}

static enum jh_status versions(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct page page = {.plan = 0};
    enum jh_status st = open_page(srv, request, JH_STORE_READ, &page, err);
    if (st == JH_OK)
        st = show(&page, reply);
    close_page(&page);
    return st;
}

/* Whether the caller has seen what the page says now. */
static enum jh_status check_match(const struct srv_request *request, const struct page *page,
    struct srv_reply *reply, struct jh_error *err)
{
    if (request->if_match == NULL) {
        reply->status = 428;
        enum jh_status st = jh_fail(err, JH_E_ARG, "the header If-Match is missing");
        jh_hint(err, "Send the ETag of the state that you have seen.");
        return st;
    }
    if (srv_tag_matches(request->if_match, page->blob->tag))
        return JH_OK;
    reply->status = 412;
    enum jh_status st = jh_fail(err, JH_E_CONFLICT, "somebody else has changed it meanwhile");
    jh_hint(err, "Look at the new state and try again.");
    return st;
}

/* The members of the body that are known; others are refused. value[i] NULL: not given. */
static enum jh_status read_texts(const struct jh_json *root, size_t n, const char *const *key,
    const char **value, struct jh_error *err)
{
    struct jh_json_member m = {0};
    if (jh_json_kind(root) != JH_JSON_OBJECT)
        return jh_fail(err, JH_E_ARG, "the body must be an object");
    while (jh_json_next(root, &m)) {
        size_t i = 0;
        while (i < n && strcmp(key[i], m.key) != 0)
            i++;
        if (i == n || jh_json_as_text(m.value) == NULL) {
            enum jh_status st = i == n ? jh_fail(err, JH_E_ARG, "unknown member \"%.60s\"", m.key)
                                       : jh_fail(err, JH_E_ARG, "\"%.60s\" must be a text", m.key);
            jh_where(err, "/%.60s", m.key);
            return st;
        }
        value[i] = jh_json_as_text(m.value);
    }
    return JH_OK;
}

static enum jh_status parse_body(
    const struct srv_request *request, struct jh_json **out_root, struct jh_error *err)
{
    const struct jh_json_limits limits = {BODY_MAX, 4};
    enum jh_status st = jh_json_parse(request->body, request->body_len, limits, out_root, err);
    return st == JH_E_DATA ? JH_E_ARG : st;
}

static enum jh_status set_stage(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    static const char *const keys[] = {"stage", "by", "first_year"};
    enum { N = sizeof keys / sizeof *keys };
    const char *value[N] = {NULL};
    struct page page = {.plan = 0};
    struct cli_plan_issue issue;
    struct cli_plan_stage stage;
    int64_t first_year = 0;
    struct jh_json *root = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, parse_body(request, &root, err));
    JH_TRY(st, read_texts(root, N, keys, value, err));
    if (value[2] != NULL && (!jh_num_parse_i64(value[2], strlen(value[2]), &first_year) ||
                                first_year < 1900 || first_year > 9000)) {
        st = jh_fail(err, JH_E_ARG, "\"%.60s\" is no year", value[2]);
        jh_where(err, "/%s", keys[2]);
        goto out;
    }
    JH_TRY(st, open_page(srv, request, JH_STORE_WRITE, &page, err));
    JH_TRY(st, check_match(request, &page, reply, err));
    stage = (struct cli_plan_stage){.plan = page.plan,
        .stage = value[0] != NULL ? value[0] : "",
        .actor = value[1] != NULL ? value[1] : ""};
    JH_TRY(st, cli_plan_stage_set(page.store, &stage, first_year, page.ledger.last, &issue, err));
    JH_TRY(st, read_page(&page, err));
    st = show(&page, reply);
out:
    close_page(&page);
    jh_json_free(root);
    return st;
}

static bool has_opinion(const struct page *page, int64_t id)
{
    for (size_t i = 0; i < page->ledger.n_opinions; i++)
        if (page->ledger.opinion[i].id == id && page->ledger.opinion[i].plan == page->plan)
            return true;
    return false;
}

/* With a number in the address what an opinion says now, else a new one. */
static enum jh_status put_opinion(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    static const char *const keys[] = {"unit", "opinion", "decision", "reason", "effect", "by"};
    enum { N = sizeof keys / sizeof *keys };
    const char *value[N] = {NULL};
    const bool amends = request->part[1] != NULL;
    struct page page = {.plan = 0};
    struct cli_plan_opinion o;
    struct jh_json *root = NULL;
    int64_t id = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, parse_body(request, &root, err));
    JH_TRY(st, read_texts(root, N, keys, value, err));
    JH_TRY(st, open_page(srv, request, JH_STORE_WRITE, &page, err));
    if (amends) {
        if (!jh_num_parse_i64(request->part[1], strlen(request->part[1]), &id) ||
            !has_opinion(&page, id)) {
            st = jh_fail(err, JH_E_NOT_FOUND, "there is no opinion \"%.60s\"", request->part[1]);
            goto out;
        }
        JH_TRY(st, check_match(request, &page, reply, err));
    }
    o = (struct cli_plan_opinion){.id = id,
        .plan = page.plan,
        .unit = value[0],
        .opinion = value[1],
        .decision = value[2] != NULL ? value[2] : "open",
        .reason = value[3],
        .effect = value[4],
        .actor = value[5]};
    if (o.unit == NULL || o.unit[0] == '\0' || o.opinion == NULL || o.opinion[0] == '\0') {
        st = jh_fail(err, JH_E_ARG, "an opinion needs a unit and a text");
        goto out;
    }
    JH_TRY(st, cli_plan_opinion_put(page.store, &o, amends ? page.ledger.last : -1, err));
    JH_TRY(st, read_page(&page, err));
    st = show(&page, reply);
out:
    close_page(&page);
    jh_json_free(root);
    return st;
}

/* ---- Differences ------------------------------------------------------------------------------ */

static void put_difference(
    struct jh_json_writer *w, const struct jh_i_plan_difference *row, enum jh_lang lang)
{
    static const char *const parts[] = {[JH_I_PART_FIGURE] = "figure",
        [JH_I_PART_SCENARIO] = "scenario",
        [JH_I_PART_CENTRE] = "centre_specialty"};
    static const char *const keys[] = {"first", "second"};
    jh_json_open_object(w, NULL);
    jh_json_text(w, "part", parts[row->part]);
    jh_json_text(w, "name", row->name);
    if (row->part == JH_I_PART_FIGURE)
        jh_json_text(w, "label", jh_tr(lang, row->name));
    for (int k = 0; k < 2; k++)
        if (row->part == JH_I_PART_SCENARIO)
            jh_json_text(w, keys[k], row->text[k]);
        else
            jh_json_num(w, keys[k], row->number[k]);
    jh_json_num(w, "difference",
        row->part == JH_I_PART_SCENARIO ? JH_NAN : row->number[1] - row->number[0]);
    jh_json_close_object(w);
}

static enum jh_status compare(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const char *const word[2] = {request->part[0], srv_parameter(&request->target, "with")};
    char *scenario[2] = {NULL, NULL}, *body[2] = {NULL, NULL};
    struct jh_i_plan_difference *row = NULL;
    struct jh_store *store = NULL;
    struct jh_json_writer w;
    struct jh_arena arena;
    struct jh_buf text;
    int64_t id[2] = {0, 0};
    size_t n = 0;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    jh_buf_init(&text, SRV_MAX_ANSWER);
    if (word[1] == NULL) {
        st = jh_fail(err, JH_E_ARG, "the parameter %s is missing", "with");
        goto out;
    }
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_READ, &store, err));
    for (int k = 0; k < 2; k++) {
        JH_TRY(st, number_of(word[k], &id[k], err));
        JH_TRY(st, jh_store_plan_load(store, id[k], &scenario[k], &body[k], err));
    }
    JH_TRY(st,
        jh_i_plan_bodies_compare((const char *const[]){body[0], body[1]}, &arena, &row, &n, err));
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    jh_json_int(&w, "first", id[0]);
    jh_json_int(&w, "second", id[1]);
    jh_json_open_array(&w, "rows");
    for (size_t i = 0; i < n; i++)
        put_difference(&w, &row[i], request->lang);
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    for (int k = 0; k < 2; k++) {
        jh_store_free(scenario[k]);
        jh_store_free(body[k]);
    }
    jh_store_close(store);
    jh_arena_release(&arena);
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_versions[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/versions",
        .handler = versions,
        .summary = "the versions of a plan and the opinions on it"},
    {.method = SRV_PUT,
        .pattern = "/api/v1/plans/{id}/stage",
        .handler = set_stage,
        .body_max = BODY_MAX,
        .body_type = "application/json",
        .summary = "record which version the plan is now; If-Match holds the tag of its versions"},
    {.method = SRV_POST,
        .pattern = "/api/v1/plans/{id}/opinions",
        .handler = put_opinion,
        .body_max = BODY_MAX,
        .body_type = "application/json",
        .summary = "record an opinion on the plan"},
    {.method = SRV_PUT,
        .pattern = "/api/v1/plans/{id}/opinions/{opinion}",
        .handler = put_opinion,
        .body_max = BODY_MAX,
        .body_type = "application/json",
        .summary = "record what an opinion says now and what became of it; with If-Match"},
    {.method = SRV_GET,
        .pattern = "/api/v1/plans/{id}/compare",
        .handler = compare,
        .summary = "what differs between this plan and another: with=PLAN"},
    {.pattern = NULL},
};
