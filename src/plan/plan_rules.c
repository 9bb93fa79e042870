/*
 * The rules of the scenario against the data, before any search: what cannot be met is refused by
 * the name of the zone, with what would mend it.
 */
#include "plan/plan_work.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"

/* What one zone needs and has. */
struct zone_need {
    size_t n_specialties; /* planned with demand */
    size_t n_open;        /* existing and fixed centres */
    size_t n_hosts;       /* eligible in any specialty */
    size_t centres;       /* at least this many centres */
};

static const char *zone_name(const struct jh_i_plan_work *w, size_t z)
{
    const struct jh_zones *zones = &w->plan->zoning.zones;
    return zones->name[z][0] != '\0' ? zones->name[z] : zones->id[z];
}

static bool any_state(const struct jh_i_plan_work *w, size_t host, uint8_t least)
{
    for (size_t s = 0; s < w->n_specialties; s++)
        if (w->state[host * w->n_specialties + s] >= least)
            return true;
    return false;
}

static bool zone_demands(const struct jh_i_plan_work *w, size_t z, size_t s)
{
    for (size_t a = 0; a < w->n_areas; a++)
        if (w->plan->zoning.zones.of_area[a] == (int32_t)z &&
            w->demand[a * w->n_specialties + s] > 0)
            return true;
    return false;
}

static size_t smallest_number(const struct jh_i_plan_work *w, const struct zone_need *need)
{
    size_t n = need->n_open, least = (size_t)w->scenario->centres_per_zone_min;
    int64_t per_host = w->scenario->hosts_max_specialties;
    if (n < least)
        n = least;
    if (w->scenario->assign != JH_ASSIGN_ZONE || need->n_specialties == 0)
        return n;
    size_t by_load =
        per_host > 0 ? (need->n_specialties + (size_t)per_host - 1) / (size_t)per_host : 1;
    return n < by_load ? by_load : n;
}

/* What would widen the choice in a zone: `first` (NULL: nothing), then from the reasons that apply
 * there. */
static void hint_mending(
    const struct jh_i_plan_work *w, size_t z, const char *first, struct jh_error *err)
{
    static const struct {
        enum jh_exclusion reason;
        const char *text;
    } mends[] = {
        {JH_EXCLUSION_GRADE, "allow further grades in hosts.grades (such as 二级)"},
        {JH_EXCLUSION_BEDS, "lower hosts.min_beds"},
        {JH_EXCLUSION_SPONSOR, "allow further sponsors in hosts.sponsors"},
        {JH_EXCLUSION_KIND, "allow further kinds in hosts.kinds"},
        {JH_EXCLUSION_FORBIDDEN, "forbid fewer hospitals"},
        {JH_EXCLUSION_ROLE, "make a hospital with role exporter or other a candidate"},
        {JH_EXCLUSION_PLACE, "give the coordinates of its hospitals"},
        {JH_EXCLUSION_NOT_CHOSEN, "choose more places in places.count or places.list"},
    };
    bool applies[JH_N_EXCLUSIONS] = {false};
    if (err == NULL)
        return;
    for (size_t h = 0; h < w->n_hospitals; h++)
        if (w->exclusion[h] != 0 && w->plan->zoning.zone_of_hospital[h] == (int32_t)z)
            applies[w->exclusion[h] - 1] = true;
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        char *out = err->hint[lang];
        const size_t size = sizeof err->hint[lang];
        size_t len = 0;
        const char *either = jh_tr((enum jh_lang)lang, "; or ");
        const char *last = w->scenario->assign == JH_ASSIGN_ZONE
                               ? "let demand cross zones (centres.per_zone_min 0)"
                               : "merge it with a neighbouring zone";
        if (first != NULL)
            len = (size_t)snprintf(out, size, "%s", jh_tr((enum jh_lang)lang, first));
        for (size_t i = 0; i <= sizeof mends / sizeof *mends; i++) {
            bool end = i == sizeof mends / sizeof *mends;
            const char *text = jh_tr((enum jh_lang)lang, end ? last : mends[i].text);
            if (!end && !applies[mends[i].reason])
                continue;
            if (len + strlen(text) + strlen(either) < size)
                len += (size_t)snprintf(out + len, size - len, "%s%s", len > 0 ? either : "", text);
        }
    }
}

