#include "store/sqlite/queries.h"

#include <string.h>

#include "base/embedded.h"
#include "base/fail.h"

static const char folder[] = "sql/queries/", mark[] = "-- name: ";

const char *jh_i_query_name(enum jh_query query)
{
    static const char *const names[] = {
#define JH_X(name, text) text,
        JH_QUERY_MAP(JH_X)
#undef JH_X
    };
    return names[query];
}

bool jh_i_query_walk(struct jh_query_walk *walk)
{
    for (; walk->file < jh_i_n_embedded; walk->file++, walk->next = NULL) {
        const struct jh_embedded *file = &jh_i_embedded[walk->file];
        if (strncmp(file->path, folder, sizeof folder - 1) != 0)
            continue;
        const char *at = strstr(walk->next != NULL ? walk->next : file->data, mark);
        if (at == NULL)
            continue;
        walk->name = at + sizeof mark - 1;
        walk->name_len = strcspn(walk->name, " \r\n");
        walk->block.text = walk->name + walk->name_len;
        const char *end = strstr(walk->block.text, mark);
        walk->next = end != NULL ? end : file->data + file->len;
        walk->block.len = (size_t)(walk->next - walk->block.text);
        return true;
    }
    return false;
}

enum jh_status jh_i_query_texts(struct jh_query_text out_texts[JH_N_QUERIES], struct jh_error *err)
{
    struct jh_query_text texts[JH_N_QUERIES] = {{NULL, 0}};
    struct jh_query_walk walk = {0};
    while (jh_i_query_walk(&walk))
        for (enum jh_query q = 0; q < JH_N_QUERIES; q++) {
            const char *name = jh_i_query_name(q);
            if (strlen(name) == walk.name_len && memcmp(name, walk.name, walk.name_len) == 0)
                texts[q] = walk.block;
        }
    for (enum jh_query q = 0; q < JH_N_QUERIES; q++)
        if (texts[q].text == NULL)
            return jh_fail(err, JH_E_INTERNAL, "named query %s missing", jh_i_query_name(q));
    memcpy(out_texts, texts, sizeof texts);
    return JH_OK;
}
