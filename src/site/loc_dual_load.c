/*
 * Loads in the dual. The least number of cases of a pair is kept in its profit: what is missing is
 * made up by the cases that lose least (a knapsack in fractions), so that
 *   profit = max { sum weight (v - cost) x : sum cases x >= least, 0 <= x <= 1 }.
 * Beds of hosts and regions are priced. Making up is done only for pairs that the pick takes, again
 * until it takes none that is not made up: those left out are valued too high, which is safe.
 */
#include "site/loc.h"

#include <string.h>

#include "base/num.h"

static const int rounds_max = 40;

void jh_i_dual_price_beds(struct jh_i_dual *dual, const double *price)
{
    const struct jh_i_loc *loc = dual->loc;
    const struct jh_i_loads *load = &loc->load;
    for (size_t host = 0; host < loc->n_hosts && load->any_beds; host++) {
        double of_host = price[dual->host_row + host];
        double per_bed = of_host > 0 ? of_host / fmax(load->host_max[host], 1e-9) : 0;
        int32_t group = load->group[host];
        dual->base_host[host] -= of_host;
        double of_group =
            group >= 0 && price[dual->group_row + (size_t)group] > 0
                ? price[dual->group_row + (size_t)group] / jh_i_dual_group_unit(loc, (size_t)group)
                : 0;
        for (size_t kind = 0; kind < loc->n_kinds; kind++) {
            size_t pair = kind * loc->n_hosts + host;
            dual->unit[pair] = load->beds[kind] * (per_bed + of_group);
            dual->credit[pair] = of_group * load->there[pair];
        }
    }
}

double jh_i_dual_group_unit(const struct jh_i_loc *loc, size_t group)
{
    return fmax(loc->load.group_max[group], 1);
}

/* Without prices of beds all that is nearer than v pays. */
static void plain_profits(struct jh_i_dual *dual, size_t kind, const double *v)
{
    const struct jh_i_loc *loc = dual->loc;
    double *restrict profit = dual->profit + kind * loc->n_hosts;
    double *restrict load = dual->load + kind * loc->n_hosts;
    const double *cost = loc->list_cost;
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
        size_t list = (size_t)loc->client_list[c], end = loc->list_start[list + 1];
        double limit = v[c], w = loc->client_weight[c], cases = loc->load.client[c];
        for (size_t e = loc->list_start[list]; e < end && cost[e] < limit; e++) {
            profit[loc->list_host[e]] += w * (limit - cost[e]);
            load[loc->list_host[e]] += cases;
        }
    }
}

void jh_i_dual_load_profits(struct jh_i_dual *dual, size_t kind, const double *v)
{
    if (!dual->loc->load.any_beds) {
        plain_profits(dual, kind, v);
        return;
    }
    const struct jh_i_loc *loc = dual->loc;
    double *profit = dual->profit + kind * loc->n_hosts, *load = dual->load + kind * loc->n_hosts;
    const double *unit = dual->unit + kind * loc->n_hosts, *cost = loc->list_cost;
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
        size_t list = (size_t)loc->client_list[c];
        double limit = v[c], w = loc->client_weight[c], cases = loc->load.client[c];
        for (size_t e = loc->list_start[list]; e < loc->list_start[list + 1] && cost[e] < limit;
             e++) {
            int32_t host = loc->list_host[e];
            double value = w * (limit - cost[e]) - cases * unit[host];
            if (value > 0) {
                profit[host] += value;
                load[host] += cases;
            }
        }
    }
}

/* ---- making up ---- */

static size_t gather(struct jh_i_dual *dual, size_t pair, const double *v)
{
    const struct jh_i_loc *loc = dual->loc;
    size_t kind = pair / loc->n_hosts, host = pair % loc->n_hosts, n = 0;
    const int32_t *client_of = loc->client_of + kind * loc->n_lists;
    for (size_t e = loc->host_start[host]; e < loc->host_start[host + 1]; e++) {
        int32_t c = client_of[loc->host_list[e]];
        if (c < 0 || !(loc->load.client[c] > 0))
            continue;
        double cases = loc->load.client[c];
        double value =
            loc->client_weight[c] * (v[c] - loc->host_cost[e]) - cases * dual->unit[pair];
        if (!(v[c] > loc->host_cost[e] && value > 0))
            dual->top[n++] = (struct jh_i_top){-value / cases, cases, c};
    }
    dual->work += loc->host_start[host + 1] - loc->host_start[host];
    return n;
}

