/*
 * Open nodes of the tree of the capacitated p-median problem.
 */
#ifndef JH_LOCATE_CP_NODES_H
#define JH_LOCATE_CP_NODES_H

#include <stddef.h>
#include <stdint.h>

#include "locate/locate_internal.h"

/** A pair that a node rules out or demands. */
struct jh_i_cp_ruling {
    int32_t client, site;
    bool demanded;
};

struct jh_i_cp_node {
    double bound;
    int64_t number;
    uint8_t *state; /* [m] */
    double *u;      /* [n] */
    struct jh_i_cp_ruling *ruling;
    size_t n_rulings;
};
void jh_i_cp_node_release(struct jh_i_cp_node *node);

/** A heap, the least bound first; of equal ones the last. */
struct jh_i_cp_nodes {
    struct jh_i_cp_node *node;
    size_t n, cap, bytes;
    int64_t n_made;
};
void jh_i_cp_nodes_release(struct jh_i_cp_nodes *nodes);
/** Adds a copy of state [m], u [n], the parent's rulings and one more; parent, on NULL: none. */
enum jh_status jh_i_cp_nodes_add(struct jh_i_cp_nodes *nodes, double bound, size_t m,
    const uint8_t *state, size_t n, const double *u, const struct jh_i_cp_node *parent,
    const struct jh_i_cp_ruling *on, struct jh_error *err) JH_CHECKED;
/** The first, which is the caller's from then on; there must be one. */
struct jh_i_cp_node jh_i_cp_nodes_take(struct jh_i_cp_nodes *nodes);

#endif
