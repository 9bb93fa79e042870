/*
 * What will really change: predicted choices of patients, who loses, how sure it is.
 */
#include <math.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/msg.h"
#include "io/report/report_parts.h"
#include "io/report/svg_chart.h"

#define N_EFFECTS   JH_N_CHOICE_EFFECTS
#define MANY_LOSERS 12

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
        jh_i_interval(r, home));
    if (!isnan(p->territory[JH_CHOICE_EFFECT_HOME].after)) {
        jh_i_gap(r);
        jh_i_say(r, "Of the cases treated outside the territory, %s come home.",
            jh_i_interval(r, &p->territory[JH_CHOICE_EFFECT_HOME]));
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
        jh_i_rate(r, z[JH_CHOICE_EFFECT_RATE].before), jh_i_rate(r, z[JH_CHOICE_EFFECT_RATE].after),
        jh_i_rate(r, z[JH_CHOICE_EFFECT_RATE].low), jh_i_rate(r, z[JH_CHOICE_EFFECT_RATE].high),
        jh_i_rate(r, z[JH_CHOICE_EFFECT_RATE_EXCL].before),
        jh_i_rate(r, z[JH_CHOICE_EFFECT_RATE_EXCL].after),
        jh_i_interval(r, &z[JH_CHOICE_EFFECT_SAVED]));
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
            r->zone_label[z], jh_i_interval(r, home), fmax(home->after, 0), true};
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
    jh_i_td_number(r, jh_i_rate(r, e[JH_CHOICE_EFFECT_RATE].before));
    jh_i_td_number(r, jh_i_rate(r, e[JH_CHOICE_EFFECT_RATE].after));
    jh_i_td_number(r, jh_i_rate(r, e[JH_CHOICE_EFFECT_RATE_EXCL].before));
    jh_i_td_number(r, jh_i_rate(r, e[JH_CHOICE_EFFECT_RATE_EXCL].after));
    jh_i_td_number(r, jh_i_interval(r, &e[JH_CHOICE_EFFECT_HOME]));
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
        jh_i_td_number(r, jh_i_rate(r, list[i].change / p->treated_before[h]));
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
    jh_i_put(r, "<p class=\"small\">");
    jh_i_say(r, "%zu hospitals lose %s cases a year together.", n, jh_i_full(r, lost));
    jh_i_put(r, "</p>\n");
}

/* --- how sure --- */

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
        jh_i_td_number(r, jh_i_rate(r, s->zone_outflow_rate));
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
}

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
    jh_i_report_cities(r);
    jh_i_put(r, "</section>\n");
out:
    return st;
}
