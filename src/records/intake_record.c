/* One record: decoded, judged, placed, classified. */
#include <string.h>

#include "base/fail.h"
#include "model/codes.h"
#include "records/intake_parts.h"

enum { MONTHS_BEFORE = 1990 * 12, MONTHS_MAX = 110 * 12 };

void jh_i_intake_fields(
    const struct jh_profile *profile, const struct jh_intake_options *o, bool wanted[JH_N_FIELDS])
{
    static const enum jh_field always[] = {JH_FIELD_HOSPITAL, JH_FIELD_HOSPITAL_NAME,
        JH_FIELD_ADMISSION_DATE, JH_FIELD_DISCHARGE_DATE, JH_FIELD_DISCHARGE_DEPARTMENT,
        JH_FIELD_DAYS, JH_FIELD_MAIN_DX, JH_FIELD_OTHER_DX, JH_FIELD_AGE, JH_FIELD_AGE_UNIT,
        JH_FIELD_OP_LEVEL, JH_FIELD_DISCHARGE_WAY, JH_FIELD_OUTCOME, JH_FIELD_DEATH, JH_FIELD_COST,
        JH_FIELD_DRG_WEIGHT, JH_FIELD_REASON, JH_FIELD_HARD, JH_FIELD_INSURANCE_AREA};
    static const enum jh_field of_aggregates[] = {
        JH_FIELD_SPECIALTY, JH_FIELD_PERIOD, JH_FIELD_CASES, JH_FIELD_PERSONS, JH_FIELD_DEATHS};
    static const enum jh_field of_way[JH_N_HOME_WAYS] = {JH_FIELD_AREA_CODE, JH_FIELD_ADDRESS,
        JH_FIELD_POSTCODE, JH_FIELD_ID_CARD, JH_FIELD_INSURANCE_AREA};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        wanted[always[i]] = true;
    for (size_t i = 0; i < sizeof of_aggregates / sizeof *of_aggregates; i++)
        wanted[of_aggregates[i]] |= profile->kind == JH_PROFILE_AGGREGATE;
    for (size_t i = 0; i < profile->n_home; i++)
        wanted[of_way[profile->home[i]]] = true;
    wanted[JH_FIELD_RECORD_NO] |= o->dedup;
    wanted[JH_FIELD_PERSON] |= o->dedup;
    wanted[JH_FIELD_DRG] |= o->mix;
}

static inline const struct jh_value *good(const struct jh_intake_slot *slot, enum jh_field field)
{
    return slot->at[field]->state == JH_VALUE_GOOD ? slot->at[field] : NULL;
}

static inline bool is_code(const struct jh_intake_slot *slot, enum jh_field field, uint8_t number)
{
    const struct jh_value *v = slot->at[field];
    return v->state == JH_VALUE_GOOD && v->n == number;
}

/* All values and the states of each field; false: some state may break a rule. */
static bool decode_all(
    const struct jh_intake *in, const struct jh_i_rec_field *field, struct jh_intake_slot *slot)
{
    unsigned alarmed = 0;
    for (size_t g = 0; g < in->n_groups; g++) {
        const struct jh_intake_group *group = &in->group[g];
        unsigned seen = 0;
        for (size_t i = group->first; i < group->end; i++) {
            const struct jh_i_rec_field *f = &field[in->delivered_at[i]];
            struct jh_value *value = &slot->value[i];
            if (f->len > 0 || f->text == NULL) {
                jh_i_decode(
                    &in->binding.item[i], f->text, f->len, in->profile->money_in_fen, value);
            } else if (value->state != JH_VALUE_EMPTY) { /* most of them are empty, and were */
                value->n = 0;
                value->len = 0;
                value->state = JH_VALUE_EMPTY;
            }
            seen |= 1u << value->state;
        }
        slot->seen[group->field] = (uint8_t)seen;
        alarmed |= seen & group->alarm;
    }
    return alarmed == 0;
}

