/*
 * One p-median problem on its way: lists, answers, the dual, what is decided.
 */
#ifndef JH_LOCATE_PM_ROOT_H
#define JH_LOCATE_PM_ROOT_H

#include "locate/pm.h"

enum { JH_I_PM_TIPS = 4 };

struct jh_i_pm_root {
    const struct jh_locate_problem *problem; /* NULL: lists alone */
    const struct jh_run *run;
    struct jh_i_pm_source source;
    struct jh_i_pm pm, core;
    struct jh_i_pm_dual dual;
    struct jh_i_pm_search search; /* at a good answer between rounds */
    struct jh_i_pm_search walker; /* on a shake that lasts over rounds */
    struct jh_i_pm_incumbent incumbent;
    struct jh_i_pm_pool pool;
    struct jh_rng rng;
    uint8_t *may;   /* [m], what the problem leaves to the search */
    uint8_t *state; /* [m], what is decided: by the problem, then by price */
    double *u;      /* [n] */
    int32_t *room;  /* [m] */
    int32_t *tip;   /* [2 * JH_I_PM_TIPS * p] sets that the dual picked, of two rounds */
    int n_tips, turn;
    int n_walks, idle; /* shakes begun; those since one found anything */
    int64_t length;    /* of the last shake, in work */
    double from;       /* value it began with */
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

/** Branch and bound over the root's core from r->u; raises r->bound, to the cutoff at most. */
enum jh_status jh_i_pm_tree(struct jh_i_pm_root *r, struct jh_error *err) JH_CHECKED;

/** Seeks better answers for about `spend` work: from sets that the dual picked [n_tips * p], along
 *  paths between good answers, by shakes. r->search ends at the best. */
void jh_i_pm_root_seek(struct jh_i_pm_root *r, const int32_t *tip, int n_tips, int64_t spend);

#endif
