/*
 * Which specialties each zone plans, and the demand for them.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"

/* Best first: rank; what the ranking does not know comes last, by cases of residents, then index. */
static bool ranks_before(const struct jh_i_plan_work *w, size_t z, size_t a, size_t b)
{
    const struct jh_leaving *leaving = w->plan->leaving + z * w->n_specialties;
    const struct jh_flow_rates *rates = w->plan->by_zone + z * (w->n_specialties + 1);
    int32_t ra = leaving[a].rank[w->scenario->ranking], rb = leaving[b].rank[w->scenario->ranking];
    if ((ra > 0) != (rb > 0))
        return ra > 0;
    if (ra != rb)
        return ra < rb;
    return rates[a].cases != rates[b].cases ? rates[a].cases > rates[b].cases : a < b;
}

static void plan_zone(const struct jh_i_plan_work *w, size_t z)
{
    uint8_t *planned = w->plan->planned + z * w->n_specialties;
    for (size_t s = 0; s < w->n_specialties; s++) {
        int64_t n_better = 0;
        for (size_t o = 0; o < w->n_specialties; o++)
            n_better += o != s && w->chosen_specialty[o] != 0 && ranks_before(w, z, o, s);
        bool top = w->scenario->top_specialties <= 0 || n_better < w->scenario->top_specialties;
        planned[s] = w->chosen_specialty[s] && top;
    }
}

static bool ranking_known(const struct jh_i_plan_work *w)
{
    for (size_t i = 0; i < w->n_zones * w->n_specialties; i++)
        if (w->plan->leaving[i].rank[w->scenario->ranking] > 0)
            return true;
    return w->scenario->ranking == JH_RANKING_CASES || w->n_specialties == 1 ||
           w->scenario->top_specialties <= 0;
}

enum jh_status jh_i_plan_specialties(struct jh_i_plan_work *w, struct jh_error *err)
{
    static const char *const names[] = {
#define JH_X(name, number, en, zh) [number] = en,
        JH_RANKING_MAP(JH_X)
#undef JH_X
    };
    w->plan->planned = JH_I_NEW(w->keep, w->n_zones * w->n_specialties, uint8_t, err);
    if (w->plan->planned == NULL)
        return JH_E_NOMEM;
    if (!ranking_known(w)) {
        enum jh_status st = jh_fail(err, JH_E_DATA,
            "the data do not hold what the ranking by %s needs", names[w->scenario->ranking]);
        jh_hint(err, "Rank by leaving cases, or import the missing column.");
        return st;
    }
    for (size_t z = 0; z < w->n_zones; z++)
        plan_zone(w, z);
    /* What the scenario fixes is planned where it stands. */
    for (size_t i = 0; i < w->n_fixed; i++) {
        int32_t zone = w->plan->zoning.zone_of_hospital[w->fixed[i].hospital];
        if (zone != JH_NONE && w->fixed[i].specialty != JH_NONE)
            w->plan->planned[(size_t)zone * w->n_specialties + (size_t)w->fixed[i].specialty] = 1;
    }
    return JH_OK;
}

double jh_i_plan_row_cases(
    const struct jh_i_plan_work *w, enum jh_demand demand, size_t area, size_t row)
{
    const struct jh_flow_table *t = &w->plan->flows;
    const struct jh_zoning *zoning = &w->plan->zoning;
    int32_t zone = zoning->zones.of_area[area], hospital = t->hospital[row];
    bool stays = zone != JH_NONE ? zoning->zone_of_hospital[hospital] == zone
                                 : w->dataset->hospitals.area[hospital] == (int32_t)area;
    if (demand == JH_DEMAND_LEAVING && stays)
        return 0;
    bool hard = w->scenario->cases == JH_CASES_HARD;
    const double *cases = hard ? t->hard : t->cases;
    const double *elsewhere = hard ? t->hard_elsewhere : t->elsewhere;
    double d = cases[row] - (elsewhere != NULL ? elsewhere[row] : 0);
    return d > 0 ? d : 0; /* rounding of sums may leave a hair below 0 */
}

