/*
 * From bytes to rows: one row byte by byte (rec_rows.c), and whole blocks with the marks of the
 * scanners (rec_walk.c), which hand every row that is not plain sailing to the former.
 *
 * What a row is depends only on the bytes from its beginning on, and on `strict_until`: so rows can be
 * read from any row's beginning, and reading the same table in other blocks gives the same rows.
 */
#ifndef JH_RECORDS_REC_ROWS_H
#define JH_RECORDS_REC_ROWS_H

#include "base/arena.h"
#include "records/reader.h"
#include "records/rec_scan.h"

/** A wanted column, and where it goes in a row delivered. */
struct jh_i_rec_visit {
    uint32_t column, place;
};
/** What a table looks like, and what is wanted of it. */
struct jh_i_rec_layout {
    enum jh_i_rec_charset charset;
    unsigned char separator;
    uint32_t n_columns;
    size_t n_wanted;                    /* visits, each column at most once */
    const struct jh_i_rec_visit *visit; /* [n_wanted], by column */
    const unsigned char *header;        /* [header_len], without its line end */
    size_t header_len;
    size_t row_max; /* bytes */
};

/** Rows read. Fields may lie in `copies`. */
struct jh_i_rec_rows {
    size_t n, n_faults;
    struct jh_i_rec_field *field; /* [n * n_wanted] */
    struct jh_i_rec_row *row;     /* [n] */
    struct jh_i_rec_fault *fault; /* [n_faults]; lines as those of the rows */
    struct jh_arena copies;
    bool out_of_memory; /* rows were lost */

    size_t cap, cap_faults;
};

/** Where reading is; everything lies in one buffer that begins at `base`. */
struct jh_i_rec_cursor {
    const unsigned char *base;
    const unsigned char *at;           /* where a row begins */
    const unsigned char *end;          /* of the bytes that there are */
    bool last;                         /* no more follow; the last byte is a line feed */
    int32_t line;                      /* of `at`, counted from anywhere */
    const unsigned char *strict_until; /* rows that begin before have no line ends in quotes */
};

enum jh_i_rec_row_end {
    JH_REC_READ,       /* the cursor is behind a row: delivered, empty or given up */
    JH_REC_INCOMPLETE, /* more bytes are needed; nothing done */
    JH_REC_TOO_LONG    /* a line above row_max */
};

void jh_i_rec_rows_init(struct jh_i_rec_rows *rows);
void jh_i_rec_rows_release(struct jh_i_rec_rows *rows);
/** Forget the rows, keep the memory. */
void jh_i_rec_rows_clear(struct jh_i_rec_rows *rows);
/** Room for one more row; false: out of memory. */
bool jh_i_rec_rows_room(struct jh_i_rec_rows *rows, size_t n_wanted);
/** The field of a row without its quotes; [begin, end) has well-formed ones or none. */
void jh_i_rec_emit(struct jh_i_rec_rows *rows, struct jh_i_rec_field *out_field,
    const unsigned char *begin, const unsigned char *end);
/** Keep a row unless it is the header again; its fields are already in their places. */
void jh_i_rec_keep(const struct jh_i_rec_layout *layout, struct jh_i_rec_rows *rows,
    const struct jh_i_rec_cursor *cursor, const unsigned char *line_feed);
void jh_i_rec_add_fault(struct jh_i_rec_rows *rows, const struct jh_i_rec_fault *fault);

/** Read one row byte by byte; `cursor->at` < `end`. */
enum jh_i_rec_row_end jh_i_rec_plain_row(const struct jh_i_rec_layout *layout,
    struct jh_i_rec_cursor *cursor, struct jh_i_rec_rows *rows);

/**
 * Read all complete rows from the cursor on; the same as jh_i_rec_plain_row() again and again.
 *
 * @param marks  Room for the marks of all bytes from `base` to `end`; `base` is on a 64-byte
 *               boundary and 64 bytes behind `end` can be read.
 * @param scan   NULL: byte by byte.
 * @param n_max  Stop once `rows` holds so many; of the rows beyond nothing is touched then.
 * @return JH_REC_INCOMPLETE: the cursor is at the end, at a row that needs more bytes, or n_max is reached;
 *         JH_REC_TOO_LONG.
 */
enum jh_i_rec_row_end jh_i_rec_walk(const struct jh_i_rec_layout *layout, jh_i_rec_scan_fn *scan,
    struct jh_i_rec_marks *marks, size_t n_max, struct jh_i_rec_cursor *cursor,
    struct jh_i_rec_rows *rows);

/** Characters in [begin, end). */
size_t jh_i_rec_characters(
    enum jh_i_rec_charset charset, const unsigned char *begin, const unsigned char *end);

#endif
