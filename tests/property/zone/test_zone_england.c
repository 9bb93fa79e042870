/*
 * A whole country: England's 6,791 small areas, 137 hospitals and 42 health regions (Office for
 * Health Improvement and Disparities, ONS, NHS England; Open Government Licence v3).
 */
#include "junheng/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/strmap.h"
#include "io/csv.h"
#include "small_dataset.h"
#include "testing.h"

enum { WANTED = 42 };

/* A file in memory and its rows, one after the other, without the header. */
struct file {
    char *text;
    struct jh_csv csv;
};

static struct file open_file(const char *name)
{
    struct file f = {0};
    char path[64];
    snprintf(path, sizeof path, "england/%s", name);
    FILE *in = fopen(testing_shared(path), "rb");
    ck_assert(in != NULL);
    ck_assert_int_eq(fseek(in, 0, SEEK_END), 0);
    size_t len = (size_t)ftell(in);
    rewind(in);
    f.text = malloc(len + 1);
    ck_assert_uint_eq(fread(f.text, 1, len, in), len);
    fclose(in);
    jh_i_csv_init(&f.csv, f.text, len);
    return f;
}

static bool next_row(struct file *f)
{
    enum jh_csv_event event;
    struct jh_error err = {0};
    ck_ok(jh_i_csv_next(&f->csv, &event, &err), &err);
    ck_assert(event == JH_CSV_ROW || event == JH_CSV_END);
    return event == JH_CSV_ROW;
}

static void close_file(struct file *f)
{
    jh_i_csv_release(&f->csv);
    free(f->text);
}

static size_t count_rows(const char *name)
{
    struct file f = open_file(name);
    size_t n = 0;
    while (next_row(&f))
        n++;
    close_file(&f);
    return n - 1;
}

static double number(const struct file *f, size_t column)
{
    double x = JH_NAN;
    ck_assert(jh_num_parse(f->csv.field[column].text, f->csv.field[column].len, &x));
    return x;
}

static uint32_t find(const struct jh_strmap *map, const struct file *f, size_t column)
{
    uint32_t value = 0;
    ck_assert(jh_strmap_get(map, f->csv.field[column].text, f->csv.field[column].len, &value));
    return value;
}

/* Number of an id, new or known. */
static uint32_t number_of(
    struct jh_strmap *map, struct jh_arena *arena, const struct jh_csv_field *id)
{
    uint32_t value = 0;
    bool is_new;
    const char *key = jh_arena_strndup(arena, id->text, id->len);
    ck_assert(jh_strmap_put(map, key, id->len, (uint32_t)map->n, &value, &is_new, NULL) == JH_OK);
    return value;
}

struct england {
    struct jh_dataset *dataset;
    struct jh_arena *arena;
    struct jh_flow_table table;
    struct jh_strmap areas, hospitals, zones;
};

static void read_places(struct england *e)
{
    struct file f = open_file("areas.csv");
    ck_assert(next_row(&f));
    for (size_t i = 0; next_row(&f); i++) {
        ck_assert_uint_eq(number_of(&e->areas, e->arena, &f.csv.field[0]), i);
        e->dataset->areas.point[i] = (struct jh_point){number(&f, 4), number(&f, 5)};
        e->dataset->areas.population[i] = number(&f, 6);
    }
    close_file(&f);
    f = open_file("hospitals.csv");
    ck_assert(next_row(&f));
    for (size_t i = 0; next_row(&f); i++) {
        ck_assert_uint_eq(number_of(&e->hospitals, e->arena, &f.csv.field[0]), i);
        e->dataset->hospitals.point[i] = (struct jh_point){number(&f, 2), number(&f, 3)};
    }
    close_file(&f);
}

