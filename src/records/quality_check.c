#include <assert.h>
#include <string.h>

#include "records/quality.h"
#include "records/rules.h"

/* ---- Preparing -------------------------------------------------------------------------------- */

void jh_i_quality_fields(bool wanted[JH_N_FIELDS])
{
    for (size_t r = 0; r < jh_i_quality_n_rules(); r++) {
        const struct jh_quality_rule *rule = &jh_i_quality_rules[r];
        wanted[rule->a] = true;
        if (rule->b != 0)
            wanted[rule->b] = true;
        if (rule->when.kind != JH_WHEN_ALWAYS)
            wanted[rule->when.field] = true;
        for (const uint8_t *p = rule->parts; p != NULL && *p < JH_N_FIELDS; p++)
            wanted[*p] = true;
    }
    for (int f = 0; f < JH_N_FIELDS; f++) /* distributions show every coded field */
        wanted[f] |= jh_i_fields[f].list != JH_LIST_NONE;
}

/* The next word of a list; NULL at its end. */
static const char *next_word(const char *at, size_t *out_len)
{
    while (at != NULL && *at == ' ')
        at++;
    if (at == NULL || *at == '\0')
        return NULL;
    *out_len = strcspn(at, " ");
    return at;
}

static uint16_t code_bits(int field, const char *codes)
{
    uint16_t bits = 0;
    size_t len;
    for (const char *w = next_word(codes, &len); w != NULL; w = next_word(w + len, &len))
        bits |= (uint16_t)(1u << jh_i_code_number(jh_i_fields[field].list, w, len));
    return bits;
}

static void take_ranges(struct jh_quality *q, size_t rule, const char *codes)
{
    size_t len, n = 0;
    char text[24];
    for (const char *w = next_word(codes, &len); w != NULL; w = next_word(w + len, &len)) {
        struct jh_icd_range range;
        assert(len < sizeof text && n < JH_QUALITY_RANGES);
        memcpy(text, w, len);
        text[len] = '\0';
        if (jh_i_icd_range_parse(text, &range)) {
            q->range[rule][n][0] = range.from;
            q->range[rule][n++][1] = range.to;
        }
    }
    q->n_ranges[rule] = (uint8_t)n;
}

static bool is_bound(const struct jh_binding *b, const struct jh_quality_rule *rule)
{
    bool bound = b->count[rule->a] > 0 && (rule->b == 0 || b->count[rule->b] > 0) &&
                 (rule->when.kind == JH_WHEN_ALWAYS || b->count[rule->when.field] > 0);
    if (rule->parts != NULL) {
        bool any = false;
        for (const uint8_t *p = rule->parts; *p < JH_N_FIELDS; p++)
            any |= b->count[*p] > 0;
        bound = bound && any;
    }
    if (rule->kind == JH_CHECK_STAY || rule->kind == JH_CHECK_WITHIN_STAY)
        bound =
            bound && b->count[JH_FIELD_ADMISSION_DATE] > 0 && b->count[JH_FIELD_DISCHARGE_DATE] > 0;
    if (rule->kind == JH_CHECK_AGE)
        bound = bound && b->count[JH_FIELD_ADMISSION_DATE] > 0 && b->count[JH_FIELD_BIRTH_DATE] > 0;
    return bound;
}

/* True where a rule asks for nothing but states of one field. */
static bool take_state(struct jh_quality *q, size_t r)
{
    const struct jh_quality_rule *rule = &jh_i_quality_rules[r];
    enum jh_value_state state = JH_VALUE_EMPTY;
    if (rule->when.kind != JH_WHEN_ALWAYS)
        return false;
    if (rule->kind == JH_CHECK_READABLE)
        state = JH_VALUE_BAD;
    else if (rule->kind == JH_CHECK_SPOILT)
        state = JH_VALUE_SPOILT;
    else if (rule->kind == JH_CHECK_LISTED)
        state = JH_VALUE_UNLISTED;
    else if (rule->kind != JH_CHECK_REQUIRED)
        return false;
    if (q->any_of[rule->a] == 0 && q->only_of[rule->a] == 0)
        q->state_field[q->n_state_fields++] = rule->a;
    q->alarm[rule->a] |= (uint8_t)(1u << state);
    if (state == JH_VALUE_EMPTY)
        q->only_of[rule->a] = JH_SEEN_EMPTY;
    else
        q->any_of[rule->a] |= (uint8_t)(1u << state);
    jh_i_break(&q->by_state[rule->a][state], r);
    return true;
}

