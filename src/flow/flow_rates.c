/*
 * Rates of units (counties, prefectures, zones, the territory) and of hospitals.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "flow/flow_units.h"
#include "junheng/flow.h"

enum split { SPLIT_COUNTY, SPLIT_PREFECTURE, SPLIT_PROVINCE, SPLIT_OUTSIDE };

/* What a row is judged by. */
struct counting {
    const struct jh_dataset *dataset;
    const struct jh_flow_table *table;
    const int32_t *unit_of_area, *unit_of_hospital;
    const uint8_t *neighbour;
    int32_t *root; /* [regions.n], root above each; NULL: the territory is one province */
};

static int32_t region_of(const struct jh_dataset *d, int32_t area)
{
    return area >= 0 && (size_t)area < d->areas.n_inside ? d->areas.region[area] : JH_NONE;
}

/* Roots of the regions where they form several provinces: two levels or more, several roots. */
static enum jh_status find_roots(struct counting *c, struct jh_error *err)
{
    const struct jh_regions *regions = &c->dataset->regions;
    size_t n_roots = 0;
    for (size_t i = 0; i < regions->n; i++)
        n_roots += regions->parent[i] == JH_NONE;
    if (n_roots < 2 || n_roots == regions->n)
        return JH_OK;
    c->root = jh_i_calloc(regions->n, sizeof *c->root);
    if (c->root == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < regions->n; i++) {
        int32_t top = (int32_t)i;
        for (size_t depth = 0; regions->parent[top] != JH_NONE && depth < regions->n; depth++)
            top = regions->parent[top];
        c->root[i] = top;
    }
    return JH_OK;
}

static enum split split_of(const struct counting *c, size_t area, int32_t hospital)
{
    const struct jh_dataset *d = c->dataset;
    if ((size_t)hospital >= d->hospitals.n_inside)
        return SPLIT_OUTSIDE;
    int32_t there = d->hospitals.area[hospital];
    if (there == (int32_t)area)
        return SPLIT_COUNTY;
    int32_t home = d->areas.region[area], away = region_of(d, there);
    if (home != JH_NONE && home == away)
        return SPLIT_PREFECTURE;
    bool same_province =
        c->root == NULL || (home != JH_NONE && away != JH_NONE && c->root[home] == c->root[away]);
    return same_province ? SPLIT_PROVINCE : SPLIT_OUTSIDE;
}

/* The value of a column on a row: NaN where the row's side does not collect it. */
static double cell(const double *column, const bool has[JH_N_SIDES], size_t row, enum jh_side side)
{
    return column != NULL && has[side] ? column[row] : JH_NAN;
}

/* Of a row, the cases of people who live elsewhere. Insurers file long stays for care elsewhere, so
 * inside stays without a reason count as none; outside ones without are not collected. */
static double elsewhere_of(const struct jh_flow_table *t, size_t row, enum jh_side side)
{
    if (t->elsewhere == NULL || (side == JH_SIDE_OUTSIDE && !t->has_reason[side]))
        return JH_NAN;
    return t->elsewhere[row];
}

static void count_resident(
    const struct counting *c, size_t area, size_t row, bool local, struct jh_flow_rates *r)
{
    const struct jh_flow_table *t = c->table;
    int32_t h = t->hospital[row];
    enum jh_side side =
        (size_t)h < c->dataset->hospitals.n_inside ? JH_SIDE_INSIDE : JH_SIDE_OUTSIDE;
    double cases = t->cases[row], excl = cases - elsewhere_of(t, row, side);
    double hard = cell(t->hard, t->has_hard, row, side);
    r->cases += cases;
    r->cases_excl += excl;
    r->hard_cases += hard;
    r->split[split_of(c, area, h)] += cases;
    if (local) {
        r->local_cases += cases;
        return;
    }
    r->outflow_cases += cases;
    r->outflow_excl += excl;
    r->hard_outflow += hard;
    r->persons_outflow += cell(t->persons, t->has_persons, row, side);
    r->cost_outflow += cell(t->cost, t->has_cost, row, side);
    if (c->neighbour != NULL && c->neighbour[row] != 0)
        r->neighbour_cases += cases;
}

