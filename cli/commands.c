#include "cli/commands.h"

const struct cli_command *const cli_commands[] = {
    &cli_cmd_completion,
    &cli_cmd_help,
    &cli_cmd_man,
};
const size_t cli_n_commands = sizeof cli_commands / sizeof *cli_commands;
