#include <math.h>

#include "base/buf.h"
#include "base/num.h"
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
    o.lag = 3;
    o.season = 12;
    ck_ok(jh_eval_series(N, value, AT, &o, NULL, NULL, &r, &err), &err);
    ck_assert_double_eq_tol(r.level_change.estimate, -3.704614590082664, 1e-10);
    ck_assert_double_eq_tol(r.slope_change.std_error, 0.0671970825307141, 1e-10);
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
    tcase_add_test(tc, refused_and_gaps);
    tcase_add_test(tc, words);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
