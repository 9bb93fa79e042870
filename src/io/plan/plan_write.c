/*
 * The folder of a plan. Everything is written beside first and renamed at the end, plan.json last:
 * who finds a plan.json finds the files that belong to it.
 */
#include "junheng/io.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "io/outfile.h"
#include "io/plan/plan_csv.h"
#include "io/plan/plan_geojson.h"
#include "io/plan/plan_tables.h"
#include "io/plan/plan_xlsx.h"
#include "io/report/report.h"

#define FILE_MAX ((size_t)1 << 31) /* bytes of one text file */

static enum jh_status render_json(
    const struct jh_plan *plan, enum jh_lang lang, struct jh_buf *out, struct jh_error *err)
{
    (void)lang; /* it holds every language */
    return jh_plan_to_json(plan, out, err);
}

static enum jh_status render_geojson(
    const struct jh_plan *plan, enum jh_lang lang, struct jh_buf *out, struct jh_error *err)
{
    (void)lang;
    return jh_i_plan_geojson(plan, out, err);
}

static const struct text_output {
    const char *name;
    enum jh_status (*render)(
        const struct jh_plan *, enum jh_lang, struct jh_buf *, struct jh_error *);
} texts[] = {
    {"map.geojson", render_geojson},
    {"report.html", jh_i_report_html},
    {"plan.json", render_json},
};

/* Files written and not yet renamed. */
struct batch {
    const char *dir;
    struct jh_outfile *file;
    size_t n;
};

static enum jh_status open_next(struct batch *batch, const char *dir, const char *name,
    const char *ending, struct jh_outfile **out_file, struct jh_error *err)
{
    struct jh_buf path;
    jh_buf_init(&path, 1 << 16);
    jh_buf_printf(&path, "%s/%s%s", dir, name, ending);
    enum jh_status st = jh_buf_status(&path, err);
    if (st == JH_OK)
        st = jh_i_outfile_open(path.data, &batch->file[batch->n], err);
    if (st == JH_OK)
        *out_file = &batch->file[batch->n++];
    jh_buf_release(&path);
    return st;
}

static enum jh_status write_tables(struct batch *batch, const char *dir, const struct jh_plan *plan,
    enum jh_lang lang, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    jh_arena_init(&arena, 0);
    for (size_t i = 0; i < jh_i_plan_n_tables(); i++) {
        struct jh_i_table table;
        struct jh_outfile *file;
        struct jh_arena_mark mark = jh_arena_save(&arena);
        JH_TRY(st, jh_i_plan_table(plan, i, lang, &arena, &table, err));
        JH_TRY(st, open_next(batch, dir, table.id, ".csv", &file, err));
        jh_i_table_csv(file->stream, &table);
        jh_arena_rewind(&arena, mark);
    }
out:
    jh_arena_release(&arena);
    return st;
}

static enum jh_status write_texts(
    struct batch *batch, const struct jh_plan *plan, enum jh_lang lang, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_buf text;
    jh_buf_init(&text, FILE_MAX);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct jh_outfile *file;
        jh_buf_reset(&text);
        JH_TRY(st, texts[i].render(plan, lang, &text, err));
        JH_TRY(st, open_next(batch, batch->dir, texts[i].name, "", &file, err));
        fwrite(text.data, 1, text.len, file->stream);
    }
out:
    jh_buf_release(&text);
    return st;
}

static enum jh_status write_all(struct batch *batch, const char *tables_dir,
    const struct jh_plan *plan, enum jh_lang lang, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_outfile *workbook;
    jh_run_progress(run, "writing tables", 0);
    JH_TRY(st, write_tables(batch, tables_dir, plan, lang, err));
    jh_run_progress(run, "writing the workbook", 0.3);
    JH_TRY(st, open_next(batch, batch->dir, "plan.xlsx", "", &workbook, err));
    JH_TRY(st, jh_i_plan_xlsx(plan, lang, workbook->part, err));
    jh_run_progress(run, "writing the report", 0.6);
    JH_TRY(st, write_texts(batch, plan, lang, err));
    for (size_t i = 0; i < batch->n; i++)
        JH_TRY(st, jh_i_outfile_commit(&batch->file[i], err));
    JH_TRY(st, jh_i_sync_dir(tables_dir, err));
    JH_TRY(st, jh_i_sync_dir(batch->dir, err));
    jh_run_progress(run, "writing the report", 1);
out:
    return st;
}

enum jh_status jh_plan_write(const struct jh_plan *plan, const char *dir, enum jh_lang lang,
    const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const size_t n_most = jh_i_plan_n_tables() + 1 + sizeof texts / sizeof *texts;
    struct batch batch = {.dir = dir, .file = jh_i_calloc(n_most, sizeof *batch.file)};
    char *tables_dir = jh_i_path_join(dir, "tables");
    if (batch.file == NULL || tables_dir == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_make_dir(tables_dir, err));
    JH_TRY(st, write_all(&batch, tables_dir, plan, lang, run, err));
out:
    for (size_t i = 0; i < batch.n; i++)
        jh_i_outfile_abort(&batch.file[i]);
    jh_i_free(batch.file);
    jh_i_free(tables_dir);
    return st;
}
