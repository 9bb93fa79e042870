/*
 * Character sets of record files: recognised by content, and only the texts wanted are converted.
 */
#ifndef JH_RECORDS_REC_CHARSET_H
#define JH_RECORDS_REC_CHARSET_H

#include "records/reader.h"

/** GB18030 to UTF-8: two-byte characters from a table, four-byte ones through the system. Read-only,
 *  shared by all slots. */
struct jh_i_rec_gb;
/** What one thread needs to use it. */
struct jh_i_rec_converter {
    const struct jh_i_rec_gb *gb;
    void *system; /* an iconv_t; NULL: not needed so far */
};

/** What reading bytes as UTF-8 gives. */
struct jh_i_rec_evidence {
    size_t n_wide; /* valid characters of three or four bytes: Chinese, mostly */
    size_t n_bad;  /* bytes that belong to no character */
    bool ascii;    /* nothing above 0x7F */
};

/** Add what [bytes, bytes + len) tells; it may begin and end within a character. */
void jh_i_rec_weigh(const unsigned char *bytes, size_t len, struct jh_i_rec_evidence *evidence);
enum jh_i_rec_charset jh_i_rec_judge(const struct jh_i_rec_evidence *evidence);

/** @return JH_OK; JH_E_UNSUPPORTED: the system has no GB18030; JH_E_NOMEM. */
enum jh_status jh_i_rec_gb_new(struct jh_i_rec_gb **out, struct jh_error *err) JH_CHECKED;
void jh_i_rec_gb_free(struct jh_i_rec_gb *gb);
void jh_i_rec_converter_release(struct jh_i_rec_converter *converter);

/**
 * Make a field valid UTF-8: in place where it is already, else as a copy at *scratch, which moves on.
 *
 * @param scratch  Room for twice the field's length and four bytes.
 * @return False: its bytes are not of the character set; the field is untouched.
 */
bool jh_i_rec_to_utf8(enum jh_i_rec_charset charset, struct jh_i_rec_converter *converter,
    struct jh_i_rec_field *field, char **scratch);

#endif
