/*
 * What stands on every map about its boundaries: source and review number in one text.
 */
#ifndef JH_IO_BOUNDARIES_TEXT_H
#define JH_IO_BOUNDARIES_TEXT_H

#include "base/arena.h"
#include "junheng/status.h"

/** Either may be NULL or "". The number is marked 审图号, a term of Chinese law that stays untranslated. */
enum jh_status jh_i_boundaries_text(struct jh_arena *arena, const char *source,
    const char *review_number, const char **out, struct jh_error *err) JH_CHECKED;

#endif