/* Files that keep the unit of an age in a column of its own: whole years, 0 below one. False: the state
 * of the age is another now. */
static bool settle_age(const struct jh_binding *b, struct jh_value *value, uint8_t *seen)
{
    /* in the order of the code list */
    enum { YEARS = 1, MONTHS = 2, DAYS = 3, YEARS_ABOVE_100 = 5 };
    if (b->count[JH_FIELD_AGE] == 0 || b->count[JH_FIELD_AGE_UNIT] == 0)
        return true;
    struct jh_value *age = &value[b->first[JH_FIELD_AGE]];
    const struct jh_value *unit = &value[b->first[JH_FIELD_AGE_UNIT]];
    if (age->state != JH_VALUE_GOOD)
        return true;
    if (unit->state != JH_VALUE_GOOD) {
        age->state = unit->state == JH_VALUE_EMPTY ? JH_VALUE_EMPTY : JH_VALUE_BAD;
        seen[JH_FIELD_AGE] = (uint8_t)(1u << age->state);
        return false;
    }
    const int64_t n = age->n;
    age->n = unit->n == YEARS             ? n
             : unit->n == YEARS_ABOVE_100 ? n + 100
             : unit->n == MONTHS          ? n / 12
             : unit->n == DAYS            ? n / 366
                                          : 0;
    return true;
}

/* ---- When ------------------------------------------------------------------------------------- */

static uint16_t month_of(const struct jh_intake *in, const struct jh_value *date)
{
    if (date == NULL || date->state != JH_VALUE_GOOD)
        return JH_MONTH_NONE;
    const int64_t at = date->n - JH_INTAKE_FIRST_DAY;
    return at >= 0 && at < JH_INTAKE_DAYS ? in->month_of_day[at] : JH_MONTH_NONE;
}

/* Of an aggregated row: the first month of its period; all periods must be of one length. */
static uint16_t period_of(struct jh_intake_slot *slot, const struct jh_value *v)
{
    char text[32];
    int months;
    int32_t order;
    if (v == NULL || v->state != JH_VALUE_GOOD || v->len >= sizeof text)
        return JH_MONTH_NONE;
    memcpy(text, v->text, v->len);
    text[v->len] = '\0';
    if (!jh_i_period_parse(text, &months, &order))
        return JH_MONTH_NONE;
    if (slot->months == 0)
        slot->months = months;
    order -= MONTHS_BEFORE;
    return months == slot->months && order >= 0 && order < MONTHS_MAX ? (uint16_t)order
                                                                      : JH_MONTH_NONE;
}

/* ---- What ------------------------------------------------------------------------------------- */

/* Other diagnoses, as keys; returns how many. */
static size_t other_keys(const struct jh_record_values *r, int32_t *out)
{
    const struct jh_binding *b = r->binding;
    const size_t n =
        (r->seen[JH_FIELD_OTHER_DX] & JH_SEEN_GOOD) != 0 ? b->count[JH_FIELD_OTHER_DX] : 0;
    for (size_t i = 0; i < n; i++) {
        const struct jh_value *v = &r->value[b->first[JH_FIELD_OTHER_DX] + i];
        out[i] = v->state == JH_VALUE_GOOD ? (int32_t)v->n : -1;
    }
    return n;
}

static int age_of(const struct jh_intake_slot *slot)
{
    const struct jh_value *age = good(slot, JH_FIELD_AGE);
    return age != NULL && age->n < JH_RULES_AGES - 1 ? (int)age->n : -1;
}

