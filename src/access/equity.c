/*
 * Equity of a figure over people: Gini, Theil-T, variation, tenths.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "junheng/access.h"

/* People with one value. */
struct share {
    double value, people;
    size_t group;
};
/* Sums over one group. */
struct group_sum {
    double people, value, value_log; /* sum p, sum p y, sum p y ln y */
};

static int by_value(const void *a, const void *b)
{
    const struct share *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->people < y->people ? -1 : x->people > y->people;
}

static double y_ln_y(double y)
{
    return y > 0 ? y * log(y) : 0;
}

/* 1 - sum (F_i - F_{i-1}) (L_i + L_{i-1}) over shares in ascending order of value. */
static double gini(const struct share *share, size_t n, double people, double total)
{
    struct jh_sum area = {0, 0}, lorenz = {0, 0};
    double before = 0;
    for (size_t i = 0; i < n; i++) {
        jh_sum_add(&lorenz, share[i].people * share[i].value / total);
        double now = jh_sum_value(&lorenz);
        jh_sum_add(&area, share[i].people / people * (now + before));
        before = now;
    }
    return 1 - jh_sum_value(&area);
}

/* Mean figure of the tenth of the people that has least, or most. */
static double tenth(const struct share *share, size_t n, bool most, double people)
{
    struct jh_sum taken = {0, 0}, sum = {0, 0};
    double wanted = people / 10;
    for (size_t i = 0; i < n; i++) {
        const struct share *next = &share[most ? n - 1 - i : i];
        double part = fmin(next->people, wanted - jh_sum_value(&taken));
        if (!(part > 0))
            break;
        jh_sum_add(&taken, part);
        jh_sum_add(&sum, part * next->value);
    }
    return jh_sum_value(&sum) / wanted;
}

static void spread(const struct share *share, size_t n, double people, struct jh_equity *out)
{
    struct jh_sum square = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double off = share[i].value - out->mean;
        jh_sum_add(&square, share[i].people / people * off * off);
    }
    out->variation = sqrt(jh_sum_value(&square)) / out->mean;
    out->lowest_tenth = tenth(share, n, false, people);
    out->highest_tenth = tenth(share, n, true, people);
    if (out->lowest_tenth > 0)
        out->tenths_ratio = out->highest_tenth / out->lowest_tenth;
}

/* Theil-T of people with sums (p, py, py ln y): (sum p y ln y) / (sum p y) - ln(mean). */
static double theil(const struct group_sum *g)
{
    return g->value > 0 ? g->value_log / g->value - log(g->value / g->people) : 0;
}

static void decompose(const struct group_sum *group, size_t n_groups, const struct group_sum *all,
    struct jh_equity *out)
{
    struct jh_sum between = {0, 0}, within = {0, 0};
    double mean = all->value / all->people;
    for (size_t g = 0; g < n_groups; g++) {
        if (!(group[g].value > 0))
            continue;
        double share = group[g].value / all->value;
        jh_sum_add(&between, share * log(group[g].value / group[g].people / mean));
        jh_sum_add(&within, share * theil(&group[g]));
    }
    out->theil_between = jh_sum_value(&between);
    out->theil_within = jh_sum_value(&within);
}

/* Sort what counts into shares; sums of all and by group (areas in none: group n_groups). */
static size_t take_shares(size_t n, const double *value, const double *people, size_t n_groups,
    const int32_t *group, struct share *share, struct jh_equity *out)
{
    size_t n_shares = 0;
    struct jh_sum left_out = {0, 0};
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i]) || isinf(value[i])) {
            out->n_left_out++;
            jh_sum_add(&left_out, people[i]);
            continue;
        }
        size_t g = group == NULL || group[i] < 0 ? n_groups : (size_t)group[i];
        if (people[i] > 0)
            share[n_shares++] = (struct share){value[i], people[i], g};
    }
    out->people_left_out = jh_sum_value(&left_out);
    return n_shares;
}

static void measure(struct share *share, size_t n, struct group_sum *group, size_t n_groups,
    bool grouped, struct jh_equity *out)
{
    struct group_sum all = {0, 0, 0};
    struct jh_sum people = {0, 0}, value = {0, 0}, value_log = {0, 0};
    for (size_t i = 0; i < n; i++) {
        struct group_sum *g = &group[share[i].group];
        double p = share[i].people, y = share[i].value;
        g->people += p;
        g->value += p * y;
        g->value_log += p * y_ln_y(y);
        jh_sum_add(&people, p);
        jh_sum_add(&value, p * y);
        jh_sum_add(&value_log, p * y_ln_y(y));
    }
    all = (struct group_sum){jh_sum_value(&people), jh_sum_value(&value), jh_sum_value(&value_log)};
    if (!(all.people > 0))
        return;
    out->mean = all.value / all.people;
    if (!(all.value > 0))
        return;
    qsort(share, n, sizeof *share, by_value);
    out->gini = gini(share, n, all.people, all.value);
    out->theil = theil(&all);
    spread(share, n, all.people, out);
    if (grouped)
        decompose(group, n_groups + 1, &all, out);
}

static enum jh_status check(size_t n, const double *value, const double *people, size_t n_groups,
    const int32_t *group, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (value[i] < 0 || !(people[i] >= 0 && people[i] < JH_INF)) {
            jh_fail(err, JH_E_DOMAIN, "equity needs values and people of 0 or more, got %g for %g",
                value[i], people[i]);
            jh_where(err, "value[%zu]", i);
            return JH_E_DOMAIN;
        }
        if (group != NULL && group[i] != JH_NONE &&
            (group[i] < 0 || (size_t)group[i] >= n_groups)) {
            jh_fail(err, JH_E_ARG, "group number %d is outside 0 to %zu", group[i], n_groups);
            jh_where(err, "group[%zu]", i);
            return JH_E_ARG;
        }
    }
    return JH_OK;
}

enum jh_status jh_equity(size_t n, const double *value, const double *people, size_t n_groups,
    const int32_t *group, struct jh_equity *out_equity, struct jh_error *err)
{
    struct jh_equity equity = {
        JH_NAN, JH_NAN, JH_NAN, JH_NAN, JH_NAN, 0, 0, JH_NAN, JH_NAN, JH_NAN, JH_NAN};
    size_t n_used = group != NULL ? n_groups : 0;
    struct share *share = NULL;
    struct group_sum *sums = NULL;
    size_t n_shares = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, check(n, value, people, n_groups, group, err));
    share = jh_i_calloc(n, sizeof *share);
    sums = jh_i_calloc(n_used + 1, sizeof *sums);
    if (share == NULL || sums == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    n_shares = take_shares(n, value, people, n_used, group, share, &equity);
    measure(share, n_shares, sums, n_used, group != NULL, &equity);
    *out_equity = equity;
out:
    jh_i_free(share);
    jh_i_free(sums);
    return st;
}
