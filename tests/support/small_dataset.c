#include "small_dataset.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"

static void *some(struct jh_arena *arena, size_t n, size_t size)
{
    void *p = jh_arena_alloc(arena, n, size);
    if (p == NULL)
        abort();
    return p;
}
#define SOME(n, type) ((type *)some(arena, (n), sizeof(type)))

static const char **ids(struct jh_arena *arena, size_t n, const char *prefix, int first)
{
    const char **id = SOME(n, const char *);
    for (size_t i = 0; i < n; i++) {
        char text[32];
        snprintf(text, sizeof text, "%s%d", prefix, first + (int)i);
        id[i] = jh_arena_strdup(arena, text);
    }
    return id;
}

static double *numbers(struct jh_arena *arena, size_t n, double value)
{
    double *x = SOME(n, double);
    for (size_t i = 0; i < n; i++)
        x[i] = value;
    return x;
}

static int32_t *nones(struct jh_arena *arena, size_t n)
{
    int32_t *x = SOME(n, int32_t);
    for (size_t i = 0; i < n; i++)
        x[i] = JH_NONE;
    return x;
}

static struct jh_point *points(struct jh_arena *arena, size_t n)
{
    struct jh_point *p = SOME(n, struct jh_point);
    for (size_t i = 0; i < n; i++)
        p[i] = (struct jh_point){JH_NAN, JH_NAN};
    return p;
}

static void fill_hospitals(struct jh_hospitals *h, struct jh_arena *arena)
{
    h->id = h->name = ids(arena, h->n, "h", 0);
    h->point = points(arena, h->n);
    h->place_basis = SOME(h->n, uint8_t);
    h->area = nones(arena, h->n);
    h->beds = numbers(arena, h->n, JH_NAN);
    h->authorised_beds = numbers(arena, h->n, JH_NAN);
    h->bed_use_frac = numbers(arena, h->n, JH_NAN);
    h->mean_stay_days = numbers(arena, h->n, JH_NAN);
    h->grade = SOME(h->n, uint8_t);
    h->sponsor = SOME(h->n, uint8_t);
    h->kind = SOME(h->n, uint8_t);
    h->role = SOME(h->n, uint8_t);
    h->grade_text = SOME(h->n, const char *);
    for (size_t i = 0; i < h->n; i++)
        h->grade_text[i] = "";
    h->campus_of = nones(arena, h->n);
}

static void fill_flows(struct jh_flows *f, struct jh_arena *arena)
{
    f->area = SOME(f->n, int32_t);
    f->hospital = SOME(f->n, int32_t);
    f->specialty = SOME(f->n, uint16_t);
    f->period = SOME(f->n, uint16_t);
    f->hard = SOME(f->n, uint8_t);
    f->reason = SOME(f->n, uint8_t);
    f->basis = SOME(f->n, uint8_t);
    f->source = SOME(f->n, uint8_t);
    f->measure[JH_MEASURE_CASES] = numbers(arena, f->n, 1);
    f->measure[JH_MEASURE_PERSONS] = numbers(arena, f->n, 1);
}

struct jh_dataset *small_dataset(const struct small_size *size)
{
    struct jh_dataset *d = NULL;
    struct jh_arena *arena = NULL;
    if (jh_i_dataset_new(&d, &arena, NULL) != JH_OK)
        abort();
    d->areas = (struct jh_areas){.n = size->n_areas,
        .n_inside = size->n_areas_inside,
        .id = ids(arena, size->n_areas, "a", 0),
        .name = ids(arena, size->n_areas, "a", 0),
        .point = points(arena, size->n_areas),
        .place_basis = SOME(size->n_areas, uint8_t),
        .population = numbers(arena, size->n_areas, 1000),
        .region = nones(arena, size->n_areas)};
    d->hospitals.n = size->n_hospitals;
    d->hospitals.n_inside = size->n_hospitals_inside;
    fill_hospitals(&d->hospitals, arena);
    d->specialties.n = size->n_specialties;
    d->specialties.id = ids(arena, size->n_specialties, "s", 0);
    d->periods = (struct jh_periods){.n = size->n_periods,
        .id = ids(arena, size->n_periods, "", 2021),
        .length_years = 1,
        .given = size->n_periods > 0};
    d->flows.n = size->n_flows;
    fill_flows(&d->flows, arena);
    d->travel.n = size->n_travel;
    d->travel.hospital = SOME(size->n_travel, int32_t);
    d->travel.minutes = SOME(size->n_travel, float);
    return d;
}
