/*
 * Why there is no answer, after a proof by search: rules are taken away one after the other, and stay
 * away where what is left is still proven to have no answer (deletion filter, Chinneck and
 * Dravnieks 1991, doi:10.1287/ijoc.3.2.157). What stays clashes; where every test was decided,
 * taking away any one of them makes an answer possible.
 */
#include "site/site_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"

enum rule {
    RULE_FIXED,
    RULE_IN_ZONE,
    RULE_ONE_PER_ZONE,
    RULE_ZONE_MIN,
    RULE_ZONE_MAX,
    RULE_HOST_SPECIALTIES,
    RULE_PER_SPECIALTY,
    RULE_SPECIALTIES,
    RULE_REGION_BEDS,
    RULE_HOST_BEDS,
    RULE_VOLUMES,
    RULE_BUDGET,
    RULE_CENTRES,
    N_RULES
};

/* A rule in words: alone as a sentence, and as one of several that clash; its field by name. */
static const struct {
    const char *alone, *words, *hint, *field;
    ptrdiff_t limit; /* offset of its number in struct jh_site_rules; -1: none */
} rules[N_RULES] = {
    [RULE_FIXED] = {"no choice serves all with what is fixed", "what is fixed", "Fix less.",
        "state", -1},
    [RULE_IN_ZONE] = {"no choice serves all within their zones", "assignment within the zone",
        "Allow assignment anywhere.", "assign_in_zone", -1},
    [RULE_ONE_PER_ZONE] = {"no choice serves all with one centre per zone and specialty",
        "one centre per zone and specialty", "Allow several centres of a specialty in a zone.",
        "one_per_zone", -1},
    [RULE_ZONE_MIN] = {"no choice has so many centres in each zone (at least %d)",
        "centres in each zone: at least %d", "Ask for fewer centres in each zone than %d.",
        "centres_per_zone_min", offsetof(struct jh_site_rules, centres_per_zone_min)},
    [RULE_ZONE_MAX] = {"no choice serves all (centres per zone: at most %d)",
        "centres per zone: at most %d", "Raise the most centres of a zone above %d.",
        "centres_per_zone_max", offsetof(struct jh_site_rules, centres_per_zone_max)},
    [RULE_HOST_SPECIALTIES] = {"no choice serves all (specialties per host: at most %d)",
        "specialties per host: at most %d", "Raise the most specialties of one host above %d.",
        "host_specialties_max", offsetof(struct jh_site_rules, host_specialties_max)},
    [RULE_PER_SPECIALTY] = {"no choice serves all (centres of each specialty: at most %d)",
        "centres of each specialty: at most %d", "Raise the most centres of a specialty above %d.",
        "per_specialty_max", offsetof(struct jh_site_rules, per_specialty_max)},
    [RULE_SPECIALTIES] = {"no choice serves all (centre specialties: at most %d)",
        "centre specialties: at most %d", "Raise the total number of centre specialties above %d.",
        "specialties_max", offsetof(struct jh_site_rules, specialties_max)},
    [RULE_REGION_BEDS] = {"no choice serves all below the ceilings of beds in regions",
        "the ceilings of beds in regions", "Raise the ceilings of beds.", "region_beds_max", -1},
    [RULE_HOST_BEDS] = {"no choice serves all within the most beds of each host",
        "the most beds of each host", "Raise the most beds of a host.", "host_beds_max", -1},
    [RULE_VOLUMES] = {"no choice gives every centre specialty its least number of cases",
        "the least number of cases", "Lower the least number of cases.", "least_cases", -1},
    [RULE_BUDGET] = {"no choice serves all within the budget", "the budget", "Raise the budget.",
        "budget", -1},
    [RULE_CENTRES] = {"no choice serves all (centres in all: at most %d)",
        "centres in all: at most %d", "Raise the total number of centres above %d.", "centres_max",
        offsetof(struct jh_site_rules, centres_max)},
};

struct conflict {
    const struct jh_site_problem *p;
    const struct jh_run *run;
    bool away[N_RULES], no_memory;
    double cost;         /* of the last answer */
    uint8_t *free_state; /* state with nothing fixed */
};

static int32_t limit_of(const struct jh_site_rules *r, int rule)
{
    int32_t limit;
    memcpy(&limit, (const char *)r + rules[rule].limit, sizeof limit);
    return limit;
}

static void set_limit(struct jh_site_rules *r, int rule, int32_t limit)
{
    memcpy((char *)r + rules[rule].limit, &limit, sizeof limit);
}

