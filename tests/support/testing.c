#include "testing.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int testing_main(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static char tmpdirs[64][64];
static size_t n_tmpdirs;

static int remove_entry(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    (void)stat, (void)walk;
    if (kind == FTW_DP)
        chmod(path, 0700);
    return remove(path);
}

static void remove_tmpdirs(void)
{
    for (size_t i = 0; i < n_tmpdirs; i++)
        nftw(tmpdirs[i], remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *testing_tmpdir(void)
{
    if (n_tmpdirs == sizeof tmpdirs / sizeof *tmpdirs)
        abort();
    if (n_tmpdirs == 0)
        atexit(remove_tmpdirs);
    char *path = tmpdirs[n_tmpdirs++];
    snprintf(path, sizeof tmpdirs[0], "/tmp/junheng-test-XXXXXX");
    if (mkdtemp(path) == NULL)
        abort();
    return path;
}

const char *testing_shared(const char *relative)
{
    static char path[1024];
    snprintf(path, sizeof path, JH_SHARED_DATA "/%s", relative);
    if (access(path, R_OK) != 0) {
        fprintf(stderr, "SKIPPED: reference data %s not there\n", path);
        return NULL;
    }
    return path;
}
