#include "io/sheets/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/findings.h"
#include "io/dataset/tables.h"
#include "io/dataset/workbook.h"
#include "io/outfile.h"
#include "io/sheets/place_file.h"
#include "io/sheets/tables_out.h"

static bool ends_with(const char *name, const char *ending)
{
    const size_t len = strlen(name), n = strlen(ending);
    return len > n && strcasecmp(name + len - n, ending) == 0;
}

static bool is_table_file(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    return (ends_with(name, ".csv") && jh_i_table_find(name, strlen(name) - 4) >= 0) ||
           strcasecmp(name, "boundaries.geojson") == 0 || strcasecmp(name, "datapackage.json") == 0;
}

/* A workbook of a dataset: sheets that are called like tables. What cannot be read at all is told by
 * whoever reads it. */
static bool holds_tables(const char *path)
{
    struct jh_book book;
    bool found = false;
    if (jh_i_book_read(path, NULL, &book, NULL) != JH_OK)
        return false;
    for (size_t i = 0; i < book.n_sheets; i++) {
        const char *name = book.sheet[i].grid.sheet;
        found = found || jh_i_table_find(name, strlen(name)) >= 0;
    }
    jh_i_book_release(&book);
    return found;
}

bool jh_i_sheets_are(size_t n_paths, const char *const *path)
{
    for (size_t i = 0; i < n_paths; i++) {
        struct stat info;
        if (stat(path[i], &info) != 0 || S_ISDIR(info.st_mode) || is_table_file(path[i]) ||
            ends_with(path[i], ".geojson") || ends_with(path[i], ".json"))
            return false;
        if (jh_i_workbook_is(path[i]) && holds_tables(path[i]))
            return false;
    }
    return n_paths > 0;
}

static bool lists(const struct jh_sheets *s, enum jh_sheet_kind kind)
{
    for (size_t i = 0; i < s->n; i++)
        if (jh_i_out_used(&s->sheet[i], kind))
            return true;
    return false;
}

static enum jh_status check_questions(const struct jh_sheets *s, struct jh_error *err)
{
    const uint64_t n = jh_i_sheets_questions(s);
    if (n == 0)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_DATA,
        "questions to be answered first: %llu; nothing imported", (unsigned long long)n);
    jh_hint(err,
        "Write a recipe with junheng sheet --recipe-out, answer in it, and name it with --recipe.");
    return st;
}

enum jh_status jh_i_sheets_folder(const struct jh_sheets *sheets,
    const struct jh_sheets_import *options, const char *dir, const struct jh_run *run,
    struct jh_findings *findings, struct jh_origins *origins, struct jh_error *err)
{
    struct jh_place_file places = {0};
    enum jh_crs crs = JH_CRS_WGS84;
    const char *name = options->crs != NULL ? options->crs
                       : sheets->has_recipe && sheets->recipe.recipe.crs != NULL
                           ? sheets->recipe.recipe.crs
                           : "wgs84";
    enum jh_status st = JH_OK;
    if (!jh_i_crs_find(name, &crs))
        return jh_fail(err, JH_E_ARG, "unknown coordinates \"%.40s\": wgs84, gcj02 or bd09", name);
    if (options->places_path != NULL)
        JH_TRY(st, jh_i_place_file_read(options->places_path, crs, run, &places, err));
    st = jh_i_sheets_write(
        sheets, options->places_path != NULL ? &places : NULL, crs, dir, findings, origins, err);
out:
    jh_i_place_file_release(&places);
    return st;
}

