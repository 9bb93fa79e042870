/*
 * junheng plans: the plans that the workspace holds.
 */
#include <string.h>

#include "junheng/store.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "io/outfile.h"
#include "io/plan/plan_compare.h"
#include "io/report/report_compare.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/plan_ledger.h"
#include "cli/table.h"

static const struct cli_column columns[] = {
    {"plan_id", "plan", NULL, 0, 0},
    {"name", "name", NULL, 0, 0},
    {"created_at", "made at", NULL, 0, 0},
    {"data_fingerprint", "data fingerprint", NULL, 0, 0},
    {"version", "program version", NULL, 0, 0},
    {"stage", "version of the plan", NULL, 0, 0},
    {"centres", "centres", NULL, 0, 0},
    {"centre_specialties", "centre specialties", NULL, 0, 0},
    {"gap", "gap", "%", 100, 2},
};
enum { FIRST_RESULT = 6 };

static const struct cli_option options[] = {
    {.name = "plan",
        .kind = CLI_INT,
        .value = "PLAN",
        .min = 1,
        .max = JH_INF,
        .help = "the plan that --stage, --opinion or --opinions are about"},
    {.name = "stage",
        .kind = CLI_CHOICE,
        .value = "STAGE",
        .choices = CLI_PLAN_STAGES,
        .help =
            "record that the plan is now this version: first draft, draft for comment, draft for "
            "approval, as issued; with the last its yearly predictions become proposed targets",
        .writes = true},
    {.name = "first-year",
        .kind = CLI_INT,
        .value = "YEAR",
        .min = 1900,
        .max = 9000,
        .default_note = "next year",
        .help = "the plan's first year, for the targets that it proposes when it is issued",
        .writes = true},
    {.name = "opinion",
        .kind = CLI_TEXT,
        .value = "TEXT",
        .help = "record an opinion received",
        .writes = true},
    {.name = "unit",
        .kind = CLI_TEXT,
        .value = "NAME",
        .help = "who gave the opinion",
        .writes = true},
    {.name = "decision",
        .kind = CLI_CHOICE,
        .value = "DECISION",
        .choices = CLI_PLAN_DECISIONS,
        .default_text = "adopted",
        .help = "whether it was adopted",
        .writes = true},
    {.name = "reason", .kind = CLI_TEXT, .value = "TEXT", .help = "why", .writes = true},
    {.name = "effect",
        .kind = CLI_TEXT,
        .value = "TEXT",
        .help = "what it changes in the plan",
        .writes = true},
    {.name = "opinions", .kind = CLI_FLAG, .help = "list the opinions received on the plan"},
    {.name = "compare",
        .kind = CLI_TEXT,
        .value = "PLAN,PLAN...",
        .help = "what differs between the first plan and the others, up to six together: figures, "
                "scenario, centre specialties"},
    {.name = "out",
        .kind = CLI_TEXT,
        .value = "DIR",
        .help = "write compare.html into this folder: the plans side by side, with their maps"},
    {.name = NULL},
};

static const struct cli_column difference_columns[] = {
    {"part", "part", NULL, 0, 0},
    {"name", "what", NULL, 0, 0},
    {"first", "first plan", NULL, 0, 4},
    {"second", "second plan", NULL, 0, 4},
    {"difference", "difference", NULL, 0, 4},
    {"first_plan", NULL, NULL, 0, 0},
    {"second_plan", "against the first: plan", NULL, 0, 0},
};

/* ---- versions and opinions: rows of the ledger ---- */

static enum jh_status tell_targets(
    struct cli *cli, const struct cli_plan_issue *issue, struct jh_error *err)
{
    static const struct cli_column issue_columns[] = {
        {"first_year", "first year", NULL, 0, 0},
        {"targets_proposed", "targets proposed", NULL, 0, 0},
        {"targets_left", "targets left as decided", NULL, 0, 0},
    };
    struct cli_table table;
    cli_table_begin(&table, cli, sizeof issue_columns / sizeof *issue_columns, issue_columns);
    cli_table_integer(&table, issue->first_year);
    cli_table_integer(&table, (int64_t)issue->n_proposed);
    cli_table_integer(&table, (int64_t)issue->n_left);
    return cli_table_end(&table, err);
}

static enum jh_status record(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct cli_value *plan = cli_get(args, "plan"), *stage = cli_get(args, "stage");
    struct jh_store *store = NULL;
    struct cli_plan_issue issue = {0};
    enum jh_status st = JH_OK;
    if (!plan->given)
        return jh_fail(err, JH_E_ARG, "--plan is missing");
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_WRITE, &store, err));
    if (stage->given) {
        const struct cli_plan_stage now = {.plan = plan->integer, .stage = stage->text};
        JH_TRY(st,
            cli_plan_stage_set(store, &now, cli_get(args, "first-year")->integer, -1, &issue, err));
        if (issue.first_year > 0)
            st = tell_targets(cli, &issue, err);
    } else {
        const struct cli_plan_opinion opinion = {.plan = plan->integer,
            .unit = cli_get(args, "unit")->text,
            .opinion = cli_get(args, "opinion")->text,
            .decision = cli_get(args, "decision")->text,
            .reason = cli_get(args, "reason")->text,
            .effect = cli_get(args, "effect")->text};
        st = cli_plan_opinion_put(store, &opinion, -1, err);
    }
