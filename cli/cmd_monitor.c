/*
 * junheng monitor: indicators, targets, what became of predictions, scores.
 */
#include "base/num.h"

#include "cli/actions.h"
#include "cli/commands.h"
#include "cli/monitor.h"

static const struct cli_option options[] = {
    {.name = "level",
        .kind = CLI_CHOICE,
        .value = "LEVEL",
        .choices = "area|region|hospital|province",
        .default_text = "area",
        .help = "whose values"},
    {.name = "period", .kind = CLI_TEXT, .value = "PERIOD", .help = "values: this period only"},
    {.name = "unit",
        .kind = CLI_TEXT,
        .value = "ID",
        .help = "values, sheet: this area, region or hospital"},
    {.name = "catalogue",
        .kind = CLI_TEXT,
        .value = "FILE",
        .default_note = "the one inside",
        .help = "catalogue of indicators (JSON)"},
    {.name = "scores",
        .kind = CLI_TEXT,
        .value = "FILE",
        .default_note = "the one inside",
        .help = "score: score sheets (JSON)"},
    {.name = "sheet",
        .kind = CLI_TEXT,
        .value = "NAME",
        .default_note = "the first",
        .help = "enter: sheet of the workbook; score: score sheet"},
    {.name = "profile",
        .kind = CLI_TEXT,
        .value = "PROFILE",
        .default_note = "a table",
        .help = "enter: the files hold discharge records, read by this profile (auto: the one that "
                "fits): number of DRGs and deaths in low-risk groups of each hospital and year"},
    {.name = "provisional",
        .kind = CLI_INT,
        .value = "PERIODS",
        .min = 0,
        .max = 1000,
        .default_text = "0",
        .help = "the last periods that are still coming in: marked"},
    {.name = "min-count",
        .kind = CLI_REAL,
        .value = "CASES",
        .min = 0,
        .max = JH_INF,
        .default_text = "30",
        .help = "smaller denominators are marked"},
    {.name = "rule",
        .kind = CLI_CHOICE,
        .value = "RULE",
        .choices = "equal|population|gap|last|hand",
        .default_text = "population",
        .help = "split: how the whole is dealt out; hand: what is left after unit=value, equally"},
    {.name = "step",
        .kind = CLI_REAL,
        .value = "AMOUNT",
        .min = 1e-9,
        .max = JH_INF,
        .default_text = "1",
        .help = "split: smallest amount"},
    {.name = "plan",
        .kind = CLI_INT,
        .value = "PLAN",
        .min = 0,
        .max = JH_INF,
        .default_text = "0",
        .help = "propose: the issued plan, by its number; 0: the latest issued"},
    {.name = "reason", .kind = CLI_TEXT, .value = "TEXT", .help = "split: why, for a new version"},
    {.name = "out", .kind = CLI_TEXT, .value = "FILE", .help = "sheet: workbook to write"},
    CLI_LEDGER_OPTIONS,
    {.name = NULL},
};

static const struct cli_action actions[] = {
    {"catalogue", cli_monitor_catalogue},
    {"enter", cli_monitor_enter},
    {"values", cli_monitor_values},
    {"store", cli_monitor_store},
    {"sheet", cli_monitor_sheet},
    {"propose", cli_monitor_propose},
    {"split", cli_monitor_split},
    {"targets", cli_monitor_targets},
    {"actions", cli_monitor_actions},
    {"projects", cli_monitor_projects},
    {"predicted", cli_monitor_predicted},
    {"score", cli_monitor_score},
    {"capability", cli_monitor_capability},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    return cli_action_run(sizeof actions / sizeof *actions, actions, cli, args, err);
}

const struct cli_command cli_cmd_monitor = {
    .name = "monitor",
    .summary = "Compute indicators, set and follow targets, compare predictions, score centres",
    .details =
        "catalogue; enter FILE (indicator, period, unit_id, numerator, denominator or value); "
        "values [INDICATOR...]; store; sheet --unit ID --out FILE; propose YEAR; split INDICATOR "
        "YEAR TOTAL "
        "[unit=value...]; targets; actions (of red cells); projects; predicted (beside achieved); "
        "score "
        "PROJECT; capability PROJECT. Every value keeps numerator, denominator, period, basis, "
        "source and as-of time; what is not collected is never 0; every indicator carries the mark "
        "of its evidence: S seen, S-doc source document, I inferred, B background.",
    .operands = "ACTION [OPERAND...]",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .options = options,
    .example = "junheng monitor values flow.out_rate --level region",
    .run = run,
};
