#include "io/dataset/extras.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

static size_t find_or_add(struct jh_extras *extras, const char *name)
{
    size_t k = 0;
    while (k < extras->n && strcmp(extras->item[k].name, name) != 0)
        k++;
    if (k == extras->n)
        extras->item[extras->n++] = (struct jh_extra_values){.name = name};
    return k;
}

enum jh_status jh_i_extras_open(
    struct jh_extras *extras, const struct jh_rows *rows, struct jh_error *err)
{
    struct jh_extra_values *item =
        jh_i_realloc(extras->item, extras->n + rows->n_extra + 1, sizeof *item);
    if (item == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    extras->item = item;
    size_t *column_of = jh_i_calloc(rows->n_extra, sizeof *column_of);
    if (column_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    jh_i_free(extras->column_of);
    extras->column_of = column_of;
    for (size_t i = 0; i < rows->n_extra; i++)
        column_of[i] = find_or_add(extras, rows->extra[i].name);
    return JH_OK;
}

enum jh_status jh_i_extras_take(struct jh_extras *extras, const struct jh_rows *rows, size_t row,
    struct jh_arena *arena, struct jh_error *err)
{
    for (size_t i = 0; i < rows->n_extra; i++) {
        struct jh_cell cell = jh_i_rows_extra(rows, i);
        struct jh_extra_values *values = &extras->item[extras->column_of[i]];
        if (cell.len == 0)
            continue;
        if (row >= values->cap) {
            size_t cap = row * 2 + 64;
            const char **text = jh_i_realloc(values->text, cap, sizeof *text);
            if (text == NULL)
                return jh_fail(err, JH_E_NOMEM, "out of memory");
            memset(text + values->cap, 0, (cap - values->cap) * sizeof *text);
            values->text = text;
            values->cap = cap;
        }
        values->text[row] = jh_i_cell_keep(arena, &cell);
        if (values->text[row] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

static enum jh_status build_one(const struct jh_extra_values *values, size_t n,
    const size_t *row_of, struct jh_arena *arena, struct jh_attribute *out, struct jh_error *err)
{
    bool numeric = true, any = false;
    out->name = jh_arena_strdup(arena, values->name);
    out->text = jh_arena_new(arena, n, const char *);
    double *number = jh_arena_new(arena, n, double);
    if (out->name == NULL || out->text == NULL || number == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const char *text = row_of[i] < values->cap ? values->text[row_of[i]] : NULL;
        out->text[i] = text != NULL ? text : "";
        number[i] = JH_NAN;
        any |= text != NULL;
        if (text != NULL)
            numeric &= jh_num_parse(text, strlen(text), &number[i]);
    }
    out->number = numeric && any ? number : NULL;
    return JH_OK;
}

enum jh_status jh_i_extras_build(const struct jh_extras *extras, size_t n, const size_t *row_of,
    struct jh_arena *arena, struct jh_attributes *out, struct jh_error *err)
{
    struct jh_attribute *item = jh_arena_new(arena, extras->n, struct jh_attribute);
    if (item == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < extras->n; k++) {
        enum jh_status st = build_one(&extras->item[k], n, row_of, arena, &item[k], err);
        if (st != JH_OK)
            return st;
    }
    *out = (struct jh_attributes){extras->n, item};
    return JH_OK;
}

void jh_i_extras_release(struct jh_extras *extras)
{
    for (size_t k = 0; k < extras->n; k++)
        jh_i_free(extras->item[k].text);
    jh_i_free(extras->item);
    jh_i_free(extras->column_of);
    *extras = (struct jh_extras){0};
}
