/* What the matching asks of a dataset. */
#include "junheng/pair.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

static bool may_export(const struct jh_dataset *d, enum jh_pair_from from, int32_t hospital)
{
    bool inside = (size_t)hospital < d->hospitals.n_inside;
    return d->hospitals.role[hospital] == JH_ROLE_EXPORTER &&
           (from == JH_PAIR_FROM_ANY || inside == (from == JH_PAIR_FROM_INSIDE));
}

static int32_t projects_left(double most, double carried, double default_projects)
{
    double left = (isnan(most) ? default_projects : most) - (isnan(carried) ? 0 : carried);
    return left > 0 ? (int32_t)fmin(floor(left), INT32_MAX) : 0;
}

/* Counts with out NULL. */
static size_t list_exporters(const struct jh_dataset *d, enum jh_pair_from from,
    double default_projects, struct jh_pair_exporter *out)
{
    const struct jh_capabilities *c = &d->capabilities;
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (!may_export(d, from, c->hospital[i]))
            continue;
        if (out != NULL)
            out[n] = (struct jh_pair_exporter){c->hospital[i], c->specialty[i], c->quality[i],
                projects_left(c->max_projects[i], c->projects[i], default_projects)};
        n++;
    }
    return n;
}

static enum jh_status check_rows(const struct jh_dataset *d, size_t n, const int32_t *hospital,
    const int32_t *specialty, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (hospital[i] < 0 || (size_t)hospital[i] >= d->hospitals.n_inside)
            return jh_fail(
                err, JH_E_ARG, "host %d is not a hospital of the territory", hospital[i]);
        if (specialty[i] < 0 || (size_t)specialty[i] >= d->specialties.n)
            return jh_fail(err, JH_E_ARG, "specialty number %d is out of range", specialty[i]);
    }
    return JH_OK;
}

/* Leaving cases of the zone's residents in a specialty, by hospital; returns their sum. */
static double leaving_cases(const struct jh_dataset *d, const struct jh_flow_table *t,
    const int32_t *zone_of_area, int32_t zone, int32_t specialty, double *by_hospital)
{
    double sum = 0;
    memset(by_hospital, 0, d->hospitals.n * sizeof *by_hospital);
    for (size_t a = 0; a < d->areas.n_inside && zone != JH_NONE; a++) {
        if (zone_of_area[a] != zone)
            continue;
        for (size_t i = t->start[a]; i < t->start[a + 1]; i++) {
            const int32_t h = t->hospital[i];
            const int32_t area = (size_t)h < d->hospitals.n_inside ? d->hospitals.area[h] : JH_NONE;
            if (t->specialty[i] != specialty || (area != JH_NONE && zone_of_area[area] == zone))
                continue;
            double cases = t->cases[i] - (t->elsewhere != NULL ? t->elsewhere[i] : 0);
            by_hospital[h] += cases;
            sum += cases;
        }
    }
    return sum;
}

static void fill_row(const struct jh_dataset *d, const struct jh_travel_options *travel,
    const struct jh_pair_inputs *in, size_t row, double leaving, const double *by_hospital)
{
    const struct jh_pair_centre *c = &in->centre[row];
    const int32_t area = d->hospitals.area[c->hospital];
    for (size_t x = 0; x < in->n_exporters; x++) {
        const struct jh_pair_exporter *e = &in->exporter[x];
        const size_t cell = row * in->n_exporters + x;
        in->minutes[cell] = JH_INF;
        if (e->specialty != c->specialty)
            continue;
        in->tie[cell] = leaving > 0 ? fmin(1, by_hospital[e->hospital] / leaving) : 0;
        if (area != JH_NONE)
            in->minutes[cell] = jh_travel_minutes(d, travel, area, e->hospital);
    }
}

enum jh_status jh_pair_gather(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    const int32_t *zone_of_area, size_t n, const int32_t *hospital, const int32_t *specialty,
    const int32_t *zone, const double *cases, enum jh_pair_from from, double default_projects,
    const struct jh_travel_options *travel, struct jh_pair_inputs *out_inputs, struct jh_error *err)
{
    const struct jh_travel_options defaults = jh_travel_options_default();
    const struct jh_capabilities *known = &dataset->capabilities;
    struct jh_pair_inputs in = {
        .n_centres = n, .n_exporters = list_exporters(dataset, from, default_projects, NULL)};
    double *by_hospital = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, check_rows(dataset, n, hospital, specialty, err));
    in.centre = jh_i_calloc(n, sizeof *in.centre);
    in.exporter = jh_i_calloc(in.n_exporters, sizeof *in.exporter);
    if (in.n_exporters == 0 || n <= SIZE_MAX / in.n_exporters) {
        in.tie = jh_i_calloc(n * in.n_exporters, sizeof *in.tie);
        in.minutes = jh_i_calloc(n * in.n_exporters, sizeof *in.minutes);
    }
    by_hospital = jh_i_calloc(dataset->hospitals.n, sizeof *by_hospital);
    if (in.centre == NULL || in.exporter == NULL || in.tie == NULL || in.minutes == NULL ||
        by_hospital == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    list_exporters(dataset, from, default_projects, in.exporter);
    for (size_t i = 0; i < n; i++) {
        int64_t row = known->n > 0 ? jh_capability_find(known, hospital[i], specialty[i]) : JH_NONE;
        in.centre[i] = (struct jh_pair_centre){
            hospital[i], specialty[i], row != JH_NONE ? known->quality[row] : JH_NAN, cases[i]};
        double leaving =
            leaving_cases(dataset, table, zone_of_area, zone[i], specialty[i], by_hospital);
        fill_row(dataset, travel != NULL ? travel : &defaults, &in, i, leaving, by_hospital);
    }
    *out_inputs = in;
    in = (struct jh_pair_inputs){.n_centres = 0};
out:
    jh_i_free(by_hospital);
    jh_pair_inputs_release(&in);
    return st;
}

void jh_pair_inputs_release(struct jh_pair_inputs *inputs)
{
    jh_i_free(inputs->centre);
    jh_i_free(inputs->exporter);
    jh_i_free(inputs->tie);
    jh_i_free(inputs->minutes);
    *inputs = (struct jh_pair_inputs){.n_centres = 0};
}
