/*
 * Tables of pairing, of the predicted effect and of the model behind it.
 */
#include "io/plan/plan_rows.h"

#include <math.h>

#include "base/buf.h"
#include "base/msg.h"
#include "base/num.h"
#include "choice/words.h"

#define N_EFFECTS JH_N_CHOICE_EFFECTS

const char *jh_i_plan_mode_code(enum jh_plan_mode mode)
{
    static const char *const codes[] = {"existing", "paired", "self_built"};
    return codes[mode];
}

const char *jh_i_plan_mode_text(enum jh_plan_mode mode)
{
    static const char *const texts[] = {
        "exists today", "built with an exporter", "built up by itself"};
    return texts[mode];
}

static void put_effect(struct jh_i_rows *rows, const struct jh_choice_effect *e)
{
    jh_i_put_num(rows, e->before);
    jh_i_put_num(rows, e->after);
    jh_i_put_num(rows, e->low);
    jh_i_put_num(rows, e->high);
}

static void fill_pairs(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    for (size_t i = 0; i < plan->n_choices && plan->build != NULL; i++) {
        const struct jh_plan_choice *c = &plan->choice[i];
        const struct jh_plan_build *b = &plan->build[i];
        jh_i_put_hospital(rows, c->hospital);
        jh_i_put_text(rows, plan->dataset->specialties.id[c->specialty]);
        jh_i_put_zone(rows, c->zone);
        jh_i_put_text(rows, jh_tr(rows->lang, jh_i_plan_mode_text(b->mode)));
        jh_i_put_hospital(rows, b->pair.exporter);
        jh_i_put_text(rows, b->mode == JH_PLAN_EXISTING
                                ? ""
                                : jh_tr(rows->lang, jh_pair_reason_text(b->pair.reason)));
        jh_i_put_num(rows, b->pair.tie_share);
        jh_i_put_num(rows, b->pair.minutes);
        jh_i_put_num(rows, b->pair.value);
        jh_i_put_hospital(rows, b->pair.next_exporter);
        jh_i_put_num(rows, b->pair.next_cost);
        jh_i_put_hospital(rows, b->best_exporter);
        jh_i_put_num(rows, b->quality);
        jh_i_put_num(rows, b->exporter_quality);
        jh_i_put_num(rows, b->quality_after);
        put_effect(rows, &b->treated);
        jh_i_put_num(rows, b->treated_assumed);
        jh_i_put_num(rows, b->beds_before);
        jh_i_put_num(rows, b->beds_after);
        jh_i_put_num(rows, c->specialty_beds);
        jh_i_put_num(rows, b->open_year);
    }
}
static const struct jh_i_column pairs_columns[] = {
    JH_I_COLUMN_HOSPITAL,
    JH_I_COLUMN_SPECIALTY,
    JH_I_COLUMN_ZONE,
    {"mode", "how it is built up", "", JH_FORMAT_TEXT},
    {"exporter_id", "exporter id", "", JH_FORMAT_TEXT},
    {"exporter_name", "exporter", "", JH_FORMAT_TEXT},
    {"reason", "why", "", JH_FORMAT_TEXT},
    {"tie_share", "leaving cases that go to the exporter today", "", JH_FORMAT_SHARE},
    {"exporter_minutes", "travel between host and exporter", "min", JH_FORMAT_MIN},
    {"pair_value", "value of the pair", "quality x cases", JH_FORMAT_NUMBER},
    {"next_exporter_id", "next best exporter id", "", JH_FORMAT_TEXT},
    {"next_exporter_name", "next best exporter", "", JH_FORMAT_TEXT},
    {"next_exporter_cost", "value lost with the next best", "quality x cases", JH_FORMAT_NUMBER},
    {"best_exporter_id", "best exporter of the specialty: id", "", JH_FORMAT_TEXT},
    {"best_exporter_name", "best exporter of the specialty", "", JH_FORMAT_TEXT},
    {"quality", "quality today", "", JH_FORMAT_NUMBER},
    {"exporter_quality", "quality of the exporter", "", JH_FORMAT_NUMBER},
    {"quality_after", "quality reached", "", JH_FORMAT_NUMBER},
    {"treated_before", "cases it treats today", "a year", JH_FORMAT_CASES},
    {"treated_after", "cases predicted", "a year", JH_FORMAT_CASES},
    {"treated_low", "cases predicted: low", "a year", JH_FORMAT_CASES},
    {"treated_high", "cases predicted: high", "a year", JH_FORMAT_CASES},
    {"treated_best_exporter", "cases predicted with the best exporter", "a year", JH_FORMAT_CASES},
    {"beds_needed_before", "beds needed by today's cases", "", JH_FORMAT_COUNT},
    {"beds_needed_after", "beds needed by the cases predicted", "", JH_FORMAT_COUNT},
    {"specialty_beds", "beds of the specialty", "", JH_FORMAT_COUNT},
    {"open_year", "opens in year", "", JH_FORMAT_COUNT},
};
const struct jh_i_table_def jh_i_table_pairs = {
    "pairs", "Pairing and load", JH_I_COLUMNS(pairs_columns), fill_pairs};

