#include "junheng/io.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/office/docx.h"
#include "io/office/pptx.h"
#include "io/office/xml.h"
#include "plan_case.h"
#include "testing.h"

static struct jh_dataset *data;
static struct jh_plan *plan;
static struct jh_error err;
static struct jh_arena arena;

static void setup(void)
{
    const struct jh_scenario scenario = plan_case_scenario();
    data = plan_case();
    plan = NULL;
    err = (struct jh_error){0};
    jh_arena_init(&arena, 0);
    ck_ok(jh_plan_make(data, &scenario, NULL, &plan, &err), &err);
}
static void teardown(void)
{
    jh_plan_free(plan);
    jh_dataset_free(data);
    jh_arena_release(&arena);
}

static bool can_draw(void)
{
    if (access("/usr/bin/rsvg-convert", X_OK) == 0)
        return true;
    fprintf(stderr, "SKIPPED: rsvg-convert is not installed\n");
    return false;
}

/* Every XML part of an Office file parses. */
static struct jh_i_package read_package(const char *path)
{
    struct jh_i_package package;
    jh_i_package_init(&package, &arena);
    ck_ok(jh_i_package_read(&package, path, &err), &err);
    for (size_t i = 0; i < package.n; i++) {
        const struct jh_i_part *part = &package.part[i];
        xmlDoc *document = NULL;
        size_t len = strlen(part->name);
        if (strcmp(part->name + len - 4, ".png") == 0) {
            ck_assert_msg(memcmp(part->data, "\x89PNG", 4) == 0, "%s", part->name);
            continue;
        }
        ck_ok(jh_i_xml_read(part->data, part->len, part->name, &document, &err), &err);
        xmlFreeDoc(document);
    }
    return package;
}

static const char *const names[JH_N_LANGS] = {
    [JH_LANG_EN] = "plan.docx", [JH_LANG_ZH] = "规划方案.docx"};
static const char *const slides[JH_N_LANGS] = {
    [JH_LANG_EN] = "slides.pptx", [JH_LANG_ZH] = "汇报.pptx"};

START_TEST(documents_in_each_language)
{
    const char *dir = testing_tmpdir();
    char path[512];
    if (!can_draw())
        return;
    ck_ok(jh_plan_write_documents(plan, dir, (enum jh_lang)_i, NULL, NULL, NULL, &err), &err);
    snprintf(path, sizeof path, "%s/%s", dir, names[_i]);
    struct jh_i_package package = read_package(path);
    const struct jh_i_part *body = jh_i_package_find(&package, "word/document.xml");
    ck_assert_ptr_nonnull(body);
    ck_assert_ptr_null(strstr(body->data, "{{"));
    ck_assert_ptr_nonnull(strstr(body->data, "<w:tbl>"));
    ck_assert_ptr_nonnull(strstr(body->data, data->fingerprint));
    ck_assert_ptr_nonnull(jh_i_package_find(&package, "word/media/junheng1.png"));
    ck_assert_ptr_nonnull(strstr(jh_i_package_find(&package, "[Content_Types].xml")->data, "png"));
    /* every relation that the body uses is there */
    const char *rels = jh_i_package_find(&package, "word/_rels/document.xml.rels")->data;
    for (const char *p = body->data; (p = strstr(p, "r:embed=\"")) != NULL; p++) {
        char id[64];
        snprintf(id, sizeof id, "Id=\"%.*s\"", (int)strcspn(p + 9, "\""), p + 9);
        ck_assert_msg(strstr(rels, id) != NULL, "%s", id);
    }
    snprintf(path, sizeof path, "%s/%s", dir, slides[_i]);
    package = read_package(path);
    size_t n_slides = 0, n_tables = 0, n_pictures = 0;
    for (size_t i = 0; i < package.n; i++) {
        const struct jh_i_part *part = &package.part[i];
        if (strncmp(part->name, "ppt/slides/slide", 16) != 0)
            continue;
        n_slides++;
        n_tables += strstr(part->data, "<a:tbl>") != NULL;
        n_pictures += strstr(part->data, "<p:pic>") != NULL;
    }
    ck_assert_uint_ge(n_slides, 12);
    ck_assert_uint_ge(n_tables, 4);
    ck_assert_uint_ge(n_pictures, 4);
}
END_TEST

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

/* A package of a body alone, filled from a report of one part. */
static enum jh_status fill(const char *body, struct jh_i_package *out)
{
    static const char report[] =
        "<main><div id=\"one\"><h2>Head</h2><p>Text &amp; "
        "<b>more</b></p><table><tbody><tr><td>a</td>"
        "<td class=\"n\">1</td></tr></tbody></table></div><span id=\"said\">words</span></main>";
    const struct jh_i_mark_value values[] = {{"name", "Name <1>"}, {"empty", ""}};
    char text[2000];
    xmlDoc *page = NULL;
    snprintf(
        text, sizeof text, "<w:document " W "><w:body>%s<w:sectPr/></w:body></w:document>", body);
    jh_i_package_init(out, &arena);
    ck_ok(jh_i_package_put(
              out, "word/document.xml", jh_arena_strdup(&arena, text), strlen(text), &err),
        &err);
    ck_ok(jh_i_package_put(out, "[Content_Types].xml", "<Types/>", 8, &err), &err);
    ck_ok(jh_i_xml_read(report, sizeof report - 1, "report", &page, &err), &err);
    const struct jh_i_marks content = {
        .report = xmlDocGetRootElement(page), .n_values = 2, .value = values};
    enum jh_status st = jh_i_docx_fill(out, &content, NULL, &err);
    xmlFreeDoc(page);
    return st;
}

