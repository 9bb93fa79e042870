#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "junheng/io.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "io/dataset/write_tables.h"
#include "io/outfile.h"

/* Files of a dataset: its tables, then the two that are none. */
enum { BOUNDARIES = JH_N_TABLES, DESCRIPTOR, N_FILES };

struct folder {
    char *dir;    /* as the user named it, without a slash at its end */
    char *target; /* where files are written: dir itself, or its stand-in */
    bool is_new;  /* dir does not exist yet: the stand-in is renamed at the end */
    struct jh_outfile file[N_FILES];
};

static const char *name_of(int file, char out[64])
{
    if (file == BOUNDARIES)
        return "boundaries.geojson";
    if (file == DESCRIPTOR)
        return "datapackage.json";
    snprintf(out, 64, "%s.csv", jh_i_tables[file].name);
    return out;
}

/* Without a slash at the end, with an ending added. */
static char *trimmed(const char *dir, const char *ending)
{
    size_t len = strlen(dir), n = strlen(ending);
    while (len > 1 && dir[len - 1] == '/')
        len--;
    char *out = jh_i_calloc(len + n + 1, 1);
    if (out != NULL) {
        memcpy(out, dir, len);
        memcpy(out + len, ending, n);
    }
    return out;
}

static void remove_table_files(const char *dir, const struct folder *keep)
{
    for (int i = 0; i < N_FILES; i++) {
        char text[64];
        char *path = jh_i_path_join(dir, name_of(i, text));
        if (path != NULL && (keep == NULL || keep->file[i].path == NULL))
            unlink(path);
        jh_i_free(path);
    }
}

static enum jh_status open_folder(const char *dir, struct folder *out, struct jh_error *err)
{
    struct stat info;
    out->dir = trimmed(dir, "");
    out->is_new = stat(dir, &info) != 0;
    if (out->is_new && errno != ENOENT)
        return jh_fail(err, JH_E_IO, "cannot write %s: %s", dir, strerror(errno));
    out->target = trimmed(dir, out->is_new ? ".part" : "");
    if (out->dir == NULL || out->target == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (out->is_new && mkdir(out->target, 0777) != 0 && errno != EEXIST)
        return jh_fail(err, JH_E_IO, "cannot write %s: %s", dir, strerror(errno));
    if (out->is_new)
        remove_table_files(out->target, NULL);
    else if (!S_ISDIR(info.st_mode))
        return jh_fail(err, JH_E_IO, "%s is there already and no folder", dir);
    return JH_OK;
}

static enum jh_status write_files(
    const struct jh_dataset *dataset, struct folder *folder, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_write_table tables[JH_N_TABLES];
    for (int i = 0; i < JH_N_TABLES; i++)
        tables[i] = jh_i_write_table_of(dataset, (enum jh_table)i);
    for (int i = 0; i < N_FILES && st == JH_OK; i++) {
        char text[64];
        if (i < JH_N_TABLES ? !tables[i].there : i == BOUNDARIES && dataset->boundaries.n == 0)
            continue;
        char *path = jh_i_path_join(folder->target, name_of(i, text));
        st = path != NULL ? jh_i_outfile_open(path, &folder->file[i], err)
                          : jh_fail(err, JH_E_NOMEM, "out of memory");
        jh_i_free(path);
        if (st != JH_OK)
            break;
        FILE *stream = folder->file[i].stream;
        if (i == BOUNDARIES)
            st = jh_i_write_boundaries(dataset, stream, err);
        else if (i == DESCRIPTOR)
            st = jh_i_write_descriptor(dataset, tables, stream, err);
        else
            jh_i_write_rows(dataset, &tables[i], stream);
    }
    return st;
}

/* All files are complete: now they take their names, and tables of an older dataset go. */
static enum jh_status land(struct folder *folder, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (!folder->is_new)
        remove_table_files(folder->target, folder);
    for (int i = 0; i < N_FILES; i++)
        if (folder->file[i].stream != NULL)
            JH_TRY(st, jh_i_outfile_commit(&folder->file[i], err));
    JH_TRY(st, jh_i_sync_dir(folder->target, err));
    if (folder->is_new && rename(folder->target, folder->dir) != 0)
        return jh_fail(err, JH_E_IO, "cannot write %s: %s", folder->dir, strerror(errno));
out:
    return st;
}

enum jh_status jh_dataset_write(
    const struct jh_dataset *dataset, const char *dir, struct jh_error *err)
{
    struct folder folder = {0};
    enum jh_status st;
    JH_TRY(st, open_folder(dir, &folder, err));
    JH_TRY(st, write_files(dataset, &folder, err));
    JH_TRY(st, land(&folder, err));
out:
    for (int i = 0; i < N_FILES; i++)
        jh_i_outfile_abort(&folder.file[i]);
    if (st != JH_OK && folder.is_new && folder.target != NULL) {
        remove_table_files(folder.target, NULL);
        rmdir(folder.target);
    }
    jh_i_free(folder.dir);
    jh_i_free(folder.target);
    return st;
}
