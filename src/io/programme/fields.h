/*
 * Fields as people write them: by name or label, choices in either language, dates and lists as they
 * are usual in China.
 */
#ifndef JH_IO_PROGRAMME_FIELDS_H
#define JH_IO_PROGRAMME_FIELDS_H

#include "junheng/programme.h"

#include "base/arena.h"

/** The field of that name or label (English or Chinese); SIZE_MAX: none. */
size_t jh_i_field_named(const struct jh_form *form, const char *said);
/** The same; JH_E_DATA with the nearest name where there is none. */
enum jh_status jh_i_field_need(
    const struct jh_form *form, const char *said, size_t *out, struct jh_error *err) JH_CHECKED;
/**
 * What a text says for a field: "国家" is national, 2026年3月31日 and 2026/3/31 are 2026-03-31, a list
 * may have "；". What fits nothing stays as it is.
 *
 * @param out  `text` itself or a text in the arena.
 * @return JH_OK; JH_E_NOMEM.
 */
enum jh_status jh_i_field_value(struct jh_arena *arena, const struct jh_field *field,
    const char *text, const char **out, struct jh_error *err) JH_CHECKED;

#endif
