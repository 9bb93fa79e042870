#include "io/office/docx.h"

#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/fail.h"
#include "io/office/docx_body.h"
#include "io/office/xml.h"

enum { TEXT_MAX = 256 << 20 };

/* One filling of a template. */
struct filling {
    struct jh_i_package *package;
    const struct jh_i_marks *marks;
    struct jh_i_body body;
    struct jh_buf text; /* what a mark becomes */
    struct jh_error *err;
};

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
    xmlNode *part = jh_i_node_by_id(f->marks->report, id);
    jh_buf_reset(&f->text);
    f->body.out = &f->text;
    if (part != NULL)
        jh_i_body_add(&f->body, part);
    if (f->body.status != JH_OK)
        return f->body.status;
    enum jh_status st = jh_buf_status(&f->text, f->err);
    return st == JH_OK ? insert(paragraph, &f->text, f->err) : st;
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
        char name[JH_I_MARK_MAX];
        next = node->next;
        xmlChar *content = xmlNodeGetContent(node);
        const char *text = content != NULL ? (const char *)content : "";
        bool paragraph = jh_i_xml_is(node, "p");
        bool starts = paragraph && jh_i_mark_is(text, "{{if:", name);
        bool ends = paragraph && !starts && strstr(text, "{{end}}") != NULL;
        if (starts)
            keep = jh_i_mark_there(f->marks, name);
        if (starts || ends || !keep) {
            drop(node);
        } else if (paragraph && jh_i_mark_is(text, "{{part:", name)) {
            st = fill_part(f, node, name);
            drop(node);
        } else if (strstr(text, "{{") != NULL) {
            st = jh_i_marks_fill_below(f->marks, node, &f->text, f->err);
        }
        keep = keep || ends;
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
        st = jh_i_xml_put(f->package, part->name, document, f->err);
    xmlFreeDoc(document);
    return st;
}

/* Relations of the pictures, and what a png is. */
static enum jh_status add_relations(struct filling *f)
{
    static const char rels[] = "word/_rels/document.xml.rels";
    enum jh_status st = jh_buf_status(f->body.relations, f->err);
    if (st == JH_OK && f->body.relations->len > 0)
        st = jh_i_xml_extend(f->package, rels, f->body.relations->data, f->err);
    if (st == JH_OK)
        st = jh_i_xml_default_type(f->package, "png", "image/png", f->err);
    return st;
}

enum jh_status jh_i_docx_fill(struct jh_i_package *package, const struct jh_i_marks *marks,
    const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_buf relations;
    struct filling f = {.package = package, .marks = marks, .err = err};
    if (jh_i_package_find(package, "word/document.xml") == NULL)
        return jh_fail(
            err, JH_E_DATA, "the template is no Word document: it has no %s", "word/document.xml");
    jh_buf_init(&relations, TEXT_MAX);
    jh_buf_init(&f.text, TEXT_MAX);
    f.body = (struct jh_i_body){.relations = &relations, .err = err};
    for (size_t i = 0; i < marks->n_values; i++)
        if (strcmp(marks->value[i].name, "source") == 0)
            f.body.source = marks->value[i].text;
    for (size_t i = 0; i < package->n && st == JH_OK; i++)
        if (has_marks(&package->part[i])) {
            const struct jh_i_part part = package->part[i]; /* it is replaced on the way */
            st = fill_file(&f, &part);
        }
    if (st == JH_OK)
        st = add_relations(&f);
    if (st == JH_OK)
        st = jh_i_drawings_draw(&f.body.drawings, package, run, err);
    jh_i_drawings_release(&f.body.drawings);
    jh_buf_release(&relations);
    jh_buf_release(&f.text);
    return st;
}
