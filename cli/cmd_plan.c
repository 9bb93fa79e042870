/*
 * junheng plan: the main job, from the dataset to a stored plan and its documents.
 */
#include "junheng/io.h"

#include "base/fail.h"

#include "cli/commands.h"
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

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *dir = cli_get(args, "out")->text;
    struct jh_dataset *dataset = NULL;
    struct jh_plan *plan = NULL;
    struct jh_run writing = cli->run;
    int64_t id = 0;
    enum jh_status st = JH_OK;
    writing.should_stop = NULL; /* what ended the search does not end the writing */
    JH_TRY(st, cli_plan_make(cli, args, false, &dataset, &plan, err));
    if (cli_interrupted())
        cli_say(cli, "stopped early: this is the best plan found so far");
    JH_TRY(st, cli_plan_save(cli, plan, &id, err));
    cli_say(cli, "stored as plan %lld", (long long)id);
    if (dir != NULL) {
        JH_TRY(st, jh_plan_write(plan, dir, cli->lang, &writing, err));
        JH_TRY(st, write_documents(cli, plan, dir, args, &writing, err));
        cli_progress_clear(&cli->progress);
        cli_say(cli, "plan written to %s", dir);
    }
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
