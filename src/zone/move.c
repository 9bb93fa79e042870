/*
 * Fast local moving (Traag, Waltman and van Eck 2019) with more rules: on a map a unit joins only
 * groups that it touches, and leaves only groups that stay in one piece without it; fixed parts
 * stay apart; no group falls below the minima by a move.
 */
#include <string.h>

#include "zone/level.h"

/* Gains smaller than this share of all cases are rounding. */
#define LEAST_GAIN 1e-12

bool jh_i_zone_level_init(struct jh_arena *arena, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, struct jh_zone_level *l)
{
    size_t n = net->n;
    *l = (struct jh_zone_level){.net = net,
        .moves = moves,
        .penalty = net->cases > 0 ? moves->resolution / (2 * net->cases) : 0,
        .least = LEAST_GAIN * net->cases,
        .linked = jh_arena_new(arena, n, double),
        .touched = jh_arena_new(arena, n, int32_t),
        .gain = jh_arena_new(arena, n, double),
        .candidate = jh_arena_new(arena, n, uint8_t),
        .queue = jh_arena_new(arena, n, int32_t),
        .mark = jh_arena_new(arena, n, int32_t),
        .queued = jh_arena_new(arena, n, uint8_t)};
    return l->linked != NULL && l->touched != NULL && l->gain != NULL && l->candidate != NULL &&
           l->queue != NULL && l->mark != NULL && l->queued != NULL;
}

bool jh_i_zone_groups_init(
    struct jh_arena *arena, const struct jh_zone_net *net, int32_t *of, struct jh_zone_groups *g)
{
    size_t n = net->n;
    *g = (struct jh_zone_groups){.of = of,
        .degree = jh_arena_new(arena, n, double),
        .population = jh_arena_new(arena, n, double),
        .within = jh_arena_new(arena, n, double),
        .residents = jh_arena_new(arena, n, double),
        .size = jh_arena_new(arena, n, int32_t),
        .fixed = jh_arena_new(arena, n, int32_t),
        .empty = jh_arena_new(arena, n, int32_t)};
    if (g->degree == NULL || g->population == NULL || g->within == NULL || g->residents == NULL ||
        g->size == NULL || g->fixed == NULL || g->empty == NULL)
        return false;
    for (size_t c = 0; c < n; c++)
        g->fixed[c] = JH_NONE;
    for (size_t i = 0; i < n; i++) {
        int32_t c = of[i];
        g->degree[c] += net->degree[i];
        g->population[c] += net->population[i];
        g->residents[c] += net->residents[i];
        g->size[c]++;
        if (net->fixed[i] != JH_NONE)
            g->fixed[c] = net->fixed[i];
    }
    for (size_t c = n; c-- > 0;)
        if (g->size[c] == 0)
            g->empty[g->n_empty++] = (int32_t)c;
    return true;
}

/* What groups keep; only where a minimum asks for it, as it takes a pass over all flows. */
static void sum_within(const struct jh_zone_net *net, struct jh_zone_groups *g)
{
    memset(g->within, 0, net->n * sizeof *g->within);
    for (size_t i = 0; i < net->n; i++) {
        double within = net->within[i];
        for (size_t e = net->flow_start[i]; e < net->flow_start[i + 1]; e++)
            within += g->of[net->flow_to[e]] == g->of[i] ? net->flow[e] / 2 : 0;
        g->within[g->of[i]] += within;
    }
}

/* True where the group of v stays in one piece without v: a search from one of v's neighbours in
 * it meets all the others, mostly within a step or two. */
