/*
 * Numbers, periods and dates as people write them into cells.
 */
#ifndef JH_SHEET_VALUES_H
#define JH_SHEET_VALUES_H

#include "sheet/words.h"

enum jh_read {
    JH_READ_EMPTY,
    JH_READ_NUMBER,
    JH_READ_MISSING, /* a sign for "not known" */
    JH_READ_HIDDEN,  /* a sign for "too small to tell" */
    JH_READ_ERROR,   /* a formula that failed */
    JH_READ_ROUGH,   /* "about 500" */
    JH_READ_TEXT     /* no number */
};
struct jh_number {
    enum jh_read read;
    double value;               /* of JH_READ_NUMBER; with a % sign: a share */
    bool percent, scaled;       /* a % sign; a unit behind it that has been folded in */
    int decimals;               /* as written */
    const struct jh_unit *unit; /* behind it, or NULL */
};
struct jh_number jh_i_number_read(const struct jh_words *words, const char *text);

#define JH_PERIOD_MAX 16
/** "2023", "2023Q1", "2023-06" from any style; year 0: none known for "一季度" alone. serial: whole
 *  numbers may be a spreadsheet's days. False: no period. */
bool jh_i_period_read(const char *text, int year, bool serial, char out[JH_PERIOD_MAX]);
/** The same as a date, "1939-07", "1958-09-01". */
bool jh_i_date_read(const char *text, char out[JH_PERIOD_MAX]);
/** The only year a text names; 0: none, or several. */
int jh_i_year_in(const char *text);
/** The day of a spreadsheet's number: 45107 is 2023-06-30. */
bool jh_i_serial_date(double serial, int *out_year, int *out_month, int *out_day);

#endif
