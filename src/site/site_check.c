/*
 * The checker: rules and objective of an answer from its list of choices alone. Shares no code with
 * the solver on purpose.
 */
#include "junheng/site.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "site/site_internal.h"

struct tally {
    uint8_t *open;    /* [n_hosts * n_specialties] */
    int32_t *of_host; /* [n_hosts] */
    int32_t *of_zone; /* [n_zones] hosts */
    int32_t *of_kind; /* [n_specialties] */
    int32_t *of_slot; /* [n_zones * n_specialties], existing ones not counted */
    int32_t n_hosts;
};

static enum jh_status broken(
    struct jh_error *err, const char *rule, size_t index, int32_t found, int32_t allowed)
{
    jh_fail(err, JH_E_INFEASIBLE, "answer breaks rule %s: %d where the limit is %d", rule, found,
        allowed);
    jh_where(err, "%s[%zu]", rule, index);
    return JH_E_INFEASIBLE;
}

static enum jh_status read_choices(const struct jh_site_problem *p,
    const struct jh_site_solution *s, struct tally *t, struct jh_error *err)
{
    for (size_t k = 0; k < s->n; k++) {
        int32_t host = s->choice[k].host, kind = s->choice[k].specialty;
        if (host < 0 || (size_t)host >= p->n_hosts || kind < 0 || (size_t)kind >= p->n_specialties)
            return jh_fail(err, JH_E_ARG, "choice %zu names host %d, specialty %d", k, host, kind);
        size_t at = (size_t)host * p->n_specialties + (size_t)kind;
        int32_t zone = p->zone_of_host[host];
        if (t->open[at] || p->state[at] == JH_SITE_NO) {
            jh_fail(err, JH_E_INFEASIBLE,
                t->open[at] ? "host %d is chosen twice for specialty %d"
                            : "host %d is not eligible for specialty %d",
                host, kind);
            jh_where(err, "choice[%zu]", k);
            return JH_E_INFEASIBLE;
        }
        t->open[at] = 1;
        t->of_kind[kind]++;
        if (zone >= 0 && p->state[at] != JH_SITE_EXISTING)
            t->of_slot[(size_t)zone * p->n_specialties + (size_t)kind]++;
        if (t->of_host[host]++ == 0) {
            t->n_hosts++;
            if (zone >= 0)
                t->of_zone[zone]++;
        }
    }
    return JH_OK;
}

static bool over(int32_t found, int32_t allowed)
{
    return allowed >= 0 && found > allowed;
}

/* What the choices cost; existing ones, and hosts that have one, nothing. */
static double cost_of(const struct jh_site_problem *p, const struct tally *t)
{
    double cost = 0;
    for (size_t h = 0; h < p->n_hosts; h++) {
        bool free = t->of_host[h] == 0;
        for (size_t k = 0; k < p->n_specialties; k++) {
            size_t at = h * p->n_specialties + k;
            free = free || p->state[at] == JH_SITE_EXISTING;
            if (t->open[at] && p->state[at] != JH_SITE_EXISTING && p->pair_cost != NULL)
                cost += p->pair_cost[at];
        }
        cost += free || p->host_cost == NULL ? 0 : p->host_cost[h];
    }
    return cost;
}

static enum jh_status check_budget(
    const struct jh_site_problem *p, const struct tally *t, struct jh_error *err)
{
    double cost = cost_of(p, t), budget = p->rules.budget;
    if (budget < 0 || cost <= budget * (1 + 1e-9))
        return JH_OK;
    jh_fail(err, JH_E_INFEASIBLE, "answer costs %.17g where the budget is %.17g", cost, budget);
    jh_where(err, "budget");
    return JH_E_INFEASIBLE;
}

static enum jh_status check_rules(const struct jh_site_problem *p, const struct jh_site_solution *s,
    const struct tally *t, struct jh_error *err)
{
    const struct jh_site_rules *r = &p->rules;
    if (over(t->n_hosts, r->centres_max))
        return broken(err, "centres_max", 0, t->n_hosts, r->centres_max);
    if (r->specialties_max >= 0 && s->n > (size_t)r->specialties_max)
        return broken(err, "specialties_max", 0, (int32_t)s->n, r->specialties_max);
    for (size_t h = 0; h < p->n_hosts; h++) {
        if (over(t->of_host[h], r->host_specialties_max))
            return broken(err, "host_specialties_max", h, t->of_host[h], r->host_specialties_max);
        if (p->host_must != NULL && p->host_must[h] && t->of_host[h] == 0)
            return broken(err, "host_must", h, 0, 1);
        for (size_t k = 0; k < p->n_specialties; k++)
            if (p->state[h * p->n_specialties + k] >= JH_SITE_MUST &&
                !t->open[h * p->n_specialties + k])
                return broken(err, "state", h * p->n_specialties + k, 0, 1);
    }
    for (size_t z = 0; z < p->n_zones; z++) {
        if (over(t->of_zone[z], r->centres_per_zone_max))
            return broken(err, "centres_per_zone_max", z, t->of_zone[z], r->centres_per_zone_max);
        if (t->of_zone[z] < r->centres_per_zone_min)
            return broken(err, "centres_per_zone_min", z, t->of_zone[z], r->centres_per_zone_min);
    }
    for (size_t k = 0; k < p->n_specialties; k++)
        if (over(t->of_kind[k], r->per_specialty_max))
            return broken(err, "per_specialty_max", k, t->of_kind[k], r->per_specialty_max);
    for (size_t i = 0; i < p->n_zones * p->n_specialties && r->one_per_zone; i++)
        if (t->of_slot[i] > 1)
            return broken(err, "one_per_zone", i, t->of_slot[i], 1);
    return JH_OK;
}

