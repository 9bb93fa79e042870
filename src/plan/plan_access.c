/*
 * Accessibility before and after, new beds shared among the centres, and what each zone adds to
 * inequality.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

/* Methods of accessibility that a plan offers, as the scenario lists them. */
static const enum jh_access_method methods[] = {JH_ACCESS_2SFCA, JH_ACCESS_E2SFCA, JH_ACCESS_3SFCA,
    JH_ACCESS_M2SFCA, JH_ACCESS_BFCA, JH_ACCESS_GRAVITY_COMPETITION};

/* Beds that count for access: those of its centre specialties where every one states them, else the
 * hospital's. */
static bool specialties_have_beds(const struct jh_i_plan_work *w)
{
    for (size_t i = 0; i < w->plan->n_choices; i++)
        if (isnan(w->plan->choice[i].specialty_beds))
            return false;
    return true;
}

static double centre_beds(const struct jh_i_plan_work *w, int32_t hospital, bool existing_only)
{
    double sum = 0;
    bool any = false;
    for (size_t i = 0; i < w->plan->n_choices; i++) {
        const struct jh_plan_choice *choice = &w->plan->choice[i];
        if (choice->hospital != hospital || (existing_only && !choice->existing))
            continue;
        any = true;
        sum += w->seats_by_specialty ? choice->specialty_beds : 0;
    }
    if (!any)
        return 0;
    return w->seats_by_specialty ? sum : w->dataset->hospitals.beds[hospital];
}

enum jh_access_method jh_scenario_access_method(const struct jh_scenario *scenario)
{
    return methods[scenario->access_method];
}

static struct jh_access_options access_options(const struct jh_scenario *sc)
{
    struct jh_access_options options = jh_access_options_default();
    options.method = jh_scenario_access_method(sc);
    options.decay = sc->access_decay;
    options.parameter = sc->access_parameter;
    options.reach_min = isnan(sc->access_reach_min) ? sc->reach_min : sc->access_reach_min;
    return options;
}

static enum jh_status take_beds(struct jh_i_plan_work *w, bool existing_only, double **out_supply,
    double *out_total, struct jh_error *err)
{
    double *supply = JH_I_NEW(&w->scratch, w->plan->n_centres, double, err);
    if (supply == NULL)
        return JH_E_NOMEM;
    *out_total = 0;
    for (size_t c = 0; c < w->plan->n_centres; c++) {
        double beds = centre_beds(w, w->plan->centre[c].hospital, existing_only);
        supply[c] = beds > 0 ? beds : 0;
        *out_total += supply[c];
    }
    *out_supply = supply;
    return JH_OK;
}

/* New beds among the centres so that accessibility is most equal: sited by proximity, sized by
 * equality. */
static enum jh_status share_beds(struct jh_i_plan_work *w, const struct jh_travel_pairs *pairs,
    double *supply, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    const struct jh_areas *areas = &w->dataset->areas;
    const struct jh_access_options options = access_options(w->scenario);
    double *added = JH_I_NEW(&w->scratch, plan->n_centres, double, err);
    uint8_t *judged = JH_I_NEW(&w->scratch, areas->n, uint8_t, err);
    if (added == NULL || judged == NULL)
        return JH_E_NOMEM;
    memset(judged, 1, w->n_areas);
    enum jh_status st = jh_access_share(pairs, plan->n_centres, supply, NULL, areas->population,
        judged, w->scenario->beds_share, &options, NULL, added, &plan->share, err);
    for (size_t c = 0; st == JH_OK && c < plan->n_centres; c++) {
        plan->centre[c].new_beds = added[c];
        supply[c] += added[c];
    }
    return st;
}

static enum jh_status measure_access(struct jh_i_plan_work *w, const struct jh_travel_pairs *pairs,
    const double *supply, double total, double **out_access, struct jh_equity *out_equity,
    struct jh_equity_part **out_part, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_areas *areas = &w->dataset->areas;
    const int32_t *zone = w->plan->zoning.zones.of_area;
    const struct jh_access_options options = access_options(w->scenario);
    double *access = JH_I_NEW(&w->scratch, areas->n, double, err);
    *out_access = JH_I_NEW(w->keep, w->n_areas, double, err);
    *out_part = JH_I_NEW(w->keep, w->n_zones + 1, struct jh_equity_part, err);
    if (access == NULL || *out_access == NULL || *out_part == NULL)
        return JH_E_NOMEM;
    JH_TRY(
        st, jh_access(pairs, w->plan->n_centres, supply, areas->population, &options, access, err));
    memcpy(*out_access, access, w->n_areas * sizeof *access);
    *out_equity = (struct jh_equity){JH_NAN, JH_NAN, JH_NAN, JH_NAN, JH_NAN, 0, 0, JH_NAN, JH_NAN,
        JH_NAN, JH_NAN}; /* of nothing: no equity */
    if (total > 0)
        JH_TRY(st, jh_equity(w->n_areas, *out_access, areas->population, w->n_zones, zone,
                       out_equity, err));
    st = jh_equity_parts(
        w->n_areas, *out_access, areas->population, w->n_zones, zone, *out_part, err);
out:
    return st;
}

enum jh_status jh_i_plan_access(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    const struct jh_areas *areas = &w->dataset->areas;
    struct jh_travel_pairs pairs = {0};
    struct jh_run run = w->run;
    double *today, *after, beds_today, beds_after;
    int32_t *area = JH_I_NEW(&w->scratch, areas->n, int32_t, err);
    int32_t *site = JH_I_NEW(&w->scratch, plan->n_centres, int32_t, err);
    if (area == NULL || site == NULL)
        return JH_E_NOMEM;
    w->seats_by_specialty = specialties_have_beds(w);
    JH_TRY(st, take_beds(w, true, &today, &beds_today, err));
    JH_TRY(st, take_beds(w, false, &after, &beds_after, err));
    if (!(beds_after + w->scenario->beds_share > 0))
        return JH_OK;
    /* People beyond the border compete for the same beds, so all areas take part. */
    for (size_t a = 0; a < areas->n; a++)
        area[a] = (int32_t)a;
    for (size_t c = 0; c < plan->n_centres; c++)
        site[c] = plan->centre[c].hospital;
    run.should_stop = NULL; /* a search that ran out of time still gets its effect */
    JH_TRY(st, jh_travel_within(w->dataset, &w->scenario->travel, areas->n, area, plan->n_centres,
                   site, access_options(w->scenario).reach_min, &run, &pairs, err));
    if (w->scenario->beds_share > 0)
        JH_TRY(st, share_beds(w, &pairs, after, err));
    JH_TRY(st, measure_access(w, &pairs, today, beds_today, &plan->access_before,
                   &plan->equity_before, &plan->equity_zones_before, err));
    JH_TRY(st, measure_access(w, &pairs, after, beds_after + w->scenario->beds_share,
                   &plan->access_after, &plan->equity_after, &plan->equity_zones_after, err));
out:
    jh_travel_pairs_release(&pairs);
    return st;
}
