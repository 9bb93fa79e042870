/*
 * Shortest paths between all nodes of an undirected graph: Dijkstra from each node with a binary
 * heap whose entries are never moved but pushed again.
 */
#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "junheng/locate.h"

struct graph {
    size_t n;
    size_t *start; /* [n + 1] */
    int32_t *head;
    double *length;
};

struct entry {
    double at;
    int32_t node;
};

static void sift_down(struct entry *heap, size_t n, struct entry e)
{
    size_t i = 0;
    for (;;) {
        size_t c = 2 * i + 1;
        if (c >= n)
            break;
        if (c + 1 < n && heap[c + 1].at < heap[c].at)
            c++;
        if (heap[c].at >= e.at)
            break;
        heap[i] = heap[c];
        i = c;
    }
    heap[i] = e;
}

static void sift_up(struct entry *heap, size_t i, struct entry e)
{
    for (; i > 0 && heap[(i - 1) / 2].at > e.at; i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = e;
}

/* heap: room for one entry an arc and one more. */
static void from_node(const struct graph *g, size_t source, struct entry *heap, double *out)
{
    size_t n = 0;
    for (size_t v = 0; v < g->n; v++)
        out[v] = JH_INF;
    out[source] = 0;
    heap[n++] = (struct entry){0, (int32_t)source};
    while (n > 0) {
        struct entry top = heap[0];
        n--;
        if (n > 0)
            sift_down(heap, n, heap[n]);
        if (top.at > out[top.node])
            continue;
        for (size_t a = g->start[top.node]; a < g->start[top.node + 1]; a++) {
            double at = top.at + g->length[a];
            if (at < out[g->head[a]]) {
                out[g->head[a]] = at;
                sift_up(heap, n, (struct entry){at, g->head[a]});
                n++;
            }
        }
    }
}

/* Arcs by tail in the order of the edges; of several to the same head the last stays. */
static void add_arcs(struct graph *g, size_t n_edges, const int32_t *tail, const int32_t *head,
    const double *length, size_t *last)
{
    for (size_t e = 0; e < n_edges; e++) {
        g->start[tail[e] + 1]++;
        g->start[head[e] + 1]++;
    }
    for (size_t v = 0; v < g->n; v++)
        g->start[v + 1] += g->start[v];
    size_t *at = last; /* next free place of each node */
    for (size_t v = 0; v < g->n; v++)
        at[v] = g->start[v];
    for (size_t e = 0; e < n_edges; e++) {
        size_t a = at[tail[e]]++, b = at[head[e]]++;
        g->head[a] = head[e];
        g->length[a] = length[e];
        g->head[b] = tail[e];
        g->length[b] = length[e];
    }
    size_t used = 0, from = 0;
    for (size_t v = 0; v < g->n; v++)
        last[v] = SIZE_MAX;
    for (size_t v = 0; v < g->n; v++) {
        size_t to = g->start[v + 1], begin = used;
        for (size_t a = from; a < to; a++) {
            size_t known = last[g->head[a]];
            if (known != SIZE_MAX && known >= begin && known < used) {
                g->length[known] = g->length[a];
            } else {
                last[g->head[a]] = used;
                g->head[used] = g->head[a];
                g->length[used++] = g->length[a];
            }
        }
        from = to;
        g->start[v + 1] = used;
    }
}

static enum jh_status check_edges(size_t n_nodes, size_t n_edges, const int32_t *tail,
    const int32_t *head, const double *length, struct jh_error *err)
{
    for (size_t e = 0; e < n_edges; e++) {
        enum jh_status st = JH_OK;
        if (tail[e] < 0 || (size_t)tail[e] >= n_nodes || head[e] < 0 || (size_t)head[e] >= n_nodes)
            st = jh_fail(err, JH_E_DOMAIN, "an edge names a node that does not exist");
        else if (!(length[e] >= 0) || isinf(length[e]))
            st = jh_fail(err, JH_E_DOMAIN, "must not be below 0, got %g", length[e]);
        if (st != JH_OK) {
            jh_where(err, "edge[%zu]", e);
            return st;
        }
    }
    return JH_OK;
}

enum jh_status jh_locate_paths(size_t n_nodes, size_t n_edges, const int32_t *tail,
    const int32_t *head, const double *length, const struct jh_run *run, double *out_cost,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct graph g = {.n = n_nodes};
    size_t *last = NULL;
    bool good = true;
    JH_TRY(st, check_edges(n_nodes, n_edges, tail, head, length, err));
    g.start = jh_i_calloc(n_nodes + 1, sizeof *g.start);
    g.head = jh_i_calloc(2 * n_edges, sizeof *g.head);
    g.length = jh_i_calloc(2 * n_edges, sizeof *g.length);
    last = jh_i_calloc(n_nodes, sizeof *last);
    if (g.start == NULL || g.head == NULL || g.length == NULL || last == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    add_arcs(&g, n_edges, tail, head, length, last);
#pragma omp parallel num_threads(jh_run_threads(run)) reduction(&& : good)
    {
        struct entry *heap = jh_i_calloc(2 * n_edges + 1, sizeof *heap);
        good = heap != NULL;
#pragma omp for schedule(dynamic, 8)
        for (size_t v = 0; v < n_nodes; v++) {
            if (heap != NULL)
                from_node(&g, v, heap, out_cost + v * n_nodes);
        }
        jh_i_free(heap);
    }
    if (!good)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
out:
    jh_i_free(g.start);
    jh_i_free(g.head);
    jh_i_free(g.length);
    jh_i_free(last);
    return st;
}
