/*
 * The first pages: the finding in words, key figures, the layout of zones and centres.
 */
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "io/report/report_parts.h"
#include "io/report/svg.h"

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