static void count_rows(const struct counting *c, size_t n_specialties, struct jh_flow_rates *rates)
{
    const struct jh_flow_table *t = c->table;
    size_t n_rows = n_specialties + 1;
    for (size_t a = 0; a < c->dataset->areas.n; a++) {
        int32_t home = a < c->dataset->areas.n_inside ? c->unit_of_area[a] : JH_NONE;
        for (size_t k = t->start[a]; k < t->start[a + 1]; k++) {
            int32_t there = c->unit_of_hospital[t->hospital[k]];
            if (there != JH_NONE) {
                struct jh_flow_rates *r = &rates[(size_t)there * n_rows + t->specialty[k]];
                r->treated_cases += t->cases[k];
                r->inflow_cases += there != home ? t->cases[k] : 0;
            }
            if (home != JH_NONE)
                count_resident(
                    c, a, k, there == home, &rates[(size_t)home * n_rows + t->specialty[k]]);
        }
    }
}

static void add_rates(const struct jh_flow_rates *from, struct jh_flow_rates *to)
{
    to->cases += from->cases;
    to->cases_excl += from->cases_excl;
    to->local_cases += from->local_cases;
    to->outflow_cases += from->outflow_cases;
    to->outflow_excl += from->outflow_excl;
    to->neighbour_cases += from->neighbour_cases;
    to->inflow_cases += from->inflow_cases;
    to->treated_cases += from->treated_cases;
    for (size_t i = 0; i < 4; i++)
        to->split[i] += from->split[i];
    to->hard_cases += from->hard_cases;
    to->hard_outflow += from->hard_outflow;
    to->persons_outflow += from->persons_outflow;
    to->cost_outflow += from->cost_outflow;
}

/* What nobody collects is NaN even where no row says so. */
static void mark_uncollected(
    const struct counting *c, bool elsewhere_known, struct jh_flow_rates *r)
{
    const struct jh_flow_table *t = c->table;
    if (t->elsewhere == NULL)
        r->cases_excl = r->outflow_excl = JH_NAN;
    if (t->hard == NULL)
        r->hard_cases = r->hard_outflow = JH_NAN;
    if (t->persons == NULL)
        r->persons_outflow = JH_NAN;
    if (t->cost == NULL)
        r->cost_outflow = JH_NAN;
    if (c->dataset->regions.n == 0) {
        r->split[SPLIT_PREFECTURE] = JH_NAN;
    }
    if (!t->outside_collected)
        r->split[SPLIT_OUTSIDE] = JH_NAN;
    if (!elsewhere_known)
        r->outflow_cases = r->outflow_excl = r->neighbour_cases = r->hard_outflow =
            r->persons_outflow = r->cost_outflow = JH_NAN;
}

/* Is any place outside the unit collected? */
static bool sees_beyond(const struct counting *c, size_t unit)
{
    if (c->table->outside_collected)
        return true;
    for (size_t h = 0; h < c->dataset->hospitals.n_inside; h++)
        if (c->unit_of_hospital[h] != (int32_t)unit)
            return true;
    return false;
}

enum jh_status jh_flow_rates_by_unit(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, size_t n_units, const int32_t *unit_of_area,
    const int32_t *unit_of_hospital, const uint8_t *neighbour, struct jh_flow_rates *out_rates,
    struct jh_error *err)
{
    struct counting c = {dataset, table, unit_of_area, unit_of_hospital, neighbour, NULL};
    size_t n_specialties = dataset->specialties.n, n_rows = n_specialties + 1;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_flow_check_units("unit_of_area", dataset->areas.n, unit_of_area, n_units, err));
    JH_TRY(st, jh_i_flow_check_units(
                   "unit_of_hospital", dataset->hospitals.n, unit_of_hospital, n_units, err));
    JH_TRY(st, find_roots(&c, err));
    memset(out_rates, 0, n_units * n_rows * sizeof *out_rates);
    count_rows(&c, n_specialties, out_rates);
    for (size_t u = 0; u < n_units; u++) {
        struct jh_flow_rates *unit = &out_rates[u * n_rows];
        bool known = sees_beyond(&c, u);
        for (size_t s = 0; s < n_specialties; s++) {
            mark_uncollected(&c, known, &unit[s]);
            add_rates(&unit[s], &unit[n_specialties]);
        }
        mark_uncollected(&c, known, &unit[n_specialties]);
    }
