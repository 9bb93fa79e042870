/*
 * junheng sheet: what is understood of workbooks and tables as offices send them; recipes.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/embedded.h"
#include "base/fail.h"
#include "base/findings.h"
#include "io/sheets/import.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/import_sheets.h"
#include "cli/report.h"
#include "cli/table.h"

#define DETAILS_MAX ((size_t)1 << 30)

static const struct cli_option options[] = {
    CLI_SHEET_OPTIONS,
    {.name = "recipe-out",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "write a recipe of what was understood, with the questions left open"},
    {.name = "cells",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "write what was understood cell by cell (JSON)"},
    {.name = "out",
        .kind = CLI_TEXT,
        .value = "DIR",
        .help = "write the tables of a dataset there, once no question is open"},
    {.name = "words-out",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "write the built-in table of words, to be edited and named with --words"},
    {.name = NULL},
};

static const struct cli_column columns[] = {
    {"file", "file", NULL, 0, 0},
    {"sheet", "sheet", NULL, 0, 0},
    {"kind", "kind", NULL, 0, 0},
    {"column", "column", NULL, 0, 0},
    {"header", "header", NULL, 0, 0},
    {"field", "field", NULL, 0, 0},
    {"sure", "sure", NULL, 0, 0},
    {"unit", "unit", NULL, 0, 0},
    {"factor", "factor", NULL, 0, 4},
};
static const struct cli_column fig_sheets = {"sheets", "sheets", NULL, 0, 0};
static const struct cli_column fig_rows = {"data_rows", "rows of data", NULL, 0, 0};
static const struct cli_column fig_questions = {"questions", "questions", NULL, 0, 0};

static void put_sheet(struct cli_table *table, const struct jh_understood *u)
{
    char cell[JH_CELL_NAME_MAX];
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct jh_got_column *got = &u->column[c];
        const enum jh_sheet_field shown = got->sure ? got->field : got->guess;
        if (got->empty)
            continue;
        jh_i_cell_name(0, c, cell);
        cell[strlen(cell) - 1] = '\0';
        cli_table_text(table, u->grid->file);
        cli_table_text(table, u->grid->sheet);
        cli_table_text(table, jh_i_sheet_kind_name(u->kind));
        cli_table_text(table, cell);
        cli_table_text(table, got->header);
        cli_table_text(table, jh_i_sheet_fields[shown].id);
        cli_table_bool(table, got->sure);
        cli_table_text(table, got->unit != NULL ? got->unit->text : "");
        cli_table_number(table, got->factor);
    }
}

static enum jh_status print(struct cli *cli, const struct jh_sheets *sheets, struct jh_error *err)
{
    struct cli_table table;
    int64_t n_rows = 0, n_sheets = 0;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < sheets->n; i++) {
        const struct jh_understood *u = &sheets->sheet[i].u;
        if (sheets->sheet[i].left_out)
            continue;
        n_sheets++;
        put_sheet(&table, u);
        for (size_t r = 0; r < u->n_rows; r++)
            n_rows += u->row[r].class == JH_ROW_DATA;
    }
    cli_summary_integer(&table, &fig_sheets, n_sheets);
    cli_summary_integer(&table, &fig_rows, n_rows);
    cli_summary_integer(&table, &fig_questions, (int64_t)jh_i_sheets_questions(sheets));
    return cli_table_end(&table, err);
}

static enum jh_status write_out(const char *path, const struct jh_buf *text, struct jh_error *err)
{
    enum jh_status st = jh_buf_status(text, err);
    return st == JH_OK ? cli_sheet_write(path, text->data, text->len, err) : st;
}

static enum jh_status write_files(struct cli *cli, const struct cli_args *args,
    const struct jh_sheets *sheets, struct jh_error *err)
{
    const char *recipe = cli_get(args, "recipe-out")->text, *cells = cli_get(args, "cells")->text;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, DETAILS_MAX);
    if (recipe != NULL) {
        jh_i_sheets_recipe(sheets, &text);
        JH_TRY(st, write_out(recipe, &text, err));
        cli_say(cli, "recipe written to %s", recipe);
    }
    jh_buf_reset(&text);
    if (cells != NULL) {
        jh_i_sheets_json(sheets, cli->lang, SIZE_MAX, &text);
        st = write_out(cells, &text, err);
    }
out:
    jh_buf_release(&text);
    return st;
}

static enum jh_status write_tables(struct cli *cli, const char *dir,
    const struct jh_sheets_import *wanted, const struct jh_sheets *sheets, struct jh_error *err)
{
    struct jh_findings derived;
    enum jh_status st = JH_OK;
    jh_findings_init(&derived);
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        st = jh_fail(err, JH_E_IO, "cannot use the folder: %s", strerror(errno));
    if (st == JH_OK)
        st = jh_i_sheets_folder(sheets, wanted, dir, &cli->run, &derived, NULL, err);
    if (st == JH_OK && !cli->quiet)
        cli_report_findings(cli->diagnostics, cli->lang, &derived);
    jh_findings_release(&derived);
    return st;
}

static enum jh_status write_words(const char *path, struct jh_error *err)
{
    const struct jh_embedded *words = jh_embedded_find("data/sheets/words.tsv");
    return words != NULL ? cli_sheet_write(path, words->data, words->len, err)
                         : jh_fail(err, JH_E_INTERNAL, "the program carries no table of words");
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_findings findings;
    struct jh_sheets sheets = {0};
    struct jh_dataset *base = NULL;
    struct jh_sheets_import wanted = cli_sheets_wanted(cli, args);
    enum jh_status st = JH_OK;
    uint64_t questions = 0;
    bool based = false;
    jh_findings_init(&findings);
    if (cli_get(args, "words-out")->given)
        return write_words(cli_get(args, "words-out")->text, err);
    if (args->n_operands == 0)
        return jh_fail(err, JH_E_ARG, "no file named");
    JH_TRY(st, cli_sheets_base(cli, args, &base, err));
    JH_TRY(st, jh_i_sheets_open(args->n_operands, args->operand, &wanted.read, base, &cli->run,
                   &sheets, &based, err));
    cli_progress_clear(&cli->progress);
    jh_i_sheets_findings(&sheets, &findings);
    if (!cli->quiet)
        cli_report_findings(cli->diagnostics, cli->lang, &findings);
    JH_TRY(st, print(cli, &sheets, err));
    JH_TRY(st, write_files(cli, args, &sheets, err));
    questions = jh_i_sheets_questions(&sheets);
    if (questions > 0) {
        st = jh_fail(err, JH_E_INFEASIBLE, "questions to be answered before an import: %llu",
            (unsigned long long)questions);
        jh_hint(err, "Write a recipe with --recipe-out, answer in it, and name it with --recipe.");
    } else if (cli_get(args, "out")->given) {
        st = write_tables(cli, cli_get(args, "out")->text, &wanted, &sheets, err);
    }
out:
    jh_findings_release(&findings);
    jh_i_sheets_release(&sheets);
    jh_dataset_free(base);
    return st;
}

const struct cli_command cli_cmd_sheet = {
    .name = "sheet",
    .summary = "Show what is understood of workbooks and tables as offices send them",
    .details =
        "Finds header, columns, units, totals and names of any sheet (.xlsx, .xls, .ods, CSV) and "
        "asks where it is not certain. Corrections and decisions are kept in a recipe "
        "(docs/sheets.md), which import takes. Exit status 3 where questions are open.",
    .operands = "FILE...",
    .min_operands = 0,
    .max_operands = SIZE_MAX,
    .options = options,
    .example = "junheng sheet --recipe-out mine.json population.xlsx hospitals.xlsx",
    .run = run,
};
