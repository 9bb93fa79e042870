#include "cli/commands.h"

const struct cli_command *const cli_commands[] = {
    &cli_cmd_access,
    &cli_cmd_check,
    &cli_cmd_completion,
    &cli_cmd_evaluate,
    &cli_cmd_export,
    &cli_cmd_fit,
    &cli_cmd_fit_logit,
    &cli_cmd_flows,
    &cli_cmd_help,
    &cli_cmd_import,
    &cli_cmd_man,
    &cli_cmd_monitor,
    &cli_cmd_pair,
    &cli_cmd_places,
    &cli_cmd_plan,
    &cli_cmd_plans,
    &cli_cmd_predict,
    &cli_cmd_profile,
    &cli_cmd_programme,
    &cli_cmd_sample,
    &cli_cmd_serve,
    &cli_cmd_site,
    &cli_cmd_solve,
    &cli_cmd_zones,
};
const size_t cli_n_commands = sizeof cli_commands / sizeof *cli_commands;
