#include "junheng/sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "testing.h"

static struct jh_error err;

static struct jh_dataset *make(
    int64_t areas, int64_t hospitals, int64_t specialties, int64_t periods, uint64_t seed)
{
    struct jh_sample_options o = {areas, hospitals, specialties, periods, seed};
    struct jh_dataset *d = NULL;
    ck_ok(jh_sample_make(&o, NULL, &d, NULL, &err), &err);
    return d;
}

START_TEST(same_seed_same_bytes_whatever_the_threads)
{
    struct jh_sample_options o = {40, 110, 5, 4, 7};
    struct jh_dataset *d[3];
    char *truth[3];
    for (int i = 0; i < 3; i++) {
        struct jh_run run = {.n_threads = 1 + i % 2};
        o.seed = i == 2 ? 8 : 7;
        ck_ok(jh_sample_make(&o, &run, &d[i], &truth[i], &err), &err);
    }
    ck_assert_str_eq(d[0]->fingerprint, d[1]->fingerprint);
    ck_assert_str_eq(truth[0], truth[1]);
    ck_assert_uint_eq(d[0]->flows.n, d[1]->flows.n);
    for (int m = 0; m <= JH_MEASURE_COST; m++)
        ck_assert_mem_eq(
            d[0]->flows.measure[m], d[1]->flows.measure[m], d[0]->flows.n * sizeof(double));
    ck_assert_str_ne(d[0]->fingerprint, d[2]->fingerprint);
    for (int i = 0; i < 3; i++) {
        jh_dataset_free(d[i]);
        free(truth[i]);
    }
}
END_TEST

static const struct {
    int64_t areas, hospitals, specialties, periods;
} sizes[] = {{1, 1, 1, 1}, {1, 60, 3, 2}, {9, 3, 14, 4}, {40, 110, 5, 8}, {158, 420, 14, 1},
    {450, 700, 2, 1}, {60, 900, 31, 1}};

static void check_rows(const struct jh_dataset *d)
{
    const struct jh_flows *f = &d->flows;
    for (size_t i = 0; i < f->n; i++) {
        double cases = f->measure[JH_MEASURE_CASES][i];
        bool outside = (size_t)f->hospital[i] >= d->hospitals.n_inside;
        ck_assert(cases >= 1 && cases == floor(cases));
        ck_assert(f->measure[JH_MEASURE_PERSONS][i] >= 1);
        ck_assert(f->measure[JH_MEASURE_PERSONS][i] <= cases);
        ck_assert(f->measure[JH_MEASURE_DAYS][i] >= cases);
        ck_assert(f->measure[JH_MEASURE_COST][i] > 0);
        ck_assert(f->source[i] == (outside ? 1 : 0));
        ck_assert(!outside || (size_t)f->area[i] < d->areas.n_inside);
        ck_assert(f->specialty[i] < d->specialties.n && f->period[i] < d->periods.n);
    }
}

START_TEST(counts_are_as_asked_and_every_area_has_flows)
{
    struct jh_dataset *d = make(sizes[_i].areas, sizes[_i].hospitals, sizes[_i].specialties,
        sizes[_i].periods, (uint64_t)_i);
    ck_assert_int_eq((int64_t)d->areas.n_inside, sizes[_i].areas);
    ck_assert_int_eq((int64_t)d->hospitals.n_inside, sizes[_i].hospitals);
    ck_assert_int_eq((int64_t)d->specialties.n, sizes[_i].specialties);
    ck_assert_int_eq((int64_t)d->periods.n, sizes[_i].periods);
    ck_assert(d->areas.n > d->areas.n_inside && d->hospitals.n > d->hospitals.n_inside);
    ck_assert(d->fictional && strstr(d->name, "虚构") != NULL);
    double people = 0;
    for (size_t a = 0; a < d->areas.n_inside; a++) {
        people += d->areas.population[a];
        ck_assert_uint_gt(d->flows.start[a + 1], d->flows.start[a]);
        ck_assert(d->areas.population[a] > 1000 && jh_point_known(d->areas.point[a]));
        ck_assert(d->areas.region[a] >= 0);
    }
    ck_assert_double_eq_tol(people, 60e6 / 158 * (double)sizes[_i].areas, 1000);
    for (size_t i = 0; i < d->hospitals.n_inside; i++) {
        ck_assert(d->hospitals.area[i] >= 0 && d->hospitals.beds[i] >= 30);
        ck_assert(d->hospitals.bed_use_frac[i] >= 0.7 && d->hospitals.bed_use_frac[i] <= 1.05);
    }
    check_rows(d);
    jh_dataset_free(d);
}
END_TEST

