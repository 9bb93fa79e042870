#include "io/plan/plan_tables.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "io/plan/plan_rows.h"

static const struct jh_i_table_def *const defs[] = {
    &jh_i_table_summary,
    &jh_i_table_centres,
    &jh_i_table_centre_specialties,
    &jh_i_table_destinations,
    &jh_i_table_pairs,
    &jh_i_table_effect,
    &jh_i_table_effect_zones,
    &jh_i_table_effect_regions,
    &jh_i_table_effect_areas,
    &jh_i_table_effect_hospitals,
    &jh_i_table_years,
    &jh_i_table_targets,
    &jh_i_table_accounts,
    &jh_i_table_cities,
    &jh_i_table_choice_model,
    &jh_i_table_frontier,
    &jh_i_table_equity,
    &jh_i_table_places,
    &jh_i_table_place_figures,
    &jh_i_table_zones,
    &jh_i_table_zone_specialties,
    &jh_i_table_regions,
    &jh_i_table_areas,
    &jh_i_table_assignments,
    &jh_i_table_exclusions,
    &jh_i_table_scenario,
    &jh_i_table_notes,
};

size_t jh_i_plan_n_tables(void)
{
    return sizeof defs / sizeof *defs;
}

const char *jh_i_plan_table_id(size_t index)
{
    return defs[index]->id;
}

enum jh_status jh_i_plan_table(const struct jh_plan *plan, size_t index, enum jh_lang lang,
    struct jh_arena *arena, struct jh_i_table *out_table, struct jh_error *err)
{
    const struct jh_i_table_def *def = defs[index];
    struct jh_i_rows rows = {.plan = plan, .lang = lang, .arena = arena};
    def->fill(&rows);
    if (rows.failed)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out_table = (struct jh_i_table){.id = def->id,
        .title = def->title,
        .n_columns = def->n_columns,
        .n_rows = rows.n / def->n_columns,
        .column = def->column,
        .cell = rows.cell};
    return JH_OK;
}

static struct jh_i_cell *next_cell(struct jh_i_rows *rows)
{
    if (rows->n == rows->cap && !rows->failed) {
        size_t cap = rows->cap * 2 + 256;
        struct jh_i_cell *cell = jh_arena_new(rows->arena, cap, struct jh_i_cell);
        if (cell != NULL && rows->n > 0)
            memcpy(cell, rows->cell, rows->n * sizeof *cell);
        rows->failed = cell == NULL;
        rows->cell = cell;
        rows->cap = cap;
    }
    return rows->failed ? NULL : &rows->cell[rows->n++];
}

void jh_i_put_text(struct jh_i_rows *rows, const char *text)
{
    struct jh_i_cell *cell = next_cell(rows);
    if (cell != NULL)
        *cell = (struct jh_i_cell){text != NULL ? text : "", JH_NAN};
}

void jh_i_put_num(struct jh_i_rows *rows, double number)
{
    struct jh_i_cell *cell = next_cell(rows);
    if (cell != NULL)
        *cell = (struct jh_i_cell){NULL, isfinite(number) ? number : JH_NAN};
}

void jh_i_put_flag(struct jh_i_rows *rows, bool flag)
{
    jh_i_put_num(rows, flag ? 1 : 0);
}

void jh_i_put_hospital(struct jh_i_rows *rows, int32_t hospital)
{
    const struct jh_hospitals *h = &rows->plan->dataset->hospitals;
    jh_i_put_text(rows, hospital != JH_NONE ? h->id[hospital] : "");
    jh_i_put_text(rows, hospital != JH_NONE ? h->name[hospital] : "");
}

void jh_i_put_zone(struct jh_i_rows *rows, int32_t zone)
{
    jh_i_put_text(rows, zone != JH_NONE ? rows->plan->zoning.zones.id[zone] : "");
    jh_i_put_text(rows, jh_i_zone_name(rows->plan, zone));
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : JH_NAN;
}

