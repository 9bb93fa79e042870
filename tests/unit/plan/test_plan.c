#include "junheng/plan.h"

#include <math.h>
#include <string.h>

#include "junheng/io.h"

#include "base/buf.h"
#include "model/dataset.h"
#include "plan_case.h"
#include "testing.h"

static struct jh_dataset *data;
static struct jh_scenario scenario;
static struct jh_plan *plan;
static struct jh_error err;

static void setup(void)
{
    data = plan_case();
    scenario = plan_case_scenario();
    plan = NULL;
    err = (struct jh_error){.status = JH_OK};
}
static void teardown(void)
{
    jh_plan_free(plan);
    jh_scenario_release(&scenario);
    jh_dataset_free(data);
}
static void make(void)
{
    ck_ok(jh_i_dataset_finish(data, &err), &err);
    ck_ok(jh_plan_make(data, &scenario, NULL, &plan, &err), &err);
}
static void refuse(enum jh_status status, const char *in_message, const char *in_hint)
{
    ck_ok(jh_i_dataset_finish(data, &err), &err);
    ck_refused(jh_plan_make(data, &scenario, NULL, &plan, &err), status);
    ck_assert_ptr_null(plan);
    ck_assert_msg(strstr(err.message[JH_LANG_EN], in_message) != NULL, "%s", err.message[0]);
    ck_assert_msg(strstr(err.hint[JH_LANG_EN], in_hint) != NULL, "%s", err.hint[0]);
    ck_assert_str_ne(err.message[JH_LANG_ZH], err.message[JH_LANG_EN]);
}
static bool warned(const char *text)
{
    for (size_t i = 0; i < plan->warnings.n; i++)
        if (strstr(plan->warnings.item[i].text[JH_LANG_EN], text) != NULL)
            return true;
    return false;
}

/* By hand: zone 0 h1 (100*30 + 300*10), zone 1 h2 (200*10 + 100*30), zone 2 h4 (60*10 + 50*30). */
START_TEST(plans_three_zones)
{
    make();
    const int32_t hosts[] = {1, 2, 4};
    const double cases[] = {400, 300, 110}, minutes[] = {6000, 5000, 2100};
    ck_assert_uint_eq(plan->n_choices, 3);
    ck_assert_uint_eq(plan->n_centres, 3);
    ck_assert_int_eq(plan->status, JH_SITE_OPTIMAL);
    ck_assert_double_eq_tol(plan->objective, 13100, 1e-6);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(plan->choice[i].hospital, hosts[i]);
        ck_assert_int_eq(plan->choice[i].specialty, 0);
        ck_assert_double_eq_tol(plan->choice[i].cases, cases[i], 1e-9);
        ck_assert_double_eq_tol(plan->choice[i].mean_min, minutes[i] / cases[i], 1e-9);
        ck_assert_int_eq(plan->centre[i].hospital, hosts[i]);
    }
    ck_assert_double_eq_tol(plan->effect.after_mean_min, 13100.0 / 810, 1e-9);
    ck_assert_int_eq(plan->scenario.centres_max_total, 3);
    ck_assert_int_eq(plan->scenario.assign, JH_ASSIGN_ZONE);
}
END_TEST

/* Today's trips without those to h6: 60*10 + 300*30 + 150*10 + 100*60 + 60*10 + 50*10 of 720. */
START_TEST(measures_today)
{
    scenario.reach_min = 20;
    make();
    const struct jh_plan_effect *e = &plan->effect;
    ck_assert_double_eq_tol(e->cases, 810, 1e-9);
    ck_assert_double_eq_tol(e->before_known_cases, 720, 1e-9);
    ck_assert_double_eq_tol(e->before_mean_min, 18200.0 / 720, 1e-9);
    ck_assert_double_eq_tol(e->before_coverage, 320.0 / 720, 1e-9);
    ck_assert_double_eq_tol(e->after_coverage, 560.0 / 810, 1e-9);
    ck_assert_double_eq_tol(e->before_worst_tenth_min, 60, 1e-9);
    /* h1: 60 + 40 of a0 (60 known, 10 min), 300 of a1 (30 min). */
    ck_assert_double_eq_tol(plan->choice[0].before_mean_min, 9600.0 / 360, 1e-9);
    ck_assert_double_eq_tol(plan->choice[0].present_cases, 100, 1e-9);
    ck_assert_double_eq_tol(plan->choice[0].leaving_cases, 40, 1e-9);
    ck_assert_int_eq(plan->choice[0].destination[0].hospital, 6);
    ck_assert_double_eq_tol(plan->choice[0].destination[0].cases, 40, 1e-9);
    ck_assert_int_eq(plan->choice[0].destination[1].hospital, JH_NONE);
    ck_assert_int_eq(plan->choice[1].destination[0].hospital, 1);
    ck_assert(warned("travel of today is known for 88.9% of cases"));
}
END_TEST

