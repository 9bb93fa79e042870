/*
 * The only door to the heap. Tests replace alloc.c by one that refuses the n-th call.
 */
#ifndef JH_BASE_ALLOC_H
#define JH_BASE_ALLOC_H

#include <stddef.h>

/** n * size zeroed bytes; NULL on overflow or exhaustion; never NULL for n == 0. */
void *jh_i_calloc(size_t n, size_t size);
/** Grow or shrink; new bytes are not zeroed; NULL on failure, p still valid. */
void *jh_i_realloc(void *p, size_t n, size_t size);
void jh_i_free(void *p);

#endif
