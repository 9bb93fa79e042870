/*
 * A profile says which column of a file is which field, how its values are written, and what the
 * source speaks for. Made by its JSON reader (io/records), bound to the header of a file here.
 */
#ifndef JH_RECORDS_PROFILE_H
#define JH_RECORDS_PROFILE_H

#include "junheng/model.h"

#include "base/arena.h"
#include "records/field.h"

enum jh_profile_kind {
    JH_PROFILE_RECORDS = 0,  /* one row, one discharge */
    JH_PROFILE_AGGREGATE = 1 /* one row, a number of cases: insurance tables */
};

/** Ways to tell the home area, tried in the order of the profile. */
enum jh_home_way {
    JH_HOME_CODE = 0,     /* area-code column */
    JH_HOME_ADDRESS = 1,  /* address text */
    JH_HOME_POSTCODE = 2, /* table of postcodes */
    JH_HOME_ID_CARD = 3,  /* the first six digits of the identity number, nothing else of it */
    JH_HOME_INSURANCE = 4 /* area of insurance */
};
#define JH_N_HOME_WAYS 5
/** "area_code", "address", "postcode", "id_card", "insurance_area". */
const char *jh_i_home_way_name(enum jh_home_way way);

/** What is written -> the code that is meant. */
struct jh_value_map {
    size_t n;
    const char **from, **to;
};

struct jh_profile_column {
    enum jh_field field;
    size_t n_names;
    const char **name; /* fields that occur once: the first of these that is there; else all */
    struct jh_value_map map;
};

struct jh_profile {
    const char *name;
    const char *title[JH_N_LANGS];
    enum jh_profile_kind kind;
    const char *source; /* of the flows */
    enum jh_basis basis;
    bool covers_inside, covers_outside;
    bool money_in_fen; /* else yuan */
    size_t n_columns;
    struct jh_profile_column *column;
    bool required[JH_N_FIELDS];
    size_t n_home;
    enum jh_home_way home[JH_N_HOME_WAYS];
    size_t n_recognise; /* columns that tell the scheme; 0: never recognised */
    const char **recognise;
    struct jh_arena arena; /* holds it all */
};

void jh_i_profile_release(struct jh_profile *profile);

/** "C06x{01..40}C": the i-th name, 0-based, into out; false beyond the last. Names without braces
 *  have one. */
#define JH_PROFILE_NAME_MAX 128
bool jh_i_profile_name_at(const char *pattern, size_t i, char out[JH_PROFILE_NAME_MAX]);

/** Whether a header has all columns that tell the scheme. */
bool jh_i_profile_recognises(
    const struct jh_profile *profile, size_t n_columns, const char *const *columns);

/** A column to read. */
struct jh_bound_column {
    enum jh_field field;
    uint8_t instance; /* 0-based, of fields that occur more than once */
    uint32_t column;  /* of the file */
    const struct jh_value_map *map;
    uint8_t one[128]; /* codes: number of a code written as this one character; 0: look it up */
};
/** Columns of a file by field: those of field f are item[first[f]] .. + count[f] - 1. */
struct jh_binding {
    size_t n;
    struct jh_bound_column *item;
    uint16_t first[JH_N_FIELDS];
    uint8_t count[JH_N_FIELDS];
};
/**
 * Find the columns of a profile in a header. Names are compared without regard to case.
 *
 * @param wanted  [JH_N_FIELDS], fields to look for; NULL: all.
 * @param out_binding  Release with jh_i_binding_release(); untouched on failure.
 * @return JH_OK; JH_E_DATA: a needed column is missing (message: which, and which profile wants it);
 *         JH_E_NOMEM.
 */
enum jh_status jh_i_profile_bind(const struct jh_profile *profile, size_t n_columns,
    const char *const *columns, const bool *wanted, struct jh_binding *out_binding,
    struct jh_error *err) JH_CHECKED;
void jh_i_binding_release(struct jh_binding *binding);

#endif
