/*
 * Parts of the report as WordprocessingML.
 */
#ifndef JH_IO_OFFICE_DOCX_BODY_H
#define JH_IO_OFFICE_DOCX_BODY_H

#include <libxml/tree.h>

#include "io/office/package.h"
#include "io/office/picture.h"

/** A body in the making; relations of its pictures go into `relations`. */
struct jh_i_body {
    struct jh_buf *out;
    struct jh_buf *relations; /* <Relationship .../> elements */
    size_t n_pictures;
    const char *source;            /* said below each table and picture; NULL: not */
    struct jh_i_drawings drawings; /* of them, drawn when the text is done */
    enum jh_status status;         /* the first failure sticks */
    struct jh_error *err;
};

/** Append the node's content: h2 to h4, p, ul, table, figure, dl and what holds them. */
void jh_i_body_add(struct jh_i_body *body, xmlNode *node);

#endif
