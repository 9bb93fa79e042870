#include "server/jobs.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "junheng/store.h"

#include "cli/cli.h"

#include "server/folder.h"
#include "server/job_json.h"
#include "server/serve.h"

enum { KEPT_JOBS = 200, MAX_QUEUED = 20, JOB_NICE = 5 };
static const double tell_every_s = 0.2;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void srv_job_task_release(struct srv_job_task *task)
{
    jh_scenario_release(&task->scenario);
    if (task->folder != NULL)
        srv_folder_remove(task->folder);
    jh_i_free(task->folder);
    jh_i_free(task->from);
    jh_i_free(task->source);
    jh_i_free(task->review_number);
    jh_i_free(task->property);
    memset(task, 0, sizeof *task);
}

static void free_job(struct srv_job *job)
{
    srv_job_task_release(&job->task);
    for (int lang = 0; lang < JH_N_LANGS; lang++)
        jh_i_free(job->outcome.report[lang]);
    jh_i_free(job->input);
    jh_i_free(job);
}

static bool ended(const struct srv_job *job)
{
    return job->state > SRV_JOB_RUNNING;
}

/* The lock is held. */
static struct srv_job *find(struct srv_jobs *jobs, int64_t id)
{
    struct srv_job *job = jobs->newest;
    while (job != NULL && job->id != id)
        job = job->older;
    return job;
}

static enum jh_status fail_no_job(int64_t id, struct jh_error *err)
{
    return jh_fail(err, JH_E_NOT_FOUND, "there is no job %lld", (long long)id);
}

/* The lock is held: the oldest ended jobs are forgotten here; the store keeps them. */
static void forget_old(struct srv_jobs *jobs)
{
    size_t n = 0;
    for (struct srv_job **at = &jobs->newest; *at != NULL;) {
        struct srv_job *job = *at;
        if (++n > KEPT_JOBS && ended(job)) {
            *at = job->older;
            free_job(job);
            jobs->n--;
        } else {
            at = &job->older;
        }
    }
}

static void wake(struct srv_jobs *jobs)
{
    if (jobs->wake != NULL)
        jobs->wake(jobs->wake_ctx);
}

/* ---- Running ---------------------------------------------------------------------------------- */

/* What a running kernel speaks to. */
struct ticket {
    struct srv_jobs *jobs;
    struct srv_job *job;
    struct cli *cli;
};

static void report_progress(void *ctx, const char *stage, double done_frac)
{
    const struct ticket *ticket = ctx;
    struct srv_job *job = ticket->job;
    double now = now_s();
    pthread_mutex_lock(&ticket->jobs->lock);
    bool moved = strcmp(job->stage, stage) != 0;
    if (moved) {
        job->stage = stage;
        job->stage_start_s = now;
        job->stage_start_fraction = done_frac;
    }
    job->fraction = fmin(fmax(done_frac, 0), 1);
    bool tell = moved || now - job->told_s >= tell_every_s;
    if (tell) {
        job->told_s = now;
        job->version++;
    }
    pthread_mutex_unlock(&ticket->jobs->lock);
    if (tell)
        wake(ticket->jobs);
}

/* Told with the next progress. */
static void report_bounds(void *ctx, double objective, double bound)
{
    const struct ticket *ticket = ctx;
    pthread_mutex_lock(&ticket->jobs->lock);
    ticket->job->objective = isfinite(objective) ? objective : JH_NAN;
    ticket->job->bound = isfinite(bound) ? bound : JH_NAN;
    pthread_mutex_unlock(&ticket->jobs->lock);
}

static bool should_stop(void *ctx)
{
    const struct ticket *ticket = ctx;
    return atomic_load(&ticket->job->cancel) || atomic_load(&ticket->job->keep) ||
           atomic_load(&ticket->jobs->srv->stopping) ||
           cli_progress_should_stop(&ticket->cli->progress);
}

static void begin_lap(void *ctx, double share_frac)
{
    cli_progress_lap(&((const struct ticket *)ctx)->cli->progress, share_frac);
}

