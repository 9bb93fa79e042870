/*
 * The programme: projects, their two states, commitments, milestones, money, tasks, reports. All of
 * it follows from the rows of a ledger, in order; nothing here does input or output.
 */
#ifndef JH_PROGRAMME_H
#define JH_PROGRAMME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- State machines, as data ------------------------------------------------------------------ */

/** What a move must bring along. */
#define JH_NEEDS_MAP(X)                                                                            \
    X(DOCUMENT, 1, "document")                                                                     \
    X(EVIDENCE, 2, "evidence")                                                                     \
    X(REASON, 4, "reason")                                                                         \
    X(BATCH, 8, "batch")
enum jh_needs {
#define JH_X(name, bit, text) JH_NEEDS_##name = bit,
    JH_NEEDS_MAP(JH_X)
#undef JH_X
};
#define JH_MOVE_UNDO   "undo"   /* takes back the last move; needs a reason */
#define JH_MOVE_IMPORT "import" /* the first one only: the state found at import */

struct jh_machine_state {
    const char *id, *name[JH_N_LANGS];
    bool final; /* may be the last one */
};
struct jh_machine_move {
    const char *id, *name[JH_N_LANGS];
    int32_t from, to; /* states */
    uint32_t needs;   /* enum jh_needs */
};
/** One machine; a move that leaves several states stands once for each. Borrowed texts. */
struct jh_machine {
    const char *id, *name[JH_N_LANGS];
    int32_t initial;
    size_t n_states, n_moves;
    const struct jh_machine_state *state;
    const struct jh_machine_move *move;
};
/** State or row of a move from there, by its id; -1: none. */
JH_API int32_t jh_machine_find(const struct jh_machine *machine, const char *state);
JH_API int32_t jh_machine_move_from(
    const struct jh_machine *machine, int32_t state, const char *move);
/**
 * Is it sound: ids unique, every state reachable from the initial one, from every state a final one
 * reachable, no move twice from one state. @return JH_OK; JH_E_DATA names the fault; JH_E_NOMEM.
 */
JH_API enum jh_status jh_machine_check(
    const struct jh_machine *machine, struct jh_error *err) JH_CHECKED;

/** Where a project stands, with the way it came. Zeroed: at the initial state once begun. */
struct jh_position {
    int32_t state;
    size_t n, cap;
    int32_t *before; /* [n] states left by moves that were not undone */
};
JH_API void jh_position_begin(struct jh_position *position, const struct jh_machine *machine);
JH_API void jh_position_release(struct jh_position *position);
/** A move as made; texts may be NULL. `state` counts for JH_MOVE_IMPORT only. */
struct jh_move {
    const char *id, *state, *document, *evidence, *reason, *batch;
};
/**
 * Make a move, or take the last one back. @return JH_OK; JH_E_CONFLICT: not allowed from here (the
 * hint lists what is); JH_E_ARG: something needed is missing; JH_E_NOMEM. Untouched on failure.
 */
JH_API enum jh_status jh_position_move(struct jh_position *position,
    const struct jh_machine *machine, const struct jh_move *move, struct jh_error *err) JH_CHECKED;

/* ---- Kinds of facts ------------------------------------------------------------------------------ */

enum jh_field_type {
    JH_FIELD_TEXT = 0,
    JH_FIELD_NUMBER = 1, /* >= 0 */
    JH_FIELD_DATE = 2,   /* 2026-03-31 */
    JH_FIELD_CHOICE = 3,
    JH_FIELD_LIST = 4 /* texts between semicolons */
};
struct jh_field {
    const char *name, *label; /* label: a message key */
    enum jh_field_type type;
    bool required;
    const char *choices; /* "open|done" */
};
/** One kind of fact. Kinds with `item` have several of them for one subject, told apart by it. */
struct jh_form {
    const char *id, *label; /* label: a message key */
    bool has_item;          /* first field is "item" */
    size_t n_fields;
    const struct jh_field *field;
};
/** All kinds; append only. */
#define JH_KIND_OF_FACT_MAP(X)                                                                     \
    X(PROJECT)                                                                                     \
    X(MOVE)                                                                                        \
    X(COMMITMENT)                                                                                  \
    X(MILESTONE)                                                                                   \
    X(MONEY)                                                                                       \
    X(TASK)                                                                                        \
    X(EXPORTER)                                                                                    \
    X(BATCH)                                                                                       \
    X(CYCLE)                                                                                       \
    X(REPORT)                                                                                      \
    X(ACTION)                                                                                      \
    X(CAPABILITY)                                                                                  \
    X(SCORE)                                                                                       \
    X(TARGET)
