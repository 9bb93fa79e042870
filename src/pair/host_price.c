/* Lagrangian bound of one exporter a host (Geoffrion 1974, doi 10.1007/BFb0120690). */
#include "pair/host_price.h"

#include <math.h>
#include <stdlib.h>

#include "base/fail.h"

enum { STEPS = 200, PATIENCE = 10 };

struct placed {
    int32_t hospital;
    size_t place;
};

static int by_hospital(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->hospital != y->hospital)
        return x->hospital < y->hospital ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static enum jh_status group(
    struct jh_i_pair_prices *s, struct jh_arena *arena, struct jh_error *err)
{
    const struct jh_i_pair_problem *p = s->p;
    const size_t n = p->in.n_exporters;
    struct placed *list = jh_arena_new(arena, n, struct placed);
    if (list == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t q = 0; q < n; q++)
        list[q] = (struct placed){p->in.exporter[p->exporter[q]].hospital, q};
    qsort(list, n, sizeof *list, by_hospital);
    for (size_t q = 0; q < n; q++) {
        if (q == 0 || list[q].hospital != list[q - 1].hospital)
            s->hospital[s->n_groups++] = list[q].hospital;
        s->group[list[q].place] = s->n_groups - 1;
    }
    return JH_OK;
}

static int64_t gain_of(
    const struct jh_i_pair_prices *s, const struct jh_i_pair_block *b, size_t row, size_t k)
{
    const int64_t worth = b->worth[row * b->flow.n_columns + k];
    return worth == JH_I_NEVER ? 0 : worth - s->price[b->column + k];
}

/* What the host brings with its best exporter alone, the first of equals. */
static int64_t choose(struct jh_i_pair_prices *s, size_t from, size_t to)
{
    const struct jh_i_pair_problem *p = s->p;
    int64_t best = 0;
    s->choice[from] = JH_NONE;
    for (int pass = 0; pass < 2; pass++) /* add up, then read and clear */
        for (size_t i = from; i < to; i++) {
            const struct jh_i_pair_block *b = &p->block[p->block_of[p->by_host[i]]];
            const size_t row = p->by_host[i] - b->row;
            for (size_t k = 0; k < b->flow.n_columns; k++) {
                const size_t g = s->group[b->column + k];
                const int64_t gain = gain_of(s, b, row, k);
                if (pass == 0) {
                    s->sum[g] += gain > 0 ? gain : 0;
                    continue;
                }
                if (s->sum[g] > best ||
                    (s->sum[g] == best && best > 0 && s->hospital[g] < s->choice[from])) {
                    best = s->sum[g];
                    s->choice[from] = s->hospital[g];
                }
            }
        }
    for (size_t i = from; i < to; i++) {
        const struct jh_i_pair_block *b = &p->block[p->block_of[p->by_host[i]]];
        for (size_t k = 0; k < b->flow.n_columns; k++)
            s->sum[s->group[b->column + k]] = 0;
    }
    return best;
}

int64_t jh_i_pair_prices_bound(struct jh_i_pair_prices *s)
{
    const struct jh_i_pair_problem *p = s->p;
    int64_t total = 0;
    size_t to;
    for (size_t b = 0; b < p->n_blocks; b++)
        for (size_t k = 0; k < p->block[b].flow.n_columns; k++)
            total += s->price[p->block[b].column + k] * p->block[b].flow.capacity[k];
    for (size_t from = 0; from < p->in.n_centres; from = to) {
        to = jh_i_pair_host_end(p, from);
        total += choose(s, from, to);
    }
    return total;
}

/* What the choices ask of every exporter's row; returns the squared length of the excess. */
static double count_used(struct jh_i_pair_prices *s)
{
    const struct jh_i_pair_problem *p = s->p;
    double length = 0;
    size_t to;
    for (size_t q = 0; q < p->in.n_exporters; q++)
        s->used[q] = 0;
    for (size_t from = 0; from < p->in.n_centres; from = to) {
        to = jh_i_pair_host_end(p, from);
        for (size_t i = from; i < to; i++) {
            const struct jh_i_pair_block *b = &p->block[p->block_of[p->by_host[i]]];
            const size_t row = p->by_host[i] - b->row;
            for (size_t k = 0; k < b->flow.n_columns; k++)
                if (s->hospital[s->group[b->column + k]] == s->choice[from] &&
                    gain_of(s, b, row, k) > 0)
                    s->used[b->column + k]++;
        }
    }
    for (size_t b = 0; b < p->n_blocks; b++)
        for (size_t k = 0; k < p->block[b].flow.n_columns; k++) {
            const size_t q = p->block[b].column + k;
            s->used[q] -= p->block[b].flow.capacity[k];
            if (s->used[q] > 0 || s->price[q] > 0)
                length += (double)s->used[q] * s->used[q];
        }
    return length;
}

/* Steps along the excess, shorter when the bound does not fall; the best prices stay. */
static void descend(struct jh_i_pair_prices *s, int64_t *best_price)
{
    const size_t n = s->p->in.n_exporters;
    int64_t best = jh_i_pair_prices_bound(s);
    double share = 0.05;
    int waited = 0;
    for (int step = 0; step < STEPS; step++) {
        const double length = count_used(s);
        if (length <= 0)
            break; /* no price is wrong: the bound is what can be reached */
        const double by = share * (double)best / length;
        for (size_t q = 0; q < n; q++)
            if (s->used[q] > 0 || s->price[q] > 0)
                s->price[q] = (int64_t)fmax(0, (double)s->price[q] + floor(by * s->used[q]));
        const int64_t bound = jh_i_pair_prices_bound(s);
        if (bound < best) {
            best = bound;
            waited = 0;
            for (size_t q = 0; q < n; q++)
                best_price[q] = s->price[q];
        } else if (++waited == PATIENCE) {
            share /= 2;
            waited = 0;
        }
    }
    for (size_t q = 0; q < n; q++)
        s->price[q] = best_price[q];
}

enum jh_status jh_i_pair_prices_make(struct jh_i_pair_prices *prices,
    const struct jh_i_pair_problem *p, struct jh_arena *arena, struct jh_error *err)
{
    const size_t n = p->in.n_exporters;
    *prices = (struct jh_i_pair_prices){.p = p};
    prices->group = jh_arena_new(arena, n, size_t);
    prices->hospital = jh_arena_new(arena, n, int32_t);
    prices->price = jh_arena_new(arena, n, int64_t);
    prices->sum = jh_arena_new(arena, n, int64_t);
    prices->choice = jh_arena_new(arena, p->in.n_centres, int32_t);
    prices->used = jh_arena_new(arena, n, int32_t);
    int64_t *best_price = jh_arena_new(arena, n, int64_t);
    if (prices->group == NULL || prices->hospital == NULL || prices->price == NULL ||
        prices->sum == NULL || prices->choice == NULL || prices->used == NULL || best_price == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    const enum jh_status st = group(prices, arena, err);
    if (st == JH_OK)
        descend(prices, best_price);
    return st;
}
