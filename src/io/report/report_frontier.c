/*
 * What more centres or more money would buy, as lines for each objective and a table.
 */
#include "io/report/human.h"
#include "io/report/report_parts.h"
#include "io/report/svg_chart.h"

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"

struct view {
    const char *title;
    double (*value)(const struct jh_site_frontier_point *);
    bool share;
};

static double mean_minutes(const struct jh_site_frontier_point *p)
{
    return p->total_cases > 0 ? p->travel_case_min / p->total_cases : JH_NAN;
}

static double coverage(const struct jh_site_frontier_point *p)
{
    return p->total_cases > 0 ? p->coverage_cases / p->total_cases : JH_NAN;
}

static double worst_tenth(const struct jh_site_frontier_point *p)
{
    return p->worst_tenth_min;
}

static double brought_home(const struct jh_site_frontier_point *p)
{
    return p->objective;
}

/* Beside the others, where it is the objective. */
static const struct view view_of_home = {"cases brought home", brought_home, false};
static const struct view views[] = {
    {"mean travel if all attend, minutes", mean_minutes, false},
    {"cases within reach", coverage, true},
    {"worst tenth, minutes", worst_tenth, false},
};

static bool has_answer(const struct jh_site_frontier_point *p)
{
    return !isnan(p->objective);
}

static bool is_own(const struct jh_plan *p, const struct jh_site_frontier_point *point)
{
    return p->scenario.frontier == JH_FRONTIER_BUDGET
               ? point->limit == p->scenario.budget_total
               : point->limit == (double)p->scenario.centres_max_total;
}

static enum jh_status draw(struct jh_report *r, const struct view *view, struct jh_error *err)
{
    const struct jh_plan *p = r->plan;
    const char *axis =
        p->scenario.frontier == JH_FRONTIER_BUDGET ? "budget" : "greatest number of centres";
    struct jh_chart_point *point = jh_arena_new(&r->arena, p->n_frontier, struct jh_chart_point);
    if (point == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < p->n_frontier; k++) {
        const struct jh_site_frontier_point *f = &p->frontier[k];
        double value = has_answer(f) ? view->value(f) : JH_NAN;
        point[k] = (struct jh_chart_point){.x = f->limit,
            .y = value,
            .x_text = jh_i_full(r, f->limit),
            .y_text = view->share ? jh_i_share(r, value, 1) : jh_i_minutes(r, value),
            .strong = is_own(p, f)};
    }
    jh_i_open_figure(r);
    jh_i_chart_line(r->out, jh_tr(r->lang, view->title), JH_REPORT_WIDTH, p->n_frontier, point,
        jh_tr(r->lang, axis), jh_tr(r->lang, view->title));
    jh_i_close_figure(r, jh_tr(r->lang, view->title));
    return JH_OK;
}

static const char *why_none(struct jh_report *r, size_t k)
{
    const char *clash = r->plan->frontier_clash[k].text[r->lang];
    return clash != NULL ? jh_i_phrase(r, "no choice keeps the rules: %s", clash)
                         : jh_tr(r->lang, "no choice keeps the rules");
}

static void table(struct jh_report *r)
{
    const struct jh_plan *p = r->plan;
    jh_i_open_table(r, "What more would buy");
    jh_i_put(r, "<thead><tr>");
    jh_i_th(r, true,
        p->scenario.frontier == JH_FRONTIER_BUDGET ? "budget" : "greatest number of centres");
    jh_i_th(r, true, "centres");
    jh_i_th(r, true, "centre specialties");
    jh_i_th(r, true, "objective");
    jh_i_th(r, true, "proven bound");
    jh_i_th(r, true, "gap");
    jh_i_put(r, "</tr></thead>\n<tbody>\n");
    for (size_t k = 0; k < p->n_frontier; k++) {
        const struct jh_site_frontier_point *f = &p->frontier[k];
        jh_i_put(r, "<tr>");
        jh_i_td_count(r, f->limit);
        jh_i_td_count(r, has_answer(f) ? (double)f->n_centres : JH_NAN);
        jh_i_td_count(r, has_answer(f) ? (double)f->n_centre_specialties : JH_NAN);
        jh_i_td(r, has_answer(f)                     ? jh_i_worth(r, f->objective)
                   : f->status == JH_SITE_INFEASIBLE ? why_none(r, k)
                                                     : jh_tr(r->lang, "not found"));
        jh_i_td(r, isfinite(f->bound) ? jh_i_worth(r, f->bound) : "–");
        jh_i_td(r, has_answer(f) ? jh_i_share(r, f->gap_frac, 1) : "–");
        jh_i_put(r, "</tr>\n");
    }
    jh_i_close_table(r);
}

enum jh_status jh_i_report_frontier(struct jh_report *r, struct jh_error *err)
{
    const struct jh_plan *p = r->plan;
    enum jh_status st = JH_OK;
    if (p->n_frontier == 0)
        return JH_OK;
    jh_i_put(r, "<section>");
    jh_i_heading(r, 2, "What more would buy");
    jh_i_put(r, "<p>");
    jh_i_say(r,
        "The same rules under other limits: each point is the best plan found under its limit, "
        "with a proven bound; the larger dot is this plan's own limit.");
    jh_i_put(r, "</p>\n");
    if (p->scenario.objective[JH_OBJECTIVE_HOME] > 0)
        JH_TRY(st, draw(r, &view_of_home, err));
    for (size_t k = 0; k < sizeof views / sizeof *views; k++)
        JH_TRY(st, draw(r, &views[k], err));
    table(r);
    jh_i_put(r, "</section>\n");
out:
    return st;
}
