#include "io/report/human.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"

/* Three significant digits of a value below 1,000 or so, without trailing zeros. */
static void three_digits(double value, char out[JH_NUM_TEXT_MAX])
{
    double size = fabs(value);
    size_t n = jh_num_format_fixed(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2, out);
    if (memchr(out, '.', n) == NULL)
        return;
    while (out[n - 1] == '0')
        n--;
    if (out[n - 1] == '.')
        n--;
    out[n] = '\0';
}

const char *jh_i_human_count(enum jh_lang lang, double value, char out[JH_HUMAN_MAX])
{
    static const struct {
        double from, unit; /* from: what would round to 1 of the unit */
        const char *name;
    } scales[JH_N_LANGS][3] = {
        [JH_LANG_EN] = {{999.5e6, 1e9, "B"}, {999.5e3, 1e6, "M"}, {9999.5, 1e3, "K"}},
        [JH_LANG_ZH] = {{99.95e6, 1e8, "亿"}, {9999.5, 1e4, "万"}, {JH_INF, 1, ""}},
    };
    char digits[JH_NUM_TEXT_MAX];
    out[0] = '\0';
    if (isnan(value))
        return out;
    for (size_t i = 0; i < 3; i++)
        if (fabs(value) >= scales[lang][i].from) {
            three_digits(value / scales[lang][i].unit, digits);
            snprintf(out, JH_HUMAN_MAX, "%s%s", digits, scales[lang][i].name);
            return out;
        }
    if (fabs(value) >= 99.95)
        return jh_i_human_full(value, out);
    three_digits(value, digits);
    snprintf(out, JH_HUMAN_MAX, "%s", digits);
    return out;
}

const char *jh_i_human_full(double value, char out[JH_HUMAN_MAX])
{
    char digits[JH_NUM_TEXT_MAX];
    size_t n = jh_num_format_fixed(value, 0, digits), at = 0;
    for (size_t i = 0; i < n && at + 2 < JH_HUMAN_MAX; i++) {
        if (i > 0 && (n - i) % 3 == 0 && digits[i - 1] != '-')
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

const char *jh_i_human_share(double share, char out[JH_HUMAN_MAX])
{
    char digits[JH_NUM_TEXT_MAX];
    jh_num_format_fixed(share * 100, 1, digits);
    snprintf(out, JH_HUMAN_MAX, isnan(share) ? "%s" : "%s%%", digits);
    return out;
}

const char *jh_i_human_quantity(double value, char out[JH_HUMAN_MAX])
{
    char digits[JH_NUM_TEXT_MAX];
    if (isinf(value)) {
        snprintf(out, JH_HUMAN_MAX, value > 0 ? "∞" : "-∞");
        return out;
    }
    jh_num_format_fixed(value, fabs(value) >= 99.95 ? 0 : 1, digits);
    snprintf(out, JH_HUMAN_MAX, "%s", digits);
    return out;
}
