/*
 * The table of commands, sorted by name.
 */
#ifndef JH_CLI_COMMANDS_H
#define JH_CLI_COMMANDS_H

#include "cli/cli.h"

/* One per file cmd_<name>.c. */
extern const struct cli_command cli_cmd_access;
extern const struct cli_command cli_cmd_backup;
extern const struct cli_command cli_cmd_boundaries;
extern const struct cli_command cli_cmd_check;
extern const struct cli_command cli_cmd_completion;
extern const struct cli_command cli_cmd_evaluate;
extern const struct cli_command cli_cmd_export;
extern const struct cli_command cli_cmd_fit;
extern const struct cli_command cli_cmd_fit_logit;
extern const struct cli_command cli_cmd_flows;
extern const struct cli_command cli_cmd_help;
extern const struct cli_command cli_cmd_import;
extern const struct cli_command cli_cmd_man;
extern const struct cli_command cli_cmd_migrate;
extern const struct cli_command cli_cmd_monitor;
extern const struct cli_command cli_cmd_pair;
extern const struct cli_command cli_cmd_places;
extern const struct cli_command cli_cmd_plan;
extern const struct cli_command cli_cmd_plans;
extern const struct cli_command cli_cmd_predict;
extern const struct cli_command cli_cmd_profile;
extern const struct cli_command cli_cmd_programme;
extern const struct cli_command cli_cmd_restore;
extern const struct cli_command cli_cmd_sample;
extern const struct cli_command cli_cmd_serve;
extern const struct cli_command cli_cmd_sheet;
extern const struct cli_command cli_cmd_site;
extern const struct cli_command cli_cmd_solve;
extern const struct cli_command cli_cmd_templates;
extern const struct cli_command cli_cmd_zones;

extern const struct cli_command *const cli_commands[];
extern const size_t cli_n_commands;

#endif
