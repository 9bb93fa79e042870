/*
 * Why there is no answer: conditions that show at once, then, after a proof by search, the rule
 * whose lifting would mend it.
 */
#include "site/site_internal.h"

#include "base/arena.h"
#include "base/fail.h"

/* ---- service ---- */

static enum jh_status nobody_serves(
    const struct jh_site_problem *p, size_t area, size_t kind, struct jh_error *err)
{
    size_t n = p->n_specialties;
    int32_t zone = p->zone_of_area[area];
    bool any = false, inside = false;
    for (size_t host = 0; host < p->n_hosts; host++)
        if (p->state[host * n + kind] != JH_SITE_NO) {
            any = true;
            inside = inside || p->zone_of_host[host] == zone;
        }
    if (!any) {
        jh_fail(err, JH_E_INFEASIBLE, "specialty %zu has no eligible host", kind);
        jh_where(err, "specialty[%zu]", kind);
    } else if (p->rules.assign_in_zone && zone >= 0 && !inside) {
        jh_fail(err, JH_E_INFEASIBLE, "zone %d has no eligible host for specialty %zu", zone, kind);
        jh_where(err, "zone[%d]/specialty[%zu]", zone, kind);
    } else {
        jh_fail(err, JH_E_INFEASIBLE,
            "demand of area %zu in specialty %zu reaches no eligible host", area, kind);
        jh_where(err, "area[%zu]/specialty[%zu]", area, kind);
        jh_hint(err, "Give travel times to more hosts, or allow assignment anywhere.");
        return JH_E_INFEASIBLE;
    }
    jh_hint(err, "Make more hosts eligible, drop the specialty, or allow assignment anywhere.");
    return JH_E_INFEASIBLE;
}

static enum jh_status clash_of_service(const struct jh_site_problem *p, struct jh_error *err)
{
    for (size_t area = 0; area < p->n_areas; area++)
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            if (!(p->demand[area * p->n_specialties + kind] > 0))
                continue;
            bool served = false;
            for (size_t host = 0; host < p->n_hosts && !served; host++)
                served = p->state[host * p->n_specialties + kind] != JH_SITE_NO &&
                         jh_i_site_may_serve(p, area, host);
            if (!served)
                return nobody_serves(p, area, kind, err);
        }
    return JH_OK;
}

/* ---- what is fixed against the maxima ---- */

struct counts {
    int32_t hosts, pairs;
    int32_t *host_pairs, *zone_hosts, *zone_eligible, *kind_pairs, *kind_zones, *zone_kind;
    int32_t *need;   /* [n_zones] centres that the zone must have */
    uint8_t *needed; /* [n_specialties] */
};

static bool counts_init(struct counts *c, const struct jh_site_problem *p, struct jh_arena *arena)
{
    c->host_pairs = jh_arena_new(arena, p->n_hosts, int32_t);
    c->zone_hosts = jh_arena_new(arena, p->n_zones, int32_t);
    c->zone_eligible = jh_arena_new(arena, p->n_zones, int32_t);
    c->kind_pairs = jh_arena_new(arena, p->n_specialties, int32_t);
    c->kind_zones = jh_arena_new(arena, p->n_specialties, int32_t);
    c->zone_kind = jh_arena_new(arena, p->n_zones * p->n_specialties, int32_t);
    c->need = jh_arena_new(arena, p->n_zones, int32_t);
    c->needed = jh_arena_new(arena, p->n_specialties, uint8_t);
    return c->host_pairs != NULL && c->zone_hosts != NULL && c->zone_eligible != NULL &&
           c->kind_pairs != NULL && c->kind_zones != NULL && c->zone_kind != NULL &&
           c->need != NULL && c->needed != NULL;
}

