/* Of a record: where it was treated, and where the patient lives. */
#include <stdio.h>
#include <string.h>

#include "records/division.h"
#include "records/intake_parts.h"

static int32_t look_up(const struct jh_strmap *map, const char *text, size_t len)
{
    uint32_t index;
    return jh_strmap_get(map, text, len, &index) ? (int32_t)index : JH_NONE;
}

/* By a name that no other hospital has. */
static int32_t look_up_name(const struct jh_intake *in, const char *text, size_t len)
{
    const int32_t found = look_up(&in->hospital_names, text, len);
    return found >= 0 && !in->name_twice[found] ? found : JH_NONE;
}

/* A place of treatment instead of a hospital: its code, its city's or province's, or their names. */
static int32_t find_destination(const struct jh_intake *in, const char *text, size_t len)
{
    uint32_t code = 0;
    if (len != 6 && len != 4 && len != 2)
        return JH_NONE;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return JH_NONE;
        code = code * 10 + (uint32_t)(text[i] - '0');
    }
    code *= len == 6 ? 1 : len == 4 ? 100 : 10000;
    const uint32_t above[3] = {code, jh_i_division_city(code), jh_i_division_province(code)};
    for (int i = 0; i < 3; i++) {
        char id[16];
        const struct jh_division *d = jh_i_division_find(above[i]);
        snprintf(id, sizeof id, "%06u", above[i]);
        int32_t found = look_up(&in->hospital_ids, id, 6);
        if (found < 0 && i == 2)
            found = look_up(&in->hospital_ids, id, 2);
        if (found < 0 && d != NULL)
            found = look_up_name(in, d->name, strlen(d->name));
        if (found >= 0)
            return found;
    }
    return JH_NONE;
}

static int32_t find_hospital(
    const struct jh_intake *in, const struct jh_record_values *r, const struct jh_value *code)
{
    const struct jh_value *name = jh_i_value(r, JH_FIELD_HOSPITAL_NAME);
    int32_t found = look_up(&in->hospital_ids, code->text, code->len);
    if (found < 0)
        found = look_up_name(in, code->text, code->len);
    if (found < 0 && name != NULL && name->state == JH_VALUE_GOOD)
        found = look_up_name(in, name->text, name->len);
    if (found < 0 && in->aggregate)
        found = find_destination(in, code->text, code->len);
    return found;
}

int32_t jh_i_intake_hospital(
    const struct jh_intake *in, struct jh_intake_slot *slot, const struct jh_record_values *record)
{
    const struct jh_value *code = jh_i_value(record, JH_FIELD_HOSPITAL);
    struct jh_memo_entry *entry;
    if (code == NULL || code->state != JH_VALUE_GOOD)
        return JH_NONE;
    if (code->len > JH_MEMO_TEXT_MAX)
        return find_hospital(in, record, code);
    if (!jh_i_memo_find(slot->hospitals, code->text, code->len, 0, &entry)) {
        entry->hospital = find_hospital(in, record, code);
        if (entry->hospital < 0) { /* the name beside the code may tell another time */
            entry->tag = 0;
            return JH_NONE;
        }
    }
    return entry->hospital;
}

/* ---- Home ------------------------------------------------------------------------------------- */

/* Of a text that is not empty. */
static struct jh_home ask(
    const struct jh_intake *in, enum jh_home_way way, const char *text, size_t len)
{
    struct jh_home home = {.status = JH_HOME_UNKNOWN, .area = JH_NONE};
    if (way == JH_HOME_POSTCODE) {
        home.area = look_up(&in->options->postcodes->map, text, len);
        home.status = home.area >= 0 ? JH_HOME_FOUND : JH_HOME_UNKNOWN;
        return home;
    }
    home = jh_i_home_by_code(in->gazetteer, text, len);
    if (home.status == JH_HOME_UNKNOWN && way == JH_HOME_INSURANCE)
        home = jh_i_home_by_address(in->gazetteer, 1, &text, &len);
    return home;
}

