/*
 * From the planner's volumes and beds to the loads of the core. What cannot bind is dropped, so that
 * the quicker search without loads is used wherever it may.
 */
#include "site/site_internal.h"

#include <math.h>

#include "base/arena.h"
#include "base/fail.h"

struct totals {
    double *possible; /* [n_pairs] cases that may come at most */
    double *certain;  /* [n_pairs] cases that come when it is open */
};

/* With one centre of a kind in a zone and nobody served elsewhere, it gets the whole zone. */
static void find_certain(
    const struct jh_site_problem *p, const struct jh_i_loc *loc, double *certain)
{
    const size_t n = p->n_specialties;
    if (!p->rules.assign_in_zone || !p->rules.one_per_zone)
        return;
    for (size_t host = 0; host < p->n_hosts; host++)
        for (size_t kind = 0; kind < n; kind++) {
            bool alone = p->zone_of_host[host] >= 0 && p->state[host * n + kind] != JH_SITE_NO;
            for (size_t other = 0; other < p->n_hosts && alone; other++)
                alone = p->zone_of_host[other] != p->zone_of_host[host] ||
                        p->state[other * n + kind] != JH_SITE_EXISTING;
            for (size_t area = 0; area < p->n_areas && alone; area++)
                if (p->zone_of_area[area] == p->zone_of_host[host])
                    certain[kind * loc->n_hosts + host] += p->demand[area * n + kind];
        }
}

static void find_possible(const struct jh_i_loc *loc, double *possible)
{
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
            size_t list = (size_t)loc->client_list[c];
            for (size_t e = loc->list_start[list]; e < loc->list_start[list + 1]; e++)
                possible[kind * loc->n_hosts + (size_t)loc->list_host[e]] += loc->load.client[c];
        }
}

static void set_least(
    const struct jh_site_problem *p, struct jh_i_loc *loc, const struct totals *totals)
{
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc) && p->least_cases != NULL; pair++) {
        size_t host = pair % loc->n_hosts, kind = pair / loc->n_hosts;
        double least = p->least_cases[host * p->n_specialties + kind];
        if (loc->state[pair] == JH_I_NO || totals->certain[pair] >= least * (1 - 1e-9))
            continue;
        if (loc->state[pair] == JH_I_MAY && totals->possible[pair] < least * (1 - 1e-9))
            loc->state[pair] = JH_I_NO;
        else
            loc->load.least[pair] = least;
        loc->load.on = loc->load.on || loc->load.least[pair] > 0;
    }
}

/* What is certain to take more beds than its host or region may have cannot be open. */
static void rule_out_beds(
    const struct jh_site_problem *p, struct jh_i_loc *loc, const struct totals *totals)
{
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++) {
        size_t host = pair % loc->n_hosts, kind = pair / loc->n_hosts;
        size_t at = host * p->n_specialties + kind;
        int32_t region = p->region_beds_max != NULL ? p->region_of_host[host] : -1;
        double beds = totals->certain[pair] * p->beds_per_case[kind];
        double there = p->beds_there != NULL ? p->beds_there[at] : 0;
        if (loc->state[pair] == JH_I_MAY &&
            ((p->host_beds_max != NULL && beds > p->host_beds_max[host] * (1 + 1e-8)) ||
                (region >= 0 && beds - there > p->region_beds_max[region] * (1 + 1e-8))))
            loc->state[pair] = JH_I_NO;
    }
}

static void set_beds(
    const struct jh_site_problem *p, struct jh_i_loc *loc, const struct totals *totals)
{
    struct jh_i_loads *load = &loc->load;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        load->beds[kind] = p->beds_per_case[kind];
    for (size_t g = 0; g < load->n_groups; g++)
        load->group_max[g] = 0; /* first what may be built at most */
    for (size_t host = 0; host < loc->n_hosts; host++) {
        double most = 0;
        load->group[host] = load->n_groups > 0 ? p->region_of_host[host] : -1;
        for (size_t kind = 0; kind < loc->n_kinds; kind++) {
            size_t pair = kind * loc->n_hosts + host;
            if (loc->state[pair] == JH_I_NO)
                continue;
            double beds = load->beds[kind] * totals->possible[pair];
            most += beds;
            if (p->beds_there != NULL)
                load->there[pair] = p->beds_there[host * p->n_specialties + kind];
            if (load->group[host] >= 0)
                load->group_max[load->group[host]] += fmax(0, beds - load->there[pair]);
        }
        if (p->host_beds_max != NULL && p->host_beds_max[host] < most)
            load->host_max[host] = p->host_beds_max[host];
        load->any_beds = load->any_beds || load->host_max[host] < (double)INFINITY;
    }
    for (size_t g = 0; g < load->n_groups; g++) {
        bool binds = p->region_beds_max[g] < load->group_max[g];
        load->group_max[g] = binds ? p->region_beds_max[g] : (double)INFINITY;
        load->any_beds = load->any_beds || binds;
    }
}

enum jh_status jh_i_site_loads(
    const struct jh_site_problem *p, struct jh_i_loc *loc, struct jh_error *err)
{
    const bool beds =
        p->beds_per_case != NULL && (p->host_beds_max != NULL || p->region_beds_max != NULL);
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    jh_arena_init(&arena, 0);
    struct totals totals = {.possible = jh_arena_new(&arena, jh_i_loc_n_pairs(loc), double),
        .certain = jh_arena_new(&arena, jh_i_loc_n_pairs(loc), double)};
    if (totals.possible == NULL || totals.certain == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t at = 0; at < p->n_areas * p->n_specialties; at++)
        if (loc->client_of_demand[at] >= 0)
            loc->load.client[loc->client_of_demand[at]] += p->demand[at];
    for (size_t host = 0; host < loc->n_hosts; host++) {
        loc->load.host_max[host] = (double)INFINITY;
        loc->load.group[host] = -1;
    }
    for (size_t g = 0; g < loc->load.n_groups; g++)
        loc->load.group_max[g] = (double)INFINITY;
    find_possible(loc, totals.possible);
    if (p->least_cases != NULL || beds)
        find_certain(p, loc, totals.certain);
    set_least(p, loc, &totals);
    if (beds) {
        rule_out_beds(p, loc, &totals);
        set_beds(p, loc, &totals);
    }
    loc->load.on = loc->load.on || loc->load.any_beds;
out:
    jh_arena_release(&arena);
    return st;
}
