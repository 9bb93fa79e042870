/*
 * Zones of a country drawn at random: hospital towns on a map, people going to near and to large ones.
 *   bench_zones [AREAS FLOWS ZONES REPEATS [FILE]]
 * Communities of the flows alone; then contiguous ones of a minimum population and exactly ZONES of
 * them. FILE gets the undirected flows between areas for another program: AREAS, their number, then
 * the pairs as 32-bit integers and their cases as doubles.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/rng.h"
#include "junheng/zone.h"

enum { PEOPLE = 28000, PER_TOWN = 20, NEAR = 10 };

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void *room(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (p == NULL)
        exit(1);
    return p;
}

static void stop_on(enum jh_status st, const struct jh_error *err)
{
    if (st == JH_OK)
        return;
    fprintf(stderr, "%s\n", err->message[JH_LANG_EN]);
    exit(1);
}

/* A map of squares; towns are some of them, with the sizes of cities (rank to the power of -1). */
struct country {
    size_t n, width, n_towns;
    struct jh_graph map;
    struct jh_point *point;
    double *population, *size; /* [n]; [n_towns] */
    int32_t *town;             /* [n_towns] */
    struct jh_zone_flow flow;
};

static void make_map(struct country *c)
{
    size_t *start = room(c->n + 1, sizeof *start), n = 0;
    int32_t *to = room(4 * c->n, sizeof *to);
    for (size_t i = 0; i < c->n; i++) {
        size_t x = i % c->width;
        if (i >= c->width)
            to[n++] = (int32_t)(i - c->width);
        if (x > 0)
            to[n++] = (int32_t)i - 1;
        if (x + 1 < c->width && i + 1 < c->n)
            to[n++] = (int32_t)i + 1;
        if (i + c->width < c->n)
            to[n++] = (int32_t)(i + c->width);
        start[i + 1] = n;
        c->point[i] = (struct jh_point){
            100 + 0.05 * (double)x, 30 + 0.05 * (double)(i / c->width)}; /* 5 km a side */
    }
    c->map = (struct jh_graph){.n = c->n, .start = start, .to = to};
}

static double distance(const struct country *c, size_t a, size_t b)
{
    double dx = (double)(a % c->width) - (double)(b % c->width);
    double dy = (double)(a / c->width) - (double)(b / c->width);
    return sqrt(dx * dx + dy * dy);
}

static void make_towns(struct country *c, struct jh_rng *rng)
{
    int32_t *all = room(c->n, sizeof *all);
    for (size_t i = 0; i < c->n; i++)
        all[i] = (int32_t)i;
    jh_rng_shuffle(rng, all, c->n);
    c->n_towns = c->n / PER_TOWN + 1;
    c->town = all;
    c->size = room(c->n_towns, sizeof *c->size);
    for (size_t t = 0; t < c->n_towns; t++)
        c->size[t] = 1000.0 / (double)(t / 3 + 1) + 2;
}

