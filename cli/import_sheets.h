/* Sheets as offices send them: options, reading, importing. */
#ifndef JH_CLI_IMPORT_SHEETS_H
#define JH_CLI_IMPORT_SHEETS_H

#include "cli/cli.h"

struct jh_sheets;
struct jh_sheets_import;

/** Options of commands that read such sheets. */
#define CLI_SHEET_OPTIONS                                                                          \
    {.name = "recipe",                                                                             \
        .kind = CLI_TEXT,                                                                          \
        .value = "FILE",                                                                           \
        .help = "sheets: corrections and decisions kept from before (JSON)"},                      \
        {.name = "words",                                                                          \
            .kind = CLI_TEXT,                                                                      \
            .value = "FILE",                                                                       \
            .help = "sheets: rows before the built-in table of words"},                            \
        {.name = "places",                                                                         \
            .kind = CLI_TEXT,                                                                      \
            .value = "FILE",                                                                       \
            .help = "sheets: gazetteer or boundaries (GeoJSON) for areas without coordinates"},    \
        {.name = "crs",                                                                            \
            .kind = CLI_CHOICE,                                                                    \
            .value = "NAME",                                                                       \
            .choices = "wgs84|gcj02|bd09",                                                         \
            .default_note = "as the recipe says, else wgs84",                                      \
            .help = "sheets: what their coordinates are in"},                                      \
    {                                                                                              \
        .name = "added-to", .kind = CLI_TEXT, .value = "DIR", .default_note = "the workspace's",   \
        .help = "sheets: dataset that they add to, where they list no areas or no hospitals"       \
    }

/** Whether the operands are sheets to be understood: a recipe is named, or no name is a table's. */
bool cli_are_sheets(const struct cli_args *args);
/** The options given. */
struct jh_sheets_import cli_sheets_wanted(const struct cli *cli, const struct cli_args *args);
/** The dataset that sheets add to: --added-to, else the workspace's; NULL: none. */
enum jh_status cli_sheets_base(struct cli *cli, const struct cli_args *args,
    struct jh_dataset **out_base, struct jh_error *err) JH_CHECKED;
/** The import. */
enum jh_status cli_import_sheets(
    struct cli *cli, const struct cli_args *args, struct jh_error *err) JH_CHECKED;
/** A whole file. */
enum jh_status cli_sheet_write(
    const char *path, const char *data, size_t len, struct jh_error *err) JH_CHECKED;

#endif
