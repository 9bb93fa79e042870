/*
 * Slides made from a template and parts of the report. A shape of a slide whose text is one of
 * these marks is replaced, in its place and size:
 *
 *   {{picture:ID.N}}      the N-th picture below that id in the report
 *   {{table:ID.N:ROWS}}   the N-th table, its first ROWS rows, as a native table
 *   {{tiles:ID}}          the key figures of that list
 *
 * {{value:NAME}} may stand inside any text. A slide with the mark {{if:ID}} is left out where the
 * report has no such part.
 */
#ifndef JH_IO_OFFICE_PPTX_H
#define JH_IO_OFFICE_PPTX_H

#include "junheng/run.h"

#include "io/office/marks.h"
#include "io/office/package.h"

/** Fill all slides. The package's arena keeps what is made. JH_E_DATA: no slides, an unknown mark. */
enum jh_status jh_i_pptx_fill(struct jh_i_package *package, const struct jh_i_marks *marks,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;

#endif
