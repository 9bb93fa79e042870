/*
 * junheng boundaries: the user's approved boundaries on every map, with source and review number.
 */
#include "base/fail.h"

#include "cli/boundaries.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "cli/table.h"

static const struct cli_option options[] = {
    {.name = "source",
        .kind = CLI_TEXT,
        .value = "TEXT",
        .help = "who made the boundaries; stands on every map"},
    {.name = "review-number",
        .kind = CLI_TEXT,
        .value = "TEXT",
        .help = "review number of the map; stands on every map"},
    {.name = "property",
        .kind = CLI_TEXT,
        .value = "NAME",
        .default_note = "found out",
        .help = "property that holds ids or names of areas"},
    {.name = "remove", .kind = CLI_FLAG, .help = "drop the boundaries: maps show cells again"},
    {.name = NULL},
};

static const struct cli_column columns[] = {
    {"property", "property", NULL, 0, 0},
    {"n_features", "features", NULL, 0, 0},
    {"n_used", "used", NULL, 0, 0},
    {"n_bad", "no polygons", NULL, 0, 0},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const bool remove = cli_get(args, "remove")->given;
    const struct jh_boundaries_options wanted = {.source = cli_get(args, "source")->text,
        .review_number = cli_get(args, "review-number")->text,
        .id_property = cli_get(args, "property")->text};
    struct jh_boundaries_report report = {0};
    struct cli_table table;
    enum jh_status st = JH_OK;
    if (remove == (args->n_operands > 0))
        return jh_fail(err, JH_E_ARG, "give a file of boundaries, or --remove");
    JH_TRY(st,
        cli_boundaries_change(cli, remove ? NULL : args->operand[0], &wanted, &report, NULL, err));
    cli_progress_clear(&cli->progress);
    if (remove) {
        cli_say(cli, "maps show cells of area points");
        return JH_OK;
    }
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    cli_table_text(&table, report.property);
    cli_table_integer(&table, (int64_t)report.n_features);
    cli_table_integer(&table, (int64_t)report.n_used);
    cli_table_integer(&table, (int64_t)report.n_bad);
    st = cli_table_end(&table, err);
out:
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

const struct cli_command cli_cmd_boundaries = {
    .name = "boundaries",
    .summary = "Take approved boundaries of the areas into the workspace",
    .details =
        "None come with the program. Reads GeoJSON, a shapefile (zipped, or with its parts beside "
        "it) or a GeoPackage; features are matched with areas by id, else by name. Every area "
        "must have one. Source and review number stand on every map, in pages and reports; "
        "without boundaries maps show cells of area points.",
    .operands = "[FILE]",
    .max_operands = 1,
    .options = options,
    .example =
        "junheng boundaries counties.zip --source 标准地图服务 --review-number 'GS(2019)1822号'",
    .run = run,
};
