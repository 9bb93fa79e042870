#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/rng.h"
#include "junheng/evaluate.h"
#include "testing.h"

static struct jh_error err;

enum { N = 6, T = 5 };
static const int32_t opened[N] = {2, 2, 3, JH_EVAL_NEVER, JH_EVAL_NEVER, JH_EVAL_NEVER};
static double value[N * T];

static struct jh_eval_panel panel(void)
{
    for (int i = 1; i <= N; i++)
        for (int t = 1; t <= T; t++)
            value[(i - 1) * T + t - 1] =
                10 + i + 0.5 * t + ((i * 7 + t * 3) % 5) * 0.3 + (i * i * t % 7) * 0.1 +
                (opened[i - 1] != JH_EVAL_NEVER && t - 1 >= opened[i - 1] ? 2 : 0);
    return (struct jh_eval_panel){.n_units = N, .n_periods = T, .value = value, .opened = opened};
}

static const struct jh_eval_cell *cell(const struct jh_eval_staggered *r, int g, int t)
{
    static const struct jh_eval_cell none = {-1, -1, 0, 0, 0, 0};
    for (size_t k = 0; k < r->n_cells; k++)
        if (r->cell[k].group == g && r->cell[k].period == t)
            return &r->cell[k];
    return &none;
}

/* Each cell is a 2 x 2 comparison: lm(change ~ group), sandwich::vcovHC(type = "HC0"), R 4.2.2,
 * sandwich 3.0-2. */
START_TEST(cells_like_regressions)
{
    struct jh_eval_panel p = panel();
    struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
    struct jh_eval_staggered r;
    o.control = JH_EVAL_CONTROL_NEVER;
    o.n_bootstrap = 0;
    ck_ok(jh_eval_staggered(&p, &o, NULL, &r, &err), &err);
    ck_assert_uint_eq(r.n_cells, 8);
    ck_assert_double_eq_tol(cell(&r, 2, 2)->att, 2.26666666666667, 1e-12);
    ck_assert_double_eq_tol(cell(&r, 2, 2)->std_error, 0.795240471434525, 1e-12);
    ck_assert_double_eq_tol(cell(&r, 3, 4)->att, 2.2, 1e-12);
    ck_assert_double_eq_tol(cell(&r, 3, 4)->std_error, 0.385861230093007, 1e-12);
    /* Aggregates by hand from the cells: group 2 has two units, group 3 one. */
    double a22 = cell(&r, 2, 2)->att, a23 = cell(&r, 2, 3)->att, a24 = cell(&r, 2, 4)->att;
    double a33 = cell(&r, 3, 3)->att, a34 = cell(&r, 3, 4)->att;
    ck_assert_double_eq_tol(r.simple.estimate, (2 * (a22 + a23 + a24) + a33 + a34) / 8, 1e-12);
    ck_assert_double_eq_tol(
        r.by_group.estimate, (2 * (a22 + a23 + a24) / 3 + (a33 + a34) / 2) / 3, 1e-12);
    ck_assert_double_eq_tol(
        r.dynamic.estimate, ((2 * a22 + a33) / 3 + (2 * a23 + a34) / 3 + a24) / 3, 1e-12);
    ck_assert_double_eq_tol(r.period[1].effect.estimate, (2 * a23 + a33) / 3, 1e-12);
    ck_assert(r.n_groups == 2 && r.group[1].event == 3 && r.n_treated == 3);
    ck_assert(r.n_periods == 3 && r.period[0].event == 2);
    ck_assert(isnan(r.critical) && r.n_events == 5 && r.event[0].event == -2);
    jh_eval_staggered_release(&r);
}
END_TEST

START_TEST(not_yet_and_universal)
{
    struct jh_eval_panel p = panel();
    struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
    struct jh_eval_staggered r;
    o.universal_base = true;
    ck_ok(jh_eval_staggered(&p, &o, NULL, &r, &err), &err);
    ck_assert_uint_eq(cell(&r, 2, 2)->n_control, 4); /* the later opener, too */
    ck_assert_uint_eq(cell(&r, 2, 3)->n_control, 3);
    ck_assert_int_eq(cell(&r, 2, 1)->group, -1); /* the base itself */
    ck_assert_int_eq(cell(&r, 3, 0)->group, 3);
    ck_assert(r.critical > 0 && r.bootstrap_error > 0);
    ck_assert(r.event[0].band_low < r.event[0].effect.estimate);
    jh_eval_staggered_release(&r);
}
END_TEST

/* 200 areas, half of them open at three times; the effect is 3, 4, 5, ... and there are area and
 * period effects: all aggregates are found, the truth lies within the intervals. */
START_TEST(known_effect)
{
    enum { UNITS = 200, PERIODS = 12 };
    double *y = jh_i_calloc(UNITS * PERIODS, sizeof *y);
    int32_t *open = jh_i_calloc(UNITS, sizeof *open);
    struct jh_rng rng;
    jh_rng_init(&rng, 11, 0);
    for (int i = 0; i < UNITS; i++) {
        open[i] = i % 2 == 0 ? JH_EVAL_NEVER : 4 + 2 * (i % 3);
        double own = 10 * jh_rng_normal(&rng);
        for (int t = 0; t < PERIODS; t++)
            y[i * PERIODS + t] = own + t * t * 0.3 + jh_rng_normal(&rng) +
                                 (open[i] >= 0 && t >= open[i] ? 3 + (t - open[i]) : 0);
    }
    struct jh_eval_panel p = {.n_units = UNITS, .n_periods = PERIODS, .value = y, .opened = open};
    struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
    struct jh_eval_staggered r;
    ck_ok(jh_eval_staggered(&p, &o, NULL, &r, &err), &err);
    for (size_t k = 0; k < r.n_events; k++) {
        double truth = r.event[k].event >= 0 ? 3 + r.event[k].event : 0;
        ck_assert_double_eq_tol(r.event[k].effect.estimate, truth, 0.8);
        ck_assert(r.event[k].band_low < truth && truth < r.event[k].band_high);
    }
    ck_assert(r.pretrend.p_value > 0.01 && r.pretrend.df == 7);
    double p_value;
    ck_ok(jh_eval_permute(&p, &o, 99, NULL, NULL, &p_value, &err), &err);
    ck_assert_double_eq_tol(p_value, 0.01, 1e-12);
    jh_eval_staggered_release(&r);
    jh_i_free(y);
    jh_i_free(open);
}
END_TEST

