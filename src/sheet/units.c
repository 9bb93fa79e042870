/* What the numbers of each column are counted in. */
#include <math.h>
#include <string.h>

#include "base/num.h"
#include "sheet/parts.h"
#include "sheet/text.h"

/* The unit for a dimension among those listed from p to a closing bracket: "人、张、万元". */
static const struct jh_unit *of_list(
    struct jh_understood *u, enum jh_dimension dimension, const char *p)
{
    while (*p != '\0' && *p != ')') {
        const size_t n = strcspn(p, ",;/)(. ");
        const struct jh_unit *unit = jh_i_words_unit(u->words, jh_i_keep(u, p, n));
        if (unit != NULL && unit->dimension == dimension)
            return unit;
        p += n + (p[n] != '\0' && p[n] != ')');
    }
    return NULL;
}

/* The unit for a dimension that the title or a corner names: "单位：人、张、万元". Units of another
 * sense ("制表单位：统计局") name none, so every place is tried. */
static const struct jh_unit *of_title(struct jh_understood *u, enum jh_dimension dimension)
{
    static const char *const leads[] = {"单位:", "unit:"};
    const char *title = jh_i_tight(u, u->title), *bracket = strrchr(title, '(');
    bool led = false;
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        for (const char *p = strstr(title, leads[i]); p != NULL; p = strstr(p, leads[i])) {
            p += strlen(leads[i]);
            led = true;
            const struct jh_unit *unit = of_list(u, dimension, p);
            if (unit != NULL)
                return unit;
        }
    return led || bracket == NULL ? NULL : of_list(u, dimension, bracket + 1);
}

struct range {
    size_t n, fractions, percents;
    double min, max, sum;
};

static struct range range_of(const struct jh_understood *u, size_t column)
{
    struct range out = {.min = JH_INF, .max = -JH_INF};
    for (size_t r = jh_i_body(u); r < u->n_rows; r++) {
        const struct jh_number x = jh_i_number_read(u->words, jh_grid_at(u->grid, r, column));
        if (u->row[r].class != JH_ROW_DATA || x.read != JH_READ_NUMBER)
            continue;
        out.n++;
        out.percents += x.percent || x.scaled;
        out.fractions += x.value != floor(x.value);
        out.min = fmin(out.min, x.value);
        out.max = fmax(out.max, x.value);
        out.sum += x.value;
    }
    return out;
}

static void doubt(struct jh_got_column *got)
{
    got->guess = got->field;
    got->sure = false;
}

/* Numbers that cannot be meant as they stand, where no unit is told. */
static void judge_size(struct jh_understood *u, size_t column)
{
    struct jh_got_column *got = &u->column[column];
    const struct range x = range_of(u, column);
    const enum jh_sheet_field f = got->field;
    if (x.n == 0 || x.percents == x.n)
        return;
    if (f == JH_FLD_BED_USE && x.max > 2) {
        got->factor = 0.01;
        jh_i_mark(u, JH_MARK_GUESSED_UNIT, u->header_last, column, got->header,
            "shares above 2 are read as per cent");
    } else if (f == JH_FLD_POPULATION && (x.max < 2000 || x.fractions * 2 > x.n)) {
        doubt(got);
        jh_i_mark(u, JH_MARK_UNIT, u->header_last, column, got->header,
            "the numbers are small or broken for persons; say in which unit they are");
    } else if (f == JH_FLD_COST) {
        const size_t cases = jh_i_got_column(u, JH_FLD_CASES);
        const struct range n = cases != SIZE_MAX ? range_of(u, cases) : (struct range){0};
        if (n.n == 0 || x.sum / (n.sum * u->column[cases].factor) < 300) {
            doubt(got);
            jh_i_mark(u, JH_MARK_UNIT, u->header_last, column, got->header,
                "money without a unit: yuan or ten thousand yuan; say which");
        }
    } else if (f == JH_FLD_MINUTES && x.max < 6 && x.fractions > 0) {
        doubt(got);
        jh_i_mark(u, JH_MARK_UNIT, u->header_last, column, got->header,
            "the numbers are small for minutes; say in which unit they are");
    }
}

static void choose_unit(struct jh_understood *u, size_t column)
{
    struct jh_got_column *got = &u->column[column];
    const enum jh_dimension wanted = jh_i_sheet_fields[got->field].dimension;
    if (got->factor < 0) { /* said by the recipe */
        got->factor = -got->factor;
        return;
    }
    if (!got->sure || wanted == JH_DIM_NONE || wanted == JH_DIM_OTHER || wanted == JH_DIM_PLAIN)
        return;
    if (got->unit == NULL)
        got->unit = of_title(u, wanted);
    if (got->unit == NULL) {
        judge_size(u, column);
        return;
    }
    const bool deaths = wanted == JH_DIM_PEOPLE && got->unit->dimension == JH_DIM_OTHER;
    if (got->unit->dimension != wanted && !deaths) {
        doubt(got);
        jh_i_mark(u, JH_MARK_UNIT, u->header_last, column, got->header,
            "the unit does not fit the column; say what the column is");
    } else if (!deaths) {
        got->factor = got->unit->factor;
    }
}

void jh_i_choose_units(struct jh_understood *u)
{
    /* cases first: costs are judged by them */
    for (size_t c = 0; c < u->n_columns; c++)
        if (u->column[c].field != JH_FLD_COST)
            choose_unit(u, c);
    for (size_t c = 0; c < u->n_columns; c++)
        if (u->column[c].field == JH_FLD_COST)
            choose_unit(u, c);
    for (size_t c = 0; c < u->n_columns; c++) {
        struct jh_got_column *got = &u->column[c];
        const struct range x = got->empty ? (struct range){0} : range_of(u, c);
        got->numeric = x.n > 0;
        if (got->field == JH_FLD_ATTRIBUTE && got->unit == NULL && got->numeric &&
            strstr(got->label, "人口") != NULL && x.percents == 0)
            got->unit = of_title(u, JH_DIM_PEOPLE);
    }
}
