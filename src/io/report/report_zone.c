/*
 * One page for each zone: where its people go, what leaves, which centres, why.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/report/report_parts.h"
#include "io/report/svg_chart.h"
#include "model/codes.h"

#define N_GOALS 3  /* destinations of today that are named */
#define N_BARS  10 /* leaving specialties in the picture */
#define N_ROWS  6  /* in the table, and the planned ones */

/* The specialties of a zone in the order of the ranking used. */
static const int32_t *ranked(struct jh_report *r, size_t z)
{
    const struct jh_leaving *l = &r->plan->leaving[z * r->n_specialties];
    enum jh_ranking ranking = r->plan->scenario.ranking;
    int32_t *order = jh_arena_new(&r->arena, r->n_specialties + 1, int32_t);
    size_t n = 0;
    if (order == NULL) {
        r->out_of_memory = true;
        return NULL;
    }
    for (size_t want = 1; want <= r->n_specialties; want++)
        for (size_t s = 0; s < r->n_specialties; s++)
            if (l[s].rank[ranking] == (int32_t)want)
                order[n++] = (int32_t)s;
    for (size_t s = 0; s < r->n_specialties; s++)
        if (l[s].rank[ranking] == 0)
            order[n++] = (int32_t)s;
    return order;
}

static bool planned(const struct jh_report *r, size_t z, size_t s)
{
    return r->plan->planned[z * r->n_specialties + s] != 0;
}

static void say_zone(struct jh_report *r, size_t z, int32_t first)
{
    const struct jh_flow_rates *all = jh_i_zone_rates(r, z, r->n_specialties);
    const struct jh_leaving *l = &r->plan->leaving[z * r->n_specialties];
    jh_i_put(r, "<p class=\"lead\">");
    jh_i_put(r, r->zone_told ? "<span>" : "<span id=\"sentence_zone\">");
    r->zone_told = true;
    jh_i_say(r, "%s people live in the zone and have %s cases a year.",
        jh_i_count(r, r->zone_people[z]), jh_i_count(r, all->cases));
    jh_i_gap(r);
    if (isnan(all->outflow_cases))
        jh_i_say(r, "How many are treated outside it is not collected.");
    else if (r->n_specialties > 1)
        jh_i_say(r,
            "%s of them are treated outside it; first among the leaving specialties is %s "
            "with %s cases.",
            jh_i_share(r, all->outflow_cases, all->cases), jh_i_specialty(r, first),
            jh_i_count(r, l[first].value[JH_RANKING_CASES]));
    else
        jh_i_say(
            r, "%s of them are treated outside it.", jh_i_share(r, all->outflow_cases, all->cases));
    jh_i_put(r, "</span>");
    if (!isnan(r->zone_before[z]) && !isnan(r->zone_after[z])) {
        jh_i_gap(r);
        jh_i_say(r,
            "If all attend, the mean way of its planned cases changes from %s to %s minutes.",
            jh_i_minutes(r, r->zone_before[z]), jh_i_minutes(r, r->zone_after[z]));
    }
    if (!jh_flow_outside_known(all)) {
        jh_i_gap(r);
        jh_i_say(r, "Stays outside the territory are not collected.");
    }
    if (all->neighbour_cases > 0) {
        jh_i_gap(r);
        jh_i_say(r,
            "Of the leaving cases %s are neighbouring care, at most %s minutes from home: shown "
            "apart, not held against the zone.",
            jh_i_count(r, all->neighbour_cases), jh_i_full(r, r->plan->scenario.border_reach_min));
    }
    jh_i_put(r, "</p>\n");
}

/* --- the map --- */

