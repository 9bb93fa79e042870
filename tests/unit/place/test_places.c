#include "junheng/place.h"

#include <math.h>
#include <string.h>

#include "base/num.h"
#include "model/dataset.h"
#include "small_dataset.h"
#include "testing.h"

/*
 * Four areas, the last beyond the border; areas 0 and 1 form region 0, area 2 region 1. Hospitals 0
 * (area 0, 90 beds, 三级, national in s0 at quality 2) and 1 (area 2, 30 beds, 二级), 2 outside. Minutes are
 * listed.
 */
static struct jh_error err;

static struct jh_dataset *make(void)
{
    struct small_size size = {.n_areas = 4,
        .n_areas_inside = 3,
        .n_hospitals = 3,
        .n_hospitals_inside = 2,
        .n_specialties = 1,
        .n_periods = 1,
        .n_flows = 5,
        .n_travel = 8};
    static const double people[] = {100, 300, 200, 50};
    static const int32_t from[] = {0, 0, 1, 1, 2, 2, 3, 3}, to[] = {0, 1, 0, 1, 0, 1, 0, 1};
    static const float minutes[] = {10, 90, 40, 60, 90, 20, 50, 200};
    static const int32_t home[] = {0, 0, 1, 2, 2}, used[] = {0, 2, 0, 1, 0};
    static const double cases[] = {60, 40, 50, 30, 10};
    struct jh_dataset *ds = small_dataset(&size);
    struct jh_arena *arena = jh_i_dataset_arena(ds);
    memcpy(ds->areas.population, people, sizeof people);
    for (size_t i = 0; i < 5; i++) {
        ds->flows.area[i] = home[i];
        ds->flows.hospital[i] = used[i];
        ds->flows.measure[JH_MEASURE_CASES][i] = cases[i];
    }
    ds->regions = (struct jh_regions){.n = 3,
        .id = jh_arena_new(arena, 3, const char *),
        .name = jh_arena_new(arena, 3, const char *),
        .level = jh_arena_new(arena, 3, const char *),
        .parent = jh_arena_new(arena, 3, int32_t)};
    for (int r = 0; r < 3; r++) {
        static const char *const names[] = {"r0", "r1", "p"};
        ds->regions.id[r] = ds->regions.name[r] = names[r];
        ds->regions.level[r] = r == 2 ? "province" : "prefecture";
        ds->regions.parent[r] = r == 2 ? JH_NONE : 2;
    }
    ds->areas.region[0] = ds->areas.region[1] = 0;
    ds->areas.region[2] = 1;
    ds->hospitals.area[0] = 0;
    ds->hospitals.area[1] = 2;
    ds->hospitals.beds[0] = 90;
    ds->hospitals.beds[1] = 30;
    ds->hospitals.grade[0] = JH_GRADE_3A;
    ds->hospitals.grade[1] = JH_GRADE_2A;
    for (size_t i = 0; i < 8; i++) {
        ds->travel.hospital[i] = to[i];
        ds->travel.minutes[i] = minutes[i];
    }
    struct jh_capabilities *c = &ds->capabilities;
    *c = (struct jh_capabilities){.n = 1,
        .hospital = jh_arena_new(arena, 1, int32_t),
        .specialty = jh_arena_new(arena, 1, int32_t),
        .quality = jh_arena_new(arena, 1, double),
        .beds = jh_arena_new(arena, 1, double),
        .max_projects = jh_arena_new(arena, 1, double),
        .projects = jh_arena_new(arena, 1, double),
        .key_level = jh_arena_new(arena, 1, uint8_t),
        .centre = jh_arena_new(arena, 1, uint8_t)};
    c->quality[0] = 2;
    c->key_level[0] = JH_KEY_NATIONAL;
    int32_t area[8];
    memcpy(area, from, sizeof from);
    ck_ok(jh_i_dataset_sort_flows(ds, &err), &err);
    ck_ok(jh_i_dataset_sort_capabilities(ds, &err), &err);
    ck_ok(jh_i_dataset_sort_travel(ds, area, &err), &err);
    for (int h = 0; h < 2; h++) /* a place of its own: main hospitals are those with one */
        ds->hospitals.point[h] = (struct jh_point){104 + h, 30};
    ck_ok(jh_i_dataset_finish(ds, &err), &err);
    return ds;
}

static double figure(const struct jh_places *p, size_t place, size_t indicator)
{
    return p->figure[place * p->n_indicators + indicator];
}

