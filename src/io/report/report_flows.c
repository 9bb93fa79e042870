/*
 * Flows of today: the greatest, who keeps how many, who loses most.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "io/report/report_parts.h"
#include "io/report/svg.h"
#include "io/report/svg_chart.h"

#define FLOWS_EACH    14   /* arrows between zones, and as many to the outside */
#define FLOWS_OF_ZONE 4    /* arrows from one zone */
#define LEAST_FLOW    0.03 /* of the greatest: smaller ones are not drawn */

/* The greatest flows from zones: to other zones (at the middle of their people) and to hospitals
 * outside. Those without a place are told in words. */
struct big_flows {
    size_t n, n_placeless;
    double most; /* cases */
    size_t n_outside;
    struct jh_map_flow flow[2 * FLOWS_EACH];
    int32_t origin[2 * FLOWS_EACH];
    struct {
        int32_t hospital;
        double cases;
    } placeless[JH_PLAN_N_DESTINATIONS];
};

static int by_cases(const void *a, const void *b)
{
    const struct jh_flow_od *x = a, *y = b;
    if (x->cases != y->cases)
        return x->cases > y->cases ? -1 : 1;
    if (x->origin != y->origin)
        return x->origin < y->origin ? -1 : 1;
    return x->destination < y->destination ? -1 : x->destination > y->destination;
}

static void add_flow(struct jh_report *r, const struct jh_flow_od *od, struct big_flows *out)
{
    bool zone = (size_t)od->destination < r->n_zones;
    int32_t hospital =
        zone ? JH_NONE : (int32_t)(r->d->hospitals.n_inside + (size_t)od->destination - r->n_zones);
    struct jh_point to = zone ? r->zone_place[od->destination] : r->d->hospitals.point[hospital];
    if (!jh_point_known(to)) {
        size_t k = 0;
        while (k < out->n_placeless && out->placeless[k].hospital != hospital)
            k++;
        if (k == out->n_placeless && k < JH_PLAN_N_DESTINATIONS && !zone) {
            out->placeless[k].hospital = hospital;
            out->placeless[k].cases = 0;
            out->n_placeless++;
        }
        if (k < out->n_placeless)
            out->placeless[k].cases += od->cases;
        return;
    }
    size_t n_from = 0;
    for (size_t k = 0; k < out->n; k++)
        n_from += out->origin[k] == od->origin;
    if ((zone ? out->n - out->n_outside : out->n_outside) == FLOWS_EACH ||
        n_from == FLOWS_OF_ZONE || od->cases < LEAST_FLOW * out->most)
        return;
    out->most = fmax(out->most, od->cases);
    out->n_outside += !zone;
    out->origin[out->n] = od->origin;
    out->flow[out->n++] = (struct jh_map_flow){r->zone_place[od->origin], to, od->cases,
        zone ? NULL : r->outside_label[(size_t)hospital - r->d->hospitals.n_inside]};
}

/* Name and cases of residents of every outside hospital. */
static enum jh_status label_outside(struct jh_report *r, struct jh_error *err)
{
    const struct jh_dataset *d = r->d;
    const struct jh_flow_table *t = &r->plan->flows;
    size_t n = d->hospitals.n - d->hospitals.n_inside;
    double *cases = jh_arena_new(&r->arena, n + 1, double);
    r->outside_label = jh_arena_new(&r->arena, n + 1, const char *);
    if (cases == NULL || r->outside_label == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < t->start[d->areas.n_inside]; k++)
        if ((size_t)t->hospital[k] >= d->hospitals.n_inside)
            cases[(size_t)t->hospital[k] - d->hospitals.n_inside] += t->cases[k];
    for (size_t i = 0; i < n; i++)
        r->outside_label[i] = jh_i_phrase(r, "%s %s",
            jh_i_short_name(r, jh_i_hospital(r, (int32_t)(d->hospitals.n_inside + i))),
            jh_i_count(r, cases[i]));
    return JH_OK;
}

static enum jh_status find_flows(struct jh_report *r, struct big_flows *out, struct jh_error *err)
{
    const struct jh_dataset *d = r->d;
    size_t n_outside = d->hospitals.n - d->hospitals.n_inside, n = 0;
    int32_t *from = jh_arena_new(&r->arena, d->areas.n + 1, int32_t);
    int32_t *to = jh_arena_new(&r->arena, d->hospitals.n + 1, int32_t);
    struct jh_flow_od *od = NULL;
    enum jh_status st = JH_OK;
    if (from == NULL || to == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, label_outside(r, err));
    for (size_t a = 0; a < d->areas.n; a++)
        from[a] = a < d->areas.n_inside ? r->plan->zoning.zones.of_area[a] : JH_NONE;
    for (size_t h = 0; h < d->hospitals.n; h++)
        to[h] = h < d->hospitals.n_inside ? r->plan->zoning.zone_of_hospital[h]
                                          : (int32_t)(r->n_zones + h - d->hospitals.n_inside);
    JH_TRY(st, jh_flow_od_table(d, &r->plan->flows, r->n_zones, from, r->n_zones + n_outside, to,
                   false, 0, &od, &n, err));
    if (n > 0)
        qsort(od, n, sizeof *od, by_cases);
    for (size_t i = 0; i < n; i++)
        if (od[i].origin != JH_NONE && od[i].destination != JH_NONE &&
            od[i].origin != od[i].destination)
            add_flow(r, &od[i], out);
out:
    jh_flow_od_free(od);
    return st;
}

