/* Cube indicators: distinct terms are counted in one pass, values follow from them. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "junheng/monitor.h"

enum {
    N_SIDES = 2, /* inside, outside the territory */
    N_SPLITS = 4,
    N_HARD = 3,
    /* A row's class: split, local, hard, elsewhere; and of the patient: of the unit, from another
     * unit, from outside. */
    N_RESIDENT_CLASSES = N_SPLITS * 2 * N_HARD * 2,
    N_TREATED_CLASSES = 3 * N_HARD * 2,
    N_CLASSES = N_RESIDENT_CLASSES + N_TREATED_CLASSES
};

struct jh_monitor_options jh_monitor_options_default(void)
{
    return (struct jh_monitor_options){.min_count = 30};
}

double jh_value_of(const struct jh_indicator *indicator, double numerator, double denominator)
{
    return denominator > 0 ? indicator->scale * numerator / denominator : JH_NAN;
}

/* A computation on its way. */
struct work {
    const struct jh_dataset *d;
    const struct jh_units *units;
    const struct jh_monitor_options *o;
    size_t n, n_p, n_s;
    const struct jh_indicator *indicator;
    size_t n_slots;
    uint32_t *slot; /* [n_p] place of a wanted period in the sums */
    size_t n_terms;
    struct jh_term *term; /* [n_terms] distinct cube terms, specialty JH_NONE */
    int32_t *term_of;     /* [2 * n]: top and bottom of each indicator; -1: no cube term */
    double *sum;          /* [n_units][n_slots][n_s + 1][n_terms] */
    uint8_t *in_class;    /* [N_CLASSES][n_terms] list of terms, n_in_class of them */
    size_t n_in_class[N_CLASSES];
    int32_t *root;      /* [regions.n] top region above */
    uint8_t *source;    /* [n_p * N_SIDES] chosen source, 255: none */
    uint8_t *collected; /* [n_p * N_SIDES * JH_N_MEASURES] any cell has the measure */
    enum jh_basis basis;
    bool several_roots;
};

/* ---- Terms ------------------------------------------------------------------------------------ */

static bool same(const struct jh_term *a, const struct jh_term *b)
{
    return a->who == b->who && a->filter == b->filter && a->measures == b->measures &&
           a->places == b->places;
}

static int32_t number_term(struct work *w, struct jh_term t)
{
    size_t k = 0;
    if (t.kind != JH_TERM_CUBE)
        return -1;
    t.specialty = JH_NONE; /* all specialties are counted anyway */
    while (k < w->n_terms && !same(&w->term[k], &t))
        k++;
    if (k == w->n_terms)
        w->term[w->n_terms++] = t;
    return (int32_t)k;
}

static bool has(uint32_t bits, unsigned which)
{
    return (bits >> which & 1) != 0;
}

static bool passes(enum jh_term_filter filter, unsigned hard, bool elsewhere)
{
    return filter == JH_FILTER_NONE || (filter == JH_FILTER_HARD && hard == JH_HARD_YES) ||
           (filter == JH_FILTER_NOT_HARD && hard == JH_HARD_NO) ||
           (filter == JH_FILTER_NOT_ELSEWHERE && !elsewhere);
}

static size_t resident_class(unsigned split, bool local, unsigned hard, bool elsewhere)
{
    return ((split * 2 + local) * N_HARD + hard) * 2 + elsewhere;
}

static size_t treated_class(unsigned patient, unsigned hard, bool elsewhere)
{
    return N_RESIDENT_CLASSES + (patient * N_HARD + hard) * 2 + elsewhere;
}

