/*
 * What will really change: predicted choices of patients, pairing, load, who loses, years,
 * sensitivity.
 */
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/plan/plan_tables.h"
#include "io/report/human.h"
#include "io/report/report_parts.h"
#include "io/report/svg_chart.h"

#define N_EFFECTS    JH_N_CHOICE_EFFECTS
#define MANY_LOSERS  12
#define MANY_CHOICES 60 /* beyond it the tables of the workbook serve better */

/* "2,345 (2,100 to 2,600)"; without draws the figure alone. */
static const char *with_interval(struct jh_report *r, const struct jh_choice_effect *e)
{
    if (isnan(e->low) || isnan(e->after) || e->low == e->high)
        return jh_i_full(r, e->after);
    return jh_i_phrase(
        r, "%s (%s to %s)", jh_i_full(r, e->after), jh_i_full(r, e->low), jh_i_full(r, e->high));
}

/* A rate with two decimals: changes of a plan are small beside all cases. */
static const char *rate_text(struct jh_report *r, double rate)
{
    char text[JH_NUM_TEXT_MAX];
    if (isnan(rate))
        return "–";
    jh_num_format_fixed(100 * rate, 2, text);
    return jh_i_phrase(r, "%s%%", text);
}

/* --- in words --- */

void jh_i_report_say_effect(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    if (!p->done)
        return;
    const struct jh_choice_effect *zones = p->zones, *home = &zones[JH_CHOICE_EFFECT_HOME];
    jh_i_gap(r);
    jh_i_say(r,
        "Patients choose for themselves: by the choices observed so far, %s cases a year will come "
        "home to their zones once the centres have reached their quality.",
        with_interval(r, home));
    if (!isnan(p->territory[JH_CHOICE_EFFECT_HOME].after)) {
        jh_i_gap(r);
        jh_i_say(r, "Of the cases treated outside the territory, %s come home.",
            with_interval(r, &p->territory[JH_CHOICE_EFFECT_HOME]));
    }
}

static void say_why_not(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    jh_i_put(r, "<p>");
    jh_i_say(r, "What patients will do is not predicted: %s.", jh_tr(r->lang, p->why_not));
    jh_i_put(r, "</p>\n");
}

static void say_lead(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    const struct jh_choice_effect *z = p->zones;
    jh_i_put(r, "<p>");
    jh_i_say(r,
        "Building a centre does not assign patients to it: they choose. The model of choice fitted "
        "to today's flows moves them as the quality of the centre specialties rises towards that "
        "of "
        "their exporters (by %s of the gap; built up alone by %s of the gap to the best hospital: "
        "both are assumptions).",
        jh_i_share(r, r->plan->scenario.uplift, 1),
        jh_i_share(r, r->plan->scenario.uplift_self_built, 1));
    jh_i_gap(r);
    jh_i_put(r, "<span id=\"sentence_effect\">");
    jh_i_say(r,
        "The share of cases treated outside their zone falls from %s to %s (%s to %s), without "
        "people who live elsewhere from %s to %s; patients travel %s hours a year less, one way.",
        rate_text(r, z[JH_CHOICE_EFFECT_RATE].before), rate_text(r, z[JH_CHOICE_EFFECT_RATE].after),
        rate_text(r, z[JH_CHOICE_EFFECT_RATE].low), rate_text(r, z[JH_CHOICE_EFFECT_RATE].high),
        rate_text(r, z[JH_CHOICE_EFFECT_RATE_EXCL].before),
        rate_text(r, z[JH_CHOICE_EFFECT_RATE_EXCL].after),
        with_interval(r, &z[JH_CHOICE_EFFECT_SAVED]));
    jh_i_put(r, "</span>");
    jh_i_gap(r);
    jh_i_say(r,
        "Ranges hold 95 of 100 random draws of the model, of today's shares and of a year's cases; "
        "they do not hold what the model leaves out.");
    if (p->n_unknown > 0) {
        jh_i_gap(r);
        jh_i_say(r,
            "%zu centre specialties change in a way the data cannot tell (quality not given, or no "
            "model): they count as unchanged.",
            p->n_unknown);
    }
    jh_i_put(r, "</p>\n");
}