static size_t zone_marks(struct jh_report *r, size_t z, struct jh_map_mark *mark)
{
    const struct jh_plan *p = r->plan;
    const struct jh_hospitals *hs = &r->d->hospitals;
    size_t n = 0;
    for (size_t h = 0; h < hs->n_inside; h++)
        if (p->zoning.zone_of_hospital[h] == (int32_t)z && !r->is_centre[h])
            mark[n++] = (struct jh_map_mark){hs->point[h], JH_MARK_PLACE, 0, NULL};
    for (size_t i = 0; i < p->n_choices; i++) {
        int32_t next = p->choice[i].next_hospital;
        if (p->choice[i].zone != (int32_t)z || next == JH_NONE || r->is_centre[next])
            continue;
        bool shown = false;
        for (size_t k = 0; k < i && !shown; k++)
            shown = p->choice[k].next_hospital == next && p->choice[k].zone == (int32_t)z;
        if (!shown)
            mark[n++] = (struct jh_map_mark){
                hs->point[next], JH_MARK_NEXT, 0, jh_i_short_name(r, jh_i_hospital(r, next))};
    }
    for (size_t i = 0; i < p->n_centres; i++) {
        const struct jh_plan_centre *c = &p->centre[i];
        enum jh_mark_kind kind =
            hs->role[c->hospital] == JH_ROLE_CENTRE ? JH_MARK_EXISTING : JH_MARK_CENTRE;
        mark[n++] = (struct jh_map_mark){hs->point[c->hospital], kind, (double)c->n_specialties,
            jh_i_short_name(r, jh_i_hospital(r, c->hospital))};
    }
    return n;
}

static enum jh_status zone_map(struct jh_report *r, size_t z, double width, struct jh_error *err)
{
    const struct jh_zones *zones = &r->plan->zoning.zones;
    size_t n_inside = r->d->areas.n_inside;
    struct jh_map_mark *mark = jh_arena_new(&r->arena,
        r->d->hospitals.n_inside + r->plan->n_choices + r->plan->n_centres + 1, struct jh_map_mark);
    uint8_t *show = jh_arena_new(&r->arena, n_inside + 1, uint8_t);
    if (mark == NULL || show == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n_inside; a++)
        show[a] = zones->of_area[a] == (int32_t)z;
    struct jh_map_picture picture = {.lang = r->lang,
        .title = jh_i_phrase(r, "Map of %s", r->zone_label[z]),
        .width = width,
        .max_height = width < JH_REPORT_WIDTH ? 222 : 420,
        .margin = 12,
        .show = show,
        .zone = zones->of_area,
        .n_zones = r->n_zones,
        .only_zone = (int32_t)z,
        .value = r->leaving_share,
        .n_class_values = r->d->areas.n_inside,
        .class_value = r->leaving_share,
        .value_title = jh_tr(r->lang, "share treated outside the zone; classes of the territory"),
        .n_marks = zone_marks(r, z, mark),
        .mark = mark};
    return jh_i_map_draw(&r->map, &picture, r->out, err);
}

static void zone_bars(struct jh_report *r, size_t z, const int32_t *order, double width)
{
    const struct jh_leaving *l = &r->plan->leaving[z * r->n_specialties];
    struct jh_chart_bar row[N_BARS];
    size_t n = r->n_specialties < N_BARS ? r->n_specialties : N_BARS;
    for (size_t i = 0; i < n; i++) {
        size_t s = (size_t)order[i];
        double leaving = l[s].value[JH_RANKING_CASES];
        row[i] = (struct jh_chart_bar){jh_i_specialty(r, order[i]),
            jh_i_phrase(r, "%s · %s", jh_i_count(r, leaving), jh_i_share(r, l[s].rate, 1)), leaving,
            planned(r, z, s)};
    }
    jh_i_put(r, "<p class=\"ch\">");
    jh_i_say(r, "Leaving cases a year, and their share of all cases; planned specialties dark");
    jh_i_put(r, "</p>\n");
    jh_i_chart_bars(r->out, jh_tr(r->lang, "Leaving specialties"), width, n, row);
}

static enum jh_status zone_pictures(
    struct jh_report *r, size_t z, const int32_t *order, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool bars = r->n_specialties > 1; /* one bar says nothing */
    double width = r->map.n > 0 && bars ? 326 : JH_REPORT_WIDTH;
    jh_i_put(r, bars ? "<div class=\"two\">\n" : "<div>\n");
    if (r->map.n > 0) {
        jh_i_open_figure(r);
        JH_TRY(st, zone_map(r, z, width, err));
        jh_i_close_figure(r, r->map.from_boundaries ? jh_i_map_source(r) : r->zone_label[z]);
    }
    if (bars) {
        jh_i_put(r, "<div>\n");
        zone_bars(r, z, order, width);
        jh_i_put(r, "</div>\n");
    }
    jh_i_put(r, "</div>\n");
out:
    return st;
}

/* --- leaving specialties with all rankings --- */

