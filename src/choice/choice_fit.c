/*
 * The hospital choice model by specialty: data for the logit from the flow table, and how well it fits.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/rng.h"
#include "base/run.h"
#include "choice/constants.h"
#include "choice/slice.h"

#define STREAM_HELD_OUT 0x63686f69 /* of the seed */

struct jh_choice_options jh_choice_options_default(void)
{
    return (struct jh_choice_options){.time = JH_CHOICE_TIME_LOG,
        .n_alternatives = 100,
        .held_out_frac = 0.2,
        .travel = jh_travel_options_default()};
}

static struct jh_logit_data data_of(const struct jh_i_fitting *f, struct jh_i_slice *s)
{
    return (struct jh_logit_data){.n_cases = s->n_cases,
        .n_alternatives = f->dataset->hospitals.n,
        .n_variables = s->width,
        .start = s->start,
        .alternative = s->alternative,
        .x = s->x,
        .chosen = s->chosen,
        .cluster = f->options->clustered ? s->cluster : NULL,
        .n_clusters = f->options->clustered ? f->sets.n_areas : 0,
        .variable_name = s->name,
        .alternative_name = f->dataset->hospitals.id,
        .row_nest = f->options->nest_zone_of_area != NULL ? s->nest : NULL};
}

static struct jh_logit_options logit_options(const struct jh_i_fitting *f)
{
    static const char *names[JH_N_CHOICE_NESTS] = {
#define JH_X(name, number, id, text) [number] = id,
        JH_CHOICE_NEST_MAP(JH_X)
#undef JH_X
    };
    struct jh_logit_options o = jh_logit_options_default();
    if (f->options->nest_zone_of_area != NULL) {
        o.n_nests = JH_N_CHOICE_NESTS;
        o.nest_name = names;
    }
    return o;
}

/* Fit one slice and predict the shares of another (may be the same). */
static enum jh_status fit_and_tell(const struct jh_i_fitting *f, struct jh_i_slice *fitted,
    struct jh_i_slice *judged, struct jh_logit_fit *fit, struct jh_error *err)
{
    struct jh_logit_data data = data_of(f, fitted), judged_data = data_of(f, judged);
    struct jh_logit_options options = logit_options(f);
    enum jh_status st = jh_logit_estimate(&data, &options, f->run, fit, err);
    return st == JH_OK ? jh_logit_predict(&judged_data, &options, fit, judged->share, err) : st;
}

static struct jh_choice_indices no_indices(void)
{
    return (struct jh_choice_indices){.log_likelihood = JH_NAN,
        .null_log_likelihood = JH_NAN,
        .rho_squared = JH_NAN,
        .srmse = JH_NAN,
        .ssi = JH_NAN,
        .right_prefecture_frac = JH_NAN};
}

static void take_estimates(const struct jh_i_slice *s, const struct jh_logit_fit *fit,
    struct jh_choice_specialty *out, uint32_t *out_bits)
{
    for (size_t k = 0; k < s->width; k++) {
        out->estimate[s->term[k]] = fit->estimate[k];
        out->std_error[s->term[k]] = fit->std_error[k];
        *out_bits |= 1u << s->term[k];
        for (size_t l = 0; l < s->width; l++)
            out->covariance[(size_t)s->term[k] * JH_N_CHOICE_TERMS + (size_t)s->term[l]] =
                fit->covariance[k * fit->n_parameters + l];
    }
    for (size_t k = 0; k < fit->n_parameters; k++)
        if (fit->kind[k] == JH_LOGIT_DISSIMILARITY) {
            out->dissimilarity[fit->index[k]] = fit->estimate[k];
            out->dissimilarity_error[fit->index[k]] = fit->std_error[k];
        }
    out->n_iterations = fit->n_iterations;
}

static enum jh_status fit_all(const struct jh_i_fitting *f, size_t specialty,
    struct jh_choice_specialty *out, uint32_t *out_bits, struct jh_error *err)
{
    struct jh_i_slice all = {0};
    struct jh_logit_fit fit = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_slice_make(f, specialty, JH_I_PART_ALL,
                   jh_i_choice_terms_wanted(&f->terms, f->options), true, &all, err));
    if (all.width == 0)
        JH_TRY(st, jh_fail(err, JH_E_DATA, "no cases with a choice between hospitals"));
    JH_TRY(st, fit_and_tell(f, &all, &all, &fit, err));
    JH_TRY(st, jh_i_slice_judge(f, &all, &out->all, err));
    jh_i_slice_to_areas(f, &all);
    take_estimates(&all, &fit, out, out_bits);
out:
    jh_logit_fit_release(&fit);
    jh_i_slice_release(&all);
    return st;
}

