/*
 * Equity of a figure by another: by income, against a line, as a curve.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "junheng/access.h"

/* People with one rank; value is their mean. */
struct rank {
    double key, people, value;
    size_t at; /* place in the input: ties in one order everywhere */
};

static int by_key(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static enum jh_status check(
    size_t n, const double *value, const double *people, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (value[i] < 0 || !(people[i] >= 0 && people[i] < JH_INF)) {
            jh_fail(err, JH_E_DOMAIN, "equity needs values and people of 0 or more, got %g for %g",
                value[i], people[i]);
            jh_where(err, "value[%zu]", i);
            return JH_E_DOMAIN;
        }
    return JH_OK;
}

/* People in order of key, equal keys merged: their order must not matter. */
static size_t rank_people(size_t n, const double *value, const double *people, const double *key,
    struct rank *rank, size_t *out_left_out, double *out_people_left_out)
{
    size_t n_ranks = 0, n_merged = 0;
    struct jh_sum left_out = {0, 0};
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(value[i]) || !isfinite(key[i])) {
            ++*out_left_out;
            jh_sum_add(&left_out, people[i]);
        } else if (people[i] > 0) {
            rank[n_ranks++] = (struct rank){key[i], people[i], value[i], i};
        }
    }
    *out_people_left_out = jh_sum_value(&left_out);
    qsort(rank, n_ranks, sizeof *rank, by_key);
    for (size_t i = 0; i < n_ranks; i++) {
        struct rank *last = n_merged > 0 ? &rank[n_merged - 1] : NULL;
        if (last == NULL || last->key < rank[i].key) {
            rank[n_merged++] = rank[i];
            continue;
        }
        double both = last->people + rank[i].people;
        last->value += (rank[i].value - last->value) * (rank[i].people / both);
        last->people = both;
    }
    return n_merged;
}

/* Mean over the people between two shares of all of them, in order. */
static double mean_between(const struct rank *rank, size_t n, double people, double from, double to)
{
    struct jh_sum before = {0, 0}, sum = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double begin = jh_sum_value(&before) / people;
        jh_sum_add(&before, rank[i].people);
        double end = jh_sum_value(&before) / people;
        double part = fmin(end, to) - fmax(begin, from);
        if (part > 0)
            jh_sum_add(&sum, part * rank[i].value);
    }
    return jh_sum_value(&sum) / (to - from);
}

static double ratio(double a, double b)
{
    return b > 0 ? a / b : JH_NAN;
}

/* 2/mu sum s (y - mu) (R - 1/2), R = share of people below, own half included. */
static double concentration(const struct rank *rank, size_t n, double people, double mean)
{
    struct jh_sum before = {0, 0}, sum = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double r = (jh_sum_value(&before) + rank[i].people / 2) / people;
        jh_sum_add(&sum, rank[i].people / people * (rank[i].value - mean) * (r - 0.5));
        jh_sum_add(&before, rank[i].people);
    }
    return 2 / mean * jh_sum_value(&sum);
}

static void measure(
    const struct rank *rank, size_t n, double low, double high, struct jh_equity_income *out)
{
    struct jh_sum people = {0, 0}, total = {0, 0};
    for (size_t i = 0; i < n; i++) {
        jh_sum_add(&people, rank[i].people);
        jh_sum_add(&total, rank[i].people * rank[i].value);
    }
    double all = jh_sum_value(&people), mean = jh_sum_value(&total) / all;
    if (!(all > 0 && mean > 0))
        return;
    out->palma = ratio(mean_between(rank, n, all, 0.9, 1), mean_between(rank, n, all, 0, 0.4));
    out->concentration = concentration(rank, n, all, mean);
    if (low < mean && mean < high) {
        out->erreygers = 4 * mean / (high - low) * out->concentration;
        out->wagstaff = out->concentration * mean * (high - low) / ((high - mean) * (mean - low));
    }
}

