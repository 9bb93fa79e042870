#include "cli/import_records.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "junheng/io.h"
#include "junheng/store.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/records/profile_json.h"
#include "io/records/record_report.h"
#include "io/records/record_tables.h"
#include "io/records/rules_json.h"
#include "records/apply.h"

#include "cli/data.h"
#include "cli/report.h"
#include "cli/table.h"

/* One import on its way. */
struct job {
    struct jh_store *store;
    bool begun; /* the workspace says that an import is under way */
    struct jh_dataset *dataset;
    struct jh_i_rec_reader *reader;
    bool has_profile, has_rules, has_result, has_postcodes;
    struct jh_profile profile;
    struct jh_rules rules;
    struct jh_postcode_table postcodes;
    struct jh_yearbook yearbook;
    struct jh_intake_result result;
    struct jh_apply_result applied;
    const char *source;
    size_t n_files;
    struct jh_store_record_file *file; /* [n_files] */
    char (*fingerprint)[JH_FINGERPRINT_LEN];
    struct jh_reconciled *reconciled;
    size_t n_reconciled;
};

bool cli_are_records(const struct cli_args *args)
{
    struct jh_i_rec_reader *reader = NULL;
    struct jh_profile profile;
    size_t n;
    if (cli_get(args, "profile")->given)
        return true;
    if (jh_i_rec_open(args->n_operands, args->operand, &reader, NULL) != JH_OK)
        return false;
    const char *const *columns = jh_i_rec_columns(reader, &n);
    const bool known = jh_i_profile_recognise(n, columns, &profile, NULL) == JH_OK;
    if (known)
        jh_i_profile_release(&profile);
    jh_i_rec_close(reader);
    return known;
}

static void release(struct job *job)
{
    if (job->begun)
        jh_ignore(jh_store_record_import_end(job->store, NULL), "the failure before is told");
    jh_store_close(job->store);
    jh_dataset_free(job->dataset);
    jh_i_rec_close(job->reader);
    if (job->has_profile)
        jh_i_profile_release(&job->profile);
    if (job->has_rules)
        jh_i_rules_release(&job->rules);
    if (job->has_postcodes)
        jh_i_postcodes_release(&job->postcodes);
    if (job->has_result)
        jh_i_intake_result_release(&job->result);
    jh_i_yearbook_release(&job->yearbook);
    jh_i_free(job->reconciled);
    jh_i_free(job->file);
    jh_i_free(job->fingerprint);
}

/* ---- Workspace -------------------------------------------------------------------------------- */

/* Whether a process of this program has that number. */
static bool is_running(int64_t process)
{
    char path[64], name[64] = "";
    if (process <= 0 || process == getpid() || kill((pid_t)process, 0) != 0)
        return false;
    snprintf(path, sizeof path, "/proc/%lld/comm", (long long)process);
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return true;
    const bool ours = fgets(name, sizeof name, f) != NULL && strncmp(name, CLI_PROGRAM, 7) == 0;
    fclose(f);
    return ours;
}

/* What an import before this one left behind. */
static enum jh_status look_back(struct cli *cli, struct job *job, struct jh_error *err)
{
    struct jh_store_record_import left = {0};
    enum jh_status st = jh_store_record_import_left(job->store, &left, err);
    if (st != JH_OK || left.process == 0)
        return st;
    if (is_running(left.process)) {
        st = jh_fail(err, JH_E_STORE, "another import into %s is under way (process %lld)",
            cli->workspace, (long long)left.process);
        jh_hint(err, "Wait until it has ended.");
    } else {
        cli_say(cli, "the import of %s begun at %s was broken off: nothing of it was kept",
            left.files, left.started_at);
    }
    jh_store_free(left.started_at);
    jh_store_free(left.files);
    return st;
}

