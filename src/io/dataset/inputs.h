/*
 * Finding the tables of a dataset: in a folder, in a workbook, or named one by one.
 */
#ifndef JH_IO_INPUTS_H
#define JH_IO_INPUTS_H

#include "io/dataset/import.h"

/**
 * Fill the import's inputs from paths given by the user.
 *
 * @param out_workbook_dir  Folder to be removed with jh_i_workbook_remove() once all is read; NULL
 *                          where there is none. Set on failure, too.
 */
enum jh_status jh_i_inputs_find(struct jh_import *import, size_t n_paths, const char *const *path,
    char **out_workbook_dir, struct jh_error *err) JH_CHECKED;
/** One input in memory, named like its file ("areas.csv"); borrowed. False: no such table. */
bool jh_i_inputs_add_memory(
    struct jh_import *import, const char *name, const char *data, size_t len);

/** Read what the inputs hold; the part of jh_dataset_read() behind the finding of files. */
enum jh_status jh_i_dataset_read_inputs(
    struct jh_import *import, struct jh_dataset **out_dataset, struct jh_error *err) JH_CHECKED;

#endif
