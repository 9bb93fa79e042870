#include "io/office/page.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "io/office/xml.h"
#include "io/report/svg.h"

bool jh_i_page_has_class(xmlNode *node, const char *class)
{
    xmlChar *text = xmlGetNoNsProp(node, BAD_CAST "class");
    size_t len = strlen(class);
    bool found = false;
    for (const char *p = (const char *)text; p != NULL && *p != '\0' && !found;) {
        size_t n = strcspn(p, " ");
        found = n == len && strncmp(p, class, n) == 0;
        p += n + (p[n] == ' ');
    }
    xmlFree(text);
    return found;
}

/* The row after this one, first of all with NULL, through thead and tbody. */
xmlNode *jh_i_page_row(xmlNode *table, xmlNode *row)
{
    xmlNode *group = row != NULL ? row->parent : table->children;
    xmlNode *next = row != NULL ? row->next : group != NULL ? group->children : NULL;
    while (group != NULL) {
        for (; next != NULL; next = next->next)
            if (jh_i_xml_is(next, "tr"))
                return next;
        group = group->next;
        next = group != NULL ? group->children : NULL;
    }
    return NULL;
}

bool jh_i_page_is_cell(const xmlNode *node)
{
    return jh_i_xml_is(node, "td") || jh_i_xml_is(node, "th");
}

size_t jh_i_page_span(xmlNode *cell)
{
    xmlChar *text = xmlGetNoNsProp(cell, BAD_CAST "colspan");
    size_t span = text != NULL && isdigit(text[0]) ? (size_t)(text[0] - '0') : 1;
    xmlFree(text);
    return span > 0 ? span : 1;
}

/* Widths by the longest words of each column, between bounds; the number of columns. */
size_t jh_i_page_widths(xmlNode *table, double total, double width[JH_I_PAGE_COLUMNS])
{
    size_t n = 0;
    double sum = 0;
    for (xmlNode *row = jh_i_page_row(table, NULL); row != NULL; row = jh_i_page_row(table, row)) {
        size_t c = 0;
        for (xmlNode *cell = row->children; cell != NULL && c < JH_I_PAGE_COLUMNS;
             cell = cell->next) {
            if (!jh_i_page_is_cell(cell))
                continue;
            size_t span = jh_i_page_span(cell);
            xmlChar *text = xmlNodeGetContent(cell);
            double em = text != NULL ? jh_i_svg_text_width((const char *)text, 1) : 0;
            xmlFree(text);
            if (jh_i_xml_is(row->parent, "thead"))
                em = fmin(em, 5);
            for (; n < c + span && n < JH_I_PAGE_COLUMNS; n++)
                width[n] = 2.5;
            if (span == 1 && c < JH_I_PAGE_COLUMNS)
                width[c] = fmax(width[c], fmin(em, 14) + 0.8);
            c += span;
        }
    }
    for (size_t c = 0; c < n; c++)
        sum += width[c];
    for (size_t c = 0; c < n; c++)
        width[c] *= total / sum;
    return n;
}
