#include "sample/records.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "records/decode.h"
#include "sample/record_cases.h"

enum { TEXT_MAX = 1 << 16, MONTHS_BEFORE = 1990 * 12, REAL_PROVINCE = 31 };

const char *jh_i_sample_error_id(enum jh_sample_error error)
{
    static const char *const ids[JH_SAMPLE_N_ERRORS] = {
#define JH_X(name, id, refused) id,
        JH_SAMPLE_ERROR_MAP(JH_X)
#undef JH_X
    };
    return ids[error];
}

static bool is_refused(enum jh_sample_error error)
{
    static const bool refused[JH_SAMPLE_N_ERRORS] = {
#define JH_X(name, id, refused) refused != 0,
        JH_SAMPLE_ERROR_MAP(JH_X)
#undef JH_X
    };
    return error != JH_SAMPLE_GOOD && refused[error];
}

/* A person in a cell, to count different ones. */
struct stay {
    uint64_t cell;
    uint32_t person;
};

/* What all records share. */
struct source {
    const struct jh_dataset *d;
    const struct jh_sample_record_options *o;
    size_t n_rows;
    size_t *row;    /* [n_rows], flows to draw from */
    double *before; /* [n_rows + 1], cases before each */
    struct jh_cube cube;
    size_t n_stays;
    struct stay *stay; /* [n_records] */
    struct jh_sample_record_truth *truth;
};

/* One record before it becomes text. */
struct draw {
    size_t flow;
    const struct jh_sample_case *kind;
    int32_t hospital, area; /* area < 0: of a real province beyond */
    uint32_t number, person;
    int32_t discharge, admission, birth;
    int64_t days, fee[6], cost;
    int age;
    bool hard, death, female;
    int op_level, route;
};

/* ---- Drawing ---------------------------------------------------------------------------------- */

static bool is_drawn(const struct jh_dataset *d, size_t i, int source)
{
    const struct jh_flows *f = &d->flows;
    return (size_t)f->hospital[i] < d->hospitals.n_inside &&
           (size_t)f->area[i] < d->areas.n_inside && (source < 0 || f->source[i] == source);
}

static int find_source(const struct jh_dataset *d)
{
    for (size_t i = 0; i < d->sources.n; i++)
        if (strcmp(d->sources.id[i], "records") == 0)
            return (int)i;
    return -1;
}

static enum jh_status gather_rows(struct source *s, struct jh_error *err)
{
    const struct jh_flows *f = &s->d->flows;
    const int source = find_source(s->d);
    s->row = jh_i_calloc(f->n, sizeof *s->row);
    s->before = jh_i_calloc(f->n + 1, sizeof *s->before);
    s->stay = jh_i_calloc((size_t)s->o->n_records, sizeof *s->stay);
    if (s->row == NULL || s->before == NULL || s->stay == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < f->n; i++) {
        if (!is_drawn(s->d, i, source))
            continue;
        s->row[s->n_rows] = i;
        s->before[s->n_rows + 1] = s->before[s->n_rows] + f->measure[JH_MEASURE_CASES][i];
        s->n_rows++;
    }
    if (s->n_rows == 0 || !s->d->periods.given || s->before[s->n_rows] <= 0)
        return jh_fail(err, JH_E_ARG, "the dataset has no flows to draw records from");
    return JH_OK;
}

static size_t draw_row(const struct source *s, struct jh_rng *rng)
{
    const double at = jh_rng_unit(rng) * s->before[s->n_rows];
    size_t low = 0, high = s->n_rows - 1;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (s->before[mid + 1] <= at)
            low = mid + 1;
        else
            high = mid;
    }
    return s->row[low];
}

static int32_t draw_day(const struct source *s, size_t flow, struct jh_rng *rng)
{
    const struct jh_periods *p = &s->d->periods;
    const char *id = p->id[s->d->flows.period[flow]];
    const int year = (int)strtol(id, NULL, 10);
    int month = 1 + (int)jh_rng_below(rng, 12);
    int32_t day = 0;
    if (strlen(id) == 6 && id[4] == 'Q')
        month = (id[5] - '1') * 3 + 1 + (int)jh_rng_below(rng, 3);
    else if (strlen(id) == 7)
        month = (int)strtol(id + 5, NULL, 10);
    (void)jh_i_civil_day(year, month, 1 + (int)jh_rng_below(rng, 28), &day);
    return day;
}