static enum jh_status refuse_zone(const struct jh_i_plan_work *w, size_t z, enum jh_status st,
    const char *first, struct jh_error *err)
{
    hint_mending(w, z, first, err);
    jh_where(err, "zone %s", w->plan->zoning.zones.id[z]);
    return st;
}

/* Every zone by itself. */
static enum jh_status check_zone(
    const struct jh_i_plan_work *w, size_t z, struct zone_need *need, struct jh_error *err)
{
    const struct jh_scenario *sc = w->scenario;
    for (size_t k = 0; k < w->n_hosts; k++) {
        if (w->zone_of_host[k] != (int32_t)z)
            continue;
        need->n_hosts += any_state(w, k, JH_SITE_MAY);
        need->n_open += any_state(w, k, JH_SITE_MUST) || w->host_must[k];
    }
    for (size_t s = 0; s < w->n_specialties; s++) {
        bool hosted = false, untreated = false;
        if (!zone_demands(w, z, s))
            continue;
        need->n_specialties++;
        for (size_t k = 0; k < w->n_hosts && !hosted; k++) {
            bool here = w->zone_of_host[k] == (int32_t)z;
            hosted = here && w->state[k * w->n_specialties + s] != JH_SITE_NO;
            untreated |= here && w->untreated[k * w->n_specialties + s] != 0;
        }
        if (!hosted && sc->assign == JH_ASSIGN_ZONE)
            return refuse_zone(w, z,
                jh_fail(err, JH_E_INFEASIBLE, "zone %s has no eligible host for %s",
                    zone_name(w, z), w->dataset->specialties.id[s]),
                untreated ? "let hosts take up what they do not treat yet (hosts.base any)" : NULL,
                err);
    }
    need->centres = smallest_number(w, need);
    if (need->n_hosts < need->centres)
        return refuse_zone(w, z,
            jh_fail(err, JH_E_INFEASIBLE, "zone %s needs %zu centres but has %zu eligible hosts",
                zone_name(w, z), need->centres, need->n_hosts),
            need->centres == (size_t)sc->centres_per_zone_min ? "lower centres.per_zone_min"
                                                              : "raise hosts.max_specialties",
            err);
    if (sc->centres_per_zone_max >= 0 && need->centres > (size_t)sc->centres_per_zone_max) {
        enum jh_status st = jh_fail(err, JH_E_INFEASIBLE,
            "zone %s needs %zu centres, but centres.per_zone_max is %lld", zone_name(w, z),
            need->centres, (long long)sc->centres_per_zone_max);
        jh_hint(err, "Raise centres.per_zone_max or hosts.max_specialties.");
        jh_where(err, "zone %s", w->plan->zoning.zones.id[z]);
        return st;
    }
    return JH_OK;
}

/* All zones together against the totals. */
static enum jh_status check_totals(const struct jh_i_plan_work *w, size_t n_centres, size_t n_pairs,
    size_t n_open, struct jh_error *err)
{
    const struct jh_scenario *sc = w->scenario;
    enum jh_status st = JH_OK;
    if ((size_t)sc->centres_max_total < n_open) {
        st = jh_fail(err, JH_E_INFEASIBLE,
            "%zu centres exist or are fixed, but centres.max_total is %lld", n_open,
            (long long)sc->centres_max_total);
        jh_hint(err, "Raise centres.max_total to at least %zu: existing centres count.", n_open);
    } else if ((size_t)sc->centres_max_total < n_centres) {
        st = jh_fail(err, JH_E_INFEASIBLE,
            "%zu zones need %zu centres, but centres.max_total is %lld", w->n_zones, n_centres,
            (long long)sc->centres_max_total);
        jh_hint(err,
            "Raise centres.max_total to at least %zu, or let demand cross zones with "
            "centres.per_zone_min 0.",
            n_centres);
    } else if (sc->cs_max_total >= 0 && (size_t)sc->cs_max_total < n_pairs) {
        st = jh_fail(err, JH_E_INFEASIBLE,
            "%zu specialties of zones need a centre specialty each, but "
            "centre_specialties.max_total is %lld",
            n_pairs, (long long)sc->cs_max_total);
        jh_hint(err,
            "Raise centre_specialties.max_total to at least %zu, or plan fewer specialties "
            "with top_specialties.",
            n_pairs);
    }
    return st;
}

