#include "choice/constants.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "choice/gravity.h"
#include "choice/shrink.h"

#define N_TERMS     JH_N_CHOICE_TERMS
#define LEAST_KNOWN 5 /* hospitals with cases whose quality is given */

/* Attributes of the hospitals, as columns: an intercept, then terms. */
struct attributes {
    size_t width;
    enum jh_choice_term term[JH_I_SHRINK_MAX]; /* [width]; of the first column none */
    double *z;                                 /* [n * width] */
};

static enum jh_status find_hospitals(
    const struct jh_i_fitting *f, size_t specialty, struct jh_i_constants *c, struct jh_error *err)
{
    const struct jh_i_choice_sets *sets = &f->sets;
    const size_t n_all = f->dataset->hospitals.n;
    c->place_of = jh_i_calloc(n_all, sizeof *c->place_of);
    if (c->place_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < sets->n_areas; a++) {
        size_t k = a * sets->n_specialties + specialty;
        for (size_t r = sets->start[k]; r < sets->start[k + 1]; r++)
            c->place_of[sets->hospital[r]] = 1;
    }
    for (size_t h = 0; h < n_all; h++)
        c->n += (size_t)c->place_of[h];
    double **const columns[] = {
        &c->cases, &c->constant, &c->expected, &c->shrunk, &c->std_error, &c->revealed};
    c->hospital = jh_i_calloc(c->n, sizeof *c->hospital);
    bool ok = c->hospital != NULL;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        ok = (*columns[i] = jh_i_calloc(c->n, sizeof(double))) != NULL && ok;
    if (!ok)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t h = 0, at = 0; h < n_all; h++) {
        bool in = c->place_of[h] != 0;
        if (in)
            c->hospital[at] = (int32_t)h;
        c->place_of[h] = in ? (int32_t)at++ : JH_NONE;
    }
    return JH_OK;
}

/* Terms that differ between areas. */
static enum jh_status fit_pairs(const struct jh_i_fitting *f, const struct jh_i_slice *s,
    struct jh_i_constants *c, struct jh_i_gravity_fit *out, struct jh_error *err)
{
    enum jh_choice_term term[N_TERMS];
    uint32_t pairs = jh_i_choice_terms_of_pairs(&f->terms);
    struct jh_i_gravity_data data = {.n_origins = s->n_cases,
        .n_hospitals = c->n,
        .start = s->start,
        .x = s->x,
        .stride = s->width,
        .chosen = s->chosen,
        .clustered = f->options->clustered};
    int32_t *place = jh_i_calloc(s->n_rows, sizeof *place);
    if (place == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < s->n_rows; r++)
        place[r] = c->place_of[s->alternative[r]];
    data.hospital = place;
    for (size_t k = 0; k < s->width; k++)
        if ((pairs & (1u << s->term[k])) != 0) {
            term[data.width] = s->term[k];
            data.column[data.width++] = k;
        }
    enum jh_status st = jh_i_gravity_estimate(&data, f->run, out, err);
    for (size_t k = 0; k < data.width && st == JH_OK; k++) {
        if (!out->kept[k])
            continue;
        c->bits |= 1u << term[k];
        c->estimate[term[k]] = out->estimate[k];
        for (size_t l = 0; l < data.width; l++)
            c->covariance[(size_t)term[k] * N_TERMS + (size_t)term[l]] =
                out->covariance[k * data.width + l];
    }
    c->n_iterations = st == JH_OK ? out->n_iterations : 0;
    jh_i_free(place);
    return st;
}

/* Columns of all attributes; of quality only where wanted. */
static enum jh_status find_attributes(const struct jh_i_fitting *f, size_t specialty,
    const struct jh_i_slice *s, const struct jh_i_constants *c, bool quality,
    struct attributes *out, struct jh_error *err)
{
    uint32_t no = jh_i_choice_terms_of_pairs(&f->terms) | 1u << JH_CHOICE_QUALITY_UNKNOWN;
    no |= quality ? 0 : 1u << JH_CHOICE_QUALITY;
    out->width = 1;
    for (size_t k = 0; k < s->width; k++)
        if ((no & (1u << s->term[k])) == 0)
            out->term[out->width++] = s->term[k];
    out->z = jh_i_calloc(c->n, out->width * sizeof *out->z);
    if (out->z == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < c->n; i++) {
        double x[N_TERMS], *z = out->z + i * out->width;
        jh_i_choice_terms_fill(&f->terms, 0, c->hospital[i], (int32_t)specialty, 1, x);
        z[0] = 1;
        for (size_t k = 1; k < out->width; k++)
            z[k] = x[out->term[k]];
    }
    return JH_OK;
}

