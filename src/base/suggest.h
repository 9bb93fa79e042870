/*
 * "Did you mean ...?": the known name nearest to a mistyped one.
 */
#ifndef JH_BASE_SUGGEST_H
#define JH_BASE_SUGGEST_H

#include <stddef.h>

struct jh_suggest {
    const char *text, *best; /* best: NULL while nothing is near enough */
    size_t best_cost;
};
/** Begin looking for names near `text`; everything is borrowed. */
void jh_suggest_begin(struct jh_suggest *suggest, const char *text);
/** Offer a known name. Of dotted names ("centres.max_total") the last part alone counts too. */
void jh_suggest_offer(struct jh_suggest *suggest, const char *name);

#endif
