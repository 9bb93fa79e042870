/*
 * Places in rows of latitude, each row in cells of longitude: those around a cell of others are a few
 * runs side by side in memory.
 */
#ifndef JH_ACCESS_ROWS_H
#define JH_ACCESS_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "junheng/geo.h"

struct jh_i_rows {
    size_t n, n_rows, n_columns;
    double lat0, row_h, lon0, column_w; /* radians */
    int32_t *start;                     /* [n_rows * n_columns + 1] first place of each cell */
    float *x, *y, *z;                   /* [n] unit vectors, by cell */
    int32_t *place;                     /* [n] which one it is */
};

/** Cells of about that height and width in radians of arc, at most four per place. Places known. */
enum jh_status jh_i_rows_make(size_t n, const struct jh_point *point, double cell_rad,
    struct jh_i_rows *out, struct jh_error *err) JH_CHECKED;
void jh_i_rows_release(struct jh_i_rows *rows);

/** A box of the map, radians. */
struct jh_i_box {
    double south, north, west, east;
};
struct jh_i_box jh_i_rows_box(const struct jh_i_rows *rows, size_t cell);
/** First and last row that may hold places within reach of the box; false: none. */
bool jh_i_rows_span(const struct jh_i_rows *rows, const struct jh_i_box *box, double reach_rad,
    size_t *out_first, size_t *out_last);
/** The places of a row that may lie within reach of the box: from..to-1; never too few. */
void jh_i_rows_run(const struct jh_i_rows *rows, size_t row, const struct jh_i_box *box,
    double reach_rad, int32_t *out_from, int32_t *out_to);

#endif
