/*
 * Facts of the programme as JSON (the ledger), as rows of a table, as rows of a plan.
 */
#ifndef JH_IO_FACTS_H
#define JH_IO_FACTS_H

#include "junheng/model.h"
#include "junheng/programme.h"

#include "base/arena.h"
#include "base/buf.h"
#include "io/sheet.h"

/** Facts in the making; texts live in the arena. */
struct jh_facts {
    size_t n, cap;
    struct jh_fact *fact;
    struct jh_arena arena;
};
void jh_i_facts_init(struct jh_facts *facts);
void jh_i_facts_release(struct jh_facts *facts);
/** A new fact with no values; *out_values [n_fields of the kind] to be set to texts. */
enum jh_status jh_i_facts_add(struct jh_facts *facts, enum jh_fact_kind kind, const char *subject,
    struct jh_fact **out_fact, const char ***out_values, struct jh_error *err) JH_CHECKED;
/** Set a field by name, an extra where the kind has no such field; texts are copied. The fact is
 *  the last one added. */
enum jh_status jh_i_facts_set(
    struct jh_facts *facts, const char *name, const char *value, struct jh_error *err) JH_CHECKED;

/** The same for a field as a person says it (fields.h); JH_E_DATA: there is no such field. */
enum jh_status jh_i_facts_say(
    struct jh_facts *facts, const char *name, const char *value, struct jh_error *err) JH_CHECKED;

/** What `common` (a fact of the same kind) says and a fact does not, the fact says too. */
void jh_i_facts_fill(struct jh_facts *facts, const struct jh_fact *common);

/** The body of a ledger row: {"field":"text", ..., "extra":{"column":"text"}}. */
void jh_i_fact_write(const struct jh_fact *fact, struct jh_buf *out);
/** Read one back; *out_known false where the kind belongs to others (entries, targets). */
enum jh_status jh_i_fact_parse(struct jh_facts *facts, int64_t id, const char *kind,
    const char *subject, const char *at, const char *actor, const char *body, bool *out_known,
    struct jh_error *err) JH_CHECKED;

/**
 * Rows of a table as facts of a kind. Columns are fields (or other names for them, for projects),
 * `id` (or `<kind>_id`) the subject; all other columns are kept as extras. A project without an id
 * becomes "P" and a number not yet used in `reg` (may be NULL). A project's status text
 * (data/programme/import.json) sets its two states by import moves. The id of a fact is its line in the table.
 */
enum jh_status jh_i_facts_of_sheet(const struct jh_sheet *sheet, enum jh_fact_kind kind,
    const struct jh_register *reg, struct jh_facts *out, struct jh_error *err) JH_CHECKED;
/** Each centre of a stored plan (plan.json) as a proposed project with its evidence. */
enum jh_status jh_i_facts_of_plan(const char *plan_json, int64_t plan_id,
    const struct jh_dataset *dataset, const char *level, struct jh_facts *out,
    struct jh_error *err) JH_CHECKED;
/** The item of a target for all units together: entered amounts, whose achievement is their sum. */
#define JH_TARGET_TERRITORY "territory"
/** The yearly predictions of a stored plan (prediction.years) as proposed targets for the whole
 *  territory: subject "plan.home_cases@YEAR", item "territory"; and by area, with intervals: subject
 *  "flow.out_rate@YEAR", item the area. Year 1 of the plan is first_year. None where the plan predicts
 *  no years. */
enum jh_status jh_i_facts_of_plan_years(const char *plan_json, int64_t plan_id, int64_t first_year,
    struct jh_facts *out, struct jh_error *err) JH_CHECKED;
/** The announced batches that the program carries. */
enum jh_status jh_i_facts_of_batches(struct jh_facts *out, struct jh_error *err) JH_CHECKED;

#endif
