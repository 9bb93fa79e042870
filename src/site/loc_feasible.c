/*
 * Finding an open set that keeps the rules, or proving that there is none: depth-first search over
 * needs (a client class without an open host, a host that must be a centre, a zone below its
 * minimum), always the need with fewest ways to meet it.
 */
#include "site/loc.h"

#include <string.h>

#include "base/num.h"

struct jh_i_builder {
    const struct jh_i_loc *loc;
    /* Classes of clients with the same kind and the same hosts within reach. */
    size_t n_classes;
    size_t *class_start; /* [n_classes + 1] */
    int32_t *class_host, *class_kind;
    size_t *host_start; /* [n_hosts + 1] classes by host */
    int32_t *host_class;
    int32_t *served;    /* [n_classes] open hosts in it */
    size_t *zone_start; /* [n_zones + 1] hosts by zone */
    int32_t *zone_host;
    /* of a run */
    const double *score;
    bool careful;
    int32_t *banned; /* [n_pairs] */
    struct jh_i_state *state;
    struct jh_i_move move;
    int64_t n_nodes, n_nodes_max;
    size_t *stack, stack_cap, stack_len; /* candidates of the nodes on the way */
};

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/* Eligible hosts of a client, their number and a key of the set. */
static size_t reach(const struct jh_i_loc *loc, size_t kind, size_t client, uint64_t *key)
{
    size_t list = (size_t)loc->client_list[client], n = 0;
    *key = mix(kind + 1);
    for (size_t e = loc->list_start[list]; e < loc->list_start[list + 1]; e++) {
        size_t host = (size_t)loc->list_host[e];
        if (loc->state[kind * loc->n_hosts + host] == JH_I_NO)
            continue;
        n++;
        *key += mix(0x9e3779b97f4a7c15ULL * (host + 1));
    }
    return n;
}

static bool sort_by_zone(struct jh_i_builder *b, struct jh_arena *arena)
{
    const struct jh_i_loc *loc = b->loc;
    b->zone_start = jh_arena_new(arena, loc->n_zones + 2, size_t);
    b->zone_host = jh_arena_new(arena, loc->n_hosts, int32_t);
    if (b->zone_start == NULL || b->zone_host == NULL)
        return false;
    size_t *fill = b->zone_start + 1;
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (loc->zone[host] >= 0)
            fill[loc->zone[host] + 1]++;
    for (size_t zone = 1; zone <= loc->n_zones; zone++)
        fill[zone] += fill[zone - 1];
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (loc->zone[host] >= 0)
            b->zone_host[fill[loc->zone[host]]++] = (int32_t)host;
    return true;
}

/* Two clients with equal keys are taken for one class. Were the keys to lie, a need would be
 * forgotten, which the check of service after the search would show. */
static bool find_classes(struct jh_i_builder *b, struct jh_arena *arena)
{
    const struct jh_i_loc *loc = b->loc;
    size_t cap = 1, total = 0;
    while (cap < 2 * loc->n_clients + 2)
        cap *= 2;
    uint64_t *keys = jh_arena_new(arena, cap, uint64_t);
    int32_t *first = jh_arena_new(arena, loc->n_clients, int32_t);
    b->class_start = jh_arena_new(arena, loc->n_clients + 1, size_t);
    b->class_kind = jh_arena_new(arena, loc->n_clients, int32_t);
    if (keys == NULL || first == NULL || b->class_start == NULL || b->class_kind == NULL)
        return false;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
            uint64_t key;
            size_t n = reach(loc, kind, c, &key), slot = (size_t)key & (cap - 1);
            key |= 1; /* 0 marks an empty slot */
            while (keys[slot] != 0 && keys[slot] != key)
                slot = (slot + 1) & (cap - 1);
            if (keys[slot] == key)
                continue;
            keys[slot] = key;
            b->class_kind[b->n_classes] = (int32_t)kind;
            first[b->n_classes++] = (int32_t)c;
            total += n;
        }
    b->class_host = jh_arena_new(arena, total, int32_t);
    b->host_class = jh_arena_new(arena, total, int32_t);
    b->host_start = jh_arena_new(arena, loc->n_hosts + 2, size_t);
    b->served = jh_arena_new(arena, b->n_classes, int32_t);
    if (b->class_host == NULL || b->host_class == NULL || b->host_start == NULL ||
        b->served == NULL)
        return false;
    size_t at = 0;
    for (size_t r = 0; r < b->n_classes; r++) {
        size_t list = (size_t)loc->client_list[first[r]];
        for (size_t e = loc->list_start[list]; e < loc->list_start[list + 1]; e++)
            if (loc->state[(size_t)b->class_kind[r] * loc->n_hosts + (size_t)loc->list_host[e]])
                b->class_host[at++] = loc->list_host[e];
        b->class_start[r + 1] = at;
    }
    size_t *fill = b->host_start + 1;
    for (size_t e = 0; e < total; e++)
        fill[b->class_host[e] + 1]++;
    for (size_t h = 1; h <= loc->n_hosts; h++)
        fill[h] += fill[h - 1];
    for (size_t r = 0; r < b->n_classes; r++)
        for (size_t e = b->class_start[r]; e < b->class_start[r + 1]; e++)
            b->host_class[fill[b->class_host[e]]++] = (int32_t)r;
    return true;
}

