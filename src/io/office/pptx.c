#include "io/office/pptx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/fail.h"
#include "io/office/page.h"
#include "io/office/picture.h"
#include "io/office/pptx_table.h"
#include "io/office/xml.h"

enum { TEXT_MAX = 64 << 20, NAME_MAX_BYTES = 96 };

#define EMU_PER_PIXEL_300 3048.0 /* 914400 to the inch, 300 dots to the inch */

struct slide {
    struct jh_i_package *package;
    const struct jh_i_marks *marks;
    struct jh_error *err;
    struct jh_buf text;
    char rels[NAME_MAX_BYTES];     /* name of the slide's relations */
    struct jh_i_drawings drawings; /* of all slides */
};

/* ---- Finding things in the report ------------------------------------------------------------- */

/* The n-th element of that name (from 1) below the part; NULL where there is none. */
static xmlNode *nth(const struct slide *s, const char *id, const char *element, int n)
{
    xmlNode *part = jh_i_node_by_id(s->marks->report, id), *found = NULL;
    while (part != NULL && n > 0) {
        found = jh_i_xml_next(part, found, element);
        if (found == NULL)
            break;
        /* a picture inside a picture is a part of it */
        n -= !(jh_i_xml_is(found->parent, element) || jh_i_xml_is(found->parent, "g"));
    }
    return n == 0 ? found : NULL;
}

/* "flows.2:12" to its pieces; missing numbers are 1 and 0. */
static void split_name(char *name, int *out_n, int *out_rows)
{
    char *dot = strchr(name, '.');
    *out_n = 1;
    *out_rows = 0;
    if (dot == NULL)
        return;
    *dot = '\0';
    *out_n = atoi(dot + 1);
    char *colon = strchr(dot + 1, ':');
    if (colon != NULL)
        *out_rows = atoi(colon + 1);
}

/* The columns of "pairing.1:12:1,2,5"; NULL where it names none. */
static const char *columns_of(const char *name)
{
    const char *colon = strchr(name, ':');
    colon = colon != NULL ? strchr(colon + 1, ':') : NULL;
    return colon != NULL ? colon + 1 : NULL;
}

static bool lists(const char *columns, int column)
{
    for (const char *p = columns; p != NULL; p = strchr(p, ',')) {
        p += *p == ',';
        if (atoi(p) == column)
            return true;
    }
    return false;
}

/* A copy of the table with these columns only, to be freed; cells cover one column each. */
static xmlNode *narrowed(xmlNode *table, const char *columns)
{
    xmlNode *copy = xmlCopyNode(table, 1);
    for (xmlNode *row = copy != NULL ? jh_i_page_row(copy, NULL) : NULL; row != NULL;
         row = jh_i_page_row(copy, row)) {
        int column = 0;
        for (xmlNode *cell = row->children, *next; cell != NULL; cell = next) {
            next = cell->next;
            if (!jh_i_page_is_cell(cell) || lists(columns, ++column))
                continue;
            xmlUnlinkNode(cell);
            xmlFreeNode(cell);
        }
    }
    return copy;
}

/* ---- Shapes ----------------------------------------------------------------------------------- */

static double attribute(xmlNode *node, const char *name)
{
    xmlChar *text = node != NULL ? xmlGetNoNsProp(node, BAD_CAST name) : NULL;
    double value = text != NULL ? strtod((const char *)text, NULL) : 0;
    xmlFree(text);
    return value;
}

static struct jh_i_slide_box box_of(xmlNode *shape)
{
    xmlNode *off = jh_i_xml_next(shape, NULL, "off"), *ext = jh_i_xml_next(shape, NULL, "ext");
    return (struct jh_i_slide_box){
        attribute(off, "x"), attribute(off, "y"), attribute(ext, "cx"), attribute(ext, "cy")};
}

/* Put s->text, parsed where the shape stands, in the shape's place. */
static enum jh_status replace(struct slide *s, xmlNode *shape)
{
    xmlNode *made = NULL;
    enum jh_status st = jh_buf_status(&s->text, s->err);
    if (st == JH_OK && s->text.len > 0) {
        if (xmlParseInNodeContext(shape->parent, s->text.data, (int)s->text.len, XML_PARSE_HUGE,
                &made) != XML_ERR_OK ||
            made == NULL)
            return jh_fail(s->err, JH_E_INTERNAL, "a part of the document is not valid XML");
        xmlUnlinkNode(made);
        xmlAddPrevSibling(shape, made);
    }
    xmlUnlinkNode(shape);
    xmlFreeNode(shape);
    return st;
}

