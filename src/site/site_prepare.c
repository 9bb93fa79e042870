/*
 * From the planner's model to the core: who may be served by whom at what cost.
 */
#include "site/site_internal.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"

struct jh_site_rules jh_site_rules_default(void)
{
    return (struct jh_site_rules){.centres_max = -1,
        .centres_per_zone_min = 0,
        .centres_per_zone_max = -1,
        .specialties_max = -1,
        .per_specialty_max = -1,
        .host_specialties_max = -1,
        .one_per_zone = true,
        .assign_in_zone = true,
        .budget = -1};
}

/* ---- the public door ---- */

static enum jh_status check_zones(
    const char *name, size_t n, const int32_t *zone, size_t n_zones, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (zone[i] < -1 || (zone[i] >= 0 && (size_t)zone[i] >= n_zones)) {
            jh_fail(err, JH_E_ARG, "zone must be between -1 and %zu, got %d", n_zones, zone[i]);
            jh_where(err, "%s[%zu]", name, i);
            return JH_E_ARG;
        }
    return JH_OK;
}

static enum jh_status check_objective(const struct jh_site_objective *o, struct jh_error *err)
{
    double sum = o->travel + o->coverage + o->worst_tenth;
    if (!(o->travel >= 0) || !(o->coverage >= 0) || !(o->worst_tenth >= 0) || !isfinite(sum) ||
        !(sum > 0))
        return jh_fail(err, JH_E_ARG,
            "weights of the objective must be at least 0 and one above 0, got travel %g, coverage "
            "%g, worst tenth %g",
            o->travel, o->coverage, o->worst_tenth);
    if (o->coverage > 0 && (!(o->reach_min >= 0) || !isfinite(o->reach_min)))
        return jh_fail(
            err, JH_E_ARG, "reach must be at least 0 minutes and finite, got %g", o->reach_min);
    return JH_OK;
}

/* Each at least 0, no NaN. */
static enum jh_status check_amounts(
    const char *name, size_t n, const double *amount, bool finite, struct jh_error *err)
{
    for (size_t i = 0; i < n && amount != NULL; i++)
        if (!(amount[i] >= 0) || (finite && !isfinite(amount[i]))) {
            jh_fail(err, JH_E_ARG,
                finite ? "amounts must be at least 0 and finite, got %g"
                       : "amounts must be at least 0, got %g",
                amount[i]);
            jh_where(err, "%s[%zu]", name, i);
            return JH_E_ARG;
        }
    return JH_OK;
}

static enum jh_status check_quantities(const struct jh_site_problem *p, struct jh_error *err)
{
    const size_t n_pairs = p->n_hosts * p->n_specialties;
    const struct {
        const char *name;
        size_t n;
        const double *amount;
        bool finite;
    } rows[] = {
        {"host_cost", p->n_hosts, p->host_cost, true},
        {"pair_cost", n_pairs, p->pair_cost, true},
        {"least_cases", n_pairs, p->least_cases, true},
        {"beds_per_case", p->n_specialties, p->beds_per_case, true},
        {"beds_there", n_pairs, p->beds_there, true},
        {"host_beds_max", p->n_hosts, p->host_beds_max, false},
        {"region_beds_max", p->n_regions, p->region_beds_max, false},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        enum jh_status st =
            check_amounts(rows[k].name, rows[k].n, rows[k].amount, rows[k].finite, err);
        if (st != JH_OK)
            return st;
    }
    if (p->rules.budget != p->rules.budget)
        return jh_fail(err, JH_E_ARG, "budget must be a number");
    if (p->region_beds_max != NULL && p->region_of_host == NULL)
        return jh_fail(err, JH_E_ARG, "beds of regions need the regions of hosts");
    return p->region_beds_max == NULL
               ? JH_OK
               : check_zones("region_of_host", p->n_hosts, p->region_of_host, p->n_regions, err);
}

