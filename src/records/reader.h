/*
 * Records out of very large tables: CSV files, plain or compressed, read in parallel; only the
 * columns asked for are touched. Knows nothing of what the columns mean.
 *
 * Rows end with LF or CRLF; empty lines are skipped. A field that begins with a quote may hold
 * separators, line ends and doubled quotes; a quote inside a bare field stands for itself. A row
 * whose quotes make no sense is given up and counted, and reading goes on with its next line.
 */
#ifndef JH_RECORDS_READER_H
#define JH_RECORDS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/run.h"
#include "junheng/status.h"

#define JH_REC_ROW_MAX     ((size_t)1 << 20) /* bytes of one row */
#define JH_REC_COLUMNS_MAX 4096

struct jh_i_rec_reader;

enum jh_i_rec_charset { JH_REC_UTF8 = 0, JH_REC_GB18030 = 1 };
enum jh_i_rec_packing { JH_REC_PLAIN = 0, JH_REC_GZIP = 1, JH_REC_ZSTD = 2 };

/** A file as it was recognised. */
struct jh_i_rec_file {
    const char *path;
    uint64_t size_bytes; /* on disk */
    enum jh_i_rec_packing packing;
    enum jh_i_rec_charset charset; /* plain ASCII counts as UTF-8 */
    char delimiter;                /* one of , tab ; | */
    size_t n_columns;
};

/** A column to deliver. */
struct jh_i_rec_want {
    size_t column; /* index into the reader's columns */
    bool text;     /* deliver valid UTF-8; else the bytes as they stand (codes, dates, numbers) */
};

/** A field without its quotes. text is not NUL-terminated; NULL: text was wanted and its bytes are
 *  not of the file's character set (counted as JH_REC_BAD_TEXT). */
struct jh_i_rec_field {
    const char *text; /* [len] */
    uint32_t len;
};

/** Where a row begins, relative to its batch: see jh_i_rec_line(), jh_i_rec_offset(). */
struct jh_i_rec_row {
    uint32_t at;
    int32_t line;
};

enum jh_i_rec_fault_kind {
    JH_REC_RAGGED = 0,       /* more or fewer fields than the header; row not delivered */
    JH_REC_HEADER_AGAIN = 1, /* the header once more; not delivered */
    JH_REC_NUL = 2,          /* a NUL byte; row not delivered */
    JH_REC_UNCLOSED = 3,     /* a quote that opens and never closes; line not delivered */
    JH_REC_AFTER_QUOTE = 4, /* text between a closing quote and the separator; line not delivered */
    JH_REC_BAD_TEXT = 5, /* a wanted text in another character set; delivered without that text */
    JH_REC_N_FAULTS
};
struct jh_i_rec_fault {
    enum jh_i_rec_fault_kind kind;
    uint32_t n_fields; /* JH_REC_RAGGED: of the row */
    int64_t line;      /* 1-based, where the row begins */
    int64_t column;    /* 1-based, in characters; 0: the row as a whole, or not in its first line */
};

/** Consecutive rows of one file. All pointers live until the callback returns. */
struct jh_i_rec_batch {
    uint64_t
        sequence; /* in the order of the input, from 0 on without gaps, though not in this order
                        * (a batch may be empty): for what must be told in a fixed order */
    size_t file;  /* index into the reader's files */
    size_t n_rows, n_wanted, n_faults;
    const struct jh_i_rec_field *field; /* [n_rows * n_wanted], row-major, in the order wanted */
    const struct jh_i_rec_row *row;     /* [n_rows] */
    const struct jh_i_rec_fault *fault; /* [n_faults], by line */
    int64_t first_line;                 /* what row[].line counts from */
    uint64_t first_offset;              /* what row[].at counts from, modulo 2^64 */
    const char *bytes; /* row i as it stands in the (unpacked) file: bytes + row[i].at */
    const struct jh_i_rec_reader *reader;
};

