#include "choice/gravity_coarse.h"

#include <string.h>

#include "base/alloc.h"
#include "choice/dense.h"

#define MOST_GROUPS     256
#define LEAST_HOSPITALS 8    /* of a group, on average */
#define RIDGE           1e-6 /* of a group's cases: the system has no level of its own */

/* The origin that sends a hospital most, as a group; groups without hospitals are left out. */
static bool assign(struct jh_i_gravity_coarse *c, const struct jh_i_gravity_shares *s, size_t most)
{
    double *best = jh_i_calloc(s->n_hospitals, sizeof *best);
    int32_t *number = jh_i_calloc(most, sizeof *number);
    bool ok = best != NULL && number != NULL;
    for (size_t h = 0; h < s->n_hospitals && ok; h++)
        c->group_of[h] = -1;
    for (size_t i = 0; i < s->n_origins && ok; i++)
        for (size_t r = s->start[i]; r < s->start[i + 1]; r++)
            if (s->told[r] > best[s->hospital[r]]) {
                best[s->hospital[r]] = s->told[r];
                c->group_of[s->hospital[r]] = (int32_t)(i * most / s->n_origins);
            }
    for (size_t h = 0; h < s->n_hospitals && ok; h++)
        if (c->group_of[h] >= 0) {
            int32_t *at = &number[c->group_of[h]];
            *at = *at == 0 ? (int32_t)++c->n : *at;
            c->group_of[h] = *at - 1;
        }
    jh_i_free(best);
    jh_i_free(number);
    return ok;
}

bool jh_i_gravity_coarse_make(
    struct jh_i_gravity_coarse *c, const struct jh_i_gravity_shares *s, size_t systems)
{
    size_t most = s->n_hospitals / LEAST_HOSPITALS;
    most = most < MOST_GROUPS ? most : MOST_GROUPS;
    *c = (struct jh_i_gravity_coarse){0};
    if (most < 2)
        return true;
    c->group_of = jh_i_calloc(s->n_hospitals, sizeof *c->group_of);
    bool ok = c->group_of != NULL && assign(c, s, most);
    c->matrix = jh_i_calloc(c->n * c->n, sizeof *c->matrix);
    c->factor = jh_i_calloc(c->n * c->n, sizeof *c->factor);
    c->room = jh_i_calloc(c->n * systems, sizeof *c->room);
    return ok && c->matrix != NULL && c->factor != NULL && c->room != NULL;
}

void jh_i_gravity_coarse_release(struct jh_i_gravity_coarse *c)
{
    jh_i_free(c->group_of);
    jh_i_free(c->matrix);
    jh_i_free(c->factor);
    jh_i_free(c->room);
    *c = (struct jh_i_gravity_coarse){0};
}

void jh_i_gravity_coarse_set(struct jh_i_gravity_coarse *c, const struct jh_i_gravity_shares *s)
{
    const size_t n = c->n;
    double *sum = c->room; /* [n], 0 between origins */
    c->ready = false;
    if (n == 0)
        return;
    memset(c->matrix, 0, n * n * sizeof *c->matrix);
    memset(sum, 0, n * sizeof *sum);
    for (size_t h = 0; h < s->n_hospitals; h++)
        if (c->group_of[h] >= 0)
            c->matrix[(size_t)c->group_of[h] * (n + 1)] += s->expected[h] * (1 + RIDGE);
    for (size_t i = 0; i < s->n_origins; i++) {
        int32_t met[MOST_GROUPS];
        size_t n_met = 0;
        for (size_t r = s->start[i]; r < s->start[i + 1]; r++) {
            int32_t g = c->group_of[s->hospital[r]];
            if (g < 0 || !(s->told[r] > 0))
                continue;
            if (!(sum[g] > 0))
                met[n_met++] = g;
            sum[g] += s->told[r];
        }
        for (size_t a = 0; a < n_met; a++)
            for (size_t b = 0; b < n_met; b++)
                c->matrix[(size_t)met[a] * n + (size_t)met[b]] -=
                    sum[met[a]] * sum[met[b]] / s->total[i];
        for (size_t a = 0; a < n_met; a++)
            sum[met[a]] = 0;
    }
    c->ready = jh_i_cholesky(n, c->matrix, 1e-14, c->factor) == n;
}

void jh_i_gravity_coarse_add(const struct jh_i_gravity_coarse *c, size_t n_hospitals,
    size_t systems, const double *rest, double *eased)
{
    if (!c->ready)
        return;
    memset(c->room, 0, c->n * systems * sizeof *c->room);
    for (size_t h = 0; h < n_hospitals; h++)
        for (size_t k = 0; k < systems && c->group_of[h] >= 0; k++)
            c->room[k * c->n + (size_t)c->group_of[h]] += rest[h * systems + k];
    for (size_t k = 0; k < systems; k++)
        jh_i_cholesky_solve(c->n, c->factor, c->room + k * c->n);
    for (size_t h = 0; h < n_hospitals; h++)
        for (size_t k = 0; k < systems && c->group_of[h] >= 0; k++)
            eased[h * systems + k] += c->room[k * c->n + (size_t)c->group_of[h]];
}
