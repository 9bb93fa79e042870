#include "records/cube.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"

void jh_i_cube_release(struct jh_cube *cube)
{
    jh_i_free(cube->cell);
    jh_i_free(cube->used);
    *cube = (struct jh_cube){0};
}

void jh_i_cell_pack(const struct jh_cell_key *key, uint64_t *out_high, uint64_t *out_low)
{
    *out_high = (uint64_t)(uint32_t)key->area << 32 | (uint32_t)key->hospital;
    *out_low = (uint64_t)key->specialty << 48 | (uint64_t)key->period << 32 |
               (uint64_t)key->hard << 16 | (uint64_t)key->reason << 8 | key->basis;
}

struct jh_cell_key jh_i_cell_unpack(uint64_t high, uint64_t low)
{
    return (struct jh_cell_key){.area = (int32_t)(high >> 32),
        .hospital = (int32_t)(uint32_t)high,
        .specialty = (uint16_t)(low >> 48),
        .period = (uint16_t)(low >> 32),
        .hard = (uint8_t)(low >> 16),
        .reason = (uint8_t)(low >> 8),
        .basis = (uint8_t)low};
}

static size_t home_of(uint64_t high, uint64_t low, size_t cap)
{
    uint64_t h = (high ^ low * 0x9E3779B97F4A7C15u) * 0xBF58476D1CE4E5B9u;
    h = (h ^ h >> 29) * 0x94D049BB133111EBu;
    return (size_t)(h ^ h >> 32) & (cap - 1);
}

static struct jh_cube_cell *find(struct jh_cube *cube, uint64_t high, uint64_t low)
{
    size_t i = home_of(high, low, cube->cap);
    while (cube->used[i] && (cube->cell[i].high != high || cube->cell[i].low != low))
        i = (i + 1) & (cube->cap - 1);
    if (!cube->used[i]) {
        cube->used[i] = 1;
        cube->cell[i] = (struct jh_cube_cell){.high = high, .low = low};
        cube->n++;
    }
    return &cube->cell[i];
}

static enum jh_status grow(struct jh_cube *cube, struct jh_error *err)
{
    struct jh_cube big = {.cap = cube->cap > 0 ? cube->cap * 2 : 4096};
    big.cell = jh_i_calloc(big.cap, sizeof *big.cell);
    big.used = jh_i_calloc(big.cap, 1);
    if (big.cell == NULL || big.used == NULL) {
        jh_i_cube_release(&big);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < cube->cap; i++)
        if (cube->used[i])
            *find(&big, cube->cell[i].high, cube->cell[i].low) = cube->cell[i];
    jh_i_cube_release(cube);
    *cube = big;
    return JH_OK;
}

static void add_measures(struct jh_cube_cell *cell, const int64_t measure[JH_N_MEASURES])
{
    for (int m = 0; m < JH_N_MEASURES; m++)
        cell->measure[m] += measure[m];
}

void jh_i_cube_settle(struct jh_cube *cube)
{
    for (size_t i = 0; i < cube->n_waiting; i++) {
        const struct jh_cube_cell *what = &cube->waiting[i];
        add_measures(find(cube, what->high, what->low), what->measure);
    }
    cube->n_waiting = 0;
}

enum jh_status jh_i_cube_add(struct jh_cube *cube, uint64_t high, uint64_t low,
    const int64_t measure[JH_N_MEASURES], struct jh_error *err)
{
    /* Those that wait have room already, so that settling cannot fail. */
    if ((cube->n + cube->n_waiting) * 4 >= cube->cap * 3) {
        jh_i_cube_settle(cube);
        enum jh_status st = cube->n * 4 >= cube->cap * 3 ? grow(cube, err) : JH_OK;
        if (st != JH_OK)
            return st;
    }
    const size_t home = home_of(high, low, cube->cap);
    __builtin_prefetch(&cube->used[home]);
    __builtin_prefetch(&cube->cell[home], 1);
    __builtin_prefetch((const char *)(&cube->cell[home] + 1) - 1, 1);
    struct jh_cube_cell *what = &cube->waiting[cube->n_waiting++];
    what->high = high;
    what->low = low;
    for (int m = 0; m < JH_N_MEASURES; m++)
        what->measure[m] = measure[m];
    if (cube->n_waiting == JH_CUBE_WAITING)
        jh_i_cube_settle(cube);
    return JH_OK;
}

enum jh_status jh_i_cube_merge(
    struct jh_cube *cube, const struct jh_cube *other, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < other->cap && st == JH_OK; i++)
        if (other->used[i])
            st = jh_i_cube_add(
                cube, other->cell[i].high, other->cell[i].low, other->cell[i].measure, err);
    for (size_t i = 0; i < other->n_waiting && st == JH_OK; i++)
        st = jh_i_cube_add(
            cube, other->waiting[i].high, other->waiting[i].low, other->waiting[i].measure, err);
    jh_i_cube_settle(cube);
    return st;
}

static int by_key(const void *a, const void *b)
{
    const struct jh_cube_cell *x = a, *y = b;
    if (x->high != y->high)
        return x->high < y->high ? -1 : 1;
    return x->low < y->low ? -1 : x->low > y->low;
}

void jh_i_cube_sort(struct jh_cube *cube)
{
    size_t n = 0;
    jh_i_cube_settle(cube);
    for (size_t i = 0; i < cube->cap; i++)
        if (cube->used[i])
            cube->cell[n++] = cube->cell[i];
    if (n > 0)
        qsort(cube->cell, n, sizeof *cube->cell, by_key);
}
