/*
 * Arena: many allocations, one lifetime. Zeroed, aligned, limited; save and rewind for scratch.
 */
#ifndef JH_BASE_ARENA_H
#define JH_BASE_ARENA_H

#include <stddef.h>

struct jh_arena_chunk;
struct jh_arena {
    struct jh_arena_chunk *last;
    size_t used_total, limit; /* bytes; limit 0 = none */
};
struct jh_arena_mark {
    struct jh_arena_chunk *chunk;
    size_t used, used_total;
};

/** No allocation of its own. limit_bytes 0: unlimited. */
void jh_arena_init(struct jh_arena *arena, size_t limit_bytes);
void jh_arena_release(struct jh_arena *arena);
/** n * size zeroed bytes aligned for any type; NULL on overflow, limit or exhaustion. */
void *jh_arena_alloc(struct jh_arena *arena, size_t n, size_t size);
/** Typed: `double *x = jh_arena_new(arena, n, double);` */
#define jh_arena_new(arena, n, type) ((type *)jh_arena_alloc((arena), (n), sizeof(type)))
/** NUL-terminated copy; NULL on failure. */
char *jh_arena_strndup(struct jh_arena *arena, const char *text, size_t len);
char *jh_arena_strdup(struct jh_arena *arena, const char *text);
struct jh_arena_mark jh_arena_save(const struct jh_arena *arena);
/** Frees everything allocated after the mark. */
void jh_arena_rewind(struct jh_arena *arena, struct jh_arena_mark mark);

#endif
