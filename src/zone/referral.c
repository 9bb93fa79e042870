/*
 * The Dartmouth method in full: hospital service areas by plurality of all cases, then referral
 * regions of whole service areas by plurality of hard cases.
 */
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "zone/check.h"
#include "zone/plurality.h"
#include "zone/units.h"
#include "zone/weak.h"

/* Service areas in place of units. */
struct service {
    struct jh_zone_flow flow, use;
    struct jh_graph graph;
    double *population;
    struct jh_point *point;
    int32_t *zone_of; /* [flow.n] */
    uint8_t *across;  /* [flow.n] */
};

/* People add up; a service area lies where most of them do, as far as that is known. */
static void place_services(size_t n_units, const int32_t *of, const double *population,
    const struct jh_point *point, double *most, struct service *s)
{
    for (size_t k = 0; k < s->flow.n; k++)
        most[k] = -1;
    for (size_t u = 0; u < n_units; u++) {
        int32_t k = of[u];
        double weight = jh_point_known(point[u]) ? population[u] : -0.5;
        s->population[k] += population[u];
        if (weight > most[k]) {
            s->point[k] = point[u];
            most[k] = weight;
        }
    }
}

static enum jh_status make_services(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_zone_flow *use, const struct jh_graph *adjacency, const double *population,
    const struct jh_point *point, size_t n, const int32_t *of, struct service *s,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double *most = jh_arena_new(arena, n, double);
    s->population = jh_arena_new(arena, n, double);
    s->point = jh_arena_new(arena, n, struct jh_point);
    s->zone_of = jh_arena_new(arena, n, int32_t);
    s->across = jh_arena_new(arena, n, uint8_t);
    if (most == NULL || s->population == NULL || s->point == NULL || s->zone_of == NULL ||
        s->across == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_i_zone_group_flow(flow, n, of, &s->flow, err));
    JH_TRY(st, jh_i_zone_group_flow(use, n, of, &s->use, err));
    JH_TRY(st, jh_i_zone_group_graph(adjacency, n, of, &s->graph, err));
    place_services(flow->n, of, population, point, most, s);
out:
    return st;
}

enum jh_status jh_zone_referral(const struct jh_zone_flow *flow,
    const struct jh_zone_flow *referrals, double min_cases, const struct jh_graph *adjacency,
    const double *population, const struct jh_point *point, const struct jh_zone_options *options,
    int32_t *out_service_of, size_t *out_n_services, int32_t *out_zone_of, size_t *out_n_zones,
    size_t *out_n_islands, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_zone_options any = {0};
    struct service s = {.population = NULL};
    struct jh_arena arena;
    size_t n = flow->n, n_services = 0, n_zones = 0, n_islands = 0;
    jh_arena_init(&arena, 0);
    int32_t *service_of = jh_arena_new(&arena, n, int32_t);
    uint8_t *across = jh_arena_new(&arena, n, uint8_t);
    if (service_of == NULL || across == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_zone_check(flow, adjacency, population, err));
    JH_TRY(st, jh_i_zone_check(referrals, adjacency, population, err));
    JH_TRY(st, jh_i_zone_check_options(options, population, n, err));
    if (!(min_cases >= 0)) {
        st = jh_fail(err, JH_E_DOMAIN,
            "the least cases of a referral centre must be at least 0, got %g", min_cases);
        goto out;
    }
    JH_TRY(st, jh_i_zone_plurality(&arena, flow, flow, 0, adjacency, population, point, &any,
                   service_of, &n_services, across, err));
    JH_TRY(st, make_services(&arena, flow, referrals, adjacency, population, point, n_services,
                   service_of, &s, err));
    if (options->n_zones > n_services) {
        st = jh_fail(err, JH_E_INFEASIBLE,
            "%zu zones wanted, but there are %zu hospital service areas", options->n_zones,
            n_services);
        goto out;
    }
    JH_TRY(st, jh_i_zone_plurality(&arena, &s.flow, &s.use, min_cases, &s.graph, s.population,
                   s.point, options, s.zone_of, &n_zones, s.across, err));
    for (size_t u = 0; u < n; u++) {
        n_islands += across[u] || s.across[service_of[u]];
        out_service_of[u] = service_of[u];
        out_zone_of[u] = s.zone_of[service_of[u]];
    }
    *out_n_services = n_services;
    *out_n_zones = n_zones;
    *out_n_islands = n_islands;
out:
    jh_zone_flow_release(&s.flow);
    jh_zone_flow_release(&s.use);
    jh_graph_release(&s.graph);
    jh_arena_release(&arena);
    return st;
}
