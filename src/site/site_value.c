/*
 * What an answer is worth: every objective from who is served where, and what no answer can beat.
 */
#include "site/site_internal.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

static int longest_first(const void *a, const void *b)
{
    const struct jh_i_site_trip *x = a, *y = b;
    return (x->minutes < y->minutes) - (x->minutes > y->minutes);
}

double jh_i_site_worst_tenth(struct jh_i_site_trip *trip, size_t n, double total_cases)
{
    double left = total_cases / 10, want = left;
    struct jh_sum sum = {0, 0};
    qsort(trip, n, sizeof *trip, longest_first);
    for (size_t k = 0; k < n && left > 0; k++) {
        double cases = trip[k].cases < left ? trip[k].cases : left;
        jh_sum_add(&sum, cases * trip[k].minutes);
        left -= cases;
    }
    return want > 0 ? jh_sum_value(&sum) / want : 0;
}

size_t jh_i_site_nearest(const struct jh_site_problem *p, const uint8_t *open, size_t area,
    size_t kind, bool within_rules)
{
    size_t best = SIZE_MAX;
    for (size_t host = 0; host < p->n_hosts; host++) {
        if (!open[kind * p->n_hosts + host])
            continue;
        float minutes = p->minutes[area * p->n_hosts + host];
        if (within_rules ? !jh_i_site_may_serve(p, area, host) : !isfinite(minutes))
            continue;
        if (best == SIZE_MAX || minutes < p->minutes[area * p->n_hosts + best])
            best = host;
    }
    return best;
}

double jh_i_site_value(const struct jh_site_problem *p, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, struct jh_i_site_trip *trip)
{
    const struct jh_i_site_cost cost = jh_i_site_plain_cost(&p->objective);
    struct jh_sum sum = {0, 0}, total = {0, 0};
    size_t n = 0;
    for (size_t at = 0; at < p->n_areas * p->n_specialties; at++) {
        size_t area = at / p->n_specialties, kind = at % p->n_specialties;
        if (!(p->demand[at] > 0))
            continue;
        size_t host = loc->load.on ? (size_t)answer->assigned[loc->client_of_demand[at]]
                                   : jh_i_site_nearest(p, answer->open, area, kind, true);
        double minutes = (double)p->minutes[area * p->n_hosts + host];
        jh_sum_add(&sum, p->demand[at] * jh_i_site_unit_cost(&cost, minutes));
        jh_sum_add(&total, p->demand[at]);
        trip[n++] = (struct jh_i_site_trip){minutes, p->demand[at]};
    }
    double value = jh_sum_value(&sum);
    if (p->objective.worst_tenth > 0)
        value += p->objective.worst_tenth * jh_i_site_worst_tenth(trip, n, jh_sum_value(&total));
    return value;
}

size_t jh_i_site_least_trips(const struct jh_site_problem *p, struct jh_i_site_trip *trip)
{
    size_t n = 0;
    for (size_t at = 0; at < p->n_areas * p->n_specialties; at++) {
        size_t area = at / p->n_specialties, kind = at % p->n_specialties;
        double best = JH_INF;
        if (!(p->demand[at] > 0))
            continue;
        for (size_t host = 0; host < p->n_hosts; host++)
            if (p->state[host * p->n_specialties + kind] != JH_SITE_NO &&
                jh_i_site_may_serve(p, area, host))
                best = fmin(best, (double)p->minutes[area * p->n_hosts + host]);
        if (best < JH_INF)
            trip[n++] = (struct jh_i_site_trip){best, p->demand[at]};
    }
    return n;
}

double jh_i_site_floor(const struct jh_site_problem *p, const struct jh_i_site_cost *cost, size_t n,
    const struct jh_i_site_trip *trip)
{
    struct jh_sum sum = {0, 0};
    double magnitude = 0, from = p->objective.worst_tenth * cost->tail_from;
    for (size_t k = 0; k < n; k++) {
        double value = trip[k].cases * jh_i_site_unit_cost(cost, trip[k].minutes);
        jh_sum_add(&sum, value);
        magnitude += fabs(value);
    }
    jh_sum_add(&sum, from);
    return jh_sum_value(&sum) - 1e-12 * (magnitude + from);
}

enum jh_status jh_i_site_best_case(
    const struct jh_site_problem *p, double *out_value, struct jh_error *err)
{
    const struct jh_i_site_cost cost = jh_i_site_plain_cost(&p->objective);
    struct jh_i_site_trip *trip = jh_i_calloc(p->n_areas * p->n_specialties, sizeof *trip);
    double total = 0;
    if (trip == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t n = jh_i_site_least_trips(p, trip);
    for (size_t k = 0; k < n; k++)
        total += trip[k].cases;
    *out_value = jh_i_site_floor(p, &cost, n, trip);
    if (p->objective.worst_tenth > 0)
        *out_value +=
            p->objective.worst_tenth * jh_i_site_worst_tenth(trip, n, total) * (1 - 1e-12);
    jh_i_free(trip);
    return JH_OK;
}