static bool can_leave(struct jh_zone_level *l, const struct jh_zone_groups *g, int32_t v)
{
    const struct jh_zone_net *net = l->net;
    int32_t c = g->of[v], first = -1, wanted = 0;
    if (g->size[c] <= 2 || !net->has_map)
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

/* Cases that link v to the groups it may join, those in touched; on a map its own and those around. */
static size_t link_up(struct jh_zone_level *l, const struct jh_zone_groups *g, int32_t v)
{
    const struct jh_zone_net *net = l->net;
    const int32_t *of = g->of, own = of[v];
    size_t n = 0, end = net->flow_start[v + 1];
    if (!net->has_map) {
        for (size_t e = net->flow_start[v]; e < end; e++) {
            int32_t c = of[net->flow_to[e]];
            if (l->linked[c] == 0)
                l->touched[n++] = c;
            l->linked[c] += net->flow[e];
        }
        return n;
    }
    l->candidate[own] = 1;
    for (size_t e = net->map_start[v]; e < net->map_start[v + 1]; e++) {
        int32_t c = of[net->map_to[e]];
        if (l->candidate[c])
            continue;
        l->candidate[c] = 1;
        l->touched[n++] = c;
    }
    bool inner = n == 0 && l->moves->keep_number; /* nowhere to go */
    for (size_t e = net->flow_start[v]; !inner && e < end; e++) {
        int32_t c = of[net->flow_to[e]];
        if (l->candidate[c])
            l->linked[c] += net->flow[e];
    }
    for (size_t k = 0; k < n; k++)
        l->candidate[l->touched[k]] = 0;
    l->candidate[own] = 0;
    return n;
}

struct choice {
    int32_t to;
    double linked_from, linked_to;
};

/* The group that v had best join, its own where none is better. */
static struct choice best_group(struct jh_zone_level *l, const struct jh_zone_groups *g, int32_t v)
{
    const struct jh_zone_net *net = l->net;
    int32_t own = g->of[v], fixed = net->fixed[v];
    double penalty = l->penalty * net->degree[v];
    size_t n = link_up(l, g, v);
    struct choice best = {own, l->linked[own], 0};
    double best_gain = best.linked_from - penalty * (g->degree[own] - net->degree[v]) + l->least;
    for (size_t k = 0; k < n; k++) {
        int32_t c = l->touched[k];
        double gain = l->linked[c] - penalty * g->degree[c];
        if (c == own || gain < best_gain ||
            (gain == best_gain && (best.to == own || c > best.to)) ||
            (fixed != JH_NONE && g->fixed[c] != JH_NONE))
            continue;
        best.to = c;
        best.linked_to = l->linked[c];
        best_gain = gain;
    }
    if (!l->moves->keep_number && g->n_empty > 0 && g->size[own] > 1 && best_gain < 0)
        best = (struct choice){g->empty[g->n_empty - 1], best.linked_from, 0};
    for (size_t k = 0; k < n; k++)
        l->linked[l->touched[k]] = 0;
    l->linked[own] = 0;
    return best;
}

static bool falls_below(double within, double residents, double before, double least)
{
    double after = residents > 0 ? within / residents : 0;
    return after < least && after < before;
}

/* Neither group's localization index falls below the minimum, or further below it. */
static bool stays_local(const struct jh_zone_level *l, const struct jh_zone_groups *g, int32_t v,
    const struct choice *choice)
{
    const struct jh_zone_net *net = l->net;
    double least = l->moves->min_localization, within = net->within[v], here = net->residents[v];
    int32_t from = g->of[v], to = choice->to;
    if (!(least > 0))
        return true;
    double from_index = g->residents[from] > 0 ? g->within[from] / g->residents[from] : 0;
    double to_index = g->residents[to] > 0 ? g->within[to] / g->residents[to] : 0;
    return (g->size[from] == 1 || !falls_below(g->within[from] - within - choice->linked_from,
                                      g->residents[from] - here, from_index, least)) &&
           !falls_below(g->within[to] + within + choice->linked_to, g->residents[to] + here,
               to_index, least);
}

static void move(
    struct jh_zone_groups *g, const struct jh_zone_net *net, int32_t v, const struct choice *choice)
{
    int32_t from = g->of[v], to = choice->to;
    if (g->size[to] == 0)
        g->n_empty--; /* always the top one */
    g->of[v] = to;
    g->degree[to] += net->degree[v];
    g->population[to] += net->population[v];
    g->residents[to] += net->residents[v];
    g->within[to] += net->within[v] + choice->linked_to;
    g->size[to]++;
    g->degree[from] -= net->degree[v];
    g->population[from] -= net->population[v];
    g->residents[from] -= net->residents[v];
    g->within[from] -= net->within[v] + choice->linked_from;
    if (net->fixed[v] != JH_NONE) {
        g->fixed[from] = JH_NONE;
        g->fixed[to] = net->fixed[v];
    }
    if (--g->size[from] == 0) {
        g->degree[from] = g->population[from] = g->residents[from] = g->within[from] = 0;
        g->empty[g->n_empty++] = from;
    }
}

static bool allowed(
    struct jh_zone_level *l, const struct jh_zone_groups *g, int32_t v, const struct choice *choice)
{
    const struct jh_zone_moves *m = l->moves;
    int32_t from = g->of[v];
    if (choice->to == from || (m->keep_number && g->size[from] == 1))
        return false;
    if (m->min_population > 0 && g->size[from] > 1 &&
        g->population[from] - l->net->population[v] < m->min_population)
        return false;
    return stays_local(l, g, v, choice) && can_leave(l, g, v);
}

/* Those next to v, by flow and on the map, that are not in its group wait again. */
static void wake(struct jh_zone_level *l, const int32_t *of, int32_t v, const size_t *start,
    const int32_t *row, size_t head, size_t *waiting)
{
    for (size_t e = start[v]; e < start[v + 1]; e++) {
        int32_t u = row[e];
        if (of[u] == of[v] || l->queued[u])
            continue;
        size_t at = head + *waiting;
        l->queued[u] = 1;
        l->queue[at < l->net->n ? at : at - l->net->n] = u;
        ++*waiting;
    }
}

void jh_i_zone_move_units(struct jh_zone_level *l, struct jh_zone_groups *g, struct jh_rng *rng)
{
    const struct jh_zone_net *net = l->net;
    size_t n = net->n, head = 0, waiting = n;
    if (l->moves->min_localization > 0)
        sum_within(net, g);
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
        struct choice choice = best_group(l, g, v);
        if (!allowed(l, g, v, &choice))
            continue;
        move(g, net, v, &choice);
        if (net->has_map)
            wake(l, g->of, v, net->map_start, net->map_to, head, &waiting);
        wake(l, g->of, v, net->flow_start, net->flow_to, head, &waiting);
    }
}
