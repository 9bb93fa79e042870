#include "locate/cp_nodes.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

void jh_i_cp_node_release(struct jh_i_cp_node *node)
{
    jh_i_free(node->state);
    jh_i_free(node->u);
    jh_i_free(node->ruling);
    *node = (struct jh_i_cp_node){0};
}

void jh_i_cp_nodes_release(struct jh_i_cp_nodes *nodes)
{
    for (size_t k = 0; k < nodes->n; k++)
        jh_i_cp_node_release(&nodes->node[k]);
    jh_i_free(nodes->node);
    *nodes = (struct jh_i_cp_nodes){0};
}

static bool less(const struct jh_i_cp_node *a, const struct jh_i_cp_node *b)
{
    return a->bound < b->bound || (a->bound == b->bound && a->number > b->number);
}

/* Takes the node, also on failure. */
static enum jh_status push(
    struct jh_i_cp_nodes *nodes, struct jh_i_cp_node node, struct jh_error *err)
{
    if (nodes->n == nodes->cap) {
        size_t cap = nodes->cap * 2 + 64;
        struct jh_i_cp_node *grown = jh_i_realloc(nodes->node, cap, sizeof *grown);
        if (grown == NULL) {
            jh_i_cp_node_release(&node);
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        }
        nodes->node = grown;
        nodes->cap = cap;
    }
    size_t at = nodes->n++;
    for (; at > 0 && less(&node, &nodes->node[(at - 1) / 2]); at = (at - 1) / 2)
        nodes->node[at] = nodes->node[(at - 1) / 2];
    nodes->node[at] = node;
    return JH_OK;
}

static size_t bytes_of(size_t m, size_t n, size_t n_rulings)
{
    return m + n * sizeof(double) + (n_rulings + 1) * sizeof(struct jh_i_cp_ruling) +
           2 * sizeof(struct jh_i_cp_node);
}

enum jh_status jh_i_cp_nodes_add(struct jh_i_cp_nodes *nodes, double bound, size_t m,
    const uint8_t *state, size_t n, const double *u, const struct jh_i_cp_node *parent,
    const struct jh_i_cp_ruling *on, struct jh_error *err)
{
    size_t n_rulings = parent != NULL ? parent->n_rulings : 0;
    struct jh_i_cp_node node = {.bound = bound,
        .number = nodes->n_made++,
        .state = jh_i_calloc(m, 1),
        .u = jh_i_calloc(n, sizeof(double)),
        .ruling = jh_i_calloc(n_rulings + 1, sizeof *node.ruling),
        .n_rulings = n_rulings};
    if (node.state == NULL || node.u == NULL || node.ruling == NULL) {
        jh_i_cp_node_release(&node);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    memcpy(node.state, state, m);
    if (n > 0)
        memcpy(node.u, u, n * sizeof *u);
    if (n_rulings > 0)
        memcpy(node.ruling, parent->ruling, n_rulings * sizeof *node.ruling);
    if (on != NULL)
        node.ruling[node.n_rulings++] = *on;
    nodes->bytes = bytes_of(m, n, node.n_rulings) > nodes->bytes ? bytes_of(m, n, node.n_rulings)
                                                                 : nodes->bytes;
    return push(nodes, node, err);
}

struct jh_i_cp_node jh_i_cp_nodes_take(struct jh_i_cp_nodes *nodes)
{
    struct jh_i_cp_node top = nodes->node[0], last = nodes->node[--nodes->n];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= nodes->n)
            break;
        if (child + 1 < nodes->n && less(&nodes->node[child + 1], &nodes->node[child]))
            child++;
        if (!less(&nodes->node[child], &last))
            break;
        nodes->node[at] = nodes->node[child];
        at = child;
    }
    nodes->node[at] = last;
    return top;
}