/* --- zones --- */

static void zone_chart(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    struct jh_chart_bar *row = jh_arena_new(&r->arena, r->n_zones + 1, struct jh_chart_bar);
    if (row == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (size_t z = 0; z < r->n_zones; z++) {
        const struct jh_choice_effect *home = &p->zone[z * N_EFFECTS + JH_CHOICE_EFFECT_HOME];
        row[z] = (struct jh_chart_bar){
            r->zone_label[z], with_interval(r, home), fmax(home->after, 0), true};
    }
    jh_i_open_figure(r);
    jh_i_chart_bars(r->out, jh_tr(r->lang, "Cases brought home to their zone"), JH_REPORT_WIDTH,
        r->n_zones, row);
    jh_i_close_figure(r, jh_tr(r->lang,
                             "Cases brought home to the patient's zone, a year, predicted at full "
                             "quality, with the range"));
}

static void effect_row(struct jh_report *r, const char *label, const struct jh_choice_effect *e)
{
    jh_i_put(r, "<tr>");
    jh_i_td(r, label);
    jh_i_td_number(r, rate_text(r, e[JH_CHOICE_EFFECT_RATE].before));
    jh_i_td_number(r, rate_text(r, e[JH_CHOICE_EFFECT_RATE].after));
    jh_i_td_number(r, rate_text(r, e[JH_CHOICE_EFFECT_RATE_EXCL].before));
    jh_i_td_number(r, rate_text(r, e[JH_CHOICE_EFFECT_RATE_EXCL].after));
    jh_i_td_number(r, with_interval(r, &e[JH_CHOICE_EFFECT_HOME]));
    jh_i_td_number(r, jh_i_full(r, e[JH_CHOICE_EFFECT_SAVED].after));
    jh_i_put(r, "</tr>\n");
}

static void zone_table(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    jh_i_open_table(r, "Predicted effect by zone, all specialties");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Zone");
    jh_i_th(r, true, "Leave today");
    jh_i_th(r, true, "Leave, predicted");
    jh_i_th(r, true, "Today without long-term residents elsewhere");
    jh_i_th(r, true, "The same, predicted");
    jh_i_th(r, true, "Brought home, cases a year (range)");
    jh_i_th(r, true, "Hours saved a year");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t z = 0; z < r->n_zones; z++)
        effect_row(r, r->zone_label[z], &p->zone[z * N_EFFECTS]);
    effect_row(r, jh_tr(r->lang, "all zones"), p->zones);
    if (!isnan(p->territory[JH_CHOICE_EFFECT_RATE].before))
        effect_row(r, jh_tr(r->lang, "territory: outside it"), p->territory);
    jh_i_close_table(r);
}

/* --- pairing and load --- */

static void pair_row(
    struct jh_report *r, const struct jh_plan_choice *c, const struct jh_plan_build *b)
{
    bool paired = b->mode == JH_PLAN_PAIRED;
    jh_i_put(r, "<tr>");
    jh_i_td(
        r, jh_i_phrase(r, "%s %s", jh_i_hospital(r, c->hospital), jh_i_specialty(r, c->specialty)));
    jh_i_td(r,
        paired ? jh_i_hospital(r, b->pair.exporter) : jh_tr(r->lang, jh_i_plan_mode_text(b->mode)));
    jh_i_td(
        r, b->mode == JH_PLAN_EXISTING ? "–" : jh_tr(r->lang, jh_pair_reason_text(b->pair.reason)));
    jh_i_td_number(r, jh_i_share(r, b->pair.tie_share, 1));
    jh_i_td_number(r, jh_i_phrase(r, "%s → %s", jh_i_decimals(r, b->quality, 2),
                          jh_i_decimals(r, b->quality_after, 2)));
    jh_i_td(r, b->pair.next_exporter != JH_NONE ? jh_i_hospital(r, b->pair.next_exporter) : "–");
    jh_i_td_number(r, jh_i_full(r, b->treated.before));
    jh_i_td_number(r, with_interval(r, &b->treated));
    jh_i_td_number(
        r, jh_i_phrase(r, "%s → %s", jh_i_full(r, b->beds_before), jh_i_full(r, b->beds_after)));
    jh_i_put(r, "</tr>\n");
}

