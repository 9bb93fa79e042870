/*
 * Local search under the rules. For each host taken in turn as the one to come in, the best of:
 * open one of its pairs; put it in the place of another host in one kind, or in all of that host's
 * kinds; open one of its pairs and close one of another kind. Gains and losses are kept as in the
 * fast interchange (Whitaker 1983; Resende and Werneck 2007, doi:10.1016/j.ejor.2005.05.026):
 * cost of closing b and opening a = loss[b] - gain(a) - extra(a, b), kinds being independent.
 */
#include "site/loc.h"

#include <string.h>

#include "base/alloc.h"
#include "base/num.h"

struct jh_i_search *jh_i_search_new(const struct jh_i_loc *loc, struct jh_arena *arena)
{
    struct jh_i_search *s = jh_arena_new(arena, 1, struct jh_i_search);
    size_t n = jh_i_loc_n_pairs(loc);
    if (s == NULL)
        return NULL;
    *s = (struct jh_i_search){.loc = loc,
        .near = jh_arena_new(arena, loc->n_kinds, struct jh_i_near_index),
        .kind_of = jh_arena_new(arena, loc->n_clients, int32_t),
        .extent = jh_arena_new(arena, loc->n_clients, size_t),
        .loss = jh_arena_new(arena, n, double),
        .alone = jh_arena_new(arena, n, int32_t),
        .gain = jh_arena_new(arena, loc->n_kinds, double),
        .extra = jh_arena_new(arena, n, double),
        .helped = jh_arena_new(arena, n, int32_t),
        .open_host = jh_arena_new(arena, loc->n_hosts, int32_t),
        .kind_open = jh_arena_new(arena, n, int32_t),
        .n_kind_open = jh_arena_new(arena, loc->n_kinds, size_t),
        .closable = jh_arena_new(arena, 2 * n, struct jh_i_key),
        .dirty = jh_arena_new(arena, loc->n_hosts, uint8_t),
        .allowed = jh_arena_new(arena, loc->n_hosts, uint8_t),
        .worth = jh_arena_new(arena, loc->n_kinds, struct jh_i_key)};
    bool ok = s->near != NULL && s->loss != NULL && s->alone != NULL && s->gain != NULL &&
              s->extra != NULL && s->helped != NULL && s->open_host != NULL &&
              s->kind_open != NULL && s->n_kind_open != NULL && s->closable != NULL &&
              s->dirty != NULL && s->allowed != NULL && s->worth != NULL && s->kind_of != NULL &&
              s->extent != NULL && jh_i_move_init(&s->move, loc, arena) &&
              jh_i_move_init(&s->best, loc, arena);
    for (size_t kind = 0; kind < loc->n_kinds && ok; kind++) {
        s->near[kind].start = jh_arena_new(arena, loc->n_hosts + 2, size_t);
        s->near[kind].end = jh_arena_new(arena, loc->n_hosts, size_t);
        ok = s->near[kind].start != NULL && s->near[kind].end != NULL;
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++)
            s->kind_of[c] = (int32_t)kind;
    }
    return ok ? s : NULL;
}

void jh_i_search_release(struct jh_i_search *s)
{
    for (size_t kind = 0; s != NULL && kind < s->loc->n_kinds; kind++) {
        jh_i_free(s->near[kind].entry);
        s->near[kind] =
            (struct jh_i_near_index){.start = s->near[kind].start, .end = s->near[kind].end};
    }
}

/* Grow; false: no memory, do without the index. */
static bool reserve(struct jh_i_near_index *near, size_t n)
{
    if (n <= near->cap)
        return true;
    struct jh_i_near *entry = jh_i_realloc(near->entry, n + n / 4, sizeof *entry);
    if (entry == NULL)
        return false;
    near->entry = entry;
    near->cap = n + n / 4;
    return true;
}

static const size_t room = 4,
                    spare = 64; /* of the index of a host: times and beyond what it holds */

