/*
 * Indicators of the country: 2,978 counties, 12 months, about 200 indicators, from a cube of 7 million
 * rows; then one entry; then target splits.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "io/programme/entries.h"
#include "io/programme/indicators_json.h"
#include "junheng/monitor.h"
#include "model/dataset.h"

enum {
    AREAS = 2978,
    REGIONS = 330,
    HOSPITALS = 2000,
    SPECIALTIES = 26,
    MONTHS = 12,
    ROWS = 7000000
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* one thread; others may be at work */
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const char *name(struct jh_arena *arena, const char *letter, size_t k)
{
    char text[32];
    snprintf(text, sizeof text, "%s%05zu", letter, k);
    return jh_arena_strdup(arena, text);
}

#define COLUMN(field, n) ((field) = jh_arena_alloc(arena, (n), sizeof *(field)))

/* Names, places and an even cube; only what the indicators look at. */
static struct jh_dataset *make(void)
{
    struct jh_dataset *d;
    struct jh_arena *arena;
    struct jh_error err;
    struct jh_rng rng;
    jh_rng_init(&rng, 1, 0);
    if (jh_i_dataset_new(&d, &arena, &err) != JH_OK)
        return NULL;
    d->areas.n = d->areas.n_inside = AREAS;
    d->regions.n = REGIONS;
    d->hospitals.n = HOSPITALS + 30;
    d->hospitals.n_inside = HOSPITALS;
    d->specialties.n = SPECIALTIES;
    d->periods.n = MONTHS;
    d->periods.length_years = 1.0 / 12;
    d->sources.n = 1;
    COLUMN(d->areas.id, AREAS);
    COLUMN(d->areas.name, AREAS);
    COLUMN(d->areas.population, AREAS);
    COLUMN(d->areas.region, AREAS);
    COLUMN(d->regions.id, REGIONS);
    COLUMN(d->regions.name, REGIONS);
    COLUMN(d->regions.parent, REGIONS);
    COLUMN(d->hospitals.id, d->hospitals.n);
    COLUMN(d->hospitals.name, d->hospitals.n);
    COLUMN(d->hospitals.area, d->hospitals.n);
    COLUMN(d->specialties.id, SPECIALTIES);
    COLUMN(d->periods.id, MONTHS);
    COLUMN(d->sources.covers_inside, 1);
    COLUMN(d->sources.covers_outside, 1);
    d->sources.covers_inside[0] = d->sources.covers_outside[0] = true;
    for (size_t k = 0; k < REGIONS; k++) {
        d->regions.id[k] = d->regions.name[k] = name(arena, "R", k);
        d->regions.parent[k] = k < 31 ? JH_NONE : (int32_t)(k % 31);
    }
    for (size_t k = 0; k < AREAS; k++) {
        d->areas.id[k] = d->areas.name[k] = name(arena, "A", k);
        d->areas.population[k] = 1e5 + (double)jh_rng_below(&rng, 900000);
        d->areas.region[k] = 31 + (int32_t)(k % (REGIONS - 31));
    }
    for (size_t k = 0; k < d->hospitals.n; k++) {
        d->hospitals.id[k] = d->hospitals.name[k] = name(arena, "H", k);
        d->hospitals.area[k] = k < HOSPITALS ? (int32_t)(k % AREAS) : JH_NONE;
    }
    for (size_t k = 0; k < SPECIALTIES; k++)
        d->specialties.id[k] = name(arena, "S", k);
    for (size_t k = 0; k < MONTHS; k++)
        d->periods.id[k] = name(arena, "2024-", k);
    struct jh_flows *f = &d->flows;
    f->n = ROWS;
    COLUMN(f->area, ROWS);
    COLUMN(f->hospital, ROWS);
    COLUMN(f->specialty, ROWS);
    COLUMN(f->period, ROWS);
    COLUMN(f->hard, ROWS);
    COLUMN(f->reason, ROWS);
    COLUMN(f->source, ROWS);
    for (size_t m = 0; m < JH_N_MEASURES; m++)
        COLUMN(f->measure[m], ROWS);
    for (size_t r = 0; r < ROWS; r++) {
        const uint64_t u = jh_rng_u64(&rng);
        f->area[r] = (int32_t)(r * AREAS / ROWS);
        f->hospital[r] = (int32_t)(u % d->hospitals.n);
        f->specialty[r] = (uint16_t)(u >> 20 & 0xFF) % SPECIALTIES;
        f->period[r] = (uint16_t)(u >> 32 & 0xFF) % MONTHS;
        f->hard[r] = (u >> 40 & 7) == 0;
        f->reason[r] = (uint8_t)(u >> 44 & 0xFF) % 5;
        for (size_t m = 0; m < JH_N_MEASURES; m++)
            f->measure[m][r] = (double)(1 + (u >> (48 + m) & 7));
    }
    return d;
}

