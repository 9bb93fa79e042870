/*
 * One level of the search for a proven answer: root bound, answers, then either the same again on
 * what fixing has left or branch and bound.
 */
#ifndef JH_SITE_LOC_TREE_H
#define JH_SITE_LOC_TREE_H

#include "base/rng.h"

#include "site/loc.h"

/** Multipliers that several nodes start from. */
struct jh_i_start {
    size_t n_users;
    double *v, *price;
};

struct jh_i_decision {
    int32_t pair; /* n_pairs + host: the host as a whole */
    int8_t value; /* 1 in, -1 out */
};

struct jh_i_node {
    double bound;
    struct jh_i_start *start;
    struct jh_i_decision *decision;
    size_t n_decisions;
    double moved; /* by how much the last decision moved the averaged choice */
};

/** What deciding a pair or host in one direction has done to the bound so far. */
struct jh_i_effect {
    double sum; /* of gain per unit moved */
    int32_t n;
};

struct jh_i_tree {
    const struct jh_i_loc *loc;
    struct jh_i_clock *clock;
    struct jh_i_dual dual;
    struct jh_i_state state;
    struct jh_i_builder *builder;
    struct jh_i_search *search;
    int8_t *root_fix, *fix, *host_fix;
    double *pen_in, *pen_out, *score;
    uint8_t *best_open, *core;
    uint8_t *kept_open;   /* [n_pairs] where the shakes go on from, over the budget perhaps */
    uint8_t *try_open;    /* [n_pairs] scratch */
    size_t answers_share; /* of the work that answers may take, to one of the dual */
    double fee_scale;     /* of the dual's prices in the shakes */
    bool has_kept;
    bool lost;                  /* out of memory */
    struct jh_i_loader *loader; /* NULL where loads are off */
    int32_t *best_assigned;     /* [n_clients] with loads */
    double leaf_bound;          /* of open sets whose best service was not found for sure */
    struct jh_rng rng;
    double best;            /* objective of best_open; INFINITY: none */
    double worst;           /* no answer costs more */
    double bound;           /* proven of this level */
    bool branching;         /* the dual's bound is that of a node alone */
    size_t n_answers;       /* tried from the dual */
    struct jh_i_node *node; /* open nodes */
    size_t n_nodes, cap_nodes, node_bytes;
    struct jh_i_effect *effect[2]; /* [n_pairs + n_hosts] of out, of in */
    struct jh_i_effect effect_all[2];
    struct jh_arena arena;
};

/* loc_answer.c */
/** Take what is in state if it is better. */
void jh_i_tree_keep(struct jh_i_tree *tree);
/** What is in state with this service. */
void jh_i_tree_take(struct jh_i_tree *tree, double cost, const int32_t *assigned);
/** Local search from what is in state. */
void jh_i_tree_polish(struct jh_i_tree *tree, bool thorough);
/** Have answers a claim to more time after so much more work? */
bool jh_i_tree_may_answer(const struct jh_i_tree *tree, size_t work);
/** Try answers guided by the dual as far as they have a claim to the time. */
void jh_i_tree_answer(struct jh_i_tree *tree);

/* loc_shake.c */
/** Is there a budget or a number of pairs to be traded at a price? */
bool jh_i_tree_has_fees(const struct jh_i_tree *tree);
/** Search under prices from what is in state. */
void jh_i_tree_trade(struct jh_i_tree *tree);
/** Shakes of kept_open among the hosts of the core. */
void jh_i_tree_shake(struct jh_i_tree *tree);

/* loc_fit.c */
/** Change the open set in state until its loads can be kept, then while that saves. */
void jh_i_tree_fit(struct jh_i_tree *tree, bool thorough);

/* loc_root.c */
/** A bound at or above it proves the best answer. */
double jh_i_tree_cut(const struct jh_i_tree *tree);
/** Climb from the dual's best multipliers with answers and fixing in between. */
enum jh_i_dual_end jh_i_tree_climb(struct jh_i_tree *tree, int n_rounds, int n_steps);
/** Fix pairs whose other value would push the bound past the cut. False: that leaves nothing. */
bool jh_i_tree_fix(struct jh_i_tree *tree);
/** host_fix from fix and from what must be. */
void jh_i_tree_fix_hosts(struct jh_i_tree *tree);

/* loc_branch.c */
/** From the fixings of the root to the end or a stop; sets the bound. */
enum jh_status jh_i_tree_branch(struct jh_i_tree *tree, struct jh_error *err) JH_CHECKED;
void jh_i_tree_release_nodes(struct jh_i_tree *tree);

#endif
