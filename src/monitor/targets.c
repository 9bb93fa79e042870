/* Targets: split so that nothing is lost, how far along, which light; scores. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "junheng/monitor.h"

static const int64_t most_steps = (int64_t)1 << 52;

struct remainder {
    double rest;
    size_t part;
};

static int by_rest(const void *a, const void *b)
{
    const struct remainder *x = a, *y = b;
    if (x->rest != y->rest)
        return x->rest > y->rest ? -1 : 1;
    return x->part < y->part ? -1 : x->part > y->part;
}

static enum jh_status check_split(int64_t total, size_t n, const double *weight,
    const int64_t *fixed, int64_t *out_left, size_t *out_free, struct jh_error *err)
{
    if (n == 0 || total < 0)
        return jh_fail(err, JH_E_ARG, "nothing to split: %zu parts of %lld", n, (long long)total);
    if (total > most_steps)
        return jh_fail(err, JH_E_LIMIT, "%lld steps are too many to split", (long long)total);
    *out_left = total;
    *out_free = 0;
    for (size_t k = 0; k < n; k++) {
        if (!(weight[k] >= 0 && weight[k] < JH_INF))
            return jh_fail(err, JH_E_DATA, "part %zu has a weight that is no amount", k);
        if (fixed == NULL || fixed[k] < 0) {
            ++*out_free;
            continue;
        }
        if (fixed[k] > *out_left)
            return jh_fail(err, JH_E_INFEASIBLE, "the parts set by hand exceed the whole");
        *out_left -= fixed[k];
    }
    if (*out_free == 0 && *out_left != 0)
        return jh_fail(err, JH_E_INFEASIBLE, "the parts set by hand do not make up the whole");
    return JH_OK;
}

enum jh_status jh_target_split(int64_t total, size_t n, const double *weight, const int64_t *fixed,
    int64_t *out_part, struct jh_error *err)
{
    int64_t left = 0, given = 0;
    size_t n_free = 0, at = 0;
    struct jh_sum mass = {0, 0};
    enum jh_status st = check_split(total, n, weight, fixed, &left, &n_free, err);
    if (st != JH_OK)
        return st;
    struct remainder *rest = jh_i_calloc(n_free, sizeof *rest);
    if (rest == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++)
        if (fixed == NULL || fixed[k] < 0)
            jh_sum_add(&mass, weight[k]);
    const double all = jh_sum_value(&mass);
    for (size_t k = 0; k < n; k++) {
        if (fixed != NULL && fixed[k] >= 0) {
            out_part[k] = fixed[k];
            continue;
        }
        const double share = all > 0 ? weight[k] / all : 1 / (double)n_free;
        const double exact = share * (double)left;
        out_part[k] = (int64_t)floor(exact);
        rest[at++] = (struct remainder){exact - floor(exact), k};
        given += out_part[k];
    }
    qsort(rest, n_free, sizeof *rest, by_rest);
    /* What is missing goes to the largest remainders; rounding may also have given too much. */
    for (size_t k = 0; given < left; k = (k + 1) % n_free, given++)
        out_part[rest[k].part]++;
    for (size_t k = n_free; given > left;) {
        k = k > 0 ? k - 1 : n_free - 1;
        if (out_part[rest[k].part] > 0) {
            out_part[rest[k].part]--;
            given--;
        }
    }
    jh_i_free(rest);
    return JH_OK;
}

double jh_target_forecast(double so_far, double elapsed_frac, double last_so_far, double last_total)
{
    if (isnan(so_far))
        return JH_NAN;
    if (last_so_far > 0 && last_total > 0)
        return so_far * last_total / last_so_far;
    return elapsed_frac > 0 ? so_far / elapsed_frac : JH_NAN;
}

double jh_target_progress(enum jh_direction direction, double baseline, double value, double target)
{
    if (isnan(value) || isnan(target))
        return JH_NAN;
    if (!isnan(baseline) && baseline != target)
        return (value - baseline) / (target - baseline);
    if (direction == JH_DIRECTION_DOWN)
        return value > 0 ? target / value : 1;
    return target > 0 ? value / target : JH_NAN;
}

enum jh_light jh_target_light(
    double progress, double elapsed_frac, double green_frac, double yellow_frac)
{
    if (isnan(progress) || isnan(elapsed_frac))
        return JH_LIGHT_NONE;
    if (progress >= green_frac * elapsed_frac)
        return JH_LIGHT_GREEN;
    return progress >= yellow_frac * elapsed_frac ? JH_LIGHT_YELLOW : JH_LIGHT_RED;
}

enum jh_status jh_score_sum(
    size_t n, const struct jh_criterion *criterion, struct jh_score *out, struct jh_error *err)
{
    struct jh_score r = {.total = JH_NAN};
    double weight = 0, scored = 0, points = 0;
    for (size_t k = 0; k < n; k++) {
        const struct jh_criterion *c = &criterion[k];
        if (!(c->weight >= 0) || !(c->most > 0))
            return jh_fail(err, JH_E_ARG, "criterion %zu has no weight or no points to give", k);
        if (!isnan(c->points) && !(c->points >= 0 && c->points <= c->most))
            return jh_fail(
                err, JH_E_DATA, "criterion %zu has %g points of %g", k, c->points, c->most);
        weight += c->weight;
        r.vetoed = r.vetoed || c->veto;
        if (isnan(c->points))
            continue;
        scored += c->weight;
        points += c->weight * c->points / c->most;
    }
    r.scored_weight_frac = weight > 0 ? scored / weight : 0;
    if (scored > 0)
        r.total = r.vetoed ? 0 : 100 * points / scored;
    *out = r;
    return JH_OK;
}