enum jh_status jh_i_site_check_input(const struct jh_site_problem *p, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (p->n_areas > INT32_MAX || p->n_hosts > INT32_MAX || p->n_specialties > INT32_MAX ||
        p->n_zones > INT32_MAX)
        return jh_fail(err, JH_E_ARG, "too many hosts, specialties or areas");
    JH_TRY(st, check_objective(&p->objective, err));
    JH_TRY(st, check_zones("zone_of_area", p->n_areas, p->zone_of_area, p->n_zones, err));
    JH_TRY(st, check_zones("zone_of_host", p->n_hosts, p->zone_of_host, p->n_zones, err));
    for (size_t i = 0; i < p->n_areas * p->n_specialties; i++)
        if (!(p->demand[i] >= 0) || !isfinite(p->demand[i])) {
            jh_fail(err, JH_E_ARG, "demand must be at least 0 and finite, got %g", p->demand[i]);
            jh_where(err, "demand[%zu]", i);
            return JH_E_ARG;
        }
    for (size_t i = 0; i < p->n_areas * p->n_hosts; i++)
        if (!(p->minutes[i] >= 0)) {
            jh_fail(err, JH_E_ARG, "minutes must be at least 0, got %g", (double)p->minutes[i]);
            jh_where(err, "minutes[%zu]", i);
            return JH_E_ARG;
        }
    JH_TRY(st, check_quantities(p, err));
    for (size_t i = 0; i < p->n_hosts * p->n_specialties; i++)
        if (p->state[i] > JH_SITE_EXISTING) {
            jh_fail(err, JH_E_ARG, "state must be between 0 and 3, got %d", p->state[i]);
            jh_where(err, "state[%zu]", i);
            return JH_E_ARG;
        }
out:
    return st;
}

/* ---- costs ---- */

struct jh_i_site_cost jh_i_site_plain_cost(const struct jh_site_objective *o)
{
    return (struct jh_i_site_cost){
        .travel = o->travel, .coverage = o->coverage, .reach_min = o->reach_min};
}

double jh_i_site_unit_cost(const struct jh_i_site_cost *c, double minutes)
{
    double cost = c->travel > 0 ? c->travel * minutes : 0;
    if (c->tail > 0 && minutes > c->tail_above)
        cost += c->tail * (minutes - c->tail_from);
    return c->coverage > 0 && minutes <= c->reach_min ? cost - c->coverage : cost;
}

bool jh_i_site_may_serve(const struct jh_site_problem *p, size_t area, size_t host)
{
    return isfinite(p->minutes[area * p->n_hosts + host]) &&
           (!p->rules.assign_in_zone || p->zone_of_area[area] < 0 ||
               p->zone_of_area[area] == p->zone_of_host[host]);
}

/*
 * Areas of a zone that must all go to the one centre specialty of their zone are one client: with
 * assignment within zones, one centre per zone and specialty, and none there yet. Such groups have
 * lists of their own; the other areas have one each, whatever the specialty.
 */
struct plan {
    const struct jh_site_problem *p;
    const struct jh_i_site_cost *cost;
    int32_t *list_of_area; /* [n_areas], -1: none needed */
    int32_t
        *list_of_group; /* [n_zones * n_specialties], -1: not merged, -2: merged, no demand yet */
    int32_t *slot;      /* [n_hosts] place within the zone */
    int32_t *zone_size; /* [n_zones] hosts */
    uint8_t *usable;    /* [n_hosts] has an eligible specialty */
    size_t *room;       /* [lists] entries at most */
    size_t n_lists, n_clients, n_entries;
};

/* What a demand counts with in the objective. */
static double weight_of(const struct plan *plan, size_t at)
{
    return plan->cost->weight != NULL ? plan->cost->weight[at] : plan->p->demand[at];
}