/* Bounds of the figure where not given: the least and greatest of those counted. */
static enum jh_status bounds(size_t n, const double *value, const double *people,
    const double *income, double *low, double *high, struct jh_error *err)
{
    double least = JH_INF, greatest = -JH_INF;
    for (size_t i = 0; i < n; i++)
        if (isfinite(value[i]) && isfinite(income[i]) && people[i] > 0) {
            least = fmin(least, value[i]);
            greatest = fmax(greatest, value[i]);
        }
    *low = isnan(*low) ? least : *low;
    *high = isnan(*high) ? greatest : *high;
    if (least < *low || greatest > *high)
        return jh_fail(err, JH_E_DOMAIN, "figures from %g to %g lie outside the bounds %g to %g",
            least, greatest, *low, *high);
    return JH_OK;
}

enum jh_status jh_equity_income(size_t n, const double *value, const double *people,
    const double *income, double low, double high, struct jh_equity_income *out_equity,
    struct jh_error *err)
{
    struct jh_equity_income equity = {JH_NAN, JH_NAN, JH_NAN, JH_NAN, 0, 0};
    struct rank *rank = NULL;
    size_t n_ranks = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, check(n, value, people, err));
    JH_TRY(st, bounds(n, value, people, income, &low, &high, err));
    rank = jh_i_calloc(n, sizeof *rank);
    if (rank == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    n_ranks =
        rank_people(n, value, people, income, rank, &equity.n_left_out, &equity.people_left_out);
    measure(rank, n_ranks, low, high, &equity);
    *out_equity = equity;
out:
    jh_i_free(rank);
    return st;
}

enum jh_status jh_equity_shortfall(size_t n, const double *value, const double *people, double line,
    double out_fgt[3], struct jh_error *err)
{
    struct jh_sum all = {0, 0}, sum[3] = {{0, 0}, {0, 0}, {0, 0}};
    enum jh_status st = JH_OK;
    JH_TRY(st, check(n, value, people, err));
    if (!(line > 0 && line < JH_INF))
        return jh_fail(
            err, JH_E_DOMAIN, "the line of shortfall must be above 0 and finite, got %g", line);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(value[i]))
            continue;
        jh_sum_add(&all, people[i]);
        double short_by = (line - value[i]) / line;
        for (int a = 0; a < 3 && short_by > 0; a++)
            jh_sum_add(&sum[a], people[i] * (a == 0 ? 1 : a == 1 ? short_by : short_by * short_by));
    }
    for (int a = 0; a < 3; a++)
        out_fgt[a] = ratio(jh_sum_value(&sum[a]), jh_sum_value(&all));
out:
    return st;
}

enum jh_status jh_equity_lorenz(size_t n, const double *value, const double *people, size_t *out_n,
    double *out_people_frac, double *out_value_frac, struct jh_error *err)
{
    struct rank *rank = NULL;
    struct jh_sum people_sum = {0, 0}, value_sum = {0, 0};
    size_t n_ranks = 0, left_out = 0;
    double people_left_out = 0, all = 0, total = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, check(n, value, people, err));
    rank = jh_i_calloc(n, sizeof *rank);
    if (rank == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    n_ranks = rank_people(n, value, people, value, rank, &left_out, &people_left_out);
    for (size_t i = 0; i < n_ranks; i++) {
        jh_sum_add(&people_sum, rank[i].people);
        jh_sum_add(&value_sum, rank[i].people * rank[i].value);
    }
    all = jh_sum_value(&people_sum);
    total = jh_sum_value(&value_sum);
    *out_n = 0;
    if (!(total > 0))
        goto out;
    out_people_frac[0] = out_value_frac[0] = 0;
    people_sum = value_sum = (struct jh_sum){0, 0};
    for (size_t i = 0; i < n_ranks; i++) {
        jh_sum_add(&people_sum, rank[i].people);
        jh_sum_add(&value_sum, rank[i].people * rank[i].value);
        out_people_frac[i + 1] = jh_sum_value(&people_sum) / all;
        out_value_frac[i + 1] = jh_sum_value(&value_sum) / total;
    }
    *out_n = n_ranks + 1;
out:
    jh_i_free(rank);
    return st;
}