/* The quality that would make the attributes tell what choices tell, within the data's range. */
static void reveal(const struct attributes *a, const struct jh_i_shrink_fit *fit, size_t n,
    const bool *known, struct jh_i_constants *c)
{
    size_t at = 0;
    double most = 0;
    for (size_t k = 1; k < a->width; k++)
        at = a->term[k] == JH_CHOICE_QUALITY && fit->kept[k] ? k : at;
    for (size_t i = 0; i < n && at > 0; i++)
        most = fmax(most, known[i] ? a->z[i * a->width + at] : 0);
    for (size_t i = 0; i < n; i++) {
        double others = 0, weight = fit->coefficient[at];
        for (size_t k = 0; k < a->width; k++)
            others += k == at && at > 0 ? 0 : a->z[i * a->width + k] * fit->coefficient[k];
        c->revealed[i] =
            at > 0 && weight > 0 ? fmin(fmax((c->shrunk[i] - others) / weight, 0), most) : JH_NAN;
    }
}

/* Constants by their cases and exposures; the mean case has constant 0. */
static void centre(const struct jh_i_gravity_fit *pairs, struct jh_i_constants *c)
{
    struct jh_sum sum = {0}, cases = {0};
    for (size_t i = 0; i < c->n; i++) {
        c->cases[i] = pairs->cases[i];
        c->constant[i] = pairs->cases[i] > 0 ? log(pairs->cases[i] / pairs->exposure[i]) : JH_NAN;
        jh_sum_add(&sum, c->cases[i] * c->shrunk[i]);
        jh_sum_add(&cases, c->cases[i]);
    }
    double mean = jh_sum_value(&sum) / jh_sum_value(&cases);
    for (size_t i = 0; i < c->n; i++) {
        c->constant[i] -= mean;
        c->expected[i] -= mean;
        c->shrunk[i] -= mean;
    }
}

