/*
 * The bytes of a record file, unpacked: anywhere in a plain one, in order in a packed one.
 */
#ifndef JH_RECORDS_REC_SOURCE_H
#define JH_RECORDS_REC_SOURCE_H

#include "records/reader.h"

struct jh_i_rec_source;

/** Packing by content. @return JH_OK; JH_E_IO; JH_E_NOMEM. */
enum jh_status jh_i_rec_source_open(
    const char *path, struct jh_i_rec_source **out, struct jh_error *err) JH_CHECKED;
void jh_i_rec_source_close(struct jh_i_rec_source *source);
enum jh_i_rec_packing jh_i_rec_source_packing(const struct jh_i_rec_source *source);
uint64_t jh_i_rec_source_size(const struct jh_i_rec_source *source); /* bytes on disk */
uint64_t jh_i_rec_source_used(const struct jh_i_rec_source *source); /* of them, read in order */

/** The next bytes, unpacked; fewer than `len` only at the end. @return JH_OK; JH_E_IO; JH_E_DATA:
 *  packing damaged or cut off; JH_E_NOMEM. */
enum jh_status jh_i_rec_source_next(struct jh_i_rec_source *source, unsigned char *to, size_t len,
    size_t *out_len, struct jh_error *err) JH_CHECKED;
/** Bytes of a plain file, all of them there; may be called in parallel. @return JH_OK; JH_E_IO. */
enum jh_status jh_i_rec_source_at(const struct jh_i_rec_source *source, uint64_t offset,
    unsigned char *to, size_t len, struct jh_error *err) JH_CHECKED;

#endif
