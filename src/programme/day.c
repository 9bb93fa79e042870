/* Civil days (proleptic Gregorian), after Howard Hinnant's "chrono-compatible date algorithms". */
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "junheng/programme.h"

static int64_t day_of(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    const int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    const int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void jh_day_format(int64_t day, char out[16])
{
    const int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    const int64_t doe = z - era * 146097;
    const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    const int64_t d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
    const int64_t y = yoe + era * 400 + (m <= 2);
    if (y < 0 || y > 9999)
        out[0] = '\0';
    else
        snprintf(out, 16, "%04d-%02d-%02d", (int)y, (int)m, (int)d);
}

bool jh_day_parse(const char *text, int64_t *out_day)
{
    int64_t y, m, d;
    char back[16];
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !jh_num_parse_i64(text, 4, &y) ||
        !jh_num_parse_i64(text + 5, 2, &m) || !jh_num_parse_i64(text + 8, 2, &d) || m < 1 ||
        m > 12 || d < 1 || d > 31)
        return false;
    jh_day_format(day_of(y, m, d), back);
    if (strcmp(back, text) != 0)
        return false;
    *out_day = day_of(y, m, d);
    return true;
}
