#include "io/dataset/workbook.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/process.h"

enum { TIMEOUT_S = 300, SHEET_NAME_MAX = 64 };

/* What a sheet gives: every cell as text, no guessing which row is a header. */
#define AS_TEXT                                                                                    \
    "--config", "OGR_XLSX_HEADERS", "DISABLE", "--config", "OGR_XLSX_FIELD_TYPES", "STRING",       \
        "--config", "OGR_ODS_HEADERS", "DISABLE", "--config", "OGR_ODS_FIELD_TYPES", "STRING",     \
        "--config", "OGR_XLS_HEADERS", "DISABLE", "--config", "OGR_XLS_FIELD_TYPES", "STRING"

bool jh_i_workbook_is(const char *path)
{
    static const char *const endings[] = {".xlsx", ".xlsm", ".ods", ".xls"};
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        if (len > n && strcasecmp(path + len - n, endings[i]) == 0)
            return true;
    }
    return false;
}

/* ogr2ogr opens anything it knows, whatever its name; only workbooks shall get that far. */
static enum jh_status check_magic(const char *path, struct jh_error *err)
{
    unsigned char head[4] = {0};
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
    size_t n = fread(head, 1, sizeof head, f);
    fclose(f);
    if (n == sizeof head &&
        (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0))
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_DATA, "%s is no workbook", path);
    jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
    return st;
}

static enum jh_status run_tool(const struct jh_import *import, const char *path,
    const char *const *argv, struct jh_buf *out, struct jh_error *err)
{
    struct jh_buf errors;
    int code = 0;
    jh_buf_init(&errors, 1 << 16);
    enum jh_status st = jh_i_process_run(argv, TIMEOUT_S, import->run, out, &errors, &code, err);
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

/* A line "1: areas (None)" of the list of sheets; false: no such line. */
static bool sheet_of_line(const char *line, size_t len, char out[SHEET_NAME_MAX])
{
    const char *colon = memchr(line, ':', len), *end = line + len;
    if (colon == NULL || end - colon < 3)
        return false;
    const char *name = colon + 2;
    while (end > name && *end != '(')
        end--;
    if (end - 1 <= name || (size_t)(end - 1 - name) >= SHEET_NAME_MAX)
        return false;
    memcpy(out, name, (size_t)(end - 1 - name));
    out[end - 1 - name] = '\0';
    return true;
}

static const char *label_of(struct jh_import *import, const char *book, const char *sheet)
{
    size_t len = strlen(book) + strlen(sheet) + 3;
    char *label = jh_arena_alloc(&import->scratch, len, 1);
    if (label != NULL)
        snprintf(label, len, "%s[%s]", book, sheet);
    return label;
}

/* Sheets called like tables; *out_sheet names them as the workbook does. */
static enum jh_status list_sheets(struct jh_import *import, const char *path, const char *book,
    const char *out_sheet[JH_N_TABLES], struct jh_error *err)
{
    const char *const argv[] = {"ogrinfo", "-ro", "-q", AS_TEXT, path, NULL};
    struct jh_buf list;
    jh_buf_init(&list, 1 << 20);
    enum jh_status st = run_tool(import, path, argv, &list, err);
    const char *line = list.data != NULL ? list.data : "";
    while (st == JH_OK && *line != '\0') {
        size_t len = strcspn(line, "\n");
        char sheet[SHEET_NAME_MAX];
        if (sheet_of_line(line, len, sheet)) {
            int table = jh_i_table_find(sheet, strlen(sheet));
            if (table >= 0)
                out_sheet[table] = jh_arena_strdup(&import->scratch, sheet);
            else
                jh_i_report(import, JH_RULE_UNKNOWN_FILE, book, 0, 0, sheet,
                    "no table has the name of this sheet; it is not used");
            if (table >= 0 && out_sheet[table] == NULL)
                st = jh_fail(err, JH_E_NOMEM, "out of memory");
        }
        line += line[len] == '\n' ? len + 1 : len;
    }
    jh_buf_release(&list);
    return st;
}

static enum jh_status convert(struct jh_import *import, const char *path, const char *dir,
    const char *const sheet[JH_N_TABLES], struct jh_error *err)
{
    const char *argv[32 + JH_N_TABLES] = {
        "ogr2ogr", AS_TEXT, "-f", "CSV", "-lco", "LINEFORMAT=LF", dir, path};
    size_t n = 0, n_sheets = 0;
    while (argv[n] != NULL)
        n++;
    for (int i = 0; i < JH_N_TABLES; i++)
        if (sheet[i] != NULL) {
            argv[n++] = sheet[i];
            n_sheets++;
        }
    return n_sheets > 0 ? run_tool(import, path, argv, NULL, err) : JH_OK;
}

static enum jh_status set_inputs(struct jh_import *import, const char *dir, const char *book,
    const char *const sheet[JH_N_TABLES], struct jh_error *err)
{
    for (int i = 0; i < JH_N_TABLES; i++) {
        struct jh_input *input = &import->table[i];
        struct stat info;
        const char *name = sheet[i] != NULL ? sheet[i] : jh_i_tables[i].name;
        size_t len = strlen(dir) + strlen(name) + 6;
        char *path = jh_arena_alloc(&import->scratch, len, 1);
        input->label = label_of(import, book, name);
        if (path == NULL || input->label == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        snprintf(path, len, "%s/%s.csv", dir, name);
        if (sheet[i] == NULL || stat(path, &info) != 0)
            continue;
        input->there = true;
        input->sheet = true;
        input->path = path;
        input->len = (size_t)info.st_size;
    }
    return JH_OK;
}

enum jh_status jh_i_workbook_open(
    struct jh_import *import, const char *path, char **out_dir, struct jh_error *err)
{
    enum jh_status st;
    const char *sheet[JH_N_TABLES] = {NULL};
    const char *slash = strrchr(path, '/'), *book = slash != NULL ? slash + 1 : path;
    char *dir = jh_i_path_join("/tmp", "junheng-XXXXXX"), *csv = NULL;
    char *full =
        realpath(path, NULL); /* so that it never looks like an option or a driver's name */
    if (full == NULL) {
        st = jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
        goto out;
    }
    JH_TRY(st, check_magic(full, err));
    if (dir == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (mkdtemp(dir) == NULL) {
        st = jh_fail(err, JH_E_IO, "cannot make a folder in /tmp: %s", strerror(errno));
        goto out;
    }
    *out_dir = dir;
    dir = NULL;
    csv = jh_i_path_join(*out_dir, "csv");
    if (csv == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, list_sheets(import, full, book, sheet, err));
    JH_TRY(st, convert(import, full, csv, sheet, err));
    JH_TRY(st, set_inputs(import, csv, book, sheet, err));
out:
    jh_i_free(dir);
    jh_i_free(csv);
    free(full);
    return st;
}

static void remove_files(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *entry;
    while (d != NULL && (entry = readdir(d)) != NULL) {
        char *path = jh_i_path_join(dir, entry->d_name);
        if (path != NULL)
            unlink(path); /* folders stay, and the rmdir() below says no */
        jh_i_free(path);
    }
    if (d != NULL)
        closedir(d);
    rmdir(dir);
}

void jh_i_workbook_remove(char *dir)
{
    if (dir == NULL)
        return;
    char *csv = jh_i_path_join(dir, "csv");
    if (csv != NULL)
        remove_files(csv);
    jh_i_free(csv);
    rmdir(dir);
    jh_i_free(dir);
}
