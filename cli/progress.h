/*
 * Progress on the terminal, time limits and Ctrl-C: the only clock of the program.
 */
#ifndef JH_CLI_PROGRESS_H
#define JH_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

#include "junheng/status.h"

struct cli_progress {
    FILE *out; /* NULL: silent */
    enum jh_lang lang;
    const char *stage; /* borrowed from the kernel that reports */
    double start_s, stage_start_s, drawn_s, deadline_s, limit_s;
    double stage_start_frac; /* what was done when the stage began: the rest is timed from there */
    double size_bytes;       /* of what is read; 0: no rate is shown */
    bool drawn;              /* a bar stands on the terminal */
};

/** Starts the clock. out NULL: nothing is drawn. */
void cli_progress_init(struct cli_progress *progress, FILE *out, enum jh_lang lang);
/** Ask the run to stop that many seconds from now; NaN or infinite: never. */
void cli_progress_limit(struct cli_progress *progress, double seconds);
/** What is read is so large: the rate is shown beside the bar. */
void cli_progress_size(struct cli_progress *progress, double size_bytes);
/** Seconds since the clock was started. */
double cli_progress_elapsed(const struct cli_progress *progress);
/** Take the bar off the terminal before anything else is written. */
void cli_progress_clear(struct cli_progress *progress);
/** jh_progress_fn and jh_stop_fn; ctx is a struct cli_progress. */
void cli_progress_report(void *ctx, const char *stage, double done_frac);
bool cli_progress_should_stop(void *ctx);
/** jh_lap_fn: from now on that part of the limit last set counts. */
void cli_progress_lap(void *ctx, double share_frac);
/** Ctrl-C, not the deadline. */
bool cli_progress_cut_short(void *ctx);

/** One line of at most `columns` columns: "stage [####----] 45% 1.2 GB/s 0:12, about 0:15 left"; NaN
 *  or infinite: no rate, nothing about what is left. */
size_t cli_progress_line(char *out, size_t size, int columns, enum jh_lang lang, const char *stage,
    double done_frac, double bytes_per_s, double elapsed_s, double left_s);

/** From now on the first Ctrl-C (or SIGTERM) only asks to stop; the second ends the program. */
void cli_interrupt_install(void);
bool cli_interrupted(void);
/** End the way the signal would have: for callers that look at how we died. */
void cli_interrupt_resume(void);

/** Now as "2024-05-01T08:00:00Z". */
#define CLI_TIME_MAX 24
void cli_time_now(char out[CLI_TIME_MAX]);

#endif
