/*
 * Traag, Waltman and van Eck (2019), Sci Rep 9:5233, doi:10.1038/s41598-019-41695-z, with one more
 * rule: a unit joins only groups that it touches on the map, and leaves only groups that stay in
 * one piece without it.
 */
#include "zone/leiden.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

/* Randomness of refinement, as a share of the unit's own cases (theta of the paper). */
#define THETA 0.01
/* Gains smaller than this share of all cases are rounding. */
#define LEAST_GAIN 1e-12

/* Working arrays of one level; gain = linked cases - penalty * degree * degree. */
struct level {
    const struct jh_zone_net *net;
    double penalty, least;
    double *linked;      /* [n], cases linked to each group; zero between uses */
    int32_t *touched;    /* [n], groups with linked cases or seen on the map */
    uint8_t *is_touched; /* [n] */
    size_t n_touched;
    int32_t *queue, *mark; /* [n] */
    uint8_t *queued;       /* [n] */
    int32_t stamp;
};

struct groups {
    int32_t *of;                 /* [n] */
    double *degree, *population; /* [n] by group */
    int32_t *size;               /* [n] by group */
    int32_t *empty;              /* stack of unused group numbers */
    size_t n_empty;
};

size_t jh_i_zone_renumber(size_t n, int32_t *group_of, int32_t *scratch)
{
    int32_t next = 0, top = -1;
    for (size_t i = 0; i < n; i++)
        top = group_of[i] > top ? group_of[i] : top;
    for (int32_t g = 0; g <= top; g++)
        scratch[g] = -1;
    for (size_t i = 0; i < n; i++) {
        if (scratch[group_of[i]] < 0)
            scratch[group_of[i]] = next++;
        group_of[i] = scratch[group_of[i]];
    }
    return (size_t)next;
}

static bool level_init(struct jh_arena *arena, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, struct level *l)
{
    size_t n = net->n;
    *l = (struct level){.net = net,
        .penalty = net->cases > 0 ? moves->resolution / (2 * net->cases) : 0,
        .least = LEAST_GAIN * net->cases,
        .linked = jh_arena_new(arena, n, double),
        .touched = jh_arena_new(arena, n, int32_t),
        .is_touched = jh_arena_new(arena, n, uint8_t),
        .queue = jh_arena_new(arena, n, int32_t),
        .mark = jh_arena_new(arena, n, int32_t),
        .queued = jh_arena_new(arena, n, uint8_t)};
    return l->linked != NULL && l->touched != NULL && l->is_touched != NULL && l->queue != NULL &&
           l->mark != NULL && l->queued != NULL;
}

static bool groups_init(
    struct jh_arena *arena, const struct jh_zone_net *net, int32_t *of, struct groups *g)
{
    size_t n = net->n;
    *g = (struct groups){.of = of,
        .degree = jh_arena_new(arena, n, double),
        .population = jh_arena_new(arena, n, double),
        .size = jh_arena_new(arena, n, int32_t),
        .empty = jh_arena_new(arena, n, int32_t)};
    if (g->degree == NULL || g->population == NULL || g->size == NULL || g->empty == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        g->degree[of[i]] += net->degree[i];
        g->population[of[i]] += net->population[i];
        g->size[of[i]]++;
    }
    for (size_t c = n; c-- > 0;)
        if (g->size[c] == 0)
            g->empty[g->n_empty++] = (int32_t)c;
    return true;
}

static void touch(struct level *l, int32_t group)
{
    if (!l->is_touched[group]) {
        l->is_touched[group] = 1;
        l->touched[l->n_touched++] = group;
    }
}

static void untouch_all(struct level *l)
{
    while (l->n_touched > 0) {
        int32_t group = l->touched[--l->n_touched];
        l->is_touched[group] = 0;
        l->linked[group] = 0;
    }
}

/* True where the group of v stays in one piece without v: a search from one of v's neighbours in
 * it meets all the others, mostly within a step or two. */