static uint16_t classify(const struct jh_intake *in, struct jh_intake_slot *slot,
    const struct jh_record_values *r, struct jh_taken *t)
{
    const struct jh_value *icd = good(slot, JH_FIELD_MAIN_DX),
                          *department = good(slot, JH_FIELD_DISCHARGE_DEPARTMENT);
    const struct jh_rule_case c = {.icd = icd != NULL ? (int32_t)icd->n : -1,
        .age = age_of(slot),
        .department = department != NULL ? jh_i_department(department->text, department->len) : -1,
        .n_other = other_keys(r, slot->other),
        .other = slot->other};
    const int main = jh_i_rules_classify(&in->rules->main, &c);
    t->second = (int16_t)jh_i_rules_classify(&in->rules->second, &c);
    t->is_other = main < 0;
    return main >= 0 ? (uint16_t)main : in->rules->other;
}

static void count_operations(
    const struct jh_intake *in, const struct jh_record_values *r, int64_t *op3, int64_t *op4)
{
    const struct jh_binding *b = r->binding;
    *op3 = *op4 = 0;
    if ((r->seen[JH_FIELD_OP_LEVEL] & JH_SEEN_GOOD) == 0)
        return;
    for (size_t i = 0; i < b->count[JH_FIELD_OP_LEVEL]; i++) {
        const struct jh_value *v = &r->value[b->first[JH_FIELD_OP_LEVEL] + i];
        *op3 += v->state == JH_VALUE_GOOD && v->n == in->code_level3;
        *op4 += v->state == JH_VALUE_GOOD && v->n == in->code_level4;
    }
}

static bool has_hard_operation(const struct jh_intake *in, const struct jh_record_values *r)
{
    const struct jh_binding *b = r->binding;
    const int level = in->rules->hard_op_level;
    if ((r->seen[JH_FIELD_OP_LEVEL] & JH_SEEN_GOOD) == 0)
        return false;
    for (size_t i = 0; i < b->count[JH_FIELD_OP_LEVEL] && level > 0; i++) {
        const struct jh_value *v = &r->value[b->first[JH_FIELD_OP_LEVEL] + i];
        if (v->state == JH_VALUE_GOOD && v->n >= level) /* codes 1..4 are numbered so */
            return true;
    }
    return false;
}

static enum jh_hard hardness(
    const struct jh_intake *in, const struct jh_intake_slot *slot, const struct jh_record_values *r)
{
    const struct jh_value *stated = good(slot, JH_FIELD_HARD),
                          *weight = good(slot, JH_FIELD_DRG_WEIGHT),
                          *icd = good(slot, JH_FIELD_MAIN_DX);
    if (!in->tells_hard)
        return JH_HARD_UNKNOWN;
    if (stated != NULL)
        return stated->n == in->code_yes ? JH_HARD_YES : JH_HARD_NO;
    if (in->aggregate)
        return JH_HARD_UNKNOWN;
    const bool heavy =
        weight != NULL && in->rules->hard_weight >= 0 && weight->n >= in->rules->hard_weight;
    const bool key = icd != NULL && (in->rules->hard_icd[icd->n / 8] >> (icd->n % 8) & 1) != 0;
    return heavy || key || has_hard_operation(in, r) ? JH_HARD_YES : JH_HARD_NO;
}

static uint8_t reason_of(const struct jh_intake *in, const struct jh_intake_slot *slot)
{
    const struct jh_value *reason = good(slot, JH_FIELD_REASON);
    return reason != NULL ? in->reason_of[reason->n] : JH_REASON_UNKNOWN;
}

/* A measure that the record tells; what it does not tell is not collected. */
static void tell(struct jh_cube_cell *cell, enum jh_measure m, bool told, int64_t value)
{
    cell->measure[m] = told ? value : 0;
    cell->told |= told ? JH_TOLD(m) : 0;
}

static void tell_days(const struct jh_intake_slot *slot, struct jh_cube_cell *cell)
{
    const struct jh_value *days = good(slot, JH_FIELD_DAYS),
                          *in = good(slot, JH_FIELD_ADMISSION_DATE),
                          *out = good(slot, JH_FIELD_DISCHARGE_DATE);
    if (days != NULL)
        tell(cell, JH_MEASURE_DAYS, true, days->n);
    else if (in != NULL && out != NULL)
        tell(cell, JH_MEASURE_DAYS, true, out->n > in->n ? out->n - in->n : 1);
}