/* Regression of the rows that count; its answers for the rows wanted go to c. */
static enum jh_status shrink(const struct attributes *a, const struct jh_i_gravity_fit *pairs,
    const bool *counting, const bool *wanted, struct jh_i_constants *c, struct jh_i_shrink_fit *out,
    struct jh_error *err)
{
    const size_t n = c->n;
    double *room = jh_i_calloc(n, 4 * sizeof *room);
    if (room == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    double *exposure = room + 3 * n;
    for (size_t i = 0; i < n; i++)
        exposure[i] = counting == NULL || counting[i] ? pairs->exposure[i] : 0;
    const struct jh_i_shrink_data data = {n, a->width, a->z, pairs->cases, exposure};
    enum jh_status st = jh_i_shrink(&data, out, room, room + n, room + 2 * n, err);
    for (size_t i = 0; i < n && st == JH_OK; i++)
        if (wanted == NULL || wanted[i]) {
            c->expected[i] = room[i];
            c->shrunk[i] = room[n + i];
            c->std_error[i] = room[2 * n + i];
        }
    jh_i_free(room);
    return st;
}

static void take_estimates(
    const struct attributes *a, const struct jh_i_shrink_fit *fit, struct jh_i_constants *c)
{
    c->spread = fit->spread;
    for (size_t k = 1; k < a->width; k++) {
        c->bits &= ~(1u << a->term[k]);
        if (!fit->kept[k])
            continue;
        c->bits |= 1u << a->term[k];
        c->estimate[a->term[k]] = fit->coefficient[k];
        for (size_t l = 1; l < a->width; l++)
            c->covariance[(size_t)a->term[k] * N_TERMS + (size_t)a->term[l]] =
                fit->covariance[k * a->width + l];
    }
}

/* What attributes tell is learnt where quality is given; hospitals without it are drawn towards what
 * the other attributes tell of everybody. */
static enum jh_status fit_hospitals(const struct jh_i_fitting *f, size_t specialty,
    const struct jh_i_slice *s, const struct jh_i_gravity_fit *pairs, struct jh_i_constants *c,
    struct jh_error *err)
{
    const struct jh_capabilities *all = &f->dataset->capabilities;
    struct attributes with = {0}, without = {0};
    struct jh_i_shrink_fit fit;
    size_t n_known = 0;
    enum jh_status st = JH_OK;
    bool *known = jh_i_calloc(c->n, sizeof *known);
    if (known == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t i = 0; i < c->n; i++) {
        int64_t row =
            all->n > 0 ? jh_capability_find(all, c->hospital[i], (int32_t)specialty) : JH_NONE;
        known[i] = row != JH_NONE && !isnan(all->quality[row]);
        n_known += known[i] && pairs->cases[i] > 0;
    }
    if (n_known < c->n) {
        JH_TRY(st, find_attributes(f, specialty, s, c, false, &without, err));
        JH_TRY(st, shrink(&without, pairs, NULL, NULL, c, &fit, err));
        take_estimates(&without, &fit, c);
    }
    for (size_t i = 0; i < c->n; i++)
        c->revealed[i] = JH_NAN;
    if (n_known >= LEAST_KNOWN) {
        JH_TRY(st, find_attributes(f, specialty, s, c, true, &with, err));
        JH_TRY(st, shrink(&with, pairs, known, known, c, &fit, err));
        take_estimates(&with, &fit, c);
        reveal(&with, &fit, c->n, known, c);
    }
    centre(pairs, c);
out:
    jh_i_free(known);
    jh_i_free(with.z);
    jh_i_free(without.z);
    return st;
}

enum jh_status jh_i_constants_fit(const struct jh_i_fitting *f, size_t specialty,
    const struct jh_i_slice *s, struct jh_i_constants *out, struct jh_error *err)
{
    struct jh_i_constants c = {.n = 0};
    struct jh_i_gravity_fit pairs = {.n_iterations = 0};
    enum jh_status st = JH_OK;
    if (s->n_cases == 0)
        return jh_fail(err, JH_E_DATA, "no cases with a choice between hospitals");
    JH_TRY(st, find_hospitals(f, specialty, &c, err));
    JH_TRY(st, fit_pairs(f, s, &c, &pairs, err));
    JH_TRY(st, fit_hospitals(f, specialty, s, &pairs, &c, err));
    *out = c;
    c = (struct jh_i_constants){.n = 0};
out:
    jh_i_gravity_fit_release(&pairs);
    jh_i_constants_release(&c);
    return st;
}

void jh_i_constants_release(struct jh_i_constants *c)
{
    jh_i_free(c->hospital);
    jh_i_free(c->place_of);
    jh_i_free(c->cases);
    jh_i_free(c->constant);
    jh_i_free(c->expected);
    jh_i_free(c->shrunk);
    jh_i_free(c->std_error);
    jh_i_free(c->revealed);
    *c = (struct jh_i_constants){.n = 0};
}

void jh_i_constants_tell(
    const struct jh_i_fitting *f, const struct jh_i_constants *c, struct jh_i_slice *s)
{
    uint32_t pairs = jh_i_choice_terms_of_pairs(&f->terms) & c->bits;
    for (size_t i = 0; i < s->n_cases; i++) {
        double most = -JH_INF, sum = 0;
        for (size_t r = s->start[i]; r < s->start[i + 1]; r++) {
            double v = c->shrunk[c->place_of[s->alternative[r]]];
            for (size_t k = 0; k < s->width; k++)
                if ((pairs & (1u << s->term[k])) != 0)
                    v += s->x[r * s->width + k] * c->estimate[s->term[k]];
            s->share[r] = v;
            most = fmax(most, v);
        }
        for (size_t r = s->start[i]; r < s->start[i + 1]; r++)
            sum += s->share[r] = exp(s->share[r] - most);
        for (size_t r = s->start[i]; r < s->start[i + 1]; r++)
            s->share[r] /= sum;
    }
}
