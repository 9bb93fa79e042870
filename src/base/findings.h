/*
 * Collecting findings. Rules are a table owned by the reader that uses them.
 */
#ifndef JH_BASE_FINDINGS_H
#define JH_BASE_FINDINGS_H

#include <stdarg.h>

#include "junheng/findings.h"

/** A rule; title and text formats are English message keys (see base/msg.h). */
struct jh_rule {
    const char *id;
    enum jh_severity severity;
    const char *title;
};

void jh_findings_init(struct jh_findings *findings);
/** Count one; keep it as an example while there is room. `found` may be NULL. The format says what
 *  is wrong and what to do. Out of memory only loses examples, never the count. */
void jh_findings_add(struct jh_findings *findings, const struct jh_rule *rule, const char *file,
    int64_t line, int64_t column, const char *found, const char *format, ...) JH_PRINTF(7, 8);
void jh_findings_addv(struct jh_findings *findings, const struct jh_rule *rule, const char *file,
    int64_t line, int64_t column, const char *found, const char *format, va_list args)
    JH_PRINTF(7, 0);

/** One whose text was made before, in every language; without a line. */
void jh_findings_add_told(struct jh_findings *findings, const struct jh_rule *rule,
    const char *file, const char *found, const char *const text[JH_N_LANGS]);

#endif
