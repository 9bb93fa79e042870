#include "server/query.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static enum jh_status fail_malformed(struct jh_error *err)
{
    return jh_fail(err, JH_E_ARG, "the address of the request is malformed");
}

static bool good_text(const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t n = jh_i_utf8_len((const unsigned char *)text + i, len - i);
        if (n == 0 || (unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
        i += n;
    }
    return true;
}

/* Decode text[0..len) to *at and step over it and its NUL. */
static enum jh_status decode(
    const char *text, size_t len, bool in_query, char **at, struct jh_error *err)
{
    char *out = *at;
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '%') {
            int high = i + 2 < len ? hex_digit(text[i + 1]) : -1;
            int low = i + 2 < len ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return fail_malformed(err);
            c = (char)(high * 16 + low);
            if (c == '/' && !in_query) /* a slash that is none would move the segments */
                return fail_malformed(err);
            i += 2;
        } else if (c == '+' && in_query) {
            c = ' ';
        }
        out[n++] = c;
    }
    out[n] = '\0';
    *at = out + n + 1;
    return good_text(out, n) ? JH_OK : fail_malformed(err);
}

/* No empty segment but the last, none that climbs. */
static bool clean_path(const char *path)
{
    if (path[0] != '/')
        return false;
    for (const char *p = path; p != NULL; p = strchr(p + 1, '/')) {
        size_t len = strcspn(p + 1, "/");
        if (len == 0 && p[1] != '\0')
            return false;
        if (len > 0 && len <= 2 && p[1] == '.' && p[len] == '.')
            return false;
    }
    return true;
}

static size_t count_parameters(const char *query)
{
    size_t n = query != NULL && query[0] != '\0';
    for (const char *p = query; p != NULL && *p != '\0'; p++)
        n += *p == '&';
    return n;
}

static enum jh_status parse_parameters(
    const char *query, struct srv_target *target, char **at, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (const char *p = query; p != NULL && *p != '\0';) {
        size_t len = strcspn(p, "&"), name_len = strcspn(p, "=&");
        if (len > 0) {
            struct srv_parameter *parameter = &target->parameter[target->n++];
            size_t value_at = name_len < len ? name_len + 1 : len;
            parameter->name = *at;
            JH_TRY(st, decode(p, name_len, true, at, err));
            parameter->value = *at;
            JH_TRY(st, decode(p + value_at, len - value_at, true, at, err));
        }
        p += len + (p[len] == '&');
    }
out:
    return st;
}

enum jh_status srv_target_parse(
    const char *raw, struct srv_target *out_target, struct jh_error *err)
{
    struct srv_target target = {0};
    enum jh_status st = JH_OK;
    size_t len = strlen(raw), path_len = strcspn(raw, "?");
    const char *query = raw[path_len] == '?' ? raw + path_len + 1 : NULL;
    size_t n = count_parameters(query);
    char *at;
    if (len > SRV_MAX_TARGET || n > SRV_MAX_PARAMETERS)
        return jh_fail(err, JH_E_LIMIT, "the address of the request is too long");
    target.memory = jh_i_calloc(len + 2 * n + 2, 1);
    target.parameter = jh_i_calloc(n, sizeof *target.parameter);
    if (target.memory == NULL || target.parameter == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    at = target.path = target.memory;
    JH_TRY(st, decode(raw, path_len, false, &at, err));
    if (!clean_path(target.path)) {
        st = fail_malformed(err);
        goto out;
    }
    JH_TRY(st, parse_parameters(query, &target, &at, err));
    *out_target = target;
    return JH_OK;
out:
    srv_target_release(&target);
    return st;
}

void srv_target_release(struct srv_target *target)
{
    jh_i_free(target->memory);
    jh_i_free(target->parameter);
    memset(target, 0, sizeof *target);
}

const char *srv_parameter(const struct srv_target *target, const char *name)
{
    for (size_t i = target->n; i-- > 0;)
        if (strcmp(target->parameter[i].name, name) == 0)
            return target->parameter[i].value;
    return NULL;
}

static bool skipped(const char *const *skip, const char *name)
{
    for (; *skip != NULL; skip++)
        if (strcmp(*skip, name) == 0)
            return true;
    return false;
}

/* The least name after `after` (NULL: the least of all) among those not skipped. */
static const char *next_name(
    const struct srv_target *target, const char *const *skip, const char *after)
{
    const char *least = NULL;
    for (size_t i = 0; i < target->n; i++) {
        const char *name = target->parameter[i].name;
        if ((after == NULL || strcmp(name, after) > 0) && !skipped(skip, name) &&
            (least == NULL || strcmp(name, least) < 0))
            least = name;
    }
    return least;
}

void srv_target_canonical(
    const struct srv_target *target, const char *const *skip, struct jh_buf *out)
{
    jh_buf_puts(out, target->path);
    const char *name = NULL;
    while ((name = next_name(target, skip, name)) != NULL)
        jh_buf_printf(out, "\n%s=%s", name, srv_parameter(target, name));
}
