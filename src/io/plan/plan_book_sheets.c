/* Sheets of the workbook that are made for reading, with formulas: they are no tables of the plan. */
#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "base/num.h"
#include "io/plan/plan_book.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- Four ways: own county, own prefecture, own province, outside ------------------------------ */

static void four_way_row(struct jh_i_book *book, lxw_worksheet *sheet, size_t row,
    const char *place, const char *specialty, const struct jh_flow_rates *rates)
{
    double sum = 0;
    jh_i_book_text(book, sheet, row, 0, place);
    jh_i_book_text(book, sheet, row, 1, specialty);
    for (size_t k = 0; k < 4; k++) {
        jh_i_book_number(book, sheet, row, 2 + k, JH_FORMAT_CASES, rates->split[k]);
        sum += rates->split[k];
    }
    if (isnan(sum)) { /* a part was not collected: no sum */
        jh_i_book_number(book, sheet, row, 6, JH_FORMAT_CASES, rates->cases);
        return;
    }
    jh_i_book_formula(book, sheet, row, 6, book->format[JH_FORMAT_CASES], sum, "=SUM(C%zu:F%zu)",
        row + 1, row + 1);
    for (size_t k = 0; k < 4; k++)
        jh_i_book_formula(book, sheet, row, 7 + k, book->format[JH_FORMAT_SHARE],
            sum > 0 ? rates->split[k] / sum : 0, "=IF($G%zu>0,%c%zu/$G%zu,0)", row + 1,
            (int)('C' + k), row + 1, row + 1);
}

void jh_i_book_four_ways(struct jh_i_book *book, const struct jh_plan *plan, lxw_color_t colour)
{
    static const struct jh_i_book_head head[] = {
        {"Prefecture", 18},
        {"Specialty", 18},
        {"treated in own county", 12},
        {"elsewhere in own prefecture", 12},
        {"elsewhere in own province", 12},
        {"treated outside", 12},
        {"Sum", 12},
        {"share in own county", 10},
        {"share elsewhere in own prefecture", 10},
        {"share elsewhere in own province", 10},
        {"share outside", 10},
    };
    const struct jh_dataset *d = plan->dataset;
    const size_t n = d->specialties.n;
    lxw_worksheet *sheet = jh_i_book_sheet(book, "Four-way split", colour);
    size_t row = 0;
    jh_i_book_heads(book, sheet, COUNT_OF(head), head);
    for (size_t g = 0; plan->by_region != NULL && g < d->regions.n; g++)
        for (size_t s = 0; s <= n; s++) {
            const struct jh_flow_rates *rates = &plan->by_region[g * (n + 1) + s];
            if (rates->cases > 0)
                four_way_row(book, sheet, ++row, d->regions.name[g],
                    s < n ? jh_i_specialty_name(d, s) : jh_tr(book->lang, "all specialties"),
                    rates);
        }
    for (size_t s = 0; s <= n; s++)
        four_way_row(book, sheet, ++row, jh_tr(book->lang, "whole territory"),
            s < n ? jh_i_specialty_name(d, s) : jh_tr(book->lang, "all specialties"),
            &plan->territory[s]);
    if (sheet != NULL)
        worksheet_autofilter(sheet, 0, 0, (lxw_row_t)row, (lxw_col_t)(COUNT_OF(head) - 1));
    jh_i_book_finish(book, sheet, COUNT_OF(head), row);
}

/* ---- Targets: a row for each area, a column for each year ---------------------------------------- */

static double rate_today(const struct jh_plan *plan, size_t area)
{
    const size_t n = plan->dataset->specialties.n;
    const struct jh_flow_rates *rates = &plan->by_area[area * (n + 1) + n];
    return rates->cases > 0 ? rates->outflow_cases / rates->cases : JH_NAN;
}