START_TEST(figures_by_hand)
{
    struct jh_dataset *ds = make();
    struct jh_flow_table table;
    struct jh_places p;
    struct jh_place_request q = jh_place_request_default();
    const struct jh_place_item mark[] = {{"r1", 2}};
    q.travel.mode = JH_TRAVEL_LISTED;
    q.n_marks = 1;
    q.mark = mark;
    ck_ok(jh_flow_reduce(ds, NULL, &table, &err), &err);
    ck_ok(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), &err);
    ck_assert_uint_eq(p.n, 2);
    ck_assert_uint_eq(p.n_chosen, 1);
    ck_assert_str_eq(p.id[1], "r1");
    ck_assert_double_eq_tol(figure(&p, 0, JH_PLACE_IS_SUPPLY), 90. / 400, 1e-15);
    ck_assert_double_eq_tol(figure(&p, 1, JH_PLACE_IS_SUPPLY), 0, 1e-15); /* second grade */
    ck_assert_double_eq(figure(&p, 0, JH_PLACE_IS_NATIONAL), 1);
    ck_assert_double_eq(figure(&p, 1, JH_PLACE_IS_NATIONAL), 0);
    /* E2SFCA within 60 minutes: hospital 0 is shared by 100 + .68 x 300 + .22 x 50 people. */
    double r = 90 / (100 + .68 * 300 + .22 * 50);
    ck_assert_double_eq_tol(
        figure(&p, 0, JH_PLACE_IS_ACCESS), (100 * r + 300 * .68 * r) / 400, 1e-15);
    ck_assert_double_eq(figure(&p, 1, JH_PLACE_IS_ACCESS), 0);
    ck_assert_double_eq(figure(&p, 0, JH_PLACE_IS_POPULATION), 400);
    ck_assert_double_eq(figure(&p, 0, JH_PLACE_IS_LEAVING), 40);
    ck_assert_double_eq_tol(figure(&p, 0, JH_PLACE_IS_LEAVING_RATE), 40. / 150, 1e-15);
    ck_assert_double_eq(figure(&p, 1, JH_PLACE_IS_LEAVING), 10);
    ck_assert_double_eq(figure(&p, 0, JH_PLACE_IS_REACH), 450); /* across the border too */
    ck_assert_double_eq(figure(&p, 1, JH_PLACE_IS_REACH), 500);
    ck_assert_double_eq_tol(
        figure(&p, 0, JH_PLACE_IS_CENTRALITY), (100 * 10 + 300 * 40 + 200 * 90) / 600., 1e-12);
    ck_assert_double_eq(figure(&p, 0, JH_PLACE_IS_MARK), 0);
    ck_assert_double_eq(figure(&p, 1, JH_PLACE_IS_MARK), 2);
    ck_assert_int_eq(p.main_hospital[1], 1);
    jh_places_release(&p);

    q.all_hospitals = true;
    q.national_quality = 3;
    ck_ok(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), &err);
    ck_assert_double_eq_tol(figure(&p, 1, JH_PLACE_IS_SUPPLY), 30. / 200, 1e-15);
    ck_assert_double_eq(figure(&p, 0, JH_PLACE_IS_NATIONAL), 0);
    jh_places_release(&p);
    jh_flow_table_release(&table);
    jh_dataset_free(ds);
}
END_TEST

START_TEST(levels_areas_and_refusals)
{
    struct jh_dataset *ds = make();
    struct jh_flow_table table;
    struct jh_places p = {.n = 9};
    struct jh_place_request q = jh_place_request_default();
    const struct jh_place_item no_mark[] = {{"r7", 1}}, no_weight[] = {{"peple", 1}},
                               weight[] = {{"people", 4}, {"leaving", 0}};
    ck_ok(jh_flow_reduce(ds, NULL, &table, &err), &err);
    q.level = "province";
    ck_ok(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), &err);
    ck_assert_uint_eq(p.n, 1);
    ck_assert_double_eq(figure(&p, 0, JH_PLACE_IS_POPULATION), 600);
    jh_places_release(&p);
    p.n = 9;
    q.level = "county";
    ck_refused(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), JH_E_NOT_FOUND);
    q.level = NULL;
    q.unit = JH_PLACES_BY_ZONE;
    ck_refused(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), JH_E_ARG);
    q.unit = JH_PLACES_BY_AREA;
    q.n_marks = 1;
    q.mark = no_mark;
    ck_refused(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), JH_E_NOT_FOUND);
    q.n_marks = 0;
    q.n_weights = 1;
    q.weight = no_weight;
    ck_refused(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), JH_E_NOT_FOUND);
    q.supply = "doctors";
    ck_refused(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), JH_E_NOT_FOUND);
    ck_assert_uint_eq(p.n, 9);
    q.supply = NULL;
    q.n_weights = 2;
    q.weight = weight;
    ck_ok(jh_places_make(ds, &table, NULL, &q, NULL, &p, &err), &err);
    ck_assert_uint_eq(p.n, 3);
    ck_assert_int_eq(p.main_hospital[1], JH_NONE);
    ck_assert_double_eq(p.scores.weight[JH_PLACE_IS_LEAVING], 0);
    ck_assert(p.scores.weight[JH_PLACE_IS_POPULATION] > p.scores.weight[JH_PLACE_IS_SUPPLY]);
    jh_places_release(&p);
    jh_flow_table_release(&table);
    jh_dataset_free(ds);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("places");
    TCase *tc = tcase_create("places");
    tcase_add_test(tc, figures_by_hand);
    tcase_add_test(tc, levels_areas_and_refusals);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