enum jh_fact_kind {
#define JH_X(name) JH_FACT_##name,
    JH_KIND_OF_FACT_MAP(JH_X)
#undef JH_X
        JH_N_FACT_KINDS
};
JH_API const struct jh_form *jh_form_of(enum jh_fact_kind kind);
/** What the subject of such a fact is: a project, a cycle; NULL: the thing itself. */
JH_API const struct jh_form *jh_form_owner(enum jh_fact_kind kind);
/** Kind and field by name; JH_N_FACT_KINDS, SIZE_MAX: none. */
JH_API enum jh_fact_kind jh_form_find(const char *id);
JH_API size_t jh_field_find(const struct jh_form *kind, const char *name);
/** Message key of a choice: mostly the choice itself, but "days" promised are days of experts. */
JH_API const char *jh_choice_label(const struct jh_field *field, const char *choice);
/** Whether a text fits a field; JH_E_DATA: it does not. "" fits. */
JH_API enum jh_status jh_field_check(
    const struct jh_field *field, const char *value, struct jh_error *err) JH_CHECKED;

/** A column that the kind does not name, kept as it came. */
struct jh_extra {
    const char *name, *value;
};
/** One row of the ledger. value[f] NULL: not said (an earlier value stays); "": emptied. */
struct jh_fact {
    int64_t id; /* of the row */
    enum jh_fact_kind kind;
    const char *subject, *at, *actor;
    const char *const *value; /* [n_fields] */
    size_t n_extras;
    const struct jh_extra *extra;
};

/** The present figure of one thing: its facts laid over each other. */
struct jh_entity {
    enum jh_fact_kind kind;
    const char *subject, *item; /* item "" where the kind has none */
    const char **value;         /* [n_fields]; "" where never said */
    size_t n_extras;
    struct jh_extra *extra;
    size_t n_versions;
    const char *first_at, *last_at, *last_actor;
    int64_t last_row; /* of the ledger; 0: not from one */
};

/** All facts so far. */
struct jh_register;
/** machines are borrowed for its life. */
JH_API enum jh_status jh_register_new(size_t n_machines, const struct jh_machine *machine,
    struct jh_register **out_register, struct jh_error *err) JH_CHECKED;
JH_API void jh_register_free(struct jh_register *reg);
/** Targets change their state only by its moves; a value changes while proposed, or with a reason.
 *  Borrowed; NULL (at first): any change. */
JH_API void jh_register_set_targets(struct jh_register *reg, const struct jh_machine *machine);
/**
 * Check a fact against what is known and take it in (texts are copied).
 *
 * @return JH_OK; JH_E_DATA: a field of the wrong type, a required one missing (`where` names it);
 * JH_E_NOT_FOUND: about a project or cycle that is not there; JH_E_CONFLICT, JH_E_ARG: a move that
 * is not allowed; JH_E_NOMEM. The register is untouched on failure.
 */
JH_API enum jh_status jh_register_apply(
    struct jh_register *reg, const struct jh_fact *fact, struct jh_error *err) JH_CHECKED;
/** Entities in order of first appearance. Borrowed until the next fact. */
JH_API size_t jh_register_count(const struct jh_register *reg);
JH_API const struct jh_entity *jh_register_at(const struct jh_register *reg, size_t i);
JH_API const struct jh_entity *jh_register_find(
    const struct jh_register *reg, enum jh_fact_kind kind, const char *subject, const char *item);
/** State of a project in a machine (by its number); -1: no such project. */
JH_API int32_t jh_register_state(
    const struct jh_register *reg, const char *project, size_t machine);
/** The day a project came to a state by a move that was not taken back; false: it did not, or no
 *  date was given. */
JH_API bool jh_register_reached(const struct jh_register *reg, const char *project,
    const char *machine, const char *state, int64_t *out_day);
/** The last move of a project in a machine, taken back or not. */
struct jh_last_move {
    int64_t row; /* of the ledger */
    const char *at, *actor;
};
/** false: it never moved there. */
JH_API bool jh_register_last_move(const struct jh_register *reg, const char *project,
    const char *machine, struct jh_last_move *out);
/** Text or number of a field; "" or NaN where not said. */
JH_API const char *jh_entity_text(const struct jh_entity *entity, const char *field);
JH_API double jh_entity_number(const struct jh_entity *entity, const char *field);
JH_API const char *jh_entity_extra(const struct jh_entity *entity, const char *name);

