/*
 * What follows from the open pairs: assignment and every objective.
 */
#include "site/site_internal.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

/* ---- assignment and objectives ---- */

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
                                       : jh_i_site_nearest(p, open, area, kind, true);
            size_t closest = jh_i_site_nearest(p, open, area, kind, false);
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
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    for (size_t pair = 0; pair < n_pairs; pair++)
        n_open += open[pair];
    s->choice = jh_i_calloc(n_open, sizeof *s->choice);
    s->assigned = jh_i_calloc(n_demand, sizeof *s->assigned);
    struct jh_i_site_trip *trip = jh_arena_new(&arena, n_demand, struct jh_i_site_trip);
    int32_t *choice_of = jh_arena_new(&arena, n_pairs, int32_t);
    if (s->choice == NULL || s->assigned == NULL || trip == NULL || choice_of == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    list_choices(p, open, s);
    for (size_t k = 0; k < s->n; k++)
        choice_of[(size_t)s->choice[k].specialty * p->n_hosts + (size_t)s->choice[k].host] =
            (int32_t)k;
    assign(p, loc, answer, choice_of, trip, s);
    s->cost = jh_i_site_cost(loc, open);
out:
    jh_arena_release(&arena);
    return st;
}
