#include "choice/slice.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#define LEAST_OWN 1e-9 /* of a term's spread that the others must leave over */

void jh_i_slice_release(struct jh_i_slice *s)
{
    jh_i_free(s->start);
    jh_i_free(s->area);
    jh_i_free(s->alternative);
    jh_i_free(s->x);
    jh_i_free(s->chosen);
    jh_i_free(s->share);
    jh_i_free(s->cluster);
    jh_i_free(s->nest);
    *s = (struct jh_i_slice){0};
}

/* Rows of an area that count; their number is 0 where the area has no cases or is not of the part. */
static size_t rows_of(const struct jh_i_fitting *f, size_t area, size_t specialty,
    enum jh_i_part part, size_t *out_begin)
{
    const struct jh_i_choice_sets *sets = &f->sets;
    size_t k = area * sets->n_specialties + specialty;
    double cases = 0;
    *out_begin = sets->start[k];
    if (part != JH_I_PART_ALL && (f->held[area] != 0) != (part == JH_I_PART_HELD))
        return 0;
    for (size_t r = sets->start[k]; r < sets->start[k + 1]; r++)
        cases += sets->cases[r];
    return cases > 0 ? sets->start[k + 1] - sets->start[k] : 0;
}

static enum jh_status slice_allocate(struct jh_i_slice *s, struct jh_error *err)
{
    s->start = jh_i_calloc(s->n_cases + 1, sizeof *s->start);
    s->area = jh_i_calloc(s->n_cases, sizeof *s->area);
    s->cluster = jh_i_calloc(s->n_cases, sizeof *s->cluster);
    s->alternative = jh_i_calloc(s->n_rows, sizeof *s->alternative);
    s->nest = jh_i_calloc(s->n_rows, sizeof *s->nest);
    s->x = jh_i_calloc(s->n_rows, JH_N_CHOICE_TERMS * sizeof *s->x);
    s->chosen = jh_i_calloc(s->n_rows, sizeof *s->chosen);
    s->share = jh_i_calloc(s->n_rows, sizeof *s->share);
    bool ok = s->start != NULL && s->area != NULL && s->cluster != NULL && s->alternative != NULL &&
              s->nest != NULL && s->x != NULL && s->chosen != NULL && s->share != NULL;
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* Add one case to the cross products of what differs within cases. Seen from the first row, so that
 * what does not differ gives exactly 0. */
static void add_products(
    const struct jh_i_slice *s, size_t i, double gram[JH_N_CHOICE_TERMS][JH_N_CHOICE_TERMS])
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
static uint32_t independent(const struct jh_i_slice *s, uint32_t wanted)
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
static void keep_terms(struct jh_i_slice *s, uint32_t bits)
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

/* The nest of a hospital for an area. */
static int32_t nest_of(const struct jh_i_fitting *f, size_t area, int32_t hospital)
{
    const struct jh_choice_options *o = f->options;
    if ((size_t)hospital >= f->dataset->hospitals.n_inside)
        return JH_CHOICE_NEST_OUTSIDE;
    if (o->nest_zone_of_area == NULL)
        return JH_CHOICE_NEST_TERRITORY;
    int32_t zone = o->nest_zone_of_area[area];
    return zone != JH_NONE && o->nest_zone_of_hospital[hospital] == zone ? JH_CHOICE_NEST_HOME
                                                                         : JH_CHOICE_NEST_TERRITORY;
}

enum jh_status jh_i_slice_make(const struct jh_i_fitting *f, size_t specialty, enum jh_i_part part,
    uint32_t bits, bool select, struct jh_i_slice *out, struct jh_error *err)
{
    struct jh_i_slice s = {0};
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
            s.nest[at] = nest_of(f, a, f->sets.hospital[r]);
            s.chosen[at] = f->sets.cases[r] * f->years;
            jh_i_choice_terms_fill(&f->terms, a, f->sets.hospital[r], (int32_t)specialty,
                (double)f->sets.minutes[r], s.x + at * JH_N_CHOICE_TERMS);
        }
        s.area[i] = s.cluster[i] = (int32_t)a;
        s.start[++i] = at;
    }
    if (st == JH_OK)
        keep_terms(&s, select ? independent(&s, bits) : bits);
    if (st == JH_OK)
        *out = s;
    else
        jh_i_slice_release(&s);
    return st;
}