static enum jh_status do_work(
    struct srv_jobs *jobs, struct srv_job *job, struct srv_outcome *outcome, struct jh_error *err)
{
    static srv_job_fn *const works[] = {[SRV_JOB_PLAN] = srv_job_plan,
        [SRV_JOB_IMPORT] = srv_job_import,
        [SRV_JOB_SAMPLE] = srv_job_sample,
        [SRV_JOB_BOUNDARIES] = srv_job_boundaries};
    struct cli cli = {.lang = jobs->srv->lang,
        .format = CLI_FORMAT_JSON,
        .quiet = true,
        .workspace = jobs->srv->workspace,
        .out = stdout,
        .diagnostics = stderr,
        .run = {.progress = report_progress,
            .bounds = report_bounds,
            .should_stop = should_stop,
            .lap = begin_lap}};
    struct ticket ticket = {jobs, job, &cli};
    cli.run.ctx = &ticket;
    cli_progress_init(&cli.progress, NULL, cli.lang);
    return works[job->kind](jobs->srv, job, &cli, outcome, err);
}

static enum srv_job_state state_after(
    struct srv_jobs *jobs, const struct srv_job *job, enum jh_status st)
{
    if (st == JH_OK)
        return SRV_JOB_DONE;
    if (atomic_load(&jobs->srv->stopping))
        return SRV_JOB_INTERRUPTED;
    return atomic_load(&job->cancel) || atomic_load(&job->keep) ? SRV_JOB_CANCELLED
                                                                : SRV_JOB_FAILED;
}

/* What the store says of a job that has ended; failing to say so leaves it "running" until the next
 * start, which calls it interrupted. */
static void store_end(struct srv_jobs *jobs, const struct srv_job *job)
{
    struct jh_store *store = NULL;
    struct jh_buf text;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    srv_outcome_write(&job->outcome, &text);
    if (jh_store_open(jobs->srv->workspace, JH_STORE_WRITE, &store, NULL) == JH_OK &&
        jh_buf_status(&text, NULL) == JH_OK)
        jh_ignore(jh_store_job_end(store, job->id, srv_job_state_name(job->state), text.data,
                      job->ended_at, NULL),
            "told above");
    jh_store_close(store);
    jh_buf_release(&text);
}

static void store_start(struct srv_jobs *jobs, const struct srv_job *job)
{
    struct jh_store *store = NULL;
    if (jh_store_open(jobs->srv->workspace, JH_STORE_WRITE, &store, NULL) == JH_OK)
        jh_ignore(jh_store_job_start(store, job->id, job->started_at, NULL), "told at its end");
    jh_store_close(store);
}

static void end_job(struct srv_jobs *jobs, struct srv_job *job, enum jh_status st,
    const struct srv_outcome *outcome)
{
    enum srv_job_state state = state_after(jobs, job, st);
    pthread_mutex_lock(&jobs->lock);
    job->outcome = *outcome;
    job->state = state;
    job->end_s = now_s();
    job->fraction = state == SRV_JOB_DONE ? 1 : job->fraction;
    job->version++;
    cli_time_now(job->ended_at);
    pthread_mutex_unlock(&jobs->lock);
    store_end(jobs, job);
    srv_job_task_release(&job->task);
}

static void run_job(struct srv_jobs *jobs, struct srv_job *job)
{
    struct srv_outcome outcome = {.objective = JH_NAN, .bound = JH_NAN, .gap = JH_NAN};
    struct jh_error err = {0};
    pthread_mutex_lock(&jobs->lock);
    job->state = SRV_JOB_RUNNING;
    job->start_s = job->stage_start_s = now_s();
    job->version++;
    cli_time_now(job->started_at);
    pthread_mutex_unlock(&jobs->lock);
    store_start(jobs, job);
    wake(jobs);
    enum jh_status st = do_work(jobs, job, &outcome, &err);
    srv_current_look(&jobs->srv->current);
    if (st != JH_OK) {
        err.status = st;
        outcome.failed = true;
        outcome.error = err;
    }
    end_job(jobs, job, st, &outcome);
    wake(jobs);
}

/* The lock is held: the oldest that waits. */
static struct srv_job *next_queued(struct srv_jobs *jobs)
{
    struct srv_job *oldest = NULL;
    for (struct srv_job *job = jobs->newest; job != NULL; job = job->older)
        if (job->state == SRV_JOB_QUEUED)
            oldest = job;
    return oldest;
}

