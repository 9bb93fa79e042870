/*
 * Lagrangian dual. "Each client is served once" is priced with v (per unit of weight), counting
 * rules that the pick does not keep with prices; every multiplier gives a valid bound
 *   L(v, price) = sum weight v - sum price cap - max { sum (profit - price) y : y keeps the rest },
 *   profit[kind, host] = sum over clients of weight max(0, v - cost),
 * climbed in two phases: a deflected subgradient that moves on from wherever it is (quick when far
 * away), then the volume algorithm (Barahona and Anbil 2000, doi:10.1007/s101070050002), which
 * moves on from the best multipliers only (exact when near).
 */
#include "site/loc.h"

#include <string.h>

#include "base/num.h"

static const double far_factor = 0.3;   /* above: the first phase */
static const double far_share = 0.4;    /* of the new subgradient in the direction */
static const int tries = 12;            /* of the price of the budget, every fifth step */
static const double near_factor = 0.05; /* under a budget: below, answers have a claim to time */
static const int far_mean_share = 50;   /* one over the share of a choice in the mean */

/* Rows: 0 all pairs, 1 + kind, 1 + n_kinds + zone * n_kinds + kind, the budget, hosts'
 * beds, regions' beds. A row that
 * cannot bind has an infinite cap and keeps price 0. */
static void set_rows(struct jh_i_dual *dual)
{
    const struct jh_i_loc *loc = dual->loc;
    const struct jh_i_loc_rules *rules = &loc->rules;
    int64_t hosts = (int64_t)loc->n_hosts < rules->hosts_max ? (int64_t)loc->n_hosts
                                                             : (int64_t)rules->hosts_max;
    int64_t each = (int64_t)loc->n_kinds < rules->host_kinds_max ? (int64_t)loc->n_kinds
                                                                 : (int64_t)rules->host_kinds_max;
    bool one = loc->n_kinds == 1; /* then the pick keeps all */
    for (size_t r = 0; r < dual->n_rows; r++)
        dual->row_cap[r] = JH_INF;
    if (rules->budget < JH_INF)
        dual->row_cap[dual->budget_row] = rules->budget / dual->cost_unit;
    for (size_t host = 0; dual->n_rows > dual->host_row && host < loc->n_hosts; host++)
        if (loc->load.host_max[host] < JH_INF)
            dual->row_cap[dual->host_row + host] = 0; /* counted from what its host has */
    for (size_t g = 0; dual->n_rows > dual->host_row && g < loc->load.n_groups; g++)
        if (loc->load.group_max[g] < JH_INF)
            dual->row_cap[dual->group_row + g] =
                loc->load.group_max[g] / jh_i_dual_group_unit(loc, g);
    if (one)
        return;
    if (rules->pairs_max < hosts * each)
        dual->row_cap[0] = rules->pairs_max;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        if (rules->kind_max < hosts)
            dual->row_cap[1 + kind] = rules->kind_max;
    if (rules->one_per_zone)
        for (size_t r = 1 + loc->n_kinds; r < dual->budget_row; r++)
            dual->row_cap[r] = 1;
}

/* Mean cost of a pair in a host, so that the budget's price moves like the others. */
static double mean_cost(const struct jh_i_loc *loc)
{
    double sum = 0, n = 0;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        if (loc->state[pair] == JH_I_MAY || loc->state[pair] == JH_I_MUST) {
            sum += loc->pair_fee[pair] + loc->host_fee[pair % loc->n_hosts] / (double)loc->n_kinds;
            n++;
        }
    return sum > 0 ? sum / n : 1;
}

/* A price moves as fast as the profit of a pair does when all its clients' v move together. */
static void set_scales(struct jh_i_dual *dual)
{
    const struct jh_i_loc *loc = dual->loc;
    double total = 0;
    for (size_t c = 0; c < loc->n_clients; c++)
        total += loc->client_weight[c];
    double hosts = fmin((double)loc->rules.hosts_max, (double)loc->n_hosts);
    for (size_t r = 0; r < dual->n_rows; r++)
        dual->row_scale[r] = total / ((double)loc->n_kinds * fmax(hosts, 1));
}

