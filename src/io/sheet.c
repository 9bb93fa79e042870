#include "io/sheet.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/suggest.h"
#include "io/csv.h"
#include "io/dataset/workbook.h"
#include "io/sheets/book.h"
#include "io/text.h"

void jh_i_sheet_release(struct jh_sheet *sheet)
{
    jh_arena_release(&sheet->arena);
    *sheet = (struct jh_sheet){0};
}

enum jh_status jh_i_sheet_placed(const struct jh_sheet *sheet, size_t row, size_t column,
    enum jh_status st, struct jh_error *err)
{
    char cell[JH_CELL_NAME_MAX];
    if (sheet->is_book && column < sheet->n_columns) {
        jh_i_cell_name((size_t)(sheet->line[row] - 1), column, cell);
        jh_where(err, "%s:%s: %s", sheet->path, cell, sheet->name[column]);
        return st;
    }
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
    if (!jh_num_parse(text, strlen(text), &value)) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "\"%.60s\" is no number", text);
        jh_hint(err, "Write the number alone: no unit, no comma, no %%.");
        return jh_i_sheet_placed(sheet, row, column, st, err);
    }
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
    struct jh_csv_field *field; /* of a workbook's row */
    size_t cap;
    const char **cell; /* on the heap until the end */
    int64_t *line;
};