START_TEST(always_open_and_gaps)
{
    struct jh_eval_panel p = panel();
    int32_t early[N];
    struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
    struct jh_eval_staggered r = {.n_cells = 99};
    memcpy(early, opened, sizeof early);
    early[2] = 0;
    p.opened = early;
    value[1] = JH_NAN; /* the base of unit 0 */
    o.n_bootstrap = 0;
    ck_ok(jh_eval_staggered(&p, &o, NULL, &r, &err), &err);
    ck_assert(r.n_always == 1 && r.n_groups == 1 && cell(&r, 2, 2)->n_treated == 1);
    jh_eval_staggered_release(&r);
    for (int i = 3; i < N; i++)
        early[i] = 0;
    ck_refused(jh_eval_staggered(&p, &o, NULL, &r, &err), JH_E_DOMAIN);
    o.anticipation = -1;
    ck_refused(jh_eval_staggered(&p, &o, NULL, &r, &err), JH_E_ARG);
}
END_TEST

START_TEST(out_of_memory)
{
    struct jh_eval_panel p = panel();
    struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
    const long alive = testing_alloc_live();
    o.n_bootstrap = 5;
    for (size_t n = 1;; n++) {
        struct jh_eval_staggered r = {0};
        testing_alloc_refuse(n);
        enum jh_status st = jh_eval_staggered(&p, &o, NULL, &r, &err);
        bool came = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, came ? JH_E_NOMEM : JH_OK);
        jh_eval_staggered_release(&r);
        ck_assert_int_eq(testing_alloc_live(), alive);
        if (!came)
            break;
    }
}
END_TEST

/* The formula of Sant'Anna and Zhao (2020), theorem 1, in R 4.2.2: glm (binomial), lm over the
 * comparison, influence functions; one group, one period after. */
START_TEST(doubly_robust_like_the_formula)
{
    enum { UNITS = 40 };
    double y[UNITS * 2], x[UNITS * 2];
    int32_t open[UNITS];
    for (int i = 1; i <= UNITS; i++) {
        const double x1 = ((i * 7) % 11) / 4.0, x2 = ((i * 13) % 5) - 2;
        const int treated = (i * 5) % 7 + x1 > 5;
        x[(i - 1) * 2] = x1;
        x[(i - 1) * 2 + 1] = x2;
        y[(i - 1) * 2] = 10 + 0.3 * i + (i * 3) % 4;
        y[(i - 1) * 2 + 1] =
            y[(i - 1) * 2] + 1 + 0.5 * x1 - 0.2 * x2 + ((i * 11) % 9) / 10.0 + 2 * treated;
        open[i - 1] = treated ? 1 : JH_EVAL_NEVER;
    }
    struct jh_eval_panel p = {.n_units = UNITS,
        .n_periods = 2,
        .value = y,
        .opened = open,
        .n_covariates = 2,
        .covariate = x};
    struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
    struct jh_eval_staggered r;
    o.n_bootstrap = 0;
    ck_ok(jh_eval_staggered(&p, &o, NULL, &r, &err), &err);
    ck_assert_uint_eq(r.n_treated, 14);
    ck_assert_double_eq_tol(r.cell[0].att, 2.047216531861, 1e-9);
    ck_assert_double_eq_tol(r.cell[0].std_error, 0.089089818841, 1e-9);
    jh_eval_staggered_release(&r);
    /* A constant tells nothing: as without covariates. */
    for (int i = 0; i < UNITS; i++)
        x[i] = 3;
    p.n_covariates = 1;
    ck_ok(jh_eval_staggered(&p, &o, NULL, &r, &err), &err);
    const double with = r.cell[0].att, error = r.cell[0].std_error;
    jh_eval_staggered_release(&r);
    p.n_covariates = 0;
    ck_ok(jh_eval_staggered(&p, &o, NULL, &r, &err), &err);
    ck_assert_double_eq_tol(r.cell[0].att, with, 1e-12);
    ck_assert_double_eq_tol(r.cell[0].std_error, error, 1e-12);
    jh_eval_staggered_release(&r);
    /* One that tells the sides apart leaves nothing to compare. */
    p.n_covariates = 1;
    for (int i = 0; i < UNITS; i++)
        x[i] = open[i];
    ck_refused(jh_eval_staggered(&p, &o, NULL, &r, &err), JH_E_DOMAIN);
    x[0] = JH_NAN;
    ck_refused(jh_eval_staggered(&p, &o, NULL, &r, &err), JH_E_DATA);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("staggered");
    TCase *tc = tcase_create("staggered");
    tcase_add_test(tc, cells_like_regressions);
    tcase_add_test(tc, not_yet_and_universal);
    tcase_add_test(tc, known_effect);
    tcase_add_test(tc, always_open_and_gaps);
    tcase_add_test(tc, out_of_memory);
    tcase_add_test(tc, doubly_robust_like_the_formula);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