static void draw_money(struct draw *w, struct jh_rng *rng)
{
    w->cost = 0;
    for (int i = 0; i < 6; i++) {
        w->fee[i] = 100 + (int64_t)jh_rng_below(rng, 200000);
        w->cost += w->fee[i];
    }
}

static struct draw draw_one(const struct source *s, uint32_t number, struct jh_rng *rng)
{
    const struct jh_flows *f = &s->d->flows;
    struct draw w = {.flow = draw_row(s, rng), .number = number};
    int year, month, day;
    w.hospital = f->hospital[w.flow];
    w.area = jh_rng_below(rng, 50) == 0 ? -1 : f->area[w.flow];
    w.kind = jh_i_sample_case(s->d->specialties.id[f->specialty[w.flow]], jh_rng_u64(rng));
    w.hard = f->hard != NULL && f->hard[w.flow] == JH_HARD_YES;
    w.person = (uint32_t)jh_rng_below(rng, (uint64_t)s->o->n_records * 7 / 8 + 1);
    w.discharge = draw_day(s, w.flow, rng);
    w.days = 1 + (int64_t)jh_rng_below(rng, 20);
    w.admission = (int32_t)(w.discharge - w.days + (w.days == 1 && jh_rng_below(rng, 2) == 0));
    w.age =
        w.kind->min_age + (int)jh_rng_below(rng, (uint64_t)(w.kind->max_age - w.kind->min_age + 1));
    jh_i_civil_date(w.admission, &year, &month, &day);
    (void)jh_i_civil_day(year - w.age, month, day > 28 ? 28 : day, &w.birth);
    w.female = w.kind->female || jh_rng_below(rng, 2) == 0;
    w.death = jh_rng_below(rng, 200) == 0;
    w.op_level = w.hard ? 4 : (int)jh_rng_below(rng, 4); /* 0: no operation */
    const uint8_t reason = f->reason != NULL ? f->reason[w.flow] : JH_REASON_UNKNOWN;
    w.route = reason == JH_REASON_EMERGENCY ? 1 : reason == JH_REASON_TRANSFER ? 3 : 2;
    draw_money(&w, rng);
    return w;
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static void put(struct jh_sample_record *r, enum jh_field field, int instance, const char *format,
    ...) JH_PRINTF(4, 5);
static void put(
    struct jh_sample_record *r, enum jh_field field, int instance, const char *format, ...)
{
    char room[512];
    va_list args;
    va_start(args, format);
    const int len = vsnprintf(room, sizeof room, format, args);
    va_end(args);
    if (r->n == JH_SAMPLE_CELLS_MAX || len < 0 || (size_t)len >= sizeof room)
        return;
    r->cell[r->n++] = (struct jh_sample_cell){
        (uint8_t)field, (uint8_t)instance, (uint32_t)r->text.len, (uint32_t)len};
    jh_buf_add(&r->text, room, (size_t)len);
}

/* Dates in the styles that files have; without errors all in one. */
static void put_date(struct jh_sample_record *r, enum jh_field field, int32_t day, int style)
{
    int y, m, d;
    jh_i_civil_date(day, &y, &m, &d);
    switch (style) {
    case 1:
        put(r, field, 0, "%d/%d/%d", y, m, d);
        break;
    case 2:
        put(r, field, 0, "%04d%02d%02d", y, m, d);
        break;
    case 3:
        put(r, field, 0, "%d年%d月%d日", y, m, d);
        break;
    case 4:
        put(r, field, 0, "%04d-%02d-%02d 10:30:00", y, m, d);
        break;
    case 5:
        put(r, field, 0, "%d.%d.%d", y, m, d);
        break;
    default:
        put(r, field, 0, "%04d-%02d-%02d", y, m, d);
    }
}

static int name_len(const char *name)
{
    const char *bracket = strstr(name, "（");
    return (int)(bracket != NULL ? (size_t)(bracket - name) : strlen(name));
}

static void put_address(struct jh_sample_record *r, const struct source *s, const struct draw *w)
{
    const struct jh_regions *regions = &s->d->regions;
    char text[256] = "";
    if (w->area < 0) {
        put(r, JH_FIELD_ADDRESS, 0, "上海市黄浦区虚构路%u号", w->number % 999 + 1);
        return;
    }
    const int32_t city = s->d->areas.region[w->area];
    const int32_t above = city >= 0 ? regions->parent[city] : JH_NONE;
    int len = 0;
    if (above >= 0)
        len = snprintf(
            text, sizeof text, "%.*s", name_len(regions->name[above]), regions->name[above]);
    if (city >= 0 && len >= 0 && (size_t)len < sizeof text)
        snprintf(text + len, sizeof text - (size_t)len, "%.*s", name_len(regions->name[city]),
            regions->name[city]);
    put(r, JH_FIELD_ADDRESS, 0, "%s%.*s虚构路%u号", text, name_len(s->d->areas.name[w->area]),
        s->d->areas.name[w->area], w->number % 999 + 1);
}

static void put_person(struct jh_sample_record *r, const struct draw *w, int style)
{
    put(r, JH_FIELD_PERSON, 0, "K%09u", w->person);
    put(r, JH_FIELD_SEX, 0, "%d", w->female ? 2 : 1);
    put_date(r, JH_FIELD_BIRTH_DATE, w->birth, style);
    put(r, JH_FIELD_AGE, 0, "%d", w->age);
    put(r, JH_FIELD_MARITAL, 0, "%d", w->age < 22 ? 1 : 2);
    put(r, JH_FIELD_OCCUPATION, 0, "%d", w->age < 20 ? 31 : w->age > 60 ? 80 : 24);
    put(r, JH_FIELD_PAYMENT, 0, "%u", w->number % 2 + 1);
    put(r, JH_FIELD_CONTACT_NAME, 0, "亲属%u", w->number % 1000);
    put(r, JH_FIELD_CONTACT_RELATION, 0, "%d", w->age < 22 ? 5 : 1);
    put(r, JH_FIELD_POSTCODE, 0, "%06u", 100000 + w->number % 900000);
}

static void put_stay(struct jh_sample_record *r, const struct draw *w, int style)
{
    put_date(r, JH_FIELD_ADMISSION_DATE, w->admission, style);
    put_date(r, JH_FIELD_DISCHARGE_DATE, w->discharge, style);
    put(r, JH_FIELD_DAYS, 0, "%lld", (long long)w->days);
    put(r, JH_FIELD_ADMISSION_ROUTE, 0, "%d", w->route);
    put(r, JH_FIELD_ADMISSION_DEPARTMENT, 0, "%s", w->kind->department);
    put(r, JH_FIELD_DISCHARGE_DEPARTMENT, 0, "%s", w->kind->department);
    put(r, JH_FIELD_DISCHARGE_WAY, 0, "%d", w->death ? 5 : 1);
    if (w->death)
        put(r, JH_FIELD_AUTOPSY, 0, "2");
    put(r, JH_FIELD_REPLAN, 0, "1");
    for (int field = JH_FIELD_HEAD; field <= JH_FIELD_CODER; field++)
        put(r, (enum jh_field)field, 0, "医师%u", w->number % 97);
}

static void put_diseases(struct jh_sample_record *r, const struct draw *w, int style)
{
    put(r, JH_FIELD_CLINIC_DX, 0, "%s", w->kind->icd);
    put(r, JH_FIELD_MAIN_DX, 0, "%s", w->kind->icd);
    put(r, JH_FIELD_MAIN_DX_NAME, 0, "虚构诊断");
    put(r, JH_FIELD_MAIN_DX_CONDITION, 0, "1");
    for (unsigned i = 0; i < w->number % 4; i++) {
        put(r, JH_FIELD_OTHER_DX, (int)i, "I10.x00");
        put(r, JH_FIELD_OTHER_DX_CONDITION, (int)i, "1");
    }
    if (w->kind->icd[0] == 'S') {
        put(r, JH_FIELD_INJURY_DX, 0, "W01.900");
        put(r, JH_FIELD_INJURY_NAME, 0, "跌倒");
    }
    if (w->kind->icd[0] == 'C') {
        put(r, JH_FIELD_PATHOLOGY_DX, 0, "M80000/3");
        put(r, JH_FIELD_PATHOLOGY_NAME, 0, "恶性肿瘤");
        put(r, JH_FIELD_PATHOLOGY_NO, 0, "B%u", w->number);
    }
    put(r, JH_FIELD_ALLERGY, 0, "1");
    put(r, JH_FIELD_ABO, 0, "%u", w->number % 4 + 1);
    put(r, JH_FIELD_RH, 0, "2");
    if (w->op_level > 0) {
        put(r, JH_FIELD_OP_CODE, 0, "00.0100");
        put_date(r, JH_FIELD_OP_DATE, w->admission, style);
        put(r, JH_FIELD_OP_LEVEL, 0, "%d", w->op_level);
    }
}

static void put_yuan(struct jh_sample_record *r, enum jh_field field, int64_t fen)
{
    put(r, field, 0, "%s%lld.%02lld", fen < 0 ? "-" : "", (long long)(llabs(fen) / 100),
        (long long)(llabs(fen) % 100));
}

static void put_costs(struct jh_sample_record *r, const struct draw *w)
{
    static const enum jh_field fees[6] = {JH_FIELD_FEE_GENERAL, JH_FIELD_FEE_NURSING,
        JH_FIELD_FEE_LABORATORY, JH_FIELD_FEE_OPERATION, JH_FIELD_FEE_WESTERN_DRUG,
        JH_FIELD_FEE_MATERIAL_CARE};
    put_yuan(r, JH_FIELD_COST, w->cost);
    put_yuan(r, JH_FIELD_SELF_PAY, w->cost / 3);
    for (int i = 0; i < 6; i++)
        if (fees[i] != JH_FIELD_FEE_OPERATION)
            put_yuan(r, fees[i], w->fee[i]);
    put_yuan(r, JH_FIELD_FEE_OPERATION, w->fee[3]);
    put_yuan(r, JH_FIELD_FEE_SURGICAL, w->fee[3]);
}

static void write_good(struct jh_sample_record *r, const struct source *s, const struct draw *w)
{
    const int style = s->o->error_frac > 0 ? (int)(w->number % 6) : 0;
    put(r, JH_FIELD_HOSPITAL, 0, "%s", s->d->hospitals.id[w->hospital]);
    put(r, JH_FIELD_HOSPITAL_NAME, 0, "%s", s->d->hospitals.name[w->hospital]);
    put(r, JH_FIELD_RECORD_NO, 0, "B%09u", w->number);
    put(r, JH_FIELD_STAY_NO, 0, "1");
    put_address(r, s, w);
    put_person(r, w, style);
    put_stay(r, w, style);
    put_diseases(r, w, style);
    put_costs(r, w);
}

/* Put another text in the place of a field's. */
static void spoil(struct jh_sample_record *r, enum jh_field field, const char *text)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->cell[i].field == field && r->cell[i].instance == 0) {
            r->cell[i].at = (uint32_t)r->text.len;
            r->cell[i].len = (uint32_t)strlen(text);
            jh_buf_add(&r->text, text, strlen(text));
        }
}

