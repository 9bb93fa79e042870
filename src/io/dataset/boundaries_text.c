#include "io/dataset/boundaries_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"

static const char mark[] = "审图号";

enum jh_status jh_i_boundaries_text(struct jh_arena *arena, const char *source,
    const char *review_number, const char **out, struct jh_error *err)
{
    const char *from = source != NULL ? source : "";
    const char *number = review_number != NULL ? review_number : "";
    const bool both = from[0] != '\0' && number[0] != '\0';
    const bool marked = number[0] == '\0' || strstr(number, mark) != NULL;
    const size_t size = strlen(from) + strlen(number) + sizeof mark + 8;
    char *text = jh_arena_alloc(arena, size, 1);
    if (text == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    snprintf(text, size, "%s%s%s%s%s", from, both ? ", " : "", marked ? "" : mark,
        marked ? "" : " ", number);
    *out = text;
    return JH_OK;
}
