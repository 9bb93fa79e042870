/*
 * Lists of ids in order of appearance.
 */
#ifndef JH_IO_NAMES_H
#define JH_IO_NAMES_H

#include "base/arena.h"
#include "base/strmap.h"

/** A growing list of ids, each once, in order of appearance. Zeroed is empty. */
struct jh_names {
    struct jh_strmap map;
    size_t n, cap;
    const char **id; /* kept in the dataset's arena */
};
/** Index of the text, added if new. */
enum jh_status jh_i_names_put(struct jh_names *names, struct jh_arena *arena, const char *text,
    size_t len, uint32_t *out_index, bool *out_new, struct jh_error *err) JH_CHECKED;
void jh_i_names_release(struct jh_names *names);

/** An id is not known, but would be with zeros in front: a spreadsheet took it for a number. */
bool jh_i_lost_zeros(const struct jh_strmap *ids, const char *text, size_t len);

#endif
