/* The jobs that bring data in: files sent by a browser, or the fictional territory. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/findings.h"
#include "io/sheets/import.h"
#include "io/zip.h"
#include "junheng/io.h"

#include "cli/data.h"

#include "server/jobs.h"
#include "server/serve.h"
#include "server/sheets.h"

enum { MAX_FILES = SRV_SHEET_FILES_MAX };
static const uint64_t unpacked_max_bytes = (uint64_t)8 << 30;

static bool ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name), tail = strlen(ending);
    return len > tail && strcasecmp(name + len - tail, ending) == 0;
}

static bool is_workbook(const char *name)
{
    return ends_with(name, ".xlsx") || ends_with(name, ".ods") || ends_with(name, ".xls");
}

static bool is_data(void *ctx, const char *name)
{
    (void)ctx;
    return is_workbook(name) || ends_with(name, ".csv") || ends_with(name, ".geojson") ||
           ends_with(name, ".json") || ends_with(name, ".txt");
}

/* ---- Files ------------------------------------------------------------------------------------ */

struct files {
    size_t n;
    char *path[MAX_FILES];
};

static void release_files(struct files *files)
{
    for (size_t i = 0; i < files->n; i++)
        jh_i_free(files->path[i]);
    files->n = 0;
}

static enum jh_status list_files(const char *folder, struct files *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return jh_fail(err, JH_E_IO, "cannot use the folder: %s", strerror(errno));
    for (struct dirent *entry; st == JH_OK && (entry = readdir(dir)) != NULL;) {
        size_t size = strlen(folder) + strlen(entry->d_name) + 2;
        if (entry->d_name[0] == '.')
            continue;
        if (out->n == MAX_FILES) {
            st = jh_fail(err, JH_E_LIMIT, "too many files");
            break;
        }
        char *path = jh_i_calloc(size, 1);
        if (path == NULL) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            break;
        }
        snprintf(path, size, "%s/%s", folder, entry->d_name);
        out->path[out->n++] = path;
    }
    closedir(dir);
    return st;
}

/* A zip archive becomes the files it holds; a workbook, which is one too, stays. */
static enum jh_status unpack(const char *path, const char *folder, struct jh_error *err)
{
    const struct jh_zip_limits limits = {MAX_FILES, unpacked_max_bytes};
    enum jh_status st = JH_OK;
    struct stat info;
    size_t n = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &info) != 0 || info.st_size == 0) {
        if (file >= 0)
            close(file);
        return jh_fail(err, JH_E_DATA, "the file is empty");
    }
    size_t len = (size_t)info.st_size;
    void *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (bytes == MAP_FAILED)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (!jh_i_zip_holds(bytes, len, "[Content_Types].xml")) {
        st = jh_i_zip_unpack(bytes, len, folder, limits, is_data, NULL, &n, err);
        if (st == JH_OK && n == 0)
            st = jh_fail(err, JH_E_DATA, "the archive holds no data files");
    }
    munmap(bytes, len);
    if (st == JH_OK && n > 0)
        unlink(path);
    return st;
}

static enum jh_status unpack_all(const char *folder, struct jh_error *err)
{
    struct files files = {0};
    enum jh_status st = list_files(folder, &files, err);
    for (size_t i = 0; st == JH_OK && i < files.n; i++)
        if (ends_with(files.path[i], ".zip"))
            st = unpack(files.path[i], folder, err);
    release_files(&files);
    return st;
}

/* ---- The jobs --------------------------------------------------------------------------------- */

