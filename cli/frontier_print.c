/*
 * The trade-off of site --frontier: what more centres or money would buy.
 */
#include "base/num.h"

#include "cli/data.h"
#include "cli/scenario.h"
#include "cli/table.h"

static const char *status_of(const struct jh_site_frontier_point *p)
{
    if (p->status == JH_SITE_INFEASIBLE)
        return "infeasible";
    if (isnan(p->objective))
        return "";
    return p->status == JH_SITE_OPTIMAL ? "optimal" : "feasible";
}

static void put_point(
    struct cli *cli, struct cli_table *table, const struct jh_plan *plan, size_t k)
{
    const struct jh_site_frontier_point *p = &plan->frontier[k];
    const char *clash = plan->frontier_clash[k].text[cli->lang];
    const bool costs = !isnan(plan->cost);
    const bool any = !isnan(p->objective), some = any && p->total_cases > 0;
    cli_table_number(table, p->limit);
    cli_table_text(table, cli_word(cli, status_of(p)));
    cli_table_number(table, p->objective);
    cli_table_number(table, isfinite(p->bound) ? p->bound : JH_NAN);
    cli_table_number(table, p->gap_frac);
    cli_table_number(table, any ? (double)p->n_centres : JH_NAN);
    cli_table_number(table, any ? (double)p->n_centre_specialties : JH_NAN);
    cli_table_number(table, any && costs ? p->cost : JH_NAN);
    cli_table_number(table, some ? p->travel_case_min / p->total_cases : JH_NAN);
    cli_table_number(table, some ? p->coverage_cases / p->total_cases : JH_NAN);
    cli_table_number(table, any ? p->worst_tenth_min : JH_NAN);
    cli_table_number(table, some ? p->not_nearest_cases / p->total_cases : JH_NAN);
    if (clash != NULL)
        cli_table_text(table, clash);
    else
        cli_table_none(table);
}

enum jh_status cli_frontier_print(struct cli *cli, const struct jh_plan *plan, struct jh_error *err)
{
    const int decimals = jh_plan_objective_decimals(plan);
    bool any = false;
    for (size_t k = 0; k < plan->n_frontier; k++)
        any = any || plan->frontier_clash[k].text[JH_LANG_EN] != NULL;
    const struct cli_column columns[] = {
        {"limit", plan->scenario.frontier == JH_FRONTIER_BUDGET ? "budget" : "centres allowed",
            NULL, 0, 0},
        {"status", "status", NULL, 0, 0},
        {"objective", "objective", plan->objective_unit, 0, decimals},
        {"bound", "proven bound", plan->objective_unit, 0, decimals},
        {"gap", "gap", "%", 100, 3},
        {"centres", "centres", NULL, 0, 0},
        {"centre_specialties", "centre specialties", NULL, 0, 0},
        {"cost", "cost of new centres", NULL, 0, 0},
        {"mean_min", "mean travel", "minutes", 0, 1},
        {"coverage", "cases within reach", "%", 100, 1},
        {"worst_tenth_min", "worst tenth", "minutes", 0, 1},
        {"not_nearest_share", "not at their nearest", "%", 100, 1},
        {"clash", any ? "why there is none" : NULL, NULL, 0, 0},
    };
    static const struct cli_column unit = {"objective_unit", NULL, NULL, 0, 0};
    struct cli_table table;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < plan->n_frontier && !cli_table_failed(&table); k++)
        put_point(cli, &table, plan, k);
    cli_summary_text(&table, &unit, plan->objective_unit);
    return cli_table_end(&table, err);
}
