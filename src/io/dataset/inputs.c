#include "io/dataset/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/dataset/workbook.h"

static bool ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name), n = strlen(ending);
    return len > n && strcasecmp(name + len - n, ending) == 0;
}

/* The input that a file of that name is, or NULL. */
static struct jh_input *input_of(struct jh_import *import, const char *name)
{
    if (strcasecmp(name, "boundaries.geojson") == 0)
        return &import->boundaries;
    if (strcasecmp(name, "datapackage.json") == 0)
        return &import->descriptor;
    int table = ends_with(name, ".csv") ? jh_i_table_find(name, strlen(name) - 4) : -1;
    return table >= 0 ? &import->table[table] : NULL;
}

bool jh_i_inputs_add_memory(
    struct jh_import *import, const char *name, const char *data, size_t len)
{
    struct jh_input *input = input_of(import, name);
    if (input == NULL)
        return false;
    *input = (struct jh_input){.there = true, .label = name, .data = data, .len = len};
    import->n_bytes += len;
    return true;
}

static enum jh_status add_file(
    struct jh_import *import, const char *path, const char *name, struct jh_error *err)
{
    struct jh_input *input = input_of(import, name);
    struct stat info = {0};
    if (input == NULL) {
        jh_i_report(import, JH_RULE_UNKNOWN_FILE, name, 0, 0, NULL,
            "no table has the name of this file; it is not used");
        return JH_OK;
    }
    if (input->there) {
        jh_i_report(import, JH_RULE_DUPLICATE_FILE, name, 0, 0, input->label,
            "the table is there already; remove or rename one");
        import->fatal = true;
        return JH_OK;
    }
    *input = (struct jh_input){.there = true,
        .label = jh_arena_strdup(&import->scratch, name),
        .path = jh_arena_strdup(&import->scratch, path)};
    if (input->label == NULL || input->path == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (stat(path, &info) == 0 && info.st_size > 0)
        input->len = (size_t)info.st_size;
    return JH_OK;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int may_be_table(const struct dirent *entry)
{
    return ends_with(entry->d_name, ".csv") || ends_with(entry->d_name, ".geojson") ||
           strcasecmp(entry->d_name, "datapackage.json") == 0;
}

static enum jh_status add_folder(struct jh_import *import, const char *dir, struct jh_error *err)
{
    struct dirent **entry = NULL;
    enum jh_status st = JH_OK;
    int n = scandir(dir, &entry, may_be_table, by_name);
    if (n < 0)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", dir, strerror(errno));
    for (int i = 0; i < n; i++) {
        char *path = jh_i_path_join(dir, entry[i]->d_name);
        if (st == JH_OK)
            st = path != NULL ? add_file(import, path, entry[i]->d_name, err)
                              : jh_fail(err, JH_E_NOMEM, "out of memory");
        jh_i_free(path);
        free(entry[i]);
    }
    free(entry);
    return st;
}

static enum jh_status add_path(struct jh_import *import, const char *path, bool alone,
    char **out_workbook_dir, struct jh_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
    if (S_ISDIR(info.st_mode) && alone)
        return add_folder(import, path, err);
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    bool book = !S_ISDIR(info.st_mode) && jh_i_workbook_is(path);
    if (book && *out_workbook_dir == NULL)
        return jh_i_workbook_open(import, path, out_workbook_dir, err);
    if (S_ISDIR(info.st_mode) || book || input_of(import, name) == NULL) {
        enum jh_status st = jh_fail(err, JH_E_ARG, "%s is no table of a dataset", path);
        jh_hint(err,
            "Name one folder of CSV files, one workbook (.xlsx, .ods), or files called "
            "like the tables, such as areas.csv.");
        return st;
    }
    return add_file(import, path, name, err);
}

enum jh_status jh_i_inputs_find(struct jh_import *import, size_t n_paths, const char *const *path,
    char **out_workbook_dir, struct jh_error *err)
{
    *out_workbook_dir = NULL;
    /* A workbook first: it names all tables, files beside it add to them. */
    for (int books = 1; books >= 0; books--)
        for (size_t i = 0; i < n_paths; i++) {
            if (jh_i_workbook_is(path[i]) != (books == 1))
                continue;
            enum jh_status st = add_path(import, path[i], n_paths == 1, out_workbook_dir, err);
            if (st != JH_OK)
                return st;
        }
    for (int i = 0; i < JH_N_TABLES; i++)
        import->n_bytes += import->table[i].there ? import->table[i].len : 0;
    return JH_OK;
}
