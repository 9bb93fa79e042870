#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/msg.h"

const char *jh_status_name(enum jh_status status)
{
    switch (status) {
#define JH_X(name, number, text)                                                                   \
    case JH_##name:                                                                                \
        return text;
        JH_STATUS_MAP(JH_X)
#undef JH_X
    }
    return "unknown";
}

/* The one place where a format is not a literal: the table holds its translation, and the generator
 * of the table has checked that both have the same conversions. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void render(char *out, size_t size, enum jh_lang lang, const char *format, va_list args)
{
    vsnprintf(out, size, jh_tr(lang, format), args);
}
#pragma GCC diagnostic pop

enum jh_status jh_fail_at(struct jh_error *err, enum jh_status status, const char *file, int line,
    const char *format, ...)
{
    if (err == NULL)
        return status;
    err->status = status;
    err->file = file;
    err->line = line;
    err->where[0] = '\0';
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        va_list args;
        va_start(args, format);
        render(err->message[lang], sizeof err->message[lang], (enum jh_lang)lang, format, args);
        va_end(args);
        err->hint[lang][0] = '\0';
    }
    return status;
}

void jh_hint(struct jh_error *err, const char *format, ...)
{
    if (err == NULL)
        return;
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        va_list args;
        va_start(args, format);
        render(err->hint[lang], sizeof err->hint[lang], (enum jh_lang)lang, format, args);
        va_end(args);
    }
}

void jh_reword(struct jh_error *err, enum jh_lang lang, const char *format, ...)
{
    if (err == NULL)
        return;
    va_list args;
    va_start(args, format);
    render(err->message[lang], sizeof err->message[lang], lang, format, args);
    va_end(args);
}

void jh_rehint(struct jh_error *err, enum jh_lang lang, const char *format, ...)
{
    if (err == NULL)
        return;
    va_list args;
    va_start(args, format);
    render(err->hint[lang], sizeof err->hint[lang], lang, format, args);
    va_end(args);
}

void jh_where(struct jh_error *err, const char *format, ...)
{
    if (err == NULL)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(err->where, sizeof err->where, format, args);
    va_end(args);
}