/* The data report in both languages; without memory there is none. */
static void keep_report(const struct jh_findings *findings, struct srv_outcome *outcome)
{
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        struct jh_buf text;
        jh_buf_init(&text, 1 << 24);
        cli_findings_json(findings, (enum jh_lang)lang, &text);
        if (jh_buf_status(&text, NULL) == JH_OK)
            outcome->report[lang] = text.data;
        else
            jh_buf_release(&text);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum jh_status srv_sheets_sort(
    const char *folder, struct srv_sheet_files *out, struct jh_error *err)
{
    struct files files = {0};
    enum jh_status st = list_files(folder, &files, err);
    *out = (struct srv_sheet_files){0};
    if (files.n > 1)
        qsort(files.path, files.n, sizeof *files.path, by_name);
    for (size_t i = 0; i < files.n; i++) {
        const char *slash = strrchr(files.path[i], '/'), *name = slash + 1;
        if (ends_with(name, ".recipe.json") || strcasecmp(name, "recipe.json") == 0)
            out->recipe = files.path[i];
        else if (strncasecmp(name, "places.", 7) == 0)
            out->places = files.path[i];
        else
            out->path[out->n++] = files.path[i];
    }
    out->n_owned = files.n;
    memcpy(out->owned, files.path, sizeof out->owned);
    return st;
}

void srv_sheets_release(struct srv_sheet_files *files)
{
    for (size_t i = 0; i < files->n_owned; i++)
        jh_i_free(files->owned[i]);
    *files = (struct srv_sheet_files){0};
}

/* Sheets as offices send them, with the answers of the page in recipe.json. */
static enum jh_status read_sheets(struct srv *srv, const struct srv_sheet_files *files,
    struct srv_job *job, struct cli *cli, struct jh_findings *findings,
    struct jh_dataset **out_dataset, struct jh_error *err)
{
    const struct jh_sheets_import wanted = {.read = {.recipe_path = files->recipe},
        .places_path = files->places,
        .import = {.accept_partial = job->task.accept_partial, .lang = cli->lang}};
    struct srv_data *data = NULL;
    enum jh_status st = srv_data_take(&srv->current, srv->workspace, &data, err);
    if (st == JH_OK || st == JH_E_NOT_FOUND)
        st = jh_i_sheets_dataset(files->n, files->path, &wanted,
            data != NULL ? data->dataset : NULL, &cli->run, findings, out_dataset, err);
    srv_data_free(data);
    return st;
}

/* "/a/b/areas.csv" in a report means nothing to whoever sent areas.csv: the folder is left out. */
static enum jh_status read_from(struct srv *srv, const char *folder, struct srv_job *job,
    struct cli *cli, struct jh_findings *findings, struct jh_dataset **out_dataset,
    struct jh_error *err)
{
    const struct jh_import_options wanted = {
        .accept_partial = job->task.accept_partial, .lang = cli->lang};
    struct srv_sheet_files files = {0};
    bool workbook = false;
    enum jh_status st = JH_OK;
    JH_TRY(st, srv_sheets_sort(folder, &files, err));
    for (size_t i = 0; i < files.n; i++)
        workbook |= is_workbook(files.path[i]);
    if (files.recipe != NULL || jh_i_sheets_are(files.n, files.path))
        st = read_sheets(srv, &files, job, cli, findings, out_dataset, err);
    else if (workbook)
        st = jh_dataset_read(files.n, files.path, &wanted, &cli->run, findings, out_dataset, err);
    else
        st = jh_dataset_read(1, &folder, &wanted, &cli->run, findings, out_dataset, err);
out:
    srv_sheets_release(&files);
    return st;
}

enum jh_status srv_job_import(struct srv *srv, struct srv_job *job, struct cli *cli,
    struct srv_outcome *outcome, struct jh_error *err)
{
    struct jh_findings findings = {0};
    struct jh_dataset *dataset = NULL;
    const char *folder = job->task.folder;
    enum jh_status st = JH_OK;
    JH_TRY(st, unpack_all(folder, err));
    st = read_from(srv, folder, job, cli, &findings, &dataset, err);
    keep_report(&findings, outcome);
    if (st == JH_OK)
        st = cli_dataset_save(cli, dataset, job->task.from, &findings, err);
    if (st == JH_OK)
        snprintf(outcome->fingerprint, sizeof outcome->fingerprint, "%s", dataset->fingerprint);
out:
    jh_dataset_free(dataset);
    jh_findings_release(&findings);
    return st;
}

enum jh_status srv_job_sample(struct srv *srv, struct srv_job *job, struct cli *cli,
    struct srv_outcome *outcome, struct jh_error *err)
{
    struct jh_findings findings = {0};
    struct jh_dataset *dataset = NULL;
    char *truth = NULL;
    enum jh_status st = JH_OK;
    (void)srv;
    JH_TRY(st, jh_sample_make(&job->task.sample, &cli->run, &dataset, &truth, err));
    JH_TRY(st, cli_dataset_save(cli, dataset, "sample", &findings, err));
    snprintf(outcome->fingerprint, sizeof outcome->fingerprint, "%s", dataset->fingerprint);
out:
    free(truth);
    jh_dataset_free(dataset);
    return st;
}
