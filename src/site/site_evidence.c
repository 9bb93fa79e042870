/*
 * Why each choice: what the objective loses without it, and with the best other host in its place, all
 * else kept. Where everybody goes to the nearest both are found exactly. Under loads the service with
 * the change is found by moves, then searched for with a bound as far as the effort goes: what is lost
 * lies between two proven figures. The effort counts work, never time, so that it ends alike every time.
 */
#include "site/site_internal.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

enum { MOST_OPTIONS = 24 };            /* exchanges looked at for a choice */
static const double work_of_all = 2e8; /* options of service looked at, or demands sorted */
static const double work_of_one = 4e6;

/* The objective lost lies between them. */
struct range {
    double least, most;
};

/* Another host in the place of a choice, by the cost with everybody at the nearest. */
struct option {
    double delta;
    int32_t host;
};

struct options {
    struct option *item; /* [cap], by rising delta */
    size_t n;
    double rest; /* no other one has less */
};

/* A demand with its nearest and second nearest open host. */
struct served {
    double near_min, next_min;
    int32_t near;
};

struct evidence {
    const struct jh_site_problem *p;
    const struct jh_i_loc *loc;
    const struct jh_site_solution *s;
    struct jh_i_loader *loader; /* NULL: no loads */
    struct jh_i_search *search;
    struct jh_i_state state;
    struct jh_i_move move;
    struct jh_i_site_trip *trip;
    struct served *served;     /* [n_areas * n_specialties]; NULL: no worst tenth */
    double objective, floor;   /* no answer loses less than floor */
    double *kind_cost;         /* [n_kinds] of the answer's service; NULL: kinds hang together */
    uint8_t *touched;          /* [n_kinds] by the move */
    int32_t *host_of;          /* [n_clients] scratch */
    int32_t *choice_of;        /* [n_pairs] */
    struct options *option[2]; /* [n] of each choice: in this kind alone; all kinds of the host */
    size_t cap;
    double work;
    enum jh_status status;
};

/* ---- the objective with a move made ---- */

static double total_kinds(const struct evidence *e, const double *of_kind, bool touched_only)
{
    double sum = 0;
    for (size_t kind = 0; kind < e->loc->n_kinds; kind++)
        if (!touched_only || e->touched[kind])
            sum += of_kind[kind];
    return sum;
}

/* Everybody at the nearest, in the kinds that count: no service costs less. */
static double near_cost(const struct evidence *e, bool touched_only)
{
    const struct jh_i_loc *loc = e->loc;
    struct jh_sum sum = {0, 0};
    double magnitude = 0;
    for (size_t kind = 0; kind < loc->n_kinds; kind++)
        for (size_t c = loc->kind_start[kind];
             c < loc->kind_start[kind + 1] && (!touched_only || e->touched[kind]); c++) {
            double cost = loc->client_weight[c] * e->state.service[c].near_cost;
            if (e->state.service[c].near < 0)
                return JH_INF;
            jh_sum_add(&sum, cost);
            magnitude += fabs(cost);
        }
    return jh_sum_value(&sum) - 1e-13 * magnitude;
}

/* The best service of the open set under loads. */
static struct range serve(struct evidence *e)
{
    const bool apart = e->kind_cost != NULL;
    const double before = apart ? total_kinds(e, e->kind_cost, true) : e->objective;
    double most = 0, least = near_cost(e, apart) - before;
    if (apart)
        for (size_t kind = 0; kind < e->loc->n_kinds; kind++)
            most += e->touched[kind] ? jh_i_loader_run_kind(e->loader, &e->state, kind) : 0;
    else
        most = jh_i_loader_run(e->loader, &e->state);
    most -= before;
    double close = 1e-9 * (fabs(before) + 1e-300);
    if (!(most - least > close) || e->work <= 0)
        return (struct range){most - least > close ? least : most, most};
    struct jh_i_clock clock = {.limit = INT64_MAX};
    struct jh_i_exact exact = {.host_of = e->host_of,
        .only = apart ? e->touched : NULL,
        .work = fmin(work_of_one, e->work)};
    e->status = jh_i_loads_exact(e->loader, e->state.open, &clock, &exact, NULL);
    e->work -= exact.work;
    if (e->status != JH_OK)
        return (struct range){least, most};
    most = fmin(most, exact.cost - before);
    least = fmax(least, exact.bound - before);
    return (struct range){most - least > close ? fmin(least, most) : most, most};
}