static void pair_table(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    size_t n = p->n_choices < MANY_CHOICES ? p->n_choices : MANY_CHOICES;
    jh_i_open_table(r, "Pairing and load of the centre specialties");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Centre specialty");
    jh_i_th(r, false, "Exporter");
    jh_i_th(r, true, "Leaving cases that go there today");
    jh_i_th(r, true, "Quality");
    jh_i_th(r, false, "Next best exporter");
    jh_i_th(r, true, "Treats today");
    jh_i_th(r, true, "Predicted (range)");
    jh_i_th(r, true, "Beds needed");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < n; i++)
        pair_row(r, &p->choice[i], &p->build[i]);
    jh_i_close_table(r);
    jh_i_put(r, "<p class=\"small\">");
    if (n < p->n_choices) {
        jh_i_say(
            r, "The first %zu of %zu are shown; all are in the table of pairs.", n, p->n_choices);
        jh_i_gap(r);
    }
    jh_i_say(r,
        "Quality is that of the data's own index. Beds are those that the cases need at the "
        "hospital's mean stay and bed use of today. The value of a pair is this project's choice, "
        "not official: gain in quality times cases, existing ties, distance.");
    jh_i_put(r, "</p>\n");
}

static void say_pairing(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    size_t n_alone = 0, n_exist = 0;
    for (size_t i = 0; i < r->plan->n_choices; i++) {
        n_alone += r->plan->build[i].mode == JH_PLAN_SELF_BUILT;
        n_exist += r->plan->build[i].mode == JH_PLAN_EXISTING;
    }
    jh_i_put(r, "<p><span id=\"sentence_pairing\">");
    jh_i_say(r, "%zu centre specialties have an exporter, %zu build up alone, %zu exist today.",
        p->pairs.n_paired, n_alone, n_exist);
    jh_i_put(r, "</span>");
    if (p->done) {
        jh_i_gap(r);
        jh_i_say(r,
            "Had each the best exporter of its specialty, %s cases would come home to their zones; "
            "with the exporters found it is %s.",
            jh_i_full(r, p->before_pairing_zone_home),
            jh_i_full(r, p->zones[JH_CHOICE_EFFECT_HOME].after));
    }
    jh_i_put(r, "</p>\n");
}

/* --- who loses --- */

struct loser {
    int32_t hospital;
    double change;
};

static int most_first(const void *a, const void *b)
{
    const struct loser *x = a, *y = b;
    if (x->change != y->change)
        return x->change < y->change ? -1 : 1;
    return (x->hospital > y->hospital) - (x->hospital < y->hospital);
}

