/* Where the header is. */
#include <string.h>

#include "sheet/parts.h"
#include "sheet/text.h"

enum { SCAN_ROWS = 60, HEADER_LINES_MAX = 4, LONG_TEXT = 100 };

bool jh_i_is_column_numbers(const struct jh_understood *u, size_t row)
{
    static const char *const stems[] = {"甲", "乙", "丙", "丁"};
    long expected = 1;
    size_t n = 0, n_stems = 0;
    for (size_t c = 0; c < u->n_columns; c++) {
        const char *text = jh_grid_at(u->grid, row, c);
        const struct jh_number number = jh_i_number_read(u->words, text);
        bool stem = false;
        if (text[0] == '\0')
            continue;
        for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
            stem = stem || strcmp(text, stems[i]) == 0;
        n_stems += stem;
        if (!stem && (number.read != JH_READ_NUMBER || number.value != (double)expected++))
            return false;
        n++;
    }
    return n >= 2 && (n_stems > 0 || n >= 4);
}

static bool is_unit_line(const char *tight)
{
    return strstr(tight, "单位:") != NULL || jh_i_starts(tight, "计量单位") ||
           jh_i_starts(tight, "unit:");
}

/* What a row looks like. */
struct look {
    size_t filled, numbers, words, texts, longs;
    bool unit_line, years, units;
};

static bool names_field(const struct jh_understood *u, const char *text)
{
    char *key = jh_i_header_key(u->arena, text);
    return key != NULL && key[0] != '\0' &&
           (jh_i_words_field(u->words, key) != JH_FLD_NONE ||
               jh_i_words_is(u->words, JH_WORD_TOTAL, key));
}

static bool names_unit(struct jh_understood *u, const char *text)
{
    char *key = jh_i_fold_key(u->arena, text);
    return key != NULL && (jh_i_words_unit(u->words, key) != NULL);
}

static struct look look_at(struct jh_understood *u, size_t row)
{
    struct look l = {0};
    size_t years = 0, units = 0;
    for (size_t c = 0; c < u->n_columns; c++) {
        const char *text = jh_grid_at(u->grid, row, c);
        char period[JH_PERIOD_MAX];
        if (text[0] == '\0')
            continue;
        l.filled++;
        const struct jh_number number = jh_i_number_read(u->words, text);
        const bool year = jh_i_period_read(text, 2000, false, period) &&
                          (strlen(period) > 4 || jh_i_year_in(text) > 0);
        years += year;
        if (number.read != JH_READ_TEXT && !year) {
            l.numbers += number.read != JH_READ_EMPTY;
            continue;
        }
        l.texts++;
        l.longs += jh_i_chars(text) + strlen(text) > LONG_TEXT; /* Chinese ones count double */
        l.words += names_field(u, text);
        units += names_unit(u, text);
        l.unit_line = l.unit_line || is_unit_line(jh_i_tight(u, text));
    }
    l.years = years > 0 && years + 2 >= l.filled;
    l.units = units > 0 && units == l.filled;
    return l;
}

/* A text that a merge or its place says stands over the whole table. */
static bool spans_all(const struct jh_understood *u, size_t row)
{
    for (size_t m = 0; m < u->grid->n_merges; m++)
        if (u->grid->merge[m].row == row && u->grid->merge[m].n_columns * 3 >= u->n_columns * 2)
            return true;
    return false;
}

static bool may_head(const struct look *l)
{
    return l->filled >= 2 && !l->unit_line && l->longs == 0 &&
           (l->numbers == 0 || l->years || l->numbers * 4 <= l->filled);
}

/* The last line of the header: above the first row of data, where most words are known. */
static bool find_last(struct jh_understood *u, const struct look *look, size_t n, size_t *out)
{
    size_t best = SIZE_MAX, best_score = 0, data = n;
    for (size_t r = 0; r < n; r++)
        if (look[r].numbers > 0 && !look[r].years && !jh_i_is_column_numbers(u, r) &&
            look[r].filled >= 2 && look[r].words * 2 < look[r].filled && !look[r].unit_line) {
            data = r;
            break;
        }
    for (size_t r = 0; r < n && r < data; r++) {
        const struct look *l = &look[r];
        if (!may_head(l) && !(u->n_columns <= 2 && l->filled == 1 && l->words == 1))
            continue;
        const size_t score = l->words * 4 + (l->years ? 3 : 0) + 1;
        if (l->words == 0 && !l->years && data == n)
            continue;
        if (score >= best_score) {
            best_score = score;
            best = r;
        }
    }
    *out = best;
    return best != SIZE_MAX;
}

/* Lines below that still belong to it: parts of merged heads, units, numbers of columns. */
static size_t extend_down(
    const struct jh_understood *u, const struct look *look, size_t n, size_t last)
{
    while (last + 1 < n) {
        const struct look *l = &look[last + 1];
        bool more = jh_i_is_column_numbers(u, last + 1) || l->units;
        if (!more && l->filled > 0 && l->numbers == 0 && l->texts >= 2 && !l->unit_line) {
            /* under a head that is wider than one column, or none at all */
            size_t under = 0;
            for (size_t c = 0; c < u->n_columns; c++)
                if (jh_grid_at(u->grid, last + 1, c)[0] != '\0' && c > 0 &&
                    jh_grid_at(u->grid, last, c)[0] == '\0')
                    under++;
            more = under > 0 && jh_grid_at(u->grid, last + 1, 0)[0] == '\0';
        }
        if (!more)
            break;
        last++;
    }
    return last;
}

static size_t extend_up(
    const struct jh_understood *u, const struct look *look, size_t first, size_t last)
{
    while (first > 0 && last - (first - 1) < HEADER_LINES_MAX) {
        const struct look *l = &look[first - 1];
        if (!may_head(l) || spans_all(u, first - 1))
            break;
        bool gap = false; /* the line below leaves room under one of its heads */
        for (size_t c = 0; c < u->n_columns; c++)
            gap = gap || jh_grid_at(u->grid, first, c)[0] == '\0' ||
                  jh_grid_at(u->grid, first - 1, c)[0] == '\0';
        if (!gap && l->words == 0)
            break;
        first--;
    }
    return first;
}

void jh_i_find_header(struct jh_understood *u)
{
    struct look look[SCAN_ROWS];
    const size_t n = u->n_rows < SCAN_ROWS ? u->n_rows : SCAN_ROWS;
    size_t last;
    if (u->said != NULL && u->said->header_first > 0 && u->said->header_last <= u->n_rows) {
        u->header_first = u->said->header_first - 1;
        u->header_last = u->said->header_last - 1;
        u->has_header = true;
        return;
    }
    for (size_t r = 0; r < n; r++)
        look[r] = look_at(u, r);
    if (!find_last(u, look, n, &last)) {
        jh_i_mark(u, JH_MARK_NO_HEADER, 0, 0, NULL,
            "no row of this sheet reads like a header; say which row it is, or leave the sheet "
            "out");
        return;
    }
    u->has_header = true;
    u->header_first = extend_up(u, look, last, last);
    u->header_last = extend_down(u, look, n, last);
}

size_t jh_i_body(const struct jh_understood *u)
{
    return u->has_header ? u->header_last + 1 : u->n_rows;
}