static void read_demands(struct evidence *e)
{
    const struct jh_site_problem *p = e->p;
    for (size_t at = 0; at < p->n_areas * p->n_specialties; at++) {
        size_t area = at / p->n_specialties, kind = at % p->n_specialties;
        struct served *d = &e->served[at];
        *d = (struct served){JH_INF, JH_INF, -1};
        for (size_t host = 0; host < p->n_hosts && p->demand[at] > 0; host++) {
            double minutes = (double)p->minutes[area * p->n_hosts + host];
            if (!e->state.open[kind * p->n_hosts + host] || !(minutes < d->next_min) ||
                !jh_i_site_may_serve(p, area, host))
                continue;
            if (minutes < d->near_min) {
                *d = (struct served){minutes, d->near_min, (int32_t)host};
            } else {
                d->next_min = minutes;
            }
        }
    }
}

/* Minutes of a demand at its nearest once the move is made; the move has one host go and one come. */
static double minutes_after(const struct evidence *e, size_t area, size_t kind)
{
    const struct jh_site_problem *p = e->p;
    const struct served *d = &e->served[area * p->n_specialties + kind];
    double minutes = d->near_min;
    for (size_t i = 0; i < e->move.n_close; i++)
        if (e->move.close[i] == kind * p->n_hosts + (size_t)d->near)
            minutes = d->next_min;
    for (size_t i = 0; i < e->move.n_open; i++) {
        size_t host = e->move.open[i] % p->n_hosts;
        if (e->move.open[i] / p->n_hosts == kind && jh_i_site_may_serve(p, area, host))
            minutes = fmin(minutes, (double)p->minutes[area * p->n_hosts + host]);
    }
    return minutes;
}

/* Objective with everybody at the nearest once the move is made. */
static double near_value(struct evidence *e)
{
    const struct jh_site_problem *p = e->p;
    const struct jh_i_site_cost cost = jh_i_site_plain_cost(&p->objective);
    struct jh_sum sum = {0, 0}, total = {0, 0};
    size_t n = 0;
    for (size_t at = 0; at < p->n_areas * p->n_specialties; at++) {
        size_t area = at / p->n_specialties, kind = at % p->n_specialties;
        if (!(p->demand[at] > 0))
            continue;
        double minutes = e->touched[kind] ? minutes_after(e, area, kind) : e->served[at].near_min;
        if (minutes == JH_INF)
            return JH_INF;
        jh_sum_add(&sum, p->demand[at] * jh_i_site_unit_cost(&cost, minutes));
        jh_sum_add(&total, p->demand[at]);
        e->trip[n++] = (struct jh_i_site_trip){minutes, p->demand[at]};
    }
    e->work -= 100 * (double)n;
    return jh_sum_value(&sum) +
           p->objective.worst_tenth * jh_i_site_worst_tenth(e->trip, n, jh_sum_value(&total));
}

static struct range value_with_tail(struct evidence *e)
{
    double low = near_value(e) - e->objective, high = low;
    if (e->loader != NULL && low < JH_INF) {
        struct jh_i_loc_answer answer = {.open = e->state.open, .assigned = e->loader->host_of};
        high = jh_i_loader_run(e->loader, &e->state);
        if (high < JH_INF)
            high = jh_i_site_value(e->p, e->loc, &answer, e->trip) - e->objective;
    }
    return (struct range){fmin(low, high), high};
}

static void note_touched(struct evidence *e)
{
    memset(e->touched, 0, e->loc->n_kinds);
    for (size_t i = 0; i < e->move.n_close; i++)
        e->touched[e->move.close[i] / e->loc->n_hosts] = 1;
}

/* What the move loses; INFINITY where a rule or service breaks. */
static struct range lost(struct evidence *e)
{
    struct jh_i_move *move = &e->move;
    struct jh_i_move back = {
        .n_close = move->n_open, .n_open = move->n_close, .close = move->open, .open = move->close};
    struct range range = {JH_INF, JH_INF};
    if (!jh_i_state_allows(&e->state, move))
        return range;
    note_touched(e);
    jh_i_state_apply(&e->state, move);
    if (e->served != NULL)
        range = value_with_tail(e);
    else if (e->loader != NULL)
        range = serve(e);
    else
        range.least = range.most = jh_i_state_objective(&e->state) - e->objective;
    jh_i_state_apply(&e->state, &back);
    return range;
}

/* ---- exchanges ---- */

static void offer(struct evidence *e, struct options *to, size_t host, double delta)
{
    size_t at = to->n;
    if (!(delta < JH_INF) || (to->n == e->cap && !(delta < to->item[to->n - 1].delta))) {
        to->rest = fmin(to->rest, delta);
        return;
    }
    if (!jh_i_state_allows(&e->state, &e->search->move))
        return;
    if (to->n == e->cap)
        to->rest = fmin(to->rest, to->item[--at].delta);
    else
        to->n++;
    for (; at > 0 && delta < to->item[at - 1].delta; at--)
        to->item[at] = to->item[at - 1];
    to->item[at] = (struct option){delta, (int32_t)host};
}

