/* Pictures as small as mail wants them: few colours, told by an index. */
#ifndef JH_IO_OFFICE_PNG_H
#define JH_IO_OFFICE_PNG_H

#include "junheng/status.h"

#include "base/buf.h"

/** How far a channel (0 to 255) of a colour may be moved. */
#define JH_PNG_ERROR_MAX 20

/**
 * Write a picture anew with at most 256 colours. The most frequent ones stay exactly as they are; the
 * others take the next of them, no channel moved by more than JH_PNG_ERROR_MAX.
 *
 * @param png  8 bits a channel, RGB or RGBA, as drawing programs write them.
 * @param out  Empty buffer; stays empty where the picture is of another kind, has too many colours, or
 *             would not be smaller: then the given one serves.
 * @return JH_OK; JH_E_NOMEM, JH_E_LIMIT.
 * Cost: O(pixels + colours * 256).
 */
enum jh_status jh_i_png_smaller(
    const struct jh_buf *png, struct jh_buf *out, struct jh_error *err) JH_CHECKED;

#endif
