/*
 * junheng migrate: bring the workspace of an older program up to date, with a backup before.
 */
#include "junheng/store.h"

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/report.h"

static const struct cli_option options[] = {
    {.name = "backup",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "copy the workspace there first, as it is"},
    {.name = NULL},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *backup = cli_get(args, "backup")->text;
    struct jh_store *store = NULL;
    int64_t before = 0, after = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_version(cli->workspace, &before, err));
    if (backup != NULL)
        JH_TRY(st, jh_store_backup_file(cli->workspace, backup, &cli->run, err));
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_WRITE, &store, err));
    JH_TRY(st, jh_store_version(cli->workspace, &after, err));
    cli_progress_clear(&cli->progress);
    if (before == after)
        cli_say(cli, "workspace %s is up to date: schema version %lld", cli->workspace,
            (long long)after);
    else
        cli_say(cli, "workspace %s brought from schema version %lld to %lld", cli->workspace,
            (long long)before, (long long)after);
out:
    jh_store_close(store);
    return st;
}

const struct cli_command cli_cmd_migrate = {
    .name = "migrate",
    .summary = "Bring the workspace of an older program up to date",
    .details =
        "All of it or nothing. Commands that write do the same by themselves; this one says so, "
        "and keeps a copy first with --backup.",
    .operands = "",
    .options = options,
    .example = "junheng migrate --backup junheng-before.db",
    .run = run,
};
