#include "cli/table.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"

#include "cli/cell.h"
#include "cli/width.h"

enum { HELD_ROWS = 1000 }; /* rows that decide the widths of text columns */
static const char *const column_gap = "  ";

static void put_padding(FILE *out, int n)
{
    for (; n > 0; n--)
        fputc(' ', out);
}

/* One cell of text; the last column has no blanks behind it. */
static void put_cell(FILE *out, const char *text, int width, bool right, bool first, bool last)
{
    int missing = width - cli_width(text, strlen(text));
    if (!first)
        fputs(column_gap, out);
    if (right)
        put_padding(out, missing);
    fputs(text, out);
    if (!right && !last)
        put_padding(out, missing);
}

static bool shown(const struct cli_column *column)
{
    return column->head != NULL;
}

static size_t last_shown(const struct cli_table *table)
{
    size_t last = 0;
    for (size_t c = 0; c < table->n_columns; c++)
        if (shown(&table->column[c]))
            last = c;
    return last;
}

static size_t first_shown(const struct cli_table *table)
{
    size_t c = 0;
    while (c < table->n_columns && !shown(&table->column[c]))
        c++;
    return c;
}

static const char *heading(struct cli_table *table, const struct cli_column *column)
{
    const char *head = jh_tr(table->cli->lang, column->head);
    const char *unit = column->unit == NULL ? "" : jh_tr(table->cli->lang, column->unit);
    if (unit[0] == '\0')
        return head;
    size_t size = strlen(head) + strlen(unit) + 4;
    char *text = jh_arena_alloc(&table->arena, size, 1);
    if (text == NULL) {
        table->status = JH_E_NOMEM;
        return head;
    }
    snprintf(text, size, "%s (%s)", head, unit);
    return text;
}

/* Settle the widths by the rows held so far and print these. */
static void release_held(struct cli_table *table, size_t n_rows)
{
    FILE *out = table->cli->out;
    size_t first = first_shown(table), last = last_shown(table), n = table->n_columns;
    for (size_t r = 0; r < n_rows; r++)
        for (size_t c = 0; c < n; c++) {
            const char *text = table->held[r * n + c];
            int width = cli_width(text, strlen(text));
            table->width[c] = width > table->width[c] ? width : table->width[c];
        }
    for (size_t c = 0; c < n; c++) {
        if (!shown(&table->column[c]))
            continue;
        const char *head = heading(table, &table->column[c]);
        int width = cli_width(head, strlen(head));
        table->width[c] = width > table->width[c] ? width : table->width[c];
        put_cell(
            out, head, table->width[c], n_rows > 0 && table->numeric[c], c == first, c == last);
    }
    fputc('\n', out);
    for (size_t r = 0; r < n_rows; r++) {
        for (size_t c = 0; c < n; c++)
            if (shown(&table->column[c]))
                put_cell(out, table->held[r * n + c], table->width[c], table->numeric[r * n + c],
                    c == first, c == last);
        fputc('\n', out);
    }
    table->streaming = true;
}

static void text_cell(struct cli_table *table, const struct cli_cell *cell)
{
    char room[JH_NUM_TEXT_MAX];
    const struct cli_column *column = &table->column[table->at];
    const char *text = cli_cell_text(column, cell, table->cli->lang, room);
    bool right = cell->kind != CLI_CELL_TEXT;
    if (table->streaming) {
        if (shown(column))
            put_cell(table->cli->out, text, table->width[table->at], right,
                table->at == first_shown(table), table->at == last_shown(table));
        if (table->at + 1 == table->n_columns)
            fputc('\n', table->cli->out);
        return;
    }
    size_t i = table->n_rows * table->n_columns + table->at;
    table->held[i] = jh_arena_strdup(&table->arena, text);
    table->numeric[i] = right;
    if (table->held[i] == NULL)
        table->status = JH_E_NOMEM;
    else if (table->at + 1 == table->n_columns && table->n_rows + 1 == HELD_ROWS)
        release_held(table, HELD_ROWS);
}

static void csv_cell(struct cli_table *table, const struct cli_cell *cell)
{
    if (table->at > 0)
        fputc(',', table->cli->out);
    cli_cell_csv(table->cli->out, cell);
    if (table->at + 1 == table->n_columns)
        fputc('\n', table->cli->out);
}