bool jh_i_dual_init(
    struct jh_i_dual *dual, const struct jh_i_loc *loc, int n_threads, struct jh_arena *arena)
{
    size_t n = loc->n_clients, m = jh_i_loc_n_pairs(loc);
    size_t budget = 1 + loc->n_kinds + loc->n_zones * loc->n_kinds;
    size_t rows = budget + 1 + (loc->load.any_beds ? loc->n_hosts + loc->load.n_groups : 0);
    bool small =
        loc->list_start[loc->n_lists] * loc->n_kinds < 1000000; /* not worth waking threads */
    *dual = (struct jh_i_dual){.loc = loc,
        .n_rows = rows,
        .budget_row = budget,
        .host_row = budget + 1,
        .group_row = budget + 1 + loc->n_hosts,
        .cost_unit = mean_cost(loc),
        .n_threads = small ? 1 : n_threads,
        .factor = 1};
    double **vectors[] = {&dual->v, &dual->v_best, &dual->slack, &dual->slack_mean, &dual->price,
        &dual->price_best, &dual->excess, &dual->excess_mean, &dual->row_cap, &dual->row_scale,
        &dual->profit, &dual->net, &dual->mean, &dual->unit, &dual->credit, &dual->load,
        &dual->base, &dual->loss, &dual->base_host};
    size_t sizes[] = {
        n, n, n, n, rows, rows, rows, rows, rows, rows, m, m, m, m, m, m, m, m, loc->n_hosts};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if ((*vectors[i] = jh_arena_new(arena, sizes[i], double)) == NULL)
            return false;
    dual->topped = jh_arena_new(arena, m, uint8_t);
    dual->top = jh_arena_new(arena, loc->load.on ? loc->n_lists : 0, struct jh_i_top);
    if (dual->topped == NULL || dual->top == NULL || !jh_i_pick_init(&dual->pick, loc, arena))
        return false;
    set_rows(dual);
    set_scales(dual);
    dual->settles = !small && dual->row_cap[budget] < JH_INF;
    return true;
}

static void add_profits(
    const struct jh_i_loc *loc, size_t from, size_t to, const double *v, double *restrict profit)
{
    for (size_t c = from; c < to; c++) {
        size_t list = (size_t)loc->client_list[c];
        double limit = v[c], w = loc->client_weight[c];
        const double *cost = loc->list_cost;
        for (size_t e = loc->list_start[list]; e < loc->list_start[list + 1] && cost[e] < limit;
             e++)
            profit[loc->list_host[e]] += w * (limit - cost[e]);
    }
}

/* What pairs and hosts are worth at (v, price) but for the budget: base, base_host. */
static void value_all(struct jh_i_dual *dual, const double *v, const double *price)
{
    const struct jh_i_loc *loc = dual->loc;
    memset(dual->profit, 0, jh_i_loc_n_pairs(loc) * sizeof *dual->profit);
    memset(dual->load, 0, jh_i_loc_n_pairs(loc) * sizeof *dual->load);
    memset(dual->base_host, 0, loc->n_hosts * sizeof *dual->base_host);
    jh_i_dual_price_beds(dual, price);
#pragma omp parallel for schedule(dynamic, 1) num_threads(dual->n_threads) if (dual->n_threads > 1)
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        if (loc->load.on)
            jh_i_dual_load_profits(dual, kind, v);
        else
            add_profits(loc, loc->kind_start[kind], loc->kind_start[kind + 1], v,
                dual->profit + kind * loc->n_hosts);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++) {
        dual->base[pair] = dual->profit[pair] + dual->credit[pair];
        dual->loss[pair] = -1;
    }
    for (size_t kind = 0; kind < loc->n_kinds && loc->n_kinds > 1; kind++)
        for (size_t host = 0; host < loc->n_hosts; host++) {
            size_t pair = kind * loc->n_hosts + host;
            double p = price[0] + price[1 + kind];
            if (loc->zone[host] >= 0 && loc->state[pair] != JH_I_EXISTING)
                p += price[1 + loc->n_kinds + (size_t)loc->zone[host] * loc->n_kinds + kind];
            dual->base[pair] -= p;
        }
}