/* Worth it only where it is much shorter than the lists by host. */
static void renew(struct jh_i_search *s, size_t kind)
{
    const struct jh_i_loc *loc = s->loc;
    struct jh_i_near_index *near = &s->near[kind];
    size_t total = 0, all = 0;
    memset(near->end, 0, loc->n_hosts * sizeof *near->end);
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
        size_t e = loc->list_start[loc->client_list[c]];
        size_t end = loc->list_start[loc->client_list[c] + 1];
        double limit = s->state->service[c].next_cost;
        all += end - e;
        for (; e < end && loc->list_cost[e] < limit; e++, total++)
            near->end[loc->list_host[e]]++;
        s->extent[c] = e;
    }
    near->stale = false;
    s->work += 2 * total;
    near->used =
        total > 0 && total <= all / 8 && reserve(near, room * total + spare * loc->n_hosts);
    if (!near->used)
        return;
    for (size_t h = 0; h < loc->n_hosts; h++) {
        near->start[h + 1] = near->start[h] + room * near->end[h] + spare;
        near->end[h] = near->start[h];
    }
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++)
        for (size_t e = loc->list_start[loc->client_list[c]]; e < s->extent[c]; e++)
            near->entry[near->end[loc->list_host[e]]++] =
                (struct jh_i_near){loc->list_cost[e], (int32_t)c};
}

/* After a change of service: hosts that are now nearer than the second nearest open one. */
static void extend(struct jh_i_search *s, size_t client)
{
    const struct jh_i_loc *loc = s->loc;
    struct jh_i_near_index *near = &s->near[s->kind_of[client]];
    size_t end = loc->list_start[loc->client_list[client] + 1], e = s->extent[client];
    double limit = s->state->service[client].next_cost;
    near->stale = near->stale || !near->used;
    for (; !near->stale && e < end && loc->list_cost[e] < limit; e++) {
        size_t host = (size_t)loc->list_host[e], at = near->end[host];
        if (at == near->start[host + 1]) {
            near->stale = true;
            break;
        }
        near->entry[at] = (struct jh_i_near){loc->list_cost[e], (int32_t)client};
        near->end[host] = at + 1;
    }
    s->work += e - s->extent[client];
    s->extent[client] = e;
}

/* All that a change has brought; an index that is out of room is built anew. */
static void extend_changed(struct jh_i_search *s)
{
    for (size_t k = 0; k < s->state->n_changed; k++)
        extend(s, (size_t)s->state->changed[k]);
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++)
        if (s->near[kind].used && s->near[kind].stale)
            renew(s, kind);
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
        const struct jh_i_service *service = &state->service[c];
        if (service->next < 0)
            alone[service->near]++;
        else
            loss[service->near] +=
                loc->client_weight[c] * (service->next_cost - service->near_cost);
    }
}

struct look {
    double *extra, gain;
    int32_t *helped;
};

static inline void look_at(
    const struct jh_i_search *s, struct look *look, int32_t client, double cost)
{
    const struct jh_i_service *service = &s->state->service[client];
    if (!(cost < service->next_cost))
        return;
    double w = s->loc->client_weight[client], near = service->near_cost;
    bool only = service->next < 0;
    int32_t out = service->near;
    look->helped[out] += only;
    if (cost < near) {
        look->gain += w * (near - cost);
        if (!only)
            look->extra[out] += w * (service->next_cost - near);
    } else {
        look->extra[out] += only ? -w * (cost - near) : w * (service->next_cost - cost);
    }
}

/* What opening (kind, host) would gain, alone and together with closing another of the kind. */
static void look_in(struct jh_i_search *s, size_t kind, size_t host)
{
    const struct jh_i_loc *loc = s->loc;
    const struct jh_i_near_index *near = &s->near[kind];
    struct look look = {s->extra + kind * loc->n_hosts, 0, s->helped + kind * loc->n_hosts};
    s->work += 10 + (near->used ? near->end[host] - near->start[host]
                                : loc->host_start[host + 1] - loc->host_start[host]);
    if (near->used) {
        for (size_t e = near->start[host]; e < near->end[host]; e++)
            look_at(s, &look, near->entry[e].client, near->entry[e].cost);
    } else {
        const int32_t *client_of = loc->client_of + kind * loc->n_lists;
        for (size_t e = loc->host_start[host]; e < loc->host_start[host + 1]; e++) {
            int32_t c = client_of[loc->host_list[e]];
            if (c >= 0)
                look_at(s, &look, c, loc->host_cost[e]);
        }
    }
    s->gain[kind] = look.gain;
}

