/* What the documents of a plan may ask for and its report does not say under an id. */
#ifndef JH_IO_OFFICE_PLAN_DOCUMENTS_H
#define JH_IO_OFFICE_PLAN_DOCUMENTS_H

#include "junheng/plan.h"

#include "io/office/marks.h"

enum { JH_I_PLAN_VALUES = 9 };
struct jh_i_plan_values {
    struct jh_i_mark_value value[JH_I_PLAN_VALUES]; /* borrowed from the plan and from here */
    char seed[24], source[512];
};
void jh_i_plan_values(const struct jh_plan *plan, enum jh_lang lang, struct jh_i_plan_values *out);

#endif