static double middle(double a, double b, double c)
{
    return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

/* Least-loss cases that make up `missing`: moves them to the front; the last one counts in part.
 * Returns how many there are and the part of the last; 0: not enough cases. */
static size_t select_top(struct jh_i_top *top, size_t n, double missing, double *out_part)
{
    size_t low = 0, high = n; /* [0, low) are taken */
    double left = missing;
    while (high - low > 1) {
        double pivot = middle(top[low].loss, top[low + (high - low) / 2].loss, top[high - 1].loss);
        double below = 0, equal = 0;
        size_t i = low, j = low, k = high; /* < pivot | == pivot | not seen | > pivot */
        while (j < k) {
            struct jh_i_top t = top[j];
            if (t.loss < pivot) {
                below += t.cases;
                top[j++] = top[i];
                top[i++] = t;
            } else if (t.loss > pivot) {
                top[j] = top[--k];
                top[k] = t;
            } else {
                equal += t.cases;
                j++;
            }
        }
        if (below >= left) {
            high = i;
        } else if (below + equal >= left) {
            left -= below;
            for (low = i; low < k && top[low].cases < left; low++)
                left -= top[low].cases;
            low = low < k ? low : k - 1; /* rounding */
            break;
        } else {
            left -= below + equal;
            low = k;
        }
    }
    if (low >= n || top[low].cases < left - 1e-9 * missing)
        return 0;
    *out_part = fmin(1, left / top[low].cases);
    return low + 1;
}

static double lacking(const struct jh_i_dual *dual, size_t pair)
{
    return dual->loc->load.least[pair] - dual->load[pair];
}

static double loss_of(struct jh_i_dual *dual, size_t pair, const double *v)
{
    double part = 0, loss = 0;
    size_t n = select_top(dual->top, gather(dual, pair, v), lacking(dual, pair), &part);
    if (n == 0)
        return JH_INF;
    for (size_t k = 0; k < n; k++)
        loss += (k + 1 < n ? 1 : part) * dual->top[k].loss * dual->top[k].cases;
    return loss;
}

bool jh_i_dual_load_pick(struct jh_i_dual *dual, const double *v, double *out_loss)
{
    const struct jh_i_loc *loc = dual->loc;
    size_t n = jh_i_loc_n_pairs(loc);
    *out_loss = 0;
    memset(dual->topped, 0, n);
    for (int round = 0; round < rounds_max; round++) {
        bool any = false;
        if (!jh_i_pick_run(&dual->pick, dual->net))
            return false;
        for (size_t pair = 0; pair < n; pair++) {
            if (!dual->pick.chosen[pair] || !dual->pick.host_chosen[pair % loc->n_hosts] ||
                dual->topped[pair] || !(lacking(dual, pair) > 1e-9 * loc->load.least[pair]))
                continue;
            if (dual->loss[pair] < 0)
                dual->loss[pair] = loss_of(dual, pair, v);
            double loss = dual->loss[pair];
            dual->net[pair] -= loss;
            dual->topped[pair] = 1;
            *out_loss += loss < JH_INF ? loss : 0;
            any = true;
        }
        if (!any)
            return true;
    }
    return jh_i_pick_run(&dual->pick, dual->net);
}

/* What the chosen pairs serve at a profit; the entries looked at. */
static size_t kind_slack(struct jh_i_dual *dual, size_t kind)
{
    const struct jh_i_loc *loc = dual->loc;
    const double *cost = loc->list_cost, *unit = dual->unit + kind * loc->n_hosts;
    const uint8_t *chosen = dual->pick.chosen + kind * loc->n_hosts;
    bool beds = loc->load.any_beds;
    size_t seen = 0;
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
        size_t list = (size_t)loc->client_list[c], e = loc->list_start[list];
        size_t end = loc->list_start[list + 1];
        double limit = dual->v[c], w = loc->client_weight[c], cases = loc->load.client[c];
        int32_t n = 0;
        if (!beds)
            for (; e < end && cost[e] < limit; e++)
                n += chosen[loc->list_host[e]];
        for (; beds && e < end && cost[e] < limit; e++)
            n += chosen[loc->list_host[e]] &&
                 w * (limit - cost[e]) - cases * unit[loc->list_host[e]] > 0;
        dual->slack[c] = 1.0 - n;
        seen += 2 * (e - loc->list_start[list]) + 8;
    }
    return seen;
}

void jh_i_dual_load_slack(struct jh_i_dual *dual)
{
    const struct jh_i_loc *loc = dual->loc;
    const uint8_t *chosen = dual->pick.chosen;
    size_t seen = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(dual->n_threads) if (dual->n_threads > 1) \
    reduction(+ : seen)
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        seen += kind_slack(dual, kind);
    dual->work += seen;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++) {
        double part = 0, load = dual->load[pair];
        size_t host = pair % loc->n_hosts;
        int32_t group = loc->load.group[host];
        if (!chosen[pair])
            continue;
        if (dual->topped[pair]) {
            size_t n =
                select_top(dual->top, gather(dual, pair, dual->v), lacking(dual, pair), &part);
            for (size_t k = 0; k < n; k++)
                dual->slack[dual->top[k].client] -= k + 1 < n ? 1 : part;
            load = fmax(load, loc->load.least[pair]);
        }
        if (!loc->load.any_beds)
            continue;
        double beds = load * loc->load.beds[pair / loc->n_hosts];
        dual->excess[dual->host_row + host] += beds / fmax(loc->load.host_max[host], 1e-9);
        if (group >= 0)
            dual->excess[dual->group_row + (size_t)group] +=
                (beds - loc->load.there[pair]) / jh_i_dual_group_unit(loc, (size_t)group);
    }
    for (size_t host = 0; host < loc->n_hosts && loc->load.any_beds; host++)
        dual->excess[dual->host_row + host] -= dual->pick.host_chosen[host];
}