/** What was read. */
struct jh_i_rec_totals {
    uint64_t n_rows;     /* delivered */
    uint64_t size_bytes; /* unpacked, without headers */
    uint64_t n_faults[JH_REC_N_FAULTS];
};

/** Takes a batch; called in parallel, for one slot never twice at once. A status other than JH_OK
 *  ends the reading. */
typedef enum jh_status jh_i_rec_batch_fn(
    void *ctx, int slot, const struct jh_i_rec_batch *batch, struct jh_error *err);

/**
 * Open files and recognise packing (by content), character set, delimiter and header of each.
 *
 * @param paths  [n_paths], >= 1: files, and folders, of which every .csv, .tsv, .txt (also with .gz,
 *               .zst) is read, in the order of their names.
 * @return JH_OK; JH_E_IO; JH_E_DATA: no table (empty, binary, UTF-16, lone CR, fewer than two columns;
 *         `where` names the file); JH_E_LIMIT; JH_E_NOT_FOUND: a folder
 *         without tables; JH_E_NOMEM.
 */
enum jh_status jh_i_rec_open(size_t n_paths, const char *const *paths,
    struct jh_i_rec_reader **out_reader, struct jh_error *err) JH_CHECKED;
void jh_i_rec_close(struct jh_i_rec_reader *reader);

/** Files in the order in which they are read. */
const struct jh_i_rec_file *jh_i_rec_files(const struct jh_i_rec_reader *reader, size_t *out_n);
/** The columns of the first file, UTF-8, without spaces around them. */
const char *const *jh_i_rec_columns(const struct jh_i_rec_reader *reader, size_t *out_n);

/**
 * Say which columns to deliver; further files are matched by the names of their columns.
 *
 * @return JH_OK; JH_E_DATA: a file lacks one (message names both); JH_E_NOMEM.
 */
enum jh_status jh_i_rec_select(struct jh_i_rec_reader *reader, size_t n_wanted,
    const struct jh_i_rec_want *want, struct jh_error *err) JH_CHECKED;

/** How many slots a run uses: callbacks see slots 0 to that less one. */
int jh_i_rec_slots(const struct jh_run *run);

/**
 * Read everything once; may be called again. Which slot gets which batch is chance, the batches
 * themselves are always the same.
 *
 * @return JH_OK; JH_E_DATA: damaged packing; JH_E_LIMIT: a row longer than JH_REC_ROW_MAX;
 *         JH_E_CANCELLED; JH_E_IO; JH_E_NOMEM; what the callback returned.
 */
enum jh_status jh_i_rec_run(struct jh_i_rec_reader *reader, jh_i_rec_batch_fn *take, void *ctx,
    const struct jh_run *run, struct jh_i_rec_totals *out_totals, struct jh_error *err) JH_CHECKED;

/** For tests and measurements; no setting changes what is read. */
struct jh_i_rec_tuning {
    size_t block_size;   /* bytes read at one go; 0: usual */
    size_t row_max;      /* 0: JH_REC_ROW_MAX */
    const char *scanner; /* "avx512", "avx2", "neon", "plain"; "none": byte by byte; NULL: best */
};
void jh_i_rec_tune(struct jh_i_rec_reader *reader, const struct jh_i_rec_tuning *tuning);

/** Line in which a row begins, 1-based. */
static inline int64_t jh_i_rec_line(const struct jh_i_rec_batch *batch, size_t row)
{
    return batch->first_line + batch->row[row].line;
}
/** Bytes of the (unpacked) file before a row. */
static inline uint64_t jh_i_rec_offset(const struct jh_i_rec_batch *batch, size_t row)
{
    return batch->first_offset + batch->row[row].at;
}
/** Line and column (in characters) where a wanted field begins, both 1-based; only while the batch
 *  lives. */
void jh_i_rec_position(const struct jh_i_rec_batch *batch, size_t row, size_t wanted,
    int64_t *out_line, int64_t *out_column);

#endif