out:
    jh_store_close(store);
    return st;
}

static const struct cli_column opinion_columns[] = {
    {"unit", "unit", NULL, 0, 0},
    {"opinion", "opinion", NULL, 0, 0},
    {"decision", "adopted", NULL, 0, 0},
    {"reason", "why", NULL, 0, 0},
    {"effect", "effect on the plan", NULL, 0, 0},
    {"at", "received at", NULL, 0, 0},
};

static enum jh_status list_opinions(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct cli_value *plan = cli_get(args, "plan");
    struct cli_plan_ledger ledger = {0};
    struct jh_store *store = NULL;
    struct cli_table table;
    enum jh_status st = JH_OK;
    if (!plan->given)
        return jh_fail(err, JH_E_ARG, "--plan is missing");
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, cli_plan_ledger_read(store, &ledger, err));
    cli_table_begin(&table, cli, sizeof opinion_columns / sizeof *opinion_columns, opinion_columns);
    for (size_t i = 0; i < ledger.n_opinions; i++) {
        const struct cli_plan_opinion *o = &ledger.opinion[i];
        if (o->plan != plan->integer)
            continue;
        cli_table_text(&table, o->unit);
        cli_table_text(&table, o->opinion);
        cli_table_text(&table, o->decision);
        cli_table_text(&table, o->reason);
        cli_table_text(&table, o->effect);
        cli_table_text(&table, o->at);
    }
    st = cli_table_end(&table, err);
out:
    cli_plan_ledger_release(&ledger);
    jh_store_close(store);
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

/* Plans that are compared; the first against each of the others. */
struct compared {
    size_t n;
    int64_t id[JH_COMPARE_MOST];
    char *scenario[JH_COMPARE_MOST], *body[JH_COMPARE_MOST];
    struct jh_i_plan_difference *row[JH_COMPARE_MOST];
    size_t n_rows[JH_COMPARE_MOST];
};

static void put_difference(struct cli *cli, struct cli_table *table,
    const struct jh_i_plan_difference *row, int64_t first, int64_t second)
{
    static const char *const parts[] = {"figure", "scenario", "centre specialty"};
    const bool text = cli->format == CLI_FORMAT_TEXT;
    cli_table_text(table, text ? cli_word(cli, parts[row->part]) : parts[row->part]);
    cli_table_text(
        table, text && row->part == JH_I_PART_FIGURE ? cli_word(cli, row->name) : row->name);
    if (row->part == JH_I_PART_SCENARIO) {
        cli_table_text(table, row->text[0]);
        cli_table_text(table, row->text[1]);
        cli_table_none(table);
    } else {
        for (int k = 0; k < 2; k++)
            cli_table_number(table, row->number[k]);
        cli_table_number(table, row->number[1] - row->number[0]);
    }
    cli_table_integer(table, first);
    cli_table_integer(table, second);
}

/* "3,5" or more of them. */
static enum jh_status parse_ids(const char *text, struct compared *c, struct jh_error *err)
{
    for (const char *at = text; at != NULL;) {
        const char *comma = strchr(at, ',');
        size_t len = comma != NULL ? (size_t)(comma - at) : strlen(at);
        if (c->n == JH_COMPARE_MOST || !jh_num_parse_i64(at, len, &c->id[c->n]) ||
            c->id[c->n++] < 1)
            return jh_fail(
                err, JH_E_ARG, "--compare wants two to six numbers of plans, such as 1,2");
        at = comma != NULL ? comma + 1 : NULL;
    }
    return c->n >= 2
               ? JH_OK
               : jh_fail(err, JH_E_ARG, "--compare wants two to six numbers of plans, such as 1,2");
}

static enum jh_status read_compared(
    struct cli *cli, struct compared *c, struct jh_arena *arena, struct jh_error *err)
{
    struct jh_store *store = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    for (size_t k = 0; k < c->n; k++)
        JH_TRY(st, jh_store_plan_load(store, c->id[k], &c->scenario[k], &c->body[k], err));
    for (size_t k = 1; k < c->n; k++)
        JH_TRY(st, jh_i_plan_bodies_compare((const char *const[]){c->body[0], c->body[k]}, arena,
                       &c->row[k], &c->n_rows[k], err));
out:
    jh_store_close(store);
    return st;
}

