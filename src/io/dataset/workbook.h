/*
 * Workbooks (xlsx, ods, xls): sheets become CSV files in a folder of our own, by GDAL's ogr2ogr in
 * a process of its own.
 */
#ifndef JH_IO_WORKBOOK_H
#define JH_IO_WORKBOOK_H

#include "io/dataset/import.h"

/** True for names that end like a workbook's. */
bool jh_i_workbook_is(const char *path);
/**
 * Make the sheets called like tables the import's inputs.
 *
 * @param out_dir  The folder, to be removed with jh_i_workbook_remove(); on the heap; NULL: none.
 * @return JH_OK; JH_E_UNSUPPORTED: no ogr2ogr; JH_E_DATA: no workbook; JH_E_LIMIT; JH_E_IO ...
 */
enum jh_status jh_i_workbook_open(
    struct jh_import *import, const char *path, char **out_dir, struct jh_error *err) JH_CHECKED;
/** Remove the folder and what is in it, and free its name; NULL is allowed. */
void jh_i_workbook_remove(char *dir);

#endif
