#include "model/dataset.h"

#include <string.h>

#include "base/alloc.h"
#include "base/num.h"
#include "model/zone_of.h"
#include "small_dataset.h"
#include "testing.h"

static struct jh_error err;

START_TEST(empty_dataset_finishes)
{
    struct jh_dataset *d = NULL;
    struct jh_arena *arena = NULL;
    ck_ok(jh_i_dataset_new(&d, &arena, &err), &err);
    ck_ok(jh_i_dataset_sort_flows(d, &err), &err);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    ck_assert_uint_eq(d->specialties.n, 1);
    ck_assert_str_eq(d->specialties.id[0], "all");
    ck_assert_uint_eq(d->periods.n, 1);
    ck_assert_double_eq(d->periods.length_years, 1);
    ck_assert_uint_eq(d->sources.n, 1);
    ck_assert(!d->sources.covers_inside[0] && !d->sources.covers_outside[0]);
    ck_assert(d->flows.start[0] == 0 && d->travel.start[0] == 0 && d->capabilities.start[0] == 0);
    ck_assert_uint_eq(strlen(d->fingerprint), 32);
    jh_dataset_free(d);
    jh_dataset_free(NULL);
}
END_TEST

START_TEST(derives_areas_points_and_flags)
{
    struct jh_dataset *d = small_dataset(&(struct small_size){3, 2, 5, 4, 0, 0, 0, 0});
    d->areas.point[0] = (struct jh_point){100, 30};
    d->areas.point[1] = (struct jh_point){101, 30};
    d->areas.point[2] = (struct jh_point){102, 30}; /* outside: never the area of a hospital */
    d->hospitals.point[0] = (struct jh_point){101.9, 30};
    d->hospitals.area[1] = 0;
    d->hospitals.point[4] = (struct jh_point){100, 30};
    d->hospitals.grade[2] = JH_GRADE_3;
    d->hospitals.kind[4] = JH_KIND_GENERAL; /* outside: does not count */
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    ck_assert_int_eq(d->hospitals.area[0], 1);
    ck_assert_double_eq(d->hospitals.point[1].lon_deg, 100);
    ck_assert_uint_eq(d->hospitals.place_basis[1], JH_PLACE_AREA);
    ck_assert_int_eq(d->hospitals.area[3], JH_NONE);
    ck_assert(!jh_point_known(d->hospitals.point[3]));
    ck_assert_int_eq(d->hospitals.area[4], JH_NONE);
    ck_assert(d->hospitals.has_grades && !d->hospitals.has_sponsors && !d->hospitals.has_kinds);
    int32_t zone_of_area[] = {7, 8}, zone[5];
    jh_i_zone_of_hospitals(d, zone_of_area, zone);
    ck_assert(zone[0] == 8 && zone[1] == 7 && zone[2] == JH_NONE && zone[4] == JH_NONE);
    jh_dataset_free(d);
}
END_TEST

START_TEST(coverage_follows_rows_unless_stated)
{
    struct jh_dataset *d = small_dataset(&(struct small_size){1, 1, 2, 1, 1, 1, 2, 0});
    struct jh_arena *arena = jh_i_dataset_arena(d);
    d->sources.n = 2;
    d->sources.id = jh_arena_new(arena, 2, const char *);
    d->sources.id[0] = "records";
    d->sources.id[1] = "insurance";
    d->flows.hospital[0] = 1;
    d->flows.source[0] = 1;
    ck_ok(jh_i_dataset_sort_flows(d, &err), &err);
    ck_assert_int_eq(d->flows.hospital[0], 0);
    ck_assert_uint_eq(d->flows.source[1], 1);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    ck_assert(d->sources.covers_inside[0] && !d->sources.covers_outside[0]);
    ck_assert(!d->sources.covers_inside[1] && d->sources.covers_outside[1]);
    d->sources.covers_outside[0] = true;
    d->sources.covers_outside[1] = false;
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    ck_assert(d->sources.covers_outside[0] && !d->sources.covers_outside[1]);
    jh_dataset_free(d);
}
END_TEST

/* Two areas, two hospitals, three flows, two listed times, numbered forwards or backwards. */
static struct jh_dataset *numbered(bool backwards)
{
    struct jh_dataset *d = small_dataset(&(struct small_size){2, 2, 2, 2, 2, 1, 3, 2});
    int32_t x = backwards ? 1 : 0, y = 1 - x, travel_area[] = {x, y};
    const char *area_id[] = {"A", "B"}, *hospital_id[] = {"H", "K"}, *specialty[] = {"p", "q"};
    for (int i = 0; i < 2; i++) {
        int at = backwards ? 1 - i : i;
        d->areas.id[at] = d->areas.name[at] = area_id[i];
        d->areas.point[at] = (struct jh_point){100 + i, 30};
        d->areas.place_basis[at] = JH_PLACE_GIVEN;
        d->hospitals.id[at] = d->hospitals.name[at] = hospital_id[i];
        d->hospitals.area[at] = at;
        d->specialties.id[at] = specialty[i];
        d->travel.hospital[i] = at;
        d->travel.minutes[i] = (float)(10 + i);
    }
    struct jh_flows *f = &d->flows;
    f->area[0] = f->hospital[0] = x;
    f->area[1] = y;
    f->hospital[1] = x;
    f->specialty[1] = (uint16_t)y;
    f->area[2] = f->hospital[2] = y;
    f->specialty[0] = f->specialty[2] = (uint16_t)x;
    for (size_t i = 0; i < 3; i++)
        f->measure[JH_MEASURE_CASES][i] = 5 + (double)i;
    ck_ok(jh_i_dataset_sort_flows(d, &err), &err);
    ck_ok(jh_i_dataset_sort_travel(d, travel_area, &err), &err);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    return d;
}

