/*
 * junheng access: from columns to accessibility and equity.
 */
#include "cli/access.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "base/suggest.h"

#include "cli/items.h"

static const double *hospital_column(const struct jh_dataset *dataset, const char *name)
{
    if (strcmp(name, "beds") == 0)
        return dataset->hospitals.beds;
    if (strcmp(name, "authorised_beds") == 0)
        return dataset->hospitals.authorised_beds;
    return jh_attribute_number(&dataset->hospitals.attributes, name);
}

/* Hint at the column of numbers with the nearest name. */
static void suggest_column(const char *name, const struct jh_attributes *attributes, size_t n_known,
    const char *const *known, struct jh_error *err)
{
    struct jh_suggest suggest;
    jh_suggest_begin(&suggest, name);
    for (size_t i = 0; i < n_known; i++)
        jh_suggest_offer(&suggest, known[i]);
    for (size_t i = 0; attributes != NULL && i < attributes->n; i++)
        if (attributes->item[i].number != NULL)
            jh_suggest_offer(&suggest, attributes->item[i].name);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
}

static enum jh_status area_column(
    const struct cli_access *q, const char *name, const double **out_column, struct jh_error *err)
{
    const struct jh_attributes *attributes = &q->dataset->areas.attributes;
    *out_column = jh_attribute_number(attributes, name);
    if (*out_column != NULL)
        return JH_OK;
    enum jh_status st =
        jh_fail(err, JH_E_NOT_FOUND, "areas have no column of numbers \"%.60s\"", name);
    suggest_column(name, attributes, 0, NULL, err);
    return st;
}

