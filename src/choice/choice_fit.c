/*
 * The hospital choice model by specialty: data for the logit from the flow table, and how well it fits.
 */
#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/rng.h"
#include "base/run.h"
#include "choice/sets.h"
#include "choice/terms.h"

#define LEAST_OWN       1e-9       /* of a term's spread that the others must leave over */
#define STREAM_HELD_OUT 0x63686f69 /* of the seed */

/* Everything a specialty's model is made of. */
struct fitting {
    const struct jh_dataset *dataset;
    const struct jh_choice_options *options;
    const struct jh_run *run;
    struct jh_i_choice_terms terms;
    struct jh_i_choice_sets sets;
    double years;
    uint8_t *held; /* [n_areas], 1: held out */
};

/* Choices of some areas in one specialty. */
enum part { PART_ALL, PART_KEPT, PART_HELD };
struct slice {
    size_t n_cases, n_rows, width;
    size_t *start;
    int32_t *area;                               /* [n_cases] */
    int32_t *alternative;                        /* [n_rows] */
    double *x, *chosen, *share;                  /* [n_rows * width], [n_rows], [n_rows] */
    int32_t *cluster;                            /* [n_cases] */
    enum jh_choice_term term[JH_N_CHOICE_TERMS]; /* [width] */
    const char *name[JH_N_CHOICE_TERMS];
};

struct jh_choice_options jh_choice_options_default(void)
{
    return (struct jh_choice_options){.time = JH_CHOICE_TIME_LOG,
        .n_alternatives = 100,
        .held_out_frac = 0.2,
        .travel = jh_travel_options_default()};
}

static void slice_release(struct slice *s)
{
    jh_i_free(s->start);
    jh_i_free(s->area);
    jh_i_free(s->alternative);
    jh_i_free(s->x);
    jh_i_free(s->chosen);
    jh_i_free(s->share);
    jh_i_free(s->cluster);
    *s = (struct slice){0};
}

/* Rows of an area that count; their number is 0 where the area has no cases or is not of the part. */
static size_t rows_of(
    const struct fitting *f, size_t area, size_t specialty, enum part part, size_t *out_begin)
{
    const struct jh_i_choice_sets *sets = &f->sets;
    size_t k = area * sets->n_specialties + specialty;
    double cases = 0;
    *out_begin = sets->start[k];
    if (part != PART_ALL && (f->held[area] != 0) != (part == PART_HELD))
        return 0;
    for (size_t r = sets->start[k]; r < sets->start[k + 1]; r++)
        cases += sets->cases[r];
    return cases > 0 ? sets->start[k + 1] - sets->start[k] : 0;
}

