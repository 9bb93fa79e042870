/* Before the records: columns, codes, hospitals and months by number. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "model/codes.h"
#include "records/intake_parts.h"

static enum jh_status list_hospitals(struct jh_intake *in, struct jh_error *err)
{
    const struct jh_hospitals *h = &in->dataset->hospitals;
    enum jh_status st = JH_OK;
    uint32_t at;
    bool is_new;
    in->name_twice = jh_i_calloc(h->n, sizeof *in->name_twice);
    if (in->name_twice == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < h->n; i++)
        JH_TRY(st, jh_strmap_put(&in->hospital_ids, h->id[i], strlen(h->id[i]), (uint32_t)i, &at,
                       &is_new, err));
    for (size_t i = 0; i < h->n; i++) {
        if (h->name[i] == NULL || h->name[i][0] == '\0')
            continue;
        JH_TRY(st, jh_strmap_put(&in->hospital_names, h->name[i], strlen(h->name[i]), (uint32_t)i,
                       &at, &is_new, err));
        in->name_twice[at] |= !is_new;
    }
out:
    return st;
}

static void number_codes(struct jh_intake *in)
{
    size_t n;
    const struct jh_code *reason = jh_i_codes(JH_LIST_REASON, &n);
    for (size_t i = 0; i < n; i++) {
        uint8_t code = JH_REASON_UNKNOWN;
        (void)jh_i_reason_parse(reason[i].code, &code);
        in->reason_of[i + 1] = code;
    }
    in->code_death = jh_i_code_of(JH_LIST_DISCHARGE, "5");
    in->code_dead_outcome = jh_i_code_of(JH_LIST_OUTCOME, "4");
    in->code_yes = jh_i_code_of(JH_LIST_FLAG, "1");
    in->code_level3 = jh_i_code_of(JH_LIST_OP_LEVEL, "3");
    in->code_level4 = jh_i_code_of(JH_LIST_OP_LEVEL, "4");
}

static enum jh_status number_months(struct jh_intake *in, struct jh_error *err)
{
    in->month_of_day = jh_i_calloc(JH_INTAKE_DAYS, sizeof *in->month_of_day);
    if (in->month_of_day == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int32_t i = 0; i < JH_INTAKE_DAYS; i++) {
        int year, month, day;
        jh_i_civil_date(JH_INTAKE_FIRST_DAY + i, &year, &month, &day);
        in->month_of_day[i] = (uint16_t)((year - 1990) * 12 + month - 1);
    }
    return JH_OK;
}

/* Keys of cells have room for so many. */
static enum jh_status check_sizes(const struct jh_dataset *d, struct jh_error *err)
{
    if (d->areas.n + 100 > JH_CELL_AREAS_MAX || d->hospitals.n > JH_CELL_HOSPITALS_MAX)
        return jh_fail(err, JH_E_LIMIT, "records need at most %zu areas and %zu hospitals",
            JH_CELL_AREAS_MAX - 100, JH_CELL_HOSPITALS_MAX);
    return JH_OK;
}

/* Values that may be Chinese: texts, codes by their word, dates with 年, mapped ones. */
static bool may_be_chinese(const struct jh_bound_column *item)
{
    const enum jh_field_kind kind = jh_i_fields[item->field].kind;
    return kind == JH_KIND_OF_TEXT || kind == JH_KIND_OF_CODE || kind == JH_KIND_OF_DATE ||
           kind == JH_KIND_OF_AGE || kind == JH_KIND_OF_ID || item->map != NULL;
}

/* Every column once, though two fields may stand in it. */
static enum jh_status select_columns(
    struct jh_intake *in, struct jh_i_rec_reader *reader, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = 0;
    struct jh_i_rec_want *want = jh_i_calloc(in->binding.n, sizeof *want);
    in->delivered_at = jh_i_calloc(in->binding.n, sizeof *in->delivered_at);
    if (want == NULL || in->delivered_at == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < in->binding.n; i++) {
        size_t k = 0;
        while (k < n && want[k].column != in->binding.item[i].column)
            k++;
        n += k == n;
        want[k].column = in->binding.item[i].column;
        want[k].text |= may_be_chinese(&in->binding.item[i]);
        in->delivered_at[i] = (uint16_t)k;
    }
    st = jh_i_rec_select(reader, n, want, err);
out:
    jh_i_free(want);
    return st;
}

