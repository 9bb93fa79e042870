/*
 * Parts of the report as WordprocessingML.
 */
#ifndef JH_IO_OFFICE_DOCX_BODY_H
#define JH_IO_OFFICE_DOCX_BODY_H

#include <libxml/tree.h>

#include "junheng/run.h"

#include "io/office/package.h"

/** A body in the making. Pictures go into the package; their relations into `relations`. */
struct jh_i_body {
    struct jh_i_package *package;
    const struct jh_run *run;
    struct jh_buf *out;
    struct jh_buf *relations; /* <Relationship .../> elements */
    size_t n_pictures;
    enum jh_status status; /* the first failure sticks */
    struct jh_error *err;
};

/** Append the node's content: h2 to h4, p, ul, table, figure, dl and what holds them. */
void jh_i_body_add(struct jh_i_body *body, xmlNode *node);

#endif