/* The multipliers' own part of the bound, the budget's apart. */
static double own_part(
    const struct jh_i_dual *dual, const double *v, const double *price, double *out_magnitude)
{
    const struct jh_i_loc *loc = dual->loc;
    struct jh_sum sum = {0, 0};
    *out_magnitude = 0;
    for (size_t c = 0; c < loc->n_clients; c++) {
        double term = loc->client_weight[c] * v[c];
        jh_sum_add(&sum, term);
        *out_magnitude += fabs(term);
    }
    for (size_t r = 0; r < dual->n_rows; r++)
        if (dual->row_cap[r] < JH_INF && r != dual->budget_row) {
            jh_sum_add(&sum, -price[r] * dual->row_cap[r]);
            *out_magnitude += price[r] * dual->row_cap[r];
        }
    return jh_sum_value(&sum);
}

/* Bound with this price of the budget, made safe against rounding. False: the fixings break a rule. */
static bool pick_at(struct jh_i_dual *dual, const double *v, double price, double own,
    double magnitude, double *out_bound)
{
    const struct jh_i_loc *loc = dual->loc;
    double per_cost = price / dual->cost_unit, lost = 0;
    for (size_t host = 0; host < loc->n_hosts; host++)
        dual->pick.host_price[host] = dual->base_host[host] + per_cost * loc->host_fee[host];
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        dual->net[pair] = dual->base[pair] - per_cost * loc->pair_fee[pair];
    if (!(loc->load.on ? jh_i_dual_load_pick(dual, v, &lost)
                       : jh_i_pick_run(&dual->pick, dual->net)))
        return false;
    if (dual->row_cap[dual->budget_row] < JH_INF) {
        own -= price * dual->row_cap[dual->budget_row];
        magnitude += price * dual->row_cap[dual->budget_row];
    }
    if (loc->load.on) /* profits are differences: count what they are differences of */
        magnitude = 4 * (magnitude + lost);
    double terms = (double)(loc->n_clients + loc->n_hosts + loc->n_summed + 16);
    double unsafe = 2.3e-16 * terms * (magnitude + dual->pick.magnitude);
    *out_bound = own - dual->pick.total - unsafe;
    return true;
}

/* Does the choice cost more than the budget? */
static bool is_over(const struct jh_i_dual *dual)
{
    const struct jh_i_loc *loc = dual->loc;
    double spent = 0;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        if (dual->pick.chosen[pair] && dual->pick.host_chosen[pair % loc->n_hosts])
            spent += loc->pair_fee[pair];
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (dual->pick.host_chosen[host])
            spent += loc->host_fee[host];
    return spent > dual->row_cap[dual->budget_row] * dual->cost_unit;
}

/* Bound at (v, price); -INFINITY: the fixings break a rule. With tries the budget's price, which needs
 * no more than a new choice, is moved to where the bound is best for this v: where the choice just keeps
 * the budget. Prices of the budget that only follow violations swing and keep the others from settling. */
static double evaluate(
    struct jh_i_dual *dual, const double *v, double *price, int n_tries, bool *ok)
{
    const size_t row = dual->budget_row;
    double magnitude, bound, low = -1, high = -1, share = 0.005;
    value_all(dual, v, price);
    double own = own_part(dual, v, price, &magnitude);
    *ok = pick_at(dual, v, price[row], own, magnitude, &bound);
    if (!*ok)
        return JH_INF;
    if (!(dual->row_cap[row] < JH_INF) || n_tries == 0)
        return bound;
    double p = price[row], best = p, least = 1e-3 * dual->row_scale[row];
    for (int k = 0; k < n_tries; k++) {
        bool over = is_over(dual);
        if ((!over && p == 0) || (low >= 0 && high >= 0 && high - low <= 0.003 * high))
            break;
        if (over)
            low = p;
        else
            high = p;
        p = low >= 0 && high >= 0 ? 0.5 * (low + high)
            : over                ? fmax(p, least) * (1 + share)
            : share < 1           ? p * (1 - share)
                                  : 0;
        share *= 3;
        double value;
        *ok = pick_at(dual, v, p, own, magnitude, &value);
        if (!*ok)
            return JH_INF;
        if (value > bound) {
            bound = value;
            best = p;
        }
    }
    if (best != p)
        *ok = pick_at(dual, v, best, own, magnitude, &bound);
    price[row] = best;
    return bound;
}

