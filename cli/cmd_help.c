/*
 * junheng help: what --help says.
 */
#include "base/fail.h"

#include "cli/commands.h"
#include "cli/dispatch.h"
#include "cli/help.h"

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct cli_command *command = NULL;
    if (args->n_operands == 0)
        return cli_help_program(cli->out, cli->lang, err);
    enum jh_status st = cli_command_find(args->operand[0], &command, err);
    return st != JH_OK ? st : cli_help_command(cli->out, cli->lang, command, err);
}

const struct cli_command cli_cmd_help = {
    .name = "help",
    .summary = "Show the help of a command",
    .details = "",
    .operands = "[COMMAND]",
    .max_operands = 1,
    .example = "",
    .run = run,
};
