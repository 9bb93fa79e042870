/*
 * What the plan takes for granted, said in words.
 */
#include "plan/plan_notes.h"

#include <math.h>

#include "base/num.h"

/* One sentence per value of an enum, as a translated word must not be pasted into a sentence. */
static const char *const ranking_texts[JH_N_RANKINGS] = {
    [JH_RANKING_CASES] = "specialties of a zone are ranked by leaving cases",
    [JH_RANKING_PERSONS] = "specialties of a zone are ranked by leaving persons",
    [JH_RANKING_HARD] = "specialties of a zone are ranked by leaving hard cases",
    [JH_RANKING_EXCESS] =
        "specialties of a zone are ranked by leaving cases above what the best "
        "tenth of zones would lose",
    [JH_RANKING_COST] = "specialties of a zone are ranked by the cost of leaving cases",
    [JH_RANKING_SHORTAGE] =
        "specialties of a zone are ranked by local shortage: fewest beds per "
        "case first",
};
static const char *const basis_texts[] = {
    [JH_BASIS_NONE] = NULL,
    [JH_BASIS_RESIDENCE] = "the home area is that of residence",
    [JH_BASIS_REGISTRATION] = "the home area is that of household registration",
    [JH_BASIS_INSURANCE] = "the home area is that of insurance",
};

static void assume_demand(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_flow_table *t = &w->plan->flows;
    const struct jh_periods *p = &w->dataset->periods;
    if (p->given && p->n > 0)
        jh_i_note(noter, "cases are annual means over %zu periods, %s to %s (%.2f years)", p->n,
            p->id[0], p->id[p->n - 1], t->years);
    else
        jh_i_note(noter, "flows state no period: they are taken as those of one year");
    jh_i_note_plain(
        noter, w->scenario->demand == JH_DEMAND_LEAVING
                   ? "demand is the residents' cases that leave their zone today"
                   : "demand is all cases of residents, wherever they are treated today");
    if (w->scenario->cases == JH_CASES_HARD)
        jh_i_note(noter, "only hard cases count");
    if (t->elsewhere != NULL)
        jh_i_note(noter, "stays of people who live elsewhere for long are left out of demand");
    if (basis_texts[t->basis] != NULL)
        jh_i_note_plain(noter, basis_texts[t->basis]);
    if (w->n_specialties == 1)
        jh_i_note(noter, "the data tell no specialties apart: a centre serves all cases");
    else if (w->scenario->top_specialties > 0) {
        jh_i_note_plain(noter, ranking_texts[w->scenario->ranking]);
        jh_i_note(noter, "each zone plans its first %lld specialties",
            (long long)w->scenario->top_specialties);
    } else
        jh_i_note(noter, "each zone plans all specialties");
}

static void assume_zones(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    if (w->zones_by_guideline)
        jh_i_note(noter,
            "%zu zones, after the guideline of 2021 to 2025 of one provincial centre per 10 to 15 "
            "million people, whose period is over: set zones.count for another number",
            w->n_zones);
}

static void assume_places(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_places *p = &w->plan->places;
    struct jh_i_name_list names = {.n = 0};
    if (p->n == 0)
        return;
    for (size_t r = 0; r < p->n; r++)
        if (p->scores.chosen[p->order[r]])
            jh_i_name_list_add(&names, p->name[p->order[r]]);
    jh_i_note(
        noter, "hosts are looked for in %zu of %zu places only: %s", p->n_chosen, p->n, names.text);
    if (w->n_zones_not_chosen > 0 && w->scenario->assign == JH_ASSIGN_ANYWHERE)
        jh_i_note(noter, "%zu zones hold no chosen place: their cases go to centres elsewhere",
            w->n_zones_not_chosen);
}