static enum jh_status slice_allocate(struct slice *s, struct jh_error *err)
{
    s->start = jh_i_calloc(s->n_cases + 1, sizeof *s->start);
    s->area = jh_i_calloc(s->n_cases, sizeof *s->area);
    s->cluster = jh_i_calloc(s->n_cases, sizeof *s->cluster);
    s->alternative = jh_i_calloc(s->n_rows, sizeof *s->alternative);
    s->x = jh_i_calloc(s->n_rows, JH_N_CHOICE_TERMS * sizeof *s->x);
    s->chosen = jh_i_calloc(s->n_rows, sizeof *s->chosen);
    s->share = jh_i_calloc(s->n_rows, sizeof *s->share);
    bool ok = s->start != NULL && s->area != NULL && s->cluster != NULL && s->alternative != NULL &&
              s->x != NULL && s->chosen != NULL && s->share != NULL;
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* Add one case to the cross products of what differs within cases. Seen from the first row, so that
 * what does not differ gives exactly 0. */
static void add_products(
    const struct slice *s, size_t i, double gram[JH_N_CHOICE_TERMS][JH_N_CHOICE_TERMS])
{
    const double *first = s->x + s->start[i] * JH_N_CHOICE_TERMS;
    double mean[JH_N_CHOICE_TERMS] = {0}, off[JH_N_CHOICE_TERMS];
    double n = (double)(s->start[i + 1] - s->start[i]);
    for (size_t r = s->start[i]; r < s->start[i + 1]; r++)
        for (size_t t = 0; t < JH_N_CHOICE_TERMS; t++)
            mean[t] += (s->x[r * JH_N_CHOICE_TERMS + t] - first[t]) / n;
    for (size_t r = s->start[i]; r < s->start[i + 1]; r++) {
        for (size_t t = 0; t < JH_N_CHOICE_TERMS; t++)
            off[t] = s->x[r * JH_N_CHOICE_TERMS + t] - first[t] - mean[t];
        for (size_t t = 0; t < JH_N_CHOICE_TERMS; t++)
            for (size_t u = 0; u <= t; u++)
                gram[t][u] += off[t] * off[u];
    }
}

/* The terms among `wanted` that vary within cases and do not follow from those before them. */
static uint32_t independent(const struct slice *s, uint32_t wanted)
{
    double gram[JH_N_CHOICE_TERMS][JH_N_CHOICE_TERMS] = {{0}};
    uint32_t bits = 0;
    for (size_t i = 0; i < s->n_cases; i++)
        add_products(s, i, gram);
    for (size_t t = 0; t < JH_N_CHOICE_TERMS; t++) {
        double left = gram[t][t];
        for (size_t u = 0; u < t; u++) {
            if ((bits & (1u << u)) == 0)
                continue;
            for (size_t v = 0; v < u; v++)
                if ((bits & (1u << v)) != 0)
                    gram[t][u] -= gram[t][v] * gram[u][v];
            gram[t][u] /= gram[u][u];
            left -= gram[t][u] * gram[t][u];
        }
        if ((wanted & (1u << t)) == 0 || !(left > LEAST_OWN * gram[t][t]))
            continue;
        gram[t][t] = sqrt(left);
        bits |= 1u << t;
    }
    return bits;
}

/* Only the columns of the terms in bits stay. */
static void keep_terms(struct slice *s, uint32_t bits)
{
    s->width = 0;
    for (int t = 0; t < JH_N_CHOICE_TERMS; t++)
        if ((bits & (1u << t)) != 0) {
            s->term[s->width] = (enum jh_choice_term)t;
            s->name[s->width++] = jh_choice_term_id((enum jh_choice_term)t);
        }
    for (size_t r = 0; r < s->n_rows; r++)
        for (size_t k = 0; k < s->width; k++)
            s->x[r * s->width + k] = s->x[r * JH_N_CHOICE_TERMS + (size_t)s->term[k]];
}

/* bits: the terms to keep; of a part to be judged exactly these, else those that can be estimated. */
static enum jh_status slice_make(const struct fitting *f, size_t specialty, enum part part,
    uint32_t bits, struct slice *out, struct jh_error *err)
{
    struct slice s = {0};
    size_t begin, at = 0, i = 0;
    for (size_t a = 0; a < f->sets.n_areas; a++) {
        size_t n = rows_of(f, a, specialty, part, &begin);
        s.n_cases += n > 0;
        s.n_rows += n;
    }
    enum jh_status st = slice_allocate(&s, err);
    for (size_t a = 0; a < f->sets.n_areas && st == JH_OK; a++) {
        size_t n = rows_of(f, a, specialty, part, &begin);
        if (n == 0)
            continue;
        for (size_t r = begin; r < begin + n; r++, at++) {
            s.alternative[at] = f->sets.hospital[r];
            s.chosen[at] = f->sets.cases[r] * f->years;
            jh_i_choice_terms_fill(&f->terms, a, f->sets.hospital[r], (int32_t)specialty,
                (double)f->sets.minutes[r], s.x + at * JH_N_CHOICE_TERMS);
        }
        s.area[i] = s.cluster[i] = (int32_t)a;
        s.start[++i] = at;
    }
    if (st == JH_OK)
        keep_terms(&s, part == PART_HELD ? bits : independent(&s, bits));
    if (st == JH_OK)
        *out = s;
    else
        slice_release(&s);
    return st;
}

static struct jh_logit_data data_of(const struct fitting *f, struct slice *s)
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
        .alternative_name = f->dataset->hospitals.id};
}

/* Sums over the rows of a slice. */
struct closeness {
    struct jh_sum square, cases, similar, likelihood, null, right;
};