/* An area in no zone takes part in every specialty that any zone plans. */
static bool planned_for(const struct jh_i_plan_work *w, size_t area, size_t s)
{
    int32_t zone = w->plan->zoning.zones.of_area[area];
    if (zone != JH_NONE)
        return w->plan->planned[(size_t)zone * w->n_specialties + s] != 0;
    for (size_t z = 0; z < w->n_zones; z++)
        if (w->plan->planned[z * w->n_specialties + s])
            return true;
    return false;
}

void jh_i_plan_demand(const struct jh_i_plan_work *w, enum jh_demand demand, double *out_demand)
{
    const struct jh_flow_table *t = &w->plan->flows;
    for (size_t a = 0; a < w->n_areas; a++) {
        double *mine = out_demand + a * w->n_specialties;
        memset(mine, 0, w->n_specialties * sizeof *mine);
        for (size_t r = t->start[a]; r < t->start[a + 1]; r++)
            mine[t->specialty[r]] += jh_i_plan_row_cases(w, demand, a, r);
        for (size_t s = 0; s < w->n_specialties; s++)
            if (mine[s] > 0 && !planned_for(w, a, s))
                mine[s] = 0;
    }
}

bool jh_i_plan_serves(const struct jh_i_plan_work *w, size_t area, size_t specialty, size_t host)
{
    int32_t zone = w->plan->zoning.zones.of_area[area];
    return w->state[host * w->n_specialties + specialty] != JH_SITE_NO &&
           isfinite(w->minutes[area * w->n_hosts + host]) &&
           (w->scenario->assign != JH_ASSIGN_ZONE || zone == JH_NONE ||
               zone == w->zone_of_host[host]);
}

/* Demand that no host can be reached for is left out and counted, unless its whole zone has no host:
 * that is the rules' business. */
static void drop_unreachable(struct jh_i_plan_work *w)
{
    for (size_t a = 0; a < w->n_areas; a++) {
        bool dropped = false;
        for (size_t s = 0; s < w->n_specialties; s++) {
            double *d = &w->demand[a * w->n_specialties + s];
            bool served = !(*d > 0);
            for (size_t k = 0; k < w->n_hosts && !served; k++)
                served = jh_i_plan_serves(w, a, s, k);
            int32_t zone = w->plan->zoning.zones.of_area[a];
            bool hosted = false;
            for (size_t k = 0; k < w->n_hosts && !served && !hosted; k++)
                hosted = w->state[k * w->n_specialties + s] != JH_SITE_NO &&
                         (w->scenario->assign != JH_ASSIGN_ZONE || zone == JH_NONE ||
                             w->zone_of_host[k] == zone);
            if (served || !hosted)
                continue;
            w->plan->unassigned_cases += *d;
            dropped = true;
            *d = 0;
        }
        w->n_unassigned_areas += dropped;
    }
}

enum jh_status jh_i_plan_needs(struct jh_i_plan_work *w, struct jh_error *err)
{
    double total = 0;
    w->demand = JH_I_NEW(w->keep, w->n_areas * w->n_specialties, double, err);
    if (w->demand == NULL)
        return JH_E_NOMEM;
    w->plan->demand = w->demand;
    struct jh_scenario *sc = &w->plan->scenario;
    if (sc->assign == JH_ASSIGN_AUTO)
        sc->assign = sc->centres_per_zone_min >= 1 ? JH_ASSIGN_ZONE : JH_ASSIGN_ANYWHERE;
    jh_i_plan_demand(w, sc->demand, w->demand);
    drop_unreachable(w);
    for (size_t i = 0; i < w->n_areas * w->n_specialties; i++)
        total += w->demand[i];
    if (total > 0)
        return JH_OK;
    enum jh_status st =
        jh_fail(err, JH_E_DATA, "no case of the planned specialties can be assigned");
    jh_hint(err,
        "Check that flows.csv holds cases of them, and that places or listed travel times "
        "lead to hosts (travel.mode).");
    return st;
}
