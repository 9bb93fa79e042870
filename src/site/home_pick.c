/*
 * The best choice inside one block (a zone, or a host of no zone) at given values of its pairs.
 */
#include "site/home.h"

#include "base/num.h"

enum { EXACT_HOSTS = 3 }; /* free hosts put together one by one; beyond, any number of them */

static bool is_forced(const struct jh_i_home_dual *d, size_t host)
{
    const struct jh_i_loc *loc = d->home->loc;
    if (loc->host_must[host] || d->fix[d->home->n_pairs + host] > 0)
        return true;
    for (size_t pair = host; pair < d->home->n_pairs; pair += loc->n_hosts)
        if (loc->state[pair] >= JH_I_MUST || d->fix[pair] > 0)
            return true;
    return false;
}

static bool must_open(const struct jh_i_home_dual *d, size_t pair)
{
    return d->home->loc->state[pair] == JH_I_MUST || d->fix[pair] > 0;
}

void jh_i_home_pick_load(struct jh_i_home_pick *pick, size_t block)
{
    const struct jh_i_home_dual *d = pick->dual;
    const struct jh_i_loc *loc = d->home->loc;
    const double budget_price = d->price[loc->n_kinds + 1];
    pick->n = 0;
    for (size_t i = d->block_start[block]; i < d->block_start[block + 1]; i++) {
        size_t host = (size_t)d->block_host[i];
        bool any = is_forced(d, host), exists = false;
        pick->forced[pick->n] = any;
        for (size_t k = 0; k < loc->n_kinds; k++) {
            size_t pair = k * loc->n_hosts + host;
            bool open = loc->state[pair] == JH_I_MAY || loc->state[pair] == JH_I_MUST;
            open = open && d->fix[pair] >= 0;
            exists = exists || loc->state[pair] == JH_I_EXISTING;
            any = any || open;
            pick->value[pick->n * loc->n_kinds + k] = open ? d->pair_value[pair] : -JH_INF;
        }
        pick->fee[pick->n] = exists ? 0 : budget_price * loc->host_fee[host];
        pick->host[pick->n] = (int32_t)host;
        pick->n += any;
    }
    if (!loc->rules.one_per_zone)
        return;
    for (size_t k = 0; k < loc->n_kinds; k++) {
        size_t must = SIZE_MAX;
        for (size_t i = 0; i < pick->n && must == SIZE_MAX; i++)
            if (must_open(d, k * loc->n_hosts + (size_t)pick->host[i]))
                must = i;
        for (size_t i = 0; i < pick->n && must != SIZE_MAX; i++)
            if (i != must)
                pick->value[i * loc->n_kinds + k] = -JH_INF;
    }
}

/* Worth of a kind whose best candidate has this value: nothing is opened at a loss unless needed. */
static double worth(double value, bool needed)
{
    return needed || value > 0 ? value : 0;
}

static bool kind_needed(const struct jh_i_home_pick *pick, size_t block, size_t kind)
{
    const struct jh_i_home_dual *d = pick->dual;
    const struct jh_i_loc *loc = d->home->loc;
    if (block < loc->n_zones && d->needed[block * loc->n_kinds + kind])
        return true;
    for (size_t i = 0; i < pick->n; i++)
        if (must_open(d, kind * loc->n_hosts + (size_t)pick->host[i]))
            return true;
    return false;
}

static size_t block_of(const struct jh_i_home_pick *pick)
{
    const struct jh_i_home_dual *d = pick->dual;
    const struct jh_i_loc *loc = d->home->loc;
    int32_t zone = pick->n > 0 ? loc->zone[pick->host[0]] : -1;
    return zone >= 0 ? (size_t)zone : loc->n_zones;
}

/* Sets of hosts, kind by kind the best of them. best: [n_kinds] of those taken so far. */
struct trying {
    struct jh_i_home_pick *pick;
    uint8_t needed[64]; /* by kind, beyond 64 kinds none is looked at */
    int32_t left;
    size_t n_set;
    double fees, found;
};

static bool is_needed(const struct trying *t, size_t kind)
{
    return kind < sizeof t->needed && t->needed[kind];
}

static double total(const struct trying *t, const double *best)
{
    double sum = -t->fees;
    for (size_t k = 0; k < t->pick->n_kinds; k++)
        sum += worth(best[k], is_needed(t, k));
    return sum;
}

static void keep(struct trying *t, const double *best)
{
    double sum = total(t, best);
    if (!(sum > t->found))
        return;
    t->found = sum;
    t->pick->n_best_set = t->n_set;
    for (size_t i = 0; i < t->n_set; i++)
        t->pick->best_set[i] = t->pick->set[i];
}

/* best: room for the levels below, level by level. */
static void extend(struct trying *t, size_t from, double *best)
{
    struct jh_i_home_pick *p = t->pick;
    const size_t n = p->n_kinds;
    keep(t, best);
    if (t->left == 0)
        return;
    for (size_t i = from; i < p->n; i++) {
        if (p->forced[i])
            continue;
        double *next = best + n;
        bool any = false;
        for (size_t k = 0; k < n; k++) {
            next[k] = fmax(best[k], p->value[i * n + k]);
            any = any || next[k] > best[k];
        }
        if (!any)
            continue;
        p->set[t->n_set++] = (int32_t)i;
        t->left--;
        t->fees += p->fee[i];
        extend(t, i + 1, next);
        t->fees -= p->fee[i];
        t->left++;
        t->n_set--;
    }
}

