/*
 * Sheets sent by a browser: files, the recipe and the gazetteer among them.
 */
#ifndef JH_SERVER_SHEETS_H
#define JH_SERVER_SHEETS_H

#include <stddef.h>

#include "junheng/status.h"

enum { SRV_SHEET_FILES_MAX = 200 };

struct srv_sheet_files {
    size_t n, n_owned;
    const char *path[SRV_SHEET_FILES_MAX]; /* [n], by name */
    const char *recipe, *places;           /* recipe.json, places.*; NULL: none */
    char *owned[SRV_SHEET_FILES_MAX];
};
/** The files of a folder by what they are; release in any case. */
enum jh_status srv_sheets_sort(
    const char *folder, struct srv_sheet_files *out, struct jh_error *err) JH_CHECKED;
void srv_sheets_release(struct srv_sheet_files *files);

#endif
