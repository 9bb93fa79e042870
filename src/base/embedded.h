/*
 * Files carried inside the program (sql/, data/embed/), by their path in the source tree.
 */
#ifndef JH_BASE_EMBEDDED_H
#define JH_BASE_EMBEDDED_H

#include <stddef.h>

struct jh_embedded {
    const char *path, *data; /* data is followed by a NUL that len does not count */
    size_t len;
};
/** Generated (build/gen/embedded.c), sorted by path. */
extern const struct jh_embedded jh_i_embedded[];
extern const size_t jh_i_n_embedded;

/** The file of that path, or NULL. */
const struct jh_embedded *jh_embedded_find(const char *path);

#endif