/* One row for each figure. */
static void put_figures(
    struct jh_i_rows *rows, const char *unit, const struct jh_choice_effect *effects)
{
    for (int k = 0; k < N_EFFECTS; k++) {
        enum jh_choice_effect_kind kind = (enum jh_choice_effect_kind)k;
        jh_i_put_text(rows, jh_tr(rows->lang, unit));
        jh_i_put_text(rows, jh_choice_effect_id(kind));
        jh_i_put_text(rows, jh_tr(rows->lang, jh_choice_effect_text(kind)));
        put_effect(rows, &effects[k]);
    }
}

static void put_scenario_row(struct jh_i_rows *rows, const char *id, const char *text, double value)
{
    jh_i_put_text(rows, jh_tr(rows->lang, "all zones"));
    jh_i_put_text(rows, id);
    jh_i_put_text(rows, jh_tr(rows->lang, text));
    jh_i_put_num(rows, JH_NAN);
    jh_i_put_num(rows, value);
    jh_i_put_num(rows, JH_NAN);
    jh_i_put_num(rows, JH_NAN);
}

static void fill_effect(struct jh_i_rows *rows)
{
    const struct jh_plan_prediction *p = &rows->plan->prediction;
    if (!p->done)
        return;
    put_figures(rows, "all zones", p->zones);
    put_figures(rows, "territory", p->territory);
    put_scenario_row(rows, "home_before_pairing", "cases brought home, had each its best exporter",
        p->before_pairing_zone_home);
    put_scenario_row(rows, "home_low_uplift", "cases brought home with the low uplift",
        p->sensitivity[0].zone_home);
    put_scenario_row(rows, "home_high_uplift", "cases brought home with the high uplift",
        p->sensitivity[JH_PLAN_N_SENSITIVITIES - 1].zone_home);
    static const char *const ids[] = {
        "home_quality_low", "home_quality_high", "home_no_exporter", "home_growth", "home_ageing"};
    static const char *const texts[] = {
#define JH_X(name, number, text) [number] = text,
        JH_ROBUST_MAP(JH_X)
#undef JH_X
    };
    for (size_t k = 0; k < JH_N_ROBUST; k++)
        put_scenario_row(rows, ids[k], texts[k], p->robust[k].zone_home);
}
static const struct jh_i_column effect_columns[] = {
    {"unit", "unit of the figure", "", JH_FORMAT_TEXT},
    {"figure", "figure id", "", JH_FORMAT_TEXT},
    {"figure_name", "figure", "", JH_FORMAT_TEXT},
    {"before", "today", "", JH_FORMAT_NUMBER},
    {"after", "predicted", "", JH_FORMAT_NUMBER},
    {"low", "low", "", JH_FORMAT_NUMBER},
    {"high", "high", "", JH_FORMAT_NUMBER},
};
const struct jh_i_table_def jh_i_table_effect = {
    "effect", "Predicted effect", JH_I_COLUMNS(effect_columns), fill_effect};