/* A hospital that is fixed must have something to do, and not too much. */
static enum jh_status check_hospital(
    const struct jh_i_plan_work *w, size_t host, struct jh_error *err)
{
    const char *id = w->dataset->hospitals.id[w->host[host]];
    int64_t most = w->scenario->hosts_max_specialties;
    size_t n_open = 0;
    enum jh_status st = JH_OK;
    for (size_t s = 0; s < w->n_specialties; s++)
        n_open += w->state[host * w->n_specialties + s] >= JH_SITE_MUST;
    if (w->host_must[host] && !any_state(w, host, JH_SITE_MAY)) {
        st = jh_fail(err, JH_E_INFEASIBLE,
            "hospital %s is fixed, but no specialty planned in its zone is open to it", id);
        jh_hint(err, "Fix it with a specialty, or raise top_specialties.");
    } else if (most >= 0 && n_open > (size_t)most) {
        st = jh_fail(err, JH_E_INFEASIBLE,
            "%zu specialties of hospital %s exist or are fixed, but hosts.max_specialties is %lld",
            n_open, id, (long long)most);
        jh_hint(err, "Raise hosts.max_specialties, or fix fewer specialties.");
    }
    return st;
}

/* A specialty that cases are planned for needs a host somewhere. */
static enum jh_status check_hosted(const struct jh_i_plan_work *w, size_t s, struct jh_error *err)
{
    bool wanted = false;
    for (size_t a = 0; a < w->n_areas && !wanted; a++)
        wanted = w->demand[a * w->n_specialties + s] > 0;
    for (size_t k = 0; k < w->n_hosts && wanted; k++)
        wanted = w->state[k * w->n_specialties + s] == JH_SITE_NO;
    if (!wanted)
        return JH_OK;
    enum jh_status st = jh_fail(
        err, JH_E_INFEASIBLE, "no hospital is eligible for %s", w->dataset->specialties.id[s]);
    jh_hint(err,
        "Make hospitals that treat it eligible (hosts.sponsors, hosts.grades, hosts.base, "
        "their role), or name the other specialties in specialties.");
    jh_where(err, "specialty %s", w->dataset->specialties.id[s]);
    return st;
}

/* What is fixed and what zones need of one specialty. */
static enum jh_status check_specialty(
    const struct jh_i_plan_work *w, size_t s, struct jh_error *err)
{
    const char *name = w->dataset->specialties.id[s];
    int64_t most = w->scenario->cs_per_specialty_max;
    size_t n_needed = 0;
    for (size_t z = 0; z < w->n_zones; z++) {
        size_t n_must = 0, n_open = 0;
        for (size_t k = 0; k < w->n_hosts; k++) {
            uint8_t state = w->state[k * w->n_specialties + s];
            n_must += w->zone_of_host[k] == (int32_t)z && state == JH_SITE_MUST;
            n_open += w->zone_of_host[k] == (int32_t)z && state >= JH_SITE_MUST;
        }
        if (n_must > 1 && w->scenario->cs_one_per_zone) {
            enum jh_status st = jh_fail(err, JH_E_INFEASIBLE,
                "%zu hospitals of zone %s are fixed for %s, but "
                "centre_specialties.one_per_zone allows one",
                n_must, zone_name(w, z), name);
            jh_hint(err, "Fix fewer, or set centre_specialties.one_per_zone to false.");
            return st;
        }
        bool needs = w->scenario->assign == JH_ASSIGN_ZONE && zone_demands(w, z, s);
        n_needed += n_open > 0 ? n_open : needs ? 1 : 0;
    }
    if (most < 0 || n_needed <= (size_t)most)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_INFEASIBLE,
        "%zu centres of %s are needed, but centre_specialties.per_specialty_max is %lld", n_needed,
        name, (long long)most);
    jh_hint(err,
        "Raise centre_specialties.per_specialty_max, or let demand cross zones with "
        "centres.per_zone_min 0.");
    return st;
}

