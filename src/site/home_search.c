/*
 * Exchanges: another host in the place of one, in one specialty or in all of them; pairs added.
 */
#include "site/home.h"

#include <math.h>

#include "base/num.h"

bool jh_i_home_search_init(struct jh_i_home_search *s, const struct jh_i_home *home,
    struct jh_i_state *state, struct jh_arena *arena)
{
    const struct jh_i_loc *loc = home->loc;
    *s = (struct jh_i_home_search){.home = home,
        .state = state,
        .zone_start = jh_arena_new(arena, loc->n_zones + 3, int32_t),
        .zone_host = jh_arena_new(arena, loc->n_hosts, int32_t)};
    if (s->zone_start == NULL || s->zone_host == NULL ||
        !jh_i_home_value_init(&s->value, home, arena) || !jh_i_move_init(&s->move, loc, arena) ||
        !jh_i_move_init(&s->back, loc, arena))
        return false;
    for (size_t h = 0; h < loc->n_hosts; h++)
        s->zone_start[(loc->zone[h] < 0 ? loc->n_zones : (size_t)loc->zone[h]) + 2]++;
    for (size_t z = 0; z <= loc->n_zones; z++)
        s->zone_start[z + 2] += s->zone_start[z + 1];
    for (size_t h = 0; h < loc->n_hosts; h++)
        s->zone_host[s->zone_start[(loc->zone[h] < 0 ? loc->n_zones : (size_t)loc->zone[h]) +
                                   1]++] = (int32_t)h;
    return true;
}

#define BROKEN_LEAST 1e-9 /* cases; less is rounding */

static bool all_served(const struct jh_i_state *state)
{
    for (size_t i = 0; i < state->n_changed; i++)
        if (state->service[state->changed[i]].near < 0)
            return false;
    return true;
}

/* Apply to the state; false: not allowed, and the state is as before. */
static bool enter(struct jh_i_home_search *s)
{
    struct jh_i_move back = {.n_close = s->move.n_open,
        .n_open = s->move.n_close,
        .close = s->move.open,
        .open = s->move.close};
    if (!jh_i_state_allows(s->state, &s->move))
        return false;
    s->state->n_changed = 0;
    jh_i_state_apply(s->state, &s->move);
    bool ok = all_served(s->state);
    if (!ok)
        jh_i_state_apply(s->state, &back);
    return ok;
}

static void leave(struct jh_i_home_search *s)
{
    const struct jh_i_move back = {.n_close = s->move.n_open,
        .n_open = s->move.n_close,
        .close = s->move.open,
        .open = s->move.close};
    jh_i_state_apply(s->state, &back);
}

bool jh_i_home_search_try(struct jh_i_home_search *s)
{
    if (!enter(s))
        return false;
    jh_i_home_value_apply(&s->value, &s->move);
    return true;
}

static bool movable(const struct jh_i_home_search *s, size_t pair)
{
    return s->state->open[pair] && s->home->loc->state[pair] == JH_I_MAY &&
           (s->fix == NULL || s->fix[pair] <= 0);
}

static bool usable(const struct jh_i_home_search *s, size_t pair)
{
    return !s->state->open[pair] && s->home->loc->state[pair] == JH_I_MAY &&
           (s->fix == NULL || s->fix[pair] >= 0);
}

/* All that can move of one host closes; another opens what it may (alike: of the same kinds), as far as
 * nobody else of its zone has it where one is allowed. False: nothing to do. */
static bool make_whole(struct jh_i_home_search *s, size_t from, size_t to, bool alike)
{
    const struct jh_i_loc *loc = s->home->loc;
    const int32_t zone = loc->zone[to];
    s->move.n_close = s->move.n_open = 0;
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        size_t a = kind * loc->n_hosts + from, b = kind * loc->n_hosts + to;
        bool closes = movable(s, a), taken = false;
        if (closes)
            s->move.close[s->move.n_close++] = a;
        if (zone >= 0 && loc->rules.one_per_zone)
            taken = s->state->zone_kind_new[(size_t)zone * loc->n_kinds + kind] >
                    (closes && loc->zone[from] == zone);
        if (usable(s, b) && !taken && (closes || !alike))
            s->move.open[s->move.n_open++] = b;
    }
    return s->move.n_close > 0 && s->move.n_open > 0;
}

static bool make_single(struct jh_i_home_search *s, size_t pair, size_t to)
{
    const struct jh_i_loc *loc = s->home->loc;
    size_t other = pair / loc->n_hosts * loc->n_hosts + to;
    if (!movable(s, pair) || !usable(s, other))
        return false;
    s->move.n_close = s->move.n_open = 1;
    s->move.close[0] = pair;
    s->move.open[0] = other;
    return true;
}

static bool make_added(struct jh_i_home_search *s, size_t pair)
{
    if (!usable(s, pair))
        return false;
    s->move.n_close = 0;
    s->move.n_open = 1;
    s->move.open[0] = pair;
    return true;
}

static bool make_closed(struct jh_i_home_search *s, size_t pair)
{
    s->move.n_close = 1;
    s->move.n_open = 0;
    s->move.close[0] = pair;
    return movable(s, pair);
}