struct row {
    size_t n;
    const struct jh_csv_field *field;
    int64_t line;
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

static enum jh_status take_header(struct reading *r, const struct row *in, struct jh_error *err)
{
    struct jh_sheet *s = r->sheet;
    s->n_columns = in->n;
    s->name = jh_arena_new(&s->arena, s->n_columns, const char *);
    if (s->name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t c = 0; c < s->n_columns; c++) {
        s->name[c] = take(&s->arena, &in->field[c]);
        if (s->name[c] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        for (size_t d = 0; d < c; d++)
            if (s->name[c][0] != '\0' && strcmp(s->name[c], s->name[d]) == 0)
                return jh_fail(err, JH_E_DATA, "column \"%.*s\" stands twice", 60, s->name[c]);
    }
    return JH_OK;
}

static enum jh_status take_row(struct reading *r, const struct row *in, struct jh_error *err)
{
    struct jh_sheet *s = r->sheet;
    const size_t n = in->n;
    bool any = false;
    enum jh_status st = grow(r, err);
    if (st != JH_OK)
        return st;
    if (n > s->n_columns) {
        st = jh_fail(err, JH_E_DATA, "%zu fields where the header has %zu", n, s->n_columns);
        jh_where(err, "%s:%lld", s->path, (long long)in->line);
        return st;
    }
    for (size_t c = 0; c < s->n_columns; c++) {
        const char *text = c < n ? take(&s->arena, &in->field[c]) : "";
        if (text == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        r->cell[s->n_rows * s->n_columns + c] = text;
        any = any || text[0] != '\0';
    }
    r->line[s->n_rows] = in->line;
    s->n_rows += any;
    return JH_OK;
}

static enum jh_status parse(struct reading *r, struct jh_error *err)
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
        const struct row in = {r->csv.n_fields, r->csv.field, r->csv.line};
        st = header ? take_row(r, &in, err) : take_header(r, &in, err);
        if (st != JH_OK)
            return st;
        header = true;
    }
}

/* ---- Workbooks --------------------------------------------------------------------------------- */

/* The sheet of that name; else the first one that is shown and has anything. */
static enum jh_status pick(
    const struct jh_book *book, const char *name, const struct jh_grid **out, struct jh_error *err)
{
    struct jh_suggest suggest;
    const struct jh_grid *found = NULL;
    jh_suggest_begin(&suggest, name != NULL ? name : "");
    for (size_t k = 0; k < book->n_sheets && found == NULL; k++) {
        const struct jh_book_sheet *one = &book->sheet[k];
        jh_suggest_offer(&suggest, one->grid.sheet);
        if (name != NULL ? strcmp(one->grid.sheet, name) == 0
                         : !one->hidden && one->grid.n_rows > 0)
            found = &one->grid;
    }
    if (found == NULL && name != NULL) {
        enum jh_status st = jh_fail(err, JH_E_DATA, "%s has no sheet \"%.60s\"", book->file, name);
        if (suggest.best != NULL)
            jh_hint(err, "Did you mean %s?", suggest.best);
        return st;
    }
    if (found == NULL || found->n_rows == 0)
        return jh_fail(err, JH_E_DATA, "%s is empty", book->file);
    *out = found;
    return JH_OK;
}

static size_t n_filled(const struct jh_grid *g, size_t row)
{
    size_t n = 0;
    for (size_t c = 0; c < g->n_columns; c++)
        n += jh_grid_at(g, row, c)[0] != '\0';
    return n;
}

/* Titles above the table have one cell; so the header is the first row with two, else the first. */
static size_t header_row(const struct jh_grid *g)
{
    size_t first = 0;
    for (size_t r = 0; r < g->n_rows; r++)
        if (n_filled(g, r) > 1)
            return r;
    while (first < g->n_rows && n_filled(g, first) == 0)
        first++;
    return first;
}

/* A row as the CSV reader would give it. */
static enum jh_status take_grid_row(
    struct reading *r, const struct jh_grid *g, size_t row, bool header, struct jh_error *err)
{
    for (size_t c = 0; c < g->n_columns; c++) {
        const char *text = jh_grid_at(g, row, c);
        r->field[c] = (struct jh_csv_field){.text = text, .len = strlen(text)};
    }
    const struct row in = {g->n_columns, r->field, (int64_t)row + 1};
    return header ? take_header(r, &in, err) : take_row(r, &in, err);
}

static enum jh_status read_book(
    struct reading *r, const char *name, const struct jh_run *run, struct jh_error *err)
{
    struct jh_book book = {0};
    enum jh_status st = jh_i_book_read(r->sheet->path, run, &book, err);
    if (st != JH_OK)
        return st;
    const struct jh_grid nothing = {0}, *g = &nothing;
    JH_TRY(st, pick(&book, name, &g, err));
    r->field = jh_i_calloc(g->n_columns, sizeof *r->field);
    if (r->field == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t first = header_row(g), row = first; row < g->n_rows; row++)
        JH_TRY(st, take_grid_row(r, g, row, row == first, err));
    r->sheet->is_book = true;
out:
    jh_i_book_release(&book);
    return st;
}

/* ------------------------------------------------------------------------------------------------ */

static enum jh_status read_text(struct reading *r, struct jh_error *err)
{
    struct jh_text text = {0};
    struct jh_text_fault fault = {0, 0};
    enum jh_status st = jh_i_text_open(r->sheet->path, &text, &fault, err);
    if (st == JH_E_DATA)
        jh_where(
            err, "%s:%lld:%lld", r->sheet->path, (long long)fault.line, (long long)fault.column);
    if (st != JH_OK)
        return st;
    jh_i_csv_init(&r->csv, text.data, text.len);
    st = parse(r, err);
    jh_i_csv_release(&r->csv);
    jh_i_text_release(&text);
    return st;
}

enum jh_status jh_i_sheet_read(const char *path, const char *sheet, const struct jh_run *run,
    struct jh_sheet *out, struct jh_error *err)
{
    struct jh_sheet s = {0};
    struct reading r = {.sheet = &s};
    enum jh_status st = JH_OK;
    jh_arena_init(&s.arena, 0);
    s.path = jh_arena_strdup(&s.arena, path);
    if (s.path == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (jh_i_workbook_is(path))
        JH_TRY(st, read_book(&r, sheet, run, err));
    else
        JH_TRY(st, read_text(&r, err));
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
    jh_i_free(r.field);
    jh_i_free(r.cell);
    jh_i_free(r.line);
    jh_i_sheet_release(&s);
    return st;
}
