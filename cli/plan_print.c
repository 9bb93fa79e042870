/*
 * The answer of site and plan: the centre specialties and what they achieve.
 */
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/report.h"
#include "cli/scenario.h"
#include "cli/table.h"

/* The titles in the order of the figures; those without one are for machines. */
enum { N_COLUMNS = 28, NEXT_LEAST = 27 };
static const struct cli_column columns[N_COLUMNS] = {
    {"hospital_id", "hospital", NULL, 0, 0},
    {"specialty", "specialty", NULL, 0, 0},
    {"zone_id", "zone", NULL, 0, 0},
    {"cases", "cases a year", NULL, 0, 0},
    {"hospital_name", NULL, NULL, 0, 0},
    {"zone_name", NULL, NULL, 0, 0},
    {"existing", NULL, NULL, 0, 0},
    {"fixed", NULL, NULL, 0, 0},
    {"mean_min", "after", "minutes", 0, 1},
    {"before_mean_min", "before", "minutes", 0, 1},
    {"leaving_cases", "leaving cases", NULL, 0, 0},
    {"leaving_rate", "leaving rate", "%", 100, 1},
    {"present_cases", NULL, NULL, 0, 0},
    {"marginal", NULL, NULL, 0, 0},
    {"next_hospital_id", "next best host", NULL, 0, 0},
    {"next_cost", "what it would cost", NULL, 0, 0},
    {"quality", NULL, NULL, 0, 0},
    {"specialty_beds", NULL, NULL, 0, 0},
    {"same_under_leaving", NULL, NULL, 0, 0},
    {"mode", NULL, NULL, 0, 0},
    {"exporter_id", NULL, NULL, 0, 0},
    {"quality_after", NULL, NULL, 0, 0},
    {"treated_after", NULL, NULL, 0, 0},
    {"treated_low", NULL, NULL, 0, 0},
    {"treated_high", NULL, NULL, 0, 0},
    {"beds_needed", NULL, NULL, 0, 0},
    {"marginal_least", NULL, NULL, 0, 0},
    {"next_least", NULL, NULL, 0, 0},
};

struct labels {
    struct jh_buf hospital, zone, next;
};

static const char *hospital_label(const struct cli *cli, struct jh_buf *scratch,
    const struct jh_hospitals *hospitals, int32_t hospital)
{
    return cli_label(cli, scratch, hospitals->id[hospital], hospitals->name[hospital]);
}

/* Who stands behind it and what becomes of it; NULL where the chain ended with siting. */
static void put_build(
    struct cli_table *table, const struct jh_plan *plan, const struct jh_plan_build *build)
{
    if (build == NULL) {
        for (int i = 0; i < 6; i++)
            cli_table_none(table);
        return;
    }
    cli_table_text(table, build->mode == JH_PLAN_EXISTING ? "existing"
                          : build->mode == JH_PLAN_PAIRED ? "paired"
                                                          : "self_built");
    if (build->pair.exporter == JH_NONE)
        cli_table_none(table);
    else
        cli_table_text(table, plan->dataset->hospitals.id[build->pair.exporter]);
    cli_table_number(table, build->quality_after);
    cli_table_number(table, build->treated.after);
    cli_table_number(table, build->treated.low);
    cli_table_number(table, build->treated.high);
}

static void put_choice(struct cli *cli, struct cli_table *table, struct labels *labels,
    const struct jh_plan *plan, const struct jh_plan_choice *choice)
{
    const struct jh_hospitals *hospitals = &plan->dataset->hospitals;
    const struct jh_zones *zones = &plan->zoning.zones;
    const bool zoned = choice->zone != JH_NONE;
    const char *zone_id = zoned ? zones->id[choice->zone] : "";
    const char *zone_name = zoned ? zones->name[choice->zone] : "";
    cli_table_text(table, hospital_label(cli, &labels->hospital, hospitals, choice->hospital));
    cli_table_text(table, plan->dataset->specialties.id[choice->specialty]);
    cli_table_text(table, cli_label(cli, &labels->zone, zone_id, zone_name));
    cli_table_number(table, choice->cases);
    cli_table_text(table, hospitals->name[choice->hospital]);
    cli_table_text(table, zone_name);
    cli_table_bool(table, choice->existing);
    cli_table_bool(table, choice->fixed);
    cli_table_number(table, choice->mean_min);
    cli_table_number(table, choice->before_mean_min);
    cli_table_number(table, choice->leaving_cases);
    cli_table_number(table, choice->leaving_rate);
    cli_table_number(table, choice->present_cases);
    cli_table_number(table, choice->marginal);
    if (choice->next_hospital == JH_NONE) {
        cli_table_none(table);
        cli_table_none(table);
    } else {
        cli_table_text(table, hospital_label(cli, &labels->next, hospitals, choice->next_hospital));
        cli_table_number(table, choice->next_cost);
    }
    cli_table_number(table, choice->quality);
    cli_table_number(table, choice->specialty_beds);
    if (plan->leaving_compared)
        cli_table_bool(table, choice->same_under_leaving);
    else
        cli_table_none(table);
    put_build(table, plan, plan->build != NULL ? &plan->build[choice - plan->choice] : NULL);
    cli_table_number(table, choice->beds_needed);
    cli_table_number(table, choice->marginal_least);
    cli_table_number(table, isfinite(choice->next_least) ? choice->next_least : JH_NAN);
}

