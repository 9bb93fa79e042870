#include "io/office/report_docx.h"

#include <string.h>

#include "base/fail.h"
#include "io/office/docx.h"
#include "io/office/xml.h"
#include "io/outfile.h"

#define DOCUMENT_MAX ((size_t)1 << 28)

/* Title, subtitle, the page; header and footer are the plan's, the margins those of GB/T 9704. */
static const char body[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>"
    "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>{{value:title}}</w:t></w:r></w:p>"
    "<w:p><w:pPr><w:pStyle "
    "w:val=\"Subtitle\"/></w:pPr><w:r><w:t>{{value:subtitle}}</w:t></w:r></w:p>"
    "<w:p><w:pPr><w:pStyle w:val=\"BodyText\"/></w:pPr><w:r><w:t>{{part:page}}</w:t></w:r></w:p>"
    "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference "
    "w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar "
    "w:top=\"2098\" "
    "w:right=\"1474\" w:bottom=\"1985\" w:left=\"1588\" w:header=\"851\" w:footer=\"1304\" "
    "w:gutter=\"0\"/></w:sectPr></w:body></w:document>\n";

static enum jh_status fill(struct jh_i_package *package, const struct jh_i_marks *marks,
    enum jh_lang lang, const struct jh_run *run, struct jh_error *err)
{
    static const char *const words[JH_N_LANGS] = {
        [JH_LANG_EN] = "data/embed/office/docx.en/", [JH_LANG_ZH] = "data/embed/office/docx.zh/"};
    enum jh_status st;
    JH_TRY(st, jh_i_package_embedded(package, "data/embed/office/docx/", err));
    JH_TRY(st, jh_i_package_embedded(package, words[lang], err));
    JH_TRY(st, jh_i_package_put(package, "word/document.xml", body, sizeof body - 1, err));
    st = jh_i_docx_fill(package, marks, run, err);
out:
    return st;
}

enum jh_status jh_i_report_docx_write(const char *title, const char *subtitle,
    const struct jh_buf *page, enum jh_lang lang, const char *path, const struct jh_run *run,
    struct jh_error *err)
{
    const struct jh_i_mark_value values[] = {
        {"title", title}, {"subtitle", subtitle}, {"notice", ""}, {"source", ""}};
    struct jh_i_marks marks = {.n_values = sizeof values / sizeof *values, .value = values};
    struct jh_arena arena;
    struct jh_i_package package;
    struct jh_outfile file = {.path = NULL};
    struct jh_buf bytes;
    xmlDoc *report = NULL;
    enum jh_status st;
    jh_arena_init(&arena, 0);
    jh_i_package_init(&package, &arena);
    jh_buf_init(&bytes, DOCUMENT_MAX);
    JH_TRY(st, jh_buf_status(page, err));
    JH_TRY(st, jh_i_xml_read(page->data, page->len, "report", &report, err));
    marks.report = xmlDocGetRootElement(report);
    JH_TRY(st, fill(&package, &marks, lang, run, err));
    JH_TRY(st, jh_i_package_zip(&package, &bytes, err));
    JH_TRY(st, jh_i_outfile_open(path, &file, err));
    fwrite(bytes.data, 1, bytes.len, file.stream);
    st = jh_i_outfile_commit(&file, err);
out:
    jh_i_outfile_abort(&file);
    xmlFreeDoc(report);
    jh_buf_release(&bytes);
    jh_arena_release(&arena);
    return st;
}
