/*
 * Which specialty a case belongs to, and whether it is hard: rules as data, compiled so that a record
 * costs three table reads and an AND.
 */
#ifndef JH_RECORDS_RULES_H
#define JH_RECORDS_RULES_H

#include "base/arena.h"
#include "records/decode.h"

#define JH_ICD_CATEGORIES    2600
#define JH_ICD_MIXED         256
#define JH_RULES_MAX         64    /* of one list: each is a bit */
#define JH_RULES_AGES        202   /* 0..200 and, last, not known */
#define JH_RULES_DEPARTMENTS 10001 /* 0..9999 and, last, not known */

/** Closed range of ICD keys. */
struct jh_icd_range {
    int32_t from, to;
};
/** "C00-C97", "Z51.0", "S02": false where it is no range. */
bool jh_i_icd_range_parse(const char *text, struct jh_icd_range *out);
/** "A50" (all below it) or "A50.10": false where it is no department. */
bool jh_i_department_range_parse(const char *text, int *out_from, int *out_to);

struct jh_specialty_rule {
    uint16_t specialty; /* index into the rules' specialties */
    size_t n_icd, n_with, n_departments;
    struct jh_icd_range *icd, *with;
    int (*department)[2];
    int min_age, max_age; /* whole years; -1: open */
};

/** One list of rules, compiled. */
struct jh_rule_list {
    size_t n;
    struct jh_specialty_rule *rule;
    uint8_t *icd_class, *with_class; /* [JH_ICD_KEYS + 1], the last: no code */
    /* Most categories are of one class as a whole: a small table that stays near. */
    uint16_t icd_category[JH_ICD_CATEGORIES + 1]; /* class, or JH_ICD_MIXED: see icd_class */
    uint64_t icd_mask[256], with_mask[256];
    uint64_t age_mask[JH_RULES_AGES];
    uint64_t *department_mask; /* [JH_RULES_DEPARTMENTS] */
    uint64_t needs_with;       /* rules that look at other diagnoses */
};

struct jh_rules {
    size_t n_specialties;
    const char **specialty; /* of both lists, in order of appearance; "other" is the last */
    struct jh_rule_list main, second;
    uint16_t other;
    int64_t hard_weight; /* ten-thousandths; < 0: not used */
    int hard_op_level;   /* 0: not used */
    uint8_t *hard_icd;   /* [JH_ICD_KEYS + 1] bits */
    struct jh_arena arena;
};
/** Compile both lists and the key diseases. JH_E_LIMIT: too many rules or classes. */
enum jh_status jh_i_rules_compile(struct jh_rules *rules, size_t n_hard,
    const struct jh_icd_range *hard, struct jh_error *err) JH_CHECKED;
void jh_i_rules_release(struct jh_rules *rules);

/** What rules look at. */
struct jh_rule_case {
    int32_t icd;    /* key or -1 */
    int age;        /* years, -1: not known */
    int department; /* -1: not known */
    size_t n_other;
    const int32_t *other; /* keys of other diagnoses */
};
/** Specialty of the first rule that fits; -1: none. */
int jh_i_rules_classify(const struct jh_rule_list *list, const struct jh_rule_case *c);

#endif
