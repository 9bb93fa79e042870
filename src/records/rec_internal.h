/*
 * What opening, selecting and running share.
 */
#ifndef JH_RECORDS_REC_INTERNAL_H
#define JH_RECORDS_REC_INTERNAL_H

#include "base/arena.h"
#include "records/rec_charset.h"
#include "records/rec_rows.h"

/** What reading a file needs beyond struct jh_i_rec_file. */
struct jh_i_rec_shape {
    const char *const *column; /* [n_columns of the file] */
    uint64_t data_begin;       /* unpacked bytes up to the first row */
    int64_t first_line;        /* of the first row */
    struct jh_i_rec_layout layout;
};

struct jh_i_rec_reader {
    struct jh_arena arena; /* holds all that is below */
    size_t n_files;
    struct jh_i_rec_file *file;   /* [n_files] */
    struct jh_i_rec_shape *shape; /* [n_files] */
    struct jh_i_rec_gb *gb;       /* NULL: no file in GB18030 */
    size_t n_wanted;
    const struct jh_i_rec_want *want; /* [n_wanted] */
    struct jh_i_rec_tuning tuning;
};

/** Recognise file number i, whose path is set. */
enum jh_status jh_i_rec_recognise(
    struct jh_i_rec_reader *reader, size_t i, struct jh_error *err) JH_CHECKED;

#endif