static bool can_leave(struct level *l, const struct groups *g, int32_t v)
{
    const struct jh_zone_net *net = l->net;
    int32_t c = g->of[v], first = -1, wanted = 0;
    if (g->size[c] <= 2)
        return true;
    /* mark: stamp = neighbour to be met, stamp + 1 = met */
    l->stamp += 2;
    for (size_t e = net->map_start[v]; e < net->map_start[v + 1]; e++)
        if (g->of[net->map_to[e]] == c) {
            first = net->map_to[e];
            l->mark[first] = l->stamp;
            wanted++;
        }
    if (wanted <= 1)
        return wanted == 1;
    size_t head = 0, tail = 0;
    int32_t *todo = l->touched; /* free here: no group is touched while asking */
    todo[tail++] = first;
    l->mark[first] = l->mark[v] = l->stamp + 1;
    wanted--;
    while (head < tail && wanted > 0) {
        int32_t u = todo[head++];
        for (size_t e = net->map_start[u]; e < net->map_start[u + 1]; e++) {
            int32_t t = net->map_to[e];
            if (g->of[t] != c || l->mark[t] == l->stamp + 1)
                continue;
            wanted -= l->mark[t] == l->stamp;
            l->mark[t] = l->stamp + 1;
            todo[tail++] = t;
        }
    }
    return wanted == 0;
}

/* The group that v had best join, its own where none is better. */
static int32_t best_group(
    struct level *l, const struct groups *g, const struct jh_zone_moves *moves, int32_t v)
{
    const struct jh_zone_net *net = l->net;
    int32_t own = g->of[v], best = own;
    double penalty = l->penalty * net->degree[v];
    for (size_t e = net->flow_start[v]; e < net->flow_start[v + 1]; e++) {
        int32_t c = g->of[net->flow_to[e]];
        touch(l, c);
        l->linked[c] += net->flow[e];
    }
    double best_gain = l->linked[own] - penalty * (g->degree[own] - net->degree[v]) + l->least;
    for (size_t e = net->map_start[v]; e < net->map_start[v + 1]; e++) {
        int32_t c = g->of[net->map_to[e]];
        double gain = l->linked[c] - penalty * g->degree[c];
        if (c != own && (gain > best_gain || (gain == best_gain && best != own && c < best))) {
            best = c;
            best_gain = gain;
        }
    }
    if (!moves->keep_number && g->n_empty > 0 && g->size[own] > 1 && best_gain < 0)
        best = g->empty[g->n_empty - 1];
    untouch_all(l);
    return best;
}

static void move(struct groups *g, const struct jh_zone_net *net, int32_t v, int32_t to)
{
    int32_t from = g->of[v];
    if (g->size[to] == 0)
        g->n_empty--; /* always the top one */
    g->of[v] = to;
    g->degree[to] += net->degree[v];
    g->population[to] += net->population[v];
    g->size[to]++;
    g->degree[from] -= net->degree[v];
    g->population[from] -= net->population[v];
    if (--g->size[from] == 0) {
        g->degree[from] = g->population[from] = 0;
        g->empty[g->n_empty++] = from;
    }
}

/* Fast local moving: a queue of units whose surroundings have changed. */
static void move_units(
    struct level *l, struct groups *g, const struct jh_zone_moves *moves, struct jh_rng *rng)
{
    const struct jh_zone_net *net = l->net;
    size_t n = net->n, head = 0, waiting = n;
    for (size_t i = 0; i < n; i++) {
        l->queue[i] = (int32_t)i;
        l->queued[i] = 1;
    }
    jh_rng_shuffle(rng, l->queue, n);
    while (waiting > 0) {
        int32_t v = l->queue[head];
        head = head + 1 == n ? 0 : head + 1;
        waiting--;
        l->queued[v] = 0;
        int32_t from = g->of[v], to = best_group(l, g, moves, v);
        if (to == from || (moves->keep_number && g->size[from] == 1) ||
            (moves->min_population > 0 && g->size[from] > 1 &&
                g->population[from] - net->population[v] < moves->min_population) ||
            !can_leave(l, g, v))
            continue;
        move(g, net, v, to);
        for (int pass = 0; pass < 2; pass++) {
            const size_t *start = pass == 0 ? net->map_start : net->flow_start;
            const int32_t *row = pass == 0 ? net->map_to : net->flow_to;
            for (size_t e = start[v]; e < start[v + 1]; e++) {
                int32_t u = row[e];
                if (g->of[u] == to || l->queued[u])
                    continue;
                l->queued[u] = 1;
                l->queue[(head + waiting) % n] = u;
                waiting++;
            }
        }
    }
}

