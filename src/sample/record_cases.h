/* What a fictional case of a specialty looks like: codes that the rules must lead back to it. */
#ifndef JH_SAMPLE_RECORD_CASES_H
#define JH_SAMPLE_RECORD_CASES_H

#include <stdbool.h>
#include <stdint.h>

struct jh_sample_case {
    const char *specialty; /* by the default rules */
    const char *icd, *department;
    int min_age, max_age;
    bool female;
    bool by_department; /* the department alone leads to the specialty */
};
/** A case of the specialty; of one without rules, a case outside all specialties. */
const struct jh_sample_case *jh_i_sample_case(const char *specialty, uint64_t random);

#endif
