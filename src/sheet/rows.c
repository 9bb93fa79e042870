/* What each row is: data, a total, a footnote ... */
#include <string.h>

#include "sheet/parts.h"
#include "sheet/text.h"

enum { SHORT_TEXT = 20 };

bool jh_i_row_empty(const struct jh_understood *u, size_t row)
{
    size_t first;
    return jh_i_row_filled(u, row, &first) == 0;
}

size_t jh_i_row_filled(const struct jh_understood *u, size_t row, size_t *out_first)
{
    size_t n = 0;
    *out_first = 0;
    for (size_t c = 0; c < u->n_columns; c++)
        if (jh_grid_at(u->grid, row, c)[0] != '\0') {
            if (n == 0)
                *out_first = c;
            n++;
        }
    return n;
}

/* The header again, as on every printed page. */
static bool repeats_header(const struct jh_understood *u, size_t row)
{
    for (size_t h = u->header_first; h <= u->header_last; h++) {
        size_t same = 0, filled = 0;
        for (size_t c = 0; c < u->n_columns; c++) {
            const char *text = jh_grid_at(u->grid, row, c);
            filled += text[0] != '\0';
            same += text[0] != '\0' && strcmp(text, jh_grid_at(u->grid, h, c)) == 0;
        }
        if (filled >= 2 && same * 5 >= filled * 4)
            return true;
    }
    return false;
}

static bool is_word(struct jh_understood *u, enum jh_word_list list, const char *tight)
{
    char *key = jh_i_fold_key(u->arena, tight);
    return key != NULL && jh_i_words_is(u->words, list, key);
}

/* A word for totals in one of the first text cells. */
static int total_of(struct jh_understood *u, size_t row)
{
    size_t seen = 0;
    for (size_t c = 0; c < u->n_columns && seen < 3; c++) {
        const char *text = jh_grid_at(u->grid, row, c);
        if (text[0] == '\0' || jh_i_number_read(u->words, text).read != JH_READ_TEXT)
            continue;
        const char *tight = jh_i_tight(u, text);
        seen++;
        if (is_word(u, JH_WORD_SUBTOTAL, tight) ||
            jh_i_words_begins(u->words, JH_WORD_PART, tight) || jh_i_ends(tight, "小计"))
            return JH_ROW_SUBTOTAL;
        if (is_word(u, JH_WORD_TOTAL, tight) || jh_i_ends(tight, "合计") ||
            jh_i_ends(tight, "总计"))
            return JH_ROW_TOTAL;
    }
    return -1;
}

static bool is_note(struct jh_understood *u, const char *text, size_t filled)
{
    const char *tight = jh_i_tight(u, text);
    if (!jh_i_words_begins(u->words, JH_WORD_NOTE, tight))
        return tight[0] == '*' || jh_i_starts(tight, "※") || jh_i_starts(tight, "①");
    const char *colon = strchr(tight, ':');
    return (colon != NULL && colon - tight <= 24) || filled == 1;
}

static size_t next_filled(const struct jh_understood *u, size_t row)
{
    do
        row++;
    while (row < u->n_rows && jh_i_row_empty(u, row));
    return row;
}

static size_t numbers_in(const struct jh_understood *u, size_t row)
{
    size_t n = 0;
    for (size_t c = 0; c < u->n_columns; c++) {
        const enum jh_read read = jh_i_number_read(u->words, jh_grid_at(u->grid, row, c)).read;
        n += read != JH_READ_TEXT && read != JH_READ_EMPTY;
    }
    return n;
}

static size_t words_in(struct jh_understood *u, size_t row)
{
    size_t n = 0;
    for (size_t c = 0; c < u->n_columns; c++) {
        const char *text = jh_grid_at(u->grid, row, c);
        char *key = text[0] != '\0' ? jh_i_header_key(u->arena, text) : NULL;
        const enum jh_sheet_field f = key != NULL ? jh_i_words_field(u->words, key) : JH_FLD_NONE;
        n += f != JH_FLD_NONE && f != JH_FLD_LEVEL;
    }
    return n;
}

/* Rows of one text: a group's name, a title on the next page, a footnote. */
static uint8_t class_of_single(
    struct jh_understood *u, size_t row, const char *text, size_t last_numbers)
{
    const size_t next = next_filled(u, row);
    if (next < u->n_rows && repeats_header(u, next))
        return JH_ROW_TITLE;
    if (jh_i_number_read(u->words, text).read != JH_READ_TEXT)
        return JH_ROW_OPEN;
    if (row > last_numbers || next >= u->n_rows || jh_i_chars(text) > SHORT_TEXT)
        return JH_ROW_NOTE;
    return JH_ROW_GROUP;
}

