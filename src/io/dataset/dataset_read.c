#include <string.h>

#include "junheng/io.h"

#include "base/fail.h"
#include "base/findings.h"
#include "base/utf8.h"
#include "io/dataset/inputs.h"
#include "io/dataset/read_areas.h"
#include "io/dataset/read_hospitals.h"
#include "io/dataset/read_tables.h"
#include "io/dataset/workbook.h"
#include "model/dataset.h"

/* A table that is absent still has a name in reports. */
static enum jh_status name_absent_tables(struct jh_import *import, struct jh_error *err)
{
    for (int i = 0; i < JH_N_TABLES; i++) {
        const char *name = jh_i_tables[i].name;
        size_t len = strlen(name);
        if (import->table[i].label != NULL)
            continue;
        char *label = jh_arena_alloc(&import->scratch, len + 5, 1);
        if (label == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        memcpy(label, name, len);
        memcpy(label + len, ".csv", 5);
        import->table[i].label = label;
    }
    return JH_OK;
}

/* A table without which nothing can be read on; `n` rows of it are good. */
static void need_table(struct jh_import *import, enum jh_table table, size_t n)
{
    const struct jh_input *input = &import->table[table];
    if (!input->there)
        jh_i_report(import, JH_RULE_MISSING_FILE, input->label, 0, 0, NULL,
            "the table %s is missing; a dataset needs areas and hospitals",
            jh_i_tables[table].name);
    else if (n == 0 && !import->fatal)
        jh_i_report(import, JH_RULE_EMPTY_FILE, input->label, 0, 0, NULL,
            "no row of the table can be used");
    import->fatal |= n == 0;
}

static enum jh_status copy_names(struct jh_arena *arena, const struct jh_names *names,
    size_t *out_n, const char ***out_id, struct jh_error *err)
{
    const char **id = jh_arena_new(arena, names->n, const char *);
    if (id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < names->n; i++)
        id[i] = names->id[i];
    *out_n = names->n;
    *out_id = id;
    return JH_OK;
}

static enum jh_status settle_lists(struct jh_import *import, struct jh_error *err)
{
    enum jh_status st;
    struct jh_dataset *dataset = import->dataset;
    const struct jh_import_sources *sources = &import->sources;
    size_t n = sources->names.n;
    JH_TRY(st, copy_names(import->arena, &import->specialties, &dataset->specialties.n,
                   &dataset->specialties.id, err));
    if (n == 0)
        return JH_OK;
    JH_TRY(st,
        copy_names(import->arena, &sources->names, &dataset->sources.n, &dataset->sources.id, err));
    if (sources->given) {
        bool *inside = jh_arena_new(import->arena, n, bool);
        bool *outside = jh_arena_new(import->arena, n, bool);
        if (inside == NULL || outside == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        memcpy(inside, sources->covers_inside, n * sizeof *inside);
        memcpy(outside, sources->covers_outside, n * sizeof *outside);
        dataset->sources.covers_inside = inside;
        dataset->sources.covers_outside = outside;
    }
out:
    return st;
}

/* Of a table that hangs on one that cannot be used: what its own rows say wrong is told all the same. */
static enum jh_status look_over(struct jh_import *import, enum jh_table table, struct jh_error *err)
{
    struct jh_rows rows;
    bool more = true;
    enum jh_status st = jh_i_rows_open(import, table, &rows, err);
    if (st != JH_OK)
        return st;
    while (st == JH_OK && more && rows.usable)
        st = jh_i_rows_next(&rows, &more, err);
    jh_i_rows_close(&rows);
    return st;
}

static enum jh_status look_over_all(
    struct jh_import *import, size_t n, const enum jh_table *table, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < n && st == JH_OK; i++)
        st = import->table[table[i]].there ? look_over(import, table[i], err) : JH_OK;
    return st;
}

static enum jh_status read_tables(struct jh_import *import, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, jh_i_read_descriptor(import, err));
    JH_TRY(st, jh_i_read_areas(import, err));
    need_table(import, JH_TABLE_AREAS, import->areas->n_inside);
    if (import->areas->n_inside == 0) {
        static const enum jh_table others[] = {
            JH_TABLE_HOSPITALS, JH_TABLE_FLOWS, JH_TABLE_CAPABILITIES, JH_TABLE_TRAVEL};
        if (!import->table[JH_TABLE_HOSPITALS].there)
            need_table(import, JH_TABLE_HOSPITALS, 0);
        return look_over_all(import, sizeof others / sizeof *others, others, err);
    }
    JH_TRY(st, jh_i_read_hospitals(import, err));
    need_table(import, JH_TABLE_HOSPITALS, import->hospitals->n_indexed);
    JH_TRY(st, jh_i_read_zones(import, err));
    if (import->hospitals->n_indexed == 0) {
        static const enum jh_table others[] = {
            JH_TABLE_FLOWS, JH_TABLE_CAPABILITIES, JH_TABLE_TRAVEL};
        return look_over_all(import, sizeof others / sizeof *others, others, err);
    }
    JH_TRY(st, jh_i_read_sources(import, err));
    JH_TRY(st, jh_i_read_flows(import, err));
    JH_TRY(st, jh_i_read_capabilities(import, err));
    JH_TRY(st, jh_i_read_travel(import, err));
    JH_TRY(st, jh_i_read_boundaries(import, err));
    JH_TRY(st, settle_lists(import, err));
out:
    return st;
}

