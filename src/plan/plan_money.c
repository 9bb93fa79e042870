/*
 * Money: investment by year and source, and what care nearer home means for the insurance fund, the
 * patients and the hospitals.
 */
#include "plan/plan_work.h"

#include <math.h>

#include "base/fail.h"
#include "base/num.h"

#define TRIPS 2 /* there and back */

/* Mean cost of a case at home and away, by specialty: from the data, else as stated. */
static void find_costs(const struct jh_i_plan_work *w, struct jh_plan_account *account)
{
    const struct jh_flow_table *t = &w->plan->flows;
    const bool collected = t->cost != NULL && t->has_cost[JH_SIDE_INSIDE] &&
                           (t->has_cost[JH_SIDE_OUTSIDE] || !t->outside_collected);
    struct jh_sum cost[2] = {{0, 0}, {0, 0}}, cases[2] = {{0, 0}, {0, 0}};
    for (size_t a = 0; a < w->n_areas && collected; a++)
        for (size_t r = t->start[a]; r < t->start[a + 1]; r++) {
            if (t->specialty[r] != account->specialty)
                continue;
            int32_t zone = w->plan->zoning.zones.of_area[a];
            bool away = zone == JH_NONE || w->plan->zoning.zone_of_hospital[t->hospital[r]] != zone;
            jh_sum_add(&cost[away], t->cost[r]);
            jh_sum_add(&cases[away], t->cases[r]);
        }
    double *out[] = {&account->cost_home, &account->cost_away};
    const double stated[] = {w->scenario->money_cost_home, w->scenario->money_cost_away};
    for (int k = 0; k < 2; k++) {
        double n = jh_sum_value(&cases[k]);
        account->cost_from_data = collected && isnan(stated[0]) && isnan(stated[1]);
        *out[k] = !isnan(stated[k]) ? stated[k] : n > 0 ? jh_sum_value(&cost[k]) / n : JH_NAN;
    }
}

/* What comes home of a specialty, over all zones. */
static void count_cases(const struct jh_i_plan_work *w, struct jh_plan_account *account,
    double *out_local, double *out_hours)
{
    const struct jh_plan *plan = w->plan;
    const size_t n = w->n_specialties, s = (size_t)account->specialty;
    *out_local = *out_hours = 0;
    for (size_t z = 0; z < w->n_zones; z++) {
        const struct jh_flow_rates *rates = &plan->by_zone[z * (n + 1) + s];
        const struct jh_choice_effect *e =
            &plan->prediction.zone_specialty[(z * n + s) * JH_N_CHOICE_EFFECTS];
        account->home_cases += e[JH_CHOICE_EFFECT_HOME].after;
        account->away_cases += rates->outflow_cases;
        *out_local += rates->cases - rates->outflow_cases;
        *out_hours += e[JH_CHOICE_EFFECT_SAVED].after;
    }
}

/* Margin of the centre specialties: revenue less what grows with cases and with beds. */
static void count_margin(const struct jh_i_plan_work *w, struct jh_plan_account *account)
{
    const struct jh_plan *plan = w->plan;
    const double kept = account->cost_home * (1 - w->scenario->money_variable);
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_build *b = &plan->build[i];
        if (plan->choice[i].specialty != account->specialty || b->mode == JH_PLAN_EXISTING)
            continue;
        double before = b->treated.before * kept - b->beds_before * w->scenario->money_bed;
        double after = b->treated.after * kept - b->beds_after * w->scenario->money_bed;
        account->margin_before += before;
        account->margin_after += after;
        account->subsidy += after < 0 ? -after : 0;
    }
}