static void say_placeless(struct jh_report *r, const struct big_flows *flows)
{
    if (flows->n_placeless == 0)
        return;
    jh_i_put(r, "<p class=\"small\">");
    jh_i_say(r, "Not on the map (no place known), cases a year: ");
    for (size_t k = 0; k < flows->n_placeless; k++) {
        jh_i_text(r, k > 0 ? " · " : "");
        jh_i_text(r, jh_i_hospital(r, flows->placeless[k].hospital));
        jh_i_text(r, " ");
        jh_i_text(r, jh_i_full(r, flows->placeless[k].cases));
    }
    jh_i_put(r, "</p>\n");
}

#define MANY_REGIONS 40 /* rows of the table by prefecture */

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static const char *const split_keys[4] = {
    "own county", "own prefecture", "own province", "outside"};

static void say_split(struct jh_report *r)
{
    const struct jh_flow_rates *all = &r->plan->territory[r->n_specialties];
    if (isnan(all->split[0] + all->split[1] + all->split[2] + all->split[3]))
        return;
    jh_i_put(r, "<p><span id=\"sentence_split\">");
    jh_i_say(r,
        "Of all cases %s are treated in the patient's own county, %s elsewhere in the prefecture, "
        "%s elsewhere in the province and %s outside it.",
        jh_i_share(r, all->split[0], all->cases), jh_i_share(r, all->split[1], all->cases),
        jh_i_share(r, all->split[2], all->cases), jh_i_share(r, all->split[3], all->cases));
    jh_i_put(r, "</span></p>\n");
}

static void split_chart(struct jh_report *r)
{
    struct jh_chart_split *row = jh_arena_new(&r->arena, r->n_zones + 1, struct jh_chart_split);
    const char *part[4];
    if (row == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (int k = 0; k < 4; k++)
        part[k] = jh_tr(r->lang, split_keys[k]);
    for (size_t z = 0; z < r->n_zones; z++) {
        const struct jh_flow_rates *rates = jh_i_zone_rates(r, z, r->n_specialties);
        row[z].label = r->zone_label[z];
        memcpy(row[z].part, rates->split, sizeof row[z].part);
        row[z].text = jh_i_share(r, rates->split[3], rates->cases);
    }
    jh_i_open_figure(r);
    jh_i_chart_split(r->out, jh_tr(r->lang, "Where residents are treated, by zone"),
        JH_REPORT_WIDTH, r->n_zones, row, part);
    jh_i_close_figure(r,
        jh_flow_outside_known(&r->plan->territory[r->n_specialties])
            ? jh_tr(r->lang, "Where residents are treated, by zone; at the right the share outside")
            : jh_tr(r->lang,
                  "Where residents are treated, by zone; stays outside the territory "
                  "are not collected"));
}

static void split_head(struct jh_report *r, const char *first)
{
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, first);
    jh_i_th(r, true, "Cases a year");
    for (int k = 0; k < 4; k++)
        jh_i_th(r, true, split_keys[k]);
    jh_i_th(r, true, "Leave");
    jh_i_th(r, true, "without long-term residents elsewhere");
    jh_i_put(r, "</tr></thead><tbody>\n");
}

static void split_row(struct jh_report *r, const char *label, const struct jh_flow_rates *rates)
{
    jh_i_put(r, "<tr>");
    jh_i_td(r, label);
    jh_i_td_count(r, rates->cases);
    for (int k = 0; k < 4; k++)
        jh_i_td_share(r, rates->split[k], rates->cases);
    jh_i_td_share(r, rates->outflow_cases, rates->cases);
    jh_i_td_share(r, rates->outflow_excl, rates->cases_excl);
    jh_i_put(r, "</tr>\n");
}

/* ---- what leaves most, in words ---- */

#define N_WORST 3

/* The greatest few by value, listed as "name (text), ..."; NaN and zero are passed over. */
static const char *list_worst(struct jh_report *r, size_t n, const double *value,
    const char *const *name, const char *const *text)
{
    const char *list = NULL;
    double below = JH_INF;
    for (int k = 0; k < N_WORST; k++) {
        size_t best = n;
        for (size_t i = 0; i < n; i++)
            if (value[i] > 0 && value[i] < below && (best == n || value[i] > value[best]))
                best = i;
        if (best == n)
            break;
        below = value[best];
        const char *item = jh_i_phrase(r, "%s (%s)", name[best], text[best]);
        list = list == NULL ? item : jh_i_phrase(r, "%s, %s", list, item);
    }
    return list;
}

