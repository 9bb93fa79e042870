#include "base/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/msg.h"

struct jh_findings_store {
    struct jh_arena arena;
    size_t cap;
};

enum { FOUND_MAX = 80 };

void jh_findings_init(struct jh_findings *findings)
{
    *findings = (struct jh_findings){0};
}

void jh_findings_release(struct jh_findings *findings)
{
    if (findings->store != NULL) {
        jh_arena_release(&findings->store->arena);
        jh_i_free(findings->store);
    }
    jh_i_free(findings->item);
    jh_findings_init(findings);
}

static struct jh_finding *rule_entry(struct jh_findings *findings, const struct jh_rule *rule)
{
    for (size_t i = 0; i < findings->n; i++)
        if (strcmp(findings->item[i].rule, rule->id) == 0)
            return &findings->item[i];
    if (findings->store == NULL) {
        findings->store = jh_i_calloc(1, sizeof *findings->store);
        if (findings->store == NULL)
            return NULL;
        jh_arena_init(&findings->store->arena, 0);
    }
    if (findings->n == findings->store->cap) {
        size_t cap = findings->store->cap * 2 + 8;
        struct jh_finding *item = jh_i_realloc(findings->item, cap, sizeof *item);
        if (item == NULL)
            return NULL;
        findings->item = item;
        findings->store->cap = cap;
    }
    struct jh_finding *entry = &findings->item[findings->n++];
    *entry = (struct jh_finding){.rule = rule->id, .severity = rule->severity};
    for (int lang = 0; lang < JH_N_LANGS; lang++)
        entry->title[lang] = jh_tr((enum jh_lang)lang, rule->title);
    return entry;
}

/* Shorten to FOUND_MAX bytes without cutting a UTF-8 character. */
static char *shorten(struct jh_arena *arena, const char *text)
{
    size_t len = strlen(text);
    if (len <= FOUND_MAX)
        return jh_arena_strndup(arena, text, len);
    size_t cut = FOUND_MAX;
    while (cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80)
        cut--;
    char *copy = jh_arena_alloc(arena, cut + 4, 1);
    if (copy != NULL) {
        memcpy(copy, text, cut);
        memcpy(copy + cut, "...", 4);
    }
    return copy;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void render(char *out, size_t size, enum jh_lang lang, const char *format, va_list args)
{
    vsnprintf(out, size, jh_tr(lang, format), args);
}
#pragma GCC diagnostic pop

void jh_findings_add(struct jh_findings *findings, const struct jh_rule *rule, const char *file,
    int64_t line, int64_t column, const char *found, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    jh_findings_addv(findings, rule, file, line, column, found, format, args);
    va_end(args);
}

void jh_findings_addv(struct jh_findings *findings, const struct jh_rule *rule, const char *file,
    int64_t line, int64_t column, const char *found, const char *format, va_list args)
{
    findings->n_errors += rule->severity == JH_SEVERITY_ERROR;
    findings->n_warnings += rule->severity == JH_SEVERITY_WARNING;
    struct jh_finding *entry = rule_entry(findings, rule);
    if (entry == NULL)
        return;
    entry->count++;
    if (entry->n_examples == JH_FINDING_EXAMPLES)
        return;
    struct jh_arena *arena = &findings->store->arena;
    struct jh_finding_example example = {.line = line, .column = column};
    example.file = jh_arena_strdup(arena, file != NULL ? file : "");
    example.found = shorten(arena, found != NULL ? found : "");
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        char text[512];
        va_list copy;
        va_copy(copy, args);
        render(text, sizeof text, (enum jh_lang)lang, format, copy);
        va_end(copy);
        example.text[lang] = jh_arena_strdup(arena, text);
        if (example.text[lang] == NULL)
            return;
    }
    if (example.file != NULL && example.found != NULL)
        entry->example[entry->n_examples++] = example;
}

void jh_findings_add_told(struct jh_findings *findings, const struct jh_rule *rule,
    const char *file, const char *found, const char *const text[JH_N_LANGS])
{
    findings->n_errors += rule->severity == JH_SEVERITY_ERROR;
    findings->n_warnings += rule->severity == JH_SEVERITY_WARNING;
    struct jh_finding *entry = rule_entry(findings, rule);
    if (entry == NULL)
        return;
    entry->count++;
    if (entry->n_examples == JH_FINDING_EXAMPLES)
        return;
    struct jh_arena *arena = &findings->store->arena;
    struct jh_finding_example example = {
        .file = jh_arena_strdup(arena, file), .found = shorten(arena, found)};
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        example.text[lang] = jh_arena_strdup(arena, text[lang]);
        if (example.text[lang] == NULL)
            return;
    }
    if (example.file != NULL && example.found != NULL)
        entry->example[entry->n_examples++] = example;
}