/* Does a term count the rows of a class? */
static bool counts(const struct jh_term *t, size_t class)
{
    const bool elsewhere = class % 2, resident = class < N_RESIDENT_CLASSES;
    const unsigned hard = (unsigned)(class / 2 % N_HARD);
    const size_t rest = (resident ? class : class - N_RESIDENT_CLASSES) / (2 * N_HARD);
    if ((t->who == JH_WHO_RESIDENTS) != resident || !passes(t->filter, hard, elsewhere))
        return false;
    if (has(t->places, JH_WHERE_ALL))
        return true;
    if (!resident) /* 0: of the unit, 1: from another unit, 2: from outside */
        return (has(t->places, JH_WHERE_LOCAL) && rest == 0) ||
               (has(t->places, JH_WHERE_INFLOW) && rest > 0) ||
               (has(t->places, JH_WHERE_OUTSIDE) && rest == 2);
    const bool local = rest % 2;
    return (has(t->places, JH_WHERE_LOCAL) && local) || (has(t->places, JH_WHERE_OUT) && !local) ||
           has(t->places, JH_WHERE_COUNTY + (unsigned)(rest / 2));
}

static enum jh_status prepare_terms(struct work *w, struct jh_error *err)
{
    w->term = jh_i_calloc(2 * w->n, sizeof *w->term);
    w->term_of = jh_i_calloc(2 * w->n, sizeof *w->term_of);
    if (w->term == NULL || w->term_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < w->n; i++) {
        const struct jh_indicator *x = &w->indicator[i];
        const bool mine = (x->compute == JH_COMPUTE_CUBE || x->compute == JH_COMPUTE_INDEX) &&
                          has(x->levels, w->units->level);
        w->term_of[2 * i] = mine ? number_term(w, x->top) : -1;
        w->term_of[2 * i + 1] = mine ? number_term(w, x->bottom) : -1;
    }
    if (w->n_terms > 255)
        return jh_fail(err, JH_E_LIMIT, "more than 255 different counts in one catalogue");
    w->in_class = jh_i_calloc(N_CLASSES * w->n_terms, 1);
    if (w->in_class == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t c = 0; c < N_CLASSES; c++)
        for (size_t k = 0; k < w->n_terms; k++)
            if (counts(&w->term[k], c))
                w->in_class[c * w->n_terms + w->n_in_class[c]++] = (uint8_t)k;
    return JH_OK;
}

/* ---- Sources ---------------------------------------------------------------------------------- */

static unsigned side_of(const struct work *w, size_t row)
{
    return (size_t)w->d->flows.hospital[row] >= w->d->hospitals.n_inside;
}

static bool basis_fits(const struct work *w, size_t row)
{
    return w->d->flows.basis == NULL || w->basis == JH_BASIS_NONE ||
           w->d->flows.basis[row] == w->basis;
}

static void choose_basis(struct work *w)
{
    bool found[4] = {false};
    w->basis = w->o->basis;
    if (w->basis != JH_BASIS_NONE || w->d->flows.basis == NULL)
        return;
    for (size_t r = 0; r < w->d->flows.n; r++)
        found[w->d->flows.basis[r] & 3] = true;
    for (unsigned b = JH_BASIS_INSURANCE; b >= JH_BASIS_RESIDENCE; b--)
        if (found[b])
            w->basis = (enum jh_basis)b;
}

/* For each period and side the first covering source that has rows of it. */
static void choose_sources(struct work *w)
{
    const struct jh_flows *f = &w->d->flows;
    memset(w->source, 255, w->n_p * N_SIDES);
    for (size_t r = 0; r < f->n; r++) {
        const unsigned side = side_of(w, r);
        const bool *covers = side == 0 ? w->d->sources.covers_inside : w->d->sources.covers_outside;
        uint8_t *best = &w->source[f->period[r] * N_SIDES + side];
        if (covers[f->source[r]] && f->source[r] < *best && basis_fits(w, r))
            *best = f->source[r];
    }
}

/* ---- The pass --------------------------------------------------------------------------------- */

