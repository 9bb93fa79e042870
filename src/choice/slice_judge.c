/*
 * How well predicted shares tell the choices of a slice.
 */
#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "choice/slice.h"

/* Sums over the rows of a slice. */
struct closeness {
    struct jh_sum square, cases, similar, likelihood, null, right;
};

/* Overlap of observed and predicted cases by prefecture; seen, told [regions.n + 1]. */
static double right_prefecture(const struct jh_i_fitting *f, const struct jh_i_slice *s, size_t i,
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

static void add_case(const struct jh_i_slice *s, size_t i, double total, struct closeness *c)
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
enum jh_status jh_i_slice_judge(const struct jh_i_fitting *f, const struct jh_i_slice *s,
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

/* Is the hospital of an area's own: of its prefecture, of itself where there are no regions? */
static bool is_own(const struct jh_dataset *d, int32_t area, int32_t hospital)
{
    if ((size_t)hospital >= d->hospitals.n_inside)
        return false;
    if (d->regions.n == 0)
        return d->hospitals.area[hospital] == area;
    int32_t home = d->areas.region[area];
    return home != JH_NONE && jh_i_choice_region(d, hospital) == (size_t)home;
}

void jh_i_slice_to_areas(const struct jh_i_fitting *f, const struct jh_i_slice *s)
{
    for (size_t i = 0; i < s->n_cases; i++) {
        struct jh_choice_area *area = &f->area[s->area[i]];
        double total = 0;
        for (size_t r = s->start[i]; r < s->start[i + 1]; r++)
            total += s->chosen[r] / f->years;
        area->cases += total;
        for (size_t r = s->start[i]; r < s->start[i + 1]; r++) {
            double seen = s->chosen[r] / f->years, told = total * s->share[r];
            bool own = is_own(f->dataset, s->area[i], s->alternative[r]);
            area->stayed += own ? seen : 0;
            area->told += own ? told : 0;
            area->matched_frac += fmin(seen, told);
        }
    }
}
