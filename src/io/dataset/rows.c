#include "io/dataset/rows.h"

#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/utf8.h"

enum { TICK_ROWS = 4096, FORGET_ROWS = 1 << 18, MEMO_MAX = 16, CODE_MAX = 64, FOUND_BYTES = 120 };

/* Code texts met before; code lists are short, so looking through them beats parsing again. */
struct jh_code_memo {
    size_t n;
    struct {
        const char *text;
        size_t len;
        uint8_t code;
    } item[MEMO_MAX];
};

/* ---- Cells ------------------------------------------------------------------------------------ */

/* Length of the blank at p: space, tab, no-break space or the ideographic space; 0: none. */
static size_t blank_len(const char *p, size_t left)
{
    if (*p == ' ' || *p == '\t')
        return 1;
    if (left >= 2 && memcmp(p, "\xC2\xA0", 2) == 0)
        return 2;
    return left >= 3 && memcmp(p, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

static struct jh_cell trimmed(const struct jh_csv_field *field)
{
    const char *p = field->text;
    size_t len = field->len, n;
    while (len > 0 && (n = blank_len(p, len)) > 0) {
        p += n;
        len -= n;
    }
    while (len > 0) {
        size_t last = 1;
        while (last < len && jh_i_utf8_continues((unsigned char)p[len - last]))
            last++;
        if (blank_len(p + len - last, last) != last)
            break;
        len -= last;
    }
    return (struct jh_cell){.text = p, .len = len, .number = JH_NAN};
}

const char *jh_i_cell_keep(struct jh_arena *arena, const struct jh_cell *cell)
{
    return jh_arena_strndup(arena, cell->text, cell->len);
}

static void parse_number(struct jh_rows *rows, int i, struct jh_cell *cell)
{
    const struct jh_table_column *column = &rows->info->column[i];
    double value;
    if (!jh_num_parse(cell->text, cell->len, &value)) {
        if (column->presence == JH_REQUIRED)
            jh_i_rows_report(rows, JH_RULE_NOT_A_NUMBER, i,
                "%s must be a plain number such as 1234.5", column->name);
        else
            jh_i_rows_report(rows, JH_RULE_NOT_A_NUMBER, i,
                "%s must be a plain number such as 1234.5, or empty where it is not known",
                column->name);
        return;
    }
    if (column->kind == JH_CELL_NUMBER && value < column->min && column->min == 0) {
        jh_i_rows_report(rows, JH_RULE_NEGATIVE, i, "%s must not be negative", column->name);
        return;
    }
    if (column->kind == JH_CELL_NUMBER && !(value >= column->min && value <= column->max)) {
        char low[JH_NUM_TEXT_MAX], high[JH_NUM_TEXT_MAX];
        jh_num_format(column->min, low);
        jh_num_format(column->max, high);
        jh_i_rows_report(rows, JH_RULE_OUT_OF_RANGE, i,
            "%s must lie between %s and %s; see its unit in the description of the format",
            column->name, low, high);
        return;
    }
    cell->number = value;
}

static enum jh_status parse_code(
    struct jh_rows *rows, int i, struct jh_cell *cell, struct jh_error *err)
{
    const struct jh_table_column *column = &rows->info->column[i];
    struct jh_code_memo *memo = &rows->memo[i];
    for (size_t k = 0; k < memo->n; k++)
        if (memo->item[k].len == cell->len &&
            memcmp(memo->item[k].text, cell->text, cell->len) == 0) {
            cell->code = memo->item[k].code;
            return JH_OK;
        }
    char text[CODE_MAX];
    uint8_t code;
    size_t len = cell->len < CODE_MAX ? cell->len : 0;
    memcpy(text, cell->text, len);
    text[len] = '\0';
    if (len == 0 || memchr(text, '\0', len) != NULL || !column->parse(text, &code)) {
        jh_i_rows_report(
            rows, JH_RULE_UNKNOWN_CODE, i, "%s must be one of: %s", column->name, column->codes);
        return JH_OK;
    }
    cell->code = code;
    if (memo->n < MEMO_MAX) {
        const char *copy = jh_arena_strndup(&rows->import->scratch, text, len);
        if (copy == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        memo->item[memo->n].text = copy;
        memo->item[memo->n].len = len;
        memo->item[memo->n++].code = code;
    }
    return JH_OK;
}

static enum jh_status parse_cells(struct jh_rows *rows, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (int i = 0; i < (int)rows->info->n_columns && st == JH_OK; i++) {
        if (!rows->has[i])
            continue;
        const struct jh_table_column *column = &rows->info->column[i];
        struct jh_cell *cell = &rows->cell[i];
        *cell = trimmed(&rows->csv.field[rows->field_of[i]]);
        if (cell->len == 0) {
            if (column->presence == JH_REQUIRED)
                jh_i_rows_report(
                    rows, JH_RULE_MISSING_VALUE, i, "%s must not be empty", column->name);
        } else if (column->kind == JH_CELL_NUMBER || column->kind == JH_CELL_DEGREES) {
            parse_number(rows, i, cell);
        } else if (column->kind == JH_CELL_CODE) {
            st = parse_code(rows, i, cell, err);
        }
    }
    return st;
}

struct jh_cell jh_i_rows_extra(const struct jh_rows *rows, size_t i)
{
    return trimmed(&rows->csv.field[rows->extra[i].field]);
}

/* ---- Reports ---------------------------------------------------------------------------------- */

int64_t jh_i_rows_line(const struct jh_rows *rows)
{
    return jh_i_rows_mark_line(rows, jh_i_rows_mark(rows));
}

int64_t jh_i_rows_mark_line(const struct jh_rows *rows, struct jh_row_mark mark)
{
    return rows->input->sheet ? mark.n_rows - 1 : mark.line;
}

/* The text found, NUL-terminated and cut to what a report shows anyway. */
static void copy_found(const char *text, size_t len, char out[FOUND_BYTES + 1])
{
    if (len > FOUND_BYTES)
        for (len = FOUND_BYTES; len > 0 && jh_i_utf8_continues((unsigned char)text[len]);)
            len--;
    memcpy(out, text, len);
    out[len] = '\0';
}

static void reportv(struct jh_rows *rows, enum jh_rule_id rule, const char *at, size_t field,
    const char *found, size_t found_len, const char *format, va_list args) JH_PRINTF(7, 0);
static void reportv(struct jh_rows *rows, enum jh_rule_id rule, const char *at, size_t field,
    const char *found, size_t found_len, const char *format, va_list args)
{
    bool first = !rows->rejected;
    rows->rejected |= jh_i_rule_is_error(rule);
    if (rows->muted)
        return;
    int64_t line = rows->csv.line, column = 0;
    if (rows->input->sheet) {
        line = jh_i_rows_line(rows);
        column = (int64_t)field + 1;
    } else if (at != NULL) {
        jh_i_csv_position(&rows->csv, at, &line, &column);
    }
    char text[FOUND_BYTES + 1];
    copy_found(found, found_len, text);
    jh_i_reportv(rows->import, rule, rows->input->label, line, column, text,
        first ? rows->csv.row : NULL, rows->csv.row_len, format, args);
}

void jh_i_rows_report(
    struct jh_rows *rows, enum jh_rule_id rule, int column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (column >= 0 && rows->has[column]) {
        size_t field = rows->field_of[column];
        struct jh_cell cell = trimmed(&rows->csv.field[field]);
        reportv(rows, rule, rows->csv.field[field].raw, field, cell.text, cell.len, format, args);
    } else {
        reportv(rows, rule, rows->csv.row, 0, rows->csv.row, rows->csv.row_len, format, args);
    }
    va_end(args);
}

static void report_at(struct jh_rows *rows, enum jh_rule_id rule, size_t field, const char *at,
    size_t found_len, const char *format, ...) JH_PRINTF(6, 7);
static void report_at(struct jh_rows *rows, enum jh_rule_id rule, size_t field, const char *at,
    size_t found_len, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    reportv(rows, rule, at, field, at, found_len, format, args);
    va_end(args);
}

static void report_fault(struct jh_rows *rows, enum jh_csv_event event)
{
    const char *at = rows->csv.fault;
    size_t field = rows->csv.n_fields > 0 ? rows->csv.n_fields - 1 : 0;
    const char *end = rows->text.data + rows->text.len;
    size_t len = 0;
    while (at + len < end && at[len] != '\n' && at[len] != '\r' && len <= FOUND_BYTES)
        len++;
    rows->rejected = false;
    switch (event) {
    case JH_CSV_NUL:
        report_at(rows, JH_RULE_NUL_BYTE, field, at, 0, "NUL byte; save the file as text anew");
        break;
    case JH_CSV_UNCLOSED:
        report_at(rows, JH_RULE_UNCLOSED_QUOTE, field, at, len,
            "the quote opened here never closes; close it, or double it if it is part of the text");
        break;
    case JH_CSV_AFTER_QUOTE:
        report_at(rows, JH_RULE_TEXT_AFTER_QUOTE, field, at, len,
            "text after the closing quote; double quotes that are part of the text");
        break;
    case JH_CSV_FIELD_LONG:
        report_at(rows, JH_RULE_FIELD_TOO_LONG, field, at, len,
            "field longer than %zu bytes; look for a missing quote or separator", JH_CSV_FIELD_MAX);
        break;
    case JH_CSV_TOO_MANY_FIELDS:
        report_at(rows, JH_RULE_TOO_MANY_COLUMNS, field, at, len, "more than %d fields in a row",
            JH_CSV_FIELDS_MAX);
        break;
    case JH_CSV_ROW:
    case JH_CSV_END:
        break;
    }
}

/* ---- Opening ---------------------------------------------------------------------------------- */

static int column_of(const struct jh_table_info *info, struct jh_cell name)
{
    for (size_t i = 0; i < info->n_columns; i++)
        if (strlen(info->column[i].name) == name.len &&
            strncasecmp(info->column[i].name, name.text, name.len) == 0)
            return (int)i;
    return -1;
}

/* A column that the table does not name: an attribute, or left alone with a note. */
static enum jh_status take_unknown(
    struct jh_rows *rows, size_t field, struct jh_cell name, struct jh_error *err)
{
    const char *at = rows->csv.field[field].raw;
    if (name.len == 0 || !rows->info->keeps_unknown) {
        report_at(rows, JH_RULE_UNKNOWN_COLUMN, field, at, name.len,
            "the table %s has no such column; it is not used", rows->info->name);
        return JH_OK;
    }
    for (size_t k = 0; k < rows->n_extra; k++)
        if (strlen(rows->extra[k].name) == name.len &&
            memcmp(rows->extra[k].name, name.text, name.len) == 0) {
            report_at(rows, JH_RULE_DUPLICATE_COLUMN, field, at, name.len,
                "the column is there twice; remove or rename one");
            return JH_OK;
        }
    struct jh_extra_column *extra = &rows->extra[rows->n_extra];
    extra->name = jh_i_cell_keep(&rows->import->scratch, &name);
    extra->field = field;
    if (extra->name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    rows->n_extra++;
    return JH_OK;
}

static void report_missing_columns(struct jh_rows *rows)
{
    const struct jh_csv_field *only = &rows->csv.field[0];
    bool other_separator = rows->n_fields == 1 && (memchr(only->text, ';', only->len) != NULL ||
                                                      memchr(only->text, '\t', only->len) != NULL);
    for (size_t i = 0; i < rows->info->n_columns; i++) {
        if (rows->has[i] || rows->info->column[i].presence == JH_OPTIONAL)
            continue;
        if (other_separator) {
            jh_i_rows_report(rows, JH_RULE_MISSING_COLUMN, -1,
                "columns must be separated by commas; save the file as CSV with commas");
            return;
        }
        jh_i_rows_report(rows, JH_RULE_MISSING_COLUMN, -1,
            "column %s is missing; the first row must name the columns",
            rows->info->column[i].name);
    }
}

static enum jh_status match_header(struct jh_rows *rows, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    rows->n_fields = rows->csv.n_fields;
    rows->extra = jh_arena_new(&rows->import->scratch, rows->n_fields, struct jh_extra_column);
    if (rows->extra == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t field = 0; field < rows->n_fields && st == JH_OK; field++) {
        struct jh_cell name = trimmed(&rows->csv.field[field]);
        int i = column_of(rows->info, name);
        if (i < 0) {
            st = take_unknown(rows, field, name, err);
        } else if (rows->has[i]) {
            report_at(rows, JH_RULE_DUPLICATE_COLUMN, field, rows->csv.field[field].raw, name.len,
                "the column is there twice; remove or rename one");
        } else {
            rows->has[i] = true;
            rows->field_of[i] = field;
        }
    }
    if (st == JH_OK)
        report_missing_columns(rows);
    rows->first = (struct jh_row_mark){rows->csv.at, rows->csv.next_line, rows->csv.n_rows + 1};
    rows->usable = !rows->rejected;
    return st;
}

static enum jh_status read_header(struct jh_rows *rows, struct jh_error *err)
{
    enum jh_csv_event event;
    enum jh_status st = jh_i_csv_next(&rows->csv, &event, err);
    if (st == JH_OK && event == JH_CSV_ROW && rows->input->sheet)
        st = jh_i_csv_next(&rows->csv, &event, err); /* the first line is the converter's */
    bool blank = true;
    while (st == JH_OK && event == JH_CSV_ROW) {
        for (size_t i = 0; i < rows->csv.n_fields; i++)
            blank &= trimmed(&rows->csv.field[i]).len == 0;
        if (!blank)
            return match_header(rows, err);
        st = jh_i_csv_next(&rows->csv, &event, err);
    }
    if (st != JH_OK)
        return st;
    if (event == JH_CSV_END)
        jh_i_report(rows->import, JH_RULE_EMPTY_FILE, rows->input->label, 0, 0, NULL,
            "the first row must name the columns");
    else
        report_fault(rows, event);
    return JH_OK;
}

enum jh_status jh_i_rows_open(
    struct jh_import *import, enum jh_table table, struct jh_rows *rows, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool readable = false;
    *rows = (struct jh_rows){
        .import = import, .info = &jh_i_tables[table], .input = &import->table[table]};
    for (size_t i = 0; i < JH_COLUMNS_MAX; i++)
        rows->cell[i] = (struct jh_cell){.text = "", .number = JH_NAN};
    if (!rows->input->there)
        return JH_OK;
    rows->memo = jh_arena_new(&import->scratch, JH_COLUMNS_MAX, struct jh_code_memo);
    if (rows->memo == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_i_input_open(import, rows->input, &rows->text, &readable, err));
    if (readable) {
        jh_i_csv_init(&rows->csv, rows->text.data, rows->text.len);
        JH_TRY(st, read_header(rows, err));
    }
    import->fatal |= !rows->usable;
out:
    if (st != JH_OK || !rows->usable)
        jh_i_rows_close(rows);
    return st;
}

void jh_i_rows_close(struct jh_rows *rows)
{
    if (rows->usable)
        rows->import->n_bytes_done += rows->input->len;
    jh_i_csv_release(&rows->csv);
    jh_i_text_release(&rows->text);
    rows->usable = false;
}

/* ---- Reading ---------------------------------------------------------------------------------- */

/* Spreadsheets leave rows of nothing but separators behind. */
static bool is_blank(const struct jh_rows *rows)
{
    for (size_t i = 0; i < rows->csv.n_fields; i++)
        if (rows->csv.field[i].len > 0 && trimmed(&rows->csv.field[i]).len > 0)
            return false;
    return true;
}

static enum jh_status take_row(struct jh_rows *rows, struct jh_error *err)
{
    rows->rejected = false;
    if (rows->csv.n_fields != rows->n_fields) {
        jh_i_rows_report(rows, JH_RULE_RAGGED_ROW, -1,
            "the row has %zu fields, the header has %zu; quote fields that hold commas",
            rows->csv.n_fields, rows->n_fields);
        return JH_OK;
    }
    return parse_cells(rows, err);
}

enum jh_status jh_i_rows_keep_rejected(struct jh_rows *rows, struct jh_error *err)
{
    if (rows->rejected_ids == NULL || rows->csv.n_fields != rows->n_fields)
        return JH_OK;
    struct jh_cell id = trimmed(&rows->csv.field[rows->field_of[0]]);
    const char *key = jh_i_cell_keep(&rows->import->scratch, &id);
    uint32_t unused;
    bool is_new;
    if (key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return jh_strmap_put(rows->rejected_ids, key, id.len, 0, &unused, &is_new, err);
}

enum jh_status jh_i_rows_next(struct jh_rows *rows, bool *out_more, struct jh_error *err)
{
    for (;;) {
        enum jh_csv_event event;
        enum jh_status st = jh_i_csv_next(&rows->csv, &event, err);
        if (st != JH_OK)
            return st;
        if (rows->csv.n_rows % TICK_ROWS == 0) {
            st = jh_i_import_tick(rows->import, (size_t)(rows->csv.row - rows->text.data), err);
            if (st != JH_OK)
                return st;
            if (rows->csv.n_rows % FORGET_ROWS == 0)
                jh_i_text_forget(&rows->text, rows->csv.row);
        }
        if (event == JH_CSV_END) {
            *out_more = false;
            return JH_OK;
        }
        if (event != JH_CSV_ROW) {
            report_fault(rows, event);
            continue;
        }
        if (rows->csv.field[0].len == 0 && is_blank(rows))
            continue;
        st = take_row(rows, err);
        if (st != JH_OK)
            return st;
        if (!rows->rejected) {
            *out_more = true;
            return JH_OK;
        }
        st = jh_i_rows_keep_rejected(rows, err);
        if (st != JH_OK)
            return st;
    }
}

void jh_i_rows_rewind(struct jh_rows *rows)
{
    jh_i_csv_seek(&rows->csv, rows->first.row, rows->first.line, rows->first.n_rows);
}

struct jh_row_mark jh_i_rows_mark(const struct jh_rows *rows)
{
    return (struct jh_row_mark){rows->csv.row, rows->csv.line, rows->csv.n_rows};
}

enum jh_status jh_i_rows_seek(struct jh_rows *rows, struct jh_row_mark mark, struct jh_error *err)
{
    enum jh_csv_event event;
    bool muted = rows->muted;
    jh_i_csv_seek(&rows->csv, mark.row, mark.line, mark.n_rows);
    enum jh_status st = jh_i_csv_next(&rows->csv, &event, err);
    if (st != JH_OK)
        return st;
    rows->muted = true;
    st = take_row(rows, err);
    rows->muted = muted;
    rows->rejected = false;
    return st;
}
