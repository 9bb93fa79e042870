/*
 * How a long computation is run: threads, seed, progress, stopping. Keeps clocks out of the library.
 */
#ifndef JH_RUN_H
#define JH_RUN_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Called now and then from one thread; text is an English message key (see base/msg.h). */
typedef void jh_progress_fn(void *ctx, const char *stage, double done_frac);
/** Called where a search knows a better answer or proves more; an infinite value: none yet. From the
 *  same thread as progress. */
typedef void jh_bounds_fn(void *ctx, double objective, double bound);
/** True: stop as soon as possible. Deadlines and Ctrl-C live behind it. May be asked by several threads
 *  at once (searches that run side by side): what it reads must bear that. */
typedef bool jh_stop_fn(void *ctx);
/** A further search begins, which may take so large a part of the time limit by itself: from now on
 *  should_stop speaks of it. Never called while another thread may ask. */
typedef void jh_lap_fn(void *ctx, double share_frac);

/**
 * Borrowed by long kernels as `const struct jh_run *run`; NULL means all defaults.
 *
 * A stop ends a search early; it never turns an unproven answer into a proven one.
 */
struct jh_run {
    jh_progress_fn *progress; /* NULL: silent */
    jh_bounds_fn *bounds;     /* NULL: silent */
    jh_stop_fn *should_stop;  /* NULL: never */
    jh_stop_fn
        *cut_short; /* true: somebody waits no longer: what follows the search is left out too,
                                 where it may be; NULL: never */
    jh_lap_fn *lap; /* NULL: one time limit for all */
    void *ctx;      /* passed to all of them */
    uint64_t seed;
    int64_t iteration_limit; /* 0: the method's own default, negative: not one step; makes a stopped
                                search repeatable */
    int n_threads;           /* 0: all cores; never changes a result */
};

#ifdef __cplusplus
}
#endif
#endif
