/*
 * The parts of jh_dataset_write(): each table as CSV, the boundaries, the descriptor.
 */
#ifndef JH_IO_WRITE_TABLES_H
#define JH_IO_WRITE_TABLES_H

#include <stdio.h>

#include "junheng/model.h"

#include "io/dataset/tables.h"

/** Whether a dataset has a table, and which of its columns it fills. */
struct jh_write_table {
    enum jh_table table;
    bool there;    /* written: it has rows, or every dataset must have it */
    size_t n_rows; /* of the dataset's own arrays, before any are skipped */
    bool wanted[JH_COLUMNS_MAX];
    const struct jh_attributes *attributes; /* written as further columns; NULL: none */
    size_t first;                           /* row of the arrays at which the table begins */
};

/** What of the dataset goes into the table. */
struct jh_write_table jh_i_write_table_of(const struct jh_dataset *dataset, enum jh_table table);
/** Header and rows; failures stick in the stream (ferror()). */
void jh_i_write_rows(
    const struct jh_dataset *dataset, const struct jh_write_table *table, FILE *stream);
enum jh_status jh_i_write_boundaries(
    const struct jh_dataset *dataset, FILE *stream, struct jh_error *err) JH_CHECKED;
/** datapackage.json: the tables written, [JH_N_TABLES]. */
enum jh_status jh_i_write_descriptor(const struct jh_dataset *dataset,
    const struct jh_write_table *tables, FILE *stream, struct jh_error *err) JH_CHECKED;
/** True where flows name the area and nothing else is known of it: no row of areas.csv. */
bool jh_i_is_bare_origin(const struct jh_dataset *dataset, size_t area);

#endif