/* What the default province is meant to look like. */
START_TEST(the_province_is_as_told)
{
    struct jh_sample_options o = jh_sample_options_default();
    struct jh_dataset *d = NULL;
    ck_ok(jh_sample_make(&o, NULL, &d, NULL, &err), &err);
    const struct jh_hospitals *h = &d->hospitals;
    ck_assert_uint_eq(d->regions.n, 19);
    size_t n_exporters[2] = {0}, n_campuses = 0, n_centres = 0, n_3a = 0, n_unplaced = 0;
    for (size_t i = 0; i < h->n; i++) {
        n_exporters[i >= h->n_inside] += h->role[i] == JH_ROLE_EXPORTER;
        n_campuses += h->campus_of[i] >= 0;
        n_centres += h->role[i] == JH_ROLE_CENTRE;
        n_3a += i < h->n_inside && h->grade[i] == JH_GRADE_3A;
        n_unplaced += !jh_point_known(h->point[i]);
        ck_assert(h->campus_of[i] < 0 || h->campus_of[h->campus_of[i]] < 0);
    }
    ck_assert(n_exporters[0] >= 3 && n_exporters[0] <= 5 && n_exporters[1] == 12);
    ck_assert(n_campuses >= 2 && n_centres == 1 && n_unplaced == 2);
    ck_assert(n_3a > 30 && n_3a < 90);
    size_t n_centre_rows = 0;
    for (size_t i = 0; i < d->capabilities.n; i++) {
        n_centre_rows += d->capabilities.centre[i];
        ck_assert(d->capabilities.quality[i] > 0 && d->capabilities.quality[i] < 1);
    }
    ck_assert_uint_eq(n_centre_rows, 1);
    double all[2] = {0}, beyond[2] = {0}, outside[2] = {0};
    for (size_t i = 0; i < d->flows.start[d->areas.n_inside]; i++) {
        double cases = d->flows.measure[JH_MEASURE_CASES][i];
        int hard = d->flows.hard[i], area = h->area[d->flows.hospital[i]];
        bool out = (size_t)d->flows.hospital[i] >= h->n_inside;
        bool same = !out && d->areas.region[area] == d->areas.region[d->flows.area[i]];
        all[hard] += cases;
        beyond[hard] += same ? 0 : cases;
        outside[hard] += out ? cases : 0;
    }
    double share = (outside[0] + outside[1]) / (all[0] + all[1]);
    ck_assert_double_ge(share, 0.05);
    ck_assert_double_le(share, 0.10);
    share = (beyond[0] + beyond[1]) / (all[0] + all[1]);
    ck_assert_double_ge(share, 0.20);
    ck_assert_double_le(share, 0.30);
    ck_assert_double_gt(beyond[1] / all[1], 1.7 * beyond[0] / all[0]);
    ck_assert(d->flows.n > 300000 && d->flows.n < 900000);
    jh_dataset_free(d);
}
END_TEST

static size_t occurrences(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *p = strstr(text, word); p != NULL; p = strstr(p + 1, word))
        n++;
    return n;
}