static void measure_record(const struct jh_intake *in, const struct jh_intake_slot *slot,
    const struct jh_record_values *r, struct jh_cube_cell *cell)
{
    const struct jh_value *cost = good(slot, JH_FIELD_COST),
                          *weight = good(slot, JH_FIELD_DRG_WEIGHT);
    int64_t op3, op4;
    tell(cell, JH_MEASURE_CASES, true, 1);
    tell_days(slot, cell);
    tell(cell, JH_MEASURE_COST, cost != NULL, cost != NULL ? cost->n : 0);
    tell(cell, JH_MEASURE_WEIGHT, weight != NULL, weight != NULL ? weight->n : 0);
    tell(cell, JH_MEASURE_DEATHS,
        good(slot, JH_FIELD_DISCHARGE_WAY) != NULL || good(slot, JH_FIELD_OUTCOME) != NULL ||
            good(slot, JH_FIELD_DEATH) != NULL,
        is_code(slot, JH_FIELD_DISCHARGE_WAY, in->code_death) ||
            is_code(slot, JH_FIELD_OUTCOME, in->code_dead_outcome) ||
            is_code(slot, JH_FIELD_DEATH, in->code_yes));
    /* A record without operations tells that there were none. */
    count_operations(in, r, &op3, &op4);
    tell(cell, JH_MEASURE_OP3, r->binding->count[JH_FIELD_OP_LEVEL] > 0, op3);
    tell(cell, JH_MEASURE_OP4, r->binding->count[JH_FIELD_OP_LEVEL] > 0, op4);
}

static void measure_aggregate(const struct jh_intake_slot *slot, struct jh_cube_cell *cell)
{
    static const struct {
        enum jh_measure measure;
        enum jh_field field;
    } of[] = {{JH_MEASURE_CASES, JH_FIELD_CASES}, {JH_MEASURE_PERSONS, JH_FIELD_PERSONS},
        {JH_MEASURE_DAYS, JH_FIELD_DAYS}, {JH_MEASURE_COST, JH_FIELD_COST},
        {JH_MEASURE_DEATHS, JH_FIELD_DEATHS}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        const struct jh_value *v = good(slot, of[i].field);
        tell(cell, of[i].measure, v != NULL, v != NULL ? v->n : 0);
    }
}

/* ---- Who (hashes only) ------------------------------------------------------------------------ */

static uint64_t hash_of(
    const struct jh_intake *in, int32_t hospital, int32_t day, const struct jh_value *text)
{
    unsigned char room[8 + 120];
    const size_t n = text->len < 120 ? text->len : 120;
    memcpy(room, &hospital, 4);
    memcpy(room + 4, &day, 4);
    memcpy(room + 8, text->text, n);
    const uint64_t hash = jh_keyed_hash(in->options->salt, room, 8 + n);
    return hash != 0 ? hash : 1;
}

/* Of hashes that are secret already. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t h = (a ^ b * 0x9E3779B97F4A7C15u) * 0xBF58476D1CE4E5B9u;
    h = (h ^ h >> 29) * 0x94D049BB133111EBu;
    h ^= h >> 32;
    return h != 0 ? h : 1;
}

static void hash_record(
    const struct jh_intake *in, const struct jh_intake_slot *slot, struct jh_taken *t)
{
    const struct jh_value *number = good(slot, JH_FIELD_RECORD_NO),
                          *person = good(slot, JH_FIELD_PERSON),
                          *out = good(slot, JH_FIELD_DISCHARGE_DATE);
    t->hash = t->person = 0;
    if (!in->options->dedup)
        return;
    if (number != NULL && out != NULL)
        t->hash = hash_of(in, t->hospital, (int32_t)out->n, number);
    if (person != NULL)
        t->person = mix(hash_of(in, -1, 0, person), t->cell.key);
    else if (number != NULL) /* a record number is the patient's within the hospital */
        t->person = mix(hash_of(in, t->hospital, INT32_MIN, number), t->cell.key);
}

