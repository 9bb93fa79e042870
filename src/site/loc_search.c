/*
 * Local search under the rules. For each host taken in turn as the one to come in, the best of:
 * open one of its pairs; put it in the place of another host in one kind, or in all of that host's
 * kinds; open one of its pairs and close one of another kind. Gains and losses are kept as in the
 * fast interchange (Whitaker 1983; Resende and Werneck 2007, doi:10.1016/j.ejor.2005.05.026):
 * cost of closing b and opening a = loss[b] - gain(a) - extra(a, b), kinds being independent.
 */
#include "site/loc.h"

#include <string.h>

#include "base/num.h"

struct jh_i_search {
    const struct jh_i_loc *loc;
    double *loss;    /* [n_pairs] of closing, where all its clients have a second one */
    int32_t *alone;  /* [n_pairs] clients that only this pair serves */
    double *gain;    /* [n_kinds] of opening the pair of the host looked at */
    double *extra;   /* [n_pairs] saved when opened and closed together; zero between hosts */
    int32_t *helped; /* [n_pairs] of alone that the host looked at would serve */
    int32_t *open_host;
    size_t n_open_host;
    struct jh_i_move move, best;
    double best_delta, eps;
    struct jh_i_state *state;
};

struct jh_i_search *jh_i_search_new(const struct jh_i_loc *loc, struct jh_arena *arena)
{
    struct jh_i_search *s = jh_arena_new(arena, 1, struct jh_i_search);
    size_t n = jh_i_loc_n_pairs(loc);
    if (s == NULL)
        return NULL;
    *s = (struct jh_i_search){.loc = loc,
        .loss = jh_arena_new(arena, n, double),
        .alone = jh_arena_new(arena, n, int32_t),
        .gain = jh_arena_new(arena, loc->n_kinds, double),
        .extra = jh_arena_new(arena, n, double),
        .helped = jh_arena_new(arena, n, int32_t),
        .open_host = jh_arena_new(arena, loc->n_hosts, int32_t)};
    bool ok = s->loss != NULL && s->alone != NULL && s->gain != NULL && s->extra != NULL &&
              s->helped != NULL && s->open_host != NULL && jh_i_move_init(&s->move, loc, arena) &&
              jh_i_move_init(&s->best, loc, arena);
    return ok ? s : NULL;
}

static void losses(struct jh_i_search *s, size_t kind)
{
    const struct jh_i_loc *loc = s->loc;
    const struct jh_i_state *state = s->state;
    double *loss = s->loss + kind * loc->n_hosts;
    int32_t *alone = s->alone + kind * loc->n_hosts;
    memset(loss, 0, loc->n_hosts * sizeof *loss);
    memset(alone, 0, loc->n_hosts * sizeof *alone);
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
        if (state->next[c] < 0)
            alone[state->near[c]]++;
        else
            loss[state->near[c]] +=
                loc->client_weight[c] * (state->next_cost[c] - state->near_cost[c]);
    }
}

/* What opening (kind, host) would gain, alone and together with closing another of the kind. */
static void look_in(struct jh_i_search *s, size_t kind, size_t host)
{
    const struct jh_i_loc *loc = s->loc;
    const struct jh_i_state *state = s->state;
    const int32_t *client_of = loc->client_of + kind * loc->n_lists;
    double *extra = s->extra + kind * loc->n_hosts, gain = 0;
    int32_t *helped = s->helped + kind * loc->n_hosts;
    for (size_t e = loc->host_start[host]; e < loc->host_start[host + 1]; e++) {
        int32_t c = client_of[loc->host_list[e]];
        double cost = loc->host_cost[e];
        if (c < 0 || !(cost < state->next_cost[c]))
            continue;
        double w = loc->client_weight[c], near = state->near_cost[c];
        bool only = state->next[c] < 0;
        int32_t out = state->near[c];
        helped[out] += only;
        if (cost < near) {
            gain += w * (near - cost);
            if (!only)
                extra[out] += w * (state->next_cost[c] - near);
        } else {
            extra[out] += only ? -w * (cost - near) : w * (state->next_cost[c] - cost);
        }
    }
    s->gain[kind] = gain;
}

