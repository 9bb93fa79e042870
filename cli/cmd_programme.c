/*
 * junheng programme: the register of projects, commitments, milestones, money, tasks and reports.
 */
#include "base/num.h"

#include "cli/actions.h"
#include "cli/commands.h"
#include "cli/programme.h"

static const struct cli_option options[] = {
    CLI_LEDGER_OPTIONS,
    {.name = "kind",
        .kind = CLI_TEXT,
        .value = "KIND",
        .default_text = "project",
        .help = "import: what the rows are"},
    {.name = "sheet",
        .kind = CLI_TEXT,
        .value = "NAME",
        .default_note = "the first",
        .help = "import: sheet of the workbook"},
    {.name = "plan",
        .kind = CLI_INT,
        .value = "PLAN",
        .min = 0,
        .max = JH_INF,
        .default_text = "0",
        .help = "from-plan: the issued plan, by its number; 0: the latest issued"},
    {.name = "level",
        .kind = CLI_CHOICE,
        .value = "LEVEL",
        .choices = "national|provincial",
        .default_text = "provincial",
        .help = "from-plan: level of the projects"},
    {.name = "where",
        .kind = CLI_TEXT,
        .value = "FIELD=VALUE",
        .help = "list: only rows with this value (or part of their name)"},
    {.name = "soon",
        .kind = CLI_INT,
        .value = "DAYS",
        .min = 0,
        .max = 3650,
        .default_text = "30",
        .help = "alarms: also what is due within so many days"},
    {.name = "max-projects",
        .kind = CLI_REAL,
        .value = "N",
        .min = 0,
        .max = 1000,
        .default_text = "3",
        .help = "exporters: projects that one can carry where it does not say; unofficial default"},
    {.name = "attach",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "add, move: a file as evidence, kept in the workspace"},
    {.name = "seen",
        .kind = CLI_INT,
        .value = "ROW",
        .min = 0,
        .max = JH_INF,
        .default_note = "no check",
        .help = "add, move: the last row of the ledger that you know of; refused where it was "
                "changed since (0: it must be new)"},
    {.name = "out",
        .kind = CLI_TEXT,
        .value = "DIR",
        .help = "template, file, year: folder for what is written"},
    {.name = NULL},
};

static const struct cli_action actions[] = {
    {"import", cli_programme_import},
    {"from-plan", cli_programme_from_plan},
    {"announced", cli_programme_announced},
    {"add", cli_programme_add},
    {"move", cli_programme_move},
    {"attach", cli_programme_attach},
    {"files", cli_programme_files},
    {"file", cli_programme_file},
    {"list", cli_programme_list},
    {"show", cli_programme_show},
    {"history", cli_programme_history},
    {"machines", cli_programme_machines},
    {"kinds", cli_programme_kinds},
    {"alarms", cli_programme_alarms},
    {"schedule", cli_programme_schedule},
    {"money", cli_programme_money},
    {"batches", cli_programme_batches},
    {"exporters", cli_programme_exporters},
    {"year", cli_programme_year},
    {"year-report", cli_programme_year},
    {"template", cli_programme_template},
    {"collect", cli_programme_collect},
    {"chase", cli_programme_chase},
    {"consolidate", cli_programme_consolidate},
    {"publish", cli_programme_publish},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    return cli_action_run(sizeof actions / sizeof *actions, actions, cli, args, err);
}

const struct cli_command cli_cmd_programme = {
    .name = "programme",
    .summary =
        "Keep the register of projects: states, commitments, milestones, money, tasks, reports",
    .details =
        "Writing: import FILE [--kind KIND] [field=value...]; from-plan; announced; add KIND ID "
        "field=value...; "
        "move "
        "PROJECT MACHINE MOVE [document=, evidence=, reason=, batch=] [--attach FILE]; attach "
        "FILE... "
        "(evidence for later). Reading: list [KIND]; show "
        "PROJECT; history [ID]; files [ID]; file REFERENCE --out DIR; machines; kinds. Following "
        "up: alarms; schedule [PROJECT]; money "
        "[PROJECT]; batches; exporters; year YEAR. Reporting: template CYCLE [UNIT] --out DIR; "
        "collect "
        "CYCLE FILE...; chase, consolidate, publish CYCLE. Nothing is deleted: a change is a new "
        "row, and so is taking back a move (undo).",
    .operands = "ACTION [OPERAND...]",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .options = options,
    .example = "junheng programme move P0001 programme apply document=2026-12",
    .run = run,
};
