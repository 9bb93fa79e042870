/*
 * What scenario files, options and plan.json share: finding a key, setting it, writing all of them.
 */
#ifndef JH_IO_SCENARIO_JSON_H
#define JH_IO_SCENARIO_JSON_H

#include "junheng/plan.h"

struct jh_json;
struct jh_json_writer;

/** Where a value stands in the document: a chain up to the root. */
struct jh_json_at {
    const struct jh_json_at *up; /* NULL: a member or item of the root */
    const char *key;             /* NULL: an item of a list */
    size_t index;
};
/** Put the JSON pointer of `at` into err->where; returns status. */
enum jh_status jh_i_json_placed(
    enum jh_status status, const struct jh_json_at *at, struct jh_error *err);

/** The key of that name ("centres.max_total"); JH_E_ARG with the nearest name as hint. */
enum jh_status jh_i_scenario_find(
    const char *name, const struct jh_scenario_key **out_key, struct jh_error *err) JH_CHECKED;

/** The whole scenario from a parsed object; as jh_scenario_parse(). */
enum jh_status jh_i_scenario_read(
    const struct jh_json *root, struct jh_scenario *out_scenario, struct jh_error *err) JH_CHECKED;

/** Set the key from the value (null: its default). On failure the scenario is as it was, `where` is
 *  the JSON pointer of the wrong value. JH_E_ARG, JH_E_UNSUPPORTED, JH_E_NOMEM. */
enum jh_status jh_i_scenario_apply(struct jh_scenario *scenario, const struct jh_scenario_key *key,
    const struct jh_json_at *at, const struct jh_json *value, struct jh_error *err) JH_CHECKED;

/** The i-th of "a|b|c" and its length; NULL beyond the last. */
const char *jh_i_choice(const char *choices, size_t i, size_t *out_len);

/** The scenario as one JSON object with every key; `name` as in the writer's other functions. */
void jh_i_scenario_write(
    struct jh_json_writer *w, const char *name, const struct jh_scenario *scenario);
/** The value of one key alone; quantities not set are null. */
void jh_i_scenario_write_value(struct jh_json_writer *w, const char *name,
    const struct jh_scenario *scenario, const struct jh_scenario_key *key);

#endif
