#include "evaluate/doubly.h"

#include <math.h>
#include <string.h>

#include "evaluate/linear.h"

enum { STEPS = 60 };
static const double settled = 1e-10, most_propensity = 0.999;

/* Scratch taken apart. */
struct parts {
    double *propensity, *rest;            /* [n]; rest: change less the outcome model */
    double *hessian, *outer;              /* [k * k] inverses */
    double *gamma, *beta, *score, *scale; /* [k] */
    double *m1, *m2, *m3, *lin_a, *lin_b; /* [k] */
};

size_t jh_i_doubly_room(size_t n, size_t k)
{
    return 2 * n + 2 * k * k + 9 * k;
}

static struct parts take_apart(const struct jh_doubly *d, double *room)
{
    const size_t n = d->n, k = d->k;
    struct parts p = {.propensity = room, .rest = room + n};
    double *at = room + 2 * n;
    double **const squares[] = {&p.hessian, &p.outer};
    double **const lists[] = {
        &p.gamma, &p.beta, &p.score, &p.scale, &p.m1, &p.m2, &p.m3, &p.lin_a, &p.lin_b};
    for (size_t s = 0; s < 2; s++, at += k * k)
        *squares[s] = at;
    for (size_t s = 0; s < 9; s++, at += k)
        *lists[s] = at;
    return p;
}

static double dot(size_t k, const double *a, const double *b)
{
    double sum = 0;
    for (size_t c = 0; c < k; c++)
        sum += a[c] * b[c];
    return sum;
}

/* sum of factor_i x_i x_i', inverted. */
static void add_outer(double *a, size_t k, const double *x, double factor)
{
    for (size_t r = 0; r < k; r++)
        for (size_t c = 0; c < k; c++)
            a[r * k + c] += factor * x[r] * x[c];
}

static void multiply(size_t k, const double *matrix, const double *vector, double *out)
{
    for (size_t r = 0; r < k; r++)
        out[r] = dot(k, matrix + r * k, vector);
}

/* Newton's steps for the logit; hessian is left inverted. */
static bool fit_propensity(const struct jh_doubly *d, struct parts *p)
{
    const size_t k = d->k;
    memset(p->gamma, 0, k * sizeof *p->gamma);
    for (int step = 0; step < STEPS; step++) {
        double moved = 0;
        memset(p->hessian, 0, k * k * sizeof *p->hessian);
        memset(p->score, 0, k * sizeof *p->score);
        for (size_t i = 0; i < d->n; i++) {
            const double *x = d->x + i * k;
            p->propensity[i] = 1 / (1 + exp(-dot(k, x, p->gamma)));
            const double q = p->propensity[i];
            add_outer(p->hessian, k, x, d->weight[i] * q * (1 - q));
            for (size_t c = 0; c < k; c++)
                p->score[c] += d->weight[i] * (d->treated[i] - q) * x[c];
        }
        jh_i_sweep_inverse(k, p->hessian, p->scale, NULL);
        multiply(k, p->hessian, p->score, p->lin_a);
        for (size_t c = 0; c < k; c++) {
            p->gamma[c] += p->lin_a[c];
            moved = fmax(moved, fabs(p->lin_a[c]));
        }
        if (!isfinite(moved))
            return false;
        if (moved < settled)
            return true;
    }
    return false;
}

/* Least squares of the change over the comparison; rest: what it does not explain, of all. */
static void fit_outcome(const struct jh_doubly *d, struct parts *p)
{
    const size_t k = d->k;
    memset(p->outer, 0, k * k * sizeof *p->outer);
    memset(p->score, 0, k * sizeof *p->score);
    for (size_t i = 0; i < d->n; i++) {
        const double *x = d->x + i * k, w = d->treated[i] ? 0 : d->weight[i];
        add_outer(p->outer, k, x, w);
        for (size_t c = 0; c < k; c++)
            p->score[c] += w * d->change[i] * x[c];
    }
    jh_i_sweep_inverse(k, p->outer, p->scale, NULL);
    multiply(k, p->outer, p->score, p->beta);
    for (size_t i = 0; i < d->n; i++)
        p->rest[i] = d->change[i] - dot(k, d->x + i * k, p->beta);
}

/* Weight of a unit among the treated, or of a comparison unit made like them. */
static double weight_of(const struct jh_doubly *d, const struct parts *p, size_t i)
{
    const double odds = p->propensity[i] / (1 - p->propensity[i]);
    return d->weight[i] * (d->treated[i] ? 1 : odds);
}

/* Sums of weights and of weighted rests on both sides: 0 comparison, 1 treated. */
struct sides {
    double mass[2], eta[2];
};

static struct sides weigh(const struct jh_doubly *d, const struct parts *p)
{
    struct sides s = {{0, 0}, {0, 0}};
    for (size_t i = 0; i < d->n; i++) {
        s.mass[d->treated[i]] += weight_of(d, p, i);
        s.eta[d->treated[i]] += weight_of(d, p, i) * p->rest[i];
    }
    for (int side = 0; side < 2; side++)
        s.eta[side] /= s.mass[side];
    return s;
}

static void influence_of(
    const struct jh_doubly *d, struct parts *p, const struct sides *s, double *influence)
{
    const size_t k = d->k;
    const double n = (double)d->n;
    memset(p->m1, 0, k * sizeof *p->m1);
    memset(p->m2, 0, k * sizeof *p->m2);
    memset(p->m3, 0, k * sizeof *p->m3);
    for (size_t i = 0; i < d->n; i++)
        for (size_t c = 0; c < k; c++) {
            const double wx = weight_of(d, p, i) * d->x[i * k + c];
            p->m1[c] += d->treated[i] ? wx : 0;
            p->m2[c] += d->treated[i] ? 0 : wx * (p->rest[i] - s->eta[0]);
            p->m3[c] += d->treated[i] ? 0 : wx;
        }
    /* What estimating the two models adds: their scores times these. */
    multiply(k, p->hessian, p->m2, p->lin_a);
    for (size_t c = 0; c < k; c++)
        p->score[c] = p->m3[c] / s->mass[0] - p->m1[c] / s->mass[1];
    multiply(k, p->outer, p->score, p->lin_b);
    for (size_t i = 0; i < d->n; i++) {
        const double *x = d->x + i * k;
        const int side = d->treated[i];
        const double own = weight_of(d, p, i) * (p->rest[i] - s->eta[side]) / s->mass[side];
        const double by_propensity =
            d->weight[i] * (d->treated[i] - p->propensity[i]) * dot(k, x, p->lin_a) / s->mass[0];
        const double by_outcome =
            d->treated[i] ? 0 : d->weight[i] * p->rest[i] * dot(k, x, p->lin_b);
        influence[i] = n * ((side ? own : -own) - by_propensity + by_outcome);
    }
}

bool jh_i_doubly_robust(const struct jh_doubly *d, double *room, double *out_att, double *influence)
{
    struct parts p = take_apart(d, room);
    if (!fit_propensity(d, &p))
        return false;
    for (size_t i = 0; i < d->n; i++)
        if (!d->treated[i] && p.propensity[i] > most_propensity)
            return false;
    fit_outcome(d, &p);
    const struct sides s = weigh(d, &p);
    *out_att = s.eta[1] - s.eta[0];
    influence_of(d, &p, &s, influence);
    return true;
}
