#include "junheng/travel.h"

#include <math.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/rng.h"
#include "small_dataset.h"
#include "testing.h"

enum { N_AREAS = 90, N_HOSPITALS = 120, N_CHOSEN = 100, N_TRAVEL = 800 };
static struct jh_error err;

static struct jh_point place(struct jh_rng *rng)
{
    if (jh_rng_below(rng, 8) == 0)
        return (struct jh_point){JH_NAN, JH_NAN};
    return (struct jh_point){104 + 6 * jh_rng_unit(rng), 30 + 5 * jh_rng_unit(rng)};
}

static struct jh_dataset *draw(struct jh_rng *rng)
{
    struct jh_dataset *d = small_dataset(
        &(struct small_size){N_AREAS, N_AREAS, N_HOSPITALS, N_HOSPITALS, 1, 1, 0, N_TRAVEL});
    for (size_t i = 0; i < N_AREAS; i++)
        d->areas.point[i] = place(rng);
    for (size_t i = 0; i < N_HOSPITALS; i++)
        d->hospitals.point[i] = place(rng);
    /* Distinct pairs in random order. */
    int32_t area[N_TRAVEL];
    static int32_t pair[N_AREAS * N_HOSPITALS];
    for (int32_t i = 0; i < N_AREAS * N_HOSPITALS; i++)
        pair[i] = i;
    jh_rng_shuffle(rng, pair, N_AREAS * N_HOSPITALS);
    for (size_t i = 0; i < N_TRAVEL; i++) {
        area[i] = pair[i] / N_HOSPITALS;
        d->travel.hospital[i] = pair[i] % N_HOSPITALS;
        d->travel.minutes[i] =
            jh_rng_below(rng, 20) == 0 ? (float)JH_INF : (float)(300 * jh_rng_unit(rng));
    }
    ck_ok(jh_i_dataset_sort_travel(d, area, &err), &err);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    return d;
}

static void check_pairs(const struct jh_travel_pairs *pairs, const float *matrix, double reach_min)
{
    for (size_t a = 0; a < N_AREAS; a++) {
        size_t at = pairs->start[a];
        for (size_t i = 0; i < N_CHOSEN; i++) {
            float minutes = matrix[a * N_CHOSEN + i];
            if (!(minutes < (float)JH_INF) || !((double)minutes <= reach_min))
                continue;
            ck_assert_uint_lt(at, pairs->start[a + 1]);
            ck_assert_int_eq(pairs->hospital[at], (int)i);
            ck_assert(pairs->minutes[at] == minutes);
            at++;
        }
        ck_assert_uint_eq(at, pairs->start[a + 1]);
    }
    ck_assert_uint_eq(pairs->n, pairs->start[N_AREAS]);
    ck_assert_uint_eq(pairs->counts.listed + pairs->counts.modelled, pairs->n);
}

START_TEST(within_equals_matrix)
{
    struct jh_rng rng;
    jh_rng_init(&rng, (uint64_t)_i, 3);
    struct jh_dataset *d = draw(&rng);
    struct jh_travel_options options = jh_travel_options_default();
    options.mode = (enum jh_travel_mode)(_i % 3);
    int32_t area[N_AREAS], hospital[N_CHOSEN];
    for (int32_t i = 0; i < N_AREAS; i++)
        area[i] = i;
    for (int32_t i = 0; i < N_CHOSEN; i++) /* some more than once, in no order */
        hospital[i] = (int32_t)jh_rng_below(&rng, N_HOSPITALS);
    static float matrix[N_AREAS * N_CHOSEN];
    struct jh_travel_counts counts;
    ck_ok(jh_travel_matrix(
              d, &options, N_AREAS, area, N_CHOSEN, hospital, NULL, matrix, &counts, &err),
        &err);
    ck_assert_uint_eq(counts.listed + counts.modelled + counts.unknown, N_AREAS * N_CHOSEN);
    for (size_t k = 0; k < N_AREAS * N_CHOSEN; k++) {
        double one = jh_travel_minutes(d, &options, area[k / N_CHOSEN], hospital[k % N_CHOSEN]);
        ck_assert(one == (double)matrix[k]);
    }
    double reach[] = {1, 30, 60, 123.4, (double)matrix[17], 1e4, JH_INF};
    for (size_t r = 0; r < sizeof reach / sizeof *reach; r++) {
        struct jh_run run = {.n_threads = 1 + (int)r % 2};
        struct jh_travel_pairs pairs;
        ck_ok(jh_travel_within(
                  d, &options, N_AREAS, area, N_CHOSEN, hospital, reach[r], &run, &pairs, &err),
            &err);
        check_pairs(&pairs, matrix, reach[r]);
        ck_assert_uint_eq(pairs.counts.unknown, counts.unknown);
        if (isinf(reach[r])) {
            ck_assert_uint_eq(pairs.counts.listed, counts.listed);
            ck_assert_uint_eq(pairs.counts.modelled, counts.modelled);
        }
        jh_travel_pairs_release(&pairs);
    }
    jh_dataset_free(d);
}
END_TEST