static void count_fixed(const struct jh_site_problem *p, struct counts *c)
{
    for (size_t host = 0; host < p->n_hosts; host++) {
        int32_t zone = p->zone_of_host[host];
        bool eligible = false, fixed = p->host_must != NULL && p->host_must[host];
        for (size_t kind = 0; kind < p->n_specialties; kind++) {
            uint8_t state = p->state[host * p->n_specialties + kind];
            eligible = eligible || state != JH_SITE_NO;
            if (state < JH_SITE_MUST)
                continue;
            fixed = true;
            c->host_pairs[host]++;
            c->kind_pairs[kind]++;
            c->pairs++;
            if (zone >= 0 && state == JH_SITE_MUST)
                c->zone_kind[(size_t)zone * p->n_specialties + kind]++;
        }
        c->hosts += fixed;
        if (zone >= 0) {
            c->zone_hosts[zone] += fixed;
            c->zone_eligible[zone] += eligible;
        }
    }
}

static enum jh_status clash_of_hosts(
    const struct jh_site_problem *p, const struct counts *c, struct jh_error *err)
{
    int32_t most = p->rules.host_specialties_max;
    for (size_t host = 0; host < p->n_hosts; host++) {
        bool eligible = false;
        for (size_t kind = 0; kind < p->n_specialties; kind++)
            eligible = eligible || p->state[host * p->n_specialties + kind] != JH_SITE_NO;
        if (p->host_must != NULL && p->host_must[host] && !eligible) {
            jh_fail(err, JH_E_INFEASIBLE,
                "host %zu must be a centre but is eligible for no specialty", host);
            jh_where(err, "host[%zu]", host);
            jh_hint(err, "Do not fix the host, or make it eligible for a specialty.");
            return JH_E_INFEASIBLE;
        }
        if (most >= 0 && c->host_pairs[host] > most) {
            jh_fail(err, JH_E_INFEASIBLE,
                "%d specialties of host %zu are fixed or existing but at most %d are allowed",
                c->host_pairs[host], host, most);
            jh_where(err, "host[%zu]", host);
            jh_hint(err, "Raise the most specialties of one host, or fix fewer.");
            return JH_E_INFEASIBLE;
        }
    }
    return JH_OK;
}

static enum jh_status clash_of_zone(
    const struct jh_site_problem *p, const struct counts *c, size_t zone, struct jh_error *err)
{
    int32_t most = p->rules.centres_per_zone_max;
    for (size_t kind = 0; kind < p->n_specialties && p->rules.one_per_zone; kind++)
        if (c->zone_kind[zone * p->n_specialties + kind] > 1) {
            jh_fail(err, JH_E_INFEASIBLE,
                "%d centre specialties of specialty %zu are fixed in zone %zu but one is allowed",
                c->zone_kind[zone * p->n_specialties + kind], kind, zone);
            jh_where(err, "zone[%zu]/specialty[%zu]", zone, kind);
            jh_hint(err, "Fix fewer, or allow several centres of a specialty in a zone.");
            return JH_E_INFEASIBLE;
        }
    if (c->zone_eligible[zone] < c->need[zone])
        jh_fail(err, JH_E_INFEASIBLE, "zone %zu needs %d centres but has %d eligible hosts", zone,
            c->need[zone], c->zone_eligible[zone]);
    else if (most >= 0 && c->zone_hosts[zone] > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "%d centres of zone %zu are fixed or existing but at most %d are allowed in a zone",
            c->zone_hosts[zone], zone, most);
    else if (most >= 0 && c->need[zone] > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "zone %zu needs %d centres but at most %d are allowed in a zone", zone, c->need[zone],
            most);
    else
        return JH_OK;
    jh_where(err, "zone[%zu]", zone);
    jh_hint(err, "Make more hosts of the zone eligible, or change the centres per zone.");
    return JH_E_INFEASIBLE;
}

