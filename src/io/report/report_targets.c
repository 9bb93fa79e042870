/*
 * The expected rates by area and year, which become targets.
 */
#include <math.h>
#include <stdlib.h>

#include "base/fail.h"
#include "io/report/report_parts.h"

enum { MANY_TARGETS = 400 };

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Areas in the order of the data; of very many those with most leaving cases. */
enum jh_status jh_i_report_targets(struct jh_report *r, struct jh_error *err)
{
    const struct jh_plan_prediction *p = &r->plan->prediction;
    const size_t n = r->d->areas.n_inside, row = r->n_specialties + 1, all = r->n_specialties;
    double *leaving = jh_arena_new(&r->arena, n + 1, double), least = 0;
    if (leaving == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (!p->done || p->n_years == 0)
        return JH_OK;
    for (size_t a = 0; a < n; a++) {
        double cases = r->plan->by_area[a * row + all].outflow_cases;
        leaving[a] = isnan(cases) ? 0 : cases;
    }
    if (n > MANY_TARGETS) {
        qsort(leaving, n, sizeof *leaving, by_number);
        least = leaving[n - MANY_TARGETS];
    }
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "Targets by area");
    jh_i_put(r, "<p>");
    jh_i_say(r,
        "Proposed: the rates expected year by year if the plan is carried out. They become "
        "targets on approval, and are followed by quarter.");
    jh_i_put(r, "</p>\n");
    jh_i_open_table(r, "Out-of-area rate by area: today, and by year after approval");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, false, "Area");
    jh_i_th(r, false, "Zone");
    jh_i_th(r, true, "Today");
    for (size_t y = 0; y < p->n_years; y++)
        jh_i_th(r, true, jh_i_phrase(r, "Year %d", p->year[y].year));
    jh_i_put(r, "</tr></thead><tbody>\n");
    for (size_t a = 0; a < n; a++) {
        const struct jh_flow_rates *rates = &r->plan->by_area[a * row + all];
        int32_t zone = r->plan->zoning.zones.of_area[a];
        if (n > MANY_TARGETS && !(rates->outflow_cases >= least))
            continue;
        jh_i_put(r, "<tr>");
        jh_i_td(r, r->d->areas.name[a]);
        jh_i_td(r, zone != JH_NONE ? r->zone_label[zone] : "");
        jh_i_td_share(r, rates->outflow_cases, rates->cases);
        for (size_t y = 0; y < p->n_years; y++)
            jh_i_td_share(r, p->year[y].area_outflow_rate[a] * rates->cases, rates->cases);
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
    if (n > MANY_TARGETS) {
        jh_i_put(r, "<p class=\"small\">");
        jh_i_say(r, "The %d of %zu areas with most leaving cases; all are in plan.xlsx.",
            MANY_TARGETS, n);
        jh_i_put(r, "</p>\n");
    }
    jh_i_put(r, "</section>\n");
    return JH_OK;
}
