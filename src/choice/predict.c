#include "choice/predict.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/rng.h"
#include "base/run.h"
#include "choice/dense.h"

#define N_TERMS       JH_N_CHOICE_TERMS
#define N_EFFECTS     JH_N_CHOICE_EFFECTS
#define STREAM_DRAW   0x70726564 /* of the seed; draw i takes the i-th after it */
#define LEAST_PIVOT   1e-12
#define LOW           0.025
#define HIGH          0.975
#define DRAWS_AT_ONCE 64 /* between looks at the stop */

static const char *const ids[] = {
#define JH_X(name, number, id, text) [number] = id,
    JH_CHOICE_EFFECT_MAP(JH_X)
#undef JH_X
};
static const char *const texts[] = {
#define JH_X(name, number, id, text) [number] = text,
    JH_CHOICE_EFFECT_MAP(JH_X)
#undef JH_X
};

const char *jh_choice_effect_id(enum jh_choice_effect_kind kind)
{
    return ids[kind];
}

const char *jh_choice_effect_text(enum jh_choice_effect_kind kind)
{
    return texts[kind];
}

/* What the flows of a unit come to; of draws the differences from today. */
struct figures {
    double outflow, outflow_excl, hours, treated;
};

/* One view and what it counts. Slots: units, or units and specialties, and the total where asked. */
struct looking {
    const struct jh_choice_view *view;
    size_t n_slots, n_draws;
    struct jh_flow_rates *rates; /* [(n_units + total) * (n_specialties + 1)] */
    double *hours;               /* [n_slots], today */
    struct figures *figures;     /* [(n_draws + 1) * n_slots], the first of the expected flows */
};

struct predicting {
    const struct jh_dataset *dataset;
    const struct jh_flow_table *table;
    const struct jh_choice_model *model;
    size_t n_views;
    struct looking *looking; /* [n_views] */
    size_t n_classes;        /* 1: all cases; 2: others and hard ones, each by a model of its own */
    struct kind_of_case {
        struct jh_choice_model model; /* borrowed, said to be of all cases of its table */
        struct jh_flow_table table;   /* borrows all but cases and elsewhere */
        double *cases, *elsewhere;    /* owned with two classes */
        struct jh_choice_change *change;
        size_t n_changes;
        struct jh_i_predict_groups groups;
    } class[2];
    double *factor; /* [n_classes * n_specialties * N_TERMS^2], Cholesky, 0 elsewhere */
    double years;
    size_t n_draws;
};

static size_t slot_of(const struct predicting *p, const struct looking *l, int32_t unit, size_t s)
{
    return l->view->by_specialty ? (size_t)unit * p->dataset->specialties.n + s : (size_t)unit;
}

/* Factor of the rows that are in the model, put back to their places. */
static void factor_of(const struct jh_choice_specialty *one, double *out)
{
    double packed[N_TERMS * N_TERMS], factor[N_TERMS * N_TERMS] = {0};
    size_t term[N_TERMS], n = 0;
    for (size_t t = 0; t < N_TERMS; t++)
        if (!isnan(one->estimate[t]))
            term[n++] = t;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            packed[i * n + j] = one->covariance[term[i] * N_TERMS + term[j]];
    size_t done = jh_i_cholesky(n, packed, LEAST_PIVOT, factor);
    for (size_t i = 0; i < done; i++)
        for (size_t j = 0; j <= i; j++)
            out[term[i] * N_TERMS + term[j]] = factor[i * n + j];
}

/* Coefficients of all classes and specialties; rng NULL: the estimates. */
static void set_beta(const struct predicting *p, struct jh_rng *rng, double *beta)
{
    const size_t n = p->model->n_specialties;
    for (size_t i = 0; i < p->n_classes * n; i++) {
        const double *estimate = p->class[i / n].model.specialty[i % n].estimate;
        const double *factor = p->factor + i * N_TERMS * N_TERMS;
        double z[N_TERMS] = {0};
        for (size_t t = 0; t < N_TERMS && rng != NULL; t++)
            z[t] = jh_rng_normal(rng);
        for (size_t t = 0; t < N_TERMS; t++) {
            double b = isnan(estimate[t]) ? 0 : estimate[t];
            for (size_t u = 0; u <= t; u++)
                b += factor[t * N_TERMS + u] * z[u];
            beta[i * N_TERMS + t] = b;
        }
    }
}