/* INFINITY where a client would be left without service. */
static double swap_delta(const struct jh_i_search *s, size_t kind, size_t out)
{
    size_t pair = kind * s->loc->n_hosts + out;
    if (s->alone[pair] > s->helped[pair])
        return JH_INF;
    return s->loss[pair] - s->extra[pair] - s->gain[kind];
}

static void offer(struct jh_i_search *s, double delta)
{
    if (!(delta < s->best_delta) || !jh_i_state_allows(s->state, &s->move))
        return;
    s->best_delta = delta;
    s->best.n_close = s->move.n_close;
    s->best.n_open = s->move.n_open;
    memcpy(s->best.close, s->move.close, s->move.n_close * sizeof *s->move.close);
    memcpy(s->best.open, s->move.open, s->move.n_open * sizeof *s->move.open);
}

static bool may_close(const struct jh_i_search *s, size_t pair)
{
    return s->state->open[pair] && s->loc->state[pair] == JH_I_MAY;
}

static bool may_come(const struct jh_i_search *s, size_t pair)
{
    return !s->state->open[pair] && s->loc->state[pair] != JH_I_NO;
}

/* Moves that concern one kind of the host coming in. */
static void try_kind(struct jh_i_search *s, size_t kind, size_t host)
{
    const struct jh_i_loc *loc = s->loc;
    size_t in = kind * loc->n_hosts + host;
    s->move.n_open = 1;
    s->move.open[0] = in;
    s->move.n_close = 0;
    offer(s, -s->gain[kind]);
    bool free = s->best_delta <= -s->gain[kind];
    s->move.n_close = 1;
    for (size_t k = 0; k < s->n_open_host; k++) {
        size_t out = (size_t)s->open_host[k], pair = kind * loc->n_hosts + out;
        if (out == host || !may_close(s, pair))
            continue;
        s->move.close[0] = pair;
        offer(s, swap_delta(s, kind, out));
    }
    if (free || !(-s->gain[kind] < s->best_delta))
        return;
    for (size_t other = 0; other < loc->n_kinds; other++)
        for (size_t k = 0; k < s->n_open_host && other != kind; k++) {
            size_t pair = other * loc->n_hosts + (size_t)s->open_host[k];
            if (!may_close(s, pair) || s->alone[pair] > 0)
                continue;
            s->move.close[0] = pair;
            offer(s, s->loss[pair] - s->gain[kind]);
        }
}

/* The host takes over the kinds of another one as far as it may. */
static void try_replace(struct jh_i_search *s, size_t host, size_t out)
{
    const struct jh_i_loc *loc = s->loc;
    double delta = 0;
    s->move.n_open = s->move.n_close = 0;
    for (size_t kind = 0; kind < loc->n_kinds && delta < JH_INF; kind++) {
        size_t pair = kind * loc->n_hosts + out, in = kind * loc->n_hosts + host;
        if (!s->state->open[pair])
            continue;
        if (!may_close(s, pair))
            return;
        s->move.close[s->move.n_close++] = pair;
        if (may_come(s, in)) {
            s->move.open[s->move.n_open++] = in;
            delta += swap_delta(s, kind, out);
        } else {
            delta += s->alone[pair] > 0 ? JH_INF : s->loss[pair];
        }
    }
    if (s->move.n_open > 0)
        offer(s, delta);
}

static void list_open_hosts(struct jh_i_search *s)
{
    s->n_open_host = 0;
    for (size_t host = 0; host < s->loc->n_hosts; host++)
        if (s->state->host_kinds[host] > 0)
            s->open_host[s->n_open_host++] = (int32_t)host;
}

/* All kinds that the host might open; false: none. */
static bool look_all(struct jh_i_search *s, size_t host)
{
    bool any = false;
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++)
        if (may_come(s, kind * s->loc->n_hosts + host)) {
            look_in(s, kind, host);
            any = true;
        }
    return any;
}

static void forget(struct jh_i_search *s)
{
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++)
        for (size_t k = 0; k < s->n_open_host; k++) {
            size_t pair = kind * s->loc->n_hosts + (size_t)s->open_host[k];
            s->extra[pair] = 0;
            s->helped[pair] = 0;
        }
}

