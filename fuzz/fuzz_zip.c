/* Zip archives: whatever is unpacked stays in its folder and within its limits. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool want(void *ctx, const char *name)
{
    (void)ctx;
    if (name[0] == '\0' || name[0] == '.' || strpbrk(name, "/\\") != NULL)
        abort();
    return true;
}

/* Bytes in the folder, which is empty afterwards. */
static uint64_t clear(const char *folder, size_t *out_n)
{
    char path[4096];
    struct stat info;
    uint64_t bytes = 0;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        abort();
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
            continue;
        bytes += (uint64_t)info.st_size;
        ++*out_n;
        remove(path);
    }
    closedir(dir);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct jh_zip_limits limits = {8, 1 << 16};
    char folder[] = "/tmp/junheng-fuzz-XXXXXX";
    struct jh_error err;
    size_t n = 0, found = 0;
    if (mkdtemp(folder) == NULL)
        return 0;
    enum jh_status st = jh_i_zip_unpack(data, size, folder, limits, want, NULL, &n, &err);
    uint64_t bytes = clear(folder, &found);
    if (bytes > limits.max_bytes || found > limits.max_files || (st == JH_OK && found != n))
        abort();
    jh_i_zip_holds(data, size, "[Content_Types].xml");
    remove(folder);
    return 0;
}
