/*
 * A sheet as it stands: a rectangle of cells as text, as a person would see them.
 */
#ifndef JH_SHEET_GRID_H
#define JH_SHEET_GRID_H

#include <stddef.h>
#include <stdint.h>

/** Cells joined into one; its text stands in the first of them. 0-based. */
struct jh_grid_merge {
    uint32_t row, column, n_rows, n_columns;
};

struct jh_grid {
    const char *file, *sheet; /* "book.xlsx", "Sheet1"; sheet "" for a CSV file */
    size_t n_rows, n_columns;
    const char **cell; /* [n_rows * n_columns], "" where empty; blanks around are cut */
    size_t n_merges;
    const struct jh_grid_merge *merge;
};

static inline const char *jh_grid_at(const struct jh_grid *grid, size_t row, size_t column)
{
    return grid->cell[row * grid->n_columns + column];
}

#define JH_CELL_NAME_MAX 24
/** "B12" of row 11, column 1. */
void jh_i_cell_name(size_t row, size_t column, char out[JH_CELL_NAME_MAX]);

#endif
