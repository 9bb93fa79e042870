/*
 * Why there is no answer: conditions that show at once.
 */
#include "site/site_internal.h"

#include <math.h>

#include "base/arena.h"
#include "base/fail.h"

/* ---- service ---- */

static enum jh_status nobody_serves(
    const struct jh_site_problem *p, size_t area, size_t kind, struct jh_error *err)
{
    size_t n = p->n_specialties;
    int32_t zone = p->zone_of_area[area];
    bool any = false, inside = false;
    for (size_t host = 0; host < p->n_hosts; host++)
        if (p->state[host * n + kind] != JH_SITE_NO) {
            any = true;
            inside = inside || p->zone_of_host[host] == zone;
        }
    if (!any) {
        jh_fail(err, JH_E_INFEASIBLE, "no host is eligible");
        jh_where(err, "specialty[%zu]", kind);
    } else if (p->rules.assign_in_zone && zone >= 0 && !inside) {
        jh_fail(err, JH_E_INFEASIBLE, "no host of the zone is eligible");
        jh_where(err, "zone[%d]/specialty[%zu]", zone, kind);
    } else {
        jh_fail(err, JH_E_INFEASIBLE, "the demand reaches no eligible host");
        jh_where(err, "area[%zu]/specialty[%zu]", area, kind);
        jh_hint(err, "Give travel times to more hosts, or allow assignment anywhere.");
        return JH_E_INFEASIBLE;
    }
    jh_hint(err, "Make more hosts eligible, drop the specialty, or allow assignment anywhere.");
    return JH_E_INFEASIBLE;
}

static enum jh_status clash_of_service(const struct jh_site_problem *p, struct jh_error *err)
{
    for (size_t area = 0; area < p->n_areas; area++)
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            if (!(p->demand[area * p->n_specialties + kind] > 0))
                continue;
            bool served = false;
            for (size_t host = 0; host < p->n_hosts && !served; host++)
                served = p->state[host * p->n_specialties + kind] != JH_SITE_NO &&
                         jh_i_site_may_serve(p, area, host);
            if (!served)
                return nobody_serves(p, area, kind, err);
        }
    return JH_OK;
}

/* ---- what is fixed against the maxima ---- */

struct counts {
    int32_t hosts, pairs;
    int32_t *host_pairs, *zone_hosts, *zone_eligible, *kind_pairs, *kind_zones, *zone_kind;
    int32_t *need;   /* [n_zones] centres that the zone must have */
    uint8_t *needed; /* [n_specialties] */
};

static bool counts_init(struct counts *c, const struct jh_site_problem *p, struct jh_arena *arena)
{
    c->host_pairs = jh_arena_new(arena, p->n_hosts, int32_t);
    c->zone_hosts = jh_arena_new(arena, p->n_zones, int32_t);
    c->zone_eligible = jh_arena_new(arena, p->n_zones, int32_t);
    c->kind_pairs = jh_arena_new(arena, p->n_specialties, int32_t);
    c->kind_zones = jh_arena_new(arena, p->n_specialties, int32_t);
    c->zone_kind = jh_arena_new(arena, p->n_zones * p->n_specialties, int32_t);
    c->need = jh_arena_new(arena, p->n_zones, int32_t);
    c->needed = jh_arena_new(arena, p->n_specialties, uint8_t);
    return c->host_pairs != NULL && c->zone_hosts != NULL && c->zone_eligible != NULL &&
           c->kind_pairs != NULL && c->kind_zones != NULL && c->zone_kind != NULL &&
           c->need != NULL && c->needed != NULL;
}

static void count_fixed(const struct jh_site_problem *p, struct counts *c)
{
    for (size_t host = 0; host < p->n_hosts; host++) {
        int32_t zone = p->zone_of_host[host];
        bool eligible = false, fixed = p->host_must != NULL && p->host_must[host];
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            uint8_t state = p->state[host * p->n_specialties + kind];
            eligible = eligible || state != JH_SITE_NO;
            if (state < JH_SITE_MUST)
                continue;
            fixed = true;
            c->host_pairs[host]++;
            c->kind_pairs[kind]++;
            c->pairs++;
            if (zone >= 0 && state == JH_SITE_MUST)
                c->zone_kind[(size_t)zone * p->n_specialties + kind]++;
        }
        c->hosts += fixed;
        if (zone >= 0) {
            c->zone_hosts[zone] += fixed;
            c->zone_eligible[zone] += eligible;
        }
    }
}

