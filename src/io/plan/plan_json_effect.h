/*
 * Pairing and predicted effect in plan.json. Private to plan_json*.c.
 */
#ifndef JH_IO_PLAN_JSON_EFFECT_H
#define JH_IO_PLAN_JSON_EFFECT_H

#include "io/json.h"
#include "junheng/plan.h"

/** A hospital's id; NULL, written as null, for JH_NONE. */
const char *jh_i_json_hospital_id(const struct jh_plan *plan, int32_t hospital);
/** Member "build" of a centre specialty. */
void jh_i_json_build(
    struct jh_json_writer *w, const struct jh_plan *plan, const struct jh_plan_build *build);
/** Member "prediction" of the plan; null where the chain ended with siting. */
void jh_i_json_prediction(struct jh_json_writer *w, const struct jh_plan *plan);

#endif