/* Does the move break no more of the rules on loads? */
static bool keeps_loads(struct jh_i_home_search *s)
{
    return s->loads == NULL ||
           jh_i_home_loads_delta(s->loads, &s->value, s->state->open, &s->move) <= BROKEN_LEAST;
}

/* Do what stands in s->move if it breaks less or, breaking no more, is worth more than rounding. */
static bool take(struct jh_i_home_search *s, double least)
{
    bool worth = jh_i_home_value_delta(&s->value, &s->move) > least;
    if (s->loads != NULL && (worth || s->loads->broken > 0)) {
        double more = jh_i_home_loads_delta(s->loads, &s->value, s->state->open, &s->move);
        worth = more < -BROKEN_LEAST || (worth && more <= 0);
    }
    if (!worth || !jh_i_home_search_try(s))
        return false;
    if (s->loads != NULL)
        jh_i_home_loads_set(s->loads, s->state->open, &s->value);
    return true;
}

/* Everything that could take the place of a host of the zone, or come beside it. */
static bool improve_zone(struct jh_i_home_search *s, size_t zone, double least)
{
    const struct jh_i_loc *loc = s->home->loc;
    bool any = false;
    for (int32_t i = s->zone_start[zone]; i < s->zone_start[zone + 1]; i++) {
        size_t from = (size_t)s->zone_host[i];
        for (int32_t k = s->zone_start[zone]; k < s->zone_start[zone + 1]; k++) {
            size_t to = (size_t)s->zone_host[k];
            if (to == from || s->state->host_kinds[from] == 0)
                continue;
            any |= make_whole(s, from, to, false) && take(s, least);
            any |= s->loads != NULL && make_whole(s, from, to, true) && take(s, least);
            for (size_t kind = 0; kind < loc->n_kinds; kind++)
                any |= make_single(s, kind * loc->n_hosts + from, to) && take(s, least);
        }
        for (size_t kind = 0; kind < loc->n_kinds; kind++) {
            size_t pair = kind * loc->n_hosts + from;
            any |= make_added(s, pair) && take(s, least);
            any |=
                s->loads != NULL && s->loads->broken > 0 && make_closed(s, pair) && take(s, least);
        }
    }
    return any;
}

/* A host that its zone can do without gives way to one of another zone. */
static bool improve_across(struct jh_i_home_search *s, double least, struct jh_i_clock *clock)
{
    const struct jh_i_loc *loc = s->home->loc;
    bool any = false;
    for (size_t from = 0; from < loc->n_hosts && !jh_i_clock_tick(clock); from++) {
        if (s->state->host_kinds[from] == 0)
            continue;
        for (size_t to = 0; to < loc->n_hosts && s->state->host_kinds[from] > 0; to++)
            if (loc->zone[to] != loc->zone[from])
                any |= make_whole(s, from, to, false) && take(s, least);
    }
    return any;
}

void jh_i_home_search_run(struct jh_i_home_search *s, struct jh_i_clock *clock)
{
    const struct jh_i_loc *loc = s->home->loc;
    jh_i_home_value_set(&s->value, s->state->open);
    if (s->loads != NULL)
        jh_i_home_loads_set(s->loads, s->state->open, &s->value);
    double least = 1e-9 * fmax(1, fabs(jh_i_home_value_sum(&s->value)));
    for (bool any = true; any && !clock->stopped;) {
        any = false;
        for (size_t zone = 0; zone <= loc->n_zones && !jh_i_clock_tick(clock); zone++)
            any |= improve_zone(s, zone, least);
        if (!any && loc->n_hosts <= 4000)
            any = improve_across(s, least, clock);
    }
}

double jh_i_home_search_next(
    struct jh_i_home_search *s, size_t pair, int32_t *out_host, bool *out_whole)
{
    const struct jh_i_loc *loc = s->home->loc;
    size_t from = pair % loc->n_hosts;
    size_t zone = loc->zone[from] < 0 ? loc->n_zones : (size_t)loc->zone[from];
    double best = JH_INF;
    *out_host = -1;
    *out_whole = false;
    for (int whole = 0; whole < 2 && *out_host < 0 && movable(s, pair); whole++)
        for (int32_t k = s->zone_start[zone]; k < s->zone_start[zone + 1]; k++) {
            size_t to = (size_t)s->zone_host[k];
            if (to == from || !(whole ? make_whole(s, from, to, false) : make_single(s, pair, to)))
                continue;
            double lost = -jh_i_home_value_delta(&s->value, &s->move);
            if (!(lost < best) || !keeps_loads(s) || !enter(s))
                continue;
            leave(s);
            best = lost;
            *out_host = (int32_t)to;
            *out_whole = whole;
        }
    return best;
}

double jh_i_home_search_marginal(struct jh_i_home_search *s, size_t pair)
{
    s->move.n_close = 1;
    s->move.n_open = 0;
    s->move.close[0] = pair;
    if (!movable(s, pair) || !keeps_loads(s) || !enter(s))
        return JH_INF;
    leave(s);
    return -jh_i_home_value_delta(&s->value, &s->move);
}