static int entry(struct jh_units *units, struct jh_value_block *block)
{
    struct jh_buf body;
    struct jh_error err;
    size_t unknown = 0;
    bool mine;
    jh_buf_init(&body, 1 << 24);
    jh_buf_puts(&body, "{\"period\":\"2024\",\"values\":[");
    for (size_t u = 0; u < units->n; u++)
        jh_buf_printf(&body, "%s[\"%s\",%zu,1000,\"\",\"\"]", u > 0 ? "," : "", units->id[u], u);
    jh_buf_puts(&body, "]}");
    const double begin = now_s();
    if (jh_i_entry_apply(body.data, "2024", units, block, &mine, &unknown, &err) != JH_OK)
        return 1;
    printf("entry of %zu units applied seconds %.3f\n", units->n, now_s() - begin);
    jh_buf_release(&body);
    return 0;
}

/* After one month came anew: its key, its values, and that they are those of the whole. */
static int one_period(const struct jh_dataset *d, const struct jh_units *units,
    const struct jh_catalogue *c, const struct jh_value_block *whole)
{
    enum { MONTH = 7 };
    static char key[MONTHS][JH_MONITOR_KEY_LEN];
    uint8_t wanted[MONTHS] = {[MONTH] = 1};
    struct jh_monitor_options o = jh_monitor_options_default();
    struct jh_value_block *b = jh_i_calloc(c->n * MONTHS, sizeof *b);
    struct jh_error err;
    size_t n_different = 0;
    for (size_t k = MONTH; k < c->n * MONTHS; k += MONTHS) {
        b[k].numerator = jh_i_calloc(units->n, sizeof(double));
        b[k].denominator = jh_i_calloc(units->n, sizeof(double));
        b[k].flags = jh_i_calloc(units->n, 1);
    }
    double begin = now_s();
    if (jh_monitor_keys(d, key, &err) != JH_OK)
        return 1;
    printf("keys of %d months seconds %.2f\n", MONTHS, now_s() - begin);
    o.period = wanted;
    begin = now_s();
    if (jh_monitor_compute(d, units, &o, c->n, c->indicator, NULL, b, &err) != JH_OK)
        return 1;
    const double seconds = now_s() - begin;
    for (size_t k = MONTH; k < c->n * MONTHS; k += MONTHS)
        n_different +=
            memcmp(b[k].numerator, whole[k].numerator, units->n * sizeof(double)) != 0 ||
            memcmp(b[k].denominator, whole[k].denominator, units->n * sizeof(double)) != 0;
    printf(
        "one month of %d seconds %.2f blocks unlike the whole %zu\n", MONTHS, seconds, n_different);
    return n_different != 0;
}

int main(void)
{
    struct jh_error err;
    struct jh_dataset *d = make();
    struct jh_catalogue c;
    struct jh_units units;
    if (d == NULL || jh_i_catalogue_parse(NULL, &d->specialties, &c, &err) != JH_OK ||
        jh_units_make(d, JH_UNIT_AREA, &units, &err) != JH_OK)
        return 1;
    struct jh_value_block *b = jh_i_calloc(c.n * MONTHS, sizeof *b);
    for (size_t k = 0; k < c.n * MONTHS; k++) {
        b[k].numerator = jh_i_calloc(units.n, sizeof(double));
        b[k].denominator = jh_i_calloc(units.n, sizeof(double));
        b[k].flags = jh_i_calloc(units.n, 1);
    }
    const struct jh_monitor_options o = jh_monitor_options_default();
    const double begin = now_s();
    if (jh_monitor_compute(d, &units, &o, c.n, c.indicator, NULL, b, &err) != JH_OK)
        return 1;
    double seconds = now_s() - begin, sum = 0;
    for (size_t k = 0; k < c.n * MONTHS; k++)
        for (size_t u = 0; u < units.n; u++)
            sum += isnan(b[k].numerator[u]) ? 0 : b[k].numerator[u];
    printf("full counties %d indicators %zu months %d rows %d seconds %.2f checksum %.9g\n", AREAS,
        c.n, MONTHS, ROWS, seconds, sum);
    return one_period(d, &units, &c, b) != 0 || entry(&units, &b[0]) != 0;
}