/* The entries looked at are returned. */
static size_t kind_slack(struct jh_i_dual *dual, size_t kind)
{
    const struct jh_i_loc *loc = dual->loc;
    const uint8_t *chosen = dual->pick.chosen + kind * loc->n_hosts;
    const double *cost = loc->list_cost;
    size_t seen = 0;
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
        size_t list = (size_t)loc->client_list[c], end = loc->list_start[list + 1];
        size_t e = loc->list_start[list];
        double limit = dual->v[c];
        int32_t n = 0;
        for (; e < end && cost[e] < limit; e++)
            n += chosen[loc->list_host[e]];
        dual->slack[c] = 1.0 - n;
        seen += 2 * (e - loc->list_start[list]) + 8;
    }
    return seen;
}

/* How far the choice is from serving each client once and from the priced caps. */
static void violations(struct jh_i_dual *dual)
{
    const struct jh_i_loc *loc = dual->loc;
    const struct jh_i_pick *pick = &dual->pick;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        pick->chosen[pair] &= pick->host_chosen[pair % loc->n_hosts];
    memset(dual->excess, 0, dual->n_rows * sizeof *dual->excess);
    if (loc->load.on)
        jh_i_dual_load_slack(dual);
    size_t n_plain = loc->load.on ? 0 : loc->n_kinds, seen = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(dual->n_threads) if (dual->n_threads > 1) \
    reduction(+ : seen)
    for (size_t kind = 0; kind < n_plain; kind++)
        seen += kind_slack(dual, kind);
    dual->work += seen;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++) {
        if (!pick->chosen[pair])
            continue;
        size_t kind = pair / loc->n_hosts;
        int32_t zone = loc->zone[pair % loc->n_hosts];
        dual->excess[dual->budget_row] += loc->pair_fee[pair] / dual->cost_unit;
        dual->excess[0]++;
        dual->excess[1 + kind]++;
        if (zone >= 0 && loc->state[pair] != JH_I_EXISTING)
            dual->excess[1 + loc->n_kinds + (size_t)zone * loc->n_kinds + kind]++;
    }
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (pick->host_chosen[host])
            dual->excess[dual->budget_row] += loc->host_fee[host] / dual->cost_unit;
    for (size_t r = 0; r < dual->n_rows; r++)
        dual->excess[r] = dual->row_cap[r] < JH_INF ? dual->excess[r] - dual->row_cap[r] : 0;
}

static void blend(size_t n, double share, const double *from, double *to)
{
    for (size_t i = 0; i < n; i++)
        to[i] += share * (from[i] - to[i]);
}

static bool first_phase(const struct jh_i_dual *dual)
{
    return dual->factor > far_factor || dual->settles;
}

bool jh_i_dual_is_far(const struct jh_i_dual *dual)
{
    return dual->factor > (dual->settles ? near_factor : far_factor);
}

/* Is the row's price moved along the violations? */
static bool moves(const struct jh_i_dual *dual, size_t row)
{
    return dual->row_cap[row] < JH_INF && !(dual->settles && row == dual->budget_row);
}

/* Move along the averaged violations by a Polyak step. */
static void step(struct jh_i_dual *dual, double target)
{
    const struct jh_i_loc *loc = dual->loc;
    double norm = 0;
    for (size_t c = 0; c < loc->n_clients; c++)
        norm += loc->client_weight[c] * dual->slack_mean[c] * dual->slack_mean[c];
    for (size_t r = 0; r < dual->n_rows; r++)
        if (moves(dual, r) && (dual->excess_mean[r] > 0 || dual->price_best[r] > 0))
            norm += dual->row_scale[r] * dual->excess_mean[r] * dual->excess_mean[r];
    double length = norm > 0 ? dual->factor * fmax(target - dual->bound, 0) / norm : 0;
    const double *v = first_phase(dual) ? dual->v : dual->v_best;
    const double *price = first_phase(dual) ? dual->price : dual->price_best;
    for (size_t c = 0; c < loc->n_clients; c++)
        dual->v[c] = v[c] + length * dual->slack_mean[c];
    for (size_t r = 0; r < dual->n_rows; r++)
        if (moves(dual, r))
            dual->price[r] = fmax(0, price[r] + length * dual->row_scale[r] * dual->excess_mean[r]);
    if (dual->settles)
        dual->price[dual->budget_row] = price[dual->budget_row];
}

