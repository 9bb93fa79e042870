/* Pairing and prediction inside the chain, on a fictional territory. */
#include "junheng/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "junheng/io.h"
#include "junheng/sample.h"

#include "base/num.h"
#include "testing.h"

static struct jh_error err;
static struct jh_dataset *data;
static struct jh_scenario scenario;
static struct jh_plan *plan;

static void setup(void)
{
    struct jh_sample_options options = jh_sample_options_default();
    char *truth = NULL;
    options.n_areas = 40;
    options.n_hospitals = 90;
    options.n_specialties = 5;
    options.n_periods = 2;
    options.seed = 4;
    ck_ok(jh_sample_make(&options, NULL, &data, &truth, &err), &err);
    free(truth);
    scenario = jh_scenario_default();
    scenario.choice_draws = 40;
    plan = NULL;
}
static void teardown(void)
{
    jh_plan_free(plan);
    jh_scenario_release(&scenario);
    jh_dataset_free(data);
}
static void set(const char *key, const char *value)
{
    ck_ok(jh_scenario_set(&scenario, key, value, &err), &err);
}
static void make(void)
{
    ck_ok(jh_plan_make(data, &scenario, NULL, &plan, &err), &err);
}

/* No case is lost, today's figures are those of the rates, the set uplift is the effect. */
START_TEST(predicts_what_it_reports)
{
    make();
    const struct jh_plan_prediction *p = &plan->prediction;
    double before = 0, after = 0, outflow = 0;
    ck_assert(p->done);
    for (size_t h = 0; h < data->hospitals.n; h++) {
        before += p->treated_before[h];
        after += p->treated_after[h];
    }
    ck_assert_double_eq_tol(before, after, 1e-6 * before);
    for (size_t z = 0; z < plan->zoning.zones.n; z++) {
        const struct jh_choice_effect *e = &p->zone[z * JH_N_CHOICE_EFFECTS];
        const size_t all = z * (data->specialties.n + 1) + data->specialties.n;
        ck_assert_double_eq_tol(
            e[JH_CHOICE_EFFECT_OUTFLOW].before, plan->by_zone[all].outflow_cases, 1e-6);
        outflow += e[JH_CHOICE_EFFECT_OUTFLOW].before - e[JH_CHOICE_EFFECT_OUTFLOW].after;
    }
    const struct jh_choice_effect *home = &p->zones[JH_CHOICE_EFFECT_HOME];
    ck_assert_double_eq_tol(home->after, outflow, 1e-6);
    ck_assert(home->low < home->after && home->after < home->high);
    ck_assert_double_eq_tol(p->sensitivity[1].zone_home, home->after, 1e-6);
    ck_assert_double_lt(p->sensitivity[0].hours_saved, p->sensitivity[2].hours_saved);
    ck_assert_double_eq_tol(p->year[p->n_years - 1].zone_home, home->after, 1e-6);
    ck_assert_double_eq_tol(p->year[0].zone_home, 0, 1e-9);
}
END_TEST

/* The plan's changes, written down, give the same flows. */
START_TEST(equals_prediction_by_hand)
{
    make();
    struct jh_choice_change *change = calloc(plan->n_choices, sizeof *change);
    struct jh_choice_effect effect[JH_N_CHOICE_EFFECTS];
    int32_t *area = calloc(data->areas.n, sizeof *area);
    int32_t *hospital = calloc(data->hospitals.n, sizeof *hospital);
    size_t n = 0;
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_build *b = &plan->build[i];
        if (b->mode == JH_PLAN_EXISTING)
            continue;
        double share = b->mode == JH_PLAN_PAIRED ? 0.5 : 0.1;
        ck_assert_double_ge(b->quality_after, b->quality);
        if (b->mode == JH_PLAN_PAIRED)
            ck_assert_double_eq_tol(
                b->quality_after, b->quality + share * (b->exporter_quality - b->quality), 1e-12);
        change[n] = jh_choice_change_none(plan->choice[i].hospital, plan->choice[i].specialty);
        change[n++].quality = b->quality_after;
    }
    ck_assert_uint_eq(n, plan->prediction.n_changes);
    for (size_t a = data->areas.n_inside; a < data->areas.n; a++)
        area[a] = JH_NONE;
    for (size_t h = data->hospitals.n_inside; h < data->hospitals.n; h++)
        hospital[h] = JH_NONE;
    const struct jh_choice_view view = {
        .n_units = 1, .unit_of_area = area, .unit_of_hospital = hospital, .out_effects = effect};
    ck_assert(plan->prediction.split);
    ck_ok(jh_choice_predict_views(data, &plan->flows, &plan->prediction.by_class[0],
              &plan->prediction.by_class[1], n, change, 1, &view, 0, NULL, &err),
        &err);
    for (int k = 0; k < JH_N_CHOICE_EFFECTS; k++)
        ck_assert_double_eq_tol(effect[k].after, plan->prediction.territory[k].after,
            1e-9 * fmax(1, fabs(effect[k].after)));
    free(change);
    free(area);
    free(hospital);
}
END_TEST