static void loser_table(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    struct loser *list = jh_arena_new(&r->arena, r->d->hospitals.n + 1, struct loser);
    size_t n = 0;
    double lost = 0;
    if (list == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (size_t h = 0; h < r->d->hospitals.n; h++) {
        double change = p->treated_after[h] - p->treated_before[h];
        if (change < -0.5) {
            list[n++] = (struct loser){(int32_t)h, change};
            lost -= change;
        }
    }
    if (n == 0)
        return;
    qsort(list, n, sizeof *list, most_first);
    jh_i_open_table(r, "Hospitals that lose most cases");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Hospital");
    jh_i_th(r, false, "Zone");
    jh_i_th(r, true, "Treats today");
    jh_i_th(r, true, "Predicted");
    jh_i_th(r, true, "Change");
    jh_i_th(r, true, "Change as a share");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < n && i < MANY_LOSERS; i++) {
        int32_t h = list[i].hospital, zone = r->plan->zoning.zone_of_hospital[h];
        jh_i_put(r, "<tr>");
        jh_i_td(r, jh_i_hospital(r, h));
        jh_i_td(r, zone != JH_NONE ? r->zone_label[zone] : jh_tr(r->lang, "outside"));
        jh_i_td_count(r, p->treated_before[h]);
        jh_i_td_count(r, p->treated_after[h]);
        jh_i_td_count(r, list[i].change);
        jh_i_td_number(r, rate_text(r, list[i].change / p->treated_before[h]));
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
    jh_i_put(r, "<p class=\"small\">");
    jh_i_say(r, "%zu hospitals lose %s cases a year together.", n, jh_i_full(r, lost));
    jh_i_put(r, "</p>\n");
}

/* --- years and sensitivity --- */

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
        jh_i_td_number(r, rate_text(r, year->zone_outflow_rate));
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

static void sensitivity_table(struct jh_report *r)
{
    static const char *const names[JH_PLAN_N_SENSITIVITIES] = {
        "low uplift", "as set", "high uplift"};
    const struct jh_plan_prediction *p = &r->plan->prediction;
    jh_i_open_table(r, "The same plan under another uplift");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Uplift");
    jh_i_th(r, true, "Share of the gap closed");
    jh_i_th(r, true, "Brought home to their zone");
    jh_i_th(r, true, "Brought home to the territory");
    jh_i_th(r, true, "Hours saved a year");
    jh_i_th(r, true, "Leave their zone");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t k = 0; k < JH_PLAN_N_SENSITIVITIES; k++) {
        const struct jh_plan_sensitivity *s = &p->sensitivity[k];
        jh_i_put(r, "<tr>");
        jh_i_td(r, jh_tr(r->lang, names[k]));
        jh_i_td_number(r, jh_i_share(r, s->uplift, 1));
        jh_i_td_count(r, s->zone_home);
        jh_i_td_count(r, s->home);
        jh_i_td_count(r, s->hours_saved);
        jh_i_td_number(r, rate_text(r, s->zone_outflow_rate));
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
}

/* --- other circumstances, money, cities --- */

static void robust_table(struct jh_report *r)
{
    static const char *const texts[] = {
#define JH_X(name, number, text) [number] = text,
        JH_ROBUST_MAP(JH_X)
#undef JH_X
    };
    const struct jh_plan_prediction *p = &r->plan->prediction;
    const double home = p->zones[JH_CHOICE_EFFECT_HOME].after;
    jh_i_open_table(r, "The same plan in other circumstances");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Circumstance");
    jh_i_th(r, true, "Brought home to their zone");
    jh_i_th(r, true, "Change");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t k = 0; k < JH_N_ROBUST; k++) {
        const struct jh_plan_robust *one = &p->robust[k];
        jh_i_put(r, "<tr><td>");
        jh_i_text(r, jh_tr(r->lang, texts[k]));
        if (one->exporter != JH_NONE) {
            jh_i_put(r, " <span class=\"q\">");
            jh_i_text(r, jh_i_hospital(r, one->exporter));
            jh_i_put(r, "</span>");
        }
        jh_i_put(r, "</td>");
        jh_i_td_count(r, one->zone_home);
        jh_i_td_number(r, jh_i_share(r, (one->zone_home - home) / fabs(home), 1));
        jh_i_put(r, "</tr>\n");
    }
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

static void city_row(struct jh_report *r, const struct jh_plan_city *c)
{
    static const char *const texts[] = {
#define JH_X(name, number, code, text) [number] = text,
        JH_CITY_MAP(JH_X)
#undef JH_X
    };
    jh_i_put(r, "<tr>");
    jh_i_td(r, r->d->regions.name[c->region]);
    jh_i_td(r, jh_i_hospital(r, c->hospital));
    jh_i_td(r, jh_i_hospital(r, c->centre));
    jh_i_put(r, "<td class=\"words\">");
    jh_i_text(r, jh_tr(r->lang, texts[c->reason]));
    jh_i_put(r, "</td>");
    jh_i_td_number(r, jh_i_phrase(r, "%s : %s", jh_i_minutes(r, c->minutes_here),
                          jh_i_minutes(r, c->minutes_there)));
    jh_i_td_number(
        r, jh_i_phrase(r, "%s : %s", jh_i_full(r, c->cases_here), jh_i_full(r, c->cases_there)));
    jh_i_td_number(r, jh_i_phrase(r, "%s : %s", jh_i_decimals(r, c->quality_here, 2),
                          jh_i_decimals(r, c->quality_there, 2)));
    jh_i_put(r, "</tr>\n");
}

static size_t compared_cities(struct jh_report *r)
{
    size_t n_shown = 0;
    jh_i_open_table(r, "Cities without a centre: their strongest hospital beside the centre");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "City");
    jh_i_th(r, false, "Strongest hospital");
    jh_i_th(r, false, "Centre of the zone");
    jh_i_th(r, false, "Reason");
    jh_i_th(r, true, "Mean minutes, here : there");
    jh_i_th(r, true, "Treats today, here : there");
    jh_i_th(r, true, "Quality, here : there");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < r->plan->n_cities && n_shown < MANY_CHOICES; i++)
        if (r->plan->city[i].hospital != JH_NONE) {
            city_row(r, &r->plan->city[i]);
            n_shown++;
        }
    jh_i_close_table(r);
    return n_shown;
}

