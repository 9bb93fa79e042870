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
    if (g->n_cells == g->cap) {
        const size_t cap = g->cap * 2 + 1024;
        struct jh_growing_cell *grown = jh_i_realloc(g->cell, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        g->cell = grown;
        g->cap = cap;
    }
    char *copy = jh_arena_strndup(g->arena, text, len);
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    g->cell[g->n_cells++] = (struct jh_growing_cell){(uint32_t)row, (uint32_t)column, copy};
    if (row >= g->n_rows)
        g->n_rows = row + 1;
    if (column >= g->n_columns)
        g->n_columns = column + 1;
    if (g->n_rows > JH_BOOK_CELLS_MAX / (g->n_columns + 1)) {
        enum jh_status st = jh_fail(err, JH_E_LIMIT,
            "%s is too large to be understood as a sheet: more than %zu cells", g->file,
            JH_BOOK_CELLS_MAX);
        jh_hint(err, "Import large tables as discharge records with a profile, or split the file.");
        return st;
    }
    return JH_OK;
}

enum jh_status jh_i_growing_take(
    struct jh_growing *g, const char *sheet, struct jh_grid *out, struct jh_error *err)
{
    const size_t n = g->n_rows * g->n_columns;
    const char **cell = jh_arena_new(g->arena, n, const char *);
    const char *name = jh_arena_strdup(g->arena, sheet);
    if (cell == NULL || name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++)
        cell[i] = "";
    for (size_t i = 0; i < g->n_cells; i++)
        cell[g->cell[i].row * g->n_columns + g->cell[i].column] = g->cell[i].text;
    *out = (struct jh_grid){.file = g->file,
        .sheet = name,
        .n_rows = g->n_rows,
        .n_columns = g->n_columns,
        .cell = cell};
    return JH_OK;
}

void jh_i_growing_release(struct jh_growing *g)
{
    jh_i_free(g->cell);
    g->cell = NULL;
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

/* A text in UTF-16 within the first or the last part of a file: names of streams stand so. */
static bool holds_utf16(const char *data, size_t len, const char *word)
{
    const size_t n = strlen(word);
    for (size_t i = 0; i + 2 * n <= len; i++) {
        size_t k = 0;
        while (k < n && data[i + 2 * k] == word[k] && data[i + 2 * k + 1] == '\0')
            k++;
        if (k == n)
            return true;
    }
    return false;
}

/* Names of streams stand in the directory, anywhere in the file: pieces are read that overlap. */
static enum jh_status is_encrypted(const char *path, bool *out, struct jh_error *err)
{
    enum { BLOCK = 1 << 16, OVERLAP = 64 };
    char *block = jh_i_calloc(BLOCK, 1);
    FILE *f = fopen(path, "rb");
    size_t kept = 0, n;
    enum jh_status st = JH_OK;
    *out = false;
    if (block == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    else if (f == NULL)
        st = jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
    while (st == JH_OK && !*out && (n = fread(block + kept, 1, BLOCK - kept, f)) > 0) {
        const size_t all = kept + n;
        *out = holds_utf16(block, all, "EncryptedPackage");
        kept = all < OVERLAP ? all : OVERLAP;
        memmove(block, block + all - kept, kept);
    }
    if (f != NULL)
        fclose(f);
    jh_i_free(block);
    return st;
}

static enum jh_status read_old_workbook(
    struct jh_book *book, const struct jh_run *run, struct jh_error *err)
{
    bool encrypted;
    enum jh_status st = is_encrypted(book->path, &encrypted, err);
    if (st == JH_OK && encrypted) {
        st = jh_fail(err, JH_E_DATA, "%s is encrypted", book->file);
        jh_hint(err, "Open it with its password and save it without one.");
        return st;
    }
    return st == JH_OK ? jh_i_book_ogr(book, run, err) : st;
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
        return ends_with(book->path, ".ods") ? jh_i_book_ogr(book, run, err)
                                             : jh_i_book_xlsx(book, run, err);
    if (memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0)
        return read_old_workbook(book, run, err);
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
