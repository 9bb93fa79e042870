/*
 * Names of hospitals to ids: the name itself, an alias, else what looks like it, for decision.
 */
#ifndef JH_SHEET_CLINICS_H
#define JH_SHEET_CLINICS_H

#include "sheet/places.h"

struct jh_known_hospital {
    const char *id, *name;
    const char *alias; /* other names, separated by ; or 、 or |; "" none */
};
struct jh_clinics;
struct jh_words;
/** The list is borrowed; aliases of the table of words count too. */
enum jh_status jh_i_clinics_new(size_t n, const struct jh_known_hospital *known,
    const struct jh_words *words, struct jh_clinics **out_clinics, struct jh_error *err) JH_CHECKED;
void jh_i_clinics_free(struct jh_clinics *clinics);
/** O(n) where the name is not known. */
struct jh_matched jh_i_clinics_find(const struct jh_clinics *clinics, const char *text);

#endif
