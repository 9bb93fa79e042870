/*
 * Who builds up whom, and what load that brings.
 */
#include <math.h>

#include "base/msg.h"
#include "io/plan/plan_tables.h"
#include "io/report/report_parts.h"

#define MANY_CHOICES 60 /* beyond it the tables of the workbook serve better */

static void pair_row(
    struct jh_report *r, const struct jh_plan_choice *c, const struct jh_plan_build *b)
{
    bool paired = b->mode == JH_PLAN_PAIRED;
    jh_i_put(r, "<tr>");
    jh_i_td(
        r, jh_i_phrase(r, "%s %s", jh_i_hospital(r, c->hospital), jh_i_specialty(r, c->specialty)));
    jh_i_td(r,
        paired ? jh_i_hospital(r, b->pair.exporter) : jh_tr(r->lang, jh_i_plan_mode_text(b->mode)));
    jh_i_td(
        r, b->mode == JH_PLAN_EXISTING ? "–" : jh_tr(r->lang, jh_pair_reason_text(b->pair.reason)));
    jh_i_td_number(r, jh_i_share(r, b->pair.tie_share, 1));
    jh_i_td_number(r, jh_i_phrase(r, "%s → %s", jh_i_decimals(r, b->quality, 2),
                          jh_i_decimals(r, b->quality_after, 2)));
    jh_i_td(r, b->pair.next_exporter != JH_NONE ? jh_i_hospital(r, b->pair.next_exporter) : "–");
    jh_i_td_number(r, jh_i_full(r, b->treated.before));
    jh_i_td_number(r, jh_i_interval(r, &b->treated));
    jh_i_td_number(
        r, jh_i_phrase(r, "%s → %s", jh_i_full(r, b->beds_before), jh_i_full(r, b->beds_after)));
    jh_i_put(r, "</tr>\n");
}

static void pair_table(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    size_t n = p->n_choices < MANY_CHOICES ? p->n_choices : MANY_CHOICES;
    jh_i_open_table(r, "Pairing and load of the centre specialties");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Centre specialty");
    jh_i_th(r, false, "Exporter");
    jh_i_th(r, true, "Leaving cases that go there today");
    jh_i_th(r, true, "Quality");
    jh_i_th(r, false, "Next best exporter");
    jh_i_th(r, true, "Treats today");
    jh_i_th(r, true, "Predicted (range)");
    jh_i_th(r, true, "Beds needed");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < n; i++)
        pair_row(r, &p->choice[i], &p->build[i]);
    jh_i_close_table(r);
    jh_i_put(r, "<p class=\"small\">");
    if (n < p->n_choices) {
        jh_i_say(
            r, "The first %zu of %zu are shown; all are in the table of pairs.", n, p->n_choices);
        jh_i_gap(r);
    }
    jh_i_say(r,
        "Quality is that of the data's own index. Beds are those that the cases need at the "
        "hospital's mean stay and bed use of today. The value of a pair is this project's choice, "
        "not official: gain in quality times cases, existing ties, distance.");
    jh_i_put(r, "</p>\n");
}

static void say_pairing(struct jh_report *r)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    size_t n_alone = 0, n_exist = 0;
    for (size_t i = 0; i < r->plan->n_choices; i++) {
        n_alone += r->plan->build[i].mode == JH_PLAN_SELF_BUILT;
        n_exist += r->plan->build[i].mode == JH_PLAN_EXISTING;
    }
    jh_i_put(r, "<p><span id=\"sentence_pairing\">");
    jh_i_say(r, "%zu centre specialties have an exporter, %zu build up alone, %zu exist today.",
        p->pairs.n_paired, n_alone, n_exist);
    jh_i_put(r, "</span>");
    if (p->done) {
        jh_i_gap(r);
        jh_i_say(r,
            "Had each the best exporter of its specialty, %s cases would come home to their zones; "
            "with the exporters found it is %s.",
            jh_i_full(r, p->before_pairing_zone_home),
            jh_i_full(r, p->zones[JH_CHOICE_EFFECT_HOME].after));
    }
    jh_i_put(r, "</p>\n");
}

void jh_i_report_say_build(struct jh_report *r, const struct jh_plan_choice *c)
{
    const struct jh_plan *p = r->plan;
    if (p->build == NULL)
        return;
    const struct jh_plan_build *b = &p->build[c - p->choice];
    if (b->mode == JH_PLAN_PAIRED) {
        jh_i_gap(r);
        jh_i_say(r, "Exporter: %s; %s of the zone's leaving cases go there already.",
            jh_i_hospital(r, b->pair.exporter), jh_i_share(r, b->pair.tie_share, 1));
        if (b->pair.next_exporter != JH_NONE) {
            jh_i_gap(r);
            jh_i_say(r, "If it falls out: %s.", jh_i_hospital(r, b->pair.next_exporter));
        }
    } else if (b->mode == JH_PLAN_SELF_BUILT) {
        jh_i_gap(r);
        jh_i_say(r, "It builds up alone: %s.", jh_tr(r->lang, jh_pair_reason_text(b->pair.reason)));
    }
    if (!isnan(b->treated.after) && b->mode != JH_PLAN_EXISTING) {
        jh_i_gap(r);
        jh_i_say(r, "Patients' choices bring it %s cases a year (today %s).",
            jh_i_interval(r, &b->treated), jh_i_full(r, b->treated.before));
    }
}

enum jh_status jh_i_report_pairing(struct jh_report *r, struct jh_error *err)
{
    (void)err;
    if (r->plan->build == NULL)
        return JH_OK;
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "Pairing and load");
    say_pairing(r);
    pair_table(r);
    jh_i_put(r, "</section>\n");
    return JH_OK;
}
