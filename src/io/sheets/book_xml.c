#include "io/sheets/book_xml.h"

#include <stdio.h>
#include <string.h>

enum { OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING };

xmlTextReader *jh_i_xml_part(const struct jh_i_part *part)
{
    if (part == NULL || part->len > 1 << 30)
        return NULL;
    return xmlReaderForMemory(part->data, (int)part->len, part->name, NULL, OPTIONS);
}

bool jh_i_xml_at(xmlTextReader *r, const char *name)
{
    const xmlChar *local = xmlTextReaderConstLocalName(r);
    return local != NULL && strcmp((const char *)local, name) == 0;
}

bool jh_i_xml_begins(xmlTextReader *r, const char *name)
{
    return xmlTextReaderNodeType(r) == XML_READER_TYPE_ELEMENT && jh_i_xml_at(r, name);
}

const char *jh_i_xml_attribute(xmlTextReader *r, const char *name, char *room, size_t size)
{
    room[0] = '\0';
    if (xmlTextReaderMoveToFirstAttribute(r) != 1)
        return room;
    do {
        if (jh_i_xml_at(r, name)) {
            const xmlChar *value = xmlTextReaderConstValue(r);
            snprintf(room, size, "%s", value != NULL ? (const char *)value : "");
            break;
        }
    } while (xmlTextReaderMoveToNextAttribute(r) == 1);
    xmlTextReaderMoveToElement(r);
    return room;
}

void jh_i_xml_text(xmlTextReader *r, struct jh_buf *text)
{
    const int type = xmlTextReaderNodeType(r);
    const xmlChar *value = xmlTextReaderConstValue(r);
    if ((type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE ||
            type == XML_READER_TYPE_CDATA) &&
        value != NULL)
        jh_buf_puts(text, (const char *)value);
}
