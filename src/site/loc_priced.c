/*
 * Interchange under prices: the budget and the number of pairs are not kept but paid for, so that hosts
 * come and go with whatever kinds then pay, each kind of a host being worth its own gain. A shake
 * closes a few neighbouring hosts, lets the rest answer without them, then with them (iterated local
 * search; Lourenco, Martin and Stuetzle 2003, doi:10.1007/0-306-48056-5_11).
 */
#include "site/loc.h"

#include <string.h>

#include "base/num.h"

enum { out_max = 3 }; /* hosts closed by one shake */

struct priced {
    struct jh_i_search *s;
    struct jh_i_fees fees;
};

static double pair_fee(const struct priced *p, size_t pair)
{
    return p->fees.pair + p->fees.budget * p->s->loc->pair_fee[pair];
}

static double host_fee(const struct priced *p, size_t host)
{
    return p->fees.budget * p->s->loc->host_fee[host];
}

/* Cost of closing a pair with nothing in its place. */
static double drop(const struct priced *p, size_t pair)
{
    return p->s->alone[pair] > 0 ? JH_INF : p->s->loss[pair] - pair_fee(p, pair);
}

static bool is_full(const struct jh_i_search *s)
{
    return s->state->n_open_hosts + s->state->zone_deficit >= s->loc->rules.hosts_max;
}

/* Does the host looked at share clients with this one? If not, one coming and the other going are
 * two moves. */
static bool touches(const struct jh_i_search *s, size_t out)
{
    for (size_t pair = out; pair < jh_i_loc_n_pairs(s->loc); pair += s->loc->n_hosts)
        if (s->state->open[pair] && (s->extra[pair] != 0 || s->helped[pair] != 0))
            return true;
    return false;
}

/* One kind where the host looked at takes the place of another (SIZE_MAX: of nobody): what it adds, best
 * kept in s->worth; what it must take goes into the move at once. False: not possible. */
static bool weigh_kind(struct priced *p, size_t kind, size_t host, size_t out, double *delta)
{
    struct jh_i_search *s = p->s;
    size_t in = kind * s->loc->n_hosts + host, pair = kind * s->loc->n_hosts + out;
    bool may = jh_i_search_may_come(s, in);
    double fee = pair_fee(p, in), with = may ? fee - s->gain[kind] : JH_INF, without = 0;
    if (out != SIZE_MAX && s->state->open[pair]) {
        if (!jh_i_search_may_close(s, pair))
            return false;
        s->move.close[s->move.n_close++] = pair;
        without = drop(p, pair);
        with = may ? jh_i_search_swap(s, kind, out) + fee - pair_fee(p, pair) : JH_INF;
        if (!(without < JH_INF)) {
            s->move.open[s->move.n_open++] = in;
            *delta += with;
            return with < JH_INF;
        }
    }
    *delta += without;
    if (with < without)
        s->worth[s->n_worth++] = (struct jh_i_key){without - with, (int32_t)kind};
    return true;
}

/* The host looked at with the kinds that pay there, in the place of all of another. */
static void try_whole(struct priced *p, size_t host, size_t out)
{
    struct jh_i_search *s = p->s;
    const struct jh_i_loc *loc = s->loc;
    double delta = s->state->host_kinds[host] > 0 ? 0 : host_fee(p, host);
    s->move.n_open = s->move.n_close = s->n_worth = 0;
    s->work += loc->n_kinds;
    if (out != SIZE_MAX)
        delta -= host_fee(p, out);
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        if (!weigh_kind(p, kind, host, out, &delta))
            return;
    int64_t room =
        (int64_t)loc->rules.host_kinds_max - s->state->host_kinds[host] - (int64_t)s->move.n_open;
    for (; s->n_worth > 0 && room > 0; room--) {
        size_t best = 0;
        for (size_t k = 1; k < s->n_worth; k++)
            if (s->worth[k].value > s->worth[best].value)
                best = k;
        delta -= s->worth[best].value;
        s->move.open[s->move.n_open++] = (size_t)s->worth[best].host * loc->n_hosts + host;
        s->worth[best] = s->worth[--s->n_worth];
    }
    if (s->move.n_open > 0)
        jh_i_search_offer(s, delta);
}

