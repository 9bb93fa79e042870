#include "rich_dataset.h"

#include <stdlib.h>

#include "base/num.h"
#include "base/rng.h"
#include "small_dataset.h"

enum { N_AREAS = 40, N_INSIDE = 30, N_HOSPITALS = 25, N_H_INSIDE = 20, N_SPECIALTIES = 4 };

static void *some(struct jh_arena *arena, size_t n, size_t size)
{
    void *p = jh_arena_alloc(arena, n, size);
    if (p == NULL)
        abort();
    return p;
}
#define SOME(n, type) ((type *)some(arena, (n), sizeof(type)))

static double maybe(struct jh_rng *rng, double value)
{
    return jh_rng_below(rng, 4) == 0 ? JH_NAN : value;
}

static const char *text(struct jh_arena *arena, struct jh_rng *rng)
{
    static const char *const texts[] = {"", "线", "a,\"b\"\n", "'; --", "three words here", "\xff"};
    return jh_arena_strdup(arena, texts[jh_rng_below(rng, sizeof texts / sizeof *texts)]);
}

static void fill_regions(struct jh_dataset *d, struct jh_arena *arena)
{
    static const char *const id[] = {"P", "C1", "C2"};
    struct jh_regions *r = &d->regions;
    struct jh_zones *z = &d->zones;
    r->n = 3;
    r->given = true;
    r->id = SOME(3, const char *);
    r->name = SOME(3, const char *);
    r->level = SOME(3, const char *);
    r->parent = SOME(3, int32_t);
    z->n = 2;
    z->id = SOME(2, const char *);
    z->name = SOME(2, const char *);
    z->centre_city = SOME(2, const char *);
    z->of_area = SOME(N_INSIDE, int32_t);
    for (int i = 0; i < 3; i++) {
        r->id[i] = r->name[i] = id[i];
        r->level[i] = i == 0 ? "province" : "";
        r->parent[i] = i == 0 ? JH_NONE : 0;
    }
    for (int i = 0; i < 2; i++) {
        z->id[i] = id[i + 1];
        z->name[i] = i == 0 ? "" : "西";
        z->centre_city[i] = "";
    }
    for (int i = 0; i < N_INSIDE; i++) {
        d->areas.region[i] = i % 3 == 0 ? JH_NONE : i % 3;
        z->of_area[i] = i % 3 - 1;
    }
}

static void fill_places(struct jh_dataset *d, struct jh_arena *arena, struct jh_rng *rng)
{
    struct jh_hospitals *h = &d->hospitals;
    h->name = SOME(N_HOSPITALS, const char *);
    for (size_t i = 0; i < N_AREAS; i++) {
        if (i >= N_INSIDE && i % 2 == 0)
            continue;
        d->areas.point[i] =
            (struct jh_point){100 + 10 * jh_rng_unit(rng), 25 + 10 * jh_rng_unit(rng)};
        d->areas.place_basis[i] = JH_PLACE_GIVEN;
        d->areas.population[i] = (double)jh_rng_below(rng, 1000000) + 0.5;
    }
    for (size_t i = 0; i < N_HOSPITALS; i++) {
        if (i % 3 > 0) {
            h->point[i] = (struct jh_point){100 + 10 * jh_rng_unit(rng), 30};
            h->place_basis[i] = JH_PLACE_GIVEN;
        } else if (i < N_H_INSIDE) {
            h->area[i] = (int32_t)(i % N_INSIDE);
        }
        h->beds[i] = maybe(rng, (double)jh_rng_below(rng, 3000));
        h->authorised_beds[i] = maybe(rng, 800);
        h->bed_use_frac[i] = maybe(rng, jh_rng_unit(rng));
        h->mean_stay_days[i] = maybe(rng, 1 / 3.0);
        h->grade[i] = i % 2 == 0 ? JH_GRADE_3A : JH_GRADE_NONE;
        h->sponsor[i] = (uint8_t)(i % 9);
        h->kind[i] = (uint8_t)(i % 6);
        h->role[i] = (uint8_t)(i % 4);
        h->grade_text[i] = i % 2 == 0 ? "三级甲等" : "";
        h->campus_of[i] = i == 5 ? 7 : JH_NONE;
        h->name[i] = text(arena, rng);
    }
}

static void fill_attributes(
    struct jh_attributes *a, size_t n, struct jh_arena *arena, struct jh_rng *rng)
{
    static const char *const name[] = {"pop_65plus", "备注"};
    a->n = 2;
    a->item = SOME(2, struct jh_attribute);
    for (int k = 0; k < 2; k++) {
        a->item[k].name = name[k];
        a->item[k].text = SOME(n, const char *);
        a->item[k].number = k == 0 ? SOME(n, double) : NULL;
        for (size_t i = 0; i < n; i++) {
            a->item[k].text[i] = text(arena, rng);
            if (k == 0)
                a->item[k].number[i] = maybe(rng, jh_rng_normal(rng));
        }
    }
}

