/* What a table says, in plain words. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/msg.h"
#include "junheng/evaluate.h"

enum { SENTENCE_MAX = 600 };

/* The format is a message key; the generator of the table checks both conversions. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void put_words(struct jh_buf *out, enum jh_lang lang, const char *format, ...)
    JH_PRINTF(3, 4);
static void put_words(struct jh_buf *out, enum jh_lang lang, const char *format, ...)
{
    char text[SENTENCE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, jh_tr(lang, format), args);
    va_end(args);
    if (out->len > 0 && lang == JH_LANG_EN)
        jh_buf_puts(out, " ");
    jh_buf_puts(out, text);
}
#pragma GCC diagnostic pop

static const double often = 0.05; /* chance that is called "not unusual" */

/* "0.03", "below 0.001" need one shape: at least a thousandth. */
static double chance(double p)
{
    return p < 0.001 ? 0.001 : p;
}

void jh_eval_words_effect(
    const struct jh_eval_estimate *e, double level, enum jh_lang lang, struct jh_buf *out)
{
    const int percent = (int)lround(level * 100);
    if (isnan(e->estimate)) {
        put_words(out, lang, "No effect could be computed from these data.");
        return;
    }
    put_words(out, lang,
        "Compared with how it would have gone otherwise, the figure changed by %.4g.", e->estimate);
    if (isnan(e->std_error)) {
        put_words(out, lang, "Its uncertainty cannot be computed.");
        return;
    }
    put_words(out, lang, "With %d %% confidence the change lies between %.4g and %.4g.", percent,
        e->low, e->high);
    if (e->p_value < often)
        put_words(out, lang,
            "Chance alone would show a change of this size with probability %.3f or less: an "
            "effect is likely.",
            chance(e->p_value));
    else
        put_words(out, lang,
            "Chance alone would show a change of this size with probability %.2f: these data do "
            "not prove an effect, nor that there is none.",
            e->p_value);
}

void jh_eval_words_pretrend(const struct jh_eval_pretrend *p, enum jh_lang lang, struct jh_buf *out)
{
    if (p->df == 0 || isnan(p->p_value))
        put_words(out, lang,
            "There are too few periods before opening to test whether both sides moved alike.");
    else if (p->p_value < often)
        put_words(out, lang,
            "Before opening the sides did not move alike (p = %.3f): the comparison is doubtful.",
            chance(p->p_value));
    else
        put_words(out, lang,
            "Before opening no difference in movement shows (p = %.2f), which does not prove that "
            "there was none.",
            p->p_value);
}

void jh_eval_words_series(
    const struct jh_eval_series *s, double level, enum jh_lang lang, struct jh_buf *out)
{
    put_words(out, lang,
        "Before, the figure moved by %.4g a period; at the opening it jumped by %.4g (p = %.3f) "
        "and then moved by %.4g a period more than before (p = %.3f).",
        s->slope.estimate, s->level_change.estimate, chance(s->level_change.p_value),
        s->slope_change.estimate, chance(s->slope_change.p_value));
    put_words(out, lang,
        "In the last period it stands %.4g from where the old trend would be (%d %% interval %.4g "
        "to %.4g).",
        s->last_effect.estimate, (int)lround(level * 100), s->last_effect.low, s->last_effect.high);
    put_words(out, lang,
        "A single series cannot tell the opening from anything else that happened then.");
}

void jh_eval_words_synthetic(
    const struct jh_eval_synthetic *r, enum jh_lang lang, struct jh_buf *out)
{
    put_words(out, lang,
        "After the opening the centre stands on average %.4g from its synthetic twin, which missed "
        "it by %.4g before.",
        r->effect, r->rmspe_before);
    if (!isnan(r->p_value))
        put_words(out, lang,
            "Of %zu places treated as if they had opened, and the centre itself, a share of %.3f "
            "shows a break at least as large.",
            r->n_placebos, r->p_value);
}

void jh_eval_words_ratio(
    const struct jh_eval_ratio *r, double level, enum jh_lang lang, struct jh_buf *out)
{
    put_words(out, lang,
        "With the reference's rates these cases would have given %.1f; there were %.1f: %.2f times "
        "as many.",
        r->expected, r->observed, r->ratio);
    if (isnan(r->low))
        put_words(out, lang, "The data allow no interval.");
    else if (r->low <= 1 && r->high >= 1)
        put_words(out, lang, "The %d %% interval %.2f to %.2f includes 1: no difference is shown.",
            (int)lround(level * 100), r->low, r->high);
    else
        put_words(out, lang, "The %d %% interval %.2f to %.2f leaves 1 out: they differ.",
            (int)lround(level * 100), r->low, r->high);
    if (r->uncovered_cases > 0)
        put_words(out, lang, "%.0f cases have no counterpart in the reference and are left out.",
            r->uncovered_cases);
}
