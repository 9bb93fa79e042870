#include "base/fail.h"
#include "io/json.h"
#include "io/read_tables.h"

/* Only the title and the mark of fictional data count: the tables describe themselves. */
enum jh_status jh_i_read_descriptor(struct jh_import *import, struct jh_error *err)
{
    const struct jh_input *input = &import->descriptor;
    struct jh_text text = {0};
    struct jh_json *root = NULL;
    struct jh_error why;
    bool readable = false;
    if (!input->there)
        return JH_OK;
    enum jh_status st = jh_i_input_open(import, input, &text, &readable, err);
    if (st != JH_OK || !readable)
        return st;
    struct jh_json_limits limits = {.max_bytes = (size_t)64 << 20, .max_depth = 64};
    st = jh_json_parse(text.data, text.len, limits, &root, &why);
    if (st == JH_OK) {
        const char *title = jh_json_as_text(jh_json_get(root, "title"));
        if (title == NULL)
            title = jh_json_as_text(jh_json_get(root, "name"));
        if (title != NULL)
            import->dataset->name = jh_arena_strdup(import->arena, title);
        if (import->dataset->name == NULL)
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
        (void)jh_json_as_bool(
            jh_json_get(jh_json_get(root, "junheng"), "fictional"), &import->dataset->fictional);
    } else if (st == JH_E_DATA || st == JH_E_LIMIT) {
        jh_i_report(import, JH_RULE_BAD_DESCRIPTOR, input->label, 0, 0, why.where,
            "the title of the dataset and the mark of fictional data are not known");
        st = JH_OK;
    } else {
        st = jh_fail(err, st, "out of memory");
    }
    jh_json_free(root);
    jh_i_text_release(&text);
    return st;
}