/* What units are shown with: rates with and without people who live elsewhere, and what comes home. */
static void put_rates_after(struct jh_i_rows *rows, const struct jh_choice_effect *e)
{
    put_effect(rows, &e[JH_CHOICE_EFFECT_RATE]);
    put_effect(rows, &e[JH_CHOICE_EFFECT_RATE_EXCL]);
    jh_i_put_num(rows, e[JH_CHOICE_EFFECT_HOME].after);
    jh_i_put_num(rows, e[JH_CHOICE_EFFECT_HOME].low);
    jh_i_put_num(rows, e[JH_CHOICE_EFFECT_HOME].high);
    jh_i_put_num(rows, e[JH_CHOICE_EFFECT_SAVED].after);
}
#define RATES_AFTER_COLUMNS                                                                        \
    {"outflow_rate_before", "out-of-area rate today", "", JH_FORMAT_SHARE},                        \
        {"outflow_rate_after", "out-of-area rate predicted", "", JH_FORMAT_SHARE},                 \
        {"outflow_rate_low", "out-of-area rate predicted: low", "", JH_FORMAT_SHARE},              \
        {"outflow_rate_high", "out-of-area rate predicted: high", "", JH_FORMAT_SHARE},            \
        {"outflow_rate_excl_before",                                                               \
            "out-of-area rate today without long-term residents elsewhere", "", JH_FORMAT_SHARE},  \
        {"outflow_rate_excl_after",                                                                \
            "out-of-area rate predicted without long-term residents elsewhere", "",                \
            JH_FORMAT_SHARE},                                                                      \
        {"outflow_rate_excl_low",                                                                  \
            "out-of-area rate predicted without long-term residents elsewhere: low", "",           \
            JH_FORMAT_SHARE},                                                                      \
        {"outflow_rate_excl_high",                                                                 \
            "out-of-area rate predicted without long-term residents elsewhere: high", "",          \
            JH_FORMAT_SHARE},                                                                      \
        {"home_cases", "cases brought home", "a year", JH_FORMAT_CASES},                           \
        {"home_cases_low", "cases brought home: low", "a year", JH_FORMAT_CASES},                  \
        {"home_cases_high", "cases brought home: high", "a year", JH_FORMAT_CASES},                \
    {                                                                                              \
        "hours_saved", "travel hours saved, one way", "a year", JH_FORMAT_CASES                    \
    }

static void fill_effect_zones(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const struct jh_plan_prediction *p = &plan->prediction;
    const size_t n = plan->dataset->specialties.n;
    for (size_t z = 0; z < plan->zoning.zones.n && p->done; z++) {
        for (size_t s = 0; s <= n; s++) {
            jh_i_put_zone(rows, (int32_t)z);
            jh_i_put_text(rows, jh_i_specialty_name(plan->dataset, s));
            jh_i_put_num(rows, s < n ? plan->planned[z * n + s] : JH_NAN);
            put_rates_after(rows,
                s < n ? &p->zone_specialty[(z * n + s) * N_EFFECTS] : &p->zone[z * N_EFFECTS]);
        }
    }
}
static const struct jh_i_column effect_zones_columns[] = {
    JH_I_COLUMN_ZONE,
    JH_I_COLUMN_SPECIALTY,
    {"planned", "planned", "", JH_FORMAT_FLAG},
    RATES_AFTER_COLUMNS,
};
const struct jh_i_table_def jh_i_table_effect_zones = {"effect_zones", "Predicted effect by zone",
    JH_I_COLUMNS(effect_zones_columns), fill_effect_zones};

static void fill_effect_regions(struct jh_i_rows *rows)
{
    const struct jh_regions *regions = &rows->plan->dataset->regions;
    const struct jh_plan_prediction *p = &rows->plan->prediction;
    for (size_t g = 0; g < regions->n && p->done; g++) {
        const struct jh_choice_effect *e = &p->region[g * N_EFFECTS];
        if (isnan(e[JH_CHOICE_EFFECT_RATE].before))
            continue;
        jh_i_put_text(rows, regions->id[g]);
        jh_i_put_text(rows, regions->name[g]);
        put_rates_after(rows, e);
    }
}
static const struct jh_i_column effect_regions_columns[] = {
    {"region_id", "region id", "", JH_FORMAT_TEXT},
    {"region_name", "region", "", JH_FORMAT_TEXT},
    RATES_AFTER_COLUMNS,
};
const struct jh_i_table_def jh_i_table_effect_regions = {"effect_regions",
    "Predicted effect by region", JH_I_COLUMNS(effect_regions_columns), fill_effect_regions};

