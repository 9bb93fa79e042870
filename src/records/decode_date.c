#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "records/decode.h"

static const int days_before[13] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
static const int days_of[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
enum { FIRST_YEAR = 1800, LAST_YEAR = 2199, SHEET_EPOCH = 25569 /* day number of 1970-01-01 */ };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool jh_i_civil_day(int year, int month, int day, int32_t *out_day)
{
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 ||
        day > days_of[month] + (month == 2 && is_leap(year)))
        return false;
    int before = year - 1;
    *out_day = (int32_t)(before * 365 + before / 4 - before / 100 + before / 400 - 719162 +
                         days_before[month] + (month > 2 && is_leap(year)) + day - 1);
    return true;
}

/* Howard Hinnant's days-to-civil, by eras of 400 years. */
void jh_i_civil_date(int32_t day, int *out_year, int *out_month, int *out_day)
{
    int32_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t doe = z - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *out_day = doy - (153 * mp + 2) / 5 + 1;
    *out_month = mp < 10 ? mp + 3 : mp - 9;
    *out_year = yoe + era * 400 + (*out_month <= 2);
}

struct cursor {
    const char *at, *end;
};

/* Up to `most` digits; how many there were. */
static int read_digits(struct cursor *c, int most, int *out)
{
    int n = 0;
    int64_t value = 0; /* of at most 18 digits; what no int holds is no date */
    while (c->at < c->end && n < most && n < 18 && *c->at >= '0' && *c->at <= '9') {
        value = value * 10 + (*c->at++ - '0');
        n++;
    }
    *out = value <= INT_MAX ? (int)value : INT_MAX;
    return n;
}

static bool skip(struct cursor *c, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(c->end - c->at) < len || memcmp(c->at, word, len) != 0)
        return false;
    c->at += len;
    return true;
}

/* One of - / . or the word; the separator must stay the same. */
static bool skip_separator(struct cursor *c, char *used, const char *word)
{
    if (c->at < c->end && (*c->at == '-' || *c->at == '/' || *c->at == '.') &&
        (*used == '\0' || *used == *c->at)) {
        *used = *c->at++;
        return true;
    }
    if ((*used != '\0' && *used != 'w') || !skip(c, word))
        return false;
    *used = 'w';
    return true;
}

/* "", " 10:20", "T10:20:30.000", "102030": anything that is a time of day. */
static bool is_time(struct cursor c)
{
    int n = 0, left = (int)(c.end - c.at);
    if (left == 0)
        return true;
    if (*c.at == ' ' || *c.at == 'T')
        c.at++;
    for (const char *p = c.at; p < c.end; p++) {
        const bool digit = *p >= '0' && *p <= '9';
        if (!digit && *p != ':' && *p != '.' && *p != ' ' && *p != '+' && *p != 'Z')
            return false;
        n += digit;
    }
    return n <= 9;
}

static bool decode_compact(const char *text, size_t len, int32_t *out_day)
{
    struct cursor c = {text, text + len};
    int year, month, day;
    if (len != 8 && len != 10 && len != 12 && len != 14)
        return false;
    if (read_digits(&c, 4, &year) != 4 || read_digits(&c, 2, &month) != 2 ||
        read_digits(&c, 2, &day) != 2)
        return false;
    for (const char *p = c.at; p < c.end; p++)
        if (*p < '0' || *p > '9')
            return false;
    return jh_i_civil_day(year, month, day, out_day);
}

static inline uint64_t byte_at(const char *text, int i, int place)
{
    return (uint64_t)(unsigned char)text[i] << (8 * place);
}

/* 2023-01-02, nearly always; false: any other way of writing. The eight digits are worked on at once. */
static bool decode_usual(const char *text, size_t len, int32_t *out_day)
{
    const uint64_t zeros = 0x3030303030303030u, above_9 = 0x7676767676767676u,
                   highest = 0x8080808080808080u;
    if (len < 10 || text[4] != '-' || text[7] != '-')
        return false;
    const uint64_t digits =
        (byte_at(text, 0, 0) | byte_at(text, 1, 1) | byte_at(text, 2, 2) | byte_at(text, 3, 3) |
            byte_at(text, 5, 4) | byte_at(text, 6, 5) | byte_at(text, 8, 6) | byte_at(text, 9, 7)) ^
        zeros;
    if (((digits | (digits + above_9)) & highest) != 0 ||
        (len > 10 && !is_time((struct cursor){text + 10, text + len})))
        return false;
    const uint64_t pairs = digits * 10 + (digits >> 8); /* two digits each, in every other byte */
    return jh_i_civil_day((int)(pairs & 0xFF) * 100 + (int)(pairs >> 16 & 0xFF),
        (int)(pairs >> 32 & 0xFF), (int)(pairs >> 48 & 0xFF), out_day);
}

bool jh_i_decode_date(const char *text, size_t len, int32_t *out_day)
{
    if (decode_usual(text, len, out_day))
        return true;
    struct cursor c = {text, text + len};
    int year, month, day;
    char used = '\0';
    int n_digits = read_digits(&c, 15, &year);
    if (n_digits >= 8)
        return c.at == c.end || *c.at == ' '
                   ? decode_compact(text, (size_t)n_digits, out_day) && is_time(c)
                   : false;
    if (n_digits == 5 && (c.at == c.end || *c.at == '.')) {
        if (year < 10000 || year > 73050)
            return false;
        *out_day = year - SHEET_EPOCH;
        return true;
    }
    if (n_digits != 4 || !skip_separator(&c, &used, "年") || read_digits(&c, 2, &month) == 0 ||
        !skip_separator(&c, &used, "月") || read_digits(&c, 2, &day) == 0)
        return false;
    if (used == 'w')
        skip(&c, "日");
    return is_time(c) && jh_i_civil_day(year, month, day, out_day);
}
