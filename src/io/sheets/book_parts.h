/* A grid that grows row by row, and the readers of each kind of file. */
#ifndef JH_IO_SHEETS_BOOK_PARTS_H
#define JH_IO_SHEETS_BOOK_PARTS_H

#include "io/sheets/book.h"

/** Cells as they come, in any order; on the heap until jh_i_growing_take(). */
struct jh_growing {
    struct jh_arena *arena;
    const char *file;
    size_t n_cells, cap;
    struct jh_growing_cell {
        uint32_t row, column;
        const char *text; /* in the arena */
    } * cell;
    size_t n_rows, n_columns;
    size_t n_merges, cap_merges;
    struct jh_grid_merge *merge;
};
/** Blanks around the text are cut; nothing is added for a blank one. */
enum jh_status jh_i_growing_add(struct jh_growing *g, size_t row, size_t column, const char *text,
    size_t len, struct jh_error *err) JH_CHECKED;
/** The same with a text that lives as long as the book. */
enum jh_status jh_i_growing_put(struct jh_growing *g, size_t row, size_t column, const char *text,
    struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_growing_merge(
    struct jh_growing *g, struct jh_grid_merge merge, struct jh_error *err) JH_CHECKED;
/** The rectangle that holds them all. */
enum jh_status jh_i_growing_take(
    struct jh_growing *g, const char *sheet, struct jh_grid *out, struct jh_error *err) JH_CHECKED;
void jh_i_growing_release(struct jh_growing *g);

enum jh_status jh_i_book_add(
    struct jh_book *book, struct jh_book_sheet sheet, struct jh_error *err) JH_CHECKED;
/** A text of rows; separator by what stands in its first lines. skip: rows that are a converter's own. */
enum jh_status jh_i_book_csv(struct jh_book *book, const char *sheet, const char *data, size_t len,
    size_t skip, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_book_xlsx(
    struct jh_book *book, const struct jh_run *run, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_book_ods(
    struct jh_book *book, const struct jh_run *run, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_book_ogr(
    struct jh_book *book, const struct jh_run *run, struct jh_error *err) JH_CHECKED;

/** A number as a person sees it: at most ten decimals, no remains of binary. Length. */
size_t jh_i_shown_number(double value, char *out, size_t size);

#endif
