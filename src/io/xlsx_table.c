#include "io/xlsx_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <xlsxwriter.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/utf8.h"
#include "io/csv.h"

enum { ROWS_MAX = 1048576 - 1, TITLE_CHARS = 31, WIDTH_MIN = 10, WIDTH_MAX = 40 };
/* Files hold no time of making: the same table is the same bytes. 2000-01-01. */
static const time_t fixed_day = 946684800;

struct sheet {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format **format; /* [n] of numbers */
    size_t n;
    const struct jh_xlsx_column *column;
    size_t *width; /* [n] */
    struct jh_arena *arena;
};

/* What a sheet may be called: no []:*?/\ and 31 characters. */
static void sheet_name(const char *title, char out[TITLE_CHARS * 4 + 1])
{
    size_t n = 0, chars = 0, len = strlen(title);
    for (size_t i = 0; i < len && chars < TITLE_CHARS; chars++) {
        size_t step = jh_i_utf8_len((const unsigned char *)title + i, len - i);
        if (step == 0)
            break;
        bool bad = step == 1 && strchr("[]:*?/\\'", title[i]) != NULL;
        memcpy(out + n, bad ? " " : title + i, step);
        n += step;
        i += step;
    }
    out[n] = '\0';
}

static size_t shown_width(const char *text, size_t len)
{
    size_t width = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        width += jh_i_utf8_continues(c) ? 0 : c >= 0xE0 ? 2 : 1;
    }
    return width;
}

static void put_header(struct sheet *s)
{
    lxw_format *header = workbook_add_format(s->workbook);
    format_set_bold(header);
    format_set_text_wrap(header);
    format_set_align(header, LXW_ALIGN_VERTICAL_TOP);
    for (size_t c = 0; c < s->n; c++) {
        s->format[c] = workbook_add_format(s->workbook);
        format_set_num_format(s->format[c], s->column[c].format);
        worksheet_write_string(s->sheet, 0, (lxw_col_t)c, s->column[c].title, header);
        s->width[c] = WIDTH_MIN;
    }
    worksheet_freeze_panes(s->sheet, 1, 0);
}

static lxw_error put_field(
    struct sheet *s, size_t row, size_t c, const struct jh_csv_field *field, struct jh_error *err)
{
    double x = 0;
    if (field->len == 0)
        return LXW_NO_ERROR;
    if (jh_num_parse(field->text, field->len, &x) && isfinite(x))
        return worksheet_write_number(
            s->sheet, (lxw_row_t)row, (lxw_col_t)c, x * s->column[c].scale, s->format[c]);
    struct jh_arena_mark mark = jh_arena_save(s->arena);
    char *text = jh_arena_strndup(s->arena, field->text, field->len);
    if (text == NULL) {
        jh_fail(err, JH_E_NOMEM, "out of memory");
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    size_t width = shown_width(text, field->len) + 1;
    s->width[c] = width > s->width[c] ? width : s->width[c];
    lxw_error bad = worksheet_write_string(s->sheet, (lxw_row_t)row, (lxw_col_t)c, text, NULL);
    jh_arena_rewind(s->arena, mark);
    return bad == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED ? LXW_NO_ERROR : bad;
}

static enum jh_status put_rows(
    struct sheet *s, const char *csv, size_t len, size_t *out_n, struct jh_error *err)
{
    struct jh_csv reader;
    enum jh_csv_event event = JH_CSV_ROW;
    enum jh_status st = JH_OK;
    size_t row = 0;
    jh_i_csv_init(&reader, csv, len);
    JH_TRY(st, jh_i_csv_next(&reader, &event, err));
    while (event != JH_CSV_END) {
        JH_TRY(st, jh_i_csv_next(&reader, &event, err));
        if (event != JH_CSV_ROW)
            continue;
        if (++row > ROWS_MAX) {
            st = jh_fail(err, JH_E_LIMIT, "a sheet holds at most %d rows", (int)ROWS_MAX);
            goto out;
        }
        for (size_t c = 0; c < reader.n_fields && c < s->n; c++)
            if (put_field(s, row, c, &reader.field[c], err) != LXW_NO_ERROR) {
                st = jh_fail(err, JH_E_NOMEM, "out of memory");
                goto out;
            }
    }
    *out_n = row;
out:
    jh_i_csv_release(&reader);
    return st;
}

static void finish_columns(struct sheet *s, size_t n_rows)
{
    for (size_t c = 0; c < s->n; c++)
        worksheet_set_column(s->sheet, (lxw_col_t)c, (lxw_col_t)c,
            (double)(s->width[c] < WIDTH_MAX ? s->width[c] : WIDTH_MAX), NULL);
    if (n_rows > 0 && s->n > 0)
        worksheet_autofilter(s->sheet, 0, 0, (lxw_row_t)n_rows, (lxw_col_t)(s->n - 1));
}

enum jh_status jh_i_xlsx_write(const char *title, size_t n_columns,
    const struct jh_xlsx_column *column, const char *csv, size_t len, const char *path,
    struct jh_error *err)
{
    char name[TITLE_CHARS * 4 + 1];
    lxw_doc_properties properties = {.created = fixed_day};
    struct jh_arena arena;
    size_t n_rows = 0;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    struct sheet s = {.n = n_columns, .column = column, .arena = &arena};
    s.format = jh_arena_new(&arena, n_columns, lxw_format *);
    s.width = jh_arena_new(&arena, n_columns, size_t);
    s.workbook = s.format != NULL && s.width != NULL ? workbook_new(path) : NULL;
    if (s.workbook == NULL) {
        jh_arena_release(&arena);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    sheet_name(title, name);
    workbook_set_properties(s.workbook, &properties);
    s.sheet = workbook_add_worksheet(s.workbook, name);
    if (s.sheet == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    } else {
        put_header(&s);
        st = put_rows(&s, csv, len, &n_rows, err);
        finish_columns(&s, n_rows);
    }
    lxw_error closed = workbook_close(s.workbook); /* frees it, too */
    jh_arena_release(&arena);
    if (st == JH_OK && closed != LXW_NO_ERROR)
        st = jh_fail(err, JH_E_IO, "cannot write %s: %s", path, lxw_strerror(closed));
    return st;
}
