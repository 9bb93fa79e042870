/*
 * A report that is one page of XHTML as a Word document in the looks of the plan's.
 */
#ifndef JH_IO_OFFICE_REPORT_DOCX_H
#define JH_IO_OFFICE_REPORT_DOCX_H

#include "base/buf.h"

struct jh_run;

/**
 * @param title, subtitle  Plain texts.
 * @param page  Well-formed: <main><section id="page">...</section></main> with h2 to h4, p, ul, table.
 * @return JH_OK; JH_E_DATA: no such page; JH_E_IO; JH_E_NOMEM.
 */
enum jh_status jh_i_report_docx_write(const char *title, const char *subtitle,
    const struct jh_buf *page, enum jh_lang lang, const char *path, const struct jh_run *run,
    struct jh_error *err) JH_CHECKED;

#endif
