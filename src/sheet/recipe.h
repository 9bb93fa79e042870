/*
 * What people said about sheets of a kind: corrections and decisions, kept for the next file.
 */
#ifndef JH_SHEET_RECIPE_H
#define JH_SHEET_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "sheet/fields.h"

/** A column by its header's key (jh_i_header_key()). */
struct jh_recipe_column {
    const char *header;        /* as written */
    const char *key;           /* what is compared */
    enum jh_sheet_field field; /* JH_FLD_NONE: only the unit is said */
    double factor;             /* 0: as understood */
};
/** A decision about a text: an id, or NULL: leave out what bears it. */
struct jh_recipe_name {
    const char *text, *id;
};
/** A text in number cells, and what it counts for; NaN: not known. */
struct jh_recipe_value {
    const char *text;
    double value;
};
struct jh_recipe_sheet {
    const char *sheet; /* its name; NULL: any that has the columns */
    enum jh_sheet_kind kind;
    bool leave_out;
    size_t header_first, header_last; /* 1-based; 0: found by itself */
    size_t n_columns;
    struct jh_recipe_column *column;
    const char *within; /* prefecture or province where its areas lie; NULL: not said */
    const char *period, *basis, *source, *covers, *measure;
};
struct jh_recipe {
    bool own_ids;            /* names that no division has serve as ids of their own */
    bool fictional;          /* the data are, and are to be labelled so */
    const char *crs, *title; /* NULL: not said */
    size_t n_sheets;
    struct jh_recipe_sheet *sheet;
    size_t n_areas, n_hospitals, n_values;
    struct jh_recipe_name *area, *hospital;
    struct jh_recipe_value *value;
};

#endif
