#include <string.h>

#include "model/codes.h"

/* Up to `most` decimal digits; moves *text on; -1 where there are none. */
static int read_number(const char **text, int most)
{
    int number = -1;
    for (int i = 0; i < most && **text >= '0' && **text <= '9'; i++, (*text)++)
        number = (number < 0 ? 0 : number * 10) + (**text - '0');
    return number;
}

static bool skip(const char **text, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(*text, word, len) != 0)
        return false;
    *text += len;
    return true;
}

/* "Q1", "q1", "1季度", "第1季度", "第一季度"; -1: no quarter. */
static int read_quarter(const char *text)
{
    static const char *const numerals[] = {"一", "二", "三", "四"};
    int quarter = -1;
    if (skip(&text, "Q") || skip(&text, "q")) {
        quarter = read_number(&text, 1);
    } else {
        (void)skip(&text, "第");
        quarter = read_number(&text, 1);
        for (int i = 0; quarter < 0 && i < 4; i++)
            if (skip(&text, numerals[i]))
                quarter = i + 1;
        if (!skip(&text, "季度"))
            return -1;
    }
    return *text == '\0' && quarter >= 1 && quarter <= 4 ? quarter : -1;
}

/* "01", "1", "1月"; -1: no month. */
static int read_month(const char *text)
{
    int month = read_number(&text, 2);
    (void)skip(&text, "月");
    return *text == '\0' && month >= 1 && month <= 12 ? month : -1;
}

bool jh_i_period_parse(const char *text, int *out_months, int32_t *out_order)
{
    const char *start = text;
    int year = read_number(&text, 4);
    if (text - start != 4 || year < 1900)
        return false;
    bool separated = skip(&text, "年") || skip(&text, "-") || skip(&text, "/") || skip(&text, ".");
    int months = 12, first = 0;
    if (*text != '\0') {
        int quarter = read_quarter(text), month = quarter < 0 ? read_month(text) : -1;
        if (quarter < 0 && (month < 0 || (!separated && strlen(text) != 2)))
            return false;
        months = quarter > 0 ? 3 : 1;
        first = quarter > 0 ? 3 * (quarter - 1) : month - 1;
    } else if (separated && strcmp(start + 4, "年") != 0) {
        return false;
    }
    *out_months = months;
    *out_order = year * 12 + first;
    return true;
}
