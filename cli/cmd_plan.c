/*
 * junheng plan: the main job, from the dataset to a stored plan and its documents.
 */
#include "junheng/io.h"
#include "junheng/store.h"

#include "base/fail.h"
#include "base/num.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/plan_replay.h"
#include "cli/report.h"
#include "cli/scenario.h"

static const struct cli_option options[] = {
    {.name = "scenario", .kind = CLI_TEXT, .value = "FILE", .help = "scenario (JSON)"},
    {.name = "out",
        .letter = 'o',
        .kind = CLI_TEXT,
        .value = "DIR",
        .help = "write plan.json, report.html, plan.xlsx, tables/, map.geojson, a Word document "
                "and slides there"},
    {.name = "template",
        .kind = CLI_TEXT,
        .value = "FILE.docx",
        .help = "fill this Word document instead of the program's own"},
    {.name = "slides-template",
        .kind = CLI_TEXT,
        .value = "FILE.pptx",
        .help = "fill these slides instead of the program's own"},
    {.name = "again",
        .kind = CLI_INT,
        .value = "PLAN",
        .help = "no new plan: what --out writes, of that stored plan, with the opinions received "
                "on it",
        .min = 1,
        .max = JH_INF},
    {.name = NULL},
};

/* Documents need a drawing program; a plan is worth having without. */
static enum jh_status write_documents(struct cli *cli, const struct jh_plan *plan, const char *dir,
    const struct cli_args *args, const struct jh_run *run, struct jh_error *err)
{
    struct jh_error why = {0};
    enum jh_status st = jh_plan_write_documents(plan, dir, cli->lang,
        cli_get(args, "template")->text, cli_get(args, "slides-template")->text, run, &why);
    if (st == JH_E_UNSUPPORTED) {
        cli_progress_clear(&cli->progress);
        cli_say(cli, "no documents: %s", why.message[cli->lang]);
        return JH_OK;
    }
    *err = why;
    return st;
}

static enum jh_status write_folder(struct cli *cli, const struct jh_plan *plan, const char *dir,
    const struct cli_args *args, struct jh_error *err)
{
    struct jh_run writing = cli->run;
    enum jh_status st = JH_OK;
    writing.should_stop = NULL; /* what ended the search does not end the writing */
    JH_TRY(st, jh_plan_write(plan, dir, cli->lang, &writing, err));
    if (cli_interrupted())
        cli_say(cli, "no documents: stopped early");
    else
        JH_TRY(st, write_documents(cli, plan, dir, args, &writing, err));
    cli_progress_clear(&cli->progress);
    cli_say(cli, "plan written to %s", dir);
out:
    return st;
}

/* The folder of a stored plan. */
static enum jh_status write_again(
    struct cli *cli, const struct cli_args *args, int64_t id, struct jh_error *err)
{
    const char *dir = cli_get(args, "out")->text;
    struct jh_store *store = NULL;
    struct jh_dataset *dataset = NULL;
    struct jh_scenario scenario = {0};
    struct cli_plan_ledger ledger = {0};
    struct jh_plan *plan = NULL;
    char *scenario_json = NULL, *plan_json = NULL;
    enum jh_status st = JH_OK;
    if (dir == NULL)
        return jh_fail(err, JH_E_ARG, "--again needs --out");
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_plan_load(store, id, &scenario_json, &plan_json, err));
    JH_TRY(st, cli_plan_ledger_read(store, &ledger, err));
    JH_TRY(st,
        cli_plan_replay(dataset, id, scenario_json, plan_json, &cli->run, &scenario, &plan, err));
    JH_TRY(st, cli_plan_lend_opinions(&ledger, id, plan, err));
    JH_TRY(st, write_folder(cli, plan, dir, args, err));
    st = cli_plan_print(cli, plan, id, err);
out:
    if (plan != NULL) {
        plan->n_opinions = 0;
        plan->opinion = NULL;
    }
    jh_plan_free(plan);
    jh_scenario_release(&scenario);
    cli_plan_ledger_release(&ledger);
    jh_store_free(scenario_json);
    jh_store_free(plan_json);
    jh_store_close(store);
    jh_dataset_free(dataset);
    return st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *dir = cli_get(args, "out")->text;
    const struct cli_value *again = cli_get(args, "again");
    struct jh_dataset *dataset = NULL;
    struct jh_plan *plan = NULL;
    int64_t id = 0;
    enum jh_status st = JH_OK;
    if (again->given)
        return write_again(cli, args, again->integer, err);
    JH_TRY(st, cli_plan_make(cli, args, false, &dataset, &plan, err));
    if (cli_interrupted())
        cli_say(cli, "stopped early: this is the best plan found so far");
    JH_TRY(st, cli_plan_save(cli, plan, &id, err));
    cli_say(cli, "stored as plan %lld", (long long)id);
    if (dir != NULL)
        JH_TRY(st, write_folder(cli, plan, dir, args, err));
    st = cli_plan_print(cli, plan, id, err);
out:
    jh_plan_free(plan);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_plan = {
    .name = "plan",
    .summary = "Make a plan: zones, centres, their specialties and the effect",
    .details =
        "The whole chain; the plan is kept in the workspace. Takes every key of a scenario as "
        "an option; options override the scenario file. Ctrl-C or the time limit keep the "
        "best plan found so far with its proven bound. Exit status 3 where no choice meets "
        "all rules.",
    .operands = "",
    .options = options,
    .more_options = cli_scenario_options,
    .example = "junheng plan --scenario scenario.json --out plan/",
    .run = run,
};
