#include "sheet/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "sheet/text.h"

enum { TEXT_MAX = 96 };

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- Numbers ---------------------------------------------------------------------------------- */

/* Take the separators of thousands out; false where they stand in odd places. */
static bool join_thousands(char *text)
{
    const char separator = strchr(text, ',') != NULL ? ',' : ' ';
    size_t n = 0, since = 0, run = 0;
    bool any = false, point = false;
    for (size_t i = 0; text[i] != '\0'; i++) {
        const char c = text[i];
        if (c == separator) {
            if (point || run == 0 || (any ? since != 3 : run > 3))
                return false;
            any = true;
            since = 0;
            continue;
        }
        point = point || c == '.';
        run += digit(c) && !point;
        since += digit(c) && !point;
        text[n++] = c;
    }
    text[n] = '\0';
    return !any || since == 3;
}

/* Length of what may be a number at the beginning. */
static size_t number_len(const char *text)
{
    size_t i = text[0] == '-' || text[0] == '+';
    while (digit(text[i]) || text[i] == '.' ||
           ((text[i] == ',' || text[i] == ' ') && digit(text[i + 1])))
        i++;
    if (i > 0 && text[i] == 'e' && (text[i + 1] == '+' || text[i + 1] == '-' || digit(text[i + 1])))
        for (i += 2; digit(text[i]);)
            i++;
    return i;
}

/* What stands behind the number: %, a multiple, a unit. */
static bool read_tail(const struct jh_words *words, char *tail, struct jh_number *out)
{
    static const struct {
        const char *word;
        double factor;
    } multiples[] = {{"万", 1e4}, {"亿", 1e8}, {"千", 1e3}, {"百万", 1e6}};
    while (*tail == ' ')
        tail++;
    if (*tail == '\0')
        return true;
    if (strcmp(tail, "%") == 0) {
        out->percent = true;
        out->value /= 100;
        return true;
    }
    for (size_t i = 0; i < sizeof multiples / sizeof *multiples; i++)
        if (strcmp(tail, multiples[i].word) == 0) {
            out->scaled = true;
            out->value *= multiples[i].factor;
            return true;
        }
    out->unit = jh_i_words_unit(words, tail);
    if (out->unit == NULL)
        return false;
    out->scaled = true;
    out->value *= out->unit->factor;
    return true;
}

struct jh_number jh_i_number_read(const struct jh_words *words, const char *text)
{
    static const char *const roughly[] = {"约", "近", "大约", "about ", "ca.", "~", ">", "≥", "超"};
    struct jh_number out = {.read = JH_READ_EMPTY, .value = JH_NAN};
    char buf[TEXT_MAX], number[TEXT_MAX];
    const size_t len = strlen(text);
    if (len == 0)
        return out;
    out.read = JH_READ_TEXT;
    if (len >= TEXT_MAX)
        return out;
    jh_i_fold(text, len, buf);
    char *p = buf[0] == '\'' ? buf + 1 : buf;
    while (*p == ' ')
        p++;
    for (size_t n = strlen(p); n > 0 && p[n - 1] == ' ';)
        p[--n] = '\0';
    if (*p == '\0')
        out.read = JH_READ_EMPTY;
    else if (jh_i_words_is(words, JH_WORD_MISSING, p))
        out.read = JH_READ_MISSING;
    else if (jh_i_words_is(words, JH_WORD_HIDDEN, p) || (p[0] == '<' && digit(p[1])))
        out.read = JH_READ_HIDDEN;
    else if (jh_i_words_is(words, JH_WORD_ERROR, p))
        out.read = JH_READ_ERROR;
    for (size_t i = 0; i < sizeof roughly / sizeof *roughly; i++)
        if (out.read == JH_READ_TEXT && jh_i_starts(p, roughly[i]) &&
            strpbrk(p, "0123456789") != NULL)
            out.read = JH_READ_ROUGH;
    if (out.read != JH_READ_TEXT)
        return out;
    const size_t n = number_len(p);
    memcpy(number, p, n);
    number[n] = '\0';
    if (n == 0 || !join_thousands(number) || !jh_num_parse(number, strlen(number), &out.value))
        return out;
    const char *point = strchr(number, '.');
    out.decimals = point != NULL ? (int)strlen(point + 1) : 0;
    if (jh_i_ends(p, "余") || jh_i_ends(p, "多") || jh_i_ends(p, "左右"))
        out.read = JH_READ_ROUGH;
    else if (read_tail(words, p + n, &out))
        out.read = JH_READ_NUMBER;
    return out;
}

/* ---- Periods and dates ------------------------------------------------------------------------ */

bool jh_i_serial_date(double serial, int *out_year, int *out_month, int *out_day)
{
    if (!(serial >= 61 && serial < 2958466) || serial != floor(serial))
        return false;
    /* Days since 1970-01-01, then the civil date (Hinnant's algorithm). */
    const long days = (long)serial - 25569 + 719468;
    const long era = days / 146097, doe = days - era * 146097;
    const long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *out_day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *out_month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *out_year = (int)(yoe + era * 400 + (*out_month <= 2));
    return true;
}

