#include "io/office/docx.h"

#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/fail.h"
#include "io/office/docx_body.h"
#include "io/office/xml.h"

enum { TEXT_MAX = 256 << 20, MARK_MAX = 80 };

/* One filling of a template. */
struct filling {
    const struct jh_i_docx_content *content;
    struct jh_i_body body;
    struct jh_buf text; /* what a mark becomes */
    struct jh_error *err;
};

static const char *value_of(const struct filling *f, const char *name, size_t len)
{
    for (size_t i = 0; i < f->content->n_values; i++)
        if (strlen(f->content->value[i].name) == len &&
            strncmp(f->content->value[i].name, name, len) == 0)
            return f->content->value[i].text;
    return NULL;
}

static enum jh_status fail_mark(const char *mark, size_t len, struct jh_error *err)
{
    enum jh_status st = jh_fail(err, JH_E_DATA, "the template holds an unknown mark: %.*s",
        (int)(len < MARK_MAX ? len : MARK_MAX), mark);
    jh_hint(err, "The marks that can be used are listed in docs/outputs.md.");
    return st;
}

/* ---- Marks inside a text ---------------------------------------------------------------------- */

/* A value of the content, else the text of what has that id in the report. */
static bool put_value(struct filling *f, const char *name, size_t len)
{
    const char *value = value_of(f, name, len);
    char id[MARK_MAX];
    if (value != NULL) {
        jh_buf_puts(&f->text, value);
        return true;
    }
    if (len >= sizeof id)
        return false;
    memcpy(id, name, len);
    id[len] = '\0';
    xmlNode *node = jh_i_node_by_id(f->content->report, id);
    xmlChar *text = node != NULL ? xmlNodeGetContent(node) : NULL;
    if (text != NULL)
        jh_buf_puts(&f->text, (const char *)text);
    xmlFree(text);
    return text != NULL;
}

/* Word splits a text into runs where it likes: all of a paragraph's text goes into its first one,
 * which keeps its looks. */
static enum jh_status fill_values(struct filling *f, xmlNode *paragraph, const char *text)
{
    struct jh_buf *out = &f->text;
    xmlNode *first = NULL;
    jh_buf_reset(out);
    for (const char *mark; (mark = strstr(text, "{{")) != NULL;) {
        const char *end = strstr(mark, "}}");
        if (end == NULL || strncmp(mark, "{{value:", 8) != 0)
            return fail_mark(mark, strcspn(mark, "}") + 2, f->err);
        jh_buf_add(out, text, (size_t)(mark - text));
        if (!put_value(f, mark + 8, (size_t)(end - mark) - 8))
            return fail_mark(mark, (size_t)(end + 2 - mark), f->err);
        text = end + 2;
    }
    jh_buf_puts(out, text);
    enum jh_status st = jh_buf_status(out, f->err);
    for (xmlNode *t = jh_i_xml_next(paragraph, NULL, "t"); t != NULL && st == JH_OK;
         t = jh_i_xml_next(paragraph, t, "t")) {
        xmlNodeSetContent(t, BAD_CAST "");
        if (first == NULL)
            first = t;
    }
    if (first != NULL && st == JH_OK) {
        xmlNodeAddContent(first, BAD_CAST out->data);
        xmlNodeSetSpacePreserve(first, 1);
    }
    return st;
}

/* ---- Marks that stand for blocks -------------------------------------------------------------- */

/* Put parsed blocks before `at`. */
static enum jh_status insert(xmlNode *at, const struct jh_buf *blocks, struct jh_error *err)
{
    xmlNode *list = NULL;
    if (blocks->len == 0)
        return JH_OK;
    if (xmlParseInNodeContext(at->parent, blocks->data, (int)blocks->len, XML_PARSE_HUGE, &list) !=
        XML_ERR_OK)
        return jh_fail(err, JH_E_INTERNAL, "a part of the document is not valid XML");
    while (list != NULL) {
        xmlNode *next = list->next;
        xmlUnlinkNode(list);
        xmlAddPrevSibling(at, list);
        list = next;
    }
    return JH_OK;
}

static enum jh_status fill_part(struct filling *f, xmlNode *paragraph, const char *id)
{
    xmlNode *part = jh_i_node_by_id(f->content->report, id);
    jh_buf_reset(&f->text);
    f->body.out = &f->text;
    if (part != NULL)
        jh_i_body_add(&f->body, part);
    if (f->body.status != JH_OK)
        return f->body.status;
    enum jh_status st = jh_buf_status(&f->text, f->err);
    return st == JH_OK ? insert(paragraph, &f->text, f->err) : st;
}

