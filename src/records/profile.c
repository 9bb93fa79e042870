#include "records/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/suggest.h"

const char *jh_i_home_way_name(enum jh_home_way way)
{
    static const char *const names[JH_N_HOME_WAYS] = {
        "area_code", "address", "postcode", "id_card", "insurance_area"};
    return names[way];
}

void jh_i_profile_release(struct jh_profile *profile)
{
    jh_arena_release(&profile->arena);
    *profile = (struct jh_profile){0};
}

/* "{01..40}": where the numbers stand and what they are. */
struct range {
    const char *open, *close;
    long first, last;
    int width;
};

static bool find_range(const char *pattern, struct range *out)
{
    const char *open = strchr(pattern, '{'), *dots = open != NULL ? strstr(open, "..") : NULL;
    const char *close = dots != NULL ? strchr(dots, '}') : NULL;
    if (close == NULL)
        return false;
    char *end;
    out->open = open;
    out->close = close;
    out->width = (int)(dots - open - 1);
    out->first = strtol(open + 1, &end, 10);
    if (end != dots)
        return false;
    out->last = strtol(dots + 2, &end, 10);
    return end == close && out->width > 0 && out->width <= 4 && out->first >= 0 &&
           out->last >= out->first && out->last < 10000;
}

bool jh_i_profile_name_at(const char *pattern, size_t i, char out[JH_PROFILE_NAME_MAX])
{
    struct range r;
    int len;
    if (!find_range(pattern, &r)) {
        if (i > 0)
            return false;
        len = snprintf(out, JH_PROFILE_NAME_MAX, "%s", pattern);
    } else {
        if (i > (size_t)(r.last - r.first))
            return false;
        len = snprintf(out, JH_PROFILE_NAME_MAX, "%.*s%0*ld%s", (int)(r.open - pattern), pattern,
            r.width, r.first + (long)i, r.close + 1);
    }
    return len > 0 && len < JH_PROFILE_NAME_MAX;
}

static int64_t find_column(size_t n_columns, const char *const *columns, const char *name)
{
    for (size_t i = 0; i < n_columns; i++)
        if (strcasecmp(columns[i], name) == 0)
            return (int64_t)i;
    return -1;
}

bool jh_i_profile_recognises(
    const struct jh_profile *profile, size_t n_columns, const char *const *columns)
{
    for (size_t i = 0; i < profile->n_recognise; i++)
        if (find_column(n_columns, columns, profile->recognise[i]) < 0)
            return false;
    return profile->n_recognise > 0;
}

/* Codes are one digit nearly always: their numbers, the map applied. */
static void number_digits(struct jh_bound_column *item)
{
    const enum jh_code_list list = jh_i_fields[item->field].list;
    for (char c = '0'; list != JH_LIST_NONE && c <= '9'; c++) {
        const char *code = &c;
        size_t len = 1;
        for (size_t i = 0; item->map != NULL && i < item->map->n; i++)
            if (item->map->from[i][0] == c && item->map->from[i][1] == '\0') {
                code = item->map->to[i];
                len = strlen(code);
                break;
            }
        item->one[(unsigned char)c] = len > 0 ? jh_i_code_number(list, code, len) : 0;
    }
}

static void bind_column(struct jh_binding *b, const struct jh_profile_column *column,
    size_t n_columns, const char *const *columns)
{
    const struct jh_field_info *info = &jh_i_fields[column->field];
    char name[JH_PROFILE_NAME_MAX];
    uint8_t instance = 0;
    b->first[column->field] = (uint16_t)b->n;
    for (size_t i = 0; i < column->n_names; i++)
        for (size_t k = 0; jh_i_profile_name_at(column->name[i], k, name); k++) {
            int64_t at = find_column(n_columns, columns, name);
            if (at >= 0 && b->count[column->field] < info->n_max) {
                b->item[b->n++] = (struct jh_bound_column){.field = column->field,
                    .instance = info->n_max > 1 ? instance : 0,
                    .column = (uint32_t)at,
                    .map = column->map.n > 0 ? &column->map : NULL};
                number_digits(&b->item[b->n - 1]);
                b->count[column->field]++;
            }
            instance = (uint8_t)(instance + 1);
        }
}

/* The columns by which the profile knows the field, joined for a message. */
static const char *names_of(const struct jh_profile *profile, int field)
{
    for (size_t i = 0; i < profile->n_columns; i++)
        if ((int)profile->column[i].field == field)
            return profile->column[i].name[0];
    return jh_i_fields[field].name;
}

/* All columns that are needed and missing, joined; how many. */
static size_t list_missing(
    const struct jh_profile *profile, const struct jh_binding *b, struct jh_buf *out)
{
    size_t n = 0;
    for (int f = 0; f < JH_N_FIELDS; f++)
        if (profile->required[f] && b->count[f] == 0)
            jh_buf_printf(out, "%s%s", n++ > 0 ? ", " : "", names_of(profile, f));
    return n;
}

static enum jh_status fail_missing(const struct jh_profile *profile, const struct jh_binding *b,
    int field, size_t n_columns, const char *const *columns, struct jh_error *err)
{
    struct jh_buf all;
    const char *name = names_of(profile, field);
    struct jh_suggest suggest;
    enum jh_status st = jh_fail(err, JH_E_DATA, "column %s (%s) is missing, which profile %s needs",
        name, jh_i_fields[field].name, profile->name);
    jh_suggest_begin(&suggest, name);
    for (size_t i = 0; i < n_columns; i++)
        jh_suggest_offer(&suggest, columns[i]);
    jh_buf_init(&all, 1 << 16);
    const size_t n = list_missing(profile, b, &all);
    if (n > 1 && jh_buf_status(&all, NULL) == JH_OK)
        jh_hint(err,
            "%zu needed columns are missing: %s. Choose another profile, or write one (junheng "
            "profile show %s).",
            n, all.data, profile->name);
    else if (suggest.best != NULL)
        jh_hint(err, "The file has a column %s: if that is it, write a profile that says so.",
            suggest.best);
    else
        jh_hint(
            err, "Choose another profile, or write one (junheng profile show %s).", profile->name);
    jh_buf_release(&all);
    return st;
}

static enum jh_status check_needed(const struct jh_profile *profile, const struct jh_binding *b,
    size_t n_columns, const char *const *columns, struct jh_error *err)
{
    for (int f = 0; f < JH_N_FIELDS; f++)
        if (profile->required[f] && b->count[f] == 0)
            return fail_missing(profile, b, f, n_columns, columns, err);
    return JH_OK;
}

enum jh_status jh_i_profile_bind(const struct jh_profile *profile, size_t n_columns,
    const char *const *columns, const bool *wanted, struct jh_binding *out_binding,
    struct jh_error *err)
{
    struct jh_binding b = {0};
    size_t cap = 0;
    enum jh_status st = JH_OK;
    for (int f = 0; f < JH_N_FIELDS; f++)
        cap += jh_i_fields[f].n_max;
    b.item = jh_i_calloc(cap, sizeof *b.item);
    if (b.item == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < profile->n_columns; i++) {
        enum jh_field f = profile->column[i].field;
        if (wanted == NULL || wanted[f] || profile->required[f])
            bind_column(&b, &profile->column[i], n_columns, columns);
    }
    JH_TRY(st, check_needed(profile, &b, n_columns, columns, err));
    *out_binding = b;
    b.item = NULL;
out:
    jh_i_free(b.item);
    return st;
}

void jh_i_binding_release(struct jh_binding *binding)
{
    jh_i_free(binding->item);
    *binding = (struct jh_binding){0};
}
