/*
 * One value on its way out, as CSV, JSON or text for people.
 */
#ifndef JH_CLI_CELL_H
#define JH_CLI_CELL_H

#include <stdint.h>
#include <stdio.h>

#include "junheng/status.h"

#include "base/num.h"

/** One column of a table, or one figure of a summary. Texts but `name` are message keys. */
struct cli_column {
    const char *name; /* in CSV and JSON: stable */
    const char *head; /* in text; NULL: not shown there */
    const char *unit; /* of the figure as text shows it; NULL: none */
    double scale;     /* text shows value * scale (100 for a share in %); 0: 1 */
    int decimals;     /* that text shows */
};

enum cli_cell_kind {
    CLI_CELL_NONE,
    CLI_CELL_TEXT,
    CLI_CELL_INTEGER,
    CLI_CELL_NUMBER,
    CLI_CELL_BOOL
};
struct cli_cell {
    enum cli_cell_kind kind;
    const char *text;
    int64_t integer;
    double number;
};

/** CSV: not collected is empty, unreachable is inf. */
void cli_cell_csv(FILE *out, const struct cli_cell *cell);
/** JSON has neither NaN nor infinity: both are null. */
void cli_cell_json(FILE *out, const struct cli_cell *cell);
void cli_json_text(FILE *out, const char *text);
/** Text for people: few decimals, gaps marked. Points into `room` or at the cell's own text. */
const char *cli_cell_text(const struct cli_column *column, const struct cli_cell *cell,
    enum jh_lang lang, char room[JH_NUM_TEXT_MAX]);

#endif
