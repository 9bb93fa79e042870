#include <math.h>

#include "base/num.h"
#include "evaluate/dist.h"
#include "junheng/evaluate.h"
#include "testing.h"

static struct jh_error err;

/* Six areas, five periods; 0 and 1 open in period 2, 2 in period 3. Reference: R 4.2.2, plm 2.6-2,
 * plm(y ~ D, model = "within", effect = "twoways"), vcovHC(type = "HC0", cluster = "group"). */
enum { N = 6, T = 5 };
static const int32_t opened[N] = {2, 2, 3, JH_EVAL_NEVER, JH_EVAL_NEVER, JH_EVAL_NEVER};
static double value[N * T];

static void make_values(void)
{
    for (int i = 1; i <= N; i++)
        for (int t = 1; t <= T; t++)
            value[(i - 1) * T + t - 1] =
                10 + i + 0.5 * t + ((i * 7 + t * 3) % 5) * 0.3 + (i * i * t % 7) * 0.1 +
                (opened[i - 1] != JH_EVAL_NEVER && t - 1 >= opened[i - 1] ? 2 : 0);
}

static struct jh_eval_panel panel(void)
{
    make_values();
    return (struct jh_eval_panel){.n_units = N, .n_periods = T, .value = value, .opened = opened};
}

START_TEST(like_plm)
{
    struct jh_eval_panel p = panel();
    struct jh_eval_did r;
    ck_ok(jh_eval_twfe(&p, false, 0.95, &r, &err), &err);
    ck_assert_double_eq_tol(r.effect.estimate, 2.27096774193548, 1e-12);
    ck_assert_double_eq_tol(r.effect.std_error, 0.239849375035115, 1e-12);
    ck_assert(r.n_obs == 30 && r.n_units == 6 && r.n_treated == 3 && r.n_clusters == 6);
    double plain = r.effect.std_error;
    ck_ok(jh_eval_twfe(&p, true, 0.95, &r, &err), &err);
    ck_assert_double_eq_tol(r.effect.std_error, plain * sqrt(6.0 / 5 * 29 / (30 - 6)), 1e-12);
    /* t with 5 degrees of freedom: 2.570581835636314 */
    ck_assert_double_eq_tol(
        r.effect.high - r.effect.estimate, 2.570581835636314 * r.effect.std_error, 1e-9);
}
END_TEST

START_TEST(gaps_and_weights)
{
    struct jh_eval_panel p = panel();
    struct jh_eval_did r, twice;
    const double weight[N] = {2, 2, 2, 2, 2, 2};
    value[2] = value[16] = value[28] = JH_NAN; /* rows 3, 17 and 29 of the reference */
    ck_ok(jh_eval_twfe(&p, false, 0.95, &r, &err), &err);
    ck_assert_double_eq_tol(r.effect.estimate, 2.43647604327666, 1e-10);
    ck_assert_double_eq_tol(r.effect.std_error, 0.161233261866146, 1e-10);
    ck_assert_uint_eq(r.n_obs, 27);
    p.weight = weight;
    ck_ok(jh_eval_twfe(&p, false, 0.95, &twice, &err), &err);
    ck_assert_double_eq_tol(twice.effect.estimate, r.effect.estimate, 1e-10);
    ck_assert_double_eq_tol(twice.effect.std_error, r.effect.std_error, 1e-10);
}
END_TEST

START_TEST(event_study_like_plm)
{
    struct jh_eval_panel p = panel();
    struct jh_eval_event e[5];
    struct jh_eval_pretrend before;
    struct jh_eval_did r;
    const double want[5][2] = {{0.536166224027497, 0.423477790051259}, {0, JH_NAN},
        {2.392219965630372, 0.417947458148198}, {2.427815966255273, 0.292977474715562},
        {3.066970004686769, 0.439405719983741}};
    ck_ok(jh_eval_event_study(&p, 2, 2, false, 0.95, e, &before, &r, &err), &err);
    for (int k = 0; k < 5; k++) {
        ck_assert_int_eq(e[k].event, k - 2);
        ck_assert_double_eq_tol(e[k].effect.estimate, want[k][0], 1e-11);
        if (k != 1)
            ck_assert_double_eq_tol(e[k].effect.std_error, want[k][1], 1e-11);
    }
    /* One lead: F = t squared. */
    double t = want[0][0] / want[0][1];
    ck_assert_uint_eq(before.df, 1);
    ck_assert_double_eq_tol(before.statistic, t * t, 1e-9);
    ck_assert_double_eq_tol(before.p_value, e[0].effect.p_value, 1e-10);
    ck_assert_uint_eq(e[2].n_cells, 3);
    ck_ok(jh_eval_event_study(&p, 1, 2, false, 0.95, e, &before, &r, &err), &err);
    ck_assert(before.df == 0 && isnan(before.p_value));
}
END_TEST

