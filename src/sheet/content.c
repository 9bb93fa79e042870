/* What stands in a column, whatever its header says. */
#include <string.h>

#include "sheet/parts.h"
#include "sheet/text.h"

enum { LOOK_AT = 400 };

static bool names_hospital(const char *text)
{
    static const char *const words[] = {"医院", "卫生院", "保健院", "医学中心", "医疗中心",
        "疗养院", "防治院", "卫生服务中心", "hospital", "clinic", "medical"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i]) != NULL)
            return true;
    return false;
}

static void look(struct jh_understood *u, const char *text, struct jh_content *out)
{
    char period[JH_PERIOD_MAX];
    const char *tight = jh_i_tight(u, text);
    const struct jh_number number = jh_i_number_read(u->words, text);
    if (jh_i_words_is(u->words, JH_WORD_TOTAL, tight) ||
        jh_i_words_is(u->words, JH_WORD_SUBTOTAL, tight) ||
        (jh_i_words_begins(u->words, JH_WORD_NOTE, tight) && strchr(tight, ':') != NULL))
        return;
    out->n++;
    out->titles += jh_i_chars(text) > 24;
    if (number.read != JH_READ_TEXT) {
        out->sequence +=
            number.read == JH_READ_NUMBER && number.value == (double)(out->sequence + 1);
        const bool code = strlen(tight) == 6 || strlen(tight) == 9 || strlen(tight) == 12;
        out->codes += code && jh_i_places_find(u->places, tight, 0, NULL, 0).match == JH_MATCH_SURE;
        out->periods += jh_i_period_read(text, 0, false, period);
        out->numbers++;
        return;
    }
    out->periods += jh_i_period_read(text, 2000, false, period);
    if (names_hospital(tight)) {
        out->hospitals++;
        return;
    }
    out->grades += jh_i_words_is(u->words, JH_WORD_GRADE, tight);
    out->keys += jh_i_words_is(u->words, JH_WORD_KEY, tight);
    const struct jh_matched m = jh_i_places_find(u->places, text, 0, NULL, 0);
    const bool city = m.match == JH_MATCH_SURE && m.level < 2;
    out->cities += city;
    out->places += !city && (m.match == JH_MATCH_SURE || m.why == JH_WHY_SEVERAL);
}

struct jh_content jh_i_content(const struct jh_understood *u, size_t column)
{
    struct jh_content out = {0};
    const size_t begin = jh_i_body(u), n = u->n_rows - begin;
    const size_t step = n / LOOK_AT + 1;
    struct jh_understood scratch = *u; /* only for what it keeps: nothing of it stays */
    const struct jh_arena_mark mark = jh_arena_save(u->arena);
    for (size_t r = begin; r < u->n_rows; r += step) {
        const char *text = jh_grid_at(u->grid, r, column);
        size_t first;
        if (text[0] != '\0' && jh_i_row_filled(u, r, &first) > 1)
            look(&scratch, text, &out);
        jh_arena_rewind(u->arena, mark);
    }
    return out;
}
