/*
 * Words, figures, tables of the report.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "base/num.h"
#include "io/plan/plan_tables.h"
#include "io/report/human.h"
#include "io/report/report_parts.h"
#include "io/report/svg.h"
#include "model/codes.h"

#define TOO_SMALL  10.0 /* cases: shares of less are not shown */
#define SHORT_NAME 20.0 /* width of a name on a map, in wide characters */

void jh_i_put(struct jh_report *r, const char *html)
{
    jh_buf_puts(r->out, html);
}

void jh_i_gap(struct jh_report *r)
{
    jh_i_put(r, r->lang == JH_LANG_ZH ? "" : " ");
}

void jh_i_text(struct jh_report *r, const char *text)
{
    jh_i_xml(r->out, text);
}

/* Formats are keys of the message table, whose generator checked their conversions. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static const char *phrase(struct jh_report *r, const char *format, va_list args)
{
    const char *translated = jh_tr(r->lang, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, translated, again);
    va_end(again);
    char *text = n >= 0 ? jh_arena_alloc(&r->arena, (size_t)n + 1, 1) : NULL;
    if (text == NULL) {
        r->out_of_memory = true;
        return "";
    }
    vsnprintf(text, (size_t)n + 1, translated, args);
    return text;
}
#pragma GCC diagnostic pop

const char *jh_i_phrase(struct jh_report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = phrase(r, format, args);
    va_end(args);
    return text;
}

void jh_i_say(struct jh_report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    jh_i_xml(r->out, phrase(r, format, args));
    va_end(args);
}

void jh_i_heading(struct jh_report *r, int level, const char *key)
{
    jh_buf_printf(r->out, "<h%d>", level);
    jh_i_xml(r->out, jh_tr(r->lang, key));
    jh_buf_printf(r->out, "</h%d>\n", level);
}

static const char *kept(struct jh_report *r, const char *text)
{
    if (text[0] == '\0')
        return "–";
    const char *copy = jh_arena_strdup(&r->arena, text);
    if (copy == NULL)
        r->out_of_memory = true;
    return copy != NULL ? copy : "";
}

const char *jh_i_count(struct jh_report *r, double value)
{
    char text[JH_HUMAN_MAX];
    return kept(r, jh_i_human_count(r->lang, value, text));
}

const char *jh_i_full(struct jh_report *r, double value)
{
    char text[JH_HUMAN_MAX];
    return kept(r, jh_i_human_full(value, text));
}

const char *jh_i_worth(struct jh_report *r, double value)
{
    const char *unit = r->plan->objective_unit;
    char text[JH_I_SHOW_MAX];
    if (strcmp(unit, "case-minutes") == 0)
        return jh_i_phrase(r, "%s case-minutes a year", jh_i_full(r, value));
    if (strcmp(unit, "cases") == 0)
        return jh_i_phrase(r, "%s cases a year", jh_i_full(r, value));
    if (strcmp(unit, "cases brought home") == 0)
        return jh_i_phrase(r, "%s cases brought home a year", jh_i_full(r, value));
    if (strcmp(unit, "minutes") == 0)
        return jh_i_phrase(r, "%s minutes", jh_i_minutes(r, value));
    jh_i_show_number(JH_FORMAT_NUMBER, value, text);
    return jh_i_phrase(r, "%s points", text);
}

const char *jh_i_minutes(struct jh_report *r, double value)
{
    char text[JH_HUMAN_MAX];
    return kept(r, jh_i_human_quantity(value, text));
}

const char *jh_i_share(struct jh_report *r, double part, double whole)
{
    char text[JH_HUMAN_MAX];
    return kept(r, jh_i_human_share(whole > 0 ? part / whole : JH_NAN, text));
}

void jh_i_open_table(struct jh_report *r, const char *caption_key)
{
    jh_i_put(r, "<div class=\"tw\"><table><caption>");
    r->n_tables++;
    jh_i_say(r, "Table %zu", r->n_tables);
    jh_i_put(r, "\u2002");
    jh_i_text(r, jh_tr(r->lang, caption_key));
    jh_i_put(r, "</caption>\n");
}

void jh_i_close_table(struct jh_report *r)
{
    jh_i_put(r, "</tbody></table></div>\n");
}

void jh_i_th(struct jh_report *r, bool number, const char *key)
{
    jh_i_put(r, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
    jh_i_text(r, jh_tr(r->lang, key));
    jh_i_put(r, "</th>");
}

void jh_i_td(struct jh_report *r, const char *text)
{
    jh_i_put(r, "<td>");
    jh_i_text(r, text);
    jh_i_put(r, "</td>");
}

void jh_i_td_number(struct jh_report *r, const char *text)
{
    jh_i_put(r, "<td class=\"n\">");
    jh_i_text(r, text);
    jh_i_put(r, "</td>");
}

const char *jh_i_decimals(struct jh_report *r, double value, int decimals)
{
    char text[JH_NUM_TEXT_MAX];
    if (!isfinite(value))
        return "–";
    jh_num_format_fixed(value, decimals, text);
    return jh_i_phrase(r, "%s", text);
}

static void td_number(struct jh_report *r, double value, const char *text)
{
    jh_i_put(r, "<td class=\"n\">");
    if (isnan(value)) {
        jh_i_put(r, "<span class=\"na\" title=\"");
        jh_i_say(r, "not collected");
        jh_i_put(r, "\">–</span>");
    } else {
        jh_i_text(r, text);
    }
    jh_i_put(r, "</td>");
}

void jh_i_td_count(struct jh_report *r, double value)
{
    char text[JH_HUMAN_MAX];
    td_number(r, value, jh_i_human_full(value, text));
}

void jh_i_td_minutes(struct jh_report *r, double value)
{
    char text[JH_HUMAN_MAX];
    td_number(r, value, jh_i_human_quantity(value, text));
}

void jh_i_td_share(struct jh_report *r, double part, double whole)
{
    char text[JH_HUMAN_MAX];
    if (whole < TOO_SMALL && !isnan(part)) {
        jh_i_put(r, "<td class=\"n\">&lt;10</td>");
        return;
    }
    td_number(r, part / whole, jh_i_human_share(part / whole, text));
}

void jh_i_open_figure(struct jh_report *r)
{
    jh_i_put(r, "<figure>\n");
}

void jh_i_close_figure(struct jh_report *r, const char *caption)
{
    jh_i_put(r, "<figcaption><b>");
    r->n_figures++;
    jh_i_say(r, "Figure %zu", r->n_figures);
    jh_i_put(r, "</b>\u2002");
    jh_i_text(r, caption);
    jh_i_put(r, "</figcaption></figure>\n");
}

const char *jh_i_map_source(struct jh_report *r)
{
    const char *fictional = r->d->fictional ? jh_tr(r->lang, " Fictional data.") : "";
    if (!r->map.from_boundaries)
        return jh_i_phrase(
            r, "Shapes are cells of area points, not administrative borders.%s", fictional);
    const char *source = r->d->boundaries_source;
    if (source == NULL || source[0] == '\0')
        return jh_i_phrase(r, "Boundaries: as imported, source not stated.%s", fictional);
    return jh_i_phrase(r, "Boundaries: %s.%s", source, fictional);
}

const char *jh_i_hospital(const struct jh_report *r, int32_t hospital)
{
    const char *name = r->d->hospitals.name[hospital];
    return name[0] != '\0' ? name : r->d->hospitals.id[hospital];
}

const char *jh_i_specialty(const struct jh_report *r, int32_t specialty)
{
    const char *id = r->d->specialties.id[specialty];
    return strcmp(id, "all") == 0 ? jh_tr(r->lang, "all specialties") : id;
}

const char *jh_i_short_name(struct jh_report *r, const char *name)
{
    if (jh_i_svg_text_width(name, 1) <= SHORT_NAME)
        return name;
    char *copy = jh_arena_strdup(&r->arena, name);
    if (copy == NULL) {
        r->out_of_memory = true;
        return "";
    }
    size_t n = strlen(copy);
    while (n > 4 && jh_i_svg_text_width(copy, 1) > SHORT_NAME - 1) {
        do
            n--;
        while (n > 0 && ((unsigned char)copy[n] & 0xC0) == 0x80);
        copy[n] = '\0';
    }
    return jh_i_phrase(r, "%s…", copy);
}

const struct jh_flow_rates *jh_i_zone_rates(
    const struct jh_report *r, size_t zone, size_t specialty)
{
    return &r->plan->by_zone[zone * (r->n_specialties + 1) + specialty];
}

const char *jh_i_interval(struct jh_report *r, const struct jh_choice_effect *e)
{
    if (isnan(e->low) || isnan(e->after) || e->low == e->high)
        return jh_i_full(r, e->after);
    return jh_i_phrase(
        r, "%s (%s to %s)", jh_i_full(r, e->after), jh_i_full(r, e->low), jh_i_full(r, e->high));
}

const char *jh_i_rate(struct jh_report *r, double rate)
{
    char text[JH_NUM_TEXT_MAX];
    if (isnan(rate))
        return "–";
    jh_num_format_fixed(100 * rate, 2, text);
    return jh_i_phrase(r, "%s%%", text);
}
