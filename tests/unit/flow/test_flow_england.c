/*
 * England 2018, 6,791 areas, 137 trusts, 42 health regions: the localization index of the given
 * zones is 0.8679 of all residents' cases (0.8680 of those who live in a zone: one island area
 * belongs to none). Office for Health Improvement and Disparities, NHS England, Open Government
 * Licence v3; each trust counts in the zone of its nearest area.
 */
#include <math.h>
#include <stdlib.h>

#include "junheng/io.h"
#include "model/zone_of.h"
#include "testing.h"

static struct jh_error err;

static struct jh_dataset *england(void)
{
    const char *path = testing_shared("england");
    struct jh_import_options options = {.accept_partial = false};
    struct jh_findings findings;
    struct jh_dataset *dataset = NULL;
    if (path == NULL)
        return NULL;
    ck_ok(jh_dataset_read(1, &path, &options, NULL, &findings, &dataset, &err), &err);
    jh_findings_release(&findings);
    return dataset;
}

START_TEST(localization_index_of_health_regions)
{
    struct jh_dataset *d = england();
    if (d == NULL)
        return;
    struct jh_flow_table t;
    int32_t *of_hospital = calloc(d->hospitals.n, sizeof *of_hospital);
    struct jh_flow_rates *r = calloc(d->zones.n * 2, sizeof *r);
    jh_i_zone_of_hospitals(d, d->zones.of_area, of_hospital);
    ck_ok(jh_flow_reduce(d, NULL, &t, &err), &err);
    ck_ok(jh_flow_rates_by_unit(d, &t, d->zones.n, d->zones.of_area, of_hospital, NULL, r, &err),
        &err);
    double local = 0, cases = 0;
    for (size_t z = 0; z < d->zones.n; z++) {
        local += r[z * 2 + 1].local_cases;
        cases += r[z * 2 + 1].cases;
        ck_assert(!jh_flow_outside_known(&r[z * 2 + 1]));
    }
    ck_assert_uint_eq(d->zones.n, 42);
    ck_assert_double_eq_tol(local / t.total_cases, 0.867933, 1e-6);
    ck_assert_double_eq_tol(local / cases, 0.867967, 1e-6);
    free(of_hospital);
    free(r);
    jh_flow_table_release(&t);
    jh_dataset_free(d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow_england");
    TCase *tc = tcase_create("flow_england");
    tcase_add_test(tc, localization_index_of_health_regions);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
