/*
 * The subproblem that is left when service and some counting rules are priced: take the hosts of
 * greatest value. Kept exactly: kinds per host, hosts per zone (at least, at most), hosts in all,
 * and with one kind everything. Hosts within zones within the whole are a laminar family, so taking
 * the best first is exact, and forcing one in or out costs one exchange.
 */
#include "site/loc.h"

#include <string.h>

#include "base/num.h"

bool jh_i_pick_init(struct jh_i_pick *pick, const struct jh_i_loc *loc, struct jh_arena *arena)
{
    const struct jh_i_loc_rules *rules = &loc->rules;
    *pick = (struct jh_i_pick){.loc = loc,
        .hosts_max = rules->hosts_max,
        .zone_new_max = JH_I_LOC_NO_LIMIT,
        .chosen = jh_arena_new(arena, jh_i_loc_n_pairs(loc), uint8_t),
        .host_chosen = jh_arena_new(arena, loc->n_hosts, uint8_t),
        .host_price = jh_arena_new(arena, loc->n_hosts, double),
        .value = jh_arena_new(arena, loc->n_hosts, double),
        .order = jh_arena_new(arena, 2 * loc->n_hosts, struct jh_i_key),
        .zone_count = jh_arena_new(arena, loc->n_zones, int32_t),
        .zone_new = jh_arena_new(arena, loc->n_zones, int32_t),
        .zone_next = jh_arena_new(arena, loc->n_zones, double),
        .zone_last = jh_arena_new(arena, loc->n_zones, double)};
    if (loc->n_kinds == 1) {
        if (rules->pairs_max < pick->hosts_max)
            pick->hosts_max = rules->pairs_max;
        if (rules->kind_max < pick->hosts_max)
            pick->hosts_max = rules->kind_max;
        if (rules->one_per_zone)
            pick->zone_new_max = 1;
    }
    return pick->chosen != NULL && pick->host_chosen != NULL && pick->value != NULL &&
           pick->order != NULL && pick->zone_count != NULL && pick->zone_new != NULL &&
           pick->zone_next != NULL && pick->zone_last != NULL && pick->host_price != NULL;
}

/* Best kinds of one host; -INFINITY: it cannot be a centre. */
static double best_kinds(struct jh_i_pick *pick, size_t host, const double *net)
{
    const struct jh_i_loc *loc = pick->loc;
    size_t n_hosts = loc->n_hosts;
    int32_t left = loc->rules.host_kinds_max, taken = 0;
    double total = 0, best = -JH_INF;
    size_t best_pair = SIZE_MAX;
    for (size_t pair = host; pair < loc->n_kinds * n_hosts; pair += n_hosts) {
        pick->chosen[pair] = 0;
        if (pick->fix[pair] > 0) {
            pick->chosen[pair] = 1;
            total += net[pair];
            left--;
            taken++;
        } else if (pick->fix[pair] == 0 && net[pair] > best) {
            best = net[pair];
            best_pair = pair;
        }
    }
    if (left < 0 || (taken == 0 && (best_pair == SIZE_MAX || left == 0)))
        return -JH_INF;
    if (taken == 0 && !(best > 0)) {
        pick->chosen[best_pair] = 1;
        return best;
    }
    if (left >= (int32_t)loc->n_kinds) { /* all that pay */
        for (size_t pair = host; pair < loc->n_kinds * n_hosts; pair += n_hosts)
            if (pick->fix[pair] == 0 && net[pair] > 0) {
                pick->chosen[pair] = 1;
                total += net[pair];
            }
        return total;
    }
    for (; left > 0 && best > 0; left--) {
        pick->chosen[best_pair] = 1;
        total += best;
        best = 0;
        for (size_t pair = host; pair < loc->n_kinds * n_hosts; pair += n_hosts)
            if (pick->fix[pair] == 0 && !pick->chosen[pair] && net[pair] > best) {
                best = net[pair];
                best_pair = pair;
            }
    }
    return total;
}

static bool first(struct jh_i_key a, struct jh_i_key b)
{
    return a.value > b.value || (a.value == b.value && a.host < b.host);
}

/* By descending value: merge sort, so that equal inputs give equal orders everywhere. */
void jh_i_sort_keys(struct jh_i_key *a, struct jh_i_key *tmp, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct jh_i_key x = a[i];
        size_t k = i;
        for (; k % 8 != 0 && first(x, a[k - 1]); k--)
            a[k] = a[k - 1];
        a[k] = x;
    }
    struct jh_i_key *from = a, *to = tmp;
    for (size_t width = 8; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t mid = low + width < n ? low + width : n;
            size_t high = mid + width < n ? mid + width : n;
            size_t i = low, j = mid;
            for (size_t k = low; k < high; k++)
                to[k] = i < mid && (j >= high || !first(from[j], from[i])) ? from[i++] : from[j++];
        }
        struct jh_i_key *t = from;
        from = to;
        to = t;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

