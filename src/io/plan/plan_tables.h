/*
 * Every table of a plan, described once: drives tables/ *.csv, the sheets of plan.xlsx and the tables
 * of report.html. docs/outputs.md lists them for users.
 */
#ifndef JH_IO_PLAN_TABLES_H
#define JH_IO_PLAN_TABLES_H

#include "junheng/plan.h"

#include "base/arena.h"
#include "base/num.h"

/** How a column's numbers are shown; files for machines hold them in full. */
enum jh_i_format {
    JH_FORMAT_TEXT = 0,   /* text; a number in it in its shortest form */
    JH_FORMAT_COUNT = 1,  /* whole number */
    JH_FORMAT_CASES = 2,  /* may be fractional, shown whole */
    JH_FORMAT_SHARE = 3,  /* 0..1, shown as percent with one decimal */
    JH_FORMAT_MIN = 4,    /* minutes, one decimal */
    JH_FORMAT_NUMBER = 5, /* four significant digits */
    JH_FORMAT_FLAG = 6    /* 1 or 0, shown as yes or nothing */
};

struct jh_i_column {
    const char *key;   /* stable name, the header of the CSV file */
    const char *title; /* message key */
    const char *unit;  /* message key, "" if none */
    enum jh_i_format format;
};
/** Text, or with text NULL a number; NaN: not collected or not applicable (an empty cell). */
struct jh_i_cell {
    const char *text;
    double number;
};
struct jh_i_table {
    const char *id;    /* name of the CSV file without .csv */
    const char *title; /* message key, at most 31 characters in each language */
    size_t n_columns, n_rows;
    const struct jh_i_column *column; /* [n_columns] */
    const struct jh_i_cell *cell;     /* [n_rows * n_columns], row-major */
};

/** Number of tables; every plan has all of them, some may be empty. */
size_t jh_i_plan_n_tables(void);
/** Id of a table, index < jh_i_plan_n_tables(). */
const char *jh_i_plan_table_id(size_t index);
/** Description and rows of one table; rows live in the arena, texts also in plan and dataset. */
enum jh_status jh_i_plan_table(const struct jh_plan *plan, size_t index, enum jh_lang lang,
    struct jh_arena *arena, struct jh_i_table *out_table, struct jh_error *err) JH_CHECKED;

#define JH_I_SHOW_MAX 48
/** A number as people read it in this column ("12,345", "12.3%", "1.5"); "" for NaN. */
void jh_i_show_number(enum jh_i_format format, double number, char out[JH_I_SHOW_MAX]);

/** The specialty's name, "all" for the sum (index n_specialties). */
const char *jh_i_specialty_name(const struct jh_dataset *dataset, size_t specialty);
/** A zone's name, its id where it has none, "" for JH_NONE. */
const char *jh_i_zone_name(const struct jh_plan *plan, int32_t zone);
/** Stable codes: "outside", "role" ...; "optimal", "feasible". */
const char *jh_i_exclusion_code(enum jh_exclusion exclusion);
const char *jh_i_site_status_code(enum jh_site_status status);
const char *jh_i_plan_mode_code(enum jh_plan_mode mode);
/** Message key. */
const char *jh_i_plan_mode_text(enum jh_plan_mode mode);

#endif
