#include "io/dataset/names.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

enum jh_status jh_i_names_put(struct jh_names *names, struct jh_arena *arena, const char *text,
    size_t len, uint32_t *out_index, bool *out_new, struct jh_error *err)
{
    *out_new = false;
    if (jh_strmap_get(&names->map, text, len, out_index))
        return JH_OK;
    if (names->n == names->cap) {
        size_t cap = names->cap * 2 + 16;
        const char **id = jh_i_realloc(names->id, cap, sizeof *id);
        if (id == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        names->id = id;
        names->cap = cap;
    }
    const char *copy = jh_arena_strndup(arena, text, len);
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st =
        jh_strmap_put(&names->map, copy, len, (uint32_t)names->n, out_index, out_new, err);
    if (st == JH_OK)
        names->id[names->n++] = copy;
    return st;
}

void jh_i_names_release(struct jh_names *names)
{
    jh_strmap_release(&names->map);
    jh_i_free(names->id);
    *names = (struct jh_names){0};
}

bool jh_i_lost_zeros(const struct jh_strmap *ids, const char *text, size_t len)
{
    enum { ZEROS_MAX = 8, LEN_MAX = 32 };
    char padded[ZEROS_MAX + LEN_MAX];
    uint32_t at;
    if (len == 0 || len > LEN_MAX)
        return false;
    for (size_t i = 0; i < len; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    memset(padded, '0', ZEROS_MAX);
    memcpy(padded + ZEROS_MAX, text, len);
    for (size_t n = 1; n <= ZEROS_MAX; n++)
        if (jh_strmap_get(ids, padded + ZEROS_MAX - n, len + n, &at))
            return true;
    return false;
}
