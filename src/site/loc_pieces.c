/*
 * Zone by zone. Let f_z(k, b) be the best objective of zone z with at most k hosts that spend at most b.
 * The whole is
 *   min sum_z f_z(k_z, b_z) with sum_z k_z <= hosts_max, sum_z b_z <= budget.
 * A piece stands for the answers of a zone with k hosts that spend between low and high; it has a bound
 * and perhaps an answer. Dynamic programming over the bounds, a piece spending low, gives the bound of
 * the whole; over the answers, at what they spend, its answer. Only the pieces that the bounds' optimum
 * uses are worked on, so most are never solved. A solved piece whose answer spends more than low leaves a
 * new one behind: the answers that spend less.
 */
#include "site/loc.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

static const int64_t first_effort = 2000;  /* steps of a piece, doubled when it matters again */
static const size_t states_max = 30000000; /* of the dynamic program, all zones together */

struct piece {
    int32_t k;               /* hosts at most, and what it counts for */
    double low, high;        /* spends at least, at most */
    double bound, objective; /* objective INFINITY: no answer yet */
    int32_t used;            /* hosts of the answer */
    double spent;            /* by it */
    int64_t effort;
    bool is_split;
    uint8_t *open;     /* [pairs of the part] */
    int32_t *assigned; /* [clients of the part] */
};

struct zone {
    struct jh_i_loc part;
    int32_t *host_of, *client_of;
    size_t n_pieces, cap;
    struct piece *piece;
    double least_spent; /* by any answer */
};

struct zones {
    const struct jh_i_loc *loc;
    struct jh_i_clock *clock;
    struct zone *zone; /* [n_zones] */
    size_t n_built;
    double grain;                  /* all spending is a multiple of it; 0: of none that is of use */
    size_t n_hosts, n_units;       /* that there are to share out; 0: not a matter */
    double *value, *next;          /* [states] of the dynamic program */
    int32_t *choice;               /* [n_zones * states] piece of the zone */
    int32_t *of_bound, *of_answer; /* [n_zones] its optimum over bounds, over answers */
    struct jh_arena arena;
};

/* ---- what a zone spends ---- */

static bool is_multiple(double amount, double grain)
{
    double n = amount / grain;
    return fabs(n - floor(n + 0.5)) <= 1e-8;
}

static bool all_multiples(const struct jh_i_loc *loc, double grain)
{
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (!is_multiple(loc->host_fee[host], grain))
            return false;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        if (!is_multiple(loc->pair_fee[pair], grain))
            return false;
    return true;
}

/* Greatest power of ten that all fees are multiples of, if any is great enough to be of use. */
static double find_grain(const struct jh_i_loc *loc)
{
    double budget = fmax(loc->rules.budget, 1e-300);
    double grain = pow(10, floor(log10(budget)));
    while (grain * (double)states_max > budget && !all_multiples(loc, grain))
        grain /= 10;
    return grain * (double)states_max > budget ? grain : 0;
}

/* A range of what k hosts and their pairs may cost; hosts that must be come first. */
struct range {
    double low, high;
    size_t n_must;
};

static struct range pair_range(const struct jh_i_loc *part, size_t kind)
{
    struct range r = {JH_INF, 0, 0};
    bool needed = part->kind_start[kind + 1] > part->kind_start[kind];
    double must = 0;
    for (size_t pair = kind * part->n_hosts; pair < (kind + 1) * part->n_hosts; pair++) {
        if (part->state[pair] == JH_I_EXISTING)
            needed = false;
        if (part->state[pair] == JH_I_MUST) {
            must += part->pair_fee[pair];
            r.n_must++;
        }
        if (part->state[pair] == JH_I_MAY) {
            r.low = fmin(r.low, part->pair_fee[pair]);
            r.high = fmax(r.high, part->pair_fee[pair]);
        }
    }
    if (r.n_must > 0)
        return (struct range){must, must, r.n_must};
    return (struct range){needed && r.low < JH_INF ? r.low : 0, r.high, 0};
}

