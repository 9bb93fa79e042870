/* Replaces src/base/alloc.c in programs that call testing_alloc_*(): refuses the n-th allocation. */
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"

#include "testing.h"

static size_t n_calls, refuse_at;
static long n_live;

void testing_alloc_refuse(size_t nth)
{
    n_calls = 0;
    refuse_at = nth;
}

bool testing_alloc_refused(void)
{
    return refuse_at > 0 && n_calls >= refuse_at;
}

long testing_alloc_live(void)
{
    return n_live;
}

static int refused(void)
{
    return ++n_calls == refuse_at;
}

void *jh_i_calloc(size_t n, size_t size)
{
    void *p = refused() ? NULL : calloc(n > 0 ? n : 1, size > 0 ? size : 1);
    n_live += p != NULL;
    return p;
}

void *jh_i_realloc(void *p, size_t n, size_t size)
{
    size_t bytes;
    if (refused() || __builtin_mul_overflow(n, size, &bytes))
        return NULL;
    void *q = realloc(p, bytes > 0 ? bytes : 1);
    n_live += p == NULL && q != NULL;
    return q;
}

void jh_i_free(void *p)
{
    n_live -= p != NULL;
    free(p);
}