/* A folder of its own, with "csv" in it: what jh_i_workbook_remove() takes away. */
static enum jh_status make_folder(char **out_dir, char **out_csv, struct jh_error *err)
{
    char *dir = jh_i_path_join("/tmp", "junheng-XXXXXX"), *csv = NULL;
    if (dir == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (mkdtemp(dir) == NULL) {
        jh_i_free(dir);
        return jh_fail(err, JH_E_IO, "cannot make a folder in /tmp: %s", strerror(errno));
    }
    *out_dir = dir;
    csv = jh_i_path_join(dir, "csv");
    if (csv == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out_csv = csv;
    return mkdir(csv, 0700) == 0
               ? JH_OK
               : jh_fail(err, JH_E_IO, "cannot make a folder in /tmp: %s", strerror(errno));
}

static const struct jh_rule replaced = {
    "replaced-table", JH_SEVERITY_WARNING, "a table of the dataset before that is replaced"};

/* Whoever adds a sheet of flows to a dataset that has some must hear that those go. */
static void tell_replaced(
    const struct jh_sheets *s, const struct jh_dataset *base, struct jh_findings *findings)
{
    const struct {
        enum jh_sheet_kind kind;
        const char *table;
        size_t n;
    } tables[] = {{JH_SHEET_AREAS, "areas.csv", base->areas.n},
        {JH_SHEET_HOSPITALS, "hospitals.csv", base->hospitals.n_inside},
        {JH_SHEET_CAPABILITIES, "capabilities.csv", base->capabilities.n},
        {JH_SHEET_FLOWS, "flows.csv", base->flows.n},
        {JH_SHEET_TRAVEL, "travel.csv", base->travel.n},
        {JH_SHEET_ZONES, "zones.csv", base->zones.n}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i].n > 0 && lists(s, tables[i].kind))
            jh_findings_add(findings, &replaced, tables[i].table, 0, 0, "",
                "the %zu rows of the workspace's dataset, or of --added-to, go; import all sheets "
                "of this table together to keep them",
                tables[i].n);
}

static enum jh_status make(const struct jh_sheets *s, const struct jh_sheets_import *options,
    const struct jh_dataset *base, const struct jh_run *run, struct jh_findings *findings,
    struct jh_dataset **out_dataset, struct jh_error *err)
{
    char *dir = NULL, *csv = NULL;
    const char *path = NULL;
    struct jh_findings read;
    struct jh_origins origins = {0};
    enum jh_status st = JH_OK;
    jh_findings_init(&read);
    JH_TRY(st, make_folder(&dir, &csv, err));
    if (base != NULL) {
        tell_replaced(s, base, findings);
        JH_TRY(st, jh_dataset_write(base, csv, err));
    }
    JH_TRY(st, jh_i_sheets_folder(s, options, csv, run, findings, &origins, err));
    path = csv;
    st = jh_dataset_read(1, &path, &options->import, run, &read, out_dataset, err);
    jh_i_origins_findings(&origins, csv, &read, findings);
    if (st != JH_OK)
        jh_i_origins_error(&origins, csv, err);
out:
    jh_i_origins_release(&origins);
    jh_findings_release(&read);
    jh_i_workbook_remove(dir);
    jh_i_free(csv);
    return st;
}

enum jh_status jh_i_sheets_open(size_t n_paths, const char *const *path,
    const struct jh_sheets_options *options, const struct jh_dataset *base,
    const struct jh_run *run, struct jh_sheets *out, bool *out_based, struct jh_error *err)
{
    struct jh_sheets_options wanted = *options;
    enum jh_status st = jh_i_sheets_read(n_paths, path, &wanted, run, out, err);
    *out_based = false;
    if (st != JH_OK || base == NULL ||
        (lists(out, JH_SHEET_AREAS) && lists(out, JH_SHEET_HOSPITALS)))
        return st;
    jh_i_sheets_release(out);
    wanted.base = base;
    *out_based = true;
    return jh_i_sheets_read(n_paths, path, &wanted, run, out, err);
}

enum jh_status jh_i_sheets_dataset(size_t n_paths, const char *const *path,
    const struct jh_sheets_import *options, const struct jh_dataset *base, const struct jh_run *run,
    struct jh_findings *out_findings, struct jh_dataset **out_dataset, struct jh_error *err)
{
    struct jh_sheets sheets = {0};
    bool based;
    enum jh_status st = JH_OK;
    *out_dataset = NULL;
    jh_findings_init(out_findings);
    JH_TRY(st, jh_i_sheets_open(n_paths, path, &options->read, base, run, &sheets, &based, err));
    jh_i_sheets_findings(&sheets, out_findings);
    JH_TRY(st, check_questions(&sheets, err));
    st = make(&sheets, options, based ? base : NULL, run, out_findings, out_dataset, err);
out:
    jh_i_sheets_release(&sheets);
    return st;
}