static unsigned split_of(const struct work *w, int32_t area, int32_t hospital)
{
    const struct jh_dataset *d = w->d;
    if ((size_t)hospital >= d->hospitals.n_inside)
        return 3;
    const int32_t there = d->hospitals.area[hospital];
    if (there == area)
        return 0;
    const int32_t a = d->areas.region[area],
                  b = there == JH_NONE ? JH_NONE : d->areas.region[there];
    if (a != JH_NONE && a == b)
        return 1;
    return w->several_roots && a != JH_NONE && b != JH_NONE && w->root[a] != w->root[b] ? 3 : 2;
}

static void find_roots(struct work *w)
{
    const struct jh_regions *g = &w->d->regions;
    int32_t first = JH_NONE;
    bool two_levels = false;
    for (size_t k = 0; k < g->n; k++) {
        int32_t at = (int32_t)k;
        for (size_t up = 0; g->parent[at] != JH_NONE && up < g->n; up++)
            at = g->parent[at];
        w->root[k] = at;
        two_levels = two_levels || at != (int32_t)k;
        w->several_roots = w->several_roots || (first != JH_NONE && at != first);
        first = at;
    }
    w->several_roots = w->several_roots && two_levels;
}

static bool wanted(const struct work *w, size_t period)
{
    return w->o->period == NULL || w->o->period[period] != 0;
}

/* The terms of one unit, period and specialty (n_s: all) lie together: a row touches one place. */
static double *cell(const struct work *w, size_t unit, size_t period, size_t specialty)
{
    const size_t place = unit * w->n_slots + w->slot[period];
    return w->sum + (place * (w->n_s + 1) + specialty) * w->n_terms;
}

/* Measures of a row; what is not there counts as none. */
static void load(struct work *w, size_t row, unsigned side, double out[JH_N_MEASURES])
{
    const struct jh_flows *f = &w->d->flows;
    uint8_t *seen = w->collected + (f->period[row] * N_SIDES + side) * JH_N_MEASURES;
    for (unsigned m = 0; m < JH_N_MEASURES; m++) {
        const double x = jh_flows_has(f, m) ? jh_flows_value(f, m, row) : JH_NAN;
        out[m] = isnan(x) ? 0 : x;
        if (!isnan(x))
            seen[m] = 1;
    }
}

static void add(struct work *w, size_t class, int32_t unit, size_t row, const double *measure)
{
    const struct jh_flows *f = &w->d->flows;
    const uint8_t *list = w->in_class + class * w->n_terms;
    double *mine = cell(w, (size_t)unit, f->period[row], f->specialty[row]);
    for (size_t k = 0; k < w->n_in_class[class]; k++) {
        const struct jh_term *t = &w->term[list[k]];
        uint32_t bits = t->measures;
        for (unsigned m = 0; bits != 0; m++, bits >>= 1)
            if ((bits & 1) != 0)
                mine[list[k]] += measure[m];
    }
}

static void take_row(struct work *w, size_t r)
{
    const struct jh_flows *f = &w->d->flows;
    const int32_t area = f->area[r], hospital = f->hospital[r];
    const int32_t home = w->units->of_area[area], place = w->units->of_hospital[hospital];
    const unsigned hard = f->hard != NULL ? f->hard[r] : JH_HARD_UNKNOWN;
    const bool elsewhere = f->reason != NULL && f->reason[r] == JH_REASON_RESIDENT_ELSEWHERE;
    double measure[JH_N_MEASURES];
    load(w, r, side_of(w, r), measure);
    if (home != JH_NONE)
        add(w, resident_class(split_of(w, area, hospital), home == place, hard, elsewhere), home, r,
            measure);
    if (place != JH_NONE) {
        const unsigned patient = (size_t)area >= w->d->areas.n_inside ? 2
                                 : w->units->level == JH_UNIT_HOSPITAL
                                     ? area != w->d->hospitals.area[hospital]
                                     : home != place;
        add(w, treated_class(patient, hard, elsewhere), place, r, measure);
    }
}

