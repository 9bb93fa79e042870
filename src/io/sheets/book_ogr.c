/*
 * .xls: read by ogr2ogr as text, header detection off, one sheet after the other; what it does not tell
 * is read from the file itself.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/process.h"
#include "io/sheets/book_parts.h"
#include "io/sheets/book_xls.h"

enum { TIMEOUT_S = 120, LIST_MAX = 1 << 20, SHEETS_MAX = 200, NAME_BYTES = 256 };
#define TABLE_MAX ((size_t)1 << 28)
#define FILE_MAX  ((size_t)1 << 28)

#define AS_TEXT                                                                                    \
    "--config", "OGR_XLS_HEADERS", "DISABLE", "--config", "OGR_XLS_FIELD_TYPES", "STRING"

static enum jh_status run_tool(const struct jh_book *book, const char *const *argv,
    const struct jh_run *run, struct jh_buf *out, struct jh_error *err)
{
    struct jh_buf errors;
    int code = 0;
    jh_buf_init(&errors, 1 << 16);
    enum jh_status st = jh_i_process_run(argv, TIMEOUT_S, run, out, &errors, &code, err);
    if (st == JH_E_UNSUPPORTED)
        jh_hint(err, "Install the package gdal-bin, or save the sheets as CSV files.");
    if (st == JH_OK && code != 0) {
        const char *said = errors.data != NULL ? errors.data : "";
        st = jh_fail(err, JH_E_DATA,
            "%s cannot be read as a workbook: it is damaged, encrypted or of another kind (%.*s)",
            book->file, (int)strcspn(said, "\n"), said);
        jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
    }
    jh_buf_release(&errors);
    return st;
}

/* "1: Sheet1 (None)": the name between the number and the last bracket. */
static size_t name_of(const char *line, size_t len, const char **out)
{
    const char *colon = memchr(line, ':', len);
    if (colon == NULL || line + len < colon + 3)
        return 0;
    const char *end = line + len;
    while (end > colon + 2 && *end != '(')
        end--;
    *out = colon + 2;
    return end > colon + 3 ? (size_t)(end - 1 - (colon + 2)) : 0;
}

/* ---- What the tool does not tell --------------------------------------------------------------- */