static bool is_there(const struct jh_i_loc *part, size_t host, bool *out_must)
{
    bool any = part->host_must[host] != 0;
    *out_must = any;
    for (size_t pair = host; pair < jh_i_loc_n_pairs(part); pair += part->n_hosts) {
        any = any || part->state[pair] != JH_I_NO;
        *out_must =
            *out_must || part->state[pair] == JH_I_MUST || part->state[pair] == JH_I_EXISTING;
    }
    return any;
}

/* Spending of the part by its number of hosts: low, high [part->n_hosts + 1]; low INFINITY where there
 * cannot be so many. */
static bool find_ranges(const struct jh_i_loc *part, double *low, double *high)
{
    double pairs_low = 0, pairs_high = 0, must_fees = 0;
    size_t n_must = 0, n = 0;
    struct jh_i_key *key = jh_i_calloc(2 * part->n_hosts, sizeof *key);
    if (key == NULL)
        return false;
    for (size_t kind = 0; kind < part->n_kinds; kind++) {
        struct range r = pair_range(part, kind);
        pairs_low += r.low;
        pairs_high += r.high;
    }
    for (size_t host = 0; host < part->n_hosts; host++) {
        bool must;
        if (!is_there(part, host, &must))
            continue;
        if (!must)
            key[n++] = (struct jh_i_key){part->host_fee[host], (int32_t)host};
        must_fees += must ? part->host_fee[host] : 0;
        n_must += must;
    }
    jh_i_sort_keys(key, key + part->n_hosts, n); /* dearest first */
    double cheap = 0, dear = 0;
    for (size_t k = 0; k <= part->n_hosts; k++) {
        bool can = k >= n_must && k <= n_must + n;
        if (can && k > n_must) {
            cheap += key[n - (k - n_must)].value;
            dear += key[k - n_must - 1].value;
        }
        low[k] = can ? pairs_low + must_fees + cheap : JH_INF;
        high[k] = can ? pairs_high + must_fees + dear : JH_INF;
    }
    jh_i_free(key);
    return true;
}

static double spent_by(const struct jh_i_loc *part, const uint8_t *open, int32_t *out_hosts)
{
    struct jh_sum sum = {0, 0};
    *out_hosts = 0;
    for (size_t host = 0; host < part->n_hosts; host++) {
        bool any = false;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(part); pair += part->n_hosts)
            if (open[pair]) {
                any = true;
                jh_sum_add(&sum, part->pair_fee[pair]);
            }
        *out_hosts += any;
        if (any)
            jh_sum_add(&sum, part->host_fee[host]);
    }
    return jh_sum_value(&sum);
}

/* ---- pieces ---- */

/* Cheapest host for each client whatever the rules: bound of all pieces of the zone. */
static double ideal(const struct jh_i_loc *part)
{
    struct jh_sum sum = {0, 0};
    for (size_t kind = 0; kind < part->n_kinds; kind++)
        for (size_t c = part->kind_start[kind]; c < part->kind_start[kind + 1]; c++) {
            size_t e = part->list_start[part->client_list[c]];
            size_t end = part->list_start[part->client_list[c] + 1];
            while (e < end &&
                   part->state[kind * part->n_hosts + (size_t)part->list_host[e]] == JH_I_NO)
                e++;
            if (e == end)
                return JH_INF;
            jh_sum_add(&sum, part->client_weight[c] * part->list_cost[e]);
        }
    double value = jh_sum_value(&sum);
    return value - 1e-12 * fabs(value);
}

static bool add_piece(
    struct zones *z, struct zone *zone, int32_t k, double low, double high, double bound)
{
    if (zone->n_pieces == zone->cap) {
        size_t cap = 2 * zone->cap + 8;
        struct piece *p = jh_i_realloc(zone->piece, cap, sizeof *p);
        if (p == NULL)
            return false;
        zone->piece = p;
        zone->cap = cap;
    }
    struct piece piece = {.k = k,
        .low = low,
        .high = high,
        .bound = bound,
        .objective = JH_INF,
        .effort = first_effort,
        .open = jh_arena_new(&z->arena, jh_i_loc_n_pairs(&zone->part), uint8_t),
        .assigned = jh_arena_new(&z->arena, zone->part.n_clients, int32_t)};
    if (piece.open == NULL || piece.assigned == NULL)
        return false;
    zone->piece[zone->n_pieces++] = piece;
    return true;
}

