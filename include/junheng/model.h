/*
 * What everything speaks about: areas, regions, hospitals, specialties, capabilities, the flow cube,
 * listed travel times, given zones. Structures of arrays, all owned by the dataset.
 */
#ifndef JH_MODEL_H
#define JH_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/geo.h"
#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Index that means "none". */
#define JH_NONE (-1)

/** A column the format does not name, kept. `number` where every non-empty value is a number. */
struct jh_attribute {
    const char *name;
    double *number;    /* [n] or NULL; NaN: empty */
    const char **text; /* [n]; "" where empty */
};
struct jh_attributes {
    size_t n;
    struct jh_attribute *item;
};
/** The numeric attribute of that name, or NULL. */
JH_API const double *jh_attribute_number(const struct jh_attributes *attributes, const char *name);

/** Where a place came from. */
enum jh_place_basis {
    JH_PLACE_NONE = 0,      /* no coordinates */
    JH_PLACE_GIVEN = 1,     /* in the dataset */
    JH_PLACE_GAZETTEER = 2, /* looked up by code or name */
    JH_PLACE_AREA = 3       /* a hospital at its area's point */
};

/**
 * Areas: indices 0..n_inside-1 are the territory's leaves, n_inside..n-1 lie outside (neighbours
 * with place and population; origins such as "outside" or "outside:11" with neither).
 */
struct jh_areas {
    size_t n, n_inside;
    const char **id, **name; /* [n] */
    struct jh_point *point;  /* [n] */
    uint8_t *place_basis;    /* [n], enum jh_place_basis */
    double *population;      /* [n], persons, >= 0; 0 for outside origins without one */
    int32_t *region;         /* [n], lowest region above, or JH_NONE */
    struct jh_attributes attributes;
};

/** Regions above the areas (prefectures, provinces). Without regions.csv they are made of the
 *  areas' parent_id, named by it. */
struct jh_regions {
    size_t n;
    bool given;                       /* regions.csv was there */
    const char **id, **name, **level; /* [n]; level "" where not given */
    int32_t *parent;                  /* [n], JH_NONE at the top */
};

#define JH_SPONSOR_MAP(X)                                                                          \
    X(NONE, 0, "", "")                                                                             \
    X(NATIONAL, 1, "委属", "national")                                                             \
    X(PROVINCIAL, 2, "省属", "provincial")                                                         \
    X(CITY, 3, "市属", "city")                                                                     \
    X(COUNTY, 4, "县属", "county")                                                                 \
    X(UNIVERSITY, 5, "高校", "university")                                                         \
    X(MILITARY, 6, "军队", "military")                                                             \
    X(PRIVATE, 7, "民营", "private")                                                               \
    X(OTHER, 8, "其他", "other")
enum jh_sponsor {
#define JH_X(name, number, zh, en) JH_SPONSOR_##name = number,
    JH_SPONSOR_MAP(JH_X)
#undef JH_X
};
#define JH_KIND_MAP(X)                                                                             \
    X(NONE, 0, "", "")                                                                             \
    X(GENERAL, 1, "综合", "general")                                                               \
    X(CHINESE, 2, "中医", "Chinese medicine")                                                      \
    X(SPECIALIST, 3, "专科", "specialist")                                                         \
    X(MATERNAL, 4, "妇幼", "maternal and child")                                                   \
    X(OTHER, 5, "其他", "other")
enum jh_kind {
#define JH_X(name, number, zh, en) JH_KIND_##name = number,
    JH_KIND_MAP(JH_X)
#undef JH_X
};
enum jh_role { JH_ROLE_CANDIDATE = 0, JH_ROLE_CENTRE = 1, JH_ROLE_EXPORTER = 2, JH_ROLE_OTHER = 3 };
/** Hospital grade: level 1..3 and class, from 三级甲等, 三甲, 三级, 3A ... */
enum jh_grade {
    JH_GRADE_NONE = 0,
    JH_GRADE_1 = 10,
    JH_GRADE_2 = 20,
    JH_GRADE_2B = 21,
    JH_GRADE_2A = 22,
    JH_GRADE_3 = 30,
    JH_GRADE_3C = 31,
    JH_GRADE_3B = 32,
    JH_GRADE_3A = 33
};

/** Hospitals: 0..n_inside-1 in the territory, the rest outside (never hosts). NaN: not given. */
struct jh_hospitals {
    size_t n, n_inside;
    const char **id, **name; /* [n] */
    struct jh_point *point;  /* [n]; unknown for aggregate destinations */
    uint8_t *place_basis;    /* [n], enum jh_place_basis */
    int32_t *area;           /* [n], as given, else nearest inside area point; JH_NONE outside */
    double *beds, *authorised_beds, *bed_use_frac, *mean_stay_days; /* [n] */
    uint8_t *grade, *sponsor, *kind, *role;                         /* [n], enums above */
    const char **grade_text;                                        /* [n], as written */
    int32_t *campus_of; /* [n], hospital index or JH_NONE */
    struct jh_attributes attributes;
    bool has_grades, has_sponsors, has_kinds; /* any inside hospital states one */
};

/** Specialties in the order of first appearance; a single "all" where the data have none. */
struct jh_specialties {
    size_t n;
    const char **id; /* [n], also the display name */
};

