/*
 * One compiled message table: English text -> Chinese text, made from data/messages/<module>.tsv.
 * Language is passed with each call; there is no process-wide locale.
 */
#ifndef JH_BASE_MSG_H
#define JH_BASE_MSG_H

#include "junheng/status.h"

/** The text in the language; the English one itself where the table has no entry. Never NULL. */
const char *jh_tr(enum jh_lang lang, const char *english);

/** One row of the generated table (build/gen/messages.c), sorted by en. */
struct jh_message {
    const char *en, *zh;
};
extern const struct jh_message jh_i_messages[];
extern const unsigned jh_i_n_messages;

#endif