static void add_figures(const struct predicting *p, const struct looking *l, size_t at,
    int32_t unit, size_t specialty, const struct figures *more)
{
    struct figures *of_draw = l->figures + at * l->n_slots;
    struct figures *to[] = {
        &of_draw[slot_of(p, l, unit, specialty)], l->view->total ? &of_draw[l->n_slots - 1] : NULL};
    for (size_t i = 0; i < 2 && to[i] != NULL; i++) {
        to[i]->outflow += more->outflow;
        to[i]->outflow_excl += more->outflow_excl;
        to[i]->hours += more->hours;
        to[i]->treated += more->treated;
    }
}

static void count_row(const struct predicting *p, const struct looking *l, size_t at,
    const struct jh_i_predict_group *group, const struct jh_i_predict_row *row, double cases,
    double elsewhere)
{
    int32_t home = l->view->unit_of_area[group->area];
    int32_t there = l->view->unit_of_hospital[row->hospital];
    double more_cases = cases - row->cases, more = more_cases + (elsewhere - row->elsewhere);
    size_t s = (size_t)group->specialty;
    if (there != JH_NONE)
        add_figures(p, l, at, there, s, &(struct figures){.treated = more});
    if (home == JH_NONE || (size_t)group->area >= p->dataset->areas.n_inside)
        return;
    struct figures mine = {0};
    if (home != there) {
        mine.outflow = more;
        mine.outflow_excl = more_cases;
    }
    if (isfinite(row->minutes_before))
        mine.hours = (cases + elsewhere) * row->minutes_now / 60 -
                     (row->cases + row->elsewhere) * row->minutes_before / 60;
    add_figures(p, l, at, home, s, &mine);
}

static size_t longest(const struct predicting *p)
{
    size_t n = 0;
    for (size_t c = 0; c < p->n_classes; c++)
        n = p->class[c].groups.longest > n ? p->class[c].groups.longest : n;
    return n;
}

/* One draw, or the expected flows (at 0). Scratch: 4 * longest + coefficients. */
static void predict_once(
    const struct predicting *p, size_t at, uint64_t seed, double *room, double *beta)
{
    const size_t most = longest(p);
    struct jh_i_predict_scratch scratch = {room, room + most};
    double *cases = room + 2 * most, *elsewhere = room + 3 * most;
    struct jh_rng rng, *used = at > 0 ? &rng : NULL;
    jh_rng_init(&rng, seed, STREAM_DRAW + at);
    set_beta(p, used, beta);
    for (size_t c = 0; c < p->n_classes; c++) {
        const struct jh_i_predict_groups *groups = &p->class[c].groups;
        const double *own = beta + c * p->model->n_specialties * N_TERMS;
        for (size_t i = 0; i < groups->n; i++) {
            const struct jh_i_predict_group *group = &groups->group[i];
            jh_i_predict_group(groups, group, own + (size_t)group->specialty * N_TERMS, p->years,
                used, &scratch, cases, elsewhere);
            for (size_t v = 0; v < p->n_views; v++)
                for (size_t r = 0; r < group->n && at <= p->looking[v].n_draws; r++)
                    count_row(p, &p->looking[v], at, group, &groups->row[group->begin + r],
                        cases[r], elsewhere[r]);
        }
    }
}