START_TEST(refused)
{
    struct jh_eval_panel p = panel();
    struct jh_eval_did r = {.n_obs = 7};
    const int32_t never[N] = {-1, -1, -1, -1, -1, -1}, one_cluster[N] = {0};
    const double bad_weight[N] = {1, 0, 1, 1, 1, 1};
    ck_refused(jh_eval_twfe(&p, true, 1, &r, &err), JH_E_ARG);
    p.opened = never;
    ck_refused(jh_eval_twfe(&p, true, 0.9, &r, &err), JH_E_DOMAIN);
    p.opened = opened;
    p.cluster = one_cluster;
    ck_refused(jh_eval_twfe(&p, true, 0.9, &r, &err), JH_E_DOMAIN);
    p.cluster = NULL;
    p.weight = bad_weight;
    ck_refused(jh_eval_twfe(&p, true, 0.9, &r, &err), JH_E_ARG);
    p.weight = NULL;
    p.n_periods = 1;
    ck_refused(jh_eval_twfe(&p, true, 0.9, &r, &err), JH_E_ARG);
    p.n_periods = T;
    value[3] = JH_INF;
    ck_refused(jh_eval_twfe(&p, true, 0.9, &r, &err), JH_E_DATA);
    ck_assert_uint_eq(r.n_obs, 7);
}
END_TEST

START_TEST(out_of_memory)
{
    struct jh_eval_panel p = panel();
    const long alive = testing_alloc_live();
    for (size_t n = 1;; n++) {
        struct jh_eval_event e[5];
        struct jh_eval_pretrend before;
        struct jh_eval_did r;
        testing_alloc_refuse(n);
        enum jh_status st = jh_eval_event_study(&p, 2, 2, true, 0.95, e, &before, &r, &err);
        bool came = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, came ? JH_E_NOMEM : JH_OK);
        ck_assert_int_eq(testing_alloc_live(), alive);
        if (!came)
            break;
    }
}
END_TEST

/* Reference: R 4.2.2. */
START_TEST(distributions)
{
    ck_assert_double_eq_tol(jh_i_normal_quantile(0.975), 1.95996398454005, 1e-12);
    ck_assert_double_eq_tol(jh_i_normal_quantile(1e-6), -4.75342430882290, 1e-11);
    ck_assert_double_eq_tol(jh_i_t_critical(0.95, 7), 2.36462425159278, 1e-11);
    ck_assert_double_eq_tol(jh_i_t_two_sided(-2.3, 5), 0.0697724693320373, 1e-12);
    ck_assert_double_eq_tol(jh_i_f_upper(3.1, 4, 11), 0.0616101361990991, 1e-12);
    ck_assert_double_eq_tol(jh_i_chi2_lower(7.7, 3), 0.947363733991276, 1e-12);
    ck_assert_double_eq_tol(jh_i_chi2_quantile(0.025, 24), 12.4011502174444, 1e-9);
    ck_assert_double_eq_tol(jh_i_chi2_upper(250, 100) / 7.76693640353918e-15, 1, 1e-9);
    ck_assert_double_eq_tol(jh_i_poisson_cdf(7, 4.4), 0.921420615415826, 1e-12);
    ck_assert_double_eq(jh_i_normal_cdf(0), 0.5);
    ck_assert_double_eq_tol(jh_i_poisson_pmf(0, 2), exp(-2), 1e-15);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("did");
    TCase *tc = tcase_create("did");
    tcase_add_test(tc, like_plm);
    tcase_add_test(tc, gaps_and_weights);
    tcase_add_test(tc, event_study_like_plm);
    tcase_add_test(tc, refused);
    tcase_add_test(tc, out_of_memory);
    tcase_add_test(tc, distributions);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
