/*
 * Text files as UTF-8 in memory: character sets are recognised here and nowhere else.
 */
#ifndef JH_IO_TEXT_H
#define JH_IO_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

enum jh_charset { JH_CHARSET_UTF8 = 0, JH_CHARSET_UTF16 = 1, JH_CHARSET_GB18030 = 2 };

/** A text, valid UTF-8 without a byte order mark. A mapped file must not be cut short by others while
 *  it is read. */
struct jh_text {
    const char *data; /* [len], not NUL-terminated */
    size_t len;
    enum jh_charset charset; /* what it was */
    void *map;               /* NULL: not mapped */
    size_t map_len;
    char *heap; /* NULL: not transcoded */
};
/** Where a text stops making sense, 1-based, column in characters. */
struct jh_text_fault {
    int64_t line, column;
};

/**
 * Open a file: UTF-8 (with or without mark), UTF-16 with mark, else GB18030 (and so GBK, GB2312).
 *
 * Decided on the whole content. A UTF-8 text with damaged characters, or with rows of another set,
 * is refused, not taken for GB18030.
 *
 * @param out_fault  Filled with JH_E_DATA only.
 * @return JH_OK; JH_E_IO; JH_E_DATA: in no known character set; JH_E_UNSUPPORTED; JH_E_NOMEM.
 */
enum jh_status jh_i_text_open(const char *path, struct jh_text *out,
    struct jh_text_fault *out_fault, struct jh_error *err) JH_CHECKED;
/** The same for bytes in memory, borrowed for the life of the text. */
enum jh_status jh_i_text_wrap(const char *data, size_t len, struct jh_text *out,
    struct jh_text_fault *out_fault, struct jh_error *err) JH_CHECKED;
/** Give back the memory behind all that precedes `upto`; it stays readable, only slower. */
void jh_i_text_forget(const struct jh_text *text, const char *upto);
void jh_i_text_release(struct jh_text *text);

#endif
