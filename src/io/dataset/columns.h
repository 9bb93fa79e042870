/*
 * Columns that grow together while a table is read and then belong to a dataset.
 */
#ifndef JH_IO_COLUMNS_H
#define JH_IO_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "junheng/model.h"

struct jh_growing_column {
    void *slot;   /* address of the pointer to the column's data (of any type) */
    size_t width; /* bytes of one cell */
    bool wanted;
};

/** Room for cap cells in every wanted column. */
enum jh_status jh_i_columns_resize(
    size_t n, const struct jh_growing_column *column, size_t cap, struct jh_error *err) JH_CHECKED;
/** Hand the columns over to the dataset; on failure those it did not take are freed. */
enum jh_status jh_i_columns_own(size_t n, const struct jh_growing_column *column,
    struct jh_dataset *dataset, struct jh_error *err) JH_CHECKED;
void jh_i_columns_free(size_t n, const struct jh_growing_column *column);

#endif
