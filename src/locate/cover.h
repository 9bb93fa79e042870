/*
 * Set covering with columns of equal cost: can all rows be covered by at most p columns?
 */
#ifndef JH_LOCATE_COVER_H
#define JH_LOCATE_COVER_H

#include "base/rng.h"

#include "locate/locate_internal.h"

/** Rows (clients) and columns (sites), both ways. */
struct jh_i_cover {
    size_t n, m;
    size_t *row_start; /* [n + 1] */
    int32_t *row_col;
    size_t *col_start; /* [m + 1] */
    int32_t *col_row;
    int32_t *id;    /* [m], number of the column at the root */
    double *lambda; /* [n], prices of the rows to start from */
};
void jh_i_cover_release(struct jh_i_cover *cover);
/** Columns from rows. */
enum jh_status jh_i_cover_transpose(struct jh_i_cover *cover, struct jh_error *err) JH_CHECKED;
/** Without columns where drop [m] or take [m] is set, without rows that the latter cover and those
 *  where drop_row [n] is set (NULL: none). */
enum jh_status jh_i_cover_reduce(const struct jh_i_cover *cover, const uint8_t *drop,
    const uint8_t *take, const uint8_t *drop_row, struct jh_i_cover *out,
    struct jh_error *err) JH_CHECKED;
/** Marks rows and columns that others make idle, and columns that some row cannot do without;
 *  false where a row has no column. Returns what changed in out_changed. */
enum jh_status jh_i_cover_dominate(const struct jh_i_cover *cover, const struct jh_run *run,
    uint8_t *drop, uint8_t *take, uint8_t *drop_row, bool *out_changed, bool *out_feasible,
    struct jh_error *err) JH_CHECKED;

/** Marks columns whose rows another one holds; of equal ones the first stays. */
enum jh_status jh_i_cover_held(const struct jh_i_cover *cover, const struct jh_run *run,
    uint8_t *drop, struct jh_error *err) JH_CHECKED;

enum jh_i_cover_answer { JH_I_COVER_FOUND, JH_I_COVER_NONE, JH_I_COVER_UNDECIDED };

/** How far a decision may go, and what it cost. */
struct jh_i_cover_effort {
    int64_t nodes; /* of the search tree, at most */
    int64_t steps; /* of the search for an answer */
    int64_t iterations;
    int64_t iterations_max; /* 0: any number */
};

/**
 * Decide.
 *
 * @param cover      Not changed but for its prices.
 * @param out_chosen [m], at most p columns by id; filled where found.
 */
enum jh_status jh_i_cover_decide(const struct jh_i_cover *cover, int32_t p, struct jh_rng *rng,
    const struct jh_run *run, struct jh_i_cover_effort *effort, enum jh_i_cover_answer *out_answer,
    int32_t *out_chosen, int32_t *out_n, struct jh_error *err) JH_CHECKED;

/**
 * Raises the bound until it is above p or stalls; columns that no cover of p has, or must have, are
 * marked [m]. Prices end at their best.
 */
enum jh_status jh_i_cover_price(struct jh_i_cover *cover, int32_t p, int steps,
    const struct jh_run *run, uint8_t *drop, uint8_t *take, double *out_bound, int64_t *iterations,
    struct jh_error *err) JH_CHECKED;

/** Lower bound of the number of columns by prices alone, never above the true one; prices stay. */
enum jh_status jh_i_cover_bound(struct jh_i_cover *cover, const struct jh_run *run,
    int32_t *out_bound, struct jh_error *err) JH_CHECKED;

/** Greedy cover by prices (NULL: by rows); none found where it needs more than p. */
enum jh_status jh_i_cover_greedy(const struct jh_i_cover *cover, const double *price, int32_t p,
    bool *out_found, int32_t *out_chosen, int32_t *out_n, struct jh_error *err) JH_CHECKED;
/**
 * Search with row weights for p columns that cover all.
 *
 * @param start      [n_start] columns to begin with.
 * @param fewer      Once found, goes on with one column less until the steps are used up.
 * @param out_chosen [m], filled where found.
 */
enum jh_status jh_i_cover_walk(const struct jh_i_cover *cover, int32_t p, int32_t n_start,
    const int32_t *start, int64_t steps, bool fewer, struct jh_rng *rng, const struct jh_run *run,
    bool *out_found, int32_t *out_chosen, int32_t *out_n, struct jh_error *err) JH_CHECKED;

/** Rows are clients with weight (or all), columns the sites that may open, within radius of each
 *  other; clients of fixed sites are left out. room [n_sites]. */
enum jh_status jh_i_cover_make(const struct jh_locate_problem *problem, double radius,
    bool all_clients, const struct jh_run *run, struct jh_i_cover *out,
    struct jh_error *err) JH_CHECKED;

#endif
