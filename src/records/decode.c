#include "records/decode.h"

#include <string.h>

static inline unsigned digit_of(char c)
{
    return (unsigned)(unsigned char)c - '0'; /* above 9: none */
}

int32_t jh_i_icd_key(const char *text, size_t len)
{
    int third = -1, fourth = -1;
    if (len < 3)
        return -1;
    const unsigned letter = ((unsigned)(unsigned char)text[0] | 0x20) - 'a';
    const unsigned tens = digit_of(text[1]), ones = digit_of(text[2]);
    if (letter > 25 || tens > 9 || ones > 9)
        return -1;
    const size_t i = len > 3 && text[3] == '.' ? 4 : 3;
    if (i < len && digit_of(text[i]) <= 9) {
        third = (int)digit_of(text[i]);
        if (i + 1 < len && digit_of(text[i + 1]) <= 9)
            fourth = (int)digit_of(text[i + 1]);
    }
    return jh_i_icd_pack((int)letter, (int)(tens * 10 + ones), third, fourth);
}

int jh_i_department(const char *text, size_t len)
{
    int digit[6], n = 0;
    size_t i = 0;
    int point = -1;
    if (len > 0 && (text[0] == 'A' || text[0] == 'a'))
        i = 1;
    for (; i < len; i++) {
        if (text[i] == '.' && point < 0 && n > 0 && n <= 2) {
            point = n;
        } else if (text[i] == '.' && point >= 0 && n - point == 2) {
            break; /* third level */
        } else if (text[i] >= '0' && text[i] <= '9' && n < 6) {
            digit[n++] = text[i] - '0';
        } else {
            return -1;
        }
    }
    if (n == 0)
        return -1;
    int major_digits = point >= 0 ? point : n <= 2 ? n : n == 3 ? 1 : 2;
    int major = 0, minor = 0;
    for (int k = 0; k < major_digits; k++)
        major = major * 10 + digit[k];
    for (int k = major_digits; k < n && k < major_digits + 2; k++)
        minor = minor * 10 + digit[k];
    return major >= 1 && major <= 99 ? major * 100 + minor : -1;
}

/* GB 11643: weights 2^(17-i) mod 11. */
int jh_i_id_card_fault(const char *text, size_t len)
{
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char check[] = "10X98765432";
    int32_t birth;
    int sum = 0, sex;
    if (len == 0)
        return 1;
    if (len != 15 && len != 18)
        return 2;
    for (size_t i = 0; i < len; i++) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (!digit && !(i == 17 && (text[i] == 'X' || text[i] == 'x')))
            return 2;
        sum += i < 17 && len == 18 ? weight[i] * (text[i] - '0') : 0;
    }
    jh_i_id_card_read(text, len, &birth, &sex);
    if (birth == INT32_MIN)
        return 2;
    const char last = text[len - 1] == 'x' ? 'X' : text[len - 1];
    return len == 18 && check[sum % 11] != last ? 3 : 0;
}

void jh_i_id_card_read(const char *text, size_t len, int32_t *out_birth, int *out_sex)
{
    char date[8] = {'1', '9', 0, 0, 0, 0, 0, 0};
    const size_t n = len == 18 ? 8 : 6;
    memcpy(date + 8 - n, text + 6, n);
    *out_birth = INT32_MIN;
    if (!jh_i_decode_date(date, sizeof date, out_birth))
        *out_birth = INT32_MIN;
    const char order = len == 18 ? text[16] : text[14];
    *out_sex = (order - '0') % 2 == 1 ? 1 : 2;
}

/* ---- Any field -------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void trim(struct jh_value *v)
{
    while (v->len > 0 && is_space(v->text[v->len - 1]))
        v->len--;
    while (v->len > 0 && is_space(v->text[0])) {
        v->text++;
        v->len--;
    }
    if (v->len == 1 && v->text[0] == '-')
        v->len = 0;
}

/* Whether nothing is to be trimmed, told by the ends. */
static inline bool is_trimmed(const char *text, size_t len)
{
    return (unsigned char)text[0] > ' ' && (unsigned char)text[len - 1] > ' ' &&
           !(len == 1 && text[0] == '-');
}