/* A host that is looked at, in the place of an open one. */
static void compare(struct evidence *e, size_t host, size_t out)
{
    struct jh_i_move *move = &e->search->move;
    const size_t n = e->loc->n_hosts;
    for (size_t kind = 0; kind < e->loc->n_kinds; kind++) {
        size_t pair = kind * n + out, in = kind * n + host;
        if (!jh_i_search_may_close(e->search, pair) || !jh_i_search_may_come(e->search, in))
            continue;
        move->n_open = move->n_close = 1;
        move->open[0] = in;
        move->close[0] = pair;
        offer(e, &e->option[0][e->choice_of[pair]], host, jh_i_search_swap(e->search, kind, out));
    }
    if (e->state.host_kinds[host] > 0)
        return;
    double delta = jh_i_search_swap_whole(e->search, host, out, &e->search->move);
    for (size_t pair = out; pair < jh_i_loc_n_pairs(e->loc) && delta < JH_INF; pair += n)
        if (e->state.open[pair])
            offer(e, &e->option[1][e->choice_of[pair]], host, delta);
}

static void list_options(struct evidence *e)
{
    const struct jh_i_loc *loc = e->loc;
    const bool same_zone = e->p->rules.one_per_zone || e->p->rules.assign_in_zone;
    jh_i_search_begin(e->search, &e->state);
    for (size_t host = 0; host < loc->n_hosts; host++) {
        if (!jh_i_search_look(e->search, host))
            continue;
        for (size_t k = 0; k < e->search->n_open_host; k++) {
            size_t out = (size_t)e->search->open_host[k];
            if (out != host &&
                !(same_zone && loc->zone[out] >= 0 && loc->zone[out] != loc->zone[host]))
                compare(e, host, out);
        }
        jh_i_search_forget(e->search);
    }
}

static void move_to(struct evidence *e, size_t pair, size_t host, bool whole)
{
    struct jh_i_move *move = &e->move;
    const size_t n = e->loc->n_hosts;
    move->n_open = move->n_close = 0;
    for (size_t kind = 0; kind < e->loc->n_kinds; kind++) {
        size_t other = kind * n + pair % n;
        if (other != pair && !(whole && e->state.open[other]))
            continue;
        move->close[move->n_close++] = other;
        move->open[move->n_open++] = kind * n + host;
    }
}

/* The best of these exchanges. With everybody at the nearest the first is it; else all are looked at
 * that may lose less than the best. */
static struct range best_of(struct evidence *e, size_t pair, const struct options *from, bool whole,
    double beyond, int32_t *out_host)
{
    struct range best = {JH_INF, JH_INF};
    const bool ordered = e->served == NULL; /* what is lost rises with delta at least */
    size_t k = 0;
    for (; k < from->n && (k == 0 || e->work > 0); k++) {
        if (ordered && beyond + from->item[k].delta >= best.most)
            break;
        move_to(e, pair, (size_t)from->item[k].host, whole);
        struct range one = lost(e);
        best.least = fmin(best.least, one.least);
        if (one.most < best.most) {
            best.most = one.most;
            *out_host = from->item[k].host;
        }
    }
    double left = k < from->n ? from->item[k].delta : from->rest;
    if (left < JH_INF)
        best.least = fmin(best.least, ordered ? beyond + left : -JH_INF);
    return best;
}

/* What everybody at the nearest costs less than the answer, in the kinds of a move. */
static double slack_of(struct evidence *e, size_t pair, bool whole)
{
    if (e->loader == NULL)
        return 0;
    move_to(e, pair, pair % e->loc->n_hosts, whole);
    note_touched(e);
    return e->kind_cost != NULL ? near_cost(e, true) - total_kinds(e, e->kind_cost, true)
                                : near_cost(e, false) - e->objective;
}

/* The least, where it is not the most but for rounding. */
static double proven_alike(const struct evidence *e, double least, double most)
{
    return most - least > 1e-9 * fabs(e->objective) ? least : most;
}

