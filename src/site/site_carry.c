/*
 * How many centre specialties the demand can carry: each needs its least number of cases for itself.
 */
#include "site/site_internal.h"

#include <math.h>

/* As many of the least numbers of the hosts as fit, smallest first; those that must be open first. */
static size_t fill(const struct jh_site_problem *p, size_t kind, int32_t zone, double cases)
{
    size_t n_open = 0;
    double last = -1, room = cases * (1 + 1e-9);
    const bool all = zone < -1;
    for (size_t host = 0; host < p->n_hosts; host++)
        if ((all || p->zone_of_host[host] == zone) &&
            p->state[host * p->n_specialties + kind] >= JH_SITE_MUST) {
            room -= p->least_cases[host * p->n_specialties + kind];
            n_open++;
        }
    for (;;) {
        double next = (double)INFINITY;
        size_t n = 0;
        for (size_t host = 0; host < p->n_hosts; host++) {
            size_t at = host * p->n_specialties + kind;
            if ((!all && p->zone_of_host[host] != zone) || p->state[at] != JH_SITE_MAY ||
                !(p->least_cases[at] > last) || p->least_cases[at] > next)
                continue;
            n = p->least_cases[at] < next ? 1 : n + 1;
            next = p->least_cases[at];
        }
        if (n == 0)
            return n_open;
        for (; n > 0 && next <= room; n--, n_open++)
            room -= next;
        if (n > 0)
            return n_open;
        last = next;
    }
}

static double demand_of(const struct jh_site_problem *p, size_t kind, int32_t zone)
{
    double cases = 0;
    for (size_t area = 0; area < p->n_areas; area++)
        if (zone < -1 || p->zone_of_area[area] == zone)
            cases += p->demand[area * p->n_specialties + kind];
    return cases;
}

size_t jh_site_carries(const struct jh_site_problem *p, size_t kind)
{
    enum { EVERYWHERE = -2, NO_ZONE = -1 };
    size_t n = 0;
    if (p->least_cases == NULL) {
        for (size_t host = 0; host < p->n_hosts; host++)
            n += p->state[host * p->n_specialties + kind] != JH_SITE_NO;
        return n;
    }
    size_t all = fill(p, kind, EVERYWHERE, demand_of(p, kind, EVERYWHERE));
    if (!p->rules.assign_in_zone)
        return all;
    double anywhere = demand_of(p, kind, NO_ZONE); /* of areas in no zone: may go to any */
    for (size_t zone = 0; zone < p->n_zones; zone++)
        n += fill(p, kind, (int32_t)zone, demand_of(p, kind, (int32_t)zone) + anywhere);
    n += fill(p, kind, NO_ZONE, anywhere);
    return n < all ? n : all;
}
