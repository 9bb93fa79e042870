/*
 * junheng evaluate: did an opening change anything; how near is a centre to its exporter.
 */
#include <math.h>
#include <string.h>

#include "junheng/evaluate.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/programme/panel_csv.h"

#include "cli/commands.h"
#include "cli/evaluate.h"
#include "cli/report.h"

static const struct cli_option options[] = {
    {.name = "unit",
        .kind = CLI_TEXT,
        .value = "COL",
        .default_text = "area_id",
        .help = "column that names the unit (area, hospital)"},
    {.name = "period",
        .kind = CLI_TEXT,
        .value = "COL",
        .default_text = "period",
        .help = "column of the period; sorted as text"},
    {.name = "value",
        .kind = CLI_TEXT,
        .value = "COL",
        .default_text = "value",
        .help = "column of the figure"},
    {.name = "denominator",
        .kind = CLI_TEXT,
        .value = "COL",
        .help = "column that the figure is divided by"},
    {.name = "opened",
        .kind = CLI_TEXT,
        .value = "COL",
        .default_text = "opened",
        .help = "column with the period in which the unit's centre opened; empty: never"},
    {.name = "weights", .kind = CLI_TEXT, .value = "COL", .help = "column of the unit's weight"},
    {.name = "cluster",
        .kind = CLI_TEXT,
        .value = "COL",
        .help = "standard errors clustered by this column"},
    {.name = "covariates",
        .kind = CLI_TEXT,
        .value = "COL,...",
        .help = "staggered: columns in which units are made alike (doubly robust), of before "
                "opening"},
    {.name = "control",
        .kind = CLI_CHOICE,
        .value = "WHO",
        .choices = "never|not-yet",
        .default_text = "not-yet",
        .help = "staggered: compared with units that never open, or with later ones too"},
    {.name = "universal",
        .kind = CLI_FLAG,
        .help = "staggered: the period before opening is the base of all others"},
    {.name = "anticipation",
        .kind = CLI_INT,
        .value = "PERIODS",
        .min = 0,
        .max = 1000,
        .default_text = "0",
        .help = "staggered: periods before opening that may be affected already"},
    {.name = "rows",
        .kind = CLI_CHOICE,
        .value = "WHICH",
        .choices = "event|group|period|cell|course",
        .default_text = "event",
        .help = "staggered: what the rows show; series, synthetic: course shows the periods"},
    {.name = "bootstrap",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = 1e6,
        .default_text = "999",
        .help = "staggered: draws for the band over all events"},
    {.name = "permute",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = 1e6,
        .default_text = "0",
        .help = "staggered: deal openings out anew so many times and compare"},
    {.name = "leads",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 1000,
        .default_text = "4",
        .help = "event-study: periods before opening"},
    {.name = "lags",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = 1000,
        .default_text = "4",
        .help = "event-study: periods after opening"},
    {.name = "for",
        .kind = CLI_TEXT,
        .value = "UNIT",
        .help = "series, synthetic: the unit that is looked at"},
    {.name = "from",
        .kind = CLI_TEXT,
        .value = "PERIOD",
        .default_note = "when the unit opened",
        .help = "series, synthetic: first period after the interruption"},
    {.name = "season",
        .kind = CLI_INT,
        .value = "PERIODS",
        .min = 0,
        .max = 1000,
        .default_text = "0",
        .help = "series: periods in a year, for a yearly wave"},
    {.name = "lag",
        .kind = CLI_INT,
        .value = "PERIODS",
        .min = -1,
        .max = 1000,
        .default_text = "-1",
        .help = "series, newey-west: lags of the errors; -1: by the length of the series"},
    {.name = "errors",
        .kind = CLI_CHOICE,
        .value = "HOW",
        .choices = "persistent|newey-west",
        .default_text = "persistent",
        .help = "series: persistence of errors estimated (restricted likelihood), or least squares "
                "with Newey and West's"},
    {.name = "max-fit",
        .kind = CLI_REAL,
        .value = "FACTOR",
        .min = 0,
        .max = JH_INF,
        .default_text = "0",
        .help = "synthetic: placebos that fit so many times worse before do not count; 0: all do"},
    {.name = "level",
        .kind = CLI_REAL,
        .value = "SHARE",
        .min = 0.5,
        .max = 0.9999,
        .default_text = "0.95",
        .help = "level of the intervals"},
    {.name = "stratum",
        .kind = CLI_TEXT,
        .value = "COL",
        .default_text = "drg",
        .help = "compare: column of the group of diseases"},
    {.name = "cases",
        .kind = CLI_TEXT,
        .value = "COL",
        .default_text = "cases",
        .help = "compare: column of the cases"},
    {.name = "squares",
        .kind = CLI_TEXT,
        .value = "COL",
        .help = "compare: column of the sum of squares, for intervals of means"},
    {.name = "reference",
        .kind = CLI_TEXT,
        .value = "UNIT",
        .help = "compare: the exporter, or whoever is the standard"},
    {.name = "kind",
        .kind = CLI_CHOICE,
        .value = "KIND",
        .choices = "count|mean",
        .default_text = "count",
        .help = "compare: the value counts events (deaths, operations) or is an amount (cost, "
                "days, weight)"},
    {.name = "baseline",
        .kind = CLI_TEXT,
        .value = "COL",
        .help = "compare: column with the unit's ratio at the beginning, for the gap closed"},
    {.name = "indicator",
        .kind = CLI_TEXT,
        .value = "ID",
        .help = "without FILE: the indicator whose course is looked at"},
    {.name = "units",
        .kind = CLI_CHOICE,
        .value = "LEVEL",
        .choices = "area|region|hospital",
        .default_text = "area",
        .help = "without FILE: over areas (of the prefecture that got a centre), prefectures or "
                "hosts"},
    {.name = "profile",
        .kind = CLI_TEXT,
        .value = "PROFILE",
        .default_note = "a table",
        .help =
            "compare FILE: the file holds discharge records, read by this profile (auto: the one "
            "that fits) and compared by DRG; nothing of them is kept"},
    {.name = "strata",
        .kind = CLI_CHOICE,
        .value = "WHAT",
        .choices = "specialty|hard|reason",
        .default_text = "hard",
        .help = "compare without FILE: made alike by specialty, by hardness too, by the reason for "
                "coming too"},
    {.name = "limits",
        .kind = CLI_CHOICE,
        .value = "KIND",
        .choices = "auto|binomial|poisson",
        .default_text = "auto",
        .help =
            "funnel: of shares or of events over an amount; auto: shares where no unit has more "
            "events than cases"},
    {.name = "around",
        .kind = CLI_REAL,
        .value = "RATE",
        .min = 0,
        .max = JH_INF,
        .default_note = "that of all together",
        .help = "funnel: the rate in the middle, in the indicator's unit"},
    {.name = "measure",
        .kind = CLI_CHOICE,
        .value = "MEASURE",
        .choices = "deaths|cost|days|weight|op34",
        .default_text = "cost",
        .help = "compare without FILE: what is compared"},
    {.name = NULL},
};

