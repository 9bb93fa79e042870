#include "io/programme/fields.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/suggest.h"

static bool is_called(const char *key, const char *said)
{
    return strcmp(key, said) == 0 || strcmp(jh_tr(JH_LANG_ZH, key), said) == 0;
}

size_t jh_i_field_named(const struct jh_form *form, const char *said)
{
    size_t f = jh_field_find(form, said);
    if (f != SIZE_MAX)
        return f;
    for (f = 0; f < form->n_fields; f++)
        if (is_called(form->field[f].label, said))
            return f;
    return SIZE_MAX;
}

enum jh_status jh_i_field_need(
    const struct jh_form *form, const char *said, size_t *out, struct jh_error *err)
{
    static const char unknown[] = "a %s has no field \"%.60s\"";
    struct jh_suggest suggest;
    *out = jh_i_field_named(form, said);
    if (*out != SIZE_MAX)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_DATA, unknown, form->id, said);
    jh_reword(err, JH_LANG_ZH, unknown, jh_tr(JH_LANG_ZH, form->label), said);
    jh_suggest_begin(&suggest, said);
    for (size_t f = 0; f < form->n_fields; f++)
        jh_suggest_offer(&suggest, form->field[f].name);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    else
        jh_hint(err, "Run junheng programme kinds for all of them.");
    return st;
}

/* The choice that a word means. */
static const char *choice_of(struct jh_arena *arena, const struct jh_field *field, const char *text)
{
    const char *choices = field->choices;
    while (*choices != '\0') {
        char word[64];
        const size_t n = strcspn(choices, "|");
        snprintf(word, sizeof word, "%.*s", (int)n, choices);
        if (strcmp(word, text) == 0 || is_called(jh_choice_label(field, word), text))
            return jh_arena_strdup(arena, word);
        choices += n + (choices[n] == '|');
    }
    return text;
}

/* 2026/3/31, 2026.3.31, 2026年3月31日 as 2026-03-31. */
static const char *day_of(struct jh_arena *arena, const char *text)
{
    static const char *const marks[] = {"年", "月", "日", "/", ".", "-"};
    int part[3] = {0, 0, 0};
    char day[16];
    int64_t number;
    size_t k = 0;
    for (const char *at = text; *at != '\0';) {
        size_t len = 0;
        if (*at >= '0' && *at <= '9' && k < 3 && part[k] < 10000) {
            part[k] = part[k] * 10 + (*at++ - '0');
            continue;
        }
        for (size_t m = 0; m < sizeof marks / sizeof *marks && len == 0; m++)
            if (strncmp(at, marks[m], strlen(marks[m])) == 0)
                len = strlen(marks[m]);
        if (len == 0 || k == 3)
            return text;
        at += len;
        k++;
    }
    snprintf(day, sizeof day, "%04d-%02d-%02d", part[0] % 10000, part[1] % 100, part[2] % 100);
    return jh_day_parse(day, &number) ? jh_arena_strdup(arena, day) : text;
}

/* Semicolons of either width between the parts, no blanks around them. */
static const char *list_of(struct jh_arena *arena, const char *text)
{
    static const char wide[] = "；";
    char *out = jh_arena_alloc(arena, strlen(text) + 1, 1);
    size_t n = 0;
    if (out == NULL)
        return NULL;
    for (const char *at = text; *at != '\0';) {
        const bool is_wide = strncmp(at, wide, strlen(wide)) == 0;
        if (!is_wide && *at != ';') {
            if (*at != ' ' || (n > 0 && out[n - 1] != ';'))
                out[n++] = *at;
            at++;
            continue;
        }
        while (n > 0 && out[n - 1] == ' ')
            n--;
        if (n > 0 && out[n - 1] != ';')
            out[n++] = ';';
        at += is_wide ? strlen(wide) : 1;
    }
    while (n > 0 && (out[n - 1] == ';' || out[n - 1] == ' '))
        n--;
    out[n] = '\0';
    return out;
}

enum jh_status jh_i_field_value(struct jh_arena *arena, const struct jh_field *field,
    const char *text, const char **out, struct jh_error *err)
{
    *out = field->type == JH_FIELD_CHOICE ? choice_of(arena, field, text)
           : field->type == JH_FIELD_DATE ? day_of(arena, text)
           : field->type == JH_FIELD_LIST ? list_of(arena, text)
                                          : text;
    return *out != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}
