/*
 * The bound: what other zones add to a group is a variable of its own, priced; zones then choose by
 * themselves, their numbers of centres put together by dynamic programming.
 */
#include "site/home.h"

#include <string.h>

#include "base/num.h"

enum { EXACT_HOSTS = 3, MOST_HOSTS = 9, PATIENCE = 8 };

static bool make_blocks(struct jh_i_home_dual *d, struct jh_arena *arena)
{
    const struct jh_i_loc *loc = d->home->loc;
    size_t n_alone = 0;
    for (size_t h = 0; h < loc->n_hosts; h++)
        n_alone += loc->zone[h] < 0;
    d->n_blocks = loc->n_zones + n_alone;
    d->block_start = jh_arena_new(arena, d->n_blocks + 2, size_t);
    d->block_host = jh_arena_new(arena, loc->n_hosts, int32_t);
    if (d->block_start == NULL || d->block_host == NULL)
        return false;
    for (size_t h = 0; h < loc->n_hosts; h++)
        if (loc->zone[h] >= 0)
            d->block_start[(size_t)loc->zone[h] + 2]++;
    for (size_t b = loc->n_zones; b < d->n_blocks; b++)
        d->block_start[b + 2] = 1;
    for (size_t b = 0; b < d->n_blocks; b++)
        d->block_start[b + 2] += d->block_start[b + 1];
    size_t alone = loc->n_zones;
    for (size_t h = 0; h < loc->n_hosts; h++) {
        size_t b = loc->zone[h] >= 0 ? (size_t)loc->zone[h] : alone++;
        d->block_host[d->block_start[b + 1]++] = (int32_t)h;
    }
    return true;
}

static bool make_pick(struct jh_i_home_dual *d, struct jh_arena *arena)
{
    const size_t n = d->home->loc->n_hosts + 1, k = d->home->loc->n_kinds;
    struct jh_i_home_pick *p = jh_arena_new(arena, 1, struct jh_i_home_pick);
    if (p == NULL)
        return false;
    p->dual = d;
    p->n_kinds = k;
    p->host = jh_arena_new(arena, n, int32_t);
    p->value = jh_arena_new(arena, n * k, double);
    p->fee = jh_arena_new(arena, n, double);
    p->forced = jh_arena_new(arena, n, uint8_t);
    p->best = jh_arena_new(arena, n + (MOST_HOSTS + 1) * k, double);
    p->set = jh_arena_new(arena, n + MOST_HOSTS, int32_t);
    p->best_set = jh_arena_new(arena, n + MOST_HOSTS, int32_t);
    d->pick = p;
    return p->host != NULL && p->value != NULL && p->fee != NULL && p->forced != NULL &&
           p->best != NULL && p->set != NULL && p->best_set != NULL;
}

bool jh_i_home_dual_init(struct jh_i_home_dual *d, const struct jh_i_home *home,
    const uint8_t *needed, const uint8_t *wanted, const struct jh_i_home_loads *loads,
    struct jh_arena *arena)
{
    const struct jh_i_loc *loc = home->loc;
    *d = (struct jh_i_home_dual){.home = home,
        .wanted = wanted,
        .loads = loads,
        .n_prices = 2 * loc->n_kinds + 2 + (loads != NULL ? jh_i_home_loads_n_rows(loads) : 0)};
    double **const of_group[] = {&d->lambda, &d->lambda_best, &d->limit, &d->least, &d->cross,
        &d->own, &d->direction, &d->peak, &d->base};
    double **const of_price[] = {&d->price, &d->price_best, &d->price_direction, &d->price_scale,
        &d->price_limit, &d->price_used};
    for (size_t i = 0; i < sizeof of_group / sizeof *of_group; i++)
        if ((*of_group[i] = jh_arena_new(arena, home->n_groups, double)) == NULL)
            return false;
    for (size_t i = 0; i < sizeof of_price / sizeof *of_price; i++)
        if ((*of_price[i] = jh_arena_new(arena, d->n_prices, double)) == NULL)
            return false;
    d->needed = jh_arena_new(arena, loc->n_zones * loc->n_kinds, uint8_t);
    d->pair_value = jh_arena_new(arena, home->n_pairs, double);
    d->mean = jh_arena_new(arena, home->n_pairs, double);
    d->chosen = jh_arena_new(arena, home->n_pairs, uint8_t);
    d->host_mean = jh_arena_new(arena, loc->n_hosts, double);
    if (d->needed == NULL || d->pair_value == NULL || d->mean == NULL || d->chosen == NULL ||
        d->host_mean == NULL || !make_blocks(d, arena) || !make_pick(d, arena))
        return false;
    memcpy(d->needed, needed, loc->n_zones * loc->n_kinds);
    size_t most = d->n_blocks * MOST_HOSTS;
    size_t max = loc->rules.hosts_max == JH_I_LOC_NO_LIMIT ? most : (size_t)loc->rules.hosts_max;
    d->total = (int32_t)(max < most ? max : most);
    size_t cells = (d->n_blocks + 1) * ((size_t)d->total + 1);
    d->block_value = jh_arena_new(arena, d->n_blocks * (MOST_HOSTS + 1), double);
    d->before = jh_arena_new(arena, cells, double);
    d->after = jh_arena_new(arena, cells, double);
    d->block_max = jh_arena_new(arena, d->n_blocks, double);
    return d->block_value != NULL && d->before != NULL && d->after != NULL && d->block_max != NULL;
}

