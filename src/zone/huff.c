#include "zone/huff.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

enum { BLOCK = 256 }; /* areas whose travel times are held at once */

/* Listed times below it would make a hospital next door infinitely attractive. */
#define MINUTES_MIN 1.0

struct huff {
    const struct jh_dataset *dataset;
    const struct jh_zone_units *units;
    struct jh_zone_huff exponents;
    size_t n_hospitals, n_towns;
    int32_t *hospital;  /* [n_hospitals], inside ones with beds and an area */
    int32_t *town;      /* [n_hospitals], 0..n_towns-1 */
    int32_t *town_of;   /* [units], town or JH_NONE */
    double *attraction; /* [n_hospitals], beds^alpha */
    double *weight;     /* [n_hospitals], of one area */
    float *minutes;     /* [BLOCK * n_hospitals] */
    double *expected;   /* [units * n_towns] */
};

static void release(struct huff *h)
{
    jh_i_free(h->hospital);
    jh_i_free(h->town);
    jh_i_free(h->town_of);
    jh_i_free(h->attraction);
    jh_i_free(h->weight);
    jh_i_free(h->minutes);
    jh_i_free(h->expected);
}

static enum jh_status choose_hospitals(struct huff *h, struct jh_error *err)
{
    const struct jh_hospitals *all = &h->dataset->hospitals;
    size_t n_units = h->units->n;
    h->hospital = jh_i_calloc(all->n, sizeof *h->hospital);
    h->town = jh_i_calloc(all->n, sizeof *h->town);
    h->town_of = jh_i_calloc(n_units, sizeof *h->town_of);
    h->attraction = jh_i_calloc(all->n, sizeof *h->attraction);
    h->weight = jh_i_calloc(all->n, sizeof *h->weight);
    if (h->hospital == NULL || h->town == NULL || h->town_of == NULL || h->attraction == NULL ||
        h->weight == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < n_units; u++)
        h->town_of[u] = JH_NONE;
    for (size_t i = 0; i < all->n_inside; i++) {
        if (!(all->beds[i] > 0) || all->area[i] < 0)
            continue;
        h->town_of[h->units->of_area[all->area[i]]] = 0;
        h->attraction[h->n_hospitals] = pow(all->beds[i], h->exponents.beds);
        h->hospital[h->n_hospitals++] = (int32_t)i;
    }
    for (size_t u = 0; u < n_units; u++) /* towns in the order of units */
        if (h->town_of[u] >= 0)
            h->town_of[u] = (int32_t)h->n_towns++;
    for (size_t k = 0; k < h->n_hospitals; k++)
        h->town[k] = h->town_of[h->units->of_area[all->area[h->hospital[k]]]];
    if (h->n_hospitals > 0)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_DATA, "no hospital of the territory has beds stated");
    jh_hint(err, "Give hospitals beds, or use a method that needs flows only.");
    return st;
}

static void add_area(struct huff *h, size_t area, const float *minutes)
{
    double all = 0, people = h->dataset->areas.population[area];
    double *row = h->expected + (size_t)h->units->of_area[area] * h->n_towns;
    for (size_t k = 0; k < h->n_hospitals; k++) {
        double m = fmax((double)minutes[k], MINUTES_MIN);
        h->weight[k] = isfinite(m) ? h->attraction[k] * pow(m, -h->exponents.minutes) : 0;
        all += h->weight[k];
    }
    for (size_t k = 0; k < h->n_hospitals && all > 0; k++)
        row[h->town[k]] += people * (h->weight[k] / all);
}

static enum jh_status add_up(struct huff *h, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_travel_options travel = jh_travel_options_default();
    struct jh_travel_counts counts;
    int32_t area[BLOCK];
    size_t n = h->dataset->areas.n_inside;
    for (size_t from = 0; from < n; from += BLOCK) {
        size_t n_block = n - from < BLOCK ? n - from : BLOCK;
        for (size_t k = 0; k < n_block; k++)
            area[k] = (int32_t)(from + k);
        if (jh_run_stopped(run))
            return jh_fail(err, JH_E_CANCELLED, "stopped before zones were found");
        JH_TRY(st, jh_travel_matrix(h->dataset, &travel, n_block, area, h->n_hospitals, h->hospital,
                       run, h->minutes, &counts, err));
        for (size_t k = 0; k < n_block; k++)
            add_area(h, from + k, h->minutes + k * h->n_hospitals);
    }
out:
    return st;
}

static enum jh_status write_rows(
    const struct huff *h, struct jh_zone_flow *out, struct jh_error *err)
{
    size_t n = h->units->n, end = 0;
    struct jh_zone_flow flow = {.n = n,
        .start = jh_i_calloc(n + 1, sizeof *flow.start),
        .to = jh_i_calloc(n * h->n_towns, sizeof *flow.to),
        .cases = jh_i_calloc(n * h->n_towns, sizeof *flow.cases),
        .outside = jh_i_calloc(n, sizeof *flow.outside)};
    if (flow.start == NULL || flow.to == NULL || flow.cases == NULL || flow.outside == NULL) {
        jh_zone_flow_release(&flow);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t u = 0; u < n; u++) {
        for (size_t v = 0; v < n; v++) {
            double x = h->town_of[v] >= 0 ? h->expected[u * h->n_towns + (size_t)h->town_of[v]] : 0;
            if (!(x > 0))
                continue;
            flow.to[end] = (int32_t)v;
            flow.cases[end++] = x;
        }
        flow.start[u + 1] = end;
    }
    *out = flow;
    return JH_OK;
}

enum jh_status jh_i_zone_huff(const struct jh_dataset *dataset, const struct jh_zone_units *units,
    const struct jh_zone_huff *huff, const struct jh_run *run, struct jh_zone_flow *out,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct huff h = {.dataset = dataset,
        .units = units,
        .exponents = huff != NULL ? *huff : (struct jh_zone_huff){JH_HUFF_BEDS, JH_HUFF_MINUTES}};
    if (!(h.exponents.beds >= 0 && isfinite(h.exponents.beds) && h.exponents.minutes >= 0 &&
            isfinite(h.exponents.minutes)))
        return jh_fail(err, JH_E_DOMAIN, "exponents must be finite and not negative, got %g and %g",
            h.exponents.beds, h.exponents.minutes);
    JH_TRY(st, choose_hospitals(&h, err));
    h.minutes = jh_i_calloc(BLOCK * h.n_hospitals, sizeof *h.minutes);
    h.expected = jh_i_calloc(units->n * h.n_towns, sizeof *h.expected);
    if (h.minutes == NULL || h.expected == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, add_up(&h, run, err));
    st = write_rows(&h, out, err);
out:
    release(&h);
    return st;
}
