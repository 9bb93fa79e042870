#include "io/office/plan_documents.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/run.h"
#include "io/office/docx.h"
#include "io/office/picture.h"
#include "io/office/pptx.h"
#include "io/office/xml.h"
#include "io/outfile.h"
#include "io/report/map_sheet.h"
#include "io/report/report.h"
#include "junheng/io.h"

#define REPORT_MAX ((size_t)1 << 30)

/* Kinds of documents: their names, the program's own templates, how one is filled. */
static const struct document {
    const char *name[JH_N_LANGS], *common, *words[JH_N_LANGS];
    enum jh_status (*fill)(struct jh_i_package *package, const struct jh_i_marks *marks,
        const struct jh_run *run, struct jh_error *err);
} documents[] = {
    {{[JH_LANG_EN] = "plan.docx", [JH_LANG_ZH] = "规划方案.docx"}, "data/embed/office/docx/",
        {[JH_LANG_EN] = "data/embed/office/docx.en/", [JH_LANG_ZH] = "data/embed/office/docx.zh/"},
        jh_i_docx_fill},
    {{[JH_LANG_EN] = "slides.pptx", [JH_LANG_ZH] = "汇报.pptx"}, "data/embed/office/pptx/",
        {[JH_LANG_EN] = "data/embed/office/pptx.en/", [JH_LANG_ZH] = "data/embed/office/pptx.zh/"},
        jh_i_pptx_fill},
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

/* The program's own template, or the user's. */
static enum jh_status open_template(struct jh_i_package *package, const struct document *document,
    enum jh_lang lang, const char *template_path, struct jh_error *err)
{
    if (template_path != NULL)
        return jh_i_package_read(package, template_path, err);
    enum jh_status st = jh_i_package_embedded(package, document->common, err);
    return st == JH_OK ? jh_i_package_embedded(package, document->words[lang], err) : st;
}

static enum jh_status render(const struct document *document, enum jh_lang lang,
    const char *template_path, const struct jh_i_marks *marks, const struct jh_run *run,
    struct jh_buf *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct jh_i_package package;
    jh_arena_init(&arena, 0);
    jh_i_package_init(&package, &arena);
    JH_TRY(st, open_template(&package, document, lang, template_path, err));
    if (marks != NULL)
        JH_TRY(st, document->fill(&package, marks, run, err));
    jh_buf_reset(out);
    JH_TRY(st, jh_i_package_zip(&package, out, err));
out:
    jh_arena_release(&arena);
    return st;
}

/* With marks filled in; marks NULL: the templates themselves. */
static enum jh_status write_all(const char *dir, enum jh_lang lang,
    const char *const template_path[N_DOCUMENTS], const struct jh_i_marks *marks,
    const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_outfile file[N_DOCUMENTS] = {{.path = NULL}};
    struct jh_buf bytes;
    jh_buf_init(&bytes, REPORT_MAX);
    for (size_t i = 0; i < N_DOCUMENTS; i++) {
        char *path = jh_i_path_join(dir, documents[i].name[lang]);
        st = path != NULL ? jh_i_outfile_open(path, &file[i], err)
                          : jh_fail(err, JH_E_NOMEM, "out of memory");
        jh_i_free(path);
        JH_TRY(st, st);
        JH_TRY(st, render(&documents[i], lang, template_path[i], marks, run, &bytes, err));
        fwrite(bytes.data, 1, bytes.len, file[i].stream);
        jh_run_progress(run, "writing documents", (double)(i + 1) / N_DOCUMENTS);
    }
    for (size_t i = 0; i < N_DOCUMENTS; i++)
        JH_TRY(st, jh_i_outfile_commit(&file[i], err));
    JH_TRY(st, jh_i_sync_dir(dir, err));
out:
    for (size_t i = 0; i < N_DOCUMENTS; i++)
        jh_i_outfile_abort(&file[i]);
    jh_buf_release(&bytes);
    return st;
}

/* The plan on one large sheet; none where no area has a place. */
static enum jh_status write_map(const struct jh_plan *plan, const char *dir, enum jh_lang lang,
    const struct jh_run *run, struct jh_error *err)
{
    static const char *const name[JH_N_LANGS] = {
        [JH_LANG_EN] = "map.pdf", [JH_LANG_ZH] = "一张图.pdf"};
    enum jh_status st = JH_OK;
    struct jh_outfile file = {.path = NULL};
    struct jh_buf drawing, svg, pdf;
    xmlDoc *sheet = NULL;
    char *path = jh_i_path_join(dir, name[lang]);
    jh_buf_init(&drawing, REPORT_MAX);
    jh_buf_init(&svg, REPORT_MAX);
    jh_buf_init(&pdf, REPORT_MAX);
    if (path == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_map_sheet(plan, lang, &drawing, err));
    if (drawing.len == 0)
        goto out;
    JH_TRY(st, jh_i_xml_read(drawing.data, drawing.len, "map.svg", &sheet, err));
    JH_TRY(st, jh_i_picture_svg(xmlDocGetRootElement(sheet), &svg, err));
    JH_TRY(
        st, jh_i_picture_draw(&svg, "pdf", (int)(JH_SHEET_WIDTH_MM * 96 / 25.4), run, &pdf, err));
    JH_TRY(st, jh_i_outfile_open(path, &file, err));
    fwrite(pdf.data, 1, pdf.len, file.stream);
    st = jh_i_outfile_commit(&file, err);
out:
    jh_i_outfile_abort(&file);
    xmlFreeDoc(sheet);
    jh_buf_release(&drawing);
    jh_buf_release(&svg);
    jh_buf_release(&pdf);
    jh_i_free(path);
    return st;
}

enum jh_status jh_plan_write_documents(const struct jh_plan *plan, const char *dir,
    enum jh_lang lang, const char *template_docx, const char *template_pptx,
    const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const char *const template_path[N_DOCUMENTS] = {template_docx, template_pptx};
    struct jh_i_plan_values values;
    struct jh_i_marks marks = {.n_values = JH_I_PLAN_VALUES, .value = values.value};
    struct jh_buf html;
    xmlDoc *report = NULL;
    jh_buf_init(&html, REPORT_MAX);
    jh_run_progress(run, "writing documents", 0);
    JH_TRY(st, jh_i_report_html(plan, lang, &html, err));
    JH_TRY(st, parse_report(&html, &report, err));
    jh_i_plan_values(plan, lang, &values);
    marks.report = xmlDocGetRootElement(report);
    JH_TRY(st, write_all(dir, lang, template_path, &marks, run, err));
    JH_TRY(st, write_map(plan, dir, lang, run, err));
out:
    xmlFreeDoc(report);
    jh_buf_release(&html);
    return st;
}

enum jh_status jh_plan_write_templates(const char *dir, enum jh_lang lang, struct jh_error *err)
{
    static const char *const own[N_DOCUMENTS] = {NULL};
    enum jh_status st = jh_i_make_dir(dir, err);
    return st == JH_OK ? write_all(dir, lang, own, NULL, NULL, err) : st;
}