static enum jh_status read_notes(const char *path, struct jh_xls *out, struct jh_error *err)
{
    enum { BLOCK = 1 << 16 };
    struct jh_buf bytes;
    FILE *f = fopen(path, "rb");
    char *block = jh_i_calloc(BLOCK, 1);
    enum jh_status st = JH_OK;
    size_t n;
    jh_buf_init(&bytes, FILE_MAX);
    if (block == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    else if (f == NULL)
        st = jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
    while (st == JH_OK && (n = fread(block, 1, BLOCK, f)) > 0)
        jh_buf_add(&bytes, block, n);
    if (st == JH_OK)
        st = jh_buf_status(&bytes, err);
    if (st == JH_OK && bytes.len > 0)
        st = jh_i_xls_read((const unsigned char *)bytes.data, bytes.len, out, err);
    if (f != NULL)
        fclose(f);
    jh_i_free(block);
    jh_buf_release(&bytes);
    return st;
}

static const struct jh_xls_sheet *note_of(const struct jh_xls *xls, const char *name)
{
    for (size_t i = 0; i < xls->n_sheets; i++)
        if (xls->sheet[i].is_table && strcmp(xls->sheet[i].name, name) == 0)
            return &xls->sheet[i];
    return NULL;
}

/* Numbers come with all 17 digits: as they are shown. */
static enum jh_status show_numbers(struct jh_book *book, struct jh_grid *grid, struct jh_error *err)
{
    char room[64];
    double value;
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++) {
        const char *text = grid->cell[i];
        const size_t len = strlen(text);
        if (len < 16 || len > 30 || strchr(text, '.') == NULL || !jh_num_parse(text, len, &value))
            continue;
        jh_i_shown_number(value, room, sizeof room);
        grid->cell[i] = jh_arena_strdup(&book->arena, room);
        if (grid->cell[i] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

static enum jh_status apply_cells(struct jh_book *book, const struct jh_xls_sheet *note,
    struct jh_grid *grid, struct jh_error *err)
{
    char room[64];
    double value;
    for (size_t i = 0; i < note->n_cells; i++) {
        const struct jh_xls_cell *c = &note->cell[i];
        if (c->row >= grid->n_rows || c->column >= grid->n_columns)
            continue;
        const char **cell = &grid->cell[c->row * grid->n_columns + c->column];
        if (c->fault != NULL) {
            *cell = c->fault;
        } else if (jh_num_parse(*cell, strlen(*cell), &value)) {
            const size_t n = jh_i_shown_number(value * 100, room, sizeof room - 1);
            memcpy(room + n, "%", 2);
            *cell = jh_arena_strdup(&book->arena, room);
        }
        if (*cell == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

static enum jh_status apply_note(struct jh_book *book, const struct jh_xls_sheet *note,
    struct jh_book_sheet *sheet, struct jh_error *err)
{
    struct jh_grid_merge *merge = jh_arena_new(&book->arena, note->n_merges, struct jh_grid_merge);
    size_t n = 0;
    if (merge == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < note->n_merges; i++) {
        const struct jh_xls_merge *m = &note->merge[i];
        if (m->row_last >= m->row_first && m->column_last >= m->column_first)
            merge[n++] = (struct jh_grid_merge){m->row_first, m->column_first,
                m->row_last - m->row_first + 1u, m->column_last - m->column_first + 1u};
    }
    sheet->hidden = note->hidden;
    sheet->n_hidden_rows = note->n_hidden_rows;
    sheet->n_pictures = note->n_pictures;
    sheet->grid.n_merges = n;
    sheet->grid.merge = merge;
    return apply_cells(book, note, &sheet->grid, err);
}

/* ---- Sheets ------------------------------------------------------------------------------------ */

static enum jh_status read_sheet(struct jh_book *book, const char *full, const char *name,
    const struct jh_xls *xls, const struct jh_run *run, struct jh_error *err)
{
    const struct jh_xls_sheet *note = note_of(xls, name);
    const char *const argv[] = {
        "ogr2ogr", AS_TEXT, "-f", "CSV", "-lco", "LINEFORMAT=LF", "/vsistdout/", full, name, NULL};
    struct jh_buf table;
    jh_buf_init(&table, TABLE_MAX);
    enum jh_status st = run_tool(book, argv, run, &table, err);
    if (st == JH_OK)
        st = jh_buf_status(&table, err);
    const size_t before = book->n_sheets;
    if (st == JH_OK)
        st = jh_i_book_csv(book, name, table.data != NULL ? table.data : "", table.len, 1, err);
    jh_buf_release(&table);
    if (st == JH_OK && book->n_sheets > before)
        st = show_numbers(book, &book->sheet[before].grid, err);
    if (st == JH_OK && book->n_sheets > before && note != NULL)
        st = apply_note(book, note, &book->sheet[before], err);
    return st;
}

enum jh_status jh_i_book_ogr(struct jh_book *book, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    char *full = realpath(book->path, NULL); /* so that it never looks like an option */
    struct jh_buf list;
    struct jh_xls xls = {.encrypted = false};
    size_t n = 0;
    const char *const argv[] = {"ogrinfo", "-ro", "-q", AS_TEXT, full, NULL};
    jh_buf_init(&list, LIST_MAX);
    if (full == NULL) {
        st = jh_fail(err, JH_E_IO, "cannot open %s: %s", book->path, strerror(errno));
        goto out;
    }
    JH_TRY(st, read_notes(full, &xls, err));
    if (xls.encrypted) {
        st = jh_fail(err, JH_E_DATA, "%s is encrypted", book->file);
        jh_hint(err, "Open it with its password and save it without one.");
        goto out;
    }
    book->has_macros = xls.has_macros;
    book->has_links = xls.has_links;
    JH_TRY(st, run_tool(book, argv, run, &list, err));
    for (const char *line = list.data != NULL ? list.data : ""; *line != '\0' && n < SHEETS_MAX;) {
        const size_t len = strcspn(line, "\n");
        const char *name = NULL;
        const size_t name_len = name_of(line, len, &name);
        if (name_len > 0 && name_len < NAME_BYTES) {
            char *kept = jh_arena_strndup(&book->arena, name, name_len);
            st = kept != NULL ? read_sheet(book, full, kept, &xls, run, err)
                              : jh_fail(err, JH_E_NOMEM, "out of memory");
            if (st != JH_OK)
                goto out;
            n++;
        }
        line += len + (line[len] == '\n');
    }
out:
    jh_i_xls_release(&xls);
    jh_buf_release(&list);
    free(full);
    return st;
}
