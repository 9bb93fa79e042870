/*
 * Accessibility of care by area.
 */
#include "junheng/access.h"

#include <string.h>

#include "access/decay.h"
#include "access/job.h"
#include "base/fail.h"
#include "base/num.h"

/* Listed by enum jh_access_method: how, and the decay where none is named. */
static const struct {
    jh_i_access_fn *compute;
    enum jh_decay decay;
} methods[] = {
    [JH_ACCESS_NEAREST] = {jh_i_access_nearest, JH_DECAY_BINARY},
    [JH_ACCESS_CUMULATIVE] = {jh_i_access_cumulative, JH_DECAY_BINARY},
    [JH_ACCESS_2SFCA] = {jh_i_access_two_step, JH_DECAY_BINARY},
    [JH_ACCESS_E2SFCA] = {jh_i_access_two_step, JH_DECAY_STEP},
    [JH_ACCESS_K_NEAREST] = {jh_i_access_k_nearest, JH_DECAY_BINARY},
    [JH_ACCESS_INTERVAL] = {jh_i_access_interval, JH_DECAY_BINARY},
    [JH_ACCESS_GRAVITY] = {jh_i_access_cumulative, JH_DECAY_EXPONENTIAL},
    [JH_ACCESS_GRAVITY_COMPETITION] = {jh_i_access_two_step, JH_DECAY_EXPONENTIAL},
    [JH_ACCESS_3SFCA] = {jh_i_access_three_step, JH_DECAY_STEP},
    [JH_ACCESS_M2SFCA] = {jh_i_access_modified, JH_DECAY_STEP},
    [JH_ACCESS_I2SFCA] = {jh_i_access_inverted, JH_DECAY_BINARY},
    [JH_ACCESS_BFCA] = {jh_i_access_balanced, JH_DECAY_STEP},
    [JH_ACCESS_AVAILABILITY] = {jh_i_access_availability, JH_DECAY_BINARY},
    [JH_ACCESS_RAAM] = {jh_i_access_raam, JH_DECAY_BINARY},
};
static const struct {
    const char *name, *unit;
} labels[] = {
#define JH_X(name, number, id, unit) {id, unit},
    JH_ACCESS_METHOD_MAP(JH_X)
#undef JH_X
};
#define N_METHODS (sizeof methods / sizeof *methods)
_Static_assert(sizeof labels / sizeof *labels == N_METHODS, "a method without a function");

static enum jh_status check_quantities(
    const char *name, size_t n, const double *value, bool nan_allowed, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!(value[i] >= 0 && value[i] < JH_INF) && !(nan_allowed && isnan(value[i]))) {
            jh_fail(err, JH_E_DOMAIN, "%s must be 0 or more and finite, got %g", name, value[i]);
            jh_where(err, "%s[%zu]", name, i);
            return JH_E_DOMAIN;
        }
    return JH_OK;
}

/* Steps of its own: minutes ascend, weights fall, from 1 at most to 0 at least. */
static enum jh_status check_steps(const struct jh_access_options *o, struct jh_error *err)
{
    enum jh_decay decay = o->decay == JH_DECAY_AUTO ? methods[o->method].decay : o->decay;
    if (o->n_steps == 0)
        return JH_OK;
    if (decay != JH_DECAY_STEP || o->n_steps > JH_I_DECAY_STEPS)
        return jh_fail(err, JH_E_DOMAIN, "%zu steps given: the decay step takes up to %d",
            o->n_steps, (int)JH_I_DECAY_STEPS);
    for (size_t k = 0; k < o->n_steps; k++) {
        double before = k > 0 ? o->step_min[k - 1] : 0, above = k > 0 ? o->step_weight[k - 1] : 1;
        if (!(o->step_min[k] > before && o->step_min[k] < JH_INF && o->step_weight[k] >= 0 &&
                o->step_weight[k] <= above))
            return jh_fail(err, JH_E_DOMAIN,
                "step %zu, weight %g up to %g minutes: minutes must rise and weights fall", k + 1,
                o->step_weight[k], o->step_min[k]);
    }
    return JH_OK;
}

