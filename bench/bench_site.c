/*
 * Siting on generated territories: processor time (one thread), gap and memory by size and rules.
 * Usage: bench_site [CASE-PREFIX [SECONDS [SEED]]]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "junheng/site.h"

#include "base/rng.h"

/* Processor time: the machine may be busy with other things. */
static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool is_late(void *ctx)
{
    return now_s() > *(double *)ctx;
}

struct bench_case {
    const char *name;
    size_t n_areas, n_hosts, n_kinds, n_zones;
    struct jh_site_rules rules;
    struct jh_site_objective objective;
    double eligible; /* share of pairs */
    double budget;   /* with 10 for a host and 1 for a pair; 0: none */
    double least;    /* cases of a pair, in shares of an even split over centres_max; 0: none */
};

#define RULES(hosts, zmin, zmax, pairs, kind, each, one, in)                                       \
    {                                                                                              \
        .centres_max = hosts, .centres_per_zone_min = zmin, .centres_per_zone_max = zmax,          \
        .specialties_max = pairs, .per_specialty_max = kind, .host_specialties_max = each,         \
        .one_per_zone = one, .assign_in_zone = in                                                  \
    }

static const struct bench_case cases[] = {
    {"province_zone", 158, 60, 14, 5, RULES(16, 1, -1, -1, -1, 5, true, true), {.travel = 1}, 0.7},
    {"province_any", 158, 60, 14, 5, RULES(10, 1, -1, 40, -1, 5, true, false), {.travel = 1}, 0.7},
    {"province_free", 158, 60, 14, 5, RULES(10, 1, 4, -1, 6, -1, false, false), {.travel = 1}, 0.7},
    {"province_cover", 158, 60, 14, 5, RULES(8, 1, -1, 40, -1, 5, false, false),
        {.coverage = 1, .reach_min = 60}, 0.7},
    {"england_p20", 6791, 137, 1, 42, RULES(20, 0, -1, -1, -1, -1, true, false), {.travel = 1}, 1},
    {"england_cover", 6791, 137, 1, 42, RULES(20, 0, -1, -1, -1, -1, true, false),
        {.coverage = 1, .reach_min = 45}, 1},
    {"england_mix", 6791, 137, 1, 42, RULES(20, 0, -1, -1, -1, -1, true, false),
        {.travel = 1, .coverage = 20, .reach_min = 30}, 1},
    {"nation_default", 2900, 2000, 12, 120, RULES(120, 1, -1, -1, -1, -1, true, true),
        {.travel = 1}, 0.6},
    {"nation_zone", 2900, 2000, 12, 60, RULES(140, 1, -1, -1, -1, 6, true, true), {.travel = 1},
        0.6},
    {"nation_any", 2900, 2000, 12, 31, RULES(120, 1, 8, 480, 60, 6, false, false), {.travel = 1},
        0.6},
    {"nation_one", 2900, 2000, 12, 120, RULES(120, 0, -1, 480, -1, 6, true, false), {.travel = 1},
        0.6},
    {"nation_rules", 2900, 2000, 12, 88, RULES(120, 1, -1, -1, -1, -1, true, true), {.travel = 1},
        0.6, 2150, 0.005},
    {"nation_rules_any", 2900, 2000, 12, 31, RULES(120, 1, -1, -1, -1, 6, false, false),
        {.travel = 1}, 0.6, 1700, 0.5},
    {"province_rules", 158, 60, 14, 5, RULES(10, 1, -1, -1, -1, 5, false, false), {.travel = 1},
        0.7, 140, 0.5},
    {"nation_cover", 2900, 2000, 12, 31, RULES(120, 1, -1, 480, -1, 6, false, false),
        {.coverage = 1, .reach_min = 60}, 0.6},
};

struct place {
    double x, y;
};

/* Towns around cities; the country grows with the number of areas. */
static struct place place_in(
    struct jh_rng *rng, const struct place *city, size_t n_cities, double side)
{
    if (jh_rng_unit(rng) < 0.3)
        return (struct place){side * jh_rng_unit(rng), side * jh_rng_unit(rng)};
    const struct place *c = &city[jh_rng_below(rng, n_cities)];
    return (struct place){c->x + 40 * jh_rng_normal(rng), c->y + 40 * jh_rng_normal(rng)};
}

static size_t closest(const struct place *from, size_t n, struct place p)
{
    size_t best = 0;
    for (size_t k = 1; k < n; k++)
        if (hypot(from[k].x - p.x, from[k].y - p.y) < hypot(from[best].x - p.x, from[best].y - p.y))
            best = k;
    return best;
}

static void *need(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (p == NULL)
        exit(1);
    return p;
}

