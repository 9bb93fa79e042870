/*
 * plan.json: everything needed to replay a plan and to draw it. No wall time, no paths, so the same
 * plan is the same bytes. Not collected and "cannot be left out" are null.
 */
#include "junheng/io.h"

#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/json.h"
#include "io/plan/plan_json_effect.h"
#include "io/plan/plan_tables.h"
#include "io/plan/scenario_json.h"
#include "model/codes.h"

static const char *zone_id(const struct jh_plan *p, int32_t zone)
{
    return zone != JH_NONE ? p->zoning.zones.id[zone] : NULL;
}

static void write_dataset(struct jh_json_writer *w, const struct jh_plan *p)
{
    const struct jh_dataset *d = p->dataset;
    jh_json_open_object(w, "dataset");
    jh_json_text(w, "name", d->name);
    jh_json_bool(w, "fictional", d->fictional);
    jh_json_text(w, "fingerprint", d->fingerprint);
    jh_json_int(w, "areas", (int64_t)d->areas.n_inside);
    jh_json_int(w, "hospitals", (int64_t)d->hospitals.n_inside);
    jh_json_int(w, "specialties", (int64_t)d->specialties.n);
    jh_json_open_array(w, "periods");
    for (size_t i = 0; i < d->periods.n && d->periods.given; i++)
        jh_json_text(w, NULL, d->periods.id[i]);
    jh_json_close_array(w);
    jh_json_open_object(w, "flows");
    jh_json_num(w, "cases_per_year", p->flows.total_cases);
    jh_json_num(w, "years", p->flows.years);
    jh_json_text(w, "basis",
        p->flows.basis != JH_BASIS_NONE ? jh_i_basis_code((uint8_t)p->flows.basis) : NULL);
    jh_json_bool(w, "inside_collected", p->flows.inside_collected);
    jh_json_bool(w, "outside_collected", p->flows.outside_collected);
    jh_json_text(w, "inside_source", p->flows.inside_source);
    jh_json_text(w, "outside_source", p->flows.outside_source);
    jh_json_close_object(w);
    jh_json_close_object(w);
}

/* Negative: not known. */
static void write_steps(struct jh_json_writer *w, const char *name, int64_t steps)
{
    if (steps < 0)
        jh_json_null(w, name);
    else
        jh_json_int(w, name, steps);
}

static void write_result(struct jh_json_writer *w, const struct jh_plan *p)
{
    jh_json_open_object(w, "result");
    jh_json_text(w, "status", jh_i_site_status_code(p->status));
    jh_json_num(w, "objective", p->objective);
    jh_json_text(w, "objective_unit", p->objective_unit);
    jh_json_num(w, "bound", p->bound);
    jh_json_num(w, "gap", p->gap_frac);
    jh_json_num(w, "home_by_travel_siting", p->home_by_travel);
    jh_json_int(w, "seed", p->scenario.seed);
    jh_json_int(w, "iterations", p->iterations);
    jh_json_open_object(
        w, "steps"); /* of the searches after the main one: a replay makes as many */
    write_steps(w, "leaving", p->steps.leaving);
    write_steps(w, "travel", p->steps.travel);
    write_steps(w, "unlimited", p->steps.unlimited);
    jh_json_close_object(w);
    jh_json_int(w, "centres", (int64_t)p->n_centres);
    jh_json_int(w, "centre_specialties", (int64_t)p->n_choices);
    jh_json_num(w, "cost", p->cost);
    jh_json_close_object(w);
}

static void write_rates(struct jh_json_writer *w, const char *name, const struct jh_flow_rates *r)
{
    jh_json_open_object(w, name);
    jh_json_num(w, "cases", r->cases);
    jh_json_num(w, "cases_excl", r->cases_excl);
    jh_json_num(w, "local_cases", r->local_cases);
    jh_json_num(w, "outflow_cases", r->outflow_cases);
    jh_json_num(w, "outflow_excl", r->outflow_excl);
    jh_json_num(w, "neighbour_cases", r->neighbour_cases);
    jh_json_num(w, "inflow_cases", r->inflow_cases);
    jh_json_num(w, "treated_cases", r->treated_cases);
    jh_json_open_array(w, "split");
    for (int i = 0; i < 4; i++)
        jh_json_num(w, NULL, r->split[i]);
    jh_json_close_array(w);
    jh_json_close_object(w);
}

