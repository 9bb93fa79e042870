#include "junheng/zone.h"

#include <string.h>

#include "base/num.h"
#include "small_dataset.h"
#include "testing.h"

/*
 * Eight areas in a row, two towns of four; a hospital in areas 1 and 6, one outside, an outside
 * origin. Regions: areas 0-1, 2-3, 4-5, 6-7.
 */
enum { AREAS = 8, HOSPITALS = 3 };

struct fixture {
    struct jh_dataset *dataset;
    struct jh_flow_table table;
};

static void set_flows(struct jh_flows *f)
{
    size_t n = 0;
    for (int32_t a = 0; a <= AREAS; a++)
        for (int32_t h = 0; h < HOSPITALS; h++) {
            bool west = a < AREAS / 2;
            f->area[n] = a;
            f->hospital[n] = h;
            f->measure[JH_MEASURE_CASES][n++] = h == 2 ? 10 : (h == 0) == west ? 80 : 10;
        }
}

static struct fixture make(void)
{
    struct fixture f = {0};
    struct jh_error err = {0};
    struct small_size size = {.n_areas = AREAS + 1,
        .n_areas_inside = AREAS,
        .n_hospitals = HOSPITALS,
        .n_hospitals_inside = 2,
        .n_specialties = 1,
        .n_periods = 1,
        .n_flows = (AREAS + 1) * HOSPITALS};
    struct jh_arena *arena;
    f.dataset = small_dataset(&size);
    arena = jh_i_dataset_arena(f.dataset);
    for (int i = 0; i < AREAS; i++)
        f.dataset->areas.point[i] = (struct jh_point){103 + 0.1 * i, 30};
    f.dataset->hospitals.area[0] = 1;
    f.dataset->hospitals.area[1] = 6;
    set_flows(&f.dataset->flows);
    static const char *const names[4] = {"西市", "成都市", "Leeds", "绵阳"};
    f.dataset->regions = (struct jh_regions){.n = 4,
        .id = jh_arena_new(arena, 4, const char *),
        .name = jh_arena_new(arena, 4, const char *),
        .level = jh_arena_new(arena, 4, const char *),
        .parent = jh_arena_new(arena, 4, int32_t)};
    for (int i = 0; i < 4; i++) {
        f.dataset->regions.id[i] = f.dataset->regions.name[i] = names[i];
        f.dataset->regions.level[i] = "";
        f.dataset->regions.parent[i] = JH_NONE;
    }
    for (int i = 0; i < AREAS; i++)
        f.dataset->areas.region[i] = i / 2;
    ck_ok(jh_i_dataset_sort_flows(f.dataset, &err), &err);
    ck_ok(jh_i_dataset_finish(f.dataset, &err), &err);
    ck_ok(jh_flow_reduce(f.dataset, NULL, &f.table, &err), &err);
    return f;
}

static void release(struct fixture *f)
{
    jh_flow_table_release(&f->table);
    jh_dataset_free(f->dataset);
}

static struct jh_zoning zoning_of(
    const struct fixture *f, struct jh_zone_request request, bool need_contiguity)
{
    struct jh_zoning z;
    struct jh_error err = {0};
    ck_ok(jh_zoning_make(f->dataset, &f->table, &request, need_contiguity, NULL, &z, &err), &err);
    return z;
}

START_TEST(zones_of_areas)
{
    struct fixture f = make();
    struct jh_zoning z = zoning_of(
        &f, (struct jh_zone_request){.method = JH_ZONE_LEIDEN, .unit = JH_ZONE_UNIT_AREA}, true);
    ck_assert_uint_eq(z.zones.n, 2);
    ck_assert_str_eq(z.zones.id[0], "Z01");
    ck_assert_str_eq(z.zones.id[1], "Z02");
    for (int i = 0; i < AREAS; i++)
        ck_assert_int_eq(z.zones.of_area[i], i / 4);
    ck_assert_int_eq(z.zone_of_hospital[0], 0);
    ck_assert_int_eq(z.zone_of_hospital[1], 1);
    ck_assert_int_eq(z.zone_of_hospital[2], JH_NONE);
    /* of 800 cases of residents 640 stay in their zone; 90 from outside are treated here */
    ck_assert_double_eq_tol(z.indices.localization_index, 640.0 / 800, 1e-12);
    ck_assert_double_eq_tol(z.indices.lofi, 640.0 / (720 + 90), 1e-12);
    ck_assert_double_eq(z.indices.population_cv, 0);
    ck_assert_uint_eq(z.indices.n_components, 2);
    ck_assert_int_eq(z.contiguity, JH_CONTIGUITY_CELLS);
    ck_assert_uint_eq(z.n_areas_without_zone, 0);
    /* no beds: the area that treats most */
    ck_assert_str_eq(z.zones.centre_city[0], "a1");
    ck_assert_str_eq(z.zones.centre_city[1], "a6");
    jh_zoning_release(&z);
    release(&f);
}
END_TEST

