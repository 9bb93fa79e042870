#include "io/office/plan_documents.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/run.h"
#include "io/office/xml.h"
#include "io/outfile.h"
#include "io/report/report.h"
#include "junheng/io.h"

#define REPORT_MAX ((size_t)1 << 30)

static const struct document {
    const char *name[JH_N_LANGS];
    enum jh_status (*write)(const struct jh_plan *plan, enum jh_lang lang, xmlNode *report,
        const char *template_path, const struct jh_run *run, struct jh_buf *out,
        struct jh_error *err);
} documents[] = {
    {{[JH_LANG_EN] = "plan.docx", [JH_LANG_ZH] = "规划方案.docx"}, jh_i_plan_docx},
};
enum { N_DOCUMENTS = sizeof documents / sizeof *documents };

/* The page's body is well-formed XML from <main> to </main>. */
static enum jh_status parse_report(
    const struct jh_buf *html, xmlDoc **out_report, struct jh_error *err)
{
    static const char open[] = "<main>", close[] = "</main>";
    const char *from = strstr(html->data, open), *to = strstr(html->data, close);
    if (from == NULL || to == NULL)
        return jh_fail(err, JH_E_INTERNAL, "the report has no body");
    return jh_i_xml_read(
        from, (size_t)(to - from) + sizeof close - 1, "report.html", out_report, err);
}

enum jh_status jh_plan_write_documents(const struct jh_plan *plan, const char *dir,
    enum jh_lang lang, const char *template_docx, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_buf html, document;
    xmlDoc *report = NULL;
    struct jh_outfile file[N_DOCUMENTS] = {{.path = NULL}};
    jh_buf_init(&html, REPORT_MAX);
    jh_buf_init(&document, REPORT_MAX);
    jh_run_progress(run, "writing documents", 0);
    JH_TRY(st, jh_i_report_html(plan, lang, &html, err));
    JH_TRY(st, parse_report(&html, &report, err));
    for (size_t i = 0; i < N_DOCUMENTS; i++) {
        char *path = jh_i_path_join(dir, documents[i].name[lang]);
        jh_buf_reset(&document);
        st = path != NULL ? jh_i_outfile_open(path, &file[i], err)
                          : jh_fail(err, JH_E_NOMEM, "out of memory");
        jh_i_free(path);
        JH_TRY(st, st);
        JH_TRY(st, documents[i].write(plan, lang, xmlDocGetRootElement(report), template_docx, run,
                       &document, err));
        fwrite(document.data, 1, document.len, file[i].stream);
        jh_run_progress(run, "writing documents", (double)(i + 1) / N_DOCUMENTS);
    }
    for (size_t i = 0; i < N_DOCUMENTS; i++)
        JH_TRY(st, jh_i_outfile_commit(&file[i], err));
    JH_TRY(st, jh_i_sync_dir(dir, err));
out:
    for (size_t i = 0; i < N_DOCUMENTS; i++)
        jh_i_outfile_abort(&file[i]);
    xmlFreeDoc(report);
    jh_buf_release(&html);
    jh_buf_release(&document);
    return st;
}
