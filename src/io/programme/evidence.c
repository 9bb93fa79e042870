#include "io/programme/evidence.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "base/utf8.h"

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define OPEN   "application/vnd.oasis.opendocument."
#define PACKED "PK\003\004"
#define LEGACY "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

/* What is taken: an ending, the media type, how the contents begin ("" : text without a NUL). */
static const struct {
    const char *ending, *type, *begins, *or_begins;
} kinds[] = {
    {"pdf", "application/pdf", "%PDF-", NULL},
    {"ofd", "application/ofd", PACKED, NULL},
    {"docx", OFFICE "wordprocessingml.document", PACKED, NULL},
    {"xlsx", OFFICE "spreadsheetml.sheet", PACKED, NULL},
    {"pptx", OFFICE "presentationml.presentation", PACKED, NULL},
    {"odt", OPEN "text", PACKED, NULL},
    {"ods", OPEN "spreadsheet", PACKED, NULL},
    {"doc", "application/msword", LEGACY, NULL},
    {"xls", "application/vnd.ms-excel", LEGACY, NULL},
    {"wps", "application/vnd.ms-works", LEGACY, NULL},
    {"et", "application/octet-stream", LEGACY, NULL},
    {"zip", "application/zip", PACKED, NULL},
    {"png", "image/png", "\x89PNG\r\n\x1a\n", NULL},
    {"jpg", "image/jpeg", "\xff\xd8\xff", NULL},
    {"jpeg", "image/jpeg", "\xff\xd8\xff", NULL},
    {"tif", "image/tiff", "II*", "MM"},
    {"tiff", "image/tiff", "II*", "MM"},
    {"txt", "text/plain", "", NULL},
    {"csv", "text/csv", "", NULL},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static bool begins(const char *data, size_t len, const char *with)
{
    const size_t n = strlen(with);
    return n > 0 ? len >= n && memcmp(data, with, n) == 0 : memchr(data, '\0', len) == NULL;
}

static bool clean_name(const char *path, char out[JH_EVIDENCE_NAME_MAX])
{
    const char *start = path;
    for (const char *p = path; *p != '\0'; p++)
        if (*p == '/' || *p == '\\')
            start = p + 1;
    const size_t len = strlen(start);
    if (len == 0 || len >= JH_EVIDENCE_NAME_MAX || start[0] == '.')
        return false;
    for (size_t i = 0; i < len;) {
        const size_t n = jh_i_utf8_len((const unsigned char *)start + i, len - i);
        if (n == 0 || (unsigned char)start[i] < 0x20 || start[i] == 0x7f)
            return false;
        i += n;
    }
    memcpy(out, start, len + 1);
    return true;
}

enum jh_status jh_i_evidence_check(const char *path, const void *data, size_t len,
    char out_name[JH_EVIDENCE_NAME_MAX], const char **out_type, struct jh_error *err)
{
    char name[JH_EVIDENCE_NAME_MAX];
    size_t k = 0;
    if (!clean_name(path, name))
        return jh_fail(err, JH_E_DATA, "a file cannot be called \"%.60s\"", path);
    const char *dot = strrchr(name, '.');
    if (len > JH_EVIDENCE_MAX)
        return jh_fail(err, JH_E_LIMIT, "%.60s is larger than %zu MB", name, JH_EVIDENCE_MAX >> 20);
    if (len == 0)
        return jh_fail(err, JH_E_DATA, "%.60s is empty", name);
    while (dot != NULL && k < N_KINDS && strcasecmp(kinds[k].ending, dot + 1) != 0)
        k++;
    if (dot == NULL || k == N_KINDS) {
        enum jh_status st =
            jh_fail(err, JH_E_DATA, "%.60s is of no kind that is taken as evidence", name);
        jh_hint(err,
            "Give pdf, ofd, docx, xlsx, pptx, odt, ods, doc, xls, wps, et, png, jpg, tif, "
            "txt, csv or zip.");
        return st;
    }
    if (!begins(data, len, kinds[k].begins) &&
        (kinds[k].or_begins == NULL || !begins(data, len, kinds[k].or_begins)))
        return jh_fail(err, JH_E_DATA, "%.60s is no %s file inside", name, kinds[k].ending);
    memcpy(out_name, name, strlen(name) + 1);
    *out_type = kinds[k].type;
    return JH_OK;
}

const char *jh_i_evidence_next(const char *text, char out_hash[JH_EVIDENCE_HASH_LEN])
{
    const size_t prefix = strlen(JH_EVIDENCE_PREFIX);
    const char *p = text;
    while (p != NULL && (p = strstr(p, JH_EVIDENCE_PREFIX)) != NULL) {
        p += prefix;
        if (strspn(p, "0123456789abcdef") != JH_EVIDENCE_HASH_LEN - 1)
            continue;
        memcpy(out_hash, p, JH_EVIDENCE_HASH_LEN - 1);
        out_hash[JH_EVIDENCE_HASH_LEN - 1] = '\0';
        return p + JH_EVIDENCE_HASH_LEN - 1;
    }
    return NULL;
}
