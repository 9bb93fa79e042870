#include "io/text.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/utf8.h"

/* What reading bytes as UTF-8 gives. */
struct utf8_scan {
    size_t n_wide;         /* valid characters of three or four bytes: Chinese, mostly */
    size_t n_bad;          /* bytes that belong to no character */
    const char *first_bad; /* NULL: none */
};

enum { FORGET_STEP = 16 << 20 };

static void scan_utf8(const struct jh_text *text, struct utf8_scan *out)
{
    *out = (struct utf8_scan){0};
    const char *p = text->data, *end = p + text->len, *forget = p;
    while (p < end) {
        uint64_t eight;
        while (end - p >= (ptrdiff_t)sizeof eight) {
            memcpy(&eight, p, sizeof eight);
            if ((eight & 0x8080808080808080u) != 0)
                break;
            p += sizeof eight;
        }
        for (int i = 0; i < 64 && p < end; i++) {
            size_t len = jh_i_utf8_len((const unsigned char *)p, (size_t)(end - p));
            out->n_wide += len >= 3;
            if (len == 0) {
                if (out->n_bad++ == 0)
                    out->first_bad = p;
                len = 1;
            }
            p += len;
        }
        if (p - forget > FORGET_STEP) {
            jh_i_text_forget(text, p);
            forget = p;
        }
    }
}

/* Where the valid text [data, at) ends. */
static struct jh_text_fault position(const char *data, const char *at)
{
    struct jh_text_fault fault = {.line = 1};
    const char *line = data;
    for (const char *p = data; p < at; p++)
        if (*p == '\n' || (*p == '\r' && !(p + 1 < at && p[1] == '\n'))) {
            fault.line++;
            line = p + 1;
        }
    fault.column = (int64_t)jh_i_utf8_count(line, (size_t)(at - line)) + 1;
    return fault;
}

/* No character of these sets needs more than one and a half times its bytes in UTF-8. */
static enum jh_status transcode(struct jh_text *text, const char *charset,
    struct jh_text_fault *out_fault, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    union {
        const char *given;
        char *wanted; /* iconv() only reads it */
    } in = {.given = text->data};
    size_t room = 0, in_left = text->len, out_left;
    char *heap = NULL, *out_end;
    iconv_t cd = iconv_open("UTF-8", charset);
    if (cd == (iconv_t)-1)
        return jh_fail(err, JH_E_UNSUPPORTED, "this system cannot read %s text", charset);
    if (!__builtin_add_overflow(text->len, text->len / 2 + 16, &room))
        heap = jh_i_calloc(room, 1);
    if (heap == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    out_end = heap;
    out_left = room;
    if (iconv(cd, &in.wanted, &in_left, &out_end, &out_left) == (size_t)-1) {
        *out_fault = position(heap, out_end);
        st = jh_fail(err, JH_E_DATA, "neither UTF-8 nor GB18030");
        goto out;
    }
    text->heap = heap;
    text->data = heap;
    text->len = (size_t)(out_end - heap);
    heap = NULL;
out:
    jh_i_free(heap);
    iconv_close(cd);
    return st;
}

static bool skip_mark(struct jh_text *text, const char *mark, size_t len)
{
    if (text->len < len || memcmp(text->data, mark, len) != 0)
        return false;
    text->data += len;
    text->len -= len;
    return true;
}

static enum jh_status decode(
    struct jh_text *text, struct jh_text_fault *out_fault, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const char *utf16 = skip_mark(text, "\xFF\xFE", 2)   ? "UTF-16LE"
                        : skip_mark(text, "\xFE\xFF", 2) ? "UTF-16BE"
                                                         : NULL;
    if (utf16 != NULL) {
        text->charset = JH_CHARSET_UTF16;
        return transcode(text, utf16, out_fault, err);
    }
    bool marked = skip_mark(text, "\xEF\xBB\xBF", 3);
    struct utf8_scan scan;
    scan_utf8(text, &scan);
    if (scan.n_bad == 0)
        return JH_OK;
    /* Chinese in GB18030 reads as wide UTF-8 here and there, but never to a third. */
    bool mixed = scan.n_wide >= 6 && 3 * scan.n_wide > scan.n_bad;
    if (marked || mixed || scan.n_wide > 4 * scan.n_bad) {
        *out_fault = position(text->data, scan.first_bad);
        return jh_fail(err, JH_E_DATA, "damaged UTF-8");
    }
    text->charset = JH_CHARSET_GB18030;
    st = transcode(text, "GB18030", out_fault, err);
    if (st == JH_OK)
        (void)skip_mark(text, "\xEF\xBB\xBF", 3);
    return st;
}

enum jh_status jh_i_text_wrap(const char *data, size_t len, struct jh_text *out,
    struct jh_text_fault *out_fault, struct jh_error *err)
{
    struct jh_text text = {.data = data, .len = len};
    enum jh_status st = decode(&text, out_fault, err);
    if (st == JH_OK)
        *out = text;
    return st;
}

enum jh_status jh_i_text_open(
    const char *path, struct jh_text *out, struct jh_text_fault *out_fault, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_text text = {.data = ""};
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &info) != 0) {
        st = jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
        goto out;
    }
    if (!S_ISREG(info.st_mode)) {
        st = jh_fail(err, JH_E_IO, "%s is no regular file", path);
        goto out;
    }
    text.len = (size_t)info.st_size;
    if (text.len > 0) {
        void *map = mmap(NULL, text.len, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map == MAP_FAILED) {
            st = jh_fail(err, JH_E_IO, "cannot read %s: %s", path, strerror(errno));
            goto out;
        }
        text.map = map;
        text.map_len = text.len;
        text.data = map;
    }
    JH_TRY(st, decode(&text, out_fault, err));
    *out = text;
    text = (struct jh_text){0};
out:
    jh_i_text_release(&text);
    if (fd >= 0)
        close(fd);
    return st;
}

void jh_i_text_forget(const struct jh_text *text, const char *upto)
{
    if (text->map == NULL || text->heap != NULL)
        return;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t len = (size_t)(upto - (const char *)text->map) / page * page;
    if (len > 0)
        madvise(text->map, len, MADV_DONTNEED);
}

void jh_i_text_release(struct jh_text *text)
{
    if (text->map != NULL)
        munmap(text->map, text->map_len);
    jh_i_free(text->heap);
    *text = (struct jh_text){0};
}
