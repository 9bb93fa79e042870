/*
 * One p-median problem on its way: lists, answers, the dual, what is decided.
 */
#ifndef JH_LOCATE_PM_ROOT_H
#define JH_LOCATE_PM_ROOT_H

#include "locate/pm.h"

struct jh_i_pm_root {
    const struct jh_locate_problem *problem; /* NULL: lists alone */
    const struct jh_run *run;
    struct jh_i_pm_source source;
    struct jh_i_pm pm, core;
    struct jh_i_pm_dual dual;
    struct jh_i_pm_search search, probe;
    struct jh_i_pm_incumbent incumbent;
    struct jh_i_pm_pool pool;
    struct jh_rng rng;
    uint8_t *may;   /* [m], what the problem leaves to the search */
    uint8_t *state; /* [m], what is decided: by the problem, then by price */
    double *u;      /* [n] */
    int32_t *room;  /* [m] */
    int32_t *tip;   /* [TIPS * p] sets that the dual picked in the round before */
    int n_tips, turn;
    double bound;
    int64_t iterations;
    int32_t p;
};
void jh_i_pm_root_release(struct jh_i_pm_root *r);

/**
 * Solve over complete lists: r holds the run, source, lists and their p; all sites may open.
 *
 * @param stream   Of random numbers.
 * @param ceiling  Values from there on are not wanted.
 */
enum jh_status jh_i_pm_root_lists(
    struct jh_i_pm_root *r, uint64_t stream, double ceiling, struct jh_error *err) JH_CHECKED;

/** Has the run ended, by its limit of iterations or by a wish to stop? */
bool jh_i_pm_root_spent(const struct jh_i_pm_root *r);

/**
 * Where the root's core falls into groups that hardly share clients: an exact solution of each
 * group, and the best split of the sites among them. Raises r->bound, offers answers.
 */
enum jh_status jh_i_pm_groups(struct jh_i_pm_root *r, struct jh_error *err) JH_CHECKED;

#endif
