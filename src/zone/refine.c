/*
 * Refinement (Traag, Waltman and van Eck 2019): groups split into parts that are well connected,
 * on a map also in one piece. The paper visits each unit once; on a map units that touched no part
 * yet are visited again, because parts grow outwards from their hospitals.
 */
#include <math.h>

#include "base/fail.h"
#include "zone/level.h"

/* Randomness, as a share of the unit's own cases (theta of the paper). */
#define THETA 0.01
enum { PASSES_ON_MAP = 8 };

/* Parts within groups, grown from single units. */
struct parts {
    int32_t *of;      /* [n] */
    double *degree;   /* [n] by part */
    double *external; /* [n] by part: cases linked to the rest of its group */
    uint8_t *single;  /* [n] by unit: still alone */
};

/* Parts of its group that v may join and the cases that link it to them; how many. */
static size_t link_up(
    struct jh_zone_level *l, const struct jh_zone_groups *g, const struct parts *p, int32_t v)
{
    const struct jh_zone_net *net = l->net;
    const int32_t c = g->of[v];
    size_t n = 0;
    for (size_t e = net->map_start[v]; net->has_map && e < net->map_start[v + 1]; e++) {
        int32_t u = net->map_to[e], s = p->of[u];
        if (g->of[u] != c || l->candidate[s])
            continue;
        l->candidate[s] = 1;
        l->touched[n++] = s;
    }
    for (size_t e = net->flow_start[v]; e < net->flow_start[v + 1]; e++) {
        int32_t u = net->flow_to[e], s;
        if (g->of[u] != c)
            continue;
        s = p->of[u];
        if (!net->has_map && l->linked[s] == 0)
            l->touched[n++] = s;
        if (!net->has_map || l->candidate[s])
            l->linked[s] += net->flow[e];
    }
    return n;
}

/* The part that v joins, with a chance that grows with the gain; its own: none. */
static int32_t choose_part(struct jh_zone_level *l, const struct jh_zone_groups *g,
    const struct parts *p, int32_t v, struct jh_rng *rng, double *out_linked)
{
    const double degree = l->net->degree[v], scale = THETA * degree;
    size_t n = link_up(l, g, p, v), n_good = 0;
    int32_t chosen = p->of[v];
    double best = 0;
    for (size_t k = 0; k < n; k++) {
        int32_t s = l->touched[k];
        double linked = l->linked[s], rest = g->degree[g->of[v]] - p->degree[s];
        double gain = linked - l->penalty * degree * p->degree[s];
        l->candidate[s] = 0;
        if (gain < 0 || p->external[s] < l->penalty * p->degree[s] * rest) {
            l->linked[s] = 0;
            continue;
        }
        best = fmax(best, gain);
        l->touched[n_good] = s;
        l->gain[n_good++] = gain;
    }
    double total = scale > 0 ? exp(-best / scale) : 1; /* to stay alone; best first: no overflow */
    for (size_t k = 0; k < n_good; k++) {
        double x = scale > 0 ? (l->gain[k] - best) / scale : 0;
        double weight = x > -40 ? exp(x) : 0;
        total += weight;
        if (weight > 0 && jh_rng_unit(rng) * total < weight) {
            chosen = l->touched[k];
            *out_linked = l->linked[chosen];
        }
    }
    for (size_t k = 0; k < n_good; k++)
        l->linked[l->touched[k]] = 0;
    return chosen;
}

static bool parts_init(struct jh_arena *arena, const struct jh_zone_net *net,
    const struct jh_zone_groups *g, int32_t *of, struct parts *p)
{
    size_t n = net->n;
    *p = (struct parts){of, jh_arena_new(arena, n, double), jh_arena_new(arena, n, double),
        jh_arena_new(arena, n, uint8_t)};
    if (p->degree == NULL || p->external == NULL || p->single == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        of[i] = (int32_t)i;
        p->degree[i] = net->degree[i];
        p->single[i] = 1;
        for (size_t e = net->flow_start[i]; e < net->flow_start[i + 1]; e++)
            p->external[i] += g->of[net->flow_to[e]] == g->of[i] ? net->flow[e] : 0;
    }
    return true;
}

enum jh_status jh_i_zone_refine(struct jh_arena *arena, struct jh_zone_level *l,
    const struct jh_zone_groups *g, struct jh_rng *rng, int32_t *out_part_of, struct jh_error *err)
{
    const struct jh_zone_net *net = l->net;
    const int passes = net->has_map ? PASSES_ON_MAP : 1;
    struct parts p;
    if (!parts_init(arena, net, g, out_part_of, &p))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t n_merged = 1;
    for (size_t i = 0; i < net->n; i++)
        l->queue[i] = (int32_t)i;
    jh_rng_shuffle(rng, l->queue, net->n);
    for (int pass = 0; pass < passes && n_merged > 0; pass++) {
        n_merged = 0;
        for (size_t k = 0; k < net->n; k++) {
            int32_t v = l->queue[k];
            double rest = g->degree[g->of[v]] - net->degree[v], linked = 0;
            if (!p.single[v] || p.external[v] < l->penalty * net->degree[v] * rest)
                continue;
            int32_t s = choose_part(l, g, &p, v, rng, &linked);
            if (s == v)
                continue;
            p.of[v] = s;
            p.degree[s] += net->degree[v];
            p.external[s] += p.external[v] - 2 * linked;
            p.single[v] = p.single[s] = 0;
            n_merged++;
        }
    }
    return JH_OK;
}