static const char *status_name(enum jh_site_status status)
{
    switch (status) {
    case JH_SITE_OPTIMAL:
        return "optimal";
    case JH_SITE_FEASIBLE:
        return "feasible";
    case JH_SITE_INFEASIBLE:
        return "infeasible";
    }
    return "infeasible";
}

static void put_objective(struct cli *cli, struct cli_table *table, const struct jh_plan *plan)
{
    const int decimals = jh_plan_objective_decimals(plan);
    const struct cli_column objective = {
        "objective", "objective", plan->objective_unit, 0, decimals};
    const struct cli_column bound = {"bound", "proven bound", plan->objective_unit, 0, decimals};
    static const struct cli_column gap = {"gap", "gap", "%", 100, 3};
    static const struct cli_column status = {"status", "status", NULL, 0, 0};
    static const struct cli_column unit = {"objective_unit", NULL, NULL, 0, 0};
    const char *name = status_name(plan->status);
    cli_summary_number(table, &objective, plan->objective);
    cli_summary_number(table, &bound, plan->bound);
    cli_summary_number(table, &gap, plan->gap_frac);
    cli_summary_text(table, &status, cli_word(cli, name));
    cli_summary_text(table, &unit, plan->objective_unit);
}

static void put_effect(struct cli_table *table, const struct jh_plan *plan)
{
    const struct jh_plan_effect *effect = &plan->effect;
    const struct {
        struct cli_column figure;
        double value;
    } figures[] = {
        {{"cases", "cases a year", NULL, 0, 0}, effect->cases},
        {{"before_mean_min", "mean travel before", "minutes", 0, 1}, effect->before_mean_min},
        {{"after_mean_min", "mean travel after, if all attend", "minutes", 0, 1},
            effect->after_mean_min},
        {{"before_coverage", "cases within reach before", "%", 100, 1}, effect->before_coverage},
        {{"after_coverage", "cases within reach after", "%", 100, 1}, effect->after_coverage},
        {{"before_worst_tenth_min", "worst tenth before", "minutes", 0, 1},
            effect->before_worst_tenth_min},
        {{"after_worst_tenth_min", "worst tenth after", "minutes", 0, 1},
            effect->after_worst_tenth_min},
        {{"not_nearest_share", "cases not at their nearest centre", "%", 100, 1},
            effect->not_nearest_share},
        {{"unassigned_cases", "cases without a route to a host", NULL, 0, 0},
            plan->unassigned_cases},
        {{"before_known_cases", NULL, NULL, 0, 0}, effect->before_known_cases},
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        cli_summary_number(table, &figures[i].figure, figures[i].value);
}

/* What patients' choices make of it. */
static void put_prediction(struct cli_table *table, const struct jh_plan *plan)
{
    const struct jh_plan_prediction *p = &plan->prediction;
    if (!p->done)
        return;
    const struct jh_choice_effect *home = &p->zones[JH_CHOICE_EFFECT_HOME];
    const struct jh_choice_effect *rate = &p->zones[JH_CHOICE_EFFECT_RATE];
    const struct {
        struct cli_column figure;
        double value;
    } figures[] = {
        {{"home_cases", "cases brought home to their zones", NULL, 0, 0}, home->after},
        {{"home_cases_low", "brought home, at least", NULL, 0, 0}, home->low},
        {{"home_cases_high", "brought home, at most", NULL, 0, 0}, home->high},
        {{"territory_home_cases", "of those treated outside the territory", NULL, 0, 0},
            p->territory[JH_CHOICE_EFFECT_HOME].after},
        {{"zone_outflow_rate_before", "treated outside their zone before", "%", 100, 2},
            rate->before},
        {{"zone_outflow_rate_after", "treated outside their zone after", "%", 100, 2}, rate->after},
        {{"hours_saved", "travel hours saved, one way", NULL, 0, 0},
            p->zones[JH_CHOICE_EFFECT_SAVED].after},
        {{"home_cases_best_exporters", NULL, NULL, 0, 0}, p->before_pairing_zone_home},
        {{"n_paired", "centre specialties with an exporter", NULL, 0, 0},
            (double)p->pairs.n_paired},
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        cli_summary_number(table, &figures[i].figure, figures[i].value);
}

static void put_counts(struct cli_table *table, const struct jh_plan *plan, int64_t plan_id)
{
    static const struct cli_column centres = {"n_centres", "centres", NULL, 0, 0};
    static const struct cli_column choices = {
        "n_centre_specialties", "centre specialties", NULL, 0, 0};
    static const struct cli_column eligible = {"n_eligible", "eligible hosts", NULL, 0, 0};
    static const struct cli_column zones = {"n_zones", "zones", NULL, 0, 0};
    static const struct cli_column iterations = {"iterations", NULL, NULL, 0, 0};
    static const struct cli_column seed = {"seed", NULL, NULL, 0, 0};
    static const struct cli_column cost = {"cost", "cost of new centres", NULL, 0, 0};
    static const struct cli_column id = {"plan_id", "stored as plan", NULL, 0, 0};
    cli_summary_integer(table, &centres, (int64_t)plan->n_centres);
    cli_summary_integer(table, &choices, (int64_t)plan->n_choices);
    cli_summary_integer(table, &eligible, (int64_t)plan->n_eligible);
    cli_summary_integer(table, &zones, (int64_t)plan->zoning.zones.n);
    cli_summary_integer(table, &iterations, plan->iterations);
    cli_summary_integer(table, &seed, plan->scenario.seed);
    if (!isnan(plan->cost))
        cli_summary_number(table, &cost, plan->cost);
    if (plan_id != 0)
        cli_summary_integer(table, &id, plan_id);
}

/* Warnings stand in the machine-readable summary and, for people, on the diagnostics. */
static enum jh_status put_warnings(
    struct cli *cli, struct cli_table *table, const struct jh_notes *warnings, struct jh_error *err)
{
    static const struct cli_column figure = {"warnings", NULL, NULL, 0, 0};
    struct jh_arena scratch;
    jh_arena_init(&scratch, 0);
    const char **text = jh_arena_new(&scratch, warnings->n, const char *);
    if (text == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < warnings->n; i++) {
        text[i] = warnings->item[i].text[cli->lang];
        cli_say(cli, "warning: %s", text[i]);
    }
    cli_summary_texts(table, &figure, warnings->n, text);
    jh_arena_release(&scratch);
    return JH_OK;
}

enum jh_status cli_plan_print(
    struct cli *cli, const struct jh_plan *plan, int64_t plan_id, struct jh_error *err)
{
    struct cli_table table;
    struct labels labels;
    struct cli_column titled[N_COLUMNS];
    jh_buf_init(&labels.hospital, 1 << 16);
    jh_buf_init(&labels.zone, 1 << 16);
    jh_buf_init(&labels.next, 1 << 16);
    memcpy(titled, columns, sizeof columns);
    for (size_t i = 0; i < plan->n_choices; i++)
        if (plan->choice[i].next_least < plan->choice[i].next_cost)
            titled[NEXT_LEAST].head = "any other, at least";
    cli_table_begin(&table, cli, N_COLUMNS, titled);
    for (size_t i = 0; i < plan->n_choices && !cli_table_failed(&table); i++)
        put_choice(cli, &table, &labels, plan, &plan->choice[i]);
    put_objective(cli, &table, plan);
    put_effect(&table, plan);
    put_prediction(&table, plan);
    put_counts(&table, plan, plan_id);
    enum jh_status warned = put_warnings(cli, &table, &plan->warnings, err);
    enum jh_status st = cli_table_end(&table, err);
    jh_buf_release(&labels.hospital);
    jh_buf_release(&labels.zone);
    jh_buf_release(&labels.next);
    return st != JH_OK ? st : warned;
}
