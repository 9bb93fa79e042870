/*
 * The scenario inside the library: its memory, and what its readers share.
 */
#ifndef JH_PLAN_SCENARIO_H
#define JH_PLAN_SCENARIO_H

#include "junheng/plan.h"

struct jh_arena;

/** The arena behind the scenario's texts, made where the scenario has none yet; borrowed. */
enum jh_status jh_i_scenario_arena(
    struct jh_scenario *scenario, struct jh_arena **out_arena, struct jh_error *err) JH_CHECKED;

/** Rules between keys (maximum below minimum ...); JH_E_ARG, `where` the JSON pointer. */
enum jh_status jh_i_scenario_check(
    const struct jh_scenario *scenario, struct jh_error *err) JH_CHECKED;

/** One row for each objective, by enum jh_objective. */
struct jh_i_objective {
    const char *name;
    bool supported; /* by this version */
};
const struct jh_i_objective *jh_i_scenario_objectives(void);

/** Bytes of the field behind a key, without the counts of picks. */
size_t jh_i_scenario_size(enum jh_key_kind kind);
/** The count that belongs to a key of kind JH_KEY_PICKS. */
size_t *jh_i_scenario_n_picks(struct jh_scenario *scenario, const struct jh_scenario_key *key);

#endif