/* "{{part:ID}}" alone in its paragraph: the name after the kind, cut at the braces. */
static bool is_mark(const char *text, const char *kind, char out_name[MARK_MAX])
{
    size_t kind_len = strlen(kind), from = strspn(text, " \t\n");
    if (strncmp(text + from, kind, kind_len) != 0)
        return false;
    size_t len = strcspn(text + from + kind_len, "}");
    if (len >= MARK_MAX)
        return false;
    memcpy(out_name, text + from + kind_len, len);
    out_name[len] = '\0';
    return true;
}

static void drop(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* Go through the blocks of a body; between "if" and "end" they may be dropped. */
static enum jh_status fill_blocks(struct filling *f, xmlNode *body)
{
    enum jh_status st = JH_OK;
    bool keep = true;
    for (xmlNode *node = body->children, *next; node != NULL && st == JH_OK; node = next) {
        char name[MARK_MAX];
        next = node->next;
        xmlChar *content = xmlNodeGetContent(node);
        const char *text = content != NULL ? (const char *)content : "";
        bool is_paragraph = jh_i_xml_is(node, "p");
        if (is_paragraph && is_mark(text, "{{if:", name)) {
            const char *value = value_of(f, name, strlen(name));
            keep = value != NULL ? value[0] != '\0'
                                 : jh_i_node_by_id(f->content->report, name) != NULL;
            drop(node);
        } else if (is_paragraph && is_mark(text, "{{end", name)) {
            keep = true;
            drop(node);
        } else if (!keep) {
            drop(node);
        } else if (is_paragraph && is_mark(text, "{{part:", name)) {
            st = fill_part(f, node, name);
            drop(node);
        } else if (strstr(text, "{{") != NULL) {
            for (xmlNode *p = is_paragraph ? node : jh_i_xml_next(node, NULL, "p");
                 p != NULL && st == JH_OK; p = is_paragraph ? NULL : jh_i_xml_next(node, p, "p")) {
                xmlChar *inside = xmlNodeGetContent(p);
                if (inside != NULL && strstr((const char *)inside, "{{") != NULL)
                    st = fill_values(f, p, (const char *)inside);
                xmlFree(inside);
            }
        }
        xmlFree(content);
    }
    return st;
}

/* ---- Parts of the package --------------------------------------------------------------------- */

static bool has_marks(const struct jh_i_part *part)
{
    static const char *const kinds[] = {"word/document.xml", "word/header", "word/footer"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(part->name, kinds[i], strlen(kinds[i])) == 0)
            return true;
    return false;
}

static enum jh_status fill_file(struct filling *f, const struct jh_i_part *part)
{
    xmlDoc *document = NULL;
    enum jh_status st = jh_i_xml_read(part->data, part->len, part->name, &document, f->err);
    if (st != JH_OK)
        return st;
    xmlNode *root = xmlDocGetRootElement(document), *body = root;
    if (strcmp(part->name, "word/document.xml") == 0)
        body = jh_i_xml_next(root, NULL, "body");
    if (body == NULL)
        st = jh_fail(f->err, JH_E_DATA, "the template has no body: %s", part->name);
    else
        st = fill_blocks(f, body);
    if (st == JH_OK)
        st = jh_i_xml_put(f->body.package, part->name, document, f->err);
    xmlFreeDoc(document);
    return st;
}

/* Relations of the pictures, and what a png is. */
static enum jh_status add_relations(struct filling *f)
{
    static const char rels[] = "word/_rels/document.xml.rels";
    enum jh_status st = jh_buf_status(f->body.relations, f->err);
    if (st == JH_OK && f->body.relations->len > 0)
        st = jh_i_xml_extend(f->body.package, rels, f->body.relations->data, f->err);
    if (st == JH_OK)
        st = jh_i_xml_default_type(f->body.package, "png", "image/png", f->err);
    return st;
}

enum jh_status jh_i_docx_fill(struct jh_i_package *package, const struct jh_i_docx_content *content,
    const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_buf relations;
    struct filling f = {.content = content, .err = err};
    if (jh_i_package_find(package, "word/document.xml") == NULL)
        return jh_fail(
            err, JH_E_DATA, "the template is no Word document: it has no %s", "word/document.xml");
    jh_buf_init(&relations, TEXT_MAX);
    jh_buf_init(&f.text, TEXT_MAX);
    f.body =
        (struct jh_i_body){.package = package, .run = run, .relations = &relations, .err = err};
    for (size_t i = 0; i < package->n && st == JH_OK; i++)
        if (has_marks(&package->part[i])) {
            const struct jh_i_part part = package->part[i]; /* pictures move the array */
            st = fill_file(&f, &part);
        }
    if (st == JH_OK)
        st = add_relations(&f);
    jh_buf_release(&relations);
    jh_buf_release(&f.text);
    return st;
}