START_TEST(truth_tells_every_parameter)
{
    struct jh_sample_options o = {3, 9, 2, 1, 1};
    struct jh_dataset *d = NULL;
    char *truth = NULL;
    ck_ok(jh_sample_make(&o, NULL, &d, &truth, &err), &err);
    ck_assert_uint_ge(occurrences(truth, "\"meaning\": \""), 20);
    ck_assert_uint_eq(occurrences(truth, "\"specialty\": \""), 2);
    ck_assert(strstr(truth, "\"fictional\": true") != NULL);
    ck_assert(strstr(truth, "\"name\": \"quality_weight\", \"value\": 3") != NULL);
    ck_assert_uint_eq(occurrences(truth, "{"), occurrences(truth, "}"));
    jh_dataset_free(d);
    free(truth);
}
END_TEST

static bool always(void *ctx)
{
    (void)ctx;
    return true;
}

START_TEST(refuses_and_stops_without_touching_outputs)
{
    struct jh_sample_options bad[] = {
        {0, 1, 1, 1, 1}, {1, 0, 1, 1, 1}, {1, 1, 0, 1, 1}, {1, 1, 1, 1 << 20, 1}};
    struct jh_dataset *d = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_refused(jh_sample_make(&bad[i], NULL, &d, NULL, &err), JH_E_ARG);
    struct jh_sample_options o = {3, 9, 2, 1, 1};
    struct jh_run run = {.should_stop = always};
    char *truth = NULL;
    ck_refused(jh_sample_make(&o, &run, &d, &truth, &err), JH_E_CANCELLED);
    ck_assert(d == NULL && truth == NULL);
}
END_TEST

/* The stem of a place name: without its kind at the end. */
static void cut_kind(char *name)
{
    static const char *const kinds[] = {
        "自治县", "地区", "林区", "省", "市", "区", "县", "旗", "盟"};
    size_t len = strlen(name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t k = strlen(kinds[i]);
        if (len > k + 3 && strcmp(name + len - k, kinds[i]) == 0) {
            name[len - k] = '\0';
            return;
        }
    }
}

static bool is_stem_of_sample(const struct jh_dataset *d, const char *stem)
{
    size_t len = strlen(stem);
    if (len < 6) /* two characters */
        return false;
    for (size_t a = 0; a < d->areas.n; a++)
        if (strncmp(d->areas.name[a], stem, len) == 0)
            return true;
    for (size_t r = 0; r < d->regions.n; r++)
        if (strncmp(d->regions.name[r], stem, len) == 0)
            return true;
    return false;
}

/* No area or region begins with the name of a real one: the file's column is the real name. */
static void check_names(const struct jh_dataset *d, const char *file, int column)
{
    const char *path = testing_shared(file);
    if (path == NULL)
        return;
    FILE *f = fopen(path, "r");
    char line[2000];
    size_t n = 0;
    ck_assert_ptr_nonnull(f);
    while (fgets(line, sizeof line, f) != NULL) {
        char *field = strtok(line, ",\n");
        for (int c = 0; c < column && field != NULL; c++)
            field = strtok(NULL, ",\n");
        if (field == NULL || n++ == 0)
            continue;
        cut_kind(field);
        ck_assert_msg(!is_stem_of_sample(d, field), "%s is a real place", field);
    }
    fclose(f);
    ck_assert_uint_gt(n, 20);
}

START_TEST(names_belong_to_no_real_place)
{
    struct jh_dataset *d = make(1200, 1, 1, 1, 1);
    check_names(d, "china_counties/areas.csv", 1);
    check_names(d, "china_counties/zones.csv", 2);
    check_names(d, "programme/projects.csv", 4);
    for (size_t a = 1; a < d->areas.n_inside; a++)
        ck_assert_str_ne(d->areas.name[a], d->areas.name[a - 1]);
    jh_dataset_free(d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sample");
    TCase *tc = tcase_create("sample");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, same_seed_same_bytes_whatever_the_threads);
    tcase_add_loop_test(
        tc, counts_are_as_asked_and_every_area_has_flows, 0, sizeof sizes / sizeof *sizes);
    tcase_add_test(tc, the_province_is_as_told);
    tcase_add_test(tc, truth_tells_every_parameter);
    tcase_add_test(tc, refuses_and_stops_without_touching_outputs);
    tcase_add_test(tc, names_belong_to_no_real_place);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