/* Who lives elsewhere for long is no demand, but leaves all the same: the destinations add up to the
 * leaving cases. */
START_TEST(destinations_hold_all_leaving_cases)
{
    data->flows.reason = jh_arena_new(jh_i_dataset_arena(data), data->flows.n, uint8_t);
    ck_assert_ptr_nonnull(data->flows.reason);
    for (size_t r = 0; r < data->flows.n; r++)
        data->flows.reason[r] = data->flows.hospital[r] == 6 ? JH_REASON_RESIDENT_ELSEWHERE : 0;
    make();
    ck_assert_double_eq_tol(plan->effect.cases, 720, 1e-9);
    ck_assert_double_eq_tol(plan->choice[0].leaving_cases, 40, 1e-9);
    ck_assert_int_eq(plan->choice[0].destination[0].hospital, 6);
    ck_assert_double_eq_tol(plan->choice[0].destination[0].cases, 40, 1e-9);
}
END_TEST

START_TEST(shows_the_next_best_host)
{
    make();
    ck_assert_int_eq(plan->choice[0].next_hospital, 0);
    ck_assert_double_eq_tol(plan->choice[0].next_cost, 4000, 1e-6);
    ck_assert(!plan->choice[0].next_whole);
    ck_assert_int_eq(plan->choice[2].next_hospital, 5);
    ck_assert_double_eq_tol(plan->choice[2].next_cost, 200, 1e-6);
}
END_TEST

/* Leaving cases alone: zone 0 has only a0's 40 (h0), zone 1 50 of a2 and 100 of a3 (h3). */
START_TEST(says_what_leaving_demand_would_change)
{
    scenario.hosts_base = JH_HOST_BASE_ANY; /* h3 treats no s0 today */
    make();
    ck_assert(plan->leaving_compared);
    ck_assert(!plan->choice[0].same_under_leaving);
    ck_assert_int_eq(plan->choice[0].leaving_hospital, 0);
    ck_assert(!plan->choice[1].same_under_leaving);
    ck_assert_int_eq(plan->choice[1].leaving_hospital, 3);
}
END_TEST

START_TEST(assigns_all_demand_once)
{
    scenario.top_specialties = 0;
    make();
    double demand = 0, by_choice = 0, by_centre = 0;
    for (size_t i = 0; i < PLAN_CASE_AREAS * 2; i++) {
        demand += plan->demand[i];
        ck_assert_int_eq(plan->assigned[i] != JH_NONE, plan->demand[i] > 0);
    }
    for (size_t i = 0; i < plan->n_choices; i++)
        by_choice += plan->choice[i].cases;
    for (size_t i = 0; i < plan->n_centres; i++)
        by_centre += plan->centre[i].cases;
    ck_assert_double_eq_tol(demand, 870, 1e-9);
    ck_assert_double_eq_tol(by_choice, demand, 1e-9);
    ck_assert_double_eq_tol(by_centre, demand, 1e-9);
    ck_assert_double_eq_tol(plan->effect.cases, demand, 1e-9);
    ck_assert_uint_eq(plan->n_choices, 6);
}
END_TEST