static enum jh_status check_options(const struct jh_access_options *o, struct jh_error *err)
{
    if ((size_t)o->method >= N_METHODS)
        return jh_fail(err, JH_E_ARG, "unknown method of accessibility %d", (int)o->method);
    if (!jh_i_decay_known(o->decay))
        return jh_fail(err, JH_E_ARG, "unknown decay %d", (int)o->decay);
    if (!(o->reach_min > 0 && o->reach_min < JH_INF))
        return jh_fail(
            err, JH_E_DOMAIN, "reach must be above 0 minutes and finite, got %g", o->reach_min);
    bool in_range = o->parameter > 0 && o->parameter < JH_INF;
    if (o->decay == JH_DECAY_STEP)
        in_range = in_range && o->parameter <= 1;
    if (!isnan(o->parameter) && !in_range)
        return jh_fail(
            err, JH_E_DOMAIN, "parameter %g is out of range for this decay", o->parameter);
    if (isnan(o->middle_min) ? false : !(o->middle_min >= 0 && o->middle_min < JH_INF))
        return jh_fail(err, JH_E_DOMAIN,
            "the middle of the logistic decay must be 0 or more minutes, got %g", o->middle_min);
    enum jh_status st = check_steps(o, err);
    if (st != JH_OK)
        return st;
    if (o->k < 1)
        return jh_fail(
            err, JH_E_DOMAIN, "the number of nearest sites must be 1 or more, got %d", (int)o->k);
    if (!isnan(o->from_min) && !(o->from_min >= 0 && o->from_min < o->reach_min))
        return jh_fail(err, JH_E_DOMAIN,
            "the interval must begin between 0 and the reach of %g minutes, got %g", o->reach_min,
            o->from_min);
    if (!(o->tau_min > 0 && o->tau_min < JH_INF))
        return jh_fail(err, JH_E_DOMAIN,
            "minutes that weigh as mean crowding must be above 0 and finite, got %g", o->tau_min);
    return JH_OK;
}

enum jh_status jh_i_access_job_make(const struct jh_travel_pairs *pairs, size_t n_sites,
    const double *supply, const double *people, const struct jh_access_options *options,
    struct jh_i_access_job *out_job, struct jh_error *err)
{
    struct jh_i_access_job job = {.pairs = pairs,
        .n_sites = n_sites,
        .supply = supply,
        .people = people,
        .reach_min = options->reach_min,
        .k = (size_t)options->k,
        .from_min = isnan(options->from_min) ? options->reach_min / 2 : options->from_min,
        .tau_min = options->tau_min};
    enum jh_status st = JH_OK;
    JH_TRY(st, check_options(options, err));
    JH_TRY(st, check_quantities("supply", n_sites, supply, true, err));
    JH_TRY(st, check_quantities("people", pairs->n_areas, people, false, err));
    for (size_t k = 0; k < pairs->n; k++)
        if (pairs->hospital[k] < 0 || (size_t)pairs->hospital[k] >= n_sites)
            return jh_fail(
                err, JH_E_ARG, "site number %d is outside 0 to %zu", pairs->hospital[k], n_sites);
    job.decay = jh_i_decay_make(
        options->decay == JH_DECAY_AUTO ? jh_access_auto_decay(options->method) : options->decay,
        job.reach_min, options->parameter, options->middle_min);
    job.decay.n_steps = options->n_steps;
    job.decay.step_min = options->step_min;
    job.decay.step_weight = options->step_weight;
    *out_job = job;
out:
    return st;
}

enum jh_status jh_access(const struct jh_travel_pairs *pairs, size_t n_sites, const double *supply,
    const double *people, const struct jh_access_options *options, double *out_access,
    struct jh_error *err)
{
    struct jh_i_access_job job;
    enum jh_status st = jh_i_access_job_make(pairs, n_sites, supply, people, options, &job, err);
    return st == JH_OK ? methods[options->method].compute(&job, out_access, err) : st;
}

struct jh_access_options jh_access_options_default(void)
{
    return (struct jh_access_options){.method = JH_ACCESS_2SFCA,
        .decay = JH_DECAY_AUTO,
        .reach_min = 60,
        .parameter = JH_NAN,
        .middle_min = JH_NAN,
        .k = 3,
        .from_min = JH_NAN,
        .tau_min = 60};
}

const char *jh_access_method_name(enum jh_access_method method)
{
    return (size_t)method < N_METHODS ? labels[method].name : "";
}

const char *jh_access_method_unit(enum jh_access_method method)
{
    return (size_t)method < N_METHODS ? labels[method].unit : "";
}

enum jh_decay jh_access_auto_decay(enum jh_access_method method)
{
    return (size_t)method < N_METHODS ? methods[method].decay : JH_DECAY_BINARY;
}

bool jh_access_by_site(enum jh_access_method method)
{
    return method == JH_ACCESS_I2SFCA;
}

bool jh_access_method_parse(const char *name, enum jh_access_method *out)
{
    for (size_t i = 0; i < N_METHODS; i++)
        if (strcmp(labels[i].name, name) == 0) {
            *out = (enum jh_access_method)i;
            return true;
        }
    return false;
}
