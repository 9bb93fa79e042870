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
enum jh_status jh_i_cover_dominate(const struct jh_i_cover *cover, uint8_t *drop, uint8_t *take,
    uint8_t *drop_row, bool *out_changed, bool *out_feasible, struct jh_error *err) JH_CHECKED;

enum jh_i_cover_answer { JH_I_COVER_FOUND, JH_I_COVER_NONE, JH_I_COVER_UNDECIDED };

/** How far a decision may go, and what it cost. */
struct jh_i_cover_effort {
    int64_t nodes;  /* of the search tree, at most */
    int64_t shakes; /* of the search for an answer */
    int64_t iterations;
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

/** Lower bound of the number of columns by prices alone, never above the true one; prices stay. */
enum jh_status jh_i_cover_bound(
    struct jh_i_cover *cover, int32_t *out_bound, struct jh_error *err) JH_CHECKED;

/** Greedy cover by prices, what is idle dropped; false where it needs more than p. room [n + m]. */
bool jh_i_cover_greedy(const struct jh_i_cover *cover, const double *price, int32_t p,
    int32_t *room, int32_t *out_chosen, int32_t *out_n);
/** Search with row weights for p columns that cover all. */
enum jh_status jh_i_cover_shake(const struct jh_i_cover *cover, int32_t p, int64_t steps,
    struct jh_rng *rng, bool *out_found, int32_t *out_chosen, struct jh_error *err) JH_CHECKED;

/** Rows are clients with weight (or all), columns the sites that may open, within radius of each
 *  other; clients of fixed sites are left out. room [n_sites]. */
enum jh_status jh_i_cover_make(const struct jh_locate_problem *problem, double radius,
    bool all_clients, const struct jh_run *run, struct jh_i_cover *out,
    struct jh_error *err) JH_CHECKED;

#endif
