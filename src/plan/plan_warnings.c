/*
 * What a reader of the plan must be warned of.
 */
#include "plan/plan_notes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

static void warn_data(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_flow_table *t = &w->plan->flows;
    const struct jh_hospitals *hs = &w->dataset->hospitals;
    if (w->dataset->fictional)
        jh_i_note(noter, "the data are fictional: nothing here describes a real territory");
    if (!t->outside_collected)
        jh_i_note(noter,
            "stays outside the territory are not collected: rates of leaving it are unknown, not "
            "zero, and leaving cases are those that leave their zone inside it");
    if (!t->inside_collected)
        jh_i_note(noter, "stays inside the territory are not collected");
    if (t->elsewhere == NULL)
        jh_i_note(noter,
            "people who live elsewhere for long are not told apart: their stays count as leaving");
    if (t->basis == JH_BASIS_NONE)
        jh_i_note(noter,
            "flows do not state the basis of the home area (residence, registration, insurance)");
    size_t n_other = 0;
    for (size_t i = 0; t->basis != JH_BASIS_NONE && i < w->dataset->flows.n; i++)
        n_other += w->dataset->flows.basis[i] != (uint8_t)t->basis;
    if (n_other > 0)
        jh_i_note(noter,
            "bases are never mixed: %zu of %zu rows of flows state another home area than the one "
            "used (basis), or none, and are left out",
            n_other, w->dataset->flows.n);
    if (t->inside_collected && t->outside_collected &&
        t->side_years[JH_SIDE_INSIDE] != t->side_years[JH_SIDE_OUTSIDE])
        jh_i_note(noter,
            "stays inside are annual means over %.2f years, stays outside over %.2f years",
            t->side_years[JH_SIDE_INSIDE], t->side_years[JH_SIDE_OUTSIDE]);
    if (w->scenario->hosts_grades.n > 0 && !hs->has_grades)
        jh_i_note(noter, "no hospital states a grade: hosts.grades was not applied");
    if (!hs->has_sponsors && w->scenario->hosts_sponsors.n == 0)
        jh_i_note(noter, "no hospital states its sponsor: all count as public");
}

/* Points that nobody measured. */
static void warn_derived(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_hospitals *hs = &w->dataset->hospitals;
    const struct jh_areas *areas = &w->dataset->areas;
    struct jh_i_name_list hosts = {.n = 0}, places = {.n = 0};
    size_t n_hosts = 0, n_places = 0;
    for (size_t k = 0; k < w->n_hosts; k++)
        if (hs->place_basis[w->host[k]] == JH_PLACE_AREA) {
            n_hosts++;
            jh_i_name_list_add(&hosts, hs->name[w->host[k]]);
        }
    if (n_hosts > 0)
        jh_i_note(noter, "%zu of %zu eligible hosts stand at the point of their area (%s)", n_hosts,
            w->n_hosts, hosts.text);
    for (size_t a = 0; a < w->n_areas; a++)
        if (areas->place_basis[a] == JH_PLACE_GAZETTEER) {
            n_places++;
            jh_i_name_list_add(&places, areas->name[a]);
        }
    if (n_places > 0)
        jh_i_note(noter,
            "%zu of %zu areas stand at derived points, from a gazetteer or the middle of their "
            "boundaries (%s)",
            n_places, w->n_areas, places.text);
}

static void warn_places(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_travel_counts *n = &w->plan->travel_counts;
    uint64_t all = n->listed + n->modelled + n->unknown;
    if (n->modelled > 0 && n->listed == 0)
        jh_i_note(noter, "no travel times are listed: all minutes come from the distance model");
    else if (n->modelled > 0)
        jh_i_note(noter, "minutes of %.1f%% of pairs of area and host come from the distance model",
            100.0 * (double)n->modelled / (double)all);
    if (n->unknown > 0)
        jh_i_note(noter, "%.1f%% of pairs of area and host have no known route",
            100.0 * (double)n->unknown / (double)all);
    warn_derived(w, noter);
    const struct jh_plan_effect *effect = &w->plan->effect;
    double known = effect->before_known_cases / effect->cases;
    if (known < 0.995)
        jh_i_note(noter,
            "travel of today is known for %.1f%% of cases: figures before the plan leave out the "
            "others",
            100 * known);
}

