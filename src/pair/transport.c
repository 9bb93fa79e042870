/* Successive augmenting paths (Ford and Fulkerson; Busacker and Gowen 1960), by Bellman-Ford on the
 * columns and one node more, the end, which all columns drain into and rows without column come from. */
#include "pair/transport.h"

#include <stdbool.h>
#include <string.h>

enum { SOURCE = -1, NOBODY = -1 };

static bool relax(struct jh_i_transport *t, size_t node, int64_t dist, int32_t from, int32_t mover)
{
    if (dist <= t->dist[node])
        return false;
    t->dist[node] = dist;
    t->from_node[node] = from;
    t->mover[node] = mover;
    return true;
}

/* Row r moves from its node (worth `had` there) to every column it may take and to the end. */
static bool relax_row(
    struct jh_i_transport *t, size_t r, int32_t from, int64_t base, int32_t barred)
{
    const int64_t *worth = &t->worth[r * t->n_columns];
    bool better = false;
    for (size_t k = 0; k < t->n_columns; k++) {
        if (worth[k] != JH_I_NEVER && (int32_t)k != barred)
            better |= relax(t, k, base + worth[k], from, (int32_t)r);
    }
    return relax(t, t->n_columns, base, from, (int32_t)r) || better;
}

/* Columns with room drain into the end; what they drain can be taken back. */
static bool relax_ends(struct jh_i_transport *t)
{
    const size_t end = t->n_columns;
    bool better = false;
    for (size_t k = 0; k < end; k++) {
        if (t->dist[k] != JH_I_NEVER && t->load[k] < t->capacity[k])
            better |= relax(t, end, t->dist[k], (int32_t)k, NOBODY);
        if (t->dist[end] != JH_I_NEVER && t->load[k] > 0)
            better |= relax(t, k, t->dist[end], (int32_t)end, NOBODY);
    }
    return better;
}

/* Greatest gains from the row, which holds nothing and may not take `barred`, to all nodes. The
 * solution held is an optimum, so no cycle gains and the rounds end. */
static void find_paths(struct jh_i_transport *t, size_t row, int32_t barred)
{
    for (size_t k = 0; k <= t->n_columns; k++)
        t->dist[k] = JH_I_NEVER;
    relax_row(t, row, SOURCE, 0, barred);
    for (bool better = true; better;) {
        better = relax_ends(t);
        for (size_t r = 0; r < t->n_rows; r++) {
            size_t at = t->taken[r] >= 0 ? (size_t)t->taken[r] : t->n_columns;
            if (r == row || t->dist[at] == JH_I_NEVER)
                continue;
            int64_t had = t->taken[r] >= 0 ? t->worth[r * t->n_columns + at] : 0;
            better |= relax_row(t, r, (int32_t)at, t->dist[at] - had, -1);
        }
    }
}

/* Move everybody along the path that ends at the end. */
static void follow(struct jh_i_transport *t)
{
    const int32_t end = (int32_t)t->n_columns;
    for (int32_t node = end; node != SOURCE; node = t->from_node[node]) {
        int32_t r = t->mover[node];
        if (r == NOBODY)
            continue;
        t->taken[r] = node == end ? -1 : node;
    }
    memset(t->load, 0, t->n_columns * sizeof *t->load);
    for (size_t r = 0; r < t->n_rows; r++) {
        if (t->taken[r] >= 0)
            t->load[t->taken[r]]++;
    }
}

int64_t jh_i_transport_solve(struct jh_i_transport *t)
{
    int64_t sum = 0;
    memset(t->load, 0, t->n_columns * sizeof *t->load);
    for (size_t r = 0; r < t->n_rows; r++)
        t->taken[r] = -1;
    /* Rows not yet entered stay out: they would be moved in from the end otherwise. */
    const size_t n = t->n_rows;
    for (size_t r = 0; r < n; r++) {
        t->n_rows = r + 1;
        find_paths(t, r, -1);
        sum += t->dist[t->n_columns];
        follow(t);
    }
    t->n_rows = n;
    return sum;
}

int64_t jh_i_transport_loss(struct jh_i_transport *t, size_t row, int32_t *out_column)
{
    const int32_t held = t->taken[row];
    find_paths(t, row, held);
    int32_t node = held;
    while (t->from_node[node] != SOURCE)
        node = t->from_node[node];
    *out_column = (size_t)node == t->n_columns ? -1 : node;
    return t->worth[row * t->n_columns + (size_t)held] - t->dist[held];
}