static enum jh_status clash_of_specialty(
    const struct jh_site_problem *p, const struct counts *c, size_t kind, struct jh_error *err)
{
    int32_t most = p->rules.per_specialty_max;
    if (most < 0 || (c->kind_pairs[kind] <= most && c->kind_zones[kind] <= most))
        return JH_OK;
    if (c->kind_pairs[kind] > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "%d centres of specialty %zu are fixed or existing but at most %d are allowed",
            c->kind_pairs[kind], kind, most);
    else
        jh_fail(err, JH_E_INFEASIBLE,
            "%d zones need a centre of specialty %zu each but at most %d are allowed",
            c->kind_zones[kind], kind, most);
    jh_where(err, "specialty[%zu]", kind);
    jh_hint(err, "Raise the most centres of a specialty, or allow assignment anywhere.");
    return JH_E_INFEASIBLE;
}

/* Hosts and pairs in all: the needs of zones on top of what is fixed. */
static enum jh_status clash_of_totals(
    const struct jh_site_problem *p, const struct counts *c, struct jh_error *err)
{
    int32_t hosts = c->hosts, zones = 0, zone_kinds = 0;
    for (size_t zone = 0; zone < p->n_zones; zone++) {
        zones += c->need[zone] > 0;
        hosts += c->need[zone] > c->zone_hosts[zone] ? c->need[zone] - c->zone_hosts[zone] : 0;
    }
    for (size_t kind = 0; kind < p->n_specialties; kind++)
        zone_kinds += c->kind_zones[kind];
    int32_t most = p->rules.centres_max, most_pairs = p->rules.specialties_max;
    if (most >= 0 && c->hosts > most)
        jh_fail(err, JH_E_INFEASIBLE, "%d centres are fixed or existing but at most %d are allowed",
            c->hosts, most);
    else if (most >= 0 && zones > most)
        jh_fail(err, JH_E_INFEASIBLE, "%d zones need a centre each but at most %d are allowed",
            zones, most);
    else if (most >= 0 && hosts > most)
        jh_fail(err, JH_E_INFEASIBLE,
            "the zones need %d centres together but at most %d are allowed", hosts, most);
    else if (most_pairs >= 0 && c->pairs > most_pairs)
        jh_fail(err, JH_E_INFEASIBLE,
            "%d centre specialties are fixed or existing but at most %d are allowed", c->pairs,
            most_pairs);
    else if (most_pairs >= 0 && zone_kinds > most_pairs)
        jh_fail(err, JH_E_INFEASIBLE,
            "the zones need %d centre specialties but at most %d are allowed", zone_kinds,
            most_pairs);
    else
        return JH_OK;
    jh_hint(err, "Raise the maximum, or ask for less in the zones.");
    return JH_E_INFEASIBLE;
}

enum jh_status jh_i_site_clash(const struct jh_site_problem *p, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct counts c = {0};
    struct jh_arena arena;
    jh_arena_init(&arena, 0);
    if (!counts_init(&c, p, &arena)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, clash_of_service(p, err));
    count_fixed(p, &c);
    JH_TRY(st, clash_of_hosts(p, &c, err));
    for (size_t zone = 0; zone < p->n_zones; zone++) {
        c.need[zone] = jh_i_site_zone_minimum(p, zone, c.needed);
        for (size_t kind = 0; kind < p->n_specialties; kind++)
            c.kind_zones[kind] += c.needed[kind];
        JH_TRY(st, clash_of_zone(p, &c, zone, err));
    }
    for (size_t kind = 0; kind < p->n_specialties; kind++)
        JH_TRY(st, clash_of_specialty(p, &c, kind, err));
    JH_TRY(st, clash_of_totals(p, &c, err));
out:
    jh_arena_release(&arena);
    return st;
}

/* ---- after a proof by search ---- */

struct lifting {
    const char *message, *hint;
    size_t offset; /* of the rule in struct jh_i_loc_rules */
};

