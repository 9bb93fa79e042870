#include "base/alloc.h"

#include <stdlib.h>

void *jh_i_calloc(size_t n, size_t size)
{
    return calloc(n > 0 ? n : 1, size > 0 ? size : 1);
}

void *jh_i_realloc(void *p, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    return realloc(p, bytes > 0 ? bytes : 1);
}

void jh_i_free(void *p)
{
    free(p);
}
