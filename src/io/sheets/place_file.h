/*
 * Where areas lie, from other files: a gazetteer (any sheet with names or codes, longitude, latitude),
 * or boundaries (GeoJSON), of which the middle counts.
 */
#ifndef JH_IO_SHEETS_PLACE_FILE_H
#define JH_IO_SHEETS_PLACE_FILE_H

#include "geo/crs.h"
#include "io/sheets/sheets.h"

struct jh_place_row {
    const char *id, *name; /* "" not told */
    struct jh_point point; /* WGS 84 */
};
struct jh_place_file {
    struct jh_arena arena;
    size_t n, cap;
    struct jh_place_row *row;
    bool is_boundaries;
};
/** @return JH_OK; JH_E_IO; JH_E_DATA: neither; JH_E_NOMEM. */
enum jh_status jh_i_place_file_read(const char *path, enum jh_crs crs, const struct jh_run *run,
    struct jh_place_file *out, struct jh_error *err) JH_CHECKED;
void jh_i_place_file_release(struct jh_place_file *file);
/** The place of an area, by id, then by name where only one is called so; unknown: NaN. */
struct jh_point jh_i_place_file_find(
    const struct jh_place_file *file, const char *id, const char *name);

#endif