static bool proven(const struct piece *piece)
{
    return piece->bound == JH_INF ||
           piece->bound >= piece->objective - 1e-10 * fabs(piece->objective);
}

static void take_answer(const struct jh_i_loc *part, double objective, const uint8_t *open,
    const int32_t *assigned, struct piece *to)
{
    if (!(objective < to->objective))
        return;
    to->objective = objective;
    to->spent = spent_by(part, open, &to->used);
    memcpy(to->open, open, jh_i_loc_n_pairs(part));
    if (part->n_clients > 0)
        memcpy(to->assigned, assigned, part->n_clients * sizeof *assigned);
}

/* What was found for one piece also speaks for others: with less of everything none can do better, and
 * an answer serves wherever its hosts and its spending are allowed. */
static void spread(struct zone *zone, size_t at)
{
    const struct piece *from = &zone->piece[at];
    for (size_t other = 0; other < zone->n_pieces; other++) {
        struct piece *to = &zone->piece[other];
        if (other == at)
            continue;
        if (to->k <= from->k && to->high <= from->high)
            to->bound = fmax(to->bound, from->bound);
        if (from->objective < JH_INF && to->k >= from->used && to->high >= from->spent)
            take_answer(&zone->part, from->objective, from->open, from->assigned, to);
    }
}