/* All specialties together, always in the same order. */
static void sum_specialties(struct work *w)
{
    for (size_t u = 0; u < w->units->n; u++)
        for (size_t p = 0; p < w->n_p; p++) {
            if (!wanted(w, p))
                continue;
            double *all = cell(w, u, p, w->n_s);
            for (size_t s = 0; s < w->n_s; s++)
                for (size_t k = 0; k < w->n_terms; k++)
                    all[k] += cell(w, u, p, s)[k];
        }
}

static enum jh_status pass(struct work *w, const struct jh_run *run, struct jh_error *err)
{
    const struct jh_flows *f = &w->d->flows;
    for (size_t r = 0; r < f->n; r++) {
        if ((r & 0xFFFFF) == 0 && jh_run_stopped(run))
            return jh_fail(err, JH_E_CANCELLED, "stopped");
        if (wanted(w, f->period[r]) && basis_fits(w, r) &&
            w->source[f->period[r] * N_SIDES + side_of(w, r)] == f->source[r])
            take_row(w, r);
    }
    sum_specialties(w);
    return JH_OK;
}

/* ---- Values ----------------------------------------------------------------------------------- */

/* Does somebody collect all that a term needs in a period? */
static bool collected(const struct work *w, const struct jh_term *t, size_t period)
{
    const uint32_t outside = 1u << JH_WHERE_ALL | 1u << JH_WHERE_OUT | 1u << JH_WHERE_OUTSIDE;
    const bool needs[N_SIDES] = {t->who == JH_WHO_TREATED || t->places != 1u << JH_WHERE_OUTSIDE,
        t->who == JH_WHO_RESIDENTS && (t->places & outside) != 0};
    const struct jh_flows *f = &w->d->flows;
    if ((t->filter == JH_FILTER_HARD || t->filter == JH_FILTER_NOT_HARD) && f->hard == NULL)
        return false;
    if (t->filter == JH_FILTER_NOT_ELSEWHERE && f->reason == NULL)
        return false;
    if ((has(t->places, JH_WHERE_PREFECTURE) || has(t->places, JH_WHERE_PROVINCE)) &&
        t->who == JH_WHO_RESIDENTS && w->d->regions.n == 0)
        return false;
    for (unsigned side = 0; side < N_SIDES; side++) {
        if (needs[side] && w->source[period * N_SIDES + side] == 255)
            return false;
        for (unsigned m = 0; needs[side] && m < JH_N_MEASURES; m++)
            if (has(t->measures, m) &&
                w->collected[(period * N_SIDES + side) * JH_N_MEASURES + m] == 0)
                return false;
    }
    return true;
}

static double term_value(
    const struct work *w, const struct jh_term *t, int32_t term, size_t period, size_t unit)
{
    if (t->kind == JH_TERM_ONE)
        return 1;
    if (t->kind == JH_TERM_POPULATION)
        return w->units->population[unit];
    return cell(w, unit, period, t->specialty != JH_NONE ? (size_t)t->specialty : w->n_s)[term];
}

/* Index: sum over specialties of amount / (mean amount of all units), and the cases it covers. */
static void index_value(const struct work *w, size_t i, size_t period, const double *mean,
    size_t unit, double *out_top, double *out_bottom)
{
    *out_top = *out_bottom = 0;
    for (size_t s = 0; s < w->n_s; s++) {
        if (!(mean[s] > 0))
            continue;
        *out_top += cell(w, unit, period, s)[w->term_of[2 * i]] / mean[s];
        *out_bottom += cell(w, unit, period, s)[w->term_of[2 * i + 1]];
    }
}

static void means(const struct work *w, size_t i, size_t period, double *out)
{
    for (size_t s = 0; s < w->n_s; s++) {
        struct jh_sum top = {0, 0}, bottom = {0, 0};
        for (size_t u = 0; u < w->units->n; u++) {
            jh_sum_add(&top, cell(w, u, period, s)[w->term_of[2 * i]]);
            jh_sum_add(&bottom, cell(w, u, period, s)[w->term_of[2 * i + 1]]);
        }
        out[s] = jh_sum_value(&bottom) > 0 ? jh_sum_value(&top) / jh_sum_value(&bottom) : 0;
    }
}

