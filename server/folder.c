#include "server/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fail.h"

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info;
    (void)type;
    (void)where;
    remove(path); /* what cannot be removed now is swept later */
    return 0;
}

void srv_folder_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int remove_inside(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info;
    (void)type;
    if (where->level > 0)
        remove(path);
    return 0;
}

static char *join(const char *a, const char *b)
{
    size_t size = strlen(a) + strlen(b) + 1;
    char *text = jh_i_calloc(size, 1);
    if (text != NULL)
        snprintf(text, size, "%s%s", a, b);
    return text;
}

static enum jh_status fail_folder(const char *path, struct jh_error *err)
{
    enum jh_status st = jh_fail(err, JH_E_IO, "cannot use the folder: %s", strerror(errno));
    jh_where(err, "%s", path);
    return st;
}

enum jh_status srv_folders_open(
    struct srv_folders *folders, const char *workspace, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    *folders = (struct srv_folders){.lock = -1, .path = join(workspace, ".serve")};
    if (folders->path == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (mkdir(folders->path, 0700) != 0 && errno != EEXIST)
        return fail_folder(folders->path, err);
    folders->lock = open(folders->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folders->lock < 0)
        return fail_folder(folders->path, err);
    if (flock(folders->lock, LOCK_EX | LOCK_NB) != 0) {
        st = jh_fail(err, JH_E_CONFLICT, "another server serves the workspace %s", workspace);
        jh_hint(err, "Use that one, end it, or name another workspace.");
        close(folders->lock);
        folders->lock = -1;
        return st;
    }
    nftw(folders->path, remove_inside, 16, FTW_DEPTH | FTW_PHYS);
    return JH_OK;
}

void srv_folders_close(struct srv_folders *folders)
{
    if (folders->lock >= 0) {
        srv_folder_remove(folders->path);
        close(folders->lock);
    }
    jh_i_free(folders->path);
    *folders = (struct srv_folders){.lock = -1};
}

enum jh_status srv_folder_new(
    const struct srv_folders *folders, char **out_path, struct jh_error *err)
{
    char *path = join(folders->path, "/XXXXXX");
    if (path == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (mkdtemp(path) == NULL) {
        enum jh_status st = fail_folder(folders->path, err);
        jh_i_free(path);
        return st;
    }
    *out_path = path;
    return JH_OK;
}
