#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "choice/logit.h"
#include "junheng/choice.h"
#include "logit_case.h"
#include "testing.h"

static struct jh_error err;
static const double beta[] = {1.0, -0.5, 0.3};
static const double constants[] = {0, 0.5, -0.4, 0.2, 0.1};
static const int32_t nests[] = {0, 0, 1, 1, 1};
static const char *nest_names[] = {"one", "two", "three"};

static struct jh_logit_options nested(bool common)
{
    return (struct jh_logit_options){.reference = 0,
        .n_nests = 2,
        .nest = nests,
        .nest_name = nest_names,
        .common_nest = common};
}

/* R mlogit's vignette on Heating (Croissant 2020, J Stat Softw 95(11)): ic, oc alone. */
START_TEST(heating_without_constants)
{
    struct logit_case *c = logit_case_heating();
    if (c == NULL)
        return;
    struct jh_logit_fit fit;
    ck_ok(jh_logit_estimate(&c->data, NULL, NULL, &fit, &err), &err);
    ck_assert_uint_eq(fit.n_parameters, 2);
    ck_assert_double_eq_tol(fit.estimate[0], -0.00623187, 5e-9);
    ck_assert_double_eq_tol(fit.estimate[1], -0.00458008, 5e-9);
    ck_assert_double_eq_tol(fit.log_likelihood, -1095.2371, 5e-5);
    ck_assert_double_eq_tol(fit.null_log_likelihood, 900 * log(0.2), 1e-9);
    ck_assert_uint_eq(fit.n_cases, 900);
    jh_logit_fit_release(&fit);
    logit_case_free(c);
}
END_TEST

/* The same with constants, reference hp. */
START_TEST(heating_with_constants)
{
    struct logit_case *c = logit_case_heating();
    if (c == NULL)
        return;
    struct jh_logit_options o = {.reference = 4};
    struct jh_logit_fit fit;
    ck_ok(jh_logit_estimate(&c->data, &o, NULL, &fit, &err), &err);
    ck_assert_uint_eq(fit.n_constants, 4);
    ck_assert_double_eq_tol(fit.estimate[0], -0.00153315, 5e-8);
    ck_assert_double_eq_tol(fit.estimate[1], -0.00699637, 5e-8);
    ck_assert_double_eq_tol(fit.log_likelihood, -1008.2287, 5e-5);
    /* with constants, predicted shares are the observed ones */
    double *p = calloc(4500, sizeof *p), share[5] = {0}, seen[5] = {0};
    ck_ok(jh_logit_predict(&c->data, &o, &fit, p, &err), &err);
    for (size_t r = 0; r < 4500; r++) {
        share[c->alternative[r]] += p[r];
        seen[c->alternative[r]] += c->chosen[r];
    }
    for (size_t a = 0; a < 5; a++)
        ck_assert_double_eq_tol(share[a], seen[a], 1e-7);
    free(p);
    jh_logit_fit_release(&fit);
    logit_case_free(c);
}
END_TEST

/* PySAL spint's production-constrained model with exponential decay on Austria (Dennett 2012), the
 * arrays of its tests: the logit of the origins' flows is that Poisson model. */
START_TEST(austria_is_production_constrained)
{
    struct logit_case *c = logit_case_austria();
    if (c == NULL)
        return;
    struct jh_logit_fit fit;
    double p[72], deviance = 0;
    ck_ok(jh_logit_estimate(&c->data, NULL, NULL, &fit, &err), &err);
    ck_assert_double_eq_tol(fit.estimate[0], 0.89278717, 5e-9);
    ck_assert_double_eq_tol(fit.estimate[1], -0.00727113, 5e-9);
    ck_ok(jh_logit_predict(&c->data, NULL, &fit, p, &err), &err);
    for (size_t i = 0; i < 9; i++) {
        double total = 0;
        for (size_t r = c->start[i]; r < c->start[i + 1]; r++)
            total += c->chosen[r];
        for (size_t r = c->start[i]; r < c->start[i + 1]; r++)
            deviance +=
                c->chosen[r] > 0 ? 2 * c->chosen[r] * log(c->chosen[r] / (total * p[r])) : 0;
    }
    ck_assert_double_eq_tol(deviance, 15279.974, 5e-4);
    jh_logit_fit_release(&fit);
    logit_case_free(c);
}
END_TEST

