/*
 * Another program run as a child: no shell, nothing inherited but the environment, bounded time.
 */
#ifndef JH_IO_PROCESS_H
#define JH_IO_PROCESS_H

#include "junheng/run.h"
#include "junheng/status.h"

#include "base/buf.h"

/**
 * Run argv[0] (found by PATH) with argv, NULL-terminated, and wait for it.
 *
 * @param timeout_s  After so many seconds the child is killed; so it is when the run is to stop.
 * @param out        Gets its standard output, up to the buffer's maximum; NULL: dropped.
 * @param out_errors Gets its standard error likewise.
 * @param out_exit   Exit code; 128 + signal where it was killed by one.
 * @return JH_OK whatever the exit code; JH_E_UNSUPPORTED: no such program; JH_E_LIMIT: timed out;
 * JH_E_CANCELLED; JH_E_IO.
 */
enum jh_status jh_i_process_run(const char *const *argv, int timeout_s, const struct jh_run *run,
    struct jh_buf *out, struct jh_buf *out_errors, int *out_exit, struct jh_error *err) JH_CHECKED;

#endif
