/*
 * A sheet understood: header, columns, units, rows, values, totals, names. Nothing is decided that is
 * not certain; what is left open is marked as a question with its cell.
 */
#ifndef JH_SHEET_UNDERSTAND_H
#define JH_SHEET_UNDERSTAND_H

#include <stdint.h>

#include "sheet/clinics.h"
#include "sheet/grid.h"
#include "sheet/recipe.h"
#include "sheet/values.h"

enum jh_row_class {
    JH_ROW_BLANK,
    JH_ROW_TITLE,
    JH_ROW_HEADER,
    JH_ROW_DATA,
    JH_ROW_GROUP,    /* the name of what the rows below belong to */
    JH_ROW_SUBTOTAL, /* and parts of the row above */
    JH_ROW_TOTAL,
    JH_ROW_NOTE,
    JH_ROW_OPEN /* not understood */
};
/** One letter each: "bthdgsTn?". */
#define JH_ROW_LETTERS "bthdgsTn?"

#define JH_MARK_MAP(X)                                                                             \
    X(NO_HEADER, "no-header", 2, "no header found")                                                \
    X(KIND, "what-is-this-sheet", 2, "a sheet of unknown kind")                                    \
    X(NEEDED, "needed-column", 2, "a needed column was not found")                                 \
    X(COLUMN, "unknown-column", 2, "a column that is not understood")                              \
    X(DOUBTFUL_COLUMN, "doubtful-column", 2, "a column that may mean something else")              \
    X(UNIT, "unknown-unit", 2, "numbers in an unknown unit")                                       \
    X(ROW, "unknown-row", 2, "a row that is not understood")                                       \
    X(SECOND_TABLE, "second-table", 2, "a second table below the first")                           \
    X(VALUE, "not-a-number", 2, "a cell that is no number")                                        \
    X(ERROR_VALUE, "failed-formula", 2, "a formula that failed")                                   \
    X(HIDDEN_VALUE, "hidden-value", 2, "a number that is not told")                                \
    X(PERIOD, "unknown-period", 2, "a period that is not understood")                              \
    X(NAME_DOUBTFUL, "doubtful-name", 2, "a name that may mean something else")                    \
    X(NAME_UNKNOWN, "unknown-name", 2, "an unknown name")                                          \
    X(TWICE, "named-twice", 2, "two rows of the same thing")                                       \
    X(TOTAL, "total-differs", 1, "a total that differs from its sum")                              \
    X(ROW_SUM, "row-total-differs", 1, "a total at the end of a row that differs from its sum")    \
    X(FORMER, "former-name", 0, "a former name or code")                                           \
    X(SHORT, "short-name", 0, "a short name")                                                      \
    X(WITHIN, "taken-to-lie", 0, "areas taken to lie where all of them have a namesake")           \
    X(LATEST, "latest-year", 0, "of several years the latest is taken")                            \
    X(GUESSED_UNIT, "unit-by-size", 0, "a unit told by the size of the numbers")                   \
    X(DECIDED, "left-out", 0, "left out as the recipe says")

enum jh_mark_rule {
#define JH_X(name, id, severity, title) JH_MARK_##name,
    JH_MARK_MAP(JH_X)
#undef JH_X
        JH_N_MARK_RULES
};
/** Something about a cell. Severity as of findings: 2 is a question that must be answered. */
struct jh_mark {
    uint32_t row, column;
    enum jh_mark_rule rule;
    const char *found, *text[JH_N_LANGS];
};
extern const struct jh_rule_info {
    const char *id, *title;
    int severity;
} jh_i_mark_rules[JH_N_MARK_RULES];

/** A name that stands in cells or headers, resolved once. */
struct jh_got_name {
    enum jh_sheet_field what; /* AREA, HOSPITAL, DESTINATION */
    const char *text, *above;
    struct jh_matched matched;
    const char *id; /* what it is, by match or decision; NULL: open, or left out */
    bool decided, left_out;
    uint32_t row, column; /* where it first stands */
    size_t count;
};

struct jh_got_column {
    enum jh_sheet_field field, guess; /* guess: offered where not sure */
    bool sure, empty, numeric, latest;
    double factor;
    const struct jh_unit *unit; /* NULL: none told */
    const char *header, *key;   /* lines joined by " / "; what recipes compare */
    const char *label;          /* without its unit; of attributes */
    enum jh_sheet_field
        pivot; /* what its header names: PERIOD, AREA, HOSPITAL, DESTINATION, SPECIALTY */
    const char *pivot_text;
    int32_t pivot_name; /* index of name, or -1 */
    char period[JH_PERIOD_MAX];
    int32_t *name; /* [n_rows] of key columns: index of name, -1: none; else NULL */
};

struct jh_got_row {
    uint8_t class;
    int32_t group; /* row that names its group, or -1 */
};

struct jh_understood {
    const struct jh_grid *grid;
    struct jh_arena *arena;
    const struct jh_words *words;
    const struct jh_places *places;
    const struct jh_clinics *clinics; /* NULL: no hospitals are known yet */
    const struct jh_recipe *recipe;   /* NULL: none */
    const struct jh_recipe_sheet *said;
    enum jh_sheet_kind kind;
    bool has_header, defines; /* defines: its names are the list itself */
    size_t header_first, header_last, n_rows, n_columns;
    struct jh_got_column *column; /* [n_columns] */
    struct jh_got_row *row;       /* [n_rows] */
    size_t n_names, cap_names;
    struct jh_got_name *name;
    size_t n_marks, cap_marks;
    struct jh_mark *mark;
    uint64_t n_rule[JH_N_MARK_RULES];
    const char *title, *within; /* all titles in one; where its areas lie */
    char period[JH_PERIOD_MAX]; /* of all its rows, "" none */
    const char *basis;          /* "" not told */
    bool no_memory;
};

struct jh_understand_context {
    const struct jh_words *words;
    const struct jh_places *places;
    const struct jh_clinics *clinics;
    const struct jh_recipe *recipe;
    bool defines_areas, defines_hospitals; /* lists of them are no references but the list itself */
};

/**
 * Understand a sheet. Grid, context and arena are borrowed for the life of the result; everything
 * lives in the arena but the growing lists (release with jh_i_understood_release()).
 *
 * @return JH_OK, whatever the sheet: what is not understood is a mark; JH_E_NOMEM.
 * Cost: O(cells) and the names' look-ups.
 */
enum jh_status jh_i_understand(const struct jh_grid *grid,
    const struct jh_understand_context *context, struct jh_arena *arena, struct jh_understood *out,
    struct jh_error *err) JH_CHECKED;
void jh_i_understood_release(struct jh_understood *u);

/** Number of a cell in the unit of its field, NaN: empty, not known or not understood. */
double jh_i_got_number(const struct jh_understood *u, size_t row, size_t column);
/** First column of that field that is sure; SIZE_MAX: none. */
size_t jh_i_got_column(const struct jh_understood *u, enum jh_sheet_field field);
/** Marks of severity 2. */
uint64_t jh_i_got_questions(const struct jh_understood *u);
/** What is compared of a header: key without unit and years. */
char *jh_i_header_key(struct jh_arena *arena, const char *header);

#endif
