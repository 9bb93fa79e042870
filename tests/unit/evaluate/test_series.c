#include <math.h>

#include "base/buf.h"
#include "base/num.h"
#include "evaluate/dist.h"
#include "junheng/evaluate.h"
#include "testing.h"

static struct jh_error err;

enum { N = 24, AT = 14 };
static double value[N];

static void make_values(void)
{
    for (int t = 0; t < N; t++)
        value[t] =
            20 + 0.3 * t + ((t * 5) % 7) * 0.4 - (t >= AT ? 3 + 0.2 * (t - AT) : 0) + sin(t / 2.0);
}

/* R 4.2.2: lm(y ~ t + post + since), sandwich 3.0-2: NeweyWest(lag = 3, prewhite = FALSE). */
START_TEST(like_sandwich)
{
    struct jh_eval_series_options o = jh_eval_series_options_default();
    struct jh_eval_series r;
    double fitted[N], continued[N];
    make_values();
    o.errors = JH_EVAL_NEWEY_WEST;
    o.lag = 3;
    ck_ok(jh_eval_series(N, value, AT, &o, fitted, continued, &r, &err), &err);
    const struct jh_eval_estimate *e[4] = {
        &r.intercept, &r.slope, &r.level_change, &r.slope_change};
    const double want[4][2] = {{21.724680267834291, 0.5574207210935610},
        {0.220965729541961, 0.0625327169670302}, {-1.433828897957165, 0.8139267135531385},
        {-0.339256302591419, 0.0877592082771819}};
    for (int k = 0; k < 4; k++) {
        ck_assert_double_eq_tol(e[k]->estimate, want[k][0], 1e-11);
        ck_assert_double_eq_tol(e[k]->std_error, want[k][1], 1e-11);
    }
    ck_assert_double_eq_tol(r.durbin_watson, 1.94589707664146, 1e-11);
    ck_assert_double_eq_tol(r.r_squared, 0.350501708075004, 1e-11);
    ck_assert_double_eq_tol(r.last_effect.estimate, -4.487135621279932, 1e-11);
    ck_assert_double_eq_tol(r.last_effect.std_error, 0.990649165979485, 1e-11);
    ck_assert_double_eq_tol(fitted[N - 1] - continued[N - 1], r.last_effect.estimate, 1e-11);
    ck_assert_double_eq(fitted[0], continued[0]);
    o.small_sample = false;
    o.lag = -1; /* floor(4 * 0.24^(2/9)) = 2 */
    ck_ok(jh_eval_series(N, value, AT, &o, NULL, NULL, &r, &err), &err);
    ck_assert_int_eq(r.lag, 2);
    ck_assert_double_eq_tol(r.slope_change.std_error, 0.0885083612869723, 1e-11);
}
END_TEST

START_TEST(season)
{
    struct jh_eval_series_options o = jh_eval_series_options_default();
    struct jh_eval_series r;
    make_values();
    o.errors = JH_EVAL_NEWEY_WEST;
    o.lag = 3;
    o.season = 12;
    ck_ok(jh_eval_series(N, value, AT, &o, NULL, NULL, &r, &err), &err);
    ck_assert_double_eq_tol(r.level_change.estimate, -3.704614590082664, 1e-10);
    ck_assert_double_eq_tol(r.slope_change.std_error, 0.0671970825307141, 1e-10);
}
END_TEST

static void make_persistent(void)
{
    double e = 0;
    for (int t = 0; t < N; t++) {
        e = 0.6 * e + (((t + 1) * 37) % 11 - 5) / 4.0;
        value[t] = 10 + 0.1 * (t + 1) + e;
    }
}

/* Estimate, error and degrees of freedom of the jump, the turn and the last period's effect, by
 * matrices in R 4.2.2 (solve, optimize, the same formulas); the plain errors also agree with nlme
 * 3.1-162, gls(method = "REML", correlation = corAR1()), to 1e-6. */
