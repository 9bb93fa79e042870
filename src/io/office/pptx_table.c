#include "io/office/pptx_table.h"

#include <math.h>
#include <string.h>

#include "io/office/page.h"
#include "io/office/xml.h"
#include "io/report/svg.h"

#define EMU_PER_POINT 12700.0
#define ROW_LINES     1.75 /* height of a row in its type size, with its margins */

enum { POINTS_MAX = 16, POINTS_MIN = 9, ROWS_MOST = 24 };

static void open_frame(struct jh_buf *out, struct jh_i_slide_box box, double height)
{
    jh_buf_printf(out,
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"900\" name=\"Table\"/>"
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x=\"%.0f\" "
        "y=\"%.0f\"/><a:ext cx=\"%.0f\" cy=\"%.0f\"/></p:xfrm><a:graphic><a:graphicData "
        "uri=\"http://schemas.openxmlformats.org/drawingml/2006/table\"><a:tbl><a:tblPr "
        "firstRow=\"1\"/><a:tblGrid>",
        box.x, box.y, box.cx, height);
}

static void close_frame(struct jh_buf *out)
{
    jh_buf_puts(out, "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>");
}

static void put_text(
    struct jh_buf *out, const char *text, double points, bool bold, bool right, const char *colour)
{
    jh_buf_printf(out,
        "<a:p><a:pPr algn=\"%s\"/><a:r><a:rPr lang=\"zh-CN\" sz=\"%.0f\"%s><a:solidFill><a:srgbClr "
        "val=\"%s\"/></a:solidFill></a:rPr><a:t>",
        right ? "r" : "l", 100 * points, bold ? " b=\"1\"" : "", colour);
    jh_i_xml(out, text);
    jh_buf_puts(out, "</a:t></a:r></a:p>");
}

static void close_cell(struct jh_buf *out, bool head, bool ruled)
{
    jh_buf_puts(out,
        "</a:txBody><a:tcPr marL=\"45720\" marR=\"45720\" marT=\"22860\" "
        "marB=\"22860\" anchor=\"ctr\"><a:lnL w=\"0\"><a:noFill/></a:lnL><a:lnR "
        "w=\"0\"><a:noFill/></a:lnR><a:lnT w=\"0\"><a:noFill/></a:lnT>");
    if (ruled)
        jh_buf_printf(out,
            "<a:lnB w=\"%d\"><a:solidFill><a:srgbClr val=\"%s\"/></a:solidFill></a:lnB>",
            head ? 12700 : 6350, head ? "1F2328" : "D9DAD3");
    jh_buf_puts(out, "<a:noFill/></a:tcPr></a:tc>");
}

static void put_row(struct jh_buf *out, xmlNode *row, size_t n_columns, double points)
{
    bool head = jh_i_xml_is(row->parent, "thead");
    size_t c = 0;
    jh_buf_printf(out, "<a:tr h=\"%.0f\">", points * ROW_LINES * EMU_PER_POINT);
    for (xmlNode *cell = row->children; cell != NULL && c < n_columns; cell = cell->next) {
        if (!jh_i_page_is_cell(cell))
            continue;
        size_t span = jh_i_page_span(cell);
        xmlChar *text = xmlNodeGetContent(cell);
        jh_buf_puts(out, "<a:tc");
        if (span > 1)
            jh_buf_printf(out, " gridSpan=\"%zu\"", span);
        jh_buf_puts(out, "><a:txBody><a:bodyPr/><a:lstStyle/>");
        put_text(out, text != NULL ? (const char *)text : "", points, head,
            jh_i_page_has_class(cell, "n"), "1F2328");
        close_cell(out, head, true);
        xmlFree(text);
        for (size_t k = 1; k < span; k++)
            jh_buf_puts(out,
                "<a:tc hMerge=\"1\"><a:txBody><a:bodyPr/><a:p/></a:txBody><a:tcPr/>"
                "</a:tc>");
        c += span;
    }
    for (; c < n_columns; c++)
        jh_buf_puts(out, "<a:tc><a:txBody><a:bodyPr/><a:p/></a:txBody><a:tcPr/></a:tc>");
    jh_buf_puts(out, "</a:tr>");
}

