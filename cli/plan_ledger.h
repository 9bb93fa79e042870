/*
 * Versions of plans and opinions on them: rows of the ledger, added and never changed.
 */
#ifndef JH_CLI_PLAN_LEDGER_H
#define JH_CLI_PLAN_LEDGER_H

#include "base/arena.h"
#include "junheng/store.h"

/** Versions of a plan, in their order; a plan of which nothing is recorded is the first. */
#define CLI_PLAN_STAGES     "draft|consultation|review|issued"
#define CLI_PLAN_STAGE_KIND "plan-stage" /* of a row of the ledger */
/** What became of an opinion. */
#define CLI_PLAN_DECISIONS "adopted|partly|not|open"

struct cli_plan_stage {
    int64_t id, plan;
    const char *stage, *at, *actor;
};
struct cli_plan_opinion {
    int64_t id, plan; /* the row that it came with; later rows change what it says */
    const char *unit, *opinion, *decision, *reason, *effect, *at, *actor;
};
/** All of them, in order. */
struct cli_plan_ledger {
    size_t n_stages, n_opinions;
    struct cli_plan_stage *stage;
    struct cli_plan_opinion *opinion;
    int64_t last; /* row of the whole ledger; 0: none */
    struct jh_arena arena;
};

/** Release also after a failure. */
enum jh_status cli_plan_ledger_read(
    struct jh_store *store, struct cli_plan_ledger *out, struct jh_error *err) JH_CHECKED;
void cli_plan_ledger_release(struct cli_plan_ledger *ledger);
/** The version that a plan is now. */
const char *cli_plan_stage_of(const struct cli_plan_ledger *ledger, int64_t plan);

/** JH_E_NOT_FOUND: no such plan. */
enum jh_status cli_plan_exists(
    struct jh_store *store, int64_t plan, struct jh_error *err) JH_CHECKED;
/** Projects and targets come of an approved plan alone. *inout_plan 0: the latest that is issued.
 *  JH_E_NOT_FOUND: no such plan, or none at all; JH_E_CONFLICT: it is not issued. */
enum jh_status cli_plan_issued(
    struct jh_store *store, int64_t *inout_plan, struct jh_error *err) JH_CHECKED;
/** What came with a version: targets proposed, and those left as they were agreed or refused. */
struct cli_plan_issue {
    size_t n_proposed, n_left;
    int64_t first_year;
};
/** Record a version. With the version "issued", where it was not that before, the plan's yearly
 *  predictions become proposed targets in the same step; its first year is first_year (0: the year
 *  after the clock's). Targets that somebody has accepted, refused or locked stay. expect_last as in
 *  jh_store_ledger_append(). JH_E_ARG: no such version. */
enum jh_status cli_plan_stage_set(struct jh_store *store, const struct cli_plan_stage *stage,
    int64_t first_year, int64_t expect_last, struct cli_plan_issue *out,
    struct jh_error *err) JH_CHECKED;
/** Record an opinion (id 0), or what it says now. NULL texts are empty. JH_E_ARG: no such decision. */
enum jh_status cli_plan_opinion_put(struct jh_store *store, const struct cli_plan_opinion *opinion,
    int64_t expect_last, struct jh_error *err) JH_CHECKED;

#endif
