#include "model/dataset.h"

#include <stdatomic.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "model/rows.h"

struct jh_dataset_owner {
    atomic_size_t holders;
    struct jh_arena arena;
    size_t n, cap;
    void **block; /* handed over by jh_i_dataset_own() */
};

enum jh_status jh_i_dataset_new(
    struct jh_dataset **out_dataset, struct jh_arena **out_arena, struct jh_error *err)
{
    struct jh_dataset *dataset = jh_i_calloc(1, sizeof *dataset);
    struct jh_dataset_owner *owner = jh_i_calloc(1, sizeof *owner);
    if (dataset == NULL || owner == NULL) {
        jh_i_free(dataset);
        jh_i_free(owner);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    jh_arena_init(&owner->arena, 0);
    atomic_init(&owner->holders, 1);
    *dataset =
        (struct jh_dataset){.name = "", .fingerprint = "", .boundaries_source = "", .owner = owner};
    *out_dataset = dataset;
    *out_arena = &owner->arena;
    return JH_OK;
}

enum jh_status jh_i_dataset_own(struct jh_dataset *dataset, void *block, struct jh_error *err)
{
    struct jh_dataset_owner *owner = dataset->owner;
    if (owner->n == owner->cap) {
        size_t cap = owner->cap == 0 ? 16 : owner->cap * 2;
        void **grown = jh_i_realloc(owner->block, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        owner->block = grown;
        owner->cap = cap;
    }
    owner->block[owner->n++] = block;
    return JH_OK;
}

struct jh_arena *jh_i_dataset_arena(struct jh_dataset *dataset)
{
    return &dataset->owner->arena;
}

struct jh_dataset *jh_dataset_share(struct jh_dataset *dataset)
{
    atomic_fetch_add_explicit(&dataset->owner->holders, 1, memory_order_relaxed);
    return dataset;
}

void jh_dataset_free(struct jh_dataset *dataset)
{
    if (dataset == NULL)
        return;
    struct jh_dataset_owner *owner = dataset->owner;
    if (atomic_fetch_sub_explicit(&owner->holders, 1, memory_order_acq_rel) > 1)
        return;
    for (size_t i = 0; i < owner->n; i++)
        jh_i_free(owner->block[i]);
    jh_i_free(owner->block);
    jh_arena_release(&owner->arena);
    jh_i_free(owner);
    jh_i_free(dataset);
}

/* A table to sort: all columns, of which the keys come first after the group. */
struct table {
    size_t n, n_groups, n_keys, n_columns;
    int32_t *group;
    struct jh_column key[8], column[24];
};

static void add_column(struct table *t, void *data, size_t width, bool is_key)
{
    if (data == NULL)
        return;
    struct jh_column c = {data, width};
    t->column[t->n_columns++] = c;
    if (is_key)
        t->key[t->n_keys++] = c;
}

static enum jh_status sort_table(
    struct jh_dataset *dataset, const struct table *t, size_t **inout_start, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool sorted = false;
    size_t *start = *inout_start;
    uint32_t *order = jh_i_calloc(t->n, sizeof *order);
    if (start == NULL)
        start = jh_arena_new(&dataset->owner->arena, t->n_groups + 1, size_t);
    if (order == NULL || start == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_rows_order(
                   t->n, t->n_groups, t->group, t->n_keys, t->key, order, start, &sorted, err));
    if (!sorted)
        JH_TRY(st, jh_i_rows_permute(t->n, order, t->n_columns, t->column, err));
    *inout_start = start;
out:
    jh_i_free(order);
    return st;
}

enum jh_status jh_i_dataset_sort_flows(struct jh_dataset *dataset, struct jh_error *err)
{
    struct jh_flows *f = &dataset->flows;
    struct table t = {.n = f->n, .n_groups = dataset->areas.n, .group = f->area};
    add_column(&t, f->area, sizeof *f->area, false);
    add_column(&t, f->hospital, sizeof *f->hospital, true);
    add_column(&t, f->specialty, sizeof *f->specialty, true);
    add_column(&t, f->period, sizeof *f->period, true);
    add_column(&t, f->hard, sizeof *f->hard, true);
    add_column(&t, f->reason, sizeof *f->reason, true);
    add_column(&t, f->basis, sizeof *f->basis, true);
    add_column(&t, f->source, sizeof *f->source, true);
    for (size_t m = 0; m < JH_N_MEASURES; m++)
        add_column(&t, f->measure[m], sizeof *f->measure[m], false);
    for (size_t m = 0; m < JH_N_MEASURES; m++)
        add_column(&t, f->whole[m], sizeof *f->whole[m], false);
    return sort_table(dataset, &t, &f->start, err);
}

enum jh_status jh_i_dataset_sort_capabilities(struct jh_dataset *dataset, struct jh_error *err)
{
    struct jh_capabilities *c = &dataset->capabilities;
    struct table t = {.n = c->n, .n_groups = dataset->hospitals.n, .group = c->hospital};
    add_column(&t, c->hospital, sizeof *c->hospital, false);
    add_column(&t, c->specialty, sizeof *c->specialty, true);
    add_column(&t, c->quality, sizeof *c->quality, false);
    add_column(&t, c->beds, sizeof *c->beds, false);
    add_column(&t, c->max_projects, sizeof *c->max_projects, false);
    add_column(&t, c->projects, sizeof *c->projects, false);
    add_column(&t, c->key_level, sizeof *c->key_level, false);
    add_column(&t, c->centre, sizeof *c->centre, false);
    return sort_table(dataset, &t, &c->start, err);
}

enum jh_status jh_i_dataset_sort_travel(
    struct jh_dataset *dataset, int32_t *area, struct jh_error *err)
{
    struct jh_travel *travel = &dataset->travel;
    struct table t = {.n = travel->n, .n_groups = dataset->areas.n, .group = area};
    add_column(&t, area, sizeof *area, false);
    add_column(&t, travel->hospital, sizeof *travel->hospital, true);
    add_column(&t, travel->minutes, sizeof *travel->minutes, false);
    add_column(&t, travel->km, sizeof *travel->km, false);
    return sort_table(dataset, &t, &travel->start, err);
}
