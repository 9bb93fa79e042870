#include "site/loc.h"

#include <string.h>

#include "base/num.h"

bool jh_i_state_init(struct jh_i_state *state, const struct jh_i_loc *loc, struct jh_arena *arena)
{
    *state = (struct jh_i_state){.loc = loc,
        .open = jh_arena_new(arena, jh_i_loc_n_pairs(loc), uint8_t),
        .host_kinds = jh_arena_new(arena, loc->n_hosts, int32_t),
        .zone_hosts = jh_arena_new(arena, loc->n_zones, int32_t),
        .zone_kind_new = jh_arena_new(arena, loc->n_zones * loc->n_kinds, int32_t),
        .kind_pairs = jh_arena_new(arena, loc->n_kinds, int32_t),
        .service = jh_arena_new(arena, loc->n_clients, struct jh_i_service),
        .changed = jh_arena_new(arena, 2 * loc->n_clients, int32_t)};
    if (state->open == NULL || state->host_kinds == NULL || state->zone_hosts == NULL ||
        state->zone_kind_new == NULL || state->kind_pairs == NULL || state->service == NULL ||
        state->changed == NULL)
        return false;
    jh_i_state_clear(state);
    return true;
}

void jh_i_state_clear(struct jh_i_state *state)
{
    const struct jh_i_loc *loc = state->loc;
    memset(state->open, 0, jh_i_loc_n_pairs(loc));
    memset(state->host_kinds, 0, loc->n_hosts * sizeof *state->host_kinds);
    memset(state->zone_hosts, 0, loc->n_zones * sizeof *state->zone_hosts);
    memset(state->zone_kind_new, 0, loc->n_zones * loc->n_kinds * sizeof *state->zone_kind_new);
    memset(state->kind_pairs, 0, loc->n_kinds * sizeof *state->kind_pairs);
    state->n_open_hosts = state->n_open_pairs = 0;
    state->zone_deficit = 0;
    state->spent = 0;
    for (size_t zone = 0; zone < loc->n_zones; zone++)
        state->zone_deficit += loc->zone_min[zone];
    for (size_t c = 0; c < loc->n_clients; c++)
        state->service[c] = (struct jh_i_service){JH_INF, JH_INF, -1, -1};
    state->n_changed = 0;
}

static void note(struct jh_i_state *state, size_t client)
{
    if (state->n_changed < 2 * state->loc->n_clients)
        state->changed[state->n_changed++] = (int32_t)client;
}

/* The counters alone; sign +1 opens, -1 closes. */
static void count(struct jh_i_state *state, size_t pair, int32_t sign)
{
    const struct jh_i_loc *loc = state->loc;
    size_t kind = pair / loc->n_hosts, host = pair % loc->n_hosts;
    int32_t zone = loc->zone[host];
    state->n_open_pairs += sign;
    state->spent += sign * loc->pair_fee[pair];
    state->kind_pairs[kind] += sign;
    if (zone >= 0 && loc->state[pair] != JH_I_EXISTING)
        state->zone_kind_new[(size_t)zone * loc->n_kinds + kind] += sign;
    bool was = state->host_kinds[host] > 0;
    state->host_kinds[host] += sign;
    bool is = state->host_kinds[host] > 0;
    if (was == is)
        return;
    state->n_open_hosts += sign;
    state->spent += sign * loc->host_fee[host];
    if (zone < 0)
        return;
    int32_t before = state->zone_hosts[zone], after = before + sign;
    state->zone_hosts[zone] = after;
    int32_t min = loc->zone_min[zone];
    state->zone_deficit += (after < min ? min - after : 0) - (before < min ? min - before : 0);
}

/* Nearest and second nearest open host of a client, by its list. */
static void look(struct jh_i_state *state, size_t client, const uint8_t *open)
{
    const struct jh_i_loc *loc = state->loc;
    size_t list = (size_t)loc->client_list[client], e = loc->list_start[list];
    size_t end = loc->list_start[list + 1];
    struct jh_i_service service = {JH_INF, JH_INF, -1, -1};
    while (e < end && !open[loc->list_host[e]])
        e++;
    if (e < end) {
        service.near = loc->list_host[e];
        service.near_cost = loc->list_cost[e++];
    }
    while (e < end && !open[loc->list_host[e]])
        e++;
    if (e < end) {
        service.next = loc->list_host[e];
        service.next_cost = loc->list_cost[e];
    }
    state->service[client] = service;
}

void jh_i_state_open(struct jh_i_state *state, size_t pair)
{
    const struct jh_i_loc *loc = state->loc;
    size_t kind = pair / loc->n_hosts, host = pair % loc->n_hosts;
    const int32_t *client_of = loc->client_of + kind * loc->n_lists;
    state->open[pair] = 1;
    count(state, pair, 1);
    for (size_t e = loc->host_start[host]; e < loc->host_start[host + 1]; e++) {
        int32_t c = client_of[loc->host_list[e]];
        double cost = loc->host_cost[e];
        if (c < 0 || !(cost < state->service[c].next_cost))
            continue;
        struct jh_i_service *service = &state->service[c];
        note(state, (size_t)c);
        if (cost < service->near_cost) {
            service->next = service->near;
            service->next_cost = service->near_cost;
            service->near = (int32_t)host;
            service->near_cost = cost;
        } else {
            service->next = (int32_t)host;
            service->next_cost = cost;
        }
    }
}