struct jh_i_builder *jh_i_builder_new(const struct jh_i_loc *loc, struct jh_arena *arena)
{
    struct jh_i_builder *b = jh_arena_new(arena, 1, struct jh_i_builder);
    if (b == NULL)
        return NULL;
    b->loc = loc;
    b->banned = jh_arena_new(arena, jh_i_loc_n_pairs(loc), int32_t);
    b->stack_cap = 4 * jh_i_loc_n_pairs(loc) + 64;
    b->stack = jh_arena_new(arena, b->stack_cap, size_t);
    if (b->banned == NULL || b->stack == NULL || !jh_i_move_init(&b->move, loc, arena) ||
        !find_classes(b, arena) || !sort_by_zone(b, arena))
        return NULL;
    return b;
}

static void mark(struct jh_i_builder *b, size_t pair, bool open)
{
    size_t kind = pair / b->loc->n_hosts, host = pair % b->loc->n_hosts;
    jh_i_state_mark(b->state, pair, open);
    for (size_t e = b->host_start[host]; e < b->host_start[host + 1]; e++)
        if (b->class_kind[b->host_class[e]] == (int32_t)kind)
            b->served[b->host_class[e]] += open ? 1 : -1;
}

static bool may_open(struct jh_i_builder *b, size_t pair)
{
    if (b->banned[pair] > 0 || b->state->open[pair])
        return false;
    b->move.n_close = 0;
    b->move.n_open = 1;
    b->move.open[0] = pair;
    return jh_i_state_allows(b->state, &b->move);
}

/* A need: what = 0 a class, 1 a host, 2 a zone. */
struct need {
    int what;
    size_t which, n_ways;
};

/* Pairs of the host that may be opened, counted on from n. */
static size_t host_ways(struct jh_i_builder *b, size_t host, size_t n, bool collect)
{
    for (size_t pair = host; pair < jh_i_loc_n_pairs(b->loc); pair += b->loc->n_hosts) {
        if (!may_open(b, pair))
            continue;
        if (collect && b->stack_len + n < b->stack_cap)
            b->stack[b->stack_len + n] = pair;
        n++;
    }
    return n;
}

static size_t ways(struct jh_i_builder *b, const struct need *need, bool collect)
{
    const struct jh_i_loc *loc = b->loc;
    size_t n = 0;
    if (need->what == 0) {
        size_t kind = (size_t)b->class_kind[need->which];
        for (size_t e = b->class_start[need->which]; e < b->class_start[need->which + 1]; e++) {
            size_t pair = kind * loc->n_hosts + (size_t)b->class_host[e];
            if (!may_open(b, pair))
                continue;
            if (collect && b->stack_len + n < b->stack_cap)
                b->stack[b->stack_len + n] = pair;
            n++;
        }
        return n;
    }
    if (need->what == 1)
        return host_ways(b, need->which, n, collect);
    for (size_t e = b->zone_start[need->which]; e < b->zone_start[need->which + 1]; e++)
        if (b->state->host_kinds[b->zone_host[e]] == 0)
            n = host_ways(b, (size_t)b->zone_host[e], n, collect);
    return n;
}

/* Not careful: the first need will do. */
static void weigh(struct jh_i_builder *b, struct need need, struct need *best)
{
    if (best->n_ways == 0 || (!b->careful && best->n_ways != SIZE_MAX))
        return;
    need.n_ways = ways(b, &need, false);
    if (need.n_ways < best->n_ways)
        *best = need;
}

static bool next_need(struct jh_i_builder *b, struct need *best)
{
    const struct jh_i_loc *loc = b->loc;
    *best = (struct need){0, 0, SIZE_MAX};
    for (size_t r = 0; r < b->n_classes; r++)
        if (b->served[r] == 0)
            weigh(b, (struct need){0, r, 0}, best);
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (loc->host_must[host] && b->state->host_kinds[host] == 0)
            weigh(b, (struct need){1, host, 0}, best);
    for (size_t zone = 0; zone < loc->n_zones; zone++)
        if (b->state->zone_hosts[zone] < loc->zone_min[zone])
            weigh(b, (struct need){2, zone, 0}, best);
    return best->n_ways != SIZE_MAX;
}