void jh_i_book_targets(struct jh_i_book *book, const struct jh_plan *plan, lxw_color_t colour)
{
    static const struct jh_i_book_head head[] = {{"area id", 12}, {"area", 20}, {"zone", 16},
        {"cases of residents", 12}, {"out-of-area rate today", 12}};
    const struct jh_areas *areas = &plan->dataset->areas;
    const struct jh_plan_prediction *p = &plan->prediction;
    const size_t fixed = COUNT_OF(head), n = areas->n_inside,
                 n_specialties = plan->dataset->specialties.n;
    struct jh_sum sum = {0};
    char title[80];
    lxw_worksheet *sheet = jh_i_book_sheet(book, "Targets by area and year", colour);
    jh_i_book_heads(book, sheet, fixed, head);
    for (size_t y = 0; y < p->n_years && sheet != NULL; y++) {
        snprintf(title, sizeof title, "%s: %d", jh_tr(book->lang, "year after approval"),
            p->year[y].year);
        worksheet_write_string(sheet, 0, (lxw_col_t)(fixed + y), title, book->header);
        worksheet_set_column(sheet, (lxw_col_t)(fixed + y), (lxw_col_t)(fixed + y), 12, NULL);
    }
    for (size_t a = 0; a < n; a++) {
        jh_i_book_text(book, sheet, a + 1, 0, areas->id[a]);
        jh_i_book_text(book, sheet, a + 1, 1, areas->name[a]);
        jh_i_book_text(book, sheet, a + 1, 2, jh_i_zone_name(plan, plan->zoning.zones.of_area[a]));
        const double cases = plan->by_area[a * (n_specialties + 1) + n_specialties].cases;
        jh_sum_add(&sum, cases);
        jh_i_book_number(book, sheet, a + 1, 3, JH_FORMAT_CASES, cases);
        jh_i_book_number(book, sheet, a + 1, 4, JH_FORMAT_SHARE, rate_today(plan, a));
        for (size_t y = 0; y < p->n_years; y++)
            jh_i_book_number(
                book, sheet, a + 1, fixed + y, JH_FORMAT_SHARE, p->year[y].area_outflow_rate[a]);
    }
    if (n > 0)
        jh_i_book_formula(book, sheet, n + 1, 3, book->total[JH_FORMAT_CASES], jh_sum_value(&sum),
            "=SUM(D2:D%zu)", n + 1);
    jh_i_book_text(book, sheet, n + 1, 1, jh_tr(book->lang, "Sum"));
    jh_i_book_finish(book, sheet, fixed + p->n_years, n + 1);
}

/* ---- Opinions ----------------------------------------------------------------------------------- */

void jh_i_book_opinions(struct jh_i_book *book, const struct jh_plan *plan, lxw_color_t colour)
{
    enum { EMPTY_ROWS = 30, OUTCOME = 3 };
    static const struct jh_i_book_head head[] = {{"No.", 6}, {"Unit", 24}, {"Opinion", 48},
        {"Outcome", 12}, {"Reason", 36}, {"Effect on the plan", 36}};
    union { /* the library only reads them */
        const char *given[4];
        char *wanted[4];
    } outcomes = {
        .given = {jh_tr(book->lang, "adopted in full"), jh_tr(book->lang, "adopted in part"),
            jh_tr(book->lang, "not adopted"), NULL}};
    lxw_data_validation choice = {.validate = LXW_VALIDATION_TYPE_LIST,
        .value_list = outcomes.wanted,
        .ignore_blank = LXW_VALIDATION_ON};
    lxw_worksheet *sheet = jh_i_book_sheet(book, "Opinions received", colour);
    const size_t n = plan->n_opinions, rows = n + EMPTY_ROWS;
    jh_i_book_heads(book, sheet, COUNT_OF(head), head);
    for (size_t r = 1; r <= rows && sheet != NULL; r++) {
        const struct jh_plan_opinion *o = r <= n ? &plan->opinion[r - 1] : NULL;
        const char *cell[] = {NULL, o != NULL ? o->unit : "", o != NULL ? o->text : "",
            o != NULL ? jh_tr(book->lang, o->outcome) : "", o != NULL ? o->reason : "",
            o != NULL ? o->effect : ""};
        worksheet_write_number(sheet, (lxw_row_t)r, 0, (double)r, book->text);
        for (size_t c = 1; c < COUNT_OF(head); c++)
            worksheet_write_string(
                sheet, (lxw_row_t)r, (lxw_col_t)c, cell[c] != NULL ? cell[c] : "", book->text);
    }
    if (sheet != NULL)
        worksheet_data_validation_range(sheet, 1, OUTCOME, (lxw_row_t)rows, OUTCOME, &choice);
    jh_i_book_finish(book, sheet, COUNT_OF(head), rows);
}

