#include <string.h>

#include "records/decode.h"

enum { WHOLE_MAX = 15, DIGITS_MAX = 18 /* with the decimals: what 64 bits hold */ };

/* Digits with `decimals` kept behind the point, rounded half up; -1 sign in *negative. */
static bool read_decimal(
    const char *text, size_t len, int decimals, int most_decimals, int64_t *out, bool *negative)
{
    int64_t value = 0;
    const int n_most = decimals > DIGITS_MAX - WHOLE_MAX ? DIGITS_MAX - decimals : WHOLE_MAX;
    int n_whole = 0, n_decimals = 0;
    size_t i = 0;
    bool carry = false;
    *negative = len > 0 && text[0] == '-';
    if (len > 0 && (text[0] == '-' || text[0] == '+'))
        i = 1;
    for (; i < len && text[i] != '.'; i++) {
        if (text[i] == ',' && n_whole > 0 && len - i > 3)
            continue;
        if (text[i] < '0' || text[i] > '9' || n_whole++ >= n_most)
            return false;
        value = value * 10 + (text[i] - '0');
    }
    if (n_whole == 0)
        return false;
    for (i++; i < len; i++, n_decimals++) {
        if (text[i] < '0' || text[i] > '9' || n_decimals >= most_decimals)
            return false;
        if (n_decimals < decimals)
            value = value * 10 + (text[i] - '0');
        else if (n_decimals == decimals)
            carry = text[i] >= '5';
    }
    for (; n_decimals < decimals; n_decimals++)
        value *= 10;
    *out = value + carry;
    return true;
}

/* Up to nine digits and nothing else. */
static inline bool read_digits(const char *text, size_t len, int64_t *out)
{
    uint32_t value = 0;
    if (len == 0 || len > 9)
        return false;
    for (size_t i = 0; i < len; i++) {
        const unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool jh_i_decode_money(const char *text, size_t len, bool fen, int64_t *out_fen)
{
    bool negative;
    int64_t value, cents;
    if (!fen && len > 3 && text[len - 3] == '.' && read_digits(text, len - 3, &value) &&
        read_digits(text + len - 2, 2, &cents)) { /* nearly always */
        *out_fen = value * 100 + cents;
        return true;
    }
    if (!read_decimal(text, len, fen ? 0 : 2, fen ? 2 : 6, &value, &negative))
        return false;
    *out_fen = negative ? -value : value;
    return true;
}

bool jh_i_decode_count(const char *text, size_t len, int64_t *out)
{
    bool negative;
    int64_t value;
    if (read_digits(text, len, out)) /* nearly always */
        return true;
    for (size_t i = 0; i < len; i++)
        if (text[i] == ',')
            return false;
    const char *point = memchr(text, '.', len);
    if (point != NULL)
        for (const char *p = point + 1; p < text + len; p++)
            if (*p != '0')
                return false;
    if (!read_decimal(text, len, 0, 6, &value, &negative) || (negative && value != 0))
        return false;
    *out = value;
    return true;
}

bool jh_i_decode_weight(const char *text, size_t len, int64_t *out)
{
    bool negative;
    int64_t value;
    if (!read_decimal(text, len, 4, 10, &value, &negative) || negative)
        return false;
    *out = value;
    return true;
}

bool jh_i_is_scientific(const char *text, size_t len)
{
    size_t i = 0, n = 0;
    while (i < len && i < 3 && text[i] >= '0' && text[i] <= '9') {
        i++;
        n++;
    }
    if (n == 0 || n > 2)
        return false;
    if (i < len && text[i] == '.')
        for (i++; i < len && text[i] >= '0' && text[i] <= '9'; i++)
            n++;
    if (i >= len || (text[i] != 'E' && text[i] != 'e'))
        return false;
    i++;
    if (i < len && (text[i] == '+' || text[i] == '-'))
        i++;
    size_t first = i;
    while (i < len && text[i] >= '0' && text[i] <= '9')
        i++;
    return i == len && i > first && i - first <= 3;
}

/* Unit behind a number of an age: years, months or days; its length in *out_len. */
static char age_unit(const char *text, size_t len, size_t *out_len)
{
    static const struct {
        const char *word;
        char unit;
    } units[] = {{"岁", 'Y'}, {"周岁", 'Y'}, {"个月", 'M'}, {"月", 'M'}, {"天", 'D'}, {"日", 'D'},
        {"Y", 'Y'}, {"M", 'M'}, {"D", 'D'}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].word);
        if (len >= n && memcmp(text, units[i].word, n) == 0) {
            *out_len = n;
            return units[i].unit;
        }
    }
    *out_len = 0;
    return '\0';
}

static bool add_age(char unit, int64_t value, int64_t *years, int64_t *days)
{
    if (unit == 'Y' || unit == '\0')
        *years += value;
    else
        *days += unit == 'M' ? value * 30 : value;
    return *years <= 200 && *days <= 200 * 366;
}

bool jh_i_decode_age(const char *text, size_t len, int64_t *out_years, int64_t *out_days)
{
    int64_t years = 0, days = 0, value = 0;
    size_t i = 0, n_unit = 0;
    char before = age_unit(text, len, &n_unit); /* "Y36" */
    i = n_unit;
    if (len == i)
        return false;
    while (i < len) {
        size_t first = i;
        for (value = 0; i < len && text[i] >= '0' && text[i] <= '9' && i - first < 5; i++)
            value = value * 10 + (text[i] - '0');
        if (i == first)
            return false;
        if (i + 2 == len && text[i] == '.' && text[i + 1] == '0')
            i += 2;
        char unit = age_unit(text + i, len - i, &n_unit);
        if (unit == '\0' && i < len && text[i] == '/' && before == '\0')
            return false;
        i += n_unit;
        if (!add_age(unit != '\0' ? unit : before, value, &years, &days))
            return false;
        if (unit == '\0')
            break;
    }
    if (i != len)
        return false;
    *out_years = years + days / 366;
    *out_days = years == 0 ? days : 0;
    return true;
}
