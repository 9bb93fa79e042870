/*
 * Notes of a plan: texts in every language, kept with the plan.
 */
#ifndef JH_PLAN_NOTES_H
#define JH_PLAN_NOTES_H

#include "plan/plan_work.h"

/** A list that grows; failures stick in `status`. */
struct jh_i_noter {
    struct jh_arena *keep;
    struct jh_notes notes;
    size_t cap;
    enum jh_status status;
};
/** Render in every language; the format is a message key as in jh_fail(). */
void jh_i_note(struct jh_i_noter *noter, const char *format, ...) JH_PRINTF(2, 3);
/** The same for a sentence without conversions. */
void jh_i_note_plain(struct jh_i_noter *noter, const char *sentence);

/** What a reader must be warned of, and what the plan takes for granted. */
void jh_i_plan_warnings(const struct jh_i_plan_work *w, struct jh_i_noter *noter);
void jh_i_plan_assumptions(const struct jh_i_plan_work *w, struct jh_i_noter *noter);

#endif
