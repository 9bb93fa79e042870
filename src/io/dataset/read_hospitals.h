/*
 * Hospitals of the territory and beyond, while a dataset is read.
 */
#ifndef JH_IO_READ_HOSPITALS_H
#define JH_IO_READ_HOSPITALS_H

#include "base/strmap.h"
#include "io/dataset/extras.h"
#include "io/dataset/rows.h"

struct jh_import_hospital {
    struct jh_row_mark mark;
    bool in_outside; /* its row stands in outside.csv */
    bool outside;    /* beyond the territory */
    bool rejected;
    const char *id, *name, *grade_text, *campus_text;
    struct jh_point point;
    int32_t area;   /* index in the dataset, or JH_NONE */
    int32_t campus; /* item, or JH_NONE */
    double beds, authorised_beds, bed_use_frac, mean_stay_days;
    uint8_t grade, sponsor, kind, role;
    int32_t index; /* in the dataset, or JH_NONE */
};

struct jh_import_hospitals {
    struct jh_rows rows, outside_rows; /* open until the import ends */
    struct jh_strmap ids, rejected_ids;
    size_t n, cap;
    struct jh_import_hospital *item;
    struct jh_extras extras;
    size_t n_inside, n_indexed;
};

/** Read hospitals.csv and outside.csv, check them, put them into the dataset. */
enum jh_status jh_i_read_hospitals(struct jh_import *import, struct jh_error *err) JH_CHECKED;
void jh_i_hospitals_release(struct jh_import_hospitals *hospitals);

/** Index of the hospital that the cell of a row names, or JH_NONE with the row rejected and
 *  reported. */
int32_t jh_i_rows_hospital(struct jh_rows *rows, int column);

#endif
