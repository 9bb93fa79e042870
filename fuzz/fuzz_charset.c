/* Any bytes as text of a record file: what is taken as GB18030 is what the system makes of it, what is
 * taken as UTF-8 is UTF-8; judging where the bytes come from never reads beyond them. */
#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "records/rec_charset.h"

/* The system's opinion; false: no GB18030. */
static bool by_system(char *from, size_t len, char *to, size_t room, size_t *out_len)
{
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    size_t left = room;
    MUST(cd != (iconv_t)-1);
    const size_t rc = iconv(cd, &from, &len, &to, &left);
    iconv_close(cd);
    *out_len = room - left;
    return rc == 0 && len == 0;
}

static void check_utf8(const char *text, size_t len)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + len;
    while (p < end) {
        const size_t n = jh_i_utf8_len(p, (size_t)(end - p));
        MUST(n > 0);
        p += n;
    }
}

static void convert(
    const struct jh_i_rec_gb *gb, enum jh_i_rec_charset charset, char *text, size_t len)
{
    struct jh_i_rec_converter converter = {.gb = gb};
    struct jh_i_rec_field field = {.text = text, .len = (uint32_t)len};
    const size_t room = 2 * len + 4;
    char *scratch = malloc(room), *at = scratch, *expected = malloc(room);
    size_t n_expected = 0;
    MUST(scratch != NULL && expected != NULL);
    const bool good = jh_i_rec_to_utf8(charset, &converter, &field, &at);
    MUST(at >= scratch && at <= scratch + room);
    if (good)
        check_utf8(field.text, field.len);
    else
        MUST(field.text == text && field.len == len);
    if (good && charset == JH_REC_GB18030) {
        MUST(by_system(text, len, expected, room, &n_expected));
        MUST(n_expected == field.len && memcmp(expected, field.text, n_expected) == 0);
    }
    jh_i_rec_converter_release(&converter);
    free(scratch);
    free(expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct jh_i_rec_gb *gb;
    struct jh_i_rec_evidence evidence = {.ascii = true};
    char *text = malloc(size + 1); /* so that reading beyond the end is seen */
    MUST(text != NULL && size < UINT32_MAX / 2);
    memcpy(text, data, size);
    text = realloc(text, size > 0 ? size : 1);
    MUST(text != NULL);
    if (gb == NULL)
        MUST(jh_i_rec_gb_new(&gb, NULL) == JH_OK);
    jh_i_rec_weigh((const unsigned char *)text, size, &evidence);
    (void)jh_i_rec_judge(&evidence);
    convert(gb, JH_REC_UTF8, text, size);
    convert(gb, JH_REC_GB18030, text, size);
    free(text);
    return 0;
}
