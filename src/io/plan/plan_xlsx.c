#include "io/plan/plan_xlsx.h"

#include <stdio.h>
#include <string.h>

#include <xlsxwriter.h>

#include "base/fail.h"
#include "base/msg.h"
#include "io/plan/plan_tables.h"

enum {
    N_FORMATS = JH_FORMAT_FLAG + 1,
    ROWS_MAX = 1048576 - 1, /* of a sheet, without the header */
    WIDTH_MIN = 9,
    WIDTH_MAX = 44
};
/* The day workbooks say they were made: plans hold no time. 2000-01-01. */
static const time_t fixed_day = 946684800;

struct book {
    lxw_workbook *workbook;
    lxw_format *header, *format[N_FORMATS];
};

static void make_formats(struct book *book)
{
    static const char *const numbers[N_FORMATS] = {
        [JH_FORMAT_TEXT] = "General",
        [JH_FORMAT_COUNT] = "#,##0",
        [JH_FORMAT_CASES] = "#,##0",
        [JH_FORMAT_SHARE] = "0.0%",
        [JH_FORMAT_MIN] = "0.0",
        [JH_FORMAT_NUMBER] = "General",
        [JH_FORMAT_FLAG] = "0",
    };
    book->header = workbook_add_format(book->workbook);
    format_set_bold(book->header);
    format_set_text_wrap(book->header);
    format_set_align(book->header, LXW_ALIGN_VERTICAL_TOP);
    for (int i = 0; i < N_FORMATS; i++) {
        book->format[i] = workbook_add_format(book->workbook);
        format_set_num_format(book->format[i], numbers[i]);
    }
}

/* Columns that a reader sees as wide: Chinese characters count twice. */
static size_t text_width(const char *text)
{
    size_t width = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
        width += (*p & 0xC0) == 0x80 ? 0 : *p >= 0xE0 ? 2 : 1;
    return width;
}

static void write_header(
    struct book *book, lxw_worksheet *sheet, const struct jh_i_table *table, enum jh_lang lang)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct jh_i_column *column = &table->column[c];
        char title[256];
        const char *unit = jh_tr(lang, column->unit);
        snprintf(title, sizeof title, unit[0] != '\0' ? "%s (%s)" : "%s%s",
            jh_tr(lang, column->title), unit);
        worksheet_write_string(sheet, 0, (lxw_col_t)c, title, book->header);
        size_t width = WIDTH_MIN;
        for (size_t r = 0; r < table->n_rows && r < 200; r++) {
            const char *text = table->cell[r * table->n_columns + c].text;
            size_t mine = text != NULL ? text_width(text) + 1 : 0;
            width = mine > width ? mine : width;
        }
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c,
            (double)(width < WIDTH_MAX ? width : WIDTH_MAX), NULL);
    }
}

static lxw_error write_cell(struct book *book, lxw_worksheet *sheet, size_t row, size_t column,
    enum jh_i_format format, const struct jh_i_cell *cell)
{
    lxw_row_t r = (lxw_row_t)row;
    lxw_col_t c = (lxw_col_t)column;
    if (cell->text != NULL && cell->text[0] != '\0')
        return worksheet_write_string(sheet, r, c, cell->text, NULL);
    if (cell->text == NULL && !isnan(cell->number))
        return worksheet_write_number(sheet, r, c, cell->number, book->format[format]);
    return LXW_NO_ERROR;
}

static lxw_error write_sheet(struct book *book, const struct jh_i_table *table, enum jh_lang lang)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, jh_tr(lang, table->title));
    lxw_error bad = LXW_NO_ERROR;
    if (sheet == NULL)
        return LXW_ERROR_SHEETNAME_ALREADY_USED;
    if (table->n_rows > ROWS_MAX)
        return LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE;
    write_header(book, sheet, table, lang);
    worksheet_freeze_panes(sheet, 1, 0);
    if (table->n_rows > 0)
        worksheet_autofilter(
            sheet, 0, 0, (lxw_row_t)table->n_rows, (lxw_col_t)(table->n_columns - 1));
    for (size_t i = 0; i < table->n_rows * table->n_columns && bad == LXW_NO_ERROR; i++) {
        size_t c = i % table->n_columns;
        bad = write_cell(
            book, sheet, i / table->n_columns + 1, c, table->column[c].format, &table->cell[i]);
        if (bad == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
            bad = LXW_NO_ERROR; /* a name of 32,767 characters: the CSV file holds it */
    }
    return bad;
}

static enum jh_status open_book(const char *path, struct book *book, struct jh_error *err)
{
    *book = (struct book){.workbook = workbook_new(path)};
    if (book->workbook == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    lxw_doc_properties properties = {.created = fixed_day};
    workbook_set_properties(book->workbook, &properties);
    make_formats(book);
    return JH_OK;
}

/* Write and free it; `bad`: what failed before. */
static enum jh_status close_book(
    struct book *book, lxw_error bad, const char *path, struct jh_error *err)
{
    const lxw_error closed = workbook_close(book->workbook);
    bad = bad != LXW_NO_ERROR ? bad : closed;
    if (bad == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return bad == LXW_NO_ERROR
               ? JH_OK
               : jh_fail(err, JH_E_IO, "cannot write %s: %s", path, lxw_strerror(bad));
}

enum jh_status jh_i_tables_xlsx(size_t n, const struct jh_i_table *table, enum jh_lang lang,
    const char *path, struct jh_error *err)
{
    lxw_error bad = LXW_NO_ERROR;
    struct book book;
    enum jh_status st = open_book(path, &book, err);
    for (size_t i = 0; i < n && st == JH_OK && bad == LXW_NO_ERROR; i++)
        bad = write_sheet(&book, &table[i], lang);
    return st == JH_OK ? close_book(&book, bad, path, err) : st;
}

enum jh_status jh_i_plan_xlsx(
    const struct jh_plan *plan, enum jh_lang lang, const char *path, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    lxw_error bad = LXW_NO_ERROR;
    struct jh_arena arena;
    struct book book;
    st = open_book(path, &book, err);
    if (st != JH_OK)
        return st;
    jh_arena_init(&arena, 0);
    for (size_t i = 0; i < jh_i_plan_n_tables() && bad == LXW_NO_ERROR; i++) {
        struct jh_i_table table;
        struct jh_arena_mark mark = jh_arena_save(&arena);
        JH_TRY(st, jh_i_plan_table(plan, i, lang, &arena, &table, err));
        bad = write_sheet(&book, &table, lang);
        jh_arena_rewind(&arena, mark);
    }
out:
    jh_arena_release(&arena);
    const enum jh_status closed = close_book(&book, bad, path, st == JH_OK ? err : NULL);
    return st == JH_OK ? closed : st;
}