static enum jh_status work_on(struct zones *z, struct zone *zone, size_t at, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct piece *piece = &zone->piece[at];
    struct jh_i_loc_answer answer = {
        .open = jh_i_calloc(jh_i_loc_n_pairs(&zone->part), sizeof *answer.open),
        .assigned = jh_i_calloc(zone->part.n_clients, sizeof *answer.assigned)};
    struct jh_run run = z->clock->run != NULL ? *z->clock->run : (struct jh_run){0};
    struct jh_i_clock clock = {.run = &run};
    run.bounds = NULL; /* those of a part say nothing of the whole */
    int64_t left = z->clock->limit - z->clock->n;
    if (answer.open == NULL || answer.assigned == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    clock.limit = piece->effort < left ? piece->effort : left;
    piece->effort *= 2;
    zone->part.rules.hosts_max = piece->k;
    zone->part.rules.budget = piece->high;
    JH_TRY(st, jh_i_loc_solve_whole(&zone->part, &clock, 1, &answer, err));
    z->clock->n += clock.n;
    /* by the effort alone: go on; by the run, or by the limit of the whole: stop */
    z->clock->stopped = clock.stopped && (clock.n < clock.limit || clock.limit == left);
    if (answer.status == JH_I_LOC_INFEASIBLE)
        piece->bound = JH_INF;
    else if (answer.status != JH_I_LOC_UNKNOWN) {
        piece->bound = fmax(piece->bound, answer.bound);
        take_answer(&zone->part, answer.objective, answer.open, answer.assigned, piece);
    }
    spread(zone, at);
out:
    jh_i_free(answer.open);
    jh_i_free(answer.assigned);
    return st;
}

/* The answers that spend less than a proven one become a piece of their own. */
static enum jh_status split(struct zones *z, struct zone *zone, size_t at, struct jh_error *err)
{
    struct piece *piece = &zone->piece[at];
    double low = piece->low, below = piece->spent - z->grain;
    piece->is_split = true;
    if (!(piece->spent > low + 0.5 * z->grain))
        return JH_OK;
    piece->low = piece->spent;
    return add_piece(z, zone, piece->k, low, fmax(low, below), piece->bound)
               ? JH_OK
               : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* ---- putting together ---- */

static size_t units(const struct zones *z, const struct piece *piece, bool bounds)
{
    if (z->n_units == 0)
        return 0;
    double n = bounds ? floor(piece->low / z->grain + 1e-6) : ceil(piece->spent / z->grain - 1e-6);
    return n <= (double)z->n_units ? (size_t)n : z->n_units + 1;
}

static size_t hosts(const struct zones *z, const struct piece *piece, bool bounds)
{
    return z->n_hosts == 0 ? 0 : (size_t)(bounds ? piece->k : piece->used);
}

/* value, next: without and with this zone. */
static void combine_zone(struct zones *z, const struct zone *zone, bool bounds, int32_t *choice)
{
    size_t width = z->n_units + 1, n_states = (z->n_hosts + 1) * width;
    for (size_t s = 0; s < n_states; s++) {
        z->next[s] = JH_INF;
        choice[s] = -1;
    }
    for (size_t p = 0; p < zone->n_pieces; p++) {
        const struct piece *piece = &zone->piece[p];
        double value = bounds ? piece->bound : piece->objective;
        if (value == JH_INF)
            continue;
        size_t h = hosts(z, piece, bounds), u = units(z, piece, bounds);
        for (size_t to_h = h; to_h <= z->n_hosts; to_h++)
            for (size_t to_u = u; to_u <= z->n_units; to_u++) {
                double sum = z->value[(to_h - h) * width + to_u - u] + value;
                if (sum < z->next[to_h * width + to_u]) {
                    z->next[to_h * width + to_u] = sum;
                    choice[to_h * width + to_u] = (int32_t)p;
                }
            }
    }
}

/* min sum over zones of the piece values with hosts and spending in all within the limits. */
static double combine(struct zones *z, bool bounds, int32_t *out_piece)
{
    size_t n = z->loc->n_zones, width = z->n_units + 1, n_states = (z->n_hosts + 1) * width;
    for (size_t s = 0; s < n_states; s++)
        z->value[s] = 0;
    for (size_t i = 0; i < n; i++) {
        combine_zone(z, &z->zone[i], bounds, z->choice + i * n_states);
        double *swap = z->value;
        z->value = z->next;
        z->next = swap;
    }
    if (z->value[n_states - 1] == JH_INF)
        return JH_INF;
    struct jh_sum sum = {0, 0};
    for (size_t i = n, h = z->n_hosts, u = z->n_units; i > 0; i--) {
        out_piece[i - 1] = z->choice[(i - 1) * n_states + h * width + u];
        const struct piece *piece = &z->zone[i - 1].piece[out_piece[i - 1]];
        h -= hosts(z, piece, bounds);
        u -= units(z, piece, bounds);
        jh_sum_add(&sum, bounds ? piece->bound : piece->objective);
    }
    return jh_sum_value(&sum);
}

static void write_answer(const struct zones *z, uint8_t *open, int32_t *assigned)
{
    memset(open, 0, jh_i_loc_n_pairs(z->loc));
    for (size_t i = 0; i < z->loc->n_zones; i++) {
        const struct zone *zone = &z->zone[i];
        const struct piece *piece = &zone->piece[z->of_answer[i]];
        for (size_t pair = 0; pair < jh_i_loc_n_pairs(&zone->part); pair++)
            if (piece->open[pair])
                open[pair / zone->part.n_hosts * z->loc->n_hosts +
                     (size_t)zone->host_of[pair % zone->part.n_hosts]] = 1;
        for (size_t c = 0; c < zone->part.n_clients && z->loc->load.on; c++)
            assigned[zone->client_of[c]] = zone->host_of[piece->assigned[c]];
    }
}

/* ---- the beginning ---- */

static enum jh_status zone_init(struct zones *z, size_t i, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct zone *zone = &z->zone[i];
    const struct jh_i_loc_rules *rules = &z->loc->rules;
    bool dear = rules->budget < JH_INF;
    double *low = NULL, *high = NULL, bound;
    int32_t k_max;
    z->n_built = i + 1;
    JH_TRY(st, jh_i_loc_zone_part(z->loc, i, rules->hosts_max, &zone->part, &zone->host_of,
                   &zone->client_of, err));
    k_max = (int32_t)zone->part.n_hosts;
    if (rules->zone_max < k_max)
        k_max = rules->zone_max;
    if (rules->hosts_max < k_max)
        k_max = rules->hosts_max;
    low = jh_i_calloc(zone->part.n_hosts + 1, sizeof *low);
    high = jh_i_calloc(zone->part.n_hosts + 1, sizeof *high);
    if (low == NULL || high == NULL || (dear && !find_ranges(&zone->part, low, high))) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    bound = ideal(&zone->part);
    zone->least_spent = JH_INF;
    for (int32_t k = 0; k <= k_max; k++) {
        bool may = k >= zone->part.zone_min[0] && low[k] < JH_INF;
        zone->least_spent = may ? fmin(zone->least_spent, low[k]) : zone->least_spent;
        if (!add_piece(z, zone, k, low[k], dear ? high[k] : JH_INF, may ? bound : JH_INF)) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            goto out;
        }
    }
out:
    jh_i_free(low);
    jh_i_free(high);
    return st;
}

/* No piece may spend what the other zones cannot do without. */
static void cap_spending(struct zones *z)
{
    double least = 0;
    for (size_t i = 0; i < z->loc->n_zones; i++)
        least += z->zone[i].least_spent;
    for (size_t i = 0; i < z->loc->n_zones; i++)
        for (size_t p = 0; p < z->zone[i].n_pieces; p++) {
            struct piece *piece = &z->zone[i].piece[p];
            double left = z->loc->rules.budget - (least - z->zone[i].least_spent);
            if (!(piece->low <= left + 1e-6 * z->loc->rules.budget))
                piece->bound = JH_INF;
            piece->high = fmin(piece->high, fmax(piece->low, left));
        }
}

/* Hosts that the zones can have at all. */
static size_t most_hosts(const struct zones *z)
{
    size_t most = 0;
    for (size_t i = 0; i < z->loc->n_zones; i++) {
        const struct zone *zone = &z->zone[i];
        int32_t k = 0;
        for (size_t p = 0; p < zone->n_pieces; p++)
            k = zone->piece[p].bound < JH_INF ? zone->piece[p].k : k;
        most += (size_t)k;
    }
    return most;
}

/* Hosts that the budget could pay for at most. False: out of memory. */
static bool paid_hosts(const struct zones *z, size_t *out_paid)
{
    const struct jh_i_loc *loc = z->loc;
    double spent = 0;
    size_t n = 0;
    struct jh_i_key *key = jh_i_calloc(2 * loc->n_hosts, sizeof *key);
    if (key == NULL)
        return false;
    for (size_t i = 0; i < loc->n_zones; i++)
        for (size_t kind = 0; kind < loc->n_kinds; kind++)
            spent += pair_range(&z->zone[i].part, kind).low;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        bool must;
        if (is_there(loc, host, &must))
            key[n++] = (struct jh_i_key){-loc->host_fee[host], (int32_t)host};
    }
    jh_i_sort_keys(key, key + loc->n_hosts, n); /* cheapest first */
    for (*out_paid = 0; *out_paid < n; ++*out_paid) {
        spent -= key[*out_paid].value;
        if (!jh_i_loc_affords(loc, spent))
            break;
    }
    jh_i_free(key);
    return true;
}