/* INFINITY where a client would be left without service. */
double jh_i_search_swap(const struct jh_i_search *s, size_t kind, size_t out)
{
    size_t pair = kind * s->loc->n_hosts + out;
    if (s->alone[pair] > s->helped[pair])
        return JH_INF;
    return s->loss[pair] - s->extra[pair] - s->gain[kind];
}

void jh_i_search_offer(struct jh_i_search *s, double delta)
{
    if (!(delta < s->best_delta) || !jh_i_state_allows(s->state, &s->move))
        return;
    s->best_delta = delta;
    s->best.n_close = s->move.n_close;
    s->best.n_open = s->move.n_open;
    memcpy(s->best.close, s->move.close, s->move.n_close * sizeof *s->move.close);
    memcpy(s->best.open, s->move.open, s->move.n_open * sizeof *s->move.open);
}

bool jh_i_search_may_close(const struct jh_i_search *s, size_t pair)
{
    return s->state->open[pair] && s->loc->state[pair] == JH_I_MAY;
}

bool jh_i_search_may_come(const struct jh_i_search *s, size_t pair)
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
    jh_i_search_offer(s, -s->gain[kind]);
    bool free = s->best_delta <= -s->gain[kind];
    s->move.n_close = 1;
    const int32_t *open = s->kind_open + kind * loc->n_hosts;
    for (size_t k = 0; k < s->n_kind_open[kind]; k++) {
        double delta = jh_i_search_swap(s, kind, (size_t)open[k]);
        if (!(delta < s->best_delta))
            continue;
        s->move.close[0] = kind * loc->n_hosts + (size_t)open[k];
        if (jh_i_search_may_close(s, s->move.close[0]))
            jh_i_search_offer(s, delta);
    }
    if (free)
        return;
    for (size_t k = 0; k < s->n_closable; k++) {
        double delta = -s->closable[k].value - s->gain[kind];
        if (!(delta < s->best_delta))
            break;
        s->move.close[0] = (size_t)s->closable[k].host;
        if (s->move.close[0] / loc->n_hosts != kind)
            jh_i_search_offer(s, delta);
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
        if (!jh_i_search_may_close(s, pair))
            return;
        s->move.close[s->move.n_close++] = pair;
        if (jh_i_search_may_come(s, in)) {
            s->move.open[s->move.n_open++] = in;
            delta += jh_i_search_swap(s, kind, out);
        } else {
            delta += s->alone[pair] > 0 ? JH_INF : s->loss[pair];
        }
    }
    if (s->move.n_open > 0)
        jh_i_search_offer(s, delta);
}

static void list_open(struct jh_i_search *s)
{
    const struct jh_i_loc *loc = s->loc;
    s->n_open_host = s->n_closable = 0;
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (s->state->host_kinds[host] > 0)
            s->open_host[s->n_open_host++] = (int32_t)host;
    memset(s->n_kind_open, 0, loc->n_kinds * sizeof *s->n_kind_open);
    for (size_t k = 0; k < s->n_open_host; k++)
        for (size_t kind = 0; kind < loc->n_kinds; kind++) {
            size_t pair = kind * loc->n_hosts + (size_t)s->open_host[k];
            if (!s->state->open[pair])
                continue;
            s->kind_open[kind * loc->n_hosts + s->n_kind_open[kind]++] = s->open_host[k];
            if (loc->n_kinds > 1 && jh_i_search_may_close(s, pair) && s->alone[pair] == 0)
                s->closable[s->n_closable++] = (struct jh_i_key){-s->loss[pair], (int32_t)pair};
        }
    jh_i_sort_keys(s->closable, s->closable + jh_i_loc_n_pairs(loc), s->n_closable);
}

/* All kinds that the host might open; false: none. */
bool jh_i_search_look(struct jh_i_search *s, size_t host)
{
    bool any = false;
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++)
        if (jh_i_search_may_come(s, kind * s->loc->n_hosts + host)) {
            look_in(s, kind, host);
            any = true;
        }
    return any;
}

void jh_i_search_forget(struct jh_i_search *s)
{
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++) {
        size_t base = kind * s->loc->n_hosts;
        for (size_t k = 0; k < s->n_kind_open[kind]; k++) {
            s->extra[base + (size_t)s->kind_open[base + k]] = 0;
            s->helped[base + (size_t)s->kind_open[base + k]] = 0;
        }
    }
}