static enum jh_status clash_of_hosts(
    const struct jh_site_problem *p, const struct counts *c, struct jh_error *err)
{
    int32_t most = p->rules.host_specialties_max;
    for (size_t host = 0; host < p->n_hosts; host++) {
        bool eligible = false;
        for (size_t kind = 0; kind < p->n_specialties; kind++)
            eligible = eligible || p->state[host * p->n_specialties + kind] != JH_SITE_NO;
        if (p->host_must != NULL && p->host_must[host] && !eligible) {
            jh_fail(err, JH_E_INFEASIBLE, "it must be a centre but is eligible for no specialty");
            jh_where(err, "host[%zu]", host);
            jh_hint(err, "Do not fix the host, or make it eligible for a specialty.");
            return JH_E_INFEASIBLE;
        }
        if (most >= 0 && c->host_pairs[host] > most) {
            jh_fail(err, JH_E_INFEASIBLE,
                "specialties fixed or existing: %d; allowed for a host: at most %d",
                c->host_pairs[host], most);
            jh_where(err, "host[%zu]", host);
            jh_hint(err, "Raise the most specialties of one host, or fix fewer.");
            return JH_E_INFEASIBLE;
        }
    }
    return JH_OK;
}

static enum jh_status clash_of_zone(
    const struct jh_site_problem *p, const struct counts *c, size_t zone, struct jh_error *err)
{
    int32_t most = p->rules.centres_per_zone_max;
    for (size_t kind = 0; kind < p->n_specialties && p->rules.one_per_zone; kind++)
        if (c->zone_kind[zone * p->n_specialties + kind] > 1) {
            jh_fail(err, JH_E_INFEASIBLE,
                "%d centre specialties are fixed in the zone but one is allowed",
                c->zone_kind[zone * p->n_specialties + kind]);
            jh_where(err, "zone[%zu]/specialty[%zu]", zone, kind);
            jh_hint(err, "Fix fewer, or allow several centres of a specialty in a zone.");
            return JH_E_INFEASIBLE;
        }
    if (c->zone_eligible[zone] < c->need[zone])
        jh_fail(err, JH_E_INFEASIBLE, "centres that the zone needs: %d; eligible hosts: %d",
            c->need[zone], c->zone_eligible[zone]);
    else if (most >= 0 && c->zone_hosts[zone] > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "centres fixed or existing: %d; allowed in a zone: at most %d", c->zone_hosts[zone],
            most);
    else if (most >= 0 && c->need[zone] > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "centres that the zone needs: %d; allowed in a zone: at most %d", c->need[zone], most);
    else
        return JH_OK;
    jh_where(err, "zone[%zu]", zone);
    jh_hint(err, "Make more hosts of the zone eligible, or change the centres per zone.");
    return JH_E_INFEASIBLE;
}

static enum jh_status clash_of_specialty(
    const struct jh_site_problem *p, const struct counts *c, size_t kind, struct jh_error *err)
{
    int32_t most = p->rules.per_specialty_max;
    if (most < 0 || (c->kind_pairs[kind] <= most && c->kind_zones[kind] <= most))
        return JH_OK;
    if (c->kind_pairs[kind] > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "centres of the specialty fixed or existing: %d; allowed: at most %d",
            c->kind_pairs[kind], most);
    else
        jh_fail(err, JH_E_INFEASIBLE,
            "zones that need a centre of the specialty: %d; allowed: at most %d",
            c->kind_zones[kind], most);
    jh_where(err, "specialty[%zu]", kind);
    jh_hint(err, "Raise the most centres of a specialty, or allow assignment anywhere.");
    return JH_E_INFEASIBLE;
}

/* Hosts and pairs in all: the needs of zones on top of what is fixed. */
static enum jh_status clash_of_totals(
    const struct jh_site_problem *p, const struct counts *c, struct jh_error *err)
{
    int32_t hosts = c->hosts, zones = 0, zone_kinds = 0;
    for (size_t zone = 0; zone < p->n_zones; zone++) {
        zones += c->need[zone] > 0;
        hosts += c->need[zone] > c->zone_hosts[zone] ? c->need[zone] - c->zone_hosts[zone] : 0;
    }
    for (size_t kind = 0; kind < p->n_specialties; kind++)
        zone_kinds += c->kind_zones[kind];
    int32_t most = p->rules.centres_max, most_pairs = p->rules.specialties_max;
    if (most >= 0 && c->hosts > most)
        jh_fail(err, JH_E_INFEASIBLE, "centres fixed or existing: %d; allowed: at most %d",
            c->hosts, most);
    else if (most >= 0 && zones > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "zones that need a centre each: %d; centres allowed: at most %d", zones, most);
    else if (most >= 0 && hosts > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "centres that the zones need together: %d; allowed: at most %d", hosts, most);
    else if (most_pairs >= 0 && c->pairs > most_pairs)
        jh_fail(err, JH_E_INFEASIBLE,
            "centre specialties fixed or existing: %d; allowed: at most %d", c->pairs, most_pairs);
    else if (most_pairs >= 0 && zone_kinds > most_pairs)
        jh_fail(err, JH_E_INFEASIBLE,
            "centre specialties that the zones need: %d; allowed: at most %d", zone_kinds,
            most_pairs);
    else
        return JH_OK;
    jh_hint(err, "Raise the maximum, or ask for less in the zones.");
    return JH_E_INFEASIBLE;
}