/* Parts within groups, grown from single units. */
struct parts {
    int32_t *of;      /* [n] */
    double *degree;   /* [n] by part */
    double *external; /* [n] by part: cases linked to the rest of its group */
    uint8_t *single;  /* [n] by unit: still alone */
};

/* Parts of its group that v touches and may join, with a chance that grows with the gain. */
static int32_t choose_part(
    struct level *l, const struct groups *g, const struct parts *p, int32_t v, struct jh_rng *rng)
{
    const struct jh_zone_net *net = l->net;
    int32_t c = g->of[v], chosen = p->of[v];
    double total = 1, scale = THETA * net->degree[v], best = 0;
    for (size_t e = net->flow_start[v]; e < net->flow_start[v + 1]; e++)
        if (g->of[net->flow_to[e]] == c)
            l->linked[p->of[net->flow_to[e]]] += net->flow[e];
    for (int pass = 0; pass < 2; pass++) {
        /* first the best gain, so that no exponential overflows; then the draw */
        if (pass == 1)
            total = scale > 0 ? exp(-best / scale) : 1;
        for (size_t e = net->map_start[v]; e < net->map_start[v + 1]; e++) {
            int32_t u = net->map_to[e], s = p->of[u];
            if (g->of[u] != c || s == p->of[v] || l->is_touched[s])
                continue;
            double rest = g->degree[c] - p->degree[s];
            double gain = l->linked[s] - l->penalty * net->degree[v] * p->degree[s];
            if (gain < 0 || p->external[s] < l->penalty * p->degree[s] * rest)
                continue;
            touch(l, s);
            if (pass == 0) {
                best = fmax(best, gain);
                continue;
            }
            double weight = scale > 0 ? exp((gain - best) / scale) : 1;
            total += weight;
            if (jh_rng_unit(rng) * total < weight)
                chosen = s;
        }
        while (l->n_touched > 0)
            l->is_touched[l->touched[--l->n_touched]] = 0;
    }
    for (size_t e = net->flow_start[v]; e < net->flow_start[v + 1]; e++)
        l->linked[p->of[net->flow_to[e]]] = 0;
    return chosen;
}

static double linked_to_part(
    const struct jh_zone_net *net, const struct parts *p, int32_t v, int32_t part)
{
    double sum = 0;
    for (size_t e = net->flow_start[v]; e < net->flow_start[v + 1]; e++)
        if (p->of[net->flow_to[e]] == part)
            sum += net->flow[e];
    return sum;
}

static bool parts_init(struct jh_arena *arena, const struct jh_zone_net *net,
    const struct groups *g, int32_t *of, struct parts *p)
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
            if (g->of[net->flow_to[e]] == g->of[i])
                p->external[i] += net->flow[e];
    }
    return true;
}

/* Refinement. The paper visits each unit once; here units that touched no part yet are visited
 * again, because on a map parts grow outwards from their hospitals. */
static enum jh_status refine(struct jh_arena *arena, struct level *l, const struct groups *g,
    struct jh_rng *rng, int32_t *out_part_of, struct jh_error *err)
{
    enum { PASSES = 8 };
    const struct jh_zone_net *net = l->net;
    struct parts p;
    if (!parts_init(arena, net, g, out_part_of, &p))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t n_merged = 1;
    for (size_t i = 0; i < net->n; i++)
        l->queue[i] = (int32_t)i;
    jh_rng_shuffle(rng, l->queue, net->n);
    for (int pass = 0; pass < PASSES && n_merged > 0; pass++) {
        n_merged = 0;
        for (size_t k = 0; k < net->n; k++) {
            int32_t v = l->queue[k];
            double rest = g->degree[g->of[v]] - net->degree[v];
            if (!p.single[v] || p.external[v] < l->penalty * net->degree[v] * rest)
                continue;
            int32_t s = choose_part(l, g, &p, v, rng);
            if (s == v)
                continue;
            double linked = linked_to_part(net, &p, v, s);
            p.of[v] = s;
            p.degree[s] += net->degree[v];
            p.external[s] += p.external[v] - 2 * linked;
            p.single[v] = p.single[s] = 0;
            n_merged++;
        }
    }
    return JH_OK;
}