static void take(struct jh_i_pick *pick, size_t host)
{
    const struct jh_i_loc *loc = pick->loc;
    int32_t zone = loc->zone[host];
    pick->host_chosen[host] = 1;
    pick->n_chosen++;
    pick->total += pick->value[host];
    pick->magnitude += fabs(pick->value[host]);
    if (zone >= 0) {
        pick->zone_count[zone]++;
        pick->zone_new[zone] += loc->state[host] != JH_I_EXISTING;
    }
}

/* Room in its zone for one more host? (zone_new matters with one kind only.) */
static bool zone_has_room(const struct jh_i_pick *pick, size_t host)
{
    const struct jh_i_loc *loc = pick->loc;
    int32_t zone = loc->zone[host];
    return zone < 0 ||
           (pick->zone_count[zone] < loc->rules.zone_max &&
               (pick->zone_new[zone] < pick->zone_new_max || loc->state[host] == JH_I_EXISTING));
}

/* Hosts that must be in, then what lower rules ask for, best first. */
static bool take_needed(struct jh_i_pick *pick, size_t n_order)
{
    const struct jh_i_loc *loc = pick->loc;
    for (size_t host = 0; host < loc->n_hosts; host++)
        if (pick->host_fix[host] > 0) {
            if (pick->value[host] == -JH_INF || !zone_has_room(pick, host))
                return false;
            take(pick, host);
        }
    int32_t deficit = 0;
    for (size_t zone = 0; zone < loc->n_zones; zone++)
        if (pick->zone_count[zone] < loc->zone_min[zone])
            deficit += loc->zone_min[zone] - pick->zone_count[zone];
    for (size_t k = 0; k < n_order && deficit > 0; k++) {
        size_t host = (size_t)pick->order[k].host;
        int32_t zone = loc->zone[host];
        if (pick->host_chosen[host] || zone < 0 || pick->zone_count[zone] >= loc->zone_min[zone] ||
            !zone_has_room(pick, host))
            continue;
        take(pick, host);
        deficit--;
    }
    return deficit == 0 && pick->n_chosen <= pick->hosts_max;
}

bool jh_i_pick_run(struct jh_i_pick *pick, const double *net)
{
    const struct jh_i_loc *loc = pick->loc;
    size_t n_order = 0;
    pick->total = pick->magnitude = 0;
    pick->n_chosen = 0;
    memset(pick->host_chosen, 0, loc->n_hosts);
    memset(pick->zone_count, 0, loc->n_zones * sizeof *pick->zone_count);
    memset(pick->zone_new, 0, loc->n_zones * sizeof *pick->zone_new);
    for (size_t host = 0; host < loc->n_hosts; host++) {
        pick->value[host] = -JH_INF;
        if (pick->host_fix[host] >= 0)
            pick->value[host] = best_kinds(pick, host, net) - pick->host_price[host];
        if (pick->value[host] > -JH_INF)
            pick->order[n_order++] = (struct jh_i_key){pick->value[host], (int32_t)host};
    }
    jh_i_sort_keys(pick->order, pick->order + loc->n_hosts, n_order);
    pick->n_order = n_order;
    if (!take_needed(pick, n_order))
        return false;
    for (size_t k = 0; k < n_order && pick->n_chosen < pick->hosts_max; k++) {
        size_t host = (size_t)pick->order[k].host;
        if (!(pick->order[k].value > 0))
            break;
        if (!pick->host_chosen[host] && zone_has_room(pick, host))
            take(pick, host);
    }
    return true;
}

/* ---- penalties ---- */

/* What exchanges can draw on: the best host left out and the worst optional one taken. */
struct margins {
    double next, last; /* anywhere (zones at their limit excluded) */
    bool full;
};

static bool zone_open_for(const struct jh_i_pick *pick, int32_t zone)
{
    return zone < 0 || (pick->zone_count[zone] < pick->loc->rules.zone_max &&
                           pick->zone_new[zone] < pick->zone_new_max);
}

