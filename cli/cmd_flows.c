/*
 * junheng flows: who leaves, from where, for what, to where.
 */
#include "base/fail.h"
#include "base/num.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/flows.h"
#include "cli/report.h"
#include "cli/zoning.h"

enum show { SHOW_RATES, SHOW_LEAVING, SHOW_DESTINATIONS };

static const struct cli_option options[] = {
    {.name = "by",
        .kind = CLI_CHOICE,
        .value = "UNIT",
        .choices = "area|region|zone|hospital|specialty",
        .default_text = "zone",
        .help = "what a row is about"},
    {.name = "show",
        .kind = CLI_CHOICE,
        .value = "TABLE",
        .choices = "rates|leaving|destinations",
        .default_text = "rates",
        .help =
            "rates of leaving and coming in; the leaving specialties of zones; or who goes where"},
    {.name = "top",
        .kind = CLI_INT,
        .value = "K",
        .min = 1,
        .max = JH_INF,
        .default_note = "all",
        .help = "only the K units (by specialty: specialties) that most cases leave, the K first "
                "specialties of a zone, the K "
                "first destinations of an origin"},
    {.name = "basis",
        .kind = CLI_CHOICE,
        .value = "BASIS",
        .choices = "residence|registration|insurance",
        .default_note = "the first that the data state",
        .help = "what makes an area a patient's home"},
    {.name = "border-reach",
        .kind = CLI_REAL,
        .value = "MINUTES",
        .unit = "minutes",
        .min = 0,
        .max = 1440,
        .default_text = "60",
        .help = "travel time up to which care across the border counts as neighbouring care"},
    {.name = NULL},
};

/* Zones are made only where the question is about them. */
static enum jh_status prepare(struct cli_flows *flows, const struct jh_flow_query *query,
    enum show show, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_flow_reduce(flows->dataset, query, &flows->table, err));
    if (flows->by == CLI_BY_ZONE || show == SHOW_LEAVING)
        JH_TRY(
            st, cli_zoning(flows->dataset, &flows->table, &flows->cli->run, &flows->zoning, err));
    st = cli_units_make(
        flows->dataset, flows->by, &flows->zoning, &flows->arena, &flows->units, err);
out:
    return st;
}

static enum jh_status answer(struct cli_flows *flows, enum show show, struct jh_error *err)
{
    cli_progress_clear(&flows->cli->progress);
    if (!flows->table.outside_collected)
        cli_say(flows->cli,
            "stays outside the territory are not collected: leaving counts only "
            "stays elsewhere inside it");
    switch (show) {
    case SHOW_RATES:
        break;
    case SHOW_LEAVING:
        return cli_flows_leaving(flows, err);
    case SHOW_DESTINATIONS:
        return cli_flows_destinations(flows, err);
    }
    return cli_flows_rates(flows, err);
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct cli_value *basis = cli_get(args, "basis");
    const enum show show = (enum show)cli_get(args, "show")->choice;
    struct jh_dataset *dataset = NULL;
    struct jh_flow_query query = {.basis = JH_BASIS_NONE};
    struct cli_flows flows = {.cli = cli,
        .by = (enum cli_by)cli_get(args, "by")->choice,
        .top = (size_t)cli_get(args, "top")->integer,
        .border_reach_min = cli_get(args, "border-reach")->real};
    enum jh_status st = JH_OK;
    if (show == SHOW_LEAVING && flows.by != CLI_BY_ZONE)
        return jh_fail(err, JH_E_ARG, "leaving specialties are ranked by zone only");
    if (basis->given)
        query.basis = (enum jh_basis)(basis->choice + 1);
    jh_arena_init(&flows.arena, 0);
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    flows.dataset = dataset;
    JH_TRY(st, prepare(&flows, &query, show, err));
    st = answer(&flows, show, err);
out:
    jh_arena_release(&flows.arena);
    jh_zoning_release(&flows.zoning);
    jh_flow_table_release(&flows.table);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_flows = {
    .name = "flows",
    .summary = "Show who leaves, from where, for what, to where",
    .details =
        "Shares of cases are of the unit's residents; figures that were not collected are "
        "empty, never 0. Zones are the dataset's, else made from flows.",
    .operands = "",
    .options = options,
    .example = "junheng flows --by zone --show leaving --top 3",
    .run = run,
};
