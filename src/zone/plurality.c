/*
 * Zones by plurality: every unit to the hospital town it uses most, made contiguous, weak zones
 * joined. Wennberg and Cooper (1996), Dartmouth Atlas, appendix A; Wang and Wang (2022).
 */
#include "zone/plurality.h"

#include <string.h>

#include "base/fail.h"
#include "zone/check.h"
#include "zone/parts.h"
#include "zone/weak.h"

struct plurality {
    struct jh_arena *arena;
    const struct jh_zone_flow *use; /* how much units use towns: cases, or probability */
    const struct jh_graph *adjacency;
    size_t n, n_towns;
    double least;     /* use of a unit for it to be a town */
    uint8_t *is_town; /* [n] */
    double *treated;  /* [n] */
    int32_t *choice;  /* [n], town or JH_NONE */
    int32_t *zone_of; /* [n], settled units; others JH_NONE */
};

static enum jh_status allocate(struct plurality *p, struct jh_error *err)
{
    p->is_town = jh_arena_new(p->arena, p->n, uint8_t);
    p->treated = jh_arena_new(p->arena, p->n, double);
    p->choice = jh_arena_new(p->arena, p->n, int32_t);
    p->zone_of = jh_arena_new(p->arena, p->n, int32_t);
    if (p->is_town == NULL || p->treated == NULL || p->choice == NULL || p->zone_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t e = 0; e < p->use->start[p->n]; e++)
        p->treated[p->use->to[e]] += p->use->cases[e];
    for (size_t u = 0; u < p->n; u++) {
        p->is_town[u] = p->treated[u] > 0 && p->treated[u] >= p->least;
        p->n_towns += p->is_town[u];
    }
    if (p->n_towns > 0 || p->n == 0)
        return JH_OK;
    enum jh_status st = JH_OK;
    if (p->least > 0) {
        st = jh_fail(err, JH_E_DATA,
            "no service area treats at least %g of the cases that referral regions go by",
            p->least);
        jh_hint(err, "Let fewer such cases make a centre, or name other specialties.");
        return st;
    }
    st = jh_fail(err, JH_E_DATA, "no hospital of the territory is used by anybody");
    jh_hint(err, "Check flows.csv: zones need stays in hospitals of the territory.");
    return st;
}

/* The town used most; of equals the first. */
static int32_t favourite(const struct plurality *p, size_t u)
{
    int32_t best = JH_NONE;
    double most = 0;
    for (size_t e = p->use->start[u]; e < p->use->start[u + 1]; e++)
        if (p->is_town[p->use->to[e]] && p->use->cases[e] > most) {
            most = p->use->cases[e];
            best = p->use->to[e];
        }
    return best;
}

static double own_share(const struct plurality *p, size_t town)
{
    double own = 0, all = p->use->outside[town];
    for (size_t e = p->use->start[town]; e < p->use->start[town + 1]; e++) {
        all += p->use->cases[e];
        own += p->use->to[e] == (int32_t)town ? p->use->cases[e] : 0;
    }
    return all > 0 ? own / all : 0;
}

/* A town whose own people use another one most cannot be the centre of a zone. One at a time, as
 * each changes what is used most: the least used by its own people, then the least used, then the
 * last. */
static enum jh_status choose_towns(struct plurality *p, struct jh_error *err)
{
    double *share = jh_arena_new(p->arena, p->n, double);
    if (share == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < p->n; u++) {
        p->choice[u] = favourite(p, u);
        share[u] = p->is_town[u] ? own_share(p, u) : 0;
    }
    while (p->n_towns > 1) {
        int32_t worst = JH_NONE;
        for (size_t t = 0; t < p->n; t++) {
            if (!p->is_town[t] || p->choice[t] == (int32_t)t || p->choice[t] == JH_NONE)
                continue;
            if (worst < 0 || share[t] < share[worst] ||
                (share[t] == share[worst] && p->treated[t] <= p->treated[worst]))
                worst = (int32_t)t;
        }
        if (worst < 0)
            break;
        p->is_town[worst] = 0;
        p->n_towns--;
        for (size_t u = 0; u < p->n; u++)
            if (p->choice[u] == worst)
                p->choice[u] = favourite(p, u);
    }
    for (size_t t = 0; t < p->n; t++)
        if (p->is_town[t])
            p->choice[t] = (int32_t)t; /* the last town stays one, whoever uses it */
    return JH_OK;
}

/* Units joined to their town through units of the same choice are settled. */
static enum jh_status settle(struct plurality *p, struct jh_error *err)
{
    int32_t *todo = jh_arena_new(p->arena, p->n, int32_t), zone = 0;
    if (todo == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < p->n; u++)
        p->zone_of[u] = JH_NONE;
    for (size_t t = 0; t < p->n; t++) {
        size_t n = 0;
        if (!p->is_town[t])
            continue;
        todo[n++] = (int32_t)t;
        p->zone_of[t] = zone;
        while (n > 0) {
            int32_t u = todo[--n];
            for (size_t e = p->adjacency->start[u]; e < p->adjacency->start[u + 1]; e++) {
                int32_t v = p->adjacency->to[e];
                if (p->zone_of[v] >= 0 || p->choice[v] != (int32_t)t)
                    continue;
                p->zone_of[v] = zone;
                todo[n++] = v;
            }
        }
        zone++;
    }
    return JH_OK;
}

