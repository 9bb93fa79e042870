/*
 * What follows from the open pairs: assignment, every objective, evidence for each choice.
 */
#include "site/site_internal.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

/* ---- assignment and objectives ---- */

static int longest_first(const void *a, const void *b)
{
    const struct jh_i_site_trip *x = a, *y = b;
    return (x->minutes < y->minutes) - (x->minutes > y->minutes);
}

double jh_i_site_worst_tenth(struct jh_i_site_trip *trip, size_t n, double total_cases)
{
    double left = total_cases / 10, want = left;
    struct jh_sum sum = {0, 0};
    qsort(trip, n, sizeof *trip, longest_first);
    for (size_t k = 0; k < n && left > 0; k++) {
        double cases = trip[k].cases < left ? trip[k].cases : left;
        jh_sum_add(&sum, cases * trip[k].minutes);
        left -= cases;
    }
    return want > 0 ? jh_sum_value(&sum) / want : 0;
}

static size_t nearest(const struct jh_site_problem *p, const uint8_t *open, size_t area,
    size_t kind, bool within_rules)
{
    size_t best = SIZE_MAX;
    for (size_t host = 0; host < p->n_hosts; host++) {
        if (!open[kind * p->n_hosts + host])
            continue;
        float minutes = p->minutes[area * p->n_hosts + host];
        if (within_rules ? !jh_i_site_may_serve(p, area, host) : !isfinite(minutes))
            continue;
        if (best == SIZE_MAX || minutes < p->minutes[area * p->n_hosts + best])
            best = host;
    }
    return best;
}

/* choice_of: [n_specialties * n_hosts] index of the choice. */
static void assign(const struct jh_site_problem *p, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, const int32_t *choice_of, struct jh_i_site_trip *trip,
    struct jh_site_solution *s)
{
    const uint8_t *open = answer->open;
    struct jh_sum travel = {0, 0}, covered = {0, 0}, total = {0, 0}, apart = {0, 0};
    size_t n = 0;
    for (size_t area = 0; area < p->n_areas; area++)
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            size_t at = area * p->n_specialties + kind;
            double cases = p->demand[at];
            s->assigned[at] = -1;
            if (!(cases > 0))
                continue;
            size_t host = loc->load.on ? (size_t)answer->assigned[loc->client_of_demand[at]]
                                       : nearest(p, open, area, kind, true);
            size_t closest = nearest(p, open, area, kind, false);
            double minutes = (double)p->minutes[area * p->n_hosts + host];
            s->assigned[at] = (int32_t)host;
            struct jh_site_choice *choice = s->choice + choice_of[kind * p->n_hosts + host];
            choice->cases += cases;
            if (p->beds_per_case != NULL)
                choice->beds += cases * p->beds_per_case[kind];
            choice->case_minutes += cases * minutes;
            jh_sum_add(&travel, cases * minutes);
            jh_sum_add(&total, cases);
            if (minutes <= p->objective.reach_min)
                jh_sum_add(&covered, cases);
            if ((double)p->minutes[area * p->n_hosts + closest] < minutes)
                jh_sum_add(&apart, cases);
            trip[n++] = (struct jh_i_site_trip){minutes, cases};
        }
    s->travel_case_min = jh_sum_value(&travel);
    s->coverage_cases = jh_sum_value(&covered);
    s->total_cases = jh_sum_value(&total);
    s->not_nearest_cases = jh_sum_value(&apart);
    s->worst_tenth_min = jh_i_site_worst_tenth(trip, n, s->total_cases);
}

