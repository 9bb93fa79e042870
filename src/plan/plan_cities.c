/*
 * Each city's question: why them, not us? Its strongest eligible hospital beside the centre of its
 * zone.
 */
#include "plan/plan_work.h"

#include <math.h>

#include "base/fail.h"
#include "base/num.h"

/* What a hospital would be as centre in the place of one of the plan. */
struct rival {
    double case_minutes, cases; /* of those assigned to the centre */
    double present, quality, n_quality;
    size_t n_missing; /* specialties of the centre that it cannot host */
};

/* Cases that a host treats today of a specialty; [n_hosts * n_specialties]. */
static double *count_present(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_flow_table *t = &w->plan->flows;
    double *present = JH_I_NEW(&w->scratch, w->n_hosts * w->n_specialties, double, err);
    for (size_t r = 0; r < t->n && present != NULL; r++) {
        int32_t host = w->host_of[t->hospital[r]];
        if (host != JH_NONE)
            present[(size_t)host * w->n_specialties + t->specialty[r]] += t->cases[r];
    }
    return present;
}

static void compare_specialty(const struct jh_i_plan_work *w, size_t host,
    const struct jh_plan_choice *c, const double *present, struct rival *out)
{
    const struct jh_capabilities *known = &w->dataset->capabilities;
    const size_t s = (size_t)c->specialty;
    int64_t row = known->n > 0 ? jh_capability_find(known, w->host[host], c->specialty) : JH_NONE;
    out->n_missing += w->state[host * w->n_specialties + s] == JH_SITE_NO;
    out->present += present[host * w->n_specialties + s];
    if (row != JH_NONE && !isnan(known->quality[row])) {
        out->quality += known->quality[row];
        out->n_quality++;
    }
    for (size_t a = 0; a < w->n_areas; a++) {
        double minutes = (double)w->minutes[a * w->n_hosts + host];
        if (w->plan->assigned[a * w->n_specialties + s] != c->hospital || !isfinite(minutes))
            continue;
        out->cases += w->demand[a * w->n_specialties + s];
        out->case_minutes += w->demand[a * w->n_specialties + s] * minutes;
    }
}

static struct rival compare(const struct jh_i_plan_work *w, size_t host,
    const struct jh_plan_centre *centre, const double *present)
{
    struct rival rival = {0};
    for (size_t i = 0; i < w->plan->n_choices; i++)
        if (w->plan->choice[i].hospital == centre->hospital && !w->plan->choice[i].existing)
            compare_specialty(w, host, &w->plan->choice[i], present, &rival);
    return rival;
}

static double mean(double sum, double n)
{
    return n > 0 ? sum / n : JH_NAN;
}

static int32_t region_of(const struct jh_i_plan_work *w, int32_t hospital)
{
    int32_t area = w->dataset->hospitals.area[hospital];
    return area != JH_NONE ? w->dataset->areas.region[area] : JH_NONE;
}

/* The host of a region that can do, then that treats most of what the centre of its zone is to do. */
static void fill_city(const struct jh_i_plan_work *w, int32_t region, const double *present,
    struct jh_plan_city *city)
{
    struct rival best = {.present = -1, .n_missing = SIZE_MAX};
    for (size_t k = 0; k < w->n_hosts; k++) {
        if (region_of(w, w->host[k]) != region)
            continue;
        for (size_t c = 0; c < w->plan->n_centres; c++) {
            const struct jh_plan_centre *centre = &w->plan->centre[c];
            if (centre->zone != w->zone_of_host[k])
                continue;
            struct rival here = compare(w, k, centre, present);
            if (here.n_missing > best.n_missing ||
                (here.n_missing == best.n_missing && !(here.present > best.present)))
                continue;
            size_t at = (size_t)w->host_of[centre->hospital];
            struct rival there = compare(w, at, centre, present);
            best = here;
            city->hospital = w->host[k];
            city->centre = centre->hospital;
            city->n_missing = here.n_missing;
            city->minutes_here = mean(here.case_minutes, here.cases);
            city->minutes_there = mean(there.case_minutes, there.cases);
            city->cases_here = here.present;
            city->cases_there = there.present;
            city->quality_here = mean(here.quality, here.n_quality);
            city->quality_there = mean(there.quality, there.n_quality);
        }
    }
    city->reason = city->hospital == JH_NONE                       ? JH_CITY_NO_HOST
                   : city->n_missing > 0                           ? JH_CITY_MISSING
                   : w->scenario->objective[JH_OBJECTIVE_HOME] > 0 ? JH_CITY_FEWER_HOME
                   : city->minutes_here > city->minutes_there      ? JH_CITY_FARTHER
                                                                   : JH_CITY_RULES;
}

static bool has_centre(const struct jh_i_plan_work *w, int32_t region)
{
    for (size_t c = 0; c < w->plan->n_centres; c++)
        if (region_of(w, w->plan->centre[c].hospital) == region)
            return true;
    return false;
}

enum jh_status jh_i_plan_cities(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    const size_t n = w->dataset->regions.n;
    double *present = count_present(w, err);
    uint8_t *lived_in = JH_I_NEW(&w->scratch, n, uint8_t, err);
    plan->city = JH_I_NEW(w->keep, n, struct jh_plan_city, err);
    if (present == NULL || lived_in == NULL || plan->city == NULL)
        return JH_E_NOMEM;
    for (size_t a = 0; a < w->n_areas; a++)
        if (w->dataset->areas.region[a] != JH_NONE)
            lived_in[w->dataset->areas.region[a]] = 1;
    for (size_t g = 0; g < n; g++) {
        if (!lived_in[g] || has_centre(w, (int32_t)g))
            continue;
        struct jh_plan_city *city = &plan->city[plan->n_cities++];
        *city = (struct jh_plan_city){.region = (int32_t)g,
            .hospital = JH_NONE,
            .centre = JH_NONE,
            .minutes_here = JH_NAN,
            .minutes_there = JH_NAN,
            .cases_here = JH_NAN,
            .cases_there = JH_NAN,
            .quality_here = JH_NAN,
            .quality_there = JH_NAN};
        fill_city(w, (int32_t)g, present, city);
    }
    return JH_OK;
}
