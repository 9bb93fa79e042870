/* What stands over each column: its lines, its unit. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "sheet/parts.h"
#include "sheet/text.h"

enum { LINES_MAX = 8, HEADER_MAX = 1 << 12 };

/* Cut "2023年末", "2023年" from the ends of a key. */
static void cut_years(char *key)
{
    static const char *const behind[] = {"年末", "年底", "年度", "年"};
    const size_t n = strspn(key, "0123456789");
    if (n == 4) {
        char *p = key + 4;
        for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
            if (jh_i_starts(p, behind[i])) {
                p += strlen(behind[i]);
                break;
            }
        if (*p != '\0')
            memmove(key, p, strlen(p) + 1);
    }
    size_t len = strlen(key);
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
        if (jh_i_ends(key, behind[i]) && len > strlen(behind[i]) + 4 &&
            strspn(key + len - strlen(behind[i]) - 4, "0123456789") == 4) {
            key[len - strlen(behind[i]) - 4] = '\0';
            break;
        }
}

char *jh_i_header_key(struct jh_arena *arena, const char *header)
{
    char *key = jh_i_fold_key(arena, header);
    if (key != NULL)
        cut_years(key);
    return key;
}

/* The unit a folded text names: itself, or the one of several ("人、张") that fits the dimension. */
static const struct jh_unit *unit_of(
    struct jh_understood *u, const char *folded, enum jh_dimension wanted)
{
    const struct jh_unit *unit = jh_i_words_unit(u->words, folded), *any = unit;
    if (unit != NULL)
        return unit;
    for (const char *p = folded; *p != '\0';) {
        const size_t n = strcspn(p, ",;/ ");
        const char *one = jh_i_keep(u, p, n);
        unit = jh_i_words_unit(u->words, one);
        if (unit != NULL && (any == NULL || unit->dimension == wanted))
            any = unit;
        p += n + (p[n] != '\0');
    }
    return any;
}

/* A head without what stands in brackets, where that is its unit. */
struct head {
    const char *text; /* tight, folded */
    const struct jh_unit *unit;
};

static struct head split_head(struct jh_understood *u, const char *raw)
{
    struct head out = {.text = jh_i_tight(u, raw)};
    const char *open = strrchr(out.text, '('), *close = open != NULL ? strchr(open, ')') : NULL;
    if (close != NULL) {
        const char *inside = jh_i_keep(u, open + 1, (size_t)(close - open - 1));
        if (jh_i_starts(inside, "单位:"))
            inside += strlen("单位:");
        out.unit = unit_of(u, inside, JH_DIM_NONE);
        if (out.unit != NULL) {
            struct jh_buf rest;
            jh_buf_init(&rest, HEADER_MAX);
            jh_buf_add(&rest, out.text, (size_t)(open - out.text));
            jh_buf_puts(&rest, close + 1);
            if (rest.data != NULL)
                out.text = jh_i_keep(u, rest.data, rest.len);
            jh_buf_release(&rest);
        }
    }
    static const char *const marks[] = {"/", ":", "_", "-"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks && out.unit == NULL; i++) {
        const char *at = strstr(out.text, marks[i]);
        const struct jh_unit *unit = at != NULL ? jh_i_words_unit(u->words, at + 1) : NULL;
        if (unit == NULL || at == out.text)
            continue;
        out.unit = unit;
        out.text = jh_i_keep(u, out.text, (size_t)(at - out.text));
    }
    return out;
}

