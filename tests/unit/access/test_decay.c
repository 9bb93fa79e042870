#include <math.h>

#include "base/num.h"
#include "junheng/access.h"
#include "testing.h"

/* Values by hand from the formulas of docs/methods/decay.md. */
static const struct {
    enum jh_decay decay;
    double minutes, reach, parameter, weight;
} cases[] = {
    {JH_DECAY_BINARY, 60, 60, JH_NAN, 1},
    {JH_DECAY_BINARY, 60.01, 60, JH_NAN, 0},
    {JH_DECAY_STEP, 20, 60, JH_NAN, 1},
    {JH_DECAY_STEP, 20.5, 60, JH_NAN, 0.68},
    {JH_DECAY_STEP, 40, 60, JH_NAN, 0.68},
    {JH_DECAY_STEP, 60, 60, JH_NAN, 0.22},
    {JH_DECAY_STEP, 60, 60, 0.5, 0.0625},
    {JH_DECAY_LINEAR, 15, 60, JH_NAN, 0.75},
    {JH_DECAY_EXPONENTIAL, 60, 60, JH_NAN, 0.1},
    {JH_DECAY_EXPONENTIAL, 10, 60, 0.1, 0.36787944117144233},
    {JH_DECAY_POWER, 0.5, 60, 2, 1},
    {JH_DECAY_POWER, 4, 60, 2, 0.0625},
    {JH_DECAY_GAUSSIAN, 20, 60, JH_NAN, 0.60653065971263342},
    {JH_DECAY_GAUSSIAN, 30, 60, 30, 0.60653065971263342},
    {JH_DECAY_GAUSSIAN_CUT, 0, 60, JH_NAN, 1},
    {JH_DECAY_GAUSSIAN_CUT, 30, 60, JH_NAN, 0.70136657}, /* (e^-.125 - e^-.5) / (1 - e^-.5) */
    {JH_DECAY_GAUSSIAN_CUT, 60, 60, JH_NAN, 0},
    {JH_DECAY_LOGISTIC, 30, 60, JH_NAN, 0.5},
    {JH_DECAY_LOGISTIC, 0, 60, 1e-3, 1},
};

START_TEST(follows_its_formula)
{
    const size_t i = (size_t)_i;
    double w =
        jh_decay_weight(cases[i].decay, cases[i].minutes, cases[i].reach, cases[i].parameter);
    ck_assert_msg(fabs(w - cases[i].weight) < 1e-8, "case %zu: %.12g", i, w);
}
END_TEST

START_TEST(falls_with_time_and_ends_at_the_reach)
{
    for (int decay = JH_DECAY_BINARY; decay <= JH_DECAY_LOGISTIC; decay++) {
        double last = 1;
        for (double d = 0; d <= 60; d += 0.5) {
            double w = jh_decay_weight((enum jh_decay)decay, d, 60, JH_NAN);
            ck_assert_msg(w >= 0 && w <= last + 1e-15, "decay %d at %g", decay, d);
            last = w;
        }
        ck_assert_double_eq(jh_decay_weight((enum jh_decay)decay, 60.0001, 60, JH_NAN), 0);
        ck_assert_double_eq(jh_decay_weight((enum jh_decay)decay, JH_INF, 60, JH_NAN), 0);
        enum jh_decay back = JH_DECAY_BINARY;
        ck_assert(jh_decay_parse(jh_decay_name((enum jh_decay)decay), &back));
        ck_assert_int_eq((int)back, decay);
    }
    enum jh_decay untouched = JH_DECAY_POWER;
    ck_assert(!jh_decay_parse("cubic", &untouched));
    ck_assert_int_eq(untouched, JH_DECAY_POWER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decay");
    TCase *tc = tcase_create("decay");
    tcase_add_loop_test(tc, follows_its_formula, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tc, falls_with_time_and_ends_at_the_reach);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