/* ---- groups ---- */

static bool may_open(const struct jh_i_home_dual *d, size_t pair)
{
    uint8_t state = d->home->loc->state[pair];
    return (state == JH_I_MAY || state == JH_I_MUST) && d->fix[pair] >= 0;
}

static bool is_own(const struct jh_i_home_dual *d, size_t group, size_t host)
{
    int32_t zone = d->home->in->zone[group];
    return d->home->loc->rules.one_per_zone && zone >= 0 && d->home->loc->zone[host] == zone;
}

static bool certain(const struct jh_i_home_dual *d, size_t pair)
{
    return d->home->loc->state[pair] == JH_I_MUST || d->fix[pair] > 0;
}

/* What pairs beyond the group's own choice can add to it at least and at most. */
static void set_limit(struct jh_i_home_dual *d, size_t g)
{
    const struct jh_site_home *in = d->home->in;
    const struct jh_i_loc *loc = d->home->loc;
    double most = 0, least = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = in->start[g]; r < in->start[g + 1]; r++) {
            size_t host = (size_t)in->host[r];
            size_t pair = (size_t)in->specialty[g] * loc->n_hosts + host;
            int32_t zone = loc->zone[host];
            bool home = !in->own_zone || (zone >= 0 && zone == in->zone[g]);
            if (!home || !may_open(d, pair) || is_own(d, g, host))
                continue;
            if (pass == 0)
                least += certain(d, pair) ? in->weight[r] : 0;
            if (zone < 0 || !loc->rules.one_per_zone) {
                most += pass == 0 ? in->weight[r] : 0;
            } else if (pass == 0) {
                double up = in->weight[r] - d->block_max[zone];
                most += fmax(up, 0);
                d->block_max[zone] = fmax(d->block_max[zone], in->weight[r]);
            } else {
                d->block_max[zone] = 0;
            }
        }
    d->limit[g] = most;
    d->least[g] = fmin(least, most);
}

void jh_i_home_dual_restart(struct jh_i_home_dual *d, double factor)
{
    for (size_t g = 0; g < d->home->n_groups; g++) {
        set_limit(d, g);
        d->direction[g] = 0;
    }
    jh_i_home_prices_limit(d);
    memset(d->price_direction, 0, d->n_prices * sizeof *d->price_direction);
    memset(d->mean, 0, d->home->n_pairs * sizeof *d->mean);
    memset(d->host_mean, 0, d->home->loc->n_hosts * sizeof *d->host_mean);
    memcpy(d->lambda, d->lambda_best, d->home->n_groups * sizeof *d->lambda);
    memcpy(d->price, d->price_best, d->n_prices * sizeof *d->price);
    d->bound = JH_INF;
    d->factor = factor;
    d->n_worse = 0;
}