/* Hosts that a change of service may have made worth another look. */
static void mark_changed(struct jh_i_search *s)
{
    const struct jh_i_loc *loc = s->loc;
    for (size_t k = 0; k < s->state->n_changed; k++) {
        size_t c = (size_t)s->state->changed[k], e = loc->list_start[loc->client_list[c]];
        size_t end = loc->list_start[loc->client_list[c] + 1];
        for (; e < end && loc->list_cost[e] < s->state->service[c].next_cost; e++)
            s->dirty[loc->list_host[e]] = 1;
    }
    extend_changed(s);
}

void jh_i_search_commit(struct jh_i_search *s)
{
    size_t n_hosts = s->loc->n_hosts;
    s->state->n_changed = 0;
    jh_i_state_apply(s->state, &s->best);
    mark_changed(s);
    for (size_t i = 0; i < s->best.n_open; i++)
        losses(s, s->best.open[i] / n_hosts);
    for (size_t i = 0; i < s->best.n_close; i++)
        losses(s, s->best.close[i] / n_hosts);
    list_open(s);
}

/* Best move that brings this host in; true: one was made. */
static bool improve(struct jh_i_search *s, size_t host)
{
    const struct jh_i_loc *loc = s->loc;
    s->best_delta = -s->eps;
    s->best.n_open = 0;
    if (!jh_i_search_look(s, host))
        return false;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        if (jh_i_search_may_come(s, kind * loc->n_hosts + host))
            try_kind(s, kind, host);
    if (loc->n_kinds > 1 && s->state->host_kinds[host] == 0)
        for (size_t k = 0; k < s->n_open_host; k++)
            try_replace(s, host, (size_t)s->open_host[k]);
    jh_i_search_forget(s);
    if (s->best.n_open == 0)
        return false;
    jh_i_search_commit(s);
    return true;
}

void jh_i_search_begin(struct jh_i_search *s, struct jh_i_state *state)
{
    s->state = state;
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++) {
        losses(s, kind);
        renew(s, kind);
    }
    list_open(s);
}

void jh_i_search_recount(struct jh_i_search *s)
{
    extend_changed(s);
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++)
        losses(s, kind);
    list_open(s);
}

void jh_i_search_renew(struct jh_i_search *s)
{
    for (size_t kind = 0; kind < s->loc->n_kinds; kind++)
        if (s->near[kind].stale)
            renew(s, kind);
}

bool jh_i_search_run(struct jh_i_search *s, struct jh_i_state *state, size_t start, bool thorough,
    struct jh_i_clock *clock)
{
    const struct jh_i_loc *loc = s->loc;
    size_t since_tick = 0, n_better = 0, n_looked = 1;
    bool all = true;
    jh_i_search_begin(s, state);
    s->eps = 1e-10 * fabs(jh_i_state_objective(state));
    /* Rounds over the dirty hosts; when there is none left, over all once more if thorough. */
    while (n_looked > 0) {
        n_better = n_looked = 0;
        for (size_t k = 0; k < loc->n_hosts; k++) {
            size_t host = (start + k) % loc->n_hosts;
            if ((!all && !s->dirty[host]) || (s->only != NULL && !s->only[host]))
                continue;
            s->dirty[host] = 0;
            n_looked++;
            n_better += improve(s, host);
            if (++since_tick >= 256) {
                since_tick = 0;
                if (jh_i_clock_tick(clock))
                    return false;
            }
        }
        if (all && n_better == 0)
            break;
        all = thorough && n_looked == 0;
        n_looked += all;
        if (all || n_better * 20 > n_looked)
            jh_i_search_renew(s);
    }
    return true;
}

double jh_i_search_swap_whole(
    const struct jh_i_search *s, size_t host, size_t out, struct jh_i_move *move)
{
    const struct jh_i_loc *loc = s->loc;
    double delta = 0;
    move->n_open = move->n_close = 0;
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        size_t pair = kind * loc->n_hosts + out, in = kind * loc->n_hosts + host;
        if (!s->state->open[pair])
            continue;
        if (!jh_i_search_may_close(s, pair) || !jh_i_search_may_come(s, in))
            return JH_INF;
        move->close[move->n_close++] = pair;
        move->open[move->n_open++] = in;
        delta += jh_i_search_swap(s, kind, out);
    }
    return delta;
}
