#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/problems/logit_csv.h"
#include "testing.h"

static struct jh_error err;

static const char *file_of(const char *text)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/long.csv", testing_tmpdir());
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_ge(fputs(text, f), 0);
    ck_assert_int_eq(fclose(f), 0);
    return path;
}

static const char *const variables[] = {"x", "y"};
static const struct jh_logit_columns columns = {.case_id = "id",
    .alternative = "alt",
    .chosen = "took",
    .weight = "w",
    .cluster = "g",
    .n_variables = 2,
    .variable = variables};

/* Rows of two cases mixed, quoted names, columns in any order. */
static const char *const mixed =
    "alt,id,took,y,x,w,g\n"
    "b,\"1\"\"\",1,10,1,2,u\n"
    "a,2,0,20,2,1.5,v\n"
    "a,\"1\"\"\",no,30,3,2,u\n"
    "c,2,Yes,40,4,1.5,v\n";

START_TEST(rows_come_together)
{
    struct jh_logit_table t;
    ck_ok(jh_i_logit_csv_read(file_of(mixed), &columns, &t, &err), &err);
    ck_assert_uint_eq(t.data.n_cases, 2);
    ck_assert_uint_eq(t.data.n_alternatives, 3);
    ck_assert_uint_eq(t.data.n_clusters, 2);
    const size_t start[] = {0, 2, 4};
    const int32_t alternative[] = {0, 1, 1, 2};
    const double x[] = {1, 10, 3, 30, 2, 20, 4, 40}, chosen[] = {1, 0, 0, 1};
    ck_assert_mem_eq(t.data.start, start, sizeof start);
    ck_assert_mem_eq(t.data.alternative, alternative, sizeof alternative);
    ck_assert_mem_eq(t.data.x, x, sizeof x);
    ck_assert_mem_eq(t.data.chosen, chosen, sizeof chosen);
    ck_assert_double_eq(t.data.weight[1], 1.5);
    ck_assert_int_eq(t.data.cluster[1], 1);
    ck_assert_str_eq(t.case_name[0], "1\"");
    ck_assert_str_eq(t.data.alternative_name[2], "c");
    ck_assert_str_eq(t.data.variable_name[1], "y");
    jh_i_logit_table_release(&t);
}
END_TEST

static const struct {
    const char *text, *says;
    enum jh_status status;
} bad[] = {
    {"", "is empty", JH_E_DATA},
    {"alt,id,took,y,x,w,g\n", "has no rows", JH_E_DATA},
    {"alt,id,took,z,x,w,g\n", "no column \"y\"", JH_E_NOT_FOUND},
    {"alt,id,took,y,x,w,g\na,1,1,1,1,1,u\nb,1,0,1,one,1,u\n", "found \"one\"", JH_E_DATA},
    {"alt,id,took,y,x,w,g\na,1,2,1,1,1,u\n", "chosen must be", JH_E_DATA},
    {"alt,id,took,y,x,w,g\na,,1,1,1,1,u\n", "missing", JH_E_DATA},
    {"alt,id,took,y,x,w,g\na,1,1,1,1,1,u\nb,1,0,1,1,2,u\n", "another weight", JH_E_DATA},
    {"alt,id,took,y,x,w,g\na,1,1,1,1,1,u\nb,1,0,1,1,1,v\n", "another cluster", JH_E_DATA},
    {"alt,id,took,y,x,w,g\na,1,1,1,1,-1,u\n", "weight must be", JH_E_DATA},
    {"alt,id,took,y,x,w,g\na,1,1,1,1,1,u\nb,1,1,1,1,1,u\n", "2 chosen", JH_E_DATA},
    {"alt,id,took,y,x,w,g\na,1,0,1,1,1,u\nb,1,0,1,1,1,u\n", "0 chosen", JH_E_DATA},
    {"alt,id,took,y,x,w,g\na,1,1,1,1,1,\"u\n", "no CSV", JH_E_DATA},
};

START_TEST(refuses)
{
    struct jh_logit_table t;
    ck_refused(jh_i_logit_csv_read(file_of(bad[_i].text), &columns, &t, &err), bad[_i].status);
    ck_assert_msg(strstr(err.message[0], bad[_i].says) != NULL, "%s", err.message[0]);
    ck_assert_int_eq(testing_alloc_live(), 0);
}
END_TEST

START_TEST(survives_exhaustion)
{
    const char *path = file_of(mixed);
    for (size_t nth = 1;; nth++) {
        struct jh_logit_table t;
        testing_alloc_refuse(nth);
        enum jh_status st = jh_i_logit_csv_read(path, &columns, &t, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        jh_i_logit_table_release(&t);
        ck_assert_int_eq(testing_alloc_live(), 0);
        if (!refused)
            break;
    }
}
END_TEST

START_TEST(nests_by_name)
{
    struct jh_logit_table t;
    struct jh_logit_options o = jh_logit_options_default();
    ck_ok(jh_i_logit_csv_read(file_of(mixed), &columns, &t, &err), &err);
    ck_ok(jh_i_logit_nests_read(
              file_of("nest,alternative\nfar,c\nnear,a\nfar,zz\nnear,b\n"), &t, &o, &err),
        &err);
    ck_assert_uint_eq(o.n_nests, 2);
    const int32_t nest[] = {1, 1, 0};
    ck_assert_mem_eq(o.nest, nest, sizeof nest);
    ck_assert_str_eq(o.nest_name[0], "far");
    ck_refused(
        jh_i_logit_nests_read(file_of("nest,alternative\nfar,c\n"), &t, &o, &err), JH_E_DATA);
    ck_refused(
        jh_i_logit_nests_read(file_of("nest,alternative\n1,c\n2,c\n"), &t, &o, &err), JH_E_DATA);
    jh_i_logit_table_release(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("logit_csv");
    TCase *tcase = tcase_create("logit_csv");
    tcase_add_test(tcase, rows_come_together);
    tcase_add_loop_test(tcase, refuses, 0, sizeof bad / sizeof *bad);
    tcase_add_test(tcase, survives_exhaustion);
    tcase_add_test(tcase, nests_by_name);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