double jh_i_site_value(const struct jh_site_problem *p, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, struct jh_i_site_trip *trip)
{
    const struct jh_i_site_cost cost = jh_i_site_plain_cost(&p->objective);
    struct jh_sum sum = {0, 0}, total = {0, 0};
    size_t n = 0;
    for (size_t at = 0; at < p->n_areas * p->n_specialties; at++) {
        size_t area = at / p->n_specialties, kind = at % p->n_specialties;
        if (!(p->demand[at] > 0))
            continue;
        size_t host = loc->load.on ? (size_t)answer->assigned[loc->client_of_demand[at]]
                                   : nearest(p, answer->open, area, kind, true);
        double minutes = (double)p->minutes[area * p->n_hosts + host];
        jh_sum_add(&sum, p->demand[at] * jh_i_site_unit_cost(&cost, minutes));
        jh_sum_add(&total, p->demand[at]);
        trip[n++] = (struct jh_i_site_trip){minutes, p->demand[at]};
    }
    double value = jh_sum_value(&sum);
    if (p->objective.worst_tenth > 0)
        value += p->objective.worst_tenth * jh_i_site_worst_tenth(trip, n, jh_sum_value(&total));
    return value;
}

/* ---- evidence ---- */

struct evidence {
    const struct jh_site_problem *p;
    const struct jh_i_loc *loc;
    struct jh_i_loader *loader; /* NULL: no loads */
    struct jh_i_state state;
    struct jh_i_move move;
    struct jh_i_site_trip *trip;
    double objective;
    double *kind_cost; /* [n_kinds] of the answer's service; NULL: kinds cannot be told apart */
};

static double value_of(struct evidence *e)
{
    double value =
        e->loader != NULL ? jh_i_loader_run(e->loader, &e->state) : jh_i_state_objective(&e->state);
    if (!(e->p->objective.worst_tenth > 0) || !(value < JH_INF))
        return value;
    struct jh_i_loc_answer answer = {
        .open = e->state.open, .assigned = e->loader != NULL ? e->loader->host_of : NULL};
    return jh_i_site_value(e->p, e->loc, &answer, e->trip);
}

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

/* What the move costs in the kinds that it touches. */
static double cost_in_kinds(struct evidence *e)
{
    double cost = 0;
    for (size_t kind = 0; kind < e->loc->n_kinds; kind++) {
        bool touched = false;
        for (size_t i = 0; i < e->move.n_close && !touched; i++)
            touched = e->move.close[i] / e->loc->n_hosts == kind;
        for (size_t i = 0; i < e->move.n_open && !touched; i++)
            touched = e->move.open[i] / e->loc->n_hosts == kind;
        if (touched)
            cost += jh_i_loader_run_kind(e->loader, &e->state, kind) - e->kind_cost[kind];
    }
    return cost;
}

/* Objective with the move made, less that without; INFINITY where a rule or service breaks. */
static double cost_of(struct evidence *e)
{
    struct jh_i_state *state = &e->state;
    struct jh_i_move *move = &e->move;
    struct jh_i_move back = {
        .n_close = move->n_open, .n_open = move->n_close, .close = move->open, .open = move->close};
    if (!jh_i_state_allows(state, move))
        return JH_INF;
    jh_i_state_apply(state, move);
    double cost = e->kind_cost != NULL ? cost_in_kinds(e) : value_of(e) - e->objective;
    jh_i_state_apply(state, &back);
    return cost;
}

static void explain(
    struct evidence *e, const struct jh_i_alternative *alternative, struct jh_site_choice *choice)
{
    struct jh_i_move *move = &e->move;
    size_t n = e->loc->n_hosts, host = (size_t)choice->host;
    size_t pair = (size_t)choice->specialty * n + host;
    move->n_open = 0;
    move->n_close = 1;
    move->close[0] = pair;
    choice->marginal = cost_of(e);
    int whole = alternative[pair].host[0] < 0;
    choice->next_host = alternative[pair].host[whole];
    choice->next_cost = JH_INF;
    if (choice->next_host < 0)
        return;
    choice->next_whole = whole;
    move->n_open = move->n_close = 0;
    for (size_t kind = 0; kind < e->loc->n_kinds; kind++) {
        size_t other = kind * n + host;
        if (other != pair && !(whole && e->state.open[other]))
            continue;
        move->close[move->n_close++] = other;
        move->open[move->n_open++] = kind * n + (size_t)choice->next_host;
    }
    choice->next_cost = cost_of(e);
    if (choice->next_cost == JH_INF)
        choice->next_host = -1;
}

