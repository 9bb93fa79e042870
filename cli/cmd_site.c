/*
 * junheng site: the centre specialties that a scenario leads to, without keeping the plan.
 */
#include "base/fail.h"

#include "cli/commands.h"
#include "cli/scenario.h"

static const struct cli_option options[] = {
    {.name = "scenario", .kind = CLI_TEXT, .value = "FILE", .help = "scenario (JSON)"},
    {.name = NULL},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_dataset *dataset = NULL;
    struct jh_plan *plan = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, cli_plan_make(cli, args, true, &dataset, &plan, err));
    st = plan->n_frontier > 0 ? cli_frontier_print(cli, plan, err)
                              : cli_plan_print(cli, plan, 0, err);
out:
    jh_plan_free(plan);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_site = {
    .name = "site",
    .summary = "Choose centres and their specialties",
    .details =
        "Takes every key of a scenario as an option; options override the scenario file. "
        "Nothing is stored. With --frontier the answer is the table of that trade-off. Exit status "
        "3 "
        "where no choice meets all rules.",
    .operands = "",
    .options = options,
    .more_options = cli_scenario_options,
    .example = "junheng site --centres.max_total 5 --demand leaving",
    .served = CLI_SERVED_DATASET,
    .run = run,
};