enum jh_status jh_i_plan_rules(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_centres = 0, n_pairs = 0, n_open = 0;
    for (size_t k = 0; k < w->n_hosts; k++)
        JH_TRY(st, check_hospital(w, k, err));
    for (size_t z = 0; z < w->n_zones; z++) {
        struct zone_need need = {0};
        JH_TRY(st, check_zone(w, z, &need, err));
        n_centres += need.centres;
        n_pairs += w->scenario->assign == JH_ASSIGN_ZONE ? need.n_specialties : 0;
    }
    for (size_t s = 0; s < w->n_specialties; s++) {
        JH_TRY(st, check_hosted(w, s, err));
        JH_TRY(st, check_specialty(w, s, err));
    }
    for (size_t k = 0; k < w->n_hosts; k++) {
        bool open = any_state(w, k, JH_SITE_MUST) || w->host_must[k];
        n_open += open;
        n_centres += open && w->zone_of_host[k] == JH_NONE;
    }
    /* One centre a zone, or what the zones need at least where that is more. */
    if (w->scenario->centres_max_total < 0)
        w->plan->scenario.centres_max_total =
            (int64_t)(n_centres > w->n_zones ? n_centres : w->n_zones);
    JH_TRY(st, check_totals(w, n_centres, n_pairs, n_open, err));
out:
    return st;
}

static int32_t limit32(int64_t n)
{
    return n < 0 ? -1 : n > INT32_MAX ? INT32_MAX : (int32_t)n;
}

struct jh_site_problem jh_i_plan_problem(const struct jh_i_plan_work *w, const double *demand)
{
    const struct jh_scenario *sc = w->scenario;
    struct jh_site_rules rules = jh_site_rules_default();
    rules.centres_max = limit32(sc->centres_max_total);
    rules.centres_per_zone_min = limit32(sc->centres_per_zone_min);
    rules.centres_per_zone_max = limit32(sc->centres_per_zone_max);
    rules.specialties_max = limit32(sc->cs_max_total);
    rules.per_specialty_max = limit32(sc->cs_per_specialty_max);
    rules.host_specialties_max = limit32(sc->hosts_max_specialties);
    rules.budget = isnan(sc->budget_total) ? -1 : sc->budget_total;
    rules.one_per_zone = sc->cs_one_per_zone;
    rules.assign_in_zone = sc->assign == JH_ASSIGN_ZONE;
    return (struct jh_site_problem){.n_areas = w->n_areas,
        .n_hosts = w->n_hosts,
        .n_specialties = w->n_specialties,
        .n_zones = w->n_zones,
        .minutes = w->minutes,
        .demand = demand,
        .zone_of_area = w->plan->zoning.zones.of_area,
        .zone_of_host = w->zone_of_host,
        .state = w->state,
        .host_must = w->host_must,
        .rules = rules,
        .objective = jh_i_plan_objective(w, demand, NULL),
        .host_cost = w->host_cost,
        .pair_cost = w->pair_cost,
        .least_cases = w->least_cases,
        .beds_per_case = w->beds_per_case,
        .host_beds_max = w->host_beds_max,
        .n_regions = w->n_bed_regions,
        .region_of_host = w->region_of_host,
        .region_beds_max = w->region_beds_max,
        .beds_there = w->beds_there};
}
