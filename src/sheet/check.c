/* Whether cells hold what their columns say, and totals what they sum up. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "sheet/parts.h"
#include "sheet/text.h"

static bool said_value(const struct jh_understood *u, const char *text, double *out)
{
    for (size_t i = 0; u->recipe != NULL && i < u->recipe->n_values; i++)
        if (strcmp(u->recipe->value[i].text, text) == 0) {
            *out = u->recipe->value[i].value;
            return true;
        }
    return false;
}

double jh_i_got_number(const struct jh_understood *u, size_t row, size_t column)
{
    const struct jh_got_column *got = &u->column[column];
    const char *text = jh_grid_at(u->grid, row, column);
    const struct jh_number x = jh_i_number_read(u->words, text);
    double said;
    if (said_value(u, text, &said))
        return said;
    if (x.read != JH_READ_NUMBER)
        return JH_NAN;
    return x.percent || x.scaled ? x.value : x.value * got->factor;
}

static bool wants_number(const struct jh_got_column *got)
{
    const enum jh_dimension d = jh_i_sheet_fields[got->field].dimension;
    return got->sure && d != JH_DIM_NONE && d != JH_DIM_OTHER;
}

static void check_number(struct jh_understood *u, size_t row, size_t column)
{
    const struct jh_got_column *got = &u->column[column];
    const char *text = jh_grid_at(u->grid, row, column);
    const struct jh_number x = jh_i_number_read(u->words, text);
    double said;
    if (text[0] == '\0' || said_value(u, text, &said))
        return;
    switch (x.read) {
    case JH_READ_ERROR:
        jh_i_mark(u, JH_MARK_ERROR_VALUE, row, column, text,
            "the formula failed; repair it in the workbook, or say what the text counts for");
        return;
    case JH_READ_HIDDEN:
        jh_i_mark(u, JH_MARK_HIDDEN_VALUE, row, column, text,
            "the number is not told; say what it counts for, or that it is not known");
        return;
    case JH_READ_ROUGH:
    case JH_READ_TEXT:
        jh_i_mark(u, JH_MARK_VALUE, row, column, text,
            "a number was expected; correct the cell, or say what the text counts for");
        return;
    case JH_READ_NUMBER:
        if ((x.unit != NULL && x.unit->dimension != jh_i_sheet_fields[got->field].dimension) ||
            (x.percent && jh_i_sheet_fields[got->field].dimension != JH_DIM_SHARE))
            jh_i_mark(u, JH_MARK_VALUE, row, column, text, "the unit does not fit the column");
        return;
    case JH_READ_EMPTY:
    case JH_READ_MISSING:
        return;
    }
}

void jh_i_check_values(struct jh_understood *u)
{
    const int year = jh_i_year_in(u->title);
    char period[JH_PERIOD_MAX];
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct jh_got_column *got = &u->column[c];
        const bool number = wants_number(got);
        for (size_t r = jh_i_body(u); r < u->n_rows; r++) {
            const char *text = jh_grid_at(u->grid, r, c);
            double said;
            if (u->row[r].class != JH_ROW_DATA || text[0] == '\0')
                continue;
            if (number)
                check_number(u, r, c);
            else if (text[0] == '#' && !said_value(u, text, &said) &&
                     jh_i_number_read(u->words, text).read == JH_READ_ERROR)
                jh_i_mark(u, JH_MARK_ERROR_VALUE, r, c, text,
                    "the formula failed; repair it in the workbook, or say what the text counts "
                    "for");
            if (got->sure && got->field == JH_FLD_PERIOD &&
                !jh_i_period_read(text, year, true, period))
                jh_i_mark(u, JH_MARK_PERIOD, r, c, text,
                    "write a year, a quarter or a month, such as 2023, 2023Q1 or 2023-01");
        }
    }
}

/* ---- Totals ----------------------------------------------------------------------------------- */

/* A sum on its way. */
struct sum {
    struct jh_sum sum;
    size_t n, missing;
    int decimals;
};

static void add(const struct jh_understood *u, size_t row, size_t column, struct sum *s)
{
    const char *text = jh_grid_at(u->grid, row, column);
    const struct jh_number x = jh_i_number_read(u->words, text);
    const double value = jh_i_got_number(u, row, column);
    if (isnan(value)) {
        s->missing += text[0] != '\0' || u->row[row].class == JH_ROW_DATA;
        return;
    }
    jh_sum_add(&s->sum, value);
    s->n++;
    if (x.decimals > s->decimals)
        s->decimals = x.decimals;
}