/* Where a climb stands: the net of the level, its groups, the node that stands for each unit. */
struct climb {
    struct jh_zone_net net;
    int32_t *of, *node_of, *renumber;
    bool at_top;
};

static enum jh_status step(struct jh_arena *arena, const struct jh_zone_moves *moves,
    size_t n_units, struct jh_rng *rng, struct climb *at, int32_t *group_of, struct jh_error *err)
{
    struct jh_zone_net net = at->net;
    struct level level;
    struct groups groups;
    int32_t *part = jh_arena_new(arena, net.n, int32_t);
    if (part == NULL || !level_init(arena, &net, moves, &level) ||
        !groups_init(arena, &net, at->of, &groups))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    move_units(&level, &groups, moves, rng);
    for (size_t i = 0; i < n_units; i++)
        group_of[i] = at->of[at->node_of[i]];
    enum jh_status st = refine(arena, &level, &groups, rng, part, err);
    if (st != JH_OK)
        return st;
    size_t n_parts = jh_i_zone_renumber(net.n, part, at->renumber);
    at->at_top = n_parts == net.n;
    if (at->at_top)
        return JH_OK;
    int32_t *of = jh_arena_new(arena, n_parts, int32_t);
    if (of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < net.n; i++)
        of[part[i]] = at->of[i];
    jh_i_zone_renumber(n_parts, of, at->renumber);
    for (size_t i = 0; i < n_units; i++)
        at->node_of[i] = part[at->node_of[i]];
    at->of = of;
    return jh_i_zone_net_merge(arena, &net, n_parts, part, &at->net, err);
}

/* From the units to the whole: move, refine, aggregate, again. */
static enum jh_status climb(struct jh_arena *arena, const struct jh_zone_net *bottom,
    const struct jh_zone_moves *moves, struct jh_rng *rng, int32_t *group_of, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct climb at = {.net = *bottom,
        .of = jh_arena_new(arena, bottom->n, int32_t),
        .node_of = jh_arena_new(arena, bottom->n, int32_t),
        .renumber = jh_arena_new(arena, bottom->n, int32_t)};
    if (at.of == NULL || at.node_of == NULL || at.renumber == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < bottom->n; i++) {
        at.node_of[i] = (int32_t)i;
        at.of[i] = group_of[i];
    }
    while (st == JH_OK && !at.at_top)
        st = step(arena, moves, bottom->n, rng, &at, group_of, err);
    return st;
}

enum jh_status jh_i_zone_leiden(struct jh_arena *scratch, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, int max_rounds, struct jh_rng *rng, size_t *n_groups,
    int32_t *group_of, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena_mark start = jh_arena_save(scratch);
    int32_t *renumber = jh_arena_new(scratch, net->n, int32_t);
    double *sums = jh_arena_new(scratch, net->n, double), before = -JH_INF, after = 0;
    if (renumber == NULL || sums == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (int round = 0; round < max_rounds; round++, before = after) {
        struct jh_arena_mark mark = jh_arena_save(scratch);
        JH_TRY(st, climb(scratch, net, moves, rng, group_of, err));
        jh_arena_rewind(scratch, mark);
        *n_groups = jh_i_zone_renumber(net->n, group_of, renumber);
        after = jh_i_zone_net_modularity(net, *n_groups, group_of, moves->resolution, sums);
        if (!(after > before + 1e-9))
            break;
    }
out:
    jh_arena_rewind(scratch, start);
    return st;
}