/* Cities where nothing is eligible have nothing to compare: they are counted. */
static void city_table(struct jh_report *r)
{
    size_t n_compared = 0, n_shown = 0;
    for (size_t i = 0; i < r->plan->n_cities; i++)
        n_compared += r->plan->city[i].hospital != JH_NONE ? 1 : 0;
    if (r->plan->n_cities == 0)
        return;
    jh_i_heading(r, 3, "Why them, not us");
    if (n_compared > 0)
        n_shown = compared_cities(r);
    jh_i_put(r, "<p class=\"small\">");
    if (n_shown < n_compared) {
        jh_i_say(r, "%zu more cities are in the tables of the workbook.", n_compared - n_shown);
        jh_i_gap(r);
    }
    if (n_compared < r->plan->n_cities) {
        jh_i_say(
            r, "%zu further cities have no eligible hospital.", r->plan->n_cities - n_compared);
        jh_i_gap(r);
    }
    if (n_compared > 0)
        jh_i_say(r,
            "Minutes, cases and quality are those of the centre's specialties and of the cases "
            "assigned to it, were it here instead.");
    jh_i_put(r, "</p>\n");
}

void jh_i_report_say_build(struct jh_report *r, const struct jh_plan_choice *c)
{
    const struct jh_plan *p = r->plan;
    if (p->build == NULL)
        return;
    const struct jh_plan_build *b = &p->build[c - p->choice];
    if (b->mode == JH_PLAN_PAIRED) {
        jh_i_gap(r);
        jh_i_say(r, "Exporter: %s; %s of the zone's leaving cases go there already.",
            jh_i_hospital(r, b->pair.exporter), jh_i_share(r, b->pair.tie_share, 1));
        if (b->pair.next_exporter != JH_NONE) {
            jh_i_gap(r);
            jh_i_say(r, "If it falls out: %s.", jh_i_hospital(r, b->pair.next_exporter));
        }
    } else if (b->mode == JH_PLAN_SELF_BUILT) {
        jh_i_gap(r);
        jh_i_say(r, "It builds up alone: %s.", jh_tr(r->lang, jh_pair_reason_text(b->pair.reason)));
    }
    if (!isnan(b->treated.after) && b->mode != JH_PLAN_EXISTING) {
        jh_i_gap(r);
        jh_i_say(r, "Patients' choices bring it %s cases a year (today %s).",
            with_interval(r, &b->treated), jh_i_full(r, b->treated.before));
    }
}

enum jh_status jh_i_report_effect(struct jh_report *r, struct jh_error *err)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    enum jh_status st = JH_OK;
    if (r->plan->build == NULL)
        return JH_OK;
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "What will really change");
    if (p->done) {
        say_lead(r);
        zone_chart(r);
        zone_table(r);
        jh_i_heading(r, 3, "Who loses cases");
        loser_table(r);
        jh_i_heading(r, 3, "How sure that is");
        sensitivity_table(r);
        robust_table(r);
        jh_i_heading(r, 3, "The model behind it");
        JH_TRY(st, jh_i_report_model(r, err));
    } else {
        say_why_not(r);
    }
    city_table(r);
    jh_i_put(r, "</section>\n");
out:
    return st;
}

enum jh_status jh_i_report_pairing(struct jh_report *r, struct jh_error *err)
{
    (void)err;
    if (r->plan->build == NULL)
        return JH_OK;
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "Pairing and load");
    say_pairing(r);
    pair_table(r);
    jh_i_put(r, "</section>\n");
    return JH_OK;
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
