#include <string.h>

#include "base/fail.h"
#include "io/dataset/read_tables.h"
#include "io/json.h"

/* The order in which specialties are shown; those without rows are dropped later on. */
static enum jh_status take_specialties(
    struct jh_import *import, const struct jh_json *list, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < jh_json_length(list) && i < UINT16_MAX && st == JH_OK; i++) {
        const char *id = jh_json_as_text(jh_json_item(list, i));
        uint32_t index;
        bool is_new;
        if (id != NULL && id[0] != '\0')
            st = jh_i_names_put(
                &import->declared_specialties, import->arena, id, strlen(id), &index, &is_new, err);
    }
    return st;
}

/* Only the title, the mark of fictional data and the order of specialties count: the tables
 * describe themselves. */
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
        if (title != NULL)
            import->dataset->name = jh_arena_strdup(import->arena, title);
        if (import->dataset->name == NULL)
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
        const struct jh_json *ours = jh_json_get(root, "junheng");
        (void)jh_json_as_bool(jh_json_get(ours, "fictional"), &import->dataset->fictional);
        if (st == JH_OK)
            st = take_specialties(import, jh_json_get(ours, "specialties"), err);
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