/* Best move that brings this host in; true: one was made. */
static bool improve(struct jh_i_search *s, size_t host)
{
    const struct jh_i_loc *loc = s->loc;
    s->best_delta = -s->eps;
    s->best.n_open = 0;
    if (!look_all(s, host))
        return false;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        if (may_come(s, kind * loc->n_hosts + host))
            try_kind(s, kind, host);
    if (loc->n_kinds > 1 && s->state->host_kinds[host] == 0)
        for (size_t k = 0; k < s->n_open_host; k++)
            try_replace(s, host, (size_t)s->open_host[k]);
    forget(s);
    if (s->best.n_open == 0)
        return false;
    jh_i_state_apply(s->state, &s->best);
    for (size_t i = 0; i < s->best.n_open; i++)
        losses(s, s->best.open[i] / loc->n_hosts);
    for (size_t i = 0; i < s->best.n_close; i++)
        losses(s, s->best.close[i] / loc->n_hosts);
    list_open_hosts(s);
    return true;
}

static void begin(struct jh_i_search *s, struct jh_i_state *state)
{
    s->state = state;
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++)
        losses(s, kind);
    list_open_hosts(s);
}

bool jh_i_search_run(
    struct jh_i_search *s, struct jh_i_state *state, size_t start, struct jh_i_clock *clock)
{
    const struct jh_i_loc *loc = s->loc;
    size_t idle = 0, since_tick = 0;
    begin(s, state);
    s->eps = 1e-10 * fabs(jh_i_state_objective(state));
    for (size_t k = 0; idle < loc->n_hosts; k++) {
        idle = improve(s, (start + k) % loc->n_hosts) ? 0 : idle + 1;
        if (++since_tick >= 256) {
            since_tick = 0;
            if (jh_i_clock_tick(clock))
                return false;
        }
    }
    return true;
}

/* ---- evidence ---- */

static void suggest(struct jh_i_search *s, struct jh_i_alternative *alternative, size_t host,
    bool whole, double delta)
{
    if (!(delta < alternative->delta[whole]) || !jh_i_state_allows(s->state, &s->move))
        return;
    alternative->delta[whole] = delta;
    alternative->host[whole] = (int32_t)host;
}

static double whole_move(
    const struct jh_i_search *s, size_t host, size_t out, struct jh_i_move *move)
{
    const struct jh_i_loc *loc = s->loc;
    double delta = 0;
    move->n_open = move->n_close = 0;
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        size_t pair = kind * loc->n_hosts + out, in = kind * loc->n_hosts + host;
        if (!s->state->open[pair])
            continue;
        if (!may_close(s, pair) || !may_come(s, in))
            return JH_INF;
        move->close[move->n_close++] = pair;
        move->open[move->n_open++] = in;
        delta += swap_delta(s, kind, out);
    }
    return delta;
}

void jh_i_search_alternatives(struct jh_i_search *s, struct jh_i_state *state, bool same_zone,
    struct jh_i_alternative *alternative)
{
    const struct jh_i_loc *loc = s->loc;
    begin(s, state);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        alternative[pair] = (struct jh_i_alternative){{-1, -1}, {JH_INF, JH_INF}};
    for (size_t host = 0; host < loc->n_hosts; host++) {
        if (!look_all(s, host))
            continue;
        for (size_t k = 0; k < s->n_open_host; k++) {
            size_t out = (size_t)s->open_host[k];
            if (out == host ||
                (same_zone && loc->zone[out] >= 0 && loc->zone[out] != loc->zone[host]))
                continue;
            for (size_t kind = 0; kind < loc->n_kinds; kind++) {
                size_t pair = kind * loc->n_hosts + out, in = kind * loc->n_hosts + host;
                if (!may_close(s, pair) || !may_come(s, in))
                    continue;
                s->move.n_open = s->move.n_close = 1;
                s->move.open[0] = in;
                s->move.close[0] = pair;
                suggest(s, &alternative[pair], host, false, swap_delta(s, kind, out));
            }
            if (state->host_kinds[host] > 0)
                continue;
            double delta = whole_move(s, host, out, &s->move);
            for (size_t kind = 0; kind < loc->n_kinds && delta < JH_INF; kind++)
                if (state->open[kind * loc->n_hosts + out])
                    suggest(s, &alternative[kind * loc->n_hosts + out], host, true, delta);
        }
        forget(s);
    }
}