static int32_t *group_of(const struct plan *plan, size_t area, size_t kind)
{
    int32_t zone = plan->p->zone_of_area[area];
    int32_t *group =
        zone < 0 ? NULL : plan->list_of_group + (size_t)zone * plan->p->n_specialties + kind;
    return group != NULL && *group != -1 ? group : NULL;
}

static bool plan_init(struct plan *plan, struct jh_arena *arena)
{
    const struct jh_site_problem *p = plan->p;
    size_t n_groups = p->n_zones * p->n_specialties;
    plan->list_of_area = jh_arena_new(arena, p->n_areas, int32_t);
    plan->list_of_group = jh_arena_new(arena, n_groups, int32_t);
    plan->slot = jh_arena_new(arena, p->n_hosts, int32_t);
    plan->zone_size = jh_arena_new(arena, p->n_zones, int32_t);
    plan->usable = jh_arena_new(arena, p->n_hosts, uint8_t);
    plan->room = jh_arena_new(arena, p->n_areas + n_groups, size_t);
    if (plan->list_of_area == NULL || plan->list_of_group == NULL || plan->slot == NULL ||
        plan->zone_size == NULL || plan->usable == NULL || plan->room == NULL)
        return false;
    bool merge = p->rules.assign_in_zone && p->rules.one_per_zone;
    for (size_t g = 0; g < n_groups; g++)
        plan->list_of_group[g] = merge ? -2 : -1;
    for (size_t host = 0; host < p->n_hosts; host++) {
        int32_t zone = p->zone_of_host[host];
        if (zone >= 0)
            plan->slot[host] = plan->zone_size[zone]++;
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            uint8_t state = p->state[host * p->n_specialties + kind];
            plan->usable[host] |= state != JH_SITE_NO;
            if (state == JH_SITE_EXISTING && zone >= 0)
                plan->list_of_group[(size_t)zone * p->n_specialties + kind] = -1;
        }
    }
    return true;
}

static void number_lists(struct plan *plan)
{
    const struct jh_site_problem *p = plan->p;
    for (size_t area = 0; area < p->n_areas; area++) {
        plan->list_of_area[area] = -1;
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            if (!(p->demand[area * p->n_specialties + kind] > 0))
                continue;
            int32_t *group = group_of(plan, area, kind);
            int32_t *list = group != NULL ? group : &plan->list_of_area[area];
            plan->n_clients += group == NULL || *group < 0;
            if (*list >= 0)
                continue;
            size_t room = 0;
            if (group != NULL)
                room = (size_t)plan->zone_size[p->zone_of_area[area]];
            else
                for (size_t host = 0; host < p->n_hosts; host++)
                    room += plan->usable[host] && jh_i_site_may_serve(p, area, host);
            plan->n_entries += room;
            plan->room[plan->n_lists] = room;
            *list = (int32_t)plan->n_lists++;
        }
    }
}

/* Merged costs are summed up in their slots; INFINITY: some area does not get there. */
static void fill_group(
    const struct plan *plan, struct jh_i_loc *loc, size_t area, size_t kind, size_t list)
{
    const struct jh_site_problem *p = plan->p;
    double weight = weight_of(plan, area * p->n_specialties + kind);
    size_t start = loc->list_start[list];
    for (size_t host = 0; host < p->n_hosts; host++) {
        if (p->zone_of_host[host] != p->zone_of_area[area])
            continue;
        size_t e = start + (size_t)plan->slot[host];
        double minutes = (double)p->minutes[area * p->n_hosts + host];
        bool serves = p->state[host * p->n_specialties + kind] != JH_SITE_NO && isfinite(minutes);
        loc->list_host[e] = (int32_t)host;
        loc->list_cost[e] +=
            serves ? weight * jh_i_site_unit_cost(plan->cost, minutes) : (double)INFINITY;
    }
}