static void fill_effect_areas(struct jh_i_rows *rows)
{
    const struct jh_areas *areas = &rows->plan->dataset->areas;
    const struct jh_plan_prediction *p = &rows->plan->prediction;
    for (size_t a = 0; a < areas->n_inside && p->done; a++) {
        jh_i_put_text(rows, areas->id[a]);
        jh_i_put_text(rows, areas->name[a]);
        jh_i_put_zone(rows, rows->plan->zoning.zones.of_area[a]);
        put_rates_after(rows, &p->area[a * N_EFFECTS]);
    }
}
static const struct jh_i_column effect_areas_columns[] = {
    {"area_id", "area id", "", JH_FORMAT_TEXT},
    {"area_name", "area", "", JH_FORMAT_TEXT},
    JH_I_COLUMN_ZONE,
    RATES_AFTER_COLUMNS,
};
const struct jh_i_table_def jh_i_table_effect_areas = {"effect_areas", "Predicted effect by area",
    JH_I_COLUMNS(effect_areas_columns), fill_effect_areas};

static void fill_effect_hospitals(struct jh_i_rows *rows)
{
    const struct jh_plan_prediction *p = &rows->plan->prediction;
    for (size_t h = 0; h < rows->plan->dataset->hospitals.n && p->done; h++) {
        double before = p->treated_before[h], after = p->treated_after[h];
        if (before == after)
            continue;
        jh_i_put_hospital(rows, (int32_t)h);
        jh_i_put_zone(rows, rows->plan->zoning.zone_of_hospital[h]);
        jh_i_put_num(rows, before);
        jh_i_put_num(rows, after);
        jh_i_put_num(rows, after - before);
        jh_i_put_num(rows, before > 0 ? (after - before) / before : JH_NAN);
    }
}
static const struct jh_i_column effect_hospitals_columns[] = {
    JH_I_COLUMN_HOSPITAL,
    JH_I_COLUMN_ZONE,
    {"treated_before", "cases it treats today", "a year", JH_FORMAT_CASES},
    {"treated_after", "cases predicted", "a year", JH_FORMAT_CASES},
    {"change", "change", "a year", JH_FORMAT_CASES},
    {"change_share", "change as a share", "", JH_FORMAT_SHARE},
};
const struct jh_i_table_def jh_i_table_effect_hospitals = {"effect_hospitals",
    "Predicted effect by hospital", JH_I_COLUMNS(effect_hospitals_columns), fill_effect_hospitals};

static void fill_years(struct jh_i_rows *rows)
{
    const struct jh_plan_prediction *p = &rows->plan->prediction;
    for (size_t y = 0; y < p->n_years; y++) {
        const struct jh_plan_year *year = &p->year[y];
        jh_i_put_num(rows, year->year);
        jh_i_put_num(rows, year->opened);
        jh_i_put_num(rows, year->full_frac);
        jh_i_put_num(rows, year->zone_home);
        jh_i_put_num(rows, year->home);
        jh_i_put_num(rows, year->hours_saved);
        jh_i_put_num(rows, year->zone_outflow_rate);
        jh_i_put_num(rows, year->beds);
        for (int k = 0; k < JH_N_SOURCES_OF_MONEY; k++)
            jh_i_put_num(rows, year->investment[k]);
    }
}
static const struct jh_i_column years_columns[] = {
    {"year", "year after approval", "", JH_FORMAT_COUNT},
    {"opened", "centre specialties that treat", "", JH_FORMAT_COUNT},
    {"quality_reached", "share of the rise in quality reached", "", JH_FORMAT_SHARE},
    {"zone_home_cases", "cases brought home to their zone", "a year", JH_FORMAT_CASES},
    {"home_cases", "cases brought home to the territory", "a year", JH_FORMAT_CASES},
    {"hours_saved", "travel hours saved, one way", "a year", JH_FORMAT_CASES},
    {"zone_outflow_rate", "share treated outside their zone", "", JH_FORMAT_SHARE},
    {"beds_needed", "beds needed by the centre specialties", "", JH_FORMAT_COUNT},
    {"investment_central", "investment: central budget", "budget unit", JH_FORMAT_NUMBER},
    {"investment_province", "investment: province", "budget unit", JH_FORMAT_NUMBER},
    {"investment_city", "investment: city", "budget unit", JH_FORMAT_NUMBER},
    {"investment_own", "investment: hospital", "budget unit", JH_FORMAT_NUMBER},
};
const struct jh_i_table_def jh_i_table_years = {
    "years", "Effect by year", JH_I_COLUMNS(years_columns), fill_years};

