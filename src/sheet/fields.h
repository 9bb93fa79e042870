/*
 * What a column of a sheet can be, and what its numbers are counted in.
 */
#ifndef JH_SHEET_FIELDS_H
#define JH_SHEET_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

enum jh_dimension {
    JH_DIM_NONE, /* text */
    JH_DIM_PEOPLE,
    JH_DIM_BEDS,
    JH_DIM_MONEY,
    JH_DIM_STAY, /* days */
    JH_DIM_TIME, /* minutes */
    JH_DIM_LENGTH,
    JH_DIM_SHARE,
    JH_DIM_PLAIN, /* a number without unit */
    JH_DIM_OTHER  /* a unit that no field has */
};

/* name, id, dimension, sums up to totals */
#define JH_SHEET_FIELD_MAP(X)                                                                      \
    X(NONE, "", NONE, false)                                                                       \
    X(AREA_ID, "area_id", NONE, false)                                                             \
    X(AREA, "area", NONE, false)                                                                   \
    X(REGION, "region", NONE, false)                                                               \
    X(PROVINCE, "province", NONE, false)                                                           \
    X(POPULATION, "population", PEOPLE, true)                                                      \
    X(LON, "lon", PLAIN, false)                                                                    \
    X(LAT, "lat", PLAIN, false)                                                                    \
    X(LEVEL, "level", NONE, false)                                                                 \
    X(HOSPITAL_ID, "hospital_id", NONE, false)                                                     \
    X(HOSPITAL, "hospital", NONE, false)                                                           \
    X(ALIAS, "alias", NONE, false)                                                                 \
    X(GRADE, "grade", NONE, false)                                                                 \
    X(SPONSOR, "sponsor", NONE, false)                                                             \
    X(KIND, "kind", NONE, false)                                                                   \
    X(BEDS, "beds", BEDS, true)                                                                    \
    X(AUTHORISED_BEDS, "authorised_beds", BEDS, true)                                              \
    X(BED_USE, "bed_use", SHARE, false)                                                            \
    X(MEAN_STAY, "mean_stay", STAY, false)                                                         \
    X(CAMPUS_OF, "campus_of", NONE, false)                                                         \
    X(ROLE, "role", NONE, false)                                                                   \
    X(SPECIALTY, "specialty", NONE, false)                                                         \
    X(KEY_LEVEL, "key_level", NONE, false)                                                         \
    X(QUALITY, "quality", PLAIN, false)                                                            \
    X(MAX_PROJECTS, "max_projects", PLAIN, true)                                                   \
    X(PROJECTS, "projects", PLAIN, true)                                                           \
    X(DESTINATION, "destination", NONE, false)                                                     \
    X(PERIOD, "period", NONE, false)                                                               \
    X(HARD, "hard", NONE, false)                                                                   \
    X(REASON, "reason", NONE, false)                                                               \
    X(BASIS, "basis", NONE, false)                                                                 \
    X(SOURCE, "source", NONE, false)                                                               \
    X(CASES, "cases", PEOPLE, true)                                                                \
    X(PERSONS, "persons", PEOPLE, true)                                                            \
    X(DAYS, "days", STAY, true)                                                                    \
    X(COST, "cost", MONEY, true)                                                                   \
    X(WEIGHT, "weight", PLAIN, true)                                                               \
    X(DEATHS, "deaths", PEOPLE, true)                                                              \
    X(OP3, "op3", PEOPLE, true)                                                                    \
    X(OP4, "op4", PEOPLE, true)                                                                    \
    X(MINUTES, "minutes", TIME, false)                                                             \
    X(KM, "km", LENGTH, false)                                                                     \
    X(ZONE, "zone", NONE, false)                                                                   \
    X(CENTRE_CITY, "centre_city", NONE, false)                                                     \
    X(ATTRIBUTE, "attribute", OTHER, false)                                                        \
    X(ROW_TOTAL, "row_total", OTHER, true)                                                         \
    X(SKIP, "skip", NONE, false)                                                                   \
    X(NAME, "name", NONE, false)                                                                   \
    X(CODE, "code", NONE, false)

enum jh_sheet_field {
#define JH_X(name, id, dim, sums) JH_FLD_##name,
    JH_SHEET_FIELD_MAP(JH_X)
#undef JH_X
        JH_N_FLDS
};

struct jh_sheet_field_info {
    const char *id;
    enum jh_dimension dimension;
    bool sums;
};
extern const struct jh_sheet_field_info jh_i_sheet_fields[JH_N_FLDS];
/** The field of that id, or JH_FLD_NONE. */
enum jh_sheet_field jh_i_sheet_field_find(const char *id);

/** What a sheet is about: the table of the dataset that it becomes. */
enum jh_sheet_kind {
    JH_SHEET_UNKNOWN,
    JH_SHEET_AREAS,
    JH_SHEET_HOSPITALS,
    JH_SHEET_CAPABILITIES,
    JH_SHEET_FLOWS,
    JH_SHEET_TRAVEL,
    JH_SHEET_ZONES,
    JH_SHEET_PLACES, /* places alone: a gazetteer */
    JH_N_SHEET_KINDS
};
/** "areas", "hospitals" ...; "unknown". */
const char *jh_i_sheet_kind_name(enum jh_sheet_kind kind);
enum jh_sheet_kind jh_i_sheet_kind_find(const char *name);

#endif
