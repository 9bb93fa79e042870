#include "io/office/marks.h"

#include <string.h>

#include "base/fail.h"
#include "io/office/xml.h"

static const char *value_of(const struct jh_i_marks *marks, const char *name, size_t len)
{
    for (size_t i = 0; i < marks->n_values; i++)
        if (strlen(marks->value[i].name) == len && strncmp(marks->value[i].name, name, len) == 0)
            return marks->value[i].text;
    return NULL;
}

/* A value of the content, else the text of what has that id in the report. */
static bool put_value(
    const struct jh_i_marks *marks, const char *name, size_t len, struct jh_buf *out)
{
    const char *value = value_of(marks, name, len);
    static const char sentence[] = "sentence_";
    char id[JH_I_MARK_MAX];
    if (value != NULL) {
        jh_buf_puts(out, value);
        return true;
    }
    if (len >= sizeof id)
        return false;
    memcpy(id, name, len);
    id[len] = '\0';
    xmlNode *node = jh_i_node_by_id(marks->report, id);
    xmlChar *text = node != NULL ? xmlNodeGetContent(node) : NULL;
    if (text != NULL)
        jh_buf_puts(out, (const char *)text);
    xmlFree(text);
    /* What the report has nothing to say about is no mistake of the template. */
    return text != NULL || strncmp(id, sentence, sizeof sentence - 1) == 0;
}

bool jh_i_mark_is(const char *text, const char *kind, char out_name[JH_I_MARK_MAX])
{
    size_t kind_len = strlen(kind), from = strspn(text, " \t\n");
    if (strncmp(text + from, kind, kind_len) != 0)
        return false;
    size_t len = strcspn(text + from + kind_len, "}");
    if (len >= JH_I_MARK_MAX)
        return false;
    memcpy(out_name, text + from + kind_len, len);
    out_name[len] = '\0';
    return true;
}

bool jh_i_mark_there(const struct jh_i_marks *marks, const char *name)
{
    const char *value = value_of(marks, name, strlen(name));
    return value != NULL ? value[0] != '\0' : jh_i_node_by_id(marks->report, name) != NULL;
}

enum jh_status jh_i_mark_unknown(const char *mark, struct jh_error *err)
{
    size_t len = strcspn(mark, "}") + 2, all = strlen(mark);
    len = len < all ? len : all;
    enum jh_status st = jh_fail(err, JH_E_DATA, "the template holds an unknown mark: %.*s",
        (int)(len < JH_I_MARK_MAX ? len : JH_I_MARK_MAX), mark);
    jh_hint(err, "The marks that can be used are listed in docs/outputs.md.");
    return st;
}

/* The paragraph's text with its values put in. */
static enum jh_status render(
    const struct jh_i_marks *marks, const char *text, struct jh_buf *out, struct jh_error *err)
{
    static const char kind[] = "{{value:";
    jh_buf_reset(out);
    for (const char *mark; (mark = strstr(text, "{{")) != NULL;) {
        const char *end = strstr(mark, "}}"), *name = mark + sizeof kind - 1;
        jh_buf_add(out, text, (size_t)(mark - text));
        if (end == NULL || strncmp(mark, kind, sizeof kind - 1) != 0 ||
            !put_value(marks, name, (size_t)(end - name), out))
            return jh_i_mark_unknown(mark, err);
        text = end + 2;
    }
    jh_buf_puts(out, text);
    return jh_buf_status(out, err);
}

enum jh_status jh_i_marks_fill(const struct jh_i_marks *marks, xmlNode *paragraph,
    struct jh_buf *scratch, struct jh_error *err)
{
    xmlNode *first = NULL;
    xmlChar *text = xmlNodeGetContent(paragraph);
    if (text == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = render(marks, (const char *)text, scratch, err);
    xmlFree(text);
    for (xmlNode *t = jh_i_xml_next(paragraph, NULL, "t"); t != NULL && st == JH_OK;
         t = jh_i_xml_next(paragraph, t, "t")) {
        xmlNodeSetContent(t, BAD_CAST "");
        if (first == NULL)
            first = t;
    }
    if (first != NULL && st == JH_OK)
        xmlNodeAddContent(first, BAD_CAST scratch->data);
    return st;
}

enum jh_status jh_i_marks_fill_below(
    const struct jh_i_marks *marks, xmlNode *root, struct jh_buf *scratch, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool whole = jh_i_xml_is(root, "p");
    for (xmlNode *p = whole ? root : jh_i_xml_next(root, NULL, "p"); p != NULL && st == JH_OK;
         p = whole ? NULL : jh_i_xml_next(root, p, "p")) {
        xmlChar *text = xmlNodeGetContent(p);
        if (text != NULL && strstr((const char *)text, "{{") != NULL)
            st = jh_i_marks_fill(marks, p, scratch, err);
        xmlFree(text);
    }
    return st;
}
