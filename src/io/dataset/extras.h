/*
 * Columns that a table does not name, collected row by row and kept as attributes.
 */
#ifndef JH_IO_EXTRAS_H
#define JH_IO_EXTRAS_H

#include "io/dataset/rows.h"

struct jh_extra_values {
    const char *name;
    const char **text; /* [cap], by number of the row; NULL: empty */
    size_t cap;
};
struct jh_extras {
    size_t n;
    struct jh_extra_values *item;
    size_t *column_of; /* of each of the rows' extra columns */
};

/** Zeroed is empty. Make room for the columns of one more table. */
enum jh_status jh_i_extras_open(
    struct jh_extras *extras, const struct jh_rows *rows, struct jh_error *err) JH_CHECKED;
/** Keep what the row at hand says; texts go to the arena. */
enum jh_status jh_i_extras_take(struct jh_extras *extras, const struct jh_rows *rows, size_t row,
    struct jh_arena *arena, struct jh_error *err) JH_CHECKED;
/** The attributes of n things; thing i is row row_of[i], or none where that is SIZE_MAX. */
enum jh_status jh_i_extras_build(const struct jh_extras *extras, size_t n, const size_t *row_of,
    struct jh_arena *arena, struct jh_attributes *out, struct jh_error *err) JH_CHECKED;
void jh_i_extras_release(struct jh_extras *extras);

#endif