START_TEST(counts_hosts_and_reasons)
{
    data->hospitals.grade[0] = JH_GRADE_2A;
    data->hospitals.sponsor[3] = JH_SPONSOR_PRIVATE;
    data->hospitals.role[5] = JH_ROLE_OTHER;
    make();
    ck_assert_uint_eq(plan->n_eligible, 3);
    ck_assert_uint_eq(plan->excluded[JH_EXCLUSION_OUTSIDE], 1);
    ck_assert_uint_eq(plan->excluded[JH_EXCLUSION_GRADE], 1);
    ck_assert_uint_eq(plan->excluded[JH_EXCLUSION_SPONSOR], 1);
    ck_assert_uint_eq(plan->excluded[JH_EXCLUSION_ROLE], 1);
    ck_assert(warned("there was nothing to choose: 3 (North; Middle; South)"));
}
END_TEST

static void stops_treating(int32_t hospital, uint16_t specialty, int32_t instead)
{
    for (size_t r = 0; r < data->flows.n; r++)
        if (data->flows.hospital[r] == hospital && data->flows.specialty[r] == specialty)
            data->flows.hospital[r] = instead;
    ck_ok(jh_i_dataset_sort_flows(data, &err), &err);
}

/* Zone 1: h2 would be nearer to the many, but only h3 treats s0. */
START_TEST(hosts_have_a_base_in_the_specialty)
{
    stops_treating(2, 0, 3);
    make();
    ck_assert_int_eq(plan->choice[1].hospital, 3);
}
END_TEST

START_TEST(hosts_without_a_base_where_the_scenario_says_so)
{
    scenario.hosts_base = JH_HOST_BASE_ANY;
    stops_treating(2, 0, 3);
    make();
    ck_assert_int_eq(plan->choice[1].hospital, 2);
}
END_TEST

/* h1 is the best host of zone 0 in s0; as a hospital of Chinese medicine it does not host it. */
START_TEST(chinese_medicine_keeps_to_its_own)
{
    data->hospitals.kind[1] = JH_KIND_CHINESE;
    data->hospitals.kind[0] = JH_KIND_GENERAL;
    make();
    ck_assert_int_eq(plan->choice[0].hospital, 0);
    jh_plan_free(plan);
    static const char *const kinds[] = {"综合", "中医"};
    scenario.hosts_kinds = (struct jh_texts){2, kinds};
    data->hospitals.kind[2] = data->hospitals.kind[4] = JH_KIND_GENERAL;
    make();
    ck_assert_int_eq(plan->choice[0].hospital, 1);
}
END_TEST

START_TEST(keeps_what_exists)
{
    data->hospitals.role[5] = JH_ROLE_CENTRE;
    make();
    bool found = false;
    for (size_t i = 0; i < plan->n_choices; i++)
        found |= plan->choice[i].hospital == 5 && plan->choice[i].existing;
    ck_assert(found);
    /* It counts in the totals, so zone 2 gets no other. */
    ck_assert_uint_eq(plan->n_centres, 3);
    ck_assert_int_eq(plan->centre[2].hospital, 5);
}
END_TEST

/* A fourth centre would shorten the way in zone 2, but the specialty is there already. */
START_TEST(opens_none_beside_what_exists)
{
    data->hospitals.role[5] = JH_ROLE_CENTRE;
    scenario.centres_max_total = 4;
    make();
    ck_assert_uint_eq(plan->n_centres, 3);
    jh_plan_free(plan);
    scenario.cs_one_per_zone = false;
    make();
    ck_assert_uint_eq(plan->n_centres, 4);
}
END_TEST

START_TEST(obeys_fixed_and_forbidden)
{
    struct jh_scenario_pick fixed = {"h0", "s0"}, forbidden = {"h4", ""};
    scenario.n_fixed = scenario.n_forbidden = 1;
    scenario.fixed = &fixed;
    scenario.forbidden = &forbidden;
    make();
    ck_assert_int_eq(plan->choice[0].hospital, 0);
    ck_assert(plan->choice[0].fixed);
    ck_assert_int_eq(plan->choice[2].hospital, 5);
    ck_assert_uint_eq(plan->excluded[JH_EXCLUSION_FORBIDDEN], 1);
    scenario.n_fixed = scenario.n_forbidden = 0;
    scenario.fixed = scenario.forbidden = NULL;
}
END_TEST

