/* Any bytes as dates, amounts, ages, codes and addresses: read or refused, never out of range. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "records/decode.h"
#include "records/gazetteer.h"

static void dates(const char *text, size_t len)
{
    int32_t day, again;
    int year, month, mday;
    if (!jh_i_decode_date(text, len, &day))
        return;
    jh_i_civil_date(day, &year, &month, &mday);
    MUST(jh_i_civil_day(year, month, mday, &again) && again == day);
}

static void numbers(const char *text, size_t len)
{
    int64_t a = 0, b = 0;
    int32_t birth;
    int sex;
    if (jh_i_decode_count(text, len, &a))
        MUST(a >= 0);
    if (jh_i_decode_weight(text, len, &a))
        MUST(a >= 0);
    if (jh_i_decode_age(text, len, &a, &b))
        MUST(a >= 0 && a <= 400 && b >= 0);
    if (jh_i_decode_money(text, len, false, &a))
        MUST(a > -INT64_MAX && a < INT64_MAX);
    MUST(jh_i_icd_key(text, len) < JH_ICD_KEYS);
    MUST(jh_i_department(text, len) < 10000);
    if (jh_i_id_card_fault(text, len) == 0) {
        jh_i_id_card_read(text, len, &birth, &sex);
        MUST(birth != INT32_MIN && (sex == 1 || sex == 2));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct jh_dataset nowhere = {.name = ""};
    static struct jh_gazetteer *gazetteer;
    char *text = malloc(size + 1); /* so that reading beyond the end is seen */
    MUST(text != NULL);
    memcpy(text, data, size);
    if (gazetteer == NULL)
        MUST(jh_i_gazetteer_new(&nowhere, &gazetteer, NULL) == JH_OK);
    dates(text, size);
    numbers(text, size);
    for (int list = 1; list < JH_N_LISTS; list++)
        MUST(jh_i_code_number((enum jh_code_list)list, text, size) < JH_CODES_MAX);
    const char *part = text;
    MUST(jh_i_home_by_address(gazetteer, 1, &part, &size).area == JH_NONE);
    MUST(jh_i_home_by_code(gazetteer, text, size).area == JH_NONE);
    free(text);
    return 0;
}