START_TEST(fingerprint_ignores_order_and_sees_content)
{
    struct jh_dataset *a = numbered(false), *b = numbered(true);
    ck_assert_str_eq(a->fingerprint, b->fingerprint);
    char before[JH_FINGERPRINT_LEN];
    strcpy(before, b->fingerprint);
#define CHANGES(place, value)                                                                      \
    do {                                                                                           \
        __typeof__(place) kept = (place);                                                          \
        (place) = (value);                                                                         \
        ck_ok(jh_i_dataset_finish(b, &err), &err);                                                 \
        ck_assert_msg(strcmp(b->fingerprint, before) != 0, "%s", #place);                          \
        (place) = kept;                                                                            \
        ck_ok(jh_i_dataset_finish(b, &err), &err);                                                 \
        ck_assert_msg(strcmp(b->fingerprint, before) == 0, "%s back", #place);                     \
    } while (0)
    CHANGES(b->areas.population[0], 1001);
    CHANGES(b->areas.name[0], "C");
    CHANGES(b->areas.point[0].lon_deg, 100.5);
    CHANGES(b->hospitals.beds[0], 1);
    CHANGES(b->hospitals.role[0], JH_ROLE_CENTRE);
    CHANGES(b->hospitals.campus_of[0], 1);
    CHANGES(b->flows.measure[JH_MEASURE_CASES][1], 9);
    CHANGES(b->flows.hard[1], 1);
    CHANGES(b->travel.minutes[0], 99);
    CHANGES(b->specialties.id[1], "z");
    CHANGES(b->fictional, true);
    CHANGES(b->sources.covers_outside[0], true);
    b->name = "a title";
    b->areas.population[1] = 1000.0 - 0.0;
    ck_ok(jh_i_dataset_finish(b, &err), &err);
    ck_assert_str_eq(b->fingerprint, before);
    jh_dataset_free(a);
    jh_dataset_free(b);
}
END_TEST

/* Written down once: the same on every machine, and a change of it is a change for every user. */
START_TEST(fingerprint_is_stable)
{
    struct jh_dataset *d = numbered(false);
    ck_assert_str_eq(d->fingerprint, "1a08dc8be4721e1978328b0b472d0a55");
    jh_dataset_free(d);
}
END_TEST

START_TEST(finds_capabilities_attributes_and_measures)
{
    struct jh_dataset *d = small_dataset(&(struct small_size){0, 0, 3, 3, 4, 0, 0, 0});
    int32_t hospital[] = {2, 0, 2}, specialty[] = {3, 1, 0};
    double quality[] = {.5, .6, .7};
    double nan[] = {JH_NAN, JH_NAN, JH_NAN};
    uint8_t zero[] = {0, 0, 0};
    ck_assert_int_eq(jh_capability_find(&d->capabilities, 0, 0), JH_NONE);
    d->capabilities = (struct jh_capabilities){.n = 3,
        .hospital = hospital,
        .specialty = specialty,
        .quality = quality,
        .beds = nan,
        .max_projects = nan,
        .projects = nan,
        .key_level = zero,
        .centre = zero};
    ck_ok(jh_i_dataset_sort_capabilities(d, &err), &err);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    ck_assert_int_eq(jh_capability_find(&d->capabilities, 0, 1), 0);
    ck_assert_int_eq(jh_capability_find(&d->capabilities, 2, 0), 1);
    ck_assert_int_eq(jh_capability_find(&d->capabilities, 2, 3), 2);
    ck_assert_int_eq(jh_capability_find(&d->capabilities, 2, 1), JH_NONE);
    ck_assert_int_eq(jh_capability_find(&d->capabilities, 1, 1), JH_NONE);
    ck_assert_int_eq(jh_capability_find(&d->capabilities, JH_NONE, 1), JH_NONE);
    ck_assert_double_eq(quality[1], .7);
    double income[] = {1};
    struct jh_attribute item[] = {{"word", NULL, NULL}, {"income", income, NULL}};
    struct jh_attributes attributes = {2, item};
    ck_assert_ptr_eq(jh_attribute_number(&attributes, "income"), income);
    ck_assert_ptr_null(jh_attribute_number(&attributes, "word"));
    ck_assert_ptr_null(jh_attribute_number(&attributes, "none"));
    ck_assert_str_eq(jh_measure_name(JH_MEASURE_CASES), "cases");
    ck_assert_str_eq(jh_measure_name(JH_MEASURE_OP4), "op4");
    jh_dataset_free(d);
}
END_TEST

START_TEST(owns_blocks)
{
    struct jh_dataset *d = small_dataset(&(struct small_size){0, 0, 0, 0, 0, 0, 0, 0});
    for (int i = 0; i < 40; i++)
        ck_ok(jh_i_dataset_own(d, jh_i_calloc(1, 8), &err), &err);
    jh_dataset_free(d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dataset");
    TCase *tc = tcase_create("dataset");
    tcase_add_test(tc, empty_dataset_finishes);
    tcase_add_test(tc, derives_areas_points_and_flags);
    tcase_add_test(tc, coverage_follows_rows_unless_stated);
    tcase_add_test(tc, fingerprint_ignores_order_and_sees_content);
    tcase_add_test(tc, fingerprint_is_stable);
    tcase_add_test(tc, finds_capabilities_attributes_and_measures);
    tcase_add_test(tc, owns_blocks);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
