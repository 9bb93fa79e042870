/* What holds for every plan, on fictional territories under many scenarios. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "junheng/io.h"
#include "junheng/sample.h"

#include "base/buf.h"
#include "testing.h"

static const struct {
    uint64_t seed;
    const char *key[3], *value[3];
} cases[] = {
    {1, {NULL}, {NULL}},
    {2, {"top_specialties"}, {"1"}},
    {3, {"top_specialties", "centres.max_total"}, {"0", "40"}},
    {4, {"centres.per_zone_min", "centres.max_total"}, {"0", "6"}},
    {5, {"demand"}, {"leaving"}},
    {6, {"objective", "reach_min"}, {"coverage", "45"}},
    {7, {"centres.per_zone_max", "centres.max_total", "hosts.max_specialties"}, {"3", "40", "2"}},
    {8, {"ranking", "hosts.grades"}, {"excess", "三级,二级"}},
    {9, {"zones.unit", "zones.count", "hosts.grades"}, {"area", "5", "二级,三级"}},
    {10, {"hosts.min_beds", "assign", "centres.per_zone_min"}, {"300", "anywhere", "1"}},
};

static struct jh_error err;

static struct jh_dataset *sample(uint64_t seed)
{
    struct jh_sample_options options = jh_sample_options_default();
    struct jh_dataset *data = NULL;
    char *truth = NULL;
    options.n_areas = 60;
    options.n_hospitals = 120;
    options.n_specialties = 6;
    options.n_periods = 2;
    options.seed = seed;
    ck_ok(jh_sample_make(&options, NULL, &data, &truth, &err), &err);
    free(truth);
    return data;
}

static size_t centres_of(const struct jh_plan *plan, int32_t zone)
{
    size_t n = 0;
    for (size_t c = 0; c < plan->n_centres; c++)
        n += plan->centre[c].zone == zone;
    return n;
}

static void check_rules(const struct jh_plan *plan)
{
    const struct jh_scenario *s = &plan->scenario;
    ck_assert_int_le((int64_t)plan->n_centres, s->centres_max_total);
    for (size_t z = 0; z < plan->zoning.zones.n; z++) {
        size_t n = centres_of(plan, (int32_t)z);
        ck_assert_int_ge((int64_t)n, s->centres_per_zone_min);
        if (s->centres_per_zone_max >= 0)
            ck_assert_int_le((int64_t)n, s->centres_per_zone_max);
    }
    for (size_t c = 0; c < plan->n_centres && s->hosts_max_specialties >= 0; c++)
        ck_assert_int_le((int64_t)plan->centre[c].n_specialties, s->hosts_max_specialties);
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_choice *choice = &plan->choice[i];
        ck_assert(choice->existing || choice->zone == JH_NONE ||
                  plan->planned[(size_t)choice->zone * plan->dataset->specialties.n +
                                (size_t)choice->specialty]);
        ck_assert_int_lt(choice->hospital, (int32_t)plan->dataset->hospitals.n_inside);
    }
}

static void check_sums(const struct jh_plan *plan)
{
    const size_t n_specialties = plan->dataset->specialties.n;
    double demand = 0, minutes = 0, by_choice = 0;
    for (size_t a = 0; a < plan->dataset->areas.n_inside; a++) {
        int32_t zone = plan->zoning.zones.of_area[a];
        for (size_t k = 0; k < n_specialties; k++) {
            double d = plan->demand[a * n_specialties + k];
            int32_t to = plan->assigned[a * n_specialties + k];
            ck_assert_int_eq(d > 0, to != JH_NONE);
            if (to == JH_NONE)
                continue;
            demand += d;
            minutes += d * jh_travel_minutes(plan->dataset, &plan->scenario.travel, (int32_t)a, to);
            if (plan->scenario.assign == JH_ASSIGN_ZONE && zone != JH_NONE)
                ck_assert_int_eq(plan->zoning.zone_of_hospital[to], zone);
        }
    }
    for (size_t i = 0; i < plan->n_choices; i++)
        by_choice += plan->choice[i].cases;
    const struct jh_plan_effect *e = &plan->effect;
    ck_assert_double_eq_tol(by_choice / demand, 1, 1e-9);
    ck_assert_double_eq_tol(e->cases / demand, 1, 1e-9);
    ck_assert_double_eq_tol(e->after_mean_min / (minutes / demand), 1, 1e-5);
    ck_assert_double_le(e->before_known_cases, demand * (1 + 1e-9));
    ck_assert_double_ge(e->after_worst_tenth_min, e->after_mean_min * (1 - 1e-9));
    ck_assert_double_ge(e->before_worst_tenth_min, e->before_mean_min * (1 - 1e-9));
}

static void check_evidence(const struct jh_plan *plan)
{
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_choice *c = &plan->choice[i];
        double told = 0;
        for (int d = 0; d < JH_PLAN_N_DESTINATIONS && c->destination[d].hospital != JH_NONE; d++) {
            ck_assert_int_ne(plan->zoning.zone_of_hospital[c->destination[d].hospital], c->zone);
            ck_assert(d == 0 || c->destination[d].cases <= c->destination[d - 1].cases);
            told += c->destination[d].cases;
        }
        ck_assert(isnan(c->leaving_cases) || told <= c->leaving_cases * (1 + 1e-9));
        ck_assert_int_ne(c->next_hospital, c->hospital);
    }
}

static void as_json(const struct jh_dataset *data, const struct jh_scenario *scenario,
    const struct jh_run *run, struct jh_buf *out, int64_t *out_iterations)
{
    struct jh_plan *plan = NULL;
    ck_ok(jh_plan_make(data, scenario, run, &plan, &err), &err);
    jh_buf_init(out, 1 << 24);
    ck_ok(jh_plan_to_json(plan, out, &err), &err);
    *out_iterations = plan->iterations;
    jh_plan_free(plan);
}

/* Two runs write the same bytes; returns the iterations. */
static int64_t same_bytes(const struct jh_dataset *data, const struct jh_scenario *scenario,
    const struct jh_run *a, const struct jh_run *b)
{
    struct jh_buf one, two;
    int64_t n_one, n_two;
    as_json(data, scenario, a, &one, &n_one);
    struct jh_run again = *b;
    if (again.iteration_limit < 0)
        again.iteration_limit = n_one;
    as_json(data, scenario, &again, &two, &n_two);
    ck_assert_int_eq(n_one, n_two);
    ck_assert_uint_eq(one.len, two.len);
    ck_assert_int_eq(memcmp(one.data, two.data, one.len), 0);
    jh_buf_release(&one);
    jh_buf_release(&two);
    return n_one;
}

