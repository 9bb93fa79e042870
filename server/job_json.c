#include "server/job_json.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/plan/scenario_json.h"

#include "server/problem.h"

static const char *const kinds[] = {[SRV_JOB_PLAN] = "plan",
    [SRV_JOB_IMPORT] = "import",
    [SRV_JOB_SAMPLE] = "sample",
    [SRV_JOB_BOUNDARIES] = "boundaries"};
static const char *const states[] = {[SRV_JOB_QUEUED] = "queued",
    [SRV_JOB_RUNNING] = "running",
    [SRV_JOB_DONE] = "done",
    [SRV_JOB_FAILED] = "failed",
    [SRV_JOB_CANCELLED] = "cancelled",
    [SRV_JOB_INTERRUPTED] = "interrupted"};
static const double estimate_after_s = 1;

const char *srv_job_kind_name(enum srv_job_kind kind)
{
    return kinds[kind];
}

const char *srv_job_state_name(enum srv_job_state state)
{
    return states[state];
}

/* By the pace of the present stage. */
static double remaining_s(const struct srv_job *job, double now_s)
{
    double spent = now_s - job->stage_start_s, gained = job->fraction - job->stage_start_fraction;
    if (job->state != SRV_JOB_RUNNING || spent < estimate_after_s || gained <= 0.02)
        return JH_NAN;
    return spent * (1 - job->fraction) / gained;
}

static double elapsed_s(const struct srv_job *job, double now_s)
{
    if (job->start_s == 0)
        return JH_NAN;
    return (job->end_s > 0 ? job->end_s : now_s) - job->start_s;
}

static const char *time_or_null(const char *time)
{
    return time[0] != '\0' ? time : NULL;
}

static void put_result(struct jh_json_writer *w, const struct srv_outcome *outcome)
{
    if (outcome->failed || (outcome->plan == 0 && outcome->fingerprint[0] == '\0')) {
        jh_json_null(w, "result");
        return;
    }
    jh_json_open_object(w, "result");
    if (outcome->plan != 0)
        jh_json_int(w, "plan", outcome->plan);
    if (outcome->fingerprint[0] != '\0')
        jh_json_text(w, "fingerprint", outcome->fingerprint);
    jh_json_close_object(w);
}

/* Of the answer, or of the search so far. */
static void put_bounds(struct jh_json_writer *w, const struct srv_job *job)
{
    const bool running = job->state == SRV_JOB_RUNNING;
    const double objective = running ? job->objective : job->outcome.objective;
    const double bound = running ? job->bound : job->outcome.bound;
    const double gap = running ? fabs(objective - bound) / fabs(objective) : job->outcome.gap;
    jh_json_num(w, "objective", objective);
    jh_json_num(w, "bound", bound);
    jh_json_num(w, "gap", isfinite(gap) ? gap : JH_NAN);
}

void srv_job_write(struct jh_json_writer *w, const char *key, const struct srv_job *job,
    enum jh_lang lang, bool with_input, double now_s)
{
    const struct srv_outcome *outcome = &job->outcome;
    jh_json_open_object(w, key);
    jh_json_int(w, "id", job->id);
    jh_json_text(w, "kind", kinds[job->kind]);
    jh_json_text(w, "state", states[job->state]);
    jh_json_text(w, "created_at", job->created_at);
    jh_json_text(w, "started_at", time_or_null(job->started_at));
    jh_json_text(w, "ended_at", time_or_null(job->ended_at));
    if (with_input)
        jh_json_raw(w, "input", job->input);
    jh_json_text(w, "stage", jh_tr(lang, job->stage));
    jh_json_fixed(w, "fraction", job->fraction, 4);
    put_bounds(w, job);
    jh_json_fixed(w, "elapsed_s", elapsed_s(job, now_s), 1);
    jh_json_fixed(w, "remaining_s", remaining_s(job, now_s), 1);
    put_result(w, outcome);
    if (outcome->failed)
        srv_problem_put(w, "error", srv_http_status(outcome->error.status), &outcome->error, lang);
    else
        jh_json_null(w, "error");
    jh_json_bool(w, "report", outcome->report[lang] != NULL);
    jh_json_close_object(w);
}

enum jh_status srv_task_write(
    const struct srv_job_task *task, struct jh_buf *out, struct jh_error *err)
{
    struct jh_json_writer w;
    jh_json_begin(&w, out, false);
    jh_json_open_object(&w, NULL);
    switch (task->kind) {
    case SRV_JOB_PLAN:
        jh_i_scenario_write(&w, "scenario", &task->scenario);
        break;
    case SRV_JOB_IMPORT:
        jh_json_text(&w, "from", task->from);
        jh_json_bool(&w, "accept_partial", task->accept_partial);
        break;
    case SRV_JOB_BOUNDARIES:
        jh_json_text(&w, "from", task->from);
        jh_json_text(&w, "source", task->source);
        jh_json_text(&w, "review_number", task->review_number);
        break;
    case SRV_JOB_SAMPLE:
        jh_json_int(&w, "areas", task->sample.n_areas);
        jh_json_int(&w, "hospitals", task->sample.n_hospitals);
        jh_json_int(&w, "specialties", task->sample.n_specialties);
        jh_json_int(&w, "periods", task->sample.n_periods);
        jh_json_int(&w, "seed", (int64_t)task->sample.seed);
        break;
    }
    jh_json_close_object(&w);
    return jh_buf_status(out, err);
}