void jh_i_state_close(struct jh_i_state *state, size_t pair)
{
    const struct jh_i_loc *loc = state->loc;
    size_t kind = pair / loc->n_hosts;
    int32_t host = (int32_t)(pair % loc->n_hosts);
    state->open[pair] = 0;
    count(state, pair, -1);
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++)
        if (state->service[c].near == host || state->service[c].next == host) {
            look(state, c, state->open + kind * loc->n_hosts);
            note(state, c);
        }
}

void jh_i_state_set(struct jh_i_state *state, const uint8_t *open)
{
    const struct jh_i_loc *loc = state->loc;
    size_t n = jh_i_loc_n_pairs(loc), differ = 0;
    for (size_t pair = 0; pair < n; pair++)
        differ += state->open[pair] != open[pair];
    if (differ <= 8) {
        for (size_t pair = 0; pair < n; pair++)
            if (open[pair] && !state->open[pair])
                jh_i_state_open(state, pair);
        for (size_t pair = 0; pair < n; pair++)
            if (!open[pair] && state->open[pair])
                jh_i_state_close(state, pair);
        return;
    }
    for (size_t pair = 0; pair < n; pair++)
        if (state->open[pair] != open[pair])
            jh_i_state_mark(state, pair, open[pair] != 0);
    jh_i_state_refresh(state);
}

void jh_i_state_mark(struct jh_i_state *state, size_t pair, bool open)
{
    count(state, pair, open ? 1 : -1);
    state->open[pair] = open;
}

void jh_i_state_refresh(struct jh_i_state *state)
{
    const struct jh_i_loc *loc = state->loc;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++)
            look(state, c, state->open + kind * loc->n_hosts);
}

double jh_i_state_objective(const struct jh_i_state *state)
{
    struct jh_sum sum = {0, 0};
    for (size_t c = 0; c < state->loc->n_clients; c++) {
        if (state->service[c].near < 0)
            return JH_INF;
        jh_sum_add(&sum, state->loc->client_weight[c] * state->service[c].near_cost);
    }
    return jh_sum_value(&sum);
}

static bool opened_fits(const struct jh_i_state *state, size_t pair)
{
    const struct jh_i_loc *loc = state->loc;
    const struct jh_i_loc_rules *rules = &loc->rules;
    size_t kind = pair / loc->n_hosts, host = pair % loc->n_hosts;
    if (state->host_kinds[host] > rules->host_kinds_max ||
        state->kind_pairs[kind] > rules->kind_max)
        return false;
    int32_t zone = loc->zone[host];
    return zone < 0 || (state->zone_hosts[zone] <= rules->zone_max &&
                           !(rules->one_per_zone &&
                               state->zone_kind_new[(size_t)zone * loc->n_kinds + kind] > 1));
}

bool jh_i_loc_affords(const struct jh_i_loc *loc, double spent)
{
    return spent <= loc->rules.budget + 1e-9 * fabs(loc->rules.budget);
}

bool jh_i_state_allows(struct jh_i_state *state, const struct jh_i_move *move)
{
    const struct jh_i_loc *loc = state->loc;
    const struct jh_i_loc_rules *rules = &loc->rules;
    int32_t deficit = state->zone_deficit;
    bool ok = true;
    for (size_t i = 0; i < move->n_close; i++)
        count(state, move->close[i], -1);
    for (size_t i = 0; i < move->n_open; i++)
        count(state, move->open[i], 1);
    if (move->n_close > 0 && state->zone_deficit > deficit)
        ok = false;
    if (state->n_open_hosts + state->zone_deficit > rules->hosts_max)
        ok = false;
    if (!state->priced && (state->n_open_pairs + state->zone_deficit > rules->pairs_max ||
                              (move->n_open > 0 && !jh_i_loc_affords(loc, state->spent))))
        ok = false;
    for (size_t i = 0; i < move->n_open && ok; i++)
        ok = opened_fits(state, move->open[i]);
    for (size_t i = 0; i < move->n_close && ok; i++) {
        size_t host = move->close[i] % loc->n_hosts;
        ok = !(loc->host_must[host] && state->host_kinds[host] == 0);
    }
    for (size_t i = 0; i < move->n_open; i++)
        count(state, move->open[i], -1);
    for (size_t i = 0; i < move->n_close; i++)
        count(state, move->close[i], 1);
    return ok;
}

bool jh_i_move_init(struct jh_i_move *move, const struct jh_i_loc *loc, struct jh_arena *arena)
{
    *move = (struct jh_i_move){.close = jh_arena_new(arena, loc->n_kinds + 2, size_t),
        .open = jh_arena_new(arena, loc->n_kinds + 2, size_t)};
    return move->close != NULL && move->open != NULL;
}

void jh_i_state_apply(struct jh_i_state *state, const struct jh_i_move *move)
{
    for (size_t i = 0; i < move->n_open; i++)
        jh_i_state_open(state, move->open[i]);
    for (size_t i = 0; i < move->n_close; i++)
        jh_i_state_close(state, move->close[i]);
}

bool jh_i_state_complete(const struct jh_i_state *state)
{
    const struct jh_i_loc *loc = state->loc;
    if (state->zone_deficit > 0 || state->n_open_hosts > loc->rules.hosts_max ||
        state->n_open_pairs > loc->rules.pairs_max || !jh_i_loc_affords(loc, state->spent))
        return false;
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (loc->host_must[host] && state->host_kinds[host] == 0)
            return false;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        if (state->open[pair] && !opened_fits(state, pair))
            return false;
    return true;
}