void jh_i_slide_table(xmlNode *table, size_t n_rows, struct jh_i_slide_box box, struct jh_buf *out)
{
    double width[JH_I_PAGE_COLUMNS];
    size_t n_columns = jh_i_page_widths(table, box.cx, width), n_head = 0, n = 0, shown = 0;
    if (n_columns == 0)
        return;
    for (xmlNode *row = jh_i_page_row(table, NULL); row != NULL; row = jh_i_page_row(table, row)) {
        n_head += jh_i_xml_is(row->parent, "thead");
        n++;
    }
    size_t most = n_rows > 0 && n_rows < ROWS_MOST ? n_rows : ROWS_MOST;
    size_t body = n - n_head < most ? n - n_head : most;
    /* heads take two lines */
    double points = box.cy / EMU_PER_POINT / ROW_LINES / ((double)body + 1.6);
    points = floor(fmin(fmax(points, POINTS_MIN), POINTS_MAX));
    open_frame(out, box, points * ROW_LINES * EMU_PER_POINT * (double)(body + n_head));
    for (size_t c = 0; c < n_columns; c++)
        jh_buf_printf(out, "<a:gridCol w=\"%.0f\"/>", width[c]);
    jh_buf_puts(out, "</a:tblGrid>");
    for (xmlNode *row = jh_i_page_row(table, NULL); row != NULL && shown < n_head + body;
         row = jh_i_page_row(table, row), shown++)
        put_row(out, row, n_columns, points);
    close_frame(out);
}

void jh_i_slide_tiles(xmlNode *list, struct jh_i_slide_box box, struct jh_buf *out)
{
    enum { COLUMNS = 3 };
    size_t n = 0, n_rows = 0;
    for (xmlNode *tile = list->children; tile != NULL; tile = tile->next)
        n += jh_i_xml_is(tile, "div");
    n_rows = (n + COLUMNS - 1) / COLUMNS;
    if (n == 0)
        return;
    open_frame(out, box, box.cy);
    for (int c = 0; c < COLUMNS; c++)
        jh_buf_printf(out, "<a:gridCol w=\"%.0f\"/>", box.cx / COLUMNS);
    jh_buf_puts(out, "</a:tblGrid>");
    size_t at = 0;
    for (xmlNode *tile = list->children; tile != NULL; tile = tile->next) {
        if (!jh_i_xml_is(tile, "div"))
            continue;
        if (at % COLUMNS == 0)
            jh_buf_printf(out, "<a:tr h=\"%.0f\">", box.cy / (double)n_rows);
        jh_buf_puts(out, "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>");
        for (xmlNode *line = tile->children; line != NULL; line = line->next) {
            if (line->type != XML_ELEMENT_NODE)
                continue;
            bool figure = jh_i_xml_is(line, "dd") && !jh_i_page_has_class(line, "note");
            xmlChar *text = xmlNodeGetContent(line);
            put_text(out, text != NULL ? (const char *)text : "", figure ? 28 : 14, figure, false,
                figure ? "1F5F8B" : "5D636B");
            xmlFree(text);
        }
        close_cell(out, false, true);
        if (++at % COLUMNS == 0)
            jh_buf_puts(out, "</a:tr>");
    }
    for (; at % COLUMNS != 0; at++)
        jh_buf_puts(out, at % COLUMNS == COLUMNS - 1
                             ? "<a:tc><a:txBody><a:bodyPr/><a:p/></a:txBody><a:tcPr/></a:tc></a:tr>"
                             : "<a:tc><a:txBody><a:bodyPr/><a:p/></a:txBody><a:tcPr/></a:tc>");
    close_frame(out);
}