/* Chinese numerals of years and months to digits: 二〇二三年十二月 to 2023年12月. */
static void digits_of(const char *text, char out[TEXT_MAX])
{
    static const char *const numerals[] = {
        "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "零", "○"};
    size_t n = 0;
    for (size_t i = 0; text[i] != '\0' && n + 4 < TEXT_MAX;) {
        size_t k = 0;
        while (k < sizeof numerals / sizeof *numerals && !jh_i_starts(text + i, numerals[k]))
            k++;
        if (k == sizeof numerals / sizeof *numerals) {
            out[n++] = text[i++];
            continue;
        }
        const bool after = n > 0 && digit(out[n - 1]);
        i += strlen(numerals[k]);
        if (k != 10) {
            out[n++] = (char)('0' + (k > 10 ? 0 : k));
        } else if (!after) { /* 十月, 十二月 */
            bool more = false;
            for (size_t m = 1; m < 10; m++)
                more = more || jh_i_starts(text + i, numerals[m]);
            out[n++] = '1';
            if (!more)
                out[n++] = '0';
        }
    }
    out[n] = '\0';
}

static int take_int(const char **p, size_t most)
{
    int value = 0;
    size_t n = 0;
    while (n < most && digit((*p)[n]))
        value = value * 10 + ((*p)[n++] - '0');
    if (n == 0)
        return -1;
    *p += n;
    return value;
}

static bool take_word(const char **p, const char *word)
{
    if (!jh_i_starts(*p, word))
        return false;
    *p += strlen(word);
    return true;
}

struct when {
    int year, quarter, month, day;
};

/* Behind the year: nothing, a quarter, a month, a day. */
static bool read_rest(const char *p, struct when *w)
{
    static const char *const whole[] = {"年度", "年末", "年底", "年全年", "年1-12月", "年"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (take_word(&p, whole[i]))
            break;
    if (*p == '\0' || strcmp(p, "全年") == 0 || strcmp(p, "1-12月") == 0)
        return true;
    if (*p == '-' || *p == '/' || *p == '.')
        p++;
    take_word(&p, "第");
    const bool q = take_word(&p, "q");
    const int first = take_int(&p, 2);
    if (first < 1)
        return false;
    if (q || jh_i_starts(p, "季")) {
        w->quarter = first;
        take_word(&p, "季");
        take_word(&p, "度");
        return first <= 4 && *p == '\0';
    }
    w->month = first;
    if (first > 12)
        return false;
    if (take_word(&p, "月") || *p == '-' || *p == '/' || *p == '.') {
        if (*p == '-' || *p == '/' || *p == '.')
            p++;
        take_word(&p, "份");
        if (*p == '\0')
            return true;
        w->day = take_int(&p, 2);
        take_word(&p, "日");
        if (*p == ' ' || *p == 't') /* a time of day */
            return w->day >= 1 && w->day <= 31;
    }
    return *p == '\0' && w->day >= 0 && w->day <= 31;
}

static bool read_when(const char *text, int year, bool serial, struct when *w)
{
    char folded[TEXT_MAX], buf[TEXT_MAX];
    const size_t len = strlen(text);
    double number;
    *w = (struct when){0};
    if (len == 0 || len >= TEXT_MAX - 4)
        return false;
    jh_i_fold(text, len, folded);
    size_t n = 0;
    for (size_t i = 0; folded[i] != '\0'; i++)
        if (folded[i] != ' ' && folded[i] != '(' && folded[i] != ')')
            folded[n++] = folded[i];
    folded[n] = '\0';
    digits_of(folded, buf);
    const char *p = buf;
    const bool whole = strspn(p, "0123456789") == strlen(p);
    if (whole && strlen(p) == 5 && serial && jh_num_parse(p, 5, &number))
        return jh_i_serial_date(number, &w->year, &w->month, &w->day);
    if (whole && (strlen(p) == 6 || strlen(p) == 8)) {
        const bool day = strlen(p) == 8;
        w->year = take_int(&p, 4);
        w->month = take_int(&p, 2);
        w->day = day ? take_int(&p, 2) : 0;
        return w->year >= 1900 && w->year <= 2100 && w->month >= 1 && w->month <= 12 &&
               w->day <= 31;
    }
    if (strspn(p, "0123456789") >= 4) {
        w->year = take_int(&p, 4);
        return w->year >= 1900 && w->year <= 2100 && read_rest(p, w);
    }
    w->year = year;
    return year > 0 && read_rest(p, w) &&
           (w->quarter > 0 || (w->month > 0 && jh_i_ends(buf, "月")));
}

bool jh_i_period_read(const char *text, int year, bool serial, char out[JH_PERIOD_MAX])
{
    struct when w;
    if (!read_when(text, year, serial, &w))
        return false;
    if (w.quarter > 0)
        snprintf(out, JH_PERIOD_MAX, "%04dQ%d", w.year % 10000, w.quarter % 10);
    else if (w.month > 0)
        snprintf(out, JH_PERIOD_MAX, "%04d-%02d", w.year % 10000, w.month % 100);
    else
        snprintf(out, JH_PERIOD_MAX, "%04d", w.year % 10000);
    return true;
}

bool jh_i_date_read(const char *text, char out[JH_PERIOD_MAX])
{
    struct when w;
    if (!read_when(text, 0, true, &w) || w.quarter > 0)
        return false;
    if (w.day > 0)
        snprintf(out, JH_PERIOD_MAX, "%04d-%02d-%02d", w.year % 10000, w.month % 100, w.day % 100);
    else if (w.month > 0)
        snprintf(out, JH_PERIOD_MAX, "%04d-%02d", w.year % 10000, w.month % 100);
    else
        snprintf(out, JH_PERIOD_MAX, "%04d", w.year % 10000);
    return true;
}

int jh_i_year_in(const char *text)
{
    char buf[TEXT_MAX * 4];
    int found = 0;
    const size_t len = strlen(text);
    if (len >= sizeof buf)
        return 0;
    jh_i_fold(text, len, buf);
    for (const char *p = buf; *p != '\0'; p++) {
        const size_t run = strspn(p, "0123456789");
        if (run == 4) {
            const int year =
                (p[0] - '0') * 1000 + (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');
            if (year >= 1950 && year <= 2100) {
                if (found != 0 && found != year)
                    return 0;
                found = year;
            }
        }
        p += run > 0 ? run - 1 : 0;
    }
    return found;
}
