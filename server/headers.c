/* What single headers say. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"

#include "server/dispatch.h"

/* The next item of a comma-separated header: its word up to ';' or blank, and its quality. */
static const char *next_item(const char *p, const char **out_word, size_t *out_len, double *out_q)
{
    p += strspn(p, " \t,");
    if (*p == '\0')
        return NULL;
    size_t len = strcspn(p, ",");
    *out_word = p;
    *out_len = strcspn(p, "; \t,");
    *out_q = 1;
    for (const char *q = p; q + 1 < p + len; q++) {
        if ((q[0] != 'q' && q[0] != 'Q') || q[1] != '=')
            continue;
        size_t digits = strspn(q + 2, "0123456789.");
        if (!jh_num_parse(q + 2, digits, out_q))
            *out_q = 0;
        break;
    }
    return p + len;
}

enum jh_lang srv_language(const char *accept_language, enum jh_lang otherwise)
{
    const char *p = accept_language, *word = NULL;
    size_t len = 0;
    double q = 0, best = 0;
    enum jh_lang lang = otherwise;
    while (p != NULL && (p = next_item(p, &word, &len, &q)) != NULL) {
        bool zh = len >= 2 && strncasecmp(word, "zh", 2) == 0;
        bool en = len >= 2 && strncasecmp(word, "en", 2) == 0;
        if ((zh || en) && q > best) {
            best = q;
            lang = zh ? JH_LANG_ZH : JH_LANG_EN;
        }
    }
    return lang;
}

bool srv_header_lists(const char *header, const char *word)
{
    const char *p = header, *found = NULL;
    size_t len = 0;
    double q = 0;
    while (p != NULL && (p = next_item(p, &found, &len, &q)) != NULL)
        if (len == strlen(word) && strncasecmp(found, word, len) == 0 && q > 0)
            return true;
    return false;
}

static bool good_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return text[digits] == '\0' && digits >= 1 && digits <= 5;
}

bool srv_host_is_loopback(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    if (host == NULL)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]);
        if (strncasecmp(host, names[i], len) == 0 &&
            (host[len] == '\0' || (host[len] == ':' && good_port(host + len + 1))))
            return true;
    }
    return false;
}