static void compare(
    struct jh_understood *u, enum jh_mark_rule rule, size_t row, size_t column, const struct sum *s)
{
    struct sum told = {0};
    const double factor = u->column[column].factor;
    char a[32], b[32];
    add(u, row, column, &told);
    if (told.n == 0 || s->n == 0)
        return;
    const int decimals = s->decimals > told.decimals ? s->decimals : told.decimals;
    const bool whole = decimals == 0 && factor <= 1;
    const double total = jh_sum_value(&told.sum), sum = jh_sum_value(&s->sum);
    const double room =
        whole ? 0.5 : (double)(s->n + 1) * 0.5 * pow(10, -decimals) * factor * 1.0001;
    if (fabs(total - sum) <= room || (s->missing > 0 && total > sum))
        return;
    snprintf(a, sizeof a, "%.12g", total); /* without the remains of binary */
    snprintf(b, sizeof b, "%.12g", sum);
    jh_i_mark(u, rule, row, column, jh_grid_at(u->grid, row, column),
        "the total says %s, the rows add up to %s; find out which is right", a, b);
}

static bool adds_up(const struct jh_got_column *got)
{
    if (got->field == JH_FLD_ATTRIBUTE)
        return got->numeric && got->unit != NULL &&
               (got->unit->dimension == JH_DIM_PEOPLE || got->unit->dimension == JH_DIM_BEDS ||
                   got->unit->dimension == JH_DIM_MONEY);
    return got->sure && jh_i_sheet_fields[got->field].sums;
}

/* "其中" rows are parts of what stands before them, and no sums. */
static bool is_part(struct jh_understood *u, size_t row)
{
    size_t first;
    jh_i_row_filled(u, row, &first);
    return jh_i_words_begins(
        u->words, JH_WORD_PART, jh_i_tight(u, jh_grid_at(u->grid, row, first)));
}

static bool is_named_sum(const struct jh_understood *u, size_t row)
{
    for (size_t r = row + 1; r < u->n_rows; r++)
        if (u->row[r].class == JH_ROW_DATA)
            return u->row[r].group == (int32_t)row;
    return false;
}

static void check_column(struct jh_understood *u, size_t c)
{
    struct sum all = {0}, part = {0};
    size_t head = SIZE_MAX; /* a city's row: the sum of what follows */
    for (size_t r = jh_i_body(u); r < u->n_rows; r++) {
        const uint8_t class = u->row[r].class;
        if (class == JH_ROW_DATA) {
            add(u, r, c, &all);
            add(u, r, c, &part);
            continue;
        }
        if (class == JH_ROW_SUBTOTAL && is_part(u, r))
            continue;
        const bool named = class == JH_ROW_SUBTOTAL && is_named_sum(u, r);
        if (head != SIZE_MAX &&
            (class == JH_ROW_SUBTOTAL || class == JH_ROW_GROUP || class == JH_ROW_TOTAL)) {
            compare(u, JH_MARK_TOTAL, head, c, &part);
            head = SIZE_MAX;
        } else if (class == JH_ROW_SUBTOTAL && !named) {
            compare(u, JH_MARK_TOTAL, r, c, &part);
        }
        if (named)
            head = r;
        if (class == JH_ROW_SUBTOTAL || class == JH_ROW_GROUP)
            part = (struct sum){0};
    }
    if (head != SIZE_MAX)
        compare(u, JH_MARK_TOTAL, head, c, &part);
    for (size_t r = jh_i_body(u); r < u->n_rows; r++)
        if (u->row[r].class == JH_ROW_TOTAL)
            compare(u, JH_MARK_TOTAL, r, c, &all);
}

/* The total at the end of each row, over the columns that are parts of it. */
static void check_rows(struct jh_understood *u, size_t c)
{
    for (size_t r = jh_i_body(u); r < u->n_rows; r++) {
        struct sum s = {0};
        if (u->row[r].class != JH_ROW_DATA)
            continue;
        for (size_t k = 0; k < u->n_columns; k++)
            if (u->column[k].pivot_text != NULL && u->column[k].sure)
                add(u, r, k, &s);
        u->column[c].factor = 1;
        for (size_t k = 0; k < u->n_columns && u->column[c].factor == 1; k++)
            if (u->column[k].pivot_text != NULL)
                u->column[c].factor = u->column[k].factor;
        compare(u, JH_MARK_ROW_SUM, r, c, &s);
    }
}

void jh_i_check_totals(struct jh_understood *u)
{
    for (size_t c = 0; c < u->n_columns; c++) {
        if (adds_up(&u->column[c]))
            check_column(u, c);
        if (u->column[c].field == JH_FLD_ROW_TOTAL)
            check_rows(u, c);
    }
}
