/*
 * junheng flows: who leaves, from where, for what, to where.
 */
#include <string.h>

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
    {.name = "period",
        .kind = CLI_TEXT,
        .value = "PERIOD,...",
        .default_note = "all",
        .help = "only these periods, annual means; 2023 also stands for its quarters and months"},
    {.name = "specialty",
        .kind = CLI_TEXT,
        .value = "SPECIALTY,...",
        .default_note = "all",
        .help = "only these specialties"},
    {.name = "each-specialty",
        .kind = CLI_FLAG,
        .help = "who goes where: a row for each specialty"},
    {.name = "totals",
        .kind = CLI_FLAG,
        .help = "rates: only the rows of all specialties together"},
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

/* Mark the ids that a comma-separated list names, wholly or (periods) by their beginning. */
static enum jh_status choose(struct cli_flows *flows, const char *list, size_t n,
    const char *const *id, bool by_beginning, const uint8_t **out_chosen, struct jh_error *err)
{
    uint8_t *chosen = jh_arena_new(&flows->arena, n + 1, uint8_t);
    if (chosen == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (const char *word = list; word != NULL; word = strchr(word, ',')) {
        word += word != list;
        size_t len = strcspn(word, ","), n_named = 0;
        for (size_t i = 0; i < n; i++) {
            bool named = strncmp(id[i], word, len) == 0 && (by_beginning || id[i][len] == '\0');
            chosen[i] |= named && len > 0;
            n_named += named && len > 0;
        }
        if (n_named > 0)
            continue;
        int shown = (int)(len < 60 ? len : 60);
        return by_beginning
                   ? jh_fail(err, JH_E_NOT_FOUND, "no flows of the period %.*s", shown, word)
                   : jh_fail(err, JH_E_NOT_FOUND, "no flows of the specialty %.*s", shown, word);
    }
    *out_chosen = chosen;
    return JH_OK;
}

/* Zones are made only where the question is about them, and of all flows, whatever is asked. */
static enum jh_status prepare(struct cli_flows *flows, const struct jh_flow_query *query,
    enum show show, struct jh_error *err)
{
    const struct jh_flow_query whole = {.basis = query->basis};
    enum jh_status st = JH_OK;
    if (flows->by == CLI_BY_ZONE || show == SHOW_LEAVING) {
        JH_TRY(st, cli_flows_take(flows->cli, flows->dataset, &whole, &flows->table, err));
        JH_TRY(
            st, cli_zoning(flows->dataset, &flows->table, &flows->cli->run, &flows->zoning, err));
        cli_flows_release(flows->cli, &flows->table);
    }
    JH_TRY(st, cli_flows_take(flows->cli, flows->dataset, query, &flows->table, err));
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
    const struct cli_value *basis = cli_get(args, "basis"), *period = cli_get(args, "period"),
                           *specialty = cli_get(args, "specialty");
    const enum show show = (enum show)cli_get(args, "show")->choice;
    struct jh_dataset *dataset = NULL;
    struct jh_flow_query query = {.basis = JH_BASIS_NONE};
    struct cli_flows flows = {.cli = cli,
        .by = (enum cli_by)cli_get(args, "by")->choice,
        .top = (size_t)cli_get(args, "top")->integer,
        .each_specialty = cli_get(args, "each-specialty")->given,
        .totals = cli_get(args, "totals")->given,
        .border_reach_min = cli_get(args, "border-reach")->real};
    enum jh_status st = JH_OK;
    if (show == SHOW_LEAVING && flows.by != CLI_BY_ZONE)
        return jh_fail(err, JH_E_ARG, "leaving specialties are ranked by zone only");
    if (basis->given)
        query.basis = (enum jh_basis)(basis->choice + 1);
    jh_arena_init(&flows.arena, 0);
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    flows.dataset = dataset;
    if (period->given)
        JH_TRY(st, choose(&flows, period->text, dataset->periods.n, dataset->periods.id, true,
                       &query.period, err));
    if (specialty->given)
        JH_TRY(st, choose(&flows, specialty->text, dataset->specialties.n, dataset->specialties.id,
                       false, &query.specialty, err));
    JH_TRY(st, prepare(&flows, &query, show, err));
    st = answer(&flows, show, err);
out:
    jh_arena_release(&flows.arena);
    jh_zoning_release(&flows.zoning);
    cli_flows_release(cli, &flows.table);
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
    .served = CLI_SERVED_DATASET,
    .run = run,
};
