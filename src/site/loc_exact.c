/*
 * The best service of an open set under loads: depth first over the clients that may still go to
 * several hosts, with a Lagrangian bound in which the loads are priced,
 *   L = sum over clients of min over hosts (cost - cases (gain of the pair - price of beds))
 *       + sum gain least - sum price beds,
 * and hosts struck out by what they would add to it (a generalised assignment problem with least
 * loads; Fisher 1981, doi:10.1287/mnsc.27.1.1). Where no beds bind, specialty by specialty.
 */
#include "site/loc.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

static const double work_max = 4e7; /* options looked at in one part */

struct option {
    double cost; /* of the client there */
    int32_t host;
};

struct part {
    const struct jh_i_loc *loc;
    const uint8_t *open;
    struct jh_i_clock *clock;
    size_t from, to, n;        /* clients */
    size_t pair_from, pair_to; /* of the part's kinds */
    int32_t *kind;             /* [n] of the client */
    size_t *start;             /* [n + 1] */
    struct option *option;
    double *gain;                     /* [n_pairs], >= 0 */
    double *host_price, *group_price; /* for a bed */
    double *load, *sure;              /* [n_pairs] of the relaxed service; of clients decided */
    double *host_beds, *group_beds;   /* scratch */
    double *room;                     /* [n_pairs] cases that may still come */
    int32_t *pick;                    /* [n] option */
    int32_t *host_of, *best_host;     /* [n_clients] */
    double best;                      /* below the cut where found */
    double bound;                     /* of what was left undone */
    double work, work_max;
    bool stopped, lost;
};

static double reduced(const struct part *p, size_t i, size_t o)
{
    const struct jh_i_loc *loc = p->loc;
    size_t kind = (size_t)p->kind[i], host = (size_t)p->option[o].host;
    int32_t group = loc->load.group[host];
    double bed = p->host_price[host] + (group >= 0 ? p->group_price[group] : 0);
    return p->option[o].cost -
           loc->load.client[p->from + i] *
               (p->gain[kind * loc->n_hosts + host] - loc->load.beds[kind] * bed);
}

/* Bound at the prices, the cheapest option of each client; loads by it. */
static double evaluate(struct part *p, const uint8_t *alive)
{
    const struct jh_i_loc *loc = p->loc;
    struct jh_sum sum = {0, 0};
    double magnitude = 0;
    memset(p->load, 0, jh_i_loc_n_pairs(loc) * sizeof *p->load);
    for (size_t i = 0; i < p->n; i++) {
        double best = JH_INF;
        for (size_t o = p->start[i]; o < p->start[i + 1]; o++) {
            double value = alive[o] ? reduced(p, i, o) : JH_INF;
            if (value < best) {
                best = value;
                p->pick[i] = (int32_t)o;
            }
        }
        if (best == JH_INF)
            return JH_INF;
        jh_sum_add(&sum, best);
        magnitude += fabs(best) + fabs(p->option[p->pick[i]].cost);
        p->load[(size_t)p->kind[i] * loc->n_hosts + (size_t)p->option[p->pick[i]].host] +=
            loc->load.client[p->from + i];
    }
    p->work += (double)p->start[p->n];
    for (size_t pair = p->pair_from; pair < p->pair_to; pair++)
        if (p->open[pair] && p->gain[pair] > 0) {
            jh_sum_add(&sum, p->gain[pair] * loc->load.least[pair]);
            magnitude += p->gain[pair] * loc->load.least[pair];
        }
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (p->host_price[host] > 0) {
            jh_sum_add(&sum, -p->host_price[host] * loc->load.host_max[host]);
            magnitude += p->host_price[host] * loc->load.host_max[host];
        }
    for (size_t g = 0; g < loc->load.n_groups; g++)
        if (p->group_price[g] > 0) {
            double most = loc->load.group_max[g];
            for (size_t pair = p->pair_from; pair < p->pair_to; pair++)
                if (p->open[pair] && loc->load.group[pair % loc->n_hosts] == (int32_t)g)
                    most += loc->load.there[pair];
            jh_sum_add(&sum, -p->group_price[g] * most);
            magnitude += p->group_price[g] * most;
        }
    return jh_sum_value(&sum) - 2.3e-16 * (double)(p->n + loc->n_summed + 16) * magnitude;
}

