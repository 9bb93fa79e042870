/*
 * Filling the rows of a plan's tables, cell by cell. Private to plan_tables*.c.
 */
#ifndef JH_IO_PLAN_ROWS_H
#define JH_IO_PLAN_ROWS_H

#include "io/plan/plan_tables.h"

/** Cells in the making; running out of memory sticks. */
struct jh_i_rows {
    const struct jh_plan *plan;
    enum jh_lang lang;
    struct jh_arena *arena;
    struct jh_i_cell *cell;
    size_t n, cap;
    bool failed;
};
void jh_i_put_text(struct jh_i_rows *rows, const char *text); /* borrowed */
void jh_i_put_num(struct jh_i_rows *rows, double number);
void jh_i_put_flag(struct jh_i_rows *rows, bool flag);
/** Id and name: two cells; empty for JH_NONE. */
void jh_i_put_hospital(struct jh_i_rows *rows, int32_t hospital);
void jh_i_put_zone(struct jh_i_rows *rows, int32_t zone);
/** The columns of JH_I_RATES_COLUMNS. */
void jh_i_put_rates(struct jh_i_rows *rows, const struct jh_flow_rates *rates);

/** One table: how to fill it. */
struct jh_i_table_def {
    const char *id, *title;
    size_t n_columns;
    const struct jh_i_column *column;
    void (*fill)(struct jh_i_rows *rows);
};
extern const struct jh_i_table_def jh_i_table_summary, jh_i_table_centres,
    jh_i_table_centre_specialties, jh_i_table_destinations, jh_i_table_zones,
    jh_i_table_zone_specialties, jh_i_table_regions, jh_i_table_areas, jh_i_table_assignments,
    jh_i_table_exclusions, jh_i_table_scenario, jh_i_table_notes, jh_i_table_pairs,
    jh_i_table_effect, jh_i_table_effect_zones, jh_i_table_effect_regions, jh_i_table_effect_areas,
    jh_i_table_effect_hospitals, jh_i_table_years, jh_i_table_targets, jh_i_table_choice_model,
    jh_i_table_accounts, jh_i_table_cities, jh_i_table_frontier, jh_i_table_equity,
    jh_i_table_places, jh_i_table_place_figures;

#define JH_I_COLUMNS(array) sizeof(array) / sizeof *(array), (array)

/* Columns that several tables share. */
#define JH_I_COLUMN_HOSPITAL                                                                       \
    {"hospital_id", "hospital id", "", JH_FORMAT_TEXT},                                            \
    {                                                                                              \
        "hospital_name", "hospital", "", JH_FORMAT_TEXT                                            \
    }
#define JH_I_COLUMN_ZONE                                                                           \
    {"zone_id", "zone id", "", JH_FORMAT_TEXT},                                                    \
    {                                                                                              \
        "zone_name", "zone", "", JH_FORMAT_TEXT                                                    \
    }
#define JH_I_COLUMN_SPECIALTY                                                                      \
    {                                                                                              \
        "specialty", "specialty", "", JH_FORMAT_TEXT                                               \
    }
#define JH_I_RATES_COLUMNS                                                                         \
    {"cases", "cases of residents", "a year", JH_FORMAT_CASES},                                    \
        {"local_cases", "treated locally", "a year", JH_FORMAT_CASES},                             \
        {"outflow_cases", "leaving cases", "a year", JH_FORMAT_CASES},                             \
        {"outflow_rate", "out-of-area rate", "", JH_FORMAT_SHARE},                                 \
        {"outflow_rate_excl", "out-of-area rate without long-term residents elsewhere", "",        \
            JH_FORMAT_SHARE},                                                                      \
        {"neighbour_cases", "of leaving: neighbouring care", "a year", JH_FORMAT_CASES},           \
        {"inflow_cases", "incoming cases", "a year", JH_FORMAT_CASES},                             \
        {"inflow_rate", "inflow rate", "", JH_FORMAT_SHARE},                                       \
        {"localization_index", "localization index", "", JH_FORMAT_SHARE},                         \
        {"own_county_share", "treated in own county", "", JH_FORMAT_SHARE},                        \
        {"own_prefecture_share", "elsewhere in own prefecture", "", JH_FORMAT_SHARE},              \
        {"own_province_share", "elsewhere in own province", "", JH_FORMAT_SHARE},                  \
    {                                                                                              \
        "outside_share", "treated outside", "", JH_FORMAT_SHARE                                    \
    }

#endif