static uint8_t class_of(struct jh_understood *u, size_t row, size_t last_numbers)
{
    size_t first;
    const size_t filled = jh_i_row_filled(u, row, &first);
    const char *text = jh_grid_at(u->grid, row, first);
    if (filled == 0)
        return JH_ROW_BLANK;
    if (repeats_header(u, row) || jh_i_is_column_numbers(u, row))
        return JH_ROW_HEADER;
    const int total = total_of(u, row);
    if (total >= 0)
        return (uint8_t)total;
    if (filled <= 3 && is_note(u, text, filled))
        return JH_ROW_NOTE;
    size_t columns = 0;
    for (size_t c = 0; c < u->n_columns; c++)
        columns += !u->column[c].empty;
    if (filled == 1 && columns > 1)
        return class_of_single(u, row, text, last_numbers);
    if (numbers_in(u, row) == filled) /* numbers without any name */
        return jh_i_got_column(u, JH_FLD_AREA_ID) != SIZE_MAX ||
                       jh_i_got_column(u, JH_FLD_HOSPITAL_ID) != SIZE_MAX
                   ? JH_ROW_DATA
                   : JH_ROW_OPEN;
    return JH_ROW_DATA;
}

/* The end of the page: what one alone says stands there, others belong to it. */
static void mark_tables_below(struct jh_understood *u)
{
    for (size_t r = jh_i_body(u); r < u->n_rows; r++) {
        if (u->row[r].class != JH_ROW_DATA || numbers_in(u, r) > 0 || words_in(u, r) < 2)
            continue;
        size_t first;
        if (words_in(u, r) * 2 < jh_i_row_filled(u, r, &first))
            continue;
        jh_i_mark(u, JH_MARK_SECOND_TABLE, r, first, jh_grid_at(u->grid, r, first),
            "a second table with another header begins here; put it on a sheet of its own");
        for (; r < u->n_rows; r++)
            u->row[r].class = jh_i_row_empty(u, r) ? JH_ROW_BLANK : JH_ROW_OPEN;
    }
}

/* Names of cities among those of counties: their rows are sums of what follows. */
static void find_cities(struct jh_understood *u)
{
    const size_t area = jh_i_got_column(u, JH_FLD_AREA);
    size_t cities = 0, all = 0;
    if (u->kind != JH_SHEET_AREAS || area == SIZE_MAX ||
        jh_i_got_column(u, JH_FLD_REGION) != SIZE_MAX)
        return;
    bool *city = jh_arena_new(u->arena, u->n_rows, bool);
    if (city == NULL) {
        u->no_memory = true;
        return;
    }
    for (size_t r = jh_i_body(u); r < u->n_rows; r++) {
        if (u->row[r].class != JH_ROW_DATA || jh_grid_at(u->grid, r, area)[0] == '\0')
            continue;
        const struct jh_matched m =
            jh_i_places_find(u->places, jh_grid_at(u->grid, r, area), 0, NULL, 0);
        city[r] = m.match == JH_MATCH_SURE && m.level < 2;
        cities += city[r];
        all++;
    }
    if (cities == all)
        return;
    for (size_t r = 0; r < u->n_rows; r++)
        if (city[r])
            u->row[r].class = JH_ROW_SUBTOTAL;
}

static void link_groups(struct jh_understood *u)
{
    int32_t group = -1;
    const size_t area = jh_i_got_column(u, JH_FLD_AREA);
    for (size_t r = 0; r < u->n_rows; r++) {
        u->row[r].group = group;
        const bool city =
            u->row[r].class == JH_ROW_SUBTOTAL && area != SIZE_MAX && total_of(u, r) < 0;
        if (u->row[r].class == JH_ROW_GROUP || city)
            group = (int32_t)r;
        else if (u->row[r].class == JH_ROW_TOTAL)
            group = -1;
    }
}

void jh_i_class_rows(struct jh_understood *u)
{
    size_t last_numbers = 0;
    for (size_t r = 0; r < u->n_rows; r++) {
        u->row[r].group = -1;
        if (r < jh_i_body(u))
            u->row[r].class = jh_i_row_empty(u, r)                    ? JH_ROW_BLANK
                              : u->has_header && r >= u->header_first ? JH_ROW_HEADER
                                                                      : JH_ROW_TITLE;
        else if (numbers_in(u, r) > 0 && total_of(u, r) != JH_ROW_NOTE) {
            size_t first;
            if (jh_i_row_filled(u, r, &first) > 1)
                last_numbers = r;
        }
    }
    if (!u->has_header)
        return;
    const struct jh_arena_mark mark = jh_arena_save(u->arena);
    if (last_numbers == 0) /* a table of words: its last row of several cells */
        for (size_t r = jh_i_body(u); r < u->n_rows; r++) {
            size_t first;
            if (jh_i_row_filled(u, r, &first) > 1)
                last_numbers = r;
        }
    for (size_t r = jh_i_body(u); r < u->n_rows; r++) {
        u->row[r].class = class_of(u, r, last_numbers);
        jh_arena_rewind(u->arena, mark);
    }
    mark_tables_below(u);
    find_cities(u);
    link_groups(u);
    for (size_t r = 0; r < u->n_rows; r++) {
        size_t first;
        if (u->row[r].class != JH_ROW_OPEN || u->n_rule[JH_MARK_SECOND_TABLE] > 0)
            continue;
        jh_i_row_filled(u, r, &first);
        jh_i_mark(u, JH_MARK_ROW, r, first, jh_grid_at(u->grid, r, first),
            "numbers without a name; complete the row or take it out");
    }
}
