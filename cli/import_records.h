/* junheng import, where it is given discharge records. */
#ifndef JH_CLI_IMPORT_RECORDS_H
#define JH_CLI_IMPORT_RECORDS_H

#include "cli/cli.h"

/** Options of records, to stand among those of import. */
#define CLI_RECORD_OPTIONS                                                                         \
    {.name = "profile",                                                                            \
        .kind = CLI_TEXT,                                                                          \
        .value = "NAME|FILE",                                                                      \
        .help = "the files are discharge records with columns as in this profile"},                \
        {.name = "dataset",                                                                        \
            .kind = CLI_TEXT,                                                                      \
            .value = "DIR",                                                                        \
            .default_note = "that of the workspace",                                               \
            .help = "records: areas and hospitals they refer to"},                                 \
        {.name = "source",                                                                         \
            .kind = CLI_TEXT,                                                                      \
            .value = "NAME",                                                                       \
            .default_note = "as the profile says",                                                 \
            .help = "records: source of flows they become"},                                       \
        {.name = "period",                                                                         \
            .kind = CLI_CHOICE,                                                                    \
            .value = "LENGTH",                                                                     \
            .choices = "month|quarter|year",                                                       \
            .default_note = "that of the dataset, else month",                                     \
            .help = "records: length of periods"},                                                 \
        {.name = "rules",                                                                          \
            .kind = CLI_TEXT,                                                                      \
            .value = "FILE",                                                                       \
            .default_note = "built in",                                                            \
            .help = "records: specialty and hard-case rules (JSON)"},                              \
        {.name = "postcodes",                                                                      \
            .kind = CLI_TEXT,                                                                      \
            .value = "FILE",                                                                       \
            .help = "records: table postcode,area_id"},                                            \
        {.name = "yearbook",                                                                       \
            .kind = CLI_TEXT,                                                                      \
            .value = "FILE",                                                                       \
            .help = "records: table hospital_id,year,discharges to compare with"},                 \
        {.name = "report",                                                                         \
            .kind = CLI_TEXT,                                                                      \
            .value = "DIR",                                                                        \
            .help = "records: write the quality report there (html, xlsx, csv)"},                  \
        {.name = "no-checks",                                                                      \
            .kind = CLI_FLAG,                                                                      \
            .help = "records: only the rules that refuse; duplicates are counted twice"},          \
    {                                                                                              \
        .name = "replace", .kind = CLI_FLAG,                                                       \
        .help = "records: in the place of what the source has of these hospitals and periods"      \
    }

/** Whether the operands are discharge records: a profile is named, or the header is of a known scheme. */
bool cli_are_records(const struct cli_args *args);
/** The import. */
enum jh_status cli_import_records(
    struct cli *cli, const struct cli_args *args, struct jh_error *err) JH_CHECKED;

#endif