/* ---- Reconciliation: what must be equal, from sheet to sheet -------------------------------------- */

/* SUM over a column of another sheet; a name in quotes may hold none (titles have none). */
static void put_sum_of(struct jh_i_book *book, lxw_worksheet *sheet, size_t row, size_t column,
    const struct jh_i_book_ref *ref)
{
    char name[16];
    lxw_col_to_name(name, ref->at, false);
    jh_i_book_formula(book, sheet, row, column, book->format[JH_FORMAT_CASES], ref->sum,
        "=SUM('%s'!%s2:%s%zu)", ref->sheet, name, name, ref->n_rows + 1);
}

void jh_i_book_reconciliation(
    struct jh_i_book *book, const struct jh_plan *plan, lxw_color_t colour)
{
    static const struct jh_i_book_head head[] = {{"What must be equal", 46}, {"one side", 16},
        {"other side", 16}, {"difference", 14}, {"Outcome", 12}};
    const struct jh_flow_rates *all = &plan->territory[plan->dataset->specialties.n];
    const struct {
        const char *what, *table, *column, *table2, *column2;
        double value; /* of the other side where that is no column */
    } rows[] = {
        {"cases of residents: areas, and the territory", "areas", "cases", NULL, NULL, all->cases},
        {"cases of residents: zones, and areas", "zones", "cases", "areas", "cases", 0},
        {"people: zones, and areas", "zones", "population", "areas", "population", 0},
        {"cases assigned: areas to centres, and centre specialties", "assignments", "cases",
            "centre_specialties", "cases", 0},
        {"cases assigned: centres, and centre specialties", "centres", "cases",
            "centre_specialties", "cases", 0},
        {"cases assigned: centre specialties, and planned demand", "centre_specialties", "cases",
            NULL, NULL, plan->effect.cases},
        {"centre specialties: of the centres, and of the plan", "centres", "specialties", NULL,
            NULL, (double)plan->n_choices},
    };
    lxw_worksheet *sheet = jh_i_book_sheet(book, "Reconciliation", colour);
    size_t row = 0;
    jh_i_book_heads(book, sheet, COUNT_OF(head), head);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct jh_i_book_ref *a = jh_i_book_ref(book, rows[i].table, rows[i].column);
        const struct jh_i_book_ref *b =
            rows[i].table2 != NULL ? jh_i_book_ref(book, rows[i].table2, rows[i].column2) : NULL;
        if (a == NULL || a->n_rows == 0 || (rows[i].table2 != NULL && b == NULL))
            continue;
        double other = b != NULL ? b->sum : rows[i].value, difference = a->sum - other;
        row++;
        jh_i_book_text(book, sheet, row, 0, jh_tr(book->lang, rows[i].what));
        put_sum_of(book, sheet, row, 1, a);
        if (b != NULL)
            put_sum_of(book, sheet, row, 2, b);
        else
            jh_i_book_number(book, sheet, row, 2, JH_FORMAT_CASES, other);
        jh_i_book_formula(book, sheet, row, 3, book->format[JH_FORMAT_MIN], difference,
            "=B%zu-C%zu", row + 1, row + 1);
        if (sheet != NULL) {
            char formula[256];
            const char *equal = jh_tr(book->lang, "equal"),
                       *differs = jh_tr(book->lang, "differs: see the notes");
            snprintf(formula, sizeof formula, "=IF(ABS(D%zu)<0.5,\"%s\",\"%s\")", row + 1, equal,
                differs);
            worksheet_write_formula_str(
                sheet, (lxw_row_t)row, 4, formula, NULL, fabs(difference) < 0.5 ? equal : differs);
        }
    }
    jh_i_book_finish(book, sheet, COUNT_OF(head), row);
}