static void fill_area(const struct plan *plan, struct jh_i_loc *loc, size_t area, size_t list)
{
    const struct jh_site_problem *p = plan->p;
    size_t e = loc->list_start[list];
    for (size_t host = 0; host < p->n_hosts; host++)
        if (plan->usable[host] && jh_i_site_may_serve(p, area, host)) {
            loc->list_host[e] = (int32_t)host;
            loc->list_cost[e++] =
                jh_i_site_unit_cost(plan->cost, (double)p->minutes[area * p->n_hosts + host]);
        }
}

/* Drop the entries at INFINITY. */
static void squeeze(struct jh_i_loc *loc)
{
    size_t to = 0, from = 0;
    for (size_t l = 0; l < loc->n_lists; l++) {
        size_t end = loc->list_start[l + 1];
        loc->list_start[l] = to;
        for (; from < end; from++)
            if (loc->list_cost[from] < (double)INFINITY) {
                loc->list_cost[to] = loc->list_cost[from];
                loc->list_host[to++] = loc->list_host[from];
            }
    }
    loc->list_start[loc->n_lists] = to;
}

static void fill_lists(const struct plan *plan, struct jh_i_loc *loc)
{
    const struct jh_site_problem *p = plan->p;
    for (size_t l = 0; l < plan->n_lists; l++)
        loc->list_start[l + 1] = loc->list_start[l] + plan->room[l];
    for (size_t area = 0; area < p->n_areas; area++) {
        if (plan->list_of_area[area] >= 0)
            fill_area(plan, loc, area, (size_t)plan->list_of_area[area]);
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            const int32_t *group = group_of(plan, area, kind);
            if (group != NULL && p->demand[area * p->n_specialties + kind] > 0)
                fill_group(plan, loc, area, kind, (size_t)*group);
        }
    }
    squeeze(loc);
}

static void fill_clients(const struct plan *plan, struct jh_i_loc *loc)
{
    const struct jh_site_problem *p = plan->p;
    size_t c = 0;
    for (size_t kind = 0; kind < p->n_specialties; kind++) {
        loc->kind_start[kind] = c;
        for (size_t zone = 0; zone < p->n_zones; zone++) {
            int32_t list = plan->list_of_group[zone * p->n_specialties + kind];
            if (list < 0)
                continue;
            loc->client_list[c] = list;
            loc->client_weight[c++] = 1;
        }
        for (size_t area = 0; area < p->n_areas; area++) {
            size_t at = area * p->n_specialties + kind;
            if (!(p->demand[at] > 0) || group_of(plan, area, kind) != NULL)
                continue;
            loc->client_list[c] = plan->list_of_area[area];
            loc->client_weight[c++] = weight_of(plan, at);
        }
    }
    loc->kind_start[p->n_specialties] = c;
}

static bool number_demands(const struct plan *plan, struct jh_i_loc *loc)
{
    const struct jh_site_problem *p = plan->p;
    size_t n = p->n_areas * p->n_specialties;
    loc->client_of_demand = jh_arena_new(&loc->arena, n, int32_t);
    if (loc->client_of_demand == NULL)
        return false;
    for (size_t at = 0; at < n; at++) {
        size_t area = at / p->n_specialties, kind = at % p->n_specialties;
        const int32_t *group = group_of(plan, area, kind);
        int32_t list = group != NULL ? *group : plan->list_of_area[area];
        loc->client_of_demand[at] =
            p->demand[at] > 0 ? loc->client_of[kind * loc->n_lists + (size_t)list] : -1;
    }
    return true;
}

/* ---- rules ---- */

static int32_t limit(int32_t rule)
{
    return rule < 0 ? JH_I_LOC_NO_LIMIT : rule;
}

int32_t jh_i_site_zone_minimum(const struct jh_site_problem *p, size_t zone, uint8_t *needed)
{
    int32_t n = 0, each = p->rules.host_specialties_max;
    for (size_t kind = 0; kind < p->n_specialties; kind++) {
        needed[kind] = 0;
        for (size_t area = 0; area < p->n_areas && p->rules.assign_in_zone && !needed[kind]; area++)
            needed[kind] = p->zone_of_area[area] == (int32_t)zone &&
                           p->demand[area * p->n_specialties + kind] > 0;
        n += needed[kind];
    }
    int32_t hosts = n == 0 ? 0 : each > 0 ? (n - 1) / each + 1 : 1;
    return hosts > p->rules.centres_per_zone_min ? hosts : p->rules.centres_per_zone_min;
}

