#include "site/loc.h"

#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

void jh_i_loc_init(struct jh_i_loc *loc)
{
    *loc = (struct jh_i_loc){.rules = {.hosts_max = JH_I_LOC_NO_LIMIT,
                                 .pairs_max = JH_I_LOC_NO_LIMIT,
                                 .kind_max = JH_I_LOC_NO_LIMIT,
                                 .host_kinds_max = JH_I_LOC_NO_LIMIT,
                                 .zone_max = JH_I_LOC_NO_LIMIT,
                                 .budget = JH_INF}};
    jh_arena_init(&loc->arena, 0);
}

void jh_i_loc_release(struct jh_i_loc *loc)
{
    jh_arena_release(&loc->arena);
}

static bool alloc_loads(struct jh_i_loc *loc, size_t n_pairs)
{
    struct jh_i_loads *load = &loc->load;
    load->client = jh_arena_new(&loc->arena, loc->n_clients, double);
    load->least = jh_arena_new(&loc->arena, n_pairs, double);
    load->there = jh_arena_new(&loc->arena, n_pairs, double);
    load->beds = jh_arena_new(&loc->arena, loc->n_kinds, double);
    load->host_max = jh_arena_new(&loc->arena, loc->n_hosts, double);
    load->group = jh_arena_new(&loc->arena, loc->n_hosts, int32_t);
    load->group_max = jh_arena_new(&loc->arena, load->n_groups, double);
    return load->client != NULL && load->least != NULL && load->there != NULL &&
           load->beds != NULL && load->host_max != NULL && load->group != NULL &&
           load->group_max != NULL;
}

void jh_i_loc_copy_host(
    const struct jh_i_loc *from, size_t host, struct jh_i_loc *to, size_t to_host)
{
    to->host_must[to_host] = from->host_must[host];
    to->host_fee[to_host] = from->host_fee[host];
    to->load.host_max[to_host] = from->load.host_max[host];
    to->load.group[to_host] = from->load.group[host];
    for (size_t kind = 0; kind < from->n_kinds; kind++) {
        size_t pair = kind * from->n_hosts + host, to_pair = kind * to->n_hosts + to_host;
        to->state[to_pair] = from->state[pair];
        to->pair_fee[to_pair] = from->pair_fee[pair];
        to->load.least[to_pair] = from->load.least[pair];
        to->load.there[to_pair] = from->load.there[pair];
    }
}

void jh_i_loc_copy_client(
    const struct jh_i_loc *from, size_t client, struct jh_i_loc *to, size_t to_client)
{
    to->client_weight[to_client] = from->client_weight[client];
    to->load.client[to_client] = from->load.client[client];
}

void jh_i_loc_copy_loads(const struct jh_i_loc *from, struct jh_i_loc *to)
{
    to->load.on = from->load.on;
    to->load.any_beds = from->load.any_beds;
    memcpy(to->load.beds, from->load.beds, from->n_kinds * sizeof *to->load.beds);
    if (from->load.n_groups > 0)
        memcpy(to->load.group_max, from->load.group_max,
            from->load.n_groups * sizeof *to->load.group_max);
}

