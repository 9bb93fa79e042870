/*
 * junheng check: the data report alone.
 */
#include <stdint.h>

#include "junheng/io.h"

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/report.h"
#include "cli/table.h"

static const struct cli_column columns[] = {
    {"severity", "severity", NULL, 0, 0},
    {"rule", "rule", NULL, 0, 0},
    {"count", "count", NULL, 0, 0},
    {"file", "file", NULL, 0, 0},
    {"line", "line", NULL, 0, 0},
    {"column", "column", NULL, 0, 0},
    {"found", "found", NULL, 0, 0},
    {"text", "what is wrong", NULL, 0, 0},
};
static const struct cli_column fig_errors = {"errors", "errors", NULL, 0, 0};
static const struct cli_column fig_warnings = {"warnings", "warnings", NULL, 0, 0};

static void put_position(struct cli_table *table, int64_t position)
{
    if (position > 0)
        cli_table_integer(table, position);
    else
        cli_table_none(table);
}

static void put_text(struct cli_table *table, const char *text)
{
    if (text != NULL)
        cli_table_text(table, text);
    else
        cli_table_none(table);
}

/* One row per example; a rule without examples has one row of its own. */
static void put_finding(
    struct cli_table *table, const struct jh_finding *finding, enum jh_lang lang)
{
    static const struct jh_finding_example no_example = {0};
    for (size_t e = 0; e < finding->n_examples || e == 0; e++) {
        const struct jh_finding_example *example =
            finding->n_examples > 0 ? &finding->example[e] : &no_example;
        cli_table_text(table, cli_severity_name(finding->severity));
        cli_table_text(table, finding->rule);
        cli_table_integer(table, (int64_t)finding->count);
        put_text(table, example->file);
        put_position(table, example->line);
        put_position(table, example->column);
        put_text(table, example->found);
        put_text(table, finding->n_examples > 0 ? example->text[lang] : finding->title[lang]);
    }
}

static enum jh_status print(
    struct cli *cli, const struct jh_findings *findings, struct jh_error *err)
{
    if (cli->format == CLI_FORMAT_TEXT) {
        cli_report_findings(cli->out, cli->lang, findings);
        return cli_flush(cli->out, err);
    }
    struct cli_table table;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < findings->n; i++)
        put_finding(&table, &findings->item[i], cli->lang);
    cli_summary_integer(&table, &fig_errors, (int64_t)findings->n_errors);
    cli_summary_integer(&table, &fig_warnings, (int64_t)findings->n_warnings);
    return cli_table_end(&table, err);
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct jh_import_options wanted = {0};
    struct jh_findings findings = {0};
    struct jh_dataset *dataset = NULL;
    enum jh_status st = jh_dataset_read(
        args->n_operands, args->operand, &wanted, &cli->run, &findings, &dataset, err);
    cli_progress_clear(&cli->progress);
    if (st != JH_OK && (st != JH_E_DATA || findings.n_errors == 0))
        goto out;
    JH_TRY(st, print(cli, &findings, err));
    if (findings.n_errors > 0)
        st = jh_fail(err, JH_E_INFEASIBLE, "the data cannot be imported, errors: %llu",
            (unsigned long long)findings.n_errors);
    else
        cli_say(cli, "the data can be imported, warnings: %llu",
            (unsigned long long)findings.n_warnings);
out:
    jh_dataset_free(dataset);
    jh_findings_release(&findings);
    return st;
}

const struct cli_command cli_cmd_check = {
    .name = "check",
    .summary = "Report what is wrong with a dataset, without importing it",
    .details =
        "Exit status 3 where an import would be refused (findings of severity error), 0 where "
        "there are at most warnings.",
    .operands = "DIR|FILE...",
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .example = "junheng check --format csv data/ > findings.csv",
    .run = run,
};
