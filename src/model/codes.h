/*
 * Code lists of the model as text: grades, sponsors, kinds, roles, bases, reasons, periods.
 * Parsing accepts the Chinese term, its common variants and the English word, blanks anywhere, any
 * case, full-width letters; empty text is the code for "not given". Refusals are the caller's
 * (false: *out untouched).
 */
#ifndef JH_MODEL_CODES_H
#define JH_MODEL_CODES_H

#include "junheng/model.h"

bool jh_i_grade_parse(const char *text, uint8_t *out_grade);
bool jh_i_sponsor_parse(const char *text, uint8_t *out_sponsor);
bool jh_i_kind_parse(const char *text, uint8_t *out_kind);
bool jh_i_role_parse(const char *text, uint8_t *out_role);
bool jh_i_basis_parse(const char *text, uint8_t *out_basis);
bool jh_i_reason_parse(const char *text, uint8_t *out_reason);
bool jh_i_key_level_parse(const char *text, uint8_t *out_level);
/** Display text in a language ("三级甲等" / "3A"); "" for none. */
const char *jh_i_grade_text(enum jh_lang lang, uint8_t grade);
const char *jh_i_sponsor_text(enum jh_lang lang, uint8_t sponsor);
const char *jh_i_kind_text(enum jh_lang lang, uint8_t kind);
const char *jh_i_basis_text(enum jh_lang lang, uint8_t basis);
const char *jh_i_reason_text(enum jh_lang lang, uint8_t reason);
/** Text of the stable code as written in datasets ("residence", "transfer", "委属" ...). */
const char *jh_i_role_code(uint8_t role);
const char *jh_i_basis_code(uint8_t basis);
const char *jh_i_reason_code(uint8_t reason);
const char *jh_i_key_level_code(uint8_t level);

/** "2023", "2023Q1", "2023-01" and variants (2023年, 2023-q1, 2023年第一季度, 2023/1, 2023年1月, 202301):
 *  *out_months per period (12, 3, 1) and a sortable number (year * 12 + first month). Two texts may
 *  mean the same period: compare both outputs, not the text. */
bool jh_i_period_parse(const char *text, int *out_months, int32_t *out_order);

#endif
