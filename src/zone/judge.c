#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "zone/check.h"

/* Cases of one zone: sent by its residents to units of the territory and beyond it, treated at
 * home, received from units and from beyond; and its people. */
struct zone_sum {
    struct jh_sum sent, outside, local, received, inflow, people;
};

/* Returns all cases between units. */
static double add_flows(
    const struct jh_zone_flow *flow, const int32_t *zone_of, struct zone_sum *zone)
{
    struct jh_sum all = {0};
    for (size_t u = 0; u < flow->n; u++) {
        int32_t z = zone_of[u];
        if (z >= 0) {
            jh_sum_add(&zone[z].outside, flow->outside[u]);
            jh_sum_add(&zone[z].inflow, flow->inflow != NULL ? flow->inflow[u] : 0);
        }
        for (size_t e = flow->start[u]; e < flow->start[u + 1]; e++) {
            int32_t to = zone_of[flow->to[e]];
            jh_sum_add(&all, flow->cases[e]);
            if (z >= 0)
                jh_sum_add(&zone[z].sent, flow->cases[e]);
            if (to >= 0)
                jh_sum_add(&zone[to].received, flow->cases[e]);
            if (z >= 0 && to == z)
                jh_sum_add(&zone[z].local, flow->cases[e]);
        }
    }
    return jh_sum_value(&all);
}

struct parts {
    int32_t *todo;   /* [units] */
    uint8_t *seen;   /* [units] */
    size_t *of_zone; /* [zones], connected parts */
    size_t *islands; /* [zones], of these single units that touch nothing at all */
};

/* Mark the part that unit s belongs to within its zone. */
static void walk_part(
    const struct jh_graph *adjacency, const int32_t *zone_of, int32_t s, struct parts *p)
{
    size_t n = 0;
    p->todo[n++] = s;
    p->seen[s] = 1;
    while (n > 0) {
        int32_t u = p->todo[--n];
        for (size_t e = adjacency->start[u]; e < adjacency->start[u + 1]; e++) {
            int32_t v = adjacency->to[e];
            if (p->seen[v] || zone_of[v] != zone_of[u])
                continue;
            p->seen[v] = 1;
            p->todo[n++] = v;
        }
    }
}

/* Connected parts over all zones. An island in a zone with land elsewhere is no gap of its own. */
static size_t count_parts(
    const struct jh_graph *adjacency, const int32_t *zone_of, size_t n_zones, struct parts *p)
{
    size_t n_parts = 0;
    for (size_t s = 0; s < adjacency->n; s++) {
        if (p->seen[s] || zone_of[s] < 0)
            continue;
        walk_part(adjacency, zone_of, (int32_t)s, p);
        p->of_zone[zone_of[s]]++;
        p->islands[zone_of[s]] += adjacency->start[s] == adjacency->start[s + 1];
    }
    for (size_t z = 0; z < n_zones; z++) {
        size_t land = p->of_zone[z] - p->islands[z];
        n_parts += land > 0 ? land : p->islands[z];
    }
    return n_parts;
}

static double ratio(const struct jh_sum *part, const struct jh_sum *whole)
{
    double w = jh_sum_value(whole);
    return w > 0 ? jh_sum_value(part) / w : JH_NAN;
}

static void add_up(
    const struct zone_sum *zone, size_t n_zones, double cases, struct jh_zone_indices *out)
{
    struct jh_sum residents = {0}, local = {0}, treated = {0}, people = {0}, q = {0};
    out->min_population = n_zones > 0 ? JH_INF : JH_NAN;
    out->max_population = n_zones > 0 ? 0 : JH_NAN;
    for (size_t z = 0; z < n_zones; z++) {
        double sent = jh_sum_value(&zone[z].sent), own = jh_sum_value(&zone[z].local);
        double received = jh_sum_value(&zone[z].received), persons = jh_sum_value(&zone[z].people);
        double share = cases > 0 ? (sent + received) / (2 * cases) : 0;
        jh_sum_add(&residents, sent + jh_sum_value(&zone[z].outside));
        jh_sum_add(&treated, received + jh_sum_value(&zone[z].inflow));
        jh_sum_add(&local, own);
        jh_sum_add(&q, cases > 0 ? own / cases - share * share : 0);
        jh_sum_add(&people, persons);
        out->min_population = fmin(out->min_population, persons);
        out->max_population = fmax(out->max_population, persons);
    }
    double mean = jh_sum_value(&people) / (double)n_zones; /* NaN without zones */
    struct jh_sum spread = {0};
    for (size_t z = 0; z < n_zones; z++) {
        double off = jh_sum_value(&zone[z].people) - mean;
        jh_sum_add(&spread, off * off);
    }
    out->n_zones = n_zones;
    out->localization_index = ratio(&local, &residents);
    out->lofi = ratio(&local, &treated);
    out->modularity = jh_sum_value(&q);
    out->population_cv = mean > 0 ? sqrt(jh_sum_value(&spread) / (double)n_zones) / mean : JH_NAN;
}

enum jh_status jh_zone_judge(const struct jh_zone_flow *flow, const struct jh_graph *adjacency,
    const double *population, size_t n_zones, const int32_t *zone_of, struct jh_zone_indices *out,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_zone_indices result = {0};
    struct zone_sum *zone = jh_i_calloc(n_zones, sizeof *zone);
    struct parts parts = {jh_i_calloc(flow->n, sizeof(int32_t)), jh_i_calloc(flow->n, 1),
        jh_i_calloc(n_zones, sizeof(size_t)), jh_i_calloc(n_zones, sizeof(size_t))};
    if (zone == NULL || parts.todo == NULL || parts.seen == NULL || parts.of_zone == NULL ||
        parts.islands == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_zone_check(flow, adjacency, population, err));
    for (size_t u = 0; u < flow->n; u++) {
        if (zone_of[u] < JH_NONE || (zone_of[u] >= 0 && (size_t)zone_of[u] >= n_zones)) {
            st = jh_fail(
                err, JH_E_ARG, "unit %zu is in zone %d of %zu", u, (int)zone_of[u], n_zones);
            goto out;
        }
        if (zone_of[u] >= 0)
            jh_sum_add(&zone[zone_of[u]].people, population[u]);
    }
    add_up(zone, n_zones, add_flows(flow, zone_of, zone), &result);
    if (adjacency != NULL)
        result.n_components = count_parts(adjacency, zone_of, n_zones, &parts);
    *out = result;
out:
    jh_i_free(zone);
    jh_i_free(parts.todo);
    jh_i_free(parts.seen);
    jh_i_free(parts.of_zone);
    jh_i_free(parts.islands);
    return st;
}