static void map(const struct jh_value_map *m, struct jh_value *v)
{
    for (size_t i = 0; i < m->n; i++)
        if (strlen(m->from[i]) == v->len && memcmp(m->from[i], v->text, v->len) == 0) {
            v->text = m->to[i];
            v->len = (uint32_t)strlen(m->to[i]);
            return;
        }
}

/* ---- By kind: text and len are there, the state is good ---------------------------------------- */

static void judge(struct jh_value *v, bool good)
{
    v->state = good ? JH_VALUE_GOOD : JH_VALUE_BAD;
}

static void decode_text(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    (void)column;
    (void)fen;
    (void)v;
}

static void decode_code(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    (void)fen;
    v->n = jh_i_code_number(jh_i_fields[column->field].list, v->text, v->len);
    v->state = v->n > 0 ? JH_VALUE_GOOD : JH_VALUE_UNLISTED;
}

static void decode_date(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    int32_t day = 0;
    (void)column;
    (void)fen;
    judge(v, jh_i_decode_date(v->text, v->len, &day));
    v->n = day;
}

static void decode_count(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    (void)column;
    (void)fen;
    judge(v, jh_i_decode_count(v->text, v->len, &v->n));
}

static void decode_money(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    (void)column;
    judge(v, jh_i_decode_money(v->text, v->len, fen, &v->n));
}

static void decode_weight(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    (void)column;
    (void)fen;
    judge(v, jh_i_decode_weight(v->text, v->len, &v->n));
}

static void decode_age(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    int64_t days = 0;
    (void)column;
    (void)fen;
    judge(v, jh_i_decode_age(v->text, v->len, &v->n, &days));
}

static void decode_icd(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    (void)column;
    (void)fen;
    v->n = jh_i_icd_key(v->text, v->len);
    judge(v, v->n >= 0);
}

static void decode_id(const struct jh_bound_column *column, bool fen, struct jh_value *v)
{
    (void)column;
    (void)fen;
    /* Three digits at its beginning: no exponent is far. */
    if ((v->len < 3 || digit_of(v->text[1]) > 9 || digit_of(v->text[2]) > 9) &&
        jh_i_is_scientific(v->text, v->len))
        v->state = JH_VALUE_SPOILT;
}

typedef void decode_fn(const struct jh_bound_column *column, bool fen, struct jh_value *v);
static decode_fn *const by_kind[] = {[JH_KIND_OF_TEXT] = decode_text,
    [JH_KIND_OF_CODE] = decode_code,
    [JH_KIND_OF_DATE] = decode_date,
    [JH_KIND_OF_COUNT] = decode_count,
    [JH_KIND_OF_MONEY] = decode_money,
    [JH_KIND_OF_WEIGHT] = decode_weight,
    [JH_KIND_OF_AGE] = decode_age,
    [JH_KIND_OF_ICD] = decode_icd,
    [JH_KIND_OF_ID] = decode_id};

/* Spaces off, mapped; false: nothing is left, or nobody can read it. */
static bool tidy(const struct jh_bound_column *column, struct jh_value *v)
{
    if (v->text == NULL) { /* of another character set: something is there */
        *v = (struct jh_value){.text = "", .state = JH_VALUE_BAD};
        return false;
    }
    trim(v);
    if (column->map != NULL)
        map(column->map, v);
    if (v->len == 0)
        v->state = JH_VALUE_EMPTY;
    return v->len > 0;
}

void jh_i_decode(const struct jh_bound_column *column, const char *text, size_t len,
    bool money_in_fen, struct jh_value *out)
{
    const uint8_t single = len == 1 && text != NULL && (unsigned char)text[0] < 128
                               ? column->one[(unsigned char)text[0]]
                               : 0;
    out->text = text;
    out->len = (uint32_t)len;
    out->n = single;
    out->state = JH_VALUE_GOOD;
    if (single != 0)
        return;
    if ((len == 0 || column->map != NULL || text == NULL || !is_trimmed(text, len)) &&
        !tidy(column, out))
        return;
    by_kind[jh_i_fields[column->field].kind](column, money_in_fen, out);
}