/* First exporter whose pair the plan made, as "EXPORTER:HOST:SPECIALTY". */
static size_t made_pair(char *out, size_t size)
{
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_pair *pair = &plan->build[i].pair;
        if (pair->exporter == JH_NONE)
            continue;
        snprintf(out, size, "%s:%s:%s", data->hospitals.id[pair->exporter],
            data->hospitals.id[plan->choice[i].hospital],
            data->specialties.id[plan->choice[i].specialty]);
        return i;
    }
    ck_abort_msg("no pair");
}

/* A calibration is the same as shares that much smaller, and never more than the whole gap. */
START_TEST(calibration_scales_the_rise)
{
    double home[2], quality[2];
    for (int k = 0; k < 2; k++) {
        set("uplift", k == 0 ? "0.5" : "0.3");
        set("uplift_self_built", k == 0 ? "0.1" : "0.06");
        set("calibration", k == 0 ? "0.6" : "1");
        make();
        home[k] = plan->prediction.zones[JH_CHOICE_EFFECT_HOME].after;
        quality[k] = plan->build[0].quality_after;
        jh_plan_free(plan);
        plan = NULL;
    }
    ck_assert_double_eq_tol(home[0], home[1], 1e-9 * fabs(home[1]));
    ck_assert_double_eq_tol(quality[0], quality[1], 1e-12);
    set("uplift", "0.5");
    set("calibration", "9");
    make();
    for (size_t i = 0; i < plan->n_choices; i++)
        if (plan->build[i].mode == JH_PLAN_PAIRED &&
            plan->build[i].exporter_quality > plan->build[i].quality)
            ck_assert_double_eq_tol(
                plan->build[i].quality_after, plan->build[i].exporter_quality, 1e-12);
}
END_TEST

START_TEST(keeps_what_was_said_of_pairs)
{
    static const char *const against[] = {"exporters.forbidden", "exporters.refused"};
    char text[200];
    make();
    size_t i = made_pair(text, sizeof text);
    int32_t exporter = plan->build[i].pair.exporter;
    for (size_t k = 0; k < 2; k++) {
        jh_plan_free(plan);
        plan = NULL;
        jh_scenario_release(&scenario);
        scenario.choice_draws = 0;
        set(against[k], text);
        make();
        ck_assert_int_ne(plan->build[i].pair.exporter, exporter);
    }
    jh_plan_free(plan);
    plan = NULL;
    jh_scenario_release(&scenario);
    scenario.choice_draws = 0;
    set("exporters.locked", text);
    set("exporters.agreed", text);
    make();
    ck_assert_int_eq(plan->build[i].pair.exporter, exporter);
    ck_assert_int_eq(plan->build[i].pair.reason, JH_PAIR_LOCKED);
    ck_assert_int_eq(plan->build[i].pair.consent, JH_PAIR_CONSENT_AGREED);
}
END_TEST

START_TEST(refuses_pairs_of_nobody)
{
    static const struct {
        const char *text;
        enum jh_status status;
    } wrong[] = {{"H1", JH_E_ARG}, {"nobody:H00001", JH_E_NOT_FOUND},
        {"W0001:H00001:nothing", JH_E_NOT_FOUND}};
    set("exporters.locked", wrong[_i].text);
    ck_refused(jh_plan_make(data, &scenario, NULL, &plan, &err), wrong[_i].status);
    ck_assert_ptr_null(plan);
    ck_assert_str_eq(err.where, "/exporters/locked/0");
}
END_TEST

START_TEST(siting_alone_predicts_nothing)
{
    ck_ok(jh_plan_site(data, &scenario, NULL, &plan, &err), &err);
    ck_assert_ptr_null(plan->build);
    ck_assert(!plan->prediction.done);
    ck_assert_uint_gt(plan->n_choices, 0);
}
END_TEST

/* Nothing is stated of quality: the plan stands, its effect is not predicted. */
START_TEST(says_that_quality_is_missing)
{
    for (size_t i = 0; i < data->capabilities.n; i++)
        data->capabilities.quality[i] = JH_NAN;
    make();
    ck_assert(!plan->prediction.done);
    ck_assert_ptr_nonnull(plan->prediction.why_not);
    for (size_t i = 0; i < plan->n_choices; i++)
        ck_assert_int_ne(plan->build[i].mode, JH_PLAN_PAIRED);
}
END_TEST