/* Overlap of observed and predicted cases by prefecture; seen, told [regions.n + 1]. */
static double right_prefecture(const struct fitting *f, const struct slice *s, size_t i,
    double total, double *seen, double *told)
{
    size_t n = f->dataset->regions.n + 1;
    double right = 0;
    for (size_t g = 0; g < n; g++)
        seen[g] = told[g] = 0;
    for (size_t r = s->start[i]; r < s->start[i + 1]; r++) {
        size_t region = jh_i_choice_region(f->dataset, s->alternative[r]);
        seen[region] += s->chosen[r];
        told[region] += total * s->share[r];
    }
    for (size_t g = 0; g < n; g++)
        right += fmin(seen[g], told[g]);
    return right;
}

static void add_case(const struct slice *s, size_t i, double total, struct closeness *c)
{
    for (size_t r = s->start[i]; r < s->start[i + 1]; r++) {
        double seen = s->chosen[r], told = total * s->share[r];
        jh_sum_add(&c->square, (seen - told) * (seen - told));
        if (seen + told > 0)
            jh_sum_add(&c->similar, 2 * fmin(seen, told) / (seen + told));
        if (seen > 0)
            jh_sum_add(&c->likelihood, seen * log(s->share[r]));
    }
    jh_sum_add(&c->cases, total);
    jh_sum_add(&c->null, -total * log((double)(s->start[i + 1] - s->start[i])));
}

/* s->share holds the predicted shares. */
static enum jh_status judge(const struct fitting *f, const struct slice *s,
    struct jh_choice_indices *out, struct jh_error *err)
{
    size_t n_groups = f->dataset->regions.n + 1;
    struct closeness c = {0};
    double *seen = jh_i_calloc(2 * n_groups, sizeof *seen);
    if (seen == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < s->n_cases; i++) {
        double total = 0;
        for (size_t r = s->start[i]; r < s->start[i + 1]; r++)
            total += s->chosen[r];
        add_case(s, i, total, &c);
        jh_sum_add(&c.right, right_prefecture(f, s, i, total, seen, seen + n_groups));
    }
    jh_i_free(seen);
    double rows = (double)s->n_rows, cases = jh_sum_value(&c.cases);
    double null = jh_sum_value(&c.null), likelihood = jh_sum_value(&c.likelihood);
    *out = (struct jh_choice_indices){.n_areas = s->n_cases,
        .n_rows = s->n_rows,
        .cases = cases / f->years,
        .log_likelihood = likelihood,
        .null_log_likelihood = null,
        .rho_squared = null < 0 ? 1 - likelihood / null : JH_NAN,
        .srmse = cases > 0 ? sqrt(jh_sum_value(&c.square) / rows) / (cases / rows) : JH_NAN,
        .ssi = rows > 0 ? jh_sum_value(&c.similar) / rows : JH_NAN,
        .right_prefecture_frac =
            cases > 0 && n_groups > 1 ? jh_sum_value(&c.right) / cases : JH_NAN};
    return JH_OK;
}

/* Fit one slice and judge another (the same where judged is NULL) under it. */
static enum jh_status fit_and_judge(const struct fitting *f, struct slice *fitted,
    struct slice *judged, struct jh_logit_fit *fit, struct jh_choice_indices *out,
    struct jh_error *err)
{
    struct jh_logit_data data = data_of(f, fitted);
    enum jh_status st = jh_logit_estimate(&data, NULL, f->run, fit, err);
    if (st != JH_OK)
        return st;
    struct jh_logit_data judged_data = data_of(f, judged);
    st = jh_logit_predict(&judged_data, NULL, fit, judged->share, err);
    return st == JH_OK ? judge(f, judged, out, err) : st;
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

static enum jh_status fit_all(const struct fitting *f, size_t specialty,
    struct jh_choice_specialty *out, uint32_t *out_bits, struct jh_error *err)
{
    struct slice all = {0};
    struct jh_logit_fit fit = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, slice_make(f, specialty, PART_ALL, jh_i_choice_terms_wanted(&f->terms, f->options),
                   &all, err));
    if (all.width == 0)
        JH_TRY(st, jh_fail(err, JH_E_DATA, "no cases with a choice between hospitals"));
    JH_TRY(st, fit_and_judge(f, &all, &all, &fit, &out->all, err));
    for (size_t k = 0; k < all.width; k++) {
        out->estimate[all.term[k]] = fit.estimate[k];
        out->std_error[all.term[k]] = fit.std_error[k];
        *out_bits |= 1u << all.term[k];
        for (size_t l = 0; l < all.width; l++)
            out->covariance[(size_t)all.term[k] * JH_N_CHOICE_TERMS + (size_t)all.term[l]] =
                fit.covariance[k * fit.n_parameters + l];
    }
    out->n_iterations = fit.n_iterations;
out:
    jh_logit_fit_release(&fit);
    slice_release(&all);
    return st;
}

