#include "base/msg.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct jh_message *)row)->en);
}

const char *jh_tr(enum jh_lang lang, const char *english)
{
    if (lang == JH_LANG_EN)
        return english;
    const struct jh_message *row =
        bsearch(english, jh_i_messages, jh_i_n_messages, sizeof *jh_i_messages, compare);
    return row != NULL ? row->zh : english;
}
