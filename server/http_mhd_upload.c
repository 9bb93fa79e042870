/* Files sent: straight to the disk as they come, under clean names. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/utf8.h"

#include "server/http_mhd.h"

enum { FORM_BUFFER = 1 << 16, NAME_MAX_BYTES = 160, MAX_FILES = 100 };

struct srv_sink {
    struct srv_upload upload;
    struct MHD_PostProcessor *form; /* NULL: the body is one file */
    int file;                       /* being written; -1: none */
    size_t bytes, max_bytes;
    enum jh_status status;
    struct jh_error err;
};

/* The last part of a name as the browser gives it, if it is one that a file may have. */
static bool clean_name(const char *given, char out[NAME_MAX_BYTES])
{
    const char *start = given;
    for (const char *p = given; *p != '\0'; p++)
        if (*p == '/' || *p == '\\')
            start = p + 1;
    size_t len = strlen(start);
    if (len == 0 || len >= NAME_MAX_BYTES || start[0] == '.')
        return false;
    for (size_t i = 0; i < len;) {
        size_t n = jh_i_utf8_len((const unsigned char *)start + i, len - i);
        if (n == 0 || (unsigned char)start[i] < 0x20 || start[i] == 0x7f)
            return false;
        i += n;
    }
    memcpy(out, start, len + 1);
    return true;
}

static void fail_sink(struct srv_sink *sink, enum jh_status status)
{
    if (sink->status == JH_OK)
        sink->status = status;
}

static void close_file(struct srv_sink *sink)
{
    if (sink->file >= 0 && close(sink->file) != 0)
        fail_sink(sink, jh_fail(&sink->err, JH_E_IO, "cannot write: %s", strerror(errno)));
    sink->file = -1;
}

static void open_file(struct srv_sink *sink, const char *given)
{
    char name[NAME_MAX_BYTES];
    struct jh_buf path;
    close_file(sink);
    if (!clean_name(given, name)) {
        fail_sink(sink, jh_fail(&sink->err, JH_E_ARG, "a file cannot be called \"%.60s\"", given));
        return;
    }
    if (sink->upload.n_files == MAX_FILES) {
        fail_sink(sink, jh_fail(&sink->err, JH_E_LIMIT, "too many files"));
        return;
    }
    jh_buf_init(&path, 1 << 16);
    jh_buf_printf(&path, "%s/%s", sink->upload.folder, name);
    if (jh_buf_status(&path, NULL) == JH_OK)
        sink->file = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    jh_buf_release(&path);
    if (sink->file < 0 && errno == EEXIST)
        fail_sink(sink, jh_fail(&sink->err, JH_E_ARG, "two files are called %s", name));
    else if (sink->file < 0)
        fail_sink(sink, jh_fail(&sink->err, JH_E_IO, "cannot write: %s", strerror(errno)));
    if (sink->upload.n_files++ > 0)
        jh_buf_puts(&sink->upload.names, ", ");
    jh_buf_puts(&sink->upload.names, name);
}

static void write_file(struct srv_sink *sink, const char *data, size_t len)
{
    while (len > 0 && sink->status == JH_OK) {
        ssize_t n = write(sink->file, data, len);
        if (n < 0 && errno != EINTR)
            fail_sink(sink, jh_fail(&sink->err, JH_E_IO, "cannot write: %s", strerror(errno)));
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        }
    }
}

/* A piece of a form: fields that are no files are passed over. */
static enum MHD_Result on_piece(void *ctx, enum MHD_ValueKind kind, const char *key,
    const char *filename, const char *type, const char *encoding, const char *data, uint64_t offset,
    size_t len)
{
    struct srv_sink *sink = ctx;
    (void)kind;
    (void)key;
    (void)type;
    (void)encoding;
    if (filename == NULL || filename[0] == '\0' || sink->status != JH_OK)
        return MHD_YES;
    if (offset == 0)
        open_file(sink, filename);
    if (sink->status == JH_OK)
        write_file(sink, data, len);
    return MHD_YES;
}

/* What a single file is called: as the caller says, else by its type. */
static const char *name_of(const struct srv_request *request)
{
    static const struct {
        const char *type, *name;
    } names[] = {
        {"application/zip", "data.zip"},
        {"application/x-zip-compressed", "data.zip"},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "data.xlsx"},
        {"application/vnd.oasis.opendocument.spreadsheet", "data.ods"},
    };
    const char *name = srv_parameter(&request->target, "name");
    for (size_t i = 0; name == NULL && i < sizeof names / sizeof *names; i++)
        if (request->content_type != NULL && strcmp(request->content_type, names[i].type) == 0)
            name = names[i].name;
    return name;
}

enum jh_status srv_sink_new(const struct srv_folders *folders, struct MHD_Connection *connection,
    const struct srv_request *request, size_t max_bytes, struct srv_sink **out_sink,
    struct jh_error *err)
{
    struct srv_sink *sink = jh_i_calloc(1, sizeof *sink);
    const char *type = request->content_type;
    bool form = type != NULL && strncasecmp(type, "multipart/form-data", 19) == 0;
    enum jh_status st = JH_OK;
    if (sink == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    sink->file = -1;
    sink->max_bytes = max_bytes;
    jh_buf_init(&sink->upload.names, 1 << 14);
    JH_TRY(st, srv_folder_new(folders, &sink->upload.folder, err));
    if (form) {
        sink->form = MHD_create_post_processor(connection, FORM_BUFFER, on_piece, sink);
        if (sink->form == NULL)
            st = jh_fail(err, JH_E_ARG, "the form is malformed");
    } else if (name_of(request) == NULL) {
        st = jh_fail(err, JH_E_ARG, "the file has no name");
        jh_hint(err, "Send a form with files, or one file as the body with ?name=areas.csv.");
    } else {
        open_file(sink, name_of(request));
        st = sink->status;
        if (st != JH_OK)
            *err = sink->err;
    }
    if (st == JH_OK) {
        *out_sink = sink;
        sink = NULL;
    }
out:
    srv_sink_free(sink);
    return st;
}

void srv_sink_add(struct srv_sink *sink, const char *data, size_t len)
{
    sink->bytes += len;
    if (sink->bytes > sink->max_bytes)
        fail_sink(sink, jh_fail(&sink->err, JH_E_LIMIT, "the body is larger than %llu bytes",
                            (unsigned long long)sink->max_bytes));
    if (sink->status != JH_OK)
        return;
    if (sink->form == NULL)
        write_file(sink, data, len);
    else if (MHD_post_process(sink->form, data, len) == MHD_NO)
        fail_sink(sink, jh_fail(&sink->err, JH_E_ARG, "the form is malformed"));
}

enum jh_status srv_sink_end(
    struct srv_sink *sink, struct srv_upload **out_upload, struct jh_error *err)
{
    if (sink->form != NULL && MHD_destroy_post_processor(sink->form) == MHD_NO)
        fail_sink(sink, jh_fail(&sink->err, JH_E_ARG, "the form is malformed"));
    sink->form = NULL;
    close_file(sink);
    if (sink->status != JH_OK) {
        *err = sink->err;
        return sink->status;
    }
    *out_upload = &sink->upload;
    return JH_OK;
}

void srv_sink_free(struct srv_sink *sink)
{
    if (sink == NULL)
        return;
    if (sink->form != NULL)
        MHD_destroy_post_processor(sink->form);
    if (sink->file >= 0)
        close(sink->file);
    if (sink->upload.folder != NULL)
        srv_folder_remove(sink->upload.folder);
    jh_i_free(sink->upload.folder);
    jh_buf_release(&sink->upload.names);
    jh_i_free(sink);
}
