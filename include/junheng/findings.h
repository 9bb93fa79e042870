/*
 * Findings about data: counted by rule, the first examples kept, told in every language.
 */
#ifndef JH_FINDINGS_H
#define JH_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum jh_severity { JH_SEVERITY_NOTE = 0, JH_SEVERITY_WARNING = 1, JH_SEVERITY_ERROR = 2 };

/** One example: where and what was found. */
struct jh_finding_example {
    const char *file;
    int64_t line, column;         /* 1-based; 0: not applicable */
    const char *found;            /* the offending text, shortened */
    const char *text[JH_N_LANGS]; /* what is wrong and what to do */
};
#define JH_FINDING_EXAMPLES 10
/** All findings of one rule. */
struct jh_finding {
    const char *rule;          /* stable id, "duplicate-id" */
    enum jh_severity severity; /* error: the row is rejected */
    const char *title[JH_N_LANGS];
    uint64_t count;
    size_t n_examples;
    struct jh_finding_example example[JH_FINDING_EXAMPLES];
};
/** The data report. */
struct jh_findings {
    size_t n;
    struct jh_finding *item; /* in order of first appearance */
    uint64_t n_errors, n_warnings;
    struct jh_findings_store *store;
};
JH_API void jh_findings_release(struct jh_findings *findings);

#ifdef __cplusplus
}
#endif
#endif
