#include "io/dataset/columns.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "model/dataset.h"

/* Pointers to different types may not be read as void *, but their bytes may be copied. */
static void *get(const struct jh_growing_column *column)
{
    void *data;
    memcpy(&data, column->slot, sizeof data);
    return data;
}

static void set(const struct jh_growing_column *column, void *data)
{
    memcpy(column->slot, &data, sizeof data);
}

enum jh_status jh_i_columns_resize(
    size_t n, const struct jh_growing_column *column, size_t cap, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!column[i].wanted)
            continue;
        void *data = jh_i_realloc(get(&column[i]), cap > 0 ? cap : 1, column[i].width);
        if (data == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        set(&column[i], data);
    }
    return JH_OK;
}

enum jh_status jh_i_columns_own(size_t n, const struct jh_growing_column *column,
    struct jh_dataset *dataset, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < n; i++) {
        if (st == JH_OK && get(&column[i]) != NULL)
            st = jh_i_dataset_own(dataset, get(&column[i]), err);
        if (st != JH_OK)
            jh_i_columns_free(1, &column[i]);
    }
    return st;
}

void jh_i_columns_free(size_t n, const struct jh_growing_column *column)
{
    for (size_t i = 0; i < n; i++) {
        jh_i_free(get(&column[i]));
        set(&column[i], NULL);
    }
}