/* New buildings open later. */
START_TEST(opens_new_buildings_later)
{
    make();
    int32_t hospital = JH_NONE;
    for (size_t i = 0; i < plan->n_choices && hospital == JH_NONE; i++)
        if (plan->build[i].mode != JH_PLAN_EXISTING)
            hospital = plan->choice[i].hospital;
    jh_plan_free(plan);
    plan = NULL;
    set("years.new_buildings", data->hospitals.id[hospital]);
    make();
    for (size_t i = 0; i < plan->n_choices; i++)
        if (plan->build[i].mode != JH_PLAN_EXISTING)
            ck_assert_int_eq(
                plan->build[i].open_year, plan->choice[i].hospital == hospital ? 3 : 1);
}
END_TEST

/* 100 a host, 40 a centre specialty, by four equal sources; stated costs of cases. */
START_TEST(counts_money)
{
    set("budget.per_host", "100");
    set("budget.per_specialty", "40");
    set("money.cost_home", "10000");
    set("money.cost_away", "20000");
    set("money.paid_home", "0.8");
    set("money.paid_away", "0.5");
    set("money.hour", "0");
    make();
    double sum = 0, wanted = 0;
    for (size_t y = 0; y < plan->prediction.n_years; y++)
        for (int k = 0; k < JH_N_SOURCES_OF_MONEY; k++)
            sum += plan->prediction.year[y].investment[k];
    for (size_t i = 0; i < plan->n_choices; i++) {
        bool first = plan->build[i].mode != JH_PLAN_EXISTING;
        wanted += first ? 40 : 0;
        for (size_t k = 0; k < i; k++)
            first = first && plan->choice[k].hospital != plan->choice[i].hospital;
        wanted +=
            first && data->hospitals.role[plan->choice[i].hospital] != JH_ROLE_CENTRE ? 100 : 0;
    }
    ck_assert_double_eq_tol(sum, wanted, 100.5);
    ck_assert_double_gt(sum, 0);
    ck_assert_uint_gt(plan->n_accounts, 0);
    for (size_t i = 0; i < plan->n_accounts; i++) {
        const struct jh_plan_account *a = &plan->account[i];
        ck_assert_double_eq_tol(
            a->fund_after - a->fund_before, a->home_cases * (8000 - 10000), 1e-3);
        ck_assert_double_eq_tol(
            a->patient_after - a->patient_before, a->home_cases * (2000 - 10000), 1e-3);
    }
}
END_TEST

/* Regions without a centre, and no others, ask why; circumstances lie around the plan. */
START_TEST(answers_cities_and_circumstances)
{
    make();
    const struct jh_plan_robust *r = plan->prediction.robust;
    double home = plan->prediction.zones[JH_CHOICE_EFFECT_HOME].after;
    for (size_t i = 0; i < plan->n_cities; i++)
        for (size_t c = 0; c < plan->n_centres; c++) {
            int32_t area = data->hospitals.area[plan->centre[c].hospital];
            ck_assert_int_ne(data->areas.region[area], plan->city[i].region);
        }
    ck_assert_double_lt(r[JH_ROBUST_BETA_LOW].zone_home, r[JH_ROBUST_BETA_HIGH].zone_home);
    ck_assert_double_eq_tol(r[JH_ROBUST_GROWTH].zone_home, 1.1 * home, 1e-6 * fabs(home));
    ck_assert_int_ne(r[JH_ROBUST_EXPORTER].exporter, JH_NONE);
}
END_TEST

/* Siting by choice: the objective is the prediction before pairing, and no less than travel's. */
START_TEST(home_is_what_is_predicted)
{
    set("objective", "home");
    make();
    ck_assert_double_eq_tol(
        plan->objective, plan->prediction.before_pairing_home, 1e-6 * fabs(plan->objective));
    ck_assert_double_le(plan->home_by_travel, plan->objective + 1e-9);
    ck_assert_double_ge(plan->bound, plan->objective - 1e-9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan_effect");
    TCase *tc = tcase_create("plan_effect");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, predicts_what_it_reports);
    tcase_add_test(tc, equals_prediction_by_hand);
    tcase_add_test(tc, calibration_scales_the_rise);
    tcase_add_test(tc, keeps_what_was_said_of_pairs);
    tcase_add_loop_test(tc, refuses_pairs_of_nobody, 0, 3);
    tcase_add_test(tc, siting_alone_predicts_nothing);
    tcase_add_test(tc, says_that_quality_is_missing);
    tcase_add_test(tc, opens_new_buildings_later);
    tcase_add_test(tc, counts_money);
    tcase_add_test(tc, answers_cities_and_circumstances);
    tcase_add_test(tc, home_is_what_is_predicted);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