/* ---- The whole -------------------------------------------------------------------------------- */

/* The home lies by the hospital, the insurance elsewhere. */
static bool is_temporary(const struct jh_intake *in, struct jh_intake_slot *slot,
    const struct jh_record_values *r, int32_t hospital, const struct jh_home *home)
{
    const struct jh_value *insured = good(slot, JH_FIELD_INSURANCE_AREA);
    const struct jh_dataset *d = in->dataset;
    if (insured == NULL || home->area < 0 || d->hospitals.area[hospital] != home->area)
        return false;
    const struct jh_home elsewhere = jh_i_intake_insured(in, slot, r);
    if (elsewhere.status != JH_HOME_FOUND || elsewhere.area == home->area)
        return false;
    /* Another county of the same city is no other place of insurance. */
    return elsewhere.area < 0 || d->areas.region[elsewhere.area] == JH_NONE ||
           d->areas.region[elsewhere.area] != d->areas.region[home->area];
}

/* Rules found on the way; true: the record is refused. */
static bool note_home(const struct jh_home *home, struct jh_broken *broken)
{
    if (home->status == JH_HOME_FOUND) {
        if (home->former != 0)
            jh_i_break(broken, JH_NOTED_HOME_FORMER);
        return false;
    }
    jh_i_break(broken, JH_NOTED_HOME_EMPTY + (size_t)home->status - JH_HOME_EMPTY);
    return true;
}

static enum jh_status settle_specialty(const struct jh_intake *in, struct jh_intake_slot *slot,
    const struct jh_record_values *r, struct jh_taken *t, uint16_t *out, struct jh_error *err)
{
    const struct jh_value *named = good(slot, JH_FIELD_SPECIALTY);
    uint32_t index;
    if (!in->aggregate || named == NULL) {
        *out = classify(in, slot, r, t);
        return JH_OK;
    }
    for (size_t i = 0; i < in->rules->n_specialties; i++)
        if (strlen(in->rules->specialty[i]) == named->len &&
            memcmp(in->rules->specialty[i], named->text, named->len) == 0) {
            *out = (uint16_t)i;
            return JH_OK;
        }
    enum jh_status st =
        jh_i_name_count_add(&slot->specialties, named->text, named->len, 1000, 1, &index, err);
    if (st == JH_OK && index == UINT32_MAX)
        st = jh_fail(err, JH_E_LIMIT, "more than %d specialties", 1000);
    *out = (uint16_t)(in->rules->n_specialties + index);
    return st;
}

/* The first of the rules that refuse the record at hand. */
static size_t why_refused(const struct jh_broken *broken)
{
    size_t rule = 0;
    while (rule + 1 < jh_i_quality_n_rules() &&
           !(jh_i_breaks(broken, rule) && jh_i_quality_rules[rule].severity == JH_SEVERITY_ERROR))
        rule++;
    return rule;
}

static enum jh_status count_row(const struct jh_intake *in, struct jh_intake_slot *slot,
    const struct jh_record_values *r, int32_t hospital, uint16_t month, bool refused,
    struct jh_error *err)
{
    struct jh_tally_row *row;
    const int32_t of = hospital >= 0 ? hospital : (int32_t)in->dataset->hospitals.n;
    enum jh_status st = jh_i_tally_row(&slot->tally, of, month, &row, err);
    if (st != JH_OK)
        return st;
    row->n_records++;
    row->n_taken += !refused;
    if (refused && slot->first_refused.line == 0)
        slot->first_refused.rule = why_refused(&slot->broken);
    for (size_t w = 0; w < sizeof slot->broken.bit / sizeof *slot->broken.bit; w++)
        for (uint64_t bits = slot->broken.bit[w]; bits != 0; bits &= bits - 1)
            row->broken[w * 64 + (size_t)__builtin_ctzll(bits)]++;
    slot->broken = (struct jh_broken){0};
    jh_i_tally_codes(&slot->tally, of, r);
    slot->n_rows++;
    slot->n_taken += !refused;
    slot->n_refused += refused;
    return JH_OK;
}