static bool in_force(const struct jh_site_problem *p, int rule)
{
    const struct jh_site_rules *r = &p->rules;
    bool any = false;
    switch ((enum rule)rule) {
    case RULE_FIXED:
        for (size_t i = 0; i < p->n_hosts * p->n_specialties; i++)
            any = any || p->state[i] == JH_SITE_MUST;
        for (size_t h = 0; h < p->n_hosts && p->host_must != NULL; h++)
            any = any || p->host_must[h];
        return any;
    case RULE_IN_ZONE:
        return r->assign_in_zone;
    case RULE_ONE_PER_ZONE:
        return r->one_per_zone;
    case RULE_ZONE_MIN:
        return r->centres_per_zone_min > 0;
    case RULE_REGION_BEDS:
        return p->region_beds_max != NULL;
    case RULE_HOST_BEDS:
        return p->host_beds_max != NULL;
    case RULE_VOLUMES:
        return p->least_cases != NULL;
    case RULE_BUDGET:
        return r->budget >= 0 && (p->host_cost != NULL || p->pair_cost != NULL);
    case RULE_ZONE_MAX:
    case RULE_HOST_SPECIALTIES:
    case RULE_PER_SPECIALTY:
    case RULE_SPECIALTIES:
    case RULE_CENTRES:
        return limit_of(r, rule) >= 0;
    case N_RULES:
        break;
    }
    return false;
}

/* Everything in force, all answers worth the same. */
static struct jh_site_problem whole(const struct conflict *c)
{
    struct jh_site_problem p = *c->p;
    p.objective = (struct jh_site_objective){.coverage = 1, .reach_min = 1e30};
    return p;
}

/* The problem without the rules that are away. */
static struct jh_site_problem lifted(const struct conflict *c)
{
    struct jh_site_problem p = whole(c);
    for (int rule = 0; rule < N_RULES; rule++)
        if (c->away[rule] && rules[rule].limit >= 0)
            set_limit(&p.rules, rule, rule == RULE_ZONE_MIN ? 0 : -1);
    p.rules.assign_in_zone &= !c->away[RULE_IN_ZONE];
    p.rules.one_per_zone &= !c->away[RULE_ONE_PER_ZONE];
    p.rules.budget = c->away[RULE_BUDGET] ? -1 : p.rules.budget;
    p.region_beds_max = c->away[RULE_REGION_BEDS] ? NULL : p.region_beds_max;
    p.host_beds_max = c->away[RULE_HOST_BEDS] ? NULL : p.host_beds_max;
    p.least_cases = c->away[RULE_VOLUMES] ? NULL : p.least_cases;
    p.state = c->away[RULE_FIXED] ? c->free_state : p.state;
    p.host_must = c->away[RULE_FIXED] ? NULL : p.host_must;
    return p;
}

enum found { FOUND, PROVEN_NONE, OPEN };

/* Is there an answer? In about as many steps as a second allows. */
static enum found look(struct conflict *c, const struct jh_site_problem *p)
{
    struct jh_i_loc loc;
    struct jh_i_loc_answer answer = {0};
    enum found found = OPEN;
    if (jh_i_site_clash(p, NULL) == JH_E_INFEASIBLE)
        return PROVEN_NONE;
    const struct jh_i_site_cost cost = jh_i_site_plain_cost(&p->objective);
    enum jh_status st = jh_i_site_prepare(p, &cost, &loc, NULL);
    if (st == JH_OK) {
        struct jh_run run = c->run != NULL ? *c->run : (struct jh_run){0};
        double size = (double)(loc.list_start[loc.n_lists] * loc.n_kinds + 1000);
        run.progress = NULL;
        run.bounds = NULL;
        run.iteration_limit = (int64_t)fmax(100, fmin(4000, 2e8 / size));
        answer.open = jh_i_calloc(jh_i_loc_n_pairs(&loc), 1);
        answer.assigned = jh_i_calloc(loc.n_clients, sizeof *answer.assigned);
        st = answer.open == NULL || answer.assigned == NULL
                 ? JH_E_NOMEM
                 : jh_i_loc_solve(&loc, &run, &answer, NULL);
    }
    if (st != JH_OK)
        c->no_memory = true;
    else if (answer.status == JH_I_LOC_INFEASIBLE)
        found = PROVEN_NONE;
    else if (answer.status != JH_I_LOC_UNKNOWN) {
        found = FOUND;
        c->cost = jh_i_site_cost(&loc, answer.open);
    }
    jh_i_free(answer.open);
    jh_i_free(answer.assigned);
    jh_i_loc_release(&loc);
    return found;
}

/* within: what is not in it is known to be beside the point. */
static void filter(struct conflict *c, uint32_t within)
{
    for (int rule = 0; rule < N_RULES; rule++)
        c->away[rule] = in_force(c->p, rule) && !(within >> rule & 1);
    for (int rule = 0; rule < N_RULES && !c->no_memory; rule++) {
        if (!in_force(c->p, rule) || c->away[rule])
            continue;
        c->away[rule] = true;
        struct jh_site_problem p = lifted(c);
        enum found found = look(c, &p);
        c->away[rule] = found == PROVEN_NONE;
    }
}

/* ---- in words ---- */

