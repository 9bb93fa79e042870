/*
 * Marks of templates: "{{kind:name}}" in the texts of Word and slides alike.
 */
#ifndef JH_IO_OFFICE_MARKS_H
#define JH_IO_OFFICE_MARKS_H

#include <libxml/tree.h>

#include "base/buf.h"

enum { JH_I_MARK_MAX = 80 }; /* bytes of a name with its end */

struct jh_i_mark_value {
    const char *name, *text;
};
/** What templates are filled with: values, and the report's page, parsed. */
struct jh_i_marks {
    xmlNode *report;
    size_t n_values;
    const struct jh_i_mark_value *value;
};

/** A text that is one mark of that kind ("{{part:"): its name, cut at the braces. */
bool jh_i_mark_is(const char *text, const char *kind, char out_name[JH_I_MARK_MAX]);
/** Whether there is something to show under that name: a value that is not empty, or a part. */
bool jh_i_mark_there(const struct jh_i_marks *marks, const char *name);
/** JH_E_DATA: a mark nobody knows. */
enum jh_status jh_i_mark_unknown(const char *mark, struct jh_error *err);
/**
 * Replace the "{{value:NAME}}" in a paragraph of any vocabulary whose texts stand in elements
 * called t. Editors split a text into runs where they like: all of it goes into the first, which
 * keeps its looks.
 */
enum jh_status jh_i_marks_fill(const struct jh_i_marks *marks, xmlNode *paragraph,
    struct jh_buf *scratch, struct jh_error *err) JH_CHECKED;
/** The same for every paragraph (element p) below a node that holds a mark. */
enum jh_status jh_i_marks_fill_below(const struct jh_i_marks *marks, xmlNode *root,
    struct jh_buf *scratch, struct jh_error *err) JH_CHECKED;

#endif
