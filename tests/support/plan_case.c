#include "plan_case.h"

#include <stdlib.h>

#include "model/dataset.h"
#include "small_dataset.h"

static void fill_places(struct jh_dataset *d)
{
    for (size_t h = 0; h < 6; h++) {
        d->areas.point[h] = d->hospitals.point[h] =
            (struct jh_point){100 + 0.2 * (double)h, 30 + 0.1 * (double)(h % 2)};
        d->areas.place_basis[h] = d->hospitals.place_basis[h] = JH_PLACE_GIVEN;
        d->hospitals.area[h] = (int32_t)h;
        d->hospitals.beds[h] = 100 * (double)(h + 1);
        d->hospitals.grade[h] = h == 4 ? JH_GRADE_3B : JH_GRADE_3A;
        d->hospitals.grade_text[h] = h == 4 ? "三级乙等" : "三级甲等";
        d->hospitals.sponsor[h] = JH_SPONSOR_CITY;
    }
}

static void fill_zones(struct jh_dataset *d, struct jh_arena *arena)
{
    static const char *id[] = {"z0", "z1", "z2"}, *name[] = {"North", "Middle", "South"},
                      *city[] = {"a0", "", "a4"};
    d->zones = (struct jh_zones){.n = 3, .id = id, .name = name, .centre_city = city};
    d->zones.of_area = jh_arena_new(arena, PLAN_CASE_AREAS, int32_t);
    for (int32_t a = 0; a < PLAN_CASE_AREAS; a++)
        d->zones.of_area[a] = a / 2;
}

static void fill_travel(struct jh_dataset *d)
{
    int32_t area[36];
    for (int32_t i = 0; i < 36; i++) {
        int32_t a = i / 6, h = i % 6;
        area[i] = a;
        d->travel.hospital[i] = h;
        d->travel.minutes[i] = a == h ? 10 : a / 2 == h / 2 ? 30 : 60;
    }
    if (jh_i_dataset_sort_travel(d, area, NULL) != JH_OK)
        abort();
}

struct jh_dataset *plan_case(void)
{
    static const struct {
        int32_t area, hospital;
        uint16_t specialty;
        double cases;
    } row[] = {{0, 0, 0, 60}, {0, 6, 0, 40}, {1, 0, 0, 300}, {2, 2, 0, 150}, {2, 6, 0, 50},
        {3, 1, 0, 100}, {4, 4, 0, 60}, {5, 5, 0, 50}, {0, 0, 1, 10}, {1, 1, 1, 10}, {2, 2, 1, 10},
        {3, 3, 1, 10}, {4, 4, 1, 10}, {5, 5, 1, 10}};
    enum { N_ROWS = sizeof row / sizeof *row };
    struct jh_dataset *d = small_dataset(&(struct small_size){PLAN_CASE_AREAS, PLAN_CASE_AREAS,
        PLAN_CASE_HOSPITALS, PLAN_CASE_HOSPITALS - 1, .n_specialties = 2, .n_periods = 1,
        .n_flows = N_ROWS, .n_travel = 36});
    d->name = "by hand";
    for (size_t i = 0; i < N_ROWS; i++) {
        d->flows.area[i] = row[i].area;
        d->flows.hospital[i] = row[i].hospital;
        d->flows.specialty[i] = row[i].specialty;
        d->flows.measure[JH_MEASURE_CASES][i] = row[i].cases;
    }
    d->flows.hard = d->flows.reason = d->flows.basis = NULL;
    d->flows.measure[JH_MEASURE_PERSONS] = NULL;
    fill_places(d);
    fill_zones(d, jh_i_dataset_arena(d));
    fill_travel(d);
    if (jh_i_dataset_sort_flows(d, NULL) != JH_OK || jh_i_dataset_finish(d, NULL) != JH_OK)
        abort();
    return d;
}

struct jh_scenario plan_case_scenario(void)
{
    struct jh_scenario scenario = jh_scenario_default();
    scenario.name = "by hand";
    scenario.top_specialties = 1;
    scenario.travel.mode = JH_TRAVEL_LISTED;
    return scenario;
}