#define A                                                                                          \
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "                           \
    "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" "                      \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define SHAPE(text)                                                                                \
    "<p:sp><p:spPr><a:xfrm><a:off x=\"10\" y=\"20\"/><a:ext cx=\"9000000\" cy=\"4000000\"/>"       \
    "</a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>" text "</a:t></a:r></a:p></p:txBody></p:sp>"

static void put(struct jh_i_package *package, const char *name, const char *text)
{
    ck_ok(jh_i_package_put(package, name, jh_arena_strdup(&arena, text), strlen(text), &err), &err);
}

START_TEST(slides_are_filled_or_left_out)
{
    static const char report[] =
        "<main><div id=\"one\"><table><thead><tr><th>h</th><th>n</th></tr></thead><tbody><tr><td>a"
        "</td><td class=\"n\">1</td></tr><tr><td>b</td><td class=\"n\">2</td></tr></tbody></table>"
        "</div></main>";
    struct jh_i_package package;
    xmlDoc *page = NULL;
    const struct jh_i_mark_value values[] = {{"name", "Name"}};
    jh_i_package_init(&package, &arena);
    put(&package, "[Content_Types].xml", "<Types/>");
    put(&package, "ppt/presentation.xml",
        "<p:presentation " A
        "><p:sldIdLst><p:sldId r:id=\"rId1\"/><p:sldId r:id=\"rId2\"/>"
        "</p:sldIdLst></p:presentation>");
    put(&package, "ppt/_rels/presentation.xml.rels",
        "<Relationships><Relationship Id=\"rId1\" Target=\"slides/slide1.xml\"/><Relationship "
        "Id=\"rId2\" Target=\"slides/slide2.xml\"/></Relationships>");
    put(&package, "ppt/slides/slide1.xml",
        "<p:sld " A "><p:cSld><p:spTree>" SHAPE("Of {{value:name}}") SHAPE("{{table:one.1:1}}")
            SHAPE("{{picture:one.1}}") "</p:spTree></p:cSld></p:sld>");
    put(&package, "ppt/slides/slide2.xml",
        "<p:sld " A "><p:cSld><p:spTree>" SHAPE("{{if:two}}") "</p:spTree></p:cSld></p:sld>");
    ck_ok(jh_i_xml_read(report, sizeof report - 1, "report", &page, &err), &err);
    const struct jh_i_marks marks = {xmlDocGetRootElement(page), 1, values};
    ck_ok(jh_i_pptx_fill(&package, &marks, NULL, &err), &err);
    const char *slide = jh_i_package_find(&package, "ppt/slides/slide1.xml")->data;
    ck_assert_msg(strstr(slide, "Of Name") != NULL, "%s", slide);
    ck_assert_ptr_nonnull(strstr(slide, "<a:t>a</a:t>"));
    ck_assert_ptr_null(strstr(slide, "<a:t>b</a:t>")); /* beyond the rows asked for */
    ck_assert_ptr_null(strstr(slide, "{{"));
    const char *show = jh_i_package_find(&package, "ppt/presentation.xml")->data;
    ck_assert_ptr_nonnull(strstr(show, "rId1"));
    ck_assert_ptr_null(strstr(show, "rId2"));
    xmlFreeDoc(page);
}
END_TEST

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

START_TEST(marks_are_filled)
{
    struct jh_i_package package;
    /* an editor splits a mark into runs as it likes */
    ck_ok(
        fill("<w:p><w:r><w:t>A {{val</w:t></w:r><w:r><w:t>ue:name}} and {{value:said}}.</w:t></w:r>"
             "</w:p>" P("{{if:empty}}") P("not here") P("{{end}}") P("{{if:one}}") P("here")
                 P("{{end}}") P("{{part:one}}") P("{{part:none}}"),
            &package),
        &err);
    const char *body = jh_i_package_find(&package, "word/document.xml")->data;
    ck_assert_msg(strstr(body, "A Name &lt;1&gt; and words.") != NULL, "%s", body);
    ck_assert_ptr_null(strstr(body, "not here"));
    ck_assert_ptr_nonnull(strstr(body, ">here<"));
    ck_assert_ptr_nonnull(strstr(body, "Heading2"));
    ck_assert_ptr_nonnull(strstr(body, "<w:b/>"));
    ck_assert_ptr_nonnull(strstr(body, "<w:jc w:val=\"right\"/>"));
    ck_assert_ptr_null(strstr(body, "{{"));
}
END_TEST

START_TEST(unknown_marks_are_refused)
{
    struct jh_i_package package;
    ck_refused(fill(P("{{value:nobody}}"), &package), JH_E_DATA);
    ck_assert_ptr_nonnull(strstr(err.message[JH_LANG_EN], "{{value:nobody}}"));
    ck_refused(fill(P("{{what"), &package), JH_E_DATA);
}
END_TEST

START_TEST(a_template_that_is_none)
{
    const char *dir = testing_tmpdir();
    char path[512];
    snprintf(path, sizeof path, "%s/t.docx", dir);
    FILE *file = fopen(path, "w");
    fputs("no zip file", file);
    fclose(file);
    ck_refused(jh_plan_write_documents(plan, dir, JH_LANG_EN, path, NULL, NULL, &err), JH_E_DATA);
    ck_refused(
        jh_plan_write_documents(plan, dir, JH_LANG_EN, "/does/not/exist.docx", NULL, NULL, &err),
        JH_E_IO);
    snprintf(path, sizeof path, "%s/plan.docx", dir);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("plan_documents");
    TCase *t = tcase_create("plan_documents");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, documents_in_each_language, 0, JH_N_LANGS);
    tcase_add_test(t, marks_are_filled);
    tcase_add_test(t, slides_are_filled_or_left_out);
    tcase_add_test(t, unknown_marks_are_refused);
    tcase_add_test(t, a_template_that_is_none);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return testing_main(suite());
}
