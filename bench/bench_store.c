/*
 * Saving and loading a cube of the size of a nation.
 * Usage: bench_store FILE [N_FLOWS [REPEATS]]; the file is made, and left for a look at it.
 * Prints: kernel size reps median_ns min_ns max_ns checksum (bytes of the file, or fingerprint).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "junheng/store.h"

#include "base/alloc.h"
#include "base/num.h"
#include "base/rng.h"
#include "model/dataset.h"

enum { N_AREAS = 2900, N_HOSPITALS = 9000, N_SPECIALTIES = 12, N_PERIODS = 8, MAX_REPEATS = 50 };

static void *some(struct jh_dataset *d, size_t n, size_t size)
{
    void *p = jh_i_calloc(n, size);
    if (p == NULL || jh_i_dataset_own(d, p, NULL) != JH_OK)
        abort();
    return p;
}
#define SOME(n, type) ((type *)some(d, (n), sizeof(type)))

static const char **ids(struct jh_dataset *d, size_t n, const char *prefix)
{
    const char **id = SOME(n, const char *);
    for (size_t i = 0; i < n; i++) {
        char text[32];
        snprintf(text, sizeof text, "%s%06zu", prefix, i);
        id[i] = jh_arena_strdup(jh_i_dataset_arena(d), text);
    }
    return id;
}

static double *numbers(struct jh_dataset *d, size_t n)
{
    double *x = SOME(n, double);
    for (size_t i = 0; i < n; i++)
        x[i] = (double)(i % 1000) + 0.5;
    return x;
}

static void fill_places(struct jh_dataset *d)
{
    struct jh_areas *a = &d->areas;
    struct jh_hospitals *h = &d->hospitals;
    a->n = a->n_inside = N_AREAS;
    a->id = a->name = ids(d, N_AREAS, "area");
    a->population = numbers(d, N_AREAS);
    a->point = SOME(N_AREAS, struct jh_point);
    a->place_basis = SOME(N_AREAS, uint8_t);
    a->region = SOME(N_AREAS, int32_t);
    for (size_t i = 0; i < N_AREAS; i++)
        a->region[i] = JH_NONE;
    h->n = h->n_inside = N_HOSPITALS;
    h->id = h->name = ids(d, N_HOSPITALS, "hospital");
    h->point = SOME(N_HOSPITALS, struct jh_point);
    h->place_basis = SOME(N_HOSPITALS, uint8_t);
    h->area = SOME(N_HOSPITALS, int32_t);
    h->beds = numbers(d, N_HOSPITALS);
    h->authorised_beds = numbers(d, N_HOSPITALS);
    h->bed_use_frac = numbers(d, N_HOSPITALS);
    h->mean_stay_days = numbers(d, N_HOSPITALS);
    h->grade = SOME(N_HOSPITALS, uint8_t);
    h->sponsor = SOME(N_HOSPITALS, uint8_t);
    h->kind = SOME(N_HOSPITALS, uint8_t);
    h->role = SOME(N_HOSPITALS, uint8_t);
    h->grade_text = SOME(N_HOSPITALS, const char *);
    h->campus_of = SOME(N_HOSPITALS, int32_t);
    for (size_t i = 0; i < N_HOSPITALS; i++) {
        h->grade_text[i] = "三级甲等";
        h->campus_of[i] = JH_NONE;
        h->area[i] = (int32_t)(i % N_AREAS);
    }
    d->specialties.n = N_SPECIALTIES;
    d->specialties.id = ids(d, N_SPECIALTIES, "specialty");
    d->periods = (struct jh_periods){N_PERIODS, ids(d, N_PERIODS, "2023"), 0.25, true};
}

/* Rows in the order of the cube; most cells hold few cases. */
static void fill_flows(struct jh_dataset *d, size_t n)
{
    struct jh_flows *f = &d->flows;
    struct jh_rng rng;
    jh_rng_init(&rng, 1, 0);
    f->n = n;
    f->area = SOME(n, int32_t);
    f->hospital = SOME(n, int32_t);
    f->specialty = SOME(n, uint16_t);
    f->period = SOME(n, uint16_t);
    f->hard = SOME(n, uint8_t);
    f->reason = SOME(n, uint8_t);
    f->source = SOME(n, uint8_t);
    for (int m = JH_MEASURE_CASES; m <= JH_MEASURE_COST; m++)
        f->measure[m] = SOME(n, double);
    for (size_t i = 0; i < n; i++) {
        double cases = 1 + floor(-20 * log(1 - jh_rng_unit(&rng)));
        f->area[i] = (int32_t)(i * N_AREAS / n);
        f->hospital[i] = (int32_t)jh_rng_below(&rng, N_HOSPITALS);
        f->specialty[i] = (uint16_t)jh_rng_below(&rng, N_SPECIALTIES);
        f->period[i] = (uint16_t)jh_rng_below(&rng, N_PERIODS);
        f->hard[i] = (uint8_t)jh_rng_below(&rng, 2);
        f->reason[i] = (uint8_t)jh_rng_below(&rng, 5);
        f->measure[JH_MEASURE_CASES][i] = cases;
        f->measure[JH_MEASURE_PERSONS][i] = ceil(cases * 0.9);
        f->measure[JH_MEASURE_DAYS][i] = floor(cases * 8.3);
        f->measure[JH_MEASURE_COST][i] = floor(cases * 1234567 * jh_rng_unit(&rng)) / 100;
    }
}