static enum jh_status put_picture(struct slide *s, xmlNode *svg, struct jh_i_slide_box box)
{
    double width, height;
    char name[NAME_MAX_BYTES], relation[2 * NAME_MAX_BYTES + 160];
    if (svg == NULL || !jh_i_picture_size(svg, &width, &height))
        return JH_OK;
    double scale = box.cx / width < box.cy / height ? box.cx / width : box.cy / height;
    double cx = width * scale, cy = height * scale;
    size_t id = s->drawings.n + 1;
    snprintf(name, sizeof name, "ppt/media/junheng%zu.png", id);
    enum jh_status st =
        jh_i_drawings_add(&s->drawings, svg, (int)(cx / EMU_PER_PIXEL_300), name, s->err);
    if (st != JH_OK)
        return st;
    snprintf(relation, sizeof relation,
        "<Relationship Id=\"rIdJunheng%zu\" Type=\"http://schemas.openxmlformats.org/"
        "officeDocument/2006/relationships/image\" Target=\"../media/junheng%zu.png\"/>",
        id, id);
    jh_buf_printf(&s->text,
        "<p:pic><p:nvPicPr><p:cNvPr id=\"%zu\" name=\"Picture %zu\"/><p:cNvPicPr/><p:nvPr/>"
        "</p:nvPicPr><p:blipFill><a:blip r:embed=\"rIdJunheng%zu\"/><a:stretch><a:fillRect/>"
        "</a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x=\"%.0f\" y=\"%.0f\"/><a:ext "
        "cx=\"%.0f\" cy=\"%.0f\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>"
        "</p:spPr></p:pic>",
        1000 + id, id, id, box.x + (box.cx - cx) / 2, box.y + (box.cy - cy) / 2, cx, cy);
    return jh_i_xml_extend(s->package, s->rels, relation, s->err);
}

static enum jh_status fill_shape(struct slide *s, xmlNode *shape)
{
    char name[JH_I_MARK_MAX];
    int n, rows;
    enum jh_status st = JH_OK;
    xmlChar *content = xmlNodeGetContent(shape);
    const char *text = content != NULL ? (const char *)content : "";
    struct jh_i_slide_box box = box_of(shape);
    jh_buf_reset(&s->text);
    if (jh_i_mark_is(text, "{{if:", name)) {
        st = replace(s, shape); /* it has been asked already */
    } else if (jh_i_mark_is(text, "{{picture:", name)) {
        split_name(name, &n, &rows);
        st = put_picture(s, nth(s, name, "svg", n), box);
        if (st == JH_OK)
            st = replace(s, shape);
    } else if (jh_i_mark_is(text, "{{table:", name)) {
        const char *columns = columns_of(name);
        split_name(name, &n, &rows);
        xmlNode *table = nth(s, name, "table", n);
        xmlNode *copy = table != NULL && columns != NULL ? narrowed(table, columns) : NULL;
        if (table != NULL)
            jh_i_slide_table(copy != NULL ? copy : table, (size_t)rows, box, &s->text);
        xmlFreeNode(copy);
        st = replace(s, shape);
    } else if (jh_i_mark_is(text, "{{tiles:", name)) {
        xmlNode *list = jh_i_node_by_id(s->marks->report, name);
        if (list != NULL)
            jh_i_slide_tiles(list, box, &s->text);
        st = replace(s, shape);
    } else if (strstr(text, "{{") != NULL) {
        st = jh_i_marks_fill_below(s->marks, shape, &s->text, s->err);
    }
    xmlFree(content);
    return st;
}

/* Whether the slide is to be shown: its condition, if it has one, holds. */
static bool is_wanted(const struct jh_i_marks *marks, xmlNode *tree)
{
    bool wanted = true;
    for (xmlNode *shape = tree->children; shape != NULL && wanted; shape = shape->next) {
        char name[JH_I_MARK_MAX];
        xmlChar *text = shape->type == XML_ELEMENT_NODE ? xmlNodeGetContent(shape) : NULL;
        if (text != NULL && jh_i_mark_is((const char *)text, "{{if:", name))
            wanted = jh_i_mark_there(marks, name);
        xmlFree(text);
    }
    return wanted;
}

/* ---- Slides ----------------------------------------------------------------------------------- */

