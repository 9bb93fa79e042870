#include "io/plan/plan_json_effect.h"

#include <math.h>

#include "base/msg.h"
#include "base/num.h"
#include "io/plan/plan_tables.h"

const char *jh_i_json_hospital_id(const struct jh_plan *p, int32_t hospital)
{
    return hospital != JH_NONE ? p->dataset->hospitals.id[hospital] : NULL;
}

static void write_figure(
    struct jh_json_writer *w, const char *name, const struct jh_choice_effect *e)
{
    jh_json_open_object(w, name);
    jh_json_num(w, "before", e->before);
    jh_json_num(w, "after", e->after);
    jh_json_num(w, "low", e->low);
    jh_json_num(w, "high", e->high);
    jh_json_close_object(w);
}

void jh_i_json_build(
    struct jh_json_writer *w, const struct jh_plan *plan, const struct jh_plan_build *b)
{
    const struct jh_pair *pair = &b->pair;
    jh_json_open_object(w, "build");
    jh_json_text(w, "mode", jh_i_plan_mode_code(b->mode));
    jh_json_text(w, "exporter_id", jh_i_json_hospital_id(plan, pair->exporter));
    jh_json_text(
        w, "reason", b->mode != JH_PLAN_EXISTING ? jh_pair_reason_code(pair->reason) : NULL);
    jh_json_num(w, "gain", pair->gain);
    jh_json_num(w, "tie_share", pair->tie_share);
    jh_json_num(w, "exporter_minutes", isinf(pair->minutes) ? JH_NAN : pair->minutes);
    jh_json_num(w, "pair_value", pair->value);
    jh_json_text(w, "next_exporter_id", jh_i_json_hospital_id(plan, pair->next_exporter));
    jh_json_num(w, "next_exporter_cost", pair->next_cost);
    jh_json_text(w, "best_exporter_id", jh_i_json_hospital_id(plan, b->best_exporter));
    jh_json_num(w, "quality", b->quality);
    jh_json_num(w, "exporter_quality", b->exporter_quality);
    jh_json_num(w, "quality_after", b->quality_after);
    jh_json_num(w, "quality_assumed", b->quality_assumed);
    write_figure(w, "treated", &b->treated);
    jh_json_num(w, "treated_assumed", b->treated_assumed);
    jh_json_num(w, "beds_needed_before", b->beds_before);
    jh_json_num(w, "beds_needed_after", b->beds_after);
    jh_json_int(w, "open_year", b->open_year);
    jh_json_close_object(w);
}

static void write_effects(
    struct jh_json_writer *w, const char *name, const struct jh_choice_effect *e)
{
    jh_json_open_object(w, name);
    for (int k = 0; k < JH_N_CHOICE_EFFECTS; k++)
        write_figure(w, jh_choice_effect_id((enum jh_choice_effect_kind)k), &e[k]);
    jh_json_close_object(w);
}

