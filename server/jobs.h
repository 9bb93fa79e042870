/*
 * Long work: queued, done by one thread of its own, watched and cancelled by anybody, kept in the
 * store. What a dead server left unfinished is interrupted when the next one starts.
 */
#ifndef JH_SERVER_JOBS_H
#define JH_SERVER_JOBS_H

#include <pthread.h>
#include <stdatomic.h>

#include "io/json.h"
#include "junheng/plan.h"
#include "junheng/sample.h"

#include "cli/progress.h"

struct cli;
struct srv;

enum srv_job_kind { SRV_JOB_PLAN, SRV_JOB_IMPORT, SRV_JOB_SAMPLE, SRV_JOB_BOUNDARIES };
enum srv_job_state {
    SRV_JOB_QUEUED,
    SRV_JOB_RUNNING,
    SRV_JOB_DONE,
    SRV_JOB_FAILED,
    SRV_JOB_CANCELLED,
    SRV_JOB_INTERRUPTED
};

/** What a job works on; taken by the job. */
struct srv_job_task {
    enum srv_job_kind kind;
    struct jh_scenario scenario;     /* plan */
    struct jh_sample_options sample; /* sample */
    char *folder;                    /* import, boundaries: files to read; removed afterwards */
    bool accept_partial;             /* import */
    char *from;                      /* likewise: what they were called */
    char *source, *review_number, *property; /* boundaries; NULL: not given */
};
void srv_job_task_release(struct srv_job_task *task);

/** What came of it. */
struct srv_outcome {
    int64_t plan; /* 0: none */
    char fingerprint[40];
    double objective, bound, gap;
    bool failed;
    struct jh_error error;
    char *report[JH_N_LANGS]; /* data report as JSON, or NULL */
};

struct srv_job {
    struct srv_job *older;
    int64_t id;
    enum srv_job_kind kind;
    enum srv_job_state state;
    uint64_t version; /* grows with every change */
    char *input;      /* JSON */
    char created_at[CLI_TIME_MAX], started_at[CLI_TIME_MAX], ended_at[CLI_TIME_MAX];
    const char *stage; /* message key; "" before the first */
    double fraction, start_s, end_s;
    double stage_start_s, stage_start_fraction, told_s;
    double objective, bound;  /* while it runs; infinite or NaN: none yet */
    atomic_bool cancel, keep; /* keep: stop, but with the best answer so far */
    struct srv_job_task task;
    struct srv_outcome outcome;
};

struct srv_jobs {
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t thread;
    bool started, ending;
    struct srv_job *newest;
    size_t n;
    struct srv *srv;
    void (*wake)(void *ctx); /* called without the lock after every change */
    void *wake_ctx;
};

/** Reads the jobs of the store, marks those left unfinished, starts the thread. */
enum jh_status srv_jobs_start(
    struct srv_jobs *jobs, struct srv *srv, struct jh_error *err) JH_CHECKED;
/** Cancels what runs or waits (they become interrupted) and ends the thread. */
void srv_jobs_end(struct srv_jobs *jobs);
void srv_jobs_release(struct srv_jobs *jobs);

/** Queue one. The task is taken in any case. JH_E_LIMIT: too many are waiting. */
enum jh_status srv_jobs_add(struct srv_jobs *jobs, struct srv_job_task *task, int64_t *out_id,
    struct jh_error *err) JH_CHECKED;
/** Ask to stop; keep: with the best answer so far. JH_E_NOT_FOUND; JH_E_CONFLICT: it has ended. */
enum jh_status srv_jobs_cancel(
    struct srv_jobs *jobs, int64_t id, bool keep, struct jh_error *err) JH_CHECKED;
/** The job as a JSON object, and its version; JH_E_NOT_FOUND. out_ended may be NULL. */
enum jh_status srv_jobs_put(struct srv_jobs *jobs, int64_t id, enum jh_lang lang, bool with_input,
    struct jh_json_writer *w, uint64_t *out_version, bool *out_ended,
    struct jh_error *err) JH_CHECKED;
/** All that are remembered, newest first, as an array. */
void srv_jobs_put_all(
    struct srv_jobs *jobs, const char *key, enum jh_lang lang, struct jh_json_writer *w);
/** The data report of an import as JSON; JH_E_NOT_FOUND where there is none. */
enum jh_status srv_jobs_report(struct srv_jobs *jobs, int64_t id, enum jh_lang lang,
    struct jh_buf *out, struct jh_error *err) JH_CHECKED;

const char *srv_job_kind_name(enum srv_job_kind kind);

/* ---- For the kinds of jobs -------------------------------------------------------------------- */

/** Does the work; fills the outcome. The job's task is its own; other fields belong to jobs.c. */
typedef enum jh_status srv_job_fn(struct srv *srv, struct srv_job *job, struct cli *cli,
    struct srv_outcome *outcome, struct jh_error *err);
srv_job_fn srv_job_plan, srv_job_import, srv_job_sample, srv_job_boundaries;

#endif