void jh_i_put_rates(struct jh_i_rows *rows, const struct jh_flow_rates *r)
{
    jh_i_put_num(rows, r->cases);
    jh_i_put_num(rows, r->local_cases);
    jh_i_put_num(rows, r->outflow_cases);
    jh_i_put_num(rows, share(r->outflow_cases, r->cases));
    jh_i_put_num(rows, share(r->outflow_excl, r->cases_excl));
    jh_i_put_num(rows, r->neighbour_cases);
    jh_i_put_num(rows, r->inflow_cases);
    jh_i_put_num(rows, share(r->inflow_cases, r->treated_cases));
    /* Unknown wherever the out-of-area rate is: the two sum to 1. */
    jh_i_put_num(rows, isnan(r->outflow_cases) ? JH_NAN : share(r->local_cases, r->cases));
    for (int i = 0; i < 4; i++)
        jh_i_put_num(rows, share(r->split[i], r->cases));
}

const char *jh_i_specialty_name(const struct jh_dataset *dataset, size_t specialty)
{
    return specialty < dataset->specialties.n ? dataset->specialties.id[specialty] : "all";
}

const char *jh_i_zone_name(const struct jh_plan *plan, int32_t zone)
{
    const struct jh_zones *zones = &plan->zoning.zones;
    if (zone == JH_NONE)
        return "";
    return zones->name[zone][0] != '\0' ? zones->name[zone] : zones->id[zone];
}

const char *jh_i_exclusion_code(enum jh_exclusion exclusion)
{
    static const char *const codes[JH_N_EXCLUSIONS] = {
        "outside", "role", "sponsor", "grade", "kind", "beds", "forbidden", "place", "not_chosen"};
    return codes[exclusion];
}

const char *jh_i_site_status_code(enum jh_site_status status)
{
    static const char *const codes[] = {"optimal", "feasible", "infeasible"};
    return codes[status];
}

/* "-1234567.8" with a comma before every third digit of the whole part. */
static void group_digits(const char *plain, char out[JH_I_SHOW_MAX])
{
    size_t sign = plain[0] == '-', whole = strcspn(plain + sign, "."), n = 0;
    if (sign)
        out[n++] = '-';
    for (size_t i = 0; i < whole && n + 2 < JH_I_SHOW_MAX; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            out[n++] = ',';
        out[n++] = plain[sign + i];
    }
    snprintf(out + n, JH_I_SHOW_MAX - n, "%s", plain + sign + whole);
}

static void show_significant(double number, char plain[JH_NUM_TEXT_MAX])
{
    double size = fabs(number);
    int n_decimals = size >= 1000 || size == 0 ? 0 : 3 - (int)floor(log10(size));
    if (n_decimals > 10)
        n_decimals = 10;
    jh_num_format_fixed(number, n_decimals, plain);
}

void jh_i_show_number(enum jh_i_format format, double number, char out[JH_I_SHOW_MAX])
{
    char plain[JH_NUM_TEXT_MAX] = "";
    out[0] = '\0';
    if (isnan(number))
        return;
    switch (format) {
    case JH_FORMAT_COUNT:
    case JH_FORMAT_CASES:
        jh_num_format_fixed(number, 0, plain);
        group_digits(plain, out);
        return;
    case JH_FORMAT_MIN:
        jh_num_format_fixed(number, 1, plain);
        break;
    case JH_FORMAT_SHARE:
        jh_num_format_fixed(100 * number, 1, plain);
        snprintf(out, JH_I_SHOW_MAX, "%s%%", plain);
        return;
    case JH_FORMAT_NUMBER:
        show_significant(number, plain);
        group_digits(plain, out);
        return;
    case JH_FORMAT_TEXT:
        jh_num_format(number, plain);
        break;
    case JH_FORMAT_FLAG:
        snprintf(plain, sizeof plain, "%s", number != 0 ? "✓" : "");
        break;
    }
    snprintf(out, JH_I_SHOW_MAX, "%s", plain);
}
