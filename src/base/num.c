#include "base/num.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Powers of ten that a double holds exactly. */
static const double exact_power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* strtod() follows the locale's decimal point; put the locale's in place of '.'. */
static double parse_slow(const char *text, size_t len)
{
    char copy[512];
    if (len >= sizeof copy)
        return JH_NAN;
    memcpy(copy, text, len);
    copy[len] = '\0';
    char *point = strchr(copy, '.');
    if (point != NULL)
        *point = localeconv()->decimal_point[0];
    return strtod(copy, NULL);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool jh_num_parse(const char *text, size_t len, double *out)
{
    const char *p = text, *end = text + len;
    while (p < end && *p == ' ')
        p++;
    while (p < end && end[-1] == ' ')
        end--;
    const char *first = p;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    uint64_t mantissa = 0;
    int n_digits = 0, n_significant = 0;
    int64_t exponent = 0;
    for (; p < end && is_digit(*p); p++, n_digits++) {
        if (n_significant < 19) {
            mantissa = mantissa * 10 + (uint64_t)(*p - '0');
            n_significant += mantissa != 0;
        } else {
            exponent++;
            n_significant++;
        }
    }
    if (p < end && *p == '.')
        for (p++; p < end && is_digit(*p); p++, n_digits++) {
            if (n_significant < 19) {
                mantissa = mantissa * 10 + (uint64_t)(*p - '0');
                n_significant += mantissa != 0;
                exponent--;
            } else {
                n_significant++;
            }
        }
    if (n_digits == 0)
        return false;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        bool down = p < end && *p == '-';
        if (p < end && (*p == '-' || *p == '+'))
            p++;
        if (p == end)
            return false;
        int64_t e = 0;
        for (; p < end && is_digit(*p); p++)
            e = e < 100000 ? e * 10 + (*p - '0') : e;
        exponent += down ? -e : e;
    }
    if (p != end)
        return false;
    double value;
    if (mantissa == 0) {
        value = 0;
    } else if (n_significant <= 19 && mantissa <= (1ULL << 53) && exponent >= -22 &&
               exponent <= 22) {
        value = exponent < 0 ? (double)mantissa / exact_power[-exponent]
                             : (double)mantissa * exact_power[exponent];
    } else {
        value = fabs(parse_slow(first, (size_t)(end - first)));
        if (!(value <= 1.7976931348623157e308))
            return false;
    }
    *out = negative ? -value : value;
    return true;
}

bool jh_num_parse_i64(const char *text, size_t len, int64_t *out)
{
    const char *p = text, *end = text + len;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end)
        return false;
    int64_t value = 0;
    for (; p < end; p++)
        if (!is_digit(*p) || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, *p - '0', &value))
            return false;
    if (!negative && value == INT64_MIN)
        return false;
    *out = negative ? value : -value;
    return true;
}

/* printf() follows the locale's decimal point: put '.' back. */
static size_t with_point(char *text, int n)
{
    char point = localeconv()->decimal_point[0];
    if (point != '.') {
        char *p = strchr(text, point);
        if (p != NULL)
            *p = '.';
    }
    return (size_t)n;
}

size_t jh_num_format(double value, char out[JH_NUM_TEXT_MAX])
{
    out[0] = '\0';
    if (isnan(value))
        return 0;
    if (value == 0)
        value = 0; /* no "-0" */
    if (value == floor(value) && fabs(value) < 1e15)
        return (size_t)snprintf(out, JH_NUM_TEXT_MAX, "%lld", (long long)value);
    size_t n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = with_point(out, snprintf(out, JH_NUM_TEXT_MAX, "%.*g", digits, value));
        double back;
        if (isinf(value) || (jh_num_parse(out, n, &back) && back == value))
            break;
    }
    return n;
}

size_t jh_num_format_fixed(double value, int n_decimals, char out[JH_NUM_TEXT_MAX])
{
    out[0] = '\0';
    if (isnan(value))
        return 0;
    int n = snprintf(out, JH_NUM_TEXT_MAX, "%.*f", n_decimals, value);
    if (n >= JH_NUM_TEXT_MAX)
        return jh_num_format(value, out);
    n = (int)with_point(out, n);
    if (out[0] == '-' && strspn(out + 1, "0.") == (size_t)n - 1) {
        memmove(out, out + 1, (size_t)n);
        n--;
    }
    return (size_t)n;
}

double jh_log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}
