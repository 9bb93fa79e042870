/*
 * Hospitals with constants: balancing against the dense logit, shrinkage against known draws.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "choice/gravity.h"
#include "choice/shrink.h"
#include "junheng/choice.h"
#include "testing.h"

static struct jh_error err;

enum { N_ORIGINS = 40, N_HOSPITALS = 7, WIDTH = 2, N_ROWS = N_ORIGINS * N_HOSPITALS };

/* Flows of a known model; set i % 3 lacks hospital 3. */
struct flows {
    size_t start[N_ORIGINS + 1];
    int32_t hospital[N_ROWS];
    double x[N_ROWS * WIDTH], chosen[N_ROWS];
};

static void draw_flows(struct flows *f)
{
    struct jh_rng rng;
    size_t at = 0;
    jh_rng_init(&rng, 7, 1);
    for (size_t i = 0; i < N_ORIGINS; i++) {
        for (int32_t j = 0; j < N_HOSPITALS; j++) {
            if (i % 3 == 0 && j == 3)
                continue;
            double near = jh_rng_unit(&rng), border = (int32_t)i % 2 == j % 2;
            f->hospital[at] = j;
            f->x[at * WIDTH] = near;
            f->x[at * WIDTH + 1] = border;
            f->chosen[at++] = floor(200 * jh_rng_unit(&rng) * exp(-2 * near + border + 0.3 * j));
        }
        f->start[i + 1] = at;
    }
}

/* The same maximum, standard errors and clustered ones as a logit with a dense set of constants. */
START_TEST(equals_the_dense_logit)
{
    struct flows f = {.start = {0}};
    int32_t cluster[N_ORIGINS];
    const char *x_names[] = {"near", "border"}, *names[N_HOSPITALS];
    draw_flows(&f);
    for (int i = 0; i < N_ORIGINS; i++)
        cluster[i] = i;
    for (int j = 0; j < N_HOSPITALS; j++)
        names[j] = "hospital";
    const struct jh_logit_data dense = {.n_cases = N_ORIGINS,
        .n_alternatives = N_HOSPITALS,
        .n_variables = WIDTH,
        .start = f.start,
        .alternative = f.hospital,
        .x = f.x,
        .chosen = f.chosen,
        .cluster = _i == 1 ? cluster : NULL,
        .n_clusters = _i == 1 ? N_ORIGINS : 0,
        .variable_name = x_names,
        .alternative_name = names};
    struct jh_logit_options o = jh_logit_options_default();
    struct jh_logit_fit expected;
    struct jh_i_gravity_fit fit;
    const struct jh_i_gravity_data data = {.n_origins = N_ORIGINS,
        .n_hospitals = N_HOSPITALS,
        .start = f.start,
        .hospital = f.hospital,
        .x = f.x,
        .stride = WIDTH,
        .width = WIDTH,
        .column = {0, 1},
        .chosen = f.chosen,
        .clustered = _i == 1};
    o.reference = 0;
    ck_ok(jh_logit_estimate(&dense, &o, NULL, &expected, &err), &err);
    ck_ok(jh_i_gravity_estimate(&data, NULL, &fit, &err), &err);
    for (size_t k = 0; k < WIDTH; k++) {
        ck_assert(fit.kept[k]);
        ck_assert_double_eq_tol(fit.estimate[k], expected.estimate[k], 1e-7);
        ck_assert_double_eq_tol(sqrt(fit.covariance[k * (WIDTH + 1)]), expected.std_error[k], 1e-7);
    }
    for (size_t j = 1; j < N_HOSPITALS; j++) {
        double constant = log(fit.cases[j] / fit.exposure[j]) - log(fit.cases[0] / fit.exposure[0]);
        ck_assert_double_eq_tol(constant, expected.estimate[WIDTH + j - 1], 1e-6);
    }
    jh_logit_fit_release(&expected);
    jh_i_gravity_fit_release(&fit);
}
END_TEST

/* A column that hospitals tell, and one that is a copy, are left out; a hospital without cases has an
 * exposure and no cases. */
START_TEST(leaves_out_what_is_not_identified)
{
    struct flows f = {.start = {0}};
    double x[N_ROWS * 3];
    struct jh_i_gravity_fit fit;
    draw_flows(&f);
    for (size_t r = 0; r < f.start[N_ORIGINS]; r++) {
        x[r * 3] = f.hospital[r] == 2;
        x[r * 3 + 1] = f.x[r * WIDTH];
        x[r * 3 + 2] = 2 * f.x[r * WIDTH] + (f.hospital[r] == 1);
        if (f.hospital[r] == 5)
            f.chosen[r] = 0;
    }
    const struct jh_i_gravity_data data = {.n_origins = N_ORIGINS,
        .n_hospitals = N_HOSPITALS,
        .start = f.start,
        .hospital = f.hospital,
        .x = x,
        .stride = 3,
        .width = 3,
        .column = {0, 1, 2},
        .chosen = f.chosen};
    ck_ok(jh_i_gravity_estimate(&data, NULL, &fit, &err), &err);
    ck_assert(!fit.kept[0] && fit.kept[1] && !fit.kept[2]);
    ck_assert_double_eq(fit.cases[5], 0);
    ck_assert_double_gt(fit.exposure[5], 0);
    jh_i_gravity_fit_release(&fit);
    memset(f.chosen, 0, sizeof f.chosen);
    ck_refused(jh_i_gravity_estimate(&data, NULL, &fit, &err), JH_E_DATA);
}
END_TEST

