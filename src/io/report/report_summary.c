/*
 * The first pages: the finding in words, key figures, the layout of zones and centres, flows today.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/report/report_parts.h"
#include "io/report/svg.h"
#include "io/report/svg_chart.h"

/* --- the sentence --- */

static void say_outflow(struct jh_report *r)
{
    const struct jh_flow_rates *all = &r->plan->territory[r->n_specialties];
    double cases = 0, leaving = 0;
    const char *n = jh_i_count(r, all->cases);
    if (jh_flow_outside_known(all)) {
        const char *share = jh_i_share(r, all->outflow_cases, all->cases);
        if (isnan(all->outflow_excl))
            jh_i_say(r,
                "Residents have %s cases a year; %s of them are treated outside the territory.", n,
                share);
        else
            jh_i_say(r,
                "Residents have %s cases a year; %s of them are treated outside the territory (%s "
                "without people who live elsewhere for long).",
                n, share, jh_i_share(r, all->outflow_excl, all->cases_excl));
        return;
    }
    for (size_t z = 0; z < r->n_zones; z++) {
        const struct jh_flow_rates *zone = jh_i_zone_rates(r, z, r->n_specialties);
        cases += zone->cases;
        leaving += zone->outflow_cases;
    }
    jh_i_say(r,
        "Residents have %s cases a year in hospitals of the territory; %s of them are treated "
        "outside the patient's zone. Stays outside the territory are not collected.",
        n, jh_i_share(r, leaving, cases));
}

static void say_plan(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    const struct jh_plan_effect *e = &p->effect;
    jh_i_say(r, "The plan builds up %s centres with %s centre specialties in %s zones.",
        jh_i_full(r, (double)p->n_centres), jh_i_full(r, (double)p->n_choices),
        jh_i_full(r, (double)r->n_zones));
    jh_i_gap(r);
    if (isnan(e->before_mean_min))
        jh_i_say(r,
            "If all attend, the planned cases travel %s minutes on average; %s of them are within "
            "%s minutes.",
            jh_i_minutes(r, e->after_mean_min), jh_i_share(r, e->after_coverage, 1),
            jh_i_full(r, p->scenario.reach_min));
    else
        jh_i_say(r,
            "If all attend, the mean way of the planned cases changes from %s to %s minutes; %s of "
            "them are within reach (today %s; reach %s minutes).",
            jh_i_minutes(r, e->before_mean_min), jh_i_minutes(r, e->after_mean_min),
            jh_i_share(r, e->after_coverage, 1), jh_i_share(r, e->before_coverage, 1),
            jh_i_full(r, p->scenario.reach_min));
    jh_i_gap(r);
    jh_i_put(r, "<span id=\"sentence_proof\">");
    if (p->status == JH_SITE_OPTIMAL)
        jh_i_say(r, "It is proven to be the best possible under its rules.");
    else
        jh_i_say(r, "No plan under the same rules is better by more than %s (proven).",
            jh_i_share(r, p->gap_frac, 1));
    jh_i_put(r, "</span>");
}

static void tile(struct jh_report *r, const char *key, const char *value, const char *note)
{
    jh_i_put(r, "<div><dt>");
    jh_i_text(r, jh_tr(r->lang, key));
    jh_i_put(r, "</dt><dd>");
    jh_i_text(r, value);
    jh_i_put(r, "</dd><dd class=\"note\">");
    jh_i_text(r, note);
    jh_i_put(r, "</dd></div>\n");
}

static const char *arrow(struct jh_report *r, const char *before, const char *after)
{
    return jh_i_phrase(r, "%s → %s", before, after);
}