static enum jh_status no_memory(struct jh_error *err)
{
    return jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status take_column(
    const struct cli_access *q, const char *name, double *out_amount, struct jh_error *err)
{
    static const char *const known[] = {"beds", "authorised_beds"};
    const double *column = hospital_column(q->dataset, name);
    if (column == NULL) {
        enum jh_status st =
            jh_fail(err, JH_E_NOT_FOUND, "hospitals have no column of numbers \"%.60s\"", name);
        suggest_column(name, &q->dataset->hospitals.attributes, 2, known, err);
        return st;
    }
    if (q->dataset->hospitals.n > 0)
        memcpy(out_amount, column, q->dataset->hospitals.n * sizeof *out_amount);
    return JH_OK;
}

static enum jh_status take_specialty(const struct cli_access *q, const char *column,
    const char *name, double *out_amount, struct jh_error *err)
{
    const struct jh_capabilities *c = &q->dataset->capabilities;
    const struct jh_specialties *specialties = &q->dataset->specialties;
    const double *amount = strcmp(column, "quality") == 0 ? c->quality : c->beds;
    size_t s = 0;
    if (strcmp(column, "beds") != 0 && strcmp(column, "quality") != 0)
        return jh_fail(err, JH_E_NOT_FOUND,
            "specialties of hospitals have beds and quality, no column \"%.60s\"", column);
    while (s < specialties->n && strcmp(specialties->id[s], name) != 0)
        s++;
    if (s == specialties->n) {
        enum jh_status st = jh_fail(err, JH_E_NOT_FOUND, "the data have no specialty %s", name);
        suggest_column(name, NULL, specialties->n, specialties->id, err);
        return st;
    }
    for (size_t h = 0; h < q->dataset->hospitals.n; h++)
        out_amount[h] = JH_NAN;
    for (size_t r = 0; r < c->n; r++)
        if ((size_t)c->specialty[r] == s)
            out_amount[c->hospital[r]] = amount[r];
    return JH_OK;
}

enum jh_status cli_access_supplies(
    struct cli_access *q, const char *columns, const char *specialties, struct jh_error *err)
{
    const struct jh_specialties *known = &q->dataset->specialties;
    struct cli_item *column, *specialty;
    size_t n_columns, n_specialties, n;
    bool by_specialty = specialties != NULL && specialties[0] != '\0', all;
    enum jh_status st = JH_OK;
    JH_TRY(st, cli_items_parse(&q->scratch, "supply", columns, 0, &n_columns, &column, err));
    JH_TRY(st,
        cli_items_parse(&q->scratch, "specialty", specialties, 0, &n_specialties, &specialty, err));
    all = by_specialty && n_specialties == 1 && strcmp(specialty[0].name, "all") == 0 &&
          !(known->n == 1 && strcmp(known->id[0], "all") == 0);
    n = by_specialty ? (all ? known->n : n_specialties) : n_columns;
    q->supply = jh_arena_new(&q->scratch, n, struct cli_access_supply);
    if (q->supply == NULL)
        return no_memory(err);
    q->n_supplies = n;
    if (by_specialty && n_columns != 1)
        return jh_fail(err, JH_E_ARG, "with --specialty, --supply names one column");
    for (size_t k = 0; k < n; k++) {
        struct cli_access_supply *s = &q->supply[k];
        s->amount = jh_arena_new(&q->scratch, q->dataset->hospitals.n, double);
        if (s->amount == NULL)
            return no_memory(err);
        s->name = !by_specialty ? column[k].name : all ? known->id[k] : specialty[k].name;
        JH_TRY(st, by_specialty ? take_specialty(q, column[0].name, s->name, s->amount, err)
                                : take_column(q, s->name, s->amount, err));
    }
out:
    return st;
}

static enum jh_status take_people(struct cli_access *q, struct jh_error *err)
{
    const struct jh_areas *areas = &q->dataset->areas;
    const double *column = areas->population;
    q->people = jh_arena_new(&q->scratch, areas->n, double);
    if (q->people == NULL)
        return no_memory(err);
    if (q->people_name != NULL && strcmp(q->people_name, "population") != 0) {
        enum jh_status st = area_column(q, q->people_name, &column, err);
        if (st != JH_OK)
            return st;
    }
    for (size_t a = 0; a < areas->n; a++) {
        q->people[a] = isnan(column[a]) ? 0 : column[a];
        if (!(q->people[a] >= 0) || isinf(q->people[a])) {
            enum jh_status st = jh_fail(err, JH_E_DATA, "%s must be 0 or more and finite, got %g",
                q->people_name, q->people[a]);
            jh_where(err, "areas %s", areas->id[a]);
            return st;
        }
    }
    return JH_OK;
}

/* Hospitals with some of any supply, or all where any hospital will do. */
static enum jh_status choose_sites(struct cli_access *q, struct jh_error *err)
{
    const struct jh_hospitals *hospitals = &q->dataset->hospitals;
    size_t n = q->ignore_outside ? hospitals->n_inside : hospitals->n;
    q->site = jh_arena_new(&q->scratch, hospitals->n, int32_t);
    if (q->site == NULL)
        return no_memory(err);
    q->n_sites = 0;
    for (size_t h = 0; h < n; h++) {
        bool offers = q->any_site;
        for (size_t k = 0; k < q->n_supplies; k++) {
            q->supply[k].n_sites += q->any_site || q->supply[k].amount[h] > 0;
            offers |= q->supply[k].amount[h] > 0;
        }
        if (offers)
            q->site[q->n_sites++] = (int32_t)h;
    }
    for (size_t k = 0; k < q->n_supplies; k++)
        if (q->supply[k].n_sites == 0) {
            enum jh_status st = jh_fail(err, JH_E_DATA,
                "no hospital has a figure above 0 in column \"%.60s\"", q->supply[k].name);
            jh_hint(err, "Name another column with --supply.");
            return st;
        }
    return JH_OK;
}

enum jh_status cli_access_prepare(
    struct cli_access *q, const struct jh_run *run, struct jh_error *err)
{
    size_t n_areas = q->dataset->areas.n;
    enum jh_status st = JH_OK;
    int32_t *area = jh_arena_new(&q->scratch, n_areas, int32_t);
    if (area == NULL)
        return no_memory(err);
    for (size_t a = 0; a < n_areas; a++)
        area[a] = (int32_t)a; /* people beyond the border compete too */
    JH_TRY(st, take_people(q, err));
    JH_TRY(st, choose_sites(q, err));
    for (size_t k = 0; k < q->n_supplies; k++) {
        struct cli_access_supply *s = &q->supply[k];
        s->supply = jh_arena_new(&q->scratch, q->n_sites, double);
        if (s->supply == NULL)
            return no_memory(err);
        for (size_t j = 0; j < q->n_sites; j++)
            s->supply[j] = s->amount[q->site[j]] > 0 ? s->amount[q->site[j]] : 0;
    }
    if (!q->streamed)
        st = jh_travel_within(q->dataset, &q->travel, n_areas, area, q->n_sites, q->site,
            q->options.reach_min, run, &q->pairs, err);
out:
    return st;
}

/* Equity of areas over their people; of hospitals over their supply. */
static enum jh_status judge(
    const struct cli_access *q, struct cli_access_supply *s, struct jh_error *err)
{
    bool by_site = jh_access_by_site(q->options.method);
    bool totals = q->options.method == JH_ACCESS_AVAILABILITY;
    const double *mass = by_site ? s->supply : q->people, *income = NULL;
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < q->n_judged; i++)
        s->figure[i] = !totals ? s->access[i] : mass[i] > 0 ? s->access[i] / mass[i] : 0;
    JH_TRY(st, jh_equity(q->n_judged, s->figure, mass, q->n_groups, q->group, &s->equity, err));
    if (q->income_name != NULL) {
        if (by_site)
            return jh_fail(err, JH_E_ARG, "crowding is by hospital and has no income");
        JH_TRY(st, area_column(q, q->income_name, &income, err));
        JH_TRY(st, jh_equity_income(
                       q->n_judged, s->figure, mass, income, q->low, q->high, &s->by_income, err));
    }
    if (!isnan(q->line))
        st = jh_equity_shortfall(q->n_judged, s->figure, mass, q->line, s->fgt, err);
out:
    return st;
}