static bool stop_after(void *ctx)
{
    int *left = ctx;
    return --*left < 0;
}

START_TEST(every_plan_keeps_its_promises)
{
    struct jh_dataset *data = sample(cases[_i].seed);
    struct jh_scenario scenario = jh_scenario_default();
    struct jh_plan *plan = NULL;
    for (int k = 0; k < 3 && cases[_i].key[k] != NULL; k++)
        ck_ok(jh_scenario_set(&scenario, cases[_i].key[k], cases[_i].value[k], &err), &err);
    ck_ok(jh_plan_make(data, &scenario, NULL, &plan, &err), &err);
    check_rules(plan);
    check_sums(plan);
    check_evidence(plan);
    /* One thread, two, and as many iterations as the first took. */
    same_bytes(data, &plan->scenario, &(struct jh_run){.n_threads = 1},
        &(struct jh_run){.n_threads = 2, .iteration_limit = -1});
    jh_plan_free(plan);
    jh_scenario_release(&scenario);
    jh_dataset_free(data);
}
END_TEST

/* A search stopped from outside replays by its iterations alone. */
START_TEST(a_stopped_plan_replays)
{
    struct jh_dataset *data = sample(11);
    struct jh_scenario scenario = jh_scenario_default();
    scenario.centres_per_zone_min = 0;
    scenario.centres_max_total = 6;
    int left = 60;
    struct jh_run stopped = {.n_threads = 1, .should_stop = stop_after, .ctx = &left};
    int64_t n = same_bytes(data, &scenario, &stopped, &(struct jh_run){.iteration_limit = -1});
    ck_assert_int_gt(n, 0);
    ck_assert_int_lt(left, 0); /* it was stopped */
    jh_dataset_free(data);
}
END_TEST

/* Stopped in any of its searches: made again with the steps of each. */
START_TEST(a_plan_stopped_anywhere_is_made_again)
{
    static const int stops[] = {40, 150, 600};
    struct jh_dataset *data = sample(11);
    struct jh_scenario scenario = jh_scenario_default();
    struct jh_plan *plan[2] = {NULL, NULL};
    struct jh_buf json[2];
    int left = stops[_i];
    struct jh_run stopped = {.n_threads = 1, .should_stop = stop_after, .ctx = &left};
    scenario.centres_per_zone_min = 0;
    scenario.centres_max_total = 6;
    scenario.frontier = JH_FRONTIER_CENTRES;
    scenario.frontier_points = 3;
    ck_ok(jh_plan_make(data, &scenario, &stopped, &plan[0], &err), &err);
    int64_t points[3];
    struct jh_plan_steps made = plan[0]->steps;
    made.siting = plan[0]->iterations;
    made.n_frontier = plan[0]->n_frontier;
    for (size_t k = 0; k < made.n_frontier; k++)
        points[k] = plan[0]->frontier[k].iterations;
    made.frontier = points;
    ck_ok(jh_plan_make_again(data, &scenario, &made, NULL, &plan[1], &err), &err);
    for (int k = 0; k < 2; k++) {
        jh_buf_init(&json[k], 1 << 24);
        ck_ok(jh_plan_to_json(plan[k], &json[k], &err), &err);
    }
    ck_assert_uint_eq(json[0].len, json[1].len);
    ck_assert_int_eq(memcmp(json[0].data, json[1].data, json[0].len), 0);
    for (size_t k = 0; k < plan[0]->n_frontier; k++)
        ck_assert(isfinite(plan[0]->frontier[k].bound) ||
                  plan[0]->frontier_clash[k].text[JH_LANG_EN] != NULL);
    for (int k = 0; k < 2; k++) {
        jh_buf_release(&json[k]);
        jh_plan_free(plan[k]);
    }
    jh_dataset_free(data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan_sample");
    TCase *tc = tcase_create("plan_sample");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, every_plan_keeps_its_promises, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tc, a_stopped_plan_replays);
    tcase_add_loop_test(tc, a_plan_stopped_anywhere_is_made_again, 0, 3);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