static void fill_account(const struct jh_i_plan_work *w, struct jh_plan_account *account)
{
    const struct jh_scenario *sc = w->scenario;
    double local, hours;
    find_costs(w, account);
    count_cases(w, account, &local, &hours);
    const double at_home = account->cost_home, away = account->cost_away;
    const double moved = account->home_cases, left = account->away_cases - moved;
    account->fund_before =
        local * at_home * sc->money_paid_home + account->away_cases * away * sc->money_paid_away;
    account->fund_after =
        (local + moved) * at_home * sc->money_paid_home + left * away * sc->money_paid_away;
    account->patient_before = local * at_home * (1 - sc->money_paid_home) +
                              account->away_cases * away * (1 - sc->money_paid_away);
    account->patient_after = (local + moved) * at_home * (1 - sc->money_paid_home) +
                             left * away * (1 - sc->money_paid_away) -
                             TRIPS * hours * sc->money_hour;
    count_margin(w, account);
}

static bool is_built(const struct jh_i_plan_work *w, int32_t specialty)
{
    for (size_t i = 0; i < w->plan->n_choices; i++)
        if (w->plan->choice[i].specialty == specialty && w->plan->build[i].mode != JH_PLAN_EXISTING)
            return true;
    return false;
}

/* Investment of a centre specialty in a year: its host's evenly until it opens, its own at the end. */
static double invested(const struct jh_i_plan_work *w, size_t choice, int32_t year)
{
    const struct jh_plan *plan = w->plan;
    const struct jh_plan_choice *c = &plan->choice[choice];
    const int32_t open = plan->build[choice].open_year > 1 ? plan->build[choice].open_year : 1;
    const size_t host = (size_t)w->host_of[c->hospital];
    double sum = 0;
    bool first = true;
    if (plan->build[choice].mode == JH_PLAN_EXISTING || year > open)
        return 0;
    for (size_t i = 0; i < choice; i++)
        first = first && plan->choice[i].hospital != c->hospital;
    if (first && w->host_cost != NULL)
        sum += w->host_cost[host] / open;
    if (year == open && w->pair_cost != NULL)
        sum += w->pair_cost[host * w->n_specialties + (size_t)c->specialty];
    return sum;
}

static void fill_years(struct jh_i_plan_work *w)
{
    const struct jh_scenario *sc = w->scenario;
    struct jh_plan_prediction *p = &w->plan->prediction;
    const double share[] = {sc->money_central, sc->money_province, sc->money_city, sc->money_own};
    double whole = 0;
    for (int k = 0; k < JH_N_SOURCES_OF_MONEY; k++)
        whole += share[k];
    for (size_t y = 0; y < p->n_years; y++) {
        struct jh_plan_year *year = &p->year[y];
        double sum = 0;
        for (size_t i = 0; i < w->plan->n_choices; i++) {
            const struct jh_plan_build *b = &w->plan->build[i];
            double rise =
                fmin(1, fmax(0, (double)(year->year - b->open_year) / (double)sc->years_ramp));
            sum += invested(w, i, year->year);
            if (!isnan(b->beds_after))
                year->beds += b->mode == JH_PLAN_EXISTING
                                  ? b->beds_before
                                  : b->beds_before + rise * (b->beds_after - b->beds_before);
        }
        for (int k = 0; k < JH_N_SOURCES_OF_MONEY; k++)
            year->investment[k] = (w->host_cost != NULL || w->pair_cost != NULL) && whole > 0
                                      ? sum * share[k] / whole
                                      : JH_NAN;
    }
}

enum jh_status jh_i_plan_money(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    if (!plan->prediction.done)
        return JH_OK;
    plan->account = JH_I_NEW(w->keep, w->n_specialties, struct jh_plan_account, err);
    if (plan->account == NULL)
        return JH_E_NOMEM;
    for (size_t s = 0; s < w->n_specialties; s++) {
        struct jh_plan_account one = {.specialty = (int32_t)s};
        if (!is_built(w, (int32_t)s))
            continue;
        fill_account(w, &one);
        if (!isnan(one.cost_home) && !isnan(one.cost_away))
            plan->account[plan->n_accounts++] = one;
    }
    fill_years(w);
    return JH_OK;
}