START_TEST(persistence_like_matrices)
{
    static const struct {
        double estimate[3], std_error[3], df[3], persistence;
    } want[] = {
        {{-1.950447958, -0.334201857, -4.958264668}, {1.289932163, 0.189878462, 1.920787302},
            {5.277322727, 2.417019901, 2.395324101}, 0.252774967},
        {{0.404004034, 0.000772979213, 0.410960846}, {0.679402354, 0.103960418, 1.035217131},
            {7.746203284, 5.116580873, 5.015416753}, 0.117465914},
        {{0.386927769, 0.00371151512, 0.420331405}, {0.858268546, 0.127824071, 1.283019577},
            {6.041600111, 2.864859936, 2.734123801}, 0.222187175},
    };
    const struct jh_eval_series_options o = jh_eval_series_options_default();
    struct jh_eval_series r;
    for (int k = 0; k < 3; k++) {
        if (k == 0)
            make_values();
        else
            make_persistent();
        if (k == 2)
            value[5] = value[6] = value[17] = JH_NAN;
        ck_ok(jh_eval_series(N, value, AT, &o, NULL, NULL, &r, &err), &err);
        const struct jh_eval_estimate *e[3] = {&r.level_change, &r.slope_change, &r.last_effect};
        ck_assert_double_eq_tol(r.persistence, want[k].persistence, 1e-5);
        ck_assert_int_eq(r.lag, -1);
        for (int c = 0; c < 3; c++) {
            ck_assert_double_eq_tol(e[c]->estimate, want[k].estimate[c], 2e-5);
            ck_assert_double_eq_tol(e[c]->std_error, want[k].std_error[c], 2e-5);
            const double t = (e[c]->high - e[c]->estimate) / e[c]->std_error;
            ck_assert_double_eq_tol(t, jh_i_t_critical(0.95, want[k].df[c]), 1e-3);
        }
    }
}
END_TEST

START_TEST(persistence_at_its_ends)
{
    const struct jh_eval_series_options o = jh_eval_series_options_default();
    struct jh_eval_series r;
    for (int t = 0; t < N; t++) /* no error at all */
        value[t] = 5 + 2 * t + (t >= AT ? 7 : 0);
    ck_ok(jh_eval_series(N, value, AT, &o, NULL, NULL, &r, &err), &err);
    ck_assert_double_eq_tol(r.level_change.estimate, 7, 1e-8);
    ck_assert(r.level_change.std_error < 1e-6);
    double walk = 0;
    for (int t = 0; t < N; t++)
        value[t] = walk += ((t * 7) % 5) - 2 + 0.1 * t;
    ck_ok(jh_eval_series(N, value, AT, &o, NULL, NULL, &r, &err), &err);
    ck_assert(isfinite(r.level_change.std_error) && r.persistence < 1 && r.persistence > -1);
    struct jh_eval_series_options bad = o;
    bad.errors = (enum jh_eval_errors)2;
    ck_refused(jh_eval_series(N, value, AT, &bad, NULL, NULL, &r, &err), JH_E_ARG);
}
END_TEST

START_TEST(refused_and_gaps)
{
    struct jh_eval_series_options o = jh_eval_series_options_default();
    struct jh_eval_series r = {.n = 9};
    make_values();
    ck_refused(jh_eval_series(N, value, 0, &o, NULL, NULL, &r, &err), JH_E_ARG);
    ck_refused(jh_eval_series(N, value, N - 1, &o, NULL, NULL, &r, &err), JH_E_DOMAIN);
    ck_refused(jh_eval_series(4, value, 2, &o, NULL, NULL, &r, &err), JH_E_DOMAIN);
    ck_assert_uint_eq(r.n, 9);
    value[5] = JH_NAN;
    ck_ok(jh_eval_series(N, value, AT, &o, NULL, NULL, &r, &err), &err);
    ck_assert_uint_eq(r.n, N - 1);
    value[6] = -JH_INF;
    ck_refused(jh_eval_series(N, value, AT, &o, NULL, NULL, &r, &err), JH_E_DATA);
}
END_TEST

START_TEST(words)
{
    const struct jh_eval_estimate e = {-0.05, 0.01, -0.07, -0.03, 1e-6};
    struct jh_buf en, zh;
    jh_buf_init(&en, 4096);
    jh_buf_init(&zh, 4096);
    jh_eval_words_effect(&e, 0.95, JH_LANG_EN, &en);
    jh_eval_words_effect(&e, 0.95, JH_LANG_ZH, &zh);
    ck_assert_str_eq(en.data,
        "Compared with how it would have gone otherwise, the figure changed by -0.05. With 95 % "
        "confidence the change lies between -0.07 and -0.03. Chance alone would show a change of "
        "this size with probability 0.001 or less: an effect is likely.");
    ck_assert_str_eq(zh.data,
        "与不建中心时应有的走势相比，该数改变了-0.05。在95%的置信水平下，改变在-0.07与-0.03之间。"
        "仅由偶然造成这么大改变的概率不超过0.001：很可能确有效果。");
    jh_buf_release(&en);
    jh_buf_release(&zh);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("series");
    TCase *tc = tcase_create("series");
    tcase_add_test(tc, like_sandwich);
    tcase_add_test(tc, season);
    tcase_add_test(tc, persistence_like_matrices);
    tcase_add_test(tc, persistence_at_its_ends);
    tcase_add_test(tc, refused_and_gaps);
    tcase_add_test(tc, words);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