/* One variable, two alternatives, x = 1 against 0: the estimate is the log-odds, by hand. */
START_TEST(log_odds_by_hand)
{
    const size_t start[] = {0, 2};
    const int32_t alternative[] = {0, 1};
    const double x[] = {1, 0}, chosen[] = {30, 10};
    const char *variable[] = {"x"}, *names[] = {"a", "b"};
    struct jh_logit_data data = {.n_cases = 1,
        .n_alternatives = 2,
        .n_variables = 1,
        .start = start,
        .alternative = alternative,
        .x = x,
        .chosen = chosen,
        .variable_name = variable,
        .alternative_name = names};
    struct jh_logit_fit fit;
    ck_ok(jh_logit_estimate(&data, NULL, NULL, &fit, &err), &err);
    ck_assert_double_eq_tol(fit.estimate[0], log(3), 1e-12);
    ck_assert_double_eq_tol(fit.std_error[0], sqrt(1.0 / 30 + 1.0 / 10), 1e-9);
    ck_assert_double_eq_tol(fit.log_likelihood, 30 * log(.75) + 10 * log(.25), 1e-9);
    jh_logit_fit_release(&fit);
}
END_TEST

/* At the estimate nothing nearby is better, and the curvature by differences of the likelihood
 * written straight from the definition gives the covariance. */
static void check_maximum(
    const struct logit_case *c, const struct jh_logit_options *o, const struct jh_logit_fit *fit)
{
    size_t n = fit->n_parameters;
    double theta[16], at = logit_case_likelihood(c, o, fit->estimate);
    ck_assert_double_eq_tol(at, fit->log_likelihood, 1e-9 * fabs(at));
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++) {
            /* sum over d of H[a][d] covariance[d][b] = -1 on the diagonal */
            double sum = 0;
            for (size_t d = 0; d < n; d++) {
                double h = 1e-3, value[4];
                for (int corner = 0; corner < 4; corner++) {
                    memcpy(theta, fit->estimate, n * sizeof *theta);
                    theta[a] += corner & 1 ? h : -h;
                    theta[d] += corner & 2 ? h : -h;
                    value[corner] = logit_case_likelihood(c, o, theta);
                }
                sum += (value[3] - value[1] - value[2] + value[0]) / (4 * h * h) *
                       fit->covariance[d * n + b];
            }
            ck_assert_double_eq_tol(sum, a == b ? -1 : 0, 2e-3);
        }
    for (size_t a = 0; a < n; a++) {
        memcpy(theta, fit->estimate, n * sizeof *theta);
        theta[a] += 1e-3;
        ck_assert_double_lt(logit_case_likelihood(c, o, theta), at);
        theta[a] -= 2e-3;
        ck_assert_double_lt(logit_case_likelihood(c, o, theta), at);
    }
}

START_TEST(maximum_against_definition)
{
    struct jh_logit_options o = {.reference = 0};
    const double dissimilarity[] = {0.7, 0.5};
    struct jh_logit_fit fit;
    bool with_nests = _i % 3 > 0;
    struct logit_case *c = logit_case_draw((uint64_t)_i + 1, 150, 5, 2, 0.2, beta, constants,
        with_nests ? nests : NULL, 2, dissimilarity);
    if (with_nests)
        o = nested(_i % 3 == 2);
    c->data.weight = c->weight;
    for (size_t i = 0; i < c->data.n_cases; i++)
        c->weight[i] = 0.5 + (double)(i % 4) * 0.4;
    ck_ok(jh_logit_estimate(&c->data, &o, NULL, &fit, &err), &err);
    ck_assert_uint_eq(fit.n_dissimilarities, (size_t)(_i % 3 == 0 ? 0 : 3 - _i % 3));
    check_maximum(c, &o, &fit);
    jh_logit_fit_release(&fit);
    logit_case_free(c);
}
END_TEST

