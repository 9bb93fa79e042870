/*
 * Rules of quality: one table, a few kinds of checks. Rules of severity error refuse the record
 * (impossible); the others only count it (doubtful).
 */
#ifndef JH_RECORDS_QUALITY_H
#define JH_RECORDS_QUALITY_H

#include <string.h>

#include "junheng/findings.h"

#include "records/decode.h"

enum jh_check_kind {
    JH_CHECK_NOTED,      /* found elsewhere: counted by whoever finds it */
    JH_CHECK_REQUIRED,   /* a must be filled */
    JH_CHECK_EMPTY,      /* a must not be filled */
    JH_CHECK_READABLE,   /* a, where filled, can be read */
    JH_CHECK_SPOILT,     /* a is no number in scientific notation */
    JH_CHECK_LISTED,     /* every a is in its code list */
    JH_CHECK_RANGE,      /* every a lies in from..to */
    JH_CHECK_STEP,       /* every a is a multiple of from */
    JH_CHECK_DIGITS,     /* a is `from` digits */
    JH_CHECK_AT_MOST,    /* a <= b */
    JH_CHECK_EQUAL,      /* a = b + from */
    JH_CHECK_IS,         /* a is one of `codes` */
    JH_CHECK_BOTH,       /* a and b are both filled or both empty */
    JH_CHECK_SUM,        /* sum of `parts` <= a */
    JH_CHECK_ANY_ABOVE,  /* one of `parts` > 0 */
    JH_CHECK_ID_CARD,    /* length, date and check digit of an identity number */
    JH_CHECK_ID_BIRTH,   /* its date of birth is b */
    JH_CHECK_ID_SEX,     /* its sex is b */
    JH_CHECK_AGE,        /* a = whole years from birth to admission */
    JH_CHECK_STAY,       /* a = days from admission to discharge, the same day 1 */
    JH_CHECK_WITHIN_STAY /* every a lies between admission and discharge */
};
enum jh_when_kind {
    JH_WHEN_ALWAYS,
    JH_WHEN_FILLED,
    JH_WHEN_EMPTY,
    JH_WHEN_IS,      /* one of `codes` */
    JH_WHEN_IS_NOT,  /* known, none of `codes` */
    JH_WHEN_ABOVE,   /* number > n */
    JH_WHEN_AT_MOST, /* number <= n */
    JH_WHEN_ICD,     /* some code of the field lies in the ranges `codes` */
    JH_WHEN_ANY_ICD  /* of the main or any other diagnosis */
};
struct jh_when {
    uint8_t kind; /* enum jh_when_kind */
    uint8_t field;
    int64_t n;
    const char *codes; /* separated by blanks */
};
struct jh_quality_rule {
    const char *id;
    enum jh_severity severity;
    const char *text[JH_N_LANGS];
    uint8_t kind, a, b; /* enum jh_check_kind, enum jh_field */
    int64_t from, to;
    const char *codes;
    const uint8_t *parts; /* fields, ended by JH_N_FIELDS */
    struct jh_when when;
};

/* Rules that are found elsewhere, by their place in the table. */
enum jh_noted_rule {
    JH_NOTED_HOSPITAL_UNKNOWN,
    JH_NOTED_HOME_EMPTY,
    JH_NOTED_HOME_UNKNOWN,
    JH_NOTED_HOME_INCOMPLETE,
    JH_NOTED_HOME_AMBIGUOUS,
    JH_NOTED_HOME_ABOLISHED,
    JH_NOTED_HOME_FORMER,
    JH_NOTED_TEMPORARY_ADDRESS,
    JH_NOTED_DUPLICATE,
    JH_NOTED_PERIOD,
    JH_N_NOTED
};
#define JH_QUALITY_RULES_MAX 160
extern const struct jh_quality_rule jh_i_quality_rules[];
size_t jh_i_quality_n_rules(void);

/** Fields that rules look at. */
void jh_i_quality_fields(bool wanted[JH_N_FIELDS]);

#define JH_SEEN_EMPTY (1u << JH_VALUE_EMPTY)
#define JH_SEEN_GOOD  (1u << JH_VALUE_GOOD)
/** One record: values in the order of the binding. */
struct jh_record_values {
    const struct jh_binding *binding;
    const struct jh_value *value;
    const uint8_t *seen; /* [JH_N_FIELDS], bits 1 << state of the field's values: jh_i_see() */
    bool states_fine;    /* no value has a state that breaks a rule; false: it may be so */
};
/** Note the states of a record's values by field. */
static inline void jh_i_see(
    const struct jh_binding *binding, const struct jh_value *value, uint8_t seen[JH_N_FIELDS])
{
    memset(seen, 0, JH_N_FIELDS);
    for (size_t i = 0; i < binding->n; i++)
        seen[binding->item[i].field] |= (uint8_t)(1u << value[i].state);
}
static inline const struct jh_value *jh_i_value(const struct jh_record_values *r, int field)
{
    return r->binding->count[field] > 0 ? &r->value[r->binding->first[field]] : NULL;
}

#define JH_QUALITY_RANGES 12
/** Rules that a record breaks. */
struct jh_broken {
    uint64_t bit[(JH_QUALITY_RULES_MAX + 63) / 64];
};
static inline void jh_i_break(struct jh_broken *broken, size_t rule)
{
    broken->bit[rule / 64] |= (uint64_t)1 << (rule % 64);
}
static inline bool jh_i_breaks(const struct jh_broken *broken, size_t rule)
{
    return (broken->bit[rule / 64] >> (rule % 64) & 1) != 0;
}

/** A rule that asks for a range of one value. */
struct jh_range_check {
    int64_t from, to;
    uint16_t value; /* place in the record */
    uint8_t rule;
};

/** A rule, and of which states of its field a record must have one, and none, to break it. */
struct jh_check {
    uint8_t rule, field, one_of, none_of;
};

/** The table made ready for one binding: which rules apply, codes as numbers. */
struct jh_quality {
    const struct jh_binding *binding;
    /* Rules that only ask for the states of one field, by field: most of them. */
    uint8_t any_of[JH_N_FIELDS];  /* states of which one breaks a rule */
    uint8_t only_of[JH_N_FIELDS]; /* JH_SEEN_EMPTY where a field without anything else does */
    size_t n_state_fields;
    uint8_t state_field[JH_N_FIELDS]; /* [n_state_fields], those with such rules */
    struct jh_broken by_state[JH_N_FIELDS][JH_N_VALUE_STATES];
    uint8_t alarm[JH_N_FIELDS]; /* states of a value that may break one of them */
    struct jh_broken refusing;  /* rules of severity error */
    size_t n_range_checks;
    struct jh_range_check range_check[JH_QUALITY_RULES_MAX]; /* [n_range_checks] */
    size_t n_checks;
    struct jh_check check[JH_QUALITY_RULES_MAX]; /* [n_checks], the other active rules */
    bool active[JH_QUALITY_RULES_MAX];
    uint16_t codes[JH_QUALITY_RULES_MAX], when_codes[JH_QUALITY_RULES_MAX]; /* bits */
    uint8_t n_ranges[JH_QUALITY_RULES_MAX];
    int32_t range[JH_QUALITY_RULES_MAX][JH_QUALITY_RANGES][2];
};
/** A rule applies where all fields it needs are bound. `full` false: only those that refuse. */
void jh_i_quality_prepare(struct jh_quality *quality, const struct jh_binding *binding, bool full);
/** Add the rules that a record breaks; true where one of them refuses it. */
bool jh_i_quality_check(const struct jh_quality *quality, const struct jh_record_values *record,
    struct jh_broken *broken);

#endif