static const char *const ranking_heads[JH_N_RANKINGS] = {[JH_RANKING_CASES] = "rank by cases",
    [JH_RANKING_PERSONS] = "by persons",
    [JH_RANKING_HARD] = "by hard cases",
    [JH_RANKING_EXCESS] = "by excess",
    [JH_RANKING_COST] = "by cost",
    [JH_RANKING_SHORTAGE] = "by shortage"};

static void leaving_row(struct jh_report *r, size_t z, size_t s)
{
    const struct jh_leaving *l = &r->plan->leaving[z * r->n_specialties + s];
    const struct jh_flow_rates *rates = jh_i_zone_rates(r, z, s);
    jh_i_put(r, planned(r, z, s) ? "<tr class=\"on\">" : "<tr>");
    jh_i_td(r, jh_i_specialty(r, (int32_t)s));
    jh_i_td_count(r, rates->cases);
    jh_i_td_count(r, l->value[JH_RANKING_CASES]);
    jh_i_td_share(r, l->value[JH_RANKING_CASES], rates->cases);
    jh_i_td_share(r, l->benchmark_rate * rates->cases, rates->cases);
    for (int k = 0; k < JH_N_RANKINGS; k++)
        jh_i_td_count(r, l->rank[k] > 0 ? (double)l->rank[k] : JH_NAN);
    jh_i_td(r, planned(r, z, s) ? "●" : "");
    jh_i_put(r, "</tr>\n");
}

static void leaving_table(struct jh_report *r, size_t z, const int32_t *order)
{
    size_t n = r->n_specialties < N_ROWS ? r->n_specialties : N_ROWS;
    jh_i_open_table(
        r, n < r->n_specialties
               ? "Leaving specialties under every ranking (the first, and those planned)"
               : "Leaving specialties under every ranking");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Specialty");
    jh_i_th(r, true, "Cases a year");
    jh_i_th(r, true, "Leaving");
    jh_i_th(r, true, "Rate");
    jh_i_th(r, true, "Best tenth");
    for (int k = 0; k < JH_N_RANKINGS; k++) {
        jh_i_put(r, k == (int)r->plan->scenario.ranking ? "<th scope=\"col\" class=\"n used\">"
                                                        : "<th scope=\"col\" class=\"n\">");
        jh_i_text(r, jh_tr(r->lang, ranking_heads[k]));
        jh_i_put(r, "</th>");
    }
    jh_i_th(r, false, "Planned");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < n; i++)
        leaving_row(r, z, (size_t)order[i]);
    for (size_t i = n; i < r->n_specialties; i++)
        if (planned(r, z, (size_t)order[i]))
            leaving_row(r, z, (size_t)order[i]);
    jh_i_close_table(r);
}

/* --- centres and why --- */

static void choice_row(struct jh_report *r, const struct jh_plan_choice *c)
{
    const struct jh_hospitals *hs = &r->d->hospitals;
    jh_i_put(r, "<tr>");
    jh_i_td(r, jh_i_specialty(r, c->specialty));
    jh_i_put(r, "<td>");
    jh_i_text(r, jh_i_hospital(r, c->hospital));
    const char *grade = jh_i_grade_text(r->lang, hs->grade[c->hospital]);
    if (grade[0] != '\0' || c->existing || c->fixed) {
        jh_i_put(r, " <span class=\"q\">");
        jh_i_text(r, grade);
        jh_i_text(r, c->existing ? jh_tr(r->lang, " existing centre") : "");
        jh_i_text(r, c->fixed ? jh_tr(r->lang, " fixed") : "");
        jh_i_put(r, "</span>");
    }
    jh_i_put(r, "</td>");
    jh_i_td_count(r, hs->beds[c->hospital]);
    jh_i_td_count(r, c->present_cases);
    jh_i_td_count(r, c->cases);
    jh_i_td_minutes(r, c->before_mean_min);
    jh_i_td_minutes(r, c->mean_min);
    jh_i_put(r, "</tr>\n");
}