/* Text over a column in one line of the header: its own, or of the merge or head it stands under. */
static const char *over(const struct jh_understood *u, size_t row, size_t column)
{
    const char *own = jh_grid_at(u->grid, row, column);
    if (own[0] != '\0')
        return own;
    for (size_t m = 0; m < u->grid->n_merges; m++) {
        const struct jh_grid_merge *g = &u->grid->merge[m];
        if (row >= g->row && row < g->row + g->n_rows && column >= g->column &&
            column < g->column + g->n_columns)
            return g->row >= u->header_first ? jh_grid_at(u->grid, g->row, g->column) : "";
    }
    if (row == u->header_last || u->grid->n_merges > 0)
        return "";
    bool below = false;
    for (size_t r = row + 1; r <= u->header_last; r++)
        below = below || jh_grid_at(u->grid, r, column)[0] != '\0';
    /* without merges: the head at the left, if that too has parts below it */
    for (size_t c = column; below && c-- > 0;) {
        bool left_below = false;
        for (size_t r = row + 1; r <= u->header_last; r++)
            left_below = left_below || jh_grid_at(u->grid, r, c)[0] != '\0';
        if (!left_below)
            return "";
        if (jh_grid_at(u->grid, row, c)[0] != '\0')
            return jh_grid_at(u->grid, row, c);
    }
    return "";
}

static void head_column(struct jh_understood *u, size_t column)
{
    struct jh_got_column *got = &u->column[column];
    const char *line[LINES_MAX], *raw[LINES_MAX];
    size_t n = 0;
    struct jh_buf header, label, key;
    jh_buf_init(&header, HEADER_MAX);
    jh_buf_init(&label, HEADER_MAX);
    jh_buf_init(&key, HEADER_MAX);
    for (size_t r = u->header_first; r <= u->header_last && n < LINES_MAX; r++) {
        const char *text = over(u, r, column);
        if (text[0] == '\0' || jh_i_is_column_numbers(u, r) ||
            (n > 0 && strcmp(raw[n - 1], text) == 0))
            continue;
        const struct head h = split_head(u, text);
        const struct jh_unit *alone = jh_i_words_unit(u->words, h.text);
        if (h.unit != NULL)
            got->unit = h.unit;
        if (h.text[0] == '\0' || (alone != NULL && n > 0)) { /* a line of units */
            if (alone != NULL)
                got->unit = alone;
            continue;
        }
        raw[n] = text;
        line[n++] = h.text;
    }
    for (size_t i = 0; i < n; i++) {
        jh_buf_printf(&header, "%s%s", i > 0 ? " / " : "", raw[i]);
        jh_buf_printf(&label, "%s%s", i > 0 ? "_" : "", line[i]);
        jh_buf_printf(&key, "%s%s", i > 0 ? " / " : "", line[i]);
    }
    got->header = jh_i_keep(u, header.data != NULL ? header.data : "", header.len);
    got->label = jh_i_keep(u, label.data != NULL ? label.data : "", label.len);
    got->key = jh_i_keep(u, key.data != NULL ? key.data : "", key.len);
    got->factor = 1;
    got->pivot_name = -1;
    jh_buf_release(&header);
    jh_buf_release(&label);
    jh_buf_release(&key);
}

/* All that stands above the header, in one text. */
static void take_title(struct jh_understood *u)
{
    struct jh_buf title;
    const size_t end = u->has_header ? u->header_first : 0;
    jh_buf_init(&title, HEADER_MAX);
    jh_buf_puts(&title, u->grid->sheet);
    for (size_t r = 0; r < end; r++)
        for (size_t c = 0; c < u->n_columns; c++)
            if (jh_grid_at(u->grid, r, c)[0] != '\0')
                jh_buf_printf(&title, " %s", jh_grid_at(u->grid, r, c));
    u->title = jh_i_keep(u, title.data != NULL ? title.data : "", title.len);
    jh_buf_release(&title);
}

void jh_i_head_columns(struct jh_understood *u)
{
    take_title(u);
    for (size_t c = 0; c < u->n_columns; c++) {
        if (u->has_header)
            head_column(u, c);
        else
            u->column[c] = (struct jh_got_column){
                .header = "", .key = "", .label = "", .factor = 1, .pivot_name = -1};
        u->column[c].empty = u->column[c].header[0] == '\0';
        size_t first; /* a footnote below an empty column does not fill it */
        for (size_t r = jh_i_body(u); r < u->n_rows && u->column[c].empty; r++)
            u->column[c].empty = jh_grid_at(u->grid, r, c)[0] == '\0' ||
                                 (u->n_columns > 1 && jh_i_row_filled(u, r, &first) < 2);
    }
}
