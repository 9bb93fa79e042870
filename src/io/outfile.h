/*
 * Files that appear whole or not at all: written beside under a name of their own, flushed to the
 * disk, then renamed.
 */
#ifndef JH_IO_OUTFILE_H
#define JH_IO_OUTFILE_H

#include <stddef.h>
#include <stdio.h>

#include "junheng/status.h"

struct jh_outfile {
    FILE *stream; /* NULL: not open */
    char *path, *part;
};

enum jh_status jh_i_outfile_open(
    const char *path, struct jh_outfile *out, struct jh_error *err) JH_CHECKED;
/** Flush and rename; closed and removed on failure, too. JH_E_IO where any write failed. */
enum jh_status jh_i_outfile_commit(struct jh_outfile *file, struct jh_error *err) JH_CHECKED;
/** Forget it; no-op after a commit and on a zeroed struct. */
void jh_i_outfile_abort(struct jh_outfile *file);

/** One CSV field, quoted where it must be. */
void jh_i_csv_put(FILE *stream, const char *text, size_t len);
/** "dir/name" on the heap (jh_i_free()); NULL: out of memory. */
char *jh_i_path_join(const char *dir, const char *name);
/** Make the folder and those above it, where they are missing. */
enum jh_status jh_i_make_dir(const char *dir, struct jh_error *err) JH_CHECKED;
struct jh_buf;
/** One file in a folder, which is made where it is missing. */
enum jh_status jh_i_page_write(
    const char *dir, const char *name, const struct jh_buf *text, struct jh_error *err) JH_CHECKED;
/** What was written into dir is to survive a power cut. */
enum jh_status jh_i_sync_dir(const char *dir, struct jh_error *err) JH_CHECKED;

#endif