static const struct {
    const char *name;
    cli_evaluate_fn *run;
} methods[] = {
    {"did", cli_evaluate_did},
    {"event-study", cli_evaluate_event_study},
    {"staggered", cli_evaluate_staggered},
    {"series", cli_evaluate_series},
    {"synthetic", cli_evaluate_synthetic},
};

static enum jh_status load(
    struct cli *cli, const struct cli_args *args, struct jh_panel_table *out, struct jh_error *err)
{
    struct jh_panel_columns c = {.unit = cli_get(args, "unit")->text,
        .period = cli_get(args, "period")->text,
        .value = cli_get(args, "value")->text,
        .denominator = cli_get(args, "denominator")->text,
        .opened = cli_get(args, "opened")->text,
        .weight = cli_get(args, "weights")->text,
        .cluster = cli_get(args, "cluster")->text,
        .covariates = cli_get(args, "covariates")->text};
    /* With --from nothing else says when. */
    if (cli_get(args, "from")->given && !cli_get(args, "opened")->given)
        c.opened = NULL;
    return jh_i_panel_csv_read(args->operand[1], &c, &cli->run, out, err);
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_panel_table table = {0};
    enum jh_status st = JH_OK;
    if (strcmp(args->operand[0], "compare") == 0)
        return cli_evaluate_compare(cli, args, err);
    if (strcmp(args->operand[0], "funnel") == 0)
        return cli_evaluate_funnel(cli, args, err);
    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++)
        if (strcmp(args->operand[0], methods[k].name) == 0) {
            if (args->n_operands > 1)
                JH_TRY(st, load(cli, args, &table, err));
            else
                JH_TRY(st, cli_evaluate_panel_of_workspace(cli, args, &table, err));
            JH_TRY(st, methods[k].run(cli, args, &table, err));
            goto out;
        }
    st = jh_fail(err, JH_E_ARG, "no method is called \"%.60s\"", args->operand[0]);
    jh_hint(err, "Methods: %s.", "did, event-study, staggered, series, synthetic, compare, funnel");
out:
    jh_i_panel_csv_release(&table);
    return st;
}

const struct cli_command cli_cmd_evaluate = {
    .name = "evaluate",
    .summary = "Estimate what openings changed, and how near a centre is to its exporter",
    .details =
        "METHOD is did (two-way fixed effects), event-study, staggered (Callaway and Sant'Anna), "
        "series (interrupted time series), synthetic (control for one centre), compare "
        "(standardised ratios against the exporter) or funnel (rates with the limits of chance). "
        "FILE has one row for each unit and period; "
        "for compare one for each unit and group of diseases. Without FILE: the indicator of the "
        "workspace, and the openings of its register. Plain words stand below the table.",
    .operands = "METHOD [FILE]",
    .min_operands = 1,
    .max_operands = 2,
    .options = options,
    .example = "junheng evaluate staggered rates.csv --value leaving --denominator cases",
    .run = run,
};
