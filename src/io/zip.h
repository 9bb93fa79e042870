/*
 * Files out of a zip archive: for uploads, which may be anything.
 */
#ifndef JH_IO_ZIP_H
#define JH_IO_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

/** What an archive may hold. */
struct jh_zip_limits {
    size_t max_files;
    uint64_t max_bytes; /* of all files, unpacked */
};

/** Whether a folder in the archive or a name is wanted: base name of each file. */
typedef bool jh_zip_want_fn(void *ctx, const char *base_name);

/**
 * Unpack the wanted files of an archive in memory into dir, under their base names. Stored and
 * deflated entries; sizes and CRC-32 are checked, so a bomb or a broken file leaves no file behind it
 * that passes for a whole one. No links, no folders, no names that lead elsewhere.
 *
 * @param out_n  Number of files written.
 * @return JH_OK; JH_E_DATA: no archive, damaged, two files of one name; JH_E_LIMIT: too many or too
 * large; JH_E_UNSUPPORTED: encrypted, packed in an unknown way; JH_E_IO; JH_E_NOMEM.
 */
enum jh_status jh_i_zip_unpack(const unsigned char *bytes, size_t len, const char *dir,
    struct jh_zip_limits limits, jh_zip_want_fn *want, void *ctx, size_t *out_n,
    struct jh_error *err) JH_CHECKED;
/** Whether the archive holds a file of that full name; false where it is no archive. */
bool jh_i_zip_holds(const unsigned char *bytes, size_t len, const char *name);

#endif
