#include "io/office/xml.h"

#include <string.h>

#include <libxml/parser.h>

#include "base/fail.h"

bool jh_i_xml_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

xmlNode *jh_i_xml_next(xmlNode *root, xmlNode *after, const char *name)
{
    xmlNode *node = after != NULL ? after : root;
    for (;;) {
        if (node->children != NULL && node->type == XML_ELEMENT_NODE) {
            node = node->children;
        } else {
            while (node != root && node->next == NULL)
                node = node->parent;
            if (node == root)
                return NULL;
            node = node->next;
        }
        if (jh_i_xml_is(node, name))
            return node;
    }
}

xmlNode *jh_i_node_by_id(xmlNode *root, const char *id)
{
    for (xmlNode *node = root->children; node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        xmlChar *own = xmlGetNoNsProp(node, BAD_CAST "id");
        bool found = own != NULL && strcmp((const char *)own, id) == 0;
        xmlFree(own);
        xmlNode *below = found ? node : jh_i_node_by_id(node, id);
        if (below != NULL)
            return below;
    }
    return NULL;
}

enum jh_status jh_i_xml_read(
    const char *text, size_t len, const char *name, xmlDoc **out_document, struct jh_error *err)
{
    enum { OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE };
    if (len > 1 << 30)
        return jh_fail(err, JH_E_LIMIT, "%s is too long", name);
    xmlDoc *document = xmlReadMemory(text, (int)len, name, "UTF-8", OPTIONS);
    if (document == NULL || xmlDocGetRootElement(document) == NULL) {
        const xmlError *why = xmlGetLastError();
        enum jh_status st =
            jh_fail(err, JH_E_DATA, "%s is not valid XML (line %d)", name, why ? why->line : 0);
        xmlFreeDoc(document);
        return st;
    }
    *out_document = document;
    return JH_OK;
}

enum jh_status jh_i_xml_put(
    struct jh_i_package *package, const char *name, xmlDoc *document, struct jh_error *err)
{
    xmlChar *text = NULL;
    int len = 0;
    xmlDocDumpMemoryEnc(document, &text, &len, "UTF-8");
    char *kept =
        text != NULL ? jh_arena_strndup(package->arena, (const char *)text, (size_t)len) : NULL;
    xmlFree(text);
    if (kept == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return jh_i_package_put(package, name, kept, (size_t)len, err);
}

enum jh_status jh_i_xml_extend(
    struct jh_i_package *package, const char *name, const char *elements, struct jh_error *err)
{
    const struct jh_i_part *part = jh_i_package_find(package, name);
    xmlDoc *document = NULL;
    xmlNode *list = NULL;
    if (part == NULL)
        return jh_fail(err, JH_E_DATA, "the template has no %s", name);
    enum jh_status st = jh_i_xml_read(part->data, part->len, name, &document, err);
    if (st != JH_OK)
        return st;
    xmlNode *root = xmlDocGetRootElement(document);
    if (xmlParseInNodeContext(root, elements, (int)strlen(elements), 0, &list) == XML_ERR_OK) {
        xmlAddChildList(root, list);
        st = jh_i_xml_put(package, name, document, err);
    } else {
        st = jh_fail(err, JH_E_INTERNAL, "a part of the document is not valid XML");
    }
    xmlFreeDoc(document);
    return st;
}

enum jh_status jh_i_xml_default_type(
    struct jh_i_package *package, const char *ending, const char *type, struct jh_error *err)
{
    static const char name[] = "[Content_Types].xml";
    const struct jh_i_part *part = jh_i_package_find(package, name);
    xmlDoc *document = NULL;
    bool known = false;
    if (part == NULL)
        return jh_fail(err, JH_E_DATA, "the template has no %s", name);
    enum jh_status st = jh_i_xml_read(part->data, part->len, name, &document, err);
    if (st != JH_OK)
        return st;
    xmlNode *root = xmlDocGetRootElement(document);
    for (xmlNode *node = root->children; node != NULL && !known; node = node->next) {
        xmlChar *own =
            node->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(node, BAD_CAST "Extension") : NULL;
        known = own != NULL && xmlStrcasecmp(own, BAD_CAST ending) == 0;
        xmlFree(own);
    }
    if (!known) {
        xmlNode *entry = xmlNewNode(root->ns, BAD_CAST "Default");
        xmlNewProp(entry, BAD_CAST "Extension", BAD_CAST ending);
        xmlNewProp(entry, BAD_CAST "ContentType", BAD_CAST type);
        if (root->children != NULL)
            xmlAddPrevSibling(root->children, entry); /* defaults stand before overrides */
        else
            xmlAddChild(root, entry);
        st = jh_i_xml_put(package, name, document, err);
    }
    xmlFreeDoc(document);
    return st;
}
