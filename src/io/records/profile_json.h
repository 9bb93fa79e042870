/* Profiles as JSON (docs/profiles.md): built in, and files of one's own. */
#ifndef JH_IO_PROFILE_JSON_H
#define JH_IO_PROFILE_JSON_H

#include "base/buf.h"
#include "records/profile.h"

/** Names of the profiles that the program carries, in the order in which they are tried. */
#define JH_N_BUILTIN_PROFILES 2
extern const char *const jh_i_builtin_profiles[JH_N_BUILTIN_PROFILES];

/**
 * A profile from its text.
 *
 * @param out_profile  Release with jh_i_profile_release(); untouched on failure.
 * @return JH_OK; JH_E_DATA: no profile; `where` is a JSON pointer; JH_E_LIMIT; JH_E_NOMEM.
 */
enum jh_status jh_i_profile_parse(
    const char *json, size_t len, struct jh_profile *out_profile, struct jh_error *err) JH_CHECKED;

/** The text of a profile: built in by its name, else a file. Names that are neither:
 *  JH_E_NOT_FOUND. */
enum jh_status jh_i_profile_text(
    const char *name_or_path, struct jh_buf *out, struct jh_error *err) JH_CHECKED;
/** Both in one. */
enum jh_status jh_i_profile_load(
    const char *name_or_path, struct jh_profile *out_profile, struct jh_error *err) JH_CHECKED;
/** The built-in profile that recognises a header; JH_E_NOT_FOUND where none does. */
enum jh_status jh_i_profile_recognise(size_t n_columns, const char *const *columns,
    struct jh_profile *out_profile, struct jh_error *err) JH_CHECKED;

#endif
