#include "io/sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/suggest.h"
#include "io/csv.h"
#include "io/dataset/workbook.h"
#include "io/process.h"
#include "io/text.h"

enum { TIMEOUT_S = 300, BOOK_MAX = 1 << 28 };

/* Every cell as text, no guessing which row is a header. */
#define AS_TEXT                                                                                    \
    "--config", "OGR_XLSX_HEADERS", "DISABLE", "--config", "OGR_XLSX_FIELD_TYPES", "STRING",       \
        "--config", "OGR_ODS_HEADERS", "DISABLE", "--config", "OGR_ODS_FIELD_TYPES", "STRING",     \
        "--config", "OGR_XLS_HEADERS", "DISABLE", "--config", "OGR_XLS_FIELD_TYPES", "STRING"

void jh_i_sheet_release(struct jh_sheet *sheet)
{
    jh_arena_release(&sheet->arena);
    *sheet = (struct jh_sheet){0};
}

enum jh_status jh_i_sheet_placed(const struct jh_sheet *sheet, size_t row, size_t column,
    enum jh_status st, struct jh_error *err)
{
    if (column < sheet->n_columns)
        jh_where(err, "%s:%lld: %s", sheet->path, (long long)sheet->line[row], sheet->name[column]);
    else
        jh_where(err, "%s:%lld", sheet->path, (long long)sheet->line[row]);
    return st;
}

size_t jh_i_sheet_find(const struct jh_sheet *sheet, const char *name)
{
    for (size_t c = 0; c < sheet->n_columns; c++)
        if (strcmp(sheet->name[c], name) == 0)
            return c;
    return SIZE_MAX;
}

enum jh_status jh_i_sheet_need(
    const struct jh_sheet *sheet, const char *name, size_t *out_column, struct jh_error *err)
{
    struct jh_suggest suggest;
    *out_column = jh_i_sheet_find(sheet, name);
    if (*out_column != SIZE_MAX)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_DATA, "%s has no column \"%.60s\"", sheet->path, name);
    jh_suggest_begin(&suggest, name);
    for (size_t c = 0; c < sheet->n_columns; c++)
        jh_suggest_offer(&suggest, sheet->name[c]);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    return st;
}

const char *jh_i_sheet_text(const struct jh_sheet *sheet, size_t row, size_t column)
{
    return column < sheet->n_columns ? sheet->cell[row * sheet->n_columns + column] : "";
}