static bool always(void *ctx)
{
    (void)ctx;
    return true;
}

START_TEST(rules_by_hand)
{
    /* Area 0 and hospitals 0, 1 placed; hospital 2 aggregate; listed: (0,1) and (0,2). */
    struct jh_dataset *d = small_dataset(&(struct small_size){2, 2, 3, 2, 1, 1, 0, 2});
    d->areas.point[0] = (struct jh_point){100, 30};
    d->hospitals.point[0] = d->hospitals.point[1] = d->areas.point[0];
    int32_t travel_area[] = {0, 0}, area[] = {0, 1}, hospital[] = {0, 1, 2};
    d->travel.hospital[0] = 2;
    d->travel.minutes[0] = 200;
    d->travel.hospital[1] = 1;
    d->travel.minutes[1] = 33;
    ck_ok(jh_i_dataset_sort_travel(d, travel_area, &err), &err);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    static const struct {
        enum jh_travel_mode mode;
        double minutes[3];
        uint64_t listed, modelled, unknown;
    } rows[] = {{JH_TRAVEL_MIXED, {5, 33, 200}, 2, 1, 3},
        {JH_TRAVEL_LISTED, {-1, 33, 200}, 2, 0, 4}, {JH_TRAVEL_MODEL, {5, 5, -1}, 0, 2, 4}};
    for (size_t r = 0; r < 3; r++) {
        struct jh_travel_options options = {rows[r].mode, jh_travel_model_default()};
        float out[6];
        struct jh_travel_counts counts;
        ck_ok(jh_travel_matrix(d, &options, 2, area, 3, hospital, NULL, out, &counts, &err), &err);
        for (size_t i = 0; i < 3; i++) {
            double wanted = rows[r].minutes[i] < 0 ? JH_INF : rows[r].minutes[i];
            ck_assert(out[i] == (float)wanted && isinf(out[3 + i]));
        }
        ck_assert_uint_eq(counts.listed, rows[r].listed);
        ck_assert_uint_eq(counts.modelled, rows[r].modelled);
        ck_assert_uint_eq(counts.unknown, rows[r].unknown);
    }
    jh_dataset_free(d);
}
END_TEST

START_TEST(refusals_leave_outputs_alone)
{
    struct jh_dataset *d = small_dataset(&(struct small_size){1, 1, 1, 1, 1, 1, 0, 0});
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    struct jh_travel_options options = jh_travel_options_default(), bad = options;
    int32_t zero[] = {0}, one[] = {1}, minus[] = {-1};
    struct jh_travel_pairs pairs = {.n = 42};
    float out = 42;
    bad.model.detour = 0.5;
#define REFUSED(status, ...)                                                                       \
    do {                                                                                           \
        ck_refused(jh_travel_within(d, __VA_ARGS__, &pairs, &err), status);                        \
        ck_assert_uint_eq(pairs.n, 42);                                                            \
    } while (0)
    struct jh_run stop = {.should_stop = always};
    REFUSED(JH_E_ARG, &options, 1, one, 1, zero, 60, NULL);
    ck_assert_str_eq(err.where, "area[0]");
    REFUSED(JH_E_ARG, &options, 1, zero, 1, minus, 60, NULL);
    REFUSED(JH_E_DOMAIN, &options, 1, zero, 1, zero, 0, NULL);
    REFUSED(JH_E_DOMAIN, &options, 1, zero, 1, zero, JH_NAN, NULL);
    REFUSED(JH_E_DOMAIN, &bad, 1, zero, 1, zero, 60, NULL);
    REFUSED(JH_E_CANCELLED, &options, 1, zero, 1, zero, 60, &stop);
    ck_refused(jh_travel_matrix(d, &bad, 1, zero, 1, zero, NULL, &out, NULL, &err), JH_E_DOMAIN);
    ck_assert(out == 42);
    ck_ok(jh_travel_within(d, &options, 0, NULL, 0, NULL, 60, NULL, &pairs, &err), &err);
    ck_assert(pairs.n == 0 && pairs.start[0] == 0);
    jh_travel_pairs_release(&pairs);
    jh_dataset_free(d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("travel");
    TCase *tc = tcase_create("travel");
    tcase_add_loop_test(tc, within_equals_matrix, 0, 18);
    tcase_add_test(tc, rules_by_hand);
    tcase_add_test(tc, refusals_leave_outputs_alone);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