START_TEST(lets_demand_cross_zones)
{
    scenario.centres_per_zone_min = 0;
    scenario.centres_max_total = 1;
    make();
    ck_assert_int_eq(plan->scenario.assign, JH_ASSIGN_ANYWHERE);
    ck_assert_uint_eq(plan->n_centres, 1);
    ck_assert_int_eq(plan->choice[0].hospital, 1);
    ck_assert_double_eq_tol(plan->choice[0].cases, 810, 1e-9);
}
END_TEST

START_TEST(names_a_zone_without_hosts)
{
    data->hospitals.grade[4] = data->hospitals.grade[5] = JH_GRADE_2A;
    refuse(JH_E_INFEASIBLE, "zone South has no eligible host for s0", "hosts.grades");
    ck_assert_ptr_nonnull(strstr(err.where, "z2"));
    ck_assert_ptr_nonnull(strstr(err.message[JH_LANG_ZH], "South"));
}
END_TEST

/* Where demand may cross zones no zone is to blame. */
START_TEST(names_a_specialty_without_hosts)
{
    struct jh_scenario_pick no[] = {
        {"h0", "s0"}, {"h1", "s0"}, {"h2", "s0"}, {"h4", "s0"}, {"h5", "s0"}};
    scenario.centres_per_zone_min = 0;
    scenario.forbidden = no;
    scenario.n_forbidden = sizeof no / sizeof *no;
    refuse(JH_E_INFEASIBLE, "no hospital is eligible for s0", "hosts.base");
    ck_assert_str_eq(err.where, "specialty s0");
    scenario.n_forbidden = 0;
    scenario.forbidden = NULL;
}
END_TEST

START_TEST(names_the_beds_that_bar)
{
    scenario.hosts_min_beds = 250; /* h0 and h1 have 100 and 200 */
    refuse(JH_E_INFEASIBLE, "zone North", "hosts.min_beds");
}
END_TEST

START_TEST(refuses_fewer_centres_than_zones)
{
    scenario.centres_max_total = 2;
    refuse(JH_E_INFEASIBLE, "3 zones need 3 centres, but centres.max_total is 2",
        "Raise centres.max_total to at least 3");
}
END_TEST

START_TEST(refuses_fewer_pairs_than_needed)
{
    scenario.cs_max_total = 2;
    refuse(JH_E_INFEASIBLE, "3 specialties of zones", "centre_specialties.max_total to at least 3");
}
END_TEST

START_TEST(refuses_what_fixes_break)
{
    struct jh_scenario_pick picks[] = {{"h0", "s0"}, {"h1", "s0"}};
    scenario.fixed = picks;
    scenario.n_fixed = 2;
    refuse(JH_E_INFEASIBLE, "2 hospitals of zone North are fixed for s0", "one_per_zone");
    picks[1] = (struct jh_scenario_pick){"h0", "s1"};
    scenario.hosts_max_specialties = 1;
    refuse(JH_E_INFEASIBLE, "2 specialties of hospital h0", "Raise hosts.max_specialties");
    scenario.hosts_max_specialties = -1;
    struct jh_scenario_pick no = {"h0", ""};
    scenario.forbidden = &no;
    scenario.n_forbidden = 1;
    refuse(JH_E_DOMAIN, "h0 is both fixed and forbidden", "");
    scenario.n_fixed = scenario.n_forbidden = 0;
    scenario.fixed = scenario.forbidden = NULL;
    scenario.cs_per_specialty_max = 2;
    refuse(JH_E_INFEASIBLE, "3 centres of s0 are needed", "per_specialty_max");
}
END_TEST

START_TEST(refuses_unknown_names)
{
    struct jh_scenario_pick pick = {"h9", ""};
    scenario.n_fixed = 1;
    scenario.fixed = &pick;
    refuse(JH_E_NOT_FOUND, "no hospital has the id h9", "");
    ck_assert_str_eq(err.where, "/fixed/0");
    pick = (struct jh_scenario_pick){"h6", ""};
    refuse(JH_E_ARG, "h6 is outside the territory", "");
    pick = (struct jh_scenario_pick){"h1", "heart"};
    refuse(JH_E_NOT_FOUND, "no specialty heart", "");
    scenario.n_fixed = 0;
    scenario.fixed = NULL;
}
END_TEST