/* Analytic gradient and Hessian against central differences away from the maximum. */
START_TEST(derivatives_against_differences)
{
    const double dissimilarity[] = {0.7, 0.5};
    bool with_nests = _i > 0;
    struct logit_case *c =
        logit_case_draw(9, 40, 5, 3, 0.25, beta, constants, nests, 2, dissimilarity);
    struct jh_logit_options o = with_nests ? nested(_i == 2) : (struct jh_logit_options){0};
    struct jh_i_logit model;
    ck_ok(jh_i_logit_prepare(&c->data, &o, &model, &err), &err);
    size_t n = model.n_parameters;
    double theta[16], g[16], h[256], low_g[16], low_h[256], high_g[16], high_h[256];
    struct jh_i_logit_sums at = {0, g, h}, low = {0, low_g, low_h}, high = {0, high_g, high_h};
    for (size_t k = 0; k < n; k++)
        theta[k] = k < model.n_beta ? 0.3 * sin((double)k + 1) : 0.6 + 0.2 * (double)(k % 2);
    jh_i_logit_evaluate(&model, with_nests, theta, 1, &at);
    for (size_t a = 0; a < n; a++) {
        double step = 1e-5, old = theta[a];
        theta[a] = old + step;
        jh_i_logit_evaluate(&model, with_nests, theta, 1, &high);
        theta[a] = old - step;
        jh_i_logit_evaluate(&model, with_nests, theta, 1, &low);
        theta[a] = old;
        ck_assert_double_eq_tol(
            g[a], (high.log_likelihood - low.log_likelihood) / (2 * step), 1e-6);
        for (size_t b = a; b < n; b++)
            ck_assert_double_eq_tol(h[b * n + a], (high_g[b] - low_g[b]) / (2 * step), 1e-6);
    }
    /* scores add up to the gradient */
    double sum[16] = {0};
    for (size_t i = 0; i < model.n_cases && with_nests; i++)
        jh_i_logit_score(&model, i, theta, sum);
    for (size_t a = 0; a < n && with_nests; a++)
        ck_assert_double_eq_tol(sum[a], g[a], 1e-9);
    jh_i_logit_release(&model);
    logit_case_free(c);
}
END_TEST

/* Multiplying and shifting variables within cases moves only the units of the estimates. */
START_TEST(invariant_to_scale_shift_and_weights)
{
    struct jh_logit_options o = {.reference = 1};
    struct jh_logit_fit before, after;
    struct logit_case *c = logit_case_draw(4, 300, 5, 3, 0.2, beta, constants, NULL, 0, NULL);
    c->data.cluster = c->cluster;
    c->data.n_clusters = 60;
    ck_ok(jh_logit_estimate(&c->data, &o, NULL, &before, &err), &err);
    c->data.weight = c->weight;
    for (size_t i = 0; i < c->data.n_cases; i++) {
        c->weight[i] = 1e-4;
        for (size_t r = c->start[i]; r < c->start[i + 1]; r++)
            c->x[r * 3] = c->x[r * 3] * 1e6 + 1e7 * (double)i;
    }
    ck_ok(jh_logit_estimate(&c->data, &o, NULL, &after, &err), &err);
    for (size_t k = 0; k < before.n_parameters; k++) {
        double unit = k == 0 ? 1e6 : 1;
        ck_assert_double_eq_tol(after.estimate[k] * unit, before.estimate[k], 1e-7);
        ck_assert_double_eq_tol(after.std_error[k] * unit, before.std_error[k], 1e-7);
    }
    ck_assert_double_eq_tol(after.log_likelihood * 1e4, before.log_likelihood, 1e-6);
    jh_logit_fit_release(&before);
    jh_logit_fit_release(&after);
    logit_case_free(c);
}
END_TEST

START_TEST(threads_do_not_matter)
{
    const double dissimilarity[] = {0.7, 0.5};
    struct jh_run one = {.n_threads = 1}, two = {.n_threads = 2};
    struct jh_logit_options o = nested(false);
    struct jh_logit_fit a, b;
    struct logit_case *c =
        logit_case_draw(2, 1500, 5, 3, 0.1, beta, constants, nests, 2, dissimilarity);
    ck_ok(jh_logit_estimate(&c->data, &o, &one, &a, &err), &err);
    ck_ok(jh_logit_estimate(&c->data, &o, &two, &b, &err), &err);
    ck_assert_mem_eq(a.estimate, b.estimate, a.n_parameters * sizeof(double));
    ck_assert_mem_eq(a.std_error, b.std_error, a.n_parameters * sizeof(double));
    ck_assert(a.log_likelihood == b.log_likelihood);
    jh_logit_fit_release(&a);
    jh_logit_fit_release(&b);
    logit_case_free(c);
}
END_TEST

