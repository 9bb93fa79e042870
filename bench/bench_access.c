/*
 * Accessibility without holding pairs: gaussian 2SFCA of points drawn evenly over a square of the
 * map, and what bench/access.py compares it with.
 *   bench_access POINTS SITES REACH_KM [FILE]
 * FILE gets the points, sites and figures as raw doubles for another program to read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/access.h"

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void stop_on(enum jh_status st, const struct jh_error *err)
{
    if (st == JH_OK)
        return;
    fprintf(stderr, "%s\n", err->message[JH_LANG_EN]);
    exit(1);
}

/* A square of 1,000 km around 104 E, 34 N. */
static void draw(struct jh_rng *rng, size_t n, struct jh_point *point, double *amount, double most)
{
    for (size_t i = 0; i < n; i++) {
        point[i] = (struct jh_point){
            104 + (jh_rng_unit(rng) - 0.5) * 10.85, 34 + (jh_rng_unit(rng) - 0.5) * 8.99};
        amount[i] = 1 + (double)jh_rng_below(rng, (uint64_t)most);
    }
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    size_t m = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
    double reach_km = argc > 3 ? strtod(argv[3], NULL) : 39.2;
    struct jh_point *point = calloc(n + m, sizeof *point);
    double *amount = calloc(n + m, sizeof *amount), *access = calloc(n, sizeof *access);
    struct jh_rng rng;
    struct jh_error err;
    struct jh_access_stream stream;
    /* One kilometre of straight line a minute. */
    const struct jh_travel_model model = {1, 60, 60, 1, 0};
    struct jh_access_options o = jh_access_options_default();
    if (point == NULL || amount == NULL || access == NULL)
        return 1;
    jh_rng_init(&rng, 1, 0);
    draw(&rng, n, point, amount, 1000);
    draw(&rng, m, point + n, amount + n, 500);
    o.decay = JH_DECAY_GAUSSIAN;
    o.reach_min = reach_km;
    for (int k = 0; k < 5; k++) {
        double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), sum = 0;
        stop_on(jh_access_points(n, point, amount, m, point + n, amount + n, &model, &o, NULL,
                    access, &stream, &err),
            &err);
        wall = seconds(CLOCK_MONOTONIC) - wall;
        cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        for (size_t i = 0; i < n; i++)
            sum += access[i];
        printf("access_points %zu %zu pairs %llu wall %.3f cpu %.3f error %.1e sum %.9g\n", n, m,
            (unsigned long long)stream.n_pairs, wall, cpu, stream.weight_error, sum);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("peak %ld KiB\n", usage.ru_maxrss);
    if (argc > 4) {
        FILE *file = fopen(argv[4], "wb");
        if (file == NULL)
            return 1;
        size_t done = fwrite(point, sizeof *point, n + m, file) +
                      fwrite(amount, sizeof *amount, n + m, file) +
                      fwrite(access, sizeof *access, n, file);
        if (fclose(file) != 0 || done != 3 * n + 2 * m)
            return 1;
    }
    free(point);
    free(amount);
    free(access);
    return 0;
}
