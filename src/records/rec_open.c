#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "records/rec_internal.h"

/* Paths found so far. */
struct found {
    struct jh_arena *arena;
    const char **path;
    size_t n, cap;
};

static enum jh_status add_path(struct found *found, const char *path, struct jh_error *err)
{
    const char *own = jh_arena_strdup(found->arena, path);
    if (found->n == found->cap) {
        size_t cap = found->cap * 2 + 16;
        const char **more = jh_i_realloc(found->path, cap, sizeof *more);
        if (more == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        found->path = more;
        found->cap = cap;
    }
    if (own == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    found->path[found->n++] = own;
    return JH_OK;
}

static bool ends_with(const char *name, size_t *len, const char *ending)
{
    size_t n = strlen(ending);
    if (*len <= n || strncasecmp(name + *len - n, ending, n) != 0)
        return false;
    *len -= n;
    return true;
}

static bool is_table_name(const char *name)
{
    size_t len = strlen(name);
    if (name[0] == '.')
        return false;
    if (!ends_with(name, &len, ".gz"))
        (void)ends_with(name, &len, ".zst");
    return ends_with(name, &len, ".csv") || ends_with(name, &len, ".tsv") ||
           ends_with(name, &len, ".txt");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum jh_status add_folder(struct found *found, const char *folder, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t before = found->n;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", folder, strerror(errno));
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (!is_table_name(entry->d_name))
            continue;
        size_t n_folder = strlen(folder), n_name = strlen(entry->d_name);
        char *path = jh_arena_alloc(found->arena, n_folder + n_name + 2, 1);
        if (path == NULL) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            goto out;
        }
        memcpy(path, folder, n_folder);
        path[n_folder] = '/';
        memcpy(path + n_folder + 1, entry->d_name, n_name);
        JH_TRY(st, add_path(found, path, err));
    }
    if (found->n == before) {
        st = jh_fail(err, JH_E_NOT_FOUND, "no table in the folder %s", folder);
        jh_hint(err, "Tables end in .csv, .tsv or .txt, packed ones in .csv.gz or .csv.zst.");
        goto out;
    }
    qsort(found->path + before, found->n - before, sizeof *found->path, by_name);
out:
    closedir(dir);
    return st;
}

static enum jh_status find_paths(
    size_t n_paths, const char *const *paths, struct found *found, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; st == JH_OK && i < n_paths; i++) {
        struct stat info;
        bool is_folder = stat(paths[i], &info) == 0 && S_ISDIR(info.st_mode);
        st = is_folder ? add_folder(found, paths[i], err) : add_path(found, paths[i], err);
    }
    return st;
}

enum jh_status jh_i_rec_open(size_t n_paths, const char *const *paths,
    struct jh_i_rec_reader **out_reader, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct found found = {0};
    if (n_paths == 0)
        return jh_fail(err, JH_E_ARG, "no file named");
    struct jh_i_rec_reader *reader = jh_i_calloc(1, sizeof *reader);
    if (reader == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    jh_arena_init(&reader->arena, 0);
    found.arena = &reader->arena;
    JH_TRY(st, find_paths(n_paths, paths, &found, err));
    reader->file = jh_arena_new(&reader->arena, found.n, struct jh_i_rec_file);
    reader->shape = jh_arena_new(&reader->arena, found.n, struct jh_i_rec_shape);
    if (reader->file == NULL || reader->shape == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    reader->n_files = found.n;
    for (size_t i = 0; i < found.n; i++) {
        reader->file[i].path = found.path[i];
        JH_TRY(st, jh_i_rec_recognise(reader, i, err));
    }
    JH_TRY(st, jh_i_rec_select(reader, 0, NULL, err));
    *out_reader = reader;
    reader = NULL;
out:
    jh_i_free(found.path);
    jh_i_rec_close(reader);
    return st;
}

void jh_i_rec_close(struct jh_i_rec_reader *reader)
{
    if (reader == NULL)
        return;
    jh_i_rec_gb_free(reader->gb);
    jh_arena_release(&reader->arena);
    jh_i_free(reader);
}

const struct jh_i_rec_file *jh_i_rec_files(const struct jh_i_rec_reader *reader, size_t *out_n)
{
    *out_n = reader->n_files;
    return reader->file;
}

const char *const *jh_i_rec_columns(const struct jh_i_rec_reader *reader, size_t *out_n)
{
    *out_n = reader->file[0].n_columns;
    return reader->shape[0].column;
}

void jh_i_rec_tune(struct jh_i_rec_reader *reader, const struct jh_i_rec_tuning *tuning)
{
    reader->tuning = *tuning;
}

/* Index of a column of the first file in file number i; at the same place, mostly. */
static enum jh_status find_column(const struct jh_i_rec_reader *reader, size_t i, size_t column,
    uint32_t *out_index, struct jh_error *err)
{
    const struct jh_i_rec_file *file = &reader->file[i];
    const char *name = reader->shape[0].column[column];
    const char *const *names = reader->shape[i].column;
    size_t n_found = 0, at = column;
    for (size_t c = 0; c < file->n_columns; c++)
        if (strcmp(names[c], name) == 0) {
            if (n_found++ == 0 || c == column)
                at = c;
        }
    /* A name that is there twice is clear only where it stands at the same place. */
    bool same_place = at == column && n_found > 0;
    if (n_found == 0 || (n_found > 1 && !same_place)) {
        enum jh_status st =
            n_found == 0
                ? jh_fail(err, JH_E_DATA, "the column %s is missing in %s", name, file->path)
                : jh_fail(err, JH_E_DATA, "the column %s is there twice in %s", name, file->path);
        jh_hint(err, "All files of one import must have the columns that are used.");
        jh_where(err, "%s", file->path);
        return st;
    }
    *out_index = (uint32_t)at;
    return JH_OK;
}

static int by_column(const void *a, const void *b)
{
    const struct jh_i_rec_visit *left = a, *right = b;
    return (left->column > right->column) - (left->column < right->column);
}

enum jh_status jh_i_rec_select(struct jh_i_rec_reader *reader, size_t n_wanted,
    const struct jh_i_rec_want *want, struct jh_error *err)
{
    struct jh_i_rec_want *own = jh_arena_new(&reader->arena, n_wanted, struct jh_i_rec_want);
    struct jh_i_rec_visit *visit =
        jh_arena_alloc(&reader->arena, reader->n_files * (n_wanted + 1), sizeof *visit);
    if (own == NULL || visit == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t w = 0; w < n_wanted; w++) {
        if (want[w].column >= reader->file[0].n_columns)
            return jh_fail(err, JH_E_ARG, "there is no column number %zu", want[w].column + 1);
        for (size_t v = 0; v < w; v++)
            if (want[v].column == want[w].column)
                return jh_fail(
                    err, JH_E_ARG, "column number %zu is wanted twice", want[w].column + 1);
        own[w] = want[w];
    }
    for (size_t i = 0; i < reader->n_files; i++) {
        struct jh_i_rec_visit *mine = visit + i * (n_wanted + 1);
        for (size_t w = 0; w < n_wanted; w++) {
            enum jh_status st = find_column(reader, i, want[w].column, &mine[w].column, err);
            if (st != JH_OK)
                return st;
            mine[w].place = (uint32_t)w;
        }
        qsort(mine, n_wanted, sizeof *mine, by_column);
    }
    for (size_t i = 0; i < reader->n_files; i++) {
        reader->shape[i].layout.visit = visit + i * (n_wanted + 1);
        reader->shape[i].layout.n_wanted = n_wanted;
    }
    reader->want = own;
    reader->n_wanted = n_wanted;
    return JH_OK;
}