/* The least value of a maximum, within eight steps, with which all rules can be kept; 0: none. */
static int32_t enough(struct conflict *c, int rule)
{
    struct jh_site_problem p = whole(c);
    int32_t limit = limit_of(&c->p->rules, rule);
    for (int32_t more = 1; more <= 8 && rule != RULE_ZONE_MIN; more++) {
        set_limit(&p.rules, rule, limit + more);
        if (look(c, &p) == FOUND)
            return limit + more;
    }
    return 0;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void tell_one(const struct conflict *c, int rule, struct jh_error *err)
{
    int32_t limit = rules[rule].limit >= 0 ? limit_of(&c->p->rules, rule) : 0;
    jh_fail(err, JH_E_INFEASIBLE, rules[rule].alone, limit);
    jh_hint(err, rules[rule].hint, limit);
}

static void tell_several(const struct conflict *c, struct jh_error *err)
{
    jh_fail(err, JH_E_INFEASIBLE, "these rules clash: ");
    for (int lang = 0; lang < JH_N_LANGS && err != NULL; lang++) {
        const char *comma = "";
        for (int rule = 0; rule < N_RULES; rule++) {
            size_t len = strlen(err->message[lang]), room = sizeof err->message[lang] - len;
            if (c->away[rule] || !in_force(c->p, rule))
                continue;
            int n = snprintf(err->message[lang] + len, room, "%s", comma);
            if (n >= 0 && (size_t)n < room)
                snprintf(err->message[lang] + len + n, room - (size_t)n,
                    jh_tr((enum jh_lang)lang, rules[rule].words),
                    rules[rule].limit >= 0 ? limit_of(&c->p->rules, rule) : 0);
            comma = jh_tr((enum jh_lang)lang, "; ");
        }
    }
    jh_hint(err, "Relax one of them, or several.");
}

/* A number in the set with which all other rules can be kept. */
static void tell_mend(struct conflict *c, struct jh_error *err)
{
    for (int rule = N_RULES; rule-- > 0;) {
        int32_t value = 0;
        if (rules[rule].limit >= 0 && !c->away[rule] && in_force(c->p, rule))
            value = enough(c, rule);
        if (value == 0)
            continue;
        jh_hint(err, "This would do: ");
        for (int lang = 0; lang < JH_N_LANGS && err != NULL; lang++) {
            size_t len = strlen(err->hint[lang]);
            snprintf(err->hint[lang] + len, sizeof err->hint[lang] - len,
                jh_tr((enum jh_lang)lang, rules[rule].words), value);
        }
        return;
    }
}
#pragma GCC diagnostic pop

/* What an answer costs that keeps all but the budget. */
static void tell_cost(struct conflict *c, struct jh_error *err)
{
    struct jh_site_problem p = whole(c);
    p.rules.budget = -1;
    if (look(c, &p) == FOUND)
        jh_hint(err, "All other rules can be kept at a cost of %.12g.", c->cost);
}

/* The fields behind the set, for whoever has other names for them. */
static void tell_where(uint32_t rules_in, struct jh_error *err)
{
    char list[sizeof err->where] = "";
    for (int rule = 0; rule < N_RULES; rule++)
        if (rules_in >> rule & 1) {
            size_t len = strlen(list);
            snprintf(list + len, sizeof list - len, "%s%s", len > 0 ? ", " : "", rules[rule].field);
        }
    jh_where(err, "%s", list);
}

enum jh_status jh_i_site_explain(const struct jh_site_problem *p, const struct jh_run *run,
    bool mend, uint32_t *inout_rules, struct jh_error *err)
{
    struct conflict c = {.p = p, .run = run};
    int n = 0, last = 0;
    const size_t n_pairs = p->n_hosts * p->n_specialties;
    c.free_state = jh_i_calloc(n_pairs, 1);
    if (c.free_state == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n_pairs; i++)
        c.free_state[i] = p->state[i] == JH_SITE_MUST ? JH_SITE_MAY : p->state[i];
    filter(&c, *inout_rules);
    *inout_rules = 0;
    for (int rule = 0; rule < N_RULES; rule++)
        if (in_force(p, rule) && !c.away[rule]) {
            *inout_rules |= UINT32_C(1) << rule;
            n++;
            last = rule;
        }
    if (n == 1)
        tell_one(&c, last, err);
    else if (n > 1)
        tell_several(&c, err);
    else {
        jh_fail(err, JH_E_INFEASIBLE, "no choice of hosts serves all, whatever the rules");
        jh_hint(err, "Make more hosts eligible.");
    }
    tell_where(*inout_rules, err);
    if (mend)
        tell_mend(&c, err);
    if (mend && n > 0 && in_force(p, RULE_BUDGET) && !c.away[RULE_BUDGET])
        tell_cost(&c, err);
    jh_i_free(c.free_state);
    return c.no_memory ? jh_fail(err, JH_E_NOMEM, "out of memory") : JH_E_INFEASIBLE;
}