static struct margins find_margins(struct jh_i_pick *pick)
{
    const struct jh_i_loc *loc = pick->loc;
    struct margins m = {-JH_INF, JH_INF, pick->n_chosen >= pick->hosts_max};
    for (size_t zone = 0; zone < loc->n_zones; zone++) {
        pick->zone_next[zone] = -JH_INF;
        pick->zone_last[zone] = JH_INF;
    }
    for (size_t k = 0; k < pick->n_order; k++) {
        size_t host = (size_t)pick->order[k].host;
        int32_t zone = loc->zone[host];
        double value = pick->order[k].value;
        if (pick->host_chosen[host]) {
            if (pick->host_fix[host] > 0)
                continue;
            if (zone >= 0)
                pick->zone_last[zone] = value;
            if (zone < 0 || pick->zone_count[zone] > loc->zone_min[zone])
                m.last = value;
        } else {
            if (zone >= 0 && value > pick->zone_next[zone])
                pick->zone_next[zone] = value;
            if (zone_open_for(pick, zone) && value > m.next)
                m.next = value;
        }
    }
    return m;
}

/* Value lost when a taken host has to go. */
static double removal(const struct jh_i_pick *pick, const struct margins *m, size_t host)
{
    int32_t zone = pick->loc->zone[host];
    double replacement = -JH_INF;
    if (pick->host_fix[host] > 0)
        return JH_INF;
    if (zone >= 0)
        replacement = pick->zone_next[zone];
    if (zone < 0 || pick->zone_count[zone] > pick->loc->zone_min[zone]) {
        if (replacement < 0)
            replacement = 0;
        if (m->next > replacement)
            replacement = m->next;
    }
    return pick->value[host] - replacement;
}

/* Value lost when one not taken has to come in. */
static double insertion(const struct jh_i_pick *pick, const struct margins *m, size_t host)
{
    int32_t zone = pick->loc->zone[host];
    if (pick->value[host] == -JH_INF)
        return JH_INF;
    double leaves = zone >= 0 ? pick->zone_last[zone] : JH_INF;
    if (zone_open_for(pick, zone)) {
        leaves = fmin(leaves, m->full ? m->last : 0);
    }
    return leaves - pick->value[host];
}

/* Value of the host when one of its kinds is forced in or out; value[host] is known. */
static double value_with(struct jh_i_pick *pick, size_t pair, const double *net)
{
    const struct jh_i_loc *loc = pick->loc;
    size_t host = pair % loc->n_hosts;
    if (pick->chosen[pair])
        return pick->value[host];
    int32_t n = 0;
    double worst = JH_INF, only = 0;
    for (size_t other = host; other < jh_i_loc_n_pairs(loc); other += loc->n_hosts)
        if (pick->chosen[other]) {
            n++;
            only = net[other];
            if (pick->fix[other] == 0 && net[other] < worst)
                worst = net[other];
        }
    double value = pick->value[host] + net[pair];
    if (n == 1 && worst < 0)
        return value - only;
    if (n < loc->rules.host_kinds_max)
        return value;
    return value - worst; /* -INFINITY where all are fixed */
}

static double value_without(struct jh_i_pick *pick, size_t pair, const double *net)
{
    const struct jh_i_loc *loc = pick->loc;
    size_t host = pair % loc->n_hosts;
    int32_t n = 0;
    double best = -JH_INF;
    for (size_t other = host; other < jh_i_loc_n_pairs(loc); other += loc->n_hosts) {
        n += pick->chosen[other];
        if (!pick->chosen[other] && pick->fix[other] == 0 && net[other] > best)
            best = net[other];
    }
    double value = pick->value[host] - net[pair];
    if (n > 1 && best < 0)
        best = 0;
    return value + best;
}

void jh_i_pick_penalties(struct jh_i_pick *pick, const double *net, double *out_in, double *out_out)
{
    const struct jh_i_loc *loc = pick->loc;
    struct margins m = find_margins(pick);
    for (size_t host = 0; host < loc->n_hosts; host++) {
        bool taken = pick->host_chosen[host] != 0;
        double out = taken ? removal(pick, &m, host) : 0;
        double in = taken ? 0 : insertion(pick, &m, host);
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts) {
            out_in[pair] = out_out[pair] = 0;
            if (pick->fix[pair] != 0 || pick->value[host] == -JH_INF) {
                (pick->fix[pair] > 0 ? out_out : out_in)[pair] = JH_INF;
                continue;
            }
            out_in[pair] = in + (pick->value[host] - value_with(pick, pair, net));
            if (taken && pick->chosen[pair])
                out_out[pair] = fmin(pick->value[host] - value_without(pick, pair, net), out);
        }
    }
}
