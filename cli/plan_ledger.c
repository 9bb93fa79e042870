#include "cli/plan_ledger.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"

#include "cli/options.h"
#include "cli/progress.h"

static const char kind_opinion[] = "plan-opinion";

/* ---- Reading ---------------------------------------------------------------------------------- */

/* A member of a body, kept in the arena; "" where absent. */
static const char *member(const struct jh_json *body, const char *key, struct jh_arena *arena)
{
    const char *text = jh_json_as_text(jh_json_get(body, key));
    text = text != NULL ? jh_arena_strdup(arena, text) : "";
    return text != NULL ? text : "";
}

static void take_stage(struct cli_plan_ledger *l, const struct jh_store_entry *entry, int64_t plan,
    const struct jh_json *body)
{
    l->stage[l->n_stages++] = (struct cli_plan_stage){.id = entry->id,
        .plan = plan,
        .stage = member(body, "stage", &l->arena),
        .at = jh_arena_strdup(&l->arena, entry->at),
        .actor = jh_arena_strdup(&l->arena, entry->actor)};
}

/* A row that amends an earlier one takes its place there. */
static void take_opinion(struct cli_plan_ledger *l, const struct jh_store_entry *entry,
    int64_t plan, const struct jh_json *body)
{
    int64_t amends = 0;
    size_t at = l->n_opinions;
    struct cli_plan_opinion o = {.id = entry->id,
        .plan = plan,
        .unit = member(body, "unit", &l->arena),
        .opinion = member(body, "opinion", &l->arena),
        .decision = member(body, "decision", &l->arena),
        .reason = member(body, "reason", &l->arena),
        .effect = member(body, "effect", &l->arena),
        .at = jh_arena_strdup(&l->arena, entry->at),
        .actor = jh_arena_strdup(&l->arena, entry->actor)};
    if (jh_json_as_int(jh_json_get(body, "amends"), &amends))
        for (at = 0; at < l->n_opinions && l->opinion[at].id != amends;)
            at++;
    if (at < l->n_opinions) {
        o.id = amends;
        o.at = l->opinion[at].at;
    } else {
        l->n_opinions++;
    }
    l->opinion[at] = o;
}

static void take(struct cli_plan_ledger *l, const struct jh_store_entry *entry)
{
    const struct jh_json_limits limits = {1 << 20, 4};
    struct jh_json *body = NULL;
    int64_t plan = 0;
    bool stage = strcmp(entry->kind, CLI_PLAN_STAGE_KIND) == 0;
    if (!stage && strcmp(entry->kind, kind_opinion) != 0)
        return;
    if (!jh_num_parse_i64(entry->subject, strlen(entry->subject), &plan) ||
        jh_json_parse(entry->body, strlen(entry->body), limits, &body, NULL) != JH_OK)
        return;
    if (stage)
        take_stage(l, entry, plan, body);
    else
        take_opinion(l, entry, plan, body);
    jh_json_free(body);
}

enum jh_status cli_plan_ledger_read(
    struct jh_store *store, struct cli_plan_ledger *out, struct jh_error *err)
{
    struct jh_store_entry *entry = NULL;
    size_t n = 0;
    enum jh_status st = JH_OK;
    memset(out, 0, sizeof *out);
    jh_arena_init(&out->arena, 0);
    JH_TRY(st, jh_store_ledger_list(store, NULL, &entry, &n, err));
    out->stage = jh_arena_new(&out->arena, n + 1, struct cli_plan_stage);
    out->opinion = jh_arena_new(&out->arena, n + 1, struct cli_plan_opinion);
    if (out->stage == NULL || out->opinion == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < n; i++)
        take(out, &entry[i]);
    out->last = n > 0 ? entry[n - 1].id : 0;
out:
    jh_store_free(entry);
    return st;
}

void cli_plan_ledger_release(struct cli_plan_ledger *ledger)
{
    jh_arena_release(&ledger->arena);
    memset(ledger, 0, sizeof *ledger);
}

