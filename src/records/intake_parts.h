/* The parts of an intake: shared by all slots, one slot, one record. */
#ifndef JH_RECORDS_INTAKE_PARTS_H
#define JH_RECORDS_INTAKE_PARTS_H

#include "records/dedup.h"
#include "records/intake.h"
#include "records/memo.h"
#include "records/quality.h"

/** A record on its way into the cube. */
struct jh_taken {
    struct jh_cube_cell cell;
    uint64_t hash, person; /* of the record, of the person within the cell; 0: none */
    uint64_t mix_key;      /* of the cell of its group; UINT64_MAX: none */
    int32_t hospital;
    uint16_t month;
    int16_t second; /* specialty of the second view, -1: none */
    bool is_hard, is_other, is_former;
};

#define JH_INTAKE_FIRST_DAY 7305  /* 1990-01-01 */
#define JH_INTAKE_DAYS      40177 /* to the end of 2099 */

/** The columns of one field, side by side in the binding. */
struct jh_intake_group {
    uint16_t first, end;
    uint8_t field;
    uint8_t alarm; /* states of a value that may break a rule */
};

/** What all slots share and nobody changes. */
struct jh_intake {
    const struct jh_profile *profile;
    const struct jh_rules *rules;
    const struct jh_dataset *dataset;
    const struct jh_intake_options *options;
    struct jh_gazetteer *gazetteer;
    struct jh_binding binding;
    uint16_t *delivered_at; /* [binding.n], place among the columns delivered: two may share one */
    size_t n_groups;
    struct jh_intake_group group[JH_N_FIELDS]; /* [n_groups] */
    struct jh_quality quality;
    struct jh_strmap hospital_ids, hospital_names;
    bool *name_twice; /* [hospitals.n], another hospital has the name, too */
    bool aggregate;
    uint8_t reason_of[JH_CODES_MAX]; /* number of a reason's code -> enum jh_reason */
    uint8_t code_death, code_dead_outcome, code_yes; /* numbers of codes */
    uint8_t code_level3, code_level4;
    uint16_t *month_of_day; /* [JH_INTAKE_DAYS], from JH_INTAKE_FIRST_DAY on */
    unsigned tells;         /* measures, bits JH_TOLD() */
    bool tells_hard;
};

/** A specialty or unknown hospital that a slot met. */
struct jh_name_count {
    struct jh_strmap map; /* name -> index */
    size_t n, cap;
    struct jh_unknown_hospital *item;
    struct jh_arena arena;
};
void jh_i_name_count_release(struct jh_name_count *names);
/** Index of a name, counted n more times; UINT32_MAX: there are too many. */
enum jh_status jh_i_name_count_add(struct jh_name_count *names, const char *text, size_t len,
    size_t most, uint64_t n, uint32_t *out_index, struct jh_error *err) JH_CHECKED;

/** What one thread at a time works with. */
struct jh_intake_slot {
    struct jh_value *value; /* [binding.n] */
    const struct jh_value
        *at[JH_N_FIELDS];      /* the first of each field; an empty one without columns */
    uint8_t seen[JH_N_FIELDS]; /* states of its values */
    int32_t other[40];         /* keys of other diagnoses */
    struct jh_broken broken;
    struct jh_cube cube, mix;
    struct jh_tally tally;
    uint64_t n_rows, n_taken, n_refused, n_duplicates, n_hard, n_other, n_former;
    uint64_t home[JH_N_HOME_WAYS][JH_N_HOME_STATUSES];
    uint64_t second[JH_RULES_MAX];
    uint64_t n_cases, n_untold[JH_N_MEASURES];
    struct jh_name_count unknown, specialties; /* specialties: of aggregated tables */
    int months;                                /* of the periods met; 0: none yet */
    size_t n_faults;
    struct jh_intake_fault fault[JH_INTAKE_FAULTS_MAX];
    struct jh_intake_refusal first_refused;
    struct jh_memo *hospitals, *homes;
};

/** Columns of the reader, numbers of codes, hospitals, months. */
enum jh_status jh_i_intake_prepare(
    struct jh_intake *in, struct jh_i_rec_reader *reader, struct jh_error *err) JH_CHECKED;
/** What all slots hold as one result; the cubes of the slots are given away. */
enum jh_status jh_i_intake_gather(const struct jh_intake *in, int n_slots,
    struct jh_intake_slot *slot, struct jh_intake_result *out, struct jh_error *err) JH_CHECKED;

/** Take one row: *out_taken false where it is refused (counted already). */
enum jh_status jh_i_intake_record(const struct jh_intake *in, struct jh_intake_slot *slot,
    const struct jh_i_rec_field *field, struct jh_taken *out, bool *out_taken,
    struct jh_error *err) JH_CHECKED;

/** Where somebody lives, by the ways of the profile; counts what each gave. */
struct jh_home jh_i_intake_home(const struct jh_intake *in, struct jh_intake_slot *slot,
    const struct jh_record_values *record, uint8_t *out_basis);
/** The place of its insurance. */
struct jh_home jh_i_intake_insured(
    const struct jh_intake *in, struct jh_intake_slot *slot, const struct jh_record_values *record);
/** The hospital of a record, or JH_NONE. */
int32_t jh_i_intake_hospital(
    const struct jh_intake *in, struct jh_intake_slot *slot, const struct jh_record_values *record);
/** Months of the cube's periods: as wanted, else as the file has them. */
static inline int jh_i_intake_months(const struct jh_intake *in, const struct jh_intake_slot *slot)
{
    if (in->options->months_per_period > 0)
        return in->options->months_per_period;
    return in->aggregate && slot->months > 0 ? slot->months : 1;
}
/** Fields that the cube needs. */
void jh_i_intake_fields(
    const struct jh_profile *profile, const struct jh_intake_options *o, bool wanted[JH_N_FIELDS]);
/** Key of the cell of a group in a period; UINT64_MAX: the text is no code of a group. */
uint64_t jh_i_mix_key(int32_t hospital, uint16_t period, const struct jh_value *code);

#endif
