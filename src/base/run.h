/*
 * Reading a struct jh_run that may be NULL.
 */
#ifndef JH_BASE_RUN_H
#define JH_BASE_RUN_H

#include <stddef.h>

#include "junheng/run.h"

static inline bool jh_run_stopped(const struct jh_run *run)
{
    return run != NULL && run->should_stop != NULL && run->should_stop(run->ctx);
}
static inline void jh_run_progress(const struct jh_run *run, const char *stage, double done_frac)
{
    if (run != NULL && run->progress != NULL)
        run->progress(run->ctx, stage, done_frac);
}
static inline void jh_run_bounds(const struct jh_run *run, double objective, double bound)
{
    if (run != NULL && run->bounds != NULL)
        run->bounds(run->ctx, objective, bound);
}
static inline void jh_run_lap(const struct jh_run *run, double share_frac)
{
    if (run != NULL && run->lap != NULL)
        run->lap(run->ctx, share_frac);
}
/** Steps that a search may make. */
static inline int64_t jh_run_steps(const struct jh_run *run)
{
    int64_t limit = run != NULL ? run->iteration_limit : 0;
    return limit > 0 ? limit : limit < 0 ? 0 : INT64_MAX;
}
static inline uint64_t jh_run_seed(const struct jh_run *run)
{
    return run != NULL ? run->seed : 0;
}
/** At least 1; all cores where the run does not say. */
int jh_run_threads(const struct jh_run *run);
/** Limit every parallel loop that the calling thread starts, also those that take no run. For
 *  programs; n >= 1. */
void jh_run_limit_threads(int n);

#endif
