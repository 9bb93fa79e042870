/*
 * Zones that are independent of each other but for the number of hosts and the budget: the test, and
 * the part of the problem that a zone is.
 */
#include "site/loc.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

bool jh_i_loc_zones_apart(const struct jh_i_loc *loc)
{
    const struct jh_i_loc_rules *rules = &loc->rules;
    /* Under a budget a zone's pairs must be given, so that it has few costs to choose from. */
    if (loc->n_zones < 2 || (rules->budget < JH_INF && !rules->one_per_zone))
        return false;
    for (size_t g = 0; g < loc->load.n_groups; g++)
        if (loc->load.group_max[g] < JH_INF)
            return false;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        bool eligible = loc->host_must[host] != 0;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts)
            eligible = eligible || loc->state[pair] != JH_I_NO;
        if (eligible && loc->zone[host] < 0)
            return false;
    }
    for (size_t l = 0; l < loc->n_lists; l++) {
        if (loc->list_start[l] == loc->list_start[l + 1]) /* nobody serves: belongs to no zone */
            return false;
        for (size_t e = loc->list_start[l] + 1; e < loc->list_start[l + 1]; e++)
            if (loc->zone[loc->list_host[e]] != loc->zone[loc->list_host[e - 1]])
                return false;
    }
    /* Totals of pairs must be out of reach: one new pair per zone and kind, and the existing. */
    int64_t all = 0;
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        int64_t n = (int64_t)loc->n_zones;
        for (size_t host = 0; host < loc->n_hosts; host++)
            n += loc->state[kind * loc->n_hosts + host] == JH_I_EXISTING;
        if (!rules->one_per_zone || n > rules->hosts_max)
            n = rules->hosts_max;
        if (n > rules->kind_max)
            return false;
        all += n;
    }
    int64_t by_host = (int64_t)rules->hosts_max * rules->host_kinds_max;
    return all <= rules->pairs_max || by_host <= rules->pairs_max;
}

/* ---- the part of one zone ---- */

static void number_part(const struct jh_i_loc *loc, size_t zone, struct jh_i_loc *part,
    int32_t *new_host, int32_t *new_list, size_t *n_entries)
{
    for (size_t host = 0; host < loc->n_hosts; host++)
        new_host[host] = loc->zone[host] == (int32_t)zone ? (int32_t)part->n_hosts++ : -1;
    *n_entries = 0;
    for (size_t l = 0; l < loc->n_lists; l++) {
        size_t n = loc->list_start[l + 1] - loc->list_start[l];
        new_list[l] = -1;
        if (n == 0 || loc->zone[loc->list_host[loc->list_start[l]]] != (int32_t)zone)
            continue;
        new_list[l] = (int32_t)part->n_lists++;
        *n_entries += n;
    }
    for (size_t c = 0; c < loc->n_clients; c++)
        part->n_clients += new_list[loc->client_list[c]] >= 0;
}

static void fill_part(const struct jh_i_loc *loc, struct jh_i_loc *part, const int32_t *new_host,
    const int32_t *new_list, int32_t *host_of, int32_t *client_of)
{
    size_t e_new = 0, c_new = 0;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        int32_t h = new_host[host];
        if (h < 0)
            continue;
        host_of[h] = (int32_t)host;
        part->zone[h] = 0;
        jh_i_loc_copy_host(loc, host, part, (size_t)h);
    }
    for (size_t l = 0; l < loc->n_lists; l++) {
        if (new_list[l] < 0)
            continue;
        for (size_t e = loc->list_start[l]; e < loc->list_start[l + 1]; e++) {
            part->list_host[e_new] = new_host[loc->list_host[e]];
            part->list_cost[e_new++] = loc->list_cost[e];
        }
        part->list_start[new_list[l] + 1] = e_new;
    }
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        part->kind_start[kind] = c_new;
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
            if (new_list[loc->client_list[c]] < 0)
                continue;
            part->client_list[c_new] = new_list[loc->client_list[c]];
            client_of[c_new] = (int32_t)c;
            jh_i_loc_copy_client(loc, c, part, c_new++);
        }
    }
    part->kind_start[loc->n_kinds] = c_new;
    jh_i_loc_copy_loads(loc, part);
}

enum jh_status jh_i_loc_zone_part(const struct jh_i_loc *loc, size_t zone, int32_t hosts_max,
    struct jh_i_loc *part, int32_t **host_of, int32_t **client_of, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_entries;
    jh_i_loc_init(part);
    int32_t *new_host = jh_i_calloc(loc->n_hosts, sizeof *new_host);
    int32_t *new_list = jh_i_calloc(loc->n_lists, sizeof *new_list);
    if (new_host == NULL || new_list == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    number_part(loc, zone, part, new_host, new_list, &n_entries);
    part->n_kinds = loc->n_kinds;
    part->n_zones = 1;
    part->rules = loc->rules;
    part->rules.hosts_max = hosts_max;
    part->rules.pairs_max = part->rules.kind_max = JH_I_LOC_NO_LIMIT;
    part->grain = loc->grain;
    part->n_summed = loc->n_summed;
    part->load.n_groups = loc->load.n_groups;
    JH_TRY(st, jh_i_loc_alloc(part, n_entries, err));
    *host_of = jh_arena_new(&part->arena, part->n_hosts, int32_t);
    *client_of = jh_arena_new(&part->arena, part->n_clients, int32_t);
    if (*host_of == NULL || *client_of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    part->zone_min[0] = loc->zone_min[zone];
    fill_part(loc, part, new_host, new_list, *host_of, *client_of);
    JH_TRY(st, jh_i_loc_finish(part, err));
out:
    jh_i_free(new_host);
    jh_i_free(new_list);
    return st;
}
