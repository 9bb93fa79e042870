/*
 * Totals that the bound prices: centre specialties by specialty and in all, the budget, each wanted
 * specialty somewhere, beds by host and region.
 */
#include "site/home.h"

#include <math.h>
#include <string.h>

#include "base/num.h"

/* Rows of beds begin here. */
static size_t first_bed(const struct jh_i_home_dual *d)
{
    return 2 * d->home->loc->n_kinds + 2;
}

static bool may_open(const struct jh_i_home_dual *d, size_t pair)
{
    uint8_t state = d->home->loc->state[pair];
    return (state == JH_I_MAY || state == JH_I_MUST) && d->fix[pair] >= 0;
}

/* Beds that may go to what is not there yet; none where all that may open keeps below. */
static void limit_beds(struct jh_i_home_dual *d)
{
    const struct jh_i_home_loads *l = d->loads;
    const size_t n_hosts = d->home->loc->n_hosts, at = first_bed(d);
    double *limit = d->price_limit + at, *most = d->price_used + at;
    for (size_t row = 0; row < jh_i_home_loads_n_rows(l); row++) {
        limit[row] = row < n_hosts ? l->host_max[row] : l->region_max[row - n_hosts];
        most[row] = 0;
    }
    for (size_t pair = 0; pair < d->home->n_pairs; pair++)
        for (int of_region = 0; of_region < 2; of_region++) {
            size_t host = pair % n_hosts;
            if (of_region && l->region[host] < 0)
                continue;
            size_t row = of_region ? n_hosts + (size_t)l->region[host] : host;
            double beds = jh_i_home_loads_row(l, pair, of_region);
            if (d->home->loc->state[pair] == JH_I_EXISTING)
                limit[row] -= beds;
            else if (may_open(d, pair))
                most[row] += beds;
        }
    for (size_t row = 0; row < jh_i_home_loads_n_rows(l); row++)
        if (most[row] <= limit[row]) {
            limit[row] = JH_INF;
            d->price[at + row] = d->price_best[at + row] = 0;
        }
}

void jh_i_home_prices_limit(struct jh_i_home_dual *d)
{
    const struct jh_i_loc *loc = d->home->loc;
    const struct jh_i_loc_rules *rules = &loc->rules;
    const size_t n = loc->n_kinds;
    double *limit = d->price_limit;
    for (size_t k = 0; k < n; k++) {
        limit[k] = rules->kind_max == JH_I_LOC_NO_LIMIT ? JH_INF : rules->kind_max;
        limit[n + 2 + k] =
            d->wanted[k] ? -1 : JH_INF; /* at least one, told as at most -1 of less */
    }
    limit[n] = rules->pairs_max == JH_I_LOC_NO_LIMIT ? JH_INF : rules->pairs_max;
    limit[n + 1] = rules->budget;
    for (size_t pair = 0; pair < d->home->n_pairs; pair++)
        if (loc->state[pair] == JH_I_EXISTING) {
            limit[pair / loc->n_hosts] -= 1;
            limit[n] -= 1;
        }
    if (d->loads != NULL)
        limit_beds(d);
}

void jh_i_home_prices_use(struct jh_i_home_dual *d)
{
    const struct jh_i_loc *loc = d->home->loc;
    const size_t n = loc->n_kinds;
    double *used = d->price_used;
    memset(used, 0, d->n_prices * sizeof *used);
    for (size_t host = 0; host < loc->n_hosts; host++) {
        bool any = false, exists = false;
        for (size_t k = 0; k < n; k++) {
            size_t pair = k * loc->n_hosts + host;
            exists = exists || loc->state[pair] == JH_I_EXISTING;
            if (!d->chosen[pair])
                continue;
            any = true;
            used[k] += 1;
            used[n] += 1;
            used[n + 1] += loc->pair_fee[pair];
            used[n + 2 + k] -= 1;
            if (d->loads == NULL)
                continue;
            used[first_bed(d) + host] += jh_i_home_loads_row(d->loads, pair, false);
            if (d->loads->region[host] >= 0)
                used[first_bed(d) + loc->n_hosts + (size_t)d->loads->region[host]] +=
                    jh_i_home_loads_row(d->loads, pair, true);
        }
        if (any && !exists)
            used[n + 1] += loc->host_fee[host];
    }
}

double jh_i_home_prices_of_pair(const struct jh_i_home_dual *d, size_t pair)
{
    const struct jh_i_loc *loc = d->home->loc;
    const size_t n = loc->n_kinds, kind = pair / loc->n_hosts, host = pair % loc->n_hosts;
    double price = d->price[kind] + d->price[n] + d->price[n + 1] * loc->pair_fee[pair] -
                   d->price[n + 2 + kind];
    if (d->loads == NULL)
        return price;
    price += d->price[first_bed(d) + host] * jh_i_home_loads_row(d->loads, pair, false);
    if (d->loads->region[host] >= 0)
        price += d->price[first_bed(d) + loc->n_hosts + (size_t)d->loads->region[host]] *
                 jh_i_home_loads_row(d->loads, pair, true);
    return price;
}
