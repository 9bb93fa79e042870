/*
 * Reading the report's page: its tables and classes.
 */
#ifndef JH_IO_OFFICE_PAGE_H
#define JH_IO_OFFICE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <libxml/tree.h>

enum { JH_I_PAGE_COLUMNS = 64 }; /* at most, of a table; further ones are left out */

bool jh_i_page_has_class(xmlNode *node, const char *class);
/** The row after this one, first of all with NULL, through thead and tbody. */
xmlNode *jh_i_page_row(xmlNode *table, xmlNode *row);
/** A cell of a row: td or th. */
bool jh_i_page_is_cell(const xmlNode *node);
/** Columns that a cell covers, at least 1. */
size_t jh_i_page_span(xmlNode *cell);
/** Widths by the longest text of each column, between bounds, that add up to total; the number of
 *  columns. */
size_t jh_i_page_widths(xmlNode *table, double total, double width[JH_I_PAGE_COLUMNS]);

#endif