static enum jh_status fill_slide(
    struct slide *s, const char *name, bool *out_wanted, struct jh_error *err)
{
    const struct jh_i_part *part = jh_i_package_find(s->package, name);
    xmlDoc *document = NULL;
    enum jh_status st = jh_i_xml_read(part->data, part->len, name, &document, err);
    if (st != JH_OK)
        return st;
    xmlNode *tree = jh_i_xml_next(xmlDocGetRootElement(document), NULL, "spTree");
    if (tree == NULL)
        st = jh_fail(err, JH_E_DATA, "the template has no shapes: %s", name);
    *out_wanted = st == JH_OK && is_wanted(s->marks, tree);
    for (xmlNode *shape = *out_wanted ? tree->children : NULL, *next; shape != NULL && st == JH_OK;
         shape = next) {
        next = shape->next;
        if (jh_i_xml_is(shape, "sp"))
            st = fill_shape(s, shape);
    }
    if (st == JH_OK)
        st = jh_i_xml_put(s->package, name, document, err);
    xmlFreeDoc(document);
    return st;
}

/* Take the slide with that relation out of the show. */
static void hide(xmlNode *presentation, const char *relation)
{
    for (xmlNode *slide = jh_i_xml_next(presentation, NULL, "sldId"); slide != NULL;
         slide = jh_i_xml_next(presentation, slide, "sldId")) {
        xmlChar *id = xmlGetNsProp(slide, BAD_CAST "id",
            BAD_CAST "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
        bool found = id != NULL && strcmp((const char *)id, relation) == 0;
        xmlFree(id);
        if (found) {
            xmlUnlinkNode(slide);
            xmlFreeNode(slide);
            return;
        }
    }
}

/* Every slide of the show, in the order of its relations; those not wanted leave the show. */
static enum jh_status fill_show(struct slide *s, xmlNode *rels, xmlNode *presentation)
{
    enum jh_status st = JH_OK;
    for (xmlNode *rel = rels->children; rel != NULL && st == JH_OK; rel = rel->next) {
        char name[NAME_MAX_BYTES];
        bool wanted = true;
        xmlChar *target =
            rel->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(rel, BAD_CAST "Target") : NULL;
        xmlChar *id = target != NULL ? xmlGetNoNsProp(rel, BAD_CAST "Id") : NULL;
        const char *file = target != NULL ? (const char *)target : "";
        if (id != NULL && strncmp(file, "slides/", 7) == 0 && strlen(file) < NAME_MAX_BYTES / 2) {
            snprintf(name, sizeof name, "ppt/%s", file);
            snprintf(s->rels, sizeof s->rels, "ppt/slides/_rels/%s.rels", file + 7);
            if (jh_i_package_find(s->package, name) == NULL)
                st = jh_fail(s->err, JH_E_DATA, "the template has no %s", name);
            else
                st = fill_slide(s, name, &wanted, s->err);
            if (st == JH_OK && !wanted)
                hide(presentation, (const char *)id);
        }
        xmlFree(target);
        xmlFree(id);
    }
    return st;
}

enum jh_status jh_i_pptx_fill(struct jh_i_package *package, const struct jh_i_marks *marks,
    const struct jh_run *run, struct jh_error *err)
{
    static const char show[] = "ppt/presentation.xml",
                      relations[] = "ppt/_rels/presentation.xml.rels";
    const struct jh_i_part *part = jh_i_package_find(package, show),
                           *rels_part = jh_i_package_find(package, relations);
    xmlDoc *document = NULL, *rels = NULL;
    struct slide s = {.package = package, .marks = marks, .err = err};
    enum jh_status st = JH_OK;
    jh_buf_init(&s.text, TEXT_MAX);
    if (part == NULL || rels_part == NULL) {
        st = jh_fail(err, JH_E_DATA, "the template has no %s", show);
        goto out;
    }
    JH_TRY(st, jh_i_xml_read(part->data, part->len, show, &document, err));
    JH_TRY(st, jh_i_xml_read(rels_part->data, rels_part->len, relations, &rels, err));
    JH_TRY(st, fill_show(&s, xmlDocGetRootElement(rels), xmlDocGetRootElement(document)));
    JH_TRY(st, jh_i_xml_put(package, show, document, err));
    JH_TRY(st, jh_i_xml_default_type(package, "png", "image/png", err));
    st = jh_i_drawings_draw(&s.drawings, package, run, err);
out:
    jh_i_drawings_release(&s.drawings);
    xmlFreeDoc(document);
    xmlFreeDoc(rels);
    jh_buf_release(&s.text);
    return st;
}