/* ---- What follows ------------------------------------------------------------------------------ */

/** Days since 1970-01-01 of "2026-03-31"; false: no date. And back; out [11]. */
JH_API bool jh_day_parse(const char *text, int64_t *out_day);
JH_API void jh_day_format(int64_t day, char out[16]);

enum jh_alarm_kind {
    JH_ALARM_OVERDUE = 0,    /* due date has passed, not done */
    JH_ALARM_SOON = 1,       /* due within `soon_days` */
    JH_ALARM_NO_EVIDENCE = 2 /* said to be done, without evidence */
};
struct jh_alarm {
    enum jh_alarm_kind kind;
    const struct jh_entity *entity; /* commitment, milestone, task, action, cycle */
    int64_t due_day, days_late;     /* late: > 0 overdue, < 0 still to go */
};
/** Alarms on a day, most overdue first; *out_alarms freed with jh_programme_free(). */
JH_API enum jh_status jh_register_alarms(const struct jh_register *reg, int64_t today,
    int64_t soon_days, struct jh_alarm **out_alarms, size_t *out_n,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_programme_free(void *memory);

/** One milestone with its forecast. Days; INT64_MIN: none. */
struct jh_schedule_row {
    const struct jh_entity *milestone;
    int64_t planned, actual, forecast, delay_days;
    double money_planned, money_paid; /* yuan */
};
#define JH_NO_DAY INT64_MIN
/**
 * Milestones of a project by planned date, with the forecast of those to come: last actual date +
 * pace x planned distance; pace = actual / planned time between the first and the last milestone
 * reached (at least 1; 1 where fewer than two are), never before today. delay = forecast (or
 * actual) - planned. Money: paid by the milestone it names.
 */
JH_API enum jh_status jh_register_schedule(const struct jh_register *reg, const char *project,
    int64_t today, struct jh_schedule_row **out_rows, size_t *out_n,
    struct jh_error *err) JH_CHECKED;

/** Money of a project by source. */
#define JH_MONEY_SOURCE_MAP(X)                                                                     \
    X(CENTRAL, "central")                                                                          \
    X(PROVINCE, "province")                                                                        \
    X(CITY, "city")                                                                                \
    X(BONDS, "bonds")                                                                              \
    X(EXPORTER, "exporter")                                                                        \
    X(OWN, "own")
enum jh_money_source {
#define JH_X(name, text) JH_MONEY_##name,
    JH_MONEY_SOURCE_MAP(JH_X)
#undef JH_X
        JH_N_MONEY_SOURCES
};
struct jh_money {
    double budget[JH_N_MONEY_SOURCES], received[JH_N_MONEY_SOURCES], paid[JH_N_MONEY_SOURCES];
    double budget_total, received_total, paid_total; /* yuan; budget NaN: not given */
};
JH_API void jh_register_money(
    const struct jh_register *reg, const char *project, struct jh_money *out);

/** Projects of one level and batch beside what was announced. */
struct jh_batch_row {
    const char *level, *batch; /* "" batch: not stated */
    size_t n_projects;
    double announced; /* NaN: not known */
};
JH_API enum jh_status jh_register_batches(const struct jh_register *reg,
    struct jh_batch_row **out_rows, size_t *out_n, struct jh_error *err) JH_CHECKED;

/** Projects of one exporter beside what it can carry. */
struct jh_exporter_row {
    const char *exporter, *id; /* of the rows' own memory; id "" where no project tells it */
    size_t n_projects;         /* that are not withdrawn; of several exporters each carries one */
    double max_projects;       /* as stated, else the default */
    bool stated, over;
};
JH_API enum jh_status jh_register_exporters(const struct jh_register *reg, double default_max,
    struct jh_exporter_row **out_rows, size_t *out_n, struct jh_error *err) JH_CHECKED;

/** Figures of a year for the report. */
struct jh_programme_year {
    size_t n_projects, n_named, n_opened, n_warned, n_withdrawn; /* at the end of the ledger */
    size_t n_moves;                                              /* dated in the year */
    size_t n_due, n_kept, n_overdue; /* commitments and tasks due in the year */
    double received, paid;           /* yuan, dated in the year */
    double beds_planned, beds_opened;
};
JH_API void jh_register_year(
    const struct jh_register *reg, int year, int64_t today, struct jh_programme_year *out);

#ifdef __cplusplus
}
#endif

#endif
