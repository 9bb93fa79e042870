/*
 * Names of areas to codes: full names, short ones, renamed and abolished ones, within what stands
 * above them. What is not certain is told with the candidates, never chosen.
 */
#ifndef JH_SHEET_PLACES_H
#define JH_SHEET_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

enum jh_match { JH_MATCH_SURE, JH_MATCH_DOUBTFUL, JH_MATCH_UNKNOWN };
/** Why a match is not the plain name; 0: it is. */
enum jh_match_why {
    JH_WHY_PLAIN,
    JH_WHY_SHORT,     /* its name without or with another suffix */
    JH_WHY_FORMER,    /* renamed or merged into the one found */
    JH_WHY_ABOLISHED, /* no single successor */
    JH_WHY_SEVERAL,   /* fits several */
    JH_WHY_ELSEWHERE, /* is there, but not below what the sheet says */
    JH_WHY_LIKE,      /* looks like it */
    JH_WHY_NOT_LISTED /* a division of that name, but none of the dataset */
};
#define JH_CANDIDATES_MAX 4

struct jh_matched {
    enum jh_match match;
    enum jh_match_why why;
    const char *id, *name; /* of a sure one */
    bool beyond;           /* a division that is none of the known areas */
    int level;             /* of a sure one: 0 province, 1 prefecture, 2 county or known area */
    size_t n_candidates;
    const char *candidate_id[JH_CANDIDATES_MAX], *candidate_name[JH_CANDIDATES_MAX];
};

struct jh_known_area {
    const char *id, *name, *region; /* region: name of what stands above, "" none */
};
struct jh_places;
/** Index of the known areas (borrowed) and of the national divisions behind them; n 0: divisions. */
enum jh_status jh_i_places_new(size_t n, const struct jh_known_area *known,
    struct jh_places **out_places, struct jh_error *err) JH_CHECKED;
void jh_i_places_free(struct jh_places *places);

/**
 * The area that a text names: a code of 6, 9 or 12 digits, a known id, or a name.
 *
 * @param above   [n_above] names of what stands above, in any order; "" and NULL are skipped.
 * @param highest 2: counties and known areas only; 1: prefectures too; 0: provinces too.
 */
struct jh_matched jh_i_places_find(const struct jh_places *places, const char *text, size_t n_above,
    const char *const *above, int highest);
/** Name of the prefecture (level 1) or province (0) named in a title, or NULL; the lowest named. */
const char *jh_i_places_in_title(const struct jh_places *places, const char *title);
/** Names of what stands above a division: "" where not known. */
void jh_i_places_above(const struct jh_places *places, const char *id, const char **out_city_id,
    const char **out_city, const char **out_province);

#endif