static struct jh_dataset *nation(size_t n_flows)
{
    struct jh_dataset *d = NULL;
    struct jh_arena *arena = NULL;
    if (jh_i_dataset_new(&d, &arena, NULL) != JH_OK)
        abort();
    fill_places(d);
    fill_flows(d, n_flows);
    if (jh_i_dataset_sort_flows(d, NULL) != JH_OK || jh_i_dataset_finish(d, NULL) != JH_OK)
        abort();
    return d;
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void check(enum jh_status st, const struct jh_error *err)
{
    if (st != JH_OK) {
        fprintf(stderr, "%s: %s\n", jh_status_name(st), err->message[JH_LANG_EN]);
        exit(1);
    }
}

static void save(const char *path, struct jh_dataset *d)
{
    struct jh_store *store = NULL;
    struct jh_error err;
    check(jh_store_open(path, JH_STORE_WRITE, &store, &err), &err);
    check(jh_store_dataset_save(store, d, "", "", NULL, &err), &err);
    jh_store_close(store);
}

static void load(const char *path, struct jh_dataset *d)
{
    struct jh_store *store = NULL;
    struct jh_dataset *back = NULL;
    struct jh_error err;
    (void)d;
    check(jh_store_open(path, JH_STORE_READ, &store, &err), &err);
    check(jh_store_dataset_load(store, NULL, &back, &err), &err);
    jh_dataset_free(back);
    jh_store_close(store);
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void measure(const char *name, void job(const char *, struct jh_dataset *), const char *path,
    struct jh_dataset *d, int n_reps)
{
    int64_t ns[MAX_REPEATS];
    for (int i = 0; i < n_reps; i++) {
        int64_t begin = now_ns();
        job(path, d);
        ns[i] = now_ns() - begin;
    }
    qsort(ns, (size_t)n_reps, sizeof *ns, by_value);
    struct stat info = {0};
    stat(path, &info);
    printf("%s %zu %d %lld %lld %lld %lld %.8s\n", name, d->flows.n, n_reps,
        (long long)ns[n_reps / 2], (long long)ns[0], (long long)ns[n_reps - 1],
        (long long)info.st_size, d->fingerprint);
}

int main(int argc, char **argv)
{
    double n_flows = 1e7, n_reps = 3;
    if (argc < 2 || (argc > 2 && !jh_num_parse(argv[2], strlen(argv[2]), &n_flows)) ||
        (argc > 3 && !jh_num_parse(argv[3], strlen(argv[3]), &n_reps)) || n_reps > MAX_REPEATS)
        return 2;
    struct jh_dataset *d = nation((size_t)n_flows);
    remove(argv[1]);
    measure("save_new", save, argv[1], d, 1);
    measure("save_again", save, argv[1], d, (int)n_reps);
    measure("load", load, argv[1], d, (int)n_reps);
    jh_dataset_free(d);
    return 0;
}
