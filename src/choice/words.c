#include "choice/words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/msg.h"
#include "base/num.h"

/* A change that people can picture, and how far the term moves by it. */
static const struct {
    double step;
    const char *text;
} changes[JH_N_CHOICE_TERMS] = {
    [JH_CHOICE_LN_MINUTES] = {0.6931471805599453, "an hour more (two instead of one)"},
    [JH_CHOICE_MINUTES] = {60, "an hour more"},
    [JH_CHOICE_MINUTES_TO_30] = {10, "ten minutes more, within the first 30"},
    [JH_CHOICE_MINUTES_TO_60] = {10, "ten minutes more, between 30 and 60"},
    [JH_CHOICE_MINUTES_TO_120] = {60, "an hour more, between one and two"},
    [JH_CHOICE_MINUTES_BEYOND] = {60, "an hour more, beyond two"},
    [JH_CHOICE_LN_BEDS] = {0.6931471805599453, "twice the beds"},
    [JH_CHOICE_BEDS_UNKNOWN] = {1, "a number of beds that is not given"},
    [JH_CHOICE_QUALITY] = {0.1, "0.1 more quality"},
    [JH_CHOICE_QUALITY_UNKNOWN] = {1, "a quality that is not given"},
    [JH_CHOICE_KEY_PROVINCIAL] = {1, "a provincial key specialty"},
    [JH_CHOICE_KEY_NATIONAL] = {1, "a national key specialty"},
    [JH_CHOICE_GRADE_3] = {1, "grade 3, not 3A, instead of a lower grade"},
    [JH_CHOICE_GRADE_3A] = {1, "grade 3A instead of a lower grade than 3"},
    [JH_CHOICE_SAME_PREFECTURE] = {1, "lying in the own prefecture"},
    [JH_CHOICE_OTHER_PROVINCE] = {1, "lying outside the own province"},
    [JH_CHOICE_REIMBURSEMENT_GAP] = {0.1, "ten points less paid by the insurance"},
};

/* The format is a message; its translations take the same figures. */
static void add_phrase(struct jh_buf *out, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    vsnprintf(text, sizeof text, format, args);
#pragma GCC diagnostic pop
    va_end(args);
    jh_buf_puts(out, text);
}

void jh_i_choice_words(
    enum jh_choice_term term, double estimate, enum jh_lang lang, struct jh_buf *out)
{
    double times = exp(changes[term].step * estimate);
    char text[JH_NUM_TEXT_MAX];
    if (isnan(times) || !isfinite(times) || !(times > 0))
        return;
    const bool less = times < 1;
    times = less ? 1 / times : times;
    jh_num_format_fixed(times, times < 1.995 ? 2 : times < 99.95 ? 1 : 0, text);
    add_phrase(out,
        jh_tr(lang, less ? "%s makes it %s times less likely" : "%s makes it %s times more likely"),
        jh_tr(lang, changes[term].text), text);
}

const char *jh_i_choice_nest_words(double dissimilarity, double std_error, enum jh_lang lang)
{
    if (isnan(dissimilarity))
        return "";
    if (dissimilarity > 1 + 1.96 * std_error)
        return jh_tr(
            lang, "no nest: its hospitals do not stand in for each other more than for others");
    if (dissimilarity > 1 - 1.96 * std_error)
        return jh_tr(lang, "hardly a nest: its hospitals stand in for each other as for any other");
    return jh_tr(lang, "its hospitals stand in for each other more than for others");
}