static void choice_table(struct jh_report *r, size_t z)
{
    jh_i_open_table(r, "Centre specialties of the zone");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Centre specialty");
    jh_i_th(r, false, "Host");
    jh_i_th(r, true, "Beds");
    jh_i_th(r, true, "Treats today, cases a year");
    jh_i_th(r, true, "Assigned, cases a year");
    jh_i_th(r, true, "Mean minutes today");
    jh_i_th(r, true, "Mean minutes if all attend");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < r->plan->n_choices; i++)
        if (r->plan->choice[i].zone == (int32_t)z)
            choice_row(r, &r->plan->choice[i]);
    jh_i_close_table(r);
}

static void say_aim(struct jh_report *r, const struct jh_plan_choice *c)
{
    size_t n = 0;
    if (!isnan(c->leaving_cases))
        jh_i_say(r,
            "Aims at %s cases that leave the zone for it today (%s of its residents' cases).",
            jh_i_full(r, c->leaving_cases), jh_i_share(r, c->leaving_rate, 1));
    for (size_t k = 0; k < N_GOALS; k++) {
        if (c->destination[k].hospital == JH_NONE)
            break;
        jh_i_text(r, n++ == 0 ? jh_i_phrase(r, " Today they go to: ") : jh_tr(r->lang, "; "));
        jh_i_text(r, jh_i_hospital(r, c->destination[k].hospital));
        jh_i_text(r, " ");
        jh_i_text(r, jh_i_full(r, c->destination[k].cases));
    }
    if (n > 0)
        jh_i_say(r, ". ");
}

/* Cases that would go to the next best host. */
static double moved_cases(const struct jh_plan *p, const struct jh_plan_choice *c)
{
    double cases = 0;
    for (size_t i = 0; i < p->n_choices; i++)
        if (&p->choice[i] == c || (c->next_whole && p->choice[i].hospital == c->hospital))
            cases += p->choice[i].cases;
    return cases;
}

/* The next best host and what it would cost: one figure where it is settled, else at least and at most. */
static void say_next(struct jh_report *r, const struct jh_plan_choice *c)
{
    const struct jh_plan *p = r->plan;
    const char *name = c->next_hospital != JH_NONE ? jh_i_hospital(r, c->next_hospital) : "";
    if (c->next_hospital == JH_NONE && c->next_least < JH_INF)
        jh_i_say(r,
            "No other hospital was found that could take its place; that none could is not "
            "proven.");
    else if (c->next_hospital == JH_NONE)
        jh_i_say(r, "No other eligible hospital could take its place.");
    else if (c->next_least < c->next_cost)
        jh_i_say(r,
            "The best host found in its place is %s: with it the plan would lose at most %s; "
            "whichever host took its place, it would lose at least %s.",
            name, jh_i_worth(r, c->next_cost), jh_i_worth(r, fmax(0, c->next_least)));
    else if (c->next_cost <= p->gap_frac * fabs(p->objective))
        jh_i_say(r,
            "The next best host is %s: with it the plan would lose %s, less than the "
            "proven gap: between the two it is not settled.",
            name, jh_i_worth(r, c->next_cost));
    else
        jh_i_say(r, "The next best host is %s: with it the plan would lose %s.", name,
            jh_i_worth(r, c->next_cost));
}

/* What would be lost without it and nothing in its place. */
static void say_marginal(struct jh_report *r, const struct jh_plan_choice *c)
{
    jh_i_gap(r);
    if (isfinite(c->marginal) && c->marginal_least < c->marginal)
        jh_i_say(r, "Left out and not replaced, the plan would lose at least %s, at most %s.",
            jh_i_worth(r, c->fixed ? c->marginal_least : fmax(0, c->marginal_least)),
            jh_i_worth(r, c->marginal));
    else if (isfinite(c->marginal))
        jh_i_say(
            r, "Left out and not replaced, the plan would lose %s.", jh_i_worth(r, c->marginal));
    else if (c->marginal_least < JH_INF)
        jh_i_say(r,
            "Left out and not replaced, no plan was found that keeps the rules; that there is none "
            "is not proven.");
    else if (!c->fixed)
        jh_i_say(r, "Left out and not replaced, the rules could not be kept.");
}