START_TEST(zones_of_regions_are_named_after_the_strongest)
{
    struct fixture f = make();
    f.dataset->regions.given = true;  /* so auto means regions */
    f.dataset->hospitals.area[0] = 2; /* in 成都市 */
    f.dataset->hospitals.beds[1] = 500;
    struct jh_zoning z = zoning_of(
        &f, (struct jh_zone_request){.method = JH_ZONE_LEIDEN, .options = {.n_zones = 2}}, false);
    ck_assert_uint_eq(z.zones.n, 2);
    ck_assert_str_eq(z.zones.centre_city[0], "成都市");
    ck_assert_str_eq(z.zones.name[0], "成都片区");
    ck_assert_str_eq(z.zones.centre_city[1], "绵阳");
    ck_assert_str_eq(z.zones.name[1], "绵阳片区");
    for (int i = 0; i < AREAS; i++)
        ck_assert_int_eq(z.zones.of_area[i], i / 4);
    jh_zoning_release(&z);
    f.dataset->hospitals.beds[0] = 1;
    f.dataset->hospitals.area[0] = 0;
    z = zoning_of(
        &f, (struct jh_zone_request){.method = JH_ZONE_LEIDEN, .options = {.n_zones = 2}}, false);
    ck_assert_str_eq(z.zones.name[0], "西市片区");
    jh_zoning_release(&z);
    release(&f);
}
END_TEST

/* A region in two pieces is one unit; the piece across is counted as a part of its own. */
START_TEST(exclaves_stay_with_their_region)
{
    struct fixture f = make();
    f.dataset->areas.region[7] = 0; /* the far east belongs to the west */
    struct jh_zoning z = zoning_of(&f,
        (struct jh_zone_request){
            .method = JH_ZONE_LEIDEN, .unit = JH_ZONE_UNIT_REGION, .options = {.n_zones = 2}},
        true);
    ck_assert_int_eq(z.zones.of_area[7], z.zones.of_area[0]);
    ck_assert_uint_eq(z.indices.n_components, 3);
    jh_zoning_release(&z);
    release(&f);
}
END_TEST

static void give_zones(struct fixture *f)
{
    struct jh_arena *arena = jh_i_dataset_arena(f->dataset);
    static const char *const id[2] = {"n", "s"}, *const name[2] = {"North", ""},
                             *const city[2] = {"", "Rome"};
    struct jh_zones *g = &f->dataset->zones;
    *g = (struct jh_zones){.n = 2,
        .id = jh_arena_new(arena, 2, const char *),
        .name = jh_arena_new(arena, 2, const char *),
        .centre_city = jh_arena_new(arena, 2, const char *),
        .of_area = jh_arena_new(arena, AREAS, int32_t)};
    memcpy(g->id, id, sizeof id);
    memcpy(g->name, name, sizeof name);
    memcpy(g->centre_city, city, sizeof city);
    for (int i = 0; i < AREAS; i++)
        g->of_area[i] = i == 7 ? JH_NONE : i % 2;
}

START_TEST(given_zones_keep_their_names)
{
    struct fixture f = make();
    give_zones(&f);
    struct jh_zoning z = zoning_of(&f, (struct jh_zone_request){.method = JH_ZONE_GIVEN}, false);
    ck_assert_uint_eq(z.zones.n, 2);
    ck_assert_str_eq(z.zones.id[0], "n");
    ck_assert_str_eq(z.zones.name[0], "North");
    ck_assert_str_eq(z.zones.centre_city[0], "a6");
    ck_assert_str_eq(z.zones.centre_city[1], "Rome");
    ck_assert_str_eq(z.zones.name[1], "Rome片区");
    ck_assert_uint_eq(z.n_areas_without_zone, 1);
    ck_assert_uint_eq(z.indices.n_components, 0);
    ck_assert_int_eq(z.contiguity, JH_CONTIGUITY_NONE);
    jh_zoning_release(&z);
    z = zoning_of(&f, (struct jh_zone_request){.method = JH_ZONE_GIVEN}, true);
    ck_assert_uint_eq(z.indices.n_components, 7);
    jh_zoning_release(&z);
    release(&f);
}
END_TEST