/* May this area be served there, whatever is open? */
static bool within_rules(const struct jh_site_problem *p, size_t area, size_t host)
{
    return isfinite((double)p->minutes[area * p->n_hosts + host]) &&
           !(p->rules.assign_in_zone && p->zone_of_area[area] >= 0 &&
               p->zone_of_area[area] != p->zone_of_host[host]);
}

static enum jh_status unserved(size_t area, size_t kind, struct jh_error *err)
{
    jh_fail(err, JH_E_INFEASIBLE, "demand of area %zu in specialty %zu is not served", area, kind);
    jh_where(err, "area[%zu]/specialty[%zu]", area, kind);
    return JH_E_INFEASIBLE;
}

/* What is known of the service so far. */
struct account {
    double *minutes, *cases; /* [n] of each trip */
    size_t n;
};

static bool account_init(struct account *a, const struct jh_site_problem *p)
{
    a->minutes = jh_i_calloc(p->n_areas * p->n_specialties, sizeof *a->minutes);
    a->cases = jh_i_calloc(p->n_areas * p->n_specialties, sizeof *a->cases);
    return a->minutes != NULL && a->cases != NULL;
}

static void account_release(struct account *a)
{
    jh_i_free(a->minutes);
    jh_i_free(a->cases);
}

static void note(struct account *a, double minutes, double cases)
{
    a->minutes[a->n] = minutes;
    a->cases[a->n++] = cases;
}

/* By the number of cases that travel longer than each trip: how much of it is in the worst tenth. */
static double worst_tenth(const struct account *a, double total)
{
    struct jh_sum sum = {0, 0};
    for (size_t i = 0; i < a->n; i++) {
        double before = 0;
        for (size_t k = 0; k < a->n; k++)
            if (a->minutes[k] > a->minutes[i] || (a->minutes[k] == a->minutes[i] && k < i))
                before += a->cases[k];
        double inside = fmin(a->cases[i], total / 10 - before);
        if (inside > 0)
            jh_sum_add(&sum, inside * a->minutes[i]);
    }
    return total > 0 ? jh_sum_value(&sum) / (total / 10) : 0;
}

static double value_of(const struct jh_site_problem *p, const struct account *a)
{
    const struct jh_site_objective *o = &p->objective;
    struct jh_sum sum = {0, 0};
    double total = 0;
    for (size_t i = 0; i < a->n; i++) {
        double gain = o->coverage > 0 && a->minutes[i] <= o->reach_min ? o->coverage : 0;
        jh_sum_add(&sum, a->cases[i] * (o->travel * a->minutes[i] - gain));
        total += a->cases[i];
    }
    if (o->worst_tenth > 0)
        jh_sum_add(&sum, o->worst_tenth * worst_tenth(a, total));
    double value = jh_sum_value(&sum);
    return o->travel > 0 || o->worst_tenth > 0 ? value : -value;
}

enum jh_status jh_i_site_over_beds(
    struct jh_error *err, const char *rule, size_t index, double found, double allowed)
{
    jh_fail(err, JH_E_INFEASIBLE, "answer breaks rule %s: %.17g beds where the limit is %.17g",
        rule, found, allowed);
    jh_where(err, "%s[%zu]", rule, index);
    return JH_E_INFEASIBLE;
}

