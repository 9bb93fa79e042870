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

static const double far_factor = 0.3; /* above: the first phase */
static const double far_share = 0.4;  /* of the new subgradient in the direction */
static const int far_mean_share = 50; /* one over the share of a choice in the mean */

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
        &dual->profit, &dual->net, &dual->mean, &dual->unit, &dual->credit, &dual->load};
    size_t sizes[] = {n, n, n, n, rows, rows, rows, rows, rows, rows, m, m, m, m, m, m};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if ((*vectors[i] = jh_arena_new(arena, sizes[i], double)) == NULL)
            return false;
    dual->topped = jh_arena_new(arena, m, uint8_t);
    dual->top = jh_arena_new(arena, loc->load.on ? loc->n_lists : 0, struct jh_i_top);
    if (dual->topped == NULL || dual->top == NULL || !jh_i_pick_init(&dual->pick, loc, arena))
        return false;
    set_rows(dual);
    set_scales(dual);
    return true;
}

void jh_i_dual_start(struct jh_i_dual *dual, const struct jh_i_state *state)
{
    for (size_t c = 0; c < dual->loc->n_clients; c++) {
        double near = state->service[c].near_cost, next = state->service[c].next_cost;
        dual->v_best[c] = next < JH_INF ? 0.5 * (near + next) : near;
    }
    memset(dual->price_best, 0, dual->n_rows * sizeof *dual->price_best);
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

/* Bound at (v, price) made safe against rounding; -INFINITY: the fixings break a rule. */
static double evaluate(struct jh_i_dual *dual, const double *v, const double *price, bool *ok)
{
    const struct jh_i_loc *loc = dual->loc;
    double per_cost = price[dual->budget_row] / dual->cost_unit, lost = 0;
    memset(dual->profit, 0, jh_i_loc_n_pairs(loc) * sizeof *dual->profit);
    memset(dual->load, 0, jh_i_loc_n_pairs(loc) * sizeof *dual->load);
    for (size_t host = 0; host < loc->n_hosts; host++)
        dual->pick.host_price[host] = per_cost * loc->host_fee[host];
    jh_i_dual_price_beds(dual, price);
#pragma omp parallel for schedule(dynamic, 1) num_threads(dual->n_threads) if (dual->n_threads > 1)
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        if (loc->load.on)
            jh_i_dual_load_profits(dual, kind, v);
        else
            add_profits(loc, loc->kind_start[kind], loc->kind_start[kind + 1], v,
                dual->profit + kind * loc->n_hosts);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        dual->net[pair] = dual->profit[pair] + dual->credit[pair] - per_cost * loc->pair_fee[pair];
    struct jh_sum sum = {0, 0};
    double magnitude = 0;
    if (loc->n_kinds > 1)
        for (size_t kind = 0; kind < loc->n_kinds; kind++)
            for (size_t host = 0; host < loc->n_hosts; host++) {
                size_t pair = kind * loc->n_hosts + host;
                double p = price[0] + price[1 + kind];
                if (loc->zone[host] >= 0 && loc->state[pair] != JH_I_EXISTING)
                    p += price[1 + loc->n_kinds + (size_t)loc->zone[host] * loc->n_kinds + kind];
                dual->net[pair] -= p;
            }
    for (size_t c = 0; c < loc->n_clients; c++) {
        double term = loc->client_weight[c] * v[c];
        jh_sum_add(&sum, term);
        magnitude += fabs(term);
    }
    for (size_t r = 0; r < dual->n_rows; r++)
        if (dual->row_cap[r] < JH_INF) {
            jh_sum_add(&sum, -price[r] * dual->row_cap[r]);
            magnitude += price[r] * dual->row_cap[r];
        }
    *ok =
        loc->load.on ? jh_i_dual_load_pick(dual, v, &lost) : jh_i_pick_run(&dual->pick, dual->net);
    if (!*ok)
        return JH_INF;
    if (loc->load.on) /* profits are differences: count what they are differences of */
        magnitude = 4 * (magnitude + lost);
    double terms = (double)(loc->n_clients + loc->n_hosts + loc->n_summed + 16);
    double unsafe = 2.3e-16 * terms * (magnitude + dual->pick.magnitude);
    return jh_sum_value(&sum) - dual->pick.total - unsafe;
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
    for (size_t kind = 0; kind < loc->n_kinds && !loc->load.on; kind++) {
        const uint8_t *chosen = pick->chosen + kind * loc->n_hosts;
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
            size_t list = (size_t)loc->client_list[c];
            const double *cost = loc->list_cost;
            size_t e = loc->list_start[list];
            int32_t n = 0;
            for (; e < loc->list_start[list + 1] && cost[e] < dual->v[c]; e++)
                n += chosen[loc->list_host[e]];
            dual->slack[c] = 1.0 - n;
            dual->work += 2 * (e - loc->list_start[list]) + 8;
        }
    }
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

bool jh_i_dual_is_far(const struct jh_i_dual *dual)
{
    return dual->factor > far_factor;
}

/* Move along the averaged violations by a Polyak step. */
static void step(struct jh_i_dual *dual, double target)
{
    const struct jh_i_loc *loc = dual->loc;
    double norm = 0;
    for (size_t c = 0; c < loc->n_clients; c++)
        norm += loc->client_weight[c] * dual->slack_mean[c] * dual->slack_mean[c];
    for (size_t r = 0; r < dual->n_rows; r++)
        if (dual->row_cap[r] < JH_INF && (dual->excess_mean[r] > 0 || dual->price_best[r] > 0))
            norm += dual->row_scale[r] * dual->excess_mean[r] * dual->excess_mean[r];
    double length = norm > 0 ? dual->factor * fmax(target - dual->bound, 0) / norm : 0;
    const double *v = jh_i_dual_is_far(dual) ? dual->v : dual->v_best;
    const double *price = jh_i_dual_is_far(dual) ? dual->price : dual->price_best;
    for (size_t c = 0; c < loc->n_clients; c++)
        dual->v[c] = v[c] + length * dual->slack_mean[c];
    for (size_t r = 0; r < dual->n_rows; r++)
        if (dual->row_cap[r] < JH_INF)
            dual->price[r] = fmax(0, price[r] + length * dual->row_scale[r] * dual->excess_mean[r]);
}

static void keep(struct jh_i_dual *dual, double bound)
{
    dual->bound = bound;
    memcpy(dual->v_best, dual->v, dual->loc->n_clients * sizeof *dual->v);
    memcpy(dual->price_best, dual->price, dual->n_rows * sizeof *dual->price);
}

bool jh_i_dual_restart(struct jh_i_dual *dual, double factor)
{
    const struct jh_i_loc *loc = dual->loc;
    bool ok;
    memcpy(dual->v, dual->v_best, loc->n_clients * sizeof *dual->v);
    memcpy(dual->price, dual->price_best, dual->n_rows * sizeof *dual->price);
    dual->bound = evaluate(dual, dual->v, dual->price, &ok);
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
    const size_t row = dual->budget_row;
    double low = 0, high = fmax(dual->price_best[row], dual->row_scale[row]);
    bool ok = true, bracketed = false;
    if (!(dual->row_cap[row] < JH_INF))
        return true;
    memcpy(dual->v, dual->v_best, dual->loc->n_clients * sizeof *dual->v);
    memcpy(dual->price, dual->price_best, dual->n_rows * sizeof *dual->price);
    dual->bound = -JH_INF;
    for (int k = 0; k < 40 && !(bracketed && high - low < 0.01 * high); k++) {
        dual->price[row] = bracketed ? 0.5 * (low + high) : high;
        double bound = evaluate(dual, dual->v, dual->price, &ok);
        if (!ok)
            return false;
        if (bound > dual->bound)
            keep(dual, bound);
        violations(dual);
        bool over = dual->excess[row] > 0;
        bracketed = bracketed || !over;
        if (over)
            low = dual->price[row];
        else
            high = dual->price[row];
        if (!bracketed)
            high *= 4;
    }
    return true;
}

/* Average the new choice in with the share that makes the direction shortest, within limits. */
static void average(struct jh_i_dual *dual)
{
    const struct jh_i_loc *loc = dual->loc;
    double dot = 0, norm = 0, share = far_share, mean_share = 1.0 / far_mean_share;
    for (size_t c = 0; c < loc->n_clients && !jh_i_dual_is_far(dual); c++) {
        double d = dual->slack[c] - dual->slack_mean[c];
        dot -= loc->client_weight[c] * d * dual->slack_mean[c];
        norm += loc->client_weight[c] * d * d;
    }
    if (!jh_i_dual_is_far(dual)) {
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
        double bound = evaluate(dual, dual->v, dual->price, &ok);
        if (!ok) {
            dual->bound = JH_INF;
            return JH_I_DUAL_CUT;
        }
        violations(dual);
        if (bound > dual->bound) {
            keep(dual, bound);
            dual->n_worse = 0;
            if (++dual->n_better >= 5 && !jh_i_dual_is_far(dual)) /* the steps are too short */
                dual->factor = fmin(1.2 * dual->factor, far_factor);
        } else {
            dual->n_better = 0;
            if (++dual->n_worse >= 20) {
                dual->factor *= 0.66;
                dual->n_worse = 0;
            }
        }
        average(dual);
    }
    return dual->bound >= cut ? JH_I_DUAL_CUT : JH_I_DUAL_MORE;
}

void jh_i_dual_penalties(struct jh_i_dual *dual, double *out_in, double *out_out)
{
    bool ok;
    (void)evaluate(dual, dual->v_best, dual->price_best, &ok);
    jh_i_pick_penalties(&dual->pick, dual->net, out_in, out_out);
}
