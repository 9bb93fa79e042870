/*
 * Text of cells made comparable: full-width forms, blanks, brackets and case do not count.
 */
#ifndef JH_SHEET_TEXT_H
#define JH_SHEET_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/** Full-width letters, digits and signs to ASCII, capitals to small ones. `out` has room for
 *  len + 1 bytes and may be the text itself. Returns the new length. */
size_t jh_i_fold(const char *text, size_t len, char *out);
/** Folded, without blanks and line ends. NULL: out of memory. */
char *jh_i_fold_tight(struct jh_arena *arena, const char *text);
/** What is compared of a header or name: folded, without blanks, punctuation and brackets' signs. */
char *jh_i_fold_key(struct jh_arena *arena, const char *text);
/** Drop blanks, punctuation, brackets in place; the text is folded already. */
void jh_i_key_of_folded(char *text);

bool jh_i_starts(const char *text, const char *with);
bool jh_i_ends(const char *text, const char *with);
/** Characters of a valid UTF-8 text. */
size_t jh_i_chars(const char *text);
/** Likeness of two texts, 0 to 1: twice the pairs of neighbouring characters in common, by all. */
double jh_i_likeness(const char *a, const char *b);
/** Whether one character replaced, left out or added makes one of the other. */
bool jh_i_near(const char *a, const char *b);

#endif