enum jh_status jh_i_loc_alloc(struct jh_i_loc *loc, size_t n_entries, struct jh_error *err)
{
    size_t n_pairs;
    if (__builtin_mul_overflow(loc->n_kinds, loc->n_hosts, &n_pairs) || n_pairs > INT32_MAX ||
        loc->n_lists > INT32_MAX || loc->n_clients > INT32_MAX)
        return jh_fail(err, JH_E_LIMIT, "too many hosts, specialties or areas");
    loc->list_start = jh_arena_new(&loc->arena, loc->n_lists + 1, size_t);
    loc->list_host = jh_arena_new(&loc->arena, n_entries, int32_t);
    loc->list_cost = jh_arena_new(&loc->arena, n_entries, double);
    loc->kind_start = jh_arena_new(&loc->arena, loc->n_kinds + 1, size_t);
    loc->client_list = jh_arena_new(&loc->arena, loc->n_clients, int32_t);
    loc->client_weight = jh_arena_new(&loc->arena, loc->n_clients, double);
    loc->zone = jh_arena_new(&loc->arena, loc->n_hosts, int32_t);
    loc->zone_min = jh_arena_new(&loc->arena, loc->n_zones, int32_t);
    loc->state = jh_arena_new(&loc->arena, n_pairs, uint8_t);
    loc->host_must = jh_arena_new(&loc->arena, loc->n_hosts, uint8_t);
    loc->host_fee = jh_arena_new(&loc->arena, loc->n_hosts, double);
    loc->pair_fee = jh_arena_new(&loc->arena, n_pairs, double);
    if (loc->list_start == NULL || loc->list_host == NULL || loc->list_cost == NULL ||
        loc->kind_start == NULL || loc->client_list == NULL || loc->client_weight == NULL ||
        loc->zone == NULL || loc->zone_min == NULL || loc->state == NULL ||
        loc->host_must == NULL || loc->host_fee == NULL || loc->pair_fee == NULL ||
        !alloc_loads(loc, n_pairs))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

struct entry {
    double cost;
    int32_t host;
};

static bool before(struct entry a, struct entry b)
{
    return a.cost < b.cost || (a.cost == b.cost && a.host < b.host);
}

/* Bottom-up merge sort: stable, no recursion; tmp has room for n. */
static void sort_entries(struct entry *a, struct entry *tmp, size_t n)
{
    for (size_t i = 1; i < n; i++) { /* runs of 8 by insertion */
        struct entry x = a[i];
        size_t k = i;
        for (; k % 8 != 0 && before(x, a[k - 1]); k--)
            a[k] = a[k - 1];
        a[k] = x;
    }
    struct entry *from = a, *to = tmp;
    for (size_t width = 8; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t mid = low + width < n ? low + width : n;
            size_t high = mid + width < n ? mid + width : n;
            size_t i = low, j = mid;
            for (size_t k = low; k < high; k++)
                to[k] = i < mid && (j >= high || !before(from[j], from[i])) ? from[i++] : from[j++];
        }
        struct entry *t = from;
        from = to;
        to = t;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

static bool sort_lists(struct jh_i_loc *loc)
{
    size_t longest = 0;
    for (size_t l = 0; l < loc->n_lists; l++)
        if (loc->list_start[l + 1] - loc->list_start[l] > longest)
            longest = loc->list_start[l + 1] - loc->list_start[l];
    struct jh_arena_mark mark = jh_arena_save(&loc->arena);
    struct entry *a = jh_arena_new(&loc->arena, 2 * longest, struct entry);
    if (a == NULL)
        return false;
    for (size_t l = 0; l < loc->n_lists; l++) {
        size_t start = loc->list_start[l], n = loc->list_start[l + 1] - start;
        for (size_t k = 0; k < n; k++)
            a[k] = (struct entry){loc->list_cost[start + k], loc->list_host[start + k]};
        sort_entries(a, a + longest, n);
        for (size_t k = 0; k < n; k++) {
            loc->list_cost[start + k] = a[k].cost;
            loc->list_host[start + k] = a[k].host;
        }
    }
    jh_arena_rewind(&loc->arena, mark);
    return true;
}

enum jh_status jh_i_loc_finish(struct jh_i_loc *loc, struct jh_error *err)
{
    size_t n_entries = loc->list_start[loc->n_lists];
    if (!sort_lists(loc))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    loc->host_start = jh_arena_new(&loc->arena, loc->n_hosts + 2, size_t);
    loc->host_list = jh_arena_new(&loc->arena, n_entries, int32_t);
    loc->host_cost = jh_arena_new(&loc->arena, n_entries, double);
    loc->client_of = jh_arena_new(&loc->arena, loc->n_kinds * loc->n_lists, int32_t);
    if (loc->host_start == NULL || loc->host_list == NULL || loc->host_cost == NULL ||
        loc->client_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    /* Counting sort by host; starts are shifted by one while filling. */
    size_t *fill = loc->host_start + 1;
    for (size_t e = 0; e < n_entries; e++)
        fill[loc->list_host[e] + 1]++;
    for (size_t h = 1; h <= loc->n_hosts; h++)
        fill[h] += fill[h - 1];
    for (size_t l = 0; l < loc->n_lists; l++)
        for (size_t e = loc->list_start[l]; e < loc->list_start[l + 1]; e++) {
            size_t at = fill[loc->list_host[e]]++;
            loc->host_list[at] = (int32_t)l;
            loc->host_cost[at] = loc->list_cost[e];
        }
    for (size_t i = 0; i < loc->n_kinds * loc->n_lists; i++)
        loc->client_of[i] = -1;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++)
            loc->client_of[kind * loc->n_lists + (size_t)loc->client_list[c]] = (int32_t)c;
    return JH_OK;
}

double jh_i_loc_cost(const struct jh_i_loc *loc, size_t list, size_t host)
{
    size_t low = loc->host_start[host], high = loc->host_start[host + 1];
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if ((size_t)loc->host_list[mid] < list)
            low = mid + 1;
        else
            high = mid;
    }
    return low < loc->host_start[host + 1] && (size_t)loc->host_list[low] == list
               ? loc->host_cost[low]
               : JH_INF;
}

bool jh_i_clock_tick(struct jh_i_clock *clock)
{
    /* n counts steps done: a search that ended by itself and one that was stopped both end at the
     * same place when run again with n as the limit. */
    if (!clock->stopped) {
        clock->stopped = clock->n >= clock->limit || jh_run_stopped(clock->run);
        clock->n += !clock->stopped;
    }
    return clock->stopped;
}