static enum jh_status fit_held_out(const struct jh_i_fitting *f, size_t specialty, uint32_t bits,
    struct jh_choice_indices *out, struct jh_error *err)
{
    struct jh_i_slice kept = {0}, held = {0};
    struct jh_logit_fit fit = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_slice_make(f, specialty, JH_I_PART_KEPT, bits, true, &kept, err));
    bits = 0;
    for (size_t k = 0; k < kept.width; k++)
        bits |= 1u << kept.term[k];
    JH_TRY(st, jh_i_slice_make(f, specialty, JH_I_PART_HELD, bits, false, &held, err));
    if (held.n_cases == 0)
        goto out;
    JH_TRY(st, fit_and_tell(f, &kept, &held, &fit, err));
    st = jh_i_slice_judge(f, &held, out, err);
out:
    jh_logit_fit_release(&fit);
    jh_i_slice_release(&kept);
    jh_i_slice_release(&held);
    return st;
}

/* ---- a constant for every hospital ---- */

static enum jh_status add_hospitals(const struct jh_i_fitting *f, size_t specialty,
    const struct jh_i_constants *c, struct jh_choice_model *model, struct jh_error *err)
{
    const struct jh_capabilities *known = &f->dataset->capabilities;
    struct jh_choice_hospital *list =
        jh_i_realloc(model->hospital, model->n_hospitals + c->n, sizeof *list);
    if (list == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    model->hospital = list;
    for (size_t i = 0; i < c->n; i++) {
        int64_t row =
            known->n > 0 ? jh_capability_find(known, c->hospital[i], (int32_t)specialty) : JH_NONE;
        list[model->n_hospitals++] = (struct jh_choice_hospital){.hospital = c->hospital[i],
            .specialty = (int32_t)specialty,
            .cases = c->cases[i] / f->years,
            .constant = c->constant[i],
            .expected = c->expected[i],
            .shrunk = c->shrunk[i],
            .std_error = c->std_error[i],
            .quality = row != JH_NONE ? known->quality[row] : JH_NAN,
            .revealed = c->revealed[i]};
    }
    return JH_OK;
}

static enum jh_status constants_all(const struct jh_i_fitting *f, size_t specialty,
    struct jh_choice_model *model, struct jh_choice_specialty *out, struct jh_error *err)
{
    struct jh_i_slice all = {0};
    struct jh_i_constants c = {.n = 0};
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_slice_make(f, specialty, JH_I_PART_ALL,
                   jh_i_choice_terms_wanted(&f->terms, f->options), false, &all, err));
    JH_TRY(st, jh_i_constants_fit(f, specialty, &all, &c, err));
    jh_i_constants_tell(f, &c, &all);
    JH_TRY(st, jh_i_slice_judge(f, &all, &out->all, err));
    JH_TRY(st, add_hospitals(f, specialty, &c, model, err));
    jh_i_slice_to_areas(f, &all);
    for (size_t t = 0; t < JH_N_CHOICE_TERMS; t++)
        if ((c.bits & (1u << t)) != 0) {
            out->estimate[t] = c.estimate[t];
            out->std_error[t] = sqrt(c.covariance[t * (JH_N_CHOICE_TERMS + 1)]);
        }
    memcpy(out->covariance, c.covariance, sizeof out->covariance);
    out->spread = c.spread;
    out->n_iterations = c.n_iterations;
out:
    jh_i_constants_release(&c);
    jh_i_slice_release(&all);
    return st;
}

static enum jh_status constants_held_out(const struct jh_i_fitting *f, size_t specialty,
    struct jh_choice_indices *out, struct jh_error *err)
{
    struct jh_i_slice kept = {0}, held = {0};
    struct jh_i_constants c = {.n = 0};
    uint32_t bits = jh_i_choice_terms_wanted(&f->terms, f->options);
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_slice_make(f, specialty, JH_I_PART_KEPT, bits, false, &kept, err));
    JH_TRY(st, jh_i_slice_make(f, specialty, JH_I_PART_HELD, bits, false, &held, err));
    if (held.n_cases == 0)
        goto out;
    JH_TRY(st, jh_i_constants_fit(f, specialty, &kept, &c, err));
    jh_i_constants_tell(f, &c, &held);
    st = jh_i_slice_judge(f, &held, out, err);
out:
    jh_i_constants_release(&c);
    jh_i_slice_release(&kept);
    jh_i_slice_release(&held);
    return st;
}

/* Faults that end the whole fit; others are a specialty's own. */
static bool fatal(enum jh_status st)
{
    return st == JH_E_NOMEM || st == JH_E_CANCELLED || st == JH_E_INTERNAL;
}

static enum jh_status fit_specialty(const struct jh_i_fitting *f, size_t specialty,
    struct jh_choice_model *model, struct jh_error *err)
{
    struct jh_choice_specialty *out = &model->specialty[specialty];
    const bool constants = f->options->hospitals == JH_CHOICE_HOSPITALS_CONSTANTS;
    uint32_t bits = 0;
    for (size_t t = 0; t < JH_N_CHOICE_TERMS; t++)
        out->estimate[t] = out->std_error[t] = JH_NAN;
    for (size_t m = 0; m < JH_N_CHOICE_NESTS; m++)
        out->dissimilarity[m] = out->dissimilarity_error[m] = JH_NAN;
    out->spread = JH_NAN;
    out->all = out->held_out = no_indices();
    out->cases_left_out = f->sets.cases_left_out[specialty];
    out->status = constants ? constants_all(f, specialty, model, out, &out->why)
                            : fit_all(f, specialty, out, &bits, &out->why);
    if (out->status == JH_OK && f->options->held_out_frac > 0) {
        struct jh_error ignored;
        enum jh_status st = constants ? constants_held_out(f, specialty, &out->held_out, &ignored)
                                      : fit_held_out(f, specialty, bits, &out->held_out, &ignored);
        if (fatal(st)) {
            out->status = st;
            out->why = ignored;
        }
    }
    if (fatal(out->status) && err != NULL)
        *err = out->why;
    return fatal(out->status) ? out->status : JH_OK;
}