out:
    jh_i_free(c.root);
    return st;
}

static void add_hospital(const struct jh_flow_hospital *from, struct jh_flow_hospital *to)
{
    to->cases += from->cases;
    to->local_cases += from->local_cases;
    to->inflow_cases += from->inflow_cases;
    to->outside_cases += from->outside_cases;
    to->hard_cases += from->hard_cases;
}

/* residents[unit * n_rows + specialty] = all cases of the unit's residents. */
static void count_hospitals(
    const struct counting *c, size_t n_rows, double *residents, struct jh_flow_hospital *out)
{
    const struct jh_flow_table *t = c->table;
    size_t n_inside = c->dataset->areas.n_inside;
    for (size_t a = 0; a < c->dataset->areas.n; a++) {
        int32_t home = a < n_inside ? c->unit_of_area[a] : JH_NONE;
        for (size_t k = t->start[a]; k < t->start[a + 1]; k++) {
            int32_t h = t->hospital[k];
            size_t s = t->specialty[k];
            enum jh_side side =
                (size_t)h < c->dataset->hospitals.n_inside ? JH_SIDE_INSIDE : JH_SIDE_OUTSIDE;
            struct jh_flow_hospital *row = &out[(size_t)h * n_rows + s];
            bool local = home != JH_NONE && home == c->unit_of_hospital[h];
            row->cases += t->cases[k];
            *(local ? &row->local_cases : &row->inflow_cases) += t->cases[k];
            row->outside_cases += a >= n_inside ? t->cases[k] : 0;
            row->hard_cases += cell(t->hard, t->has_hard, k, side);
            if (home != JH_NONE) {
                residents[(size_t)home * n_rows + s] += t->cases[k];
                residents[(size_t)home * n_rows + n_rows - 1] += t->cases[k];
            }
        }
    }
}

enum jh_status jh_flow_by_hospital(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, size_t n_units, const int32_t *unit_of_area,
    const int32_t *unit_of_hospital, struct jh_flow_hospital *out_hospital, struct jh_error *err)
{
    struct counting c = {dataset, table, unit_of_area, unit_of_hospital, NULL, NULL};
    size_t n_rows = dataset->specialties.n + 1;
    double *residents = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_flow_check_units("unit_of_area", dataset->areas.n, unit_of_area, n_units, err));
    JH_TRY(st, jh_i_flow_check_units(
                   "unit_of_hospital", dataset->hospitals.n, unit_of_hospital, n_units, err));
    residents = jh_i_calloc(n_units * n_rows, sizeof *residents);
    if (residents == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    memset(out_hospital, 0, dataset->hospitals.n * n_rows * sizeof *out_hospital);
    count_hospitals(&c, n_rows, residents, out_hospital);
    for (size_t h = 0; h < dataset->hospitals.n; h++) {
        struct jh_flow_hospital *rows = &out_hospital[h * n_rows];
        for (size_t s = 0; s < n_rows; s++) {
            int32_t u = unit_of_hospital[h];
            double all = u != JH_NONE ? residents[(size_t)u * n_rows + s] : 0;
            if (s + 1 < n_rows)
                add_hospital(&rows[s], &rows[n_rows - 1]);
            if (table->hard == NULL)
                rows[s].hard_cases = JH_NAN;
            rows[s].relevance = all > 0 ? rows[s].local_cases / all : JH_NAN;
        }
    }
out:
    jh_i_free(residents);
    return st;
}
