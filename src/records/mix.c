/* Groups of diseases as parts of a cell's key: codes of up to five letters and digits. */
#include "records/intake_parts.h"

/* A code is a number to this base, digit 0 being no character; its parts stand where area and
 * specialty stand in other cells. */
enum { BASE = 37, LOW = 1 << 11 };

static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0') + 1;
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A') + 11;
    return c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') + 11 : 0;
}

uint64_t jh_i_mix_key(int32_t hospital, uint16_t period, const struct jh_value *code)
{
    struct jh_cell_key key = {.hospital = hospital, .period = period};
    uint32_t number = 0;
    if (code == NULL || code->len == 0 || code->len > JH_MIX_CODE_MAX)
        return UINT64_MAX;
    for (size_t i = 0; i < code->len; i++) {
        const unsigned digit = digit_of(code->text[i]);
        if (digit == 0)
            return UINT64_MAX;
        number = number * BASE + digit;
    }
    key.area = (int32_t)(number / LOW);
    key.specialty = (uint16_t)(number % LOW);
    return jh_i_cell_pack(&key);
}

void jh_i_mix_group(const struct jh_cell_key *key, char out[JH_MIX_CODE_MAX + 1])
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    uint32_t number = (uint32_t)key->area * LOW + key->specialty;
    char back[JH_MIX_CODE_MAX];
    size_t n = 0;
    for (; number > 0 && n < JH_MIX_CODE_MAX; number /= BASE)
        back[n++] = number % BASE > 0 ? digits[number % BASE - 1] : '0';
    for (size_t i = 0; i < n; i++)
        out[i] = back[n - 1 - i];
    out[n] = '\0';
}