enum { N_RATES = 3000 };

/* Rates drawn about what one attribute tells come back: coefficients within three standard errors,
 * the spread nearly; few cases stay near what attributes tell, many stand for themselves. */
START_TEST(shrinks_as_drawn)
{
    const double slope = 0.8, level = -1, shape = _i == 0 ? 4 : 1e7;
    double *z = calloc(2 * N_RATES, sizeof *z), *cases = calloc(N_RATES, sizeof *cases);
    double *exposure = calloc(N_RATES, sizeof *exposure), *out = calloc(3 * N_RATES, sizeof *out);
    struct jh_i_shrink_fit fit;
    struct jh_rng rng;
    jh_rng_init(&rng, 11, 2);
    for (size_t i = 0; i < N_RATES; i++) {
        double rate = jh_rng_gamma(&rng, 4) / 4, mean;
        z[2 * i] = 1;
        z[2 * i + 1] = jh_rng_unit(&rng);
        exposure[i] = i % 50 == 0 ? 0 : exp(8 * jh_rng_unit(&rng));
        mean = exp(level + slope * z[2 * i + 1]);
        cases[i] = (double)jh_rng_poisson(&rng, exposure[i] * mean * (_i == 0 ? rate : 1));
    }
    const struct jh_i_shrink_data data = {N_RATES, 2, z, cases, exposure};
    ck_ok(jh_i_shrink(&data, &fit, out, out + N_RATES, out + 2 * N_RATES, &err), &err);
    ck_assert_double_lt(fabs(fit.coefficient[1] - slope), 3 * sqrt(fit.covariance[3]));
    if (_i == 0)
        ck_assert_double_eq_tol(fit.shape, shape, 0.5);
    else
        ck_assert_double_lt(fit.spread, 0.05);
    for (size_t i = 0; i < N_RATES; i++) {
        const double expected = out[i], shrunk = out[N_RATES + i];
        if (!(exposure[i] > 0)) {
            ck_assert_double_eq_tol(shrunk, expected, 1e-12);
            continue;
        }
        double own = cases[i] > 0 ? log(cases[i] / exposure[i]) : -JH_INF;
        ck_assert(shrunk >= fmin(own, expected) - 1e-9 && shrunk <= fmax(own, expected) + 1e-9);
        if (_i == 0 && cases[i] > 1000)
            ck_assert_double_eq_tol(shrunk, own, 0.02);
    }
    free(z);
    free(cases);
    free(exposure);
    free(out);
}
END_TEST

/* Nests by row say the same as nests by alternative. */
START_TEST(nests_by_row)
{
    struct flows f = {.start = {0}};
    int32_t nest[N_HOSPITALS] = {0, 0, 0, 1, 1, 1, 1}, row_nest[N_ROWS];
    const char *x_names[] = {"near", "border"}, *names[N_HOSPITALS], *nests[] = {"a", "b"};
    draw_flows(&f);
    for (int j = 0; j < N_HOSPITALS; j++)
        names[j] = "hospital";
    for (size_t r = 0; r < f.start[N_ORIGINS]; r++)
        row_nest[r] = nest[f.hospital[r]];
    struct jh_logit_data data = {.n_cases = N_ORIGINS,
        .n_alternatives = N_HOSPITALS,
        .n_variables = WIDTH,
        .start = f.start,
        .alternative = f.hospital,
        .x = f.x,
        .chosen = f.chosen,
        .variable_name = x_names,
        .alternative_name = names};
    struct jh_logit_options o = jh_logit_options_default();
    struct jh_logit_fit a, b;
    double share[2][N_ROWS];
    o.n_nests = 2;
    o.nest = nest;
    o.nest_name = nests;
    ck_ok(jh_logit_estimate(&data, &o, NULL, &a, &err), &err);
    ck_ok(jh_logit_predict(&data, &o, &a, share[0], &err), &err);
    o.nest = NULL;
    data.row_nest = row_nest;
    ck_ok(jh_logit_estimate(&data, &o, NULL, &b, &err), &err);
    ck_ok(jh_logit_predict(&data, &o, &b, share[1], &err), &err);
    ck_assert_mem_eq(a.estimate, b.estimate, a.n_parameters * sizeof *a.estimate);
    ck_assert_mem_eq(share[0], share[1], f.start[N_ORIGINS] * sizeof(double));
    row_nest[0] = 2;
    struct jh_logit_fit c;
    ck_refused(jh_logit_estimate(&data, &o, NULL, &c, &err), JH_E_ARG);
    jh_logit_fit_release(&a);
    jh_logit_fit_release(&b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("constants");
    TCase *tc = tcase_create("constants");
    tcase_add_loop_test(tc, equals_the_dense_logit, 0, 2);
    tcase_add_test(tc, leaves_out_what_is_not_identified);
    tcase_add_loop_test(tc, shrinks_as_drawn, 0, 2);
    tcase_add_test(tc, nests_by_row);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
