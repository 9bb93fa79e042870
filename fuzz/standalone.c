/*
 * Runs every file of the folders named through the fuzz target; folders may be empty or absent.
 */
#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"

static bool run_file(const char *dir, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(EXIT_FAILURE);
    }
    long size = ftell(f);
    rewind(f);
    uint8_t *data = malloc((size_t)size + 1); /* exact reads past the end show under ASan */
    if (data == NULL || fread(data, 1, (size_t)size, f) != (size_t)size)
        exit(EXIT_FAILURE);
    fclose(f);
    uint8_t *exact = realloc(data, size > 0 ? (size_t)size : 1);
    LLVMFuzzerTestOneInput(exact, (size_t)size);
    free(exact);
    return true;
}

int main(int argc, char **argv)
{
    int n = 0;
    for (int i = 1; i < argc; i++) {
        DIR *dir = opendir(argv[i]);
        struct dirent *entry;
        while (dir != NULL && (entry = readdir(dir)) != NULL)
            if (entry->d_name[0] != '.')
                n += run_file(argv[i], entry->d_name);
        if (dir != NULL)
            closedir(dir);
    }
    printf("%d inputs\n", n);
    return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
