/*
 * The one printer of results: rows under named columns and a summary, as text, CSV or JSON.
 * Rows go out as they come; only text looks ahead a little, to line up its columns.
 */
#ifndef JH_CLI_TABLE_H
#define JH_CLI_TABLE_H

#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

#include "cli/cell.h"
#include "cli/cli.h"

/** A table being printed; the first failure sticks and cli_table_end() tells it. */
struct cli_table {
    struct cli *cli;
    size_t n_columns;
    const struct cli_column *column;
    size_t at;       /* next cell of the row */
    size_t n_rows;   /* finished rows */
    size_t n_in_row; /* JSON: cells of the row told so far */
    size_t n_summary;
    struct jh_arena arena; /* text: rows held back */
    const char **held;     /* [n_held_cells] */
    uint8_t *numeric;      /* [n_held_cells] */
    int *width;            /* [n_columns] */
    bool streaming;        /* text: widths are settled */
    bool summarising;
    enum jh_status status;
};

void cli_table_begin(
    struct cli_table *table, struct cli *cli, size_t n_columns, const struct cli_column *column);

/* The next cell of the row; the row ends by itself with its last cell. */
void cli_table_text(struct cli_table *table, const char *text);
void cli_table_integer(struct cli_table *table, int64_t value);
/** NaN: not collected; infinite: unreachable. */
void cli_table_number(struct cli_table *table, double value);
void cli_table_bool(struct cli_table *table, bool value);
void cli_table_none(struct cli_table *table);
/** True once writing has failed: no use in going on. */
bool cli_table_failed(const struct cli_table *table);

/* Figures of the summary, after the last row. An empty text is one not stated. */
void cli_summary_text(struct cli_table *table, const struct cli_column *figure, const char *text);
void cli_summary_integer(struct cli_table *table, const struct cli_column *figure, int64_t value);
void cli_summary_number(struct cli_table *table, const struct cli_column *figure, double value);
void cli_summary_bool(struct cli_table *table, const struct cli_column *figure, bool value);
void cli_summary_texts(
    struct cli_table *table, const struct cli_column *figure, size_t n, const char *const *text);

/** Write what is left. @return JH_OK; JH_E_IO; JH_E_NOMEM. */
enum jh_status cli_table_end(struct cli_table *table, struct jh_error *err) JH_CHECKED;

/** Push results out to their reader. @return JH_OK; JH_E_IO: pipe closed, disk full. */
enum jh_status cli_flush(FILE *out, struct jh_error *err) JH_CHECKED;

#endif