static void keep(struct jh_i_dual *dual, double bound)
{
    dual->bound = bound;
    memcpy(dual->v_best, dual->v, dual->loc->n_clients * sizeof *dual->v);
    memcpy(dual->price_best, dual->price, dual->n_rows * sizeof *dual->price);
}

static void return_to_best(struct jh_i_dual *dual)
{
    memcpy(dual->v, dual->v_best, dual->loc->n_clients * sizeof *dual->v);
    memcpy(dual->price, dual->price_best, dual->n_rows * sizeof *dual->price);
}

bool jh_i_dual_restart(struct jh_i_dual *dual, double factor)
{
    const struct jh_i_loc *loc = dual->loc;
    bool ok;
    return_to_best(dual);
    dual->bound = evaluate(dual, dual->v, dual->price, 0, &ok);
    dual->factor = factor;
    dual->n_worse = dual->n_better = 0;
    if (!ok)
        return false;
    violations(dual);
    memcpy(dual->slack_mean, dual->slack, loc->n_clients * sizeof *dual->slack);
    memcpy(dual->excess_mean, dual->excess, dual->n_rows * sizeof *dual->excess);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        dual->mean[pair] = dual->pick.chosen[pair];
    return true;
}

bool jh_i_dual_settle_budget(struct jh_i_dual *dual)
{
    bool ok = true;
    return_to_best(dual);
    keep(dual, evaluate(dual, dual->v, dual->price, 40, &ok));
    return ok;
}

/* Average the new choice in with the share that makes the direction shortest, within limits. */
static void average(struct jh_i_dual *dual)
{
    const struct jh_i_loc *loc = dual->loc;
    double dot = 0, norm = 0, share = far_share, mean_share = 1.0 / far_mean_share;
    for (size_t c = 0; c < loc->n_clients && !first_phase(dual); c++) {
        double d = dual->slack[c] - dual->slack_mean[c];
        dot -= loc->client_weight[c] * d * dual->slack_mean[c];
        norm += loc->client_weight[c] * d * d;
    }
    if (!first_phase(dual)) {
        double most = dual->factor > 0.2 ? 0.1 : dual->factor > 0.02 ? 0.05 : 0.02;
        share = norm > 0 ? dot / norm : most;
        share = share < most / 10 ? most / 10 : share > most ? most : share;
        mean_share = share;
    }
    blend(loc->n_clients, share, dual->slack, dual->slack_mean);
    blend(dual->n_rows, share, dual->excess, dual->excess_mean);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        dual->mean[pair] += mean_share * (dual->pick.chosen[pair] - dual->mean[pair]);
}

enum jh_i_dual_end jh_i_dual_run(
    struct jh_i_dual *dual, int n_steps, double target, double cut, struct jh_i_clock *clock)
{
    for (int k = 0; k < n_steps; k++) {
        if (dual->bound >= cut)
            return JH_I_DUAL_CUT;
        if (dual->factor < 1e-5)
            return JH_I_DUAL_STALL;
        if (jh_i_clock_tick(clock))
            return JH_I_DUAL_STOP;
        step(dual, target + 0.05 * fabs(target - dual->bound));
        bool ok;
        int n_tries = dual->settles && k % 5 == 0 ? tries : 0;
        double bound = evaluate(dual, dual->v, dual->price, n_tries, &ok);
        if (!ok) {
            dual->bound = JH_INF;
            return JH_I_DUAL_CUT;
        }
        violations(dual);
        if (bound > dual->bound) {
            keep(dual, bound);
            dual->n_worse = 0;
            if (++dual->n_better >= 5 && !first_phase(dual)) /* the steps are too short */
                dual->factor = fmin(1.2 * dual->factor, far_factor);
        } else {
            dual->n_better = 0;
            if (++dual->n_worse >= (dual->settles ? 8 : 20)) {
                dual->factor *= 0.66;
                dual->n_worse = 0;
                if (dual->settles)
                    return_to_best(dual);
            }
        }
        average(dual);
    }
    return dual->bound >= cut ? JH_I_DUAL_CUT : JH_I_DUAL_MORE;
}

void jh_i_dual_penalties(struct jh_i_dual *dual, double *out_in, double *out_out)
{
    bool ok;
    (void)evaluate(dual, dual->v_best, dual->price_best, 0, &ok);
    jh_i_pick_penalties(&dual->pick, dual->net, out_in, out_out);
}