static void make_wrong(struct jh_sample_record *r, struct draw *w)
{
    static const struct {
        enum jh_sample_error error;
        enum jh_field field;
        const char *text;
    } changes[] = {{JH_SAMPLE_NO_DISCHARGE_DATE, JH_FIELD_DISCHARGE_DATE, ""},
        {JH_SAMPLE_BEFORE_ADMISSION, JH_FIELD_ADMISSION_DATE, "2099-01-01"},
        {JH_SAMPLE_UNKNOWN_HOSPITAL, JH_FIELD_HOSPITAL, "NOWHERE"},
        {JH_SAMPLE_UNKNOWN_HOSPITAL, JH_FIELD_HOSPITAL_NAME, "无此医院"},
        {JH_SAMPLE_NO_HOSPITAL, JH_FIELD_HOSPITAL, ""},
        {JH_SAMPLE_SPOILT_NUMBER, JH_FIELD_RECORD_NO, "3.30106E+17"},
        {JH_SAMPLE_AMBIGUOUS_HOME, JH_FIELD_ADDRESS, "朝阳区虚构路1号"},
        {JH_SAMPLE_UNKNOWN_HOME, JH_FIELD_ADDRESS, "虚构路1号"},
        {JH_SAMPLE_UNLISTED_SEX, JH_FIELD_SEX, "7"},
        {JH_SAMPLE_NEGATIVE_COST, JH_FIELD_COST, "-1.00"},
        {JH_SAMPLE_NEGATIVE_COST, JH_FIELD_SELF_PAY, ""},
        {JH_SAMPLE_WRONG_DAYS, JH_FIELD_DAYS, "999"}, {JH_SAMPLE_NO_MAIN_DX, JH_FIELD_MAIN_DX, ""},
        {JH_SAMPLE_SELF_PAY_TOO_HIGH, JH_FIELD_SELF_PAY, "99999999.00"}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        if (changes[i].error == r->error)
            spoil(r, changes[i].field, changes[i].text);
    if (r->error == JH_SAMPLE_WRONG_DAYS)
        w->days = 999;
}

/* ---- Truth ------------------------------------------------------------------------------------ */

static uint16_t specialty_index(struct jh_sample_record_truth *t, const char *id)
{
    size_t i = 0;
    while (i < t->n_specialties && strcmp(t->specialty[i], id) != 0)
        i++;
    if (i == t->n_specialties)
        t->specialty[t->n_specialties++] = id;
    return (uint16_t)i;
}

static enum jh_status count(
    struct source *s, const struct jh_sample_record *r, const struct draw *w, struct jh_error *err)
{
    int year, month, day;
    struct jh_cube_cell cell = {.told = JH_TOLD_ALL};
    int64_t *m = cell.measure;
    struct jh_cell_key key = {.hospital = w->hospital,
        .area = w->area >= 0 ? w->area : (int32_t)s->d->areas.n + REAL_PROVINCE,
        .basis = JH_BASIS_RESIDENCE,
        .hard = w->op_level == 4 ? JH_HARD_YES : JH_HARD_NO,
        .reason = w->route == 1   ? JH_REASON_EMERGENCY
                  : w->route == 3 ? JH_REASON_TRANSFER
                                  : JH_REASON_UNKNOWN};
    const bool unclassed = r->error == JH_SAMPLE_NO_MAIN_DX;
    const char *specialty = unclassed && !w->kind->by_department && w->age > 17 ? "其他"
                            : unclassed && !w->kind->by_department              ? "儿科"
                                                                   : w->kind->specialty;
    jh_i_civil_date(w->discharge, &year, &month, &day);
    key.period = (uint16_t)(year * 12 + month - 1 - MONTHS_BEFORE);
    key.specialty = specialty_index(s->truth, specialty);
    m[JH_MEASURE_CASES] = 1;
    m[JH_MEASURE_DAYS] = w->days;
    m[JH_MEASURE_COST] = w->cost;
    m[JH_MEASURE_DEATHS] = w->death;
    m[JH_MEASURE_OP3] = w->op_level == 3;
    m[JH_MEASURE_OP4] = w->op_level == 4;
    struct stay *stay = &s->stay[s->n_stays++];
    stay->cell = cell.key = jh_i_cell_pack(&key);
    stay->person = w->person;
    s->truth->n_taken++;
    return jh_i_cube_add(&s->cube, &cell, err);
}

static int by_stay(const void *a, const void *b)
{
    const struct stay *x = a, *y = b;
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

static enum jh_status count_persons(struct source *s, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (s->n_stays > 0)
        qsort(s->stay, s->n_stays, sizeof *s->stay, by_stay);
    for (size_t i = 0; i < s->n_stays && st == JH_OK; i++)
        if (i == 0 || by_stay(&s->stay[i - 1], &s->stay[i]) != 0) {
            const struct jh_cube_cell one = {.key = s->stay[i].cell,
                .told = JH_TOLD(JH_MEASURE_PERSONS),
                .measure = {[JH_MEASURE_PERSONS] = 1}};
            st = jh_i_cube_add(&s->cube, &one, err);
        }
    return st;
}

/* ---- The whole -------------------------------------------------------------------------------- */

static enum jh_status draw_all(
    struct source *s, jh_sample_record_fn *hand, void *ctx, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_rng rng;
    struct jh_sample_record r = {.error = JH_SAMPLE_GOOD};
    jh_buf_init(&r.text, TEXT_MAX);
    jh_rng_init(&rng, s->o->seed, 77);
    for (int64_t i = 0; i < s->o->n_records; i++) {
        const bool wrong = jh_rng_unit(&rng) < s->o->error_frac;
        const uint64_t kind = jh_rng_below(&rng, JH_SAMPLE_N_ERRORS);
        struct draw w;
        /* A duplicate is the record before once more: there must be one, and a good one. */
        const bool again =
            wrong && kind == JH_SAMPLE_DUPLICATE && r.error == JH_SAMPLE_GOOD && i > 0;
        if (again) {
            s->truth->n_errors[JH_SAMPLE_DUPLICATE]++;
            JH_TRY(st, hand(ctx, &r, err));
            continue;
        }
        r.error =
            wrong && kind != JH_SAMPLE_DUPLICATE ? (enum jh_sample_error)kind : JH_SAMPLE_GOOD;
        r.n = 0;
        jh_buf_reset(&r.text);
        w = draw_one(s, (uint32_t)i, &rng);
        write_good(&r, s, &w);
        make_wrong(&r, &w);
        JH_TRY(st, jh_buf_status(&r.text, err));
        if (r.error != JH_SAMPLE_GOOD)
            s->truth->n_errors[r.error]++;
        if (!is_refused(r.error))
            JH_TRY(st, count(s, &r, &w, err));
        JH_TRY(st, hand(ctx, &r, err));
    }
    st = count_persons(s, err);
out:
    jh_buf_release(&r.text);
    return st;
}

void jh_i_sample_record_truth_release(struct jh_sample_record_truth *truth)
{
    jh_i_cube_release(&truth->cube);
    jh_i_free(truth->specialty);
    *truth = (struct jh_sample_record_truth){0};
}

enum jh_status jh_i_sample_records(const struct jh_dataset *dataset,
    const struct jh_sample_record_options *options, jh_sample_record_fn *hand, void *ctx,
    struct jh_sample_record_truth *out_truth, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_sample_record_truth truth = {0};
    struct source s = {.d = dataset, .o = options, .truth = &truth};
    if (options->n_records < 1 || options->n_records > 1000000000 || !(options->error_frac >= 0) ||
        options->error_frac > 1)
        return jh_fail(err, JH_E_ARG, "records must be 1 to 1,000,000,000, their errors 0 to 1");
    truth.specialty = jh_i_calloc(dataset->specialties.n + 64, sizeof *truth.specialty);
    if (truth.specialty == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, gather_rows(&s, err));
    JH_TRY(st, draw_all(&s, hand, ctx, err));
    truth.cube = s.cube;
    s.cube = (struct jh_cube){0};
    JH_TRY(st, jh_i_cube_sort(&truth.cube, err));
    *out_truth = truth;
    truth = (struct jh_sample_record_truth){0};
out:
    jh_i_sample_record_truth_release(&truth);
    jh_i_cube_release(&s.cube);
    jh_i_free(s.row);
    jh_i_free(s.before);
    jh_i_free(s.stay);
    return st;
}
