#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"

static char *join(const char *a, const char *between, const char *b)
{
    size_t len_a = strlen(a), len_between = strlen(between), len_b = strlen(b);
    char *out = jh_i_calloc(len_a + len_between + len_b + 1, 1);
    if (out != NULL) {
        memcpy(out, a, len_a);
        memcpy(out + len_a, between, len_between);
        memcpy(out + len_a + len_between, b, len_b);
    }
    return out;
}

char *jh_i_path_join(const char *dir, const char *name)
{
    size_t len = strlen(dir);
    return join(dir, len > 0 && dir[len - 1] == '/' ? "" : "/", name);
}

enum jh_status jh_i_outfile_open(const char *path, struct jh_outfile *out, struct jh_error *err)
{
    struct jh_outfile file = {.path = join(path, "", ""), .part = join(path, "", ".part")};
    enum jh_status st = JH_OK;
    if (file.path == NULL || file.part == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    } else {
        int fd = open(file.part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
        file.stream = fd >= 0 ? fdopen(fd, "w") : NULL;
        if (file.stream == NULL) {
            st = jh_fail(err, JH_E_IO, "cannot write %s: %s", path, strerror(errno));
            if (fd >= 0)
                close(fd);
        }
    }
    if (st != JH_OK) {
        jh_i_free(file.path);
        jh_i_free(file.part);
        return st;
    }
    *out = file;
    return JH_OK;
}

enum jh_status jh_i_outfile_commit(struct jh_outfile *file, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool written =
        !ferror(file->stream) && fflush(file->stream) == 0 && fsync(fileno(file->stream)) == 0;
    int why = errno;
    if (fclose(file->stream) != 0 && written) {
        written = false;
        why = errno;
    }
    file->stream = NULL;
    if (written && rename(file->part, file->path) != 0) {
        written = false;
        why = errno;
    }
    if (!written) {
        st = jh_fail(err, JH_E_IO, "cannot write %s: %s", file->path, strerror(why));
        unlink(file->part);
    }
    jh_i_outfile_abort(file);
    return st;
}

void jh_i_outfile_abort(struct jh_outfile *file)
{
    if (file->stream != NULL) {
        fclose(file->stream);
        unlink(file->part);
    }
    jh_i_free(file->path);
    jh_i_free(file->part);
    *file = (struct jh_outfile){0};
}

/* A field must be quoted where it holds a separator, a quote or a line end, or would be trimmed. */
static bool needs_quotes(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
            return true;
    return false;
}

void jh_i_csv_put(FILE *stream, const char *text, size_t len)
{
    if (!needs_quotes(text, len)) {
        fwrite(text, 1, len, stream);
        return;
    }
    putc_unlocked('"', stream);
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"')
            putc_unlocked('"', stream);
        putc_unlocked(text[i], stream);
    }
    putc_unlocked('"', stream);
}

enum jh_status jh_i_sync_dir(const char *dir, struct jh_error *err)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    return synced ? JH_OK : jh_fail(err, JH_E_IO, "cannot write %s: %s", dir, strerror(why));
}

enum jh_status jh_i_make_dir(const char *dir, struct jh_error *err)
{
    size_t len = strlen(dir);
    char *path = jh_i_calloc(len + 1, 1);
    if (path == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = JH_OK;
    for (size_t i = 1; i <= len && st == JH_OK; i++) {
        if (dir[i] != '/' && dir[i] != '\0')
            continue;
        memcpy(path, dir, i);
        if (mkdir(path, 0777) != 0 && errno != EEXIST && (i == len || errno != EACCES))
            st = jh_fail(err, JH_E_IO, "cannot make folder %s: %s", path, strerror(errno));
    }
    jh_i_free(path);
    return st;
}

enum jh_status jh_i_page_write(
    const char *dir, const char *name, const struct jh_buf *text, struct jh_error *err)
{
    struct jh_outfile file = {0};
    enum jh_status st = JH_OK;
    char *path = jh_i_path_join(dir, name);
    if (path == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        JH_TRY(st, jh_fail(err, JH_E_IO, "cannot make folder %s: %s", dir, strerror(errno)));
    JH_TRY(st, jh_i_outfile_open(path, &file, err));
    fwrite(text->data, 1, text->len, file.stream);
    st = jh_i_outfile_commit(&file, err);
out:
    jh_i_outfile_abort(&file);
    jh_i_free(path);
    return st;
}
