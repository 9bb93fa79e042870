/*
 * The table of the trade-off between what is spent and what is gained.
 */
#include "io/plan/plan_rows.h"

static const char *code_of(const struct jh_site_frontier_point *p)
{
    return isnan(p->objective) && p->status != JH_SITE_INFEASIBLE
               ? ""
               : jh_i_site_status_code(p->status);
}

static void fill_frontier(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    for (size_t k = 0; k < plan->n_frontier; k++) {
        const struct jh_site_frontier_point *p = &plan->frontier[k];
        const char *clash = plan->frontier_clash[k].text[rows->lang];
        const bool any = !isnan(p->objective), some = any && p->total_cases > 0;
        jh_i_put_num(rows, p->limit);
        jh_i_put_text(rows, code_of(p));
        jh_i_put_num(rows, p->objective);
        jh_i_put_num(rows, isfinite(p->bound) ? p->bound : JH_NAN);
        jh_i_put_num(rows, p->gap_frac);
        jh_i_put_num(rows, any ? (double)p->n_centres : JH_NAN);
        jh_i_put_num(rows, any ? (double)p->n_centre_specialties : JH_NAN);
        jh_i_put_num(rows, any && !isnan(plan->cost) ? p->cost : JH_NAN);
        jh_i_put_num(rows, some ? p->travel_case_min / p->total_cases : JH_NAN);
        jh_i_put_num(rows, some ? p->coverage_cases / p->total_cases : JH_NAN);
        jh_i_put_num(rows, any ? p->worst_tenth_min : JH_NAN);
        jh_i_put_num(rows, some ? p->not_nearest_cases / p->total_cases : JH_NAN);
        jh_i_put_text(rows, clash != NULL ? clash : "");
    }
}
static const struct jh_i_column columns[] = {
    {"limit", "limit", "", JH_FORMAT_NUMBER},
    {"status", "status", "", JH_FORMAT_TEXT},
    {"objective", "objective", "", JH_FORMAT_NUMBER},
    {"bound", "proven bound", "", JH_FORMAT_NUMBER},
    {"gap", "gap", "", JH_FORMAT_SHARE},
    {"centres", "centres", "", JH_FORMAT_COUNT},
    {"centre_specialties", "centre specialties", "", JH_FORMAT_COUNT},
    {"cost", "cost of new centres", "", JH_FORMAT_NUMBER},
    {"mean_min", "mean travel if all attend", "min", JH_FORMAT_MIN},
    {"coverage", "cases within reach if all attend", "", JH_FORMAT_SHARE},
    {"worst_tenth_min", "the tenth that travels longest: if all attend", "min", JH_FORMAT_MIN},
    {"not_nearest_share", "cases not at their nearest centre", "", JH_FORMAT_SHARE},
    {"clash", "why there is none", "", JH_FORMAT_TEXT},
};
const struct jh_i_table_def jh_i_table_frontier = {
    "frontier", "What more would buy", JH_I_COLUMNS(columns), fill_frontier};
