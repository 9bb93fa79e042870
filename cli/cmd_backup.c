/*
 * junheng backup: a checked copy of the workspace, made while it is in use.
 */
#include "junheng/store.h"

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/report.h"

static const struct cli_option options[] = {
    {.name = NULL},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_store *store = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_backup(store, args->operand[0], &cli->run, err));
    cli_progress_clear(&cli->progress);
    cli_say(cli, "backup of %s checked and kept as %s", cli->workspace, args->operand[0]);
out:
    jh_store_close(store);
    return st;
}

const struct cli_command cli_cmd_backup = {
    .name = "backup",
    .summary = "Copy the workspace into a file, checked, while it is in use",
    .details =
        "The copy is one file, read again and checked page by page before it takes its "
        "name; what stood there is replaced. junheng restore puts it back.",
    .operands = "FILE",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .example = "junheng backup backup/junheng-2026-01-31.db",
    .run = run,
};
