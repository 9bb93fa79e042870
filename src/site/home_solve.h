/*
 * Siting by choice on its way: what the search, the dual and the tree share.
 */
#ifndef JH_SITE_HOME_SOLVE_H
#define JH_SITE_HOME_SOLVE_H

#include "site/home.h"

/** A part of the tree that is open: its fixings, and the prices that it starts from. */
struct jh_i_home_node {
    double bound;
    int8_t *fix;
    double *lambda, *price;
};

struct jh_i_home_solving {
    const struct jh_site_problem *problem;
    struct jh_i_loc loc;
    struct jh_i_home home;
    struct jh_i_state state;
    struct jh_i_builder *builder;
    struct jh_i_home_search search;
    struct jh_i_home_loads *loads; /* NULL: no rules on them */
    struct jh_i_home_dual dual;
    struct jh_i_clock clock;
    struct jh_rng rng;
    struct jh_arena arena;
    int8_t *fix, *free_fix, *other_fix;
    double *score;
    uint8_t *best_open;
    double best, bound;
    double reference; /* worth of the last answer looked at, whether or not it keeps the loads */
    struct jh_i_home_node *node;
    size_t n_nodes, cap_nodes;
};

/** What an answer must be worth to be better; -INFINITY without one. */
double jh_i_home_cut(const struct jh_i_home_solving *s);
/** What the steps of the dual aim at. */
double jh_i_home_goal(const struct jh_i_home_solving *s);
/** What stands in the state, made better, is kept if it is the best. */
void jh_i_home_polish(struct jh_i_home_solving *s);
/** An answer by the averaged choice of the dual, with some chance after the first time. */
void jh_i_home_answer(struct jh_i_home_solving *s, bool chance);
void jh_i_home_tell(const struct jh_i_home_solving *s);

/** Branch until the bound meets the answer or the clock stops. JH_E_NOMEM. */
enum jh_status jh_i_home_branch(struct jh_i_home_solving *s, struct jh_error *err) JH_CHECKED;
void jh_i_home_drop_nodes(struct jh_i_home_solving *s);

#endif