/* Whether "a,b" holds the word. */
static bool listed(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = list; p != NULL; p = strchr(p, ','), p = p != NULL ? p + 1 : NULL)
        if (strncmp(p, word, len) == 0 && (p[len] == ',' || p[len] == '\0'))
            return true;
    return false;
}

static void json_value(const struct cli_table *table, const struct cli_cell *cell)
{
    const int digits = table->cli->digits;
    if (digits > 0 && cell->kind == CLI_CELL_NUMBER && cell->number != round(cell->number)) {
        char text[40];
        struct cli_cell rounded = *cell;
        snprintf(text, sizeof text, "%.*g", digits, cell->number);
        if (jh_num_parse(text, strlen(text), &rounded.number)) {
            cli_cell_json(table->cli->out, &rounded);
            return;
        }
    }
    cli_cell_json(table->cli->out, cell);
}

static void json_cell(struct cli_table *table, const struct cli_cell *cell)
{
    FILE *out = table->cli->out;
    const char *name = table->column[table->at].name;
    if (table->at == 0) {
        fputs(table->n_rows > 0 ? ",\n{" : "\n{", out);
        table->n_in_row = 0;
    }
    if (table->cli->columns == NULL || listed(table->cli->columns, name)) {
        if (table->n_in_row++ > 0)
            fputc(',', out);
        cli_json_text(out, name);
        fputc(':', out);
        json_value(table, cell);
    }
    if (table->at + 1 == table->n_columns)
        fputc('}', out);
}

static void add_cell(struct cli_table *table, struct cli_cell cell)
{
    static void (*const put[])(struct cli_table *, const struct cli_cell *) = {
        [CLI_FORMAT_TEXT] = text_cell, [CLI_FORMAT_CSV] = csv_cell, [CLI_FORMAT_JSON] = json_cell};
    assert(!table->summarising);
    if (table->status != JH_OK)
        return;
    put[table->cli->format](table, &cell);
    if (++table->at == table->n_columns) {
        table->at = 0;
        table->n_rows++;
        if (ferror(table->cli->out))
            table->status = JH_E_IO;
    }
}

void cli_table_begin(
    struct cli_table *table, struct cli *cli, size_t n_columns, const struct cli_column *column)
{
    *table = (struct cli_table){.cli = cli, .n_columns = n_columns, .column = column};
    jh_arena_init(&table->arena, 0);
    if (cli->on_columns != NULL)
        cli->on_columns(cli->on_columns_ctx, n_columns, column);
    if (cli->format == CLI_FORMAT_TEXT) {
        table->held = jh_i_calloc(HELD_ROWS * n_columns, sizeof *table->held);
        table->numeric = jh_i_calloc(HELD_ROWS * n_columns, sizeof *table->numeric);
        table->width = jh_i_calloc(n_columns, sizeof *table->width);
        if (table->held == NULL || table->numeric == NULL || table->width == NULL)
            table->status = JH_E_NOMEM;
    } else if (cli->format == CLI_FORMAT_CSV) {
        for (size_t c = 0; c < n_columns; c++)
            fprintf(cli->out, "%s%s", c > 0 ? "," : "", column[c].name);
        fputc('\n', cli->out);
    } else {
        fprintf(cli->out, "{\"command\":\"%s\",\"rows\":[", cli->command->name);
    }
}

void cli_table_text(struct cli_table *table, const char *text)
{
    add_cell(table, (struct cli_cell){.kind = CLI_CELL_TEXT, .text = text});
}

void cli_table_integer(struct cli_table *table, int64_t value)
{
    add_cell(table, (struct cli_cell){.kind = CLI_CELL_INTEGER, .integer = value});
}

void cli_table_number(struct cli_table *table, double value)
{
    add_cell(table, (struct cli_cell){.kind = CLI_CELL_NUMBER, .number = value});
}

void cli_table_bool(struct cli_table *table, bool value)
{
    add_cell(table, (struct cli_cell){.kind = CLI_CELL_BOOL, .integer = value});
}

void cli_table_none(struct cli_table *table)
{
    add_cell(table, (struct cli_cell){.kind = CLI_CELL_NONE});
}

bool cli_table_failed(const struct cli_table *table)
{
    return table->status != JH_OK;
}