/* Violations into scratch and their squared length. */
static double violations(struct part *p)
{
    const struct jh_i_loc *loc = p->loc;
    double norm = 0;
    memset(p->host_beds, 0, loc->n_hosts * sizeof *p->host_beds);
    memset(p->group_beds, 0, loc->load.n_groups * sizeof *p->group_beds);
    for (size_t pair = p->pair_from; pair < p->pair_to; pair++) {
        if (!p->open[pair])
            continue;
        size_t host = pair % loc->n_hosts;
        double beds = p->load[pair] * loc->load.beds[pair / loc->n_hosts];
        double short_of = loc->load.least[pair] - p->load[pair];
        p->host_beds[host] += beds;
        if (loc->load.group[host] >= 0)
            p->group_beds[loc->load.group[host]] += beds - loc->load.there[pair];
        if (loc->load.least[pair] > 0 && (short_of > 0 || p->gain[pair] > 0))
            norm += short_of * short_of;
    }
    for (size_t host = 0; host < loc->n_hosts; host++) {
        double over = p->host_beds[host] - loc->load.host_max[host];
        if (loc->load.host_max[host] < JH_INF && (over > 0 || p->host_price[host] > 0))
            norm += over * over;
    }
    for (size_t g = 0; g < loc->load.n_groups; g++) {
        double over = p->group_beds[g] - loc->load.group_max[g];
        if (loc->load.group_max[g] < JH_INF && (over > 0 || p->group_price[g] > 0))
            norm += over * over;
    }
    return norm;
}

static void step(struct part *p, double length)
{
    const struct jh_i_loc *loc = p->loc;
    for (size_t pair = p->pair_from; pair < p->pair_to; pair++)
        if (p->open[pair] && loc->load.least[pair] > 0)
            p->gain[pair] =
                fmax(0, p->gain[pair] + length * (loc->load.least[pair] - p->load[pair]));
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (loc->load.host_max[host] < JH_INF)
            p->host_price[host] = fmax(
                0, p->host_price[host] + length * (p->host_beds[host] - loc->load.host_max[host]));
    for (size_t g = 0; g < loc->load.n_groups; g++)
        if (loc->load.group_max[g] < JH_INF)
            p->group_price[g] =
                fmax(0, p->group_price[g] + length * (p->group_beds[g] - loc->load.group_max[g]));
}

/* The relaxed service, where it keeps all rules, is an answer. */
static void offer(struct part *p)
{
    const struct jh_i_loc *loc = p->loc;
    struct jh_sum sum = {0, 0};
    for (size_t i = 0; i < p->n; i++) {
        p->host_of[p->from + i] = p->option[p->pick[i]].host;
        jh_sum_add(&sum, p->option[p->pick[i]].cost);
    }
    double cost = jh_sum_value(&sum);
    if (!(cost < p->best))
        return;
    bool kept = true;
    for (size_t pair = p->pair_from; pair < p->pair_to && kept; pair++)
        kept = !p->open[pair] || p->load[pair] >= loc->load.least[pair] * (1 - 1e-9);
    if (kept && loc->load.any_beds)
        kept = jh_i_loads_kept(loc, p->open, p->host_of, p->sure, p->host_beds, p->group_beds);
    if (!kept)
        return;
    p->best = cost;
    memcpy(p->best_host + p->from, p->host_of + p->from, p->n * sizeof *p->best_host);
}

/* Every pair must still be able to reach its least load, no host must be over for sure. */
static bool is_possible(struct part *p, const uint8_t *alive)
{
    const struct jh_i_loc *loc = p->loc;
    memset(p->room, 0, jh_i_loc_n_pairs(loc) * sizeof *p->room);
    memset(p->sure, 0, jh_i_loc_n_pairs(loc) * sizeof *p->sure);
    memset(p->host_beds, 0, loc->n_hosts * sizeof *p->host_beds);
    for (size_t i = 0; i < p->n; i++) {
        size_t n = 0, last = 0, base = (size_t)p->kind[i] * loc->n_hosts;
        for (size_t o = p->start[i]; o < p->start[i + 1]; o++)
            if (alive[o]) {
                n++;
                last = base + (size_t)p->option[o].host;
                p->room[last] += loc->load.client[p->from + i];
            }
        if (n == 1)
            p->sure[last] += loc->load.client[p->from + i];
    }
    for (size_t pair = p->pair_from; pair < p->pair_to; pair++) {
        if (!p->open[pair])
            continue;
        if (p->room[pair] < loc->load.least[pair] * (1 - 1e-9))
            return false;
        size_t host = pair % loc->n_hosts;
        p->host_beds[host] += p->sure[pair] * loc->load.beds[pair / loc->n_hosts];
        if (p->host_beds[host] > loc->load.host_max[host] * (1 + 1e-9))
            return false;
    }
    return true;
}