void jh_i_home_dual_start(struct jh_i_home_dual *d, const struct jh_i_home_value *value)
{
    for (size_t g = 0; g < d->home->n_groups; g++) {
        double whole = 1 + value->u[g];
        d->lambda_best[g] = d->home->in->leaving[g] / (whole * whole);
    }
}

/* Most that a group is worth with u of its own zone, others priced. */
static double held(const struct jh_i_home_dual *d, size_t g, double u, double *out_other)
{
    double other = fmin(fmax(d->peak[g] - u, d->least[g]), d->limit[g]);
    *out_other = other;
    return jh_i_home_of_group(d->home, g, u + other, 0) - d->lambda[g] * other;
}

static double price_groups(struct jh_i_home_dual *d)
{
    struct jh_sum sum = {0, 0};
    for (size_t g = 0; g < d->home->n_groups; g++) {
        double other;
        d->peak[g] = d->lambda[g] > 0 ? sqrt(d->home->in->leaving[g] / d->lambda[g]) - 1 : JH_INF;
        d->base[g] = held(d, g, 0, &other);
        jh_sum_add(&sum, d->base[g]);
    }
    return jh_sum_value(&sum);
}

static void price_pairs(struct jh_i_home_dual *d)
{
    const struct jh_i_home *home = d->home;
    const struct jh_i_loc *loc = home->loc;
    for (size_t pair = 0; pair < home->n_pairs; pair++) {
        size_t host = pair % loc->n_hosts;
        if (!may_open(d, pair))
            continue;
        double value = -jh_i_home_prices_of_pair(d, pair);
        for (size_t r = home->start[pair]; r < home->start[pair + 1]; r++) {
            size_t g = (size_t)home->group[r];
            double other;
            if (!home->at_home[r])
                continue;
            value += is_own(d, g, host) ? held(d, g, home->weight[r], &other) - d->base[g]
                                        : d->lambda[g] * home->weight[r];
        }
        d->pair_value[pair] = value;
    }
}

/* ---- numbers of centres ---- */

static int32_t least_hosts(const struct jh_i_home_dual *d, size_t block)
{
    const struct jh_i_loc *loc = d->home->loc;
    return block < loc->n_zones ? loc->zone_min[block] : 0;
}

/* No choice of at most so many hosts of the block is worth more; MOST_HOSTS: any number. Leaves a
 * set that comes near to it in the pick. */
static double value_at(
    const struct jh_i_home_dual *d, size_t block, int32_t number, int32_t must, double any)
{
    const struct jh_i_loc *loc = d->home->loc;
    int32_t zone_max = block < loc->n_zones ? loc->rules.zone_max : 1;
    int32_t n = number == MOST_HOSTS ? JH_I_LOC_NO_LIMIT : number;
    bool adds = !loc->rules.one_per_zone;
    if (n < least_hosts(d, block))
        return -JH_INF;
    n = n < zone_max ? n : zone_max;
    if (n <= EXACT_HOSTS || adds || n == JH_I_LOC_NO_LIMIT)
        return jh_i_home_pick_best(d->pick, n, must);
    double few = jh_i_home_pick_best(d->pick, EXACT_HOSTS, must);
    return few > -JH_INF ? fmin(jh_i_home_pick_more(d->pick, n), any) : any;
}

/* Values of a block with at most 0..MOST_HOSTS hosts. */
static void value_block(const struct jh_i_home_dual *d, size_t block, int32_t must, double *out)
{
    out[MOST_HOSTS] = value_at(d, block, MOST_HOSTS, must, JH_INF);
    for (int32_t m = 0; m < MOST_HOSTS; m++)
        out[m] = m > EXACT_HOSTS && out[m - 1] >= out[MOST_HOSTS]
                     ? out[MOST_HOSTS]
                     : value_at(d, block, m, must, out[MOST_HOSTS]);
}

static double *row(double *cells, const struct jh_i_home_dual *d, size_t block)
{
    return cells + block * ((size_t)d->total + 1);
}

/* Best of two parts that share t hosts. */
static void join(
    const struct jh_i_home_dual *d, const double *rest, const double *block, double *out)
{
    for (int32_t t = 0; t <= d->total; t++) {
        out[t] = -JH_INF;
        for (int32_t m = 0; m <= MOST_HOSTS && m <= t; m++)
            out[t] = fmax(out[t], rest[t - m] + block[m]);
    }
}