START_TEST(serves_areas_in_no_zone)
{
    data->zones.of_area[5] = JH_NONE;
    make();
    ck_assert(warned("areas in no zone: 1 with 1000 people, whom any centre may serve (a5)"));
    ck_assert_int_eq(plan->assigned[5 * 2], 4);
}
END_TEST

START_TEST(leaves_out_what_has_no_route)
{
    for (size_t r = data->travel.start[3]; r < data->travel.start[4]; r++)
        data->travel.minutes[r] = INFINITY;
    make();
    ck_assert_double_eq_tol(plan->unassigned_cases, 100, 1e-9);
    ck_assert_int_eq(plan->assigned[3 * 2], JH_NONE);
    ck_assert_double_eq_tol(plan->effect.cases, 710, 1e-9);
    ck_assert(warned("without a route to an eligible host: 1, whose 100 cases a year"));
}
END_TEST

START_TEST(shares_beds_among_people)
{
    make();
    ck_assert_ptr_nonnull(plan->access_after);
    double beds = 0;
    for (size_t a = 0; a < PLAN_CASE_AREAS; a++)
        beds += 1000 * plan->access_after[a];
    ck_assert_double_eq_tol(beds, 200 + 300 + 500, 1e-9); /* h1, h2, h4 */
    ck_assert_double_eq(plan->access_before[0], 0);
    for (size_t h = 0; h < 6; h++)
        data->hospitals.beds[h] = (double)NAN;
    jh_plan_free(plan);
    make();
    ck_assert_ptr_null(plan->access_after);
    ck_assert(warned("accessibility is not computed"));
}
END_TEST

static void as_json(int n_threads, struct jh_buf *out)
{
    const struct jh_run run = {.n_threads = n_threads};
    struct jh_plan *mine = NULL;
    ck_ok(jh_plan_make(data, &scenario, &run, &mine, &err), &err);
    jh_buf_init(out, 1 << 22);
    ck_ok(jh_plan_to_json(mine, out, &err), &err);
    jh_plan_free(mine);
}

START_TEST(replays_to_the_same_bytes)
{
    struct jh_buf one, two;
    scenario.top_specialties = 0;
    as_json(1, &one);
    as_json(2, &two);
    ck_assert_uint_eq(one.len, two.len);
    ck_assert_int_eq(memcmp(one.data, two.data, one.len), 0);
    jh_buf_release(&one);
    jh_buf_release(&two);
}
END_TEST

START_TEST(survives_running_out_of_memory)
{
    bool refused = true;
    const long live = testing_alloc_live();
    const struct jh_run run = {.n_threads = 1}; /* the count of allocations is no atomic */
    for (size_t nth = 1; refused; nth++) {
        testing_alloc_refuse(nth);
        enum jh_status st = jh_plan_make(data, &scenario, &run, &plan, &err);
        refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        if (!refused) {
            ck_assert_int_eq(st, JH_OK);
            break;
        }
        ck_assert_msg(st == JH_E_NOMEM, "allocation %zu: %s", nth, jh_status_name(st));
        ck_assert_ptr_null(plan);
        ck_assert_int_eq(testing_alloc_live(), live);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {plans_three_zones, measures_today,
        destinations_hold_all_leaving_cases, shows_the_next_best_host,
        says_what_leaving_demand_would_change, assigns_all_demand_once, counts_hosts_and_reasons,
        hosts_have_a_base_in_the_specialty, hosts_without_a_base_where_the_scenario_says_so,
        chinese_medicine_keeps_to_its_own, keeps_what_exists, opens_none_beside_what_exists,
        obeys_fixed_and_forbidden, lets_demand_cross_zones, names_a_zone_without_hosts,
        names_a_specialty_without_hosts, names_the_beds_that_bar, refuses_fewer_centres_than_zones,
        refuses_fewer_pairs_than_needed, refuses_what_fixes_break, refuses_unknown_names,
        serves_areas_in_no_zone, leaves_out_what_has_no_route, shares_beds_among_people,
        replays_to_the_same_bytes, survives_running_out_of_memory};
    Suite *suite = suite_create("plan");
    TCase *tc = tcase_create("plan");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 60);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
