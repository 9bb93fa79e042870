#include "io/office/docx_body.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/office/page.h"
#include "io/office/picture.h"
#include "io/office/xml.h"
#include "io/report/svg.h"

/* Twentieths of a point and English metric units; the text is 15.6 cm wide, as official documents
 * have it (GB/T 9704-2012, 5.2.1: type area 156 mm x 225 mm). */
#define TEXT_WIDTH_DXA  8844
#define TEXT_WIDTH_EMU  5616000.0
#define TEXT_HEIGHT_EMU 7200000.0
#define REPORT_WIDTH    680.0 /* of a full-width picture of the report */
#define PIXELS_FULL     1843  /* of such a picture at 300 dots per inch */

/* ---- Text ------------------------------------------------------------------------------------- */

/* White space counts once, as on a page; `inout_gap` says whether one was just written. */
static void put_words(struct jh_buf *out, const char *text, bool *inout_gap)
{
    char piece[256];
    size_t n = 0;
    for (const char *p = text; *p != '\0'; p++) {
        bool gap = strchr(" \t\r\n", *p) != NULL;
        if (gap && *inout_gap)
            continue;
        *inout_gap = gap;
        piece[n++] = gap ? ' ' : *p;
        bool whole = ((unsigned char)p[1] & 0xC0) != 0x80;
        if (n > sizeof piece - 8 && whole) {
            piece[n] = '\0';
            jh_i_xml(out, piece);
            n = 0;
        }
    }
    piece[n] = '\0';
    jh_i_xml(out, piece);
}

static void put_runs(struct jh_i_body *body, xmlNode *node, bool bold, bool *inout_gap)
{
    for (xmlNode *child = node->children; child != NULL; child = child->next) {
        if (jh_i_xml_is(child, "br")) {
            jh_buf_puts(body->out, "<w:r><w:br/></w:r>");
            *inout_gap = true;
        } else if (child->type == XML_ELEMENT_NODE) {
            put_runs(body, child, bold || jh_i_xml_is(child, "b"), inout_gap);
        } else if (child->type == XML_TEXT_NODE && child->content != NULL) {
            jh_buf_puts(body->out, bold ? "<w:r><w:rPr><w:b/></w:rPr>" : "<w:r>");
            jh_buf_puts(body->out, "<w:t xml:space=\"preserve\">");
            put_words(body->out, (const char *)child->content, inout_gap);
            jh_buf_puts(body->out, "</w:t></w:r>");
        }
    }
}

