/*
 * Columns that text takes on a terminal (Chinese characters take two), cutting and wrapping by them.
 * UTF-8 throughout; independent of the locale.
 */
#ifndef JH_CLI_WIDTH_H
#define JH_CLI_WIDTH_H

#include <stddef.h>
#include <stdio.h>

/** Columns of text[0..len). */
int cli_width(const char *text, size_t len);
/** Bytes of the longest start of text that fits into `columns`. */
size_t cli_width_cut(const char *text, int columns);
/** Bytes up to the next place where a line may end: a word with nothing after it, or one wide
 *  character with the punctuation that clings to it; 0 at a blank. */
size_t cli_width_piece(const char *text, size_t len);
/** Print text in lines of at most `columns` columns, each indented; '\n' in text starts a new line. */
void cli_wrap(FILE *out, const char *text, int indent, int columns);

#endif