/* The settled zone next to unit u that it uses most; ties: longest border, lower number. */
static int32_t neighbour_used_most(
    const struct plurality *p, size_t u, double *used, double *border)
{
    const struct jh_graph *g = p->adjacency;
    int32_t best = JH_NONE;
    for (size_t e = p->use->start[u]; e < p->use->start[u + 1]; e++)
        if (p->zone_of[p->use->to[e]] >= 0)
            used[p->zone_of[p->use->to[e]]] += p->use->cases[e];
    for (size_t e = g->start[u]; e < g->start[u + 1]; e++)
        if (p->zone_of[g->to[e]] >= 0)
            border[p->zone_of[g->to[e]]] += g->border_m != NULL ? g->border_m[e] : 0;
    for (size_t e = g->start[u]; e < g->start[u + 1]; e++) {
        int32_t z = p->zone_of[g->to[e]];
        if (z < 0 || z == best)
            continue;
        if (best < 0 || used[z] > used[best] ||
            (used[z] == used[best] &&
                (border[z] > border[best] || (border[z] == border[best] && z < best))))
            best = z;
    }
    for (size_t e = g->start[u]; e < g->start[u + 1]; e++)
        if (p->zone_of[g->to[e]] >= 0)
            border[p->zone_of[g->to[e]]] = 0;
    for (size_t e = p->use->start[u]; e < p->use->start[u + 1]; e++)
        if (p->zone_of[p->use->to[e]] >= 0)
            used[p->zone_of[p->use->to[e]]] = 0;
    return best;
}

/* In rounds, so that the order of units does not matter: who touches a settled zone joins one. */
static enum jh_status repair(struct plurality *p, struct jh_error *err)
{
    double *used = jh_arena_new(p->arena, p->n_towns, double);
    double *border = jh_arena_new(p->arena, p->n_towns, double);
    int32_t *open = jh_arena_new(p->arena, p->n, int32_t);
    int32_t *joins = jh_arena_new(p->arena, p->n, int32_t);
    size_t n_open = 0;
    if (used == NULL || border == NULL || open == NULL || joins == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < p->n; u++)
        if (p->zone_of[u] < 0)
            open[n_open++] = (int32_t)u;
    for (size_t n_before = n_open + 1; n_open < n_before;) {
        size_t n_still = 0;
        for (size_t k = 0; k < n_open; k++)
            joins[k] = neighbour_used_most(p, (size_t)open[k], used, border);
        for (size_t k = 0; k < n_open; k++) {
            p->zone_of[open[k]] = joins[k];
            if (joins[k] < 0)
                open[n_still++] = open[k];
        }
        n_before = n_open;
        n_open = n_still;
    }
    return JH_OK;
}

/* Parts of the map without any town join a zone across the water. across: [n], set where so. */
static enum jh_status join_islands(struct plurality *p, const struct jh_zone_flow *flow,
    const double *population, const struct jh_point *point, uint8_t *across, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_zone_parts parts;
    const struct jh_zone_options any = {0};
    bool some = false;
    JH_TRY(st, jh_i_zone_parts(p->arena, p->adjacency, population, &any, &parts, err));
    for (size_t u = 0; u < p->n; u++) {
        parts.index_of[u] = p->zone_of[u] >= 0 ? (int32_t)u : -1;
        across[u] = p->zone_of[u] < 0;
        some = some || across[u];
    }
    if (some)
        st = jh_i_zone_join_islands(p->arena, flow, point, &parts, p->n_towns, p->zone_of, err);
out:
    return st;
}

enum jh_status jh_i_zone_plurality(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_zone_flow *use, double least_use, const struct jh_graph *adjacency,
    const double *population, const struct jh_point *point, const struct jh_zone_options *options,
    int32_t *zone_of, size_t *n_zones, uint8_t *across, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct plurality p = {
        .arena = arena, .use = use, .adjacency = adjacency, .n = flow->n, .least = least_use};
    JH_TRY(st, allocate(&p, err));
    JH_TRY(st, choose_towns(&p, err));
    JH_TRY(st, settle(&p, err));
    JH_TRY(st, repair(&p, err));
    JH_TRY(st, join_islands(&p, flow, population, point, across, err));
    if (p.n > 0)
        JH_TRY(st, jh_i_zone_merge_weak(
                       arena, flow, adjacency, population, options, &p.n_towns, p.zone_of, err));
    JH_TRY(st, jh_i_zone_by_size(arena, p.n, population, p.n_towns, p.zone_of, err));
    if (p.n > 0)
        memcpy(zone_of, p.zone_of, p.n * sizeof *zone_of);
    *n_zones = p.n_towns;
out:
    return st;
}

enum jh_status jh_zone_plurality(const struct jh_zone_flow *flow, const struct jh_zone_flow *use,
    const struct jh_graph *adjacency, const double *population, const struct jh_point *point,
    const struct jh_zone_options *options, int32_t *out_zone_of, size_t *out_n_zones,
    size_t *out_n_islands, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    size_t n_islands = 0;
    jh_arena_init(&arena, 0);
    uint8_t *across = jh_arena_new(&arena, flow->n, uint8_t);
    if (across == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    use = use != NULL ? use : flow;
    JH_TRY(st, jh_i_zone_check(flow, adjacency, population, err));
    JH_TRY(st, jh_i_zone_check(use, adjacency, population, err));
    JH_TRY(st, jh_i_zone_check_options(options, population, flow->n, err));
    JH_TRY(st, jh_i_zone_plurality(&arena, flow, use, 0, adjacency, population, point, options,
                   out_zone_of, out_n_zones, across, err));
    for (size_t u = 0; u < flow->n; u++)
        n_islands += across[u];
    *out_n_islands = n_islands;
out:
    jh_arena_release(&arena);
    return st;
}