static enum jh_status open_dataset(
    struct cli *cli, const struct cli_args *args, struct job *job, struct jh_error *err)
{
    const char *dir = cli_get(args, "dataset")->text;
    const struct jh_import_options wanted = {.lang = cli->lang};
    struct jh_findings findings = {0};
    /* to write where there is one: a workspace of an older program is brought up to date */
    bool there = access(cli->workspace, F_OK) == 0;
    enum jh_status st =
        jh_store_open(cli->workspace, there ? JH_STORE_WRITE : JH_STORE_READ, &job->store, err);
    if (dir == NULL) {
        if (st == JH_OK)
            st = jh_store_dataset_load(job->store, &cli->run, &job->dataset, err);
        if (st == JH_E_NOT_FOUND)
            jh_hint(err, "Import a dataset first, or name one with --dataset.");
    }
    jh_store_close(job->store);
    job->store = NULL;
    if (dir == NULL)
        return st == JH_OK ? jh_store_open(cli->workspace, JH_STORE_WRITE, &job->store, err)
               : st == JH_E_NOT_FOUND ? JH_E_IO
                                      : st;
    if (st != JH_OK && st != JH_E_NOT_FOUND)
        return st;
    st = jh_dataset_read(1, &dir, &wanted, &cli->run, &findings, &job->dataset, err);
    if (findings.n_errors > 0)
        cli_report_findings(cli->diagnostics, cli->lang, &findings);
    jh_findings_release(&findings);
    return st;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* Fingerprints; a file that is in already is refused. */
static enum jh_status know_files(const struct cli_args *args, struct job *job, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_rec_file *file = jh_i_rec_files(job->reader, &job->n_files);
    const bool replace = cli_get(args, "replace")->given;
    job->file = jh_i_calloc(job->n_files, sizeof *job->file);
    job->fingerprint = jh_i_calloc(job->n_files, sizeof *job->fingerprint);
    if (job->file == NULL || job->fingerprint == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < job->n_files; i++) {
        bool found = false;
        char *name = NULL;
        JH_TRY(st, jh_i_record_fingerprint(file[i].path, job->fingerprint[i], err));
        job->file[i] = (struct jh_store_record_file){.fingerprint = job->fingerprint[i],
            .name = base_name(file[i].path),
            .source = job->source,
            .profile = job->profile.name};
        for (size_t k = 0; k < i; k++)
            if (strcmp(job->fingerprint[k], job->fingerprint[i]) == 0) {
                st = jh_fail(
                    err, JH_E_DATA, "%s and %s are the same file", file[k].path, file[i].path);
                goto out;
            }
        if (job->store != NULL && !replace)
            JH_TRY(
                st, jh_store_record_file_find(job->store, job->fingerprint[i], &found, &name, err));
        if (found) {
            st = jh_fail(err, JH_E_DATA, "%s was imported before (as %s)", file[i].path,
                name != NULL ? name : "");
            jh_hint(err, "Say --replace to import it again.");
        }
        jh_store_free(name);
        if (st != JH_OK)
            goto out;
    }
out:
    return st;
}

static enum jh_status note_begin(const struct cli_args *args, struct job *job, struct jh_error *err)
{
    char now[CLI_TIME_MAX];
    if (job->store == NULL)
        return JH_OK; /* no workspace yet: nothing could be left behind in one */
    cli_time_now(now);
    enum jh_status st =
        jh_store_record_import_begin(job->store, getpid(), now, args->operand[0], err);
    job->begun = st == JH_OK;
    return st;
}

/* ---- Reading ---------------------------------------------------------------------------------- */

static enum jh_status choose_profile(
    struct cli *cli, const struct cli_args *args, struct job *job, struct jh_error *err)
{
    const char *name = cli_get(args, "profile")->text, *source = cli_get(args, "source")->text;
    size_t n;
    enum jh_status st = jh_i_rec_open(args->n_operands, args->operand, &job->reader, err);
    if (st != JH_OK)
        return st;
    const char *const *columns = jh_i_rec_columns(job->reader, &n);
    st = name != NULL ? jh_i_profile_load(name, &job->profile, err)
                      : jh_i_profile_recognise(n, columns, &job->profile, err);
    if (st != JH_OK)
        return st == JH_E_NOT_FOUND ? JH_E_DATA : st;
    job->has_profile = true;
    if (name == NULL)
        cli_say(cli, "columns recognised: profile %s (%s)", job->profile.name,
            job->profile.title[cli->lang]);
    job->source = source != NULL ? source : job->profile.source;
    return JH_OK;
}

static enum jh_status read_tables(
    const struct cli_args *args, struct job *job, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const char *postcodes = cli_get(args, "postcodes")->text,
               *yearbook = cli_get(args, "yearbook")->text;
    JH_TRY(st, jh_i_rules_load(cli_get(args, "rules")->text, &job->rules, err));
    job->has_rules = true;
    if (postcodes != NULL) {
        JH_TRY(st, jh_i_postcodes_read(postcodes, job->dataset, &job->postcodes, err));
        job->has_postcodes = true;
    }
    if (yearbook != NULL)
        st = jh_i_yearbook_read(yearbook, job->dataset, &job->yearbook, err);
out:
    return st;
}

/* Hashes go where the workspace is: its disk is the one with room. */
static void folder_of(const char *path, struct jh_buf *out)
{
    const char *slash = strrchr(path, '/');
    jh_buf_init(out, 1 << 16);
    if (slash == NULL)
        jh_buf_puts(out, ".");
    else
        jh_buf_add(out, path, slash > path ? (size_t)(slash - path) : 1);
}

static double size_of_files(const struct job *job)
{
    double size = 0;
    size_t n;
    const struct jh_i_rec_file *file = jh_i_rec_files(job->reader, &n);
    for (size_t i = 0; i < n; i++)
        size += (double)file[i].size_bytes;
    return size;
}

static enum jh_status take_in(
    struct cli *cli, const struct cli_args *args, struct job *job, struct jh_error *err)
{
    static const int months_of[] = {1, 3, 12};
    const bool checks = !cli_get(args, "no-checks")->given;
    struct jh_buf dir;
    struct jh_intake_options o = {.quality = checks,
        .dedup = checks,
        .postcodes = job->has_postcodes ? &job->postcodes.codes : NULL};
    enum jh_status st = JH_OK;
    folder_of(cli->workspace, &dir);
    o.spill_dir = dir.data;
    JH_TRY(st, jh_i_apply_months(job->dataset, &o.months_per_period, err));
    if (cli_get(args, "period")->given) {
        const int wanted = months_of[cli_get(args, "period")->choice];
        if (o.months_per_period > 0 && o.months_per_period != wanted) {
            st = jh_fail(
                err, JH_E_ARG, "the periods of the dataset are of %d months", o.months_per_period);
            goto out;
        }
        o.months_per_period = wanted;
    }
    if (getrandom(o.salt, sizeof o.salt, 0) != (ssize_t)sizeof o.salt) {
        st = jh_fail(err, JH_E_IO, "the system gives no random numbers");
        goto out;
    }
    cli_progress_size(&cli->progress, size_of_files(job));
    st = jh_i_intake_run(
        job->reader, &job->profile, &job->rules, job->dataset, &o, &cli->run, &job->result, err);
    job->has_result = st == JH_OK;
    if (st == JH_OK)
        st = jh_i_reconcile(
            &job->result.tally, &job->yearbook, &job->reconciled, &job->n_reconciled, err);
out:
    cli_progress_size(&cli->progress, 0);
    jh_keyed_hash_forget(o.salt);
    jh_buf_release(&dir);
    return st;
}

/* ---- Telling ---------------------------------------------------------------------------------- */

static const struct cli_column columns[] = {
    {"rule", "rule", NULL, 0, 0},
    {"severity", "severity", NULL, 0, 0},
    {"records", "records", NULL, 0, 0},
    {"text", "what is wrong", NULL, 0, 0},
};
static const struct cli_column fig_rows = {"records", "records read", NULL, 0, 0};
static const struct cli_column fig_taken = {"taken", "taken", NULL, 0, 0};
static const struct cli_column fig_refused = {"refused", "refused as impossible", NULL, 0, 0};
static const struct cli_column fig_twice = {"duplicates", "duplicates left out", NULL, 0, 0};
static const struct cli_column fig_faults = {
    "unreadable_rows", "rows that cannot be read", NULL, 0, 0};
static const struct cli_column fig_cells = {"cells", "cells of flows", NULL, 0, 0};
static const struct cli_column fig_replaced = {"cells_replaced", "cells replaced", NULL, 0, 0};
static const struct cli_column fig_hard = {"hard_share", "share of hard cases", "%", 100, 1};
static const struct cli_column fig_other = {
    "other_share", "share outside all specialties", "%", 100, 1};
static const struct cli_column fig_cost = {
    "cost_known_share", "share of cases with known cost", "%", 100, 1};
static const struct cli_column fig_source = {"source", "source", NULL, 0, 0};
static const struct cli_column fig_profile = {"profile", "profile", NULL, 0, 0};
static const struct cli_column fig_low = {
    "low_coverage", "hospital-years below 95 per cent of the yearbook", NULL, 0, 0};
static const struct cli_column fig_unknown = {"unknown_hospitals", "unknown hospitals", NULL, 0, 0};
static const struct cli_column fig_print = {"fingerprint", "fingerprint", NULL, 0, 0};

static uint64_t count_faults(const struct jh_i_rec_totals *totals)
{
    uint64_t n = 0;
    for (int i = 0; i < JH_REC_N_FAULTS; i++)
        n += i != JH_REC_BAD_TEXT ? totals->n_faults[i] : 0;
    return n;
}

static void print_figures(struct cli_table *table, const struct job *job)
{
    const struct jh_intake_result *r = &job->result;
    const double taken = r->n_cases > 0 ? (double)r->n_cases : JH_NAN;
    int64_t n_low = 0;
    cli_summary_text(table, &fig_profile, job->profile.name);
    cli_summary_text(table, &fig_source, job->source);
    cli_summary_integer(table, &fig_rows, (int64_t)r->n_rows);
    cli_summary_integer(table, &fig_taken, (int64_t)r->n_taken);
    cli_summary_integer(table, &fig_refused, (int64_t)r->n_refused);
    cli_summary_integer(table, &fig_twice, (int64_t)r->n_duplicates);
    cli_summary_integer(table, &fig_faults, (int64_t)count_faults(&r->totals));
    cli_summary_integer(table, &fig_cells, (int64_t)job->applied.n_cells);
    cli_summary_integer(table, &fig_replaced, (int64_t)job->applied.n_replaced);
    cli_summary_number(table, &fig_hard, r->has_hard ? (double)r->n_hard / taken : JH_NAN);
    cli_summary_number(table, &fig_other, (double)r->n_other / taken);
    if (r->has[JH_MEASURE_COST] && r->n_told[JH_MEASURE_COST] < r->n_cases)
        cli_summary_number(
            table, &fig_cost, (double)r->n_told[JH_MEASURE_COST] / (double)r->n_cases);
    cli_summary_integer(table, &fig_unknown, (int64_t)r->n_unknown);
    for (size_t i = 0; i < job->n_reconciled; i++)
        n_low += job->reconciled[i].low;
    if (job->yearbook.n > 0)
        cli_summary_integer(table, &fig_low, n_low);
    cli_summary_text(table, &fig_print, job->dataset->fingerprint);
}

static enum jh_status print(struct cli *cli, const struct job *job, struct jh_error *err)
{
    struct cli_table table;
    const size_t n = jh_i_quality_n_rules();
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (int severity = JH_SEVERITY_ERROR; severity >= JH_SEVERITY_NOTE; severity--)
        for (size_t i = 0; i < n && !cli_table_failed(&table); i++) {
            const struct jh_quality_rule *rule = &jh_i_quality_rules[i];
            const uint64_t count = jh_i_rule_count(&job->result.tally, i);
            if ((int)rule->severity != severity || count == 0)
                continue;
            cli_table_text(&table, rule->id);
            cli_table_text(&table, cli_word(cli, cli_severity_name(rule->severity)));
            cli_table_integer(&table, (int64_t)count);
            cli_table_text(&table, rule->text[cli->lang]);
        }
    print_figures(&table, job);
    return cli_table_end(&table, err);
}

/* Where rows could not be read, and why. */
static void say_faults(struct cli *cli, const struct job *job)
{
    static const char *const why[JH_REC_N_FAULTS] = {
        [JH_REC_RAGGED] = "too few or too many fields",
        [JH_REC_HEADER_AGAIN] = "the header once more",
        [JH_REC_NUL] = "a NUL byte",
        [JH_REC_UNCLOSED] = "a quote that never closes",
        [JH_REC_AFTER_QUOTE] = "text behind a closing quote",
        [JH_REC_BAD_TEXT] = "text in another character set",
    };
    size_t n_files;
    const struct jh_i_rec_file *file = jh_i_rec_files(job->reader, &n_files);
    const struct jh_intake_result *r = &job->result;
    for (size_t i = 0; i < r->n_faults && i < 10; i++)
        cli_say(cli, "%s:%lld: %s", file[r->fault[i].file].path, (long long)r->fault[i].fault.line,
            jh_tr(cli->lang, why[r->fault[i].fault.kind]));
    if (r->first_refused.line > 0)
        cli_say(cli, "%s:%lld: the first record refused: %s", file[r->first_refused.file].path,
            (long long)r->first_refused.line,
            jh_i_quality_rules[r->first_refused.rule].text[cli->lang]);
    const uint64_t bad = count_faults(&r->totals) + r->n_refused;
    if (bad * 10 > r->n_rows + count_faults(&r->totals))
        cli_say(cli,
            "more than a tenth of the records cannot be used: look at the report before "
            "you use the flows");
}

static void say_unknown(struct cli *cli, const struct jh_intake_result *r)
{
    for (size_t i = 0; i < r->n_unknown && i < 10; i++)
        cli_say(cli, "unknown hospital %s: %llu records", r->unknown[i].text,
            (unsigned long long)r->unknown[i].n);
    if (r->n_unknown > 10)
        cli_say(cli, "and %zu more unknown hospitals (--report lists them)", r->n_unknown - 10);
}

/* ---- The whole -------------------------------------------------------------------------------- */

static enum jh_status save(
    struct cli *cli, const struct cli_args *args, struct job *job, struct jh_error *err)
{
    char now[CLI_TIME_MAX];
    enum jh_status st = JH_OK;
    cli_time_now(now);
    if (job->store == NULL)
        JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_WRITE, &job->store, err));
    JH_TRY(st, jh_store_records_save(job->store, job->dataset, job->n_files, job->file, now,
                   args->operand[0], &cli->run, err));
    job->begun = false;