static void warn_zones(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_zoning *zoning = &w->plan->zoning;
    struct jh_i_name_list names = {.n = 0};
    double people = 0;
    size_t n = 0;
    for (size_t a = 0; a < w->n_areas; a++) {
        if (zoning->zones.of_area[a] != JH_NONE)
            continue;
        n++;
        people += w->dataset->areas.population[a];
        jh_i_name_list_add(&names, w->dataset->areas.name[a]);
    }
    if (n > 0)
        jh_i_note(noter, "areas in no zone: %zu with %.0f people, whom any centre may serve (%s)",
            n, people, names.text);
    if (zoning->indices.n_components > zoning->indices.n_zones)
        jh_i_note(noter, "the %zu zones fall into %zu separate parts on the map",
            zoning->indices.n_zones, zoning->indices.n_components);
    if (zoning->n_coincident > 0) {
        struct jh_i_name_list shared = {.n = 0};
        for (size_t i = 0; i < zoning->n_coincident; i++)
            jh_i_name_list_add(&shared, w->dataset->areas.name[zoning->coincident[i]]);
        jh_i_note(noter, "areas that share their point with another: %zu (%s)",
            zoning->n_coincident, shared.text);
    }
    if (w->n_unassigned_areas > 0)
        jh_i_note(noter,
            "areas without a route to an eligible host: %zu, whose %.0f cases a year are assigned "
            "to none",
            w->n_unassigned_areas, w->plan->unassigned_cases);
}

static void warn_small(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    size_t n_planned = 0, n_small = 0;
    for (size_t i = 0; i < w->n_zones * w->n_specialties; i++) {
        double leaving = w->plan->leaving[i].value[JH_RANKING_CASES];
        if (!w->plan->planned[i] || isnan(leaving))
            continue;
        n_planned++;
        n_small += leaving < JH_I_SMALL_CASES;
    }
    if (n_small > 0)
        jh_i_note(noter,
            "planned specialties of zones with too few leaving cases to rest on: %zu of %zu below "
            "%d a year",
            n_small, n_planned, JH_I_SMALL_CASES);
}

/* What a warning may say of centre specialties. */
typedef bool concerns_fn(const struct jh_i_plan_work *w, size_t choice);

static bool in_hospital(const struct jh_i_plan_work *w, concerns_fn *concerns, size_t i, size_t k)
{
    return w->plan->choice[i].hospital == w->plan->choice[k].hospital && concerns(w, i);
}

/* Each hospital once, with its specialties concerned: "hospital: one, other"; alone where there is one
 * specialty. Returns how many centre specialties. */
static size_t name_concerned(
    const struct jh_i_plan_work *w, concerns_fn *concerns, struct jh_i_name_list *list)
{
    size_t n = 0;
    for (size_t k = 0; k < w->plan->n_choices; k++) {
        char text[sizeof list->text];
        bool first = concerns(w, k);
        n += first;
        for (size_t i = 0; i < k && first; i++)
            first = !in_hospital(w, concerns, i, k);
        if (!first)
            continue;
        int len = snprintf(
            text, sizeof text, "%.120s", w->dataset->hospitals.name[w->plan->choice[k].hospital]);
        const char *before = ": ";
        for (size_t i = k; i < w->plan->n_choices && w->n_specialties > 1; i++) {
            const char *name = w->dataset->specialties.id[w->plan->choice[i].specialty];
            if (!in_hospital(w, concerns, i, k) || (size_t)len + strlen(name) + 8 > sizeof text)
                continue;
            len += snprintf(text + len, sizeof text - (size_t)len, "%s%s", before, name);
            before = ", ";
        }
        jh_i_name_list_add(list, text);
    }
    return n;
}

static bool is_new(const struct jh_i_plan_work *w, size_t i)
{
    return !w->plan->choice[i].existing && w->plan->choice[i].cases > 0;
}

static bool treats_none(const struct jh_i_plan_work *w, size_t i)
{
    return is_new(w, i) && !(w->plan->choice[i].present_cases > 0);
}

static bool treats_few(const struct jh_i_plan_work *w, size_t i)
{
    const struct jh_plan_choice *c = &w->plan->choice[i];
    return is_new(w, i) && c->present_cases > 0 &&
           c->present_cases < JH_I_SMALL_PRESENT_FRAC * c->cases;
}

static bool lacks_beds(const struct jh_i_plan_work *w, size_t i)
{
    const struct jh_plan_build *b = &w->plan->build[i];
    double beds = w->plan->choice[i].specialty_beds;
    return b->mode != JH_PLAN_EXISTING && beds > 0 && b->beds_after > beds;
}

static bool lacks_volume(const struct jh_i_plan_work *w, size_t i)
{
    const struct jh_plan_build *b = &w->plan->build[i];
    return b->mode != JH_PLAN_EXISTING && b->treated.after < w->scenario->cs_min_volume;
}

