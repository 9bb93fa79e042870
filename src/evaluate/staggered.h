/*
 * Group-time effects: cells, their values and their influence functions.
 */
#ifndef JH_EVALUATE_STAGGERED_H
#define JH_EVALUATE_STAGGERED_H

#include "junheng/evaluate.h"

/** Units by group (opened in), and the cells that have a comparison. */
struct jh_groups {
    const struct jh_eval_panel *panel;
    struct jh_eval_staggered_options options;
    size_t n_groups, n_cells, n_always;
    int32_t *opened;           /* [n_groups], ascending */
    double *share;             /* [n_groups] p_g of all weight */
    int32_t *group_of;         /* [n_units], or -1: never opens, -2: left out */
    double *weight;            /* [n_units], mean 1 */
    struct jh_eval_cell *cell; /* [n_groups * n_periods], n_cells used */
    /* With covariates: one comparison at a time. */
    size_t n_no_overlap, n_members;
    size_t *member;                     /* [n_units] */
    double *x, *change, *mass, *effect; /* [n_units * (n_covariates + 1)], [n_units] each */
    uint8_t *treated;                   /* [n_units] */
    double *room;
};

/** out is released in every case. */
enum jh_status jh_i_groups_make(const struct jh_eval_panel *panel,
    const struct jh_eval_staggered_options *options, struct jh_groups *out,
    struct jh_error *err) JH_CHECKED;
void jh_i_groups_release(struct jh_groups *groups);
/** Deal openings out as in opened_of [n_units] and find the cells anew; same groups. */
void jh_i_groups_cells(struct jh_groups *groups);
/** Influence of every unit on a cell: att^ - att = sum / n_units. influence [n_units]. */
void jh_i_groups_influence(
    struct jh_groups *groups, const struct jh_eval_cell *cell, double *influence);
/** The aggregate over cells from opening on, by size of group; NaN without any. */
double jh_i_groups_simple(const struct jh_groups *groups);
/** Group of a cell, by number. */
size_t jh_i_groups_of_cell(const struct jh_groups *groups, const struct jh_eval_cell *cell);

/** Aggregates as weighted means of cells whose weights are shares of groups. */
struct jh_aggregates {
    size_t n, n_units;
    double *value;     /* [n] */
    double *influence; /* [n * n_units] */
    size_t *n_cells;   /* [n] */
    /* private */
    double *mass; /* [n] sum of shares */
    size_t n_groups;
    double *group_mass;  /* [n * n_groups] shares of cells by group */
    double *group_value; /* [n * n_groups] att by group */
};
enum jh_status jh_i_aggregates_init(
    struct jh_aggregates *a, size_t n, const struct jh_groups *g, struct jh_error *err) JH_CHECKED;
void jh_i_aggregates_release(struct jh_aggregates *a);
/** Cell k with its influence belongs to aggregate `which`. First all _count, then all _add, then
 *  _finish. */
void jh_i_aggregates_count(
    struct jh_aggregates *a, const struct jh_groups *g, size_t which, const struct jh_eval_cell *c);
void jh_i_aggregates_add(struct jh_aggregates *a, const struct jh_groups *g, size_t which,
    const struct jh_eval_cell *c, const double *influence);
void jh_i_aggregates_finish(struct jh_aggregates *a, const struct jh_groups *g);

#endif