/* What reaches it is of no use. */
static double cut_of(const struct part *p)
{
    return p->best < JH_INF ? p->best - 1e-10 * fabs(p->best) : JH_INF;
}

/* Strike out what would push the bound to the best answer; false: a client has nothing left. */
static bool strike(struct part *p, uint8_t *alive, double bound)
{
    double cut = cut_of(p);
    for (size_t i = 0; i < p->n; i++) {
        double low = reduced(p, i, (size_t)p->pick[i]);
        if (bound >= cut)
            return false;
        for (size_t o = p->start[i]; o < p->start[i + 1]; o++)
            if (alive[o] && bound + (reduced(p, i, o) - low) >= cut)
                alive[o] = 0;
    }
    return true;
}

/* The undecided client of most cases. */
static size_t undecided(const struct part *p, const uint8_t *alive)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < p->n; i++) {
        size_t n = 0;
        for (size_t o = p->start[i]; o < p->start[i + 1]; o++)
            n += alive[o];
        if (n > 1 && (best == SIZE_MAX ||
                         p->loc->load.client[p->from + i] > p->loc->load.client[p->from + best]))
            best = i;
    }
    return best;
}

static double climb(struct part *p, uint8_t *alive, int n_steps)
{
    double bound = -JH_INF, factor = 1;
    for (int k = 0; k < n_steps; k++) {
        double value = evaluate(p, alive);
        if (value == JH_INF)
            return value;
        offer(p);
        bound = fmax(bound, value);
        if (!strike(p, alive, value))
            return JH_INF;
        double norm = violations(p);
        double target = p->best < JH_INF ? p->best : value + 0.1 * fabs(value) + 1;
        if (!(norm > 0) || k + 1 == n_steps)
            break;
        step(p, factor * fmax(target - value, 1e-9 * fabs(target)) / norm);
        factor *= 0.93;
    }
    return bound;
}

static void descend(struct part *p, const uint8_t *given, double parent, bool root)
{
    size_t n = p->start[p->n];
    if (p->lost)
        return;
    if (p->stopped || p->work > p->work_max || jh_i_clock_tick(p->clock)) {
        p->stopped = true;
        p->bound = fmin(p->bound, parent);
        return;
    }
    uint8_t *alive = jh_i_calloc(n, 1);
    if (alive == NULL) {
        p->lost = true;
        return;
    }
    memcpy(alive, given, n);
    if (is_possible(p, alive)) {
        double bound = fmax(parent, climb(p, alive, root ? 150 : 25));
        if (bound < cut_of(p)) {
            size_t i = undecided(p, alive);
            if (i == SIZE_MAX) {
                evaluate(p, alive);
                offer(p);
            } else {
                size_t first = (size_t)p->pick[i];
                for (size_t k = p->start[i]; k <= p->start[i + 1]; k++) {
                    size_t o = k == p->start[i] ? first : k - 1;
                    if (!alive[o] || (k > p->start[i] && o == first))
                        continue;
                    uint8_t *child = jh_i_calloc(n, 1);
                    if (child == NULL) {
                        p->lost = true;
                        break;
                    }
                    memcpy(child, alive, n);
                    memset(child + p->start[i], 0, p->start[i + 1] - p->start[i]);
                    child[o] = 1;
                    descend(p, child, bound, false);
                    jh_i_free(child);
                }
            }
        }
    }
    jh_i_free(alive);
}

