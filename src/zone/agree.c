/*
 * How much two divisions of the same units agree.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "junheng/zone.h"

/* Units in zone a of one and zone b of the other division. */
struct overlap {
    int32_t a, b;
    size_t n;
    double people;
};

static int pair_cmp(const void *p, const void *q)
{
    const struct overlap *x = p, *y = q;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static int people_cmp(const void *p, const void *q)
{
    const struct overlap *x = p, *y = q;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return pair_cmp(p, q);
}

static size_t list_overlaps(
    size_t n, const int32_t *a, const int32_t *b, const double *people, struct overlap *out)
{
    size_t n_units = 0, n_out = 0;
    for (size_t u = 0; u < n; u++)
        if (a[u] >= 0 && b[u] >= 0)
            out[n_units++] = (struct overlap){a[u], b[u], 1, people[u]};
    qsort(out, n_units, sizeof *out, pair_cmp);
    for (size_t i = 0; i < n_units; i++) {
        if (n_out > 0 && pair_cmp(&out[n_out - 1], &out[i]) == 0) {
            out[n_out - 1].n++;
            out[n_out - 1].people += out[i].people;
        } else {
            out[n_out++] = out[i];
        }
    }
    return n_out;
}

static double pairs(double n)
{
    return n * (n - 1) / 2;
}

/* Hubert and Arabie (1985), Comparing partitions, eq. 5. */
static double adjusted_rand(const struct overlap *overlap, size_t n_overlaps, const size_t *in_a,
    size_t n_a, const size_t *in_b, size_t n_b, size_t n)
{
    double both = 0, a = 0, b = 0, all = pairs((double)n);
    for (size_t i = 0; i < n_overlaps; i++)
        both += pairs((double)overlap[i].n);
    for (size_t i = 0; i < n_a; i++)
        a += pairs((double)in_a[i]);
    for (size_t i = 0; i < n_b; i++)
        b += pairs((double)in_b[i]);
    double chance = all > 0 ? a * b / all : 0, most = (a + b) / 2;
    return most > chance || most < chance ? (both - chance) / (most - chance) : 1;
}

enum jh_status jh_zone_agree(size_t n, const double *population, size_t n_a, const int32_t *a,
    size_t n_b, const int32_t *b, double *out_adjusted_rand, int32_t *out_match, uint8_t *out_kept,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct overlap *overlap = jh_i_calloc(n, sizeof *overlap);
    size_t *in_a = jh_i_calloc(n_a, sizeof *in_a), *in_b = jh_i_calloc(n_b, sizeof *in_b);
    uint8_t *taken = jh_i_calloc(n_b, sizeof *taken);
    size_t n_overlaps = 0, n_units = 0;
    if (overlap == NULL || in_a == NULL || in_b == NULL || taken == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t u = 0; u < n; u++)
        if (a[u] >= (int32_t)n_a || b[u] >= (int32_t)n_b) {
            st = jh_fail(err, JH_E_ARG, "unit %zu is in no zone of %zu and %zu", u, n_a, n_b);
            goto out;
        }
    n_overlaps = list_overlaps(n, a, b, population, overlap);
    for (size_t i = 0; i < n_overlaps; i++) {
        in_a[overlap[i].a] += overlap[i].n;
        in_b[overlap[i].b] += overlap[i].n;
        n_units += overlap[i].n;
    }
    *out_adjusted_rand = adjusted_rand(overlap, n_overlaps, in_a, n_a, in_b, n_b, n_units);
    qsort(overlap, n_overlaps, sizeof *overlap, people_cmp);
    for (size_t z = 0; z < n_a; z++)
        out_match[z] = JH_NONE;
    for (size_t i = 0; i < n_overlaps; i++)
        if (out_match[overlap[i].a] < 0 && !taken[overlap[i].b]) {
            out_match[overlap[i].a] = overlap[i].b;
            taken[overlap[i].b] = 1;
        }
    for (size_t u = 0; u < n; u++)
        out_kept[u] = a[u] >= 0 ? b[u] >= 0 && out_match[a[u]] == b[u] : b[u] < 0;
out:
    jh_i_free(overlap);
    jh_i_free(in_a);
    jh_i_free(in_b);
    jh_i_free(taken);
    return st;
}
