/*
 * Decay of the weight of a trip with its time.
 */
#include <string.h>

#include "access/decay.h"
#include "base/num.h"
#include "junheng/access.h"

/* Every shape: its formula for 0 <= d <= reach, its default parameter. Listed by enum jh_decay. */
typedef double decay_fn(double d, const struct jh_i_decay *decay);

static double binary(double d, const struct jh_i_decay *decay)
{
    (void)d, (void)decay;
    return 1;
}

/* Thirds of the reach. The published set is 1, .68, .22; a parameter p gives 1, p, p^4 (a Gaussian in
 * the number of the third). */
static double step(double d, const struct jh_i_decay *decay)
{
    double reach = decay->reach_min, p = decay->parameter;
    if (decay->n_steps > 0) {
        for (size_t k = 0; k < decay->n_steps; k++)
            if (d <= decay->step_min[k])
                return decay->step_weight[k];
        return 0;
    }
    if (d * 3 <= reach)
        return 1;
    if (d * 3 <= reach * 2)
        return isnan(p) ? 0.68 : p;
    return isnan(p) ? 0.22 : p * p * p * p;
}

static double linear(double d, const struct jh_i_decay *decay)
{
    return 1 - d / decay->reach_min;
}

static double exponential(double d, const struct jh_i_decay *decay)
{
    return exp(-decay->parameter * d);
}

static double power(double d, const struct jh_i_decay *decay)
{
    return d <= 1 ? 1 : pow(d, -decay->parameter);
}

static double gaussian(double d, const struct jh_i_decay *decay)
{
    return exp(-d * d / (2 * decay->parameter * decay->parameter));
}

static double gaussian_cut(double d, const struct jh_i_decay *decay)
{
    static const double at_reach = 0.60653065971263342; /* exp(-1/2) */
    double x = d / decay->reach_min;
    return (exp(-0.5 * x * x) - at_reach) / (1 - at_reach);
}

static double logistic(double d, const struct jh_i_decay *decay)
{
    return 1 / (1 + exp(JH_PI / sqrt(3.0) * (d - decay->middle_min) / decay->parameter));
}

static double none(double reach)
{
    (void)reach;
    return JH_NAN;
}
static double tenth_at_reach(double reach)
{
    return log(10) / reach;
}
static double one(double reach)
{
    (void)reach;
    return 1;
}
static double third_of_reach(double reach)
{
    return reach / 3;
}
static double tenth_of_reach(double reach)
{
    return reach / 10;
}

static const struct {
    decay_fn *weight;
    double (*parameter)(double reach);
} shapes[] = {
    [JH_DECAY_BINARY] = {binary, none},
    [JH_DECAY_STEP] = {step, none},
    [JH_DECAY_LINEAR] = {linear, none},
    [JH_DECAY_EXPONENTIAL] = {exponential, tenth_at_reach},
    [JH_DECAY_POWER] = {power, one},
    [JH_DECAY_GAUSSIAN] = {gaussian, third_of_reach},
    [JH_DECAY_GAUSSIAN_CUT] = {gaussian_cut, none},
    [JH_DECAY_LOGISTIC] = {logistic, tenth_of_reach},
    [JH_DECAY_AUTO] = {binary, none},
};
#define N_SHAPES (sizeof shapes / sizeof *shapes)

static const char *const names[] = {
#define JH_X(name, number, id) id,
    JH_DECAY_MAP(JH_X)
#undef JH_X
};
_Static_assert(sizeof names / sizeof *names == N_SHAPES, "a decay without a shape");

bool jh_i_decay_known(enum jh_decay decay)
{
    return (size_t)decay < N_SHAPES;
}

struct jh_i_decay jh_i_decay_make(
    enum jh_decay shape, double reach_min, double parameter, double middle_min)
{
    return (struct jh_i_decay){.shape = shape,
        .reach_min = reach_min,
        .parameter = isnan(parameter) ? shapes[shape].parameter(reach_min) : parameter,
        .middle_min = isnan(middle_min) ? reach_min / 2 : middle_min};
}

double jh_i_decay_weight(const struct jh_i_decay *decay, double minutes)
{
    return minutes <= decay->reach_min ? shapes[decay->shape].weight(minutes, decay) : 0;
}

double jh_decay_weight(enum jh_decay decay, double minutes, double reach_min, double parameter)
{
    struct jh_i_decay d = jh_i_decay_make(decay, reach_min, parameter, JH_NAN);
    return jh_i_decay_weight(&d, minutes);
}

const char *jh_decay_name(enum jh_decay decay)
{
    return jh_i_decay_known(decay) ? names[decay] : "";
}

bool jh_decay_parse(const char *name, enum jh_decay *out)
{
    for (size_t i = 0; i < N_SHAPES; i++)
        if (strcmp(names[i], name) == 0) {
            *out = (enum jh_decay)i;
            return true;
        }
    return false;
}