static double choose_numbers(struct jh_i_home_dual *d)
{
    for (int32_t t = 0; t <= d->total; t++)
        row(d->before, d, 0)[t] = 0;
    for (size_t b = 0; b < d->n_blocks; b++) {
        double *value = d->block_value + b * (MOST_HOSTS + 1);
        jh_i_home_pick_load(d->pick, b);
        value_block(d, b, -1, value);
        join(d, row(d->before, d, b), value, row(d->before, d, b + 1));
    }
    return row(d->before, d, d->n_blocks)[d->total];
}

static void mark_choice(struct jh_i_home_dual *d)
{
    int32_t t = d->total;
    memset(d->chosen, 0, d->home->n_pairs);
    for (size_t b = d->n_blocks; b-- > 0;) {
        const double *value = d->block_value + b * (MOST_HOSTS + 1), *rest = row(d->before, d, b);
        double best = -JH_INF;
        int32_t number = 0;
        for (int32_t m = 0; m <= MOST_HOSTS && m <= t; m++)
            if (rest[t - m] + value[m] > best) {
                best = rest[t - m] + value[m];
                number = m;
            }
        jh_i_home_pick_load(d->pick, b);
        (void)value_at(d, b, number, -1, value[MOST_HOSTS]);
        jh_i_home_pick_mark(d->pick, b, d->chosen);
        t -= number;
    }
}

/* ---- steps ---- */

static void count_choice(struct jh_i_home_dual *d)
{
    const struct jh_i_home *home = d->home;
    memset(d->cross, 0, home->n_groups * sizeof *d->cross);
    memset(d->own, 0, home->n_groups * sizeof *d->own);
    for (size_t host = 0; host < home->loc->n_hosts; host++) {
        bool any = false;
        for (size_t pair = host; pair < home->n_pairs; pair += home->loc->n_hosts)
            any = any || d->chosen[pair];
        d->host_mean[host] = 0.9 * d->host_mean[host] + (any ? 0.1 : 0);
    }
    for (size_t pair = 0; pair < home->n_pairs; pair++) {
        d->mean[pair] = 0.9 * d->mean[pair] + (d->chosen[pair] ? 0.1 : 0);
        if (!d->chosen[pair])
            continue;
        for (size_t r = home->start[pair]; r < home->start[pair + 1]; r++) {
            size_t g = (size_t)home->group[r];
            if (!home->at_home[r])
                continue;
            if (is_own(d, g, pair % home->loc->n_hosts))
                d->own[g] += home->weight[r];
            else
                d->cross[g] += home->weight[r];
        }
    }
}

/* Down the slope, each multiplier in units of its group's leaving cases. */
static void step(struct jh_i_home_dual *d, double bound, double target)
{
    const struct jh_i_home *home = d->home;
    double norm = 0;
    for (size_t g = 0; g < home->n_groups; g++) {
        double other, slope;
        (void)held(d, g, d->own[g], &other);
        slope = home->in->leaving[g] * (d->cross[g] - other);
        d->direction[g] = 0.7 * slope + 0.3 * d->direction[g];
        norm += d->direction[g] * d->direction[g];
    }
    jh_i_home_prices_use(d);
    for (size_t w = 0; w < d->n_prices; w++) {
        double limit = d->price_limit[w];
        if (!(limit < JH_INF))
            continue;
        d->price_scale[w] = fmax(target, 1) / fmax(limit, 1);
        double slope = d->price_scale[w] * (limit - d->price_used[w]);
        d->price_direction[w] = 0.7 * slope + 0.3 * d->price_direction[w];
        norm += d->price_direction[w] * d->price_direction[w];
    }
    if (!(norm > 0))
        return;
    double length = d->factor * (bound - target) / norm;
    for (size_t g = 0; g < home->n_groups; g++) {
        double most = home->in->leaving[g];
        d->lambda[g] = fmin(fmax(d->lambda[g] - length * most * d->direction[g], 0), most);
    }
    for (size_t w = 0; w < d->n_prices; w++)
        d->price[w] = fmax(d->price[w] - length * d->price_scale[w] * d->price_direction[w], 0);
}

