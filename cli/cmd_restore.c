/*
 * junheng restore: the workspace becomes what a backup holds.
 */
#include "junheng/store.h"

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/report.h"

static const struct cli_option options[] = {
    {.name = "replace", .kind = CLI_FLAG, .help = "put it in the place of the present workspace"},
    {.name = NULL},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_restore(args->operand[0], cli->workspace, cli_get(args, "replace")->given,
                   &cli->run, err));
    cli_progress_clear(&cli->progress);
    cli_say(cli, "workspace %s is now what %s holds", cli->workspace, args->operand[0]);
out:
    return st;
}

const struct cli_command cli_cmd_restore = {
    .name = "restore",
    .summary = "Make the workspace what a backup holds",
    .details =
        "The backup is checked first and may be of an older program: it is brought up to date. "
        "The workspace is replaced whole or not at all. End a server of the workspace before.",
    .operands = "FILE",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .example = "junheng restore backup/junheng-2026-01-31.db --replace",
    .run = run,
};
