/*
 * From sheets to a dataset in one go: understood, written as tables, read back like any dataset.
 */
#ifndef JH_IO_SHEETS_IMPORT_H
#define JH_IO_SHEETS_IMPORT_H

#include "geo/crs.h"
#include "io/sheets/origins.h"
#include "io/sheets/sheets.h"
#include "junheng/io.h"

struct jh_sheets_import {
    struct jh_sheets_options read; /* its base is set by the import */
    const char *places_path;       /* NULL: none */
    const char *crs;               /* NULL: as the recipe says, else wgs84 */
    struct jh_import_options import;
};

/** Whether files are sheets to be understood, not tables of a dataset: none of their names, or of their
 *  sheets' names, is that of a table. */
bool jh_i_sheets_are(size_t n_paths, const char *const *path);
/**
 * Read, and make the dataset. Where the sheets list no areas or no hospitals they are taken from `base`,
 * whose other tables stay unless a sheet replaces them.
 *
 * @param base  NULL: none.
 * @param out_findings  Filled in any case: questions are errors in it.
 * @return JH_OK; JH_E_DATA: questions are open, or the data are bad; what the parts return.
 */
enum jh_status jh_i_sheets_dataset(size_t n_paths, const char *const *path,
    const struct jh_sheets_import *options, const struct jh_dataset *base, const struct jh_run *run,
    struct jh_findings *out_findings, struct jh_dataset **out_dataset,
    struct jh_error *err) JH_CHECKED;
/** Read and understand; names refer to `base` where the sheets list no areas or no hospitals (*out_based),
 *  else to the sheets' own. */
enum jh_status jh_i_sheets_open(size_t n_paths, const char *const *path,
    const struct jh_sheets_options *options, const struct jh_dataset *base,
    const struct jh_run *run, struct jh_sheets *out, bool *out_based,
    struct jh_error *err) JH_CHECKED;
/** The tables alone, into a folder that is there. origins NULL: not wanted. */
enum jh_status jh_i_sheets_folder(const struct jh_sheets *sheets,
    const struct jh_sheets_import *options, const char *dir, const struct jh_run *run,
    struct jh_findings *findings, struct jh_origins *origins, struct jh_error *err) JH_CHECKED;

#endif
