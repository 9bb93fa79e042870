/*
 * Folders of passing files beside the workspace: uploads, documents being written. All of them are
 * gone when the server ends, and swept when the next one starts.
 */
#ifndef JH_SERVER_FOLDER_H
#define JH_SERVER_FOLDER_H

#include "junheng/status.h"

/** The folder that holds them, "<workspace>.serve"; locked, so that no two servers share a workspace. */
struct srv_folders {
    char *path;
    int lock; /* -1: none */
};
enum jh_status srv_folders_open(
    struct srv_folders *folders, const char *workspace, struct jh_error *err) JH_CHECKED;
void srv_folders_close(struct srv_folders *folders);
/** A new, empty one; its path is the caller's (jh_i_free()). */
enum jh_status srv_folder_new(
    const struct srv_folders *folders, char **out_path, struct jh_error *err) JH_CHECKED;
/** With all that is in it. */
void srv_folder_remove(const char *path);

#endif
