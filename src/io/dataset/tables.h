/*
 * The tables of a dataset, described once: the reader, the writer, datapackage.json and
 * docs/dataset.md all follow these rows.
 */
#ifndef JH_IO_TABLES_H
#define JH_IO_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum jh_table {
    JH_TABLE_REGIONS,
    JH_TABLE_AREAS,
    JH_TABLE_HOSPITALS,
    JH_TABLE_OUTSIDE,
    JH_TABLE_SOURCES,
    JH_TABLE_ZONES,
    JH_TABLE_FLOWS,
    JH_TABLE_CAPABILITIES,
    JH_TABLE_TRAVEL
};
#define JH_N_TABLES 9

enum jh_cell_kind {
    JH_CELL_TEXT,
    JH_CELL_ID,
    JH_CELL_NUMBER,
    JH_CELL_DEGREES, /* a number whose range the reader of the table judges */
    JH_CELL_CODE,    /* one of a code list */
    JH_CELL_PERIOD
};
enum jh_presence {
    JH_OPTIONAL, /* the column may be absent, cells empty */
    JH_REQUIRED, /* the column must be there, every cell filled */
    JH_NULLABLE  /* the column must be there, cells may be empty */
};

struct jh_table_column {
    const char *name;
    enum jh_cell_kind kind;
    enum jh_presence presence;
    double min, max;                               /* numbers: closed range */
    bool (*parse)(const char *text, uint8_t *out); /* codes */
    const char *codes;                             /* codes and periods: what may stand there */
    const char *unit;                              /* "" where there is none */
    const char *target;                            /* ids: "areas.area_id"; NULL: its own */
    const char *meaning;                           /* one line of documentation */
};

struct jh_table_info {
    const char *name; /* "areas": of the file without its ending, of the sheet */
    const char *meaning;
    bool keeps_unknown; /* columns of other names become attributes */
    size_t n_columns;
    const struct jh_table_column *column;
    const char *key; /* columns that no two rows share, separated by commas */
};

enum { JH_REGIONS_ID, JH_REGIONS_NAME, JH_REGIONS_PARENT, JH_REGIONS_LEVEL };
enum {
    JH_AREAS_ID,
    JH_AREAS_NAME,
    JH_AREAS_POPULATION,
    JH_AREAS_LON,
    JH_AREAS_LAT,
    JH_AREAS_PLACE_BASIS,
    JH_AREAS_PARENT,
    JH_AREAS_LEVEL
};
/* hospitals.csv and outside.csv alike. */
enum {
    JH_HOSPITALS_ID,
    JH_HOSPITALS_NAME,
    JH_HOSPITALS_LON,
    JH_HOSPITALS_LAT,
    JH_HOSPITALS_AREA,
    JH_HOSPITALS_BEDS,
    JH_HOSPITALS_AUTHORISED_BEDS,
    JH_HOSPITALS_BED_USE,
    JH_HOSPITALS_MEAN_STAY,
    JH_HOSPITALS_GRADE,
    JH_HOSPITALS_SPONSOR,
    JH_HOSPITALS_KIND,
    JH_HOSPITALS_CAMPUS_OF,
    JH_HOSPITALS_ROLE
};
enum { JH_SOURCES_ID, JH_SOURCES_COVERS };
enum { JH_ZONES_AREA, JH_ZONES_ID, JH_ZONES_NAME, JH_ZONES_CENTRE_CITY };
enum {
    JH_FLOWS_AREA,
    JH_FLOWS_HOSPITAL,
    JH_FLOWS_SPECIALTY,
    JH_FLOWS_PERIOD,
    JH_FLOWS_HARD,
    JH_FLOWS_REASON,
    JH_FLOWS_BASIS,
    JH_FLOWS_SOURCE,
    JH_FLOWS_CASES /* and the other measures behind it, in the order of enum jh_measure */
};
enum {
    JH_CAPABILITIES_HOSPITAL,
    JH_CAPABILITIES_SPECIALTY,
    JH_CAPABILITIES_QUALITY,
    JH_CAPABILITIES_BEDS,
    JH_CAPABILITIES_KEY_LEVEL,
    JH_CAPABILITIES_CENTRE,
    JH_CAPABILITIES_MAX_PROJECTS,
    JH_CAPABILITIES_PROJECTS
};
enum { JH_TRAVEL_AREA, JH_TRAVEL_HOSPITAL, JH_TRAVEL_MINUTES, JH_TRAVEL_KM };
#define JH_COLUMNS_MAX 16

/** Values of sources.csv's `covers`. */
enum jh_covers { JH_COVERS_ALL = 0, JH_COVERS_INSIDE = 1, JH_COVERS_OUTSIDE = 2 };

extern const struct jh_table_info jh_i_tables[JH_N_TABLES];
/** The table of that name, upper and lower case alike; -1: none. */
int jh_i_table_find(const char *name, size_t len);
/** The word for a place basis, "given" or "gazetteer"; "" for the others. */
const char *jh_i_place_basis_code(uint8_t basis);

#endif
