#include "records/decode.h"

#include <string.h>

int32_t jh_i_icd_key(const char *text, size_t len)
{
    int digit[4] = {-1, -1, -1, -1};
    size_t i = 1;
    if (len < 3)
        return -1;
    int letter = text[0] >= 'a' ? text[0] - 'a' : text[0] - 'A';
    if (letter < 0 || letter > 25)
        return -1;
    for (int n = 0; n < 4 && i < len; n++, i++) {
        if (n == 2 && text[i] == '.')
            i++;
        if (i >= len || text[i] < '0' || text[i] > '9')
            break;
        digit[n] = text[i] - '0';
    }
    if (digit[0] < 0 || digit[1] < 0)
        return -1;
    return jh_i_icd_pack(letter, digit[0] * 10 + digit[1], digit[2], digit[3]);
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

static void map(const struct jh_value_map *m, struct jh_value *v)
{
    for (size_t i = 0; i < m->n; i++)
        if (strlen(m->from[i]) == v->len && memcmp(m->from[i], v->text, v->len) == 0) {
            v->text = m->to[i];
            v->len = (uint32_t)strlen(m->to[i]);
            return;
        }
}

static enum jh_value_state judge(bool good)
{
    return good ? JH_VALUE_GOOD : JH_VALUE_BAD;
}

void jh_i_decode(const struct jh_bound_column *column, const char *text, size_t len,
    bool money_in_fen, struct jh_value *out)
{
    const struct jh_field_info *info = &jh_i_fields[column->field];
    struct jh_value v = {.text = text != NULL ? text : "", .len = text != NULL ? (uint32_t)len : 0};
    int32_t day = 0;
    int64_t days = 0;
    enum jh_value_state state = JH_VALUE_GOOD;
    if (text == NULL) { /* of another character set: something is there, but nobody can read it */
        *out = (struct jh_value){.text = "", .state = JH_VALUE_BAD};
        return;
    }
    if (len == 1 && (unsigned char)text[0] < 128 && column->one[(unsigned char)text[0]] != 0) {
        *out = (struct jh_value){.n = column->one[(unsigned char)text[0]],
            .text = text,
            .len = 1,
            .state = JH_VALUE_GOOD};
        return;
    }
    trim(&v);
    if (column->map != NULL)
        map(column->map, &v);
    out->text = v.text;
    out->len = v.len;
    out->n = 0;
    out->state = JH_VALUE_EMPTY;
    if (v.len == 0)
        return;
    switch (info->kind) {
    case JH_KIND_OF_TEXT:
        break;
    case JH_KIND_OF_CODE:
        out->n = jh_i_code_number(info->list, v.text, v.len);
        state = out->n > 0 ? JH_VALUE_GOOD : JH_VALUE_UNLISTED;
        break;
    case JH_KIND_OF_DATE:
        state = judge(jh_i_decode_date(v.text, v.len, &day));
        out->n = day;
        break;
    case JH_KIND_OF_COUNT:
        state = judge(jh_i_decode_count(v.text, v.len, &out->n));
        break;
    case JH_KIND_OF_MONEY:
        state = judge(jh_i_decode_money(v.text, v.len, money_in_fen, &out->n));
        break;
    case JH_KIND_OF_WEIGHT:
        state = judge(jh_i_decode_weight(v.text, v.len, &out->n));
        break;
    case JH_KIND_OF_AGE:
        state = judge(jh_i_decode_age(v.text, v.len, &out->n, &days));
        break;
    case JH_KIND_OF_ICD:
        out->n = jh_i_icd_key(v.text, v.len);
        state = judge(out->n >= 0);
        break;
    case JH_KIND_OF_ID:
        if (jh_i_is_scientific(v.text, v.len))
            state = JH_VALUE_SPOILT;
        break;
    }
    out->state = (uint8_t)state;
}