static struct jh_check check_of(size_t r)
{
    enum { ANY = 0xFF, FILLED = ANY & ~JH_SEEN_EMPTY };
    const struct jh_quality_rule *rule = &jh_i_quality_rules[r];
    struct jh_check check = {
        .rule = (uint8_t)r, .field = rule->a, .one_of = JH_SEEN_GOOD, .none_of = 0};
    switch ((enum jh_check_kind)rule->kind) {
    case JH_CHECK_REQUIRED:
        check.one_of = ANY;
        check.none_of = FILLED;
        break;
    case JH_CHECK_EMPTY:
        check.one_of = FILLED;
        break;
    case JH_CHECK_BOTH:
    case JH_CHECK_ANY_ABOVE:
        check.one_of = ANY;
        break;
    case JH_CHECK_READABLE:
        check.one_of = 1u << JH_VALUE_BAD;
        break;
    case JH_CHECK_SPOILT:
        check.one_of = 1u << JH_VALUE_SPOILT;
        break;
    case JH_CHECK_LISTED:
        check.one_of = 1u << JH_VALUE_UNLISTED;
        break;
    case JH_CHECK_NOTED:
    case JH_CHECK_RANGE:
    case JH_CHECK_STEP:
    case JH_CHECK_DIGITS:
    case JH_CHECK_AT_MOST:
    case JH_CHECK_EQUAL:
    case JH_CHECK_IS:
    case JH_CHECK_SUM:
    case JH_CHECK_ID_CARD:
    case JH_CHECK_ID_BIRTH:
    case JH_CHECK_ID_SEX:
    case JH_CHECK_AGE:
    case JH_CHECK_STAY:
    case JH_CHECK_WITHIN_STAY:
        break;
    }
    return check;
}

/* True where a rule asks for nothing but the range of one value. */
static bool take_range(struct jh_quality *q, size_t r)
{
    const struct jh_quality_rule *rule = &jh_i_quality_rules[r];
    if (rule->kind != JH_CHECK_RANGE || rule->when.kind != JH_WHEN_ALWAYS ||
        q->binding->count[rule->a] != 1)
        return false;
    q->range_check[q->n_range_checks++] = (struct jh_range_check){.from = rule->from,
        .to = rule->to,
        .value = q->binding->first[rule->a],
        .rule = (uint8_t)r};
    return true;
}

void jh_i_quality_prepare(struct jh_quality *quality, const struct jh_binding *binding, bool full)
{
    memset(quality, 0, sizeof *quality);
    quality->binding = binding;
    assert(jh_i_quality_n_rules() <= JH_QUALITY_RULES_MAX);
    for (size_t r = 0; r < jh_i_quality_n_rules(); r++) {
        const struct jh_quality_rule *rule = &jh_i_quality_rules[r];
        quality->active[r] = rule->kind != JH_CHECK_NOTED && is_bound(binding, rule) &&
                             (full || rule->severity == JH_SEVERITY_ERROR);
        if (quality->active[r] && rule->severity == JH_SEVERITY_ERROR)
            jh_i_break(&quality->refusing, r);
        if (quality->active[r] && !take_state(quality, r) && !take_range(quality, r))
            quality->check[quality->n_checks++] = check_of(r);
        if (rule->codes != NULL)
            quality->codes[r] = code_bits(rule->a, rule->codes);
        if (rule->when.kind == JH_WHEN_IS || rule->when.kind == JH_WHEN_IS_NOT)
            quality->when_codes[r] = code_bits(rule->when.field, rule->when.codes);
        if (rule->when.kind == JH_WHEN_ICD || rule->when.kind == JH_WHEN_ANY_ICD)
            take_ranges(quality, r, rule->when.codes);
    }
}

/* ---- A record --------------------------------------------------------------------------------- */

/* All values of a field. */
struct span {
    const struct jh_value *value;
    size_t n;
};

static struct span all_of(const struct jh_record_values *r, int field)
{
    return (struct span){&r->value[r->binding->first[field]], r->binding->count[field]};
}

static bool is_filled(const struct jh_record_values *r, int field)
{
    return (r->seen[field] & ~JH_SEEN_EMPTY) != 0;
}

static bool has_state(const struct jh_record_values *r, int field, enum jh_value_state state)
{
    return (r->seen[field] >> state & 1) != 0;
}

static bool has_icd(const struct jh_quality *q, size_t rule, struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        for (size_t k = 0; s.value[i].state == JH_VALUE_GOOD && k < q->n_ranges[rule]; k++)
            if (s.value[i].n >= q->range[rule][k][0] && s.value[i].n <= q->range[rule][k][1])
                return true;
    return false;
}