/* The page with the maps. */
static enum jh_status write_page(
    struct cli *cli, const struct compared *c, const char *dir, struct jh_error *err)
{
    struct jh_i_compared plan[JH_COMPARE_MOST];
    struct jh_plan_rows rows[JH_COMPARE_MOST] = {{.n = 0}};
    struct jh_scenario scenario[JH_COMPARE_MOST];
    struct jh_dataset *dataset = NULL;
    struct jh_buf page;
    size_t n_scenarios = 0;
    enum jh_status st = JH_OK;
    jh_buf_init(&page, (size_t)1 << 30);
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    for (size_t k = 0; k < c->n; k++) {
        scenario[k] = jh_scenario_default();
        n_scenarios++;
        JH_TRY(st, jh_scenario_parse(c->scenario[k], strlen(c->scenario[k]), &scenario[k], err));
        JH_TRY(st, jh_plan_rows_parse(c->body[k], strlen(c->body[k]), dataset, &rows[k], err));
        plan[k] =
            (struct jh_i_compared){c->id[k], scenario[k].name, &rows[k], c->n_rows[k], c->row[k]};
    }
    JH_TRY(st, jh_i_report_compare(dataset, c->n, plan, cli->lang, &page, err));
    st = jh_i_page_write(dir, "compare.html", &page, err);
out:
    for (size_t k = 0; k < n_scenarios; k++) {
        jh_scenario_release(&scenario[k]);
        jh_plan_rows_release(&rows[k]);
    }
    jh_buf_release(&page);
    jh_dataset_free(dataset);
    return st;
}

static enum jh_status compare(
    struct cli *cli, const char *ids, const char *dir, struct jh_error *err)
{
    struct compared c = {.n = 0};
    struct cli_table table;
    struct jh_arena arena;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    JH_TRY(st, parse_ids(ids, &c, err));
    JH_TRY(st, read_compared(cli, &c, &arena, err));
    if (dir != NULL)
        JH_TRY(st, write_page(cli, &c, dir, err));
    cli_table_begin(
        &table, cli, sizeof difference_columns / sizeof *difference_columns, difference_columns);
    for (size_t k = 1; k < c.n; k++)
        for (size_t i = 0; i < c.n_rows[k] && !cli_table_failed(&table); i++)
            put_difference(cli, &table, &c.row[k][i], c.id[0], c.id[k]);
    st = cli_table_end(&table, err);
out:
    for (size_t k = 0; k < c.n; k++) {
        jh_store_free(c.scenario[k]);
        jh_store_free(c.body[k]);
    }
    jh_arena_release(&arena);
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

/* Figures of what came of it; a plan of a program that did not tell them has none. */
static void put_result(struct cli_table *table, const struct jh_store_plan *plan)
{
    const struct jh_json_limits limits = {1 << 20, 8};
    struct jh_json *result = NULL;
    if (jh_json_parse(plan->result_json, strlen(plan->result_json), limits, &result, NULL) != JH_OK)
        result = NULL;
    for (size_t c = FIRST_RESULT; c < sizeof columns / sizeof *columns; c++) {
        double value = JH_NAN;
        (void)jh_json_as_num(jh_json_get(result, columns[c].name), &value);
        cli_table_number(table, value);
    }
    jh_json_free(result);
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    if (cli_get(args, "compare")->given)
        return compare(cli, cli_get(args, "compare")->text, cli_get(args, "out")->text, err);
    if (cli_get(args, "opinions")->given)
        return list_opinions(cli, args, err);
    if (cli_get(args, "stage")->given || cli_get(args, "opinion")->given)
        return record(cli, args, err);
    struct jh_store *store = NULL;
    struct jh_store_plan *plans = NULL;
    struct cli_plan_ledger ledger = {0};
    struct cli_table table;
    size_t n = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_plan_list(store, &plans, &n, err));
    JH_TRY(st, cli_plan_ledger_read(store, &ledger, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < n; i++) {
        cli_table_integer(&table, plans[i].id);
        cli_table_text(&table, plans[i].name);
        cli_table_text(&table, plans[i].created_at);
        cli_table_text(&table, plans[i].fingerprint);
        cli_table_text(&table, plans[i].version);
        const char *stage = cli_plan_stage_of(&ledger, plans[i].id);
        cli_table_text(&table, cli->format == CLI_FORMAT_TEXT ? cli_word(cli, stage) : stage);
        put_result(&table, &plans[i]);
    }
    st = cli_table_end(&table, err);
out:
    cli_plan_ledger_release(&ledger);
    jh_store_free(plans);
    jh_store_close(store);
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

const struct cli_command cli_cmd_plans = {
    .name = "plans",
    .summary = "List the plans of the workspace, or compare two of them",
    .details =
        "Versions of a plan (first draft, draft for comment, draft for approval, as issued) and "
        "opinions received are kept in the ledger of the workspace: added, never changed.",
    .operands = "",
    .options = options,
    .example = "junheng plans --compare 1,2",
    .served = CLI_SERVED_WORKSPACE,
    .run = run,
};