static void assume_siting(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    size_t n_existing = 0;
    jh_i_note(noter,
        "after: all cases of an area attend the centre specialty they are assigned to; what "
        "patients choose is predicted apart");
    jh_i_note_plain(noter, w->scenario->assign == JH_ASSIGN_ZONE
                               ? "cases are assigned to a centre of their own zone"
                               : "cases may be assigned to a centre of any zone");
    jh_i_note(noter, "at most %lld centres in all (centres.max_total)",
        (long long)w->scenario->centres_max_total);
    if (w->n_untreated > 0)
        jh_i_note(noter,
            "a host has a base in the specialty: it treats it today (hosts.base); this rules out "
            "%zu pairs of hospital and specialty",
            w->n_untreated);
    if (w->n_unkind > 0)
        jh_i_note(noter,
            "Chinese medicine has centres of its own: its hospitals host its specialties and no "
            "others, unless hosts.kinds says otherwise");
    for (size_t c = 0; c < w->plan->n_centres; c++)
        n_existing += w->dataset->hospitals.role[w->plan->centre[c].hospital] == JH_ROLE_CENTRE;
    if (n_existing > 0)
        jh_i_note(noter, "centres of today stay open and count in the totals: %zu", n_existing);
}

static void assume_travel(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_travel_model *m = &w->scenario->travel.model;
    if (w->plan->travel_counts.modelled > 0)
        jh_i_note(noter,
            "distance model: road %.3g times the straight line, %.4g to %.4g km/h with %.4g km "
            "half "
            "way, %.4g minutes added to every trip",
            m->detour, m->speed_min_kmh, m->speed_max_kmh, m->speed_half_km, m->terminal_min);
    jh_i_note(noter, "within reach means at most %.4g minutes", w->scenario->reach_min);
    jh_i_note(noter, "care across a border counts as neighbouring care up to %.4g minutes",
        w->scenario->border_reach_min);
    if (w->plan->access_after == NULL)
        return;
    if (w->scenario->access_method == JH_SCENARIO_ACCESS_2SFCA)
        jh_i_note_plain(
            noter, w->seats_by_specialty
                       ? "accessibility is the two-step floating catchment area over the beds of "
                         "centre specialties"
                       : "accessibility is the two-step floating catchment area over all beds of "
                         "the centres' hospitals");
    else
        jh_i_note(noter, "accessibility is measured by the method %s",
            jh_access_method_name(jh_scenario_access_method(w->scenario)));
    if (w->scenario->beds_share > 0)
        jh_i_note(noter,
            "%g new beds are shared among the centres so that accessibility is most equal "
            "(beds.share)",
            w->scenario->beds_share);
}

static void assume_home(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    if (!(w->scenario->objective[JH_OBJECTIVE_HOME] > 0))
        return;
    jh_i_note_plain(noter,
        w->plan->home_own_zone ? "home means the patient's own zone" : "home means the territory");
    if (w->home.loads)
        jh_i_note_plain(noter,
            "least volumes and ceilings of beds hold for the cases that patients are predicted to "
            "bring, each host with its best exporter");
    if (!isnan(w->plan->home_by_travel))
        jh_i_note(noter,
            "siting by travel alone under the same rules would bring home %.0f cases a year where "
            "this plan brings %.0f, each host with its best exporter",
            w->plan->home_by_travel, w->plan->objective);
}

static void assume_choice(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    const struct jh_scenario *sc = w->scenario;
    if (!w->plan->prediction.done)
        return;
    jh_i_note(noter,
        "a paired host closes %.3g of the gap in quality to its exporter (uplift), one that builds "
        "up alone %.3g of the gap to the best hospital (uplift_self_built): no official figure, "
        "shown at %.3g and %.3g of them as well",
        sc->uplift, sc->uplift_self_built, 0.5, 1.5);
    if (sc->calibration < 1 || sc->calibration > 1)
        jh_i_note(noter,
            "these shares are taken times %.3g, as what was achieved beside what was predicted "
            "tells "
            "(calibration)",
            sc->calibration);
    jh_i_note(noter,
        "a centre specialty treats after %lld years (%lld in a new building); its rise in quality "
        "is complete %lld years later",
        (long long)sc->years_open_existing, (long long)sc->years_open_new,
        (long long)sc->years_ramp);
    jh_i_note(noter,
        "patients are predicted to choose as they did, knowing of the change, with beds enough; "
        "standard errors allow for areas that differ");
    if (sc->choice_alternatives == 0)
        jh_i_note(noter,
            "open to an area are the hospitals that treat anybody of it today "
            "(choice.alternatives)");
}

void jh_i_plan_assumptions(const struct jh_i_plan_work *w, struct jh_i_noter *noter)
{
    assume_demand(w, noter);
    assume_zones(w, noter);
    assume_places(w, noter);
    assume_siting(w, noter);
    assume_travel(w, noter);
    assume_home(w, noter);
    assume_choice(w, noter);
}