/* Measures that the columns can tell. */
static unsigned what_is_told(const struct jh_intake *in)
{
    const uint8_t *count = in->binding.count;
    const bool records = !in->aggregate;
    const bool person = count[JH_FIELD_PERSON] > 0 || count[JH_FIELD_RECORD_NO] > 0;
    const bool dead = count[JH_FIELD_DISCHARGE_WAY] > 0 || count[JH_FIELD_OUTCOME] > 0 ||
                      count[JH_FIELD_DEATH] > 0;
    const bool told[JH_N_MEASURES] = {[JH_MEASURE_CASES] = true,
        [JH_MEASURE_PERSONS] = records ? in->options->dedup && person : count[JH_FIELD_PERSONS] > 0,
        [JH_MEASURE_DAYS] =
            count[JH_FIELD_DAYS] > 0 || (records && count[JH_FIELD_ADMISSION_DATE] > 0),
        [JH_MEASURE_COST] = count[JH_FIELD_COST] > 0,
        [JH_MEASURE_WEIGHT] = records && count[JH_FIELD_DRG_WEIGHT] > 0,
        [JH_MEASURE_DEATHS] = records ? dead : count[JH_FIELD_DEATHS] > 0,
        [JH_MEASURE_OP3] = records && count[JH_FIELD_OP_LEVEL] > 0,
        [JH_MEASURE_OP4] = records && count[JH_FIELD_OP_LEVEL] > 0};
    unsigned bits = 0;
    for (int m = 0; m < JH_N_MEASURES; m++)
        bits |= told[m] ? JH_TOLD(m) : 0;
    return bits;
}

static void group_columns(struct jh_intake *in)
{
    const struct jh_binding *b = &in->binding;
    for (int f = 0; f < JH_N_FIELDS; f++)
        if (b->count[f] > 0)
            in->group[in->n_groups++] = (struct jh_intake_group){.first = b->first[f],
                .end = (uint16_t)(b->first[f] + b->count[f]),
                .field = (uint8_t)f,
                .alarm = in->quality.alarm[f]};
}

enum jh_status jh_i_intake_prepare(
    struct jh_intake *in, struct jh_i_rec_reader *reader, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool wanted[JH_N_FIELDS] = {false};
    size_t n_columns;
    const char *const *columns = jh_i_rec_columns(reader, &n_columns);
    in->aggregate = in->profile->kind == JH_PROFILE_AGGREGATE;
    jh_i_intake_fields(in->profile, in->options, wanted);
    if (in->options->quality)
        jh_i_quality_fields(wanted);
    JH_TRY(st, jh_i_profile_bind(in->profile, n_columns, columns, wanted, &in->binding, err));
    JH_TRY(st, select_columns(in, reader, err));
    jh_i_quality_prepare(&in->quality, &in->binding, in->options->quality);
    group_columns(in);
    JH_TRY(st, check_sizes(in->dataset, err));
    JH_TRY(st, list_hospitals(in, err));
    number_codes(in);
    JH_TRY(st, number_months(in, err));
    in->tells = what_is_told(in);
    in->tells_hard = in->binding.count[JH_FIELD_HARD] > 0 ||
                     (!in->aggregate && (in->binding.count[JH_FIELD_MAIN_DX] > 0 ||
                                            in->binding.count[JH_FIELD_OP_LEVEL] > 0 ||
                                            in->binding.count[JH_FIELD_DRG_WEIGHT] > 0));
    st = jh_i_gazetteer_new(in->dataset, &in->gazetteer, err);
out:
    return st;
}