/* Truth within three standard errors of what is estimated from it; nested and not. */
START_TEST(finds_the_truth)
{
    const double dissimilarity[] = {0.6, 0.4};
    struct jh_logit_options o = _i % 2 == 1 ? nested(false) : (struct jh_logit_options){0};
    struct jh_logit_fit fit;
    struct logit_case *c = logit_case_draw(100 + (uint64_t)_i, 3000, 5, 3, 0.2, beta, constants,
        _i % 2 == 1 ? nests : NULL, 2, dissimilarity);
    ck_ok(jh_logit_estimate(&c->data, &o, NULL, &fit, &err), &err);
    for (size_t k = 0; k < fit.n_parameters; k++) {
        size_t index = (size_t)fit.index[k];
        double truth = fit.kind[k] == JH_LOGIT_VARIABLE   ? beta[index]
                       : fit.kind[k] == JH_LOGIT_CONSTANT ? constants[index]
                                                          : dissimilarity[index];
        ck_assert_double_lt(fabs(fit.estimate[k] - truth), 3.3 * fit.std_error[k]);
    }
    ck_assert(fit.utility_consistent);
    jh_logit_fit_release(&fit);
    logit_case_free(c);
}
END_TEST

/* Clusters of one case each, doubled: the sandwich knows that a case told twice is told once. */
START_TEST(clusters_know_copies)
{
    struct jh_logit_options o = {.reference = JH_NONE};
    struct jh_logit_fit once, twice;
    struct logit_case *c = logit_case_draw(5, 200, 4, 2, 0, beta, NULL, NULL, 0, NULL);
    for (size_t i = 0; i < 200; i++)
        c->cluster[i] = (int32_t)i;
    c->data.cluster = c->cluster;
    c->data.n_clusters = 200;
    ck_ok(jh_logit_estimate(&c->data, &o, NULL, &once, &err), &err);
    for (size_t r = 0; r < 800; r++)
        c->chosen[r] *= 2;
    ck_ok(jh_logit_estimate(&c->data, &o, NULL, &twice, &err), &err);
    ck_assert_uint_eq(once.n_clusters, 200);
    for (size_t k = 0; k < 2; k++)
        ck_assert_double_eq_tol(once.std_error[k], twice.std_error[k], 1e-9);
    jh_logit_fit_release(&once);
    jh_logit_fit_release(&twice);
    logit_case_free(c);
}
END_TEST

/* A nest of one alternative, and nests that are all singletons: no dissimilarity. */
START_TEST(single_nests_have_no_parameter)
{
    const int32_t single[] = {0, 1, 2, 2, 2};
    const double dissimilarity[] = {1, 1, 0.5};
    struct jh_logit_options o = {
        .reference = 0, .n_nests = 3, .nest = single, .nest_name = nest_names};
    struct jh_logit_fit fit;
    struct logit_case *c =
        logit_case_draw(6, 800, 5, 2, 0.1, beta, constants, single, 3, dissimilarity);
    ck_ok(jh_logit_estimate(&c->data, &o, NULL, &fit, &err), &err);
    ck_assert_uint_eq(fit.n_dissimilarities, 1);
    ck_assert_int_eq(fit.index[fit.n_parameters - 1], 2);
    double *p = calloc(4000, sizeof *p), sum = 0, expected = 0;
    ck_ok(jh_logit_predict(&c->data, &o, &fit, p, &err), &err);
    for (size_t r = 0; r < c->start[800]; r++) {
        sum += p[r];
        expected += c->chosen[r] > 0 ? log(p[r]) : 0;
    }
    ck_assert_double_eq_tol(sum, 800, 1e-9);
    ck_assert_double_eq_tol(expected, fit.log_likelihood, 1e-8);
    free(p);
    jh_logit_fit_release(&fit);
    logit_case_free(c);
}
END_TEST