/* ---- The store's ------------------------------------------------------------------------------ */

static const char *const report_keys[] = {[JH_LANG_EN] = "report_en", [JH_LANG_ZH] = "report_zh"};
static const char *const message_keys[] = {[JH_LANG_EN] = "en", [JH_LANG_ZH] = "zh"};
static const char *const hint_keys[] = {[JH_LANG_EN] = "hint_en", [JH_LANG_ZH] = "hint_zh"};

void srv_outcome_write(const struct srv_outcome *outcome, struct jh_buf *out)
{
    struct jh_json_writer w;
    jh_json_begin(&w, out, false);
    jh_json_open_object(&w, NULL);
    jh_json_int(&w, "plan", outcome->plan);
    jh_json_text(&w, "fingerprint", outcome->fingerprint);
    jh_json_num(&w, "objective", outcome->objective);
    jh_json_num(&w, "bound", outcome->bound);
    jh_json_num(&w, "gap", outcome->gap);
    if (outcome->failed) {
        const struct jh_error *e = &outcome->error;
        jh_json_open_object(&w, "error");
        jh_json_text(&w, "code", jh_status_name(e->status));
        for (int lang = 0; lang < JH_N_LANGS; lang++) {
            jh_json_text(&w, message_keys[lang], e->message[lang]);
            jh_json_text(&w, hint_keys[lang], e->hint[lang]);
        }
        jh_json_text(&w, "where", e->where);
        jh_json_close_object(&w);
    }
    for (int lang = 0; lang < JH_N_LANGS; lang++)
        if (outcome->report[lang] != NULL)
            jh_json_text(&w, report_keys[lang], outcome->report[lang]);
    jh_json_close_object(&w);
}

static char *copy_text(const char *text)
{
    size_t len = text != NULL ? strlen(text) : 0;
    char *copy = text != NULL ? jh_i_calloc(len + 1, 1) : NULL;
    if (copy != NULL)
        memcpy(copy, text, len);
    return copy;
}

static void read_into(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text != NULL ? text : "");
}

static enum jh_status status_of(const char *code)
{
    for (int i = 0; code != NULL && i <= JH_E_INTERNAL; i++)
        if (strcmp(jh_status_name((enum jh_status)i), code) == 0)
            return (enum jh_status)i;
    return JH_E_INTERNAL;
}

static void read_error(const struct jh_json *error, struct jh_error *out)
{
    out->status = status_of(jh_json_as_text(jh_json_get(error, "code")));
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        read_into(out->message[lang], sizeof out->message[lang],
            jh_json_as_text(jh_json_get(error, message_keys[lang])));
        read_into(out->hint[lang], sizeof out->hint[lang],
            jh_json_as_text(jh_json_get(error, hint_keys[lang])));
    }
    read_into(out->where, sizeof out->where, jh_json_as_text(jh_json_get(error, "where")));
}

static double read_num(const struct jh_json *root, const char *key)
{
    double x = JH_NAN;
    jh_json_as_num(jh_json_get(root, key), &x);
    return x;
}

static enum jh_status read_outcome(
    const char *text, struct srv_outcome *outcome, struct jh_error *err)
{
    const struct jh_json_limits limits = {(size_t)1 << 26, 16};
    struct jh_json *root = NULL;
    enum jh_status st = jh_json_parse(text, strlen(text), limits, &root, err);
    if (st != JH_OK)
        return st;
    jh_json_as_int(jh_json_get(root, "plan"), &outcome->plan);
    read_into(outcome->fingerprint, sizeof outcome->fingerprint,
        jh_json_as_text(jh_json_get(root, "fingerprint")));
    outcome->objective = read_num(root, "objective");
    outcome->bound = read_num(root, "bound");
    outcome->gap = read_num(root, "gap");
    const struct jh_json *error = jh_json_get(root, "error");
    outcome->failed = error != NULL;
    if (outcome->failed)
        read_error(error, &outcome->error);
    for (int lang = 0; lang < JH_N_LANGS; lang++)
        outcome->report[lang] = copy_text(jh_json_as_text(jh_json_get(root, report_keys[lang])));
    jh_json_free(root);
    return JH_OK;
}

static int position(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return 0;
}

enum jh_status srv_job_read(
    struct srv_job *job, const struct jh_store_job *stored, struct jh_error *err)
{
    job->id = stored->id;
    job->kind = (enum srv_job_kind)position(kinds, sizeof kinds / sizeof *kinds, stored->kind);
    job->state =
        (enum srv_job_state)position(states, sizeof states / sizeof *states, stored->state);
    job->stage = "";
    job->fraction = job->state == SRV_JOB_DONE;
    job->input = copy_text(stored->input_json);
    if (job->input == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    read_into(job->created_at, sizeof job->created_at, stored->created_at);
    read_into(job->started_at, sizeof job->started_at, stored->started_at);
    read_into(job->ended_at, sizeof job->ended_at, stored->ended_at);
    return read_outcome(stored->result_json, &job->outcome, err);
}
