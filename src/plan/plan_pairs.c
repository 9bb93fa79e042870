/*
 * Who stands behind the centre specialties that the plan builds up.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

/* The centre specialties to be paired, side by side as jh_pair_gather() asks. */
struct asking {
    size_t n;
    size_t *choice; /* [n] */
    int32_t *hospital, *specialty, *zone;
    double *cases;
};

static enum jh_status list_built(struct jh_i_plan_work *w, struct asking *a, struct jh_error *err)
{
    const struct jh_plan *plan = w->plan;
    a->choice = JH_I_NEW(&w->scratch, plan->n_choices, size_t, err);
    a->hospital = JH_I_NEW(&w->scratch, plan->n_choices, int32_t, err);
    a->specialty = JH_I_NEW(&w->scratch, plan->n_choices, int32_t, err);
    a->zone = JH_I_NEW(&w->scratch, plan->n_choices, int32_t, err);
    a->cases = JH_I_NEW(&w->scratch, plan->n_choices, double, err);
    if (a->choice == NULL || a->hospital == NULL || a->specialty == NULL || a->zone == NULL ||
        a->cases == NULL)
        return JH_E_NOMEM;
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_choice *c = &plan->choice[i];
        if (c->existing)
            continue;
        a->choice[a->n] = i;
        a->hospital[a->n] = c->hospital;
        a->specialty[a->n] = c->specialty;
        a->zone[a->n] = c->zone;
        a->cases[a->n++] = c->cases;
    }
    return JH_OK;
}

/* What the scenario says of pairs. */
static enum jh_status read_said(const struct jh_i_plan_work *w, const struct jh_pair_inputs *in,
    struct jh_pair_said *out, struct jh_error *err)
{
    const struct jh_scenario *sc = w->scenario;
    const struct jh_pair_texts texts[JH_N_PAIR_SAYINGS] = {
        [JH_PAIR_SAYS_LOCKED] = {sc->exporters_locked.n, sc->exporters_locked.item},
        [JH_PAIR_SAYS_FORBIDDEN] = {sc->exporters_forbidden.n, sc->exporters_forbidden.item},
        [JH_PAIR_SAYS_AGREED] = {sc->exporters_agreed.n, sc->exporters_agreed.item},
        [JH_PAIR_SAYS_REFUSED] = {sc->exporters_refused.n, sc->exporters_refused.item},
    };
    return jh_pair_said_read(w->dataset, in, texts, out, err);
}

static double quality_of(const struct jh_dataset *d, int32_t hospital, int32_t specialty)
{
    const struct jh_capabilities *c = &d->capabilities;
    int64_t row = c->n > 0 ? jh_capability_find(c, hospital, specialty) : JH_NONE;
    return row != JH_NONE ? c->quality[row] : JH_NAN;
}

/* Of those that may export the specialty to the host: the best. */
static int32_t best_exporter(
    const struct jh_i_plan_work *w, const struct jh_pair_inputs *in, const struct jh_plan_choice *c)
{
    int32_t best = JH_NONE;
    for (size_t x = 0; x < in->n_exporters; x++) {
        const struct jh_pair_exporter *e = &in->exporter[x];
        if (e->specialty != c->specialty || e->hospital == c->hospital || e->capacity <= 0)
            continue;
        if (best == JH_NONE || e->quality > quality_of(w->dataset, best, c->specialty))
            best = e->hospital;
    }
    return best;
}

static enum jh_status start_builds(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    const struct jh_choice_effect none = {JH_NAN, JH_NAN, JH_NAN, JH_NAN};
    plan->build = JH_I_NEW(w->keep, plan->n_choices, struct jh_plan_build, err);
    if (plan->build == NULL)
        return JH_E_NOMEM;
    for (size_t i = 0; i < plan->n_choices; i++)
        plan->build[i] = (struct jh_plan_build){
            .mode = plan->choice[i].existing ? JH_PLAN_EXISTING : JH_PLAN_SELF_BUILT,
            .pair = {.exporter = JH_NONE,
                .reason = JH_PAIR_NO_EXPORTER,
                .gain = JH_NAN,
                .tie_share = JH_NAN,
                .minutes = JH_NAN,
                .gain_value = JH_NAN,
                .tie_value = JH_NAN,
                .distance_value = JH_NAN,
                .value = JH_NAN,
                .next_exporter = JH_NONE,
                .next_cost = JH_NAN},
            .best_exporter = JH_NONE,
            .quality = plan->choice[i].quality,
            .quality_after = JH_NAN,
            .exporter_quality = JH_NAN,
            .quality_assumed = JH_NAN,
            .treated = none,
            .treated_assumed = JH_NAN,
            .beds_before = JH_NAN,
            .beds_after = JH_NAN};
    return JH_OK;
}