/* Demand of the zone and of areas in no zone must make up the least number of at least one host there. */
static enum jh_status clash_of_volumes(
    const struct jh_site_problem *p, size_t zone, size_t kind, struct jh_error *err)
{
    const size_t n = p->n_specialties;
    double own = 0, other = 0, least = (double)INFINITY;
    if (p->least_cases == NULL || !p->rules.assign_in_zone)
        return JH_OK;
    for (size_t area = 0; area < p->n_areas; area++) {
        own += p->zone_of_area[area] == (int32_t)zone ? p->demand[area * n + kind] : 0;
        other += p->zone_of_area[area] < 0 ? p->demand[area * n + kind] : 0;
    }
    const double cases = own + other;
    for (size_t host = 0; host < p->n_hosts; host++)
        if (p->zone_of_host[host] == (int32_t)zone && p->state[host * n + kind] != JH_SITE_NO &&
            p->least_cases[host * n + kind] < least)
            least = p->least_cases[host * n + kind];
    if (!(own > 0) || cases >= least * (1 - 1e-9))
        return JH_OK;
    jh_fail(err, JH_E_INFEASIBLE,
        "cases that the zone may get a year: %.6g; least number of a centre specialty: %.6g", cases,
        least);
    jh_where(err, "least_cases/zone[%zu]/specialty[%zu]", zone, kind);
    jh_hint(err, "Lower the least number of cases, or allow assignment anywhere.");
    return JH_E_INFEASIBLE;
}

/* Every centre needs a centre specialty, and the demand carries only so many. */
static enum jh_status clash_of_carried(
    const struct jh_site_problem *p, const struct counts *c, struct jh_error *err)
{
    int64_t needed = c->hosts, carried = 0;
    if (p->least_cases == NULL)
        return JH_OK;
    for (size_t zone = 0; zone < p->n_zones; zone++)
        needed += c->need[zone] > c->zone_hosts[zone] ? c->need[zone] - c->zone_hosts[zone] : 0;
    for (size_t kind = 0; kind < p->n_specialties; kind++)
        carried += (int64_t)jh_site_carries(p, kind);
    if (needed <= carried)
        return JH_OK;
    jh_fail(err, JH_E_INFEASIBLE,
        "centres that must be: %lld; centre specialties that the demand carries: at most %lld",
        (long long)needed, (long long)carried);
    jh_where(err, "centres_per_zone_min, least_cases");
    jh_hint(err, "Lower the least number of cases, or ask for fewer centres.");
    return JH_E_INFEASIBLE;
}

enum jh_status jh_i_site_clash(const struct jh_site_problem *p, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct counts c = {0};
    struct jh_arena arena;
    jh_arena_init(&arena, 0);
    if (!counts_init(&c, p, &arena)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, clash_of_service(p, err));
    count_fixed(p, &c);
    JH_TRY(st, clash_of_hosts(p, &c, err));
    for (size_t zone = 0; zone < p->n_zones; zone++) {
        c.need[zone] = jh_i_site_zone_minimum(p, zone, c.needed);
        for (size_t kind = 0; kind < p->n_specialties; kind++)
            c.kind_zones[kind] += c.needed[kind];
        JH_TRY(st, clash_of_zone(p, &c, zone, err));
        for (size_t kind = 0; kind < p->n_specialties; kind++)
            JH_TRY(st, clash_of_volumes(p, zone, kind, err));
    }
    for (size_t kind = 0; kind < p->n_specialties; kind++)
        JH_TRY(st, clash_of_specialty(p, &c, kind, err));
    JH_TRY(st, clash_of_totals(p, &c, err));
    JH_TRY(st, clash_of_carried(p, &c, err));
out:
    jh_arena_release(&arena);
    return st;
}