static void explain(struct evidence *e, struct jh_site_choice *choice)
{
    const size_t n = e->loc->n_hosts, host = (size_t)choice->host;
    const size_t pair = (size_t)choice->specialty * n + host;
    const bool free = e->loc->state[pair] == JH_I_MAY;
    e->move.n_open = 0;
    e->move.n_close = 1;
    e->move.close[0] = pair;
    struct range without = lost(e), next = {JH_INF, JH_INF};
    choice->marginal = without.most;
    choice->marginal_least =
        proven_alike(e, free ? fmax(without.least, e->floor) : without.least, without.most);
    choice->next_host = -1;
    for (int whole = 0; whole < 2 && choice->next_host < 0; whole++) {
        const struct options *from = &e->option[whole][e->choice_of[pair]];
        struct range best =
            best_of(e, pair, from, whole, slack_of(e, pair, whole), &choice->next_host);
        next = (struct range){fmin(next.least, best.least), best.most};
        choice->next_whole = whole && choice->next_host >= 0;
    }
    choice->next_cost = next.most;
    choice->next_least = proven_alike(e, fmax(next.least, e->floor), next.most);
}

/* ---- all ---- */

/* What the service of each kind costs in the answer. */
static void cost_kinds(struct evidence *e, const struct jh_i_loc_answer *answer)
{
    const struct jh_i_loc *loc = e->loc;
    for (size_t kind = 0; kind < loc->n_kinds; kind++) {
        struct jh_sum sum = {0, 0};
        for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++)
            jh_sum_add(&sum, loc->client_weight[c] * jh_i_loc_cost(loc, (size_t)loc->client_list[c],
                                                         (size_t)answer->assigned[c]));
        e->kind_cost[kind] = jh_sum_value(&sum);
    }
}

static bool options_init(struct evidence *e, struct jh_arena *arena)
{
    e->cap = e->loader != NULL || e->served != NULL ? MOST_OPTIONS : 1;
    for (int whole = 0; whole < 2; whole++) {
        struct option *item = jh_arena_new(arena, e->s->n * e->cap, struct option);
        e->option[whole] = jh_arena_new(arena, e->s->n, struct options);
        if (item == NULL || e->option[whole] == NULL)
            return false;
        for (size_t k = 0; k < e->s->n; k++)
            e->option[whole][k] = (struct options){.item = item + k * e->cap, .rest = JH_INF};
    }
    return true;
}

static bool evidence_init(struct evidence *e, struct jh_arena *arena)
{
    const struct jh_i_loc *loc = e->loc;
    const size_t n_demand = e->p->n_areas * e->p->n_specialties;
    const bool tail = e->p->objective.worst_tenth > 0;
    if (loc->load.on && (e->loader = jh_i_loader_new(loc, arena)) == NULL)
        return false;
    if (loc->load.on && !loc->load.any_beds && !tail &&
        (e->kind_cost = jh_arena_new(arena, loc->n_kinds, double)) == NULL)
        return false;
    if (tail && (e->served = jh_arena_new(arena, n_demand, struct served)) == NULL)
        return false;
    e->trip = jh_arena_new(arena, n_demand, struct jh_i_site_trip);
    e->touched = jh_arena_new(arena, loc->n_kinds, uint8_t);
    e->host_of = jh_arena_new(arena, loc->n_clients, int32_t);
    e->choice_of = jh_arena_new(arena, jh_i_loc_n_pairs(loc), int32_t);
    e->search = jh_i_search_new(loc, arena);
    return e->trip != NULL && e->touched != NULL && e->host_of != NULL && e->choice_of != NULL &&
           e->search != NULL && options_init(e, arena) && jh_i_state_init(&e->state, loc, arena) &&
           jh_i_move_init(&e->move, loc, arena);
}

enum jh_status jh_i_site_evidence(const struct jh_site_problem *p, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, struct jh_site_solution *s, struct jh_error *err)
{
    struct jh_arena arena;
    struct evidence e = {.p = p, .loc = loc, .s = s, .work = work_of_all};
    jh_arena_init(&arena, 0);
    if (!evidence_init(&e, &arena)) {
        e.status = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t k = 0; k < s->n; k++)
        e.choice_of[(size_t)s->choice[k].specialty * loc->n_hosts + (size_t)s->choice[k].host] =
            (int32_t)k;
    jh_i_state_set(&e.state, answer->open);
    e.objective = answer->objective;
    e.floor = answer->status == JH_I_LOC_OPTIMAL ? 0 : fmin(0, answer->bound - answer->objective);
    if (e.kind_cost != NULL)
        cost_kinds(&e, answer);
    if (e.served != NULL)
        read_demands(&e);
    list_options(&e);
    for (size_t k = 0; k < s->n && e.status == JH_OK; k++)
        explain(&e, &s->choice[k]);
    if (e.status != JH_OK)
        e.status = jh_fail(err, e.status, "out of memory");
out:
    jh_i_search_release(e.search);
    jh_arena_release(&arena);
    return e.status;
}