static enum jh_status predict_all(
    struct predicting *p, const struct jh_run *run, struct jh_error *err)
{
    size_t n_beta = p->n_classes * p->model->n_specialties * N_TERMS, n_room = 4 * longest(p);
    int n_threads = jh_run_threads(run);
    double *room = jh_i_calloc((size_t)n_threads, (n_room + n_beta) * sizeof *room);
    if (room == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t begin = 0; begin <= p->n_draws; begin += DRAWS_AT_ONCE) {
        size_t end = begin + DRAWS_AT_ONCE <= p->n_draws ? begin + DRAWS_AT_ONCE : p->n_draws + 1;
        if (jh_run_stopped(run)) {
            jh_i_free(room);
            return jh_fail(err, JH_E_CANCELLED, "prediction was stopped");
        }
        jh_run_progress(
            run, "predicting patients' choice", (double)begin / (double)(p->n_draws + 1));
#pragma omp parallel for schedule(static) num_threads(n_threads)
        for (int t = 0; t < n_threads; t++) {
            double *own = room + (size_t)t * (n_room + n_beta);
            for (size_t at = begin + (size_t)t; at < end; at += (size_t)n_threads)
                predict_once(p, at, jh_run_seed(run), own, own + n_room);
        }
    }
    jh_i_free(room);
    return JH_OK;
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Linear between order statistics of sorted values. */
static double quantile(size_t n, const double *sorted, double frac)
{
    double at = frac * (double)(n - 1);
    size_t i = (size_t)at;
    double next = i + 1 < n ? sorted[i + 1] : sorted[i];
    return sorted[i] + (at - (double)i) * (next - sorted[i]);
}

/* The figure of a kind under differences from today. */
static double effect_of(const struct predicting *p, const struct looking *l, size_t slot,
    enum jh_choice_effect_kind kind, const struct figures *more)
{
    size_t n = p->dataset->specialties.n, stride = n + 1;
    size_t unit = l->view->by_specialty ? slot / n : slot; /* the total: after the last */
    const struct jh_flow_rates *rates =
        &l->rates[unit * stride + (l->view->by_specialty ? slot % n : n)];
    const double known = rates->outflow_cases - rates->outflow_cases; /* NaN: not collected */
    switch (kind) {
    case JH_CHOICE_EFFECT_OUTFLOW:
        return rates->outflow_cases + more->outflow;
    case JH_CHOICE_EFFECT_RATE:
        return rates->cases > 0 ? (rates->outflow_cases + more->outflow) / rates->cases : JH_NAN;
    case JH_CHOICE_EFFECT_RATE_EXCL:
        return rates->cases_excl > 0
                   ? (rates->outflow_excl + more->outflow_excl) / rates->cases_excl
                   : JH_NAN;
    case JH_CHOICE_EFFECT_HOME:
        return known - more->outflow;
    case JH_CHOICE_EFFECT_HOURS:
        return l->hours[slot] + more->hours;
    case JH_CHOICE_EFFECT_SAVED:
        return 0 - more->hours;
    case JH_CHOICE_EFFECT_TREATED:
        return rates->treated_cases + more->treated;
    }
    return JH_NAN;
}

/* value: scratch [n_draws]. */
static struct jh_choice_effect summarise(const struct predicting *p, const struct looking *l,
    size_t slot, enum jh_choice_effect_kind kind, double *value)
{
    const struct figures none = {0};
    struct jh_choice_effect effect = {.before = effect_of(p, l, slot, kind, &none) + 0.0,
        .after = effect_of(p, l, slot, kind, &l->figures[slot]) + 0.0,
        .low = JH_NAN,
        .high = JH_NAN};
    if (l->n_draws == 0 || isnan(effect.after))
        return effect;
    for (size_t d = 0; d < l->n_draws; d++)
        value[d] = effect_of(p, l, slot, kind, &l->figures[(d + 1) * l->n_slots + slot]) + 0.0;
    qsort(value, l->n_draws, sizeof *value, by_value);
    effect.low = quantile(l->n_draws, value, LOW);
    effect.high = quantile(l->n_draws, value, HIGH);
    return effect;
}

/* The total's figures of today: those of the units together. */
static void sum_today(const struct predicting *p, const struct looking *l)
{
    size_t n = p->dataset->specialties.n, n_units = l->view->n_units;
    struct jh_flow_rates *sum = &l->rates[n_units * (n + 1) + n];
    for (size_t u = 0; u < n_units; u++) {
        const struct jh_flow_rates *one = &l->rates[u * (n + 1) + n];
        sum->cases += one->cases;
        sum->cases_excl += one->cases_excl;
        sum->outflow_cases += one->outflow_cases;
        sum->outflow_excl += one->outflow_excl;
        sum->treated_cases += one->treated_cases;
        l->hours[n_units] += l->hours[u];
    }
}

static enum jh_status count_today(
    const struct predicting *p, const struct looking *l, struct jh_error *err)
{
    const struct jh_flow_table *t = p->table;
    for (size_t a = 0; a < p->dataset->areas.n_inside; a++) {
        int32_t unit = l->view->unit_of_area[a];
        for (size_t r = t->start[a]; r < t->start[a + 1] && unit != JH_NONE; r++) {
            double minutes = jh_travel_minutes(
                p->dataset, &p->model->options.travel, (int32_t)a, t->hospital[r]);
            if (isfinite(minutes))
                l->hours[slot_of(p, l, unit, t->specialty[r])] += t->cases[r] * minutes / 60;
        }
    }
    enum jh_status st = jh_flow_rates_by_unit(p->dataset, t, l->view->n_units,
        l->view->unit_of_area, l->view->unit_of_hospital, NULL, l->rates, err);
    if (st == JH_OK && l->view->total)
        sum_today(p, l);
    return st;
}

static enum jh_status allocate_view(
    const struct predicting *p, struct looking *l, struct jh_error *err)
{
    size_t n_specialties = p->dataset->specialties.n, n_figures;
    l->n_slots = l->view->n_units * (l->view->by_specialty ? n_specialties : 1) + l->view->total;
    l->n_draws = l->view->intervals ? p->n_draws : 0;
    if (__builtin_mul_overflow(l->n_draws + 1, l->n_slots, &n_figures))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    l->rates =
        jh_i_calloc(l->view->n_units + l->view->total, (n_specialties + 1) * sizeof *l->rates);
    l->hours = jh_i_calloc(l->n_slots, sizeof *l->hours);
    l->figures = jh_i_calloc(n_figures, sizeof *l->figures);
    bool ok = l->rates != NULL && l->hours != NULL && l->figures != NULL;
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status allocate(
    struct predicting *p, const struct jh_choice_view *view, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    p->factor = jh_i_calloc(
        p->n_classes * p->dataset->specialties.n, N_TERMS * N_TERMS * sizeof *p->factor);
    p->looking = jh_i_calloc(p->n_views, sizeof *p->looking);
    if (p->factor == NULL || p->looking == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t v = 0; v < p->n_views && st == JH_OK; v++) {
        p->looking[v].view = &view[v];
        st = allocate_view(p, &p->looking[v], err);
    }
    return st;
}

static void release(struct predicting *p)
{
    for (size_t v = 0; v < p->n_views && p->looking != NULL; v++) {
        jh_i_free(p->looking[v].rates);
        jh_i_free(p->looking[v].hours);
        jh_i_free(p->looking[v].figures);
    }
    jh_i_free(p->looking);
    jh_i_free(p->factor);
    for (size_t c = 0; c < p->n_classes; c++) {
        jh_i_predict_groups_release(&p->class[c].groups);
        jh_i_free(p->class[c].cases);
        jh_i_free(p->class[c].elsewhere);
        jh_i_free(p->class[c].change);
    }
}

static enum jh_status check(const struct predicting *p, const struct jh_choice_model *hard,
    size_t n_views, const struct jh_choice_view *view, struct jh_error *err)
{
    const enum jh_choice_cases wanted = hard != NULL ? JH_CHOICE_NOT_HARD : JH_CHOICE_ALL;
    if (p->model->n_specialties != p->dataset->specialties.n ||
        (hard != NULL && hard->n_specialties != p->dataset->specialties.n))
        return jh_fail(err, JH_E_ARG, "the model is of another dataset");
    if (p->model->options.cases != wanted ||
        (hard != NULL && hard->options.cases != JH_CHOICE_HARD))
        return jh_fail(err, JH_E_UNSUPPORTED, "predictions need a model of all cases");
    if (hard != NULL && p->table->hard == NULL)
        return jh_fail(err, JH_E_DATA, "hard cases are not collected");
    for (size_t v = 0; v < n_views; v++)
        if (view[v].total && view[v].by_specialty)
            return jh_fail(err, JH_E_ARG, "a view by specialty has no total");
    return JH_OK;
}

/* The flows of one class: hard cases, or the others. */
static bool split_table(struct kind_of_case *class, const struct jh_flow_table *t, bool hard)
{
    class->table = *t;
    class->cases = jh_i_calloc(t->n, sizeof *class->cases);
    class->elsewhere = jh_i_calloc(t->n, sizeof *class->elsewhere);
    if (class->cases == NULL || class->elsewhere == NULL)
        return false;
    for (size_t r = 0; r < t->n; r++) {
        double away = t->elsewhere != NULL ? t->elsewhere[r] : 0;
        double hard_cases = fmin(t->hard[r], t->cases[r]);
        double hard_away =
            t->hard_elsewhere != NULL ? fmin(t->hard_elsewhere[r], fmin(away, hard_cases)) : 0;
        class->cases[r] = hard ? hard_cases : t->cases[r] - hard_cases;
        class->elsewhere[r] = hard ? hard_away : fmin(away - hard_away, class->cases[r]);
    }
    class->table.cases = class->cases;
    class->table.elsewhere = class->elsewhere;
    class->table.hard = class->table.hard_elsewhere = NULL;
    return true;
}

/* Changes that concern the class: a host may treat no hard case of a specialty that it treats. */
static bool class_changes(struct kind_of_case *class, const struct jh_dataset *d,
    const struct jh_flow_table *whole, size_t n, const struct jh_choice_change *change)
{
    const size_t n_specialties = d->specialties.n;
    uint8_t *treats = jh_i_calloc(d->hospitals.n, n_specialties); /* 1 any case, 2 of the class */
    class->change = jh_i_calloc(n, sizeof *class->change);
    if (class->change == NULL || treats == NULL) {
        jh_i_free(treats);
        return false;
    }
    for (size_t r = 0; r < whole->n; r++) {
        size_t at = (size_t)whole->hospital[r] * n_specialties + whole->specialty[r];
        treats[at] |= (uint8_t)((whole->cases[r] > 0 ? 1 : 0) | (class->cases[r] > 0 ? 2 : 0));
    }
    for (size_t i = 0; i < n; i++) {
        bool known = change[i].hospital >= 0 && (size_t)change[i].hospital < d->hospitals.n &&
                     change[i].specialty >= 0 && (size_t)change[i].specialty < n_specialties;
        size_t at =
            known ? (size_t)change[i].hospital * n_specialties + (size_t)change[i].specialty : 0;
        if (!known || treats[at] != 1)
            class->change[class->n_changes++] = change[i];
    }
    jh_i_free(treats);
    return true;
}

static enum jh_status make_classes(struct predicting *p, const struct jh_choice_model *hard,
    size_t n_changes, const struct jh_choice_change *change, const struct jh_run *run,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t c = 0; c < p->n_classes && st == JH_OK; c++) {
        struct kind_of_case *class = &p->class[c];
        class->model = c == 0 ? *p->model : *hard;
        class->model.options.cases = JH_CHOICE_ALL;
        class->table = *p->table;
        if (p->n_classes > 1 && (!split_table(class, p->table, c == 1) ||
                                    !class_changes(class, p->dataset, p->table, n_changes, change)))
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        st = jh_i_predict_groups_make(p->dataset, &class->table, &class->model,
            p->n_classes > 1 ? class->n_changes : n_changes,
            p->n_classes > 1 ? class->change : change, run, &class->groups, err);
        const size_t n = p->model->n_specialties;
        for (size_t s = 0; s < n && st == JH_OK; s++)
            if (class->model.specialty[s].status == JH_OK)
                factor_of(&class->model.specialty[s], p->factor + (c * n + s) * N_TERMS * N_TERMS);
    }
    return st;
}

enum jh_status jh_choice_predict_views(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_model *model,
    const struct jh_choice_model *hard, size_t n_changes, const struct jh_choice_change *change,
    size_t n_views, const struct jh_choice_view *view, size_t n_draws, const struct jh_run *run,
    struct jh_error *err)
{
    struct predicting p = {.dataset = dataset,
        .table = table,
        .model = model,
        .n_views = n_views,
        .n_classes = hard != NULL ? 2 : 1,
        .years = table->years > 0 ? table->years : 1,
        .n_draws = n_draws};
    double *value = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, check(&p, hard, n_views, view, err));
    JH_TRY(st, allocate(&p, view, err));
    value = jh_i_calloc(n_draws, sizeof *value);
    if (value == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, make_classes(&p, hard, n_changes, change, run, err));
    for (size_t v = 0; v < n_views; v++)
        JH_TRY(st, count_today(&p, &p.looking[v], err));
    JH_TRY(st, predict_all(&p, run, err));
    for (size_t v = 0; v < n_views; v++)
        for (size_t i = 0; i < p.looking[v].n_slots * N_EFFECTS; i++)
            view[v].out_effects[i] = summarise(&p, &p.looking[v], i / N_EFFECTS,
                (enum jh_choice_effect_kind)(i % N_EFFECTS), value);
out:
    jh_i_free(value);
    release(&p);
    return st;
}

enum jh_status jh_choice_predict(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_model *model, size_t n_changes,
    const struct jh_choice_change *change, size_t n_units, const int32_t *unit_of_area,
    const int32_t *unit_of_hospital, size_t n_draws, const struct jh_run *run,
    struct jh_choice_effect *out_effects, struct jh_error *err)
{
    const struct jh_choice_view view = {.n_units = n_units,
        .unit_of_area = unit_of_area,
        .unit_of_hospital = unit_of_hospital,
        .intervals = true,
        .out_effects = out_effects};
    return jh_choice_predict_views(
        dataset, table, model, NULL, n_changes, change, 1, &view, n_draws, run, err);
}
