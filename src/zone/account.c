/*
 * What can be said about each zone of a result: flows, shape, travel, hospitals.
 */
#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "geo/cells.h"
#include "geo/laea.h"
#include "zone/units.h"

/* A circle's perimeter over the root of its area: 2 sqrt(pi), as Wang and Wang (2022) round it. */
#define CIRCLE 3.54

struct tally {
    double sent, received, local, outside; /* cases */
    double timed, minutes; /* cases within the zone with a known way, and their sum */
    double perimeter_m, area_m2;
};

static bool placed(const struct jh_hospitals *hospitals, int32_t h)
{
    return (size_t)h < hospitals->n_inside && hospitals->area[h] >= 0;
}

/* Returns all cases between areas of the territory. */
static double tally_flows(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    const struct jh_zoning *zoning, const struct jh_travel_options *travel, struct tally *tally)
{
    double all = 0, minutes = 0;
    for (size_t a = 0; a < dataset->areas.n_inside; a++) {
        int32_t z = zoning->zones.of_area[a], last = -1;
        for (size_t e = table->start[a]; e < table->start[a + 1]; e++) {
            int32_t h = table->hospital[e], to = zoning->zone_of_hospital[h];
            double cases = table->cases[e];
            bool inside = placed(&dataset->hospitals, h);
            all += inside ? cases : 0;
            if (to >= 0)
                tally[to].received += cases;
            if (z < 0)
                continue;
            tally[z].sent += inside ? cases : 0;
            tally[z].outside += inside ? 0 : cases;
            if (to != z)
                continue;
            tally[z].local += cases;
            if (h != last)
                minutes = jh_travel_minutes(dataset, travel, (int32_t)a, h);
            last = h;
            if (isfinite(minutes)) {
                tally[z].timed += cases;
                tally[z].minutes += cases * minutes;
            }
        }
    }
    return all;
}

/* Perimeter and area of every shape, in the projection that borders are measured in. Holes run
 * against their outer ring, so signed areas of rings add up. */
static void measure(const struct jh_shapes *shapes, double *perimeter_m, double *area_m2)
{
    size_t n_points = shapes->point_start[shapes->ring_start[shapes->n]];
    struct jh_laea laea = jh_i_laea(n_points, shapes->point);
    for (size_t s = 0; s < shapes->n; s++) {
        double twice = 0;
        for (size_t r = shapes->ring_start[s]; r < shapes->ring_start[s + 1]; r++)
            for (size_t p = shapes->point_start[r]; p + 1 < shapes->point_start[r + 1]; p++) {
                double x, y, u, v;
                jh_i_laea_forward(&laea, shapes->point[p], &x, &y);
                jh_i_laea_forward(&laea, shapes->point[p + 1], &u, &v);
                perimeter_m[s] += hypot(u - x, v - y);
                twice += x * v - u * y;
            }
        area_m2[s] = fabs(twice) / 2;
    }
}

/* zone_of: [shapes->n]; common borders within a zone are no part of its perimeter. */
static enum jh_status tally_shapes(const struct jh_shapes *shapes, double snap_m,
    const int32_t *zone_of, struct tally *tally, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_graph graph = {0};
    double *perimeter = jh_i_calloc(shapes->n, sizeof *perimeter);
    double *area = jh_i_calloc(shapes->n, sizeof *area);
    if (perimeter == NULL || area == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_geo_contiguity(shapes, snap_m, &graph, err));
    measure(shapes, perimeter, area);
    for (size_t s = 0; s < shapes->n; s++) {
        int32_t z = zone_of[s];
        if (z < 0)
            continue;
        tally[z].area_m2 += area[s];
        tally[z].perimeter_m += perimeter[s];
        for (size_t e = graph.start[s]; e < graph.start[s + 1]; e++)
            if (zone_of[graph.to[e]] == z)
                tally[z].perimeter_m -= graph.border_m[e];
    }
out:
    jh_graph_release(&graph);
    jh_i_free(perimeter);
    jh_i_free(area);
    return st;
}

/* Cells where any area lacks a boundary; areas on one point count as the first of them. */
static enum jh_status tally_cells(
    const struct jh_areas *areas, const int32_t *zone_of, struct tally *tally, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_shapes cells = {0};
    size_t n = areas->n_inside;
    int32_t *cell_of = jh_i_calloc(n, sizeof *cell_of), *zone = jh_i_calloc(n, sizeof *zone);
    if (cell_of == NULL || zone == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_geo_cells(n, areas->point, &cells, cell_of, err));
    for (size_t a = n; a-- > 0;)
        if (cell_of[a] >= 0)
            zone[cell_of[a]] = zone_of[a];
    st = tally_shapes(&cells, 0, zone, tally, err);
out:
    jh_shapes_release(&cells);
    jh_i_free(cell_of);
    jh_i_free(zone);
    return st;
}