/* Bad data fail the import, unless the caller takes the good rows. */
static enum jh_status judge(const struct jh_import *import, struct jh_error *err)
{
    const struct jh_findings *findings = import->findings;
    if (findings->n_errors == 0 && !import->fatal)
        return JH_OK;
    if (import->options->accept_partial && !import->fatal)
        return JH_OK;
    enum jh_status st = findings->n_errors == 1
                            ? jh_fail(err, JH_E_DATA, "1 error in the data, nothing imported")
                            : jh_fail(err, JH_E_DATA, "%llu errors in the data, nothing imported",
                                  (unsigned long long)findings->n_errors);
    for (size_t i = 0; i < findings->n; i++) {
        const struct jh_finding *finding = &findings->item[i];
        const struct jh_finding_example *example = &finding->example[0];
        if (finding->severity != JH_SEVERITY_ERROR || finding->n_examples == 0)
            continue;
        if (example->line > 0)
            jh_where(err, "%s:%lld:%lld", example->file, (long long)example->line,
                (long long)example->column);
        else
            jh_where(err, "%s", example->file);
        break;
    }
    if (import->fatal)
        jh_hint(err, "Correct what the data report names and import again.");
    else
        jh_hint(err, "Correct the rows that the data report names, or accept the good rows alone.");
    return st;
}

static enum jh_status finish(
    struct jh_import *import, struct jh_dataset **out_dataset, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    enum jh_status verdict = judge(import, err);
    if (verdict != JH_OK && verdict != JH_E_DATA)
        return verdict;
    if (import->rejects.stream != NULL && ftell(import->rejects.stream) > 0)
        JH_TRY(st, jh_i_outfile_commit(&import->rejects, err));
    if (verdict != JH_OK)
        return verdict;
    JH_TRY(st, jh_i_dataset_finish(import->dataset, err));
    *out_dataset = import->dataset;
    import->dataset = NULL;
out:
    return st;
}

enum jh_status jh_i_dataset_read_inputs(
    struct jh_import *import, struct jh_dataset **out_dataset, struct jh_error *err)
{
    enum jh_status st;
    struct jh_import_areas areas = {0};
    struct jh_import_hospitals hospitals = {0};
    import->areas = &areas;
    import->hospitals = &hospitals;
    if (import->options->rejects_path != NULL)
        JH_TRY(st, jh_i_outfile_open(import->options->rejects_path, &import->rejects, err));
    JH_TRY(st, name_absent_tables(import, err));
    JH_TRY(st, jh_i_dataset_new(&import->dataset, &import->arena, err));
    JH_TRY(st, read_tables(import, err));
    JH_TRY(st, finish(import, out_dataset, err));
out:
    jh_dataset_free(import->dataset);
    import->dataset = NULL;
    jh_i_areas_release(&areas);
    jh_i_hospitals_release(&hospitals);
    return st;
}

/* A dataset without a title is called like the folder or workbook that it came from. */
static void name_by_path(struct jh_dataset *dataset, const char *path)
{
    size_t end = strlen(path), valid = 0;
    while (end > 0 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    const char *dot = memchr(path + start, '.', end - start);
    size_t len = dot != NULL ? (size_t)(dot - path) - start : end - start;
    for (size_t step = 1; valid < len && step > 0; valid += step)
        step = jh_i_utf8_len((const unsigned char *)path + start + valid, len - valid);
    char *name =
        valid == len ? jh_arena_strndup(jh_i_dataset_arena(dataset), path + start, len) : NULL;
    if (name != NULL)
        dataset->name = name;
}

enum jh_status jh_dataset_read(size_t n_paths, const char *const *path,
    const struct jh_import_options *options, const struct jh_run *run,
    struct jh_findings *out_findings, struct jh_dataset **out_dataset, struct jh_error *err)
{
    enum jh_status st;
    struct jh_import import;
    struct jh_findings own;
    char *workbook_dir = NULL;
    *out_dataset = NULL;
    jh_findings_init(&own);
    if (out_findings != NULL)
        jh_findings_init(out_findings);
    jh_i_import_init(&import, options, run, out_findings != NULL ? out_findings : &own);
    if (n_paths == 0) {
        st = jh_fail(err, JH_E_ARG, "no dataset named");
        goto out;
    }
    JH_TRY(st, jh_i_inputs_find(&import, n_paths, path, &workbook_dir, err));
    JH_TRY(st, jh_i_dataset_read_inputs(&import, out_dataset, err));
    if (n_paths == 1 && (*out_dataset)->name[0] == '\0')
        name_by_path(*out_dataset, path[0]);
out:
    jh_i_import_release(&import);
    jh_i_workbook_remove(workbook_dir);
    jh_findings_release(&own);
    return st;
}