static int town_cmp(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Each area goes to the towns that attract it most of many drawn by size, and to some of the rest. */
static void make_flows(struct country *c, size_t per_area, struct jh_rng *rng)
{
    struct jh_zone_flow *f = &c->flow;
    double *pull = room(c->n, sizeof *pull), *added = room(c->n_towns, sizeof *added);
    *f = (struct jh_zone_flow){.n = c->n,
        .start = room(c->n + 1, sizeof *f->start),
        .to = room(c->n * per_area, sizeof *f->to),
        .cases = room(c->n * per_area, sizeof *f->cases),
        .outside = room(c->n, sizeof *f->outside)};
    for (size_t i = 0; i < c->n; i++) {
        size_t n = f->start[i];
        double total = 0;
        c->population[i] = PEOPLE * (0.5 + jh_rng_unit(rng));
        for (size_t t = 0; t < c->n_towns; t++) {
            double d = distance(c, i, (size_t)c->town[t]);
            total += d > 0 ? c->size[t] / (20 + d * d * d) : 0;
            added[t] = total;
        }
        for (size_t k = 0; k < 4 * per_area && n - f->start[i] < per_area; k++) {
            double u = jh_rng_unit(rng) * total;
            size_t low = 0, high = c->n_towns - 1;
            while (low < high) {
                size_t middle = (low + high) / 2;
                if (added[middle] < u)
                    low = middle + 1;
                else
                    high = middle;
            }
            if (pull[c->town[low]] == 0)
                f->to[n++] = c->town[low];
            pull[c->town[low]] += 1;
        }
        qsort(f->to + f->start[i], n - f->start[i], sizeof *f->to, town_cmp);
        for (size_t e = f->start[i]; e < n; e++) {
            f->cases[e] = pull[f->to[e]];
            pull[f->to[e]] = 0;
        }
        f->start[i + 1] = n;
    }
    free(pull);
    free(added);
}

static void write_flows(const struct country *c, const char *path)
{
    const struct jh_zone_flow *f = &c->flow;
    int64_t size[2] = {(int64_t)c->n, (int64_t)f->start[c->n]};
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(size, sizeof *size, 2, file) != 2)
        exit(1);
    for (size_t i = 0; i < c->n; i++)
        for (size_t e = f->start[i]; e < f->start[i + 1]; e++) {
            int32_t pair[2] = {(int32_t)i, f->to[e]};
            if (fwrite(pair, sizeof *pair, 2, file) != 2)
                exit(1);
        }
    if (fwrite(f->cases, sizeof *f->cases, f->start[c->n], file) != f->start[c->n] ||
        fclose(file) != 0)
        exit(1);
}

static void find_zones(const struct country *c, const char *name, bool contiguous,
    const struct jh_zone_options *options, int repeats)
{
    int32_t *zone_of = room(c->n, sizeof *zone_of);
    for (int k = 0; k < repeats; k++) {
        struct jh_run run = {.seed = (uint64_t)k + 1};
        struct jh_zone_indices x;
        struct jh_error err;
        size_t n_zones, n_islands;
        double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        stop_on(jh_zone_leiden(&c->flow, contiguous ? &c->map : NULL, c->population, c->point,
                    options, &run, zone_of, &n_zones, &n_islands, &err),
            &err);
        wall = seconds(CLOCK_MONOTONIC) - wall;
        cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        stop_on(jh_zone_judge(&c->flow, contiguous ? &c->map : NULL, c->population, n_zones,
                    zone_of, &x, &err),
            &err);
        printf(
            "%s seed %d zones %zu modularity %.5f localization %.4f smallest %.0f parts %zu wall "
            "%.3f cpu %.3f\n",
            name, k + 1, n_zones, x.modularity, x.localization_index, x.min_population,
            x.n_components, wall, cpu);
    }
    free(zone_of);
}

int main(int argc, char **argv)
{
    struct country c = {.n = argc > 1 ? strtoul(argv[1], NULL, 10) : 50000};
    size_t flows = argc > 2 ? strtoul(argv[2], NULL, 10) : 1500000;
    size_t n_zones = argc > 3 ? strtoul(argv[3], NULL, 10) : 100;
    int repeats = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 5;
    struct jh_rng rng;
    struct rusage usage;
    jh_rng_init(&rng, 1, 0);
    c.width = (size_t)ceil(sqrt((double)c.n));
    c.point = room(c.n, sizeof *c.point);
    c.population = room(c.n, sizeof *c.population);
    make_map(&c);
    make_towns(&c, &rng);
    make_flows(&c, flows / c.n, &rng);
    printf("areas %zu flows %zu towns %zu\n", c.n, c.flow.start[c.n], c.n_towns);
    if (argc > 5)
        write_flows(&c, argv[5]);
    find_zones(&c, "free", false, &(struct jh_zone_options){0}, repeats);
    double people = 0;
    for (size_t i = 0; i < c.n; i++)
        people += c.population[i];
    find_zones(&c, "contiguous", true,
        &(struct jh_zone_options){
            .n_zones = n_zones, .min_population = floor(people / (double)n_zones / 3)},
        repeats);
    getrusage(RUSAGE_SELF, &usage);
    printf("peak %ld KiB\n", usage.ru_maxrss);
    jh_zone_flow_release(&c.flow);
    return 0;
}