static bool applies(const struct jh_quality *q, size_t rule, const struct jh_record_values *r)
{
    const struct jh_when *when = &jh_i_quality_rules[rule].when;
    const struct jh_value *v = &r->value[r->binding->first[when->field]];
    switch ((enum jh_when_kind)when->kind) {
    case JH_WHEN_ALWAYS:
        return true;
    case JH_WHEN_FILLED:
        return is_filled(r, when->field);
    case JH_WHEN_EMPTY:
        return !is_filled(r, when->field);
    case JH_WHEN_IS:
        return v->state == JH_VALUE_GOOD && (q->when_codes[rule] >> v->n & 1) != 0;
    case JH_WHEN_IS_NOT:
        return v->state == JH_VALUE_GOOD && (q->when_codes[rule] >> v->n & 1) == 0;
    case JH_WHEN_ABOVE:
        return v->state == JH_VALUE_GOOD && v->n > when->n;
    case JH_WHEN_AT_MOST:
        return v->state == JH_VALUE_GOOD && v->n <= when->n;
    case JH_WHEN_ICD:
        return has_icd(q, rule, all_of(r, when->field));
    case JH_WHEN_ANY_ICD:
        return has_icd(q, rule, all_of(r, JH_FIELD_MAIN_DX)) ||
               has_icd(q, rule, all_of(r, JH_FIELD_OTHER_DX));
    }
    return false;
}

static int64_t sum_of(const struct jh_record_values *r, const uint8_t *parts)
{
    int64_t sum = 0;
    for (; *parts < JH_N_FIELDS; parts++) {
        const struct jh_value *v = jh_i_value(r, *parts);
        sum += v != NULL && v->state == JH_VALUE_GOOD ? v->n : 0;
    }
    return sum;
}

static bool all_digits(const struct jh_value *v, int64_t n)
{
    if (v->state != JH_VALUE_GOOD)
        return true;
    for (uint32_t i = 0; i < v->len; i++)
        if (v->text[i] < '0' || v->text[i] > '9')
            return false;
    return v->len == n;
}

/* Whole years from birth to a day. */
static int64_t years_between(int32_t birth, int32_t day)
{
    int y0, m0, d0, y1, m1, d1;
    jh_i_civil_date(birth, &y0, &m0, &d0);
    jh_i_civil_date(day, &y1, &m1, &d1);
    return y1 - y0 - (m1 < m0 || (m1 == m0 && d1 < d0));
}

static bool outside_stay(const struct jh_record_values *r, struct span s)
{
    const struct jh_value *in = jh_i_value(r, JH_FIELD_ADMISSION_DATE),
                          *out = jh_i_value(r, JH_FIELD_DISCHARGE_DATE);
    for (size_t i = 0; i < s.n; i++)
        if (s.value[i].state == JH_VALUE_GOOD &&
            ((in->state == JH_VALUE_GOOD && s.value[i].n < in->n) ||
                (out->state == JH_VALUE_GOOD && s.value[i].n > out->n)))
            return true;
    return false;
}

static bool breaks_stay(const struct jh_record_values *r, const struct jh_value *days)
{
    const struct jh_value *in = jh_i_value(r, JH_FIELD_ADMISSION_DATE),
                          *out = jh_i_value(r, JH_FIELD_DISCHARGE_DATE);
    if (days->state != JH_VALUE_GOOD || in->state != JH_VALUE_GOOD || out->state != JH_VALUE_GOOD ||
        out->n < in->n)
        return false;
    return days->n != (out->n > in->n ? out->n - in->n : 1);
}

static bool breaks_age(const struct jh_record_values *r, const struct jh_value *age)
{
    const struct jh_value *birth = jh_i_value(r, JH_FIELD_BIRTH_DATE),
                          *in = jh_i_value(r, JH_FIELD_ADMISSION_DATE);
    return age->state == JH_VALUE_GOOD && birth->state == JH_VALUE_GOOD &&
           in->state == JH_VALUE_GOOD && in->n >= birth->n &&
           age->n != years_between((int32_t)birth->n, (int32_t)in->n);
}

static bool breaks_id(enum jh_check_kind kind, const struct jh_value *id, const struct jh_value *b)
{
    int32_t birth;
    int sex;
    if (id->state != JH_VALUE_GOOD)
        return false;
    const int fault = jh_i_id_card_fault(id->text, id->len);
    if (kind == JH_CHECK_ID_CARD)
        return fault != 0;
    if (fault != 0 || b == NULL || b->state != JH_VALUE_GOOD)
        return false;
    jh_i_id_card_read(id->text, id->len, &birth, &sex);
    if (kind == JH_CHECK_ID_BIRTH)
        return b->n != birth;
    return b->n != jh_i_code_of(JH_LIST_SEX, sex == 1 ? "1" : "2");
}