/* The nearest site with this supply: pairs of the others do not count. */
static enum jh_status answer_nearest(
    struct cli_access *q, struct cli_access_supply *s, struct jh_error *err)
{
    const struct jh_travel_pairs *all = &q->pairs;
    struct jh_travel_pairs mine = *all;
    mine.start = jh_arena_new(&q->scratch, all->n_areas + 1, size_t);
    mine.hospital = jh_arena_new(&q->scratch, all->n, int32_t);
    mine.minutes = jh_arena_new(&q->scratch, all->n, float);
    if (mine.start == NULL || mine.hospital == NULL || mine.minutes == NULL)
        return no_memory(err);
    mine.n = 0;
    for (size_t i = 0; i < all->n_areas; i++) {
        for (size_t k = all->start[i]; k < all->start[i + 1]; k++) {
            if (!q->any_site && !(s->supply[all->hospital[k]] > 0))
                continue;
            mine.hospital[mine.n] = all->hospital[k];
            mine.minutes[mine.n++] = all->minutes[k];
        }
        mine.start[i + 1] = mine.n;
    }
    return jh_access(&mine, q->n_sites, s->supply, q->people, &q->options, s->access, err);
}

/* Pair by pair; areas without a place take no part, hospitals without one offer nothing. */
static enum jh_status answer_streamed(struct cli_access *q, struct cli_access_supply *s,
    const struct jh_run *run, struct jh_error *err)
{
    const struct jh_areas *areas = &q->dataset->areas;
    const struct jh_hospitals *hospitals = &q->dataset->hospitals;
    struct jh_point *point = jh_arena_new(&q->scratch, areas->n, struct jh_point);
    struct jh_point *site = jh_arena_new(&q->scratch, q->n_sites, struct jh_point);
    double *people = jh_arena_new(&q->scratch, areas->n, double);
    double *supply = jh_arena_new(&q->scratch, q->n_sites, double);
    double *access = jh_arena_new(&q->scratch, areas->n, double);
    struct jh_access_stream stream;
    size_t n = 0, n_sites = 0;
    if (point == NULL || site == NULL || people == NULL || supply == NULL || access == NULL)
        return no_memory(err);
    for (size_t a = 0; a < areas->n; a++)
        if (jh_point_known(areas->point[a])) {
            point[n] = areas->point[a];
            people[n++] = q->people[a];
        }
    for (size_t j = 0; j < q->n_sites; j++)
        if (jh_point_known(hospitals->point[q->site[j]])) {
            site[n_sites] = hospitals->point[q->site[j]];
            supply[n_sites++] = s->supply[j];
        }
    enum jh_status st = jh_access_points(n, point, people, n_sites, site, supply, &q->travel.model,
        &q->options, run, access, &stream, err);
    if (st != JH_OK)
        return st;
    n = 0;
    for (size_t a = 0; a < areas->n; a++)
        s->access[a] = jh_point_known(areas->point[a]) ? access[n++] : 0;
    q->pairs.counts = (struct jh_travel_counts){.modelled = stream.n_pairs};
    return JH_OK;
}

enum jh_status cli_access_answer(
    struct cli_access *q, const struct jh_run *run, struct jh_error *err)
{
    const struct jh_areas *areas = &q->dataset->areas;
    const struct jh_regions *regions = &q->dataset->regions;
    bool by_site = jh_access_by_site(q->options.method);
    bool nearest =
        q->options.method == JH_ACCESS_NEAREST || q->options.method == JH_ACCESS_K_NEAREST;
    enum jh_status st = JH_OK;
    JH_TRY(st, cli_access_prepare(q, run, err));
    q->n_judged = by_site ? q->n_sites : areas->n_inside;
    q->n_groups = by_site ? 0 : regions->n;
    q->group = q->n_groups > 0 ? areas->region : NULL;
    for (size_t k = 0; k < q->n_supplies; k++) {
        struct cli_access_supply *s = &q->supply[k];
        s->access = jh_arena_new(&q->scratch, areas->n + q->n_sites, double);
        s->figure = jh_arena_new(&q->scratch, areas->n + q->n_sites, double);
        if (s->access == NULL || s->figure == NULL)
            return no_memory(err);
        JH_TRY(st, q->streamed ? answer_streamed(q, s, run, err)
                   : nearest   ? answer_nearest(q, s, err)
                               : jh_access(&q->pairs, q->n_sites, s->supply, q->people, &q->options,
                                     s->access, err));
        JH_TRY(st, judge(q, s, err));
    }
out:
    return st;
}