static void write_model(struct jh_json_writer *w, const struct jh_plan *plan)
{
    const struct jh_choice_model *m = &plan->prediction.model;
    jh_json_open_array(w, "model");
    for (size_t s = 0; s < m->n_specialties; s++) {
        const struct jh_choice_specialty *one = &m->specialty[s];
        if (one->status != JH_OK)
            continue;
        jh_json_open_object(w, NULL);
        jh_json_text(w, "specialty", plan->dataset->specialties.id[s]);
        jh_json_num(w, "rho_squared", one->all.rho_squared);
        jh_json_num(w, "held_out_rho_squared", one->held_out.rho_squared);
        jh_json_num(w, "srmse", one->all.srmse);
        jh_json_num(w, "ssi", one->all.ssi);
        jh_json_num(w, "right_prefecture", one->all.right_prefecture_frac);
        jh_json_open_object(w, "estimate");
        for (int t = 0; t < JH_N_CHOICE_TERMS; t++)
            if (!isnan(one->estimate[t]))
                jh_json_num(w, jh_choice_term_id((enum jh_choice_term)t), one->estimate[t]);
        jh_json_close_object(w);
        jh_json_open_object(w, "std_error");
        for (int t = 0; t < JH_N_CHOICE_TERMS; t++)
            if (!isnan(one->estimate[t]))
                jh_json_num(w, jh_choice_term_id((enum jh_choice_term)t), one->std_error[t]);
        jh_json_close_object(w);
        jh_json_num(w, "held_out_srmse", one->held_out.srmse);
        jh_json_num(w, "held_out_ssi", one->held_out.ssi);
        jh_json_num(w, "held_out_right_prefecture", one->held_out.right_prefecture_frac);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_sensitivity(struct jh_json_writer *w, const struct jh_plan_prediction *p)
{
    jh_json_open_array(w, "sensitivity");
    for (size_t k = 0; k < JH_PLAN_N_SENSITIVITIES; k++) {
        const struct jh_plan_sensitivity *s = &p->sensitivity[k];
        jh_json_open_object(w, NULL);
        jh_json_num(w, "uplift", s->uplift);
        jh_json_num(w, "zone_home_cases", s->zone_home);
        jh_json_num(w, "home_cases", s->home);
        jh_json_num(w, "hours_saved", s->hours_saved);
        jh_json_num(w, "zone_outflow_rate", s->zone_outflow_rate);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_years(struct jh_json_writer *w, const struct jh_plan_prediction *p)
{
    jh_json_open_array(w, "years");
    for (size_t y = 0; y < p->n_years; y++) {
        const struct jh_plan_year *year = &p->year[y];
        jh_json_open_object(w, NULL);
        jh_json_int(w, "year", year->year);
        jh_json_num(w, "opened", year->opened);
        jh_json_num(w, "quality_reached", year->full_frac);
        jh_json_num(w, "zone_home_cases", year->zone_home);
        jh_json_num(w, "home_cases", year->home);
        jh_json_num(w, "hours_saved", year->hours_saved);
        jh_json_num(w, "zone_outflow_rate", year->zone_outflow_rate);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

/* Out-of-area rates of areas, with intervals, and year by year: targets are proposed from them. */
static void write_areas(struct jh_json_writer *w, const struct jh_plan *plan)
{
    const struct jh_plan_prediction *p = &plan->prediction;
    jh_json_open_array(w, "by_area");
    for (size_t a = 0; p->area != NULL && a < plan->dataset->areas.n_inside; a++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "area_id", plan->dataset->areas.id[a]);
        write_figure(w, "outflow_rate", &p->area[a * JH_N_CHOICE_EFFECTS + JH_CHOICE_EFFECT_RATE]);
        jh_json_open_array(w, "years");
        for (size_t y = 0; y < p->n_years; y++)
            jh_json_num(w, NULL,
                p->year[y].area_outflow_rate != NULL ? p->year[y].area_outflow_rate[a] : JH_NAN);
        jh_json_close_array(w);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_accounts(struct jh_json_writer *w, const struct jh_plan *plan)
{
    jh_json_open_array(w, "accounts");
    for (size_t i = 0; i < plan->n_accounts; i++) {
        const struct jh_plan_account *a = &plan->account[i];
        jh_json_open_object(w, NULL);
        jh_json_text(w, "specialty", plan->dataset->specialties.id[a->specialty]);
        jh_json_num(w, "home_cases", a->home_cases);
        jh_json_num(w, "fund_change", a->fund_after - a->fund_before);
        jh_json_num(w, "patient_change", a->patient_after - a->patient_before);
        jh_json_num(w, "margin_change", a->margin_after - a->margin_before);
        jh_json_num(w, "subsidy", a->subsidy);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_robust(struct jh_json_writer *w, const struct jh_plan *plan)
{
    static const char *const ids[] = {
        "quality_low", "quality_high", "no_exporter", "growth", "ageing"};
    jh_json_open_object(w, "zone_home_in_other_circumstances");
    for (size_t k = 0; k < JH_N_ROBUST; k++)
        jh_json_num(w, ids[k], plan->prediction.robust[k].zone_home);
    jh_json_close_object(w);
}

static void write_done(struct jh_json_writer *w, const struct jh_plan *plan)
{
    const struct jh_plan_prediction *p = &plan->prediction;
    jh_json_int(w, "draws", (int64_t)p->n_draws);
    jh_json_int(w, "changed_centre_specialties", (int64_t)p->n_changes);
    jh_json_int(w, "without_known_change", (int64_t)p->n_unknown);
    write_effects(w, "zones", p->zones);
    write_effects(w, "territory", p->territory);
    jh_json_open_array(w, "by_zone");
    for (size_t z = 0; z < plan->zoning.zones.n; z++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "zone_id", plan->zoning.zones.id[z]);
        write_effects(w, "effect", &p->zone[z * JH_N_CHOICE_EFFECTS]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    jh_json_num(w, "zone_home_before_pairing", p->before_pairing_zone_home);
    jh_json_num(w, "home_before_pairing", p->before_pairing_home);
    write_sensitivity(w, p);
    write_robust(w, plan);
    write_years(w, p);
    write_areas(w, plan);
    write_accounts(w, plan);
}

void jh_i_json_prediction(struct jh_json_writer *w, const struct jh_plan *plan)
{
    const struct jh_plan_prediction *p = &plan->prediction;
    if (plan->build == NULL) {
        jh_json_null(w, "prediction");
        return;
    }
    jh_json_open_object(w, "prediction");
    jh_json_bool(w, "done", p->done);
    if (p->done || p->why_not == NULL) {
        jh_json_null(w, "why_not");
    } else {
        jh_json_open_object(w, "why_not");
        jh_json_text(w, "en", p->why_not);
        jh_json_text(w, "zh", jh_tr(JH_LANG_ZH, p->why_not));
        jh_json_close_object(w);
    }
    jh_json_int(w, "paired", (int64_t)p->pairs.n_paired);
    jh_json_num(w, "pairs_value", p->pairs.value);
    jh_json_num(w, "pairs_bound", p->pairs.bound);
    write_model(w, plan);
    if (p->done)
        write_done(w, plan);
    jh_json_close_object(w);
}