static struct jh_home by_value(const struct jh_intake *in, struct jh_intake_slot *slot,
    enum jh_home_way way, const struct jh_value *v)
{
    struct jh_home home = {.status = JH_HOME_EMPTY, .area = JH_NONE};
    struct jh_memo_entry *entry;
    if (v == NULL || v->state == JH_VALUE_EMPTY)
        return home;
    home.status = JH_HOME_UNKNOWN;
    if (v->state != JH_VALUE_GOOD)
        return home;
    const size_t len = way == JH_HOME_ID_CARD && v->len > 6 ? 6 : v->len;
    if (len > JH_MEMO_TEXT_MAX)
        return ask(in, way, v->text, len);
    if (!jh_i_memo_find(slot->homes, v->text, len, way, &entry))
        entry->home = ask(in, way, v->text, len);
    return entry->home;
}

struct jh_home jh_i_intake_insured(
    const struct jh_intake *in, struct jh_intake_slot *slot, const struct jh_record_values *record)
{
    return by_value(in, slot, JH_HOME_INSURANCE, jh_i_value(record, JH_FIELD_INSURANCE_AREA));
}

static struct jh_home by_address(const struct jh_intake *in, const struct jh_record_values *r)
{
    const char *text[4];
    size_t len[4], n = r->binding->count[JH_FIELD_ADDRESS];
    const bool unreadable = (r->seen[JH_FIELD_ADDRESS] >> JH_VALUE_BAD & 1) != 0;
    for (size_t i = 0; i < n; i++) {
        const struct jh_value *v = &r->value[r->binding->first[JH_FIELD_ADDRESS] + i];
        text[i] = v->text;
        len[i] = v->len;
    }
    struct jh_home home = jh_i_home_by_address(in->gazetteer, n, text, len);
    if (home.status == JH_HOME_EMPTY && unreadable) /* something stands there */
        home.status = JH_HOME_UNKNOWN;
    return home;
}

static struct jh_home by_way(const struct jh_intake *in, struct jh_intake_slot *slot,
    enum jh_home_way way, const struct jh_record_values *r)
{
    static const enum jh_field field[JH_N_HOME_WAYS] = {[JH_HOME_CODE] = JH_FIELD_AREA_CODE,
        [JH_HOME_POSTCODE] = JH_FIELD_POSTCODE,
        [JH_HOME_ID_CARD] = JH_FIELD_ID_CARD,
        [JH_HOME_INSURANCE] = JH_FIELD_INSURANCE_AREA};
    if (way == JH_HOME_ADDRESS)
        return by_address(in, r);
    if (way == JH_HOME_POSTCODE && in->options->postcodes == NULL)
        return (struct jh_home){.status = JH_HOME_EMPTY, .area = JH_NONE};
    return by_value(in, slot, way, jh_i_value(r, field[way]));
}

/* By what the way tells; what the area of an aggregated table means the profile says. */
static uint8_t basis_of(const struct jh_intake *in, enum jh_home_way way)
{
    if (way == JH_HOME_INSURANCE && !in->aggregate)
        return JH_BASIS_INSURANCE;
    return way == JH_HOME_ID_CARD ? JH_BASIS_REGISTRATION : (uint8_t)in->profile->basis;
}

struct jh_home jh_i_intake_home(const struct jh_intake *in, struct jh_intake_slot *slot,
    const struct jh_record_values *record, uint8_t *out_basis)
{
    struct jh_home first = {.status = JH_HOME_EMPTY, .area = JH_NONE};
    for (size_t i = 0; i < in->profile->n_home; i++) {
        const enum jh_home_way way = in->profile->home[i];
        const struct jh_home home = by_way(in, slot, way, record);
        slot->home[way][home.status]++;
        if (home.status == JH_HOME_FOUND) {
            *out_basis = basis_of(in, way);
            return home;
        }
        if (first.status == JH_HOME_EMPTY)
            first = home;
    }
    return first;
}
