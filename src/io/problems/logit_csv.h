/*
 * Choices in long form from a CSV file: one row per case and alternative, in any order.
 */
#ifndef JH_IO_LOGIT_CSV_H
#define JH_IO_LOGIT_CSV_H

#include "junheng/choice.h"

#include "base/arena.h"

/** Columns by name; weight, cluster NULL: none. */
struct jh_logit_columns {
    const char *case_id, *alternative, *chosen, *weight, *cluster;
    size_t n_variables;
    const char *const *variable; /* [n_variables] */
};

/** What was read; all memory is the arena's. */
struct jh_logit_table {
    struct jh_arena arena;
    struct jh_logit_data data; /* cases and alternatives in order of first appearance */
    const char **case_name;    /* [n_cases] */
};

/**
 * Read choices. Every case needs exactly one chosen alternative; weight and cluster must be the same
 * in all rows of a case. Cells must not be empty.
 *
 * @return JH_OK; JH_E_DATA (`where` says file:line:column); JH_E_NOT_FOUND: no such column; JH_E_IO;
 * JH_E_NOMEM; JH_E_LIMIT. On failure *out is released.
 */
enum jh_status jh_i_logit_csv_read(const char *path, const struct jh_logit_columns *columns,
    struct jh_logit_table *out, struct jh_error *err) JH_CHECKED;

/**
 * The nest of each alternative of a table from a CSV file `alternative,nest`; alternatives that the
 * table does not have are passed over, each of the table's needs a nest.
 *
 * @param out_options nest, n_nests and nest_name are set, in the table's arena.
 */
enum jh_status jh_i_logit_nests_read(const char *path, struct jh_logit_table *table,
    struct jh_logit_options *out_options, struct jh_error *err) JH_CHECKED;
void jh_i_logit_table_release(struct jh_logit_table *table);

#endif