out:
    return st;
}

static enum jh_status apply(const struct cli_args *args, struct job *job, struct jh_error *err)
{
    const struct jh_apply_options o = {.source = job->source,
        .covers_inside = job->profile.covers_inside,
        .covers_outside = job->profile.covers_outside,
        .replace = cli_get(args, "replace")->given};
    enum jh_status st = jh_i_apply(job->dataset, &job->result, &o, &job->applied, err);
    return st == JH_E_CONFLICT ? JH_E_DATA : st;
}

static enum jh_status write_report(
    struct cli *cli, const struct cli_args *args, const struct job *job, struct jh_error *err)
{
    const char *dir = cli_get(args, "report")->text;
    const struct jh_record_report report = {.dataset = job->dataset,
        .profile = &job->profile,
        .rules = &job->rules,
        .result = &job->result,
        .n_reconciled = job->n_reconciled,
        .reconciled = job->reconciled,
        .source = job->source};
    if (dir == NULL)
        return JH_OK;
    enum jh_status st = jh_i_record_report_write(&report, dir, cli->lang, err);
    if (st == JH_OK)
        cli_say(cli, "quality report written to %s", dir);
    return st;
}

static enum jh_status check_any(const struct job *job, struct jh_error *err)
{
    if (job->result.n_taken > 0)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_DATA, "no record can be used, nothing imported");
    jh_hint(err, "The table above says why; look at the profile first.");
    return st;
}

enum jh_status cli_import_records(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct job job = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, choose_profile(cli, args, &job, err));
    JH_TRY(st, open_dataset(cli, args, &job, err));
    if (job.store != NULL)
        JH_TRY(st, look_back(cli, &job, err));
    JH_TRY(st, know_files(args, &job, err));
    JH_TRY(st, read_tables(args, &job, err));
    JH_TRY(st, note_begin(args, &job, err));
    JH_TRY(st, take_in(cli, args, &job, err));
    cli_progress_clear(&cli->progress);
    say_faults(cli, &job);
    say_unknown(cli, &job.result);
    JH_TRY(st, write_report(cli, args, &job, err));
    if (job.result.n_taken == 0) {
        JH_TRY(st, print(cli, &job, err));
        JH_TRY(st, check_any(&job, err));
    }
    JH_TRY(st, apply(args, &job, err));
    JH_TRY(st, save(cli, args, &job, err));
    cli_progress_clear(&cli->progress);
    st = print(cli, &job, err);
out:
    release(&job);
    return st;
}
