#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"

struct jh_arena_chunk {
    struct jh_arena_chunk *before;
    size_t cap, used;
    alignas(max_align_t) unsigned char data[];
};

enum { CHUNK_MIN = 1 << 14, CHUNK_MAX = 1 << 22 };

void jh_arena_init(struct jh_arena *arena, size_t limit_bytes)
{
    *arena = (struct jh_arena){.limit = limit_bytes};
}

void jh_arena_release(struct jh_arena *arena)
{
    jh_arena_rewind(arena, (struct jh_arena_mark){0});
}

void *jh_arena_alloc(struct jh_arena *arena, size_t n, size_t size)
{
    const size_t align = alignof(max_align_t);
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX / 2)
        return NULL;
    bytes = (bytes + align - 1) / align * align;
    if (bytes == 0)
        bytes = align;
    if (arena->limit > 0 && bytes > arena->limit - arena->used_total)
        return NULL;
    struct jh_arena_chunk *chunk = arena->last;
    if (chunk == NULL || chunk->cap - chunk->used < bytes) {
        size_t cap = chunk == NULL            ? CHUNK_MIN
                     : chunk->cap < CHUNK_MAX ? chunk->cap * 2
                                              : CHUNK_MAX;
        if (cap < bytes)
            cap = bytes;
        chunk = jh_i_calloc(1, sizeof *chunk + cap);
        if (chunk == NULL)
            return NULL;
        chunk->before = arena->last;
        chunk->cap = cap;
        arena->last = chunk;
    }
    void *p = chunk->data + chunk->used;
    chunk->used += bytes;
    arena->used_total += bytes;
    return p;
}

char *jh_arena_strndup(struct jh_arena *arena, const char *text, size_t len)
{
    char *copy = jh_arena_alloc(arena, len + 1, 1);
    if (copy != NULL && len > 0)
        memcpy(copy, text, len);
    return copy;
}

char *jh_arena_strdup(struct jh_arena *arena, const char *text)
{
    return jh_arena_strndup(arena, text, strlen(text));
}

struct jh_arena_mark jh_arena_save(const struct jh_arena *arena)
{
    return (struct jh_arena_mark){
        arena->last, arena->last != NULL ? arena->last->used : 0, arena->used_total};
}

void jh_arena_rewind(struct jh_arena *arena, struct jh_arena_mark mark)
{
    while (arena->last != mark.chunk) {
        struct jh_arena_chunk *chunk = arena->last;
        arena->last = chunk->before;
        jh_i_free(chunk);
    }
    if (arena->last != NULL) {
        memset(arena->last->data + mark.used, 0, arena->last->used - mark.used);
        arena->last->used = mark.used;
    }
    arena->used_total = mark.used_total;
}