static const struct lifting liftings[] = {
    {"no choice serves all with at most %d centres", "Raise the total number of centres above %d.",
        offsetof(struct jh_i_loc_rules, hosts_max)},
    {"no choice serves all with at most %d centre specialties",
        "Raise the total number of centre specialties above %d.",
        offsetof(struct jh_i_loc_rules, pairs_max)},
    {"no choice serves all with at most %d centres of each specialty",
        "Raise the most centres of a specialty above %d.",
        offsetof(struct jh_i_loc_rules, kind_max)},
    {"no choice serves all with at most %d specialties per host",
        "Raise the most specialties of one host above %d.",
        offsetof(struct jh_i_loc_rules, host_kinds_max)},
    {"no choice serves all with at most %d centres per zone",
        "Raise the most centres of a zone above %d.", offsetof(struct jh_i_loc_rules, zone_max)},
};

static bool possible(const struct jh_i_loc *loc, struct jh_arena *arena, bool *out_of_memory)
{
    struct jh_arena_mark mark = jh_arena_save(arena);
    struct jh_i_builder *builder = jh_i_builder_new(loc, arena);
    int8_t *fix = jh_arena_new(arena, jh_i_loc_n_pairs(loc), int8_t);
    struct jh_i_state state;
    bool built = false;
    *out_of_memory = builder == NULL || fix == NULL || !jh_i_state_init(&state, loc, arena);
    if (!*out_of_memory) {
        for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
            fix[pair] = loc->state[pair] == JH_I_NO ? -1 : loc->state[pair] > JH_I_MAY;
        built = jh_i_builder_run(builder, fix, NULL, true, 2000, &state) == JH_I_BUILT;
    }
    jh_arena_rewind(arena, mark);
    return built;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static enum jh_status tell_lifting(
    const struct lifting *lifting, int32_t value, int32_t enough, struct jh_error *err)
{
    jh_fail(err, JH_E_INFEASIBLE, lifting->message, value);
    if (enough > 0)
        jh_hint(err, "It is possible with %d.", enough);
    else
        jh_hint(err, lifting->hint, value);
    return JH_E_INFEASIBLE;
}
#pragma GCC diagnostic pop

/* The same planner's model without that rule: areas of a zone need not go to one host then. */
static bool possible_without_one(const struct jh_site_problem *p, bool *out_of_memory)
{
    struct jh_site_problem lifted = *p;
    struct jh_i_loc loc;
    lifted.rules.one_per_zone = false;
    *out_of_memory = jh_i_site_prepare(&lifted, &loc, NULL) != JH_OK;
    bool mends = !*out_of_memory && possible(&loc, &loc.arena, out_of_memory);
    jh_i_loc_release(&loc);
    return mends;
}

enum jh_status jh_i_site_explain(
    const struct jh_site_problem *p, struct jh_i_loc *loc, struct jh_error *err)
{
    bool lost = false;
    for (size_t k = 0; k < sizeof liftings / sizeof *liftings && !lost; k++) {
        int32_t *rule = (int32_t *)(void *)((char *)&loc->rules + liftings[k].offset);
        int32_t value = *rule, enough = 0;
        if (value == JH_I_LOC_NO_LIMIT)
            continue;
        *rule = JH_I_LOC_NO_LIMIT;
        bool mends = possible(loc, &loc->arena, &lost);
        for (int32_t more = 1; mends && more <= 8 && enough == 0 && !lost; more++) {
            *rule = value + more;
            if (possible(loc, &loc->arena, &lost))
                enough = value + more;
        }
        *rule = value;
        if (mends && !lost)
            return tell_lifting(&liftings[k], value, enough, err);
    }
    bool mends = p->rules.one_per_zone && !lost && possible_without_one(p, &lost);
    if (lost)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (mends) {
        jh_fail(
            err, JH_E_INFEASIBLE, "no choice serves all with one centre per zone and specialty");
        jh_hint(err, "Allow several centres of a specialty in a zone.");
        return JH_E_INFEASIBLE;
    }
    jh_fail(err, JH_E_INFEASIBLE, "no choice of hosts keeps all rules together");
    jh_hint(err, "Several rules clash: relax the number of centres and of specialties per host.");
    return JH_E_INFEASIBLE;
}
