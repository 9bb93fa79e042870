/*
 * Collecting notes in every language.
 */
#include "plan/plan_notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"

/* The table of messages holds each format's translation with the same conversions (see base/fail.c). */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static const char *render(struct jh_arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *text = len >= 0 ? jh_arena_alloc(arena, (size_t)len + 1, 1) : NULL;
    if (text != NULL)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}
#pragma GCC diagnostic pop

/* Room for one more; NULL after a failure. */
static struct jh_note *next_note(struct jh_i_noter *noter)
{
    if (noter->status != JH_OK)
        return NULL;
    if (noter->notes.n < noter->cap)
        return &noter->notes.item[noter->notes.n];
    size_t cap = noter->cap * 2 + 16;
    struct jh_note *item = jh_arena_new(noter->keep, cap, struct jh_note);
    if (item == NULL) {
        noter->status = JH_E_NOMEM;
        return NULL;
    }
    if (noter->notes.n > 0)
        memcpy(item, noter->notes.item, noter->notes.n * sizeof *item);
    noter->notes.item = item;
    noter->cap = cap;
    return &item[noter->notes.n];
}

void jh_i_note(struct jh_i_noter *noter, const char *format, ...)
{
    struct jh_note *note = next_note(noter);
    if (note == NULL)
        return;
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        va_list args;
        va_start(args, format);
        note->text[lang] = render(noter->keep, jh_tr((enum jh_lang)lang, format), args);
        va_end(args);
        if (note->text[lang] == NULL) {
            noter->status = JH_E_NOMEM;
            return;
        }
    }
    noter->notes.n++;
}

void jh_i_note_plain(struct jh_i_noter *noter, const char *sentence)
{
    struct jh_note *note = next_note(noter);
    if (note == NULL)
        return;
    for (int lang = 0; lang < JH_N_LANGS; lang++)
        note->text[lang] = jh_tr((enum jh_lang)lang, sentence);
    noter->notes.n++;
}

enum jh_status jh_i_plan_notes(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_i_noter warnings = {.keep = w->keep}, assumptions = {.keep = w->keep};
    jh_i_plan_warnings(w, &warnings);
    jh_i_plan_assumptions(w, &assumptions);
    if (warnings.status != JH_OK || assumptions.status != JH_OK)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    w->plan->warnings = warnings.notes;
    w->plan->assumptions = assumptions.notes;
    return JH_OK;
}
