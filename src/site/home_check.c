/*
 * Siting by choice: an answer from its choices alone, by code that the search does not use.
 */
#include "junheng/home.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "site/site_internal.h"

/* Weights of a group's open pairs at home and elsewhere. */
static void add_weights(const struct jh_site_problem *problem, const struct jh_site_home *home,
    const struct jh_site_solution *solution, size_t g, double *out_u, double *out_v)
{
    *out_u = *out_v = 0;
    for (size_t r = home->start[g]; r < home->start[g + 1]; r++)
        for (size_t i = 0; i < solution->n; i++) {
            const struct jh_site_choice *c = &solution->choice[i];
            if (c->host != home->host[r] || c->specialty != home->specialty[g])
                continue;
            int32_t zone = problem->zone_of_host[c->host];
            bool at_home = !home->own_zone || (zone >= 0 && zone == home->zone[g]);
            *(at_home ? out_u : out_v) += home->weight[r];
        }
}

double jh_site_home_cases(const struct jh_site_problem *problem, const struct jh_site_home *home,
    const struct jh_site_solution *solution)
{
    struct jh_sum sum = {0, 0};
    for (size_t g = 0; g < home->n_groups; g++) {
        double u, v;
        add_weights(problem, home, solution, g, &u, &v);
        double kept = home->own_zone ? home->kept[g] : 0;
        jh_sum_add(&sum, (home->leaving[g] * u - kept * v) / (1 + u + v));
    }
    return jh_sum_value(&sum);
}

static void count_treated(const struct jh_site_problem *p, const struct jh_site_home *home,
    const struct jh_site_solution *s, double *treated)
{
    for (size_t i = 0; i < s->n; i++)
        treated[i] = home->staying[(size_t)s->choice[i].host * p->n_specialties +
                                   (size_t)s->choice[i].specialty];
    for (size_t g = 0; g < home->n_groups; g++) {
        double u, v;
        add_weights(p, home, s, g, &u, &v);
        for (size_t r = home->start[g]; r < home->start[g + 1]; r++)
            for (size_t i = 0; i < s->n; i++)
                if (s->choice[i].host == home->host[r] &&
                    s->choice[i].specialty == home->specialty[g])
                    treated[i] += (home->today[r] + home->cases[g] * home->weight[r]) / (1 + u + v);
    }
}

/* beds: [n_hosts + n_regions] */
static enum jh_status check_beds(const struct jh_site_problem *p, const struct jh_site_solution *s,
    const double *treated, double *beds, struct jh_error *err)
{
    double *of_region = beds + p->n_hosts;
    for (size_t i = 0; i < s->n; i++) {
        size_t host = (size_t)s->choice[i].host, kind = (size_t)s->choice[i].specialty;
        double need = treated[i] * p->beds_per_case[kind];
        double there = p->beds_there != NULL ? p->beds_there[host * p->n_specialties + kind] : 0;
        beds[host] += need;
        if (p->region_beds_max != NULL && p->region_of_host[host] >= 0 && need > there)
            of_region[p->region_of_host[host]] += need - there;
    }
    for (size_t h = 0; h < p->n_hosts && p->host_beds_max != NULL; h++)
        if (beds[h] > p->host_beds_max[h] + 1e-8 * (1 + p->host_beds_max[h]))
            return jh_i_site_over_beds(err, "host_beds_max", h, beds[h], p->host_beds_max[h]);
    for (size_t r = 0; r < p->n_regions && p->region_beds_max != NULL; r++)
        if (of_region[r] > p->region_beds_max[r] + 1e-8 * (1 + p->region_beds_max[r]))
            return jh_i_site_over_beds(
                err, "region_beds_max", r, of_region[r], p->region_beds_max[r]);
    return JH_OK;
}

enum jh_status jh_site_home_check(const struct jh_site_problem *problem,
    const struct jh_site_home *home, const struct jh_site_solution *solution, double *out_treated,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double *beds = jh_i_calloc(problem->n_hosts + problem->n_regions, sizeof *beds);
    if (beds == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    count_treated(problem, home, solution, out_treated);
    for (size_t i = 0; i < solution->n && problem->least_cases != NULL; i++) {
        size_t host = (size_t)solution->choice[i].host;
        size_t kind = (size_t)solution->choice[i].specialty;
        double least = problem->least_cases[host * problem->n_specialties + kind];
        if (out_treated[i] < least * (1 - 1e-8)) {
            st = jh_fail(err, JH_E_INFEASIBLE,
                "host %zu gets %.17g cases in specialty %zu where the least is %.17g", host,
                out_treated[i], kind, least);
            goto out;
        }
    }
    if (problem->beds_per_case != NULL)
        JH_TRY(st, check_beds(problem, solution, out_treated, beds, err));
out:
    jh_i_free(beds);
    return st;
}
