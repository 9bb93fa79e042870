/* Every allocation on the way from nothing to a sample with its travel times may fail. */
#include "base/alloc.h"
#include "geo/grid.h"
#include "junheng/sample.h"
#include "junheng/travel.h"
#include "model/rows.h"
#include "testing.h"

static struct jh_error err;

START_TEST(sample_survives_exhaustion)
{
    struct jh_sample_options o = {3, 9, 2, 1, 1};
    struct jh_run run = {.n_threads = 1};
    for (size_t nth = 1;; nth += nth < 60 ? 1 : 7) {
        struct jh_dataset *d = NULL;
        char *truth = NULL;
        testing_alloc_refuse(nth);
        enum jh_status st = jh_sample_make(&o, &run, &d, &truth, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        ck_assert(!refused || (d == NULL && truth == NULL));
        jh_dataset_free(d);
        jh_i_free(truth);
        ck_assert_msg(testing_alloc_live() == 0, "at %zu %d %s", nth, st, err.file);
        if (!refused)
            break;
    }
}
END_TEST

START_TEST(travel_survives_exhaustion)
{
    struct jh_sample_options o = {3, 9, 1, 1, 1};
    struct jh_run run = {.n_threads = 1};
    struct jh_dataset *d = NULL;
    ck_ok(jh_sample_make(&o, &run, &d, NULL, &err), &err);
    struct jh_travel_options options = jh_travel_options_default();
    int32_t index[] = {0, 1, 2};
    long live = testing_alloc_live();
    for (size_t nth = 1;; nth++) {
        struct jh_travel_pairs pairs = {.n = 42};
        float matrix[9] = {42};
        testing_alloc_refuse(nth);
        enum jh_status st =
            jh_travel_within(d, &options, 3, index, 3, index, 500, &run, &pairs, &err);
        bool refused = testing_alloc_refused();
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        ck_assert(refused ? pairs.n == 42 : pairs.n == 9);
        testing_alloc_refuse(nth);
        st = jh_travel_matrix(d, &options, 3, index, 3, index, &run, matrix, NULL, &err);
        ck_assert_int_eq(st, testing_alloc_refused() ? JH_E_NOMEM : JH_OK);
        ck_assert(st == JH_OK || matrix[0] == 42);
        testing_alloc_refuse(0);
        if (!refused)
            jh_travel_pairs_release(&pairs);
        ck_assert_int_eq(testing_alloc_live(), live);
        if (!refused)
            break;
    }
    jh_dataset_free(d);
}
END_TEST

START_TEST(sorting_survives_exhaustion)
{
    int32_t group[] = {1, 0, 1};
    double value[] = {1, 2, 3};
    uint8_t key[] = {2, 1, 0};
    struct jh_column keys[] = {{key, 1}}, all[] = {{value, 8}};
    uint32_t order[3] = {9, 9, 9};
    size_t start[3];
    for (size_t nth = 1;; nth++) {
        bool sorted = false;
        testing_alloc_refuse(nth);
        enum jh_status st = jh_i_rows_order(3, 2, group, 1, keys, order, start, &sorted, &err);
        if (st == JH_OK)
            st = jh_i_rows_permute(3, order, 1, all, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        ck_assert(!refused || value[0] == 1);
        ck_assert_msg(testing_alloc_live() == 0, "at %zu %d %s", nth, st, err.file);
        if (!refused)
            break;
    }
    ck_assert(value[0] == 2 && value[1] == 3 && value[2] == 1);
}
END_TEST

START_TEST(grid_survives_exhaustion)
{
    struct jh_point p[] = {{0, 0}, {1, 1}};
    for (size_t nth = 1;; nth++) {
        struct jh_grid *grid = NULL;
        testing_alloc_refuse(nth);
        enum jh_status st = jh_grid_new(2, p, &grid, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        ck_assert(!refused || grid == NULL);
        jh_grid_free(grid);
        ck_assert_msg(testing_alloc_live() == 0, "at %zu %d %s", nth, st, err.file);
        if (!refused)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("out of memory");
    TCase *tc = tcase_create("out of memory");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, sample_survives_exhaustion);
    tcase_add_test(tc, travel_survives_exhaustion);
    tcase_add_test(tc, sorting_survives_exhaustion);
    tcase_add_test(tc, grid_survives_exhaustion);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