static enum jh_status fit_held_out(const struct fitting *f, size_t specialty, uint32_t bits,
    struct jh_choice_indices *out, struct jh_error *err)
{
    struct slice kept = {0}, held = {0};
    struct jh_logit_fit fit = {0};
    enum jh_status st = JH_OK;
    JH_TRY(st, slice_make(f, specialty, PART_KEPT, bits, &kept, err));
    bits = 0;
    for (size_t k = 0; k < kept.width; k++)
        bits |= 1u << kept.term[k];
    JH_TRY(st, slice_make(f, specialty, PART_HELD, bits, &held, err));
    if (held.n_cases > 0)
        st = fit_and_judge(f, &kept, &held, &fit, out, err);
out:
    jh_logit_fit_release(&fit);
    slice_release(&kept);
    slice_release(&held);
    return st;
}

/* Faults that end the whole fit; others are a specialty's own. */
static bool fatal(enum jh_status st)
{
    return st == JH_E_NOMEM || st == JH_E_CANCELLED || st == JH_E_INTERNAL;
}

static enum jh_status fit_specialty(const struct fitting *f, size_t specialty,
    struct jh_choice_specialty *out, struct jh_error *err)
{
    uint32_t bits = 0;
    for (size_t t = 0; t < JH_N_CHOICE_TERMS; t++)
        out->estimate[t] = out->std_error[t] = JH_NAN;
    out->all = out->held_out = no_indices();
    out->cases_left_out = f->sets.cases_left_out[specialty];
    out->status = fit_all(f, specialty, out, &bits, &out->why);
    if (out->status == JH_OK && f->options->held_out_frac > 0) {
        struct jh_error ignored;
        enum jh_status st = fit_held_out(f, specialty, bits, &out->held_out, &ignored);
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
static enum jh_status hold_out(struct fitting *f, struct jh_error *err)
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
    bool hard = table->hard != NULL && table->has_hard[JH_SIDE_INSIDE] &&
                (table->has_hard[JH_SIDE_OUTSIDE] || !table->outside_collected);
    if (options->cases != JH_CHOICE_ALL && !hard)
        return jh_fail(err, JH_E_DATA, "hard cases are not collected");
    return JH_OK;
}

enum jh_status jh_choice_fit(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    const struct jh_choice_options *options, const struct jh_run *run,
    struct jh_choice_model *out_model, struct jh_error *err)
{
    struct jh_choice_options standard = jh_choice_options_default();
    struct fitting f = {.dataset = dataset,
        .options = options != NULL ? options : &standard,
        .run = run,
        .terms = jh_i_choice_terms_of(dataset),
        .years = table->years > 0 ? table->years : 1};
    size_t n = dataset->specialties.n;
    struct jh_choice_model model = {.options = *f.options, .n_specialties = n};
    enum jh_status st = JH_OK;
    JH_TRY(st, check(table, f.options, err));
    model.specialty = jh_i_calloc(n, sizeof *model.specialty);
    if (model.specialty == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, hold_out(&f, err));
    JH_TRY(st, jh_i_choice_sets_make(dataset, table, f.options, run, &f.sets, err));
    for (size_t s = 0; s < n; s++) {
        jh_run_progress(run, "fitting patients' choice", (double)s / (double)n);
        JH_TRY(st, fit_specialty(&f, s, &model.specialty[s], err));
    }
    *out_model = model;
    model.specialty = NULL;
out:
    jh_i_free(model.specialty);
    jh_i_free(f.held);
    jh_i_choice_sets_release(&f.sets);
    return st;
}

void jh_choice_model_release(struct jh_choice_model *model)
{
    jh_i_free(model->specialty);
    *model = (struct jh_choice_model){0};
}
