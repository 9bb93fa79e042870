/*
 * Areas and the regions above them, while a dataset is read: other tables look their ids up here.
 */
#ifndef JH_IO_READ_AREAS_H
#define JH_IO_READ_AREAS_H

#include "base/strmap.h"
#include "io/dataset/extras.h"
#include "io/dataset/place.h"
#include "io/dataset/rows.h"

struct jh_import_region {
    struct jh_row_mark mark; /* in regions.csv, or in areas.csv where `area` >= 0 */
    int32_t area;            /* item of the area it is made of, or JH_NONE */
    bool has_row;            /* false: made of a parent id */
    bool rejected;
    const char *id, *name, *level, *parent;
    int32_t above; /* item of the region above, or JH_NONE */
    int32_t index; /* in the dataset, or JH_NONE */
};

struct jh_import_area {
    struct jh_row_mark mark;
    const char *id, *name, *level, *parent;
    struct jh_point point;
    uint8_t place_basis;
    double population; /* NaN: empty */
    bool outside;      /* beyond the territory */
    bool above;        /* other areas lie below it: a region */
    bool rejected;
    int32_t region; /* item of the region above, or JH_NONE */
    int32_t index;  /* in the dataset, or JH_NONE */
};

struct jh_import_areas {
    struct jh_rows rows, region_rows; /* open until the import ends */
    struct jh_strmap ids, region_ids; /* to items */
    struct jh_strmap rejected_ids, rejected_region_ids;
    size_t n, cap, n_regions, cap_regions;
    struct jh_import_area *item;
    struct jh_import_region *region;
    struct jh_extras extras;
    struct jh_place_box box; /* of the areas' points */
    size_t n_inside, n_indexed;
    bool any_point; /* an inside area has coordinates */
};

/** Read regions.csv and areas.csv and check them: on return import->areas holds the indices of all
 *  areas listed. */
enum jh_status jh_i_read_areas(struct jh_import *import, struct jh_error *err) JH_CHECKED;
/** Put areas and regions into the dataset, with the origins that flows have added. */
enum jh_status jh_i_build_areas(struct jh_import *import, struct jh_error *err) JH_CHECKED;
void jh_i_areas_release(struct jh_import_areas *areas);

/** The regions' part of jh_i_read_areas(), once all rows are known: which areas are regions, what
 *  lies above what. */
enum jh_status jh_i_read_regions(struct jh_import *import, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_link_regions(struct jh_import *import, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_build_regions(struct jh_import *import, struct jh_error *err) JH_CHECKED;

/** Report coordinates that make no sense; lon and lat are columns of the table. */
void jh_i_rows_check_place(struct jh_rows *rows, const struct jh_place_box *box, int lon, int lat,
    struct jh_point point, bool inside);
/** Index of the area that the cell of a row names, or JH_NONE with the row rejected and reported.
 *  `origins`: "outside" and "outside:CODE" are taken, too, and become areas of their own. */
enum jh_status jh_i_rows_area(struct jh_rows *rows, int column, bool origins, int32_t *out_index,
    struct jh_error *err) JH_CHECKED;

#endif