/* Least cases and beds from the cases of each centre specialty; beds: [n_hosts + n_regions]. */
static enum jh_status check_loads(const struct jh_site_problem *p, const struct tally *t,
    const double *cases, double *beds, struct jh_error *err)
{
    const size_t n = p->n_specialties;
    double *of_region = beds + p->n_hosts;
    for (size_t at = 0; at < p->n_hosts * n; at++) {
        size_t host = at / n;
        double least = p->least_cases != NULL ? p->least_cases[at] : 0;
        if (!t->open[at])
            continue;
        if (cases[at] < least * (1 - 1e-8)) {
            jh_fail(err, JH_E_INFEASIBLE,
                "host %zu gets %.17g cases in specialty %zu where the least is %.17g", host,
                cases[at], at % n, least);
            jh_where(err, "least_cases[%zu]", at);
            return JH_E_INFEASIBLE;
        }
        double need = p->beds_per_case != NULL ? cases[at] * p->beds_per_case[at % n] : 0;
        double there = p->beds_there != NULL ? p->beds_there[at] : 0;
        beds[host] += need;
        if (p->region_beds_max != NULL && p->region_of_host[host] >= 0 && need > there)
            of_region[p->region_of_host[host]] += need - there;
    }
    for (size_t h = 0; h < p->n_hosts && p->host_beds_max != NULL; h++)
        if (beds[h] > p->host_beds_max[h] * (1 + 1e-8))
            return jh_i_site_over_beds(err, "host_beds_max", h, beds[h], p->host_beds_max[h]);
    for (size_t r = 0; r < p->n_regions && p->region_beds_max != NULL; r++)
        if (of_region[r] > p->region_beds_max[r] * (1 + 1e-8))
            return jh_i_site_over_beds(
                err, "region_beds_max", r, of_region[r], p->region_beds_max[r]);
    return JH_OK;
}

/* The objective of the service that the answer states, under its rules. */
static enum jh_status follow(const struct jh_site_problem *p, const struct jh_site_solution *s,
    const struct tally *t, double *out_objective, struct jh_error *err)
{
    const size_t n = p->n_specialties;
    struct account account = {.n = 0};
    enum jh_status st = JH_OK;
    double *cases = jh_i_calloc(p->n_hosts * n, sizeof *cases);
    double *beds = jh_i_calloc(p->n_hosts + p->n_regions, sizeof *beds);
    if (!account_init(&account, p) || cases == NULL || beds == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t at = 0; at < p->n_areas * n; at++) {
        size_t area = at / n, kind = at % n;
        int32_t host = s->assigned[at];
        if (!(p->demand[at] > 0))
            continue;
        if (host < 0 || (size_t)host >= p->n_hosts || !t->open[(size_t)host * n + kind] ||
            !within_rules(p, area, (size_t)host)) {
            st = unserved(area, kind, err);
            goto out;
        }
        cases[(size_t)host * n + kind] += p->demand[at];
        note(&account, (double)p->minutes[area * p->n_hosts + (size_t)host], p->demand[at]);
    }
    JH_TRY(st, check_loads(p, t, cases, beds, err));
    *out_objective = value_of(p, &account);
out:
    account_release(&account);
    jh_i_free(cases);
    jh_i_free(beds);
    return st;
}

/* Best objective of the open set; every demand is served. */
static enum jh_status serve(const struct jh_site_problem *p, const struct tally *t,
    double *out_objective, struct jh_error *err)
{
    struct account account = {.n = 0};
    enum jh_status st = JH_OK;
    if (!account_init(&account, p)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < p->n_areas; i++)
        for (size_t k = 0; k < p->n_specialties; k++) {
            double d = p->demand[i * p->n_specialties + k], best = JH_INF;
            if (!(d > 0))
                continue;
            for (size_t h = 0; h < p->n_hosts; h++) {
                if (t->open[h * p->n_specialties + k] && within_rules(p, i, h))
                    best = fmin(best, (double)p->minutes[i * p->n_hosts + h]);
            }
            if (best == JH_INF) {
                st = unserved(i, k, err);
                goto out;
            }
            note(&account, best, d);
        }
    *out_objective = value_of(p, &account);
out:
    account_release(&account);
    return st;
}

enum jh_status jh_site_check(const struct jh_site_problem *problem,
    const struct jh_site_solution *solution, double *out_objective, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_site_problem *p = problem;
    struct tally t = {.open = jh_i_calloc(p->n_hosts * p->n_specialties, 1),
        .of_host = jh_i_calloc(p->n_hosts, sizeof *t.of_host),
        .of_zone = jh_i_calloc(p->n_zones, sizeof *t.of_zone),
        .of_kind = jh_i_calloc(p->n_specialties, sizeof *t.of_kind),
        .of_slot = jh_i_calloc(p->n_zones * p->n_specialties, sizeof *t.of_slot)};
    if (t.open == NULL || t.of_host == NULL || t.of_zone == NULL || t.of_kind == NULL ||
        t.of_slot == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, read_choices(p, solution, &t, err));
    JH_TRY(st, check_rules(p, solution, &t, err));
    JH_TRY(st, check_budget(p, &t, err));
    if (p->least_cases != NULL || p->beds_per_case != NULL)
        JH_TRY(st, follow(p, solution, &t, out_objective, err));
    else
        JH_TRY(st, serve(p, &t, out_objective, err));
out:
    jh_i_free(t.open);
    jh_i_free(t.of_host);
    jh_i_free(t.of_zone);
    jh_i_free(t.of_kind);
    jh_i_free(t.of_slot);
    return st;
}