static enum jh_status tally_land(const struct jh_dataset *dataset, const int32_t *zone_of,
    struct tally *tally, struct jh_error *err)
{
    struct jh_shapes inside = dataset->boundaries; /* borrowed: the first shapes are the inside's */
    size_t n = dataset->areas.n_inside, n_shapes = 0;
    if (n == 0)
        return JH_OK;
    inside.n = inside.n > n ? n : inside.n;
    for (size_t i = 0; i < inside.n; i++)
        n_shapes += inside.ring_start[i] < inside.ring_start[i + 1];
    return n_shapes == n ? tally_shapes(&inside, JH_ZONE_SNAP_M, zone_of, tally, err)
                         : tally_cells(&dataset->areas, zone_of, tally, err);
}

static void count_places(
    const struct jh_dataset *dataset, const struct jh_zoning *zoning, struct jh_zone_fact *fact)
{
    const struct jh_hospitals *h = &dataset->hospitals;
    for (size_t a = 0; a < dataset->areas.n_inside; a++)
        if (zoning->zones.of_area[a] >= 0) {
            fact[zoning->zones.of_area[a]].n_areas++;
            fact[zoning->zones.of_area[a]].population += dataset->areas.population[a];
        }
    for (size_t i = 0; i < h->n_inside; i++) {
        int32_t z = zoning->zone_of_hospital[i];
        if (z < 0)
            continue;
        if (fact[z].n_hospitals++ == 0)
            fact[z].beds = h->beds[i];
        else if (h->beds[i] >= 0) /* NaN: none of its hospitals states them */
            fact[z].beds = h->beds[i] + (fact[z].beds >= 0 ? fact[z].beds : 0);
    }
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : JH_NAN;
}

static void draw_up(
    const struct tally *tally, size_t n, double all, struct jh_zone_account *account)
{
    struct jh_sum conductance = {0}, pac = {0}, minutes = {0}, timed = {0};
    size_t n_conductance = 0, n_pac = 0;
    account->conductance_max = account->localization_min = JH_NAN;
    for (size_t z = 0; z < n; z++) {
        const struct tally *t = &tally[z];
        struct jh_zone_fact *f = &account->zone[z];
        double degree = t->sent + t->received;
        f->localization_index = share(t->local, t->sent + t->outside);
        f->conductance = share(degree - 2 * t->local, fmin(degree, 2 * all - degree));
        f->compactness = share(t->perimeter_m, CIRCLE * sqrt(t->area_m2));
        f->inside_minutes = share(t->minutes, t->timed);
        account->n_without_hospital += f->n_hospitals == 0;
        account->conductance_max = fmax(account->conductance_max, f->conductance);
        account->localization_min = fmin(account->localization_min, f->localization_index);
        if (isfinite(f->conductance)) {
            jh_sum_add(&conductance, f->conductance);
            n_conductance++;
        }
        if (isfinite(f->compactness)) {
            jh_sum_add(&pac, f->compactness);
            n_pac++;
        }
        jh_sum_add(&minutes, t->minutes);
        jh_sum_add(&timed, t->timed);
    }
    account->conductance_mean = share(jh_sum_value(&conductance), (double)n_conductance);
    account->compactness = share(jh_sum_value(&pac), (double)n_pac);
    account->inside_minutes = share(jh_sum_value(&minutes), jh_sum_value(&timed));
}

enum jh_status jh_zone_account_make(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_zoning *zoning,
    const struct jh_travel_options *travel, struct jh_zone_account *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_travel_options usual = jh_travel_options_default();
    size_t n = zoning->zones.n;
    struct tally *tally = jh_i_calloc(n, sizeof *tally);
    struct jh_zone_account account = {.zone = jh_i_calloc(n, sizeof *account.zone)};
    double all = 0;
    if (tally == NULL || account.zone == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    all = tally_flows(dataset, table, zoning, travel != NULL ? travel : &usual, tally);
    JH_TRY(st, tally_land(dataset, zoning->zones.of_area, tally, err));
    count_places(dataset, zoning, account.zone);
    draw_up(tally, n, all, &account);
    *out = account;
    account.zone = NULL;
out:
    jh_i_free(tally);
    jh_zone_account_release(&account);
    return st;
}

void jh_zone_account_release(struct jh_zone_account *account)
{
    if (account == NULL)
        return;
    jh_i_free(account->zone);
    account->zone = NULL;
}
