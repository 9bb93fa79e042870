/* .xls and .ods: read by ogr2ogr as text, header detection off, one sheet after the other. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "io/process.h"
#include "io/sheets/book_parts.h"

enum { TIMEOUT_S = 120, LIST_MAX = 1 << 20, SHEETS_MAX = 200, NAME_BYTES = 256 };
#define TABLE_MAX ((size_t)1 << 28)

#define AS_TEXT                                                                                    \
    "--config", "OGR_ODS_HEADERS", "DISABLE", "--config", "OGR_ODS_FIELD_TYPES", "STRING",         \
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

static enum jh_status read_sheet(struct jh_book *book, const char *full, const char *name,
    const struct jh_run *run, struct jh_error *err)
{
    const char *const argv[] = {
        "ogr2ogr", AS_TEXT, "-f", "CSV", "-lco", "LINEFORMAT=LF", "/vsistdout/", full, name, NULL};
    struct jh_buf table;
    jh_buf_init(&table, TABLE_MAX);
    enum jh_status st = run_tool(book, argv, run, &table, err);
    if (st == JH_OK)
        st = jh_buf_status(&table, err);
    if (st == JH_OK && table.len > 0)
        st = jh_i_book_csv(book, name, table.data, table.len, 1, err);
    jh_buf_release(&table);
    return st;
}

enum jh_status jh_i_book_ogr(struct jh_book *book, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    char *full = realpath(book->path, NULL); /* so that it never looks like an option */
    struct jh_buf list;
    size_t n = 0;
    const char *const argv[] = {"ogrinfo", "-ro", "-q", AS_TEXT, full, NULL};
    jh_buf_init(&list, LIST_MAX);
    if (full == NULL) {
        st = jh_fail(err, JH_E_IO, "cannot open %s: %s", book->path, strerror(errno));
        goto out;
    }
    JH_TRY(st, run_tool(book, argv, run, &list, err));
    for (const char *line = list.data != NULL ? list.data : ""; *line != '\0' && n < SHEETS_MAX;) {
        const size_t len = strcspn(line, "\n");
        const char *name = NULL;
        const size_t name_len = name_of(line, len, &name);
        if (name_len > 0 && name_len < NAME_BYTES) {
            char *kept = jh_arena_strndup(&book->arena, name, name_len);
            st = kept != NULL ? read_sheet(book, full, kept, run, err)
                              : jh_fail(err, JH_E_NOMEM, "out of memory");
            if (st != JH_OK)
                goto out;
            n++;
        }
        line += len + (line[len] == '\n');
    }
out:
    jh_buf_release(&list);
    free(full);
    return st;
}