double jh_i_plan_quality_after(const struct jh_i_plan_work *w, const struct jh_plan_build *build,
    int32_t specialty, double uplift, double self_built)
{
    bool paired = build->mode == JH_PLAN_PAIRED;
    double goal = paired ? build->exporter_quality : w->best_quality[specialty];
    double share = fmin(1, w->scenario->calibration * (paired ? uplift : self_built));
    if (build->mode == JH_PLAN_EXISTING || isnan(build->quality))
        return build->quality;
    return goal > build->quality ? build->quality + share * (goal - build->quality)
                                 : build->quality;
}

static void keep_pairs(struct jh_i_plan_work *w, const struct asking *a,
    const struct jh_pair_inputs *in, const struct jh_pair *pair)
{
    for (size_t k = 0; k < a->n; k++) {
        size_t i = a->choice[k];
        struct jh_plan_build *b = &w->plan->build[i];
        const int32_t specialty = w->plan->choice[i].specialty;
        b->best_exporter = best_exporter(w, in, &w->plan->choice[i]);
        if (b->best_exporter != JH_NONE) {
            b->mode = JH_PLAN_PAIRED;
            b->exporter_quality = quality_of(w->dataset, b->best_exporter, specialty);
            b->quality_assumed = jh_i_plan_quality_after(
                w, b, specialty, w->scenario->uplift, w->scenario->uplift_self_built);
        }
        b->pair = pair[k];
        b->mode = b->pair.exporter != JH_NONE ? JH_PLAN_PAIRED : JH_PLAN_SELF_BUILT;
        b->exporter_quality = b->pair.exporter != JH_NONE
                                  ? quality_of(w->dataset, b->pair.exporter, specialty)
                                  : JH_NAN;
        b->quality_after = jh_i_plan_quality_after(
            w, b, specialty, w->scenario->uplift, w->scenario->uplift_self_built);
        if (b->best_exporter == JH_NONE)
            b->quality_assumed = b->quality_after;
    }
}

enum jh_status jh_i_plan_pairs(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    struct jh_pair_inputs in = {0};
    struct asking a = {0};
    struct jh_pair_said said = {0};
    struct jh_pair_options options = jh_pair_options_default();
    struct jh_run run = jh_i_plan_run_on(w);
    struct jh_pair *pair = NULL;
    run.iteration_limit = 0;
    options.uplift = fmin(1, w->scenario->calibration * w->scenario->uplift);
    options.one_per_host = w->scenario->exporters_one_per_host;
    JH_TRY(st, start_builds(w, err));
    JH_TRY(st, list_built(w, &a, err));
    pair = JH_I_NEW(&w->scratch, a.n, struct jh_pair, err);
    if (pair == NULL)
        return JH_E_NOMEM;
    JH_TRY(st, jh_pair_gather(w->dataset, &plan->flows, plan->zoning.zones.of_area, a.n, a.hospital,
                   a.specialty, a.zone, a.cases, w->scenario->exporters_from,
                   (double)w->scenario->exporters_max_projects, &w->scenario->travel, &in, err));
    JH_TRY(st, read_said(w, &in, &said, err));
    JH_TRY(st, jh_pair_match(in.n_centres, in.centre, in.n_exporters, in.exporter, in.tie,
                   in.minutes, said.consent, said.n_rules, said.rule, &options, &run, pair,
                   &plan->prediction.pairs, err));
    keep_pairs(w, &a, &in, pair);
out:
    jh_pair_said_release(&said);
    jh_pair_inputs_release(&in);
    return st;
}