/* Any number of hosts, without their fees: nothing is worth more. */
static void take_all(struct trying *t, double *best)
{
    struct jh_i_home_pick *p = t->pick;
    for (size_t i = 0; i < p->n; i++)
        if (!p->forced[i])
            for (size_t k = 0; k < p->n_kinds; k++)
                best[k] = fmax(best[k], p->value[i * p->n_kinds + k]);
    for (size_t i = 0; i < p->n; i++)
        if (!p->forced[i])
            p->set[t->n_set++] = (int32_t)i;
    keep(t, best);
}

/* Without the rule of one per zone values add up: the best hosts. */
static double pick_added(struct jh_i_home_pick *p, int32_t left, int32_t must)
{
    double sum = 0;
    p->n_best_set = 0;
    for (size_t i = 0; i < p->n; i++) {
        p->best[i] = -p->fee[i];
        for (size_t k = 0; k < p->n_kinds; k++)
            p->best[i] += fmax(p->value[i * p->n_kinds + k], 0);
        if (p->forced[i] || (int32_t)i == must) {
            sum += p->best[i];
            p->best_set[p->n_best_set++] = (int32_t)i;
            p->best[i] = -JH_INF;
        }
    }
    for (; left > 0; left--) {
        size_t top = p->n;
        for (size_t i = 0; i < p->n; i++)
            if (p->best[i] > 0 && (top == p->n || p->best[i] > p->best[top]))
                top = i;
        if (top == p->n)
            break;
        sum += p->best[top];
        p->best_set[p->n_best_set++] = (int32_t)top;
        p->best[top] = -JH_INF;
    }
    return sum;
}

double jh_i_home_pick_best(struct jh_i_home_pick *p, int32_t n_hosts, int32_t must)
{
    struct trying t = {.pick = p, .left = n_hosts, .found = -JH_INF};
    const size_t block = block_of(p);
    p->n_best_set = 0;
    for (size_t i = 0; i < p->n; i++)
        t.left -= p->forced[i] || (int32_t)i == must;
    if (t.left < 0)
        return -JH_INF;
    if (!p->dual->home->loc->rules.one_per_zone)
        return pick_added(p, t.left, must);
    for (size_t k = 0; k < p->n_kinds; k++) {
        p->best[k] = -JH_INF;
        if (k < sizeof t.needed)
            t.needed[k] = kind_needed(p, block, k);
    }
    for (size_t i = 0; i < p->n; i++) {
        if (!p->forced[i] && (int32_t)i != must)
            continue;
        p->set[t.n_set++] = (int32_t)i;
        t.fees += p->fee[i];
        for (size_t k = 0; k < p->n_kinds; k++)
            p->best[k] = fmax(p->best[k], p->value[i * p->n_kinds + k]);
    }
    if (t.left > EXACT_HOSTS)
        take_all(&t, p->best);
    else
        extend(&t, 0, p->best);
    return t.found;
}

/* The worth of a set grows by less the larger it is: what each host would add to the best of fewer,
 * summed over the best n_hosts, is an upper bound. */
double jh_i_home_pick_more(struct jh_i_home_pick *p, int32_t n_hosts)
{
    const size_t n = p->n_kinds;
    double bound = 0, *base = p->best, *gain = p->best + n;
    for (size_t k = 0; k < n; k++) {
        base[k] = 0;
        for (size_t j = 0; j < p->n_best_set; j++)
            base[k] = fmax(base[k], p->value[(size_t)p->best_set[j] * n + k]);
        bound += base[k];
    }
    for (size_t i = 0; i < p->n; i++) {
        gain[i] = -p->fee[i];
        for (size_t k = 0; k < n; k++)
            gain[i] += fmax(p->value[i * n + k] - base[k], 0);
    }
    for (size_t j = 0; j < p->n_best_set; j++)
        gain[p->best_set[j]] = -JH_INF;
    for (int32_t taken = 0; taken < n_hosts; taken++) {
        size_t top = p->n;
        for (size_t i = 0; i < p->n; i++)
            if (gain[i] > 0 && (top == p->n || gain[i] > gain[top]))
                top = i;
        if (top == p->n)
            break;
        bound += gain[top];
        gain[top] = -JH_INF;
        if (p->n_best_set < (size_t)n_hosts)
            p->best_set[p->n_best_set++] = (int32_t)top;
    }
    return bound;
}

void jh_i_home_pick_mark(const struct jh_i_home_pick *p, size_t block, uint8_t *chosen)
{
    const struct jh_i_loc *loc = p->dual->home->loc;
    const bool one = loc->rules.one_per_zone;
    for (size_t k = 0; k < p->n_kinds; k++) {
        size_t top = p->n;
        for (size_t j = 0; j < p->n_best_set; j++) {
            size_t i = (size_t)p->best_set[j];
            double value = p->value[i * p->n_kinds + k];
            if (!one &&
                (value > 0 || (value > -JH_INF && p->forced[i] &&
                                  must_open(p->dual, k * loc->n_hosts + (size_t)p->host[i]))))
                chosen[k * loc->n_hosts + (size_t)p->host[i]] = 1;
            if (top == p->n || value > p->value[top * p->n_kinds + k])
                top = i;
        }
        if (!one || top == p->n)
            continue;
        double value = p->value[top * p->n_kinds + k];
        if (value > -JH_INF && (value > 0 || kind_needed(p, block, k)))
            chosen[k * loc->n_hosts + (size_t)p->host[top]] = 1;
    }
}
