/*
 * A file of boundaries, whatever its kind, as GeoJSON in degrees.
 */
#ifndef JH_IO_BOUNDARIES_FILE_H
#define JH_IO_BOUNDARIES_FILE_H

#include "junheng/run.h"
#include "junheng/status.h"

struct jh_i_boundaries_file {
    char *path;   /* of the GeoJSON */
    char *folder; /* of our own, with everything in it; NULL: none was needed */
};

/** path: a file, or a folder that holds one beside its parts. Close after success and failure.
 *  JH_E_DATA: no such kind, not readable; JH_E_IO; JH_E_UNSUPPORTED: no ogr2ogr. */
enum jh_status jh_i_boundaries_file_open(const char *path, const struct jh_run *run,
    struct jh_i_boundaries_file *out, struct jh_error *err) JH_CHECKED;
void jh_i_boundaries_file_close(struct jh_i_boundaries_file *file);

#endif
