/*
 * An Office Open XML package (docx, pptx): parts by name, in memory; zip files in and out.
 */
#ifndef JH_IO_OFFICE_PACKAGE_H
#define JH_IO_OFFICE_PACKAGE_H

#include "base/arena.h"
#include "base/buf.h"

struct jh_i_part {
    const char *name; /* "word/document.xml" */
    const char *data;
    size_t len;
};

/** Parts in the order of the file; everything lives in the arena. */
struct jh_i_package {
    struct jh_arena *arena;
    struct jh_i_part *part;
    size_t n, cap;
};

void jh_i_package_init(struct jh_i_package *package, struct jh_arena *arena);
/** Add the embedded files below a folder ("data/embed/office/docx/"), named from there on. */
enum jh_status jh_i_package_embedded(
    struct jh_i_package *package, const char *folder, struct jh_error *err) JH_CHECKED;
/** Add all parts of a zip file. JH_E_IO; JH_E_DATA: no zip file, or an encrypted one; JH_E_LIMIT. */
enum jh_status jh_i_package_read(
    struct jh_i_package *package, const char *path, struct jh_error *err) JH_CHECKED;

/** The part of that name, or NULL. */
const struct jh_i_part *jh_i_package_find(const struct jh_i_package *package, const char *name);
/** Add a part or replace it; the bytes are borrowed. */
enum jh_status jh_i_package_put(struct jh_i_package *package, const char *name, const char *data,
    size_t len, struct jh_error *err) JH_CHECKED;
/** The zip file, appended to out; the same parts give the same bytes. JH_E_IO, JH_E_NOMEM. */
enum jh_status jh_i_package_zip(
    const struct jh_i_package *package, struct jh_buf *out, struct jh_error *err) JH_CHECKED;

#endif