/* A budget that pays for everything is none. */
static void fill_costs(const struct jh_site_problem *p, struct jh_i_loc *loc)
{
    double all = 0;
    for (size_t host = 0; host < p->n_hosts; host++) {
        bool any = loc->host_must[host] != 0, exists = false;
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            size_t at = host * p->n_specialties + kind;
            exists = exists || p->state[at] == JH_SITE_EXISTING;
            if (p->state[at] != JH_SITE_MAY && p->state[at] != JH_SITE_MUST)
                continue;
            any = true;
            if (p->pair_cost != NULL)
                loc->pair_fee[kind * p->n_hosts + host] = p->pair_cost[at];
            all += loc->pair_fee[kind * p->n_hosts + host];
        }
        if (any && !exists && p->host_cost != NULL)
            loc->host_fee[host] = p->host_cost[host];
        all += loc->host_fee[host];
    }
    if (p->rules.budget >= 0 && all > p->rules.budget)
        loc->rules.budget = p->rules.budget;
}

static bool fill_rules(
    const struct jh_site_problem *p, struct jh_i_loc *loc, struct jh_arena *arena)
{
    const struct jh_site_rules *r = &p->rules;
    uint8_t *needed = jh_arena_new(arena, p->n_specialties, uint8_t);
    if (needed == NULL)
        return false;
    loc->rules = (struct jh_i_loc_rules){.hosts_max = limit(r->centres_max),
        .pairs_max = limit(r->specialties_max),
        .kind_max = limit(r->per_specialty_max),
        .host_kinds_max = limit(r->host_specialties_max),
        .zone_max = limit(r->centres_per_zone_max),
        .budget = (double)INFINITY,
        .one_per_zone = r->one_per_zone};
    for (size_t zone = 0; zone < p->n_zones; zone++)
        loc->zone_min[zone] = jh_i_site_zone_minimum(p, zone, needed);
    for (size_t host = 0; host < p->n_hosts; host++) {
        loc->zone[host] = p->zone_of_host[host];
        loc->host_must[host] = p->host_must != NULL && p->host_must[host];
        for (size_t kind = 0; kind < p->n_specialties; kind++)
            loc->state[kind * p->n_hosts + host] = p->state[host * p->n_specialties + kind];
    }
    fill_costs(p, loc);
    return true;
}

enum jh_status jh_i_site_prepare(const struct jh_site_problem *p, const struct jh_i_site_cost *cost,
    struct jh_i_loc *loc, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct plan plan = {.p = p, .cost = cost};
    struct jh_arena scratch;
    jh_i_loc_init(loc);
    jh_arena_init(&scratch, 0);
    if (!plan_init(&plan, &scratch)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    number_lists(&plan);
    loc->n_hosts = p->n_hosts;
    loc->n_kinds = p->n_specialties;
    loc->n_zones = p->n_zones;
    loc->n_lists = plan.n_lists;
    loc->n_clients = plan.n_clients;
    loc->n_summed = p->n_areas;
    loc->load.n_groups = p->region_beds_max != NULL ? p->n_regions : 0;
    JH_TRY(st, jh_i_loc_alloc(loc, plan.n_entries, err));
    if (!fill_rules(p, loc, &scratch)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    fill_lists(&plan, loc);
    fill_clients(&plan, loc);
    JH_TRY(st, jh_i_loc_finish(loc, err));
    if (!number_demands(&plan, loc)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_site_loads(p, loc, err));
out:
    jh_arena_release(&scratch);
    return st;
}