static void fill_accounts(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    for (size_t i = 0; i < plan->n_accounts; i++) {
        const struct jh_plan_account *a = &plan->account[i];
        jh_i_put_text(rows, plan->dataset->specialties.id[a->specialty]);
        jh_i_put_num(rows, a->home_cases);
        jh_i_put_num(rows, a->cost_home);
        jh_i_put_num(rows, a->cost_away);
        jh_i_put_flag(rows, a->cost_from_data);
        jh_i_put_num(rows, a->fund_before);
        jh_i_put_num(rows, a->fund_after);
        jh_i_put_num(rows, a->patient_before);
        jh_i_put_num(rows, a->patient_after);
        jh_i_put_num(rows, a->margin_before);
        jh_i_put_num(rows, a->margin_after);
        jh_i_put_num(rows, a->subsidy);
    }
}
static const struct jh_i_column accounts_columns[] = {
    JH_I_COLUMN_SPECIALTY,
    {"home_cases", "cases brought home", "a year", JH_FORMAT_CASES},
    {"cost_home", "cost of a case in the own zone", "yuan", JH_FORMAT_CASES},
    {"cost_away", "cost of a case away", "yuan", JH_FORMAT_CASES},
    {"cost_from_data", "costs are those of the data", "", JH_FORMAT_FLAG},
    {"fund_before", "insurance fund pays today", "yuan a year", JH_FORMAT_CASES},
    {"fund_after", "insurance fund would pay", "yuan a year", JH_FORMAT_CASES},
    {"patient_before", "patients pay today", "yuan a year", JH_FORMAT_CASES},
    {"patient_after", "patients would pay, travel saved counted", "yuan a year", JH_FORMAT_CASES},
    {"margin_before", "margin of the centre specialties today", "yuan a year", JH_FORMAT_CASES},
    {"margin_after", "margin of the centre specialties then", "yuan a year", JH_FORMAT_CASES},
    {"subsidy", "subsidy that those with a loss need", "yuan a year", JH_FORMAT_CASES},
};
const struct jh_i_table_def jh_i_table_accounts = {
    "accounts", "Three accounts", JH_I_COLUMNS(accounts_columns), fill_accounts};

static void fill_cities(struct jh_i_rows *rows)
{
    static const char *const texts[] = {
#define JH_X(name, number, code, text) [number] = text,
        JH_CITY_MAP(JH_X)
#undef JH_X
    };
    const struct jh_plan *plan = rows->plan;
    for (size_t i = 0; i < plan->n_cities; i++) {
        const struct jh_plan_city *c = &plan->city[i];
        jh_i_put_text(rows, plan->dataset->regions.id[c->region]);
        jh_i_put_text(rows, plan->dataset->regions.name[c->region]);
        jh_i_put_hospital(rows, c->hospital);
        jh_i_put_text(rows, c->centre != JH_NONE ? plan->dataset->hospitals.id[c->centre] : "");
        jh_i_put_text(rows, c->centre != JH_NONE ? plan->dataset->hospitals.name[c->centre] : "");
        jh_i_put_text(rows, jh_tr(rows->lang, texts[c->reason]));
        jh_i_put_num(rows, c->hospital != JH_NONE ? (double)c->n_missing : JH_NAN);
        jh_i_put_num(rows, c->minutes_here);
        jh_i_put_num(rows, c->minutes_there);
        jh_i_put_num(rows, c->cases_here);
        jh_i_put_num(rows, c->cases_there);
        jh_i_put_num(rows, c->quality_here);
        jh_i_put_num(rows, c->quality_there);
    }
}
static const struct jh_i_column cities_columns[] = {
    {"region_id", "region id", "", JH_FORMAT_TEXT},
    {"region_name", "region", "", JH_FORMAT_TEXT},
    {"hospital_id", "hospital id", "", JH_FORMAT_TEXT},
    {"hospital_name", "hospital", "", JH_FORMAT_TEXT},
    {"centre_id", "centre id", "", JH_FORMAT_TEXT},
    {"centre_name", "centre", "", JH_FORMAT_TEXT},
    {"reason", "why", "", JH_FORMAT_TEXT},
    {"missing_specialties", "specialties that it cannot host", "", JH_FORMAT_COUNT},
    {"minutes_here", "mean travel of the centre's cases to it", "min", JH_FORMAT_MIN},
    {"minutes_centre", "mean travel of them to the centre", "min", JH_FORMAT_MIN},
    {"cases_here", "cases that it treats of them today", "a year", JH_FORMAT_CASES},
    {"cases_centre", "cases that the centre treats today", "a year", JH_FORMAT_CASES},
    {"quality_here", "its mean quality", "", JH_FORMAT_NUMBER},
    {"quality_centre", "mean quality of the centre", "", JH_FORMAT_NUMBER},
};
const struct jh_i_table_def jh_i_table_cities = {
    "cities", "Cities without a centre", JH_I_COLUMNS(cities_columns), fill_cities};