START_TEST(refusals_leave_the_zoning_alone)
{
    struct fixture f = make();
    struct jh_zoning z = {.n_islands = 77};
    struct jh_error err = {0};
    struct jh_zone_request request = {.method = JH_ZONE_GIVEN};
    ck_refused(jh_zoning_make(f.dataset, &f.table, &request, false, NULL, &z, &err), JH_E_DATA);
    ck_assert(err.hint[JH_LANG_ZH][0] != '\0');
    request = (struct jh_zone_request){
        .method = JH_ZONE_LEIDEN, .unit = JH_ZONE_UNIT_REGION, .options = {.n_zones = 5}};
    ck_refused(
        jh_zoning_make(f.dataset, &f.table, &request, false, NULL, &z, &err), JH_E_INFEASIBLE);
    request.method = (enum jh_zone_method)99;
    ck_refused(jh_zoning_make(f.dataset, &f.table, &request, false, NULL, &z, &err), JH_E_ARG);
    ck_assert_uint_eq(z.n_islands, 77);
    release(&f);
}
END_TEST

START_TEST(boundaries_go_before_cells)
{
    struct fixture f = make();
    struct jh_graph graph;
    enum jh_contiguity source;
    int32_t coincident[AREAS];
    size_t n_coincident;
    struct jh_error err = {0};
    /* squares of a tenth of a degree around the first four areas; with a gap after the second */
    size_t ring_start[AREAS + 2] = {0, 1, 2, 3, 4, 4, 4, 4, 4, 4}, point_start[5];
    struct jh_point point[20];
    for (size_t i = 0; i < 4; i++) {
        double x = 102.95 + 0.1 * (double)i + (i >= 2 ? 0.02 : 0);
        point_start[i] = 5 * i;
        for (size_t k = 0; k < 5; k++)
            point[5 * i + k] = (struct jh_point){
                x + (k == 1 || k == 2 ? 0.1 : 0), 29.95 + (k == 2 || k == 3 ? 0.1 : 0)};
    }
    point_start[4] = 20;
    ck_ok(jh_zone_adjacency(f.dataset, &graph, &source, coincident, &n_coincident, &err), &err);
    ck_assert_int_eq(source, JH_CONTIGUITY_CELLS);
    ck_assert_uint_eq(graph.start[AREAS], 2 * (AREAS - 1));
    ck_assert_uint_eq(n_coincident, 0);
    jh_graph_release(&graph);
    f.dataset->boundaries = (struct jh_shapes){AREAS + 1, ring_start, point_start, point};
    f.dataset->areas.point[6] = f.dataset->areas.point[7];
    ck_ok(jh_zone_adjacency(f.dataset, &graph, &source, coincident, &n_coincident, &err), &err);
    ck_assert_int_eq(source, JH_CONTIGUITY_BOUNDARIES);
    ck_assert_uint_eq(n_coincident, 2);
    ck_assert_int_eq(coincident[0], 6);
    ck_assert_int_eq(coincident[1], 7);
    /* 0-1 and 2-3 by boundaries, 3-4-5-(6, 7) by cells as they lack one; not 1-2 */
    const size_t degree[AREAS] = {1, 1, 1, 2, 2, 3, 2, 2};
    for (size_t i = 0; i < AREAS; i++)
        ck_assert_uint_eq(graph.start[i + 1] - graph.start[i], degree[i]);
    jh_graph_release(&graph);
    f.dataset->boundaries = (struct jh_shapes){0};
    release(&f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("zoning");
    TCase *tc = tcase_create("zoning");
    tcase_add_test(tc, zones_of_areas);
    tcase_add_test(tc, zones_of_regions_are_named_after_the_strongest);
    tcase_add_test(tc, exclaves_stay_with_their_region);
    tcase_add_test(tc, given_zones_keep_their_names);
    tcase_add_test(tc, refusals_leave_the_zoning_alone);
    tcase_add_test(tc, boundaries_go_before_cells);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