static double evaluate(struct jh_i_home_dual *d)
{
    double bound = price_groups(d);
    for (size_t w = 0; w < d->n_prices; w++)
        bound += d->price[w] > 0 ? d->price[w] * d->price_limit[w] : 0;
    price_pairs(d);
    return bound + choose_numbers(d);
}

bool jh_i_home_dual_run(
    struct jh_i_home_dual *d, int n_steps, double target, double cut, struct jh_i_clock *clock)
{
    for (int i = 0; i < n_steps && !jh_i_clock_tick(clock); i++) {
        double bound = evaluate(d);
        if (bound == -JH_INF) {
            d->bound = -JH_INF;
            return false;
        }
        mark_choice(d);
        count_choice(d);
        if (bound < d->bound) {
            d->n_worse =
                bound < d->bound - 1e-4 * fabs(d->bound) || d->bound == JH_INF ? 0 : d->n_worse + 1;
            d->bound = bound;
            memcpy(d->lambda_best, d->lambda, d->home->n_groups * sizeof *d->lambda);
            memcpy(d->price_best, d->price, d->n_prices * sizeof *d->price);
        } else {
            d->n_worse++;
        }
        if (d->n_worse >= PATIENCE) {
            d->factor /= 2;
            d->n_worse = 0;
        }
        if (d->bound <= cut || d->factor < 1e-4)
            break;
        step(d, bound, target);
    }
    return true;
}

/* ---- fixing ---- */

static bool host_is_free(const struct jh_i_home_dual *d, size_t host)
{
    bool free = false;
    for (size_t pair = host; pair < d->home->n_pairs; pair += d->home->loc->n_hosts) {
        if (d->home->loc->state[pair] >= JH_I_MUST || d->fix[pair] > 0)
            return false;
        free = free || may_open(d, pair);
    }
    return free && !d->home->loc->host_must[host] && d->fix[d->home->n_pairs + host] <= 0;
}

/* Best of all other blocks by number of hosts; out [total + 1]. */
static void others(const struct jh_i_home_dual *d, size_t block, double *out)
{
    const double *left = row(d->before, d, block), *right = row(d->after, d, block + 1);
    for (int32_t t = 0; t <= d->total; t++) {
        out[t] = -JH_INF;
        for (int32_t a = 0; a <= t; a++)
            out[t] = fmax(out[t], left[a] + right[t - a]);
    }
}

size_t jh_i_home_dual_fix(struct jh_i_home_dual *d, double cut, int8_t *fix)
{
    const struct jh_i_loc *loc = d->home->loc;
    size_t n = 0;
    memcpy(d->lambda, d->lambda_best, d->home->n_groups * sizeof *d->lambda);
    memcpy(d->price, d->price_best, d->n_prices * sizeof *d->price);
    double all = evaluate(d), fixed_part = all - row(d->before, d, d->n_blocks)[d->total];
    if (all == -JH_INF)
        return 0;
    for (int32_t t = 0; t <= d->total; t++)
        row(d->after, d, d->n_blocks)[t] = 0;
    for (size_t b = d->n_blocks; b-- > 0;)
        join(
            d, row(d->after, d, b + 1), d->block_value + b * (MOST_HOSTS + 1), row(d->after, d, b));
    double *rest = row(d->after, d, 0); /* not needed any more */
    for (size_t b = 0; b < d->n_blocks; b++) {
        others(d, b, rest);
        jh_i_home_pick_load(d->pick, b);
        for (size_t i = 0; i < d->pick->n; i++) {
            size_t host = (size_t)d->pick->host[i];
            double value[MOST_HOSTS + 1], best = -JH_INF;
            if (!host_is_free(d, host))
                continue;
            value_block(d, b, (int32_t)i, value);
            for (int32_t m = 0; m <= MOST_HOSTS && m <= d->total; m++)
                best = fmax(best, value[m] + rest[d->total - m]);
            if (fixed_part + best > cut)
                continue;
            for (size_t pair = host; pair < d->home->n_pairs; pair += loc->n_hosts)
                fix[pair] = -1;
            n++;
        }
    }
    return n;
}