static void fill_targets(struct jh_i_rows *rows)
{
    const struct jh_areas *areas = &rows->plan->dataset->areas;
    const struct jh_plan_prediction *p = &rows->plan->prediction;
    for (size_t a = 0; a < areas->n_inside; a++) {
        for (size_t y = 0; y < p->n_years; y++) {
            jh_i_put_text(rows, areas->id[a]);
            jh_i_put_text(rows, areas->name[a]);
            jh_i_put_num(rows, p->year[y].year);
            jh_i_put_num(rows, p->year[y].area_outflow_rate[a]);
        }
    }
}
static const struct jh_i_column targets_columns[] = {
    {"area_id", "area id", "", JH_FORMAT_TEXT},
    {"area_name", "area", "", JH_FORMAT_TEXT},
    {"year", "year after approval", "", JH_FORMAT_COUNT},
    {"outflow_rate", "out-of-area rate predicted", "", JH_FORMAT_SHARE},
};
const struct jh_i_table_def jh_i_table_targets = {
    "targets", "Proposed targets by area", JH_I_COLUMNS(targets_columns), fill_targets};

static void fill_choice_model(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const struct jh_choice_model *m = &plan->prediction.model;
    struct jh_buf words;
    jh_buf_init(&words, 4096);
    for (size_t s = 0; s < m->n_specialties; s++) {
        const struct jh_choice_specialty *one = &m->specialty[s];
        for (int t = 0; t < JH_N_CHOICE_TERMS && one->status == JH_OK; t++) {
            if (isnan(one->estimate[t]))
                continue;
            jh_i_put_text(rows, plan->dataset->specialties.id[s]);
            jh_i_put_text(rows, jh_choice_term_id((enum jh_choice_term)t));
            jh_i_put_text(rows, jh_tr(rows->lang, jh_choice_term_text((enum jh_choice_term)t)));
            jh_i_put_num(rows, one->estimate[t]);
            jh_i_put_num(rows, one->std_error[t]);
            jh_i_put_num(rows, one->all.rho_squared);
            jh_i_put_num(rows, one->held_out.rho_squared);
            jh_buf_reset(&words);
            jh_i_choice_words((enum jh_choice_term)t, one->estimate[t], rows->lang, &words);
            jh_i_put_text(
                rows, words.len > 0 ? jh_arena_strndup(rows->arena, words.data, words.len) : "");
        }
    }
    jh_buf_release(&words);
}
static const struct jh_i_column choice_model_columns[] = {
    JH_I_COLUMN_SPECIALTY,
    {"parameter", "parameter id", "", JH_FORMAT_TEXT},
    {"parameter_name", "parameter", "", JH_FORMAT_TEXT},
    {"estimate", "estimate", "", JH_FORMAT_NUMBER},
    {"std_error", "standard error", "", JH_FORMAT_NUMBER},
    {"rho_squared", "rho-squared", "", JH_FORMAT_NUMBER},
    {"held_out_rho_squared", "rho-squared, areas held out", "", JH_FORMAT_NUMBER},
    {"meaning", "in words", "", JH_FORMAT_TEXT},
};
const struct jh_i_table_def jh_i_table_choice_model = {"choice_model", "Model of patients' choice",
    JH_I_COLUMNS(choice_model_columns), fill_choice_model};
