/*
 * Coefficients of the hospital choice model in words.
 */
#ifndef JH_CHOICE_WORDS_H
#define JH_CHOICE_WORDS_H

#include "junheng/choice.h"

struct jh_buf;

/** "an hour more makes it 3.2 times less likely": added to out; nothing where estimate is NaN. */
void jh_i_choice_words(
    enum jh_choice_term term, double estimate, enum jh_lang lang, struct jh_buf *out);
/** What the likeness of hospitals in a nest means. */
const char *jh_i_choice_nest_words(double dissimilarity, double std_error, enum jh_lang lang);

#endif