static void write_leaving(struct jh_json_writer *w, const struct jh_plan *p, size_t z)
{
    static const char *const keys[JH_N_RANKINGS] = {
        "cases", "persons", "hard", "excess", "cost", "shortage"};
    const size_t n = p->dataset->specialties.n;
    jh_json_open_array(w, "specialties");
    for (size_t s = 0; s < n; s++) {
        const struct jh_leaving *leaving = &p->leaving[z * n + s];
        jh_json_open_object(w, NULL);
        jh_json_text(w, "specialty", p->dataset->specialties.id[s]);
        jh_json_bool(w, "planned", p->planned[z * n + s] != 0);
        jh_json_num(w, "leaving_rate", leaving->rate);
        jh_json_open_object(w, "value");
        for (int r = 0; r < JH_N_RANKINGS; r++)
            jh_json_num(w, keys[r], leaving->value[r]);
        jh_json_close_object(w);
        jh_json_open_object(w, "rank");
        for (int r = 0; r < JH_N_RANKINGS; r++)
            jh_json_num(w, keys[r], leaving->rank[r] > 0 ? leaving->rank[r] : JH_NAN);
        jh_json_close_object(w);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_zones(struct jh_json_writer *w, const struct jh_plan *p)
{
    const struct jh_zones *zones = &p->zoning.zones;
    const struct jh_zone_indices *x = &p->zoning.indices;
    const size_t n = p->dataset->specialties.n;
    jh_json_open_object(w, "zoning");
    jh_json_num(w, "localization_index", x->localization_index);
    jh_json_num(w, "lofi", x->lofi);
    jh_json_num(w, "modularity", x->modularity);
    jh_json_num(w, "population_cv", x->population_cv);
    jh_json_int(w, "components", (int64_t)x->n_components);
    jh_json_int(w, "areas_without_zone", (int64_t)p->zoning.n_areas_without_zone);
    jh_json_close_object(w);
    jh_json_open_array(w, "zones");
    for (size_t z = 0; z < zones->n; z++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "zone_id", zones->id[z]);
        jh_json_text(w, "name", jh_i_zone_name(p, (int32_t)z));
        jh_json_text(w, "centre_city", zones->centre_city[z]);
        write_rates(w, "all", &p->by_zone[z * (n + 1) + n]);
        write_leaving(w, p, z);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_hosts(struct jh_json_writer *w, const struct jh_plan *p)
{
    jh_json_open_object(w, "hosts");
    jh_json_int(w, "eligible", (int64_t)p->n_eligible);
    jh_json_open_object(w, "excluded");
    for (size_t i = 0; i < JH_N_EXCLUSIONS; i++)
        jh_json_int(w, jh_i_exclusion_code((enum jh_exclusion)i), (int64_t)p->excluded[i]);
    jh_json_close_object(w);
    jh_json_close_object(w);
    jh_json_open_object(w, "travel");
    jh_json_int(w, "listed", (int64_t)p->travel_counts.listed);
    jh_json_int(w, "modelled", (int64_t)p->travel_counts.modelled);
    jh_json_int(w, "unknown", (int64_t)p->travel_counts.unknown);
    jh_json_close_object(w);
}

static void write_places(struct jh_json_writer *w, const struct jh_plan *plan)
{
    const struct jh_places *p = &plan->places;
    if (p->n == 0) {
        jh_json_null(w, "places");
        return;
    }
    jh_json_open_array(w, "places");
    for (size_t r = 0; r < p->n; r++) {
        size_t i = (size_t)p->order[r];
        jh_json_open_object(w, NULL);
        jh_json_text(w, "place_id", p->id[i]);
        jh_json_text(w, "name", p->name[i]);
        jh_json_int(w, "rank", p->scores.rank[i]);
        jh_json_bool(w, "chosen", p->scores.chosen[i]);
        jh_json_num(w, "score", p->scores.score[i]);
        jh_json_num(w, "kept", p->scores.kept_frac[i]);
        jh_json_open_object(w, "figures");
        for (size_t j = 0; j < p->n_indicators; j++)
            jh_json_num(w, p->indicator[j].id, p->figure[i * p->n_indicators + j]);
        jh_json_close_object(w);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_centres(struct jh_json_writer *w, const struct jh_plan *p)
{
    jh_json_open_array(w, "centres");
    for (size_t i = 0; i < p->n_centres; i++) {
        const struct jh_plan_centre *c = &p->centre[i];
        jh_json_open_object(w, NULL);
        jh_json_text(w, "hospital_id", jh_i_json_hospital_id(p, c->hospital));
        jh_json_text(w, "name", p->dataset->hospitals.name[c->hospital]);
        jh_json_text(w, "zone_id", zone_id(p, c->zone));
        jh_json_int(w, "specialties", (int64_t)c->n_specialties);
        jh_json_num(w, "cases", c->cases);
        jh_json_num(w, "reach_population", c->reach_population);
        jh_json_num(w, "reach_population_outside", c->reach_population_outside);
        if (p->scenario.beds_share > 0)
            jh_json_num(w, "new_beds", c->new_beds);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_choice(
    struct jh_json_writer *w, const struct jh_plan *p, const struct jh_plan_choice *c)
{
    bool compared = p->leaving_compared || p->scenario.demand == JH_DEMAND_LEAVING;
    jh_json_open_object(w, NULL);
    jh_json_text(w, "hospital_id", jh_i_json_hospital_id(p, c->hospital));
    jh_json_text(w, "specialty", p->dataset->specialties.id[c->specialty]);
    jh_json_text(w, "zone_id", zone_id(p, c->zone));
    jh_json_num(w, "cases", c->cases);
    jh_json_bool(w, "existing", c->existing);
    jh_json_bool(w, "fixed", c->fixed);
    jh_json_num(w, "before_mean_min", c->before_mean_min);
    jh_json_num(w, "after_mean_min", c->mean_min);
    jh_json_num(w, "leaving_cases", c->leaving_cases);
    jh_json_num(w, "leaving_rate", c->leaving_rate);
    jh_json_num(w, "present_cases", c->present_cases);
    jh_json_num(w, "quality", c->quality);
    jh_json_num(w, "specialty_beds", c->specialty_beds);
    jh_json_num(w, "beds_needed", c->beds_needed);
    jh_json_num(w, "marginal", c->marginal);
    jh_json_num(w, "marginal_least", c->marginal_least);
    jh_json_text(w, "next_hospital_id", jh_i_json_hospital_id(p, c->next_hospital));
    if (c->next_hospital != JH_NONE)
        jh_json_bool(w, "next_takes_all", c->next_whole);
    else
        jh_json_null(w, "next_takes_all");
    jh_json_num(w, "next_cost", c->next_hospital != JH_NONE ? c->next_cost : JH_NAN);
    jh_json_num(w, "next_least", c->next_least);
    if (compared)
        jh_json_bool(w, "same_under_leaving", c->same_under_leaving);
    else
        jh_json_null(w, "same_under_leaving");
    jh_json_text(w, "leaving_hospital_id", jh_i_json_hospital_id(p, c->leaving_hospital));
    jh_json_open_array(w, "destinations");
    for (int d = 0; d < JH_PLAN_N_DESTINATIONS && c->destination[d].hospital != JH_NONE; d++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "hospital_id", jh_i_json_hospital_id(p, c->destination[d].hospital));
        jh_json_text(w, "name", p->dataset->hospitals.name[c->destination[d].hospital]);
        jh_json_num(w, "cases", c->destination[d].cases);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    if (p->build != NULL)
        jh_i_json_build(w, p, &p->build[c - p->choice]);
    jh_json_close_object(w);
}

/* Which rules clash; null where none do. */
static void write_clash(struct jh_json_writer *w, const struct jh_note *clash)
{
    if (clash->text[JH_LANG_EN] == NULL) {
        jh_json_null(w, "clash");
        return;
    }
    jh_json_open_object(w, "clash");
    jh_json_text(w, "en", clash->text[JH_LANG_EN]);
    jh_json_text(w, "zh", clash->text[JH_LANG_ZH]);
    jh_json_close_object(w);
}

static void write_frontier(struct jh_json_writer *w, const struct jh_plan *p)
{
    jh_json_open_array(w, "frontier");
    for (size_t k = 0; k < p->n_frontier; k++) {
        const struct jh_site_frontier_point *f = &p->frontier[k];
        const bool any = !isnan(f->objective), some = any && f->total_cases > 0;
        jh_json_open_object(w, NULL);
        jh_json_num(w, "limit", f->limit);
        if (any || f->status == JH_SITE_INFEASIBLE)
            jh_json_text(w, "status", jh_i_site_status_code(f->status));
        else
            jh_json_null(w, "status");
        jh_json_num(w, "objective", f->objective);
        jh_json_num(w, "bound", isfinite(f->bound) ? f->bound : JH_NAN);
        jh_json_num(w, "gap", f->gap_frac);
        jh_json_num(w, "centres", any ? (double)f->n_centres : JH_NAN);
        jh_json_num(w, "centre_specialties", any ? (double)f->n_centre_specialties : JH_NAN);
        jh_json_num(w, "cost", any && !isnan(p->cost) ? f->cost : JH_NAN);
        jh_json_num(w, "mean_min", some ? f->travel_case_min / f->total_cases : JH_NAN);
        jh_json_num(w, "coverage", some ? f->coverage_cases / f->total_cases : JH_NAN);
        jh_json_num(w, "worst_tenth_min", any ? f->worst_tenth_min : JH_NAN);
        jh_json_num(w, "not_nearest_share", some ? f->not_nearest_cases / f->total_cases : JH_NAN);
        write_steps(w, "iterations", f->iterations);
        write_clash(w, &p->frontier_clash[k]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_equity(struct jh_json_writer *w, const char *name, const struct jh_equity *e)
{
    jh_json_open_object(w, name);
    jh_json_num(w, "mean", e->mean);
    jh_json_num(w, "gini", e->gini);
    jh_json_num(w, "theil", e->theil);
    jh_json_num(w, "theil_between", e->theil_between);
    jh_json_num(w, "theil_within", e->theil_within);
    jh_json_num(w, "variation", e->variation);
    jh_json_num(w, "lowest_tenth", e->lowest_tenth);
    jh_json_num(w, "highest_tenth", e->highest_tenth);
    jh_json_num(w, "tenths_ratio", e->tenths_ratio);
    jh_json_close_object(w);
}

/* Zone by zone: the changes of Theil's terms add up to the change of Theil. */
static void write_equity_zones(struct jh_json_writer *w, const struct jh_plan *p)
{
    const struct jh_zones *zones = &p->zoning.zones;
    jh_json_open_array(w, "zones");
    for (size_t z = 0; z <= zones->n; z++) {
        const struct jh_equity_part *b = &p->equity_zones_before[z], *a = &p->equity_zones_after[z];
        if (z == zones->n && !(a->people > 0))
            continue;
        jh_json_open_object(w, NULL);
        jh_json_text(w, "zone_id", z < zones->n ? zones->id[z] : NULL);
        jh_json_num(w, "people", a->people);
        jh_json_num(w, "mean_before", b->mean);
        jh_json_num(w, "mean_after", a->mean);
        jh_json_num(w, "gini_before", b->gini);
        jh_json_num(w, "gini_after", a->gini);
        jh_json_num(w, "theil_between_before", b->between);
        jh_json_num(w, "theil_between_after", a->between);
        jh_json_num(w, "theil_within_before", b->within);
        jh_json_num(w, "theil_within_after", a->within);
        jh_json_num(w, "theil_change", a->between + a->within - b->between - b->within);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_effect(struct jh_json_writer *w, const struct jh_plan *p)
{
    const struct jh_plan_effect *e = &p->effect;
    jh_json_open_object(w, "effect");
    jh_json_num(w, "cases", e->cases);
    jh_json_num(w, "unassigned_cases", p->unassigned_cases);
    jh_json_num(w, "before_known_cases", e->before_known_cases);
    jh_json_num(w, "before_mean_min", e->before_mean_min);
    jh_json_num(w, "after_mean_min", e->after_mean_min);
    jh_json_num(w, "before_coverage", e->before_coverage);
    jh_json_num(w, "after_coverage", e->after_coverage);
    jh_json_num(w, "before_worst_tenth_min", e->before_worst_tenth_min);
    jh_json_num(w, "after_worst_tenth_min", e->after_worst_tenth_min);
    jh_json_num(w, "not_nearest_share", e->not_nearest_share);
    jh_json_close_object(w);
    if (p->access_after == NULL) {
        jh_json_null(w, "equity");
        return;
    }
    jh_json_open_object(w, "equity");
    write_equity(w, "before", &p->equity_before);
    write_equity(w, "after", &p->equity_after);
    if (p->equity_zones_after != NULL && p->equity_zones_before != NULL)
        write_equity_zones(w, p);
    if (p->scenario.beds_share > 0) {
        jh_json_open_object(w, "share");
        jh_json_num(w, "beds", p->scenario.beds_share);
        jh_json_num(w, "objective", p->share.objective);
        jh_json_num(w, "bound", p->share.bound);
        jh_json_num(w, "gap", p->share.gap_frac);
        jh_json_close_object(w);
    }
    jh_json_close_object(w);
}

static void write_areas(struct jh_json_writer *w, const struct jh_plan *p)
{
    const struct jh_dataset *d = p->dataset;
    const size_t n = d->specialties.n;
    jh_json_open_array(w, "areas");
    for (size_t a = 0; a < d->areas.n_inside; a++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "area_id", d->areas.id[a]);
        jh_json_text(w, "zone_id", zone_id(p, p->zoning.zones.of_area[a]));
        jh_json_num(w, "access_before", p->access_before != NULL ? p->access_before[a] : JH_NAN);
        jh_json_num(w, "access_after", p->access_after != NULL ? p->access_after[a] : JH_NAN);
        jh_json_open_array(w, "assigned");
        for (size_t s = 0; s < n; s++) {
            int32_t to = p->assigned[a * n + s];
            if (to == JH_NONE)
                continue;
            jh_json_open_object(w, NULL);
            jh_json_text(w, "specialty", d->specialties.id[s]);
            jh_json_text(w, "hospital_id", jh_i_json_hospital_id(p, to));
            jh_json_num(w, "cases", p->demand[a * n + s]);
            jh_json_close_object(w);
        }
        jh_json_close_array(w);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void write_notes(struct jh_json_writer *w, const char *name, const struct jh_notes *notes)
{
    jh_json_open_array(w, name);
    for (size_t i = 0; i < notes->n; i++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "en", notes->item[i].text[JH_LANG_EN]);
        jh_json_text(w, "zh", notes->item[i].text[JH_LANG_ZH]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

enum jh_status jh_plan_to_json(const struct jh_plan *plan, struct jh_buf *out, struct jh_error *err)
{
    struct jh_json_writer w;
    jh_json_begin(&w, out, true);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "format", "junheng-plan-1");
    jh_json_text(&w, "version", plan->version);
    jh_json_text(&w, "name", plan->scenario.name);
    write_dataset(&w, plan);
    jh_i_scenario_write(&w, "scenario", &plan->scenario);
    write_result(&w, plan);
    write_effect(&w, plan);
    write_frontier(&w, plan);
    write_hosts(&w, plan);
    write_places(&w, plan);
    write_centres(&w, plan);
    jh_json_open_array(&w, "centre_specialties");
    for (size_t i = 0; i < plan->n_choices; i++)
        write_choice(&w, plan, &plan->choice[i]);
    jh_json_close_array(&w);
    jh_i_json_prediction(&w, plan);
    write_notes(&w, "warnings", &plan->warnings);
    write_notes(&w, "assumptions", &plan->assumptions);
    write_rates(&w, "territory", &plan->territory[plan->dataset->specialties.n]);
    write_zones(&w, plan);
    write_areas(&w, plan);
    jh_json_close_object(&w);
    jh_buf_puts(out, "\n");
    return jh_buf_status(out, err);
}
