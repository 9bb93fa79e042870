/*
 * England's hospital trusts: the model tells areas that it has not seen as well as those it has.
 */
#include <math.h>
#include <stdio.h>

#include "junheng/choice.h"
#include "junheng/io.h"
#include "testing.h"

static const char *dir;

START_TEST(tells_areas_held_out)
{
    struct jh_error err;
    struct jh_dataset *dataset;
    const struct jh_import_options import = {.accept_partial = false};
    struct jh_findings findings = {0};
    struct jh_flow_table table;
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_choice_model m;
    ck_ok(jh_dataset_read(1, &dir, &import, NULL, &findings, &dataset, &err), &err);
    ck_ok(jh_flow_reduce(dataset, NULL, &table, &err), &err);
    o.hospitals = (enum jh_choice_hospitals)_i;
    o.n_alternatives = 0;
    ck_ok(jh_choice_fit(dataset, &table, &o, NULL, &m, &err), &err);
    ck_assert_int_eq(m.specialty[0].status, JH_OK);
    double seen = m.specialty[0].all.rho_squared, unseen = m.specialty[0].held_out.rho_squared;
    printf("rho squared %.4f, held out %.4f\n", seen, unseen);
    ck_assert_double_gt(seen, 0.47);
    ck_assert_double_lt(fabs(seen - unseen), 0.02);
    jh_choice_model_release(&m);
    jh_flow_table_release(&table);
    jh_findings_release(&findings);
    jh_dataset_free(dataset);
}
END_TEST

int main(void)
{
    dir = testing_shared("england");
    if (dir == NULL)
        return 77;
    Suite *suite = suite_create("choice_england");
    TCase *tc = tcase_create("choice_england");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, tells_areas_held_out, 0, 2);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