static void fill_block(
    const struct work *w, size_t i, size_t period, double *mean, struct jh_value_block *b)
{
    const struct jh_indicator *x = &w->indicator[i];
    const int32_t top = w->term_of[2 * i], bottom = w->term_of[2 * i + 1];
    const double least = x->min_count > 0 ? x->min_count : w->o->min_count;
    const bool known = (top < 0 || collected(w, &w->term[top], period)) &&
                       (bottom < 0 || collected(w, &w->term[bottom], period));
    const uint8_t always = period + w->o->n_provisional >= w->n_p ? JH_VALUE_PROVISIONAL : 0;
    if (known && x->compute == JH_COMPUTE_INDEX)
        means(w, i, period, mean);
    for (size_t u = 0; u < w->units->n; u++) {
        b->flags[u] = always;
        b->numerator[u] = b->denominator[u] = JH_NAN;
        if (known && x->compute == JH_COMPUTE_INDEX) {
            index_value(w, i, period, mean, u, &b->numerator[u], &b->denominator[u]);
        } else if (known) {
            b->numerator[u] = term_value(w, &x->top, top, period, u);
            b->denominator[u] = term_value(w, &x->bottom, bottom, period, u);
        }
        if (isnan(b->numerator[u]) || isnan(b->denominator[u]))
            b->flags[u] |= JH_VALUE_MISSING;
        else if (x->bottom.kind == JH_TERM_CUBE && b->denominator[u] < least)
            b->flags[u] |= JH_VALUE_SMALL;
    }
}

static enum jh_status make_room(struct work *w, struct jh_error *err)
{
    w->slot = jh_i_calloc(w->n_p, sizeof *w->slot);
    if (w->slot == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t p = 0; p < w->n_p; p++)
        if (wanted(w, p))
            w->slot[p] = (uint32_t)w->n_slots++;
    const size_t cells = w->n_slots * (w->n_s + 1) * w->units->n;
    w->source = jh_i_calloc(w->n_p, N_SIDES);
    w->collected = jh_i_calloc(w->n_p, (size_t)N_SIDES * JH_N_MEASURES);
    w->root = jh_i_calloc(w->d->regions.n, sizeof *w->root);
    w->sum = jh_i_calloc(cells, w->n_terms * sizeof *w->sum);
    if (w->source == NULL || w->collected == NULL || w->root == NULL || w->sum == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

enum jh_status jh_monitor_compute(const struct jh_dataset *dataset, const struct jh_units *units,
    const struct jh_monitor_options *options, size_t n, const struct jh_indicator *indicator,
    const struct jh_run *run, struct jh_value_block *block, struct jh_error *err)
{
    struct work w = {.d = dataset,
        .units = units,
        .o = options,
        .n = n,
        .n_p = dataset->periods.n,
        .n_s = dataset->specialties.n,
        .indicator = indicator};
    double *mean = NULL;
    enum jh_status st;
    JH_TRY(st, prepare_terms(&w, err));
    JH_TRY(st, make_room(&w, err));
    mean = jh_i_calloc(w.n_s, sizeof *mean);
    if (mean == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    find_roots(&w);
    choose_basis(&w);
    choose_sources(&w);
    JH_TRY(st, pass(&w, run, err));
    for (size_t i = 0; i < n; i++)
        for (size_t p = 0; p < w.n_p; p++)
            if ((w.term_of[2 * i] >= 0 || w.term_of[2 * i + 1] >= 0) && wanted(&w, p))
                fill_block(&w, i, p, mean, &block[i * w.n_p + p]);
out:
    jh_i_free(mean);
    jh_i_free(w.term);
    jh_i_free(w.term_of);
    jh_i_free(w.in_class);
    jh_i_free(w.source);
    jh_i_free(w.collected);
    jh_i_free(w.root);
    jh_i_free(w.slot);
    jh_i_free(w.sum);
    return st;
}