/* A seeded choice of areas, the same for all specialties. */
static enum jh_status hold_out(struct jh_i_fitting *f, struct jh_error *err)
{
    size_t n = f->dataset->areas.n_inside;
    int32_t *order = jh_i_calloc(n, sizeof *order);
    struct jh_rng rng;
    f->held = jh_i_calloc(n, 1);
    if (f->held == NULL || order == NULL) {
        jh_i_free(order);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t a = 0; a < n; a++)
        order[a] = (int32_t)a;
    jh_rng_init(&rng, jh_run_seed(f->run), STREAM_HELD_OUT);
    jh_rng_shuffle(&rng, order, n);
    for (size_t i = 0; i < (size_t)floor(f->options->held_out_frac * (double)n + 0.5); i++)
        f->held[order[i]] = 1;
    jh_i_free(order);
    return JH_OK;
}

static enum jh_status check(const struct jh_flow_table *table,
    const struct jh_choice_options *options, struct jh_error *err)
{
    if (!(options->held_out_frac >= 0 && options->held_out_frac <= 0.9))
        return jh_fail(err, JH_E_DOMAIN, "the share of areas held out must be 0 to 0.9, got %g",
            options->held_out_frac);
    if (!table->inside_collected)
        return jh_fail(err, JH_E_DATA, "stays inside the territory are not collected");
    if (options->hospitals == JH_CHOICE_HOSPITALS_CONSTANTS && options->nest_zone_of_area != NULL)
        return jh_fail(
            err, JH_E_UNSUPPORTED, "nests do not go together with a constant for every hospital");
    bool hard = table->hard != NULL && table->has_hard[JH_SIDE_INSIDE] &&
                (table->has_hard[JH_SIDE_OUTSIDE] || !table->outside_collected);
    if (options->cases != JH_CHOICE_ALL && !hard)
        return jh_fail(err, JH_E_DATA, "hard cases are not collected");
    return JH_OK;
}

/* From sums to shares. */
static void finish_areas(struct jh_choice_model *model)
{
    for (size_t a = 0; a < model->n_areas; a++) {
        struct jh_choice_area *area = &model->area[a];
        double cases = area->cases > 0 ? area->cases : JH_NAN;
        area->stayed /= cases;
        area->told /= cases;
        area->matched_frac /= cases;
    }
}

enum jh_status jh_choice_fit(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    const struct jh_choice_options *options, const struct jh_run *run,
    struct jh_choice_model *out_model, struct jh_error *err)
{
    struct jh_choice_options standard = jh_choice_options_default();
    struct jh_i_fitting f = {.dataset = dataset,
        .options = options != NULL ? options : &standard,
        .run = run,
        .terms = jh_i_choice_terms_of(dataset),
        .years = table->years > 0 ? table->years : 1};
    size_t n = dataset->specialties.n;
    struct jh_choice_model model = {
        .options = *f.options, .n_specialties = n, .n_areas = dataset->areas.n_inside};
    enum jh_status st = JH_OK;
    JH_TRY(st, check(table, f.options, err));
    model.specialty = jh_i_calloc(n, sizeof *model.specialty);
    f.area = model.area = jh_i_calloc(model.n_areas, sizeof *model.area);
    if (model.specialty == NULL || model.area == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, hold_out(&f, err));
    JH_TRY(st, jh_i_choice_sets_make(dataset, table, f.options, run, &f.sets, err));
    for (size_t s = 0; s < n; s++) {
        jh_run_progress(run, "fitting patients' choice", (double)s / (double)n);
        if (jh_run_stopped(run))
            JH_TRY(st, jh_fail(err, JH_E_CANCELLED, "estimation was stopped"));
        JH_TRY(st, fit_specialty(&f, s, &model, err));
    }
    finish_areas(&model);
    model.options.nest_zone_of_area = model.options.nest_zone_of_hospital = NULL;
    *out_model = model;
    model = (struct jh_choice_model){.n_specialties = 0};
out:
    jh_choice_model_release(&model);
    jh_i_free(f.held);
    jh_i_choice_sets_release(&f.sets);
    return st;
}

void jh_choice_model_release(struct jh_choice_model *model)
{
    jh_i_free(model->specialty);
    jh_i_free(model->hospital);
    jh_i_free(model->area);
    *model = (struct jh_choice_model){0};
}
