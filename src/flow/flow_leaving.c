/*
 * Leaving specialties of zones under every ranking.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "junheng/flow.h"

#define BEST_SHARE 0.1 /* of a specialty's cases: the best tenth */

/* A zone's leaving rate of one specialty. */
struct zone_rate {
    double rate, cases;
    size_t zone;
};

static int by_rate(const void *a, const void *b)
{
    const struct zone_rate *x = a, *y = b;
    if (x->rate != y->rate)
        return x->rate < y->rate ? -1 : 1;
    return x->zone < y->zone ? -1 : x->zone > y->zone;
}

/* Case-weighted lower quantile of the rates of n zones; NaN where there are none. */
static double best_tenth(struct zone_rate *rate, size_t n)
{
    double total = 0, below = 0;
    qsort(rate, n, sizeof *rate, by_rate);
    for (size_t i = 0; i < n; i++)
        total += rate[i].cases;
    for (size_t i = 0; i < n; i++) {
        below += rate[i].cases;
        if (below >= BEST_SHARE * total)
            return rate[i].rate;
    }
    return JH_NAN;
}

/* beds[zone * n_specialties + specialty]: of the specialty where any are stated in the territory,
 * else of whole hospitals, the same for each specialty. False: no beds stated at all. */
static bool count_beds(const struct jh_dataset *d, const int32_t *zone_of_hospital, double *beds)
{
    size_t n_specialties = d->specialties.n;
    bool any = false;
    for (size_t i = 0; i < d->capabilities.n; i++) {
        const struct jh_capabilities *c = &d->capabilities;
        int32_t zone = zone_of_hospital[c->hospital[i]];
        if (isnan(c->beds[i]) || (size_t)c->hospital[i] >= d->hospitals.n_inside)
            continue;
        any = true;
        if (zone != JH_NONE)
            beds[(size_t)zone * n_specialties + (size_t)c->specialty[i]] += c->beds[i];
    }
    if (any)
        return true;
    for (size_t h = 0; h < d->hospitals.n_inside; h++) {
        if (isnan(d->hospitals.beds[h]))
            continue;
        any = true;
        for (size_t s = 0; s < n_specialties && zone_of_hospital[h] != JH_NONE; s++)
            beds[(size_t)zone_of_hospital[h] * n_specialties + s] += d->hospitals.beds[h];
    }
    return any;
}

static void set_values(const struct jh_flow_rates *rates, double beds, struct jh_leaving *out)
{
    out->rate = rates->cases > 0 ? rates->outflow_cases / rates->cases : JH_NAN;
    out->value[JH_RANKING_CASES] = rates->outflow_cases;
    out->value[JH_RANKING_PERSONS] = rates->persons_outflow;
    out->value[JH_RANKING_HARD] = rates->hard_outflow;
    out->value[JH_RANKING_COST] = rates->cost_outflow;
    out->value[JH_RANKING_SHORTAGE] = rates->cases > 0 ? 1000 * beds / rates->cases : JH_NAN;
}

static void set_excess(const struct jh_flow_rates *rates, size_t n_zones, size_t n_specialties,
    struct zone_rate *scratch, struct jh_leaving *out)
{
    for (size_t s = 0; s < n_specialties; s++) {
        size_t n = 0;
        for (size_t z = 0; z < n_zones; z++) {
            const struct jh_leaving *l = &out[z * n_specialties + s];
            if (!isnan(l->rate))
                scratch[n++] =
                    (struct zone_rate){l->rate, rates[z * (n_specialties + 1) + s].cases, z};
        }
        double benchmark = best_tenth(scratch, n);
        for (size_t z = 0; z < n_zones; z++) {
            struct jh_leaving *l = &out[z * n_specialties + s];
            double expected = benchmark * rates[z * (n_specialties + 1) + s].cases;
            double excess = l->value[JH_RANKING_CASES] - expected;
            l->benchmark_rate = benchmark;
            l->value[JH_RANKING_EXCESS] = isnan(excess) ? JH_NAN : fmax(0, excess);
        }
    }
}

/* Rank 1 = most (shortage: least beds per case); not collected: 0. n is small. */
static void set_ranks(struct jh_leaving *zone, size_t n_specialties)
{
    for (int r = 0; r < JH_N_RANKINGS; r++) {
        double sign = r == JH_RANKING_SHORTAGE ? -1 : 1;
        for (size_t s = 0; s < n_specialties; s++) {
            double own = sign * zone[s].value[r];
            int32_t rank = 1;
            for (size_t k = 0; k < n_specialties; k++) {
                double other = sign * zone[k].value[r];
                rank += other > own || (other == own && k < s);
            }
            zone[s].rank[r] = isnan(own) ? 0 : rank;
        }
    }
}

static enum jh_status zone_rates(const struct jh_dataset *d, const struct jh_flow_table *table,
    const struct jh_zones *zones, const int32_t *zone_of_hospital, struct jh_flow_rates *out,
    struct jh_error *err)
{
    int32_t *zone_of_area = jh_i_calloc(d->areas.n, sizeof *zone_of_area);
    if (zone_of_area == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < d->areas.n; a++)
        zone_of_area[a] = a < d->areas.n_inside ? zones->of_area[a] : JH_NONE;
    enum jh_status st =
        jh_flow_rates_by_unit(d, table, zones->n, zone_of_area, zone_of_hospital, NULL, out, err);
    jh_i_free(zone_of_area);
    return st;
}

enum jh_status jh_flow_leaving(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    const struct jh_zones *zones, const int32_t *zone_of_hospital, struct jh_leaving *out_leaving,
    struct jh_error *err)
{
    size_t n_zones = zones->n, n_specialties = dataset->specialties.n;
    struct jh_flow_rates *rates = jh_i_calloc(n_zones * (n_specialties + 1), sizeof *rates);
    double *beds = jh_i_calloc(n_zones * n_specialties, sizeof *beds);
    struct zone_rate *scratch = jh_i_calloc(n_zones, sizeof *scratch);
    bool beds_known = false;
    enum jh_status st = JH_OK;
    if (rates == NULL || beds == NULL || scratch == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, zone_rates(dataset, table, zones, zone_of_hospital, rates, err));
    beds_known = count_beds(dataset, zone_of_hospital, beds);
    for (size_t z = 0; z < n_zones; z++)
        for (size_t s = 0; s < n_specialties; s++) {
            size_t i = z * n_specialties + s;
            set_values(&rates[z * (n_specialties + 1) + s], beds_known ? beds[i] : JH_NAN,
                &out_leaving[i]);
        }
    set_excess(rates, n_zones, n_specialties, scratch, out_leaving);
    for (size_t z = 0; z < n_zones; z++)
        set_ranks(&out_leaving[z * n_specialties], n_specialties);
out:
    jh_i_free(rates);
    jh_i_free(beds);
    jh_i_free(scratch);
    return st;
}