/* Greater is tried first. */
static double rank(const struct jh_i_builder *b, size_t pair)
{
    const struct jh_i_loc *loc = b->loc;
    size_t host = pair % loc->n_hosts;
    double score = b->score != NULL ? b->score[pair] : 0;
    if (!b->careful)
        return score;
    int32_t unmet = 0;
    for (size_t e = b->host_start[host]; e < b->host_start[host + 1]; e++)
        unmet += b->served[b->host_class[e]] == 0;
    double worth =
        unmet + (b->state->host_kinds[host] > 0 ? 0.5 : 0) + 0.25 * score / (1 + fabs(score));
    if (loc->rules.budget == JH_INF)
        return worth;
    double cost = loc->pair_fee[pair] + (b->state->host_kinds[host] > 0 ? 0 : loc->host_fee[host]);
    return worth > 0 ? worth / (cost + 1e-3 * loc->rules.budget) : worth;
}

static void sort_ways(struct jh_i_builder *b, size_t *pairs, size_t n)
{
    for (size_t gap = n / 2; gap > 0; gap /= 2)
        for (size_t i = gap; i < n; i++) {
            size_t x = pairs[i], k = i;
            double r = rank(b, x);
            for (; k >= gap; k -= gap) {
                double other = rank(b, pairs[k - gap]);
                if (other > r || (other == r && pairs[k - gap] < x))
                    break;
                pairs[k] = pairs[k - gap];
            }
            pairs[k] = x;
        }
}

static enum jh_i_build meet(struct jh_i_builder *b)
{
    struct need need;
    if (!next_need(b, &need))
        return JH_I_BUILT;
    if (need.n_ways == 0)
        return JH_I_BUILD_NONE;
    if (b->n_nodes++ >= b->n_nodes_max || b->stack_len + need.n_ways > b->stack_cap)
        return JH_I_BUILD_UNKNOWN;
    size_t base = b->stack_len;
    ways(b, &need, true);
    b->stack_len += need.n_ways;
    sort_ways(b, b->stack + base, need.n_ways);
    enum jh_i_build end = JH_I_BUILD_NONE;
    size_t tried = 0;
    for (; tried < need.n_ways && end == JH_I_BUILD_NONE; tried++) {
        size_t pair = b->stack[base + tried];
        mark(b, pair, true);
        end = meet(b);
        if (end == JH_I_BUILT)
            break;
        mark(b, pair, false);
        b->banned[pair]++;
    }
    if (end != JH_I_BUILT)
        for (size_t k = 0; k < tried; k++)
            b->banned[b->stack[base + k]]--;
    b->stack_len = base;
    return end;
}

static bool open_fixed(struct jh_i_builder *b, const int8_t *fix)
{
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(b->loc); pair++) {
        b->banned[pair] = fix[pair] < 0;
        if (fix[pair] <= 0)
            continue;
        if (!may_open(b, pair))
            return false;
        mark(b, pair, true);
    }
    return true;
}

/* Open what scores, best first, where the rules allow it. */
static void fill(struct jh_i_builder *b)
{
    if (b->score == NULL)
        return;
    bool careful = b->careful;
    size_t n = 0;
    b->careful = false;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(b->loc); pair++)
        if (b->score[pair] > 0 && !b->state->open[pair] && b->banned[pair] == 0)
            b->stack[n++] = pair;
    sort_ways(b, b->stack, n);
    for (size_t k = 0; k < n; k++)
        if (may_open(b, b->stack[k]))
            mark(b, b->stack[k], true);
    b->careful = careful;
}

enum jh_i_build jh_i_builder_run(struct jh_i_builder *b, const int8_t *fix, const double *score,
    bool careful, int64_t n_nodes_max, struct jh_i_state *state)
{
    b->score = score;
    b->careful = careful;
    b->n_nodes = 0;
    b->n_nodes_max = n_nodes_max;
    b->state = state;
    b->stack_len = 0;
    enum jh_i_build end = JH_I_BUILD_NONE;
    for (int attempt = careful ? 1 : 0; attempt < 2 && end != JH_I_BUILT; attempt++) {
        jh_i_state_clear(state);
        memset(b->served, 0, b->n_classes * sizeof *b->served);
        if (!open_fixed(b, fix))
            return JH_I_BUILD_NONE;
        if (attempt == 0)
            fill(b);
        end = meet(b);
    }
    if (end == JH_I_BUILT) {
        fill(b);
        jh_i_state_refresh(state);
        if (!(jh_i_state_objective(state) < JH_INF) || !jh_i_state_complete(state))
            end = JH_I_BUILD_UNKNOWN;
    }
    return end;
}