/* A check on each value of the field. */
static bool breaks_number(const struct jh_quality_rule *rule, struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        const struct jh_value *v = &s.value[i];
        if (v->state != JH_VALUE_GOOD)
            continue;
        if (rule->kind == JH_CHECK_STEP ? v->n % rule->from != 0
                                        : v->n < rule->from || v->n > rule->to)
            return true;
    }
    return false;
}

static bool is_broken(const struct jh_quality *q, size_t index, const struct jh_record_values *r)
{
    const struct jh_quality_rule *rule = &jh_i_quality_rules[index];
    const struct jh_value *a = jh_i_value(r, rule->a);
    const struct jh_value *b = rule->b != 0 ? jh_i_value(r, rule->b) : NULL;
    const bool good = a->state == JH_VALUE_GOOD;
    const bool both = good && b != NULL && b->state == JH_VALUE_GOOD;
    switch ((enum jh_check_kind)rule->kind) {
    case JH_CHECK_NOTED:
        return false;
    case JH_CHECK_REQUIRED:
        return !is_filled(r, rule->a);
    case JH_CHECK_EMPTY:
        return is_filled(r, rule->a);
    case JH_CHECK_READABLE:
        return has_state(r, rule->a, JH_VALUE_BAD);
    case JH_CHECK_SPOILT:
        return has_state(r, rule->a, JH_VALUE_SPOILT);
    case JH_CHECK_LISTED:
        return has_state(r, rule->a, JH_VALUE_UNLISTED);
    case JH_CHECK_RANGE:
    case JH_CHECK_STEP:
        return has_state(r, rule->a, JH_VALUE_GOOD) && breaks_number(rule, all_of(r, rule->a));
    case JH_CHECK_DIGITS:
        return !all_digits(a, rule->from);
    case JH_CHECK_AT_MOST:
        return both && a->n > b->n;
    case JH_CHECK_EQUAL:
        return both && a->n != b->n + rule->from;
    case JH_CHECK_IS:
        return good && (q->codes[index] >> a->n & 1) == 0;
    case JH_CHECK_BOTH:
        return is_filled(r, rule->a) != is_filled(r, rule->b);
    case JH_CHECK_SUM:
        return good && sum_of(r, rule->parts) > a->n;
    case JH_CHECK_ANY_ABOVE:
        return sum_of(r, rule->parts) <= 0;
    case JH_CHECK_ID_CARD:
    case JH_CHECK_ID_BIRTH:
    case JH_CHECK_ID_SEX:
        return breaks_id((enum jh_check_kind)rule->kind, a, b);
    case JH_CHECK_AGE:
        return breaks_age(r, a);
    case JH_CHECK_STAY:
        return breaks_stay(r, a);
    case JH_CHECK_WITHIN_STAY:
        return has_state(r, rule->a, JH_VALUE_GOOD) && outside_stay(r, all_of(r, rule->a));
    }
    return false;
}

static void break_states(
    const struct jh_quality *q, int field, uint8_t seen, struct jh_broken *broken)
{
    for (int state = 0; state < JH_N_VALUE_STATES; state++) {
        const bool told =
            state == JH_VALUE_EMPTY ? seen == JH_SEEN_EMPTY : (seen >> state & 1) != 0;
        for (size_t w = 0; told && w < sizeof broken->bit / sizeof *broken->bit; w++)
            broken->bit[w] |= q->by_state[field][state].bit[w];
    }
}

bool jh_i_quality_check(const struct jh_quality *quality, const struct jh_record_values *record,
    struct jh_broken *broken)
{
    uint64_t refused = 0;
    for (size_t k = 0; k < quality->n_state_fields && !record->states_fine; k++) {
        const uint8_t f = quality->state_field[k], seen = record->seen[f];
        if ((seen & quality->any_of[f]) != 0 || (seen != 0 && seen == quality->only_of[f]))
            break_states(quality, f, seen, broken);
    }
    for (size_t k = 0; k < quality->n_range_checks; k++) {
        const struct jh_range_check *c = &quality->range_check[k];
        const struct jh_value *v = &record->value[c->value];
        if ((v->n < c->from || v->n > c->to) && v->state == JH_VALUE_GOOD)
            jh_i_break(broken, c->rule);
    }
    for (size_t k = 0; k < quality->n_checks; k++) {
        const struct jh_check *c = &quality->check[k];
        const uint8_t seen = record->seen[c->field];
        if ((seen & c->one_of) != 0 && (seen & c->none_of) == 0 &&
            applies(quality, c->rule, record) && is_broken(quality, c->rule, record))
            jh_i_break(broken, c->rule);
    }
    for (size_t w = 0; w < sizeof broken->bit / sizeof *broken->bit; w++)
        refused |= broken->bit[w] & quality->refusing.bit[w];
    return refused != 0;
}
