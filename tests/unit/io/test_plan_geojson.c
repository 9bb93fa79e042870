#include "io/plan/plan_geojson.h"

#include <string.h>

#include "base/buf.h"
#include "io/json.h"
#include "plan_case.h"
#include "testing.h"

/* Area 0: a square with a hole that holds an island; all rings clockwise. Others: none. */
static struct jh_point points[] = {{0, 0}, {0, 9}, {9, 9}, {9, 0}, {0, 0}, {1, 1}, {1, 8}, {8, 8},
    {8, 1}, {1, 1}, {4, 4}, {4, 5}, {5, 5}, {5, 4}, {4, 4}};
static size_t point_start[] = {0, 5, 10, 15};
static size_t ring_start[] = {0, 3, 3, 3, 3, 3, 3};

static struct jh_dataset *data;
static struct jh_plan *plan;
static struct jh_json *root;
static struct jh_error err;

static void setup(void)
{
    const struct jh_scenario scenario = plan_case_scenario();
    struct jh_buf text;
    data = plan_case();
    ck_ok(jh_plan_make(data, &scenario, NULL, &plan, &err), &err);
    data->boundaries = (struct jh_shapes){PLAN_CASE_AREAS, ring_start, point_start, points};
    jh_buf_init(&text, 1 << 20);
    ck_ok(jh_i_plan_geojson(plan, &text, &err), &err);
    ck_ok(jh_json_parse(text.data, text.len, (struct jh_json_limits){1 << 20, 32}, &root, &err),
        &err);
    jh_buf_release(&text);
}
static void teardown(void)
{
    data->boundaries = (struct jh_shapes){0};
    jh_json_free(root);
    jh_plan_free(plan);
    jh_dataset_free(data);
}

static const struct jh_json *feature(size_t i)
{
    return jh_json_item(jh_json_get(root, "features"), i);
}

static double coordinate(const struct jh_json *point, size_t axis)
{
    double x = -1;
    ck_assert(jh_json_as_num(jh_json_item(point, axis), &x));
    return x;
}

START_TEST(nests_rings)
{
    const struct jh_json *geometry = jh_json_get(feature(0), "geometry");
    const struct jh_json *polygons = jh_json_get(geometry, "coordinates");
    ck_assert_str_eq(jh_json_as_text(jh_json_get(geometry, "type")), "MultiPolygon");
    ck_assert_uint_eq(jh_json_length(polygons), 2);
    ck_assert_uint_eq(jh_json_length(jh_json_item(polygons, 0)), 2); /* square and hole */
    ck_assert_uint_eq(jh_json_length(jh_json_item(polygons, 1)), 1); /* island */
    /* Outer rings run counter-clockwise: from (0, 0) to (9, 0); holes clockwise. */
    const struct jh_json *outer = jh_json_item(jh_json_item(polygons, 0), 0);
    const struct jh_json *hole = jh_json_item(jh_json_item(polygons, 0), 1);
    ck_assert_double_eq(coordinate(jh_json_item(outer, 1), 0), 9);
    ck_assert_double_eq(coordinate(jh_json_item(hole, 1), 1), 8);
}
END_TEST

START_TEST(tells_areas_and_centres)
{
    ck_assert_uint_eq(
        jh_json_length(jh_json_get(root, "features")), PLAN_CASE_AREAS + plan->n_centres);
    const struct jh_json *area = jh_json_get(feature(1), "properties");
    ck_assert_str_eq(jh_json_as_text(jh_json_get(area, "zone_name")), "North");
    ck_assert_str_eq(jh_json_as_text(jh_json_get(jh_json_get(area, "assigned"), "s0")), "h1");
    ck_assert_str_eq(
        jh_json_as_text(jh_json_get(jh_json_get(feature(1), "geometry"), "type")), "Point");
    const struct jh_json *centre = jh_json_get(feature(PLAN_CASE_AREAS), "properties");
    ck_assert_str_eq(jh_json_as_text(jh_json_get(centre, "hospital_id")), "h1");
    ck_assert_uint_eq(jh_json_length(jh_json_get(centre, "specialties")), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan_geojson");
    TCase *tc = tcase_create("plan_geojson");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, nests_rings);
    tcase_add_test(tc, tells_areas_and_centres);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