static void note_unknown_hospital(struct jh_intake_slot *slot, const struct jh_record_values *r)
{
    const struct jh_value *code = jh_i_value(r, JH_FIELD_HOSPITAL);
    uint32_t index;
    if (code == NULL || code->state != JH_VALUE_GOOD)
        return;
    jh_i_break(&slot->broken, JH_NOTED_HOSPITAL_UNKNOWN);
    jh_ignore(jh_i_name_count_add(
                  &slot->unknown, code->text, code->len, JH_UNKNOWN_HOSPITALS_MAX, 1, &index, NULL),
        "the list of them is a help, the count stands in the tally");
}

enum jh_status jh_i_intake_record(const struct jh_intake *in, struct jh_intake_slot *slot,
    const struct jh_i_rec_field *field, struct jh_taken *out, bool *out_taken, struct jh_error *err)
{
    struct jh_record_values r = {&in->binding, slot->value, slot->seen, false};
    struct jh_cell_key key = {.hospital = JH_NONE};
    enum jh_status st = JH_OK;
    struct jh_home home;
    *out_taken = false;
    r.states_fine = decode_all(in, field, slot);
    r.states_fine &= settle_age(&in->binding, slot->value, slot->seen);
    bool refused = jh_i_quality_check(&in->quality, &r, &slot->broken);
    key.hospital = jh_i_intake_hospital(in, slot, &r);
    out->month = in->aggregate ? period_of(slot, jh_i_value(&r, JH_FIELD_PERIOD))
                               : month_of(in, jh_i_value(&r, JH_FIELD_DISCHARGE_DATE));
    if (in->aggregate && out->month == JH_MONTH_NONE) {
        jh_i_break(&slot->broken, JH_NOTED_PERIOD);
        refused = true;
    }
    if (key.hospital >= 0)
        jh_i_tally_fetch(&slot->tally, key.hospital, out->month);
    if (key.hospital < 0) {
        note_unknown_hospital(slot, &r);
        refused = true;
    }
    home = jh_i_intake_home(in, slot, &r, &key.basis);
    refused |= note_home(&home, &slot->broken);
    if (!refused && is_temporary(in, slot, &r, key.hospital, &home))
        jh_i_break(&slot->broken, JH_NOTED_TEMPORARY_ADDRESS);
    out->hospital = key.hospital;
    if (!refused) {
        out->cell.told = 0;
        memset(out->cell.measure, 0, sizeof out->cell.measure);
        if (in->aggregate)
            measure_aggregate(slot, &out->cell);
        else
            measure_record(in, slot, &r, &out->cell);
        out->second = -1;
        out->is_other = false;
        JH_TRY(st, settle_specialty(in, slot, &r, out, &key.specialty, err));
        key.area = home.area >= 0 ? home.area : jh_i_area_beyond(in->dataset, home.province);
        key.period = (uint16_t)(out->month - out->month % jh_i_intake_months(in, slot));
        key.hard = (uint8_t)hardness(in, slot, &r);
        key.reason = reason_of(in, slot);
        out->is_hard = key.hard == JH_HARD_YES;
        out->is_former = home.former != 0;
        out->cell.key = jh_i_cell_pack(&key);
        out->mix_key = in->options->mix
                           ? jh_i_mix_key(key.hospital, key.period, good(slot, JH_FIELD_DRG))
                           : UINT64_MAX;
        hash_record(in, slot, out);
    }
    *out_taken = !refused;
    st = count_row(in, slot, &r, key.hospital, out->month, refused, err);
out:
    return st;
}
