#include "base/embedded.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct jh_embedded *)row)->path);
}

const struct jh_embedded *jh_embedded_find(const char *path)
{
    return bsearch(path, jh_i_embedded, jh_i_n_embedded, sizeof *jh_i_embedded, compare);
}