static void *work(void *ctx)
{
    struct srv_jobs *jobs = ctx;
    /* Answers come before plans; on Linux this is of the thread and of those it makes. */
    setpriority(PRIO_PROCESS, 0, JOB_NICE);
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->ending) {
        struct srv_job *job = next_queued(jobs);
        if (job == NULL) {
            pthread_cond_wait(&jobs->more, &jobs->lock);
            continue;
        }
        pthread_mutex_unlock(&jobs->lock);
        run_job(jobs, job);
        pthread_mutex_lock(&jobs->lock);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

/* ---- Asking ----------------------------------------------------------------------------------- */

/* NULL: out of memory, or an input too large to be kept. */
static struct srv_job *new_job(const struct srv_job_task *task, struct jh_error *err)
{
    struct jh_buf input;
    struct srv_job *job = jh_i_calloc(1, sizeof *job);
    if (job == NULL) {
        jh_fail(err, JH_E_NOMEM, "out of memory");
        return NULL;
    }
    jh_buf_init(&input, 1 << 24);
    job->kind = task->kind;
    job->stage = "";
    job->outcome = (struct srv_outcome){.objective = JH_NAN, .bound = JH_NAN, .gap = JH_NAN};
    job->objective = job->bound = JH_NAN;
    atomic_init(&job->cancel, false);
    atomic_init(&job->keep, false);
    cli_time_now(job->created_at);
    if (srv_task_write(task, &input, err) != JH_OK) {
        jh_buf_release(&input);
        jh_i_free(job);
        return NULL;
    }
    job->input = input.data;
    return job;
}

static size_t n_queued(struct srv_jobs *jobs)
{
    size_t n = 0;
    pthread_mutex_lock(&jobs->lock);
    for (const struct srv_job *job = jobs->newest; job != NULL; job = job->older)
        n += job->state == SRV_JOB_QUEUED;
    pthread_mutex_unlock(&jobs->lock);
    return n;
}

enum jh_status srv_jobs_add(
    struct srv_jobs *jobs, struct srv_job_task *task, int64_t *out_id, struct jh_error *err)
{
    struct jh_store *store = NULL;
    struct srv_job *job = NULL;
    enum jh_status st = JH_OK;
    if (n_queued(jobs) >= MAX_QUEUED) {
        st = jh_fail(err, JH_E_CANCELLED, "too many jobs are waiting");
        jh_hint(err, "Wait for one to end, or cancel one.");
        goto out;
    }
    job = new_job(task, err);
    if (job == NULL) {
        st = JH_E_NOMEM;
        goto out;
    }
    JH_TRY(st, jh_store_open(jobs->srv->workspace, JH_STORE_WRITE, &store, err));
    JH_TRY(st, jh_store_job_add(store, srv_job_kind_name(job->kind), job->input, job->created_at,
                   &job->id, err));
    job->task = *task;
    memset(task, 0, sizeof *task);
    *out_id = job->id;
    pthread_mutex_lock(&jobs->lock);
    job->older = jobs->newest;
    jobs->newest = job;
    jobs->n++;
    job = NULL;
    forget_old(jobs);
    pthread_cond_signal(&jobs->more);
    pthread_mutex_unlock(&jobs->lock);
out:
    jh_store_close(store);
    if (job != NULL)
        free_job(job);
    srv_job_task_release(task);
    return st;
}

enum jh_status srv_jobs_cancel(struct srv_jobs *jobs, int64_t id, bool keep, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct srv_job *unstarted = NULL;
    pthread_mutex_lock(&jobs->lock);
    struct srv_job *job = find(jobs, id);
    if (job == NULL) {
        st = fail_no_job(id, err);
    } else if (ended(job)) {
        st = jh_fail(err, JH_E_CONFLICT, "job %lld has ended already", (long long)id);
    } else {
        atomic_store(keep ? &job->keep : &job->cancel, true);
        if (job->state == SRV_JOB_QUEUED) {
            job->state = SRV_JOB_CANCELLED;
            cli_time_now(job->ended_at);
            unstarted = job;
        }
        job->version++;
    }
    pthread_mutex_unlock(&jobs->lock);
    if (unstarted != NULL)
        store_end(jobs, unstarted);
    if (st == JH_OK)
        wake(jobs);
    return st;
}

enum jh_status srv_jobs_put(struct srv_jobs *jobs, int64_t id, enum jh_lang lang, bool with_input,
    struct jh_json_writer *w, uint64_t *out_version, bool *out_ended, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    pthread_mutex_lock(&jobs->lock);
    const struct srv_job *job = find(jobs, id);
    if (job == NULL) {
        st = fail_no_job(id, err);
    } else {
        srv_job_write(w, NULL, job, lang, with_input, now_s());
        *out_version = job->version;
        if (out_ended != NULL)
            *out_ended = ended(job);
    }
    pthread_mutex_unlock(&jobs->lock);
    return st;
}

void srv_jobs_put_all(
    struct srv_jobs *jobs, const char *key, enum jh_lang lang, struct jh_json_writer *w)
{
    double now = now_s();
    pthread_mutex_lock(&jobs->lock);
    jh_json_open_array(w, key);
    for (const struct srv_job *job = jobs->newest; job != NULL; job = job->older)
        srv_job_write(w, NULL, job, lang, true, now);
    jh_json_close_array(w);
    pthread_mutex_unlock(&jobs->lock);
}

enum jh_status srv_jobs_report(
    struct srv_jobs *jobs, int64_t id, enum jh_lang lang, struct jh_buf *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    pthread_mutex_lock(&jobs->lock);
    const struct srv_job *job = find(jobs, id);
    if (job == NULL)
        st = fail_no_job(id, err);
    else if (job->outcome.report[lang] == NULL)
        st = jh_fail(err, JH_E_NOT_FOUND, "job %lld has no data report", (long long)id);
    else
        jh_buf_puts(out, job->outcome.report[lang]);
    pthread_mutex_unlock(&jobs->lock);
    return st == JH_OK ? jh_buf_status(out, err) : st;
}

/* ---- Beginning and end ------------------------------------------------------------------------ */

/* A job of the past: appended behind those taken before, which are newer. */
static enum jh_status take_stored(
    void *ctx, const struct jh_store_job *stored, struct jh_error *err)
{
    struct srv_jobs *jobs = ctx;
    struct srv_job *job = jh_i_calloc(1, sizeof *job);
    if (job == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = srv_job_read(job, stored, err);
    if (st != JH_OK) {
        free_job(job);
        return st;
    }
    struct srv_job **at = &jobs->newest;
    while (*at != NULL)
        at = &(*at)->older;
    *at = job;
    jobs->n++;
    return JH_OK;
}

enum jh_status srv_jobs_start(struct srv_jobs *jobs, struct srv *srv, struct jh_error *err)
{
    struct jh_store *store = NULL;
    char now[CLI_TIME_MAX];
    enum jh_status st = JH_OK;
    *jobs = (struct srv_jobs){.srv = srv};
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->more, NULL);
    cli_time_now(now);
    JH_TRY(st, jh_store_open(srv->workspace, JH_STORE_WRITE, &store, err));
    JH_TRY(st, jh_store_job_interrupt_all(store, now, err));
    JH_TRY(st, jh_store_job_list(store, KEPT_JOBS, take_stored, jobs, err));
    if (pthread_create(&jobs->thread, NULL, work, jobs) != 0)
        st = jh_fail(err, JH_E_NOMEM, "cannot start a thread");
    else
        jobs->started = true;
out:
    jh_store_close(store);
    return st;
}

void srv_jobs_end(struct srv_jobs *jobs)
{
    if (!jobs->started)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->ending = true;
    pthread_cond_signal(&jobs->more);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    jobs->started = false;
    for (struct srv_job *job = jobs->newest; job != NULL; job = job->older)
        if (job->state == SRV_JOB_QUEUED) {
            job->state = SRV_JOB_INTERRUPTED;
            cli_time_now(job->ended_at);
            store_end(jobs, job);
        }
}

void srv_jobs_release(struct srv_jobs *jobs)
{
    while (jobs->newest != NULL) {
        struct srv_job *job = jobs->newest;
        jobs->newest = job->older;
        free_job(job);
    }
}