/* Close the rows; open the summary. */
static void begin_summary(struct cli_table *table)
{
    if (table->summarising || table->status != JH_OK)
        return;
    assert(table->at == 0);
    table->summarising = true;
    if (table->cli->format == CLI_FORMAT_TEXT && !table->streaming)
        release_held(table, table->n_rows);
    if (table->cli->format == CLI_FORMAT_JSON)
        fputs(table->n_rows > 0 ? "\n],\"summary\":{" : "],\"summary\":{", table->cli->out);
}

/* The name of a figure; its value is to follow. */
static void begin_figure(struct cli_table *table, const struct cli_column *figure)
{
    FILE *out = table->cli->out;
    begin_summary(table);
    if (table->cli->format == CLI_FORMAT_JSON) {
        fprintf(out, "%s\"%s\":", table->n_summary > 0 ? "," : "", figure->name);
    } else {
        if (table->n_summary == 0)
            fputc('\n', out);
        fprintf(out, "%s: ", jh_tr(table->cli->lang, figure->head));
    }
    table->n_summary++;
}

/* CSV is one table: it has no summary. */
static bool summary_wanted(const struct cli_table *table, const struct cli_column *figure)
{
    return table->status == JH_OK && table->cli->format != CLI_FORMAT_CSV &&
           (table->cli->format == CLI_FORMAT_JSON || shown(figure));
}

static void add_figure(
    struct cli_table *table, const struct cli_column *figure, const struct cli_cell *cell)
{
    char room[JH_NUM_TEXT_MAX];
    if (!summary_wanted(table, figure))
        return;
    begin_figure(table, figure);
    if (table->cli->format == CLI_FORMAT_JSON) {
        cli_cell_json(table->cli->out, cell);
        return;
    }
    const char *unit = figure->unit == NULL ? "" : jh_tr(table->cli->lang, figure->unit);
    fprintf(table->cli->out, "%s%s%s\n", cli_cell_text(figure, cell, table->cli->lang, room),
        unit[0] == '\0' ? "" : " ", unit);
}

void cli_summary_text(struct cli_table *table, const struct cli_column *figure, const char *text)
{
    const enum cli_cell_kind kind = text[0] != '\0' ? CLI_CELL_TEXT : CLI_CELL_NONE;
    add_figure(table, figure, &(struct cli_cell){.kind = kind, .text = text});
}

void cli_summary_integer(struct cli_table *table, const struct cli_column *figure, int64_t value)
{
    add_figure(table, figure, &(struct cli_cell){.kind = CLI_CELL_INTEGER, .integer = value});
}

void cli_summary_number(struct cli_table *table, const struct cli_column *figure, double value)
{
    add_figure(table, figure, &(struct cli_cell){.kind = CLI_CELL_NUMBER, .number = value});
}

void cli_summary_bool(struct cli_table *table, const struct cli_column *figure, bool value)
{
    add_figure(table, figure, &(struct cli_cell){.kind = CLI_CELL_BOOL, .integer = value});
}

void cli_summary_texts(
    struct cli_table *table, const struct cli_column *figure, size_t n, const char *const *text)
{
    FILE *out = table->cli->out;
    if (!summary_wanted(table, figure))
        return;
    begin_figure(table, figure);
    if (table->cli->format == CLI_FORMAT_TEXT) {
        for (size_t i = 0; i < n; i++)
            fprintf(out, "%s%s", i > 0 ? ", " : "", text[i]);
        fputc('\n', out);
        return;
    }
    fputc('[', out);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            fputc(',', out);
        cli_json_text(out, text[i]);
    }
    fputc(']', out);
}

enum jh_status cli_table_end(struct cli_table *table, struct jh_error *err)
{
    begin_summary(table);
    if (table->status == JH_OK && table->cli->format == CLI_FORMAT_JSON)
        fputs("}}\n", table->cli->out);
    enum jh_status st = table->status;
    FILE *out = table->cli->out;
    jh_i_free(table->held);
    jh_i_free(table->numeric);
    jh_i_free(table->width);
    jh_arena_release(&table->arena);
    *table = (struct cli_table){0};
    if (st == JH_E_NOMEM)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return cli_flush(out, err);
}

enum jh_status cli_flush(FILE *out, struct jh_error *err)
{
    if (fflush(out) == 0 && !ferror(out))
        return JH_OK;
    return jh_fail(err, JH_E_IO, "cannot write the result: %s", strerror(errno));
}