enum jh_key_level { JH_KEY_NONE = 0, JH_KEY_PROVINCIAL = 1, JH_KEY_NATIONAL = 2 };
/** Capabilities, sorted by (hospital, specialty); rows of hospital h: start[h]..start[h+1]-1. */
struct jh_capabilities {
    size_t n;
    size_t *start;                                    /* [n_hospitals + 1] */
    int32_t *hospital, *specialty;                    /* [n] */
    double *quality, *beds, *max_projects, *projects; /* [n], NaN: not given */
    uint8_t *key_level, *centre;                      /* [n] */
};
/** Row of (hospital, specialty), or JH_NONE. O(log n). */
JH_API int64_t jh_capability_find(
    const struct jh_capabilities *c, int32_t hospital, int32_t specialty);

/** Periods of equal length, ascending. Without a period column: one, id "", one year assumed. */
struct jh_periods {
    size_t n;
    const char **id;     /* "2023", "2023Q1", "2023-01" */
    double length_years; /* 1, 1/4 or 1/12 */
    bool given;
};

enum jh_basis {
    JH_BASIS_NONE = 0,
    JH_BASIS_RESIDENCE = 1,
    JH_BASIS_REGISTRATION = 2,
    JH_BASIS_INSURANCE = 3
};
enum jh_reason {
    JH_REASON_UNKNOWN = 0,
    JH_REASON_TRANSFER = 1,
    JH_REASON_EMERGENCY = 2,
    JH_REASON_SELF = 3,
    JH_REASON_RESIDENT_ELSEWHERE = 4
};
enum jh_hard { JH_HARD_NO = 0, JH_HARD_YES = 1, JH_HARD_UNKNOWN = 2 };

/** Sources of flows in order of trust; coverage decides who may speak for which side. */
struct jh_sources {
    size_t n;
    const char **id;      /* "" for flows without a source column */
    bool *covers_inside;  /* stays in hospitals of the territory */
    bool *covers_outside; /* stays elsewhere */
};

enum jh_measure {
    JH_MEASURE_CASES = 0,
    JH_MEASURE_PERSONS,
    JH_MEASURE_DAYS,
    JH_MEASURE_COST,
    JH_MEASURE_WEIGHT,
    JH_MEASURE_DEATHS,
    JH_MEASURE_OP3,
    JH_MEASURE_OP4
};
#define JH_N_MEASURES 8
/** Column names of the measures, "cases", "persons" ... */
JH_API const char *jh_measure_name(enum jh_measure measure);

/** The flow cube as read: one row per cell, sorted by (area, hospital, specialty, period, hard,
 *  reason, basis, source). Rows of area a: start[a]..start[a+1]-1. A NULL column was not collected. */
struct jh_flows {
    size_t n;
    size_t *start;                  /* [n_areas + 1] */
    int32_t *area, *hospital;       /* [n] */
    uint16_t *specialty, *period;   /* [n]; never NULL */
    uint8_t *hard;                  /* [n] or NULL; enum jh_hard */
    uint8_t *reason;                /* [n] or NULL; enum jh_reason */
    uint8_t *basis;                 /* [n] or NULL; enum jh_basis */
    uint8_t *source;                /* [n]; index into sources */
    double *measure[JH_N_MEASURES]; /* [n] each or NULL; cases never NULL; cost in yuan */
    uint32_t
        *whole[JH_N_MEASURES]; /* [n] in place of measure[m], which is NULL then: all values are
                                       whole; only datasets loaded lean have such */
};
/** Whether a measure was collected, in whichever form. */
static inline bool jh_flows_has(const struct jh_flows *flows, enum jh_measure m)
{
    return flows->measure[m] != NULL || flows->whole[m] != NULL;
}
/** Value of a measure that was collected; NaN: not in this row. */
static inline double jh_flows_value(const struct jh_flows *flows, enum jh_measure m, size_t row)
{
    return flows->measure[m] != NULL ? flows->measure[m][row] : (double)flows->whole[m][row];
}

/** Listed travel times, sorted by (area, hospital); rows of area a: start[a]..start[a+1]-1. */
struct jh_travel {
    size_t n;
    size_t *start;     /* [n_areas + 1] */
    int32_t *hospital; /* [n] */
    float *minutes;    /* [n], >= 0 */
    float *km;         /* [n] or NULL; NaN: not given */
};

/** Zones: names and the zone of each inside area. */
struct jh_zones {
    size_t n;
    const char **id, **name, **centre_city; /* [n]; "" where not given */
    int32_t *of_area;                       /* [n_inside areas], JH_NONE: in no zone */
};

struct jh_dataset_owner; /* the memory behind it */

/** A whole dataset; every array is owned by it. Read-only once made. */
struct jh_dataset {
    const char *name;        /* title for reports; "" if none */
    bool fictional;          /* must be labelled everywhere */
    const char *fingerprint; /* 32 hex digits over all content, independent of row order */
    struct jh_areas areas;
    struct jh_regions regions;
    struct jh_hospitals hospitals;
    struct jh_specialties specialties;
    struct jh_capabilities capabilities;
    struct jh_periods periods;
    struct jh_sources sources;
    struct jh_flows flows;
    struct jh_travel travel;       /* n = 0: none listed */
    struct jh_zones zones;         /* n = 0: none given */
    struct jh_shapes boundaries;   /* n = number of areas, empty shapes where none; n = 0: none */
    const char *boundaries_source; /* source and review number; "" if unknown */
    struct jh_dataset_owner *owner;
};

/** One more holder of the same dataset, from any thread; each frees it once. Returns it. */
JH_API struct jh_dataset *jh_dataset_share(struct jh_dataset *dataset);
/** Free a dataset and all it owns once its last holder lets go; NULL is allowed. */
JH_API void jh_dataset_free(struct jh_dataset *dataset);

#ifdef __cplusplus
}
#endif
#endif
