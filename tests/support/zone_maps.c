#include "zone_maps.h"

#include <math.h>
#include <stdlib.h>

#include "testing.h"

static struct zone_map new_map(size_t n)
{
    struct zone_map map = {.n = n,
        .population = calloc(n + 1, sizeof(double)),
        .point = calloc(n + 1, sizeof(struct jh_point))};
    map.flow = (struct jh_zone_flow){.n = n,
        .start = calloc(n + 1, sizeof(size_t)),
        .to = calloc(n * n + 1, sizeof(int32_t)),
        .cases = calloc(n * n + 1, sizeof(double)),
        .outside = calloc(n + 1, sizeof(double))};
    for (size_t i = 0; i < n; i++) {
        map.population[i] = 1000 + (double)i;
        map.point[i] = (struct jh_point){100 + 0.01 * (double)i, 30};
    }
    return map;
}

/* Graph of the pairs marked in touch[n * n]. */
static void set_adjacency(struct zone_map *map, const bool *touch)
{
    size_t n = map->n, end = 0;
    map->adjacency = (struct jh_graph){.n = n,
        .start = calloc(n + 1, sizeof(size_t)),
        .to = calloc(n * n + 1, sizeof(int32_t)),
        .border_m = calloc(n * n + 1, sizeof(double))};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            if (touch[i * n + j]) {
                map->adjacency.to[end] = (int32_t)j;
                map->adjacency.border_m[end++] = 1000;
            }
        map->adjacency.start[i + 1] = end;
    }
}

struct zone_map zone_map_grid(size_t w, size_t h)
{
    struct zone_map map = new_map(w * h);
    bool *touch = calloc(map.n * map.n + 1, sizeof *touch);
    for (size_t i = 0; i < map.n; i++) {
        map.point[i] = (struct jh_point){100 + 0.01 * (double)(i % w), 30 + 0.01 * (double)(i / w)};
        if (i % w + 1 < w)
            touch[i * map.n + i + 1] = touch[(i + 1) * map.n + i] = true;
        if (i / w + 1 < h)
            touch[i * map.n + i + w] = touch[(i + w) * map.n + i] = true;
    }
    set_adjacency(&map, touch);
    free(touch);
    return map;
}

struct zone_map zone_map_random(struct jh_rng *rng, size_t n, size_t n_more)
{
    struct zone_map map = new_map(n);
    bool *touch = calloc(n * n + 1, sizeof *touch);
    for (size_t i = 1; i < n; i++) {
        size_t j = (size_t)jh_rng_below(rng, i);
        touch[i * n + j] = touch[j * n + i] = true;
    }
    for (size_t k = 0; k < n_more; k++) {
        size_t i = (size_t)jh_rng_below(rng, n), j = (size_t)jh_rng_below(rng, n);
        if (i != j)
            touch[i * n + j] = touch[j * n + i] = true;
    }
    set_adjacency(&map, touch);
    free(touch);
    return map;
}

struct zone_map zone_map_islands(size_t n)
{
    struct zone_map map = new_map(n);
    bool *touch = calloc(n * n + 1, sizeof *touch);
    set_adjacency(&map, touch);
    free(touch);
    return map;
}

void zone_map_flows(struct zone_map *map, const double *cases)
{
    size_t n = map->n, end = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            if (cases[i * n + j] > 0) {
                map->flow.to[end] = (int32_t)j;
                map->flow.cases[end++] = cases[i * n + j];
            }
        map->flow.start[i + 1] = end;
    }
}

void zone_map_gravity(struct zone_map *map, struct jh_rng *rng, size_t n_hospitals)
{
    size_t n = map->n;
    double *cases = calloc(n * n + 1, sizeof *cases), *beds = calloc(n + 1, sizeof *beds);
    for (size_t k = 0; k < n_hospitals; k++)
        beds[jh_rng_below(rng, n)] += 100 + 900 * jh_rng_unit(rng);
    for (size_t i = 0; i < n; i++) {
        double total = 0;
        map->population[i] = floor(1000 + 9000 * jh_rng_unit(rng));
        map->flow.outside[i] = floor(10 * jh_rng_unit(rng));
        for (size_t j = 0; j < n; j++) {
            double km = jh_geo_distance_m(map->point[i], map->point[j]) / 1000;
            cases[i * n + j] = beds[j] / (1 + km * km);
            total += cases[i * n + j];
        }
        for (size_t j = 0; j < n; j++)
            cases[i * n + j] = floor(map->population[i] * cases[i * n + j] / total / 10);
    }
    zone_map_flows(map, cases);
    free(cases);
    free(beds);
}

void zone_map_release(struct zone_map *map)
{
    free(map->flow.start);
    free(map->flow.to);
    free(map->flow.cases);
    free(map->flow.outside);
    free(map->adjacency.start);
    free(map->adjacency.to);
    free(map->adjacency.border_m);
    free(map->population);
    free(map->point);
}

void zone_map_check(const struct zone_map *map, size_t n_zones, const int32_t *zone_of)
{
    struct jh_zone_indices indices;
    struct jh_error err = {0};
    double *people = calloc(n_zones + 1, sizeof *people);
    size_t *units = calloc(n_zones + 1, sizeof *units);
    for (size_t i = 0; i < map->n; i++) {
        ck_assert(zone_of[i] >= 0 && (size_t)zone_of[i] < n_zones);
        people[zone_of[i]] += map->population[i];
        units[zone_of[i]]++;
    }
    for (size_t z = 0; z < n_zones; z++) {
        ck_assert_uint_gt(units[z], 0);
        ck_assert(z == 0 || people[z] <= people[z - 1]);
    }
    ck_ok(jh_zone_judge(
              &map->flow, &map->adjacency, map->population, n_zones, zone_of, &indices, &err),
        &err);
    ck_assert_uint_eq(indices.n_components, n_zones);
    free(people);
    free(units);
}
