/* The documents of a plan that people edit and show: Word, slides, the large map. */
#ifndef JH_IO_OFFICE_PLAN_DOCUMENTS_H
#define JH_IO_OFFICE_PLAN_DOCUMENTS_H

#include <libxml/tree.h>

#include "junheng/plan.h"
#include "junheng/run.h"

#include "base/buf.h"

/** The Word document: the template (NULL: the program's own) filled from the parsed report. */
enum jh_status jh_i_plan_docx(const struct jh_plan *plan, enum jh_lang lang, xmlNode *report,
    const char *template_path, const struct jh_run *run, struct jh_buf *out,
    struct jh_error *err) JH_CHECKED;

#endif
