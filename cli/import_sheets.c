#include "cli/import_sheets.h"

#include <stdio.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/findings.h"
#include "io/outfile.h"
#include "io/sheets/import.h"
#include "junheng/store.h"

#include "cli/data.h"
#include "cli/report.h"

bool cli_are_sheets(const struct cli_args *args)
{
    return cli_get(args, "recipe")->given || jh_i_sheets_are(args->n_operands, args->operand);
}

struct jh_sheets_import cli_sheets_wanted(const struct cli *cli, const struct cli_args *args)
{
    return (struct jh_sheets_import){.read = {.words_path = cli_get(args, "words")->text,
                                         .recipe_path = cli_get(args, "recipe")->text},
        .places_path = cli_get(args, "places")->text,
        .crs = cli_get(args, "crs")->given ? cli_get(args, "crs")->text : NULL,
        .import = {.lang = cli->lang}};
}

enum jh_status cli_sheets_base(struct cli *cli, const struct cli_args *args,
    struct jh_dataset **out_base, struct jh_error *err)
{
    const char *dir = cli_get(args, "added-to")->text;
    const struct jh_import_options wanted = {.lang = cli->lang};
    struct jh_store *store = NULL;
    enum jh_status st;
    *out_base = NULL;
    if (dir != NULL)
        return jh_dataset_read(1, &dir, &wanted, &cli->run, NULL, out_base, err);
    if (access(cli->workspace, F_OK) != 0)
        return JH_OK;
    st = jh_store_open(cli->workspace, JH_STORE_WRITE, &store, err);
    if (st == JH_OK)
        st = jh_store_dataset_load(store, &cli->run, out_base, err);
    jh_store_close(store);
    return st == JH_E_NOT_FOUND ? JH_OK : st; /* nothing in it yet */
}

enum jh_status cli_sheet_write(const char *path, const char *data, size_t len, struct jh_error *err)
{
    struct jh_outfile file = {0};
    enum jh_status st = jh_i_outfile_open(path, &file, err);
    if (st != JH_OK)
        return st;
    fwrite(data, 1, len, file.stream);
    return jh_i_outfile_commit(&file, err);
}

enum jh_status cli_import_sheets(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_sheets_import wanted = cli_sheets_wanted(cli, args);
    struct jh_findings findings = {0};
    struct jh_dataset *base = NULL, *dataset = NULL;
    enum jh_status st = JH_OK;
    wanted.import.accept_partial = cli_get(args, "accept-partial")->given;
    wanted.import.rejects_path = cli_get(args, "rejects")->text;
    JH_TRY(st, cli_sheets_base(cli, args, &base, err));
    st = jh_i_sheets_dataset(
        args->n_operands, args->operand, &wanted, base, &cli->run, &findings, &dataset, err);
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
    jh_dataset_free(base);
    jh_findings_release(&findings);
    return st;
}
