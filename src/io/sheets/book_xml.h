/* Parts of a workbook's package as streams of XML: nothing outside is opened, no entity is resolved. */
#ifndef JH_IO_SHEETS_BOOK_XML_H
#define JH_IO_SHEETS_BOOK_XML_H

#include <stdbool.h>

#include <libxml/xmlreader.h>

#include "base/buf.h"
#include "io/office/package.h"

/** NULL: no such part, or one that is too large. */
xmlTextReader *jh_i_xml_part(const struct jh_i_part *part);
/** Whether the node is called so; prefixes do not count. */
bool jh_i_xml_at(xmlTextReader *r, const char *name);
/** Whether an element of that name begins. */
bool jh_i_xml_begins(xmlTextReader *r, const char *name);
/** An attribute's value in room, "" where there is none. Prefixes do not count: the first of that name. */
const char *jh_i_xml_attribute(xmlTextReader *r, const char *name, char *room, size_t size);
/** Adds the text of a text node, nothing for others. */
void jh_i_xml_text(xmlTextReader *r, struct jh_buf *text);

#endif