/* One kind of the host looked at in the place of another host's, or of another kind of its own. */
static void try_kinds(struct priced *p, size_t host)
{
    struct jh_i_search *s = p->s;
    const struct jh_i_loc *loc = s->loc;
    s->move.n_open = s->move.n_close = 1;
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        size_t in = kind * loc->n_hosts + host;
        if (!jh_i_search_may_come(s, in))
            continue;
        s->move.open[0] = in;
        s->work += s->n_kind_open[kind] / 4;
        for (size_t k = 0; k < s->n_kind_open[kind]; k++) {
            size_t other = (size_t)s->kind_open[kind * loc->n_hosts + k];
            size_t pair = kind * loc->n_hosts + other;
            double delta = jh_i_search_swap(s, kind, other) + pair_fee(p, in) - pair_fee(p, pair);
            if (s->state->host_kinds[other] == 1)
                delta -= host_fee(p, other);
            s->move.close[0] = pair;
            if (delta < s->best_delta && jh_i_search_may_close(s, pair))
                jh_i_search_offer(s, delta);
        }
        for (size_t other = 0;
             s->state->host_kinds[host] >= loc->rules.host_kinds_max && other < loc->n_kinds;
             other++) {
            size_t pair = other * loc->n_hosts + host;
            s->move.close[0] = pair;
            if (other != kind && jh_i_search_may_close(s, pair))
                jh_i_search_offer(s, drop(p, pair) + pair_fee(p, in) - s->gain[kind]);
        }
    }
}

/* A pair of the host, or the host as a whole. */
static void try_closing(struct priced *p, size_t host)
{
    struct jh_i_search *s = p->s;
    const struct jh_i_loc *loc = s->loc;
    double all = -host_fee(p, host);
    bool may = true;
    s->move.n_open = 0;
    for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts) {
        if (!s->state->open[pair])
            continue;
        all += drop(p, pair);
        s->move.n_close = 1;
        s->move.close[0] = pair;
        if (!jh_i_search_may_close(s, pair))
            may = false;
        else if (s->state->host_kinds[host] > 1)
            jh_i_search_offer(s, drop(p, pair));
    }
    if (!may || !(all < s->best_delta))
        return;
    s->move.n_close = 0;
    for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts)
        if (s->state->open[pair])
            s->move.close[s->move.n_close++] = pair;
    jh_i_search_offer(s, all);
}

static bool improve(struct priced *p, size_t host)
{
    struct jh_i_search *s = p->s;
    s->best_delta = -s->eps;
    s->best.n_open = s->best.n_close = 0;
    if (s->state->host_kinds[host] > 0)
        try_closing(p, host);
    if (jh_i_search_look(s, host)) {
        bool full = is_full(s);
        try_whole(p, host, SIZE_MAX);
        for (size_t k = 0; k < s->n_open_host; k++)
            if ((size_t)s->open_host[k] != host && (full || touches(s, (size_t)s->open_host[k])))
                try_whole(p, host, (size_t)s->open_host[k]);
        if (s->state->host_kinds[host] > 0)
            try_kinds(p, host);
        jh_i_search_forget(s);
    }
    if (s->best.n_open + s->best.n_close == 0)
        return false;
    jh_i_search_commit(s);
    return true;
}

/* From the dirty hosts (all: from all) until none is left. */
static bool descend(struct priced *p, bool all, struct jh_i_clock *clock)
{
    struct jh_i_search *s = p->s;
    size_t n_looked = 1, since_tick = 0;
    bool stopped = false;
    s->state->priced = true;
    for (int pass = 0; pass < 50 && n_looked > 0 && !stopped; pass++, all = false) {
        n_looked = 0;
        for (size_t host = 0; host < s->loc->n_hosts && !stopped; host++) {
            if ((!all && !s->dirty[host]) || (s->only != NULL && !s->only[host]))
                continue;
            s->dirty[host] = 0;
            n_looked++;
            for (int again = 0; again < 8 && improve(p, host); again++)
                ;
            if (++since_tick >= 64) {
                since_tick = 0;
                stopped = jh_i_clock_tick(clock);
            }
        }
    }
    s->state->priced = false;
    return !stopped;
}

bool jh_i_search_priced(struct jh_i_search *s, struct jh_i_state *state, struct jh_i_fees fees,
    struct jh_i_clock *clock)
{
    struct priced p = {s, fees};
    jh_i_search_begin(s, state);
    s->eps = 1e-9 * (fabs(jh_i_state_objective(state)) + fees.budget * state->spent +
                        fees.pair * state->n_open_pairs);
    return descend(&p, true, clock);
}

/* ---- shaking ---- */