enum jh_status jh_i_sheet_number(
    const struct jh_sheet *sheet, size_t row, size_t column, double *out, struct jh_error *err)
{
    const char *text = jh_i_sheet_text(sheet, row, column);
    double value;
    if (text[0] == '\0') {
        *out = JH_NAN;
        return JH_OK;
    }
    if (!jh_num_parse(text, strlen(text), &value))
        return jh_i_sheet_placed(
            sheet, row, column, jh_fail(err, JH_E_DATA, "\"%.60s\" is no number", text), err);
    *out = value;
    return JH_OK;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *take(struct jh_arena *arena, const struct jh_csv_field *f)
{
    const char *text = f->text;
    size_t len = f->len;
    while (len > 0 && blank(text[0])) {
        text++;
        len--;
    }
    while (len > 0 && blank(text[len - 1]))
        len--;
    return len == 0 ? "" : jh_arena_strndup(arena, text, len);
}

/* A table that grows row by row. */
struct reading {
    struct jh_sheet *sheet;
    struct jh_csv csv;
    size_t cap;
    const char **cell; /* on the heap until the end */
    int64_t *line;
};

static enum jh_status grow(struct reading *r, struct jh_error *err)
{
    struct jh_sheet *s = r->sheet;
    if (s->n_rows < r->cap)
        return JH_OK;
    size_t cap = r->cap == 0 ? 64 : 2 * r->cap;
    if (cap * s->n_columns > JH_SHEET_CELLS_MAX)
        return jh_fail(
            err, JH_E_LIMIT, "%s is too large: more than %zu cells", s->path, JH_SHEET_CELLS_MAX);
    const char **cell = jh_i_realloc(r->cell, cap * s->n_columns, sizeof *cell);
    if (cell == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    r->cell = cell;
    int64_t *line = jh_i_realloc(r->line, cap, sizeof *line);
    if (line == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    r->line = line;
    r->cap = cap;
    return JH_OK;
}

static enum jh_status take_header(struct reading *r, struct jh_error *err)
{
    struct jh_sheet *s = r->sheet;
    s->n_columns = r->csv.n_fields;
    s->name = jh_arena_new(&s->arena, s->n_columns, const char *);
    if (s->name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t c = 0; c < s->n_columns; c++) {
        s->name[c] = take(&s->arena, &r->csv.field[c]);
        if (s->name[c] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        for (size_t d = 0; d < c; d++)
            if (s->name[c][0] != '\0' && strcmp(s->name[c], s->name[d]) == 0)
                return jh_fail(err, JH_E_DATA, "column \"%.*s\" stands twice", 60, s->name[c]);
    }
    return JH_OK;
}

static enum jh_status take_row(struct reading *r, struct jh_error *err)
{
    struct jh_sheet *s = r->sheet;
    const size_t n = r->csv.n_fields;
    bool any = false;
    enum jh_status st = grow(r, err);
    if (st != JH_OK)
        return st;
    if (n > s->n_columns) {
        st = jh_fail(err, JH_E_DATA, "%zu fields where the header has %zu", n, s->n_columns);
        jh_where(err, "%s:%lld", s->path, (long long)r->csv.line);
        return st;
    }
    for (size_t c = 0; c < s->n_columns; c++) {
        const char *text = c < n ? take(&s->arena, &r->csv.field[c]) : "";
        if (text == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        r->cell[s->n_rows * s->n_columns + c] = text;
        any = any || text[0] != '\0';
    }
    r->line[s->n_rows] = r->csv.line;
    s->n_rows += any;
    return JH_OK;
}

/* skip: rows before the header (a converter's own names). */
static enum jh_status parse(struct reading *r, size_t skip, struct jh_error *err)
{
    bool header = false;
    for (;;) {
        enum jh_csv_event event;
        enum jh_status st = jh_i_csv_next(&r->csv, &event, err);
        if (st != JH_OK)
            return st;
        if (event == JH_CSV_END)
            return header ? JH_OK : jh_fail(err, JH_E_DATA, "%s is empty", r->sheet->path);
        if (event != JH_CSV_ROW) {
            st =
                jh_fail(err, JH_E_DATA, "the row is no CSV: a stray quote or NUL, or far too long");
            jh_where(err, "%s:%lld", r->sheet->path, (long long)r->csv.line);
            return st;
        }
        if (skip > 0) {
            skip--;
            continue;
        }
        st = header ? take_row(r, err) : take_header(r, err);
        if (st != JH_OK)
            return st;
        header = true;
    }
}

static enum jh_status run_tool(const char *path, const char *const *argv, const struct jh_run *run,
    struct jh_buf *out, struct jh_error *err)
{
    struct jh_buf errors;
    int code = 0;
    jh_buf_init(&errors, 1 << 16);
    enum jh_status st = jh_i_process_run(argv, TIMEOUT_S, run, out, &errors, &code, err);
    if (st == JH_E_UNSUPPORTED)
        jh_hint(err, "Install the package gdal-bin, or save the sheets as CSV files.");
    if (st == JH_OK && code != 0) {
        const char *said = errors.data != NULL ? errors.data : "";
        st = jh_fail(err, JH_E_DATA, "%s cannot be read as a workbook: %.*s", path,
            (int)strcspn(said, "\n"), said);
        jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
    }
    jh_buf_release(&errors);
    return st;
}

/* Name of the first sheet, from a line "1: areas (None)". */
static enum jh_status first_sheet(const char *path, const struct jh_run *run,
    struct jh_arena *arena, const char **out, struct jh_error *err)
{
    const char *const argv[] = {"ogrinfo", "-ro", "-q", AS_TEXT, path, NULL};
    struct jh_buf list;
    jh_buf_init(&list, 1 << 20);
    enum jh_status st = run_tool(path, argv, run, &list, err);
    const char *line = list.data != NULL ? list.data : "";
    const char *colon = strchr(line, ':');
    size_t len = strcspn(line, "\n");
    while (len > 0 && line[len] != '(')
        len--;
    if (st == JH_OK && (colon == NULL || line + len < colon + 3))
        st = jh_fail(err, JH_E_DATA, "%s is empty", path);
    if (st == JH_OK) {
        *out = jh_arena_strndup(arena, colon + 2, (size_t)(line + len - 1 - (colon + 2)));
        if (*out == NULL)
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    jh_buf_release(&list);
    return st;
}

static enum jh_status convert(const char *path, const char *sheet, const struct jh_run *run,
    struct jh_arena *arena, struct jh_buf *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    char *full = realpath(path, NULL); /* so that it never looks like an option */
    if (full == NULL)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
    if (sheet == NULL)
        st = first_sheet(full, run, arena, &sheet, err);
    if (st == JH_OK) {
        const char *const argv[] = {"ogr2ogr", AS_TEXT, "-f", "CSV", "-lco", "LINEFORMAT=LF",
            "/vsistdout/", full, sheet, NULL};
        st = run_tool(path, argv, run, out, err);
    }
    free(full);
    return st;
}

enum jh_status jh_i_sheet_read(const char *path, const char *sheet, const struct jh_run *run,
    struct jh_sheet *out, struct jh_error *err)
{
    const bool book = jh_i_workbook_is(path);
    struct jh_sheet s = {0};
    struct reading r = {.sheet = &s};
    struct jh_text text = {0};
    struct jh_text_fault fault = {0, 0};
    struct jh_buf bytes;
    enum jh_status st = JH_OK;
    jh_arena_init(&s.arena, 0);
    jh_buf_init(&bytes, BOOK_MAX);
    jh_i_csv_init(&r.csv, "", 0);
    s.path = jh_arena_strdup(&s.arena, path);
    if (s.path == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (book) {
        JH_TRY(st, convert(path, sheet, run, &s.arena, &bytes, err));
        JH_TRY(st, jh_i_text_wrap(bytes.data, bytes.len, &text, &fault, err));
    } else {
        st = jh_i_text_open(path, &text, &fault, err);
        if (st == JH_E_DATA)
            jh_where(err, "%s:%lld:%lld", path, (long long)fault.line, (long long)fault.column);
        if (st != JH_OK)
            goto out;
    }
    jh_i_csv_init(&r.csv, text.data, text.len);
    JH_TRY(st, parse(&r, book ? 1 : 0, err));
    s.cell = jh_arena_new(&s.arena, s.n_rows * s.n_columns, const char *);
    s.line = jh_arena_new(&s.arena, s.n_rows, int64_t);
    if (s.cell == NULL || s.line == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (s.n_rows > 0) {
        memcpy(s.cell, r.cell, s.n_rows * s.n_columns * sizeof *s.cell);
        memcpy(s.line, r.line, s.n_rows * sizeof *s.line);
    }
    *out = s;
    s = (struct jh_sheet){0};
out:
    jh_i_csv_release(&r.csv);
    jh_i_text_release(&text);
    jh_buf_release(&bytes);
    jh_i_free(r.cell);
    jh_i_free(r.line);
    jh_i_sheet_release(&s);
    return st;
}
