#include "io/sheets/book.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/csv.h"
#include "io/sheets/book_parts.h"
#include "io/text.h"

enum { HEAD = 4096, SEPARATOR_BYTES = 8192 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum jh_status jh_i_growing_put(
    struct jh_growing *g, size_t row, size_t column, const char *text, struct jh_error *err)
{
    if (g->n_cells == g->cap) {
        const size_t cap = g->cap * 2 + 1024;
        struct jh_growing_cell *grown = jh_i_realloc(g->cell, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        g->cell = grown;
        g->cap = cap;
    }
    g->cell[g->n_cells++] = (struct jh_growing_cell){(uint32_t)row, (uint32_t)column, text};
    if (row >= g->n_rows)
        g->n_rows = row + 1;
    if (column >= g->n_columns)
        g->n_columns = column + 1;
    if (g->n_cells > JH_BOOK_CELLS_MAX || g->n_rows > JH_BOOK_CELLS_MAX / (g->n_columns + 1)) {
        enum jh_status st = jh_fail(err, JH_E_LIMIT,
            "%s is too large to be understood as a sheet: more than %zu cells", g->file,
            JH_BOOK_CELLS_MAX);
        jh_hint(err, "Import large tables as discharge records with a profile, or split the file.");
        return st;
    }
    return JH_OK;
}

enum jh_status jh_i_growing_add(struct jh_growing *g, size_t row, size_t column, const char *text,
    size_t len, struct jh_error *err)
{
    while (len > 0 && is_blank(text[0])) {
        text++;
        len--;
    }
    while (len > 0 && is_blank(text[len - 1]))
        len--;
    if (len == 0)
        return JH_OK;
    const char *copy = jh_arena_strndup(g->arena, text, len);
    return copy != NULL ? jh_i_growing_put(g, row, column, copy, err)
                        : jh_fail(err, JH_E_NOMEM, "out of memory");
}

enum jh_status jh_i_growing_merge(
    struct jh_growing *g, struct jh_grid_merge merge, struct jh_error *err)
{
    if (g->n_merges == g->cap_merges) {
        const size_t cap = g->cap_merges * 2 + 64;
        struct jh_grid_merge *grown = jh_i_realloc(g->merge, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        g->merge = grown;
        g->cap_merges = cap;
    }
    g->merge[g->n_merges++] = merge;
    return JH_OK;
}

enum jh_status jh_i_growing_take(
    struct jh_growing *g, const char *sheet, struct jh_grid *out, struct jh_error *err)
{
    const size_t n = g->n_rows * g->n_columns;
    const char **cell = jh_arena_new(g->arena, n, const char *);
    const char *name = jh_arena_strdup(g->arena, sheet);
    struct jh_grid_merge *merges = jh_arena_new(g->arena, g->n_merges, struct jh_grid_merge);
    if (cell == NULL || name == NULL || merges == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (g->n_merges > 0)
        memcpy(merges, g->merge, g->n_merges * sizeof *merges);
    for (size_t i = 0; i < n; i++)
        cell[i] = "";
    for (size_t i = 0; i < g->n_cells; i++)
        cell[g->cell[i].row * g->n_columns + g->cell[i].column] = g->cell[i].text;
    *out = (struct jh_grid){.file = g->file,
        .sheet = name,
        .n_rows = g->n_rows,
        .n_columns = g->n_columns,
        .cell = cell,
        .n_merges = g->n_merges,
        .merge = merges};
    return JH_OK;
}

void jh_i_growing_release(struct jh_growing *g)
{
    jh_i_free(g->cell);
    jh_i_free(g->merge);
    g->cell = NULL;
    g->merge = NULL;
}

enum jh_status jh_i_book_add(struct jh_book *book, struct jh_book_sheet sheet, struct jh_error *err)
{
    struct jh_book_sheet *grown = jh_i_realloc(book->sheet, book->n_sheets + 1, sizeof *grown);
    if (grown == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    book->sheet = grown;
    book->sheet[book->n_sheets++] = sheet;
    return JH_OK;
}

/* ---- CSV -------------------------------------------------------------------------------------- */

static char separator_of(const char *data, size_t len)
{
    static const char marks[] = ",\t;";
    size_t n[3] = {0};
    for (size_t i = 0; i < len && i < SEPARATOR_BYTES; i++)
        for (size_t k = 0; k < 3; k++)
            n[k] += data[i] == marks[k];
    return n[1] > n[0] && n[1] >= n[2] ? '\t' : n[2] > n[0] ? ';' : ',';
}

enum jh_status jh_i_book_csv(struct jh_book *book, const char *sheet, const char *data, size_t len,
    size_t skip, struct jh_error *err)
{
    struct jh_growing g = {.arena = &book->arena, .file = book->file};
    struct jh_book_sheet out = {0};
    struct jh_csv csv;
    enum jh_status st = JH_OK;
    jh_i_csv_init(&csv, data, len);
    csv.separator = skip > 0 ? ',' : separator_of(data, len);
    for (;;) {
        enum jh_csv_event event;
        JH_TRY(st, jh_i_csv_next(&csv, &event, err));
        if (event == JH_CSV_END)
            break;
        if (event != JH_CSV_ROW) {
            st =
                jh_fail(err, JH_E_DATA, "the row is no CSV: a stray quote or NUL, or far too long");
            jh_where(err, "%s:%lld", book->file, (long long)csv.line);
            goto out;
        }
        /* rows are counted as they stand, so that cells are named as a spreadsheet names them */
        const size_t row = (size_t)csv.n_rows - 1;
        for (size_t c = 0; c < csv.n_fields && row >= skip; c++)
            JH_TRY(
                st, jh_i_growing_add(&g, row - skip, c, csv.field[c].text, csv.field[c].len, err));
    }
    JH_TRY(st, jh_i_growing_take(&g, sheet, &out.grid, err));
    st = jh_i_book_add(book, out, err);
out:
    jh_i_growing_release(&g);
    jh_i_csv_release(&csv);
    return st;
}

static enum jh_status read_text(struct jh_book *book, struct jh_error *err)
{
    struct jh_text text = {0};
    struct jh_text_fault fault = {0, 0};
    enum jh_status st = jh_i_text_open(book->path, &text, &fault, err);
    if (st == JH_E_DATA)
        jh_where(err, "%s:%lld:%lld", book->file, (long long)fault.line, (long long)fault.column);
    if (st != JH_OK)
        return st;
    st = jh_i_book_csv(book, "", text.data, text.len, 0, err);
    jh_i_text_release(&text);
    return st;
}

/* ---- What kind of file it is ------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *ending)
{
    const size_t len = strlen(name), n = strlen(ending);
    return len > n && strcasecmp(name + len - n, ending) == 0;
}

/* OpenDocument says in its first part what it is, whatever the file is called. */
static bool is_open_document(const char head[HEAD])
{
    static const char kind[] = "mimetypeapplication/vnd.oasis.opendocument";
    return memcmp(head + 30, kind, sizeof kind - 1) == 0;
}

static enum jh_status read_any(struct jh_book *book, const struct jh_run *run, struct jh_error *err)
{
    char head[HEAD] = {0};
    enum jh_status st;
    FILE *f = fopen(book->path, "rb");
    if (f == NULL)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", book->path, strerror(errno));
    const size_t n = fread(head, 1, sizeof head - 1, f);
    fclose(f);
    if (n == 0)
        return jh_fail(err, JH_E_DATA, "%s is empty", book->file);
    if (memcmp(head, "PK\3\4", 4) == 0)
        return ends_with(book->path, ".ods") || is_open_document(head)
                   ? jh_i_book_ods(book, run, err)
                   : jh_i_book_xlsx(book, run, err);
    if (memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0)
        return jh_i_book_ogr(book, run, err);
    if (memcmp(head, "\x89PNG", 4) == 0 || memcmp(head, "\xFF\xD8\xFF", 3) == 0 ||
        memcmp(head, "GIF8", 4) == 0 || memcmp(head, "BM", 2) == 0 ||
        memcmp(head, "%PDF", 4) == 0) {
        st = jh_fail(err, JH_E_DATA, "%s is a picture or a printed page, no table", book->file);
        jh_hint(err, "Ask for the workbook it was made from, or type the table in.");
        return st;
    }
    if (memcmp(head, "Rar!", 4) == 0 || memcmp(head, "7z\xBC\xAF", 4) == 0) {
        st = jh_fail(err, JH_E_DATA, "%s is an archive of a kind that is not read", book->file);
        jh_hint(err, "Unpack it first.");
        return st;
    }
    const char *text = head + (memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0);
    while (is_blank(*text))
        text++;
    if (strncasecmp(text, "<html", 5) == 0 || strncasecmp(text, "<!doctype html", 14) == 0 ||
        strncasecmp(text, "<table", 6) == 0 || strncasecmp(text, "<?xml", 5) == 0) {
        st = jh_fail(err, JH_E_DATA, "%s is a web page that is named like a table", book->file);
        jh_hint(err, "Open it in a spreadsheet program and save it as .xlsx.");
        return st;
    }
    if (ends_with(book->path, ".xlsx") || ends_with(book->path, ".ods")) {
        st =
            jh_fail(err, JH_E_DATA, "%s is damaged: it does not begin like a workbook", book->file);
        jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
        return st;
    }
    return read_text(book, err);
}

enum jh_status jh_i_book_read(
    const char *path, const struct jh_run *run, struct jh_book *out, struct jh_error *err)
{
    struct jh_book book = {0};
    const char *slash = strrchr(path, '/');
    enum jh_status st = JH_OK;
    jh_arena_init(&book.arena, 0);
    book.path = jh_arena_strdup(&book.arena, path);
    book.file = jh_arena_strdup(&book.arena, slash != NULL ? slash + 1 : path);
    st = book.path != NULL && book.file != NULL ? read_any(&book, run, err)
                                                : jh_fail(err, JH_E_NOMEM, "out of memory");
    if (st == JH_E_LIMIT) { /* too much is bad data to whoever sent it */
        st = JH_E_DATA;
        if (err != NULL)
            err->status = st;
    }
    if (st != JH_OK) {
        jh_i_book_release(&book);
        return st;
    }
    *out = book;
    return JH_OK;
}

void jh_i_book_release(struct jh_book *book)
{
    jh_i_free(book->sheet);
    jh_arena_release(&book->arena);
    *book = (struct jh_book){0};
}