static void read_zones(struct england *e)
{
    struct jh_zones *z = &e->dataset->zones;
    struct file f = open_file("zones.csv");
    z->of_area = jh_arena_new(e->arena, e->dataset->areas.n, int32_t);
    for (size_t i = 0; i < e->dataset->areas.n; i++)
        z->of_area[i] = JH_NONE;
    ck_assert(next_row(&f));
    while (next_row(&f))
        z->of_area[find(&e->areas, &f, 0)] =
            (int32_t)number_of(&e->zones, e->arena, &f.csv.field[1]);
    close_file(&f);
    z->n = e->zones.n;
    z->id = z->name = jh_arena_new(e->arena, z->n, const char *);
    z->centre_city = jh_arena_new(e->arena, z->n, const char *);
    for (size_t i = 0; i < z->n; i++)
        z->id[i] = z->centre_city[i] = "";
}

static void read_england(struct england *e)
{
    struct jh_error err = {0};
    struct small_size size = {.n_areas = count_rows("areas.csv"),
        .n_hospitals = count_rows("hospitals.csv"),
        .n_specialties = 1,
        .n_flows = count_rows("flows.csv")};
    size.n_areas_inside = size.n_areas;
    size.n_hospitals_inside = size.n_hospitals;
    *e = (struct england){.dataset = small_dataset(&size)};
    e->arena = jh_i_dataset_arena(e->dataset);
    jh_strmap_init(&e->areas);
    jh_strmap_init(&e->hospitals);
    jh_strmap_init(&e->zones);
    read_places(e);
    read_zones(e);
    struct file f = open_file("flows.csv");
    ck_assert(next_row(&f));
    for (size_t i = 0; next_row(&f); i++) {
        e->dataset->flows.area[i] = (int32_t)find(&e->areas, &f, 0);
        e->dataset->flows.hospital[i] = (int32_t)find(&e->hospitals, &f, 1);
        e->dataset->flows.measure[JH_MEASURE_CASES][i] = number(&f, 2);
    }
    close_file(&f);
    ck_ok(jh_i_dataset_sort_flows(e->dataset, &err), &err);
    ck_ok(jh_i_dataset_finish(e->dataset, &err), &err);
    ck_ok(jh_flow_reduce(e->dataset, NULL, &e->table, &err), &err);
}

static struct jh_zone_indices zones_of(const struct england *e, struct jh_zone_request request)
{
    struct jh_zoning z;
    struct jh_error err = {0};
    struct jh_run run = {.seed = 1};
    ck_ok(jh_zoning_make(e->dataset, &e->table, &request, true, &run, &z, &err), &err);
    struct jh_zone_indices x = z.indices;
    ck_assert_uint_eq(z.n_islands, 1); /* Scilly */
    jh_zoning_release(&z);
    return x;
}

START_TEST(better_zones_than_those_given)
{
    struct england e;
    read_england(&e);
    struct jh_zone_indices given = zones_of(&e, (struct jh_zone_request){.method = JH_ZONE_GIVEN});
    ck_assert_uint_eq(given.n_zones, WANTED);
    ck_assert_double_eq_tol(given.localization_index, 0.8679, 2e-4);
    ck_assert_double_eq_tol(given.population_cv, 0.4528, 1e-4);
    struct jh_zone_request request = {
        .method = JH_ZONE_LEIDEN, .unit = JH_ZONE_UNIT_AREA, .options = {.n_zones = WANTED}};
    struct jh_zone_indices found = zones_of(&e, request);
    ck_assert_uint_eq(found.n_zones, WANTED);
    ck_assert_uint_eq(found.n_components, WANTED);
    ck_assert_double_gt(found.localization_index, 0.89);
    ck_assert_double_lt(found.population_cv, 0.42);
    request.options.min_population = 900000;
    found = zones_of(&e, request);
    ck_assert_uint_eq(found.n_zones, WANTED);
    ck_assert_uint_eq(found.n_components, WANTED);
    ck_assert_double_ge(found.min_population, 900000);
    ck_assert_double_gt(found.localization_index, 0.87);
    jh_strmap_release(&e.areas);
    jh_strmap_release(&e.hospitals);
    jh_strmap_release(&e.zones);
    jh_flow_table_release(&e.table);
    jh_dataset_free(e.dataset);
}
END_TEST

int main(void)
{
    if (testing_shared("england/areas.csv") == NULL)
        return 77;
    Suite *suite = suite_create("zone_england");
    TCase *tc = tcase_create("zone_england");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, better_zones_than_those_given);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