/* What the dynamic program has to share out; can: it is not too much. */
static enum jh_status set_limits(struct zones *z, bool *out_can, struct jh_error *err)
{
    size_t most, paid = 0, n_states;
    double budget = z->loc->rules.budget;
    bool dear = budget < JH_INF;
    if (dear)
        cap_spending(z);
    if (dear && !paid_hosts(z, &paid))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    most = most_hosts(z);
    z->n_hosts = most < (size_t)z->loc->rules.hosts_max ? most : (size_t)z->loc->rules.hosts_max;
    if (dear && paid <= (size_t)z->loc->rules.hosts_max)
        z->n_hosts = 0; /* the budget sees to it */
    if (dear)
        z->n_units = (size_t)floor(budget / z->grain + 1e-6);
    *out_can = (z->n_units + 1) <= states_max / (z->n_hosts + 1) / z->loc->n_zones;
    if (!*out_can)
        return JH_OK;
    n_states = (z->n_hosts + 1) * (z->n_units + 1);
    z->value = jh_arena_new(&z->arena, n_states, double);
    z->next = jh_arena_new(&z->arena, n_states, double);
    z->choice = jh_arena_new(&z->arena, z->loc->n_zones * n_states, int32_t);
    return z->value != NULL && z->next != NULL && z->choice != NULL
               ? JH_OK
               : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status zones_init(struct zones *z, bool *out_can, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_loc *loc = z->loc;
    z->zone = jh_arena_new(&z->arena, loc->n_zones, struct zone);
    z->of_bound = jh_arena_new(&z->arena, loc->n_zones, int32_t);
    z->of_answer = jh_arena_new(&z->arena, loc->n_zones, int32_t);
    if (z->zone == NULL || z->of_bound == NULL || z->of_answer == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out_can = true;
    if (loc->rules.budget < JH_INF && (z->grain = find_grain(loc)) == 0) {
        *out_can = false;
        return JH_OK;
    }
    for (size_t i = 0; i < loc->n_zones; i++)
        JH_TRY(st, zone_init(z, i, err));
    JH_TRY(st, set_limits(z, out_can, err));
out:
    return st;
}

/* ---- the search ---- */

/* Work on every unproven piece that the optimum over the bounds uses, split the proven ones. */
static enum jh_status round_of_work(struct zones *z, bool *out_any, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    *out_any = false;
    for (size_t i = 0; i < z->loc->n_zones && !z->clock->stopped; i++) {
        struct zone *zone = &z->zone[i];
        size_t at = (size_t)z->of_bound[i];
        if (proven(&zone->piece[at]) && (zone->piece[at].is_split || z->n_units == 0))
            continue;
        *out_any = true;
        if (!proven(&zone->piece[at]))
            JH_TRY(st, work_on(z, zone, at, err));
        if (proven(&zone->piece[at]) && zone->piece[at].objective < JH_INF && z->n_units > 0)
            JH_TRY(st, split(z, zone, at, err));
    }
out:
    return st;
}

static void settle(const struct zones *z, struct jh_i_loc_answer *answer)
{
    answer->status = JH_I_LOC_INFEASIBLE;
    if (answer->objective < JH_INF) {
        write_answer(z, answer->open, answer->assigned);
        answer->status = answer->bound >= answer->objective - 1e-9 * fabs(answer->objective)
                             ? JH_I_LOC_OPTIMAL
                             : JH_I_LOC_FEASIBLE;
        answer->bound = fmin(answer->bound, answer->objective);
    } else if (answer->bound < JH_INF) {
        answer->status = JH_I_LOC_UNKNOWN;
    }
}

enum jh_status jh_i_loc_solve_zones(const struct jh_i_loc *loc, struct jh_i_clock *clock,
    struct jh_i_loc_answer *answer, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct zones z = {.loc = loc, .clock = clock};
    bool can = true;
    jh_arena_init(&z.arena, 0);
    JH_TRY(st, zones_init(&z, &can, err));
    if (!can) {
        st = jh_i_loc_solve_whole(loc, clock, jh_run_threads(clock->run), answer, err);
        goto out;
    }
    for (bool any = true;;) {
        answer->bound = combine(&z, true, z.of_bound);
        answer->objective = combine(&z, false, z.of_answer);
        jh_run_bounds(clock->run, answer->objective, fmin(answer->bound, answer->objective));
        double gap = answer->objective - answer->bound, size = fabs(answer->objective);
        bool done = answer->bound == JH_INF || (size < JH_INF && gap <= 1e-9 * size);
        jh_run_progress(clock->run, "searching for the best choice of centres",
            done            ? 1
            : !(gap < size) ? 0
                            : -log10(gap / size) / 9);
        if (done || clock->stopped || !any)
            break;
        JH_TRY(st, round_of_work(&z, &any, err));
    }
    settle(&z, answer);
out:
    for (size_t i = 0; i < z.n_built; i++) {
        jh_i_loc_release(&z.zone[i].part);
        jh_i_free(z.zone[i].piece);
    }
    jh_arena_release(&z.arena);
    return st;
}

enum jh_status jh_i_loc_solve(const struct jh_i_loc *loc, const struct jh_run *run,
    struct jh_i_loc_answer *answer, struct jh_error *err)
{
    struct jh_i_clock clock = {.run = run, .limit = jh_run_steps(run)};
    enum jh_status st = jh_i_loc_zones_apart(loc)
                            ? jh_i_loc_solve_zones(loc, &clock, answer, err)
                            : jh_i_loc_solve_whole(loc, &clock, jh_run_threads(run), answer, err);
    answer->iterations = clock.n;
    return st;
}