/* ---- all ---- */

double jh_i_site_cost(const struct jh_i_loc *loc, const uint8_t *open)
{
    struct jh_sum sum = {0, 0};
    for (size_t host = 0; host < loc->n_hosts; host++) {
        bool any = false;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts)
            if (open[pair]) {
                any = true;
                jh_sum_add(&sum, loc->pair_fee[pair]);
            }
        if (any)
            jh_sum_add(&sum, loc->host_fee[host]);
    }
    return jh_sum_value(&sum);
}

static int by_zone(const void *a, const void *b)
{
    const struct jh_site_choice *x = a, *y = b;
    if (x->zone != y->zone)
        return x->zone < y->zone ? -1 : 1;
    if (x->specialty != y->specialty)
        return x->specialty < y->specialty ? -1 : 1;
    return (x->host > y->host) - (x->host < y->host);
}

static void list_choices(
    const struct jh_site_problem *p, const uint8_t *open, struct jh_site_solution *s)
{
    for (size_t host = 0; host < p->n_hosts; host++) {
        size_t before = s->n;
        for (size_t kind = 0; kind < p->n_specialties; kind++)
            if (open[kind * p->n_hosts + host])
                s->choice[s->n++] = (struct jh_site_choice){.host = (int32_t)host,
                    .specialty = (int32_t)kind,
                    .zone = p->zone_of_host[host]};
        s->n_centres += s->n > before;
    }
    qsort(s->choice, s->n, sizeof *s->choice, by_zone);
}

enum jh_status jh_i_site_report(const struct jh_site_problem *p, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, struct jh_site_solution *s, struct jh_error *err)
{
    const uint8_t *open = answer->open;
    size_t n_open = 0, n_pairs = jh_i_loc_n_pairs(loc), n_demand = p->n_areas * p->n_specialties;
    struct jh_arena arena;
    struct evidence e = {.p = p, .loc = loc};
    const bool by_kind = loc->load.on && !loc->load.any_beds && !(p->objective.worst_tenth > 0);
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    for (size_t pair = 0; pair < n_pairs; pair++)
        n_open += open[pair];
    s->choice = jh_i_calloc(n_open, sizeof *s->choice);
    s->assigned = jh_i_calloc(n_demand, sizeof *s->assigned);
    e.trip = jh_arena_new(&arena, n_demand, struct jh_i_site_trip);
    int32_t *choice_of = jh_arena_new(&arena, n_pairs, int32_t);
    struct jh_i_alternative *alternative = jh_arena_new(&arena, n_pairs, struct jh_i_alternative);
    struct jh_i_search *search = jh_i_search_new(loc, &arena);
    if (s->choice == NULL || s->assigned == NULL || e.trip == NULL || choice_of == NULL ||
        alternative == NULL || search == NULL || !jh_i_state_init(&e.state, loc, &arena) ||
        !jh_i_move_init(&e.move, loc, &arena) ||
        (loc->load.on && (e.loader = jh_i_loader_new(loc, &arena)) == NULL) ||
        (by_kind && (e.kind_cost = jh_arena_new(&arena, loc->n_kinds, double)) == NULL)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    list_choices(p, open, s);
    for (size_t k = 0; k < s->n; k++)
        choice_of[(size_t)s->choice[k].specialty * p->n_hosts + (size_t)s->choice[k].host] =
            (int32_t)k;
    assign(p, loc, answer, choice_of, e.trip, s);
    s->cost = jh_i_site_cost(loc, open);
    jh_i_state_set(&e.state, open);
    e.objective = answer->objective;
    if (e.kind_cost != NULL)
        cost_kinds(&e, answer);
    jh_i_search_alternatives(
        search, &e.state, p->rules.one_per_zone || p->rules.assign_in_zone, alternative);
    for (size_t k = 0; k < s->n; k++)
        explain(&e, alternative, &s->choice[k]);
out:
    jh_i_search_release(search);
    jh_arena_release(&arena);
    return st;
}
