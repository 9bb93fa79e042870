/*
 * One import on its way: where the tables are, what was found wrong, what is known so far.
 */
#ifndef JH_IO_IMPORT_H
#define JH_IO_IMPORT_H

#include <stdarg.h>

#include "junheng/io.h"

#include "base/arena.h"
#include "io/dataset/names.h"
#include "io/dataset/tables.h"
#include "io/outfile.h"
#include "io/text.h"

/** Rules of the data report; their ids, severities and titles stand in import.c. */
enum jh_rule_id {
    JH_RULE_MISSING_FILE,
    JH_RULE_UNREADABLE_FILE,
    JH_RULE_DUPLICATE_FILE,
    JH_RULE_UNKNOWN_FILE,
    JH_RULE_EMPTY_FILE,
    JH_RULE_CHARACTER_SET,
    JH_RULE_TRANSCODED,
    JH_RULE_MISSING_COLUMN,
    JH_RULE_DUPLICATE_COLUMN,
    JH_RULE_UNKNOWN_COLUMN,
    JH_RULE_RAGGED_ROW,
    JH_RULE_NUL_BYTE,
    JH_RULE_UNCLOSED_QUOTE,
    JH_RULE_TEXT_AFTER_QUOTE,
    JH_RULE_FIELD_TOO_LONG,
    JH_RULE_TOO_MANY_COLUMNS,
    JH_RULE_TOO_MANY_VALUES,
    JH_RULE_MISSING_VALUE,
    JH_RULE_NOT_A_NUMBER,
    JH_RULE_NEGATIVE,
    JH_RULE_OUT_OF_RANGE,
    JH_RULE_UNKNOWN_CODE,
    JH_RULE_BAD_PERIOD,
    JH_RULE_MIXED_PERIODS,
    JH_RULE_DUPLICATE_ID,
    JH_RULE_RESERVED_ID,
    JH_RULE_DUPLICATE_ROW,
    JH_RULE_UNKNOWN_ID,
    JH_RULE_REJECTED_ID,
    JH_RULE_LINK_DROPPED,
    JH_RULE_NOT_A_LEAF,
    JH_RULE_AREA_ABOVE,
    JH_RULE_CYCLE,
    JH_RULE_HALF_A_PLACE,
    JH_RULE_IMPOSSIBLE_PLACE,
    JH_RULE_SWAPPED_PLACE,
    JH_RULE_FAR_PLACE,
    JH_RULE_NO_PLACE,
    JH_RULE_HOSPITAL_NOWHERE,
    JH_RULE_HOSPITAL_BEYOND,
    JH_RULE_MISSING_POPULATION,
    JH_RULE_BEDS_IMPLAUSIBLE,
    JH_RULE_NO_FLOWS,
    JH_RULE_AREA_WITHOUT_FLOWS,
    JH_RULE_ALL_BESIDE_OTHERS,
    JH_RULE_SPECIALTY_WITHOUT_CASES,
    JH_RULE_SPECIALTIES_NOT_IN_FLOWS,
    JH_RULE_CENTRE_WITHOUT_ROLE,
    JH_RULE_TWO_ZONES,
    JH_RULE_NO_ZONE,
    JH_RULE_ZONE_NAMES_DIFFER,
    JH_RULE_BAD_BOUNDARIES,
    JH_RULE_BOUNDARY_OF_NO_AREA,
    JH_RULE_NO_BOUNDARY,
    JH_RULE_BAD_DESCRIPTOR,
    JH_N_RULES
};

/** Where one table (or boundaries.geojson, datapackage.json) is. */
struct jh_input {
    bool there;
    const char *label; /* in findings: "areas.csv", "book.xlsx[areas]" */
    const char *path;  /* of the file; NULL: in memory */
    const char *data;  /* [len], in memory */
    size_t len;        /* bytes, in memory or of the file */
    bool sheet;        /* made of a sheet: lines are its rows, the first line is not */
};

/** Sources of flows, in order of trust. */
struct jh_import_sources {
    bool given; /* by sources.csv */
    struct jh_names names;
    bool covers_inside[UINT8_MAX + 1], covers_outside[UINT8_MAX + 1];
};

struct jh_import {
    const struct jh_import_options *options; /* never NULL */
    const struct jh_run *run;                /* may be NULL */
    struct jh_findings *findings;            /* never NULL */
    struct jh_input table[JH_N_TABLES], boundaries, descriptor;
    size_t n_bytes, n_bytes_done; /* of all tables, for progress */
    struct jh_dataset *dataset;
    struct jh_arena *arena;  /* the dataset's */
    struct jh_arena scratch; /* gone after the import */
    struct jh_outfile rejects;
    bool fatal; /* a whole table cannot be read, or nothing is left: nothing may land */

    /* What the tables refer to, made by read_areas.c and read_hospitals.c; in the scratch arena. */
    struct jh_import_areas *areas;
    struct jh_import_hospitals *hospitals;
    struct jh_import_sources sources;
    struct jh_names declared_specialties; /* by datapackage.json */
    struct jh_names specialties;          /* that have cases, then those of capabilities */
    bool split;                           /* flows are split by specialty */
};

void jh_i_import_init(struct jh_import *import, const struct jh_import_options *options,
    const struct jh_run *run, struct jh_findings *findings);
void jh_i_import_release(struct jh_import *import);

/** Report something about a file. line, column 0: not applicable; found: NULL or the text found. */
void jh_i_report(struct jh_import *import, enum jh_rule_id rule, const char *file, int64_t line,
    int64_t column, const char *found, const char *format, ...) JH_PRINTF(7, 8);
/** The same with a row, which goes to the file of rejected rows if the rule is an error. */
void jh_i_reportv(struct jh_import *import, enum jh_rule_id rule, const char *file, int64_t line,
    int64_t column, const char *found, const char *row, size_t row_len, const char *format,
    va_list args) JH_PRINTF(9, 0);
bool jh_i_rule_is_error(enum jh_rule_id rule);

/** Open an input as text; what cannot be read is reported, *out_readable tells. */
enum jh_status jh_i_input_open(struct jh_import *import, const struct jh_input *input,
    struct jh_text *out_text, bool *out_readable, struct jh_error *err) JH_CHECKED;
/** JH_E_CANCELLED once the run is to stop; else progress by bytes done. */
enum jh_status jh_i_import_tick(
    const struct jh_import *import, size_t n_bytes_of_table, struct jh_error *err) JH_CHECKED;

#endif