static void spoil(struct logit_case *c, struct jh_logit_options *o, int how)
{
    for (size_t i = 0; i < c->data.n_cases; i++)
        for (size_t r = c->start[i]; r < c->start[i + 1]; r++) {
            double *x = c->x + 2 * r;
            if (how == 0)
                x[1] = (double)i;
            else if (how == 1)
                x[1] = 3 * x[0] + (double)i;
            else if (how == 2)
                x[1] = c->chosen[r] > 0 ? 1 + fabs(x[1]) : -fabs(x[1]);
            else if (how == 3)
                x[1] = c->alternative[r];
            else if (how == 4)
                c->chosen[r] = 0;
            else if (how == 5 && c->alternative[r] == 2)
                c->chosen[r] = 0;
        }
    o->reference = how == 3 || how == 5 ? 0 : JH_NONE;
    if (how == 6)
        c->x[5] = JH_NAN;
    if (how == 7)
        c->chosen[3] = -1;
    if (how == 8)
        c->alternative[3] = 4;
    if (how == 9)
        c->alternative[1] = c->alternative[0];
    if (how == 10)
        o->reference = 4;
    if (how == 11)
        c->data.n_cases = 0;
}

static const struct {
    enum jh_status status;
    const char *says;
} refusals[] = {
    {JH_E_DATA, "variable b does not vary"},
    {JH_E_DATA, "variable b follows"},
    {JH_E_DATA, "separation: variable b"},
    {JH_E_DATA, "follows from the variables"},
    {JH_E_DATA, "no choices"},
    {JH_E_DATA, "alternative c is never chosen"},
    {JH_E_DOMAIN, "x must be finite"},
    {JH_E_DOMAIN, "chosen must be 0 or more"},
    {JH_E_ARG, "alternative 4 is outside 0 to 3"},
    {JH_E_ARG, "alternative a twice"},
    {JH_E_ARG, "reference 4 is outside"},
    {JH_E_DATA, "no choices"},
};

START_TEST(refuses)
{
    struct jh_logit_options o = jh_logit_options_default();
    struct jh_logit_fit fit = {.n_cases = 42};
    struct logit_case *c = logit_case_draw(8, 60, 4, 2, 0, beta, NULL, NULL, 0, NULL);
    spoil(c, &o, _i);
    ck_refused(jh_logit_estimate(&c->data, &o, NULL, &fit, &err), refusals[_i].status);
    ck_assert_msg(strstr(err.message[0], refusals[_i].says) != NULL, "%s", err.message[0]);
    ck_assert_uint_eq(fit.n_cases, 42);
    logit_case_free(c);
}
END_TEST

START_TEST(survives_exhaustion)
{
    struct jh_run run = {.n_threads = 1};
    const double dissimilarity[] = {0.6, 0.4};
    struct jh_logit_options o = nested(false);
    struct logit_case *c =
        logit_case_draw(3, 200, 5, 2, 0.1, beta, constants, nests, 2, dissimilarity);
    double *p = calloc(1000, sizeof *p);
    c->data.cluster = c->cluster;
    c->data.n_clusters = 40;
    long live = testing_alloc_live();
    for (size_t nth = 1;; nth++) {
        struct jh_logit_fit fit = {0};
        testing_alloc_refuse(nth);
        enum jh_status st = jh_logit_estimate(&c->data, &o, &run, &fit, &err);
        if (st == JH_OK)
            st = jh_logit_predict(&c->data, &o, &fit, p, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        jh_logit_fit_release(&fit);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        ck_assert_int_eq(testing_alloc_live(), live);
        if (!refused)
            break;
    }
    free(p);
    logit_case_free(c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("logit");
    TCase *tcase = tcase_create("logit");
    tcase_add_test(tcase, heating_without_constants);
    tcase_add_test(tcase, heating_with_constants);
    tcase_add_test(tcase, austria_is_production_constrained);
    tcase_add_test(tcase, log_odds_by_hand);
    tcase_add_loop_test(tcase, maximum_against_definition, 0, 9);
    tcase_add_loop_test(tcase, derivatives_against_differences, 0, 3);
    tcase_add_test(tcase, invariant_to_scale_shift_and_weights);
    tcase_add_test(tcase, threads_do_not_matter);
    tcase_add_loop_test(tcase, finds_the_truth, 0, 6);
    tcase_add_test(tcase, clusters_know_copies);
    tcase_add_test(tcase, single_nests_have_no_parameter);
    tcase_add_loop_test(tcase, refuses, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tcase, survives_exhaustion);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