/* Why this host: what the next best, or none, would cost. */
static void say_why(struct jh_report *r, const struct jh_plan_choice *c)
{
    const struct jh_plan *p = r->plan;
    if (c->existing) {
        jh_i_say(r, "It is a centre already: kept open, free of cost.");
        return;
    }
    if (c->fixed)
        jh_i_say(r, "The scenario fixes it. ");
    else
        say_next(r, c);
    bool travel = strcmp(p->objective_unit, "case-minutes") == 0;
    bool next = c->next_hospital != JH_NONE;
    double moved = moved_cases(p, c);
    if (next && c->next_whole) {
        jh_i_gap(r);
        jh_i_say(r,
            "It would take over all centre specialties of this host: the loss is theirs together.");
    }
    if (next && travel && moved > 0 && !(c->next_least < c->next_cost)) {
        jh_i_gap(r);
        jh_i_say(r, "That is %s minutes for each case concerned.",
            jh_i_minutes(r, c->next_cost / moved));
    }
    say_marginal(r, c);
}

static void say_leaving(struct jh_report *r, const struct jh_plan_choice *c)
{
    if (r->plan->scenario.demand == JH_DEMAND_LEAVING || c->existing || c->fixed)
        return;
    jh_i_gap(r);
    if (c->same_under_leaving)
        jh_i_say(r, "The same host is chosen when only leaving cases count.");
    else if (c->leaving_hospital != JH_NONE)
        jh_i_say(r, "When only leaving cases count, %s is chosen instead.",
            jh_i_hospital(r, c->leaving_hospital));
}

static void say_choices(struct jh_report *r, size_t z)
{
    jh_i_heading(r, 4, "Why these hosts");
    size_t n = 0;
    for (size_t i = 0; i < r->plan->n_choices; i++)
        n += r->plan->choice[i].zone == (int32_t)z;
    jh_buf_printf(r->out, "<dl class=\"why k%zu\">\n", n < 3 ? n : 3);
    for (size_t i = 0; i < r->plan->n_choices; i++) {
        const struct jh_plan_choice *c = &r->plan->choice[i];
        if (c->zone != (int32_t)z)
            continue;
        jh_i_put(r, "<dt>");
        jh_i_say(r, "%s at %s", jh_i_specialty(r, c->specialty), jh_i_hospital(r, c->hospital));
        jh_i_put(r, "</dt><dd>");
        say_aim(r, c);
        say_why(r, c);
        say_leaving(r, c);
        jh_i_report_say_build(r, c);
        jh_i_put(r, "</dd>\n");
    }
    jh_i_put(r, "</dl>\n");
}

static void say_reach(struct jh_report *r, size_t z)
{
    for (size_t i = 0; i < r->plan->n_centres; i++) {
        const struct jh_plan_centre *c = &r->plan->centre[i];
        if (c->zone != (int32_t)z)
            continue;
        jh_i_put(r, "<p>");
        jh_i_say(r, "%s: %s people within %s minutes", jh_i_hospital(r, c->hospital),
            jh_i_count(r, c->reach_population), jh_i_full(r, r->plan->scenario.reach_min));
        if (c->reach_population_outside > 0)
            jh_i_say(r, ", and %s beyond the border of the territory",
                jh_i_count(r, c->reach_population_outside));
        jh_i_say(r, ".");
        jh_i_put(r, "</p>\n");
    }
}

enum jh_status jh_i_report_zones(struct jh_report *r, struct jh_error *err)
{
    const struct jh_zones *zones = &r->plan->zoning.zones;
    enum jh_status st = JH_OK;
    for (size_t z = 0; z < r->n_zones; z++) {
        struct jh_arena_mark mark = jh_arena_save(&r->arena);
        const int32_t *order = ranked(r, z);
        if (order == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        jh_i_put(r, "<section class=\"zone\"><h2>");
        jh_i_text(r, r->zone_label[z]);
        if (zones->centre_city[z][0] != '\0' &&
            strcmp(zones->centre_city[z], r->zone_label[z]) != 0) {
            jh_i_put(r, " <span class=\"q\">");
            jh_i_say(r, "centre city %s", zones->centre_city[z]);
            jh_i_put(r, "</span>");
        }
        jh_i_put(r, "</h2>\n");
        say_zone(r, z, order[0]);
        JH_TRY(st, zone_pictures(r, z, order, err));
        if (r->n_specialties > 1)
            leaving_table(r, z, order);
        choice_table(r, z);
        say_choices(r, z);
        say_reach(r, z);
        jh_i_put(r, "</section>\n");
        jh_arena_rewind(&r->arena, mark);
    }
out:
    return st;
}
