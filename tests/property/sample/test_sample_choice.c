/* The flows against the model that truth.json states: recomputed here from the dataset alone. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "junheng/sample.h"
#include "junheng/travel.h"
#include "sample/choice.h"
#include "testing.h"

static struct jh_error err;
static struct jh_dataset *d;

static void setup(void)
{
    struct jh_sample_options o = jh_sample_options_default();
    ck_ok(jh_sample_make(&o, NULL, &d, NULL, &err), &err);
}

static void teardown(void)
{
    jh_dataset_free(d);
}

static double weight(int32_t area, int32_t hospital, int32_t specialty, int hard)
{
    const struct jh_i_params *p = &jh_i_params;
    struct jh_travel_options options = jh_travel_options_default();
    int64_t row = jh_capability_find(&d->capabilities, hospital, specialty);
    if (row < 0)
        return 0;
    bool outside = (size_t)hospital >= d->hospitals.n_inside;
    bool other = outside || d->areas.region[d->hospitals.area[hospital]] != d->areas.region[area];
    double minutes = jh_travel_minutes(d, &options, area, hospital);
    return exp(p->size_weight * log(d->capabilities.beds[row]) +
               (p->quality_weight + hard * p->quality_weight_hard) * d->capabilities.quality[row] -
               (p->time_weight - hard * p->time_relief_hard) * log(minutes) -
               (other ? p->border_weight : 0) - (outside ? p->leaving_weight : 0));
}

/* Pearson's statistic and its degrees of freedom for the hospitals of one (area, specialty, hard)
 * that were chosen at all, of which those with 20 expected cases count. */
static void add_cell(
    int32_t area, int32_t specialty, int hard, double *inout_statistic, double *inout_degrees)
{
    size_t n = d->hospitals.n;
    double *cases = jh_i_calloc(n, sizeof *cases), *expected = jh_i_calloc(n, sizeof *expected);
    double all = 0, sum = 0;
    for (size_t i = d->flows.start[area]; i < d->flows.start[area + 1]; i++)
        if (d->flows.specialty[i] == specialty && d->flows.hard[i] == hard)
            cases[d->flows.hospital[i]] += d->flows.measure[JH_MEASURE_CASES][i];
    for (size_t h = 0; h < n; h++) {
        expected[h] = cases[h] > 0 ? weight(area, (int32_t)h, specialty, hard) : 0;
        cases[h] = expected[h] > 0 ? cases[h] : 0;
        all += cases[h];
        sum += expected[h];
    }
    *inout_degrees -= 1;
    for (size_t h = 0; h < n; h++) {
        double mean = all * expected[h] / sum;
        if (mean < 20)
            continue;
        *inout_statistic += (cases[h] - mean) * (cases[h] - mean) / mean;
        *inout_degrees += 1;
    }
    jh_i_free(cases);
    jh_i_free(expected);
}

/* Over so many cells the statistic per degree of freedom is 1 within a few percent; a weight wrong by
 * five percent takes it beyond. */
START_TEST(shares_follow_the_model)
{
    double statistic = 0, degrees = 0;
    for (int32_t area = 0; area < 158; area += 2)
        for (int32_t specialty = 0; specialty < 8; specialty++)
            for (int hard = 0; hard < 2; hard++)
                add_cell(area, specialty, hard, &statistic, &degrees);
    ck_assert_double_gt(degrees, 5000);
    ck_assert_double_gt(statistic / degrees, 0.93);
    ck_assert_double_lt(statistic / degrees, 1.07);
}
END_TEST

/* All cases, hard share and seasons of the whole territory against their means. */
START_TEST(totals_follow_the_rates)
{
    const double *old = jh_attribute_number(&d->areas.attributes, "pop_65plus");
    const double *young = jh_attribute_number(&d->areas.attributes, "pop_0_14");
    double more = jh_i_params.old_age_factor - 1;
    for (size_t k = 0; k < d->specialties.n; k++) {
        struct jh_i_specialty sp = jh_i_specialty_of(k);
        double people = 0, cases = 0, hard = 0;
        for (size_t a = 0; a < d->areas.n_inside; a++)
            people += sp.children > 0
                          ? young[a] / 0.17
                          : (d->areas.population[a] + more * old[a]) / (1 + more * 0.14);
        for (size_t i = 0; i < d->flows.start[d->areas.n_inside]; i++)
            if (d->flows.specialty[i] == k && d->flows.period[i] == 0) {
                cases += d->flows.measure[JH_MEASURE_CASES][i];
                hard += d->flows.hard[i] * d->flows.measure[JH_MEASURE_CASES][i];
            }
        double mean = people * sp.per_1000 / 1000 * 0.25 * (1 + sp.winter);
        ck_assert_double_lt(fabs(cases - mean), 6 * sqrt(mean));
        ck_assert_double_lt(fabs(hard - mean * sp.hard_frac), 6 * sqrt(mean * sp.hard_frac));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sample choice");
    TCase *tc = tcase_create("sample choice");
    tcase_add_unchecked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, shares_follow_the_model);
    tcase_add_test(tc, totals_follow_the_rates);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