static void put_tiles(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    const struct jh_plan_effect *e = &p->effect;
    const struct jh_flow_rates *all = &p->territory[r->n_specialties];
    jh_i_put(r, "<dl class=\"tiles\" id=\"key_figures\">\n");
    tile(r, "Out-of-area rate", jh_i_share(r, all->outflow_cases, all->cases),
        jh_flow_outside_known(all)
            ? jh_i_phrase(r, "%s of %s cases a year", jh_i_count(r, all->outflow_cases),
                  jh_i_count(r, all->cases))
            : jh_tr(r->lang, "stays outside not collected"));
    tile(r, "Centres", jh_i_full(r, (double)p->n_centres),
        jh_i_phrase(r, "%s centre specialties", jh_i_full(r, (double)p->n_choices)));
    tile(r, "Mean way, minutes",
        arrow(r, jh_i_minutes(r, e->before_mean_min), jh_i_minutes(r, e->after_mean_min)),
        jh_i_phrase(r, "%s planned cases a year", jh_i_count(r, e->cases)));
    tile(r, "Within reach",
        arrow(r, jh_i_share(r, e->before_coverage, 1), jh_i_share(r, e->after_coverage, 1)),
        jh_i_phrase(r, "of planned cases, %s minutes", jh_i_full(r, p->scenario.reach_min)));
    tile(r, "Farthest tenth, minutes",
        arrow(r, jh_i_minutes(r, e->before_worst_tenth_min),
            jh_i_minutes(r, e->after_worst_tenth_min)),
        jh_tr(r->lang, "mean way of the tenth of cases that travel longest"));
    tile(r, "Proven gap",
        p->status == JH_SITE_OPTIMAL ? jh_tr(r->lang, "none") : jh_i_share(r, p->gap_frac, 1),
        jh_tr(r->lang, "to the best possible plan"));
    if (p->prediction.done) {
        const struct jh_choice_effect *zones = p->prediction.zones;
        const struct jh_choice_effect *rate = &zones[JH_CHOICE_EFFECT_RATE];
        tile(r, "Cases brought home", jh_i_count(r, zones[JH_CHOICE_EFFECT_HOME].after),
            jh_tr(r->lang, "a year to their zones, by patients' choices"));
        tile(r, "Treated outside their zone",
            arrow(r, jh_i_share(r, rate->before, 1), jh_i_share(r, rate->after, 1)),
            jh_tr(r->lang, "of all cases, by patients' choices"));
        tile(r, "Hours saved", jh_i_count(r, zones[JH_CHOICE_EFFECT_SAVED].after),
            jh_tr(r->lang, "a year, one way, by patients' choices"));
    }
    jh_i_put(r, "</dl>\n");
}

static void put_notes(
    struct jh_report *r, const char *css, const char *key, const struct jh_notes *notes)
{
    if (notes->n == 0)
        return;
    jh_buf_printf(r->out, "<section class=\"%s\">", css);
    jh_i_heading(r, 3, key);
    jh_i_put(r, "<ul>\n");
    for (size_t i = 0; i < notes->n; i++) {
        jh_i_put(r, "<li>");
        jh_i_text(r, notes->item[i].text[r->lang]);
        jh_i_put(r, "</li>\n");
    }
    jh_i_put(r, "</ul></section>\n");
}

enum jh_status jh_i_report_summary(struct jh_report *r, struct jh_error *err)
{
    (void)err;
    jh_i_put(r, "<section class=\"summary\"><p class=\"lead\"><span id=\"sentence_outflow\">");
    say_outflow(r);
    jh_i_put(r, "</span>");
    jh_i_gap(r);
    jh_i_put(r, "<span id=\"sentence_plan\">");
    say_plan(r);
    jh_i_report_say_effect(r);
    jh_i_put(r, "</span></p>\n");
    put_tiles(r);
    jh_i_put(r, "</section>\n");
    return JH_OK;
}

/* --- zones and centres --- */

#define MANY_CENTRES 24 /* beyond it only zones are named on the map */

/* Marks of all centres; the number of them. */
static size_t centre_marks(struct jh_report *r, struct jh_map_mark *mark)
{
    const struct jh_plan *p = r->plan;
    for (size_t i = 0; i < p->n_centres; i++) {
        const struct jh_plan_centre *c = &p->centre[i];
        bool existing = r->d->hospitals.role[c->hospital] == JH_ROLE_CENTRE;
        mark[i] = (struct jh_map_mark){r->d->hospitals.point[c->hospital],
            existing ? JH_MARK_EXISTING : JH_MARK_CENTRE, (double)c->n_specialties,
            p->n_centres <= MANY_CENTRES ? jh_i_short_name(r, jh_i_hospital(r, c->hospital))
                                         : NULL};
    }
    return p->n_centres;
}

