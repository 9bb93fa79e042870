#include "io/plan/plan_book.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"

enum {
    ROWS_MAX = 1048576 - 2, /* of a sheet, without titles and sums */
    WIDTH_MIN = 9,
    WIDTH_MAX = 44,
    PAPER_A4 = 9,
    WIDE_COLUMNS = 6,    /* more are printed lying */
    FORMULA_BYTES = 512, /* names of sheets have at most 31 characters */
    CELL_TEXT = 16
};
/* The day workbooks say they were made: plans hold no time. 2000-01-01. */
static const time_t fixed_day = 946684800;

/* Columns that add up over the rows of their table. */
static const struct {
    const char *table, *column;
} additive[] = {
    {"centres", "specialties"},
    {"centres", "cases"},
    {"centre_specialties", "cases"},
    {"centre_specialties", "present_cases"},
    {"centre_specialties", "beds_needed"},
    {"years", "investment_central"},
    {"years", "investment_province"},
    {"years", "investment_city"},
    {"years", "investment_own"},
    {"accounts", "home_cases"},
    {"accounts", "fund_before"},
    {"accounts", "fund_after"},
    {"accounts", "patient_before"},
    {"accounts", "patient_after"},
    {"accounts", "margin_before"},
    {"accounts", "margin_after"},
    {"accounts", "subsidy"},
    {"zones", "areas"},
    {"zones", "population"},
    {"zones", "centres"},
    {"zones", "cases"},
    {"zones", "local_cases"},
    {"zones", "outflow_cases"},
    {"areas", "population"},
    {"areas", "cases"},
    {"assignments", "cases"},
    {"exclusions", "hospitals"},
};

static bool adds_up(const char *table, const char *column)
{
    for (size_t i = 0; i < sizeof additive / sizeof *additive; i++)
        if (strcmp(additive[i].table, table) == 0 && strcmp(additive[i].column, column) == 0)
            return true;
    return false;
}

static void make_formats(struct jh_i_book *book)
{
    static const char *const numbers[JH_I_N_FORMATS] = {
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
    format_set_bg_color(book->header, 0xEEF1F4);
    format_set_bottom(book->header, LXW_BORDER_THIN);
    book->note = workbook_add_format(book->workbook);
    format_set_font_color(book->note, 0x5D636B);
    book->text = workbook_add_format(book->workbook);
    format_set_text_wrap(book->text);
    format_set_align(book->text, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(book->text, LXW_BORDER_HAIR);
    book->link = workbook_get_default_url_format(book->workbook);
    for (int i = 0; i < JH_I_N_FORMATS; i++) {
        book->format[i] = workbook_add_format(book->workbook);
        format_set_num_format(book->format[i], numbers[i]);
        book->total[i] = workbook_add_format(book->workbook);
        format_set_num_format(book->total[i], numbers[i]);
        format_set_bold(book->total[i]);
        format_set_top(book->total[i], LXW_BORDER_THIN);
    }
}

enum jh_status jh_i_book_open(
    const char *path, enum jh_lang lang, struct jh_i_book *out_book, struct jh_error *err)
{
    lxw_workbook *workbook = workbook_new(path);
    if (workbook == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out_book = (struct jh_i_book){.workbook = workbook, .lang = lang};
    jh_arena_init(&out_book->arena, 0);
    lxw_doc_properties properties = {.created = fixed_day};
    workbook_set_properties(workbook, &properties);
    make_formats(out_book);
    return JH_OK;
}

enum jh_status jh_i_book_close(struct jh_i_book *book, const char *path, struct jh_error *err)
{
    const lxw_error closed = workbook_close(book->workbook); /* frees it, too */
    const lxw_error bad = book->bad != LXW_NO_ERROR ? book->bad : closed;
    jh_arena_release(&book->arena);
    if (bad == LXW_ERROR_MEMORY_MALLOC_FAILED || book->out_of_memory)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return bad == LXW_NO_ERROR
               ? JH_OK
               : jh_fail(err, JH_E_IO, "cannot write %s: %s", path, lxw_strerror(bad));
}

lxw_worksheet *jh_i_book_sheet(struct jh_i_book *book, const char *title, lxw_color_t colour)
{
    if (book->bad != LXW_NO_ERROR)
        return NULL;
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, jh_tr(book->lang, title));
    if (sheet == NULL)
        book->bad = LXW_ERROR_SHEETNAME_ALREADY_USED;
    else if (colour != 0)
        worksheet_set_tab_color(sheet, colour);
    return sheet;
}

void jh_i_book_finish(struct jh_i_book *book, lxw_worksheet *sheet, size_t n_columns, size_t n_rows)
{
    lxw_col_t last = (lxw_col_t)(n_columns > 0 ? n_columns - 1 : 0);
    if (sheet == NULL)
        return;
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_print_area(sheet, 0, 0, (lxw_row_t)n_rows, last);
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_fit_to_pages(sheet, 1, 0);
    if (n_columns > WIDE_COLUMNS)
        worksheet_set_landscape(sheet);
    worksheet_set_footer(sheet, "&L&A&R&P / &N");
    (void)book;
}

static void note_failure(struct jh_i_book *book, lxw_error bad)
{
    /* A name of 32,767 characters: the CSV file holds it. */
    if (book->bad == LXW_NO_ERROR && bad != LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
        book->bad = bad;
}

void jh_i_book_text(
    struct jh_i_book *book, lxw_worksheet *sheet, size_t row, size_t column, const char *text)
{
    if (sheet != NULL && text != NULL && text[0] != '\0')
        note_failure(
            book, worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column, text, NULL));
}

void jh_i_book_number(struct jh_i_book *book, lxw_worksheet *sheet, size_t row, size_t column,
    enum jh_i_format format, double number)
{
    if (sheet != NULL && isfinite(number))
        note_failure(book, worksheet_write_number(sheet, (lxw_row_t)row, (lxw_col_t)column, number,
                               book->format[format]));
}

void jh_i_book_formula(struct jh_i_book *book, lxw_worksheet *sheet, size_t row, size_t column,
    lxw_format *format, double value, const char *formula, ...)
{
    char text[FORMULA_BYTES];
    va_list more;
    va_start(more, formula);
    vsnprintf(text, sizeof text, formula, more);
    va_end(more);
    if (sheet != NULL)
        note_failure(book, worksheet_write_formula_num(
                               sheet, (lxw_row_t)row, (lxw_col_t)column, text, format, value));
}

void jh_i_book_heads(
    struct jh_i_book *book, lxw_worksheet *sheet, size_t n, const struct jh_i_book_head *head)
{
    for (size_t c = 0; c < n && sheet != NULL; c++) {
        note_failure(book, worksheet_write_string(sheet, 0, (lxw_col_t)c,
                               jh_tr(book->lang, head[c].title), book->header));
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, head[c].width, NULL);
    }
}

/* ---- Tables ----------------------------------------------------------------------------------- */

/* Columns that a reader sees as wide: Chinese characters count twice. */
static size_t text_width(const char *text)
{
    size_t width = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
        width += (*p & 0xC0) == 0x80 ? 0 : *p >= 0xE0 ? 2 : 1;
    return width;
}

static void write_header(
    struct jh_i_book *book, lxw_worksheet *sheet, const struct jh_i_table *table)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct jh_i_column *column = &table->column[c];
        char title[256];
        const char *unit = jh_tr(book->lang, column->unit);
        snprintf(title, sizeof title, unit[0] != '\0' ? "%s (%s)" : "%s%s",
            jh_tr(book->lang, column->title), unit);
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

/* What a column adds up to, kept for later sheets; the number of its figures. */
static size_t keep_column(
    struct jh_i_book *book, const struct jh_i_table *table, size_t c, double *out_sum)
{
    struct jh_sum sum = {0};
    size_t n = 0;
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct jh_i_cell *cell = &table->cell[r * table->n_columns + c];
        if (cell->text != NULL || !isfinite(cell->number))
            continue;
        jh_sum_add(&sum, cell->number);
        n++;
    }
    if (book->n_refs < JH_I_BOOK_REFS)
        book->ref[book->n_refs++] = (struct jh_i_book_ref){table->id, table->column[c].key,
            jh_tr(book->lang, table->title), (lxw_col_t)c, table->n_rows, jh_sum_value(&sum)};
    *out_sum = jh_sum_value(&sum);
    return n;
}

