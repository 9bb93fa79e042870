/*
 * Which places were chosen and why; new beds shared; equity of access zone by zone.
 */
#include <math.h>

#include "base/msg.h"
#include "base/num.h"
#include "io/report/report_parts.h"

static void equity_row(struct jh_report *r, const char *name, const struct jh_equity_part *before,
    const struct jh_equity_part *after)
{
    jh_i_put(r, "<tr>");
    jh_i_td(r, name);
    jh_i_td_count(r, after->people);
    jh_i_td_number(r, jh_i_decimals(r, 1000 * before->mean, 2));
    jh_i_td_number(r, jh_i_decimals(r, 1000 * after->mean, 2));
    jh_i_td_number(r, jh_i_decimals(r, before->gini, 3));
    jh_i_td_number(r, jh_i_decimals(r, after->gini, 3));
    jh_i_td_number(r, jh_i_decimals(r, before->between + before->within, 3));
    jh_i_td_number(r, jh_i_decimals(r, after->between + after->within, 3));
    jh_i_td_number(
        r, jh_i_decimals(r, after->between + after->within - before->between - before->within, 3));
    jh_i_put(r, "</tr>\n");
}

void jh_i_report_equity_zones(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    const struct jh_equity_part *before = p->equity_zones_before, *after = p->equity_zones_after;
    if (before == NULL || after == NULL || r->n_zones < 2)
        return;
    double people = 0;
    jh_i_open_table(r, "Access and its equity by zone");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Zone");
    jh_i_th(r, true, "People");
    jh_i_th(r, true, "Beds per 1,000 today");
    jh_i_th(r, true, "after");
    jh_i_th(r, true, "Gini today");
    jh_i_th(r, true, "after");
    jh_i_th(r, true, "Part in Theil today");
    jh_i_th(r, true, "after");
    jh_i_th(r, true, "Change");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t z = 0; z < r->n_zones; z++) {
        people += after[z].people;
        equity_row(r, r->zone_label[z], &before[z], &after[z]);
    }
    if (after[r->n_zones].people > 0)
        equity_row(r, jh_tr(r->lang, "areas in no zone"), &before[r->n_zones], &after[r->n_zones]);
    people += after[r->n_zones].people;
    const struct jh_equity *e = &p->equity_before, *f = &p->equity_after;
    equity_row(r, jh_tr(r->lang, "Territory"),
        &(struct jh_equity_part){people, e->mean, e->gini, e->theil_between, e->theil_within},
        &(struct jh_equity_part){people, f->mean, f->gini, f->theil_between, f->theil_within});
    jh_i_close_table(r);
    jh_i_put(r, "<p>");
    jh_i_say(r,
        "The parts of the zones add up to the Theil index of the territory, their changes to "
        "its change; a zone below the mean has a negative part.");
    jh_i_put(r, "</p>\n");
}

void jh_i_report_new_beds(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    if (!(p->scenario.beds_share > 0) || p->access_after == NULL)
        return;
    jh_i_put(r, "<p>");
    jh_i_say(r,
        "%s new beds are shared among the centres so that access is most equal (sited by "
        "proximity, then sized by equality); no other sharing is more equal than by %s %%.",
        jh_i_full(r, p->scenario.beds_share),
        jh_i_phrase(r, "%.2g", 100 * fmax(p->share.gap_frac, 0)));
    jh_i_put(r, "</p>\n");
    jh_i_open_table(r, "New beds shared so that access is most equal");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Centre");
    jh_i_th(r, false, "Zone");
    jh_i_th(r, true, "Beds today");
    jh_i_th(r, true, "New beds");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t c = 0; c < p->n_centres; c++) {
        const struct jh_plan_centre *centre = &p->centre[c];
        jh_i_put(r, "<tr>");
        jh_i_td(r, jh_i_hospital(r, centre->hospital));
        jh_i_td(r, centre->zone != JH_NONE ? r->zone_label[centre->zone] : "");
        jh_i_td_count(r, r->d->hospitals.beds[centre->hospital]);
        jh_i_td_number(r, jh_i_decimals(r, centre->new_beds, 1));
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
}

#define PLACES_MOST 30 /* rows; all of them are in the tables */

void jh_i_report_places(struct jh_report *r)
{
    const struct jh_places *p = &r->plan->places;
    if (p->n == 0)
        return;
    jh_i_heading(r, 3, "Places chosen for centres");
    jh_i_put(r, "<p>");
    jh_i_say(r,
        "Hosts are built up in %zu of %zu places, chosen by the four criteria of the national "
        "pilot; "
        "figures and weights behind every score are in the tables.",
        p->n_chosen, p->n);
    jh_i_put(r, "</p>\n");
    jh_i_open_table(r, "Places by score; 1 speaks most for a place");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, true, "Rank");
    jh_i_th(r, false, "Place");
    jh_i_th(r, true, "Score");
    for (int d = 0; d < JH_N_PLACE_DIMENSIONS; d++)
        jh_i_th(r, true, jh_place_dimension_title((enum jh_place_dimension)d));
    jh_i_th(r, true, "stays chosen when weights vary");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t k = 0; k < p->n && k < PLACES_MOST; k++) {
        size_t i = (size_t)p->order[k];
        jh_i_put(r, p->scores.chosen[i] ? "<tr class=\"chosen\">" : "<tr>");
        jh_i_td_count(r, (double)p->scores.rank[i]);
        jh_i_td(r, p->scores.chosen[i] ? jh_i_phrase(r, "%s (chosen)", p->name[i]) : p->name[i]);
        jh_i_td_number(r, jh_i_decimals(r, p->scores.score[i], 3));
        for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS; d++)
            jh_i_td_number(
                r, jh_i_decimals(r, p->scores.dimension[i * JH_N_PLACE_DIMENSIONS + d], 3));
        jh_i_td_share(r, p->scores.kept_frac[i] * 100, 100);
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
}