static void zone_row(struct jh_report *r, size_t z)
{
    const struct jh_plan *p = r->plan;
    const struct jh_zones *zones = &p->zoning.zones;
    const struct jh_flow_rates *rates = jh_i_zone_rates(r, z, r->n_specialties);
    size_t n = 0;
    jh_i_put(r, "<tr>");
    jh_i_td(r, r->zone_label[z]);
    jh_i_td(r, zones->centre_city[z]);
    jh_i_td_count(r, r->zone_people[z]);
    jh_i_td_count(r, rates->cases);
    jh_i_td_share(r, rates->outflow_cases, rates->cases);
    jh_i_td_minutes(r, r->zone_before[z]);
    jh_i_td_minutes(r, r->zone_after[z]);
    jh_i_put(r, "<td>");
    for (size_t i = 0; i < p->n_centres; i++) {
        if (p->centre[i].zone != (int32_t)z)
            continue;
        if (n++ > 0)
            jh_i_put(r, "<br/>");
        jh_i_text(r, jh_i_hospital(r, p->centre[i].hospital));
        if (p->centre[i].n_specialties < 2)
            continue;
        jh_i_put(r, " <span class=\"q\">");
        jh_i_say(r, "%zu specialties", p->centre[i].n_specialties);
        jh_i_put(r, "</span>");
    }
    jh_i_put(r, "</td></tr>\n");
}

enum jh_status jh_i_report_layout(struct jh_report *r, struct jh_error *err)
{
    struct jh_map_mark *mark = jh_arena_new(&r->arena, r->plan->n_centres + 1, struct jh_map_mark);
    enum jh_status st = JH_OK;
    if (mark == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    struct jh_map_picture picture = {.lang = r->lang,
        .title = jh_tr(r->lang, "Map of zones and centres"),
        .width = JH_REPORT_WIDTH,
        .max_height = 400,
        .margin = 8,
        .zone = r->plan->zoning.zones.of_area,
        .n_zones = r->n_zones,
        .zone_label = r->zone_short,
        .fill_zones = true,
        .only_zone = JH_NONE,
        .n_marks = centre_marks(r, mark),
        .mark = mark};
    if (r->map.n > 0) {
        jh_i_open_figure(r);
        JH_TRY(st, jh_i_map_draw(&r->map, &picture, r->out, err));
        jh_i_close_figure(r,
            jh_i_phrase(r, "Zones and centres; the size of a mark shows its centre specialties. %s",
                jh_i_map_source(r)));
    }
    jh_i_put(r, "<p><span id=\"sentence_layout\">");
    jh_i_say(r,
        "%s centres stand in %s zones and take up %s centre specialties; %s planned cases a "
        "year are assigned to them.",
        jh_i_full(r, (double)r->plan->n_centres), jh_i_full(r, (double)r->n_zones),
        jh_i_full(r, (double)r->plan->n_choices), jh_i_count(r, r->plan->effect.cases));
    jh_i_put(r, "</span></p>\n");
    put_notes(r, "warn", "Read before use", &r->plan->warnings);
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "Zones and centres");
    jh_i_open_table(r, "Zones, their people, and their centres");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Zone");
    jh_i_th(r, false, "Centre city");
    jh_i_th(r, true, "People");
    jh_i_th(r, true, "Cases a year");
    jh_i_th(r, true, "Treated outside the zone");
    jh_i_th(r, true, "Minutes today");
    jh_i_th(r, true, "if all attend");
    jh_i_th(r, false, "Centres");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t z = 0; z < r->n_zones; z++)
        zone_row(r, z);
    jh_i_close_table(r);
    jh_i_report_places(r);
    jh_i_put(r, "</section>\n");
out:
    return st;
}

/* --- flows today --- */

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