static bool list_options(struct part *p, size_t kind_from, size_t kind_to, struct jh_arena *arena)
{
    const struct jh_i_loc *loc = p->loc;
    size_t total = 0;
    p->from = loc->kind_start[kind_from];
    p->to = loc->kind_start[kind_to];
    p->n = p->to - p->from;
    p->pair_from = kind_from * loc->n_hosts;
    p->pair_to = kind_to * loc->n_hosts;
    p->kind = jh_arena_new(arena, p->n, int32_t);
    p->start = jh_arena_new(arena, p->n + 1, size_t);
    p->pick = jh_arena_new(arena, p->n, int32_t);
    if (p->kind == NULL || p->start == NULL || p->pick == NULL)
        return false;
    for (int fill = 0; fill < 2; fill++) {
        total = 0;
        for (size_t kind = kind_from; kind < kind_to; kind++)
            for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++) {
                size_t list = (size_t)loc->client_list[c];
                p->kind[c - p->from] = (int32_t)kind;
                for (size_t e = loc->list_start[list]; e < loc->list_start[list + 1]; e++) {
                    if (!p->open[kind * loc->n_hosts + (size_t)loc->list_host[e]])
                        continue;
                    if (fill)
                        p->option[total] = (struct option){
                            loc->client_weight[c] * loc->list_cost[e], loc->list_host[e]};
                    total++;
                }
                p->start[c - p->from + 1] = total;
            }
        if (!fill && (p->option = jh_arena_new(arena, total, struct option)) == NULL)
            return false;
    }
    return true;
}

static bool part_init(struct part *p, struct jh_arena *arena)
{
    const struct jh_i_loc *loc = p->loc;
    size_t m = jh_i_loc_n_pairs(loc);
    double **vectors[] = {&p->gain, &p->host_price, &p->group_price, &p->load, &p->sure,
        &p->host_beds, &p->group_beds, &p->room};
    size_t sizes[] = {
        m, loc->n_hosts, loc->load.n_groups, m, m, loc->n_hosts, loc->load.n_groups, m};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        if ((*vectors[k] = jh_arena_new(arena, sizes[k], double)) == NULL)
            return false;
    p->host_of = jh_arena_new(arena, loc->n_clients, int32_t);
    p->best_host = jh_arena_new(arena, loc->n_clients, int32_t);
    return p->host_of != NULL && p->best_host != NULL;
}

/* One part; best and best_host hold what is known. */
static enum jh_status solve_part(
    struct part *p, size_t kind_from, size_t kind_to, struct jh_arena *arena, struct jh_error *err)
{
    struct jh_arena_mark mark = jh_arena_save(arena);
    uint8_t *alive = NULL;
    enum jh_status st = JH_OK;
    if (list_options(p, kind_from, kind_to, arena))
        alive = jh_arena_new(arena, p->start[p->n], uint8_t);
    if (alive == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    memset(alive, 1, p->start[p->n]);
    p->bound = JH_INF;
    p->work = 0;
    p->stopped = p->lost = false;
    descend(p, alive, -JH_INF, true);
    if (p->lost)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
out:
    jh_arena_rewind(arena, mark);
    return st;
}

enum jh_status jh_i_loads_exact(const struct jh_i_loader *loader, const uint8_t *open,
    struct jh_i_clock *clock, struct jh_i_exact *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    const struct jh_i_loc *loc = loader->loc;
    struct part p = {.loc = loc, .clock = clock, .open = open};
    double work = 0;
    p.work_max = out->work > 0 ? out->work : work_max;
    size_t each = loc->load.any_beds ? loc->n_kinds : 1;
    double cost = 0, bound = 0;
    jh_arena_init(&arena, 0);
    if (!part_init(&p, &arena)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (loc->n_clients > 0)
        memcpy(p.best_host, loader->host_of, loc->n_clients * sizeof *p.best_host);
    for (size_t kind = 0; kind < loc->n_kinds && bound < JH_INF; kind += each) {
        if (out->only != NULL && !out->only[kind])
            continue;
        p.best = 0;
        for (size_t k = kind; k < kind + each; k++)
            p.best += loader->kind_cost[k];
        JH_TRY(st, solve_part(&p, kind, kind + each, &arena, err));
        cost += p.best;
        bound += fmin(p.best, p.bound);
        work += p.work;
    }
    out->work = work;
    out->cost = cost;
    out->bound = bound;
    if (cost < JH_INF && loc->n_clients > 0)
        memcpy(out->host_of, p.best_host, loc->n_clients * sizeof *out->host_of);
out:
    jh_arena_release(&arena);
    return st;
}