static bool may_vacate(const struct jh_i_search *s, size_t host)
{
    const struct jh_i_loc *loc = s->loc;
    int32_t zone = loc->zone[host];
    if (s->state->host_kinds[host] == 0 || loc->host_must[host] ||
        (zone >= 0 && s->state->zone_hosts[zone] <= loc->zone_min[zone]))
        return false;
    for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts)
        if (s->state->open[pair] && (!jh_i_search_may_close(s, pair) || s->alone[pair] > 0))
            return false;
    return true;
}

static void vacate(struct jh_i_search *s, size_t host)
{
    s->best.n_open = s->best.n_close = 0;
    for (size_t pair = host; pair < jh_i_loc_n_pairs(s->loc); pair += s->loc->n_hosts)
        if (s->state->open[pair])
            s->best.close[s->best.n_close++] = pair;
    jh_i_search_commit(s);
}

bool jh_i_search_shake(struct jh_i_search *s, struct jh_i_fees fees, size_t list, size_t n_out,
    struct jh_i_clock *clock)
{
    struct priced p = {s, fees};
    const struct jh_i_loc *loc = s->loc;
    const uint8_t *only = s->only;
    size_t banned[out_max], n_banned = 0;
    for (size_t e = loc->list_start[list];
         e < loc->list_start[list + 1] && n_banned < n_out && n_banned < out_max; e++) {
        size_t host = (size_t)loc->list_host[e];
        if (!may_vacate(s, host))
            continue;
        vacate(s, host);
        banned[n_banned++] = host;
    }
    if (n_banned == 0)
        return true;
    jh_i_search_renew(s);
    for (size_t host = 0; host < loc->n_hosts; host++)
        s->allowed[host] = only == NULL || only[host];
    for (size_t k = 0; k < n_banned; k++)
        s->allowed[banned[k]] = 0;
    s->only = s->allowed;
    bool ok = descend(&p, false, clock);
    s->only = only;
    for (size_t k = 0; k < n_banned; k++)
        s->dirty[banned[k]] = 1;
    return ok && descend(&p, false, clock);
}

void jh_i_search_return(struct jh_i_search *s, const uint8_t *open)
{
    s->best.n_open = s->best.n_close = 0;
    memset(s->dirty, 0, s->loc->n_hosts);
    s->state->n_changed = 0;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(s->loc); pair++)
        if (open[pair] && !s->state->open[pair])
            jh_i_state_open(s->state, pair);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(s->loc); pair++)
        if (!open[pair] && s->state->open[pair])
            jh_i_state_close(s->state, pair);
    jh_i_search_recount(s);
}

/* ---- back to the budget ---- */

/* The pair or, where that is cheaper for what it saves, the host that is given up most easily. */
static bool cheapest(struct jh_i_search *s, bool by_cost)
{
    const struct jh_i_loc *loc = s->loc;
    double least = JH_INF;
    s->best.n_close = s->best.n_open = 0;
    for (size_t k = 0; k < s->n_open_host; k++) {
        size_t host = (size_t)s->open_host[k], n = 0;
        double loss = 0, saved = by_cost ? loc->host_fee[host] : 0;
        bool all = may_vacate(s, host);
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts) {
            double fee = by_cost ? loc->pair_fee[pair] : 1;
            if (!s->state->open[pair])
                continue;
            loss += s->loss[pair];
            saved += fee;
            n++;
            if (!jh_i_search_may_close(s, pair) || s->alone[pair] > 0 || !(fee > 0) ||
                s->state->host_kinds[host] < 2 || !(s->loss[pair] / fee < least))
                continue;
            least = s->loss[pair] / fee;
            s->best.n_close = 1;
            s->best.close[0] = pair;
        }
        if (!all || n == 0 || !(saved > 0) || !(loss / saved < least))
            continue;
        least = loss / saved;
        s->best.n_close = 0;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts)
            if (s->state->open[pair])
                s->best.close[s->best.n_close++] = pair;
    }
    return s->best.n_close > 0;
}

bool jh_i_search_shed(struct jh_i_search *s)
{
    const struct jh_i_loc *loc = s->loc;
    for (;;) {
        bool dear = !jh_i_loc_affords(loc, s->state->spent);
        if (!dear && s->state->n_open_pairs <= loc->rules.pairs_max)
            return true;
        if (!cheapest(s, dear))
            return false;
        jh_i_search_commit(s);
    }
}