static void fill_capabilities(struct jh_dataset *d, struct jh_arena *arena, struct jh_rng *rng)
{
    struct jh_capabilities *c = &d->capabilities;
    c->n = N_HOSPITALS * 2;
    c->hospital = SOME(c->n, int32_t);
    c->specialty = SOME(c->n, int32_t);
    c->quality = SOME(c->n, double);
    c->beds = SOME(c->n, double);
    c->max_projects = SOME(c->n, double);
    c->projects = SOME(c->n, double);
    c->key_level = SOME(c->n, uint8_t);
    c->centre = SOME(c->n, uint8_t);
    for (size_t i = 0; i < c->n; i++) {
        c->hospital[i] = (int32_t)(i / 2);
        c->specialty[i] = (int32_t)(2 * (i % 2) + jh_rng_below(rng, 2));
        c->quality[i] = maybe(rng, jh_rng_unit(rng));
        c->beds[i] = maybe(rng, 50);
        c->max_projects[i] = maybe(rng, 3);
        c->projects[i] = JH_NAN;
        c->key_level[i] = (uint8_t)jh_rng_below(rng, 3);
        c->centre[i] = (uint8_t)jh_rng_below(rng, 2);
    }
}

/* A square for every third area, with a hole in every sixth. */
static void fill_boundaries(struct jh_dataset *d, struct jh_arena *arena)
{
    struct jh_shapes *s = &d->boundaries;
    size_t n_rings = 0;
    s->n = N_AREAS;
    s->ring_start = SOME(N_AREAS + 1, size_t);
    s->point_start = SOME(2 * N_AREAS + 1, size_t);
    s->point = SOME(2 * N_AREAS * 5, struct jh_point);
    for (size_t a = 0; a < N_AREAS; a++) {
        for (size_t r = 0; r < (size_t)(a % 3 == 0) + (a % 6 == 0); r++) {
            size_t first = s->point_start[n_rings];
            for (size_t k = 0; k < 5; k++)
                s->point[first + k] = (struct jh_point){
                    100 + (double)a + (k % 4 == 1 || k == 2), 30.1 + (double)(k == 2 || k == 3)};
            s->point_start[++n_rings] = first + 5;
        }
        s->ring_start[a + 1] = n_rings;
    }
    d->boundaries_source = "GS(2024)0001";
}

static void fill_flows(struct jh_dataset *d, struct jh_arena *arena, struct jh_rng *rng)
{
    struct jh_flows *f = &d->flows;
    for (int m = 0; m < JH_N_MEASURES; m++)
        if (f->measure[m] == NULL && m != JH_MEASURE_OP4)
            f->measure[m] = SOME(f->n, double);
    for (size_t i = 0; i < f->n; i++) {
        f->area[i] = (int32_t)jh_rng_below(rng, N_AREAS);
        f->hospital[i] = (int32_t)jh_rng_below(rng, N_HOSPITALS);
        f->specialty[i] = (uint16_t)jh_rng_below(rng, N_SPECIALTIES);
        f->period[i] = (uint16_t)jh_rng_below(rng, 2);
        f->hard[i] = (uint8_t)jh_rng_below(rng, 3);
        f->reason[i] = (uint8_t)jh_rng_below(rng, 5);
        f->basis[i] = JH_BASIS_RESIDENCE;
        f->source[i] = (uint8_t)jh_rng_below(rng, 2);
        f->measure[JH_MEASURE_CASES][i] = (double)jh_rng_below(rng, 300);
        f->measure[JH_MEASURE_PERSONS][i] = maybe(rng, (double)jh_rng_below(rng, 70000));
        f->measure[JH_MEASURE_COST][i] = (double)jh_rng_below(rng, 100000000) / 100;
        f->measure[JH_MEASURE_DAYS][i] = jh_rng_normal(rng);
    }
    d->sources.n = 2;
    d->sources.id = SOME(2, const char *);
    d->sources.id[0] = "records";
    d->sources.id[1] = "insurance";
}

struct jh_dataset *rich_dataset(uint64_t seed, size_t n_flows, size_t n_travel)
{
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 0);
    struct jh_dataset *d = small_dataset(&(struct small_size){
        N_AREAS, N_INSIDE, N_HOSPITALS, N_H_INSIDE, N_SPECIALTIES, 2, n_flows, n_travel});
    struct jh_arena *arena = jh_i_dataset_arena(d);
    int32_t *area = SOME(n_travel, int32_t);
    d->name = "Test province";
    d->fictional = true;
    fill_regions(d, arena);
    fill_places(d, arena, &rng);
    fill_attributes(&d->areas.attributes, N_AREAS, arena, &rng);
    fill_attributes(&d->hospitals.attributes, N_HOSPITALS, arena, &rng);
    fill_capabilities(d, arena, &rng);
    fill_boundaries(d, arena);
    fill_flows(d, arena, &rng);
    d->travel.km = SOME(n_travel, float);
    for (size_t i = 0; i < n_travel; i++) {
        area[i] = (int32_t)jh_rng_below(&rng, N_AREAS);
        d->travel.hospital[i] = (int32_t)jh_rng_below(&rng, N_HOSPITALS);
        d->travel.minutes[i] = (float)(300 * jh_rng_unit(&rng));
        d->travel.km[i] = (float)maybe(&rng, 12.5);
    }
    if (jh_i_dataset_sort_flows(d, NULL) != JH_OK ||
        jh_i_dataset_sort_capabilities(d, NULL) != JH_OK ||
        jh_i_dataset_sort_travel(d, area, NULL) != JH_OK || jh_i_dataset_finish(d, NULL) != JH_OK)
        abort();
    return d;
}
