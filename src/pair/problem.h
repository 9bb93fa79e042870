/*
 * A matching made ready: rows in a fixed order, blocks by specialty, worths as integers.
 */
#ifndef JH_PAIR_PROBLEM_H
#define JH_PAIR_PROBLEM_H

#include "junheng/pair.h"

#include "base/arena.h"
#include "pair/transport.h"

/** What was asked. */
struct jh_i_pair_input {
    size_t n_centres, n_exporters, n_rules;
    const struct jh_pair_centre *centre;
    const struct jh_pair_exporter *exporter;
    const double *tie, *minutes;
    const uint8_t *consent;
    const struct jh_pair_rule *rule;
    struct jh_pair_options options;
};

/** One specialty: centres first..first+n_rows-1 of the sorted order, exporters likewise. */
struct jh_i_pair_block {
    struct jh_i_transport flow; /* flow.worth is `worth` */
    size_t row, column;         /* first ones in the sorted orders */
    int64_t *base, *worth;      /* as judged; without what is barred now */
    uint32_t *barred;           /* [rows * columns], how many branches bar it */
};

struct jh_i_pair_problem {
    struct jh_i_pair_input in;
    size_t *centre, *exporter; /* sorted by (specialty, hospital): row of the input */
    size_t *by_host;           /* [n_centres], places in the sorted order by (host, specialty) */
    size_t *block_of;          /* [n_centres] */
    int32_t *locked;           /* [n_centres], place of the exporter or -1 */
    size_t n_blocks;
    struct jh_i_pair_block *block;
    int shift; /* worth = value * 2^shift */
};

/** Checks everything. Memory comes from the arena. */
enum jh_status jh_i_pair_prepare(struct jh_i_pair_problem *p, const struct jh_i_pair_input *input,
    struct jh_arena *arena, struct jh_error *err) JH_CHECKED;

/** Figures of a cell of the input, and what keeps it from being made (JH_PAIR_TAKEN: nothing). */
enum jh_pair_reason jh_i_pair_judge(
    const struct jh_i_pair_input *in, size_t centre, size_t exporter, struct jh_pair *out);

/** The hospital behind a place in a block's columns, JH_NONE for -1. */
int32_t jh_i_pair_hospital(
    const struct jh_i_pair_problem *p, const struct jh_i_pair_block *block, int32_t column);

/** Bar (by = 1) or allow again (by = -1) cells of the host (its places from..to-1 of by_host):
 *  those of the exporter, or with `others` all but those. */
void jh_i_pair_bar(
    struct jh_i_pair_problem *p, size_t from, size_t to, int32_t exporter, bool others, int by);

/** The end of the host that begins at place `from` of by_host. */
size_t jh_i_pair_host_end(const struct jh_i_pair_problem *p, size_t from);

#endif