/* New centre specialties that the hospital treats not at all, or little, today. */
static void warn_beginners(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    struct jh_i_name_list none = {.n = 0}, few = {.n = 0};
    size_t n_none = name_concerned(w, treats_none, &none), n_new = 0;
    size_t n_few = name_concerned(w, treats_few, &few);
    for (size_t i = 0; i < w->plan->n_choices; i++)
        n_new += is_new(w, i);
    if (n_none > 0)
        jh_i_note(noter,
            "centre specialties that the hospital does not treat today: %zu of %zu (%s)", n_none,
            n_new, none.text);
    if (n_few > 0)
        jh_i_note(noter,
            "centre specialties that treat few of the cases assigned to them today: %zu of %zu "
            "below %.0f%% (%s)",
            n_few, n_new, 100 * JH_I_SMALL_PRESENT_FRAC, few.text);
}

static void warn_hosts(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    struct jh_i_name_list alone = {.n = 0};
    size_t n_alone = 0, n_no_beds = 0;
    for (size_t z = 0; z < w->n_zones; z++) {
        size_t n = 0;
        for (size_t k = 0; k < w->n_hosts; k++)
            n += w->zone_of_host[k] == (int32_t)z;
        if (n != 1)
            continue;
        n_alone++;
        jh_i_name_list_add(&alone, w->plan->zoning.zones.name[z]);
    }
    if (n_alone > 0)
        jh_i_note(noter,
            "zones with a single eligible host, where there was nothing to choose: %zu (%s)",
            n_alone, alone.text);
    if (w->plan->access_after == NULL) {
        jh_i_note(noter, "centres state no beds: accessibility is not computed");
        return;
    }
    for (size_t c = 0; c < w->plan->n_centres && !w->seats_by_specialty; c++)
        n_no_beds += isnan(w->dataset->hospitals.beds[w->plan->centre[c].hospital]) != 0;
    if (n_no_beds > 0)
        jh_i_note(noter, "centres that state no beds and add nothing to accessibility: %zu of %zu",
            n_no_beds, w->plan->n_centres);
}

/* All cases of a specialty at a few centres travel farther than today's, which many hospitals treat. */
static void warn_farther(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_plan_effect *e = &w->plan->effect;
    if (e->after_mean_min > e->before_mean_min)
        jh_i_note(noter,
            "the mean way grows, as all %.0f cases of the planned specialties, also those treated "
            "near home today, are assigned to %zu centres: plan more centres (centres.max_total, "
            "centres.per_zone_min), only hard cases (cases: hard) or only leaving ones (demand: "
            "leaving) to see what a centre means for them",
            e->cases, w->plan->n_centres);
}

static void warn_search(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    if (w->plan->status != JH_SITE_OPTIMAL)
        jh_i_note(noter,
            "the choice is not proven best: no plan under these rules is better by more than "
            "%.2f%%",
            100 * w->plan->gap_frac);
    if (!w->plan->leaving_compared && w->scenario->demand != JH_DEMAND_LEAVING &&
        !(w->scenario->objective[JH_OBJECTIVE_HOME] > 0))
        jh_i_note(noter, "what would change under demand: leaving was not computed");
}

static void warn_choice(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_plan *plan = w->plan;
    if (plan->build == NULL)
        return;
    if (jh_i_plan_is_cut(w) && !plan->prediction.done) {
        jh_i_note(noter, "ended early: what patients will choose is not predicted");
        return;
    }
    if (!plan->prediction.done) {
        jh_i_note(
            noter, "what patients will choose is not predicted: quality or a model is missing");
        return;
    }
    if (plan->prediction.n_unknown > 0)
        jh_i_note(noter,
            "%zu centre specialties count as unchanged in the prediction: their quality is not "
            "given or their specialty has no model",
            plan->prediction.n_unknown);
    struct jh_i_name_list list = {.n = 0};
    if (name_concerned(w, lacks_beds, &list) > 0)
        jh_i_note(noter, "the cases predicted need more beds than the specialty has today: %s",
            list.text);
}

/* Siting for home reckons with the best exporters; those found may bring fewer. */
static void warn_volumes(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_plan *plan = w->plan;
    struct jh_i_name_list list = {.n = 0};
    if (!(w->scenario->objective[JH_OBJECTIVE_HOME] > 0) || !plan->prediction.done)
        return;
    if (name_concerned(w, lacks_volume, &list) > 0)
        jh_i_note(noter,
            "with the exporters found, not the best, these stay below the least volume: %s",
            list.text);
}

void jh_i_plan_warnings(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    warn_data(w, noter);
    warn_places(w, noter);
    warn_zones(w, noter);
    warn_small(w, noter);
    warn_beginners(w, noter);
    warn_hosts(w, noter);
    warn_farther(w, noter);
    warn_search(w, noter);
    warn_choice(w, noter);
    warn_volumes(w, noter);
}
