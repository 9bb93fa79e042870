/* A version of a plan is recorded; with its approval come the targets that it proposes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "io/json.h"
#include "io/programme/facts.h"

#include "cli/options.h"
#include "cli/plan_ledger.h"
#include "cli/programme.h"
#include "cli/progress.h"

enum { MOST_TRIES = 50 };

/* A target that nobody has decided on gives way to the plan's. */
static bool is_open(const struct jh_register *reg, const struct jh_fact *target)
{
    const struct jh_entity *known =
        jh_register_find(reg, JH_FACT_TARGET, target->subject, target->value[0]);
    const char *state = known != NULL ? jh_entity_text(known, "state") : "";
    return state[0] == '\0' || strcmp(state, "proposed") == 0;
}

/* The targets that the plan proposes, without those that were decided on; a plan that predicts no
 * years has none. */
static enum jh_status propose(const struct cli_programme *p, int64_t plan, int64_t first_year,
    struct jh_facts *facts, struct cli_plan_issue *out, struct jh_error *err)
{
    char *scenario = NULL, *body = NULL;
    size_t n = 0;
    enum jh_status st;
    JH_TRY(st, jh_store_plan_load(p->store, plan, &scenario, &body, err));
    JH_TRY(st, jh_i_facts_of_plan_years(body, plan, first_year, facts, err));
    for (size_t i = 0; i < facts->n; i++)
        if (is_open(p->reg, &facts->fact[i]))
            facts->fact[n++] = facts->fact[i];
    *out = (struct cli_plan_issue){n, facts->n - n, first_year};
    facts->n = n;
out:
    jh_store_free(scenario);
    jh_store_free(body);
    return st;
}

static enum jh_status was_issued(
    struct jh_store *store, int64_t plan, bool *out, struct jh_error *err)
{
    struct cli_plan_ledger ledger = {0};
    enum jh_status st = cli_plan_ledger_read(store, &ledger, err);
    *out = st == JH_OK && strcmp(cli_plan_stage_of(&ledger, plan), "issued") == 0;
    cli_plan_ledger_release(&ledger);
    return st;
}

static void write_body(const struct cli_plan_stage *stage, struct jh_buf *out)
{
    struct jh_json_writer w;
    jh_json_begin(&w, out, false);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "stage", stage->stage);
    jh_json_close_object(&w);
}

static enum jh_status write_stage(struct jh_store *store, const struct cli_plan_stage *stage,
    int64_t first_year, int64_t expect_last, struct cli_plan_issue *out, struct jh_error *err)
{
    char now[CLI_TIME_MAX], subject[32];
    const char *actor = stage->actor != NULL ? stage->actor : "";
    struct cli_plan_issue issue = {0};
    struct cli_programme p = {0};
    struct cli_fact_rows rows = {0};
    struct jh_facts facts;
    struct jh_buf body;
    bool issued = true;
    enum jh_status st = JH_OK;
    jh_i_facts_init(&facts);
    jh_buf_init(&body, 1 << 20);
    cli_time_now(now);
    snprintf(subject, sizeof subject, "%lld", (long long)stage->plan);
    JH_TRY(st, cli_plan_exists(store, stage->plan, err));
    JH_TRY(st, cli_programme_read(store, &p, err));
    if (strcmp(stage->stage, "issued") == 0)
        JH_TRY(st, was_issued(store, stage->plan, &issued, err));
    if (!issued)
        JH_TRY(st, propose(&p, stage->plan, first_year > 0 ? first_year : atoi(now) + 1, &facts,
                       &issue, err));
    JH_TRY(st, cli_fact_rows_make(&p, &facts, now, actor, &rows, err));
    write_body(stage, &body);
    JH_TRY(st, jh_buf_status(&body, err));
    rows.entry[rows.n] =
        (struct jh_store_entry){0, CLI_PLAN_STAGE_KIND, subject, now, actor, body.data};
    st = jh_store_ledger_append(
        store, rows.n + 1, rows.entry, expect_last >= 0 ? expect_last : p.last, NULL, err);
    if (st == JH_OK)
        *out = issue;
out:
    cli_fact_rows_release(&rows);
    cli_programme_release(&p);
    jh_i_facts_release(&facts);
    jh_buf_release(&body);
    return st;
}

enum jh_status cli_plan_stage_set(struct jh_store *store, const struct cli_plan_stage *stage,
    int64_t first_year, int64_t expect_last, struct cli_plan_issue *out, struct jh_error *err)
{
    enum jh_status st = JH_E_CONFLICT;
    if (!cli_choice_has(CLI_PLAN_STAGES, stage->stage))
        return jh_fail(err, JH_E_ARG, "%s must be one of %s, got \"%.60s\"", "stage",
            CLI_PLAN_STAGES, stage->stage);
    /* Every round lets one writer through; who has seen a state does not go on from another. */
    for (int tries = 0; st == JH_E_CONFLICT && tries < (expect_last < 0 ? MOST_TRIES : 1); tries++)
        st = write_stage(store, stage, first_year, expect_last, out, err);
    return st;
}
