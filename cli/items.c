#include "cli/items.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

static enum jh_status parse_one(struct jh_arena *arena, const char *option, const char *text,
    size_t len, double standard, struct cli_item *out, struct jh_error *err)
{
    const char *equals = memchr(text, '=', len);
    size_t n_name = equals != NULL ? (size_t)(equals - text) : len;
    out->name = jh_arena_strndup(arena, text, n_name);
    out->value = standard;
    if (out->name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (n_name == 0)
        return jh_fail(err, JH_E_ARG, "option --%s has a part without a name", option);
    if (equals != NULL && !jh_num_parse(equals + 1, len - n_name - 1, &out->value))
        return jh_fail(
            err, JH_E_ARG, "option --%s: \"%.60s\" needs a number after =", option, out->name);
    if (isnan(out->value))
        return jh_fail(err, JH_E_ARG, "option --%s: \"%.60s\" needs a number, as in %.60s=1",
            option, out->name, out->name);
    return JH_OK;
}

enum jh_status cli_items_parse(struct jh_arena *arena, const char *option, const char *text,
    double standard, size_t *out_n, struct cli_item **out_item, struct jh_error *err)
{
    size_t n = 0;
    *out_n = 0;
    *out_item = NULL;
    if (text == NULL || text[0] == '\0')
        return JH_OK;
    struct cli_item *item = jh_arena_new(arena, strlen(text), struct cli_item);
    if (item == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (const char *at = text; at != NULL;) {
        const char *comma = strchr(at, ',');
        size_t len = comma != NULL ? (size_t)(comma - at) : strlen(at);
        enum jh_status st = parse_one(arena, option, at, len, standard, &item[n], err);
        if (st != JH_OK)
            return st;
        n++;
        at = comma != NULL ? comma + 1 : NULL;
    }
    *out_n = n;
    *out_item = item;
    return JH_OK;
}
