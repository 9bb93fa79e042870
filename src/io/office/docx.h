/*
 * A Word document made from a template and parts of the report. Marks in the template, each a
 * paragraph of its own but for the first, which may stand inside a text:
 *
 *   {{value:NAME}}   a value, else the text of what has that id in the report
 *   {{part:ID}}      the part of the report with that id: headings, text, tables, pictures
 *   {{if:NAME}} ... {{end}}   kept only where the value of that name is not empty
 */
#ifndef JH_IO_OFFICE_DOCX_H
#define JH_IO_OFFICE_DOCX_H

#include "junheng/run.h"

#include "io/office/marks.h"
#include "io/office/package.h"

/** Fill the template's word/document.xml, headers and footers. The package's arena keeps what is
 *  made. JH_E_DATA: a template without a body, or with a mark nobody knows. */
enum jh_status jh_i_docx_fill(struct jh_i_package *package, const struct jh_i_marks *marks,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;

#endif