static void column_name(size_t column, char out[CELL_TEXT])
{
    lxw_col_to_name(out, (lxw_col_t)column, false);
}

/* Below the last row, where anything adds up; how many rows that takes. */
static size_t write_sums(
    struct jh_i_book *book, lxw_worksheet *sheet, const struct jh_i_table *table)
{
    size_t row = table->n_rows + 1, n = 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        enum jh_i_format format = table->column[c].format;
        if (format != JH_FORMAT_COUNT && format != JH_FORMAT_CASES && format != JH_FORMAT_NUMBER)
            continue;
        double sum = 0;
        size_t n_figures = keep_column(book, table, c, &sum);
        if (n_figures < 2 || !adds_up(table->id, table->column[c].key))
            continue;
        char name[CELL_TEXT];
        column_name(c, name);
        jh_i_book_formula(book, sheet, row, c, book->total[format], sum, "=SUM(%s2:%s%zu)", name,
            name, table->n_rows + 1);
        n++;
    }
    if (n > 0)
        worksheet_write_string(
            sheet, (lxw_row_t)row, 0, jh_tr(book->lang, "Sum"), book->total[JH_FORMAT_TEXT]);
    return n > 0;
}

void jh_i_book_table(struct jh_i_book *book, const struct jh_i_table *table, lxw_color_t colour)
{
    lxw_worksheet *sheet = jh_i_book_sheet(book, table->title, colour);
    if (sheet == NULL)
        return;
    if (table->n_rows > ROWS_MAX) {
        book->bad = LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE;
        return;
    }
    write_header(book, sheet, table);
    if (table->n_rows > 0)
        worksheet_autofilter(
            sheet, 0, 0, (lxw_row_t)table->n_rows, (lxw_col_t)(table->n_columns - 1));
    for (size_t i = 0; i < table->n_rows * table->n_columns; i++) {
        const struct jh_i_cell *cell = &table->cell[i];
        size_t row = i / table->n_columns + 1, c = i % table->n_columns;
        if (cell->text != NULL)
            jh_i_book_text(book, sheet, row, c, cell->text);
        else
            jh_i_book_number(book, sheet, row, c, table->column[c].format, cell->number);
    }
    size_t more = write_sums(book, sheet, table);
    jh_i_book_finish(book, sheet, table->n_columns, table->n_rows + more);
}

const struct jh_i_book_ref *jh_i_book_ref(
    const struct jh_i_book *book, const char *table, const char *column)
{
    for (size_t i = 0; i < book->n_refs; i++)
        if (strcmp(book->ref[i].table, table) == 0 && strcmp(book->ref[i].column, column) == 0)
            return &book->ref[i];
    return NULL;
}