static void run_case(const struct bench_case *b, double seconds, uint64_t seed)
{
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 7);
    size_t n_cities = 4 + b->n_areas / 40;
    double side = 30 * sqrt((double)b->n_areas);
    struct place *city = need(n_cities, sizeof *city), *area = need(b->n_areas, sizeof *area);
    struct place *zone = need(b->n_zones, sizeof *zone);
    float *minutes = need(b->n_areas * b->n_hosts, sizeof *minutes);
    double *demand = need(b->n_areas * b->n_kinds, sizeof *demand);
    int32_t *zone_of_area = need(b->n_areas, sizeof *zone_of_area);
    int32_t *zone_of_host = need(b->n_hosts, sizeof *zone_of_host);
    uint8_t *state = need(b->n_hosts * b->n_kinds, 1);
    for (size_t k = 0; k < n_cities; k++)
        city[k] = (struct place){side * jh_rng_unit(&rng), side * jh_rng_unit(&rng)};
    for (size_t k = 0; k < b->n_zones; k++)
        zone[k] = (struct place){side * jh_rng_unit(&rng), side * jh_rng_unit(&rng)};
    for (size_t i = 0; i < b->n_areas; i++) {
        area[i] = place_in(&rng, city, n_cities, side);
        zone_of_area[i] = (int32_t)closest(zone, b->n_zones, area[i]);
        double people = exp(11 + 0.8 * jh_rng_normal(&rng));
        for (size_t s = 0; s < b->n_kinds; s++)
            demand[i * b->n_kinds + s] =
                people * 0.002 * (double)(1 + s % 4) * exp(0.2 * jh_rng_normal(&rng));
    }
    for (size_t h = 0; h < b->n_hosts; h++) {
        struct place p = h < b->n_zones ? zone[h] : place_in(&rng, city, n_cities, side);
        zone_of_host[h] = (int32_t)closest(zone, b->n_zones, p);
        for (size_t i = 0; i < b->n_areas; i++)
            minutes[i * b->n_hosts + h] = (float)(5 + hypot(area[i].x - p.x, area[i].y - p.y) *
                                                          (0.9 + 0.2 * jh_rng_unit(&rng)));
        for (size_t s = 0; s < b->n_kinds; s++)
            state[h * b->n_kinds + s] = h < b->n_zones || jh_rng_unit(&rng) < b->eligible;
    }
    double *host_cost = need(b->n_hosts, sizeof *host_cost), total = 0;
    double *pair_cost = need(b->n_hosts * b->n_kinds, sizeof *pair_cost);
    double *least = need(b->n_hosts * b->n_kinds, sizeof *least);
    for (size_t i = 0; i < b->n_areas * b->n_kinds; i++)
        total += demand[i];
    for (size_t h = 0; h < b->n_hosts; h++)
        host_cost[h] = 10;
    for (size_t i = 0; i < b->n_hosts * b->n_kinds; i++) {
        pair_cost[i] = 1;
        least[i] = b->least * total / (double)b->n_kinds / b->rules.centres_max;
    }
    struct jh_site_problem p = {.n_areas = b->n_areas,
        .n_hosts = b->n_hosts,
        .n_specialties = b->n_kinds,
        .n_zones = b->n_zones,
        .minutes = minutes,
        .demand = demand,
        .zone_of_area = zone_of_area,
        .zone_of_host = zone_of_host,
        .state = state,
        .rules = b->rules,
        .objective = b->objective,
        .host_cost = host_cost,
        .pair_cost = pair_cost,
        .least_cases = b->least > 0 ? least : NULL};
    p.rules.budget = b->budget > 0 ? b->budget : -1;
    double start = now_s(), deadline = start + seconds;
    struct jh_run run = {.should_stop = is_late, .ctx = &deadline, .seed = seed, .n_threads = 1};
    struct jh_site_solution s = {0};
    struct jh_error err = {0};
    enum jh_status st = jh_site_solve(&p, &run, &s, &err);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    if (st == JH_OK)
        printf(
            "%-16s %zux%zux%zu s %.2f gap_percent %.5f objective %.8g centres %zu pairs %zu "
            "iterations %lld mib %ld %s\n",
            b->name, b->n_areas, b->n_hosts, b->n_kinds, now_s() - start, 100 * s.gap_frac,
            s.objective, s.n_centres, s.n, (long long)s.iterations, usage.ru_maxrss / 1024,
            s.status == JH_SITE_OPTIMAL ? "optimal" : "feasible");
    else
        printf("%-16s s %.2f %s %s %s\n", b->name, now_s() - start, err.message[0], err.where,
            err.hint[0]);
    fflush(stdout);
    jh_site_solution_release(&s);
    free(city), free(area), free(zone), free(minutes), free(demand), free(zone_of_area);
    free(zone_of_host), free(state), free(host_cost), free(pair_cost), free(least);
}

int main(int argc, char **argv)
{
    const char *prefix = argc > 1 ? argv[1] : "";
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 60;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        if (strncmp(cases[k].name, prefix, strlen(prefix)) == 0)
            run_case(&cases[k], seconds, seed);
    return 0;
}
