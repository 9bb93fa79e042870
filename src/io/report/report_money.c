/*
 * Years, investment, and the three purses.
 */
#include <math.h>

#include "base/msg.h"
#include "io/report/report_parts.h"

static void year_table(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    if (p->n_years == 0)
        return;
    jh_i_open_table(r, "Year by year, expected");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, true, "Year after approval");
    jh_i_th(r, true, "Centre specialties that treat");
    jh_i_th(r, true, "Rise in quality reached");
    jh_i_th(r, true, "Brought home to their zone");
    jh_i_th(r, true, "Brought home to the territory");
    jh_i_th(r, true, "Leave their zone");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t y = 0; y < p->n_years; y++) {
        const struct jh_plan_year *year = &p->year[y];
        jh_i_put(r, "<tr>");
        jh_i_td_count(r, year->year);
        jh_i_td_count(r, year->opened);
        jh_i_td_number(r, jh_i_share(r, year->full_frac, 1));
        jh_i_td_count(r, year->zone_home);
        jh_i_td_count(r, year->home);
        jh_i_td_number(r, jh_i_rate(r, year->zone_outflow_rate));
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
    jh_i_put(r, "<p class=\"small\">");
    jh_i_say(r,
        "On approval the yearly rates by area (table of targets) become proposed targets. Opening "
        "years and the ramp are assumptions of the scenario.");
    jh_i_put(r, "</p>\n");
}

/* Money by year and source, where costs are stated; sums in the last row and column. */
static void investment_table(struct jh_report *r)
{
    static const char *const sources[JH_N_SOURCES_OF_MONEY] = {
        "Central budget", "Provincial budget", "City budget", "Hospital"};
    const struct jh_plan_prediction *p = &r->plan->prediction;
    double sum[JH_N_SOURCES_OF_MONEY] = {0}, whole = 0;
    if (isnan(p->year[0].investment[0])) {
        jh_i_put(r, "<p class=\"small\">");
        jh_i_say(r,
            "Investment is not computed: no costs are stated (centre_cost and "
            "specialty_cost of the hospitals).");
        jh_i_put(r, "</p>\n");
        return;
    }
    jh_i_open_table(r, "Investment by year and source, in the unit of the budget");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, true, "Year after approval");
    for (int k = 0; k < JH_N_SOURCES_OF_MONEY; k++)
        jh_i_th(r, true, sources[k]);
    jh_i_th(r, true, "Sum");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t y = 0; y < p->n_years; y++) {
        double all = 0;
        jh_i_put(r, "<tr>");
        jh_i_td_count(r, p->year[y].year);
        for (int k = 0; k < JH_N_SOURCES_OF_MONEY; k++) {
            jh_i_td_count(r, p->year[y].investment[k]);
            sum[k] += p->year[y].investment[k];
            all += p->year[y].investment[k];
        }
        jh_i_td_count(r, all);
        whole += all;
        jh_i_put(r, "</tr>\n");
    }
    jh_i_put(r, "<tr>");
    jh_i_td_number(r, jh_tr(r->lang, "Sum"));
    for (int k = 0; k < JH_N_SOURCES_OF_MONEY; k++)
        jh_i_td_count(r, sum[k]);
    jh_i_td_count(r, whole);
    jh_i_put(r, "</tr>\n");
    jh_i_close_table(r);
}

static void account_table(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    bool data = false;
    if (p->n_accounts == 0) {
        jh_i_put(r, "<p class=\"small\">");
        jh_i_say(r,
            "Money is not counted: the data hold no costs and the scenario states none "
            "(money.cost_home, money.cost_away).");
        jh_i_put(r, "</p>\n");
        return;
    }
    jh_i_open_table(r, "Three accounts, million yuan a year: today and at full quality");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Specialty");
    jh_i_th(r, true, "Brought home to their zone");
    jh_i_th(r, true, "Insurance fund");
    jh_i_th(r, true, "Patients, with their way");
    jh_i_th(r, true, "Margin of the centre specialties");
    jh_i_th(r, true, "Subsidy needed");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < p->n_accounts; i++) {
        const struct jh_plan_account *a = &p->account[i];
        data = data || a->cost_from_data;
        jh_i_put(r, "<tr>");
        jh_i_td(r, jh_i_specialty(r, a->specialty));
        jh_i_td_count(r, a->home_cases);
        jh_i_td_number(r, jh_i_decimals(r, (a->fund_after - a->fund_before) / 1e6, 2));
        jh_i_td_number(r, jh_i_decimals(r, (a->patient_after - a->patient_before) / 1e6, 2));
        jh_i_td_number(r, jh_i_phrase(r, "%s → %s", jh_i_decimals(r, a->margin_before / 1e6, 1),
                              jh_i_decimals(r, a->margin_after / 1e6, 1)));
        jh_i_td_number(r, jh_i_decimals(r, a->subsidy / 1e6, 1));
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
    const struct jh_scenario *s = &r->plan->scenario;
    jh_i_put(r, "<p class=\"small\">");
    jh_i_say(r,
        "Fund and patients: change against today. Assumptions, no official figures: the fund pays "
        "%s in the own zone and %s away; an hour of travel costs %s yuan; %s of revenue goes with "
        "cases; a bed costs %s yuan a year.",
        jh_i_share(r, s->money_paid_home, 1), jh_i_share(r, s->money_paid_away, 1),
        jh_i_full(r, s->money_hour), jh_i_share(r, s->money_variable, 1),
        jh_i_full(r, s->money_bed));
    jh_i_gap(r);
    jh_i_say(r, data ? "Costs of cases are those of the data."
                     : "Costs of cases are those that the scenario states.");
    jh_i_put(r, "</p>\n");
}

enum jh_status jh_i_report_money(struct jh_report *r, struct jh_error *err)
{
    (void)err;
    if (!r->plan->prediction.done || r->plan->prediction.n_years == 0)
        return JH_OK;
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "Years and money");
    year_table(r);
    investment_table(r);
    jh_i_heading(r, 3, "Three purses");
    account_table(r);
    jh_i_put(r, "</section>\n");
    return JH_OK;
}
