/*
 * Figures as people read them: 1.2万 / 12K, 18.4%, 47 min. Never more digits than the data bear.
 */
#ifndef JH_IO_HUMAN_H
#define JH_IO_HUMAN_H

#include "junheng/status.h"

#define JH_HUMAN_MAX 48

/** Counts: three significant digits with 万 and 亿, or K and M; "" for NaN. */
const char *jh_i_human_count(enum jh_lang lang, double value, char out[JH_HUMAN_MAX]);
/** Counts in full with separators of thousands: "12,345"; "" for NaN. */
const char *jh_i_human_full(double value, char out[JH_HUMAN_MAX]);
/** A share 0..1 with one decimal: "18.4%"; "" for NaN. */
const char *jh_i_human_share(double share, char out[JH_HUMAN_MAX]);
/** One decimal below 100, none from there: minutes, kilometres; "" for NaN, a sign for infinity. */
const char *jh_i_human_quantity(double value, char out[JH_HUMAN_MAX]);

#endif
