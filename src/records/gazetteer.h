/*
 * Where somebody lives, by code or by address: the dataset's areas and the national divisions in one
 * tree of names. What is ambiguous is told so, never guessed.
 */
#ifndef JH_RECORDS_GAZETTEER_H
#define JH_RECORDS_GAZETTEER_H

#include "junheng/model.h"

#include "base/strmap.h"

enum jh_home_status {
    JH_HOME_FOUND = 0,
    JH_HOME_EMPTY = 1,      /* nothing is written */
    JH_HOME_UNKNOWN = 2,    /* names no known place */
    JH_HOME_INCOMPLETE = 3, /* a province or city, not the county */
    JH_HOME_AMBIGUOUS = 4,  /* fits several places */
    JH_HOME_ABOLISHED = 5   /* a division that is no more, without a single successor */
};
#define JH_N_HOME_STATUSES 6
/** "home found", "empty" ...: message keys. */
const char *jh_i_home_status_name(enum jh_home_status status);

/** The place found: an area of the dataset, else a province beyond it. */
struct jh_home {
    enum jh_home_status status;
    int32_t area;     /* index into the dataset, or JH_NONE */
    uint8_t province; /* two digits, of places outside the dataset; 0 where not applicable */
    uint8_t former;   /* 1: by a code or name that is no more */
};

struct jh_gazetteer;
/** Both borrowed for the gazetteer's life: the dataset, and the divisions behind it. */
enum jh_status jh_i_gazetteer_new(const struct jh_dataset *dataset,
    struct jh_gazetteer **out_gazetteer, struct jh_error *err) JH_CHECKED;
void jh_i_gazetteer_free(struct jh_gazetteer *gazetteer);

/** By a code: the dataset's own id, or a national one of 6, 9 or 12 digits. Pure. */
struct jh_home jh_i_home_by_code(
    const struct jh_gazetteer *gazetteer, const char *text, size_t len);
/** By an address (UTF-8), whose parts may stand in several texts; NULL parts are skipped. The longest
 *  name within what was found so far counts; counties only by their full name. Pure, allocates
 *  nothing. */
struct jh_home jh_i_home_by_address(const struct jh_gazetteer *gazetteer, size_t n_parts,
    const char *const *text, const size_t *len);

#endif