static void paragraph(struct jh_i_body *body, xmlNode *node, const char *style, const char *more)
{
    bool gap = true;
    jh_buf_printf(body->out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s</w:pPr>", style, more);
    put_runs(body, node, false, &gap);
    jh_buf_puts(body->out, "</w:p>\n");
}

/* Where the figures of a table or picture are from. */
static void put_source(struct jh_i_body *body)
{
    jh_buf_puts(body->out, "<w:p><w:pPr><w:pStyle w:val=\"Small\"/></w:pPr>");
    if (body->source != NULL) {
        jh_buf_puts(body->out, "<w:r><w:t>");
        jh_i_xml(body->out, body->source);
        jh_buf_puts(body->out, "</w:t></w:r>");
    }
    jh_buf_puts(body->out, "</w:p>\n");
}

/* ---- Tables ----------------------------------------------------------------------------------- */

static void put_cell(struct jh_i_body *body, xmlNode *cell, bool head, double width_dxa)
{
    size_t span = jh_i_page_span(cell);
    bool number = jh_i_page_has_class(cell, "n");
    jh_buf_printf(body->out, "<w:tc><w:tcPr><w:tcW w:w=\"%.0f\" w:type=\"dxa\"/>", width_dxa);
    if (span > 1)
        jh_buf_printf(body->out, "<w:gridSpan w:val=\"%zu\"/>", span);
    if (head)
        jh_buf_puts(body->out,
            "<w:tcBorders><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"0\" "
            "w:color=\"1F2328\"/></w:tcBorders>");
    jh_buf_puts(body->out, "</w:tcPr>");
    paragraph(
        body, cell, head ? "TableHead" : "TableText", number ? "<w:jc w:val=\"right\"/>" : "");
    jh_buf_puts(body->out, "</w:tc>");
}

static void put_table(struct jh_i_body *body, xmlNode *table)
{
    double width[JH_I_PAGE_COLUMNS];
    size_t n = jh_i_page_widths(table, TEXT_WIDTH_DXA, width);
    if (n == 0)
        return;
    for (xmlNode *child = table->children; child != NULL; child = child->next)
        if (jh_i_xml_is(child, "caption"))
            paragraph(body, child, "Caption", "<w:keepNext/>");
    jh_buf_puts(body->out,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"ReportTable\"/><w:tblW w:w=\"5000\" "
        "w:type=\"pct\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
    for (size_t c = 0; c < n; c++)
        jh_buf_printf(body->out, "<w:gridCol w:w=\"%.0f\"/>", width[c]);
    jh_buf_puts(body->out, "</w:tblGrid>\n");
    for (xmlNode *row = jh_i_page_row(table, NULL); row != NULL; row = jh_i_page_row(table, row)) {
        bool head = jh_i_xml_is(row->parent, "thead");
        size_t c = 0;
        jh_buf_printf(
            body->out, "<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>", head ? "<w:tblHeader/>" : "");
        for (xmlNode *cell = row->children; cell != NULL && c < n; cell = cell->next)
            if (jh_i_page_is_cell(cell)) {
                put_cell(body, cell, head, width[c]);
                c += jh_i_page_span(cell);
            }
        for (; c < n; c++)
            jh_buf_puts(body->out, "<w:tc><w:p/></w:tc>");
        jh_buf_puts(body->out, "</w:tr>\n");
    }
    jh_buf_puts(body->out, "</w:tbl>\n");
    put_source(body);
}

/* Key figures: three to a row, each with its name above and a note below. */
static void put_tiles(struct jh_i_body *body, xmlNode *list)
{
    size_t n = 0;
    jh_buf_puts(body->out,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"ReportTable\"/><w:tblW w:w=\"5000\" "
        "w:type=\"pct\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
    for (int c = 0; c < 3; c++)
        jh_buf_printf(body->out, "<w:gridCol w:w=\"%d\"/>", TEXT_WIDTH_DXA / 3);
    jh_buf_puts(body->out, "</w:tblGrid>\n");
    for (xmlNode *tile = list->children; tile != NULL; tile = tile->next) {
        if (!jh_i_xml_is(tile, "div"))
            continue;
        jh_buf_puts(
            body->out, n % 3 == 0 ? "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>" : "<w:tc>");
        for (xmlNode *line = tile->children; line != NULL; line = line->next)
            if (line->type == XML_ELEMENT_NODE)
                paragraph(body, line,
                    jh_i_xml_is(line, "dt") || jh_i_page_has_class(line, "note") ? "TableText"
                                                                                 : "Figure",
                    "");
        jh_buf_puts(body->out, ++n % 3 == 0 ? "</w:tc></w:tr>\n" : "</w:tc>");
    }
    for (; n % 3 != 0; n++)
        jh_buf_puts(body->out, n % 3 == 2 ? "<w:tc><w:p/></w:tc></w:tr>\n" : "<w:tc><w:p/></w:tc>");
    jh_buf_puts(body->out, "</w:tbl>\n");
    put_source(body);
}

/* ---- Pictures --------------------------------------------------------------------------------- */

static void put_picture(struct jh_i_body *body, xmlNode *svg)
{
    double width, height;
    char name[48];
    if (body->status != JH_OK || !jh_i_picture_size(svg, &width, &height))
        return;
    double share = fmin(width / REPORT_WIDTH, 1), cx = TEXT_WIDTH_EMU * share;
    cx = fmin(cx, 0.9 * TEXT_HEIGHT_EMU * width / height);
    size_t id = ++body->n_pictures;
    snprintf(name, sizeof name, "word/media/junheng%zu.png", id);
    body->status =
        jh_i_drawings_add(&body->drawings, svg, (int)(PIXELS_FULL * share), name, body->err);
    xmlChar *title = NULL;
    for (xmlNode *child = svg->children; child != NULL && title == NULL; child = child->next)
        if (jh_i_xml_is(child, "title"))
            title = xmlNodeGetContent(child);
    jh_buf_printf(body->relations,
        "<Relationship Id=\"rIdJunheng%zu\" Type=\"http://schemas.openxmlformats.org/"
        "officeDocument/2006/relationships/image\" Target=\"media/junheng%zu.png\"/>",
        id, id);
    jh_buf_printf(body->out,
        "<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" "
        "distB=\"0\" distL=\"0\" distR=\"0\" xmlns:wp=\"http://schemas.openxmlformats.org/"
        "drawingml/2006/wordprocessingDrawing\"><wp:extent cx=\"%.0f\" cy=\"%.0f\"/><wp:docPr "
        "id=\"%zu\" name=\"Picture %zu\" descr=\"",
        cx, cx * height / width, 1000 + id, id);
    jh_i_xml(body->out, title != NULL ? (const char *)title : "");
    jh_buf_printf(body->out,
        "\"/><a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">"
        "<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">"
        "<pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">"
        "<pic:nvPicPr><pic:cNvPr id=\"%zu\" name=\"junheng%zu.png\"/><pic:cNvPicPr/></pic:nvPicPr>"
        "<pic:blipFill><a:blip r:embed=\"rIdJunheng%zu\" xmlns:r=\"http://"
        "schemas.openxmlformats.org/officeDocument/2006/relationships\"/><a:stretch><a:fillRect/>"
        "</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%.0f\" "
        "cy=\"%.0f\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>"
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>\n",
        1000 + id, id, id, cx, cx * height / width);
    xmlFree(title);
}

/* ---- Blocks ----------------------------------------------------------------------------------- */

static void put_list(struct jh_i_body *body, xmlNode *list)
{
    for (xmlNode *item = list->children; item != NULL; item = item->next)
        if (jh_i_xml_is(item, "li"))
            paragraph(body, item, "ListBullet", "");
}

static void put_style_of_p(struct jh_i_body *body, xmlNode *node)
{
    bool small = jh_i_page_has_class(node, "small") || jh_i_page_has_class(node, "ch") ||
                 jh_i_page_has_class(node, "meta");
    paragraph(body, node, small ? "Small" : "BodyText", "");
}

static void put_figure(struct jh_i_body *body, xmlNode *figure)
{
    for (xmlNode *child = figure->children; child != NULL; child = child->next)
        jh_i_body_add(body, child);
    put_source(body);
}

static void put_as(struct jh_i_body *body, xmlNode *node, const char *style)
{
    paragraph(body, node, style, "");
}

/* How each element becomes a block: a style for paragraphs, else a function. */
static const struct {
    const char *element, *style;
    void (*put)(struct jh_i_body *, xmlNode *);
} blocks[] = {
    {"h2", "Heading2", NULL},
    {"h3", "Heading3", NULL},
    {"h4", "Heading4", NULL},
    {"dt", "Heading4", NULL},
    {"dd", "BodyText", NULL},
    {"figcaption", "Caption", NULL},
    {"p", NULL, put_style_of_p},
    {"ul", NULL, put_list},
    {"table", NULL, put_table},
    {"figure", NULL, put_figure},
    {"svg", NULL, put_picture},
};

void jh_i_body_add(struct jh_i_body *body, xmlNode *node)
{
    if (node->type != XML_ELEMENT_NODE || body->status != JH_OK)
        return;
    if (jh_i_xml_is(node, "dl") && jh_i_page_has_class(node, "tiles")) {
        put_tiles(body, node);
        return;
    }
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (jh_i_xml_is(node, blocks[i].element)) {
            if (blocks[i].put != NULL)
                blocks[i].put(body, node);
            else
                put_as(body, node, blocks[i].style);
            return;
        }
    for (xmlNode *child = node->children; child != NULL; child = child->next)
        jh_i_body_add(body, child);
}
