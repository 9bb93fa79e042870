/*
 * Jobs as text: for callers, and for the store.
 */
#ifndef JH_SERVER_JOB_JSON_H
#define JH_SERVER_JOB_JSON_H

#include "junheng/store.h"

#include "server/jobs.h"

/** For callers, in their language. now_s: monotonic. */
void srv_job_write(struct jh_json_writer *w, const char *key, const struct srv_job *job,
    enum jh_lang lang, bool with_input, double now_s);
const char *srv_job_state_name(enum srv_job_state state);

/** The input of a job, as kept and shown. */
enum jh_status srv_task_write(
    const struct srv_job_task *task, struct jh_buf *out, struct jh_error *err) JH_CHECKED;
/** What came of it, as kept. */
void srv_outcome_write(const struct srv_outcome *outcome, struct jh_buf *out);
/** A kept job back; the job's memory is its own afterwards, also on failure. */
enum jh_status srv_job_read(
    struct srv_job *job, const struct jh_store_job *stored, struct jh_error *err) JH_CHECKED;

#endif