static void say_worst(struct jh_report *r)
{
    size_t n_most = r->n_zones > r->n_specialties ? r->n_zones : r->n_specialties;
    double *value = jh_arena_new(&r->arena, n_most + 1, double);
    const char **name = jh_arena_new(&r->arena, n_most + 1, const char *),
               **text = jh_arena_new(&r->arena, n_most + 1, const char *);
    if (value == NULL || name == NULL || text == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (size_t s = 0; s < r->n_specialties; s++) {
        value[s] = 0;
        for (size_t z = 0; z < r->n_zones; z++)
            value[s] += jh_i_zone_rates(r, z, s)->outflow_cases;
        name[s] = jh_i_specialty(r, (int32_t)s);
        text[s] = jh_i_phrase(r, "%s cases", jh_i_count(r, value[s]));
    }
    const char *specialties = list_worst(r, r->n_specialties, value, name, text);
    for (size_t z = 0; z < r->n_zones; z++) {
        const struct jh_flow_rates *rates = jh_i_zone_rates(r, z, r->n_specialties);
        value[z] = rates->cases > 0 ? rates->outflow_cases / rates->cases : JH_NAN;
        text[z] = jh_i_share(r, rates->outflow_cases, rates->cases);
    }
    const char *zones = list_worst(r, r->n_zones, value, r->zone_label, text);
    jh_i_put(r, "<p><span id=\"sentence_problems\">");
    if (specialties != NULL && r->n_specialties > 1)
        jh_i_say(r, "Most patients leave their zone for %s a year.", specialties);
    jh_i_put(r, "</span>");
    jh_i_gap(r);
    jh_i_put(r, "<span id=\"sentence_zones\">");
    if (zones != NULL)
        jh_i_say(r, "The zones that lose the largest share of their cases are %s.", zones);
    jh_i_put(r, "</span></p>\n");
}

/* Prefectures in the order of the data; of very many those with most cases. */
static void region_table(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    size_t n_regions = p->by_region != NULL ? r->d->regions.n : 0, n = 0;
    size_t row = r->n_specialties + 1, all = r->n_specialties;
    double *cases = jh_arena_new(&r->arena, n_regions + 1, double), least = 0;
    if (cases == NULL) {
        r->out_of_memory = true;
        return;
    }
    for (size_t g = 0; g < n_regions; g++)
        if (p->by_region[g * row + all].cases > 0)
            cases[n++] = p->by_region[g * row + all].cases;
    if (n == 0)
        return;
    qsort(cases, n, sizeof *cases, by_number);
    if (n > MANY_REGIONS)
        least = cases[n - MANY_REGIONS];
    jh_i_open_table(r, "Four-way split by prefecture; leaving = treated outside the prefecture");
    split_head(r, "Prefecture");
    for (size_t g = 0; g < n_regions; g++) {
        const struct jh_flow_rates *rates = &p->by_region[g * row + all];
        if (rates->cases > 0 && rates->cases >= least)
            split_row(r, r->d->regions.name[g], rates);
    }
    jh_i_close_table(r);
    if (n > MANY_REGIONS) {
        jh_i_put(r, "<p class=\"small\">");
        jh_i_say(r, "The %d of %zu with most cases are shown.", MANY_REGIONS, n);
        jh_i_put(r, "</p>\n");
    }
}

static void split_tables(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    size_t n = r->n_specialties;
    if (r->n_specialties > 1) {
        jh_i_open_table(r, "Four-way split by specialty, whole territory");
        split_head(r, "Specialty");
        for (size_t s = 0; s < n; s++)
            split_row(r, jh_i_specialty(r, (int32_t)s), &p->territory[s]);
        split_row(r, jh_tr(r->lang, "all specialties"), &p->territory[n]);
        jh_i_close_table(r);
    }
    region_table(r);
}

enum jh_status jh_i_report_flows(struct jh_report *r, struct jh_error *err)
{
    struct big_flows flows = {.n = 0};
    enum jh_status st = JH_OK;
    struct jh_map_picture picture = {.lang = r->lang,
        .title = jh_tr(r->lang, "Map of the share of cases that leave the zone, with flows"),
        .width = JH_REPORT_WIDTH,
        .max_height = 560,
        .margin = 30,
        .zone = r->plan->zoning.zones.of_area,
        .n_zones = r->n_zones,
        .zone_label = r->zone_short,
        .only_zone = JH_NONE,
        .value = r->leaving_share,
        .value_title =
            jh_tr(r->lang, "share of cases treated outside the zone, by area; quantiles"),
        .flow = flows.flow};
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "Where residents go today");
    say_worst(r);
    JH_TRY(st, find_flows(r, &flows, err));
    picture.n_flows = flows.n;
    if (r->map.n > 0) {
        jh_i_open_figure(r);
        JH_TRY(st, jh_i_map_draw(&r->map, &picture, r->out, err));
        jh_i_close_figure(
            r, jh_i_phrase(r,
                   "Share of cases treated outside the patient's zone, and the largest flows "
                   "between zones and to hospitals outside. %s",
                   jh_i_map_source(r)));
        say_placeless(r, &flows);
    }
    say_split(r);
    split_chart(r);
    split_tables(r);
    jh_i_put(r, "</section>\n");
out:
    return st;
}
