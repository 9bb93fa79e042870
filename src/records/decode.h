/*
 * Fields of a record as they stand in files, in C: dates in many styles, money in fen, ages, codes.
 * Nothing here allocates.
 */
#ifndef JH_RECORDS_DECODE_H
#define JH_RECORDS_DECODE_H

#include "records/profile.h"

enum jh_value_state {
    JH_VALUE_EMPTY = 0,   /* nothing, or "-" */
    JH_VALUE_GOOD = 1,    /* n is set */
    JH_VALUE_BAD = 2,     /* cannot be read as what it should be */
    JH_VALUE_SPOILT = 3,  /* scientific notation where an id was */
    JH_VALUE_UNLISTED = 4 /* a code that its list does not have */
};
#define JH_N_VALUE_STATES 5
/** One field of one record. */
struct jh_value {
    int64_t n;        /* day, fen, count, number of the code ...; 0 for texts */
    const char *text; /* [len], trimmed, mapped; borrowed from the batch or the profile */
    uint32_t len;
    uint8_t state; /* enum jh_value_state */
};

/** Days since 1970-01-01 of a civil date; false: no such day (or a year outside 1800..2199). */
bool jh_i_civil_day(int year, int month, int day, int32_t *out_day);
void jh_i_civil_date(int32_t day, int *out_year, int *out_month, int *out_day);
/**
 * A date: 2023-01-02, 2023/1/2, 2023.1.2, 20230102, 2023年1月2日, 45292 (a spreadsheet's day number), each
 * with or without a time behind it. Day first or month first is refused: it cannot be known which.
 */
bool jh_i_decode_date(const char *text, size_t len, int32_t *out_day);
/** Yuan with up to four decimals, thousands separated by commas or not -> fen, rounded half up. With
 *  `fen` the text counts fen. Negative amounts are decoded as such. */
bool jh_i_decode_money(const char *text, size_t len, bool fen, int64_t *out_fen);
/** Whole number 0..10^15; "3.0" is one, too. */
bool jh_i_decode_count(const char *text, size_t len, int64_t *out);
/** Decimal >= 0 -> ten-thousandths. */
bool jh_i_decode_weight(const char *text, size_t len, int64_t *out);
/** "36", "36岁", "5月", "12天", "1岁3月", "Y36", "M5", "D12" -> whole years and, below one, days. */
bool jh_i_decode_age(const char *text, size_t len, int64_t *out_years, int64_t *out_days);
/** "3.30106E+17": what a spreadsheet made of an id. */
bool jh_i_is_scientific(const char *text, size_t len);

/** ICD-10 codes by letter and up to four digits: C50, C50.9, C50.900x001. */
#define JH_ICD_KEYS (26 * 100 * 11 * 11)
/** Key 0..JH_ICD_KEYS-1; -1: no ICD-10 code. */
int32_t jh_i_icd_key(const char *text, size_t len);
static inline int32_t jh_i_icd_pack(int letter, int category, int third, int fourth)
{
    return ((letter * 100 + category) * 11 + third + 1) * 11 + fourth + 1; /* -1: digit absent */
}
/** Department of the catalogue (诊疗科目): "A03.01", "03.01", "0301", "301" -> 301; "19" -> 1900; -1: none. */
int jh_i_department(const char *text, size_t len);
/** 0: good; 1: empty; 2: wrong length or characters; 3: wrong check digit. */
int jh_i_id_card_fault(const char *text, size_t len);
/** Birth day and sex (1, 2) of a number that is good. */
void jh_i_id_card_read(const char *text, size_t len, int32_t *out_birth, int *out_sex);

/** Decode one field; text NULL: it cannot be read. */
void jh_i_decode(const struct jh_bound_column *column, const char *text, size_t len,
    bool money_in_fen, struct jh_value *out);

#endif
