/*
 * A nation: every method of accessibility and its equity, one supply per specialty, on the pairs within
 * reach of the fictional territory.
 *   bench_access_nation [AREAS HOSPITALS SPECIALTIES REACH_MIN]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "junheng/access.h"
#include "junheng/sample.h"

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double used_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void stop_on(enum jh_status st, const struct jh_error *err)
{
    if (st == JH_OK)
        return;
    fprintf(stderr, "%s\n", err->message[JH_LANG_EN]);
    exit(1);
}

static const enum jh_access_method methods[] = {JH_ACCESS_NEAREST, JH_ACCESS_K_NEAREST,
    JH_ACCESS_CUMULATIVE, JH_ACCESS_INTERVAL, JH_ACCESS_GRAVITY, JH_ACCESS_GRAVITY_COMPETITION,
    JH_ACCESS_2SFCA, JH_ACCESS_E2SFCA, JH_ACCESS_3SFCA, JH_ACCESS_M2SFCA, JH_ACCESS_I2SFCA,
    JH_ACCESS_BFCA, JH_ACCESS_AVAILABILITY, JH_ACCESS_RAAM};

int main(int argc, char **argv)
{
    struct jh_sample_options o = jh_sample_options_default();
    int64_t *size[] = {&o.n_areas, &o.n_hospitals, &o.n_specialties};
    struct jh_dataset *ds = NULL;
    struct jh_travel_options travel = jh_travel_options_default();
    struct jh_access_options options = jh_access_options_default();
    struct jh_travel_pairs pairs;
    struct jh_error err;
    setvbuf(stdout, NULL, _IOLBF, 0);
    o.n_areas = 2900;
    o.n_hospitals = 9000;
    o.n_specialties = 12;
    o.n_periods = 1;
    options.reach_min = argc > 4 ? strtod(argv[4], NULL) : 180;
    for (int i = 0; i < 3 && i + 1 < argc; i++)
        *size[i] = strtol(argv[i + 1], NULL, 10);
    stop_on(jh_sample_make(&o, NULL, &ds, NULL, &err), &err);
    size_t n_areas = ds->areas.n, n = ds->hospitals.n, n_specialties = ds->specialties.n;
    int32_t *area = calloc(n_areas, sizeof *area), *site = calloc(n, sizeof *site);
    double *supply = calloc(n * n_specialties, sizeof *supply);
    double *access = calloc(n_areas + n, sizeof *access), *income = calloc(n_areas, sizeof *income);
    if (area == NULL || site == NULL || supply == NULL || access == NULL || income == NULL)
        return 1;
    for (size_t a = 0; a < n_areas; a++) {
        area[a] = (int32_t)a;
        income[a] = (double)(a * 7919 % 1000);
    }
    for (size_t h = 0; h < n; h++)
        site[h] = (int32_t)h;
    for (size_t r = 0; r < ds->capabilities.n; r++)
        supply[(size_t)ds->capabilities.specialty[r] * n + (size_t)ds->capabilities.hospital[r]] =
            ds->capabilities.beds[r] > 0 ? ds->capabilities.beds[r] : 0;
    double wall = now_s(), cpu = used_s();
    stop_on(jh_travel_within(
                ds, &travel, n_areas, area, n, site, options.reach_min, NULL, &pairs, &err),
        &err);
    printf("travel_within %zu areas %zu hospitals %zu pairs wall %.3f cpu %.3f\n", n_areas, n,
        pairs.n, now_s() - wall, used_s() - cpu);
    double total = now_s(), total_cpu = used_s();
    for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
        options.method = methods[m];
        double gini = 0;
        wall = now_s(), cpu = used_s();
        for (size_t s = 0; s < n_specialties; s++) {
            struct jh_equity e;
            struct jh_equity_income by_income;
            stop_on(
                jh_access(&pairs, n, supply + s * n, ds->areas.population, &options, access, &err),
                &err);
            bool by_site = jh_access_by_site(methods[m]);
            size_t n_judged = by_site ? n : ds->areas.n_inside;
            stop_on(jh_equity(n_judged, access, by_site ? supply + s * n : ds->areas.population, 0,
                        NULL, &e, &err),
                &err);
            if (!by_site)
                stop_on(jh_equity_income(n_judged, access, ds->areas.population, income, NAN, NAN,
                            &by_income, &err),
                    &err);
            gini += e.gini;
        }
        if (methods[m] == JH_ACCESS_RAAM)
            printf("all but raam: wall %.3f cpu %.3f\n", wall - total, cpu - total_cpu);
        printf("%s: wall %.3f cpu %.3f gini %.4f\n", jh_access_method_name(methods[m]),
            now_s() - wall, used_s() - cpu, gini / (double)n_specialties);
    }
    jh_travel_pairs_release(&pairs);
    free(area);
    free(site);
    free(supply);
    free(access);
    free(income);
    jh_dataset_free(ds);
    return 0;
}
