/* Specialty rules as JSON (data/rules/specialty.json, docs/methods/records.md). */
#ifndef JH_IO_RULES_JSON_H
#define JH_IO_RULES_JSON_H

#include "records/rules.h"

/**
 * Rules from their text, compiled.
 *
 * @param out_rules  Release with jh_i_rules_release(); untouched on failure.
 * @return JH_OK; JH_E_DATA: `where` is a JSON pointer; JH_E_LIMIT; JH_E_NOMEM.
 */
enum jh_status jh_i_rules_parse(
    const char *json, size_t len, struct jh_rules *out_rules, struct jh_error *err) JH_CHECKED;
/** From a file; NULL: those that the program carries. */
enum jh_status jh_i_rules_load(
    const char *path, struct jh_rules *out_rules, struct jh_error *err) JH_CHECKED;

#endif
