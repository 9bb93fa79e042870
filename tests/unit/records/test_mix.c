#include <string.h>

#include "records/intake_parts.h"
#include "testing.h"

static uint64_t key_of(const char *text)
{
    const struct jh_value v = {.text = text, .len = (uint16_t)strlen(text), .state = JH_VALUE_GOOD};
    return jh_i_mix_key(7, 36, &v);
}

START_TEST(codes_come_back)
{
    static const char *const codes[] = {"FR21", "0000", "A", "ZZZZZ", "00000", "9QY", "fr21"};
    static const char *const back[] = {"FR21", "0000", "A", "ZZZZZ", "00000", "9QY", "FR21"};
    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
        char code[JH_MIX_CODE_MAX + 1];
        const uint64_t packed = key_of(codes[k]);
        ck_assert(packed != UINT64_MAX);
        const struct jh_cell_key key = jh_i_cell_unpack(packed);
        jh_i_mix_group(&key, code);
        ck_assert_str_eq(code, back[k]);
        ck_assert_int_eq(key.hospital, 7);
        ck_assert_int_eq(key.period, 36);
    }
    ck_assert(key_of("FR21") != key_of("FR2"));
}
END_TEST

START_TEST(other_texts_are_no_groups)
{
    static const char *const texts[] = {"", "FR2155", "F-21", "脑", "F 1"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        ck_assert(key_of(texts[k]) == UINT64_MAX);
    ck_assert(jh_i_mix_key(0, 0, NULL) == UINT64_MAX);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("mix");
    TCase *t = tcase_create("codes");
    tcase_add_test(t, codes_come_back);
    tcase_add_test(t, other_texts_are_no_groups);
    suite_add_tcase(s, t);
    return testing_main(s);
}
