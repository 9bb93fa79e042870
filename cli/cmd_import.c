/*
 * junheng import: a dataset into the workspace, whole or not at all.
 */
#include <stdint.h>
#include <unistd.h>

#include "junheng/io.h"
#include "junheng/store.h"

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/import_records.h"
#include "cli/import_sheets.h"
#include "cli/report.h"

static const struct cli_option options[] = {
    {.name = "accept-partial",
        .kind = CLI_FLAG,
        .help = "import the good rows although others are bad"},
    {.name = "rejects",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "with --accept-partial: write the bad rows there"},
    CLI_SHEET_OPTIONS,
    CLI_RECORD_OPTIONS,
    {.name = NULL},
};

/* A workspace that cannot be used is told before the data are read, not after; one of an older
 * program is brought up to date. None is made as long as the data may be refused. */
static enum jh_status check_workspace(struct cli *cli, struct jh_error *err)
{
    struct jh_store *store = NULL;
    bool there = access(cli->workspace, F_OK) == 0;
    enum jh_status st =
        jh_store_open(cli->workspace, there ? JH_STORE_WRITE : JH_STORE_READ, &store, err);
    jh_store_close(store);
    return st == JH_E_NOT_FOUND ? JH_OK : st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct jh_import_options wanted = {
        .accept_partial = cli_get(args, "accept-partial")->given,
        .rejects_path = cli_get(args, "rejects")->text,
        .lang = cli->lang};
    struct jh_findings findings = {0};
    struct jh_dataset *dataset = NULL;
    enum jh_status st = JH_OK;
    if (cli_are_records(args))
        return cli_import_records(cli, args, err);
    if (wanted.rejects_path != NULL && !wanted.accept_partial)
        return jh_fail(err, JH_E_ARG, "--rejects needs --accept-partial");
    if (cli_are_sheets(args))
        return cli_import_sheets(cli, args, err);
    JH_TRY(st, check_workspace(cli, err));
    st = jh_dataset_read(
        args->n_operands, args->operand, &wanted, &cli->run, &findings, &dataset, err);
    cli_progress_clear(&cli->progress);
    if (!cli->quiet || findings.n_errors > 0)
        cli_report_findings(cli->diagnostics, cli->lang, &findings);
    if (st != JH_OK)
        goto out;
    JH_TRY(st, cli_dataset_save(cli, dataset, args->operand[0], &findings, err));
    cli_progress_clear(&cli->progress);
    st = cli_dataset_print(cli, dataset, err);
out:
    jh_dataset_free(dataset);
    jh_findings_release(&findings);
    return st;
}

const struct cli_command cli_cmd_import = {
    .name = "import",
    .summary = "Load a dataset, or discharge records, into the workspace",
    .details =
        "Reads a folder of CSV files, a workbook, or files named like the tables. Bad rows "
        "are reported as file:line:column; the import lands whole or not at all, and "
        "replaces the dataset of the workspace. Discharge records (front pages, insurance tables; "
        "CSV, also .gz and .zst) become flows of the dataset, beside those of other sources; "
        "nothing that identifies a patient is kept. Any other sheets (.xlsx, .xls, .ods, CSV) are "
        "understood as junheng sheet shows, "
        "with the corrections of a recipe.",
    .operands = "DIR|FILE...",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .options = options,
    .example = "junheng --workspace province.db import data/",
    .run = run,
};
