/*
 * The problem on some of its hosts: what fixing has left, or those that answers are likely to use.
 */
#include "site/loc.h"

#include <string.h>

#include "base/fail.h"

static void copy_lists(const struct jh_i_loc *from, const int32_t *new_host, struct jh_i_loc *to)
{
    size_t e_new = 0;
    for (size_t l = 0; l < from->n_lists; l++) {
        for (size_t e = from->list_start[l]; e < from->list_start[l + 1]; e++) {
            if (new_host[from->list_host[e]] < 0)
                continue;
            to->list_host[e_new] = new_host[from->list_host[e]];
            to->list_cost[e_new++] = from->list_cost[e];
        }
        to->list_start[l + 1] = e_new;
    }
}

static void copy_rest(const struct jh_i_loc *from, const int32_t *new_host, struct jh_i_loc *to)
{
    memcpy(to->kind_start, from->kind_start, (from->n_kinds + 1) * sizeof *to->kind_start);
    memcpy(to->client_list, from->client_list, from->n_clients * sizeof *to->client_list);
    for (size_t c = 0; c < from->n_clients; c++)
        jh_i_loc_copy_client(from, c, to, c);
    jh_i_loc_copy_loads(from, to);
    memcpy(to->zone_min, from->zone_min, from->n_zones * sizeof *to->zone_min);
    for (size_t host = 0; host < from->n_hosts; host++)
        if (new_host[host] >= 0) {
            to->zone[new_host[host]] = from->zone[host];
            jh_i_loc_copy_host(from, host, to, (size_t)new_host[host]);
        }
}

enum jh_status jh_i_loc_host_part(const struct jh_i_loc *from, const uint8_t *keep,
    struct jh_i_loc *to, int32_t **out_host_of, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_entries = 0;
    int32_t *host_of;
    jh_i_loc_init(to);
    int32_t *new_host = jh_arena_new(&to->arena, from->n_hosts, int32_t);
    if (new_host == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t host = 0; host < from->n_hosts; host++)
        new_host[host] = keep[host] ? (int32_t)to->n_hosts++ : -1;
    for (size_t e = 0; e < from->list_start[from->n_lists]; e++)
        n_entries += new_host[from->list_host[e]] >= 0;
    to->n_kinds = from->n_kinds;
    to->n_zones = from->n_zones;
    to->n_lists = from->n_lists;
    to->n_clients = from->n_clients;
    to->rules = from->rules;
    to->grain = from->grain;
    to->n_summed = from->n_summed;
    to->load.n_groups = from->load.n_groups;
    JH_TRY(st, jh_i_loc_alloc(to, n_entries, err));
    host_of = jh_arena_new(&to->arena, to->n_hosts, int32_t);
    if (host_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t host = 0; host < from->n_hosts; host++)
        if (new_host[host] >= 0)
            host_of[new_host[host]] = (int32_t)host;
    copy_lists(from, new_host, to);
    copy_rest(from, new_host, to);
    JH_TRY(st, jh_i_loc_finish(to, err));
    *out_host_of = host_of;
out:
    return st;
}
