/*
 * What the Office writers need of XML.
 */
#ifndef JH_IO_OFFICE_XML_H
#define JH_IO_OFFICE_XML_H

#include <stdbool.h>

#include <libxml/tree.h>

#include "io/office/package.h"

/** An element of that local name, whatever its prefix. */
bool jh_i_xml_is(const xmlNode *node, const char *name);
/** The next element of that name below root, in document order; NULL: the first. */
xmlNode *jh_i_xml_next(xmlNode *root, xmlNode *after, const char *name);
/** Descendant (or self) with that id, or NULL. */
xmlNode *jh_i_node_by_id(xmlNode *root, const char *id);

/** Parse; nothing is fetched, no entities are resolved. JH_E_DATA names the file and line. */
enum jh_status jh_i_xml_read(const char *text, size_t len, const char *name, xmlDoc **out_document,
    struct jh_error *err) JH_CHECKED;
/** Put the document into the package under that name. */
enum jh_status jh_i_xml_put(struct jh_i_package *package, const char *name, xmlDoc *document,
    struct jh_error *err) JH_CHECKED;
/** Add elements (as text) at the end of a part's root. */
enum jh_status jh_i_xml_extend(struct jh_i_package *package, const char *name, const char *elements,
    struct jh_error *err) JH_CHECKED;
/** Say in [Content_Types].xml what files with that ending are, unless it says so. */
enum jh_status jh_i_xml_default_type(struct jh_i_package *package, const char *ending,
    const char *type, struct jh_error *err) JH_CHECKED;

#endif
