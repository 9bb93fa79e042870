/*
 * Cities without a centre beside the centre of their zone.
 */
#include "base/msg.h"
#include "io/report/report_parts.h"

#define MANY_CITIES 60 /* beyond it the tables of the workbook serve better */

static void city_row(struct jh_report *r, const struct jh_plan_city *c)
{
    static const char *const texts[] = {
#define JH_X(name, number, code, text) [number] = text,
        JH_CITY_MAP(JH_X)
#undef JH_X
    };
    jh_i_put(r, "<tr>");
    jh_i_td(r, r->d->regions.name[c->region]);
    jh_i_td(r, jh_i_hospital(r, c->hospital));
    jh_i_td(r, jh_i_hospital(r, c->centre));
    jh_i_put(r, "<td class=\"words\">");
    jh_i_text(r, jh_tr(r->lang, texts[c->reason]));
    jh_i_put(r, "</td>");
    jh_i_td_number(r, jh_i_phrase(r, "%s : %s", jh_i_minutes(r, c->minutes_here),
                          jh_i_minutes(r, c->minutes_there)));
    jh_i_td_number(
        r, jh_i_phrase(r, "%s : %s", jh_i_full(r, c->cases_here), jh_i_full(r, c->cases_there)));
    jh_i_td_number(r, jh_i_phrase(r, "%s : %s", jh_i_decimals(r, c->quality_here, 2),
                          jh_i_decimals(r, c->quality_there, 2)));
    jh_i_put(r, "</tr>\n");
}

static size_t compared_cities(struct jh_report *r)
{
    size_t n_shown = 0;
    jh_i_open_table(r, "Cities without a centre: their strongest hospital beside the centre");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "City");
    jh_i_th(r, false, "Strongest hospital");
    jh_i_th(r, false, "Centre of the zone");
    jh_i_th(r, false, "Reason");
    jh_i_th(r, true, "Mean minutes, here : there");
    jh_i_th(r, true, "Treats today, here : there");
    jh_i_th(r, true, "Quality, here : there");
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < r->plan->n_cities && n_shown < MANY_CITIES; i++)
        if (r->plan->city[i].hospital != JH_NONE) {
            city_row(r, &r->plan->city[i]);
            n_shown++;
        }
    jh_i_close_table(r);
    return n_shown;
}

/* Cities where nothing is eligible have nothing to compare: they are counted. */
void jh_i_report_cities(struct jh_report *r)
{
    size_t n_compared = 0, n_shown = 0;
    for (size_t i = 0; i < r->plan->n_cities; i++)
        n_compared += r->plan->city[i].hospital != JH_NONE ? 1 : 0;
    if (r->plan->n_cities == 0)
        return;
    jh_i_heading(r, 3, "Why them, not us");
    if (n_compared > 0)
        n_shown = compared_cities(r);
    jh_i_put(r, "<p class=\"small\">");
    if (n_shown < n_compared) {
        jh_i_say(r, "%zu more cities are in the tables of the workbook.", n_compared - n_shown);
        jh_i_gap(r);
    }
    if (n_compared < r->plan->n_cities) {
        jh_i_say(
            r, "%zu further cities have no eligible hospital.", r->plan->n_cities - n_compared);
        jh_i_gap(r);
    }
    if (n_compared > 0)
        jh_i_say(r,
            "Minutes, cases and quality are those of the centre's specialties and of the cases "
            "assigned to it, were it here instead.");
    jh_i_put(r, "</p>\n");
}