const char *cli_plan_stage_of(const struct cli_plan_ledger *ledger, int64_t plan)
{
    const char *stage = "draft";
    for (size_t i = 0; i < ledger->n_stages; i++)
        if (ledger->stage[i].plan == plan)
            stage = ledger->stage[i].stage;
    return stage;
}

/* ---- Writing ---------------------------------------------------------------------------------- */

enum jh_status cli_plan_exists(struct jh_store *store, int64_t plan, struct jh_error *err)
{
    struct jh_store_plan *plans = NULL;
    size_t n = 0, i = 0;
    enum jh_status st = jh_store_plan_list(store, &plans, &n, err);
    if (st != JH_OK)
        return st;
    while (i < n && plans[i].id != plan)
        i++;
    jh_store_free(plans);
    return i < n ? JH_OK : jh_fail(err, JH_E_NOT_FOUND, "there is no plan %lld", (long long)plan);
}

static bool is_issued(const struct cli_plan_ledger *ledger, int64_t plan)
{
    return strcmp(cli_plan_stage_of(ledger, plan), "issued") == 0;
}

enum jh_status cli_plan_issued(struct jh_store *store, int64_t *inout_plan, struct jh_error *err)
{
    struct cli_plan_ledger ledger = {0};
    struct jh_store_plan *plans = NULL;
    char *scenario = NULL, *plan = NULL;
    size_t n = 0;
    int64_t id = *inout_plan;
    enum jh_status st;
    JH_TRY(st, jh_store_plan_load(store, id, &scenario, &plan, err)); /* says where there is none */
    JH_TRY(st, jh_store_plan_list(store, &plans, &n, err));
    JH_TRY(st, cli_plan_ledger_read(store, &ledger, err));
    for (size_t i = n; id == 0 && i-- > 0;)
        if (is_issued(&ledger, plans[i].id))
            id = plans[i].id;
    if (id == 0 || !is_issued(&ledger, id)) {
        st = id == 0 ? jh_fail(err, JH_E_CONFLICT, "no plan has been issued")
                     : jh_fail(err, JH_E_CONFLICT, "plan %lld has not been issued", (long long)id);
        jh_hint(err, "Record its approval first: junheng plans --plan N --stage issued.");
        goto out;
    }
    *inout_plan = id;
out:
    cli_plan_ledger_release(&ledger);
    jh_store_free(scenario);
    jh_store_free(plan);
    jh_store_free(plans);
    return st;
}

enum jh_status cli_plan_opinion_put(struct jh_store *store, const struct cli_plan_opinion *o,
    int64_t expect_last, struct jh_error *err)
{
    static const char *const keys[] = {"unit", "opinion", "decision", "reason", "effect"};
    const char *const values[] = {o->unit, o->opinion, o->decision, o->reason, o->effect};
    char now[CLI_TIME_MAX], subject[32];
    struct jh_json_writer w;
    struct jh_store_entry entry;
    struct jh_buf body;
    enum jh_status st = JH_OK;
    if (o->decision == NULL || !cli_choice_has(CLI_PLAN_DECISIONS, o->decision))
        return jh_fail(err, JH_E_ARG, "%s must be one of %s, got \"%.60s\"", "decision",
            CLI_PLAN_DECISIONS, o->decision != NULL ? o->decision : "");
    jh_buf_init(&body, 1 << 20);
    jh_json_begin(&w, &body, false);
    jh_json_open_object(&w, NULL);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        jh_json_text(&w, keys[i], values[i] != NULL ? values[i] : "");
    if (o->id > 0)
        jh_json_int(&w, "amends", o->id);
    jh_json_close_object(&w);
    JH_TRY(st, jh_buf_status(&body, err));
    JH_TRY(st, cli_plan_exists(store, o->plan, err));
    cli_time_now(now);
    snprintf(subject, sizeof subject, "%lld", (long long)o->plan);
    entry = (struct jh_store_entry){.kind = kind_opinion,
        .subject = subject,
        .at = now,
        .actor = o->actor != NULL ? o->actor : "",
        .body = body.data};
    st = jh_store_ledger_append(store, 1, &entry, expect_last, NULL, err);
out:
    jh_buf_release(&body);
    return st;
}
